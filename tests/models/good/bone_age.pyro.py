"""a hand on the detector tells how old the bones are.

Compiled by causalimg from bone_age.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class BoneAge(Program):
    """a hand on the detector tells how old the bones are."""

    variables = ("age", "sex", "maturity")
    parents = {"age": (), "sex": (), "maturity": ("age", "sex")}
    noises = {"age": ("u_age",), "sex": ("u_sex",), "maturity": ("u_maturity",)}
    environment = None
    images = ()
    words = {"sex": ("boy", "girl")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "bone_age.scm:16: age ~ Uniform(0 years, 18 years)",
        "sex": "bone_age.scm:17: sex ~ Uniform() via gumbel_max",
        "maturity": "bone_age.scm:18: maturity ~ Normal(age + (if sex == girl then 10 else ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_maturity": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # bone_age.scm:16  age ~ Uniform(0 years, 18 years)
        return laws.uniform(0.0, 216.0)

    def sex(self) -> Map:
        # bone_age.scm:17  sex ~ Uniform() via gumbel_max
        return laws.uniform_values(2, via="gumbel_max")

    def maturity(self, age: Tensor, sex: Tensor) -> Map:
        # bone_age.scm:18  maturity ~ Normal(age + (if sex == girl then 10 else 0), 9 months)
        #     truncated [0, 300]
        return laws.truncated(laws.normal(age + torch.where(sex == 1, 10.0, 0.0), 9.0), 0.0, 300.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sex = pyro.sample("sex", self.sex().law())
            maturity = pyro.sample("maturity", self.maturity(age, sex).law())
        return {"age": age, "sex": sex, "maturity": maturity}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_maturity = pyro.sample("u_maturity", law["u_maturity"])
            maturity = fixed("maturity", self.maturity(age, sex)(u_maturity))
        return {"age": age, "sex": sex, "maturity": maturity}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        sex = row["sex"]
        maturity = row["maturity"]
        u_age = self.age().abduct(age)
        u_sex = self.sex().abduct(sex)
        u_maturity = self.maturity(age, sex).abduct(maturity)
        return {"u_age": u_age, "u_sex": u_sex, "u_maturity": u_maturity}

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
        sex = do["sex"] if "sex" in do else self.sex()(noise["u_sex"])
        maturity = (
            do["maturity"] if "maturity" in do else self.maturity(age, sex)(noise["u_maturity"])
        )
        return {"age": age, "sex": sex, "maturity": maturity}

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
        if "maturity" in wanted:
            age = row["age"]
            sex = row["sex"]
            maturity = row["maturity"]
            found["maturity"] = self.maturity(age, sex).law().log_prob(maturity)
        return found
