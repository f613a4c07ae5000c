"""every finite law, with either coupling and with none.

Compiled by causalimg from discrete_laws.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class DiscreteLaws(Program):
    """every finite law, with either coupling and with none."""

    variables = (
        "x",
        "a",
        "b",
        "c",
        "d",
        "e",
        "f",
        "g",
        "h",
        "i",
        "j",
        "k",
        "q1",
        "m",
        "n",
        "o",
        "s",
    )
    parents = {
        "x": (),
        "a": (),
        "b": ("x",),
        "c": ("x",),
        "d": (),
        "e": ("x",),
        "f": (),
        "g": (),
        "h": ("x",),
        "i": ("x",),
        "j": (),
        "k": (),
        "q1": ("x",),
        "m": (),
        "n": ("x",),
        "o": (),
        "s": (),
    }
    noises = {
        "x": ("u_x",),
        "a": ("u_a",),
        "b": ("u_b",),
        "c": ("u_c",),
        "d": ("u_d",),
        "e": ("u_e",),
        "f": ("u_f",),
        "g": ("u_g",),
        "h": ("u_h",),
        "i": ("u_i",),
        "j": ("u_j",),
        "k": ("u_k",),
        "q1": ("u_q1",),
        "m": ("u_m",),
        "n": ("u_n",),
        "o": ("u_o",),
        "s": ("u_s",),
    }
    environment = None
    images = ()
    words = {
        "a": ("0", "1"),
        "b": ("0", "1"),
        "c": ("0", "1"),
        "d": ("p", "q", "r"),
        "e": ("p", "q", "r"),
        "f": ("low", "middle", "high"),
        "g": ("low", "middle", "high"),
        "h": ("low", "middle", "high"),
        "i": ("low", "middle", "high"),
        "j": ("low", "middle", "high"),
        "s": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "x": "discrete_laws.scm:15: x ~ Normal(0, 1)",
        "a": "discrete_laws.scm:16: a ~ Bernoulli(0.2) via threshold",
        "b": "discrete_laws.scm:17: b ~ Bernoulli(logit = x) via gumbel_max",
        "c": "discrete_laws.scm:18: c ~ Bernoulli(sigmoid(x))",
        "d": "discrete_laws.scm:19: d ~ Categorical(p = 0.2, q = 0.3, r = 0.5) via gumbel_max",
        "e": "discrete_laws.scm:20: e ~ Categorical(p = 0.2 * sigmoid(x), q = 0.3, r = 0.7 - ...",
        "f": "discrete_laws.scm:21: f ~ Categorical(low = 0.5, middle = 0.25, high = 0.25) ...",
        "g": "discrete_laws.scm:22: g ~ Categorical(low = 0.5, middle = 0.25, high = 0.25) ...",
        "h": "discrete_laws.scm:23: h ~ OrderedLogistic(x) via threshold",
        "i": "discrete_laws.scm:24: i ~ OrderedLogistic(x, [-1, 1]) via gumbel_max",
        "j": "discrete_laws.scm:25: j ~ Uniform() via threshold",
        "k": "discrete_laws.scm:26: k ~ Poisson(3) via threshold",
        "q1": "discrete_laws.scm:27: q1 ~ Poisson(exp(x)) via gumbel_max",
        "m": "discrete_laws.scm:28: m ~ NegativeBinomial(3, 0.5) via threshold",
        "n": "discrete_laws.scm:29: n ~ NegativeBinomial(exp(x), 1) via gumbel_max",
        "o": "discrete_laws.scm:30: o ~ Poisson(2)",
        "s": "discrete_laws.scm:31: s ~ Categorical(0 = 0.3, 1 = 0.7) via threshold",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # discrete_laws.scm:23  h ~ OrderedLogistic(x) via threshold
        self.h_cuts = PyroParam(
            torch.tensor([-0.6931, 0.6931]), constraint=constraints.ordered_vector
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_a": standard.uniform(),
            "u_b": standard.gumbels(2),
            "u_c": standard.uniform(),
            "u_d": standard.gumbels(3),
            "u_e": standard.gumbels(3),
            "u_f": standard.uniform(),
            "u_g": standard.gumbels(3),
            "u_h": standard.uniform(),
            "u_i": standard.gumbels(3),
            "u_j": standard.uniform(),
            "u_k": standard.score(),
            "u_q1": standard.gumbels(1024),
            "u_m": standard.score(),
            "u_n": standard.gumbels(1024),
            "u_o": standard.score(),
            "u_s": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # discrete_laws.scm:15  x ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def a(self) -> Map:
        # discrete_laws.scm:16  a ~ Bernoulli(0.2) via threshold
        return laws.bernoulli(p=0.2, via="threshold")

    def b(self, x: Tensor) -> Map:
        # discrete_laws.scm:17  b ~ Bernoulli(logit = x) via gumbel_max
        return laws.bernoulli(logit=x, via="gumbel_max")

    def c(self, x: Tensor) -> Map:
        # discrete_laws.scm:18  c ~ Bernoulli(sigmoid(x))
        return laws.bernoulli(p=torch.sigmoid(x), via="threshold")

    def d(self) -> Map:
        # discrete_laws.scm:19  d ~ Categorical(p = 0.2, q = 0.3, r = 0.5) via gumbel_max
        return laws.categorical(torch.tensor([0.2, 0.3, 0.5]), via="gumbel_max")

    def e(self, x: Tensor) -> Map:
        # discrete_laws.scm:20  e ~ Categorical(p = 0.2 * sigmoid(x), q = 0.3, r = 0.7 - 0.2 *
        #     sigmoid(x))
        return laws.categorical(
            laws.shares(
                self.lines["e"], 0.2 * torch.sigmoid(x), 0.3, 0.7 - 0.2 * torch.sigmoid(x)
            ),
            via="gumbel_max",
        )

    def f(self) -> Map:
        # discrete_laws.scm:21  f ~ Categorical(low = 0.5, middle = 0.25, high = 0.25) via
        #     threshold
        return laws.categorical(torch.tensor([0.5, 0.25, 0.25]), via="threshold")

    def g(self) -> Map:
        # discrete_laws.scm:22  g ~ Categorical(low = 0.5, middle = 0.25, high = 0.25) via
        #     gumbel_max
        return laws.categorical(torch.tensor([0.5, 0.25, 0.25]), via="gumbel_max")

    def h(self, x: Tensor) -> Map:
        # discrete_laws.scm:23  h ~ OrderedLogistic(x) via threshold
        return laws.ordered_logistic(x, self.h_cuts, via="threshold")

    def i(self, x: Tensor) -> Map:
        # discrete_laws.scm:24  i ~ OrderedLogistic(x, [-1, 1]) via gumbel_max
        return laws.ordered_logistic(x, torch.tensor([-1.0, 1.0]), via="gumbel_max")

    def j(self) -> Map:
        # discrete_laws.scm:25  j ~ Uniform() via threshold
        return laws.uniform_values(3, via="threshold")

    def k(self) -> Map:
        # discrete_laws.scm:26  k ~ Poisson(3) via threshold
        return laws.poisson(3.0, via="threshold")

    def q1(self, x: Tensor) -> Map:
        # discrete_laws.scm:27  q1 ~ Poisson(exp(x)) via gumbel_max
        return laws.poisson(torch.exp(x), via="gumbel_max")

    def m(self) -> Map:
        # discrete_laws.scm:28  m ~ NegativeBinomial(3, 0.5) via threshold
        return laws.negative_binomial(3.0, 0.5, via="threshold")

    def n(self, x: Tensor) -> Map:
        # discrete_laws.scm:29  n ~ NegativeBinomial(exp(x), 1) via gumbel_max
        return laws.negative_binomial(torch.exp(x), 1.0, via="gumbel_max")

    def o(self) -> Map:
        # discrete_laws.scm:30  o ~ Poisson(2)
        return laws.poisson(2.0, via="threshold")

    def s(self) -> Map:
        # discrete_laws.scm:31  s ~ Categorical(0 = 0.3, 1 = 0.7) via threshold
        return laws.categorical(torch.tensor([0.3, 0.7]), via="threshold", binary=True)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b(x).law())
            c = pyro.sample("c", self.c(x).law())
            d = pyro.sample("d", self.d().law())
            e = pyro.sample("e", self.e(x).law())
            f = pyro.sample("f", self.f().law())
            g = pyro.sample("g", self.g().law())
            h = pyro.sample("h", self.h(x).law())
            i = pyro.sample("i", self.i(x).law())
            j = pyro.sample("j", self.j().law())
            k = pyro.sample("k", self.k().law())
            q1 = pyro.sample("q1", self.q1(x).law())
            m = pyro.sample("m", self.m().law())
            n = pyro.sample("n", self.n(x).law())
            o = pyro.sample("o", self.o().law())
            s = pyro.sample("s", self.s().law())
        return {
            "x": x,
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "e": e,
            "f": f,
            "g": g,
            "h": h,
            "i": i,
            "j": j,
            "k": k,
            "q1": q1,
            "m": m,
            "n": n,
            "o": o,
            "s": s,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_a = pyro.sample("u_a", law["u_a"])
            a = fixed("a", self.a()(u_a))
            u_b = pyro.sample("u_b", law["u_b"])
            b = fixed("b", self.b(x)(u_b))
            u_c = pyro.sample("u_c", law["u_c"])
            c = fixed("c", self.c(x)(u_c))
            u_d = pyro.sample("u_d", law["u_d"])
            d = fixed("d", self.d()(u_d))
            u_e = pyro.sample("u_e", law["u_e"])
            e = fixed("e", self.e(x)(u_e))
            u_f = pyro.sample("u_f", law["u_f"])
            f = fixed("f", self.f()(u_f))
            u_g = pyro.sample("u_g", law["u_g"])
            g = fixed("g", self.g()(u_g))
            u_h = pyro.sample("u_h", law["u_h"])
            h = fixed("h", self.h(x)(u_h))
            u_i = pyro.sample("u_i", law["u_i"])
            i = fixed("i", self.i(x)(u_i))
            u_j = pyro.sample("u_j", law["u_j"])
            j = fixed("j", self.j()(u_j))
            u_k = pyro.sample("u_k", law["u_k"])
            k = fixed("k", self.k()(u_k))
            u_q1 = pyro.sample("u_q1", law["u_q1"])
            q1 = fixed("q1", self.q1(x)(u_q1))
            u_m = pyro.sample("u_m", law["u_m"])
            m = fixed("m", self.m()(u_m))
            u_n = pyro.sample("u_n", law["u_n"])
            n = fixed("n", self.n(x)(u_n))
            u_o = pyro.sample("u_o", law["u_o"])
            o = fixed("o", self.o()(u_o))
            u_s = pyro.sample("u_s", law["u_s"])
            s = fixed("s", self.s()(u_s))
        return {
            "x": x,
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "e": e,
            "f": f,
            "g": g,
            "h": h,
            "i": i,
            "j": j,
            "k": k,
            "q1": q1,
            "m": m,
            "n": n,
            "o": o,
            "s": s,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        a = row["a"]
        b = row["b"]
        c = row["c"]
        d = row["d"]
        e = row["e"]
        f = row["f"]
        g = row["g"]
        h = row["h"]
        i = row["i"]
        j = row["j"]
        k = row["k"]
        q1 = row["q1"]
        m = row["m"]
        n = row["n"]
        o = row["o"]
        s = row["s"]
        u_x = self.x().abduct(x)
        u_a = self.a().abduct(a)
        u_b = self.b(x).abduct(b)
        u_c = self.c(x).abduct(c)
        u_d = self.d().abduct(d)
        u_e = self.e(x).abduct(e)
        u_f = self.f().abduct(f)
        u_g = self.g().abduct(g)
        u_h = self.h(x).abduct(h)
        u_i = self.i(x).abduct(i)
        u_j = self.j().abduct(j)
        u_k = self.k().abduct(k)
        u_q1 = self.q1(x).abduct(q1)
        u_m = self.m().abduct(m)
        u_n = self.n(x).abduct(n)
        u_o = self.o().abduct(o)
        u_s = self.s().abduct(s)
        return {
            "u_x": u_x,
            "u_a": u_a,
            "u_b": u_b,
            "u_c": u_c,
            "u_d": u_d,
            "u_e": u_e,
            "u_f": u_f,
            "u_g": u_g,
            "u_h": u_h,
            "u_i": u_i,
            "u_j": u_j,
            "u_k": u_k,
            "u_q1": u_q1,
            "u_m": u_m,
            "u_n": u_n,
            "u_o": u_o,
            "u_s": u_s,
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
        x = do["x"] if "x" in do else self.x()(noise["u_x"])
        a = do["a"] if "a" in do else self.a()(noise["u_a"])
        b = do["b"] if "b" in do else self.b(x)(noise["u_b"])
        c = do["c"] if "c" in do else self.c(x)(noise["u_c"])
        d = do["d"] if "d" in do else self.d()(noise["u_d"])
        e = do["e"] if "e" in do else self.e(x)(noise["u_e"])
        f = do["f"] if "f" in do else self.f()(noise["u_f"])
        g = do["g"] if "g" in do else self.g()(noise["u_g"])
        h = do["h"] if "h" in do else self.h(x)(noise["u_h"])
        i = do["i"] if "i" in do else self.i(x)(noise["u_i"])
        j = do["j"] if "j" in do else self.j()(noise["u_j"])
        k = do["k"] if "k" in do else self.k()(noise["u_k"])
        q1 = do["q1"] if "q1" in do else self.q1(x)(noise["u_q1"])
        m = do["m"] if "m" in do else self.m()(noise["u_m"])
        n = do["n"] if "n" in do else self.n(x)(noise["u_n"])
        o = do["o"] if "o" in do else self.o()(noise["u_o"])
        s = do["s"] if "s" in do else self.s()(noise["u_s"])
        return {
            "x": x,
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "e": e,
            "f": f,
            "g": g,
            "h": h,
            "i": i,
            "j": j,
            "k": k,
            "q1": q1,
            "m": m,
            "n": n,
            "o": o,
            "s": s,
        }

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
            a = row["a"]
            found["a"] = self.a().law().log_prob(a)
        if "b" in wanted:
            x = row["x"]
            b = row["b"]
            found["b"] = self.b(x).law().log_prob(b)
        if "c" in wanted:
            x = row["x"]
            c = row["c"]
            found["c"] = self.c(x).law().log_prob(c)
        if "d" in wanted:
            d = row["d"]
            found["d"] = self.d().law().log_prob(d)
        if "e" in wanted:
            x = row["x"]
            e = row["e"]
            found["e"] = self.e(x).law().log_prob(e)
        if "f" in wanted:
            f = row["f"]
            found["f"] = self.f().law().log_prob(f)
        if "g" in wanted:
            g = row["g"]
            found["g"] = self.g().law().log_prob(g)
        if "h" in wanted:
            x = row["x"]
            h = row["h"]
            found["h"] = self.h(x).law().log_prob(h)
        if "i" in wanted:
            x = row["x"]
            i = row["i"]
            found["i"] = self.i(x).law().log_prob(i)
        if "j" in wanted:
            j = row["j"]
            found["j"] = self.j().law().log_prob(j)
        if "k" in wanted:
            k = row["k"]
            found["k"] = self.k().law().log_prob(k)
        if "q1" in wanted:
            x = row["x"]
            q1 = row["q1"]
            found["q1"] = self.q1(x).law().log_prob(q1)
        if "m" in wanted:
            m = row["m"]
            found["m"] = self.m().law().log_prob(m)
        if "n" in wanted:
            x = row["x"]
            n = row["n"]
            found["n"] = self.n(x).law().log_prob(n)
        if "o" in wanted:
            o = row["o"]
            found["o"] = self.o().law().log_prob(o)
        if "s" in wanted:
            s = row["s"]
            found["s"] = self.s().law().log_prob(s)
        return found
