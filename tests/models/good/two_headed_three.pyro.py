"""three findings of one unseen frailty.

Compiled by causalimg from two_headed_three.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Finite, Given, Joint, Scaled
from causalimg.program.protocol import Program
from causalimg.program.sites import drawn, fixed
from causalimg.program.standard import once


class TwoHeadedThree(Program):
    """three findings of one unseen frailty."""

    variables = ("age", "fall", "dementia", "ward")
    parents = {"age": (), "fall": ("age",), "dementia": ("age",), "ward": ("age",)}
    noises = {
        "age": ("u_age",),
        "fall": ("u_fall",),
        "dementia": ("u_dementia",),
        "ward": ("u_ward",),
    }
    environment = None
    images = ()
    words = {
        "fall": ("0", "1"),
        "dementia": ("0", "1"),
        "ward": ("medicine", "surgery", "neurology"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "two_headed_three.scm:17: age ~ Uniform(50, 100)",
        "fall": "two_headed_three.scm:18: (fall, dementia, ward) ~ joint(hidden = 4) given ...",
        "dementia": "two_headed_three.scm:18: (fall, dementia, ward) ~ joint(hidden = 4) ...",
        "ward": "two_headed_three.scm:18: (fall, dementia, ward) ~ joint(hidden = 4) given ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # two_headed_three.scm:18  (fall, dementia, ward) ~ joint(hidden = 4) given age via
        #     gumbel_max
        self.fall_and_dementia_and_ward_joint = Joint(
            {
                "fall": Finite(2, binary=True),
                "dementia": Finite(2, binary=True),
                "ward": Finite(3),
            },
            given=Given(age=Scaled(50.0, 100.0)),
            hidden=4,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_fall": standard.gumbels(2),
            "u_dementia": standard.gumbels(2),
            "u_ward": standard.gumbels(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # two_headed_three.scm:17  age ~ Uniform(50, 100)
        return laws.uniform(50.0, 100.0)

    def fall(self, age: Tensor) -> Map:
        # two_headed_three.scm:18  (fall, dementia, ward) ~ joint(hidden = 4) given age via
        #     gumbel_max
        return self.fall_and_dementia_and_ward_joint("fall", age=age)

    def dementia(self, age: Tensor, fall: Tensor) -> Map:
        # two_headed_three.scm:18  (fall, dementia, ward) ~ joint(hidden = 4) given age via
        #     gumbel_max
        return self.fall_and_dementia_and_ward_joint("dementia", age=age, fall=fall)

    def ward(self, age: Tensor, fall: Tensor, dementia: Tensor) -> Map:
        # two_headed_three.scm:18  (fall, dementia, ward) ~ joint(hidden = 4) given age via
        #     gumbel_max
        return self.fall_and_dementia_and_ward_joint("ward", age=age, fall=fall, dementia=dementia)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            fall, natural_fall = drawn("fall", self.fall(age).law())
            dementia, natural_dementia = drawn("dementia", self.dementia(age, natural_fall).law())
            ward = pyro.sample("ward", self.ward(age, natural_fall, natural_dementia).law())
        return {"age": age, "fall": fall, "dementia": dementia, "ward": ward}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_fall = pyro.sample("u_fall", law["u_fall"])
            natural_fall = self.fall(age)(u_fall)
            fall = fixed("fall", natural_fall)
            u_dementia = pyro.sample("u_dementia", law["u_dementia"])
            natural_dementia = self.dementia(age, natural_fall)(u_dementia)
            dementia = fixed("dementia", natural_dementia)
            u_ward = pyro.sample("u_ward", law["u_ward"])
            ward = fixed("ward", self.ward(age, natural_fall, natural_dementia)(u_ward))
        return {"age": age, "fall": fall, "dementia": dementia, "ward": ward}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        fall = row["fall"]
        dementia = row["dementia"]
        ward = row["ward"]
        u_age = self.age().abduct(age)
        u_fall = self.fall(age).abduct(fall)
        u_dementia = self.dementia(age, fall).abduct(dementia)
        u_ward = self.ward(age, fall, dementia).abduct(ward)
        return {"u_age": u_age, "u_fall": u_fall, "u_dementia": u_dementia, "u_ward": u_ward}

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
        natural_fall = self.fall(age)(noise["u_fall"])
        fall = do.get("fall", natural_fall)
        natural_dementia = self.dementia(age, natural_fall)(noise["u_dementia"])
        dementia = do.get("dementia", natural_dementia)
        ward = (
            do["ward"]
            if "ward" in do
            else self.ward(age, natural_fall, natural_dementia)(noise["u_ward"])
        )
        return {"age": age, "fall": fall, "dementia": dementia, "ward": ward}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "fall" in wanted:
            age = row["age"]
            fall = row["fall"]
            found["fall"] = self.fall(age).law().log_prob(fall)
        if "dementia" in wanted:
            age = row["age"]
            fall = row["fall"]
            dementia = row["dementia"]
            found["dementia"] = self.dementia(age, fall).law().log_prob(dementia)
        if "ward" in wanted:
            age = row["age"]
            fall = row["fall"]
            dementia = row["dementia"]
            ward = row["ward"]
            found["ward"] = self.ward(age, fall, dementia).law().log_prob(ward)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.fall_and_dementia_and_ward_joint,):
            network.set_scales(table)
