"""how much of the effect of age goes through atrophy.

Compiled by causalimg from mediator.scm (language version 1).
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


class Mediator(Program):
    """how much of the effect of age goes through atrophy."""

    variables = ("age", "atrophy", "memory")
    parents = {"age": (), "atrophy": ("age",), "memory": ("age", "atrophy")}
    noises = {"age": ("u_age",), "atrophy": ("u_atrophy",), "memory": ("u_memory",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "age": "mediator.scm:21: age ~ Uniform(40, 90)",
        "atrophy": "mediator.scm:22: atrophy := 0.05 * (age - 65) / 1 years + u_atrophy",
        "memory": "mediator.scm:23: memory := -0.8 * atrophy - 0.02 * (age - 65) / 1 years + ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            # mediator.scm:17  u_atrophy, u_memory ~ Normal(0, 1)
            "u_atrophy": dist.Normal(0.0, 1.0),
            # mediator.scm:17  u_atrophy, u_memory ~ Normal(0, 1)
            "u_memory": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # mediator.scm:21  age ~ Uniform(40, 90)
        return laws.uniform(40.0, 90.0)

    def atrophy(self, age: Tensor) -> Invertible:
        # mediator.scm:22  atrophy := 0.05 * (age - 65) / 1 years + u_atrophy
        return Invertible(
            self.noise_laws()["u_atrophy"],
            lambda u_atrophy: 0.05 * (age - 65) / 1 + u_atrophy,
            lambda atrophy: atrophy - 0.05 * (age - 65) / 1,
        )

    def memory(self, age: Tensor, atrophy: Tensor) -> Invertible:
        # mediator.scm:23  memory := -0.8 * atrophy - 0.02 * (age - 65) / 1 years + 0.5 * u_memory
        return Invertible(
            self.noise_laws()["u_memory"],
            lambda u_memory: -0.8 * atrophy - 0.02 * (age - 65) / 1 + 0.5 * u_memory,
            lambda memory: (memory - (-0.8 * atrophy - 0.02 * (age - 65) / 1)) / 0.5,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            atrophy = pyro.sample("atrophy", self.atrophy(age).law())
            memory = pyro.sample("memory", self.memory(age, atrophy).law())
        return {"age": age, "atrophy": atrophy, "memory": memory}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_atrophy = pyro.sample("u_atrophy", law["u_atrophy"])
            atrophy = fixed("atrophy", self.atrophy(age)(u_atrophy))
            u_memory = pyro.sample("u_memory", law["u_memory"])
            memory = fixed("memory", self.memory(age, atrophy)(u_memory))
        return {"age": age, "atrophy": atrophy, "memory": memory}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        atrophy = row["atrophy"]
        memory = row["memory"]
        u_age = self.age().abduct(age)
        u_atrophy = self.atrophy(age).abduct(atrophy)
        u_memory = self.memory(age, atrophy).abduct(memory)
        return {"u_age": u_age, "u_atrophy": u_atrophy, "u_memory": u_memory}

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
        atrophy = do["atrophy"] if "atrophy" in do else self.atrophy(age)(noise["u_atrophy"])
        memory = do["memory"] if "memory" in do else self.memory(age, atrophy)(noise["u_memory"])
        return {"age": age, "atrophy": atrophy, "memory": memory}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "atrophy" in wanted:
            age = row["age"]
            atrophy = row["atrophy"]
            found["atrophy"] = self.atrophy(age).law().log_prob(atrophy)
        if "memory" in wanted:
            age = row["age"]
            atrophy = row["atrophy"]
            memory = row["memory"]
            found["memory"] = self.memory(age, atrophy).law().log_prob(memory)
        return found
