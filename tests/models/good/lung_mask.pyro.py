"""lungs as a map of labels, learned from causes.

Compiled by causalimg from lung_mask.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Given, Scaled, Seen, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class LungMask(Program):
    """lungs as a map of labels, learned from causes."""

    variables = ("age", "lungs", "image")
    parents = {"age": (), "lungs": ("age",), "image": ("lungs",)}
    noises = {
        "age": ("u_age",),
        "lungs": ("u_lungs_code", "u_lungs"),
        "image": ("u_image_code", "u_image"),
    }
    environment = None
    images = ("lungs", "image")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "age": "lung_mask.scm:18: age ~ Uniform(18, 100)",
        "lungs": "lung_mask.scm:19: lungs ~ vae(latent = 2, width = 2) given age",
        "image": "lung_mask.scm:20: image ~ vae(latent = 2, width = 2) given lungs",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # lung_mask.scm:19  lungs ~ vae(latent = 2, width = 2) given age
        self.lungs_vae = Vae(
            "lungs",
            shape=(1, 8, 8),
            labels=3,
            given=Given(age=Scaled(18.0, 100.0)),
            latent=2,
            width=2,
        )
        # lung_mask.scm:20  image ~ vae(latent = 2, width = 2) given lungs
        self.image_vae = Vae(
            "image",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(lungs=Seen((1, 8, 8), labels=3)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_lungs_code": self.lungs_vae.code,
            "u_lungs": standard.labels(3, (1, 8, 8)),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # lung_mask.scm:18  age ~ Uniform(18, 100)
        return laws.uniform(18.0, 100.0)

    def lungs(self, age: Tensor, u_lungs_code: Tensor) -> Map:
        # lung_mask.scm:19  lungs ~ vae(latent = 2, width = 2) given age
        return self.lungs_vae.decode(u_lungs_code, age=age)

    def image(self, lungs: Tensor, u_image_code: Tensor) -> Map:
        # lung_mask.scm:20  image ~ vae(latent = 2, width = 2) given lungs
        return self.image_vae.decode(u_image_code, lungs=lungs)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            u_lungs_code = pyro.sample("u_lungs_code", law["u_lungs_code"])
            lungs = pyro.sample("lungs", self.lungs(age, u_lungs_code).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(lungs, u_image_code).law())
        return {"age": age, "lungs": lungs, "image": image}

    def guide(self, rows: int = 1, *, age: Tensor, lungs: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_lungs_code", self.lungs_vae.encode(lungs, age=age))
            pyro.sample("u_image_code", self.image_vae.encode(image, lungs=lungs))

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_lungs_code = pyro.sample("u_lungs_code", law["u_lungs_code"])
            u_lungs = pyro.sample("u_lungs", law["u_lungs"])
            lungs = fixed("lungs", self.lungs(age, u_lungs_code)(u_lungs), 3)
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(lungs, u_image_code)(u_image), 3)
        return {"age": age, "lungs": lungs, "image": image}

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
        lungs = row["lungs"]
        image = row["image"]
        u_age = self.age().abduct(age)
        posterior = self.lungs_vae.encode(lungs, age=age)
        u_lungs_code = posterior.mean if mean_codes else posterior.sample()
        u_lungs = self.lungs(age, u_lungs_code).abduct(lungs)
        posterior = self.image_vae.encode(image, lungs=lungs)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(lungs, u_image_code).abduct(image)
        return {
            "u_age": u_age,
            "u_lungs_code": u_lungs_code,
            "u_lungs": u_lungs,
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
        values = {"age": age}
        if "lungs" in needed:
            lungs = (
                do["lungs"]
                if "lungs" in do
                else self.lungs(age, noise["u_lungs_code"])(noise["u_lungs"])
            )
            values["lungs"] = lungs
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(lungs, noise["u_image_code"])(noise["u_image"])
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
        if "lungs" in wanted:
            age = row["age"]
            lungs = row["lungs"]
            found["lungs"] = self.lungs_vae.elbo(lungs, age=age)
        if "image" in wanted:
            lungs = row["lungs"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, lungs=lungs)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.lungs_vae, self.image_vae):
            network.set_scales(table)
