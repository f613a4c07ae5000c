"""badge readings.

Compiled by causalimg from radiographer.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Radiographer(Program):
    """badge readings."""

    variables = ("months_worked", "badge")
    parents = {"months_worked": (), "badge": ("months_worked",)}
    noises = {"months_worked": ("u_months_worked",), "badge": ("u_badge",)}
    environment = None
    images = ()
    words = {}
    numbers = {"per_month": "per_month", "spread": "spread"}
    lossy = ()
    lines = {
        "months_worked": "radiographer.scm:16: months_worked ~ Uniform(0, 10 years)",
        "badge": "radiographer.scm:17: badge ~ Gamma(1 + per_month * (months_worked / 1 ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # radiographer.scm:11  per_month : real in (0, 1) ~ Beta(2, 8)
        self.per_month = PyroParam(torch.tensor(0.5), constraint=constraints.interval(0.0, 1.0))
        # radiographer.scm:12  spread    : real in (0, inf) ~ Exponential(1)
        self.spread = PyroParam(torch.tensor(1.0), constraint=constraints.positive)

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_months_worked": standard.normal(),
            "u_badge": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def months_worked(self) -> Map:
        # radiographer.scm:16  months_worked ~ Uniform(0, 10 years)
        return laws.uniform(0.0, 120.0)

    def badge(self, months_worked: Tensor) -> Map:
        # radiographer.scm:17  badge ~ Gamma(1 + per_month * (months_worked / 1 month), 1 + spread)
        return laws.gamma(1 + self.per_month * (months_worked / 1), 1 + self.spread)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            months_worked = pyro.sample("months_worked", self.months_worked().law())
            badge = pyro.sample("badge", self.badge(months_worked).law())
        return {"months_worked": months_worked, "badge": badge}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_months_worked = pyro.sample("u_months_worked", law["u_months_worked"])
            months_worked = fixed("months_worked", self.months_worked()(u_months_worked))
            u_badge = pyro.sample("u_badge", law["u_badge"])
            badge = fixed("badge", self.badge(months_worked)(u_badge))
        return {"months_worked": months_worked, "badge": badge}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        months_worked = row["months_worked"]
        badge = row["badge"]
        u_months_worked = self.months_worked().abduct(months_worked)
        u_badge = self.badge(months_worked).abduct(badge)
        return {"u_months_worked": u_months_worked, "u_badge": u_badge}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        months_worked = (
            do["months_worked"]
            if "months_worked" in do
            else self.months_worked()(noise["u_months_worked"])
        )
        badge = do["badge"] if "badge" in do else self.badge(months_worked)(noise["u_badge"])
        return {"months_worked": months_worked, "badge": badge}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "months_worked" in wanted:
            months_worked = row["months_worked"]
            found["months_worked"] = self.months_worked().law().log_prob(months_worked)
        if "badge" in wanted:
            months_worked = row["months_worked"]
            badge = row["badge"]
            found["badge"] = self.badge(months_worked).law().log_prob(badge)
        return found

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "per_month": dist.Beta(2.0, 8.0),
            "spread": dist.Exponential(1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["per_month"].log_prob(self.per_month) + law["spread"].log_prob(self.spread)
