"""digit and hue draw the image; whoever chose the colours looked at the digits.

Compiled by causalimg from colour_mnist.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Finite, Given, Joint, OneHot, Real, Scaled, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import drawn, fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class ColourMnist(Program):
    """digit and hue draw the image; whoever chose the colours looked at the digits."""

    variables = ("digit", "hue", "image")
    parents = {"digit": (), "hue": (), "image": ("digit", "hue")}
    noises = {"digit": ("u_digit",), "hue": ("u_hue",), "image": ("u_image_code", "u_image")}
    environment = None
    images = ("image",)
    words = {"digit": ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")}
    numbers = {}
    lossy = ()
    lines = {
        "digit": "colour_mnist.scm:26: (digit, hue) ~ joint()",
        "hue": "colour_mnist.scm:26: (digit, hue) ~ joint()",
        "image": "colour_mnist.scm:27: image ~ vae(latent = latents) given digit, hue",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 16) -> None:
        super().__init__()
        self.latents = latents
        # colour_mnist.scm:26  (digit, hue) ~ joint()
        self.digit_and_hue_joint = Joint({"digit": Finite(10), "hue": Real(0.0, 1.0)})
        # colour_mnist.scm:27  image ~ vae(latent = latents) given digit, hue
        self.image_vae = Vae(
            "image",
            shape=(3, 28, 28),
            support=(0.0, 1.0),
            given=Given(digit=OneHot(10), hue=Scaled(0.0, 1.0)),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_digit": standard.gumbels(10),
            "u_hue": standard.normal(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((3, 28, 28)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def digit(self) -> Map:
        # colour_mnist.scm:26  (digit, hue) ~ joint()
        return self.digit_and_hue_joint("digit")

    def hue(self, digit: Tensor) -> Map:
        # colour_mnist.scm:26  (digit, hue) ~ joint()
        return self.digit_and_hue_joint("hue", digit=digit)

    def image(self, digit: Tensor, hue: Tensor, u_image_code: Tensor) -> Map:
        # colour_mnist.scm:27  image ~ vae(latent = latents) given digit, hue
        return self.image_vae.decode(u_image_code, digit=digit, hue=hue)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            digit, natural_digit = drawn("digit", self.digit().law())
            hue = pyro.sample("hue", self.hue(natural_digit).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(digit, hue, u_image_code).law())
        return {"digit": digit, "hue": hue, "image": image}

    def guide(self, rows: int = 1, *, digit: Tensor, hue: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_image_code", self.image_vae.encode(image, digit=digit, hue=hue))

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_digit = pyro.sample("u_digit", law["u_digit"])
            natural_digit = self.digit()(u_digit)
            digit = fixed("digit", natural_digit)
            u_hue = pyro.sample("u_hue", law["u_hue"])
            hue = fixed("hue", self.hue(natural_digit)(u_hue))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(digit, hue, u_image_code)(u_image), 3)
        return {"digit": digit, "hue": hue, "image": image}

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
        hue = row["hue"]
        image = row["image"]
        u_digit = self.digit().abduct(digit)
        u_hue = self.hue(digit).abduct(hue)
        posterior = self.image_vae.encode(image, digit=digit, hue=hue)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(digit, hue, u_image_code).abduct(image)
        return {
            "u_digit": u_digit,
            "u_hue": u_hue,
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
        natural_digit = self.digit()(noise["u_digit"])
        digit = do.get("digit", natural_digit)
        hue = do["hue"] if "hue" in do else self.hue(natural_digit)(noise["u_hue"])
        values = {"digit": digit, "hue": hue}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(digit, hue, noise["u_image_code"])(noise["u_image"])
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
        if "hue" in wanted:
            digit = row["digit"]
            hue = row["hue"]
            found["hue"] = self.hue(digit).law().log_prob(hue)
        if "image" in wanted:
            digit = row["digit"]
            hue = row["hue"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, digit=digit, hue=hue)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.digit_and_hue_joint, self.image_vae):
            network.set_scales(table)
