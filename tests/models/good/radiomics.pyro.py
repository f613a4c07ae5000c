"""features of a nodule, and a score of them.

Compiled by causalimg from radiomics.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import pixels


class Radiomics(Program):
    """features of a nodule, and a score of them."""

    variables = ("malignant", "texture", "score", "spread")
    parents = {
        "malignant": (),
        "texture": ("malignant",),
        "score": ("texture",),
        "spread": ("texture",),
    }
    noises = {
        "malignant": ("u_malignant",),
        "texture": ("u_texture",),
        "score": ("u_score",),
        "spread": (),
    }
    environment = None
    images = ()
    words = {"malignant": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "malignant": "radiomics.scm:19: malignant ~ Bernoulli(0.3) via threshold",
        "texture": "radiomics.scm:20: texture ~ Normal(malignant * [1, 0.5, -1], [1, 2, 0.5])",
        "score": "radiomics.scm:21: score := dot(texture, [0.2, 0.3, -0.5]) + u_score",
        "spread": "radiomics.scm:22: spread := sum((texture - mean(texture))^2) / features",
    }
    max_plate_nesting = 1

    def __init__(self, features: int = 3) -> None:
        super().__init__()
        self.features = features

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_malignant": standard.uniform(),
            "u_texture": standard.normal((3,)),
            # radiomics.scm:15  u_score ~ Laplace(0, 0.1)
            "u_score": dist.Laplace(0.0, 0.1),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def malignant(self) -> Map:
        # radiomics.scm:19  malignant ~ Bernoulli(0.3) via threshold
        return laws.bernoulli(p=0.3, via="threshold")

    def texture(self, malignant: Tensor) -> Map:
        # radiomics.scm:20  texture ~ Normal(malignant * [1, 0.5, -1], [1, 2, 0.5])
        return laws.normal(
            pixels(malignant, 1) * torch.tensor([1.0, 0.5, -1.0]),
            torch.tensor([1.0, 2.0, 0.5]),
            event=(3,),
        )

    def score(self, texture: Tensor) -> Invertible:
        # radiomics.scm:21  score := dot(texture, [0.2, 0.3, -0.5]) + u_score
        return Invertible(
            self.noise_laws()["u_score"],
            lambda u_score: (texture * torch.tensor([0.2, 0.3, -0.5])).sum(-1) + u_score,
            lambda score: score - (texture * torch.tensor([0.2, 0.3, -0.5])).sum(-1),
        )

    def spread(self, texture: Tensor) -> Deterministic:
        # radiomics.scm:22  spread := sum((texture - mean(texture))^2) / features
        return Deterministic(
            lambda: ((texture - pixels(texture.mean(-1), 1)) ** 2).sum(-1) / self.features
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            malignant = pyro.sample("malignant", self.malignant().law())
            texture = pyro.sample("texture", self.texture(malignant).law())
            score = pyro.sample("score", self.score(texture).law())
            spread = fixed("spread", self.spread(texture)())
        return {"malignant": malignant, "texture": texture, "score": score, "spread": spread}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_malignant = pyro.sample("u_malignant", law["u_malignant"])
            malignant = fixed("malignant", self.malignant()(u_malignant))
            u_texture = pyro.sample("u_texture", law["u_texture"])
            texture = fixed("texture", self.texture(malignant)(u_texture), 1)
            u_score = pyro.sample("u_score", law["u_score"])
            score = fixed("score", self.score(texture)(u_score))
            spread = fixed("spread", self.spread(texture)())
        return {"malignant": malignant, "texture": texture, "score": score, "spread": spread}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        malignant = row["malignant"]
        texture = row["texture"]
        score = row["score"]
        u_malignant = self.malignant().abduct(malignant)
        u_texture = self.texture(malignant).abduct(texture)
        u_score = self.score(texture).abduct(score)
        return {"u_malignant": u_malignant, "u_texture": u_texture, "u_score": u_score}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        malignant = (
            do["malignant"] if "malignant" in do else self.malignant()(noise["u_malignant"])
        )
        texture = do["texture"] if "texture" in do else self.texture(malignant)(noise["u_texture"])
        score = do["score"] if "score" in do else self.score(texture)(noise["u_score"])
        spread = do["spread"] if "spread" in do else self.spread(texture)()
        return {"malignant": malignant, "texture": texture, "score": score, "spread": spread}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "malignant" in wanted:
            malignant = row["malignant"]
            found["malignant"] = self.malignant().law().log_prob(malignant)
        if "texture" in wanted:
            malignant = row["malignant"]
            texture = row["texture"]
            found["texture"] = self.texture(malignant).law().log_prob(texture)
        if "score" in wanted:
            texture = row["texture"]
            score = row["score"]
            found["score"] = self.score(texture).law().log_prob(score)
        return found
