"""comments in odd places.

Compiled by causalimg from comments_everywhere.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class CommentsEverywhere(Program):
    """comments in odd places."""

    variables = ("age", "ill", "image")
    parents = {"age": (), "ill": ("age",), "image": ("ill",)}
    noises = {"age": ("u_age",), "ill": ("u_ill",), "image": ("u_image",)}
    environment = None
    images = ("image",)
    words = {"ill": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "comments_everywhere.scm:33: age ~ Uniform(0, 100)",
        "ill": "comments_everywhere.scm:34: ill ~ Bernoulli( logit = 0.1 * (age - 50) ) via ...",
        "image": "comments_everywhere.scm:38: image := ill + u_image",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_ill": standard.uniform(),
            # comments_everywhere.scm:29  u_image : image[film] ~ Normal(0, # inside brackets
            "u_image": dist.Normal(0.0, 1.0).expand([1, 4, 4]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # comments_everywhere.scm:33  age ~ Uniform(0, 100)
        return laws.uniform(0.0, 100.0)

    def ill(self, age: Tensor) -> Map:
        # comments_everywhere.scm:34  ill ~ Bernoulli( logit = 0.1 * (age - 50) ) via threshold
        return laws.bernoulli(logit=0.1 * (age - 50), via="threshold")

    def image(self, ill: Tensor) -> Invertible:
        # comments_everywhere.scm:38  image := ill + u_image
        return Invertible(
            self.noise_laws()["u_image"],
            lambda u_image: pixels(ill) + u_image,
            lambda image: image - pixels(ill),
            event_dim=3,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            ill = pyro.sample("ill", self.ill(age).law())
            image = pyro.sample("image", self.image(ill).law())
        return {"age": age, "ill": ill, "image": image}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(age)(u_ill))
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(ill)(u_image), 3)
        return {"age": age, "ill": ill, "image": image}

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
        image = row["image"]
        u_age = self.age().abduct(age)
        u_ill = self.ill(age).abduct(ill)
        u_image = self.image(ill).abduct(image)
        return {"u_age": u_age, "u_ill": u_ill, "u_image": u_image}

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
        ill = do["ill"] if "ill" in do else self.ill(age)(noise["u_ill"])
        values = {"age": age, "ill": ill}
        if "image" in needed:
            image = do["image"] if "image" in do else self.image(ill)(noise["u_image"])
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
        if "ill" in wanted:
            age = row["age"]
            ill = row["ill"]
            found["ill"] = self.ill(age).law().log_prob(ill)
        if "image" in wanted:
            ill = row["ill"]
            image = row["image"]
            found["image"] = self.image(ill).law().log_prob(image)
        return found
