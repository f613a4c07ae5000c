"""a difference of pictures.

Compiled by causalimg from ask_pictures.scm (language version 1).
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


class Asks(Program):
    """a difference of pictures."""

    variables = ("disease", "image")
    parents = {"disease": (), "image": ("disease",)}
    noises = {"disease": ("u_disease",), "image": ("grain",)}
    environment = None
    images = ("image",)
    words = {"disease": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "disease": "ask_pictures.scm:17: disease ~ Bernoulli(0.5) via threshold",
        "image": "ask_pictures.scm:18: image := disease + grain",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_disease": standard.uniform(),
            # ask_pictures.scm:13  grain : image[film] ~ Normal(0, 0.1)
            "grain": dist.Normal(0.0, 0.1).expand([1, 6, 10]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def disease(self) -> Map:
        # ask_pictures.scm:17  disease ~ Bernoulli(0.5) via threshold
        return laws.bernoulli(p=0.5, via="threshold")

    def image(self, disease: Tensor) -> Invertible:
        # ask_pictures.scm:18  image := disease + grain
        return Invertible(
            self.noise_laws()["grain"],
            lambda grain: pixels(disease) + grain,
            lambda image: image - pixels(disease),
            event_dim=3,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            disease = pyro.sample("disease", self.disease().law())
            image = pyro.sample("image", self.image(disease).law())
        return {"disease": disease, "image": image}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_disease = pyro.sample("u_disease", law["u_disease"])
            disease = fixed("disease", self.disease()(u_disease))
            grain = pyro.sample("grain", law["grain"])
            image = fixed("image", self.image(disease)(grain), 3)
        return {"disease": disease, "image": image}

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
        disease = row["disease"]
        image = row["image"]
        u_disease = self.disease().abduct(disease)
        grain = self.image(disease).abduct(image)
        return {"u_disease": u_disease, "grain": grain}

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
        disease = do["disease"] if "disease" in do else self.disease()(noise["u_disease"])
        values = {"disease": disease}
        if "image" in needed:
            image = do["image"] if "image" in do else self.image(disease)(noise["grain"])
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "disease" in wanted:
            disease = row["disease"]
            found["disease"] = self.disease().law().log_prob(disease)
        if "image" in wanted:
            disease = row["disease"]
            image = row["image"]
            found["image"] = self.image(disease).law().log_prob(image)
        return found
