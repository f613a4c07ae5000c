"""diffusion along three axes.

Compiled by causalimg from dti.scm (language version 1).
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
from causalimg.program.tensors import pixels


class Dti(Program):
    """diffusion along three axes."""

    variables = ("axes", "mean_diffusivity", "anisotropy")
    parents = {"axes": (), "mean_diffusivity": ("axes",), "anisotropy": ("axes",)}
    noises = {"axes": ("u_axes",), "mean_diffusivity": (), "anisotropy": ()}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "axes": "dti.scm:12: axes ~ LogNormal([0.5, 0, -0.2], 0.2)",
        "mean_diffusivity": "dti.scm:13: mean_diffusivity := mean(axes)",
        "anisotropy": "dti.scm:14: anisotropy := sqrt(1.5 * sum((axes - mean(axes))^2) / ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_axes": standard.normal((3,)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def axes(self) -> Map:
        # dti.scm:12  axes ~ LogNormal([0.5, 0, -0.2], 0.2)
        return laws.log_normal(torch.tensor([0.5, 0.0, -0.2]), 0.2, event=(3,))

    def mean_diffusivity(self, axes: Tensor) -> Deterministic:
        # dti.scm:13  mean_diffusivity := mean(axes)
        return Deterministic(lambda: axes.mean(-1))

    def anisotropy(self, axes: Tensor) -> Deterministic:
        # dti.scm:14  anisotropy := sqrt(1.5 * sum((axes - mean(axes))^2) / sum(axes^2))

        def value() -> Tensor:
            return torch.sqrt(
                1.5 * ((axes - pixels(axes.mean(-1), 1)) ** 2).sum(-1) / (axes**2).sum(-1)
            )

        return Deterministic(value)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            axes = pyro.sample("axes", self.axes().law())
            mean_diffusivity = fixed("mean_diffusivity", self.mean_diffusivity(axes)())
            anisotropy = fixed("anisotropy", self.anisotropy(axes)())
        return {"axes": axes, "mean_diffusivity": mean_diffusivity, "anisotropy": anisotropy}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_axes = pyro.sample("u_axes", law["u_axes"])
            axes = fixed("axes", self.axes()(u_axes), 1)
            mean_diffusivity = fixed("mean_diffusivity", self.mean_diffusivity(axes)())
            anisotropy = fixed("anisotropy", self.anisotropy(axes)())
        return {"axes": axes, "mean_diffusivity": mean_diffusivity, "anisotropy": anisotropy}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        axes = row["axes"]
        u_axes = self.axes().abduct(axes)
        return {"u_axes": u_axes}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        axes = do["axes"] if "axes" in do else self.axes()(noise["u_axes"])
        mean_diffusivity = (
            do["mean_diffusivity"] if "mean_diffusivity" in do else self.mean_diffusivity(axes)()
        )
        anisotropy = do["anisotropy"] if "anisotropy" in do else self.anisotropy(axes)()
        return {"axes": axes, "mean_diffusivity": mean_diffusivity, "anisotropy": anisotropy}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "axes" in wanted:
            axes = row["axes"]
            found["axes"] = self.axes().law().log_prob(axes)
        return found
