"""T2 from two echoes.

Compiled by causalimg from relaxometry.scm (language version 1).
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


class Relaxometry(Program):
    """T2 from two echoes."""

    variables = ("t2", "first_echo", "first", "second")
    parents = {"t2": (), "first_echo": (), "first": ("t2", "first_echo"), "second": ("first",)}
    noises = {
        "t2": ("u_t2",),
        "first_echo": ("u_first_echo",),
        "first": ("u_first",),
        "second": ("u_second",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "t2": "relaxometry.scm:14: t2 ~ LogNormal(log(80), 0.2)",
        "first_echo": "relaxometry.scm:15: first_echo ~ Uniform(0.008 s, 0.012 s)",
        "first": "relaxometry.scm:16: first := exp(-(first_echo / t2) + u_first)",
        "second": "relaxometry.scm:17: second := first^2 * exp(u_second)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_t2": standard.normal(),
            "u_first_echo": standard.normal(),
            # relaxometry.scm:11  noise { u_first, u_second ~ Normal(0, 0.02) }
            "u_first": dist.Normal(0.0, 0.02),
            # relaxometry.scm:11  noise { u_first, u_second ~ Normal(0, 0.02) }
            "u_second": dist.Normal(0.0, 0.02),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def t2(self) -> Map:
        # relaxometry.scm:14  t2 ~ LogNormal(log(80), 0.2)
        return laws.log_normal(torch.log(torch.tensor(80.0)), 0.2)

    def first_echo(self) -> Map:
        # relaxometry.scm:15  first_echo ~ Uniform(0.008 s, 0.012 s)
        return laws.uniform(8.0, 12.0)

    def first(self, t2: Tensor, first_echo: Tensor) -> Invertible:
        # relaxometry.scm:16  first := exp(-(first_echo / t2) + u_first)
        return Invertible(
            self.noise_laws()["u_first"],
            lambda u_first: torch.exp(-(first_echo / t2) + u_first),
            lambda first: torch.log(first) - -(first_echo / t2),
            support=constraints.positive,
        )

    def second(self, first: Tensor) -> Invertible:
        # relaxometry.scm:17  second := first^2 * exp(u_second)
        return Invertible(
            self.noise_laws()["u_second"],
            lambda u_second: first**2 * torch.exp(u_second),
            lambda second: torch.log(second / first**2),
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            t2 = pyro.sample("t2", self.t2().law())
            first_echo = pyro.sample("first_echo", self.first_echo().law())
            first = pyro.sample("first", self.first(t2, first_echo).law())
            second = pyro.sample("second", self.second(first).law())
        return {"t2": t2, "first_echo": first_echo, "first": first, "second": second}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_t2 = pyro.sample("u_t2", law["u_t2"])
            t2 = fixed("t2", self.t2()(u_t2))
            u_first_echo = pyro.sample("u_first_echo", law["u_first_echo"])
            first_echo = fixed("first_echo", self.first_echo()(u_first_echo))
            u_first = pyro.sample("u_first", law["u_first"])
            first = fixed("first", self.first(t2, first_echo)(u_first))
            u_second = pyro.sample("u_second", law["u_second"])
            second = fixed("second", self.second(first)(u_second))
        return {"t2": t2, "first_echo": first_echo, "first": first, "second": second}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        t2 = row["t2"]
        first_echo = row["first_echo"]
        first = row["first"]
        second = row["second"]
        u_t2 = self.t2().abduct(t2)
        u_first_echo = self.first_echo().abduct(first_echo)
        u_first = self.first(t2, first_echo).abduct(first)
        u_second = self.second(first).abduct(second)
        return {
            "u_t2": u_t2,
            "u_first_echo": u_first_echo,
            "u_first": u_first,
            "u_second": u_second,
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
        t2 = do["t2"] if "t2" in do else self.t2()(noise["u_t2"])
        first_echo = (
            do["first_echo"] if "first_echo" in do else self.first_echo()(noise["u_first_echo"])
        )
        first = do["first"] if "first" in do else self.first(t2, first_echo)(noise["u_first"])
        second = do["second"] if "second" in do else self.second(first)(noise["u_second"])
        return {"t2": t2, "first_echo": first_echo, "first": first, "second": second}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "t2" in wanted:
            t2 = row["t2"]
            found["t2"] = self.t2().law().log_prob(t2)
        if "first_echo" in wanted:
            first_echo = row["first_echo"]
            found["first_echo"] = self.first_echo().law().log_prob(first_echo)
        if "first" in wanted:
            t2 = row["t2"]
            first_echo = row["first_echo"]
            first = row["first"]
            found["first"] = self.first(t2, first_echo).law().log_prob(first)
        if "second" in wanted:
            first = row["first"]
            second = row["second"]
            found["second"] = self.second(first).law().log_prob(second)
        return found
