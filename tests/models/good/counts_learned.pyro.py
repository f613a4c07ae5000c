"""few lesions, each number of them with a probability of its own.

Compiled by causalimg from counts_learned.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Choice, Flag, Flow, Given, OneHot, Scaled, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Lesions(Program):
    """few lesions, each number of them with a probability of its own."""

    variables = ("treated", "age", "lesions", "visits", "scans", "burden")
    parents = {
        "treated": (),
        "age": (),
        "lesions": ("site", "treated"),
        "visits": ("age",),
        "scans": ("age",),
        "burden": ("lesions",),
    }
    noises = {
        "treated": ("u_treated",),
        "age": ("u_age",),
        "lesions": ("u_lesions",),
        "visits": ("u_visits",),
        "scans": ("u_scans",),
        "burden": ("u_burden",),
    }
    environment = "site"
    images = ()
    words = {"site": ("north", "south"), "treated": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "treated": "counts_learned.scm:22: treated ~ table() via threshold",
        "age": "counts_learned.scm:23: age ~ flow()",
        "lesions": "counts_learned.scm:24: lesions ~ table() given site, treated via threshold",
        "visits": "counts_learned.scm:25: visits ~ linear() given age via threshold",
        "scans": "counts_learned.scm:26: scans ~ mlp(hidden = 8) given age via gumbel_max",
        "burden": "counts_learned.scm:27: burden ~ Normal(2 * lesions, 1)",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # counts_learned.scm:22  treated ~ table() via threshold
        self.treated_table = Table("treated", values=2, binary=True, via="threshold")
        # counts_learned.scm:23  age ~ flow()
        self.age_flow = Flow("age", support=(-math.inf, math.inf))
        # counts_learned.scm:24  lesions ~ table() given site, treated via threshold
        self.lesions_table = Table(
            "lesions",
            values=7,
            given=Given(site=OneHot(2), treated=Flag()),
            first=0,
            via="threshold",
        )
        # counts_learned.scm:25  visits ~ linear() given age via threshold
        self.visits_linear = Choice(
            "visits", values=4, given=Given(age=Scaled()), first=1, via="threshold", layers=0
        )
        # counts_learned.scm:26  scans ~ mlp(hidden = 8) given age via gumbel_max
        self.scans_mlp = Choice(
            "scans", values=4, given=Given(age=Scaled()), first=1, via="gumbel_max", hidden=8
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_treated": standard.uniform(),
            "u_age": standard.normal(),
            "u_lesions": standard.uniform(),
            "u_visits": standard.uniform(),
            "u_scans": standard.gumbels(4),
            "u_burden": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def treated(self) -> Map:
        # counts_learned.scm:22  treated ~ table() via threshold
        return self.treated_table()

    def age(self) -> Map:
        # counts_learned.scm:23  age ~ flow()
        return self.age_flow()

    def lesions(self, site: Tensor, treated: Tensor) -> Map:
        # counts_learned.scm:24  lesions ~ table() given site, treated via threshold
        return self.lesions_table(site=site, treated=treated)

    def visits(self, age: Tensor) -> Map:
        # counts_learned.scm:25  visits ~ linear() given age via threshold
        return self.visits_linear(age=age)

    def scans(self, age: Tensor) -> Map:
        # counts_learned.scm:26  scans ~ mlp(hidden = 8) given age via gumbel_max
        return self.scans_mlp(age=age)

    def burden(self, lesions: Tensor) -> Map:
        # counts_learned.scm:27  burden ~ Normal(2 * lesions, 1)
        return laws.normal(2 * lesions, 1.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            treated = pyro.sample("treated", self.treated().law())
            age = pyro.sample("age", self.age().law())
            lesions = pyro.sample("lesions", self.lesions(site, treated).law())
            visits = pyro.sample("visits", self.visits(age).law())
            scans = pyro.sample("scans", self.scans(age).law())
            burden = pyro.sample("burden", self.burden(lesions).law())
        return {
            "treated": treated,
            "age": age,
            "lesions": lesions,
            "visits": visits,
            "scans": scans,
            "burden": burden,
        }

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_treated = pyro.sample("u_treated", law["u_treated"])
            treated = fixed("treated", self.treated()(u_treated))
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_lesions = pyro.sample("u_lesions", law["u_lesions"])
            lesions = fixed("lesions", self.lesions(site, treated)(u_lesions))
            u_visits = pyro.sample("u_visits", law["u_visits"])
            visits = fixed("visits", self.visits(age)(u_visits))
            u_scans = pyro.sample("u_scans", law["u_scans"])
            scans = fixed("scans", self.scans(age)(u_scans))
            u_burden = pyro.sample("u_burden", law["u_burden"])
            burden = fixed("burden", self.burden(lesions)(u_burden))
        return {
            "treated": treated,
            "age": age,
            "lesions": lesions,
            "visits": visits,
            "scans": scans,
            "burden": burden,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        site = row["site"]
        treated = row["treated"]
        age = row["age"]
        lesions = row["lesions"]
        visits = row["visits"]
        scans = row["scans"]
        burden = row["burden"]
        u_treated = self.treated().abduct(treated)
        u_age = self.age().abduct(age)
        u_lesions = self.lesions(site, treated).abduct(lesions)
        u_visits = self.visits(age).abduct(visits)
        u_scans = self.scans(age).abduct(scans)
        u_burden = self.burden(lesions).abduct(burden)
        return {
            "u_treated": u_treated,
            "u_age": u_age,
            "u_lesions": u_lesions,
            "u_visits": u_visits,
            "u_scans": u_scans,
            "u_burden": u_burden,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        site: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        site = do.get("site", site)
        treated = do["treated"] if "treated" in do else self.treated()(noise["u_treated"])
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        lesions = (
            do["lesions"] if "lesions" in do else self.lesions(site, treated)(noise["u_lesions"])
        )
        visits = do["visits"] if "visits" in do else self.visits(age)(noise["u_visits"])
        scans = do["scans"] if "scans" in do else self.scans(age)(noise["u_scans"])
        burden = do["burden"] if "burden" in do else self.burden(lesions)(noise["u_burden"])
        return {
            "treated": treated,
            "age": age,
            "lesions": lesions,
            "visits": visits,
            "scans": scans,
            "burden": burden,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "treated" in wanted:
            treated = row["treated"]
            found["treated"] = self.treated().law().log_prob(treated)
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "lesions" in wanted:
            site = row["site"]
            treated = row["treated"]
            lesions = row["lesions"]
            found["lesions"] = self.lesions(site, treated).law().log_prob(lesions)
        if "visits" in wanted:
            age = row["age"]
            visits = row["visits"]
            found["visits"] = self.visits(age).law().log_prob(visits)
        if "scans" in wanted:
            age = row["age"]
            scans = row["scans"]
            found["scans"] = self.scans(age).law().log_prob(scans)
        if "burden" in wanted:
            lesions = row["lesions"]
            burden = row["burden"]
            found["burden"] = self.burden(lesions).law().log_prob(burden)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.treated_table,
            self.age_flow,
            self.lesions_table,
            self.visits_linear,
            self.scans_mlp,
        ):
            network.set_scales(table)
