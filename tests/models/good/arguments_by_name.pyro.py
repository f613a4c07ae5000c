"""laws with all their arguments named, and in another order.

Compiled by causalimg from arguments_by_name.scm (language version 1).
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
from causalimg.program.tensors import stacked


class ArgumentsByName(Program):
    """laws with all their arguments named, and in another order."""

    variables = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "m")
    parents = {
        "a": (),
        "b": ("a",),
        "c": ("a",),
        "d": (),
        "e": (),
        "f": (),
        "g": ("d",),
        "h": ("f",),
        "i": ("a",),
        "j": (),
        "k": ("a", "b"),
        "m": ("a",),
    }
    noises = {
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
        "m": ("u_m",),
    }
    environment = None
    images = ()
    words = {"h": ("0", "1"), "i": ("0", "1"), "m": ("p", "q", "r")}
    numbers = {}
    lossy = ()
    lines = {
        "a": "arguments_by_name.scm:17: a ~ Normal(sd = 2, mean = 1)",
        "b": "arguments_by_name.scm:18: b ~ StudentT(df = 4, scale = 2, mean = a)",
        "c": "arguments_by_name.scm:19: c ~ Laplace(scale = 1, mean = a)",
        "d": "arguments_by_name.scm:20: d ~ Gamma(rate = 2, shape = 3)",
        "e": "arguments_by_name.scm:21: e ~ LogNormal(mean = 0, sd = 1)",
        "f": "arguments_by_name.scm:22: f ~ Beta(b = 2, a = 1)",
        "g": "arguments_by_name.scm:23: g ~ NegativeBinomial(dispersion = 0.5, mean = d)",
        "h": "arguments_by_name.scm:24: h ~ Bernoulli(p = f)",
        "i": "arguments_by_name.scm:25: i ~ Bernoulli(logit = a)",
        "j": "arguments_by_name.scm:26: j ~ Uniform(high = 2, low = -2)",
        "k": "arguments_by_name.scm:27: k ~ MultivariateNormal(covariance = [[1, 0], [0, 1]], ...",
        "m": "arguments_by_name.scm:28: m ~ OrderedLogistic(score = a, cuts = [0, 1])",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_a": standard.normal(),
            "u_b": standard.student_t(4.0),
            "u_c": standard.laplace(),
            "u_d": standard.normal(),
            "u_e": standard.normal(),
            "u_f": standard.normal(),
            "u_g": standard.score(),
            "u_h": standard.uniform(),
            "u_i": standard.uniform(),
            "u_j": standard.normal(),
            "u_k": standard.normal((2,)),
            "u_m": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # arguments_by_name.scm:17  a ~ Normal(sd = 2, mean = 1)
        return laws.normal(1.0, 2.0)

    def b(self, a: Tensor) -> Map:
        # arguments_by_name.scm:18  b ~ StudentT(df = 4, scale = 2, mean = a)
        return laws.student_t(4.0, a, 2.0)

    def c(self, a: Tensor) -> Map:
        # arguments_by_name.scm:19  c ~ Laplace(scale = 1, mean = a)
        return laws.laplace(a, 1.0)

    def d(self) -> Map:
        # arguments_by_name.scm:20  d ~ Gamma(rate = 2, shape = 3)
        return laws.gamma(3.0, 2.0)

    def e(self) -> Map:
        # arguments_by_name.scm:21  e ~ LogNormal(mean = 0, sd = 1)
        return laws.log_normal(0.0, 1.0)

    def f(self) -> Map:
        # arguments_by_name.scm:22  f ~ Beta(b = 2, a = 1)
        return laws.beta(1.0, 2.0)

    def g(self, d: Tensor) -> Map:
        # arguments_by_name.scm:23  g ~ NegativeBinomial(dispersion = 0.5, mean = d)
        return laws.negative_binomial(d, 0.5, via="threshold")

    def h(self, f: Tensor) -> Map:
        # arguments_by_name.scm:24  h ~ Bernoulli(p = f)
        return laws.bernoulli(p=f, via="threshold")

    def i(self, a: Tensor) -> Map:
        # arguments_by_name.scm:25  i ~ Bernoulli(logit = a)
        return laws.bernoulli(logit=a, via="threshold")

    def j(self) -> Map:
        # arguments_by_name.scm:26  j ~ Uniform(high = 2, low = -2)
        return laws.uniform(-2.0, 2.0)

    def k(self, a: Tensor, b: Tensor) -> Map:
        # arguments_by_name.scm:27  k ~ MultivariateNormal(covariance = [[1, 0], [0, 1]], mean =
        #     [a, b])
        return laws.multivariate_normal(stacked(a, b), torch.tensor([[1.0, 0.0], [0.0, 1.0]]))

    def m(self, a: Tensor) -> Map:
        # arguments_by_name.scm:28  m ~ OrderedLogistic(score = a, cuts = [0, 1])
        return laws.ordered_logistic(a, torch.tensor([0.0, 1.0]), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b(a).law())
            c = pyro.sample("c", self.c(a).law())
            d = pyro.sample("d", self.d().law())
            e = pyro.sample("e", self.e().law())
            f = pyro.sample("f", self.f().law())
            g = pyro.sample("g", self.g(d).law())
            h = pyro.sample("h", self.h(f).law())
            i = pyro.sample("i", self.i(a).law())
            j = pyro.sample("j", self.j().law())
            k = pyro.sample("k", self.k(a, b).law())
            m = pyro.sample("m", self.m(a).law())
        return {
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
            "m": m,
        }

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
            d = fixed("d", self.d()(u_d))
            u_e = pyro.sample("u_e", law["u_e"])
            e = fixed("e", self.e()(u_e))
            u_f = pyro.sample("u_f", law["u_f"])
            f = fixed("f", self.f()(u_f))
            u_g = pyro.sample("u_g", law["u_g"])
            g = fixed("g", self.g(d)(u_g))
            u_h = pyro.sample("u_h", law["u_h"])
            h = fixed("h", self.h(f)(u_h))
            u_i = pyro.sample("u_i", law["u_i"])
            i = fixed("i", self.i(a)(u_i))
            u_j = pyro.sample("u_j", law["u_j"])
            j = fixed("j", self.j()(u_j))
            u_k = pyro.sample("u_k", law["u_k"])
            k = fixed("k", self.k(a, b)(u_k), 1)
            u_m = pyro.sample("u_m", law["u_m"])
            m = fixed("m", self.m(a)(u_m))
        return {
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
            "m": m,
        }

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
        e = row["e"]
        f = row["f"]
        g = row["g"]
        h = row["h"]
        i = row["i"]
        j = row["j"]
        k = row["k"]
        m = row["m"]
        u_a = self.a().abduct(a)
        u_b = self.b(a).abduct(b)
        u_c = self.c(a).abduct(c)
        u_d = self.d().abduct(d)
        u_e = self.e().abduct(e)
        u_f = self.f().abduct(f)
        u_g = self.g(d).abduct(g)
        u_h = self.h(f).abduct(h)
        u_i = self.i(a).abduct(i)
        u_j = self.j().abduct(j)
        u_k = self.k(a, b).abduct(k)
        u_m = self.m(a).abduct(m)
        return {
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
            "u_m": u_m,
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
        d = do["d"] if "d" in do else self.d()(noise["u_d"])
        e = do["e"] if "e" in do else self.e()(noise["u_e"])
        f = do["f"] if "f" in do else self.f()(noise["u_f"])
        g = do["g"] if "g" in do else self.g(d)(noise["u_g"])
        h = do["h"] if "h" in do else self.h(f)(noise["u_h"])
        i = do["i"] if "i" in do else self.i(a)(noise["u_i"])
        j = do["j"] if "j" in do else self.j()(noise["u_j"])
        k = do["k"] if "k" in do else self.k(a, b)(noise["u_k"])
        m = do["m"] if "m" in do else self.m(a)(noise["u_m"])
        return {
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
            "m": m,
        }

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
            d = row["d"]
            found["d"] = self.d().law().log_prob(d)
        if "e" in wanted:
            e = row["e"]
            found["e"] = self.e().law().log_prob(e)
        if "f" in wanted:
            f = row["f"]
            found["f"] = self.f().law().log_prob(f)
        if "g" in wanted:
            d = row["d"]
            g = row["g"]
            found["g"] = self.g(d).law().log_prob(g)
        if "h" in wanted:
            f = row["f"]
            h = row["h"]
            found["h"] = self.h(f).law().log_prob(h)
        if "i" in wanted:
            a = row["a"]
            i = row["i"]
            found["i"] = self.i(a).law().log_prob(i)
        if "j" in wanted:
            j = row["j"]
            found["j"] = self.j().law().log_prob(j)
        if "k" in wanted:
            a = row["a"]
            b = row["b"]
            k = row["k"]
            found["k"] = self.k(a, b).law().log_prob(k)
        if "m" in wanted:
            a = row["a"]
            m = row["m"]
            found["m"] = self.m(a).law().log_prob(m)
        return found
