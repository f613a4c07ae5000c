"""grey values by label, labels by threshold.

Compiled by causalimg from mask_arithmetic.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels, select


class MaskArithmetic(Program):
    """grey values by label, labels by threshold."""

    variables = ("level", "raw", "tissue", "image")
    parents = {"level": (), "raw": (), "tissue": ("level", "raw"), "image": ("tissue",)}
    noises = {"level": ("u_level",), "raw": ("u_raw",), "tissue": (), "image": ("u_image",)}
    environment = None
    images = ("raw", "tissue", "image")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "level": "mask_arithmetic.scm:20: level ~ Beta(5, 5)",
        "raw": "mask_arithmetic.scm:21: raw := u_raw",
        "tissue": "mask_arithmetic.scm:22: tissue := if raw > level then bone else if raw > 0 ...",
        "image": "mask_arithmetic.scm:23: image := match tissue { air: -1000, water: 0, bone: ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_level": standard.normal(),
            # mask_arithmetic.scm:15  u_raw   : image[slice] ~ Normal(0, 1)
            "u_raw": dist.Normal(0.0, 1.0).expand([1, 8, 6]).to_event(3),
            # mask_arithmetic.scm:16  u_image : image[slice] ~ Normal(0, 1)
            "u_image": dist.Normal(0.0, 1.0).expand([1, 8, 6]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def level(self) -> Map:
        # mask_arithmetic.scm:20  level ~ Beta(5, 5)
        return laws.beta(5.0, 5.0)

    def raw(self) -> Invertible:
        # mask_arithmetic.scm:21  raw := u_raw
        return Invertible(
            self.noise_laws()["u_raw"], lambda u_raw: u_raw, lambda raw: raw, event_dim=3
        )

    def tissue(self, level: Tensor, raw: Tensor) -> Deterministic:
        # mask_arithmetic.scm:22  tissue := if raw > level then bone else if raw > 0 then water
        #     else air
        return Deterministic(
            lambda: torch.where(raw > pixels(level), 2, torch.where(raw > 0, 1, 0))
        )

    def image(self, tissue: Tensor) -> Invertible:
        # mask_arithmetic.scm:23  image := match tissue { air: -1000, water: 0, bone: 700 } + 20 *
        #     u_image
        return Invertible(
            self.noise_laws()["u_image"],
            lambda u_image: select(tissue, -1000.0, 0.0, 700.0) + 20 * u_image,
            lambda image: (image - select(tissue, -1000.0, 0.0, 700.0)) / 20,
            event_dim=3,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            level = pyro.sample("level", self.level().law())
            raw = pyro.sample("raw", self.raw().law())
            tissue = fixed("tissue", self.tissue(level, raw)(), 3)
            image = pyro.sample("image", self.image(tissue).law())
        return {"level": level, "raw": raw, "tissue": tissue, "image": image}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_level = pyro.sample("u_level", law["u_level"])
            level = fixed("level", self.level()(u_level))
            u_raw = pyro.sample("u_raw", law["u_raw"])
            raw = fixed("raw", self.raw()(u_raw), 3)
            tissue = fixed("tissue", self.tissue(level, raw)(), 3)
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(tissue)(u_image), 3)
        return {"level": level, "raw": raw, "tissue": tissue, "image": image}

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
        level = row["level"]
        raw = row["raw"]
        tissue = row["tissue"]
        image = row["image"]
        u_level = self.level().abduct(level)
        u_raw = self.raw().abduct(raw)
        u_image = self.image(tissue).abduct(image)
        return {"u_level": u_level, "u_raw": u_raw, "u_image": u_image}

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
        level = do["level"] if "level" in do else self.level()(noise["u_level"])
        values = {"level": level}
        if "raw" in needed:
            raw = do["raw"] if "raw" in do else self.raw()(noise["u_raw"])
            values["raw"] = raw
        if "tissue" in needed:
            tissue = do["tissue"] if "tissue" in do else self.tissue(level, raw)()
            values["tissue"] = tissue
        if "image" in needed:
            image = do["image"] if "image" in do else self.image(tissue)(noise["u_image"])
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "level" in wanted:
            level = row["level"]
            found["level"] = self.level().law().log_prob(level)
        if "raw" in wanted:
            raw = row["raw"]
            found["raw"] = self.raw().law().log_prob(raw)
        if "image" in wanted:
            tissue = row["tissue"]
            image = row["image"]
            found["image"] = self.image(tissue).law().log_prob(image)
        return found
