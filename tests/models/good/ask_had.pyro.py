"""this very patient, in another world.

Compiled by causalimg from ask_had.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class AskHad(Program):
    """this very patient, in another world."""

    variables = ("treated", "size", "cured", "days")
    parents = {
        "treated": (),
        "size": ("treated",),
        "cured": ("size",),
        "days": ("treated", "cured"),
    }
    noises = {
        "treated": ("u_treated",),
        "size": ("u_size",),
        "cured": ("u_cured",),
        "days": ("u_days",),
    }
    environment = None
    images = ()
    words = {"treated": ("0", "1"), "cured": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "treated": "ask_had.scm:21: treated ~ Bernoulli(0.5) via threshold",
        "size": "ask_had.scm:22: size := (if treated then 0.5 else 1) * u_size",
        "cured": "ask_had.scm:23: cured ~ Bernoulli(logit = 2 - 0.2 * size) via threshold",
        "days": "ask_had.scm:24: days ~ Poisson(10 - 5 * cured + 2 * treated) via gumbel_max",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_treated": standard.uniform(),
            # ask_had.scm:17  u_size ~ Exponential(0.1)
            "u_size": dist.Exponential(0.1),
            "u_cured": standard.uniform(),
            "u_days": standard.gumbels(1024),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def treated(self) -> Map:
        # ask_had.scm:21  treated ~ Bernoulli(0.5) via threshold
        return laws.bernoulli(p=0.5, via="threshold")

    def size(self, treated: Tensor) -> Invertible:
        # ask_had.scm:22  size := (if treated then 0.5 else 1) * u_size
        return Invertible(
            self.noise_laws()["u_size"],
            lambda u_size: torch.where(treated.bool(), 0.5, 1.0) * u_size,
            lambda size: size / torch.where(treated.bool(), 0.5, 1.0),
            support=constraints.positive,
        )

    def cured(self, size: Tensor) -> Map:
        # ask_had.scm:23  cured ~ Bernoulli(logit = 2 - 0.2 * size) via threshold
        return laws.bernoulli(logit=2 - 0.2 * size, via="threshold")

    def days(self, treated: Tensor, cured: Tensor) -> Map:
        # ask_had.scm:24  days ~ Poisson(10 - 5 * cured + 2 * treated) via gumbel_max
        return laws.poisson(10 - 5 * cured + 2 * treated, via="gumbel_max")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            treated = pyro.sample("treated", self.treated().law())
            size = pyro.sample("size", self.size(treated).law())
            cured = pyro.sample("cured", self.cured(size).law())
            days = pyro.sample("days", self.days(treated, cured).law())
        return {"treated": treated, "size": size, "cured": cured, "days": days}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_treated = pyro.sample("u_treated", law["u_treated"])
            treated = fixed("treated", self.treated()(u_treated))
            u_size = pyro.sample("u_size", law["u_size"])
            size = fixed("size", self.size(treated)(u_size))
            u_cured = pyro.sample("u_cured", law["u_cured"])
            cured = fixed("cured", self.cured(size)(u_cured))
            u_days = pyro.sample("u_days", law["u_days"])
            days = fixed("days", self.days(treated, cured)(u_days))
        return {"treated": treated, "size": size, "cured": cured, "days": days}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        treated = row["treated"]
        cured = row["cured"]
        days = row["days"]
        size = row["size"]
        u_treated = self.treated().abduct(treated)
        u_size = self.size(treated).abduct(size)
        u_cured = self.cured(size).abduct(cured)
        u_days = self.days(treated, cured).abduct(days)
        return {"u_treated": u_treated, "u_size": u_size, "u_cured": u_cured, "u_days": u_days}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        treated = do["treated"] if "treated" in do else self.treated()(noise["u_treated"])
        size = do["size"] if "size" in do else self.size(treated)(noise["u_size"])
        cured = do["cured"] if "cured" in do else self.cured(size)(noise["u_cured"])
        days = do["days"] if "days" in do else self.days(treated, cured)(noise["u_days"])
        return {"treated": treated, "size": size, "cured": cured, "days": days}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "treated" in wanted:
            treated = row["treated"]
            found["treated"] = self.treated().law().log_prob(treated)
        if "size" in wanted:
            treated = row["treated"]
            size = row["size"]
            found["size"] = self.size(treated).law().log_prob(size)
        if "cured" in wanted:
            size = row["size"]
            cured = row["cured"]
            found["cured"] = self.cured(size).law().log_prob(cured)
        if "days" in wanted:
            treated = row["treated"]
            cured = row["cured"]
            days = row["days"]
            found["days"] = self.days(treated, cured).law().log_prob(days)
        return found
