"""a nodule measured twice; the second measurement is a variable of its own.

Compiled by causalimg from follow_up.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class FollowUp(Program):
    """a nodule measured twice; the second measurement is a variable of its own."""

    variables = ("size_now", "size_later", "volume_ratio", "growing")
    parents = {
        "size_now": (),
        "size_later": ("size_now",),
        "volume_ratio": ("size_now", "size_later"),
        "growing": ("volume_ratio",),
    }
    noises = {
        "size_now": ("u_size_now",),
        "size_later": ("u_growth",),
        "volume_ratio": (),
        "growing": (),
    }
    environment = None
    images = ()
    words = {"growing": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "size_now": "follow_up.scm:17: size_now ~ LogNormal(1.8, 0.3)",
        "size_later": "follow_up.scm:18: size_later := size_now * exp(0.1 + 0.1 * u_growth)",
        "volume_ratio": "follow_up.scm:19: volume_ratio := (size_later / size_now)^3",
        "growing": "follow_up.scm:20: growing := volume_ratio > 1.25",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_size_now": standard.normal(),
            # follow_up.scm:13  u_growth ~ Normal(0, 1)
            "u_growth": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def size_now(self) -> Map:
        # follow_up.scm:17  size_now ~ LogNormal(1.8, 0.3)
        return laws.log_normal(1.8, 0.3)

    def size_later(self, size_now: Tensor) -> Invertible:
        # follow_up.scm:18  size_later := size_now * exp(0.1 + 0.1 * u_growth)
        return Invertible(
            self.noise_laws()["u_growth"],
            lambda u_growth: size_now * torch.exp(0.1 + 0.1 * u_growth),
            lambda size_later: (torch.log(size_later / size_now) - 0.1) / 0.1,
            support=constraints.positive,
        )

    def volume_ratio(self, size_now: Tensor, size_later: Tensor) -> Deterministic:
        # follow_up.scm:19  volume_ratio := (size_later / size_now)^3
        return Deterministic(lambda: (size_later / size_now) ** 3)

    def growing(self, volume_ratio: Tensor) -> Deterministic:
        # follow_up.scm:20  growing := volume_ratio > 1.25
        return Deterministic(lambda: (volume_ratio > 1.25).float())

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            size_now = pyro.sample("size_now", self.size_now().law())
            size_later = pyro.sample("size_later", self.size_later(size_now).law())
            volume_ratio = fixed("volume_ratio", self.volume_ratio(size_now, size_later)())
            growing = fixed("growing", self.growing(volume_ratio)())
        return {
            "size_now": size_now,
            "size_later": size_later,
            "volume_ratio": volume_ratio,
            "growing": growing,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_size_now = pyro.sample("u_size_now", law["u_size_now"])
            size_now = fixed("size_now", self.size_now()(u_size_now))
            u_growth = pyro.sample("u_growth", law["u_growth"])
            size_later = fixed("size_later", self.size_later(size_now)(u_growth))
            volume_ratio = fixed("volume_ratio", self.volume_ratio(size_now, size_later)())
            growing = fixed("growing", self.growing(volume_ratio)())
        return {
            "size_now": size_now,
            "size_later": size_later,
            "volume_ratio": volume_ratio,
            "growing": growing,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        size_now = row["size_now"]
        size_later = row["size_later"]
        u_size_now = self.size_now().abduct(size_now)
        u_growth = self.size_later(size_now).abduct(size_later)
        return {"u_size_now": u_size_now, "u_growth": u_growth}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        size_now = do["size_now"] if "size_now" in do else self.size_now()(noise["u_size_now"])
        size_later = (
            do["size_later"]
            if "size_later" in do
            else self.size_later(size_now)(noise["u_growth"])
        )
        volume_ratio = (
            do["volume_ratio"]
            if "volume_ratio" in do
            else self.volume_ratio(size_now, size_later)()
        )
        growing = do["growing"] if "growing" in do else self.growing(volume_ratio)()
        return {
            "size_now": size_now,
            "size_later": size_later,
            "volume_ratio": volume_ratio,
            "growing": growing,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "size_now" in wanted:
            size_now = row["size_now"]
            found["size_now"] = self.size_now().law().log_prob(size_now)
        if "size_later" in wanted:
            size_now = row["size_now"]
            size_later = row["size_later"]
            found["size_later"] = self.size_later(size_now).law().log_prob(size_later)
        return found
