"""strokes are measured, thickened and slanted.

Compiled by causalimg from digit_strokes.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program.imaging import morpho
from causalimg.program.maps import Deterministic, Invertible, Law
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class DigitStrokes(Program):
    """strokes are measured, thickened and slanted."""

    variables = ("stroke", "ink", "how_long", "how_thick", "lean", "wide", "high", "bright")
    parents = {
        "stroke": (),
        "ink": ("stroke",),
        "how_long": ("stroke",),
        "how_thick": ("stroke",),
        "lean": ("stroke",),
        "wide": ("stroke",),
        "high": ("stroke",),
        "bright": ("stroke",),
    }
    noises = {
        "stroke": ("u_stroke",),
        "ink": (),
        "how_long": (),
        "how_thick": (),
        "lean": (),
        "wide": (),
        "high": (),
        "bright": (),
    }
    environment = None
    images = ("stroke",)
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "stroke": "digit_strokes.scm:21: stroke := u_stroke",
        "ink": "digit_strokes.scm:22: ink := area(stroke)",
        "how_long": "digit_strokes.scm:23: how_long := length(stroke)",
        "how_thick": "digit_strokes.scm:24: how_thick := thickness(stroke)",
        "lean": "digit_strokes.scm:25: lean := slant(stroke)",
        "wide": "digit_strokes.scm:26: wide := width(stroke)",
        "high": "digit_strokes.scm:27: high := height(stroke)",
        "bright": "digit_strokes.scm:28: bright := intensity(stroke)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # digit_strokes.scm:17  u_stroke : image[1, 12, 12] ~ Uniform(0, 255)
            "u_stroke": dist.Uniform(0.0, 255.0).expand([1, 12, 12]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def stroke(self) -> Invertible:
        # digit_strokes.scm:21  stroke := u_stroke
        return Invertible(
            self.noise_laws()["u_stroke"],
            lambda u_stroke: u_stroke,
            lambda stroke: stroke,
            support=constraints.interval(0.0, 255.0),
            event_dim=3,
        )

    def ink(self, stroke: Tensor) -> Deterministic:
        # digit_strokes.scm:22  ink := area(stroke)
        return Deterministic(lambda: morpho.area(stroke))

    def how_long(self, stroke: Tensor) -> Deterministic:
        # digit_strokes.scm:23  how_long := length(stroke)
        return Deterministic(lambda: morpho.length(stroke))

    def how_thick(self, stroke: Tensor) -> Deterministic:
        # digit_strokes.scm:24  how_thick := thickness(stroke)
        return Deterministic(lambda: morpho.thickness(stroke))

    def lean(self, stroke: Tensor) -> Deterministic:
        # digit_strokes.scm:25  lean := slant(stroke)
        return Deterministic(lambda: morpho.slant(stroke))

    def wide(self, stroke: Tensor) -> Deterministic:
        # digit_strokes.scm:26  wide := width(stroke)
        return Deterministic(lambda: morpho.width(stroke))

    def high(self, stroke: Tensor) -> Deterministic:
        # digit_strokes.scm:27  high := height(stroke)
        return Deterministic(lambda: morpho.height(stroke))

    def bright(self, stroke: Tensor) -> Deterministic:
        # digit_strokes.scm:28  bright := intensity(stroke)
        return Deterministic(lambda: morpho.intensity(stroke))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            stroke = pyro.sample("stroke", self.stroke().law())
            ink = fixed("ink", self.ink(stroke)())
            how_long = fixed("how_long", self.how_long(stroke)())
            how_thick = fixed("how_thick", self.how_thick(stroke)())
            lean = fixed("lean", self.lean(stroke)())
            wide = fixed("wide", self.wide(stroke)())
            high = fixed("high", self.high(stroke)())
            bright = fixed("bright", self.bright(stroke)())
        return {
            "stroke": stroke,
            "ink": ink,
            "how_long": how_long,
            "how_thick": how_thick,
            "lean": lean,
            "wide": wide,
            "high": high,
            "bright": bright,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_stroke = pyro.sample("u_stroke", law["u_stroke"])
            stroke = fixed("stroke", self.stroke()(u_stroke), 3)
            ink = fixed("ink", self.ink(stroke)())
            how_long = fixed("how_long", self.how_long(stroke)())
            how_thick = fixed("how_thick", self.how_thick(stroke)())
            lean = fixed("lean", self.lean(stroke)())
            wide = fixed("wide", self.wide(stroke)())
            high = fixed("high", self.high(stroke)())
            bright = fixed("bright", self.bright(stroke)())
        return {
            "stroke": stroke,
            "ink": ink,
            "how_long": how_long,
            "how_thick": how_thick,
            "lean": lean,
            "wide": wide,
            "high": high,
            "bright": bright,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = dict(self.noise_laws())
        needed = needed_for(wanted, self.parents)
        for image in self.images:
            for name in () if image in needed else self.noises[image]:
                del law[name]
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        stroke = row["stroke"]
        u_stroke = self.stroke().abduct(stroke)
        return {"u_stroke": u_stroke}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        needed = needed_for(wanted, self.parents, do)
        values = {}
        if "stroke" in needed:
            stroke = do["stroke"] if "stroke" in do else self.stroke()(noise["u_stroke"])
            values["stroke"] = stroke
        if "ink" in needed:
            ink = do["ink"] if "ink" in do else self.ink(stroke)()
            values["ink"] = ink
        if "how_long" in needed:
            how_long = do["how_long"] if "how_long" in do else self.how_long(stroke)()
            values["how_long"] = how_long
        if "how_thick" in needed:
            how_thick = do["how_thick"] if "how_thick" in do else self.how_thick(stroke)()
            values["how_thick"] = how_thick
        if "lean" in needed:
            lean = do["lean"] if "lean" in do else self.lean(stroke)()
            values["lean"] = lean
        if "wide" in needed:
            wide = do["wide"] if "wide" in do else self.wide(stroke)()
            values["wide"] = wide
        if "high" in needed:
            high = do["high"] if "high" in do else self.high(stroke)()
            values["high"] = high
        if "bright" in needed:
            bright = do["bright"] if "bright" in do else self.bright(stroke)()
            values["bright"] = bright
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "stroke" in wanted:
            stroke = row["stroke"]
            found["stroke"] = self.stroke().law().log_prob(stroke)
        return found
