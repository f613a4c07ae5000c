"""what is seen, in every form.

Compiled by causalimg from ask_association.scm (language version 1).
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


class AskAssociation(Program):
    """what is seen, in every form."""

    variables = ("age", "sex", "ill", "grade", "count_")
    parents = {"age": (), "sex": (), "ill": ("age", "sex"), "grade": ("ill",), "count_": ("ill",)}
    noises = {
        "age": ("u_age",),
        "sex": ("u_sex",),
        "ill": ("u_ill",),
        "grade": ("u_grade",),
        "count_": ("u_count_",),
    }
    environment = None
    images = ()
    words = {"sex": ("female", "male"), "grade": ("none", "mild", "severe"), "ill": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "ask_association.scm:14: age ~ Uniform(0, 100)",
        "sex": "ask_association.scm:15: sex ~ Uniform() via gumbel_max",
        "ill": "ask_association.scm:16: ill ~ Bernoulli(logit = 0.05 * (age - 60) + (sex == ...",
        "grade": "ask_association.scm:17: grade ~ OrderedLogistic(2 * ill, cuts = [1, 2]) via ...",
        "count_": "ask_association.scm:18: count_ ~ Poisson(1 + ill) via threshold",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_ill": standard.uniform(),
            "u_grade": standard.uniform(),
            "u_count_": standard.score(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # ask_association.scm:14  age ~ Uniform(0, 100)
        return laws.uniform(0.0, 100.0)

    def sex(self) -> Map:
        # ask_association.scm:15  sex ~ Uniform() via gumbel_max
        return laws.uniform_values(2, via="gumbel_max")

    def ill(self, age: Tensor, sex: Tensor) -> Map:
        # ask_association.scm:16  ill ~ Bernoulli(logit = 0.05 * (age - 60) + (sex == male)) via
        #     threshold
        return laws.bernoulli(logit=0.05 * (age - 60) + (sex == 1).float(), via="threshold")

    def grade(self, ill: Tensor) -> Map:
        # ask_association.scm:17  grade ~ OrderedLogistic(2 * ill, cuts = [1, 2]) via threshold
        return laws.ordered_logistic(2 * ill, torch.tensor([1.0, 2.0]), via="threshold")

    def count_(self, ill: Tensor) -> Map:
        # ask_association.scm:18  count_ ~ Poisson(1 + ill) via threshold
        return laws.poisson(1 + ill, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sex = pyro.sample("sex", self.sex().law())
            ill = pyro.sample("ill", self.ill(age, sex).law())
            grade = pyro.sample("grade", self.grade(ill).law())
            count_ = pyro.sample("count_", self.count_(ill).law())
        return {"age": age, "sex": sex, "ill": ill, "grade": grade, "count_": count_}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(age, sex)(u_ill))
            u_grade = pyro.sample("u_grade", law["u_grade"])
            grade = fixed("grade", self.grade(ill)(u_grade))
            u_count_ = pyro.sample("u_count_", law["u_count_"])
            count_ = fixed("count_", self.count_(ill)(u_count_))
        return {"age": age, "sex": sex, "ill": ill, "grade": grade, "count_": count_}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        sex = row["sex"]
        grade = row["grade"]
        count_ = row["count_"]
        ill = row["ill"]
        u_age = self.age().abduct(age)
        u_sex = self.sex().abduct(sex)
        u_ill = self.ill(age, sex).abduct(ill)
        u_grade = self.grade(ill).abduct(grade)
        u_count_ = self.count_(ill).abduct(count_)
        return {
            "u_age": u_age,
            "u_sex": u_sex,
            "u_ill": u_ill,
            "u_grade": u_grade,
            "u_count_": u_count_,
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
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        sex = do["sex"] if "sex" in do else self.sex()(noise["u_sex"])
        ill = do["ill"] if "ill" in do else self.ill(age, sex)(noise["u_ill"])
        grade = do["grade"] if "grade" in do else self.grade(ill)(noise["u_grade"])
        count_ = do["count_"] if "count_" in do else self.count_(ill)(noise["u_count_"])
        return {"age": age, "sex": sex, "ill": ill, "grade": grade, "count_": count_}

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
        if "ill" in wanted:
            age = row["age"]
            sex = row["sex"]
            ill = row["ill"]
            found["ill"] = self.ill(age, sex).law().log_prob(ill)
        if "grade" in wanted:
            ill = row["ill"]
            grade = row["grade"]
            found["grade"] = self.grade(ill).law().log_prob(grade)
        if "count_" in wanted:
            ill = row["ill"]
            count_ = row["count_"]
            found["count_"] = self.count_(ill).law().log_prob(count_)
        return found
