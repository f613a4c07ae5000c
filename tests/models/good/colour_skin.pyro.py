"""a mole in three colours.

Compiled by causalimg from colour_skin.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.networks import Flag, Given, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class ColourSkin(Program):
    """a mole in three colours."""

    variables = ("melanoma", "image", "darkness")
    parents = {"melanoma": (), "image": ("melanoma",), "darkness": ("image",)}
    noises = {"melanoma": ("u_melanoma",), "image": ("u_image_code", "u_image"), "darkness": ()}
    environment = None
    images = ("image",)
    words = {"melanoma": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "melanoma": "colour_skin.scm:19: melanoma ~ Bernoulli(0.2) via threshold",
        "image": "colour_skin.scm:20: image ~ vae(latent = 2, width = 2) given melanoma",
        "darkness": "colour_skin.scm:21: darkness := clip(1 - mean(image), 0, 1)",
    }
    max_plate_nesting = 1

    def __init__(self, side: int = 8) -> None:
        super().__init__()
        self.side = side
        # colour_skin.scm:20  image ~ vae(latent = 2, width = 2) given melanoma
        self.image_vae = Vae(
            "image",
            shape=(3, 8, 8),
            support=(0.0, 1.0),
            given=Given(melanoma=Flag()),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_melanoma": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((3, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def melanoma(self) -> Map:
        # colour_skin.scm:19  melanoma ~ Bernoulli(0.2) via threshold
        return laws.bernoulli(p=0.2, via="threshold")

    def image(self, melanoma: Tensor, u_image_code: Tensor) -> Map:
        # colour_skin.scm:20  image ~ vae(latent = 2, width = 2) given melanoma
        return self.image_vae.decode(u_image_code, melanoma=melanoma)

    def darkness(self, image: Tensor) -> Deterministic:
        # colour_skin.scm:21  darkness := clip(1 - mean(image), 0, 1)
        return Deterministic(lambda: torch.clamp(1 - image.mean((-3, -2, -1)), 0.0, 1.0))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            melanoma = pyro.sample("melanoma", self.melanoma().law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(melanoma, u_image_code).law())
            darkness = fixed("darkness", self.darkness(image)())
        return {"melanoma": melanoma, "image": image, "darkness": darkness}

    def guide(self, rows: int = 1, *, melanoma: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_image_code", self.image_vae.encode(image, melanoma=melanoma))

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_melanoma = pyro.sample("u_melanoma", law["u_melanoma"])
            melanoma = fixed("melanoma", self.melanoma()(u_melanoma))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(melanoma, u_image_code)(u_image), 3)
            darkness = fixed("darkness", self.darkness(image)())
        return {"melanoma": melanoma, "image": image, "darkness": darkness}

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
        melanoma = row["melanoma"]
        image = row["image"]
        u_melanoma = self.melanoma().abduct(melanoma)
        posterior = self.image_vae.encode(image, melanoma=melanoma)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(melanoma, u_image_code).abduct(image)
        return {"u_melanoma": u_melanoma, "u_image_code": u_image_code, "u_image": u_image}

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
        melanoma = do["melanoma"] if "melanoma" in do else self.melanoma()(noise["u_melanoma"])
        values = {"melanoma": melanoma}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(melanoma, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        if "darkness" in needed:
            darkness = do["darkness"] if "darkness" in do else self.darkness(image)()
            values["darkness"] = darkness
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "melanoma" in wanted:
            melanoma = row["melanoma"]
            found["melanoma"] = self.melanoma().law().log_prob(melanoma)
        if "image" in wanted:
            melanoma = row["melanoma"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, melanoma=melanoma)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.image_vae,):
            network.set_scales(table)
