"""coils put together without knowing them.

Compiled by causalimg from root_sum_squares.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import mri
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class RootSumSquares(Program):
    """coils put together without knowing them."""

    variables = ("noise_level", "kspace", "image")
    parents = {"noise_level": (), "kspace": ("noise_level",), "image": ("kspace",)}
    noises = {"noise_level": ("u_noise_level",), "kspace": ("u_kspace",), "image": ()}
    environment = None
    images = ("kspace", "image")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "noise_level": "root_sum_squares.scm:16: noise_level ~ LogNormal(-1, 0.2)",
        "kspace": "root_sum_squares.scm:17: kspace ~ ComplexNormal(0, noise_level)",
        "image": "root_sum_squares.scm:18: image := combine(inverse_fourier(kspace))",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_noise_level": standard.normal(),
            "u_kspace": standard.complex_normal((2, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def noise_level(self) -> Map:
        # root_sum_squares.scm:16  noise_level ~ LogNormal(-1, 0.2)
        return laws.log_normal(-1.0, 0.2)

    def kspace(self, noise_level: Tensor) -> Map:
        # root_sum_squares.scm:17  kspace ~ ComplexNormal(0, noise_level)
        return laws.complex_normal(0.0, pixels(noise_level), event=(2, 8, 8))

    def image(self, kspace: Tensor) -> Deterministic:
        # root_sum_squares.scm:18  image := combine(inverse_fourier(kspace))
        return Deterministic(lambda: mri.combine(mri.inverse_fourier(kspace)))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            noise_level = pyro.sample("noise_level", self.noise_level().law())
            kspace = pyro.sample("kspace", self.kspace(noise_level).law())
            image = fixed("image", self.image(kspace)(), 3)
        return {"noise_level": noise_level, "kspace": kspace, "image": image}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_noise_level = pyro.sample("u_noise_level", law["u_noise_level"])
            noise_level = fixed("noise_level", self.noise_level()(u_noise_level))
            u_kspace = pyro.sample("u_kspace", law["u_kspace"])
            kspace = fixed("kspace", self.kspace(noise_level)(u_kspace), 3)
            image = fixed("image", self.image(kspace)(), 3)
        return {"noise_level": noise_level, "kspace": kspace, "image": image}

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
        noise_level = row["noise_level"]
        kspace = row["kspace"]
        u_noise_level = self.noise_level().abduct(noise_level)
        u_kspace = self.kspace(noise_level).abduct(kspace)
        return {"u_noise_level": u_noise_level, "u_kspace": u_kspace}

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
        noise_level = (
            do["noise_level"]
            if "noise_level" in do
            else self.noise_level()(noise["u_noise_level"])
        )
        values = {"noise_level": noise_level}
        if "kspace" in needed:
            kspace = (
                do["kspace"] if "kspace" in do else self.kspace(noise_level)(noise["u_kspace"])
            )
            values["kspace"] = kspace
        if "image" in needed:
            image = do["image"] if "image" in do else self.image(kspace)()
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "noise_level" in wanted:
            noise_level = row["noise_level"]
            found["noise_level"] = self.noise_level().law().log_prob(noise_level)
        if "kspace" in wanted:
            noise_level = row["noise_level"]
            kspace = row["kspace"]
            found["kspace"] = self.kspace(noise_level).law().log_prob(kspace)
        return found
