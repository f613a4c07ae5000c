"""constants: whole, real, computed from one another, and of the outside.

Compiled by causalimg from params.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class Params(Program):
    """constants: whole, real, computed from one another, and of the outside."""

    variables = ("x", "image", "flat", "plain", "codes", "signal")
    parents = {"x": (), "image": ("x",), "flat": (), "plain": ("x",), "codes": (), "signal": ()}
    noises = {
        "x": ("u_x",),
        "image": ("u_image",),
        "flat": ("u_flat",),
        "plain": ("u_plain",),
        "codes": ("u_codes",),
        "signal": ("u_signal",),
    }
    environment = None
    images = ("image", "flat", "plain", "signal")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "x": "params.scm:22: x ~ Uniform(-half, half)",
        "image": "params.scm:23: image ~ Normal(x, rate)",
        "flat": "params.scm:24: flat ~ Normal(half, 1)",
        "plain": "params.scm:25: plain ~ Laplace(x, half + 1)",
        "codes": "params.scm:26: codes ~ Normal(rate, 1)",
        "signal": "params.scm:27: signal ~ ComplexNormal(0, half)",
    }
    max_plate_nesting = 1

    def __init__(
        self,
        side: int = 4,
        pixels_: int = 16,
        half_: float = 0.5,
        rate: float = 1.6065306597126334,
        coils: int = 2,
    ) -> None:
        super().__init__()
        self.side = side
        self.pixels_ = pixels_
        self.half_ = half_
        self.rate = rate
        self.coils = coils

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_codes": standard.normal((16,)),
            "u_image": standard.normal((2, 4, 6)),
            "u_flat": standard.normal((2, 4, 4)),
            "u_plain": standard.laplace((1, 4, 5)),
            "u_signal": standard.complex_normal((2, 4, 6)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # params.scm:22  x ~ Uniform(-half, half)
        return laws.uniform(-self.half_, self.half_)

    def image(self, x: Tensor) -> Map:
        # params.scm:23  image ~ Normal(x, rate)
        return laws.normal(pixels(x), self.rate, event=(2, 4, 6))

    def flat(self) -> Map:
        # params.scm:24  flat ~ Normal(half, 1)
        return laws.normal(self.half_, 1.0, event=(2, 4, 4))

    def plain(self, x: Tensor) -> Map:
        # params.scm:25  plain ~ Laplace(x, half + 1)
        return laws.laplace(pixels(x), self.half_ + 1, event=(1, 4, 5))

    def codes(self) -> Map:
        # params.scm:26  codes ~ Normal(rate, 1)
        return laws.normal(self.rate, 1.0, event=(16,))

    def signal(self) -> Map:
        # params.scm:27  signal ~ ComplexNormal(0, half)
        return laws.complex_normal(0.0, self.half_, event=(2, 4, 6))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            image = pyro.sample("image", self.image(x).law())
            flat = pyro.sample("flat", self.flat().law())
            plain = pyro.sample("plain", self.plain(x).law())
            codes = pyro.sample("codes", self.codes().law())
            signal = pyro.sample("signal", self.signal().law())
        return {
            "x": x,
            "image": image,
            "flat": flat,
            "plain": plain,
            "codes": codes,
            "signal": signal,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(x)(u_image), 3)
            u_flat = pyro.sample("u_flat", law["u_flat"])
            flat = fixed("flat", self.flat()(u_flat), 3)
            u_plain = pyro.sample("u_plain", law["u_plain"])
            plain = fixed("plain", self.plain(x)(u_plain), 3)
            u_codes = pyro.sample("u_codes", law["u_codes"])
            codes = fixed("codes", self.codes()(u_codes), 1)
            u_signal = pyro.sample("u_signal", law["u_signal"])
            signal = fixed("signal", self.signal()(u_signal), 3)
        return {
            "x": x,
            "image": image,
            "flat": flat,
            "plain": plain,
            "codes": codes,
            "signal": signal,
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
        x = row["x"]
        image = row["image"]
        flat = row["flat"]
        plain = row["plain"]
        codes = row["codes"]
        signal = row["signal"]
        u_x = self.x().abduct(x)
        u_image = self.image(x).abduct(image)
        u_flat = self.flat().abduct(flat)
        u_plain = self.plain(x).abduct(plain)
        u_codes = self.codes().abduct(codes)
        u_signal = self.signal().abduct(signal)
        return {
            "u_x": u_x,
            "u_image": u_image,
            "u_flat": u_flat,
            "u_plain": u_plain,
            "u_codes": u_codes,
            "u_signal": u_signal,
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
        x = do["x"] if "x" in do else self.x()(noise["u_x"])
        codes = do["codes"] if "codes" in do else self.codes()(noise["u_codes"])
        values = {"x": x, "codes": codes}
        if "image" in needed:
            image = do["image"] if "image" in do else self.image(x)(noise["u_image"])
            values["image"] = image
        if "flat" in needed:
            flat = do["flat"] if "flat" in do else self.flat()(noise["u_flat"])
            values["flat"] = flat
        if "plain" in needed:
            plain = do["plain"] if "plain" in do else self.plain(x)(noise["u_plain"])
            values["plain"] = plain
        if "signal" in needed:
            signal = do["signal"] if "signal" in do else self.signal()(noise["u_signal"])
            values["signal"] = signal
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            x = row["x"]
            found["x"] = self.x().law().log_prob(x)
        if "image" in wanted:
            x = row["x"]
            image = row["image"]
            found["image"] = self.image(x).law().log_prob(image)
        if "flat" in wanted:
            flat = row["flat"]
            found["flat"] = self.flat().law().log_prob(flat)
        if "plain" in wanted:
            x = row["x"]
            plain = row["plain"]
            found["plain"] = self.plain(x).law().log_prob(plain)
        if "codes" in wanted:
            codes = row["codes"]
            found["codes"] = self.codes().law().log_prob(codes)
        if "signal" in wanted:
            signal = row["signal"]
            found["signal"] = self.signal().law().log_prob(signal)
        return found
