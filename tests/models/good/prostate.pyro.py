"""the picture makes the contour, and so does the hand that draws it.

Compiled by causalimg from prostate.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.imaging import pictures
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.networks import Flow, Given, OneHot, Scaled, Seen, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Prostate(Program):
    """the picture makes the contour, and so does the hand that draws it."""

    variables = ("volume", "field", "coil", "reader", "image", "contour", "outlined")
    parents = {
        "volume": ("site",),
        "field": ("site",),
        "coil": ("site",),
        "reader": ("site",),
        "image": ("volume", "field", "coil"),
        "contour": ("image", "reader"),
        "outlined": ("contour",),
    }
    noises = {
        "volume": ("u_volume",),
        "field": ("u_field",),
        "coil": ("u_coil",),
        "reader": ("u_reader",),
        "image": ("u_image_code", "u_image"),
        "contour": ("u_contour_code", "u_contour"),
        "outlined": (),
    }
    environment = "site"
    images = ("image", "contour")
    words = {
        "site": ("first", "second", "third", "fourth", "fifth", "sixth"),
        "field": ("1.5T", "3T"),
        "coil": ("endorectal", "surface"),
        "reader": ("generous", "exact", "cautious"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "volume": "prostate.scm:36: volume ~ flow() given site",
        "field": "prostate.scm:37: field ~ table() given site via gumbel_max",
        "coil": "prostate.scm:38: coil ~ table() given site via gumbel_max",
        "reader": "prostate.scm:39: reader ~ table() given site via gumbel_max",
        "image": "prostate.scm:40: image ~ vae(latent = 32) given volume, field, coil",
        "contour": "prostate.scm:41: contour ~ vae(latent = 8) given image, reader",
        "outlined": "prostate.scm:42: outlined := area(contour == prostate)",
    }
    max_plate_nesting = 1

    def __init__(self, side: int = 64) -> None:
        super().__init__()
        self.side = side
        # prostate.scm:36  volume ~ flow() given site
        self.volume_flow = Flow("volume", support=(0.0, math.inf), given=Given(site=OneHot(6)))
        # prostate.scm:37  field ~ table() given site via gumbel_max
        self.field_table = Table("field", values=2, given=Given(site=OneHot(6)), via="gumbel_max")
        # prostate.scm:38  coil ~ table() given site via gumbel_max
        self.coil_table = Table("coil", values=2, given=Given(site=OneHot(6)), via="gumbel_max")
        # prostate.scm:39  reader ~ table() given site via gumbel_max
        self.reader_table = Table(
            "reader", values=3, given=Given(site=OneHot(6)), via="gumbel_max"
        )
        # prostate.scm:40  image ~ vae(latent = 32) given volume, field, coil
        self.image_vae = Vae(
            "image",
            shape=(1, 64, 64),
            support=(0.0, 1.0),
            given=Given(volume=Scaled(0.0), field=OneHot(2), coil=OneHot(2)),
            latent=32,
        )
        # prostate.scm:41  contour ~ vae(latent = 8) given image, reader
        self.contour_vae = Vae(
            "contour",
            shape=(1, 64, 64),
            labels=2,
            given=Given(image=Seen((1, 64, 64)), reader=OneHot(3)),
            latent=8,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_volume": standard.normal(),
            "u_field": standard.gumbels(2),
            "u_coil": standard.gumbels(2),
            "u_reader": standard.gumbels(3),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 64, 64)),
            "u_contour_code": self.contour_vae.code,
            "u_contour": standard.labels(2, (1, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def volume(self, site: Tensor) -> Map:
        # prostate.scm:36  volume ~ flow() given site
        return self.volume_flow(site=site)

    def field(self, site: Tensor) -> Map:
        # prostate.scm:37  field ~ table() given site via gumbel_max
        return self.field_table(site=site)

    def coil(self, site: Tensor) -> Map:
        # prostate.scm:38  coil ~ table() given site via gumbel_max
        return self.coil_table(site=site)

    def reader(self, site: Tensor) -> Map:
        # prostate.scm:39  reader ~ table() given site via gumbel_max
        return self.reader_table(site=site)

    def image(self, volume: Tensor, field: Tensor, coil: Tensor, u_image_code: Tensor) -> Map:
        # prostate.scm:40  image ~ vae(latent = 32) given volume, field, coil
        return self.image_vae.decode(u_image_code, volume=volume, field=field, coil=coil)

    def contour(self, image: Tensor, reader: Tensor, u_contour_code: Tensor) -> Map:
        # prostate.scm:41  contour ~ vae(latent = 8) given image, reader
        return self.contour_vae.decode(u_contour_code, image=image, reader=reader)

    def outlined(self, contour: Tensor) -> Deterministic:
        # prostate.scm:42  outlined := area(contour == prostate)
        return Deterministic(lambda: pictures.area((contour == 1).float(), spacing=1.5))

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            volume = pyro.sample("volume", self.volume(site).law())
            field = pyro.sample("field", self.field(site).law())
            coil = pyro.sample("coil", self.coil(site).law())
            reader = pyro.sample("reader", self.reader(site).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(volume, field, coil, u_image_code).law())
            u_contour_code = pyro.sample("u_contour_code", law["u_contour_code"])
            contour = pyro.sample("contour", self.contour(image, reader, u_contour_code).law())
            outlined = fixed("outlined", self.outlined(contour)())
        return {
            "volume": volume,
            "field": field,
            "coil": coil,
            "reader": reader,
            "image": image,
            "contour": contour,
            "outlined": outlined,
        }

    def guide(
        self,
        rows: int = 1,
        *,
        volume: Tensor,
        field: Tensor,
        coil: Tensor,
        image: Tensor,
        reader: Tensor,
        contour: Tensor,
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code", self.image_vae.encode(image, volume=volume, field=field, coil=coil)
            )
            pyro.sample(
                "u_contour_code", self.contour_vae.encode(contour, image=image, reader=reader)
            )

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_volume = pyro.sample("u_volume", law["u_volume"])
            volume = fixed("volume", self.volume(site)(u_volume))
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field(site)(u_field))
            u_coil = pyro.sample("u_coil", law["u_coil"])
            coil = fixed("coil", self.coil(site)(u_coil))
            u_reader = pyro.sample("u_reader", law["u_reader"])
            reader = fixed("reader", self.reader(site)(u_reader))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(volume, field, coil, u_image_code)(u_image), 3)
            u_contour_code = pyro.sample("u_contour_code", law["u_contour_code"])
            u_contour = pyro.sample("u_contour", law["u_contour"])
            contour = fixed("contour", self.contour(image, reader, u_contour_code)(u_contour), 3)
            outlined = fixed("outlined", self.outlined(contour)())
        return {
            "volume": volume,
            "field": field,
            "coil": coil,
            "reader": reader,
            "image": image,
            "contour": contour,
            "outlined": outlined,
        }

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
        volume = row["volume"]
        field = row["field"]
        coil = row["coil"]
        image = row["image"]
        reader = row["reader"]
        contour = row["contour"]
        u_volume = self.volume(site).abduct(volume)
        u_field = self.field(site).abduct(field)
        u_coil = self.coil(site).abduct(coil)
        u_reader = self.reader(site).abduct(reader)
        posterior = self.image_vae.encode(image, volume=volume, field=field, coil=coil)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(volume, field, coil, u_image_code).abduct(image)
        posterior = self.contour_vae.encode(contour, image=image, reader=reader)
        u_contour_code = posterior.mean if mean_codes else posterior.sample()
        u_contour = self.contour(image, reader, u_contour_code).abduct(contour)
        return {
            "u_volume": u_volume,
            "u_field": u_field,
            "u_coil": u_coil,
            "u_reader": u_reader,
            "u_image_code": u_image_code,
            "u_image": u_image,
            "u_contour_code": u_contour_code,
            "u_contour": u_contour,
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
        volume = do["volume"] if "volume" in do else self.volume(site)(noise["u_volume"])
        field = do["field"] if "field" in do else self.field(site)(noise["u_field"])
        coil = do["coil"] if "coil" in do else self.coil(site)(noise["u_coil"])
        reader = do["reader"] if "reader" in do else self.reader(site)(noise["u_reader"])
        values = {"volume": volume, "field": field, "coil": coil, "reader": reader}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(volume, field, coil, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        if "contour" in needed:
            contour = (
                do["contour"]
                if "contour" in do
                else self.contour(image, reader, noise["u_contour_code"])(noise["u_contour"])
            )
            values["contour"] = contour
        if "outlined" in needed:
            outlined = do["outlined"] if "outlined" in do else self.outlined(contour)()
            values["outlined"] = outlined
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "volume" in wanted:
            site = row["site"]
            volume = row["volume"]
            found["volume"] = self.volume(site).law().log_prob(volume)
        if "field" in wanted:
            site = row["site"]
            field = row["field"]
            found["field"] = self.field(site).law().log_prob(field)
        if "coil" in wanted:
            site = row["site"]
            coil = row["coil"]
            found["coil"] = self.coil(site).law().log_prob(coil)
        if "reader" in wanted:
            site = row["site"]
            reader = row["reader"]
            found["reader"] = self.reader(site).law().log_prob(reader)
        if "image" in wanted:
            volume = row["volume"]
            field = row["field"]
            coil = row["coil"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, volume=volume, field=field, coil=coil)
        if "contour" in wanted:
            image = row["image"]
            reader = row["reader"]
            contour = row["contour"]
            found["contour"] = self.contour_vae.elbo(contour, image=image, reader=reader)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.volume_flow,
            self.field_table,
            self.coil_table,
            self.reader_table,
            self.image_vae,
            self.contour_vae,
        ):
            network.set_scales(table)
