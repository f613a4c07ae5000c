"""numbers to be fitted, with every prior.

Compiled by causalimg from priors.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Priors(Program):
    """numbers to be fitted, with every prior."""

    variables = ("x", "y")
    parents = {"x": (), "y": ("x",)}
    noises = {"x": ("u_x",), "y": ("u_y",)}
    environment = None
    images = ()
    words = {}
    numbers = {
        "a": "a",
        "b": "b",
        "c": "c",
        "d": "d",
        "e": "e",
        "f": "f",
        "g": "g",
        "h": "h",
        "i": "i",
        "j": "j",
        "k": "k",
        "l": "l",
    }
    lossy = ()
    lines = {
        "x": "priors.scm:24: x ~ Normal(a + b + c, e + f)",
        "y": "priors.scm:25: y ~ Normal(d * x + g + h + i + j + k + l, 1)",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # priors.scm:10  a, b : real ~ Normal(0, 2)
        self.a = nn.Parameter(torch.tensor(0.0))
        # priors.scm:10  a, b : real ~ Normal(0, 2)
        self.b = nn.Parameter(torch.tensor(0.0))
        # priors.scm:11  c    : real ~ StudentT(3)
        self.c = nn.Parameter(torch.tensor(0.0))
        # priors.scm:12  d    : real ~ Laplace(0, 1)
        self.d = nn.Parameter(torch.tensor(0.0))
        # priors.scm:13  e    : real in (0, inf) ~ LogNormal(0, 1)
        self.e = PyroParam(torch.tensor(1.0), constraint=constraints.positive)
        # priors.scm:14  f    : real in (0, inf) ~ Gamma(2, 1)
        self.f = PyroParam(torch.tensor(1.0), constraint=constraints.positive)
        # priors.scm:15  g    : real in (0, 1) ~ Beta(2, 2)
        self.g = PyroParam(torch.tensor(0.5), constraint=constraints.interval(0.0, 1.0))
        # priors.scm:16  h    : real in [0, inf) ~ Exponential(1)
        self.h = PyroParam(torch.tensor(1.0), constraint=constraints.positive)
        # priors.scm:17  i    : real in [-1, 1] ~ Uniform(-1, 1)
        self.i = PyroParam(torch.tensor(0.0), constraint=constraints.interval(-1.0, 1.0))
        # priors.scm:18  j    : real in [0, 5] ~ Normal(0, 2) truncated [0, 5]
        self.j = PyroParam(torch.tensor(2.5), constraint=constraints.interval(0.0, 5.0))
        # priors.scm:19  k    : real
        self.k = nn.Parameter(torch.tensor(0.0))
        # priors.scm:20  l    : real in (-inf, 0)
        self.l = PyroParam(torch.tensor(-1.0), constraint=constraints.less_than(0.0))

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_y": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # priors.scm:24  x ~ Normal(a + b + c, e + f)
        return laws.normal(self.a + self.b + self.c, self.e + self.f)

    def y(self, x: Tensor) -> Map:
        # priors.scm:25  y ~ Normal(d * x + g + h + i + j + k + l, 1)
        return laws.normal(self.d * x + self.g + self.h + self.i + self.j + self.k + self.l, 1.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            y = pyro.sample("y", self.y(x).law())
        return {"x": x, "y": y}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_y = pyro.sample("u_y", law["u_y"])
            y = fixed("y", self.y(x)(u_y))
        return {"x": x, "y": y}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        y = row["y"]
        u_x = self.x().abduct(x)
        u_y = self.y(x).abduct(y)
        return {"u_x": u_x, "u_y": u_y}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        x = do["x"] if "x" in do else self.x()(noise["u_x"])
        y = do["y"] if "y" in do else self.y(x)(noise["u_y"])
        return {"x": x, "y": y}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            x = row["x"]
            found["x"] = self.x().law().log_prob(x)
        if "y" in wanted:
            x = row["x"]
            y = row["y"]
            found["y"] = self.y(x).law().log_prob(y)
        return found

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "a": dist.Normal(0.0, 2.0),
            "b": dist.Normal(0.0, 2.0),
            "c": dist.StudentT(3.0, 0.0, 1.0),
            "d": dist.Laplace(0.0, 1.0),
            "e": dist.LogNormal(0.0, 1.0),
            "f": dist.Gamma(2.0, 1.0),
            "g": dist.Beta(2.0, 2.0),
            "h": dist.Exponential(1.0),
            "i": dist.Uniform(-1.0, 1.0),
            "j": laws.truncated(laws.normal(0.0, 2.0), 0.0, 5.0).law(),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return (
            law["a"].log_prob(self.a)
            + law["b"].log_prob(self.b)
            + law["c"].log_prob(self.c)
            + law["d"].log_prob(self.d)
            + law["e"].log_prob(self.e)
            + law["f"].log_prob(self.f)
            + law["g"].log_prob(self.g)
            + law["h"].log_prob(self.h)
            + law["i"].log_prob(self.i)
            + law["j"].log_prob(self.j)
        )
