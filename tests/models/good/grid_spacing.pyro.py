"""a field of view of 192 mm, whatever the number of pixels, and a depth without a unit.

Compiled by causalimg from grid_spacing.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import pictures
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.networks import Given, Scaled, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels, retried


class Slices(Program):
    """a field of view of 192 mm, whatever the number of pixels, and a depth without a unit."""

    variables = ("size", "tissue", "burden", "volume", "small", "low", "high")
    parents = {
        "size": (),
        "tissue": ("size",),
        "burden": ("tissue",),
        "volume": ("size",),
        "small": ("size",),
        "low": ("size",),
        "high": ("size",),
    }
    noises = {
        "size": ("u_size",),
        "tissue": ("u_tissue_code", "u_tissue"),
        "burden": (),
        "volume": ("u_volume",),
        "small": ("u_small",),
        "low": ("u_low",),
        "high": ("u_high",),
    }
    environment = None
    images = ("tissue", "volume", "small", "low", "high")
    words = {}
    numbers = {}
    lossy = ("low",)
    lines = {
        "size": "grid_spacing.scm:38: size ~ LogNormal(0, 0.2)",
        "tissue": "grid_spacing.scm:39: tissue ~ vae(latent = 4) given size",
        "burden": "grid_spacing.scm:40: burden := area(tissue == lesion)",
        "volume": "grid_spacing.scm:41: volume := size + u_volume",
        "small": "grid_spacing.scm:42: small := size + u_small",
        "low": "grid_spacing.scm:43: low := blur(size * u_low, 1)",
        "high": "grid_spacing.scm:44: high := size * u_high",
    }
    max_plate_nesting = 1

    def __init__(
        self, view: float = 192.0, side: int = 16, pixel: float = 12.0, step: float = 2.0
    ) -> None:
        super().__init__()
        self.view = view
        self.side = side
        self.pixel = pixel
        self.step = step
        # grid_spacing.scm:39  tissue ~ vae(latent = 4) given size
        self.tissue_vae = Vae(
            "tissue", shape=(1, 16, 16), labels=2, given=Given(size=Scaled(0.0)), latent=4
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_size": standard.normal(),
            "u_tissue_code": self.tissue_vae.code,
            "u_tissue": standard.labels(2, (1, 16, 16)),
            # grid_spacing.scm:31  u_volume : image[stack] ~ Normal(0, 1)
            "u_volume": dist.Normal(0.0, 1.0).expand([1, 8, 8, 4]).to_event(4),
            # grid_spacing.scm:32  u_small  : image[half] ~ Normal(0, 1)
            "u_small": dist.Normal(0.0, 1.0).expand([1, 8, 8]).to_event(3),
            # grid_spacing.scm:33  u_low    : image[plain] ~ Normal(0, 1)
            "u_low": dist.Normal(0.0, 1.0).expand([1, 4, 4]).to_event(3),
            # grid_spacing.scm:34  u_high   : image[fine] ~ Normal(0, 1)
            "u_high": dist.Normal(0.0, 1.0).expand([1, 4, 4]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def size(self) -> Map:
        # grid_spacing.scm:38  size ~ LogNormal(0, 0.2)
        return laws.log_normal(0.0, 0.2)

    def tissue(self, size: Tensor, u_tissue_code: Tensor) -> Map:
        # grid_spacing.scm:39  tissue ~ vae(latent = 4) given size
        return self.tissue_vae.decode(u_tissue_code, size=size)

    def burden(self, tissue: Tensor) -> Deterministic:
        # grid_spacing.scm:40  burden := area(tissue == lesion)
        return Deterministic(lambda: pictures.area((tissue == 1).float(), spacing=12.0))

    def volume(self, size: Tensor) -> Invertible:
        # grid_spacing.scm:41  volume := size + u_volume
        return Invertible(
            self.noise_laws()["u_volume"],
            lambda u_volume: pixels(size, 4) + u_volume,
            lambda volume: volume - pixels(size, 4),
            event_dim=4,
        )

    def small(self, size: Tensor) -> Invertible:
        # grid_spacing.scm:42  small := size + u_small
        return Invertible(
            self.noise_laws()["u_small"],
            lambda u_small: pixels(size) + u_small,
            lambda small: small - pixels(size),
            event_dim=3,
        )

    def low(self, size: Tensor) -> Deterministic:
        # grid_spacing.scm:43  low := blur(size * u_low, 1)
        return Deterministic(
            lambda u_low: pictures.blur(pixels(size) * u_low, 1.0), (self.noise_laws()["u_low"],)
        )

    def high(self, size: Tensor) -> Invertible:
        # grid_spacing.scm:44  high := size * u_high
        return Invertible(
            self.noise_laws()["u_high"],
            lambda u_high: pixels(size) * u_high,
            lambda high: high / pixels(size),
            event_dim=3,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            size = pyro.sample("size", self.size().law())
            u_tissue_code = pyro.sample("u_tissue_code", law["u_tissue_code"])
            tissue = pyro.sample("tissue", self.tissue(size, u_tissue_code).law())
            burden = fixed("burden", self.burden(tissue)())
            volume = pyro.sample("volume", self.volume(size).law())
            small = pyro.sample("small", self.small(size).law())
            u_low = pyro.sample("u_low", law["u_low"])
            low = fixed("low", self.low(size)(u_low), 3)
            high = pyro.sample("high", self.high(size).law())
        return {
            "size": size,
            "tissue": tissue,
            "burden": burden,
            "volume": volume,
            "small": small,
            "low": low,
            "high": high,
        }

    def guide(self, rows: int = 1, *, size: Tensor, tissue: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_tissue_code", self.tissue_vae.encode(tissue, size=size))

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_size = pyro.sample("u_size", law["u_size"])
            size = fixed("size", self.size()(u_size))
            u_tissue_code = pyro.sample("u_tissue_code", law["u_tissue_code"])
            u_tissue = pyro.sample("u_tissue", law["u_tissue"])
            tissue = fixed("tissue", self.tissue(size, u_tissue_code)(u_tissue), 3)
            burden = fixed("burden", self.burden(tissue)())
            u_volume = pyro.sample("u_volume", law["u_volume"])
            volume = fixed("volume", self.volume(size)(u_volume), 4)
            u_small = pyro.sample("u_small", law["u_small"])
            small = fixed("small", self.small(size)(u_small), 3)
            u_low = pyro.sample("u_low", law["u_low"])
            low = fixed("low", self.low(size)(u_low), 3)
            u_high = pyro.sample("u_high", law["u_high"])
            high = fixed("high", self.high(size)(u_high), 3)
        return {
            "size": size,
            "tissue": tissue,
            "burden": burden,
            "volume": volume,
            "small": small,
            "low": low,
            "high": high,
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
        size = row["size"]
        tissue = row["tissue"]
        volume = row["volume"]
        small = row["small"]
        low = row["low"]
        high = row["high"]
        u_size = self.size().abduct(size)
        posterior = self.tissue_vae.encode(tissue, size=size)
        u_tissue_code = posterior.mean if mean_codes else posterior.sample()
        u_tissue = self.tissue(size, u_tissue_code).abduct(tissue)
        u_volume = self.volume(size).abduct(volume)
        u_small = self.small(size).abduct(small)
        (u_low,) = retried(self.low(size), low, event=3)
        u_high = self.high(size).abduct(high)
        return {
            "u_size": u_size,
            "u_tissue_code": u_tissue_code,
            "u_tissue": u_tissue,
            "u_volume": u_volume,
            "u_small": u_small,
            "u_low": u_low,
            "u_high": u_high,
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
        size = do["size"] if "size" in do else self.size()(noise["u_size"])
        values = {"size": size}
        if "tissue" in needed:
            tissue = (
                do["tissue"]
                if "tissue" in do
                else self.tissue(size, noise["u_tissue_code"])(noise["u_tissue"])
            )
            values["tissue"] = tissue
        if "burden" in needed:
            burden = do["burden"] if "burden" in do else self.burden(tissue)()
            values["burden"] = burden
        if "volume" in needed:
            volume = do["volume"] if "volume" in do else self.volume(size)(noise["u_volume"])
            values["volume"] = volume
        if "small" in needed:
            small = do["small"] if "small" in do else self.small(size)(noise["u_small"])
            values["small"] = small
        if "low" in needed:
            low = do["low"] if "low" in do else self.low(size)(noise["u_low"])
            values["low"] = low
        if "high" in needed:
            high = do["high"] if "high" in do else self.high(size)(noise["u_high"])
            values["high"] = high
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "size" in wanted:
            size = row["size"]
            found["size"] = self.size().law().log_prob(size)
        if "tissue" in wanted:
            size = row["size"]
            tissue = row["tissue"]
            found["tissue"] = self.tissue_vae.elbo(tissue, size=size)
        if "volume" in wanted:
            size = row["size"]
            volume = row["volume"]
            found["volume"] = self.volume(size).law().log_prob(volume)
        if "small" in wanted:
            size = row["size"]
            small = row["small"]
            found["small"] = self.small(size).law().log_prob(small)
        if "high" in wanted:
            size = row["size"]
            high = row["high"]
            found["high"] = self.high(size).law().log_prob(high)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.tissue_vae,):
            network.set_scales(table)
