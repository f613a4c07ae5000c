"""names from modules, on one line and on several.

Compiled by causalimg from import_names.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import phantom, xray
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class ImportNames(Program):
    """names from modules, on one line and on several."""

    variables = ("extent", "film")
    parents = {"extent": (), "film": ("extent",)}
    noises = {"extent": ("u_extent",), "film": ()}
    environment = None
    images = ("film",)
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "extent": "import_names.scm:17: extent ~ Beta(1, 2)",
        "film": "import_names.scm:18: film := scatter(beer_lambert(thorax(chest, 1) + extent ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_extent": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def extent(self) -> Map:
        # import_names.scm:17  extent ~ Beta(1, 2)
        return laws.beta(1.0, 2.0)

    def film(self, extent: Tensor) -> Deterministic:
        # import_names.scm:18  film := scatter(beer_lambert(thorax(chest, 1) + extent *
        #     opacity(chest, 1)), 0.2)

        def value() -> Tensor:
            return xray.scatter(
                xray.beer_lambert(
                    phantom.thorax((8, 8), torch.tensor(1.0))
                    + pixels(extent) * phantom.opacity((8, 8), torch.tensor(1.0)),
                ),
                0.2,
            )

        return Deterministic(value)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            extent = pyro.sample("extent", self.extent().law())
            film = fixed("film", self.film(extent)(), 3)
        return {"extent": extent, "film": film}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_extent = pyro.sample("u_extent", law["u_extent"])
            extent = fixed("extent", self.extent()(u_extent))
            film = fixed("film", self.film(extent)(), 3)
        return {"extent": extent, "film": film}

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
        extent = row["extent"]
        u_extent = self.extent().abduct(extent)
        return {"u_extent": u_extent}

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
        extent = do["extent"] if "extent" in do else self.extent()(noise["u_extent"])
        values = {"extent": extent}
        if "film" in needed:
            film = do["film"] if "film" in do else self.film(extent)()
            values["film"] = film
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "extent" in wanted:
            extent = row["extent"]
            found["extent"] = self.extent().law().log_prob(extent)
        return found
