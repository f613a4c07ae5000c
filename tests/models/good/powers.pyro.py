"""what binds tighter than what.

Compiled by causalimg from powers.scm (language version 1).
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
from causalimg.program.tensors import over_rows, rows_of


class Powers(Program):
    """what binds tighter than what."""

    variables = ("x", "y", "a", "b", "c", "d", "e")
    parents = {
        "x": (),
        "y": (),
        "a": ("x",),
        "b": (),
        "c": ("x", "y"),
        "d": ("x", "y"),
        "e": ("x", "y"),
    }
    noises = {"x": ("u_x",), "y": ("u_y",), "a": (), "b": (), "c": (), "d": (), "e": ()}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "x": "powers.scm:13: x ~ Normal(0, 1)",
        "y": "powers.scm:14: y ~ Normal(0, 1)",
        "a": "powers.scm:15: a := -x^2 + (-x)^2",
        "b": "powers.scm:16: b := two^-1 * 2^3^0.5",
        "c": "powers.scm:17: c := x - (y - 1) - (x - y) / (2 * (1 + y^2)) / 4",
        "d": "powers.scm:18: d := (x + y) * (x - y) - -x",
        "e": "powers.scm:19: e := 1.5e-3 * x + 2E2 * y + 10.25 - 3e2",
    }
    max_plate_nesting = 1

    def __init__(self, two: float = 2.0) -> None:
        super().__init__()
        self.two = two

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_y": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # powers.scm:13  x ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def y(self) -> Map:
        # powers.scm:14  y ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def a(self, x: Tensor) -> Deterministic:
        # powers.scm:15  a := -x^2 + (-x)^2
        return Deterministic(lambda: -(x**2) + (-x) ** 2)

    def b(self) -> Deterministic:
        # powers.scm:16  b := two^-1 * 2^3^0.5
        return Deterministic(lambda: torch.tensor(float(self.two**-1 * 2**3**0.5)))

    def c(self, x: Tensor, y: Tensor) -> Deterministic:
        # powers.scm:17  c := x - (y - 1) - (x - y) / (2 * (1 + y^2)) / 4
        return Deterministic(lambda: x - (y - 1) - (x - y) / (2 * (1 + y**2)) / 4)

    def d(self, x: Tensor, y: Tensor) -> Deterministic:
        # powers.scm:18  d := (x + y) * (x - y) - -x
        return Deterministic(lambda: (x + y) * (x - y) - -x)

    def e(self, x: Tensor, y: Tensor) -> Deterministic:
        # powers.scm:19  e := 1.5e-3 * x + 2E2 * y + 10.25 - 3e2
        return Deterministic(lambda: 0.0015 * x + 200 * y + 10.25 - 300)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            y = pyro.sample("y", self.y().law())
            a = fixed("a", self.a(x)())
            b = fixed("b", over_rows(self.b()(), (rows,)))
            c = fixed("c", self.c(x, y)())
            d = fixed("d", self.d(x, y)())
            e = fixed("e", self.e(x, y)())
        return {"x": x, "y": y, "a": a, "b": b, "c": c, "d": d, "e": e}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_y = pyro.sample("u_y", law["u_y"])
            y = fixed("y", self.y()(u_y))
            a = fixed("a", self.a(x)())
            b = fixed("b", over_rows(self.b()(), (rows,)))
            c = fixed("c", self.c(x, y)())
            d = fixed("d", self.d(x, y)())
            e = fixed("e", self.e(x, y)())
        return {"x": x, "y": y, "a": a, "b": b, "c": c, "d": d, "e": e}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        y = row["y"]
        u_x = self.x().abduct(x)
        u_y = self.y().abduct(y)
        return {"u_x": u_x, "u_y": u_y}

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
        y = do["y"] if "y" in do else self.y()(noise["u_y"])
        a = do["a"] if "a" in do else self.a(x)()
        b = do["b"] if "b" in do else over_rows(self.b()(), rows_of(noise, self.noise_laws()))
        c = do["c"] if "c" in do else self.c(x, y)()
        d = do["d"] if "d" in do else self.d(x, y)()
        e = do["e"] if "e" in do else self.e(x, y)()
        return {"x": x, "y": y, "a": a, "b": b, "c": c, "d": d, "e": e}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            x = row["x"]
            found["x"] = self.x().law().log_prob(x)
        if "y" in wanted:
            y = row["y"]
            found["y"] = self.y().law().log_prob(y)
        return found
