"""one digit, thinner and upright.

Compiled by causalimg from digit_changed.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import morpho
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class DigitChanged(Program):
    """one digit, thinner and upright."""

    variables = ("thickness", "lean", "brightness", "scribble", "image")
    parents = {
        "thickness": (),
        "lean": (),
        "brightness": (),
        "scribble": (),
        "image": ("thickness", "lean", "brightness", "scribble"),
    }
    noises = {
        "thickness": ("u_thickness",),
        "lean": ("u_lean",),
        "brightness": ("u_brightness",),
        "scribble": ("u_scribble",),
        "image": (),
    }
    environment = None
    images = ("scribble", "image")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "thickness": "digit_changed.scm:22: thickness ~ Uniform(1, 4)",
        "lean": "digit_changed.scm:23: lean ~ Normal(0, 0.1) truncated [-0.5, 0.5]",
        "brightness": "digit_changed.scm:24: brightness ~ Uniform(100, 255)",
        "scribble": "digit_changed.scm:25: scribble := 255 * u_scribble",
        "image": "digit_changed.scm:26: image := ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_thickness": standard.normal(),
            "u_lean": standard.normal(),
            "u_brightness": standard.normal(),
            # digit_changed.scm:18  u_scribble : image[canvas] ~ Beta(0.5, 0.5)
            "u_scribble": dist.Beta(0.5, 0.5).expand([1, 12, 12]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def thickness(self) -> Map:
        # digit_changed.scm:22  thickness ~ Uniform(1, 4)
        return laws.uniform(1.0, 4.0)

    def lean(self) -> Map:
        # digit_changed.scm:23  lean ~ Normal(0, 0.1) truncated [-0.5, 0.5]
        return laws.truncated(laws.normal(0.0, 0.1), -0.5, 0.5)

    def brightness(self) -> Map:
        # digit_changed.scm:24  brightness ~ Uniform(100, 255)
        return laws.uniform(100.0, 255.0)

    def scribble(self) -> Invertible:
        # digit_changed.scm:25  scribble := 255 * u_scribble
        return Invertible(
            self.noise_laws()["u_scribble"],
            lambda u_scribble: 255 * u_scribble,
            lambda scribble: scribble / 255,
            support=constraints.interval(0.0, 255.0),
            event_dim=3,
        )

    def image(
        self, thickness: Tensor, lean: Tensor, brightness: Tensor, scribble: Tensor
    ) -> Deterministic:
        # digit_changed.scm:26  image := set_intensity(set_slant(set_thickness(scribble,
        #     thickness), lean), brightness, white = 255)

        def value() -> Tensor:
            return morpho.set_intensity(
                morpho.set_slant(morpho.set_thickness(scribble, thickness), lean),
                brightness,
                255.0,
            )

        return Deterministic(value)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            thickness = pyro.sample("thickness", self.thickness().law())
            lean = pyro.sample("lean", self.lean().law())
            brightness = pyro.sample("brightness", self.brightness().law())
            scribble = pyro.sample("scribble", self.scribble().law())
            image = fixed("image", self.image(thickness, lean, brightness, scribble)(), 3)
        return {
            "thickness": thickness,
            "lean": lean,
            "brightness": brightness,
            "scribble": scribble,
            "image": image,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_thickness = pyro.sample("u_thickness", law["u_thickness"])
            thickness = fixed("thickness", self.thickness()(u_thickness))
            u_lean = pyro.sample("u_lean", law["u_lean"])
            lean = fixed("lean", self.lean()(u_lean))
            u_brightness = pyro.sample("u_brightness", law["u_brightness"])
            brightness = fixed("brightness", self.brightness()(u_brightness))
            u_scribble = pyro.sample("u_scribble", law["u_scribble"])
            scribble = fixed("scribble", self.scribble()(u_scribble), 3)
            image = fixed("image", self.image(thickness, lean, brightness, scribble)(), 3)
        return {
            "thickness": thickness,
            "lean": lean,
            "brightness": brightness,
            "scribble": scribble,
            "image": image,
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
        thickness = row["thickness"]
        lean = row["lean"]
        brightness = row["brightness"]
        scribble = row["scribble"]
        u_thickness = self.thickness().abduct(thickness)
        u_lean = self.lean().abduct(lean)
        u_brightness = self.brightness().abduct(brightness)
        u_scribble = self.scribble().abduct(scribble)
        return {
            "u_thickness": u_thickness,
            "u_lean": u_lean,
            "u_brightness": u_brightness,
            "u_scribble": u_scribble,
        }

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
        thickness = (
            do["thickness"] if "thickness" in do else self.thickness()(noise["u_thickness"])
        )
        lean = do["lean"] if "lean" in do else self.lean()(noise["u_lean"])
        brightness = (
            do["brightness"] if "brightness" in do else self.brightness()(noise["u_brightness"])
        )
        values = {"thickness": thickness, "lean": lean, "brightness": brightness}
        if "scribble" in needed:
            scribble = do["scribble"] if "scribble" in do else self.scribble()(noise["u_scribble"])
            values["scribble"] = scribble
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(thickness, lean, brightness, scribble)()
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "thickness" in wanted:
            thickness = row["thickness"]
            found["thickness"] = self.thickness().law().log_prob(thickness)
        if "lean" in wanted:
            lean = row["lean"]
            found["lean"] = self.lean().law().log_prob(lean)
        if "brightness" in wanted:
            brightness = row["brightness"]
            found["brightness"] = self.brightness().law().log_prob(brightness)
        if "scribble" in wanted:
            scribble = row["scribble"]
            found["scribble"] = self.scribble().law().log_prob(scribble)
        return found
