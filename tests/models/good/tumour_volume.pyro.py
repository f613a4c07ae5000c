"""a tumour in three dimensions.

Compiled by causalimg from tumour_volume.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import pictures
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class TumourVolume(Program):
    """a tumour in three dimensions."""

    variables = ("growth", "uptake", "tumour")
    parents = {"growth": (), "uptake": ("growth",), "tumour": ("uptake",)}
    noises = {"growth": ("u_growth",), "uptake": ("u_uptake",), "tumour": ()}
    environment = None
    images = ("uptake",)
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "growth": "tumour_volume.scm:18: growth ~ Normal(0, 1)",
        "uptake": "tumour_volume.scm:19: uptake := sigmoid(growth + u_uptake)",
        "tumour": "tumour_volume.scm:20: tumour := volume(uptake > 0.5)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_growth": standard.normal(),
            # tumour_volume.scm:14  u_uptake : image[body] ~ Normal(0, 1)
            "u_uptake": dist.Normal(0.0, 1.0).expand([1, 4, 6, 5]).to_event(4),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def growth(self) -> Map:
        # tumour_volume.scm:18  growth ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def uptake(self, growth: Tensor) -> Invertible:
        # tumour_volume.scm:19  uptake := sigmoid(growth + u_uptake)
        return Invertible(
            self.noise_laws()["u_uptake"],
            lambda u_uptake: torch.sigmoid(pixels(growth, 4) + u_uptake),
            lambda uptake: torch.logit(uptake) - pixels(growth, 4),
            support=constraints.interval(0.0, 1.0),
            event_dim=4,
        )

    def tumour(self, uptake: Tensor) -> Deterministic:
        # tumour_volume.scm:20  tumour := volume(uptake > 0.5)
        return Deterministic(lambda: pictures.volume((uptake > 0.5).float(), spacing=2.0))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            growth = pyro.sample("growth", self.growth().law())
            uptake = pyro.sample("uptake", self.uptake(growth).law())
            tumour = fixed("tumour", self.tumour(uptake)())
        return {"growth": growth, "uptake": uptake, "tumour": tumour}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_growth = pyro.sample("u_growth", law["u_growth"])
            growth = fixed("growth", self.growth()(u_growth))
            u_uptake = pyro.sample("u_uptake", law["u_uptake"])
            uptake = fixed("uptake", self.uptake(growth)(u_uptake), 4)
            tumour = fixed("tumour", self.tumour(uptake)())
        return {"growth": growth, "uptake": uptake, "tumour": tumour}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = dict(self.noise_laws())
        needed = needed_for(wanted, self.parents)
        for image in self.images:
            for name in () if image in needed else self.noises[image]:
                del law[name]
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        growth = row["growth"]
        uptake = row["uptake"]
        u_growth = self.growth().abduct(growth)
        u_uptake = self.uptake(growth).abduct(uptake)
        return {"u_growth": u_growth, "u_uptake": u_uptake}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        needed = needed_for(wanted, self.parents, do)
        growth = do["growth"] if "growth" in do else self.growth()(noise["u_growth"])
        values = {"growth": growth}
        if "uptake" in needed:
            uptake = do["uptake"] if "uptake" in do else self.uptake(growth)(noise["u_uptake"])
            values["uptake"] = uptake
        if "tumour" in needed:
            tumour = do["tumour"] if "tumour" in do else self.tumour(uptake)()
            values["tumour"] = tumour
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "growth" in wanted:
            growth = row["growth"]
            found["growth"] = self.growth().law().log_prob(growth)
        if "uptake" in wanted:
            growth = row["growth"]
            uptake = row["uptake"]
            found["uptake"] = self.uptake(growth).law().log_prob(uptake)
        return found
