"""what would be seen, had somebody intervened.

Compiled by causalimg from ask_do.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class AskDo(Program):
    """what would be seen, had somebody intervened."""

    variables = ("age", "dose", "mark", "ill")
    parents = {"age": (), "dose": ("age",), "mark": ("age", "dose"), "ill": ("mark",)}
    noises = {"age": ("u_age",), "dose": ("u_dose",), "mark": ("u_mark",), "ill": ("u_ill",)}
    environment = None
    images = ()
    words = {"ill": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "ask_do.scm:22: age ~ Uniform(20, 90)",
        "dose": "ask_do.scm:23: dose ~ LogNormal(0.01 * age, 0.3)",
        "mark": "ask_do.scm:24: mark := 0.1 * age - log(dose / 1 mGy) + u_mark",
        "ill": "ask_do.scm:25: ill ~ Bernoulli(logit = mark) via threshold",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_dose": standard.normal(),
            # ask_do.scm:18  u_mark ~ Normal(0, 1)
            "u_mark": dist.Normal(0.0, 1.0),
            "u_ill": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # ask_do.scm:22  age ~ Uniform(20, 90)
        return laws.uniform(20.0, 90.0)

    def dose(self, age: Tensor) -> Map:
        # ask_do.scm:23  dose ~ LogNormal(0.01 * age, 0.3)
        return laws.log_normal(0.01 * age, 0.3)

    def mark(self, age: Tensor, dose: Tensor) -> Invertible:
        # ask_do.scm:24  mark := 0.1 * age - log(dose / 1 mGy) + u_mark
        return Invertible(
            self.noise_laws()["u_mark"],
            lambda u_mark: 0.1 * age - torch.log(dose / 1) + u_mark,
            lambda mark: mark - (0.1 * age - torch.log(dose / 1)),
        )

    def ill(self, mark: Tensor) -> Map:
        # ask_do.scm:25  ill ~ Bernoulli(logit = mark) via threshold
        return laws.bernoulli(logit=mark, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            dose = pyro.sample("dose", self.dose(age).law())
            mark = pyro.sample("mark", self.mark(age, dose).law())
            ill = pyro.sample("ill", self.ill(mark).law())
        return {"age": age, "dose": dose, "mark": mark, "ill": ill}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(age)(u_dose))
            u_mark = pyro.sample("u_mark", law["u_mark"])
            mark = fixed("mark", self.mark(age, dose)(u_mark))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(mark)(u_ill))
        return {"age": age, "dose": dose, "mark": mark, "ill": ill}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        dose = row["dose"]
        mark = row["mark"]
        ill = row["ill"]
        u_age = self.age().abduct(age)
        u_dose = self.dose(age).abduct(dose)
        u_mark = self.mark(age, dose).abduct(mark)
        u_ill = self.ill(mark).abduct(ill)
        return {"u_age": u_age, "u_dose": u_dose, "u_mark": u_mark, "u_ill": u_ill}

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
        dose = do["dose"] if "dose" in do else self.dose(age)(noise["u_dose"])
        mark = do["mark"] if "mark" in do else self.mark(age, dose)(noise["u_mark"])
        ill = do["ill"] if "ill" in do else self.ill(mark)(noise["u_ill"])
        return {"age": age, "dose": dose, "mark": mark, "ill": ill}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "dose" in wanted:
            age = row["age"]
            dose = row["dose"]
            found["dose"] = self.dose(age).law().log_prob(dose)
        if "mark" in wanted:
            age = row["age"]
            dose = row["dose"]
            mark = row["mark"]
            found["mark"] = self.mark(age, dose).law().log_prob(mark)
        if "ill" in wanted:
            mark = row["mark"]
            ill = row["ill"]
            found["ill"] = self.ill(mark).law().log_prob(ill)
        return found
