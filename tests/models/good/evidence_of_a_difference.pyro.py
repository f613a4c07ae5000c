"""what a difference of worlds may look at.

Compiled by causalimg from evidence_of_a_difference.scm (language version 1).
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


class EvidenceOfADifference(Program):
    """what a difference of worlds may look at."""

    variables = ("age", "ill", "size")
    parents = {"age": (), "ill": ("age",), "size": ("age", "ill")}
    noises = {"age": ("u_age",), "ill": ("u_ill",), "size": ("u_size",)}
    environment = None
    images = ()
    words = {"ill": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "evidence_of_a_difference.scm:15: age ~ Normal(60, 10)",
        "ill": "evidence_of_a_difference.scm:16: ill ~ Bernoulli(logit = (age - 60) / 10) via ...",
        "size": "evidence_of_a_difference.scm:17: size := 2 * ill + 0.1 * age + u_size",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_ill": standard.uniform(),
            # evidence_of_a_difference.scm:11  u_size ~ Normal(0, 1)
            "u_size": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # evidence_of_a_difference.scm:15  age ~ Normal(60, 10)
        return laws.normal(60.0, 10.0)

    def ill(self, age: Tensor) -> Map:
        # evidence_of_a_difference.scm:16  ill ~ Bernoulli(logit = (age - 60) / 10) via threshold
        return laws.bernoulli(logit=(age - 60) / 10, via="threshold")

    def size(self, age: Tensor, ill: Tensor) -> Invertible:
        # evidence_of_a_difference.scm:17  size := 2 * ill + 0.1 * age + u_size
        return Invertible(
            self.noise_laws()["u_size"],
            lambda u_size: 2 * ill + 0.1 * age + u_size,
            lambda size: size - (2 * ill + 0.1 * age),
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            ill = pyro.sample("ill", self.ill(age).law())
            size = pyro.sample("size", self.size(age, ill).law())
        return {"age": age, "ill": ill, "size": size}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(age)(u_ill))
            u_size = pyro.sample("u_size", law["u_size"])
            size = fixed("size", self.size(age, ill)(u_size))
        return {"age": age, "ill": ill, "size": size}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        size = row["size"]
        ill = row["ill"]
        u_age = self.age().abduct(age)
        u_ill = self.ill(age).abduct(ill)
        u_size = self.size(age, ill).abduct(size)
        return {"u_age": u_age, "u_ill": u_ill, "u_size": u_size}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        ill = do["ill"] if "ill" in do else self.ill(age)(noise["u_ill"])
        size = do["size"] if "size" in do else self.size(age, ill)(noise["u_size"])
        return {"age": age, "ill": ill, "size": size}

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
        if "size" in wanted:
            age = row["age"]
            ill = row["ill"]
            size = row["size"]
            found["size"] = self.size(age, ill).law().log_prob(size)
        return found
