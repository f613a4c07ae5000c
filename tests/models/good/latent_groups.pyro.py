"""several latents of one type on one line.

Compiled by causalimg from latent_groups.scm (language version 1).
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


class LatentGroups(Program):
    """several latents of one type on one line."""

    variables = ("a", "b", "c", "x", "y", "z")
    parents = {"a": (), "b": (), "c": (), "x": ("a", "b"), "y": ("b", "c"), "z": ("a", "c")}
    noises = {
        "a": ("u_a",),
        "b": ("u_b",),
        "c": ("u_c",),
        "x": ("u_x",),
        "y": ("u_y",),
        "z": ("u_z",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "a": "latent_groups.scm:21: a ~ Normal(0, 1)",
        "b": "latent_groups.scm:22: b ~ Normal(0, 1)",
        "c": "latent_groups.scm:23: c ~ Normal(0, 1)",
        "x": "latent_groups.scm:24: x := a + b + u_x",
        "y": "latent_groups.scm:25: y := b + c + u_y",
        "z": "latent_groups.scm:26: z := c + a + u_z",
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
            # latent_groups.scm:17  u_x, u_y, u_z ~ Normal(0, 0.1)
            "u_x": dist.Normal(0.0, 0.1),
            # latent_groups.scm:17  u_x, u_y, u_z ~ Normal(0, 0.1)
            "u_y": dist.Normal(0.0, 0.1),
            # latent_groups.scm:17  u_x, u_y, u_z ~ Normal(0, 0.1)
            "u_z": dist.Normal(0.0, 0.1),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # latent_groups.scm:21  a ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def b(self) -> Map:
        # latent_groups.scm:22  b ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def c(self) -> Map:
        # latent_groups.scm:23  c ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def x(self, a: Tensor, b: Tensor) -> Invertible:
        # latent_groups.scm:24  x := a + b + u_x
        return Invertible(self.noise_laws()["u_x"], lambda u_x: a + b + u_x, lambda x: x - (a + b))

    def y(self, b: Tensor, c: Tensor) -> Invertible:
        # latent_groups.scm:25  y := b + c + u_y
        return Invertible(self.noise_laws()["u_y"], lambda u_y: b + c + u_y, lambda y: y - (b + c))

    def z(self, a: Tensor, c: Tensor) -> Invertible:
        # latent_groups.scm:26  z := c + a + u_z
        return Invertible(self.noise_laws()["u_z"], lambda u_z: c + a + u_z, lambda z: z - (c + a))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b().law())
            c = pyro.sample("c", self.c().law())
            x = pyro.sample("x", self.x(a, b).law())
            y = pyro.sample("y", self.y(b, c).law())
            z = pyro.sample("z", self.z(a, c).law())
        return {"a": a, "b": b, "c": c, "x": x, "y": y, "z": z}

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
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x(a, b)(u_x))
            u_y = pyro.sample("u_y", law["u_y"])
            y = fixed("y", self.y(b, c)(u_y))
            u_z = pyro.sample("u_z", law["u_z"])
            z = fixed("z", self.z(a, c)(u_z))
        return {"a": a, "b": b, "c": c, "x": x, "y": y, "z": z}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        a = row["a"]
        b = row["b"]
        c = row["c"]
        x = row["x"]
        y = row["y"]
        z = row["z"]
        u_a = self.a().abduct(a)
        u_b = self.b().abduct(b)
        u_c = self.c().abduct(c)
        u_x = self.x(a, b).abduct(x)
        u_y = self.y(b, c).abduct(y)
        u_z = self.z(a, c).abduct(z)
        return {"u_a": u_a, "u_b": u_b, "u_c": u_c, "u_x": u_x, "u_y": u_y, "u_z": u_z}

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
        x = do["x"] if "x" in do else self.x(a, b)(noise["u_x"])
        y = do["y"] if "y" in do else self.y(b, c)(noise["u_y"])
        z = do["z"] if "z" in do else self.z(a, c)(noise["u_z"])
        return {"a": a, "b": b, "c": c, "x": x, "y": y, "z": z}

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
        if "x" in wanted:
            a = row["a"]
            b = row["b"]
            x = row["x"]
            found["x"] = self.x(a, b).law().log_prob(x)
        if "y" in wanted:
            b = row["b"]
            c = row["c"]
            y = row["y"]
            found["y"] = self.y(b, c).law().log_prob(y)
        if "z" in wanted:
            a = row["a"]
            c = row["c"]
            z = row["z"]
            found["z"] = self.z(a, c).law().log_prob(z)
        return found
