"""the same study as its data show it.

Compiled by causalimg from chest_phantom.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Flow, Given, Linear, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class ChestPhantom(Program):
    """the same study as its data show it."""

    variables = ("age", "disease", "scanner", "exposure", "image")
    parents = {
        "age": ("site",),
        "disease": ("site", "age"),
        "scanner": ("site",),
        "exposure": ("scanner",),
        "image": ("disease", "scanner", "exposure"),
    }
    noises = {
        "age": ("u_age",),
        "disease": ("u_disease",),
        "scanner": ("u_scanner",),
        "exposure": ("u_exposure",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "site"
    images = ("image",)
    words = {
        "site": ("north", "south", "east", "west"),
        "disease": ("0", "1"),
        "scanner": ("agfa", "philips"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "chest_phantom.scm:24: age ~ flow() given site",
        "disease": "chest_phantom.scm:25: disease ~ Bernoulli(logit = linear(age, site)) via ...",
        "scanner": "chest_phantom.scm:26: scanner ~ table() given site via gumbel_max",
        "exposure": "chest_phantom.scm:27: exposure ~ flow() given scanner",
        "image": "chest_phantom.scm:28: image ~ vae(latent = codes) given disease, scanner, ...",
    }
    max_plate_nesting = 1

    def __init__(self, codes: int = 24) -> None:
        super().__init__()
        self.codes = codes
        # chest_phantom.scm:25  disease ~ Bernoulli(logit = linear(age, site)) via threshold
        self.disease_linear = Linear(Given(age=Scaled(20.0, 90.0), site=OneHot(4)))
        # chest_phantom.scm:24  age ~ flow() given site
        self.age_flow = Flow("age", support=(20.0, 90.0), given=Given(site=OneHot(4)))
        # chest_phantom.scm:26  scanner ~ table() given site via gumbel_max
        self.scanner_table = Table(
            "scanner", values=2, given=Given(site=OneHot(4)), via="gumbel_max"
        )
        # chest_phantom.scm:27  exposure ~ flow() given scanner
        self.exposure_flow = Flow("exposure", support=(0.0, 4.0), given=Given(scanner=OneHot(2)))
        # chest_phantom.scm:28  image ~ vae(latent = codes) given disease, scanner, exposure
        self.image_vae = Vae(
            "image",
            shape=(1, 64, 64),
            support=(0.0, 1.0),
            given=Given(disease=Flag(), scanner=OneHot(2), exposure=Scaled(0.0, 4.0)),
            latent=codes,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_disease": standard.uniform(),
            "u_scanner": standard.gumbels(2),
            "u_exposure": standard.normal(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, site: Tensor) -> Map:
        # chest_phantom.scm:24  age ~ flow() given site
        return self.age_flow(site=site)

    def disease(self, site: Tensor, age: Tensor) -> Map:
        # chest_phantom.scm:25  disease ~ Bernoulli(logit = linear(age, site)) via threshold
        return laws.bernoulli(logit=self.disease_linear(age=age, site=site), via="threshold")

    def scanner(self, site: Tensor) -> Map:
        # chest_phantom.scm:26  scanner ~ table() given site via gumbel_max
        return self.scanner_table(site=site)

    def exposure(self, scanner: Tensor) -> Map:
        # chest_phantom.scm:27  exposure ~ flow() given scanner
        return self.exposure_flow(scanner=scanner)

    def image(
        self, disease: Tensor, scanner: Tensor, exposure: Tensor, u_image_code: Tensor
    ) -> Map:
        # chest_phantom.scm:28  image ~ vae(latent = codes) given disease, scanner, exposure
        return self.image_vae.decode(
            u_image_code, disease=disease, scanner=scanner, exposure=exposure
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(site).law())
            disease = pyro.sample("disease", self.disease(site, age).law())
            scanner = pyro.sample("scanner", self.scanner(site).law())
            exposure = pyro.sample("exposure", self.exposure(scanner).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image", self.image(disease, scanner, exposure, u_image_code).law()
            )
        return {
            "age": age,
            "disease": disease,
            "scanner": scanner,
            "exposure": exposure,
            "image": image,
        }

    def guide(
        self, rows: int = 1, *, disease: Tensor, scanner: Tensor, exposure: Tensor, image: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(image, disease=disease, scanner=scanner, exposure=exposure),
            )

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(site)(u_age))
            u_disease = pyro.sample("u_disease", law["u_disease"])
            disease = fixed("disease", self.disease(site, age)(u_disease))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(site)(u_scanner))
            u_exposure = pyro.sample("u_exposure", law["u_exposure"])
            exposure = fixed("exposure", self.exposure(scanner)(u_exposure))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image", self.image(disease, scanner, exposure, u_image_code)(u_image), 3
            )
        return {
            "age": age,
            "disease": disease,
            "scanner": scanner,
            "exposure": exposure,
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
        site = row["site"]
        age = row["age"]
        disease = row["disease"]
        scanner = row["scanner"]
        exposure = row["exposure"]
        image = row["image"]
        u_age = self.age(site).abduct(age)
        u_disease = self.disease(site, age).abduct(disease)
        u_scanner = self.scanner(site).abduct(scanner)
        u_exposure = self.exposure(scanner).abduct(exposure)
        posterior = self.image_vae.encode(
            image, disease=disease, scanner=scanner, exposure=exposure
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(disease, scanner, exposure, u_image_code).abduct(image)
        return {
            "u_age": u_age,
            "u_disease": u_disease,
            "u_scanner": u_scanner,
            "u_exposure": u_exposure,
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
        age = do["age"] if "age" in do else self.age(site)(noise["u_age"])
        disease = do["disease"] if "disease" in do else self.disease(site, age)(noise["u_disease"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(site)(noise["u_scanner"])
        exposure = (
            do["exposure"] if "exposure" in do else self.exposure(scanner)(noise["u_exposure"])
        )
        values = {"age": age, "disease": disease, "scanner": scanner, "exposure": exposure}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(disease, scanner, exposure, noise["u_image_code"])(
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
        if "age" in wanted:
            site = row["site"]
            age = row["age"]
            found["age"] = self.age(site).law().log_prob(age)
        if "disease" in wanted:
            site = row["site"]
            age = row["age"]
            disease = row["disease"]
            found["disease"] = self.disease(site, age).law().log_prob(disease)
        if "scanner" in wanted:
            site = row["site"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(site).law().log_prob(scanner)
        if "exposure" in wanted:
            scanner = row["scanner"]
            exposure = row["exposure"]
            found["exposure"] = self.exposure(scanner).law().log_prob(exposure)
        if "image" in wanted:
            disease = row["disease"]
            scanner = row["scanner"]
            exposure = row["exposure"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, disease=disease, scanner=scanner, exposure=exposure
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.disease_linear,
            self.age_flow,
            self.scanner_table,
            self.exposure_flow,
            self.image_vae,
        ):
            network.set_scales(table)
