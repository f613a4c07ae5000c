"""a lesion, the skin around it, and the things that lie on top.

Compiled by causalimg from dermatoscopy.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Choice, Flag, Flow, Given, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Dermatoscopy(Program):
    """a lesion, the skin around it, and the things that lie on top."""

    variables = ("age", "sex", "skin_tone", "localisation", "diagnosis", "hair", "ruler", "image")
    parents = {
        "age": ("source",),
        "sex": (),
        "skin_tone": ("source",),
        "localisation": ("age", "sex"),
        "diagnosis": ("source", "age", "sex", "skin_tone", "localisation"),
        "hair": ("sex", "localisation"),
        "ruler": ("source", "diagnosis"),
        "image": ("source", "skin_tone", "localisation", "diagnosis", "hair", "ruler"),
    }
    noises = {
        "age": ("u_age",),
        "sex": ("u_sex",),
        "skin_tone": ("u_skin_tone",),
        "localisation": ("u_localisation",),
        "diagnosis": ("u_diagnosis",),
        "hair": ("u_hair",),
        "ruler": ("u_ruler",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "source"
    images = ("image",)
    words = {
        "source": ("vienna", "queensland"),
        "sex": ("female", "male"),
        "localisation": ("head", "trunk", "arm", "leg", "hand_or_foot"),
        "diagnosis": ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"),
        "hair": ("0", "1"),
        "ruler": ("0", "1"),
    }
    numbers = {"tone_shift": "tone_shift"}
    lossy = ()
    lines = {
        "age": "dermatoscopy.scm:42: age ~ flow() given source",
        "sex": "dermatoscopy.scm:43: sex ~ table()",
        "skin_tone": "dermatoscopy.scm:44: skin_tone ~ Normal(if source == queensland then ...",
        "localisation": "dermatoscopy.scm:45: localisation ~ linear() given age, sex via ...",
        "diagnosis": "dermatoscopy.scm:46: diagnosis ~ linear() given source, age, sex, ...",
        "hair": "dermatoscopy.scm:47: hair ~ table() given sex, localisation via threshold",
        "ruler": "dermatoscopy.scm:48: ruler ~ table() given source, diagnosis via threshold",
        "image": "dermatoscopy.scm:49: image ~ vae(latent = latents) given diagnosis, ...",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 64, side: int = 64) -> None:
        super().__init__()
        self.latents = latents
        self.side = side
        # dermatoscopy.scm:38  tone_shift : real ~ Normal(0, 1)  ## from Vienna to Queensland
        self.tone_shift = nn.Parameter(torch.tensor(0.0))
        # dermatoscopy.scm:42  age ~ flow() given source
        self.age_flow = Flow("age", support=(0.0, 100.0), given=Given(source=OneHot(2)))
        # dermatoscopy.scm:43  sex ~ table()
        self.sex_table = Table("sex", values=2, via="gumbel_max")
        # dermatoscopy.scm:45  localisation ~ linear() given age, sex via gumbel_max
        self.localisation_linear = Choice(
            "localisation",
            values=5,
            given=Given(age=Scaled(0.0, 100.0), sex=OneHot(2)),
            via="gumbel_max",
            layers=0,
        )
        # dermatoscopy.scm:46  diagnosis ~ linear() given source, age, sex, localisation, skin_tone
        #     via gumbel_max
        self.diagnosis_linear = Choice(
            "diagnosis",
            values=7,
            given=Given(
                source=OneHot(2),
                age=Scaled(0.0, 100.0),
                sex=OneHot(2),
                skin_tone=Scaled(),
                localisation=OneHot(5),
            ),
            via="gumbel_max",
            layers=0,
        )
        # dermatoscopy.scm:47  hair ~ table() given sex, localisation via threshold
        self.hair_table = Table(
            "hair",
            values=2,
            given=Given(sex=OneHot(2), localisation=OneHot(5)),
            binary=True,
            via="threshold",
        )
        # dermatoscopy.scm:48  ruler ~ table() given source, diagnosis via threshold
        self.ruler_table = Table(
            "ruler",
            values=2,
            given=Given(source=OneHot(2), diagnosis=OneHot(7)),
            binary=True,
            via="threshold",
        )
        # dermatoscopy.scm:49  image ~ vae(latent = latents) given diagnosis, localisation,
        #     skin_tone, hair, ruler, source
        self.image_vae = Vae(
            "image",
            shape=(3, 64, 64),
            support=(0.0, 255.0),
            given=Given(
                source=OneHot(2),
                skin_tone=Scaled(),
                localisation=OneHot(5),
                diagnosis=OneHot(7),
                hair=Flag(),
                ruler=Flag(),
            ),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_skin_tone": standard.normal(),
            "u_localisation": standard.gumbels(5),
            "u_diagnosis": standard.gumbels(7),
            "u_hair": standard.uniform(),
            "u_ruler": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((3, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, source: Tensor) -> Map:
        # dermatoscopy.scm:42  age ~ flow() given source
        return self.age_flow(source=source)

    def sex(self) -> Map:
        # dermatoscopy.scm:43  sex ~ table()
        return self.sex_table()

    def skin_tone(self, source: Tensor) -> Map:
        # dermatoscopy.scm:44  skin_tone ~ Normal(if source == queensland then tone_shift else 0,
        #     1)
        return laws.normal(torch.where(source == 1, self.tone_shift, 0.0), 1.0)

    def localisation(self, age: Tensor, sex: Tensor) -> Map:
        # dermatoscopy.scm:45  localisation ~ linear() given age, sex via gumbel_max
        return self.localisation_linear(age=age, sex=sex)

    def diagnosis(
        self, source: Tensor, age: Tensor, sex: Tensor, skin_tone: Tensor, localisation: Tensor
    ) -> Map:
        # dermatoscopy.scm:46  diagnosis ~ linear() given source, age, sex, localisation, skin_tone
        #     via gumbel_max
        return self.diagnosis_linear(
            source=source, age=age, sex=sex, skin_tone=skin_tone, localisation=localisation
        )

    def hair(self, sex: Tensor, localisation: Tensor) -> Map:
        # dermatoscopy.scm:47  hair ~ table() given sex, localisation via threshold
        return self.hair_table(sex=sex, localisation=localisation)

    def ruler(self, source: Tensor, diagnosis: Tensor) -> Map:
        # dermatoscopy.scm:48  ruler ~ table() given source, diagnosis via threshold
        return self.ruler_table(source=source, diagnosis=diagnosis)

    def image(
        self,
        source: Tensor,
        skin_tone: Tensor,
        localisation: Tensor,
        diagnosis: Tensor,
        hair: Tensor,
        ruler: Tensor,
        u_image_code: Tensor,
    ) -> Map:
        # dermatoscopy.scm:49  image ~ vae(latent = latents) given diagnosis, localisation,
        #     skin_tone, hair, ruler, source
        return self.image_vae.decode(
            u_image_code,
            source=source,
            skin_tone=skin_tone,
            localisation=localisation,
            diagnosis=diagnosis,
            hair=hair,
            ruler=ruler,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, source: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(source).law())
            sex = pyro.sample("sex", self.sex().law())
            skin_tone = pyro.sample("skin_tone", self.skin_tone(source).law())
            localisation = pyro.sample("localisation", self.localisation(age, sex).law())
            diagnosis = pyro.sample(
                "diagnosis", self.diagnosis(source, age, sex, skin_tone, localisation).law()
            )
            hair = pyro.sample("hair", self.hair(sex, localisation).law())
            ruler = pyro.sample("ruler", self.ruler(source, diagnosis).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image",
                self.image(
                    source, skin_tone, localisation, diagnosis, hair, ruler, u_image_code
                ).law(),
            )
        return {
            "age": age,
            "sex": sex,
            "skin_tone": skin_tone,
            "localisation": localisation,
            "diagnosis": diagnosis,
            "hair": hair,
            "ruler": ruler,
            "image": image,
        }

    def guide(
        self,
        rows: int = 1,
        *,
        source: Tensor,
        skin_tone: Tensor,
        localisation: Tensor,
        diagnosis: Tensor,
        hair: Tensor,
        ruler: Tensor,
        image: Tensor,
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(
                    image,
                    source=source,
                    skin_tone=skin_tone,
                    localisation=localisation,
                    diagnosis=diagnosis,
                    hair=hair,
                    ruler=ruler,
                ),
            )

    def noise_form(self, rows: int = 1, *, source: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(source)(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_skin_tone = pyro.sample("u_skin_tone", law["u_skin_tone"])
            skin_tone = fixed("skin_tone", self.skin_tone(source)(u_skin_tone))
            u_localisation = pyro.sample("u_localisation", law["u_localisation"])
            localisation = fixed("localisation", self.localisation(age, sex)(u_localisation))
            u_diagnosis = pyro.sample("u_diagnosis", law["u_diagnosis"])
            diagnosis = fixed(
                "diagnosis", self.diagnosis(source, age, sex, skin_tone, localisation)(u_diagnosis)
            )
            u_hair = pyro.sample("u_hair", law["u_hair"])
            hair = fixed("hair", self.hair(sex, localisation)(u_hair))
            u_ruler = pyro.sample("u_ruler", law["u_ruler"])
            ruler = fixed("ruler", self.ruler(source, diagnosis)(u_ruler))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image",
                self.image(source, skin_tone, localisation, diagnosis, hair, ruler, u_image_code)(
                    u_image
                ),
                3,
            )
        return {
            "age": age,
            "sex": sex,
            "skin_tone": skin_tone,
            "localisation": localisation,
            "diagnosis": diagnosis,
            "hair": hair,
            "ruler": ruler,
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
        source = row["source"]
        age = row["age"]
        sex = row["sex"]
        skin_tone = row["skin_tone"]
        localisation = row["localisation"]
        diagnosis = row["diagnosis"]
        hair = row["hair"]
        ruler = row["ruler"]
        image = row["image"]
        u_age = self.age(source).abduct(age)
        u_sex = self.sex().abduct(sex)
        u_skin_tone = self.skin_tone(source).abduct(skin_tone)
        u_localisation = self.localisation(age, sex).abduct(localisation)
        u_diagnosis = self.diagnosis(source, age, sex, skin_tone, localisation).abduct(diagnosis)
        u_hair = self.hair(sex, localisation).abduct(hair)
        u_ruler = self.ruler(source, diagnosis).abduct(ruler)
        posterior = self.image_vae.encode(
            image,
            source=source,
            skin_tone=skin_tone,
            localisation=localisation,
            diagnosis=diagnosis,
            hair=hair,
            ruler=ruler,
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(
            source, skin_tone, localisation, diagnosis, hair, ruler, u_image_code
        ).abduct(image)
        return {
            "u_age": u_age,
            "u_sex": u_sex,
            "u_skin_tone": u_skin_tone,
            "u_localisation": u_localisation,
            "u_diagnosis": u_diagnosis,
            "u_hair": u_hair,
            "u_ruler": u_ruler,
            "u_image_code": u_image_code,
            "u_image": u_image,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        source: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        source = do.get("source", source)
        needed = needed_for(wanted, self.parents, do)
        age = do["age"] if "age" in do else self.age(source)(noise["u_age"])
        sex = do["sex"] if "sex" in do else self.sex()(noise["u_sex"])
        skin_tone = (
            do["skin_tone"] if "skin_tone" in do else self.skin_tone(source)(noise["u_skin_tone"])
        )
        localisation = (
            do["localisation"]
            if "localisation" in do
            else self.localisation(age, sex)(noise["u_localisation"])
        )
        diagnosis = (
            do["diagnosis"]
            if "diagnosis" in do
            else self.diagnosis(source, age, sex, skin_tone, localisation)(noise["u_diagnosis"])
        )
        hair = do["hair"] if "hair" in do else self.hair(sex, localisation)(noise["u_hair"])
        ruler = do["ruler"] if "ruler" in do else self.ruler(source, diagnosis)(noise["u_ruler"])
        values = {
            "age": age,
            "sex": sex,
            "skin_tone": skin_tone,
            "localisation": localisation,
            "diagnosis": diagnosis,
            "hair": hair,
            "ruler": ruler,
        }
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(
                    source, skin_tone, localisation, diagnosis, hair, ruler, noise["u_image_code"]
                )(noise["u_image"])
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
            source = row["source"]
            age = row["age"]
            found["age"] = self.age(source).law().log_prob(age)
        if "sex" in wanted:
            sex = row["sex"]
            found["sex"] = self.sex().law().log_prob(sex)
        if "skin_tone" in wanted:
            source = row["source"]
            skin_tone = row["skin_tone"]
            found["skin_tone"] = self.skin_tone(source).law().log_prob(skin_tone)
        if "localisation" in wanted:
            age = row["age"]
            sex = row["sex"]
            localisation = row["localisation"]
            found["localisation"] = self.localisation(age, sex).law().log_prob(localisation)
        if "diagnosis" in wanted:
            source = row["source"]
            age = row["age"]
            sex = row["sex"]
            skin_tone = row["skin_tone"]
            localisation = row["localisation"]
            diagnosis = row["diagnosis"]
            found["diagnosis"] = (
                self.diagnosis(source, age, sex, skin_tone, localisation).law().log_prob(diagnosis)
            )
        if "hair" in wanted:
            sex = row["sex"]
            localisation = row["localisation"]
            hair = row["hair"]
            found["hair"] = self.hair(sex, localisation).law().log_prob(hair)
        if "ruler" in wanted:
            source = row["source"]
            diagnosis = row["diagnosis"]
            ruler = row["ruler"]
            found["ruler"] = self.ruler(source, diagnosis).law().log_prob(ruler)
        if "image" in wanted:
            source = row["source"]
            skin_tone = row["skin_tone"]
            localisation = row["localisation"]
            diagnosis = row["diagnosis"]
            hair = row["hair"]
            ruler = row["ruler"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image,
                source=source,
                skin_tone=skin_tone,
                localisation=localisation,
                diagnosis=diagnosis,
                hair=hair,
                ruler=ruler,
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.age_flow,
            self.sex_table,
            self.localisation_linear,
            self.diagnosis_linear,
            self.hair_table,
            self.ruler_table,
            self.image_vae,
        ):
            network.set_scales(table)

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "tone_shift": dist.Normal(0.0, 1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["tone_shift"].log_prob(self.tone_shift)
