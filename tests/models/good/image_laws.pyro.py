"""every law that draws a picture.

Compiled by causalimg from image_laws.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class ImageLaws(Program):
    """every law that draws a picture."""

    variables = (
        "level",
        "bell",
        "heavy",
        "peaked",
        "grown",
        "waited",
        "drawn",
        "share",
        "flat",
        "sure",
    )
    parents = {
        "level": (),
        "bell": ("level",),
        "heavy": ("bell",),
        "peaked": ("level",),
        "grown": ("level",),
        "waited": ("level",),
        "drawn": (),
        "share": (),
        "flat": ("level",),
        "sure": ("bell",),
    }
    noises = {
        "level": ("u_level",),
        "bell": ("u_bell",),
        "heavy": ("u_heavy",),
        "peaked": ("u_peaked",),
        "grown": ("u_grown",),
        "waited": ("u_waited",),
        "drawn": ("u_drawn",),
        "share": ("u_share",),
        "flat": ("u_flat",),
        "sure": (),
    }
    environment = None
    images = ("bell", "heavy", "peaked", "grown", "waited", "drawn", "share", "flat", "sure")
    words = {}
    numbers = {}
    lossy = ()
    methods = {"drawn": "drawn_"}
    lines = {
        "level": "image_laws.scm:16: level ~ Normal(0, 1)",
        "bell": "image_laws.scm:17: bell ~ Normal(level, 1)",
        "heavy": "image_laws.scm:18: heavy ~ StudentT(4, bell, 2)",
        "peaked": "image_laws.scm:19: peaked ~ Laplace(level, 0.5)",
        "grown": "image_laws.scm:20: grown ~ LogNormal(0.1 * level, 0.2)",
        "waited": "image_laws.scm:21: waited ~ Exponential(exp(level))",
        "drawn": "image_laws.scm:22: drawn ~ Gamma(3, 1)",
        "share": "image_laws.scm:23: share ~ Beta(2, 2)",
        "flat": "image_laws.scm:24: flat ~ Uniform(level - 1, level + 1)",
        "sure": "image_laws.scm:25: sure ~ Delta(2 * bell)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_level": standard.normal(),
            "u_bell": standard.normal((1, 4, 4)),
            "u_heavy": standard.student_t(4.0, (1, 4, 4)),
            "u_peaked": standard.laplace((1, 4, 4)),
            "u_grown": standard.normal((1, 4, 4)),
            "u_waited": standard.exponential((1, 4, 4)),
            "u_drawn": standard.normal((1, 4, 4)),
            "u_share": standard.normal((1, 4, 4)),
            "u_flat": standard.normal((1, 4, 4)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def level(self) -> Map:
        # image_laws.scm:16  level ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def bell(self, level: Tensor) -> Map:
        # image_laws.scm:17  bell ~ Normal(level, 1)
        return laws.normal(pixels(level), 1.0, event=(1, 4, 4))

    def heavy(self, bell: Tensor) -> Map:
        # image_laws.scm:18  heavy ~ StudentT(4, bell, 2)
        return laws.student_t(4.0, bell, 2.0, event=(1, 4, 4))

    def peaked(self, level: Tensor) -> Map:
        # image_laws.scm:19  peaked ~ Laplace(level, 0.5)
        return laws.laplace(pixels(level), 0.5, event=(1, 4, 4))

    def grown(self, level: Tensor) -> Map:
        # image_laws.scm:20  grown ~ LogNormal(0.1 * level, 0.2)
        return laws.log_normal(pixels(0.1 * level), 0.2, event=(1, 4, 4))

    def waited(self, level: Tensor) -> Map:
        # image_laws.scm:21  waited ~ Exponential(exp(level))
        return laws.exponential(pixels(torch.exp(level)), event=(1, 4, 4))

    def drawn_(self) -> Map:
        # image_laws.scm:22  drawn ~ Gamma(3, 1)
        return laws.gamma(3.0, 1.0, event=(1, 4, 4))

    def share(self) -> Map:
        # image_laws.scm:23  share ~ Beta(2, 2)
        return laws.beta(2.0, 2.0, event=(1, 4, 4))

    def flat(self, level: Tensor) -> Map:
        # image_laws.scm:24  flat ~ Uniform(level - 1, level + 1)
        return laws.uniform(pixels(level - 1), pixels(level + 1), event=(1, 4, 4))

    def sure(self, bell: Tensor) -> Deterministic:
        # image_laws.scm:25  sure ~ Delta(2 * bell)
        return laws.delta(2 * bell, event=(1, 4, 4))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            level = pyro.sample("level", self.level().law())
            bell = pyro.sample("bell", self.bell(level).law())
            heavy = pyro.sample("heavy", self.heavy(bell).law())
            peaked = pyro.sample("peaked", self.peaked(level).law())
            grown = pyro.sample("grown", self.grown(level).law())
            waited = pyro.sample("waited", self.waited(level).law())
            drawn_ = pyro.sample("drawn", self.drawn_().law())
            share = pyro.sample("share", self.share().law())
            flat = pyro.sample("flat", self.flat(level).law())
            sure = fixed("sure", self.sure(bell)(), 3)
        return {
            "level": level,
            "bell": bell,
            "heavy": heavy,
            "peaked": peaked,
            "grown": grown,
            "waited": waited,
            "drawn": drawn_,
            "share": share,
            "flat": flat,
            "sure": sure,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_level = pyro.sample("u_level", law["u_level"])
            level = fixed("level", self.level()(u_level))
            u_bell = pyro.sample("u_bell", law["u_bell"])
            bell = fixed("bell", self.bell(level)(u_bell), 3)
            u_heavy = pyro.sample("u_heavy", law["u_heavy"])
            heavy = fixed("heavy", self.heavy(bell)(u_heavy), 3)
            u_peaked = pyro.sample("u_peaked", law["u_peaked"])
            peaked = fixed("peaked", self.peaked(level)(u_peaked), 3)
            u_grown = pyro.sample("u_grown", law["u_grown"])
            grown = fixed("grown", self.grown(level)(u_grown), 3)
            u_waited = pyro.sample("u_waited", law["u_waited"])
            waited = fixed("waited", self.waited(level)(u_waited), 3)
            u_drawn = pyro.sample("u_drawn", law["u_drawn"])
            drawn_ = fixed("drawn", self.drawn_()(u_drawn), 3)
            u_share = pyro.sample("u_share", law["u_share"])
            share = fixed("share", self.share()(u_share), 3)
            u_flat = pyro.sample("u_flat", law["u_flat"])
            flat = fixed("flat", self.flat(level)(u_flat), 3)
            sure = fixed("sure", self.sure(bell)(), 3)
        return {
            "level": level,
            "bell": bell,
            "heavy": heavy,
            "peaked": peaked,
            "grown": grown,
            "waited": waited,
            "drawn": drawn_,
            "share": share,
            "flat": flat,
            "sure": sure,
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
        level = row["level"]
        bell = row["bell"]
        heavy = row["heavy"]
        peaked = row["peaked"]
        grown = row["grown"]
        waited = row["waited"]
        drawn_ = row["drawn"]
        share = row["share"]
        flat = row["flat"]
        u_level = self.level().abduct(level)
        u_bell = self.bell(level).abduct(bell)
        u_heavy = self.heavy(bell).abduct(heavy)
        u_peaked = self.peaked(level).abduct(peaked)
        u_grown = self.grown(level).abduct(grown)
        u_waited = self.waited(level).abduct(waited)
        u_drawn = self.drawn_().abduct(drawn_)
        u_share = self.share().abduct(share)
        u_flat = self.flat(level).abduct(flat)
        return {
            "u_level": u_level,
            "u_bell": u_bell,
            "u_heavy": u_heavy,
            "u_peaked": u_peaked,
            "u_grown": u_grown,
            "u_waited": u_waited,
            "u_drawn": u_drawn,
            "u_share": u_share,
            "u_flat": u_flat,
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
        level = do["level"] if "level" in do else self.level()(noise["u_level"])
        values = {"level": level}
        if "bell" in needed:
            bell = do["bell"] if "bell" in do else self.bell(level)(noise["u_bell"])
            values["bell"] = bell
        if "heavy" in needed:
            heavy = do["heavy"] if "heavy" in do else self.heavy(bell)(noise["u_heavy"])
            values["heavy"] = heavy
        if "peaked" in needed:
            peaked = do["peaked"] if "peaked" in do else self.peaked(level)(noise["u_peaked"])
            values["peaked"] = peaked
        if "grown" in needed:
            grown = do["grown"] if "grown" in do else self.grown(level)(noise["u_grown"])
            values["grown"] = grown
        if "waited" in needed:
            waited = do["waited"] if "waited" in do else self.waited(level)(noise["u_waited"])
            values["waited"] = waited
        if "drawn" in needed:
            drawn_ = do["drawn"] if "drawn" in do else self.drawn_()(noise["u_drawn"])
            values["drawn"] = drawn_
        if "share" in needed:
            share = do["share"] if "share" in do else self.share()(noise["u_share"])
            values["share"] = share
        if "flat" in needed:
            flat = do["flat"] if "flat" in do else self.flat(level)(noise["u_flat"])
            values["flat"] = flat
        if "sure" in needed:
            sure = do["sure"] if "sure" in do else self.sure(bell)()
            values["sure"] = sure
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
        if "bell" in wanted:
            level = row["level"]
            bell = row["bell"]
            found["bell"] = self.bell(level).law().log_prob(bell)
        if "heavy" in wanted:
            bell = row["bell"]
            heavy = row["heavy"]
            found["heavy"] = self.heavy(bell).law().log_prob(heavy)
        if "peaked" in wanted:
            level = row["level"]
            peaked = row["peaked"]
            found["peaked"] = self.peaked(level).law().log_prob(peaked)
        if "grown" in wanted:
            level = row["level"]
            grown = row["grown"]
            found["grown"] = self.grown(level).law().log_prob(grown)
        if "waited" in wanted:
            level = row["level"]
            waited = row["waited"]
            found["waited"] = self.waited(level).law().log_prob(waited)
        if "drawn" in wanted:
            drawn_ = row["drawn"]
            found["drawn"] = self.drawn_().law().log_prob(drawn_)
        if "share" in wanted:
            share = row["share"]
            found["share"] = self.share().law().log_prob(share)
        if "flat" in wanted:
            level = row["level"]
            flat = row["flat"]
            found["flat"] = self.flat(level).law().log_prob(flat)
        return found
