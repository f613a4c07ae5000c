"""the reading must not depend on the scanner, nor be unfair to anyone.

Compiled by causalimg from fair_reader.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Choice, Flag, Given, OneHot, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class FairReader(Program):
    """the reading must not depend on the scanner, nor be unfair to anyone."""

    variables = ("sex", "disease", "scanner", "image")
    parents = {
        "sex": (),
        "disease": ("sex",),
        "scanner": ("site",),
        "image": ("disease", "scanner"),
    }
    noises = {
        "sex": ("u_sex",),
        "disease": ("u_disease",),
        "scanner": ("u_scanner",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "site"
    images = ("image",)
    words = {
        "site": ("a", "b", "c"),
        "sex": ("female", "male"),
        "disease": ("0", "1"),
        "scanner": ("old", "new"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "sex": "fair_reader.scm:20: sex ~ Uniform() via gumbel_max",
        "disease": "fair_reader.scm:21: disease ~ linear() given sex via threshold",
        "scanner": "fair_reader.scm:22: scanner ~ table() given site via gumbel_max",
        "image": "fair_reader.scm:23: image ~ vae(latent = 2, width = 2) given disease, scanner",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # fair_reader.scm:21  disease ~ linear() given sex via threshold
        self.disease_linear = Choice(
            "disease", values=2, given=Given(sex=OneHot(2)), binary=True, via="threshold", layers=0
        )
        # fair_reader.scm:22  scanner ~ table() given site via gumbel_max
        self.scanner_table = Table(
            "scanner", values=2, given=Given(site=OneHot(3)), via="gumbel_max"
        )
        # fair_reader.scm:23  image ~ vae(latent = 2, width = 2) given disease, scanner
        self.image_vae = Vae(
            "image",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(disease=Flag(), scanner=OneHot(2)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_sex": standard.gumbels(2),
            "u_disease": standard.uniform(),
            "u_scanner": standard.gumbels(2),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def sex(self) -> Map:
        # fair_reader.scm:20  sex ~ Uniform() via gumbel_max
        return laws.uniform_values(2, via="gumbel_max")

    def disease(self, sex: Tensor) -> Map:
        # fair_reader.scm:21  disease ~ linear() given sex via threshold
        return self.disease_linear(sex=sex)

    def scanner(self, site: Tensor) -> Map:
        # fair_reader.scm:22  scanner ~ table() given site via gumbel_max
        return self.scanner_table(site=site)

    def image(self, disease: Tensor, scanner: Tensor, u_image_code: Tensor) -> Map:
        # fair_reader.scm:23  image ~ vae(latent = 2, width = 2) given disease, scanner
        return self.image_vae.decode(u_image_code, disease=disease, scanner=scanner)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            sex = pyro.sample("sex", self.sex().law())
            disease = pyro.sample("disease", self.disease(sex).law())
            scanner = pyro.sample("scanner", self.scanner(site).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(disease, scanner, u_image_code).law())
        return {"sex": sex, "disease": disease, "scanner": scanner, "image": image}

    def guide(self, rows: int = 1, *, disease: Tensor, scanner: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code", self.image_vae.encode(image, disease=disease, scanner=scanner)
            )

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_disease = pyro.sample("u_disease", law["u_disease"])
            disease = fixed("disease", self.disease(sex)(u_disease))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(site)(u_scanner))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(disease, scanner, u_image_code)(u_image), 3)
        return {"sex": sex, "disease": disease, "scanner": scanner, "image": image}

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
        sex = row["sex"]
        disease = row["disease"]
        scanner = row["scanner"]
        image = row["image"]
        u_sex = self.sex().abduct(sex)
        u_disease = self.disease(sex).abduct(disease)
        u_scanner = self.scanner(site).abduct(scanner)
        posterior = self.image_vae.encode(image, disease=disease, scanner=scanner)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(disease, scanner, u_image_code).abduct(image)
        return {
            "u_sex": u_sex,
            "u_disease": u_disease,
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
        site: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        site = do.get("site", site)
        needed = needed_for(wanted, self.parents, do)
        sex = do["sex"] if "sex" in do else self.sex()(noise["u_sex"])
        disease = do["disease"] if "disease" in do else self.disease(sex)(noise["u_disease"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(site)(noise["u_scanner"])
        values = {"sex": sex, "disease": disease, "scanner": scanner}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(disease, scanner, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "sex" in wanted:
            sex = row["sex"]
            found["sex"] = self.sex().law().log_prob(sex)
        if "disease" in wanted:
            sex = row["sex"]
            disease = row["disease"]
            found["disease"] = self.disease(sex).law().log_prob(disease)
        if "scanner" in wanted:
            site = row["site"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(site).law().log_prob(scanner)
        if "image" in wanted:
            disease = row["disease"]
            scanner = row["scanner"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, disease=disease, scanner=scanner)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.disease_linear, self.scanner_table, self.image_vae):
            network.set_scales(table)
