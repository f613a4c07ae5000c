"""a site is named as its value is written: quoted, by a digit, by a word.

Compiled by causalimg from sites_by_value.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, OneHot
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Fields(Program):
    """a site is named as its value is written: quoted, by a digit, by a word."""

    variables = ("age", "atrophy")
    parents = {"age": ("field",), "atrophy": ("age",)}
    noises = {"age": ("u_age",), "atrophy": ("u_atrophy",)}
    environment = "field"
    images = ()
    words = {"field": ("1.5T", "3", "cone"), "atrophy": ("0", "1")}
    numbers = {"b_0": "b_0", "b_age": "b_age"}
    lossy = ()
    lines = {
        "age": "sites_by_value.scm:20: age ~ flow() given field",
        "atrophy": "sites_by_value.scm:21: atrophy ~ Bernoulli(logit = b_0 + b_age * age)",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # sites_by_value.scm:16  b_0, b_age : real ~ Normal(0, 2)
        self.b_0 = nn.Parameter(torch.tensor(0.0))
        # sites_by_value.scm:16  b_0, b_age : real ~ Normal(0, 2)
        self.b_age = nn.Parameter(torch.tensor(0.0))
        # sites_by_value.scm:20  age ~ flow() given field
        self.age_flow = Flow("age", support=(-math.inf, math.inf), given=Given(field=OneHot(3)))

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_atrophy": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, field: Tensor) -> Map:
        # sites_by_value.scm:20  age ~ flow() given field
        return self.age_flow(field=field)

    def atrophy(self, age: Tensor) -> Map:
        # sites_by_value.scm:21  atrophy ~ Bernoulli(logit = b_0 + b_age * age)
        return laws.bernoulli(logit=self.b_0 + self.b_age * age, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, field: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(field).law())
            atrophy = pyro.sample("atrophy", self.atrophy(age).law())
        return {"age": age, "atrophy": atrophy}

    def noise_form(self, rows: int = 1, *, field: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(field)(u_age))
            u_atrophy = pyro.sample("u_atrophy", law["u_atrophy"])
            atrophy = fixed("atrophy", self.atrophy(age)(u_atrophy))
        return {"age": age, "atrophy": atrophy}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        field = row["field"]
        age = row["age"]
        atrophy = row["atrophy"]
        u_age = self.age(field).abduct(age)
        u_atrophy = self.atrophy(age).abduct(atrophy)
        return {"u_age": u_age, "u_atrophy": u_atrophy}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        field: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        field = do.get("field", field)
        age = do["age"] if "age" in do else self.age(field)(noise["u_age"])
        atrophy = do["atrophy"] if "atrophy" in do else self.atrophy(age)(noise["u_atrophy"])
        return {"age": age, "atrophy": atrophy}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            field = row["field"]
            age = row["age"]
            found["age"] = self.age(field).law().log_prob(age)
        if "atrophy" in wanted:
            age = row["age"]
            atrophy = row["atrophy"]
            found["atrophy"] = self.atrophy(age).law().log_prob(atrophy)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.age_flow,):
            network.set_scales(table)

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "b_0": dist.Normal(0.0, 2.0),
            "b_age": dist.Normal(0.0, 2.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["b_0"].log_prob(self.b_0) + law["b_age"].log_prob(self.b_age)
