"""two readers, one film, four numbers.

Compiled by causalimg from twins.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Twins(Program):
    """two readers, one film, four numbers."""

    variables = ("truth", "first", "second", "agreed")
    parents = {
        "truth": (),
        "first": ("truth",),
        "second": ("truth",),
        "agreed": ("first", "second"),
    }
    noises = {"truth": ("u_truth",), "first": ("u_first",), "second": ("u_second",), "agreed": ()}
    environment = None
    images = ()
    words = {"truth": ("0", "1"), "first": ("0", "1"), "second": ("0", "1"), "agreed": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "truth": "twins.scm:16: truth ~ Bernoulli(0.3) via threshold",
        "first": "twins.scm:17: first ~ Bernoulli(if truth then 0.85 else 0.1) via threshold",
        "second": "twins.scm:18: second ~ Bernoulli(if truth then 0.75 else 0.05) via threshold",
        "agreed": "twins.scm:19: agreed := first == second",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_truth": standard.uniform(),
            "u_first": standard.uniform(),
            "u_second": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def truth(self) -> Map:
        # twins.scm:16  truth ~ Bernoulli(0.3) via threshold
        return laws.bernoulli(p=0.3, via="threshold")

    def first(self, truth: Tensor) -> Map:
        # twins.scm:17  first ~ Bernoulli(if truth then 0.85 else 0.1) via threshold
        return laws.bernoulli(p=torch.where(truth.bool(), 0.85, 0.1), via="threshold")

    def second(self, truth: Tensor) -> Map:
        # twins.scm:18  second ~ Bernoulli(if truth then 0.75 else 0.05) via threshold
        return laws.bernoulli(p=torch.where(truth.bool(), 0.75, 0.05), via="threshold")

    def agreed(self, first: Tensor, second: Tensor) -> Deterministic:
        # twins.scm:19  agreed := first == second
        return Deterministic(lambda: (first == second).float())

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            truth = pyro.sample("truth", self.truth().law())
            first = pyro.sample("first", self.first(truth).law())
            second = pyro.sample("second", self.second(truth).law())
            agreed = fixed("agreed", self.agreed(first, second)())
        return {"truth": truth, "first": first, "second": second, "agreed": agreed}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_truth = pyro.sample("u_truth", law["u_truth"])
            truth = fixed("truth", self.truth()(u_truth))
            u_first = pyro.sample("u_first", law["u_first"])
            first = fixed("first", self.first(truth)(u_first))
            u_second = pyro.sample("u_second", law["u_second"])
            second = fixed("second", self.second(truth)(u_second))
            agreed = fixed("agreed", self.agreed(first, second)())
        return {"truth": truth, "first": first, "second": second, "agreed": agreed}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        truth = row["truth"]
        first = row["first"]
        second = row["second"]
        u_truth = self.truth().abduct(truth)
        u_first = self.first(truth).abduct(first)
        u_second = self.second(truth).abduct(second)
        return {"u_truth": u_truth, "u_first": u_first, "u_second": u_second}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        truth = do["truth"] if "truth" in do else self.truth()(noise["u_truth"])
        first = do["first"] if "first" in do else self.first(truth)(noise["u_first"])
        second = do["second"] if "second" in do else self.second(truth)(noise["u_second"])
        agreed = do["agreed"] if "agreed" in do else self.agreed(first, second)()
        return {"truth": truth, "first": first, "second": second, "agreed": agreed}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "truth" in wanted:
            truth = row["truth"]
            found["truth"] = self.truth().law().log_prob(truth)
        if "first" in wanted:
            truth = row["truth"]
            first = row["first"]
            found["first"] = self.first(truth).law().log_prob(first)
        if "second" in wanted:
            truth = row["truth"]
            second = row["second"]
            found["second"] = self.second(truth).law().log_prob(second)
        return found
