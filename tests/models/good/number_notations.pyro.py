"""numbers in every notation.

Compiled by causalimg from number_notations.scm (language version 1).
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


class NumberNotations(Program):
    """numbers in every notation."""

    variables = ("a", "b", "c", "d", "e", "f", "g")
    parents = {"a": (), "b": (), "c": (), "d": (), "e": (), "f": (), "g": ()}
    noises = {
        "a": ("u_a",),
        "b": ("u_b",),
        "c": ("u_c",),
        "d": ("u_d",),
        "e": ("u_e",),
        "f": ("u_f",),
        "g": ("u_g",),
    }
    environment = None
    images = ()
    words = {
        "c": ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "d": ("1", "2", "10"),
        "e": ("0", "1", "2"),
        "f": ("low", "5", "1.5"),
        "g": ("0", "1", "2", "5", "other"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "a": "number_notations.scm:16: a ~ Uniform(0.0010, 1000)",
        "b": "number_notations.scm:17: b ~ Exponential(2e0)",
        "c": "number_notations.scm:18: c ~ Uniform() via gumbel_max",
        "d": "number_notations.scm:19: d ~ Categorical(1 = 0.25, 2 = 0.25, 10 = 0.5) via ...",
        "e": "number_notations.scm:20: e ~ Categorical(0 = 0.25, 1 = 0.25, 2 = 0.5) via threshold",
        "f": 'number_notations.scm:21: f ~ Categorical(low = 0.25, 5 = 0.25, "1.5" = 0.5) via ...',
        "g": "number_notations.scm:22: g ~ Uniform() via gumbel_max",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_a": standard.normal(),
            "u_b": standard.exponential(),
            "u_c": standard.gumbels(10),
            "u_d": standard.gumbels(3),
            "u_e": standard.uniform(),
            "u_f": standard.gumbels(3),
            "u_g": standard.gumbels(5),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # number_notations.scm:16  a ~ Uniform(0.0010, 1000)
        return laws.uniform(0.001, 1000.0)

    def b(self) -> Map:
        # number_notations.scm:17  b ~ Exponential(2e0)
        return laws.exponential(2.0)

    def c(self) -> Map:
        # number_notations.scm:18  c ~ Uniform() via gumbel_max
        return laws.uniform_values(10, via="gumbel_max")

    def d(self) -> Map:
        # number_notations.scm:19  d ~ Categorical(1 = 0.25, 2 = 0.25, 10 = 0.5) via gumbel_max
        return laws.categorical(torch.tensor([0.25, 0.25, 0.5]), via="gumbel_max")

    def e(self) -> Map:
        # number_notations.scm:20  e ~ Categorical(0 = 0.25, 1 = 0.25, 2 = 0.5) via threshold
        return laws.categorical(torch.tensor([0.25, 0.25, 0.5]), via="threshold")

    def f(self) -> Map:
        # number_notations.scm:21  f ~ Categorical(low = 0.25, 5 = 0.25, "1.5" = 0.5) via
        #     gumbel_max
        return laws.categorical(torch.tensor([0.25, 0.25, 0.5]), via="gumbel_max")

    def g(self) -> Map:
        # number_notations.scm:22  g ~ Uniform() via gumbel_max
        return laws.uniform_values(5, via="gumbel_max")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b().law())
            c = pyro.sample("c", self.c().law())
            d = pyro.sample("d", self.d().law())
            e = pyro.sample("e", self.e().law())
            f = pyro.sample("f", self.f().law())
            g = pyro.sample("g", self.g().law())
        return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}

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
        return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}

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
        u_a = self.a().abduct(a)
        u_b = self.b().abduct(b)
        u_c = self.c().abduct(c)
        u_d = self.d().abduct(d)
        u_e = self.e().abduct(e)
        u_f = self.f().abduct(f)
        u_g = self.g().abduct(g)
        return {"u_a": u_a, "u_b": u_b, "u_c": u_c, "u_d": u_d, "u_e": u_e, "u_f": u_f, "u_g": u_g}

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
        return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}

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
        return found
