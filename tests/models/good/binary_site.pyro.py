"""in or out of the trial.

Compiled by causalimg from binary_site.scm (language version 1).
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


class BinarySite(Program):
    """in or out of the trial."""

    variables = ("dose",)
    parents = {"dose": ("trial",)}
    noises = {"dose": ("u_dose",)}
    environment = "trial"
    images = ()
    words = {"trial": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {"dose": "binary_site.scm:11: dose ~ LogNormal(if trial then 0 else 0.5, 0.3)"}
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_dose": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def dose(self, trial: Tensor) -> Map:
        # binary_site.scm:11  dose ~ LogNormal(if trial then 0 else 0.5, 0.3)
        return laws.log_normal(torch.where(trial.bool(), 0.0, 0.5), 0.3)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, trial: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            dose = pyro.sample("dose", self.dose(trial).law())
        return {"dose": dose}

    def noise_form(self, rows: int = 1, *, trial: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(trial)(u_dose))
        return {"dose": dose}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        trial = row["trial"]
        dose = row["dose"]
        u_dose = self.dose(trial).abduct(dose)
        return {"u_dose": u_dose}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        trial: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        trial = do.get("trial", trial)
        dose = do["dose"] if "dose" in do else self.dose(trial)(noise["u_dose"])
        return {"dose": dose}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "dose" in wanted:
            trial = row["trial"]
            dose = row["dose"]
            found["dose"] = self.dose(trial).law().log_prob(dose)
        return found
