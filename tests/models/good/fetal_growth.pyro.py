"""weeks, days and millimetres.

Compiled by causalimg from fetal_growth.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class FetalGrowth(Program):
    """weeks, days and millimetres."""

    variables = ("gestation", "length", "weight")
    parents = {"gestation": (), "length": ("gestation",), "weight": ("length",)}
    noises = {"gestation": ("u_gestation",), "length": ("u_length",), "weight": ("u_weight",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "gestation": "fetal_growth.scm:16: gestation ~ Uniform(12 weeks, 40 weeks)",
        "length": "fetal_growth.scm:17: length := 2 mm * (gestation / 1 week) * exp(0.05 * ...",
        "weight": "fetal_growth.scm:18: weight := 0.02 kg * (length / 1 cm)^3 * exp(0.1 * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_gestation": standard.normal(),
            # fetal_growth.scm:12  u_length, u_weight ~ Normal(0, 1)
            "u_length": dist.Normal(0.0, 1.0),
            # fetal_growth.scm:12  u_length, u_weight ~ Normal(0, 1)
            "u_weight": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def gestation(self) -> Map:
        # fetal_growth.scm:16  gestation ~ Uniform(12 weeks, 40 weeks)
        return laws.uniform(84.0, 280.0)

    def length(self, gestation: Tensor) -> Invertible:
        # fetal_growth.scm:17  length := 2 mm * (gestation / 1 week) * exp(0.05 * u_length)
        return Invertible(
            self.noise_laws()["u_length"],
            lambda u_length: 2 * (gestation / 7) * torch.exp(0.05 * u_length),
            lambda length: torch.log(length / (2 * (gestation / 7))) / 0.05,
            support=constraints.positive,
        )

    def weight(self, length: Tensor) -> Invertible:
        # fetal_growth.scm:18  weight := 0.02 kg * (length / 1 cm)^3 * exp(0.1 * u_weight)
        return Invertible(
            self.noise_laws()["u_weight"],
            lambda u_weight: 20 * (length / 10) ** 3 * torch.exp(0.1 * u_weight),
            lambda weight: torch.log(weight / (20 * (length / 10) ** 3)) / 0.1,
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            gestation = pyro.sample("gestation", self.gestation().law())
            length = pyro.sample("length", self.length(gestation).law())
            weight = pyro.sample("weight", self.weight(length).law())
        return {"gestation": gestation, "length": length, "weight": weight}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_gestation = pyro.sample("u_gestation", law["u_gestation"])
            gestation = fixed("gestation", self.gestation()(u_gestation))
            u_length = pyro.sample("u_length", law["u_length"])
            length = fixed("length", self.length(gestation)(u_length))
            u_weight = pyro.sample("u_weight", law["u_weight"])
            weight = fixed("weight", self.weight(length)(u_weight))
        return {"gestation": gestation, "length": length, "weight": weight}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        gestation = row["gestation"]
        length = row["length"]
        weight = row["weight"]
        u_gestation = self.gestation().abduct(gestation)
        u_length = self.length(gestation).abduct(length)
        u_weight = self.weight(length).abduct(weight)
        return {"u_gestation": u_gestation, "u_length": u_length, "u_weight": u_weight}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        gestation = (
            do["gestation"] if "gestation" in do else self.gestation()(noise["u_gestation"])
        )
        length = do["length"] if "length" in do else self.length(gestation)(noise["u_length"])
        weight = do["weight"] if "weight" in do else self.weight(length)(noise["u_weight"])
        return {"gestation": gestation, "length": length, "weight": weight}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "gestation" in wanted:
            gestation = row["gestation"]
            found["gestation"] = self.gestation().law().log_prob(gestation)
        if "length" in wanted:
            gestation = row["gestation"]
            length = row["length"]
            found["length"] = self.length(gestation).law().log_prob(length)
        if "weight" in wanted:
            length = row["length"]
            weight = row["weight"]
            found["weight"] = self.weight(length).law().log_prob(weight)
        return found
