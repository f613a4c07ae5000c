"""a tilted gantry and the distance of the eyes.

Compiled by causalimg from gantry.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Gantry(Program):
    """a tilted gantry and the distance of the eyes."""

    variables = ("tilt", "distance", "lens")
    parents = {"tilt": (), "distance": (), "lens": ("tilt", "distance")}
    noises = {"tilt": ("u_tilt",), "distance": ("u_distance",), "lens": ("u_lens",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "tilt": "gantry.scm:20: tilt ~ Normal(0, 10 deg) truncated [-0.5 rad, 0.5 rad]",
        "distance": "gantry.scm:21: distance ~ Uniform(10 cm, 90 cm)",
        "lens": "gantry.scm:22: lens := 40 uSv * u_lens / (0.1 + (distance / 1 m)^2) * (1 - ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_tilt": standard.normal(),
            "u_distance": standard.normal(),
            # gantry.scm:16  u_lens ~ LogNormal(0, 0.3)
            "u_lens": dist.LogNormal(0.0, 0.3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def tilt(self) -> Map:
        # gantry.scm:20  tilt ~ Normal(0, 10 deg) truncated [-0.5 rad, 0.5 rad]
        return laws.truncated(laws.normal(0.0, 10.0), -28.64788975654116, 28.64788975654116)

    def distance(self) -> Map:
        # gantry.scm:21  distance ~ Uniform(10 cm, 90 cm)
        return laws.uniform(0.1, 0.9)

    def lens(self, tilt: Tensor, distance: Tensor) -> Invertible:
        # gantry.scm:22  lens := 40 uSv * u_lens / (0.1 + (distance / 1 m)^2) * (1 - abs(tilt) / 60
        #     deg)
        return Invertible(
            self.noise_laws()["u_lens"],
            lambda u_lens: 40 * u_lens / (0.1 + (distance / 1) ** 2) * (1 - torch.abs(tilt) / 60),
            lambda lens: lens / (1 - torch.abs(tilt) / 60) * (0.1 + (distance / 1) ** 2) / 40,
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            tilt = pyro.sample("tilt", self.tilt().law())
            distance = pyro.sample("distance", self.distance().law())
            lens = pyro.sample("lens", self.lens(tilt, distance).law())
        return {"tilt": tilt, "distance": distance, "lens": lens}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_tilt = pyro.sample("u_tilt", law["u_tilt"])
            tilt = fixed("tilt", self.tilt()(u_tilt))
            u_distance = pyro.sample("u_distance", law["u_distance"])
            distance = fixed("distance", self.distance()(u_distance))
            u_lens = pyro.sample("u_lens", law["u_lens"])
            lens = fixed("lens", self.lens(tilt, distance)(u_lens))
        return {"tilt": tilt, "distance": distance, "lens": lens}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        tilt = row["tilt"]
        distance = row["distance"]
        lens = row["lens"]
        u_tilt = self.tilt().abduct(tilt)
        u_distance = self.distance().abduct(distance)
        u_lens = self.lens(tilt, distance).abduct(lens)
        return {"u_tilt": u_tilt, "u_distance": u_distance, "u_lens": u_lens}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        tilt = do["tilt"] if "tilt" in do else self.tilt()(noise["u_tilt"])
        distance = do["distance"] if "distance" in do else self.distance()(noise["u_distance"])
        lens = do["lens"] if "lens" in do else self.lens(tilt, distance)(noise["u_lens"])
        return {"tilt": tilt, "distance": distance, "lens": lens}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "tilt" in wanted:
            tilt = row["tilt"]
            found["tilt"] = self.tilt().law().log_prob(tilt)
        if "distance" in wanted:
            distance = row["distance"]
            found["distance"] = self.distance().law().log_prob(distance)
        if "lens" in wanted:
            tilt = row["tilt"]
            distance = row["distance"]
            lens = row["lens"]
            found["lens"] = self.lens(tilt, distance).law().log_prob(lens)
        return found
