"""three hospitals, two scanner makers, one disease, and the labels we really have.

Compiled by causalimg from chest_xray.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Finite, Flag, Given, Joint, OneHot, Real, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import drawn, fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, select


class ChestXray(Program):
    """three hospitals, two scanner makers, one disease, and the labels we really have."""

    variables = (
        "frailty",
        "age",
        "sex",
        "scanner",
        "disease",
        "bedside",
        "image",
        "label",
        "archived",
    )
    parents = {
        "frailty": (),
        "age": ("site",),
        "sex": ("site",),
        "scanner": ("site",),
        "disease": ("frailty", "age", "sex"),
        "bedside": ("frailty",),
        "image": ("age", "sex", "disease", "scanner", "bedside"),
        "label": ("disease", "site"),
        "archived": ("disease", "bedside"),
    }
    noises = {
        "frailty": ("u_frailty",),
        "age": ("u_age",),
        "sex": ("u_sex",),
        "scanner": ("u_scanner",),
        "disease": ("u_disease",),
        "bedside": ("u_bedside",),
        "image": ("u_image_code", "u_image"),
        "label": ("u_label",),
        "archived": ("u_archived",),
    }
    environment = "site"
    images = ("image",)
    words = {
        "sex": ("female", "male"),
        "disease": ("0", "1"),
        "site": ("boston", "bethesda", "alicante"),
        "scanner": ("agfa", "philips"),
        "bedside": ("0", "1"),
        "label": ("0", "1"),
        "archived": ("0", "1"),
    }
    numbers = {"b_0": "b_0", "b_age": "b_age", "b_sex": "b_sex", "b_frail": "b_frail"}
    lossy = ()
    lines = {
        "frailty": "chest_xray.scm:38: frailty ~ Normal(0, 1)",
        "age": "chest_xray.scm:39: (age, sex) ~ joint() given site",
        "sex": "chest_xray.scm:39: (age, sex) ~ joint() given site",
        "scanner": "chest_xray.scm:40: scanner ~ table() given site",
        "disease": "chest_xray.scm:41: disease ~ Bernoulli(logit = b_0 + b_age * (age - 60 ...",
        "bedside": "chest_xray.scm:46: bedside ~ Bernoulli(logit = -1 + 1.5 * frailty) via ...",
        "image": "chest_xray.scm:47: image ~ vae(latent = 64) given disease, bedside, age, ...",
        "label": "chest_xray.scm:48: label ~ Bernoulli(if disease then match site { boston: ...",
        "archived": "chest_xray.scm:52: archived ~ Bernoulli(logit = -1 + 2 * disease + bedside)",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # chest_xray.scm:34  b_0, b_age, b_sex, b_frail : real ~ Normal(0, 2)
        self.b_0 = nn.Parameter(torch.tensor(0.0))
        # chest_xray.scm:34  b_0, b_age, b_sex, b_frail : real ~ Normal(0, 2)
        self.b_age = nn.Parameter(torch.tensor(0.0))
        # chest_xray.scm:34  b_0, b_age, b_sex, b_frail : real ~ Normal(0, 2)
        self.b_sex = nn.Parameter(torch.tensor(0.0))
        # chest_xray.scm:34  b_0, b_age, b_sex, b_frail : real ~ Normal(0, 2)
        self.b_frail = nn.Parameter(torch.tensor(0.0))
        # chest_xray.scm:39  (age, sex) ~ joint() given site
        self.age_and_sex_joint = Joint(
            {"age": Real(18.0, 100.0), "sex": Finite(2)}, given=Given(site=OneHot(3))
        )
        # chest_xray.scm:40  scanner ~ table() given site
        self.scanner_table = Table(
            "scanner", values=2, given=Given(site=OneHot(3)), via="gumbel_max"
        )
        # chest_xray.scm:47  image ~ vae(latent = 64) given disease, bedside, age, sex, scanner
        self.image_vae = Vae(
            "image",
            shape=(1, 256, 256),
            support=(0.0, 1.0),
            given=Given(
                age=Scaled(18.0, 100.0),
                sex=OneHot(2),
                disease=Flag(),
                scanner=OneHot(2),
                bedside=Flag(),
            ),
            latent=64,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_frailty": standard.normal(),
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_scanner": standard.gumbels(2),
            "u_disease": standard.uniform(),
            "u_bedside": standard.uniform(),
            "u_label": standard.uniform(),
            "u_archived": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 256, 256)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def frailty(self) -> Map:
        # chest_xray.scm:38  frailty ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def age(self, site: Tensor) -> Map:
        # chest_xray.scm:39  (age, sex) ~ joint() given site
        return self.age_and_sex_joint("age", site=site)

    def sex(self, site: Tensor, age: Tensor) -> Map:
        # chest_xray.scm:39  (age, sex) ~ joint() given site
        return self.age_and_sex_joint("sex", site=site, age=age)

    def scanner(self, site: Tensor) -> Map:
        # chest_xray.scm:40  scanner ~ table() given site
        return self.scanner_table(site=site)

    def disease(self, frailty: Tensor, age: Tensor, sex: Tensor) -> Map:
        # chest_xray.scm:41  disease ~ Bernoulli(logit = b_0 + b_age * (age - 60 years) / 10 years
        #     + b_sex * (sex == male) + b_frail * frailty) via threshold
        return laws.bernoulli(
            logit=self.b_0
            + self.b_age * (age - 60) / 10
            + self.b_sex * (sex == 1).float()
            + self.b_frail * frailty,
            via="threshold",
        )

    def bedside(self, frailty: Tensor) -> Map:
        # chest_xray.scm:46  bedside ~ Bernoulli(logit = -1 + 1.5 * frailty) via threshold
        return laws.bernoulli(logit=-1 + 1.5 * frailty, via="threshold")

    def image(
        self,
        age: Tensor,
        sex: Tensor,
        disease: Tensor,
        scanner: Tensor,
        bedside: Tensor,
        u_image_code: Tensor,
    ) -> Map:
        # chest_xray.scm:47  image ~ vae(latent = 64) given disease, bedside, age, sex, scanner
        return self.image_vae.decode(
            u_image_code, age=age, sex=sex, disease=disease, scanner=scanner, bedside=bedside
        )

    def label(self, disease: Tensor, site: Tensor) -> Map:
        # chest_xray.scm:48  label ~ Bernoulli(if disease then match site { boston: 0.92, bethesda:
        #     0.85, alicante: 0.90 } else 0.05) via threshold
        return laws.bernoulli(
            p=torch.where(disease.bool(), select(site, 0.92, 0.85, 0.9), 0.05), via="threshold"
        )

    def archived(self, disease: Tensor, bedside: Tensor) -> Map:
        # chest_xray.scm:52  archived ~ Bernoulli(logit = -1 + 2 * disease + bedside)
        return laws.bernoulli(logit=-1 + 2 * disease + bedside, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            frailty = pyro.sample("frailty", self.frailty().law())
            age, natural_age = drawn("age", self.age(site).law())
            sex = pyro.sample("sex", self.sex(site, natural_age).law())
            scanner = pyro.sample("scanner", self.scanner(site).law())
            disease = pyro.sample("disease", self.disease(frailty, age, sex).law())
            bedside = pyro.sample("bedside", self.bedside(frailty).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image", self.image(age, sex, disease, scanner, bedside, u_image_code).law()
            )
            label = pyro.sample("label", self.label(disease, site).law())
            archived = pyro.sample("archived", self.archived(disease, bedside).law())
        return {
            "frailty": frailty,
            "age": age,
            "sex": sex,
            "scanner": scanner,
            "disease": disease,
            "bedside": bedside,
            "image": image,
            "label": label,
            "archived": archived,
        }

    def guide(
        self,
        rows: int = 1,
        *,
        age: Tensor,
        sex: Tensor,
        disease: Tensor,
        scanner: Tensor,
        bedside: Tensor,
        image: Tensor,
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(
                    image, age=age, sex=sex, disease=disease, scanner=scanner, bedside=bedside
                ),
            )

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_frailty = pyro.sample("u_frailty", law["u_frailty"])
            frailty = fixed("frailty", self.frailty()(u_frailty))
            u_age = pyro.sample("u_age", law["u_age"])
            natural_age = self.age(site)(u_age)
            age = fixed("age", natural_age)
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex(site, natural_age)(u_sex))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(site)(u_scanner))
            u_disease = pyro.sample("u_disease", law["u_disease"])
            disease = fixed("disease", self.disease(frailty, age, sex)(u_disease))
            u_bedside = pyro.sample("u_bedside", law["u_bedside"])
            bedside = fixed("bedside", self.bedside(frailty)(u_bedside))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image", self.image(age, sex, disease, scanner, bedside, u_image_code)(u_image), 3
            )
            u_label = pyro.sample("u_label", law["u_label"])
            label = fixed("label", self.label(disease, site)(u_label))
            u_archived = pyro.sample("u_archived", law["u_archived"])
            archived = fixed("archived", self.archived(disease, bedside)(u_archived))
        return {
            "frailty": frailty,
            "age": age,
            "sex": sex,
            "scanner": scanner,
            "disease": disease,
            "bedside": bedside,
            "image": image,
            "label": label,
            "archived": archived,
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
        frailty = row["frailty"]
        age = row["age"]
        sex = row["sex"]
        disease = row["disease"]
        site = row["site"]
        scanner = row["scanner"]
        bedside = row["bedside"]
        image = row["image"]
        label = row["label"]
        archived = row["archived"]
        u_frailty = self.frailty().abduct(frailty)
        u_age = self.age(site).abduct(age)
        u_sex = self.sex(site, age).abduct(sex)
        u_scanner = self.scanner(site).abduct(scanner)
        u_disease = self.disease(frailty, age, sex).abduct(disease)
        u_bedside = self.bedside(frailty).abduct(bedside)
        posterior = self.image_vae.encode(
            image, age=age, sex=sex, disease=disease, scanner=scanner, bedside=bedside
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(age, sex, disease, scanner, bedside, u_image_code).abduct(image)
        u_label = self.label(disease, site).abduct(label)
        u_archived = self.archived(disease, bedside).abduct(archived)
        return {
            "u_frailty": u_frailty,
            "u_age": u_age,
            "u_sex": u_sex,
            "u_scanner": u_scanner,
            "u_disease": u_disease,
            "u_bedside": u_bedside,
            "u_image_code": u_image_code,
            "u_image": u_image,
            "u_label": u_label,
            "u_archived": u_archived,
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
        frailty = do["frailty"] if "frailty" in do else self.frailty()(noise["u_frailty"])
        natural_age = self.age(site)(noise["u_age"])
        age = do.get("age", natural_age)
        sex = do["sex"] if "sex" in do else self.sex(site, natural_age)(noise["u_sex"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(site)(noise["u_scanner"])
        disease = (
            do["disease"]
            if "disease" in do
            else self.disease(frailty, age, sex)(noise["u_disease"])
        )
        bedside = do["bedside"] if "bedside" in do else self.bedside(frailty)(noise["u_bedside"])
        label = do["label"] if "label" in do else self.label(disease, site)(noise["u_label"])
        archived = (
            do["archived"]
            if "archived" in do
            else self.archived(disease, bedside)(noise["u_archived"])
        )
        values = {
            "frailty": frailty,
            "age": age,
            "sex": sex,
            "scanner": scanner,
            "disease": disease,
            "bedside": bedside,
            "label": label,
            "archived": archived,
        }
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(age, sex, disease, scanner, bedside, noise["u_image_code"])(
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
        if "frailty" in wanted:
            frailty = row["frailty"]
            found["frailty"] = self.frailty().law().log_prob(frailty)
        if "age" in wanted:
            site = row["site"]
            age = row["age"]
            found["age"] = self.age(site).law().log_prob(age)
        if "sex" in wanted:
            site = row["site"]
            age = row["age"]
            sex = row["sex"]
            found["sex"] = self.sex(site, age).law().log_prob(sex)
        if "scanner" in wanted:
            site = row["site"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(site).law().log_prob(scanner)
        if "disease" in wanted:
            frailty = row["frailty"]
            age = row["age"]
            sex = row["sex"]
            disease = row["disease"]
            found["disease"] = self.disease(frailty, age, sex).law().log_prob(disease)
        if "bedside" in wanted:
            frailty = row["frailty"]
            bedside = row["bedside"]
            found["bedside"] = self.bedside(frailty).law().log_prob(bedside)
        if "image" in wanted:
            age = row["age"]
            sex = row["sex"]
            disease = row["disease"]
            scanner = row["scanner"]
            bedside = row["bedside"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, age=age, sex=sex, disease=disease, scanner=scanner, bedside=bedside
            )
        if "label" in wanted:
            disease = row["disease"]
            site = row["site"]
            label = row["label"]
            found["label"] = self.label(disease, site).law().log_prob(label)
        if "archived" in wanted:
            disease = row["disease"]
            bedside = row["bedside"]
            archived = row["archived"]
            found["archived"] = self.archived(disease, bedside).law().log_prob(archived)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.age_and_sex_joint, self.scanner_table, self.image_vae):
            network.set_scales(table)

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "b_0": dist.Normal(0.0, 2.0),
            "b_age": dist.Normal(0.0, 2.0),
            "b_sex": dist.Normal(0.0, 2.0),
            "b_frail": dist.Normal(0.0, 2.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return (
            law["b_0"].log_prob(self.b_0)
            + law["b_age"].log_prob(self.b_age)
            + law["b_sex"].log_prob(self.b_sex)
            + law["b_frail"].log_prob(self.b_frail)
        )
