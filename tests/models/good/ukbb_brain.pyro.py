"""age and sex act on the picture through two volumes, and only through them.

Compiled by causalimg from ukbb_brain.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class UkbbBrain(Program):
    """age and sex act on the picture through two volumes, and only through them."""

    variables = ("age", "sex", "brain_volume", "ventricle_volume", "image")
    parents = {
        "age": (),
        "sex": (),
        "brain_volume": ("age", "sex"),
        "ventricle_volume": ("age", "brain_volume"),
        "image": ("brain_volume", "ventricle_volume"),
    }
    noises = {
        "age": ("u_age",),
        "sex": ("u_sex",),
        "brain_volume": ("u_brain_volume",),
        "ventricle_volume": ("u_ventricle_volume",),
        "image": ("u_image_code", "u_image"),
    }
    environment = None
    images = ("image",)
    words = {"sex": ("female", "male")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "ukbb_brain.scm:32: age ~ flow()",
        "sex": "ukbb_brain.scm:33: sex ~ table()",
        "brain_volume": "ukbb_brain.scm:34: brain_volume ~ flow() given age, sex",
        "ventricle_volume": "ukbb_brain.scm:35: ventricle_volume ~ flow() given age, brain_volume",
        "image": "ukbb_brain.scm:36: image ~ vae(latent = latents) given brain_volume, ...",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 64, side: int = 64) -> None:
        super().__init__()
        self.latents = latents
        self.side = side
        # ukbb_brain.scm:32  age ~ flow()
        self.age_flow = Flow("age", support=(40.0, 90.0))
        # ukbb_brain.scm:33  sex ~ table()
        self.sex_table = Table("sex", values=2, via="gumbel_max")
        # ukbb_brain.scm:34  brain_volume ~ flow() given age, sex
        self.brain_volume_flow = Flow(
            "brain_volume",
            support=(0.0, math.inf),
            given=Given(age=Scaled(40.0, 90.0), sex=OneHot(2)),
        )
        # ukbb_brain.scm:35  ventricle_volume ~ flow() given age, brain_volume
        self.ventricle_volume_flow = Flow(
            "ventricle_volume",
            support=(0.0, math.inf),
            given=Given(age=Scaled(40.0, 90.0), brain_volume=Scaled(0.0)),
        )
        # ukbb_brain.scm:36  image ~ vae(latent = latents) given brain_volume, ventricle_volume
        self.image_vae = Vae(
            "image",
            shape=(1, 64, 64),
            support=(0.0, 255.0),
            given=Given(brain_volume=Scaled(0.0), ventricle_volume=Scaled(0.0)),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_brain_volume": standard.normal(),
            "u_ventricle_volume": standard.normal(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # ukbb_brain.scm:32  age ~ flow()
        return self.age_flow()

    def sex(self) -> Map:
        # ukbb_brain.scm:33  sex ~ table()
        return self.sex_table()

    def brain_volume(self, age: Tensor, sex: Tensor) -> Map:
        # ukbb_brain.scm:34  brain_volume ~ flow() given age, sex
        return self.brain_volume_flow(age=age, sex=sex)

    def ventricle_volume(self, age: Tensor, brain_volume: Tensor) -> Map:
        # ukbb_brain.scm:35  ventricle_volume ~ flow() given age, brain_volume
        return self.ventricle_volume_flow(age=age, brain_volume=brain_volume)

    def image(self, brain_volume: Tensor, ventricle_volume: Tensor, u_image_code: Tensor) -> Map:
        # ukbb_brain.scm:36  image ~ vae(latent = latents) given brain_volume, ventricle_volume
        return self.image_vae.decode(
            u_image_code, brain_volume=brain_volume, ventricle_volume=ventricle_volume
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sex = pyro.sample("sex", self.sex().law())
            brain_volume = pyro.sample("brain_volume", self.brain_volume(age, sex).law())
            ventricle_volume = pyro.sample(
                "ventricle_volume", self.ventricle_volume(age, brain_volume).law()
            )
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image", self.image(brain_volume, ventricle_volume, u_image_code).law()
            )
        return {
            "age": age,
            "sex": sex,
            "brain_volume": brain_volume,
            "ventricle_volume": ventricle_volume,
            "image": image,
        }

    def guide(
        self, rows: int = 1, *, brain_volume: Tensor, ventricle_volume: Tensor, image: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(
                    image, brain_volume=brain_volume, ventricle_volume=ventricle_volume
                ),
            )

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_brain_volume = pyro.sample("u_brain_volume", law["u_brain_volume"])
            brain_volume = fixed("brain_volume", self.brain_volume(age, sex)(u_brain_volume))
            u_ventricle_volume = pyro.sample("u_ventricle_volume", law["u_ventricle_volume"])
            ventricle_volume = fixed(
                "ventricle_volume", self.ventricle_volume(age, brain_volume)(u_ventricle_volume)
            )
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image", self.image(brain_volume, ventricle_volume, u_image_code)(u_image), 3
            )
        return {
            "age": age,
            "sex": sex,
            "brain_volume": brain_volume,
            "ventricle_volume": ventricle_volume,
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
        age = row["age"]
        sex = row["sex"]
        brain_volume = row["brain_volume"]
        ventricle_volume = row["ventricle_volume"]
        image = row["image"]
        u_age = self.age().abduct(age)
        u_sex = self.sex().abduct(sex)
        u_brain_volume = self.brain_volume(age, sex).abduct(brain_volume)
        u_ventricle_volume = self.ventricle_volume(age, brain_volume).abduct(ventricle_volume)
        posterior = self.image_vae.encode(
            image, brain_volume=brain_volume, ventricle_volume=ventricle_volume
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(brain_volume, ventricle_volume, u_image_code).abduct(image)
        return {
            "u_age": u_age,
            "u_sex": u_sex,
            "u_brain_volume": u_brain_volume,
            "u_ventricle_volume": u_ventricle_volume,
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
        brain_volume = (
            do["brain_volume"]
            if "brain_volume" in do
            else self.brain_volume(age, sex)(noise["u_brain_volume"])
        )
        ventricle_volume = (
            do["ventricle_volume"]
            if "ventricle_volume" in do
            else self.ventricle_volume(age, brain_volume)(noise["u_ventricle_volume"])
        )
        values = {
            "age": age,
            "sex": sex,
            "brain_volume": brain_volume,
            "ventricle_volume": ventricle_volume,
        }
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(brain_volume, ventricle_volume, noise["u_image_code"])(
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
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "sex" in wanted:
            sex = row["sex"]
            found["sex"] = self.sex().law().log_prob(sex)
        if "brain_volume" in wanted:
            age = row["age"]
            sex = row["sex"]
            brain_volume = row["brain_volume"]
            found["brain_volume"] = self.brain_volume(age, sex).law().log_prob(brain_volume)
        if "ventricle_volume" in wanted:
            age = row["age"]
            brain_volume = row["brain_volume"]
            ventricle_volume = row["ventricle_volume"]
            found["ventricle_volume"] = (
                self.ventricle_volume(age, brain_volume).law().log_prob(ventricle_volume)
            )
        if "image" in wanted:
            brain_volume = row["brain_volume"]
            ventricle_volume = row["ventricle_volume"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, brain_volume=brain_volume, ventricle_volume=ventricle_volume
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.age_flow,
            self.sex_table,
            self.brain_volume_flow,
            self.ventricle_volume_flow,
            self.image_vae,
        ):
            network.set_scales(table)
