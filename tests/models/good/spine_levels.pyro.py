"""five vertebrae, one after another.

Compiled by causalimg from spine_levels.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program.maps import Deterministic, Invertible, Law
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class SpineLevels(Program):
    """five vertebrae, one after another."""

    variables = ("l1", "l2", "l3", "l4", "l5", "score")
    parents = {
        "l1": (),
        "l2": ("l1",),
        "l3": ("l2",),
        "l4": ("l3",),
        "l5": ("l4",),
        "score": ("l1", "l2", "l3", "l4"),
    }
    noises = {
        "l1": ("u1",),
        "l2": ("u2",),
        "l3": ("u3",),
        "l4": ("u4",),
        "l5": ("u5",),
        "score": (),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "l1": "spine_levels.scm:20: l1 := 120 * exp(u1)",
        "l2": "spine_levels.scm:21: l2 := l1 * exp(u2)",
        "l3": "spine_levels.scm:22: l3 := l2 * exp(u3)",
        "l4": "spine_levels.scm:23: l4 := l3 * exp(u4)",
        "l5": "spine_levels.scm:24: l5 := l4 * exp(u5)",
        "score": "spine_levels.scm:25: score := ((l1 + l2 + l3 + l4) / 4 - 130) / 25",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # spine_levels.scm:16  u1, u2, u3, u4, u5 ~ Normal(0, 0.05)
            "u1": dist.Normal(0.0, 0.05),
            # spine_levels.scm:16  u1, u2, u3, u4, u5 ~ Normal(0, 0.05)
            "u2": dist.Normal(0.0, 0.05),
            # spine_levels.scm:16  u1, u2, u3, u4, u5 ~ Normal(0, 0.05)
            "u3": dist.Normal(0.0, 0.05),
            # spine_levels.scm:16  u1, u2, u3, u4, u5 ~ Normal(0, 0.05)
            "u4": dist.Normal(0.0, 0.05),
            # spine_levels.scm:16  u1, u2, u3, u4, u5 ~ Normal(0, 0.05)
            "u5": dist.Normal(0.0, 0.05),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def l1(self) -> Invertible:
        # spine_levels.scm:20  l1 := 120 * exp(u1)
        return Invertible(
            self.noise_laws()["u1"],
            lambda u1: 120 * torch.exp(u1),
            lambda l1: torch.log(l1 / 120),
            support=constraints.positive,
        )

    def l2(self, l1: Tensor) -> Invertible:
        # spine_levels.scm:21  l2 := l1 * exp(u2)
        return Invertible(
            self.noise_laws()["u2"],
            lambda u2: l1 * torch.exp(u2),
            lambda l2: torch.log(l2 / l1),
            support=constraints.positive,
        )

    def l3(self, l2: Tensor) -> Invertible:
        # spine_levels.scm:22  l3 := l2 * exp(u3)
        return Invertible(
            self.noise_laws()["u3"],
            lambda u3: l2 * torch.exp(u3),
            lambda l3: torch.log(l3 / l2),
            support=constraints.positive,
        )

    def l4(self, l3: Tensor) -> Invertible:
        # spine_levels.scm:23  l4 := l3 * exp(u4)
        return Invertible(
            self.noise_laws()["u4"],
            lambda u4: l3 * torch.exp(u4),
            lambda l4: torch.log(l4 / l3),
            support=constraints.positive,
        )

    def l5(self, l4: Tensor) -> Invertible:
        # spine_levels.scm:24  l5 := l4 * exp(u5)
        return Invertible(
            self.noise_laws()["u5"],
            lambda u5: l4 * torch.exp(u5),
            lambda l5: torch.log(l5 / l4),
            support=constraints.positive,
        )

    def score(self, l1: Tensor, l2: Tensor, l3: Tensor, l4: Tensor) -> Deterministic:
        # spine_levels.scm:25  score := ((l1 + l2 + l3 + l4) / 4 - 130) / 25
        return Deterministic(lambda: ((l1 + l2 + l3 + l4) / 4 - 130) / 25)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            l1 = pyro.sample("l1", self.l1().law())
            l2 = pyro.sample("l2", self.l2(l1).law())
            l3 = pyro.sample("l3", self.l3(l2).law())
            l4 = pyro.sample("l4", self.l4(l3).law())
            l5 = pyro.sample("l5", self.l5(l4).law())
            score = fixed("score", self.score(l1, l2, l3, l4)())
        return {"l1": l1, "l2": l2, "l3": l3, "l4": l4, "l5": l5, "score": score}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u1 = pyro.sample("u1", law["u1"])
            l1 = fixed("l1", self.l1()(u1))
            u2 = pyro.sample("u2", law["u2"])
            l2 = fixed("l2", self.l2(l1)(u2))
            u3 = pyro.sample("u3", law["u3"])
            l3 = fixed("l3", self.l3(l2)(u3))
            u4 = pyro.sample("u4", law["u4"])
            l4 = fixed("l4", self.l4(l3)(u4))
            u5 = pyro.sample("u5", law["u5"])
            l5 = fixed("l5", self.l5(l4)(u5))
            score = fixed("score", self.score(l1, l2, l3, l4)())
        return {"l1": l1, "l2": l2, "l3": l3, "l4": l4, "l5": l5, "score": score}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        l1 = row["l1"]
        l2 = row["l2"]
        l3 = row["l3"]
        l4 = row["l4"]
        l5 = row["l5"]
        u1 = self.l1().abduct(l1)
        u2 = self.l2(l1).abduct(l2)
        u3 = self.l3(l2).abduct(l3)
        u4 = self.l4(l3).abduct(l4)
        u5 = self.l5(l4).abduct(l5)
        return {"u1": u1, "u2": u2, "u3": u3, "u4": u4, "u5": u5}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        l1 = do["l1"] if "l1" in do else self.l1()(noise["u1"])
        l2 = do["l2"] if "l2" in do else self.l2(l1)(noise["u2"])
        l3 = do["l3"] if "l3" in do else self.l3(l2)(noise["u3"])
        l4 = do["l4"] if "l4" in do else self.l4(l3)(noise["u4"])
        l5 = do["l5"] if "l5" in do else self.l5(l4)(noise["u5"])
        score = do["score"] if "score" in do else self.score(l1, l2, l3, l4)()
        return {"l1": l1, "l2": l2, "l3": l3, "l4": l4, "l5": l5, "score": score}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "l1" in wanted:
            l1 = row["l1"]
            found["l1"] = self.l1().law().log_prob(l1)
        if "l2" in wanted:
            l1 = row["l1"]
            l2 = row["l2"]
            found["l2"] = self.l2(l1).law().log_prob(l2)
        if "l3" in wanted:
            l2 = row["l2"]
            l3 = row["l3"]
            found["l3"] = self.l3(l2).law().log_prob(l3)
        if "l4" in wanted:
            l3 = row["l3"]
            l4 = row["l4"]
            found["l4"] = self.l4(l3).law().log_prob(l4)
        if "l5" in wanted:
            l4 = row["l4"]
            l5 = row["l5"]
            found["l5"] = self.l5(l4).law().log_prob(l5)
        return found
