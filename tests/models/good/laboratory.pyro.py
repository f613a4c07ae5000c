"""what the ward knows beside the picture.

Compiled by causalimg from laboratory.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Laboratory(Program):
    """what the ward knows beside the picture."""

    variables = (
        "creatinine",
        "troponin",
        "iron",
        "albumin",
        "drink",
        "temperature",
        "pressure",
        "airway",
        "water",
        "osmosis",
    )
    parents = {
        "creatinine": (),
        "troponin": (),
        "iron": (),
        "albumin": (),
        "drink": (),
        "temperature": (),
        "pressure": (),
        "airway": (),
        "water": (),
        "osmosis": (),
    }
    noises = {
        "creatinine": ("u_creatinine",),
        "troponin": ("u_troponin",),
        "iron": ("u_iron",),
        "albumin": ("u_albumin",),
        "drink": ("u_drink",),
        "temperature": ("u_temperature",),
        "pressure": ("u_pressure",),
        "airway": ("u_airway",),
        "water": ("u_water",),
        "osmosis": ("u_osmosis",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "creatinine": "laboratory.scm:19: creatinine ~ LogNormal(4.4, 0.3)",
        "troponin": "laboratory.scm:20: troponin ~ LogNormal(1, 1)",
        "iron": "laboratory.scm:21: iron ~ LogNormal(4.5, 0.3)",
        "albumin": "laboratory.scm:22: albumin ~ LogNormal(1.4, 0.1)",
        "drink": "laboratory.scm:23: drink ~ Uniform(1 dl, 0.5 l)",
        "temperature": "laboratory.scm:24: temperature ~ Normal(310, 0.5) truncated (300, 320)",
        "pressure": "laboratory.scm:25: pressure ~ LogNormal(log(16), 0.1)",
        "airway": "laboratory.scm:26: airway ~ Uniform(1 bar, 101 kPa)",
        "water": "laboratory.scm:27: water ~ Exponential(1)",
        "osmosis": "laboratory.scm:28: osmosis ~ LogNormal(5.7, 0.02)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_creatinine": standard.normal(),
            "u_troponin": standard.normal(),
            "u_iron": standard.normal(),
            "u_albumin": standard.normal(),
            "u_drink": standard.normal(),
            "u_temperature": standard.normal(),
            "u_pressure": standard.normal(),
            "u_airway": standard.normal(),
            "u_water": standard.exponential(),
            "u_osmosis": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def creatinine(self) -> Map:
        # laboratory.scm:19  creatinine ~ LogNormal(4.4, 0.3)
        return laws.log_normal(4.4, 0.3)

    def troponin(self) -> Map:
        # laboratory.scm:20  troponin ~ LogNormal(1, 1)
        return laws.log_normal(1.0, 1.0)

    def iron(self) -> Map:
        # laboratory.scm:21  iron ~ LogNormal(4.5, 0.3)
        return laws.log_normal(4.5, 0.3)

    def albumin(self) -> Map:
        # laboratory.scm:22  albumin ~ LogNormal(1.4, 0.1)
        return laws.log_normal(1.4, 0.1)

    def drink(self) -> Map:
        # laboratory.scm:23  drink ~ Uniform(1 dl, 0.5 l)
        return laws.uniform(10.0, 50.0)

    def temperature(self) -> Map:
        # laboratory.scm:24  temperature ~ Normal(310, 0.5) truncated (300, 320)
        return laws.truncated(laws.normal(310.0, 0.5), 300.0, 320.0)

    def pressure(self) -> Map:
        # laboratory.scm:25  pressure ~ LogNormal(log(16), 0.1)
        return laws.log_normal(torch.log(torch.tensor(16.0)), 0.1)

    def airway(self) -> Map:
        # laboratory.scm:26  airway ~ Uniform(1 bar, 101 kPa)
        return laws.uniform(1.0, 1.01)

    def water(self) -> Map:
        # laboratory.scm:27  water ~ Exponential(1)
        return laws.exponential(1.0)

    def osmosis(self) -> Map:
        # laboratory.scm:28  osmosis ~ LogNormal(5.7, 0.02)
        return laws.log_normal(5.7, 0.02)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            creatinine = pyro.sample("creatinine", self.creatinine().law())
            troponin = pyro.sample("troponin", self.troponin().law())
            iron = pyro.sample("iron", self.iron().law())
            albumin = pyro.sample("albumin", self.albumin().law())
            drink = pyro.sample("drink", self.drink().law())
            temperature = pyro.sample("temperature", self.temperature().law())
            pressure = pyro.sample("pressure", self.pressure().law())
            airway = pyro.sample("airway", self.airway().law())
            water = pyro.sample("water", self.water().law())
            osmosis = pyro.sample("osmosis", self.osmosis().law())
        return {
            "creatinine": creatinine,
            "troponin": troponin,
            "iron": iron,
            "albumin": albumin,
            "drink": drink,
            "temperature": temperature,
            "pressure": pressure,
            "airway": airway,
            "water": water,
            "osmosis": osmosis,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_creatinine = pyro.sample("u_creatinine", law["u_creatinine"])
            creatinine = fixed("creatinine", self.creatinine()(u_creatinine))
            u_troponin = pyro.sample("u_troponin", law["u_troponin"])
            troponin = fixed("troponin", self.troponin()(u_troponin))
            u_iron = pyro.sample("u_iron", law["u_iron"])
            iron = fixed("iron", self.iron()(u_iron))
            u_albumin = pyro.sample("u_albumin", law["u_albumin"])
            albumin = fixed("albumin", self.albumin()(u_albumin))
            u_drink = pyro.sample("u_drink", law["u_drink"])
            drink = fixed("drink", self.drink()(u_drink))
            u_temperature = pyro.sample("u_temperature", law["u_temperature"])
            temperature = fixed("temperature", self.temperature()(u_temperature))
            u_pressure = pyro.sample("u_pressure", law["u_pressure"])
            pressure = fixed("pressure", self.pressure()(u_pressure))
            u_airway = pyro.sample("u_airway", law["u_airway"])
            airway = fixed("airway", self.airway()(u_airway))
            u_water = pyro.sample("u_water", law["u_water"])
            water = fixed("water", self.water()(u_water))
            u_osmosis = pyro.sample("u_osmosis", law["u_osmosis"])
            osmosis = fixed("osmosis", self.osmosis()(u_osmosis))
        return {
            "creatinine": creatinine,
            "troponin": troponin,
            "iron": iron,
            "albumin": albumin,
            "drink": drink,
            "temperature": temperature,
            "pressure": pressure,
            "airway": airway,
            "water": water,
            "osmosis": osmosis,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        creatinine = row["creatinine"]
        troponin = row["troponin"]
        iron = row["iron"]
        albumin = row["albumin"]
        drink = row["drink"]
        temperature = row["temperature"]
        pressure = row["pressure"]
        airway = row["airway"]
        water = row["water"]
        osmosis = row["osmosis"]
        u_creatinine = self.creatinine().abduct(creatinine)
        u_troponin = self.troponin().abduct(troponin)
        u_iron = self.iron().abduct(iron)
        u_albumin = self.albumin().abduct(albumin)
        u_drink = self.drink().abduct(drink)
        u_temperature = self.temperature().abduct(temperature)
        u_pressure = self.pressure().abduct(pressure)
        u_airway = self.airway().abduct(airway)
        u_water = self.water().abduct(water)
        u_osmosis = self.osmosis().abduct(osmosis)
        return {
            "u_creatinine": u_creatinine,
            "u_troponin": u_troponin,
            "u_iron": u_iron,
            "u_albumin": u_albumin,
            "u_drink": u_drink,
            "u_temperature": u_temperature,
            "u_pressure": u_pressure,
            "u_airway": u_airway,
            "u_water": u_water,
            "u_osmosis": u_osmosis,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        creatinine = (
            do["creatinine"] if "creatinine" in do else self.creatinine()(noise["u_creatinine"])
        )
        troponin = do["troponin"] if "troponin" in do else self.troponin()(noise["u_troponin"])
        iron = do["iron"] if "iron" in do else self.iron()(noise["u_iron"])
        albumin = do["albumin"] if "albumin" in do else self.albumin()(noise["u_albumin"])
        drink = do["drink"] if "drink" in do else self.drink()(noise["u_drink"])
        temperature = (
            do["temperature"]
            if "temperature" in do
            else self.temperature()(noise["u_temperature"])
        )
        pressure = do["pressure"] if "pressure" in do else self.pressure()(noise["u_pressure"])
        airway = do["airway"] if "airway" in do else self.airway()(noise["u_airway"])
        water = do["water"] if "water" in do else self.water()(noise["u_water"])
        osmosis = do["osmosis"] if "osmosis" in do else self.osmosis()(noise["u_osmosis"])
        return {
            "creatinine": creatinine,
            "troponin": troponin,
            "iron": iron,
            "albumin": albumin,
            "drink": drink,
            "temperature": temperature,
            "pressure": pressure,
            "airway": airway,
            "water": water,
            "osmosis": osmosis,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "creatinine" in wanted:
            creatinine = row["creatinine"]
            found["creatinine"] = self.creatinine().law().log_prob(creatinine)
        if "troponin" in wanted:
            troponin = row["troponin"]
            found["troponin"] = self.troponin().law().log_prob(troponin)
        if "iron" in wanted:
            iron = row["iron"]
            found["iron"] = self.iron().law().log_prob(iron)
        if "albumin" in wanted:
            albumin = row["albumin"]
            found["albumin"] = self.albumin().law().log_prob(albumin)
        if "drink" in wanted:
            drink = row["drink"]
            found["drink"] = self.drink().law().log_prob(drink)
        if "temperature" in wanted:
            temperature = row["temperature"]
            found["temperature"] = self.temperature().law().log_prob(temperature)
        if "pressure" in wanted:
            pressure = row["pressure"]
            found["pressure"] = self.pressure().law().log_prob(pressure)
        if "airway" in wanted:
            airway = row["airway"]
            found["airway"] = self.airway().law().log_prob(airway)
        if "water" in wanted:
            water = row["water"]
            found["water"] = self.water().law().log_prob(water)
        if "osmosis" in wanted:
            osmosis = row["osmosis"]
            found["osmosis"] = self.osmosis().law().log_prob(osmosis)
        return found
