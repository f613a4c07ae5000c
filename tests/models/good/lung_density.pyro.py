"""emphysema thins the lung.

Compiled by causalimg from lung_density.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program.maps import Invertible, Law
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class LungDensity(Program):
    """emphysema thins the lung."""

    variables = ("smoking", "emphysema", "density")
    parents = {"smoking": (), "emphysema": ("smoking",), "density": ("emphysema",)}
    noises = {"smoking": ("u_smoking",), "emphysema": ("u_lung",), "density": ("u_hu",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "smoking": "lung_density.scm:18: smoking := u_smoking",
        "emphysema": "lung_density.scm:19: emphysema := sigmoid(-3 + 0.05 * smoking + 0.6 * ...",
        "density": "lung_density.scm:20: density := -1024 + 200 * exp(-emphysema + 0.1 * u_hu)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # lung_density.scm:12  u_smoking ~ Exponential(rate = 0.05)
            "u_smoking": dist.Exponential(0.05),
            # lung_density.scm:13  u_lung    ~ Normal(mean = 0, sd = 1)
            "u_lung": dist.Normal(0.0, 1.0),
            # lung_density.scm:14  u_hu      ~ Normal(0, 1)
            "u_hu": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def smoking(self) -> Invertible:
        # lung_density.scm:18  smoking := u_smoking
        return Invertible(
            self.noise_laws()["u_smoking"],
            lambda u_smoking: u_smoking,
            lambda smoking: smoking,
            support=constraints.positive,
        )

    def emphysema(self, smoking: Tensor) -> Invertible:
        # lung_density.scm:19  emphysema := sigmoid(-3 + 0.05 * smoking + 0.6 * u_lung)
        return Invertible(
            self.noise_laws()["u_lung"],
            lambda u_lung: torch.sigmoid(-3 + 0.05 * smoking + 0.6 * u_lung),
            lambda emphysema: (torch.logit(emphysema) - (-3 + 0.05 * smoking)) / 0.6,
            support=constraints.interval(0.0, 1.0),
        )

    def density(self, emphysema: Tensor) -> Invertible:
        # lung_density.scm:20  density := -1024 + 200 * exp(-emphysema + 0.1 * u_hu)
        return Invertible(
            self.noise_laws()["u_hu"],
            lambda u_hu: -1024 + 200 * torch.exp(-emphysema + 0.1 * u_hu),
            lambda density: (torch.log((density - -1024) / 200) - -emphysema) / 0.1,
            support=constraints.greater_than(-1024.0),
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            smoking = pyro.sample("smoking", self.smoking().law())
            emphysema = pyro.sample("emphysema", self.emphysema(smoking).law())
            density = pyro.sample("density", self.density(emphysema).law())
        return {"smoking": smoking, "emphysema": emphysema, "density": density}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_smoking = pyro.sample("u_smoking", law["u_smoking"])
            smoking = fixed("smoking", self.smoking()(u_smoking))
            u_lung = pyro.sample("u_lung", law["u_lung"])
            emphysema = fixed("emphysema", self.emphysema(smoking)(u_lung))
            u_hu = pyro.sample("u_hu", law["u_hu"])
            density = fixed("density", self.density(emphysema)(u_hu))
        return {"smoking": smoking, "emphysema": emphysema, "density": density}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        smoking = row["smoking"]
        emphysema = row["emphysema"]
        density = row["density"]
        u_smoking = self.smoking().abduct(smoking)
        u_lung = self.emphysema(smoking).abduct(emphysema)
        u_hu = self.density(emphysema).abduct(density)
        return {"u_smoking": u_smoking, "u_lung": u_lung, "u_hu": u_hu}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        smoking = do["smoking"] if "smoking" in do else self.smoking()(noise["u_smoking"])
        emphysema = (
            do["emphysema"] if "emphysema" in do else self.emphysema(smoking)(noise["u_lung"])
        )
        density = do["density"] if "density" in do else self.density(emphysema)(noise["u_hu"])
        return {"smoking": smoking, "emphysema": emphysema, "density": density}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "smoking" in wanted:
            smoking = row["smoking"]
            found["smoking"] = self.smoking().law().log_prob(smoking)
        if "emphysema" in wanted:
            smoking = row["smoking"]
            emphysema = row["emphysema"]
            found["emphysema"] = self.emphysema(smoking).law().log_prob(emphysema)
        if "density" in wanted:
            emphysema = row["emphysema"]
            density = row["density"]
            found["density"] = self.density(emphysema).law().log_prob(density)
        return found
