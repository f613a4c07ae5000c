"""spaces are for people.

Compiled by causalimg from no_spaces.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, OneHot, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class NoSpaces(Program):
    """spaces are for people."""

    variables = ("age", "site", "ill", "grade", "image")
    parents = {
        "age": (),
        "site": (),
        "ill": ("age",),
        "grade": ("ill",),
        "image": ("ill", "site", "grade"),
    }
    noises = {
        "age": ("u_age",),
        "site": ("u_site",),
        "ill": ("u_ill",),
        "grade": ("u_grade",),
        "image": ("u_image_code", "u_image"),
    }
    environment = None
    images = ("image",)
    words = {"ill": ("0", "1"), "site": ("a", "b", "c d"), "grade": ("lo", "mid", "hi")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "no_spaces.scm:11: age~Uniform(0,100)truncated[10,90]",
        "site": "no_spaces.scm:12: site~Uniform()via gumbel_max",
        "ill": "no_spaces.scm:13: ill~Bernoulli(logit=(age-50)/10)via threshold",
        "grade": "no_spaces.scm:14: grade~OrderedLogistic(ill*-1,cuts=[-1,1])via threshold",
        "image": "no_spaces.scm:15: image~vae(latent=2,width=2)given ill,grade,site",
    }
    max_plate_nesting = 1

    def __init__(self, n: int = 4) -> None:
        super().__init__()
        self.n = n
        # no_spaces.scm:15  image~vae(latent=2,width=2)given ill,grade,site
        self.image_vae = Vae(
            "image",
            shape=(2, 4, 4),
            support=(0.0, 1.0),
            given=Given(ill=Flag(), site=OneHot(3), grade=OneHot(3)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_site": standard.gumbels(3),
            "u_ill": standard.uniform(),
            "u_grade": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((2, 4, 4)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # no_spaces.scm:11  age~Uniform(0,100)truncated[10,90]
        return laws.truncated(laws.uniform(0.0, 100.0), 10.0, 90.0)

    def site(self) -> Map:
        # no_spaces.scm:12  site~Uniform()via gumbel_max
        return laws.uniform_values(3, via="gumbel_max")

    def ill(self, age: Tensor) -> Map:
        # no_spaces.scm:13  ill~Bernoulli(logit=(age-50)/10)via threshold
        return laws.bernoulli(logit=(age - 50) / 10, via="threshold")

    def grade(self, ill: Tensor) -> Map:
        # no_spaces.scm:14  grade~OrderedLogistic(ill*-1,cuts=[-1,1])via threshold
        return laws.ordered_logistic(ill * -1, torch.tensor([-1.0, 1.0]), via="threshold")

    def image(self, ill: Tensor, site: Tensor, grade: Tensor, u_image_code: Tensor) -> Map:
        # no_spaces.scm:15  image~vae(latent=2,width=2)given ill,grade,site
        return self.image_vae.decode(u_image_code, ill=ill, site=site, grade=grade)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            site = pyro.sample("site", self.site().law())
            ill = pyro.sample("ill", self.ill(age).law())
            grade = pyro.sample("grade", self.grade(ill).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(ill, site, grade, u_image_code).law())
        return {"age": age, "site": site, "ill": ill, "grade": grade, "image": image}

    def guide(
        self, rows: int = 1, *, ill: Tensor, site: Tensor, grade: Tensor, image: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code", self.image_vae.encode(image, ill=ill, site=site, grade=grade)
            )

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_site = pyro.sample("u_site", law["u_site"])
            site = fixed("site", self.site()(u_site))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(age)(u_ill))
            u_grade = pyro.sample("u_grade", law["u_grade"])
            grade = fixed("grade", self.grade(ill)(u_grade))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(ill, site, grade, u_image_code)(u_image), 3)
        return {"age": age, "site": site, "ill": ill, "grade": grade, "image": image}

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
        ill = row["ill"]
        site = row["site"]
        grade = row["grade"]
        image = row["image"]
        u_age = self.age().abduct(age)
        u_site = self.site().abduct(site)
        u_ill = self.ill(age).abduct(ill)
        u_grade = self.grade(ill).abduct(grade)
        posterior = self.image_vae.encode(image, ill=ill, site=site, grade=grade)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(ill, site, grade, u_image_code).abduct(image)
        return {
            "u_age": u_age,
            "u_site": u_site,
            "u_ill": u_ill,
            "u_grade": u_grade,
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
        site = do["site"] if "site" in do else self.site()(noise["u_site"])
        ill = do["ill"] if "ill" in do else self.ill(age)(noise["u_ill"])
        grade = do["grade"] if "grade" in do else self.grade(ill)(noise["u_grade"])
        values = {"age": age, "site": site, "ill": ill, "grade": grade}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(ill, site, grade, noise["u_image_code"])(noise["u_image"])
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
        if "site" in wanted:
            site = row["site"]
            found["site"] = self.site().law().log_prob(site)
        if "ill" in wanted:
            age = row["age"]
            ill = row["ill"]
            found["ill"] = self.ill(age).law().log_prob(ill)
        if "grade" in wanted:
            ill = row["ill"]
            grade = row["grade"]
            found["grade"] = self.grade(ill).law().log_prob(grade)
        if "image" in wanted:
            ill = row["ill"]
            site = row["site"]
            grade = row["grade"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, ill=ill, site=site, grade=grade)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.image_vae,):
            network.set_scales(table)
