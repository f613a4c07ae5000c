"""the current of the tube sets the dose, the girth asks for it.

Compiled by causalimg from ct_dose.scm (language version 1).
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


class CtDose(Program):
    """the current of the tube sets the dose, the girth asks for it."""

    variables = ("girth", "current", "dose")
    parents = {"girth": (), "current": ("girth",), "dose": ("girth", "current")}
    noises = {"girth": ("u_girth",), "current": ("u_current",), "dose": ("u_dose",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "girth": "ct_dose.scm:20: girth ~ Normal(95 cm, 15 cm) truncated [60 cm, 160 cm]",
        "current": "ct_dose.scm:21: current ~ LogNormal(log(girth / 1 cm), 0.3) truncated (0 ...",
        "dose": "ct_dose.scm:22: dose := 12 mGy * (current / 200 mA) * exp(0.1 * u_dose) * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_girth": standard.normal(),
            "u_current": standard.normal(),
            # ct_dose.scm:16  u_dose ~ Normal(0, 1)
            "u_dose": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def girth(self) -> Map:
        # ct_dose.scm:20  girth ~ Normal(95 cm, 15 cm) truncated [60 cm, 160 cm]
        return laws.truncated(laws.normal(95.0, 15.0), 60.0, 160.0)

    def current(self, girth: Tensor) -> Map:
        # ct_dose.scm:21  current ~ LogNormal(log(girth / 1 cm), 0.3) truncated (0 mA, 800 mA]
        return laws.truncated(laws.log_normal(torch.log(girth / 1), 0.3), 0.0, 800.0)

    def dose(self, girth: Tensor, current: Tensor) -> Invertible:
        # ct_dose.scm:22  dose := 12 mGy * (current / 200 mA) * exp(0.1 * u_dose) * (95 cm / girth)
        return Invertible(
            self.noise_laws()["u_dose"],
            lambda u_dose: 12 * (current / 200) * torch.exp(0.1 * u_dose) * (95 / girth),
            lambda dose: torch.log(dose / (95 / girth) / (12 * (current / 200))) / 0.1,
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            girth = pyro.sample("girth", self.girth().law())
            current = pyro.sample("current", self.current(girth).law())
            dose = pyro.sample("dose", self.dose(girth, current).law())
        return {"girth": girth, "current": current, "dose": dose}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_girth = pyro.sample("u_girth", law["u_girth"])
            girth = fixed("girth", self.girth()(u_girth))
            u_current = pyro.sample("u_current", law["u_current"])
            current = fixed("current", self.current(girth)(u_current))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(girth, current)(u_dose))
        return {"girth": girth, "current": current, "dose": dose}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        girth = row["girth"]
        current = row["current"]
        dose = row["dose"]
        u_girth = self.girth().abduct(girth)
        u_current = self.current(girth).abduct(current)
        u_dose = self.dose(girth, current).abduct(dose)
        return {"u_girth": u_girth, "u_current": u_current, "u_dose": u_dose}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        girth = do["girth"] if "girth" in do else self.girth()(noise["u_girth"])
        current = do["current"] if "current" in do else self.current(girth)(noise["u_current"])
        dose = do["dose"] if "dose" in do else self.dose(girth, current)(noise["u_dose"])
        return {"girth": girth, "current": current, "dose": dose}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "girth" in wanted:
            girth = row["girth"]
            found["girth"] = self.girth().law().log_prob(girth)
        if "current" in wanted:
            girth = row["girth"]
            current = row["current"]
            found["current"] = self.current(girth).law().log_prob(current)
        if "dose" in wanted:
            girth = row["girth"]
            current = row["current"]
            dose = row["dose"]
            found["dose"] = self.dose(girth, current).law().log_prob(dose)
        return found
