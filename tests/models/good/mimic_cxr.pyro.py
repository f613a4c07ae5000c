"""age raises the chance of an effusion; age, sex, race and effusion draw the film.

Compiled by causalimg from mimic_cxr.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Flow, Given, Mlp, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class MimicCxr(Program):
    """age raises the chance of an effusion; age, sex, race and effusion draw the film."""

    variables = ("age", "sex", "race", "finding", "image")
    parents = {
        "age": (),
        "sex": (),
        "race": (),
        "finding": ("age",),
        "image": ("age", "sex", "race", "finding"),
    }
    noises = {
        "age": ("u_age",),
        "sex": ("u_sex",),
        "race": ("u_race",),
        "finding": ("u_finding",),
        "image": ("u_image_code", "u_image"),
    }
    environment = None
    images = ("image",)
    words = {"sex": ("female", "male"), "race": ("white", "asian", "black"), "finding": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "mimic_cxr.scm:29: age ~ flow()",
        "sex": "mimic_cxr.scm:30: sex ~ table()",
        "race": "mimic_cxr.scm:31: race ~ table()",
        "finding": "mimic_cxr.scm:32: finding ~ Bernoulli(logit = mlp(age)) via gumbel_max",
        "image": "mimic_cxr.scm:33: image ~ vae(latent = latents) given age, sex, race, finding",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 64, side: int = 64) -> None:
        super().__init__()
        self.latents = latents
        self.side = side
        # mimic_cxr.scm:32  finding ~ Bernoulli(logit = mlp(age)) via gumbel_max
        self.finding_mlp = Mlp(Given(age=Scaled(18.0, 100.0)))
        # mimic_cxr.scm:29  age ~ flow()
        self.age_flow = Flow("age", support=(18.0, 100.0))
        # mimic_cxr.scm:30  sex ~ table()
        self.sex_table = Table("sex", values=2, via="gumbel_max")
        # mimic_cxr.scm:31  race ~ table()
        self.race_table = Table("race", values=3, via="gumbel_max")
        # mimic_cxr.scm:33  image ~ vae(latent = latents) given age, sex, race, finding
        self.image_vae = Vae(
            "image",
            shape=(1, 64, 64),
            support=(0.0, 255.0),
            given=Given(age=Scaled(18.0, 100.0), sex=OneHot(2), race=OneHot(3), finding=Flag()),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_race": standard.gumbels(3),
            "u_finding": standard.gumbels(2),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # mimic_cxr.scm:29  age ~ flow()
        return self.age_flow()

    def sex(self) -> Map:
        # mimic_cxr.scm:30  sex ~ table()
        return self.sex_table()

    def race(self) -> Map:
        # mimic_cxr.scm:31  race ~ table()
        return self.race_table()

    def finding(self, age: Tensor) -> Map:
        # mimic_cxr.scm:32  finding ~ Bernoulli(logit = mlp(age)) via gumbel_max
        return laws.bernoulli(logit=self.finding_mlp(age=age), via="gumbel_max")

    def image(
        self, age: Tensor, sex: Tensor, race: Tensor, finding: Tensor, u_image_code: Tensor
    ) -> Map:
        # mimic_cxr.scm:33  image ~ vae(latent = latents) given age, sex, race, finding
        return self.image_vae.decode(u_image_code, age=age, sex=sex, race=race, finding=finding)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sex = pyro.sample("sex", self.sex().law())
            race = pyro.sample("race", self.race().law())
            finding = pyro.sample("finding", self.finding(age).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(age, sex, race, finding, u_image_code).law())
        return {"age": age, "sex": sex, "race": race, "finding": finding, "image": image}

    def guide(
        self,
        rows: int = 1,
        *,
        age: Tensor,
        sex: Tensor,
        race: Tensor,
        finding: Tensor,
        image: Tensor,
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(image, age=age, sex=sex, race=race, finding=finding),
            )

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_race = pyro.sample("u_race", law["u_race"])
            race = fixed("race", self.race()(u_race))
            u_finding = pyro.sample("u_finding", law["u_finding"])
            finding = fixed("finding", self.finding(age)(u_finding))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(age, sex, race, finding, u_image_code)(u_image), 3)
        return {"age": age, "sex": sex, "race": race, "finding": finding, "image": image}

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
        age = row["age"]
        sex = row["sex"]
        race = row["race"]
        finding = row["finding"]
        image = row["image"]
        u_age = self.age().abduct(age)
        u_sex = self.sex().abduct(sex)
        u_race = self.race().abduct(race)
        u_finding = self.finding(age).abduct(finding)
        posterior = self.image_vae.encode(image, age=age, sex=sex, race=race, finding=finding)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(age, sex, race, finding, u_image_code).abduct(image)
        return {
            "u_age": u_age,
            "u_sex": u_sex,
            "u_race": u_race,
            "u_finding": u_finding,
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
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        sex = do["sex"] if "sex" in do else self.sex()(noise["u_sex"])
        race = do["race"] if "race" in do else self.race()(noise["u_race"])
        finding = do["finding"] if "finding" in do else self.finding(age)(noise["u_finding"])
        values = {"age": age, "sex": sex, "race": race, "finding": finding}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(age, sex, race, finding, noise["u_image_code"])(noise["u_image"])
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
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "sex" in wanted:
            sex = row["sex"]
            found["sex"] = self.sex().law().log_prob(sex)
        if "race" in wanted:
            race = row["race"]
            found["race"] = self.race().law().log_prob(race)
        if "finding" in wanted:
            age = row["age"]
            finding = row["finding"]
            found["finding"] = self.finding(age).law().log_prob(finding)
        if "image" in wanted:
            age = row["age"]
            sex = row["sex"]
            race = row["race"]
            finding = row["finding"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, age=age, sex=sex, race=race, finding=finding
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.finding_mlp,
            self.age_flow,
            self.sex_table,
            self.race_table,
            self.image_vae,
        ):
            network.set_scales(table)
