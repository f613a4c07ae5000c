"""a new protocol draws its doses from another law.

Compiled by causalimg from stochastic_policy.scm (language version 1).
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


class StochasticPolicy(Program):
    """a new protocol draws its doses from another law."""

    variables = ("child", "dose", "retake")
    parents = {"child": (), "dose": ("child",), "retake": ("dose",)}
    noises = {"child": ("u_child",), "dose": ("u_dose",), "retake": ("u_retake",)}
    environment = None
    images = ()
    words = {"child": ("0", "1"), "retake": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "child": "stochastic_policy.scm:12: child ~ Bernoulli(0.2)",
        "dose": "stochastic_policy.scm:13: dose ~ LogNormal(if child then 0 else 0.7, 0.3)",
        "retake": "stochastic_policy.scm:14: retake ~ Bernoulli(logit = -1 - log(dose / 1 ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_child": standard.uniform(),
            "u_dose": standard.normal(),
            "u_retake": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def child(self) -> Map:
        # stochastic_policy.scm:12  child ~ Bernoulli(0.2)
        return laws.bernoulli(p=0.2, via="threshold")

    def dose(self, child: Tensor) -> Map:
        # stochastic_policy.scm:13  dose ~ LogNormal(if child then 0 else 0.7, 0.3)
        return laws.log_normal(torch.where(child.bool(), 0.0, 0.7), 0.3)

    def retake(self, dose: Tensor) -> Map:
        # stochastic_policy.scm:14  retake ~ Bernoulli(logit = -1 - log(dose / 1 mGy)) via
        #     threshold
        return laws.bernoulli(logit=-1 - torch.log(dose / 1), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            child = pyro.sample("child", self.child().law())
            dose = pyro.sample("dose", self.dose(child).law())
            retake = pyro.sample("retake", self.retake(dose).law())
        return {"child": child, "dose": dose, "retake": retake}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_child = pyro.sample("u_child", law["u_child"])
            child = fixed("child", self.child()(u_child))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(child)(u_dose))
            u_retake = pyro.sample("u_retake", law["u_retake"])
            retake = fixed("retake", self.retake(dose)(u_retake))
        return {"child": child, "dose": dose, "retake": retake}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        child = row["child"]
        dose = row["dose"]
        retake = row["retake"]
        u_child = self.child().abduct(child)
        u_dose = self.dose(child).abduct(dose)
        u_retake = self.retake(dose).abduct(retake)
        return {"u_child": u_child, "u_dose": u_dose, "u_retake": u_retake}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        child = do["child"] if "child" in do else self.child()(noise["u_child"])
        dose = do["dose"] if "dose" in do else self.dose(child)(noise["u_dose"])
        retake = do["retake"] if "retake" in do else self.retake(dose)(noise["u_retake"])
        return {"child": child, "dose": dose, "retake": retake}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "child" in wanted:
            child = row["child"]
            found["child"] = self.child().law().log_prob(child)
        if "dose" in wanted:
            child = row["child"]
            dose = row["dose"]
            found["dose"] = self.dose(child).law().log_prob(dose)
        if "retake" in wanted:
            dose = row["dose"]
            retake = row["retake"]
            found["retake"] = self.retake(dose).law().log_prob(retake)
        return found
