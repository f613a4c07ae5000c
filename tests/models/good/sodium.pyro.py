"""a slow exchange between two compartments.

Compiled by causalimg from sodium.scm (language version 1).
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


class Sodium(Program):
    """a slow exchange between two compartments."""

    variables = ("inside", "outside", "ratio")
    parents = {"inside": (), "outside": (), "ratio": ("inside", "outside")}
    noises = {"inside": ("u_inside",), "outside": ("u_outside",), "ratio": ("u_ratio",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "inside": "sodium.scm:15: inside ~ Gamma(20, 2)",
        "outside": "sodium.scm:16: outside ~ Gamma(30, 0.2)",
        "ratio": "sodium.scm:17: ratio := outside / inside * exp(u_ratio / 10)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_inside": standard.normal(),
            "u_outside": standard.normal(),
            # sodium.scm:11  u_ratio ~ Normal(0, 1)
            "u_ratio": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def inside(self) -> Map:
        # sodium.scm:15  inside ~ Gamma(20, 2)
        return laws.gamma(20.0, 2.0)

    def outside(self) -> Map:
        # sodium.scm:16  outside ~ Gamma(30, 0.2)
        return laws.gamma(30.0, 0.2)

    def ratio(self, inside: Tensor, outside: Tensor) -> Invertible:
        # sodium.scm:17  ratio := outside / inside * exp(u_ratio / 10)
        return Invertible(
            self.noise_laws()["u_ratio"],
            lambda u_ratio: outside / inside * torch.exp(u_ratio / 10),
            lambda ratio: torch.log(ratio / (outside / inside)) * 10,
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            inside = pyro.sample("inside", self.inside().law())
            outside = pyro.sample("outside", self.outside().law())
            ratio = pyro.sample("ratio", self.ratio(inside, outside).law())
        return {"inside": inside, "outside": outside, "ratio": ratio}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_inside = pyro.sample("u_inside", law["u_inside"])
            inside = fixed("inside", self.inside()(u_inside))
            u_outside = pyro.sample("u_outside", law["u_outside"])
            outside = fixed("outside", self.outside()(u_outside))
            u_ratio = pyro.sample("u_ratio", law["u_ratio"])
            ratio = fixed("ratio", self.ratio(inside, outside)(u_ratio))
        return {"inside": inside, "outside": outside, "ratio": ratio}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        inside = row["inside"]
        outside = row["outside"]
        ratio = row["ratio"]
        u_inside = self.inside().abduct(inside)
        u_outside = self.outside().abduct(outside)
        u_ratio = self.ratio(inside, outside).abduct(ratio)
        return {"u_inside": u_inside, "u_outside": u_outside, "u_ratio": u_ratio}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        inside = do["inside"] if "inside" in do else self.inside()(noise["u_inside"])
        outside = do["outside"] if "outside" in do else self.outside()(noise["u_outside"])
        ratio = do["ratio"] if "ratio" in do else self.ratio(inside, outside)(noise["u_ratio"])
        return {"inside": inside, "outside": outside, "ratio": ratio}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "inside" in wanted:
            inside = row["inside"]
            found["inside"] = self.inside().law().log_prob(inside)
        if "outside" in wanted:
            outside = row["outside"]
            found["outside"] = self.outside().law().log_prob(outside)
        if "ratio" in wanted:
            inside = row["inside"]
            outside = row["outside"]
            ratio = row["ratio"]
            found["ratio"] = self.ratio(inside, outside).law().log_prob(ratio)
        return found
