"""a binary is a number and a condition.

Compiled by causalimg from zero_one.scm (language version 1).
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


class ZeroOne(Program):
    """a binary is a number and a condition."""

    variables = ("a", "b", "c", "n")
    parents = {"a": (), "b": ("a",), "c": ("a", "b"), "n": ("a", "b")}
    noises = {"a": ("u_a",), "b": (), "c": (), "n": ()}
    environment = None
    images = ()
    words = {"a": ("0", "1"), "b": ("0", "1"), "c": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "a": "zero_one.scm:11: a ~ Bernoulli(0.5) via threshold",
        "b": "zero_one.scm:12: b := not a",
        "c": "zero_one.scm:13: c := if a then 1 else b",
        "n": "zero_one.scm:14: n := 2 * a - b + (a and b) + (a == 1) * (b == 0)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_a": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # zero_one.scm:11  a ~ Bernoulli(0.5) via threshold
        return laws.bernoulli(p=0.5, via="threshold")

    def b(self, a: Tensor) -> Deterministic:
        # zero_one.scm:12  b := not a
        return Deterministic(lambda: (~a.bool()).float())

    def c(self, a: Tensor, b: Tensor) -> Deterministic:
        # zero_one.scm:13  c := if a then 1 else b
        return Deterministic(lambda: torch.where(a.bool(), 1, b))

    def n(self, a: Tensor, b: Tensor) -> Deterministic:
        # zero_one.scm:14  n := 2 * a - b + (a and b) + (a == 1) * (b == 0)

        def value() -> Tensor:
            return 2 * a - b + (a.bool() & b.bool()).float() + (a == 1).float() * (b == 0).float()

        return Deterministic(value)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = fixed("b", self.b(a)())
            c = fixed("c", self.c(a, b)())
            n = fixed("n", self.n(a, b)())
        return {"a": a, "b": b, "c": c, "n": n}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_a = pyro.sample("u_a", law["u_a"])
            a = fixed("a", self.a()(u_a))
            b = fixed("b", self.b(a)())
            c = fixed("c", self.c(a, b)())
            n = fixed("n", self.n(a, b)())
        return {"a": a, "b": b, "c": c, "n": n}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        a = row["a"]
        u_a = self.a().abduct(a)
        return {"u_a": u_a}

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
        b = do["b"] if "b" in do else self.b(a)()
        c = do["c"] if "c" in do else self.c(a, b)()
        n = do["n"] if "n" in do else self.n(a, b)()
        return {"a": a, "b": b, "c": c, "n": n}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "a" in wanted:
            a = row["a"]
            found["a"] = self.a().law().log_prob(a)
        return found
