"""lists of numbers, nested and added.

Compiled by causalimg from arrays.scm (language version 1).
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
from causalimg.program.tensors import median, stacked


class Arrays(Program):
    """lists of numbers, nested and added."""

    variables = ("x", "a", "b", "c", "d", "e", "f", "g")
    parents = {
        "x": (),
        "a": ("x",),
        "b": ("x", "a"),
        "c": ("a", "b"),
        "d": ("x", "a"),
        "e": ("x", "a", "b"),
        "f": ("a", "b"),
        "g": ("x",),
    }
    noises = {"x": ("u_x",), "a": ("u_a",), "b": (), "c": (), "d": (), "e": (), "f": (), "g": ()}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "x": "arrays.scm:14: x ~ Normal(0, 1)",
        "a": "arrays.scm:15: a ~ MultivariateNormal([x, 0, 1], [[2, 0.5, 0], [0.5, 1, 0.1], ...",
        "b": "arrays.scm:16: b := 2 * a - [1, x, x^2]",
        "c": "arrays.scm:17: c := dot(a, b)",
        "d": "arrays.scm:18: d := element([x, 2 * x], 2) + element(a, place = 3)",
        "e": "arrays.scm:19: e := median(b) + mean(a) + sum([1, 2, x])",
        "f": "arrays.scm:20: f := sum(abs(a)) + max(element(b, 1), 0)",
        "g": "arrays.scm:21: g := [x]",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_a": standard.normal((3,)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # arrays.scm:14  x ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def a(self, x: Tensor) -> Map:
        # arrays.scm:15  a ~ MultivariateNormal([x, 0, 1], [[2, 0.5, 0], [0.5, 1, 0.1], [0, 0.1,
        #     1]])
        return laws.multivariate_normal(
            stacked(x, 0.0, 1.0), torch.tensor([[2.0, 0.5, 0.0], [0.5, 1.0, 0.1], [0.0, 0.1, 1.0]])
        )

    def b(self, x: Tensor, a: Tensor) -> Deterministic:
        # arrays.scm:16  b := 2 * a - [1, x, x^2]
        return Deterministic(lambda: 2 * a - stacked(1.0, x, x**2))

    def c(self, a: Tensor, b: Tensor) -> Deterministic:
        # arrays.scm:17  c := dot(a, b)
        return Deterministic(lambda: (a * b).sum(-1))

    def d(self, x: Tensor, a: Tensor) -> Deterministic:
        # arrays.scm:18  d := element([x, 2 * x], 2) + element(a, place = 3)
        return Deterministic(lambda: stacked(x, 2 * x)[..., 1] + a[..., 2])

    def e(self, x: Tensor, a: Tensor, b: Tensor) -> Deterministic:
        # arrays.scm:19  e := median(b) + mean(a) + sum([1, 2, x])
        return Deterministic(lambda: median(b, 1) + a.mean(-1) + stacked(1.0, 2.0, x).sum(-1))

    def f(self, a: Tensor, b: Tensor) -> Deterministic:
        # arrays.scm:20  f := sum(abs(a)) + max(element(b, 1), 0)
        return Deterministic(lambda: torch.abs(a).sum(-1) + torch.clamp(b[..., 0], min=0.0))

    def g(self, x: Tensor) -> Deterministic:
        # arrays.scm:21  g := [x]
        return Deterministic(lambda: stacked(x))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            a = pyro.sample("a", self.a(x).law())
            b = fixed("b", self.b(x, a)(), 1)
            c = fixed("c", self.c(a, b)())
            d = fixed("d", self.d(x, a)())
            e = fixed("e", self.e(x, a, b)())
            f = fixed("f", self.f(a, b)())
            g = fixed("g", self.g(x)(), 1)
        return {"x": x, "a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_a = pyro.sample("u_a", law["u_a"])
            a = fixed("a", self.a(x)(u_a), 1)
            b = fixed("b", self.b(x, a)(), 1)
            c = fixed("c", self.c(a, b)())
            d = fixed("d", self.d(x, a)())
            e = fixed("e", self.e(x, a, b)())
            f = fixed("f", self.f(a, b)())
            g = fixed("g", self.g(x)(), 1)
        return {"x": x, "a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        a = row["a"]
        u_x = self.x().abduct(x)
        u_a = self.a(x).abduct(a)
        return {"u_x": u_x, "u_a": u_a}

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
        a = do["a"] if "a" in do else self.a(x)(noise["u_a"])
        b = do["b"] if "b" in do else self.b(x, a)()
        c = do["c"] if "c" in do else self.c(a, b)()
        d = do["d"] if "d" in do else self.d(x, a)()
        e = do["e"] if "e" in do else self.e(x, a, b)()
        f = do["f"] if "f" in do else self.f(a, b)()
        g = do["g"] if "g" in do else self.g(x)()
        return {"x": x, "a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            x = row["x"]
            found["x"] = self.x().law().log_prob(x)
        if "a" in wanted:
            x = row["x"]
            a = row["a"]
            found["a"] = self.a(x).law().log_prob(a)
        return found
