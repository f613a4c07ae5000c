"""all forms of claims.

Compiled by causalimg from claims.scm (language version 1).
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


class Claims(Program):
    """all forms of claims."""

    variables = ("x", "y", "w", "z")
    parents = {"x": ("site",), "y": ("x",), "w": (), "z": ("y", "w")}
    noises = {"x": ("u_x",), "y": ("u_y",), "w": ("u_w",), "z": ("u_z",)}
    environment = "site"
    images = ()
    words = {"site": ("a", "b")}
    numbers = {}
    lossy = ()
    lines = {
        "x": "claims.scm:16: x ~ Normal(if site == a then 0 else 1, 1)",
        "y": "claims.scm:17: y ~ Normal(x, 1)",
        "w": "claims.scm:18: w ~ Normal(0, 1)",
        "z": "claims.scm:19: z ~ Normal(y + w, 1)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_y": standard.normal(),
            "u_w": standard.normal(),
            "u_z": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self, site: Tensor) -> Map:
        # claims.scm:16  x ~ Normal(if site == a then 0 else 1, 1)
        return laws.normal(torch.where(site == 0, 0.0, 1.0), 1.0)

    def y(self, x: Tensor) -> Map:
        # claims.scm:17  y ~ Normal(x, 1)
        return laws.normal(x, 1.0)

    def w(self) -> Map:
        # claims.scm:18  w ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def z(self, y: Tensor, w: Tensor) -> Map:
        # claims.scm:19  z ~ Normal(y + w, 1)
        return laws.normal(y + w, 1.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x(site).law())
            y = pyro.sample("y", self.y(x).law())
            w = pyro.sample("w", self.w().law())
            z = pyro.sample("z", self.z(y, w).law())
        return {"x": x, "y": y, "w": w, "z": z}

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x(site)(u_x))
            u_y = pyro.sample("u_y", law["u_y"])
            y = fixed("y", self.y(x)(u_y))
            u_w = pyro.sample("u_w", law["u_w"])
            w = fixed("w", self.w()(u_w))
            u_z = pyro.sample("u_z", law["u_z"])
            z = fixed("z", self.z(y, w)(u_z))
        return {"x": x, "y": y, "w": w, "z": z}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        site = row["site"]
        x = row["x"]
        y = row["y"]
        z = row["z"]
        w = row["w"]
        u_x = self.x(site).abduct(x)
        u_y = self.y(x).abduct(y)
        u_w = self.w().abduct(w)
        u_z = self.z(y, w).abduct(z)
        return {"u_x": u_x, "u_y": u_y, "u_w": u_w, "u_z": u_z}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        site: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        site = do.get("site", site)
        x = do["x"] if "x" in do else self.x(site)(noise["u_x"])
        y = do["y"] if "y" in do else self.y(x)(noise["u_y"])
        w = do["w"] if "w" in do else self.w()(noise["u_w"])
        z = do["z"] if "z" in do else self.z(y, w)(noise["u_z"])
        return {"x": x, "y": y, "w": w, "z": z}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            site = row["site"]
            x = row["x"]
            found["x"] = self.x(site).law().log_prob(x)
        if "y" in wanted:
            x = row["x"]
            y = row["y"]
            found["y"] = self.y(x).law().log_prob(y)
        if "w" in wanted:
            w = row["w"]
            found["w"] = self.w().law().log_prob(w)
        if "z" in wanted:
            y = row["y"]
            w = row["w"]
            z = row["z"]
            found["z"] = self.z(y, w).law().log_prob(z)
        return found
