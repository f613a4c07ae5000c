"""white matter lesions under pressure.

Compiled by causalimg from blood_pressure.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class BloodPressure(Program):
    """white matter lesions under pressure."""

    variables = ("age", "systolic", "lesions", "high")
    parents = {"age": (), "systolic": ("age",), "lesions": ("systolic",), "high": ("systolic",)}
    noises = {
        "age": ("u_age",),
        "systolic": ("u_systolic",),
        "lesions": ("u_lesions",),
        "high": (),
    }
    environment = None
    images = ()
    words = {"high": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "blood_pressure.scm:20: age ~ Uniform(40, 95)",
        "systolic": "blood_pressure.scm:21: systolic ~ Normal(100 mmHg + 0.5 * (age / 1 ...",
        "lesions": "blood_pressure.scm:22: lesions ~ NegativeBinomial(exp((systolic - 130 ...",
        "high": "blood_pressure.scm:23: high := systolic >= cut",
    }
    max_plate_nesting = 1

    def __init__(self, cut: float = 140.0) -> None:
        super().__init__()
        self.cut = cut

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_systolic": standard.normal(),
            "u_lesions": standard.gumbels(1024),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # blood_pressure.scm:20  age ~ Uniform(40, 95)
        return laws.uniform(40.0, 95.0)

    def systolic(self, age: Tensor) -> Map:
        # blood_pressure.scm:21  systolic ~ Normal(100 mmHg + 0.5 * (age / 1 years), 14) truncated
        #     [80, 240]
        return laws.truncated(laws.normal(100 + 0.5 * (age / 1), 14.0), 80.0, 240.0)

    def lesions(self, systolic: Tensor) -> Map:
        # blood_pressure.scm:22  lesions ~ NegativeBinomial(exp((systolic - 130 mmHg) / 30 mmHg),
        #     0.7) via gumbel_max
        return laws.negative_binomial(torch.exp((systolic - 130) / 30), 0.7, via="gumbel_max")

    def high(self, systolic: Tensor) -> Deterministic:
        # blood_pressure.scm:23  high := systolic >= cut
        return Deterministic(lambda: (systolic >= self.cut).float())

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            systolic = pyro.sample("systolic", self.systolic(age).law())
            lesions = pyro.sample("lesions", self.lesions(systolic).law())
            high = fixed("high", self.high(systolic)())
        return {"age": age, "systolic": systolic, "lesions": lesions, "high": high}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_systolic = pyro.sample("u_systolic", law["u_systolic"])
            systolic = fixed("systolic", self.systolic(age)(u_systolic))
            u_lesions = pyro.sample("u_lesions", law["u_lesions"])
            lesions = fixed("lesions", self.lesions(systolic)(u_lesions))
            high = fixed("high", self.high(systolic)())
        return {"age": age, "systolic": systolic, "lesions": lesions, "high": high}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        systolic = row["systolic"]
        lesions = row["lesions"]
        u_age = self.age().abduct(age)
        u_systolic = self.systolic(age).abduct(systolic)
        u_lesions = self.lesions(systolic).abduct(lesions)
        return {"u_age": u_age, "u_systolic": u_systolic, "u_lesions": u_lesions}

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
        systolic = do["systolic"] if "systolic" in do else self.systolic(age)(noise["u_systolic"])
        lesions = do["lesions"] if "lesions" in do else self.lesions(systolic)(noise["u_lesions"])
        high = do["high"] if "high" in do else self.high(systolic)()
        return {"age": age, "systolic": systolic, "lesions": lesions, "high": high}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "systolic" in wanted:
            age = row["age"]
            systolic = row["systolic"]
            found["systolic"] = self.systolic(age).law().log_prob(systolic)
        if "lesions" in wanted:
            systolic = row["systolic"]
            lesions = row["lesions"]
            found["lesions"] = self.lesions(systolic).law().log_prob(lesions)
        return found
