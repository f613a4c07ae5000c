"""sizes and numbers of another file.

Compiled by causalimg from import_file.scm (language version 1).
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
from causalimg.program.tensors import needed_for


class ImportFile(Program):
    """sizes and numbers of another file."""

    variables = ("kspace", "image", "codes")
    parents = {"kspace": (), "image": ("kspace",), "codes": ()}
    noises = {"kspace": ("u_kspace",), "image": (), "codes": ("u_codes",)}
    environment = None
    images = ("kspace", "image")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "kspace": "import_file.scm:15: kspace ~ ComplexNormal(0, skyra.noise_level)",
        "image": "import_file.scm:16: image := combine(inverse_fourier(kspace))",
        "codes": "import_file.scm:17: codes ~ Normal(skyra.noise_level, 1)",
    }
    max_plate_nesting = 1

    def __init__(
        self, skyra_noise_level: float = 0.02, skyra_coils: int = 2, skyra_channels: int = 4
    ) -> None:
        super().__init__()
        self.skyra_noise_level = skyra_noise_level
        self.skyra_coils = skyra_coils
        self.skyra_channels = skyra_channels

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_codes": standard.normal((4,)),
            "u_kspace": standard.complex_normal((2, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def kspace(self) -> Map:
        # import_file.scm:15  kspace ~ ComplexNormal(0, skyra.noise_level)
        return laws.complex_normal(0.0, self.skyra_noise_level, event=(2, 8, 8))

    def image(self, kspace: Tensor) -> Deterministic:
        # import_file.scm:16  image := combine(inverse_fourier(kspace))
        return Deterministic(lambda: mri.combine(mri.inverse_fourier(kspace)))

    def codes(self) -> Map:
        # import_file.scm:17  codes ~ Normal(skyra.noise_level, 1)
        return laws.normal(self.skyra_noise_level, 1.0, event=(4,))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            kspace = pyro.sample("kspace", self.kspace().law())
            image = fixed("image", self.image(kspace)(), 3)
            codes = pyro.sample("codes", self.codes().law())
        return {"kspace": kspace, "image": image, "codes": codes}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_kspace = pyro.sample("u_kspace", law["u_kspace"])
            kspace = fixed("kspace", self.kspace()(u_kspace), 3)
            image = fixed("image", self.image(kspace)(), 3)
            u_codes = pyro.sample("u_codes", law["u_codes"])
            codes = fixed("codes", self.codes()(u_codes), 1)
        return {"kspace": kspace, "image": image, "codes": codes}

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
        codes = row["codes"]
        u_kspace = self.kspace().abduct(kspace)
        u_codes = self.codes().abduct(codes)
        return {"u_kspace": u_kspace, "u_codes": u_codes}

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
        codes = do["codes"] if "codes" in do else self.codes()(noise["u_codes"])
        values = {"codes": codes}
        if "kspace" in needed:
            kspace = do["kspace"] if "kspace" in do else self.kspace()(noise["u_kspace"])
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
        if "kspace" in wanted:
            kspace = row["kspace"]
            found["kspace"] = self.kspace().law().log_prob(kspace)
        if "codes" in wanted:
            codes = row["codes"]
            found["codes"] = self.codes().law().log_prob(codes)
        return found
