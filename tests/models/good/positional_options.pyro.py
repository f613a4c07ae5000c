"""options by place, and the defaults.

Compiled by causalimg from positional_options.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, Scaled
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class PositionalOptions(Program):
    """options by place, and the defaults."""

    variables = ("a", "b", "c")
    parents = {"a": (), "b": ("a",), "c": ("a", "b")}
    noises = {"a": ("u_a",), "b": ("u_b",), "c": ("u_c",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "a": "positional_options.scm:10: a ~ flow()",
        "b": "positional_options.scm:11: b ~ flow(4, 8, 1) given a",
        "c": "positional_options.scm:12: c ~ flow(bins = 5) given a, b",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # positional_options.scm:10  a ~ flow()
        self.a_flow = Flow("a", support=(0.0, 1.0))
        # positional_options.scm:11  b ~ flow(4, 8, 1) given a
        self.b_flow = Flow(
            "b", support=(0.0, 1.0), given=Given(a=Scaled(0.0, 1.0)), bins=4, hidden=8, layers=1
        )
        # positional_options.scm:12  c ~ flow(bins = 5) given a, b
        self.c_flow = Flow(
            "c", support=(0.0, 1.0), given=Given(a=Scaled(0.0, 1.0), b=Scaled(0.0, 1.0)), bins=5
        )

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
        # positional_options.scm:10  a ~ flow()
        return self.a_flow()

    def b(self, a: Tensor) -> Map:
        # positional_options.scm:11  b ~ flow(4, 8, 1) given a
        return self.b_flow(a=a)

    def c(self, a: Tensor, b: Tensor) -> Map:
        # positional_options.scm:12  c ~ flow(bins = 5) given a, b
        return self.c_flow(a=a, b=b)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b(a).law())
            c = pyro.sample("c", self.c(a, b).law())
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
            c = fixed("c", self.c(a, b)(u_c))
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
        u_c = self.c(a, b).abduct(c)
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
        c = do["c"] if "c" in do else self.c(a, b)(noise["u_c"])
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
            a = row["a"]
            b = row["b"]
            c = row["c"]
            found["c"] = self.c(a, b).law().log_prob(c)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.a_flow, self.b_flow, self.c_flow):
            network.set_scales(table)
