"""nuclei under the microscope.

Compiled by causalimg from cell_slide.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class CellSlide(Program):
    """nuclei under the microscope."""

    variables = ("thickness", "nuclei", "diameter", "wavelength", "sharp")
    parents = {
        "thickness": (),
        "nuclei": ("thickness",),
        "diameter": (),
        "wavelength": (),
        "sharp": ("thickness", "wavelength"),
    }
    noises = {
        "thickness": ("u_thickness",),
        "nuclei": ("u_nuclei",),
        "diameter": ("u_diameter",),
        "wavelength": ("u_wavelength",),
        "sharp": ("u_sharp",),
    }
    environment = None
    images = ()
    words = {"sharp": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "thickness": "cell_slide.scm:19: thickness ~ LogNormal(1.2, 0.2)",
        "nuclei": "cell_slide.scm:20: nuclei ~ Poisson(40 * (thickness / 4 um)) via gumbel_max",
        "diameter": "cell_slide.scm:21: diameter ~ Gamma(16, 2) truncated [1 um, 100 um]",
        "wavelength": "cell_slide.scm:22: wavelength ~ Uniform(450 nm, 650 nm)",
        "sharp": "cell_slide.scm:23: sharp ~ Bernoulli(logit = 4 - thickness / (0.004 * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_thickness": standard.normal(),
            "u_nuclei": standard.gumbels(1024),
            "u_diameter": standard.normal(),
            "u_wavelength": standard.normal(),
            "u_sharp": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def thickness(self) -> Map:
        # cell_slide.scm:19  thickness ~ LogNormal(1.2, 0.2)
        return laws.log_normal(1.2, 0.2)

    def nuclei(self, thickness: Tensor) -> Map:
        # cell_slide.scm:20  nuclei ~ Poisson(40 * (thickness / 4 um)) via gumbel_max
        return laws.poisson(40 * (thickness / 4), via="gumbel_max")

    def diameter(self) -> Map:
        # cell_slide.scm:21  diameter ~ Gamma(16, 2) truncated [1 um, 100 um]
        return laws.truncated(laws.gamma(16.0, 2.0), 1.0, 100.0)

    def wavelength(self) -> Map:
        # cell_slide.scm:22  wavelength ~ Uniform(450 nm, 650 nm)
        return laws.uniform(450.0, 650.0)

    def sharp(self, thickness: Tensor, wavelength: Tensor) -> Map:
        # cell_slide.scm:23  sharp ~ Bernoulli(logit = 4 - thickness / (0.004 * wavelength / 1 nm *
        #     1 um)) via threshold
        return laws.bernoulli(logit=4 - thickness / (0.004 * wavelength / 1 * 1), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            thickness = pyro.sample("thickness", self.thickness().law())
            nuclei = pyro.sample("nuclei", self.nuclei(thickness).law())
            diameter = pyro.sample("diameter", self.diameter().law())
            wavelength = pyro.sample("wavelength", self.wavelength().law())
            sharp = pyro.sample("sharp", self.sharp(thickness, wavelength).law())
        return {
            "thickness": thickness,
            "nuclei": nuclei,
            "diameter": diameter,
            "wavelength": wavelength,
            "sharp": sharp,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_thickness = pyro.sample("u_thickness", law["u_thickness"])
            thickness = fixed("thickness", self.thickness()(u_thickness))
            u_nuclei = pyro.sample("u_nuclei", law["u_nuclei"])
            nuclei = fixed("nuclei", self.nuclei(thickness)(u_nuclei))
            u_diameter = pyro.sample("u_diameter", law["u_diameter"])
            diameter = fixed("diameter", self.diameter()(u_diameter))
            u_wavelength = pyro.sample("u_wavelength", law["u_wavelength"])
            wavelength = fixed("wavelength", self.wavelength()(u_wavelength))
            u_sharp = pyro.sample("u_sharp", law["u_sharp"])
            sharp = fixed("sharp", self.sharp(thickness, wavelength)(u_sharp))
        return {
            "thickness": thickness,
            "nuclei": nuclei,
            "diameter": diameter,
            "wavelength": wavelength,
            "sharp": sharp,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        thickness = row["thickness"]
        nuclei = row["nuclei"]
        diameter = row["diameter"]
        wavelength = row["wavelength"]
        sharp = row["sharp"]
        u_thickness = self.thickness().abduct(thickness)
        u_nuclei = self.nuclei(thickness).abduct(nuclei)
        u_diameter = self.diameter().abduct(diameter)
        u_wavelength = self.wavelength().abduct(wavelength)
        u_sharp = self.sharp(thickness, wavelength).abduct(sharp)
        return {
            "u_thickness": u_thickness,
            "u_nuclei": u_nuclei,
            "u_diameter": u_diameter,
            "u_wavelength": u_wavelength,
            "u_sharp": u_sharp,
        }

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
        nuclei = do["nuclei"] if "nuclei" in do else self.nuclei(thickness)(noise["u_nuclei"])
        diameter = do["diameter"] if "diameter" in do else self.diameter()(noise["u_diameter"])
        wavelength = (
            do["wavelength"] if "wavelength" in do else self.wavelength()(noise["u_wavelength"])
        )
        sharp = (
            do["sharp"] if "sharp" in do else self.sharp(thickness, wavelength)(noise["u_sharp"])
        )
        return {
            "thickness": thickness,
            "nuclei": nuclei,
            "diameter": diameter,
            "wavelength": wavelength,
            "sharp": sharp,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "thickness" in wanted:
            thickness = row["thickness"]
            found["thickness"] = self.thickness().law().log_prob(thickness)
        if "nuclei" in wanted:
            thickness = row["thickness"]
            nuclei = row["nuclei"]
            found["nuclei"] = self.nuclei(thickness).law().log_prob(nuclei)
        if "diameter" in wanted:
            diameter = row["diameter"]
            found["diameter"] = self.diameter().law().log_prob(diameter)
        if "wavelength" in wanted:
            wavelength = row["wavelength"]
            found["wavelength"] = self.wavelength().law().log_prob(wavelength)
        if "sharp" in wanted:
            thickness = row["thickness"]
            wavelength = row["wavelength"]
            sharp = row["sharp"]
            found["sharp"] = self.sharp(thickness, wavelength).law().log_prob(sharp)
        return found
