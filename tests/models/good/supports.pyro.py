"""every kind of interval.

Compiled by causalimg from supports.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.networks import Flow, Given, Scaled
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import retried


class Supports(Program):
    """every kind of interval."""

    variables = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "k", "n", "j", "m")
    parents = {
        "a": (),
        "b": (),
        "c": (),
        "d": (),
        "e": (),
        "f": (),
        "g": (),
        "h": (),
        "i": (),
        "k": ("b",),
        "n": (),
        "j": ("a", "n"),
        "m": (),
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
        "k": ("u_k",),
        "n": ("u_n",),
        "j": ("u_j",),
        "m": ("u_m",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ("n",)
    lines = {
        "a": "supports.scm:28: a ~ flow(4, 4, 1)",
        "b": "supports.scm:29: b ~ flow(4, 4, 1)",
        "c": "supports.scm:30: c ~ flow(4, 4, 1)",
        "d": "supports.scm:31: d ~ flow(4, 4, 1)",
        "e": "supports.scm:32: e ~ flow(4, 4, 1)",
        "f": "supports.scm:33: f ~ flow(4, 4, 1)",
        "g": "supports.scm:34: g ~ flow(4, 4, 1)",
        "h": "supports.scm:35: h ~ flow(4, 4, 1)",
        "i": "supports.scm:36: i ~ flow(4, 4, 1)",
        "k": "supports.scm:38: k ~ flow(4, 4, 1) given b",
        "n": "supports.scm:39: n := min(u_n, 20)",
        "j": "supports.scm:37: j ~ flow(4, 4, 1) given a, n",
        "m": "supports.scm:40: m ~ flow(4, 4, 1)",
    }
    max_plate_nesting = 1

    def __init__(self, most: float = 3.0) -> None:
        super().__init__()
        self.most = most
        # supports.scm:28  a ~ flow(4, 4, 1)
        self.a_flow = Flow("a", support=(-math.inf, math.inf), bins=4, hidden=4, layers=1)
        # supports.scm:29  b ~ flow(4, 4, 1)
        self.b_flow = Flow("b", support=(0.0, math.inf), bins=4, hidden=4, layers=1)
        # supports.scm:30  c ~ flow(4, 4, 1)
        self.c_flow = Flow("c", support=(0.0, math.inf), bins=4, hidden=4, layers=1)
        # supports.scm:31  d ~ flow(4, 4, 1)
        self.d_flow = Flow("d", support=(-math.inf, 0.0), bins=4, hidden=4, layers=1)
        # supports.scm:32  e ~ flow(4, 4, 1)
        self.e_flow = Flow("e", support=(-math.inf, 0.0), bins=4, hidden=4, layers=1)
        # supports.scm:33  f ~ flow(4, 4, 1)
        self.f_flow = Flow("f", support=(0.0, 1.0), bins=4, hidden=4, layers=1)
        # supports.scm:34  g ~ flow(4, 4, 1)
        self.g_flow = Flow("g", support=(0.0, 1.0), bins=4, hidden=4, layers=1)
        # supports.scm:35  h ~ flow(4, 4, 1)
        self.h_flow = Flow("h", support=(0.0, 1.0), bins=4, hidden=4, layers=1)
        # supports.scm:36  i ~ flow(4, 4, 1)
        self.i_flow = Flow("i", support=(0.0, 1.0), bins=4, hidden=4, layers=1)
        # supports.scm:38  k ~ flow(4, 4, 1) given b
        self.k_flow = Flow(
            "k", support=(100.0, 2000.0), given=Given(b=Scaled(0.0)), bins=4, hidden=4, layers=1
        )
        # supports.scm:37  j ~ flow(4, 4, 1) given a, n
        self.j_flow = Flow(
            "j",
            support=(-3.0, 4.0),
            given=Given(a=Scaled(), n=Scaled(0.0, 20.0)),
            bins=4,
            hidden=4,
            layers=1,
        )
        # supports.scm:40  m ~ flow(4, 4, 1)
        self.m_flow = Flow("m", support=(-math.inf, math.inf), bins=4, hidden=4, layers=1)

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_a": standard.normal(),
            "u_b": standard.normal(),
            "u_c": standard.normal(),
            "u_d": standard.normal(),
            "u_e": standard.normal(),
            "u_f": standard.normal(),
            "u_g": standard.normal(),
            "u_h": standard.normal(),
            "u_i": standard.normal(),
            "u_k": standard.normal(),
            # supports.scm:24  u_n ~ Poisson(3)
            "u_n": dist.Poisson(3.0),
            "u_j": standard.normal(),
            "u_m": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # supports.scm:28  a ~ flow(4, 4, 1)
        return self.a_flow()

    def b(self) -> Map:
        # supports.scm:29  b ~ flow(4, 4, 1)
        return self.b_flow()

    def c(self) -> Map:
        # supports.scm:30  c ~ flow(4, 4, 1)
        return self.c_flow()

    def d(self) -> Map:
        # supports.scm:31  d ~ flow(4, 4, 1)
        return self.d_flow()

    def e(self) -> Map:
        # supports.scm:32  e ~ flow(4, 4, 1)
        return self.e_flow()

    def f(self) -> Map:
        # supports.scm:33  f ~ flow(4, 4, 1)
        return self.f_flow()

    def g(self) -> Map:
        # supports.scm:34  g ~ flow(4, 4, 1)
        return self.g_flow()

    def h(self) -> Map:
        # supports.scm:35  h ~ flow(4, 4, 1)
        return self.h_flow()

    def i(self) -> Map:
        # supports.scm:36  i ~ flow(4, 4, 1)
        return self.i_flow()

    def k(self, b: Tensor) -> Map:
        # supports.scm:38  k ~ flow(4, 4, 1) given b
        return self.k_flow(b=b)

    def n(self) -> Deterministic:
        # supports.scm:39  n := min(u_n, 20)
        return Deterministic(lambda u_n: torch.clamp(u_n, max=20.0), (self.noise_laws()["u_n"],))

    def j(self, a: Tensor, n: Tensor) -> Map:
        # supports.scm:37  j ~ flow(4, 4, 1) given a, n
        return self.j_flow(a=a, n=n)

    def m(self) -> Map:
        # supports.scm:40  m ~ flow(4, 4, 1)
        return self.m_flow()

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b().law())
            c = pyro.sample("c", self.c().law())
            d = pyro.sample("d", self.d().law())
            e = pyro.sample("e", self.e().law())
            f = pyro.sample("f", self.f().law())
            g = pyro.sample("g", self.g().law())
            h = pyro.sample("h", self.h().law())
            i = pyro.sample("i", self.i().law())
            k = pyro.sample("k", self.k(b).law())
            u_n = pyro.sample("u_n", law["u_n"])
            n = fixed("n", self.n()(u_n))
            j = pyro.sample("j", self.j(a, n).law())
            m = pyro.sample("m", self.m().law())
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
            "k": k,
            "n": n,
            "j": j,
            "m": m,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_a = pyro.sample("u_a", law["u_a"])
            a = fixed("a", self.a()(u_a))
            u_b = pyro.sample("u_b", law["u_b"])
            b = fixed("b", self.b()(u_b))
            u_c = pyro.sample("u_c", law["u_c"])
            c = fixed("c", self.c()(u_c))
            u_d = pyro.sample("u_d", law["u_d"])
            d = fixed("d", self.d()(u_d))
            u_e = pyro.sample("u_e", law["u_e"])
            e = fixed("e", self.e()(u_e))
            u_f = pyro.sample("u_f", law["u_f"])
            f = fixed("f", self.f()(u_f))
            u_g = pyro.sample("u_g", law["u_g"])
            g = fixed("g", self.g()(u_g))
            u_h = pyro.sample("u_h", law["u_h"])
            h = fixed("h", self.h()(u_h))
            u_i = pyro.sample("u_i", law["u_i"])
            i = fixed("i", self.i()(u_i))
            u_k = pyro.sample("u_k", law["u_k"])
            k = fixed("k", self.k(b)(u_k))
            u_n = pyro.sample("u_n", law["u_n"])
            n = fixed("n", self.n()(u_n))
            u_j = pyro.sample("u_j", law["u_j"])
            j = fixed("j", self.j(a, n)(u_j))
            u_m = pyro.sample("u_m", law["u_m"])
            m = fixed("m", self.m()(u_m))
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
            "k": k,
            "n": n,
            "j": j,
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
        n = row["n"]
        m = row["m"]
        u_a = self.a().abduct(a)
        u_b = self.b().abduct(b)
        u_c = self.c().abduct(c)
        u_d = self.d().abduct(d)
        u_e = self.e().abduct(e)
        u_f = self.f().abduct(f)
        u_g = self.g().abduct(g)
        u_h = self.h().abduct(h)
        u_i = self.i().abduct(i)
        u_k = self.k(b).abduct(k)
        (u_n,) = retried(self.n(), n, finite=True)
        u_j = self.j(a, n).abduct(j)
        u_m = self.m().abduct(m)
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
            "u_k": u_k,
            "u_n": u_n,
            "u_j": u_j,
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
        b = do["b"] if "b" in do else self.b()(noise["u_b"])
        c = do["c"] if "c" in do else self.c()(noise["u_c"])
        d = do["d"] if "d" in do else self.d()(noise["u_d"])
        e = do["e"] if "e" in do else self.e()(noise["u_e"])
        f = do["f"] if "f" in do else self.f()(noise["u_f"])
        g = do["g"] if "g" in do else self.g()(noise["u_g"])
        h = do["h"] if "h" in do else self.h()(noise["u_h"])
        i = do["i"] if "i" in do else self.i()(noise["u_i"])
        k = do["k"] if "k" in do else self.k(b)(noise["u_k"])
        n = do["n"] if "n" in do else self.n()(noise["u_n"])
        j = do["j"] if "j" in do else self.j(a, n)(noise["u_j"])
        m = do["m"] if "m" in do else self.m()(noise["u_m"])
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
            "k": k,
            "n": n,
            "j": j,
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
            b = row["b"]
            found["b"] = self.b().law().log_prob(b)
        if "c" in wanted:
            c = row["c"]
            found["c"] = self.c().law().log_prob(c)
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
            g = row["g"]
            found["g"] = self.g().law().log_prob(g)
        if "h" in wanted:
            h = row["h"]
            found["h"] = self.h().law().log_prob(h)
        if "i" in wanted:
            i = row["i"]
            found["i"] = self.i().law().log_prob(i)
        if "k" in wanted:
            b = row["b"]
            k = row["k"]
            found["k"] = self.k(b).law().log_prob(k)
        if "j" in wanted:
            a = row["a"]
            n = row["n"]
            j = row["j"]
            found["j"] = self.j(a, n).law().log_prob(j)
        if "m" in wanted:
            m = row["m"]
            found["m"] = self.m().law().log_prob(m)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.a_flow,
            self.b_flow,
            self.c_flow,
            self.d_flow,
            self.e_flow,
            self.f_flow,
            self.g_flow,
            self.h_flow,
            self.i_flow,
            self.k_flow,
            self.j_flow,
            self.m_flow,
        ):
            network.set_scales(table)
