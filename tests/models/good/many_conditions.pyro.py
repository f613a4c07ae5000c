"""long chains of and, or, not.

Compiled by causalimg from many_conditions.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class ManyConditions(Program):
    """long chains of and, or, not."""

    variables = ("a", "b", "c", "d", "all_of", "some", "mixed")
    parents = {
        "a": (),
        "b": (),
        "c": (),
        "d": (),
        "all_of": ("a", "b", "c", "d"),
        "some": ("a", "b", "c", "d"),
        "mixed": ("a", "b", "c", "d"),
    }
    noises = {
        "a": ("u_a",),
        "b": ("u_b",),
        "c": ("u_c",),
        "d": ("u_d",),
        "all_of": (),
        "some": (),
        "mixed": (),
    }
    environment = None
    images = ()
    words = {
        "a": ("0", "1"),
        "b": ("0", "1"),
        "c": ("0", "1"),
        "d": ("0", "1"),
        "all_of": ("0", "1"),
        "some": ("0", "1"),
        "mixed": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "a": "many_conditions.scm:12: a ~ Bernoulli(0.9)",
        "b": "many_conditions.scm:13: b ~ Bernoulli(0.8)",
        "c": "many_conditions.scm:14: c ~ Bernoulli(0.7)",
        "d": "many_conditions.scm:15: d ~ Bernoulli(0.6)",
        "all_of": "many_conditions.scm:16: all_of := a and b and c and d",
        "some": "many_conditions.scm:17: some := a or b or c or d",
        "mixed": "many_conditions.scm:18: mixed := a and b or c and d and not (a or b) or not c",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_a": standard.uniform(),
            "u_b": standard.uniform(),
            "u_c": standard.uniform(),
            "u_d": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # many_conditions.scm:12  a ~ Bernoulli(0.9)
        return laws.bernoulli(p=0.9, via="threshold")

    def b(self) -> Map:
        # many_conditions.scm:13  b ~ Bernoulli(0.8)
        return laws.bernoulli(p=0.8, via="threshold")

    def c(self) -> Map:
        # many_conditions.scm:14  c ~ Bernoulli(0.7)
        return laws.bernoulli(p=0.7, via="threshold")

    def d(self) -> Map:
        # many_conditions.scm:15  d ~ Bernoulli(0.6)
        return laws.bernoulli(p=0.6, via="threshold")

    def all_of(self, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Deterministic:
        # many_conditions.scm:16  all_of := a and b and c and d
        return Deterministic(lambda: (a.bool() & b.bool() & c.bool() & d.bool()).float())

    def some(self, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Deterministic:
        # many_conditions.scm:17  some := a or b or c or d
        return Deterministic(lambda: (a.bool() | b.bool() | c.bool() | d.bool()).float())

    def mixed(self, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Deterministic:
        # many_conditions.scm:18  mixed := a and b or c and d and not (a or b) or not c

        def value() -> Tensor:
            return (
                a.bool() & b.bool() | c.bool() & d.bool() & ~(a.bool() | b.bool()) | ~c.bool()
            ).float()

        return Deterministic(value)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b().law())
            c = pyro.sample("c", self.c().law())
            d = pyro.sample("d", self.d().law())
            all_of = fixed("all_of", self.all_of(a, b, c, d)())
            some = fixed("some", self.some(a, b, c, d)())
            mixed = fixed("mixed", self.mixed(a, b, c, d)())
        return {"a": a, "b": b, "c": c, "d": d, "all_of": all_of, "some": some, "mixed": mixed}

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
            all_of = fixed("all_of", self.all_of(a, b, c, d)())
            some = fixed("some", self.some(a, b, c, d)())
            mixed = fixed("mixed", self.mixed(a, b, c, d)())
        return {"a": a, "b": b, "c": c, "d": d, "all_of": all_of, "some": some, "mixed": mixed}

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
        u_a = self.a().abduct(a)
        u_b = self.b().abduct(b)
        u_c = self.c().abduct(c)
        u_d = self.d().abduct(d)
        return {"u_a": u_a, "u_b": u_b, "u_c": u_c, "u_d": u_d}

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
        all_of = do["all_of"] if "all_of" in do else self.all_of(a, b, c, d)()
        some = do["some"] if "some" in do else self.some(a, b, c, d)()
        mixed = do["mixed"] if "mixed" in do else self.mixed(a, b, c, d)()
        return {"a": a, "b": b, "c": c, "d": d, "all_of": all_of, "some": some, "mixed": mixed}

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
        return found
