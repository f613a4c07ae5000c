"""slices of a ladder, up and down.

Compiled by causalimg from thickness_ladder.scm (language version 1).
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


class ThicknessLadder(Program):
    """slices of a ladder, up and down."""

    variables = ("thickness", "noise_sd")
    parents = {"thickness": (), "noise_sd": ("thickness",)}
    noises = {"thickness": ("u_thickness",), "noise_sd": ("u",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "thickness": "thickness_ladder.scm:15: thickness ~ Uniform(1, 5)",
        "noise_sd": "thickness_ladder.scm:16: noise_sd := 20 HU / sqrt(thickness / 1 mm) * exp(u)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_thickness": standard.normal(),
            # thickness_ladder.scm:11  u ~ Normal(0, 0.1)
            "u": dist.Normal(0.0, 0.1),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def thickness(self) -> Map:
        # thickness_ladder.scm:15  thickness ~ Uniform(1, 5)
        return laws.uniform(1.0, 5.0)

    def noise_sd(self, thickness: Tensor) -> Invertible:
        # thickness_ladder.scm:16  noise_sd := 20 HU / sqrt(thickness / 1 mm) * exp(u)
        return Invertible(
            self.noise_laws()["u"],
            lambda u: 20 / torch.sqrt(thickness / 1) * torch.exp(u),
            lambda noise_sd: torch.log(noise_sd / (20 / torch.sqrt(thickness / 1))),
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            thickness = pyro.sample("thickness", self.thickness().law())
            noise_sd = pyro.sample("noise_sd", self.noise_sd(thickness).law())
        return {"thickness": thickness, "noise_sd": noise_sd}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_thickness = pyro.sample("u_thickness", law["u_thickness"])
            thickness = fixed("thickness", self.thickness()(u_thickness))
            u = pyro.sample("u", law["u"])
            noise_sd = fixed("noise_sd", self.noise_sd(thickness)(u))
        return {"thickness": thickness, "noise_sd": noise_sd}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        thickness = row["thickness"]
        noise_sd = row["noise_sd"]
        u_thickness = self.thickness().abduct(thickness)
        u = self.noise_sd(thickness).abduct(noise_sd)
        return {"u_thickness": u_thickness, "u": u}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        thickness = (
            do["thickness"] if "thickness" in do else self.thickness()(noise["u_thickness"])
        )
        noise_sd = do["noise_sd"] if "noise_sd" in do else self.noise_sd(thickness)(noise["u"])
        return {"thickness": thickness, "noise_sd": noise_sd}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "thickness" in wanted:
            thickness = row["thickness"]
            found["thickness"] = self.thickness().law().log_prob(thickness)
        if "noise_sd" in wanted:
            thickness = row["thickness"]
            noise_sd = row["noise_sd"]
            found["noise_sd"] = self.noise_sd(thickness).law().log_prob(noise_sd)
        return found
