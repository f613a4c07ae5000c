"""every continuous law, cut.

Compiled by causalimg from truncated_laws.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class TruncatedLaws(Program):
    """every continuous law, cut."""

    variables = ("a", "b", "c", "d", "f", "g", "h", "i")
    parents = {
        "a": (),
        "b": ("a",),
        "c": ("a",),
        "d": ("a",),
        "f": ("a",),
        "g": ("a",),
        "h": (),
        "i": (),
    }
    noises = {
        "a": ("u_a",),
        "b": ("u_b",),
        "c": ("u_c",),
        "d": ("u_d",),
        "f": ("u_f",),
        "g": ("u_g",),
        "h": ("u_h",),
        "i": ("u_i",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "a": "truncated_laws.scm:17: a ~ Normal(0, 1) truncated [-1, 2]",
        "b": "truncated_laws.scm:18: b ~ LogNormal(0.1 * a, 0.5) truncated (0.5, 3)",
        "c": "truncated_laws.scm:19: c ~ StudentT(3, a, 1) truncated [-2, 2]",
        "d": "truncated_laws.scm:20: d ~ Laplace(a, 1) truncated [-1, 1]",
        "f": "truncated_laws.scm:21: f ~ Gamma(2, exp(a)) truncated [0, 4]",
        "g": "truncated_laws.scm:22: g ~ Beta(2 + a^2, 2) truncated [0.2, 0.8]",
        "h": "truncated_laws.scm:23: h ~ Exponential(2) truncated [0, 2]",
        "i": "truncated_laws.scm:24: i ~ Uniform(0, 5) truncated [1, 2]",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_a": standard.normal(),
            "u_b": standard.normal(),
            "u_c": standard.normal(),
            "u_d": standard.normal(),
            "u_f": standard.normal(),
            "u_g": standard.normal(),
            "u_h": standard.normal(),
            "u_i": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # truncated_laws.scm:17  a ~ Normal(0, 1) truncated [-1, 2]
        return laws.truncated(laws.normal(0.0, 1.0), -1.0, 2.0)

    def b(self, a: Tensor) -> Map:
        # truncated_laws.scm:18  b ~ LogNormal(0.1 * a, 0.5) truncated (0.5, 3)
        return laws.truncated(laws.log_normal(0.1 * a, 0.5), 0.5, 3.0)

    def c(self, a: Tensor) -> Map:
        # truncated_laws.scm:19  c ~ StudentT(3, a, 1) truncated [-2, 2]
        return laws.truncated(laws.student_t(3.0, a, 1.0), -2.0, 2.0)

    def d(self, a: Tensor) -> Map:
        # truncated_laws.scm:20  d ~ Laplace(a, 1) truncated [-1, 1]
        return laws.truncated(laws.laplace(a, 1.0), -1.0, 1.0)

    def f(self, a: Tensor) -> Map:
        # truncated_laws.scm:21  f ~ Gamma(2, exp(a)) truncated [0, 4]
        return laws.truncated(laws.gamma(2.0, torch.exp(a)), 0.0, 4.0)

    def g(self, a: Tensor) -> Map:
        # truncated_laws.scm:22  g ~ Beta(2 + a^2, 2) truncated [0.2, 0.8]
        return laws.truncated(laws.beta(2 + a**2, 2.0), 0.2, 0.8)

    def h(self) -> Map:
        # truncated_laws.scm:23  h ~ Exponential(2) truncated [0, 2]
        return laws.truncated(laws.exponential(2.0), 0.0, 2.0)

    def i(self) -> Map:
        # truncated_laws.scm:24  i ~ Uniform(0, 5) truncated [1, 2]
        return laws.truncated(laws.uniform(0.0, 5.0), 1.0, 2.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b(a).law())
            c = pyro.sample("c", self.c(a).law())
            d = pyro.sample("d", self.d(a).law())
            f = pyro.sample("f", self.f(a).law())
            g = pyro.sample("g", self.g(a).law())
            h = pyro.sample("h", self.h().law())
            i = pyro.sample("i", self.i().law())
        return {"a": a, "b": b, "c": c, "d": d, "f": f, "g": g, "h": h, "i": i}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_a = pyro.sample("u_a", law["u_a"])
            a = fixed("a", self.a()(u_a))
            u_b = pyro.sample("u_b", law["u_b"])
            b = fixed("b", self.b(a)(u_b))
            u_c = pyro.sample("u_c", law["u_c"])
            c = fixed("c", self.c(a)(u_c))
            u_d = pyro.sample("u_d", law["u_d"])
            d = fixed("d", self.d(a)(u_d))
            u_f = pyro.sample("u_f", law["u_f"])
            f = fixed("f", self.f(a)(u_f))
            u_g = pyro.sample("u_g", law["u_g"])
            g = fixed("g", self.g(a)(u_g))
            u_h = pyro.sample("u_h", law["u_h"])
            h = fixed("h", self.h()(u_h))
            u_i = pyro.sample("u_i", law["u_i"])
            i = fixed("i", self.i()(u_i))
        return {"a": a, "b": b, "c": c, "d": d, "f": f, "g": g, "h": h, "i": i}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        a = row["a"]
        b = row["b"]
        c = row["c"]
        d = row["d"]
        f = row["f"]
        g = row["g"]
        h = row["h"]
        i = row["i"]
        u_a = self.a().abduct(a)
        u_b = self.b(a).abduct(b)
        u_c = self.c(a).abduct(c)
        u_d = self.d(a).abduct(d)
        u_f = self.f(a).abduct(f)
        u_g = self.g(a).abduct(g)
        u_h = self.h().abduct(h)
        u_i = self.i().abduct(i)
        return {
            "u_a": u_a,
            "u_b": u_b,
            "u_c": u_c,
            "u_d": u_d,
            "u_f": u_f,
            "u_g": u_g,
            "u_h": u_h,
            "u_i": u_i,
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
        a = do["a"] if "a" in do else self.a()(noise["u_a"])
        b = do["b"] if "b" in do else self.b(a)(noise["u_b"])
        c = do["c"] if "c" in do else self.c(a)(noise["u_c"])
        d = do["d"] if "d" in do else self.d(a)(noise["u_d"])
        f = do["f"] if "f" in do else self.f(a)(noise["u_f"])
        g = do["g"] if "g" in do else self.g(a)(noise["u_g"])
        h = do["h"] if "h" in do else self.h()(noise["u_h"])
        i = do["i"] if "i" in do else self.i()(noise["u_i"])
        return {"a": a, "b": b, "c": c, "d": d, "f": f, "g": g, "h": h, "i": i}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "a" in wanted:
            a = row["a"]
            found["a"] = self.a().law().log_prob(a)
        if "b" in wanted:
            a = row["a"]
            b = row["b"]
            found["b"] = self.b(a).law().log_prob(b)
        if "c" in wanted:
            a = row["a"]
            c = row["c"]
            found["c"] = self.c(a).law().log_prob(c)
        if "d" in wanted:
            a = row["a"]
            d = row["d"]
            found["d"] = self.d(a).law().log_prob(d)
        if "f" in wanted:
            a = row["a"]
            f = row["f"]
            found["f"] = self.f(a).law().log_prob(f)
        if "g" in wanted:
            a = row["a"]
            g = row["g"]
            found["g"] = self.g(a).law().log_prob(g)
        if "h" in wanted:
            h = row["h"]
            found["h"] = self.h().law().log_prob(h)
        if "i" in wanted:
            i = row["i"]
            found["i"] = self.i().law().log_prob(i)
        return found
