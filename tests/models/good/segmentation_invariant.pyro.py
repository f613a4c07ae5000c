"""the outline must not depend on the maker.

Compiled by causalimg from segmentation_invariant.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Given, OneHot, Seen, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class SegmentationInvariant(Program):
    """the outline must not depend on the maker."""

    variables = ("maker", "heart", "image")
    parents = {"maker": ("site",), "heart": (), "image": ("maker", "heart")}
    noises = {
        "maker": ("u_maker",),
        "heart": ("u_heart_code", "u_heart"),
        "image": ("u_image_code", "u_image"),
    }
    environment = "site"
    images = ("heart", "image")
    words = {"site": ("kiel", "lyon"), "maker": ("ge", "philips")}
    numbers = {}
    lossy = ()
    lines = {
        "maker": "segmentation_invariant.scm:20: maker ~ table() given site via gumbel_max",
        "heart": "segmentation_invariant.scm:21: heart ~ vae(latent = 2, width = 2)",
        "image": "segmentation_invariant.scm:22: image ~ vae(latent = 2, width = 2) given ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # segmentation_invariant.scm:20  maker ~ table() given site via gumbel_max
        self.maker_table = Table("maker", values=2, given=Given(site=OneHot(2)), via="gumbel_max")
        # segmentation_invariant.scm:21  heart ~ vae(latent = 2, width = 2)
        self.heart_vae = Vae("heart", shape=(1, 8, 8), labels=2, latent=2, width=2)
        # segmentation_invariant.scm:22  image ~ vae(latent = 2, width = 2) given heart, maker
        self.image_vae = Vae(
            "image",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(maker=OneHot(2), heart=Seen((1, 8, 8), labels=2)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_maker": standard.gumbels(2),
            "u_heart_code": self.heart_vae.code,
            "u_heart": standard.labels(2, (1, 8, 8)),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def maker(self, site: Tensor) -> Map:
        # segmentation_invariant.scm:20  maker ~ table() given site via gumbel_max
        return self.maker_table(site=site)

    def heart(self, u_heart_code: Tensor) -> Map:
        # segmentation_invariant.scm:21  heart ~ vae(latent = 2, width = 2)
        return self.heart_vae.decode(u_heart_code)

    def image(self, maker: Tensor, heart: Tensor, u_image_code: Tensor) -> Map:
        # segmentation_invariant.scm:22  image ~ vae(latent = 2, width = 2) given heart, maker
        return self.image_vae.decode(u_image_code, maker=maker, heart=heart)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            maker = pyro.sample("maker", self.maker(site).law())
            u_heart_code = pyro.sample("u_heart_code", law["u_heart_code"])
            heart = pyro.sample("heart", self.heart(u_heart_code).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(maker, heart, u_image_code).law())
        return {"maker": maker, "heart": heart, "image": image}

    def guide(self, rows: int = 1, *, heart: Tensor, maker: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_heart_code", self.heart_vae.encode(heart))
            pyro.sample("u_image_code", self.image_vae.encode(image, maker=maker, heart=heart))

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_maker = pyro.sample("u_maker", law["u_maker"])
            maker = fixed("maker", self.maker(site)(u_maker))
            u_heart_code = pyro.sample("u_heart_code", law["u_heart_code"])
            u_heart = pyro.sample("u_heart", law["u_heart"])
            heart = fixed("heart", self.heart(u_heart_code)(u_heart), 3)
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(maker, heart, u_image_code)(u_image), 3)
        return {"maker": maker, "heart": heart, "image": image}

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
        site = row["site"]
        maker = row["maker"]
        heart = row["heart"]
        image = row["image"]
        u_maker = self.maker(site).abduct(maker)
        posterior = self.heart_vae.encode(heart)
        u_heart_code = posterior.mean if mean_codes else posterior.sample()
        u_heart = self.heart(u_heart_code).abduct(heart)
        posterior = self.image_vae.encode(image, maker=maker, heart=heart)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(maker, heart, u_image_code).abduct(image)
        return {
            "u_maker": u_maker,
            "u_heart_code": u_heart_code,
            "u_heart": u_heart,
            "u_image_code": u_image_code,
            "u_image": u_image,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        site: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        site = do.get("site", site)
        needed = needed_for(wanted, self.parents, do)
        maker = do["maker"] if "maker" in do else self.maker(site)(noise["u_maker"])
        values = {"maker": maker}
        if "heart" in needed:
            heart = (
                do["heart"]
                if "heart" in do
                else self.heart(noise["u_heart_code"])(noise["u_heart"])
            )
            values["heart"] = heart
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(maker, heart, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "maker" in wanted:
            site = row["site"]
            maker = row["maker"]
            found["maker"] = self.maker(site).law().log_prob(maker)
        if "heart" in wanted:
            heart = row["heart"]
            found["heart"] = self.heart_vae.elbo(heart)
        if "image" in wanted:
            maker = row["maker"]
            heart = row["heart"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, maker=maker, heart=heart)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.maker_table, self.heart_vae, self.image_vae):
            network.set_scales(table)
