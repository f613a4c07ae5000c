"""a block may come in parts, and in another order.

Compiled by causalimg from blocks_twice.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class BlocksTwice(Program):
    """a block may come in parts, and in another order."""

    variables = ("a", "b", "c")
    parents = {"a": (), "b": ("a",), "c": ("b",)}
    noises = {"a": ("u_a",), "b": ("u_b",), "c": ("u_c",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "a": "blocks_twice.scm:27: a ~ Normal(0, 1)",
        "b": "blocks_twice.scm:6: b ~ Normal(a, 1)",
        "c": "blocks_twice.scm:26: c ~ Normal(b, 1)",
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
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # blocks_twice.scm:27  a ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def b(self, a: Tensor) -> Map:
        # blocks_twice.scm:6  b ~ Normal(a, 1)
        return laws.normal(a, 1.0)

    def c(self, b: Tensor) -> Map:
        # blocks_twice.scm:26  c ~ Normal(b, 1)
        return laws.normal(b, 1.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b(a).law())
            c = pyro.sample("c", self.c(b).law())
        return {"a": a, "b": b, "c": c}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_a = pyro.sample("u_a", law["u_a"])
            a = fixed("a", self.a()(u_a))
            u_b = pyro.sample("u_b", law["u_b"])
            b = fixed("b", self.b(a)(u_b))
            u_c = pyro.sample("u_c", law["u_c"])
            c = fixed("c", self.c(b)(u_c))
        return {"a": a, "b": b, "c": c}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        a = row["a"]
        b = row["b"]
        c = row["c"]
        u_a = self.a().abduct(a)
        u_b = self.b(a).abduct(b)
        u_c = self.c(b).abduct(c)
        return {"u_a": u_a, "u_b": u_b, "u_c": u_c}

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
        c = do["c"] if "c" in do else self.c(b)(noise["u_c"])
        return {"a": a, "b": b, "c": c}

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
            b = row["b"]
            c = row["c"]
            found["c"] = self.c(b).law().log_prob(c)
        return found
