"""every kind of noise.

Compiled by causalimg from noises.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws
from causalimg.program.maps import FiniteNoise, Invertible, Law
from causalimg.program.protocol import Program
from causalimg.program.several import ComplexNormal
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels, stacked


class Noises(Program):
    """every kind of noise."""

    variables = ("a", "b", "c", "d", "f", "g", "h", "p", "v", "s", "m")
    parents = {
        "a": (),
        "b": ("a",),
        "c": ("a",),
        "d": (),
        "f": (),
        "g": (),
        "h": (),
        "p": ("a",),
        "v": ("a", "b"),
        "s": (),
        "m": (),
    }
    noises = {
        "a": ("u_a",),
        "b": ("u_b",),
        "c": ("u_c",),
        "d": ("u_d",),
        "f": ("u_f",),
        "g": ("u_g",),
        "h": ("u_h",),
        "p": ("u_p",),
        "v": ("u_v",),
        "s": ("u_s",),
        "m": ("u_m",),
    }
    environment = None
    images = ("p", "s")
    words = {"f": ("0", "1"), "g": ("x1", "x2"), "m": ("one", "two")}
    numbers = {}
    lossy = ()
    lines = {
        "a": "noises.scm:34: a := u_a",
        "b": "noises.scm:35: b := a + u_b",
        "c": "noises.scm:36: c := a - u_c",
        "d": "noises.scm:37: d := 2 * u_d",
        "f": "noises.scm:38: f := u_f",
        "g": "noises.scm:39: g := u_g",
        "h": "noises.scm:40: h := u_h",
        "p": "noises.scm:41: p := a + u_p",
        "v": "noises.scm:42: v := [a, b] + 2 * u_v",
        "s": "noises.scm:43: s := u_s",
        "m": "noises.scm:44: m := u_m",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # noises.scm:20  u_a             ~ Normal(0, 1)
            "u_a": dist.Normal(0.0, 1.0),
            # noises.scm:21  u_b             : real ~ StudentT(4)
            "u_b": dist.StudentT(4.0, 0.0, 1.0),
            # noises.scm:22  u_c             ~ Laplace(0, 1) truncated [-2, 2]
            "u_c": laws.truncated(laws.laplace(0.0, 1.0), -2.0, 2.0).law(),
            # noises.scm:23  u_d             ~ Exponential(1)
            "u_d": dist.Exponential(1.0),
            # noises.scm:24  u_f             : binary ~ Bernoulli(0.3)
            "u_f": dist.Bernoulli(0.3),
            # noises.scm:25  u_g             : category {x1, x2} ~ Categorical(x1 = 0.4, x2 = 0.6)
            "u_g": dist.Categorical(torch.tensor([0.4, 0.6])),
            # noises.scm:26  u_h             : count ~ Poisson(2)
            "u_h": dist.Poisson(2.0),
            # noises.scm:28  u_v             : vector[2] ~ MultivariateNormal([0, 0], [[1, 0.5],
            #     [0.5, 1]])
            "u_v": dist.MultivariateNormal(
                torch.tensor([0.0, 0.0]), torch.tensor([[1.0, 0.5], [0.5, 1.0]])
            ),
            # noises.scm:30  u_m             : ordinal {one < two} ~ Categorical(one = 0.5, two =
            #     0.5)
            "u_m": dist.Categorical(torch.tensor([0.5, 0.5])),
            # noises.scm:27  u_p             : image[film] ~ Normal(0, 1)
            "u_p": dist.Normal(0.0, 1.0).expand([1, 4, 5]).to_event(3),
            # noises.scm:29  u_s             : kspace[1, film] ~ ComplexNormal(0, 1)
            "u_s": ComplexNormal(0.0, 1.0).expand([1, 4, 5]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Invertible:
        # noises.scm:34  a := u_a
        return Invertible(self.noise_laws()["u_a"], lambda u_a: u_a, lambda a: a)

    def b(self, a: Tensor) -> Invertible:
        # noises.scm:35  b := a + u_b
        return Invertible(self.noise_laws()["u_b"], lambda u_b: a + u_b, lambda b: b - a)

    def c(self, a: Tensor) -> Invertible:
        # noises.scm:36  c := a - u_c
        return Invertible(self.noise_laws()["u_c"], lambda u_c: a - u_c, lambda c: a - c)

    def d(self) -> Invertible:
        # noises.scm:37  d := 2 * u_d
        return Invertible(
            self.noise_laws()["u_d"],
            lambda u_d: 2 * u_d,
            lambda d: d / 2,
            support=constraints.positive,
        )

    def f(self) -> FiniteNoise:
        # noises.scm:38  f := u_f
        return FiniteNoise(lambda u_f: u_f, (self.noise_laws()["u_f"],), binary=True)

    def g(self) -> FiniteNoise:
        # noises.scm:39  g := u_g
        return FiniteNoise(lambda u_g: u_g, (self.noise_laws()["u_g"],), size=2)

    def h(self) -> Invertible:
        # noises.scm:40  h := u_h
        return Invertible(self.noise_laws()["u_h"], lambda u_h: u_h, lambda h: h)

    def p(self, a: Tensor) -> Invertible:
        # noises.scm:41  p := a + u_p
        return Invertible(
            self.noise_laws()["u_p"],
            lambda u_p: pixels(a) + u_p,
            lambda p: p - pixels(a),
            event_dim=3,
        )

    def v(self, a: Tensor, b: Tensor) -> Invertible:
        # noises.scm:42  v := [a, b] + 2 * u_v
        return Invertible(
            self.noise_laws()["u_v"],
            lambda u_v: stacked(a, b) + 2 * u_v,
            lambda v: (v - stacked(a, b)) / 2,
            event_dim=1,
        )

    def s(self) -> Invertible:
        # noises.scm:43  s := u_s
        return Invertible(self.noise_laws()["u_s"], lambda u_s: u_s, lambda s: s, event_dim=3)

    def m(self) -> FiniteNoise:
        # noises.scm:44  m := u_m
        return FiniteNoise(lambda u_m: u_m, (self.noise_laws()["u_m"],), size=2)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b(a).law())
            c = pyro.sample("c", self.c(a).law())
            d = pyro.sample("d", self.d().law())
            f = pyro.sample("f", self.f().law())
            g = pyro.sample("g", self.g().law())
            u_h = pyro.sample("u_h", law["u_h"])
            h = fixed("h", self.h()(u_h))
            p = pyro.sample("p", self.p(a).law())
            v = pyro.sample("v", self.v(a, b).law())
            s = pyro.sample("s", self.s().law())
            m = pyro.sample("m", self.m().law())
        return {
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "f": f,
            "g": g,
            "h": h,
            "p": p,
            "v": v,
            "s": s,
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
            u_f = pyro.sample("u_f", law["u_f"])
            f = fixed("f", self.f()(u_f))
            u_g = pyro.sample("u_g", law["u_g"])
            g = fixed("g", self.g()(u_g))
            u_h = pyro.sample("u_h", law["u_h"])
            h = fixed("h", self.h()(u_h))
            u_p = pyro.sample("u_p", law["u_p"])
            p = fixed("p", self.p(a)(u_p), 3)
            u_v = pyro.sample("u_v", law["u_v"])
            v = fixed("v", self.v(a, b)(u_v), 1)
            u_s = pyro.sample("u_s", law["u_s"])
            s = fixed("s", self.s()(u_s), 3)
            u_m = pyro.sample("u_m", law["u_m"])
            m = fixed("m", self.m()(u_m))
        return {
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "f": f,
            "g": g,
            "h": h,
            "p": p,
            "v": v,
            "s": s,
            "m": m,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = dict(self.noise_laws())
        needed = needed_for(wanted, self.parents)
        for image in self.images:
            for name in () if image in needed else self.noises[image]:
                del law[name]
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
        p = row["p"]
        v = row["v"]
        s = row["s"]
        m = row["m"]
        u_a = self.a().abduct(a)
        u_b = self.b(a).abduct(b)
        u_c = self.c(a).abduct(c)
        u_d = self.d().abduct(d)
        (u_f,) = self.f().abduct(f)
        (u_g,) = self.g().abduct(g)
        u_h = self.h().abduct(h)
        u_p = self.p(a).abduct(p)
        u_v = self.v(a, b).abduct(v)
        u_s = self.s().abduct(s)
        (u_m,) = self.m().abduct(m)
        return {
            "u_a": u_a,
            "u_b": u_b,
            "u_c": u_c,
            "u_d": u_d,
            "u_f": u_f,
            "u_g": u_g,
            "u_h": u_h,
            "u_p": u_p,
            "u_v": u_v,
            "u_s": u_s,
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
        needed = needed_for(wanted, self.parents, do)
        a = do["a"] if "a" in do else self.a()(noise["u_a"])
        b = do["b"] if "b" in do else self.b(a)(noise["u_b"])
        c = do["c"] if "c" in do else self.c(a)(noise["u_c"])
        d = do["d"] if "d" in do else self.d()(noise["u_d"])
        f = do["f"] if "f" in do else self.f()(noise["u_f"])
        g = do["g"] if "g" in do else self.g()(noise["u_g"])
        h = do["h"] if "h" in do else self.h()(noise["u_h"])
        v = do["v"] if "v" in do else self.v(a, b)(noise["u_v"])
        m = do["m"] if "m" in do else self.m()(noise["u_m"])
        values = {"a": a, "b": b, "c": c, "d": d, "f": f, "g": g, "h": h, "v": v, "m": m}
        if "p" in needed:
            p = do["p"] if "p" in do else self.p(a)(noise["u_p"])
            values["p"] = p
        if "s" in needed:
            s = do["s"] if "s" in do else self.s()(noise["u_s"])
            values["s"] = s
        return values

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
        if "f" in wanted:
            f = row["f"]
            found["f"] = self.f().law().log_prob(f)
        if "g" in wanted:
            g = row["g"]
            found["g"] = self.g().law().log_prob(g)
        if "p" in wanted:
            a = row["a"]
            p = row["p"]
            found["p"] = self.p(a).law().log_prob(p)
        if "v" in wanted:
            a = row["a"]
            b = row["b"]
            v = row["v"]
            found["v"] = self.v(a, b).law().log_prob(v)
        if "s" in wanted:
            s = row["s"]
            found["s"] = self.s().law().log_prob(s)
        if "m" in wanted:
            m = row["m"]
            found["m"] = self.m().law().log_prob(m)
        return found
