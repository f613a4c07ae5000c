"""k-space without a grid, its coils and lines as numbers.

Compiled by causalimg from kspace_shape.scm (language version 1).
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
from causalimg.program.tensors import median, needed_for


class KspaceShape(Program):
    """k-space without a grid, its coils and lines as numbers."""

    variables = ("kspace", "median_signal")
    parents = {"kspace": (), "median_signal": ("kspace",)}
    noises = {"kspace": ("u_kspace",), "median_signal": ()}
    environment = None
    images = ("kspace",)
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "kspace": "kspace_shape.scm:13: kspace ~ ComplexNormal(mean = 0, sd = 1)",
        "median_signal": "kspace_shape.scm:14: median_signal := ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_kspace": standard.complex_normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def kspace(self) -> Map:
        # kspace_shape.scm:13  kspace ~ ComplexNormal(mean = 0, sd = 1)
        return laws.complex_normal(0.0, 1.0, event=(1, 8, 8))

    def median_signal(self, kspace: Tensor) -> Deterministic:
        # kspace_shape.scm:14  median_signal := median(combine(inverse_fourier(kspace)))
        return Deterministic(lambda: median(mri.combine(mri.inverse_fourier(kspace))))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            kspace = pyro.sample("kspace", self.kspace().law())
            median_signal = fixed("median_signal", self.median_signal(kspace)())
        return {"kspace": kspace, "median_signal": median_signal}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_kspace = pyro.sample("u_kspace", law["u_kspace"])
            kspace = fixed("kspace", self.kspace()(u_kspace), 3)
            median_signal = fixed("median_signal", self.median_signal(kspace)())
        return {"kspace": kspace, "median_signal": median_signal}

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
        kspace = row["kspace"]
        u_kspace = self.kspace().abduct(kspace)
        return {"u_kspace": u_kspace}

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
        values = {}
        if "kspace" in needed:
            kspace = do["kspace"] if "kspace" in do else self.kspace()(noise["u_kspace"])
            values["kspace"] = kspace
        if "median_signal" in needed:
            median_signal = (
                do["median_signal"] if "median_signal" in do else self.median_signal(kspace)()
            )
            values["median_signal"] = median_signal
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "kspace" in wanted:
            kspace = row["kspace"]
            found["kspace"] = self.kspace().law().log_prob(kspace)
        return found
