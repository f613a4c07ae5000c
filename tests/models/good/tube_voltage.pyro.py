"""a tube at another voltage.

Compiled by causalimg from tube_voltage.scm (language version 1).
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


class TubeVoltage(Program):
    """a tube at another voltage."""

    variables = ("voltage", "charge", "air_kerma")
    parents = {"voltage": (), "charge": (), "air_kerma": ("voltage", "charge")}
    noises = {"voltage": ("u_voltage",), "charge": ("u_charge",), "air_kerma": ("u_kerma",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "voltage": "tube_voltage.scm:13: voltage ~ Uniform(70 kVp,140 kVp)",
        "charge": "tube_voltage.scm:14: charge ~ Gamma(4,rate=0.5)",
        "air_kerma": "tube_voltage.scm:15: air_kerma := 3 uGy*(charge/1 mAs)*(voltage/80 ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_voltage": standard.normal(),
            "u_charge": standard.normal(),
            # tube_voltage.scm:10  u_kerma ~ Laplace(0,0.1)
            "u_kerma": dist.Laplace(0.0, 0.1),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def voltage(self) -> Map:
        # tube_voltage.scm:13  voltage ~ Uniform(70 kVp,140 kVp)
        return laws.uniform(70.0, 140.0)

    def charge(self) -> Map:
        # tube_voltage.scm:14  charge ~ Gamma(4,rate=0.5)
        return laws.gamma(4.0, 0.5)

    def air_kerma(self, voltage: Tensor, charge: Tensor) -> Invertible:
        # tube_voltage.scm:15  air_kerma := 3 uGy*(charge/1 mAs)*(voltage/80 kV)^2.5*exp(u_kerma)
        return Invertible(
            self.noise_laws()["u_kerma"],
            lambda u_kerma: 3 * (charge / 1) * (voltage / 80) ** 2.5 * torch.exp(u_kerma),
            lambda air_kerma: torch.log(air_kerma / (3 * (charge / 1) * (voltage / 80) ** 2.5)),
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            voltage = pyro.sample("voltage", self.voltage().law())
            charge = pyro.sample("charge", self.charge().law())
            air_kerma = pyro.sample("air_kerma", self.air_kerma(voltage, charge).law())
        return {"voltage": voltage, "charge": charge, "air_kerma": air_kerma}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_voltage = pyro.sample("u_voltage", law["u_voltage"])
            voltage = fixed("voltage", self.voltage()(u_voltage))
            u_charge = pyro.sample("u_charge", law["u_charge"])
            charge = fixed("charge", self.charge()(u_charge))
            u_kerma = pyro.sample("u_kerma", law["u_kerma"])
            air_kerma = fixed("air_kerma", self.air_kerma(voltage, charge)(u_kerma))
        return {"voltage": voltage, "charge": charge, "air_kerma": air_kerma}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        voltage = row["voltage"]
        charge = row["charge"]
        air_kerma = row["air_kerma"]
        u_voltage = self.voltage().abduct(voltage)
        u_charge = self.charge().abduct(charge)
        u_kerma = self.air_kerma(voltage, charge).abduct(air_kerma)
        return {"u_voltage": u_voltage, "u_charge": u_charge, "u_kerma": u_kerma}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        voltage = do["voltage"] if "voltage" in do else self.voltage()(noise["u_voltage"])
        charge = do["charge"] if "charge" in do else self.charge()(noise["u_charge"])
        air_kerma = (
            do["air_kerma"]
            if "air_kerma" in do
            else self.air_kerma(voltage, charge)(noise["u_kerma"])
        )
        return {"voltage": voltage, "charge": charge, "air_kerma": air_kerma}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "voltage" in wanted:
            voltage = row["voltage"]
            found["voltage"] = self.voltage().law().log_prob(voltage)
        if "charge" in wanted:
            charge = row["charge"]
            found["charge"] = self.charge().law().log_prob(charge)
        if "air_kerma" in wanted:
            voltage = row["voltage"]
            charge = row["charge"]
            air_kerma = row["air_kerma"]
            found["air_kerma"] = self.air_kerma(voltage, charge).law().log_prob(air_kerma)
        return found
