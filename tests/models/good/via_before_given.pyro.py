"""how it couples may stand before what it is given.

Compiled by causalimg from via_before_given.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Choice, Given, OneHot, Scaled, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class ViaBeforeGiven(Program):
    """how it couples may stand before what it is given."""

    variables = ("age", "sex", "stage")
    parents = {"age": (), "sex": (), "stage": ("age", "sex")}
    noises = {"age": ("u_age",), "sex": ("u_sex",), "stage": ("u_stage",)}
    environment = None
    images = ()
    words = {"sex": ("f", "m"), "stage": ("i", "ii")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "via_before_given.scm:12: age ~ Uniform(20, 90)",
        "sex": "via_before_given.scm:13: sex ~ table() via gumbel_max",
        "stage": "via_before_given.scm:14: stage ~ linear() via threshold given age, sex",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # via_before_given.scm:13  sex ~ table() via gumbel_max
        self.sex_table = Table("sex", values=2, via="gumbel_max")
        # via_before_given.scm:14  stage ~ linear() via threshold given age, sex
        self.stage_linear = Choice(
            "stage",
            values=2,
            given=Given(age=Scaled(20.0, 90.0), sex=OneHot(2)),
            via="threshold",
            layers=0,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_stage": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # via_before_given.scm:12  age ~ Uniform(20, 90)
        return laws.uniform(20.0, 90.0)

    def sex(self) -> Map:
        # via_before_given.scm:13  sex ~ table() via gumbel_max
        return self.sex_table()

    def stage(self, age: Tensor, sex: Tensor) -> Map:
        # via_before_given.scm:14  stage ~ linear() via threshold given age, sex
        return self.stage_linear(age=age, sex=sex)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sex = pyro.sample("sex", self.sex().law())
            stage = pyro.sample("stage", self.stage(age, sex).law())
        return {"age": age, "sex": sex, "stage": stage}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_stage = pyro.sample("u_stage", law["u_stage"])
            stage = fixed("stage", self.stage(age, sex)(u_stage))
        return {"age": age, "sex": sex, "stage": stage}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        sex = row["sex"]
        stage = row["stage"]
        u_age = self.age().abduct(age)
        u_sex = self.sex().abduct(sex)
        u_stage = self.stage(age, sex).abduct(stage)
        return {"u_age": u_age, "u_sex": u_sex, "u_stage": u_stage}

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
        stage = do["stage"] if "stage" in do else self.stage(age, sex)(noise["u_stage"])
        return {"age": age, "sex": sex, "stage": stage}

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
        if "stage" in wanted:
            age = row["age"]
            sex = row["sex"]
            stage = row["stage"]
            found["stage"] = self.stage(age, sex).law().log_prob(stage)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.sex_table, self.stage_linear):
            network.set_scales(table)
