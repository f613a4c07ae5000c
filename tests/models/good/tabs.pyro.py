"""indented by tabs.

Compiled by causalimg from tabs.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Tabs(Program):
    """indented by tabs."""

    variables = ("age", "ill")
    parents = {"age": (), "ill": ()}
    noises = {"age": ("u_age",), "ill": ("u_ill",)}
    environment = None
    images = ()
    words = {"ill": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "tabs.scm:9: age ~ Uniform(0, 100)",
        "ill": "tabs.scm:10: ill ~ Bernoulli(0.5) via threshold",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_ill": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # tabs.scm:9  age ~ Uniform(0, 100)
        return laws.uniform(0.0, 100.0)

    def ill(self) -> Map:
        # tabs.scm:10  ill ~ Bernoulli(0.5) via threshold
        return laws.bernoulli(p=0.5, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            ill = pyro.sample("ill", self.ill().law())
        return {"age": age, "ill": ill}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill()(u_ill))
        return {"age": age, "ill": ill}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        ill = row["ill"]
        u_age = self.age().abduct(age)
        u_ill = self.ill().abduct(ill)
        return {"u_age": u_age, "u_ill": u_ill}

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
        ill = do["ill"] if "ill" in do else self.ill()(noise["u_ill"])
        return {"age": age, "ill": ill}

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
            ill = row["ill"]
            found["ill"] = self.ill().law().log_prob(ill)
        return found
