"""the hospital stains and scans; what grows in the node is none of its doing.

Compiled by causalimg from camelyon17.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Flow, Given, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Camelyon17(Program):
    """the hospital stains and scans; what grows in the node is none of its doing."""

    variables = ("tumour", "haematoxylin", "eosin", "scanner", "image")
    parents = {
        "tumour": (),
        "haematoxylin": ("hospital", "tumour"),
        "eosin": ("hospital",),
        "scanner": ("hospital",),
        "image": ("tumour", "haematoxylin", "eosin", "scanner"),
    }
    noises = {
        "tumour": ("u_tumour",),
        "haematoxylin": ("u_haematoxylin",),
        "eosin": ("u_eosin",),
        "scanner": ("u_scanner",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "hospital"
    images = ("image",)
    words = {
        "hospital": ("radboudumc", "cwz", "umcu", "rijnstate", "labpon"),
        "tumour": ("0", "1"),
        "scanner": ("histech", "hamamatsu", "philips"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "tumour": "camelyon17.scm:33: tumour ~ Bernoulli(0.5) via threshold",
        "haematoxylin": "camelyon17.scm:34: haematoxylin ~ flow() given hospital, tumour",
        "eosin": "camelyon17.scm:35: eosin ~ flow() given hospital",
        "scanner": "camelyon17.scm:36: scanner ~ table() given hospital via gumbel_max",
        "image": "camelyon17.scm:37: image ~ vae(latent = latents) given tumour, ...",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 32, side: int = 48) -> None:
        super().__init__()
        self.latents = latents
        self.side = side
        # camelyon17.scm:34  haematoxylin ~ flow() given hospital, tumour
        self.haematoxylin_flow = Flow(
            "haematoxylin", support=(0.0, math.inf), given=Given(hospital=OneHot(5), tumour=Flag())
        )
        # camelyon17.scm:35  eosin ~ flow() given hospital
        self.eosin_flow = Flow("eosin", support=(0.0, math.inf), given=Given(hospital=OneHot(5)))
        # camelyon17.scm:36  scanner ~ table() given hospital via gumbel_max
        self.scanner_table = Table(
            "scanner", values=3, given=Given(hospital=OneHot(5)), via="gumbel_max"
        )
        # camelyon17.scm:37  image ~ vae(latent = latents) given tumour, haematoxylin, eosin,
        #     scanner
        self.image_vae = Vae(
            "image",
            shape=(3, 48, 48),
            support=(0.0, 255.0),
            given=Given(
                tumour=Flag(), haematoxylin=Scaled(0.0), eosin=Scaled(0.0), scanner=OneHot(3)
            ),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_tumour": standard.uniform(),
            "u_haematoxylin": standard.normal(),
            "u_eosin": standard.normal(),
            "u_scanner": standard.gumbels(3),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((3, 48, 48)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def tumour(self) -> Map:
        # camelyon17.scm:33  tumour ~ Bernoulli(0.5) via threshold
        return laws.bernoulli(p=0.5, via="threshold")

    def haematoxylin(self, hospital: Tensor, tumour: Tensor) -> Map:
        # camelyon17.scm:34  haematoxylin ~ flow() given hospital, tumour
        return self.haematoxylin_flow(hospital=hospital, tumour=tumour)

    def eosin(self, hospital: Tensor) -> Map:
        # camelyon17.scm:35  eosin ~ flow() given hospital
        return self.eosin_flow(hospital=hospital)

    def scanner(self, hospital: Tensor) -> Map:
        # camelyon17.scm:36  scanner ~ table() given hospital via gumbel_max
        return self.scanner_table(hospital=hospital)

    def image(
        self,
        tumour: Tensor,
        haematoxylin: Tensor,
        eosin: Tensor,
        scanner: Tensor,
        u_image_code: Tensor,
    ) -> Map:
        # camelyon17.scm:37  image ~ vae(latent = latents) given tumour, haematoxylin, eosin,
        #     scanner
        return self.image_vae.decode(
            u_image_code, tumour=tumour, haematoxylin=haematoxylin, eosin=eosin, scanner=scanner
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, hospital: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            tumour = pyro.sample("tumour", self.tumour().law())
            haematoxylin = pyro.sample("haematoxylin", self.haematoxylin(hospital, tumour).law())
            eosin = pyro.sample("eosin", self.eosin(hospital).law())
            scanner = pyro.sample("scanner", self.scanner(hospital).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image", self.image(tumour, haematoxylin, eosin, scanner, u_image_code).law()
            )
        return {
            "tumour": tumour,
            "haematoxylin": haematoxylin,
            "eosin": eosin,
            "scanner": scanner,
            "image": image,
        }

    def guide(
        self,
        rows: int = 1,
        *,
        tumour: Tensor,
        haematoxylin: Tensor,
        eosin: Tensor,
        scanner: Tensor,
        image: Tensor,
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(
                    image, tumour=tumour, haematoxylin=haematoxylin, eosin=eosin, scanner=scanner
                ),
            )

    def noise_form(self, rows: int = 1, *, hospital: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_tumour = pyro.sample("u_tumour", law["u_tumour"])
            tumour = fixed("tumour", self.tumour()(u_tumour))
            u_haematoxylin = pyro.sample("u_haematoxylin", law["u_haematoxylin"])
            haematoxylin = fixed(
                "haematoxylin", self.haematoxylin(hospital, tumour)(u_haematoxylin)
            )
            u_eosin = pyro.sample("u_eosin", law["u_eosin"])
            eosin = fixed("eosin", self.eosin(hospital)(u_eosin))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(hospital)(u_scanner))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image", self.image(tumour, haematoxylin, eosin, scanner, u_image_code)(u_image), 3
            )
        return {
            "tumour": tumour,
            "haematoxylin": haematoxylin,
            "eosin": eosin,
            "scanner": scanner,
            "image": image,
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
        hospital = row["hospital"]
        tumour = row["tumour"]
        haematoxylin = row["haematoxylin"]
        eosin = row["eosin"]
        scanner = row["scanner"]
        image = row["image"]
        u_tumour = self.tumour().abduct(tumour)
        u_haematoxylin = self.haematoxylin(hospital, tumour).abduct(haematoxylin)
        u_eosin = self.eosin(hospital).abduct(eosin)
        u_scanner = self.scanner(hospital).abduct(scanner)
        posterior = self.image_vae.encode(
            image, tumour=tumour, haematoxylin=haematoxylin, eosin=eosin, scanner=scanner
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(tumour, haematoxylin, eosin, scanner, u_image_code).abduct(image)
        return {
            "u_tumour": u_tumour,
            "u_haematoxylin": u_haematoxylin,
            "u_eosin": u_eosin,
            "u_scanner": u_scanner,
            "u_image_code": u_image_code,
            "u_image": u_image,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        hospital: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        hospital = do.get("hospital", hospital)
        needed = needed_for(wanted, self.parents, do)
        tumour = do["tumour"] if "tumour" in do else self.tumour()(noise["u_tumour"])
        haematoxylin = (
            do["haematoxylin"]
            if "haematoxylin" in do
            else self.haematoxylin(hospital, tumour)(noise["u_haematoxylin"])
        )
        eosin = do["eosin"] if "eosin" in do else self.eosin(hospital)(noise["u_eosin"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(hospital)(noise["u_scanner"])
        values = {
            "tumour": tumour,
            "haematoxylin": haematoxylin,
            "eosin": eosin,
            "scanner": scanner,
        }
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(tumour, haematoxylin, eosin, scanner, noise["u_image_code"])(
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
        if "tumour" in wanted:
            tumour = row["tumour"]
            found["tumour"] = self.tumour().law().log_prob(tumour)
        if "haematoxylin" in wanted:
            hospital = row["hospital"]
            tumour = row["tumour"]
            haematoxylin = row["haematoxylin"]
            found["haematoxylin"] = (
                self.haematoxylin(hospital, tumour).law().log_prob(haematoxylin)
            )
        if "eosin" in wanted:
            hospital = row["hospital"]
            eosin = row["eosin"]
            found["eosin"] = self.eosin(hospital).law().log_prob(eosin)
        if "scanner" in wanted:
            hospital = row["hospital"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(hospital).law().log_prob(scanner)
        if "image" in wanted:
            tumour = row["tumour"]
            haematoxylin = row["haematoxylin"]
            eosin = row["eosin"]
            scanner = row["scanner"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, tumour=tumour, haematoxylin=haematoxylin, eosin=eosin, scanner=scanner
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.haematoxylin_flow,
            self.eosin_flow,
            self.scanner_table,
            self.image_vae,
        ):
            network.set_scales(table)
