"""height and weight share what nobody wrote down.

Compiled by causalimg from two_headed.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, Joint, Real, Scaled
from causalimg.program.protocol import Program
from causalimg.program.sites import drawn, fixed
from causalimg.program.standard import once


class TwoHeaded(Program):
    """height and weight share what nobody wrote down."""

    variables = ("height", "weight", "noise_level")
    parents = {"height": (), "weight": (), "noise_level": ("height", "weight")}
    noises = {"height": ("u_height",), "weight": ("u_weight",), "noise_level": ("u_noise_level",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "height": "two_headed.scm:17: (height, weight) ~ joint(bins = 4, hidden = 8, layers = 1)",
        "weight": "two_headed.scm:17: (height, weight) ~ joint(bins = 4, hidden = 8, layers = 1)",
        "noise_level": "two_headed.scm:18: noise_level ~ flow(bins = 4, hidden = 8, layers = ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # two_headed.scm:17  (height, weight) ~ joint(bins = 4, hidden = 8, layers = 1)
        self.height_and_weight_joint = Joint(
            {"height": Real(0.0), "weight": Real(0.0)}, bins=4, hidden=8, layers=1
        )
        # two_headed.scm:18  noise_level ~ flow(bins = 4, hidden = 8, layers = 1) given height,
        #     weight
        self.noise_level_flow = Flow(
            "noise_level",
            support=(0.0, math.inf),
            given=Given(height=Scaled(0.0), weight=Scaled(0.0)),
            bins=4,
            hidden=8,
            layers=1,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_height": standard.normal(),
            "u_weight": standard.normal(),
            "u_noise_level": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def height(self) -> Map:
        # two_headed.scm:17  (height, weight) ~ joint(bins = 4, hidden = 8, layers = 1)
        return self.height_and_weight_joint("height")

    def weight(self, height: Tensor) -> Map:
        # two_headed.scm:17  (height, weight) ~ joint(bins = 4, hidden = 8, layers = 1)
        return self.height_and_weight_joint("weight", height=height)

    def noise_level(self, height: Tensor, weight: Tensor) -> Map:
        # two_headed.scm:18  noise_level ~ flow(bins = 4, hidden = 8, layers = 1) given height,
        #     weight
        return self.noise_level_flow(height=height, weight=weight)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            height, natural_height = drawn("height", self.height().law())
            weight = pyro.sample("weight", self.weight(natural_height).law())
            noise_level = pyro.sample("noise_level", self.noise_level(height, weight).law())
        return {"height": height, "weight": weight, "noise_level": noise_level}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_height = pyro.sample("u_height", law["u_height"])
            natural_height = self.height()(u_height)
            height = fixed("height", natural_height)
            u_weight = pyro.sample("u_weight", law["u_weight"])
            weight = fixed("weight", self.weight(natural_height)(u_weight))
            u_noise_level = pyro.sample("u_noise_level", law["u_noise_level"])
            noise_level = fixed("noise_level", self.noise_level(height, weight)(u_noise_level))
        return {"height": height, "weight": weight, "noise_level": noise_level}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        height = row["height"]
        weight = row["weight"]
        noise_level = row["noise_level"]
        u_height = self.height().abduct(height)
        u_weight = self.weight(height).abduct(weight)
        u_noise_level = self.noise_level(height, weight).abduct(noise_level)
        return {"u_height": u_height, "u_weight": u_weight, "u_noise_level": u_noise_level}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        natural_height = self.height()(noise["u_height"])
        height = do.get("height", natural_height)
        weight = do["weight"] if "weight" in do else self.weight(natural_height)(noise["u_weight"])
        noise_level = (
            do["noise_level"]
            if "noise_level" in do
            else self.noise_level(height, weight)(noise["u_noise_level"])
        )
        return {"height": height, "weight": weight, "noise_level": noise_level}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "height" in wanted:
            height = row["height"]
            found["height"] = self.height().law().log_prob(height)
        if "weight" in wanted:
            height = row["height"]
            weight = row["weight"]
            found["weight"] = self.weight(height).law().log_prob(weight)
        if "noise_level" in wanted:
            height = row["height"]
            weight = row["weight"]
            noise_level = row["noise_level"]
            found["noise_level"] = self.noise_level(height, weight).law().log_prob(noise_level)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.height_and_weight_joint, self.noise_level_flow):
            network.set_scales(table)
