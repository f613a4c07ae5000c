"""effects that data can tell, and that may be claimed for it.

Compiled by causalimg from identified_claims.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Choice, Flag, Flow, Given, Scaled, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class IdentifiedClaims(Program):
    """effects that data can tell, and that may be claimed for it."""

    variables = ("age", "habit", "contrast", "enhanced", "dose", "seen")
    parents = {
        "age": (),
        "habit": (),
        "contrast": ("habit",),
        "enhanced": ("contrast",),
        "dose": ("age",),
        "seen": ("age", "habit", "enhanced", "dose"),
    }
    noises = {
        "age": ("u_age",),
        "habit": ("u_habit",),
        "contrast": ("u_contrast",),
        "enhanced": ("u_enhanced",),
        "dose": ("u_dose",),
        "seen": ("u_seen",),
    }
    environment = None
    images = ()
    words = {
        "habit": ("0", "1"),
        "contrast": ("0", "1"),
        "enhanced": ("0", "1"),
        "seen": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "identified_claims.scm:19: age ~ flow(4, 4, 1)",
        "habit": "identified_claims.scm:20: habit ~ Bernoulli(0.5)",
        "contrast": "identified_claims.scm:21: contrast ~ linear() given habit via threshold",
        "enhanced": "identified_claims.scm:22: enhanced ~ table() given contrast via threshold",
        "dose": "identified_claims.scm:23: dose ~ flow(4, 4, 1) given age",
        "seen": "identified_claims.scm:24: seen ~ linear() given enhanced, habit, dose, age ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # identified_claims.scm:19  age ~ flow(4, 4, 1)
        self.age_flow = Flow("age", support=(20.0, 90.0), bins=4, hidden=4, layers=1)
        # identified_claims.scm:21  contrast ~ linear() given habit via threshold
        self.contrast_linear = Choice(
            "contrast", values=2, given=Given(habit=Flag()), binary=True, via="threshold", layers=0
        )
        # identified_claims.scm:22  enhanced ~ table() given contrast via threshold
        self.enhanced_table = Table(
            "enhanced", values=2, given=Given(contrast=Flag()), binary=True, via="threshold"
        )
        # identified_claims.scm:23  dose ~ flow(4, 4, 1) given age
        self.dose_flow = Flow(
            "dose",
            support=(0.0, math.inf),
            given=Given(age=Scaled(20.0, 90.0)),
            bins=4,
            hidden=4,
            layers=1,
        )
        # identified_claims.scm:24  seen ~ linear() given enhanced, habit, dose, age via threshold
        self.seen_linear = Choice(
            "seen",
            values=2,
            given=Given(age=Scaled(20.0, 90.0), habit=Flag(), enhanced=Flag(), dose=Scaled(0.0)),
            binary=True,
            via="threshold",
            layers=0,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_habit": standard.uniform(),
            "u_contrast": standard.uniform(),
            "u_enhanced": standard.uniform(),
            "u_dose": standard.normal(),
            "u_seen": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # identified_claims.scm:19  age ~ flow(4, 4, 1)
        return self.age_flow()

    def habit(self) -> Map:
        # identified_claims.scm:20  habit ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    def contrast(self, habit: Tensor) -> Map:
        # identified_claims.scm:21  contrast ~ linear() given habit via threshold
        return self.contrast_linear(habit=habit)

    def enhanced(self, contrast: Tensor) -> Map:
        # identified_claims.scm:22  enhanced ~ table() given contrast via threshold
        return self.enhanced_table(contrast=contrast)

    def dose(self, age: Tensor) -> Map:
        # identified_claims.scm:23  dose ~ flow(4, 4, 1) given age
        return self.dose_flow(age=age)

    def seen(self, age: Tensor, habit: Tensor, enhanced: Tensor, dose: Tensor) -> Map:
        # identified_claims.scm:24  seen ~ linear() given enhanced, habit, dose, age via threshold
        return self.seen_linear(age=age, habit=habit, enhanced=enhanced, dose=dose)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            habit = pyro.sample("habit", self.habit().law())
            contrast = pyro.sample("contrast", self.contrast(habit).law())
            enhanced = pyro.sample("enhanced", self.enhanced(contrast).law())
            dose = pyro.sample("dose", self.dose(age).law())
            seen = pyro.sample("seen", self.seen(age, habit, enhanced, dose).law())
        return {
            "age": age,
            "habit": habit,
            "contrast": contrast,
            "enhanced": enhanced,
            "dose": dose,
            "seen": seen,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_habit = pyro.sample("u_habit", law["u_habit"])
            habit = fixed("habit", self.habit()(u_habit))
            u_contrast = pyro.sample("u_contrast", law["u_contrast"])
            contrast = fixed("contrast", self.contrast(habit)(u_contrast))
            u_enhanced = pyro.sample("u_enhanced", law["u_enhanced"])
            enhanced = fixed("enhanced", self.enhanced(contrast)(u_enhanced))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(age)(u_dose))
            u_seen = pyro.sample("u_seen", law["u_seen"])
            seen = fixed("seen", self.seen(age, habit, enhanced, dose)(u_seen))
        return {
            "age": age,
            "habit": habit,
            "contrast": contrast,
            "enhanced": enhanced,
            "dose": dose,
            "seen": seen,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        habit = row["habit"]
        contrast = row["contrast"]
        enhanced = row["enhanced"]
        seen = row["seen"]
        dose = row["dose"]
        u_age = self.age().abduct(age)
        u_habit = self.habit().abduct(habit)
        u_contrast = self.contrast(habit).abduct(contrast)
        u_enhanced = self.enhanced(contrast).abduct(enhanced)
        u_dose = self.dose(age).abduct(dose)
        u_seen = self.seen(age, habit, enhanced, dose).abduct(seen)
        return {
            "u_age": u_age,
            "u_habit": u_habit,
            "u_contrast": u_contrast,
            "u_enhanced": u_enhanced,
            "u_dose": u_dose,
            "u_seen": u_seen,
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
        habit = do["habit"] if "habit" in do else self.habit()(noise["u_habit"])
        contrast = (
            do["contrast"] if "contrast" in do else self.contrast(habit)(noise["u_contrast"])
        )
        enhanced = (
            do["enhanced"] if "enhanced" in do else self.enhanced(contrast)(noise["u_enhanced"])
        )
        dose = do["dose"] if "dose" in do else self.dose(age)(noise["u_dose"])
        seen = (
            do["seen"] if "seen" in do else self.seen(age, habit, enhanced, dose)(noise["u_seen"])
        )
        return {
            "age": age,
            "habit": habit,
            "contrast": contrast,
            "enhanced": enhanced,
            "dose": dose,
            "seen": seen,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "habit" in wanted:
            habit = row["habit"]
            found["habit"] = self.habit().law().log_prob(habit)
        if "contrast" in wanted:
            habit = row["habit"]
            contrast = row["contrast"]
            found["contrast"] = self.contrast(habit).law().log_prob(contrast)
        if "enhanced" in wanted:
            contrast = row["contrast"]
            enhanced = row["enhanced"]
            found["enhanced"] = self.enhanced(contrast).law().log_prob(enhanced)
        if "dose" in wanted:
            age = row["age"]
            dose = row["dose"]
            found["dose"] = self.dose(age).law().log_prob(dose)
        if "seen" in wanted:
            age = row["age"]
            habit = row["habit"]
            enhanced = row["enhanced"]
            dose = row["dose"]
            seen = row["seen"]
            found["seen"] = self.seen(age, habit, enhanced, dose).law().log_prob(seen)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.age_flow,
            self.contrast_linear,
            self.enhanced_table,
            self.dose_flow,
            self.seen_linear,
        ):
            network.set_scales(table)
