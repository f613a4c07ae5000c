"""thickness drives intensity; both, with the digit, draw the image.

Compiled by causalimg from morphomnist.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.networks import Given, OneHot, Scaled, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Morphomnist(Program):
    """thickness drives intensity; both, with the digit, draw the image."""

    variables = ("digit", "thickness", "intensity", "image")
    parents = {
        "digit": (),
        "thickness": (),
        "intensity": ("thickness",),
        "image": ("digit", "thickness", "intensity"),
    }
    noises = {
        "digit": ("u_digit",),
        "thickness": ("u_thickness",),
        "intensity": ("u_intensity",),
        "image": ("u_image_code", "u_image"),
    }
    environment = None
    images = ("image",)
    words = {"digit": ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")}
    numbers = {}
    lossy = ()
    lines = {
        "digit": "morphomnist.scm:26: digit ~ Uniform()",
        "thickness": "morphomnist.scm:27: thickness := 0.5 + u_thickness",
        "intensity": "morphomnist.scm:28: intensity := 64 + 191 * sigmoid(2 * (thickness - ...",
        "image": "morphomnist.scm:29: image ~ vae(latent = latents) given digit, thickness, ...",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 16) -> None:
        super().__init__()
        self.latents = latents
        # morphomnist.scm:29  image ~ vae(latent = latents) given digit, thickness, intensity
        self.image_vae = Vae(
            "image",
            shape=(1, 28, 28),
            support=(0.0, 255.0),
            given=Given(digit=OneHot(10), thickness=Scaled(0.5), intensity=Scaled(64.0, 255.0)),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_digit": standard.gumbels(10),
            # morphomnist.scm:21  u_thickness ~ Gamma(10, rate = 5)
            "u_thickness": dist.Gamma(10.0, 5.0),
            # morphomnist.scm:22  u_intensity ~ Normal(0, 1)
            "u_intensity": dist.Normal(0.0, 1.0),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 28, 28)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def digit(self) -> Map:
        # morphomnist.scm:26  digit ~ Uniform()
        return laws.uniform_values(10, via="gumbel_max")

    def thickness(self) -> Invertible:
        # morphomnist.scm:27  thickness := 0.5 + u_thickness
        return Invertible(
            self.noise_laws()["u_thickness"],
            lambda u_thickness: 0.5 + u_thickness,
            lambda thickness: thickness - 0.5,
            support=constraints.greater_than(0.5),
        )

    def intensity(self, thickness: Tensor) -> Invertible:
        # morphomnist.scm:28  intensity := 64 + 191 * sigmoid(2 * (thickness - 2.5) + 0.5 *
        #     u_intensity)

        def value(u_intensity: Tensor) -> Tensor:
            return 64 + 191 * torch.sigmoid(2 * (thickness - 2.5) + 0.5 * u_intensity)

        return Invertible(
            self.noise_laws()["u_intensity"],
            value,
            lambda intensity: (torch.logit((intensity - 64) / 191) - 2 * (thickness - 2.5)) / 0.5,
            support=constraints.interval(64.0, 255.0),
        )

    def image(
        self, digit: Tensor, thickness: Tensor, intensity: Tensor, u_image_code: Tensor
    ) -> Map:
        # morphomnist.scm:29  image ~ vae(latent = latents) given digit, thickness, intensity
        return self.image_vae.decode(
            u_image_code, digit=digit, thickness=thickness, intensity=intensity
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            digit = pyro.sample("digit", self.digit().law())
            thickness = pyro.sample("thickness", self.thickness().law())
            intensity = pyro.sample("intensity", self.intensity(thickness).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image", self.image(digit, thickness, intensity, u_image_code).law()
            )
        return {"digit": digit, "thickness": thickness, "intensity": intensity, "image": image}

    def guide(
        self, rows: int = 1, *, digit: Tensor, thickness: Tensor, intensity: Tensor, image: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(
                    image, digit=digit, thickness=thickness, intensity=intensity
                ),
            )

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_digit = pyro.sample("u_digit", law["u_digit"])
            digit = fixed("digit", self.digit()(u_digit))
            u_thickness = pyro.sample("u_thickness", law["u_thickness"])
            thickness = fixed("thickness", self.thickness()(u_thickness))
            u_intensity = pyro.sample("u_intensity", law["u_intensity"])
            intensity = fixed("intensity", self.intensity(thickness)(u_intensity))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image", self.image(digit, thickness, intensity, u_image_code)(u_image), 3
            )
        return {"digit": digit, "thickness": thickness, "intensity": intensity, "image": image}

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
        digit = row["digit"]
        thickness = row["thickness"]
        intensity = row["intensity"]
        image = row["image"]
        u_digit = self.digit().abduct(digit)
        u_thickness = self.thickness().abduct(thickness)
        u_intensity = self.intensity(thickness).abduct(intensity)
        posterior = self.image_vae.encode(
            image, digit=digit, thickness=thickness, intensity=intensity
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(digit, thickness, intensity, u_image_code).abduct(image)
        return {
            "u_digit": u_digit,
            "u_thickness": u_thickness,
            "u_intensity": u_intensity,
            "u_image_code": u_image_code,
            "u_image": u_image,
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
        needed = needed_for(wanted, self.parents, do)
        digit = do["digit"] if "digit" in do else self.digit()(noise["u_digit"])
        thickness = (
            do["thickness"] if "thickness" in do else self.thickness()(noise["u_thickness"])
        )
        intensity = (
            do["intensity"]
            if "intensity" in do
            else self.intensity(thickness)(noise["u_intensity"])
        )
        values = {"digit": digit, "thickness": thickness, "intensity": intensity}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(digit, thickness, intensity, noise["u_image_code"])(
                    noise["u_image"]
                )
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "digit" in wanted:
            digit = row["digit"]
            found["digit"] = self.digit().law().log_prob(digit)
        if "thickness" in wanted:
            thickness = row["thickness"]
            found["thickness"] = self.thickness().law().log_prob(thickness)
        if "intensity" in wanted:
            thickness = row["thickness"]
            intensity = row["intensity"]
            found["intensity"] = self.intensity(thickness).law().log_prob(intensity)
        if "image" in wanted:
            digit = row["digit"]
            thickness = row["thickness"]
            intensity = row["intensity"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, digit=digit, thickness=thickness, intensity=intensity
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.image_vae,):
            network.set_scales(table)
