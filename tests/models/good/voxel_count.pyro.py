"""volumes three ways.

Compiled by causalimg from voxel_count.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class VoxelCount(Program):
    """volumes three ways."""

    variables = ("tumour", "voxels", "litres", "surface")
    parents = {"tumour": (), "voxels": ("tumour",), "litres": ("tumour",), "surface": ("tumour",)}
    noises = {"tumour": ("u_tumour",), "voxels": (), "litres": (), "surface": ()}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "tumour": "voxel_count.scm:13: tumour ~ LogNormal(8, 1)",
        "voxels": "voxel_count.scm:14: voxels := 1 voxel * (tumour / 2 mm^3)",
        "litres": "voxel_count.scm:15: litres := 0.001 ml * (tumour / 1 mm^3)",
        "surface": "voxel_count.scm:16: surface := 4.84 * (tumour / 1 mm^3)^(2 / 3) * 1 mm^2",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_tumour": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def tumour(self) -> Map:
        # voxel_count.scm:13  tumour ~ LogNormal(8, 1)
        return laws.log_normal(8.0, 1.0)

    def voxels(self, tumour: Tensor) -> Deterministic:
        # voxel_count.scm:14  voxels := 1 voxel * (tumour / 2 mm^3)
        return Deterministic(lambda: 1 * (tumour / 2))

    def litres(self, tumour: Tensor) -> Deterministic:
        # voxel_count.scm:15  litres := 0.001 ml * (tumour / 1 mm^3)
        return Deterministic(lambda: 0.001 * (tumour / 1))

    def surface(self, tumour: Tensor) -> Deterministic:
        # voxel_count.scm:16  surface := 4.84 * (tumour / 1 mm^3)^(2 / 3) * 1 mm^2
        return Deterministic(lambda: 4.84 * (tumour / 1) ** (2 / 3) * 0.01)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            tumour = pyro.sample("tumour", self.tumour().law())
            voxels = fixed("voxels", self.voxels(tumour)())
            litres = fixed("litres", self.litres(tumour)())
            surface = fixed("surface", self.surface(tumour)())
        return {"tumour": tumour, "voxels": voxels, "litres": litres, "surface": surface}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_tumour = pyro.sample("u_tumour", law["u_tumour"])
            tumour = fixed("tumour", self.tumour()(u_tumour))
            voxels = fixed("voxels", self.voxels(tumour)())
            litres = fixed("litres", self.litres(tumour)())
            surface = fixed("surface", self.surface(tumour)())
        return {"tumour": tumour, "voxels": voxels, "litres": litres, "surface": surface}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        tumour = row["tumour"]
        u_tumour = self.tumour().abduct(tumour)
        return {"u_tumour": u_tumour}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        tumour = do["tumour"] if "tumour" in do else self.tumour()(noise["u_tumour"])
        voxels = do["voxels"] if "voxels" in do else self.voxels(tumour)()
        litres = do["litres"] if "litres" in do else self.litres(tumour)()
        surface = do["surface"] if "surface" in do else self.surface(tumour)()
        return {"tumour": tumour, "voxels": voxels, "litres": litres, "surface": surface}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "tumour" in wanted:
            tumour = row["tumour"]
            found["tumour"] = self.tumour().law().log_prob(tumour)
        return found
