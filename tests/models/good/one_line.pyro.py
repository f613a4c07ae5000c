"""as short as it gets.

Compiled by causalimg from one_line.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class OneLine(Program):
    """as short as it gets."""

    variables = ("x", "y")
    parents = {"x": (), "y": ("x",)}
    noises = {"x": ("u_x",), "y": ("u",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {"x": "one_line.scm:7: x~Normal(0,1)", "y": "one_line.scm:8: y:=x+u"}
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            # one_line.scm:6  noise{u~Normal(0,1)}
            "u": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # one_line.scm:7  x~Normal(0,1)
        return laws.normal(0.0, 1.0)

    def y(self, x: Tensor) -> Invertible:
        # one_line.scm:8  y:=x+u
        return Invertible(self.noise_laws()["u"], lambda u: x + u, lambda y: y - x)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            y = pyro.sample("y", self.y(x).law())
        return {"x": x, "y": y}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u = pyro.sample("u", law["u"])
            y = fixed("y", self.y(x)(u))
        return {"x": x, "y": y}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        y = row["y"]
        u_x = self.x().abduct(x)
        u = self.y(x).abduct(y)
        return {"u_x": u_x, "u": u}

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
        y = do["y"] if "y" in do else self.y(x)(noise["u"])
        return {"x": x, "y": y}

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
            x = row["x"]
            y = row["y"]
            found["y"] = self.y(x).law().log_prob(y)
        return found
