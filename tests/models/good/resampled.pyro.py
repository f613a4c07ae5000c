"""thick slices, a crop and a blur.

Compiled by causalimg from resampled.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import pictures
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import median, needed_for


class Resampled(Program):
    """thick slices, a crop and a blur."""

    variables = (
        "width",
        "truth",
        "soft",
        "small",
        "cut",
        "mean_signal",
        "middle_signal",
        "all_signal",
    )
    parents = {
        "width": (),
        "truth": (),
        "soft": ("width", "truth"),
        "small": ("soft",),
        "cut": ("soft",),
        "mean_signal": ("small",),
        "middle_signal": ("cut",),
        "all_signal": ("truth",),
    }
    noises = {
        "width": ("u_width",),
        "truth": ("u_truth",),
        "soft": (),
        "small": (),
        "cut": (),
        "mean_signal": (),
        "middle_signal": (),
        "all_signal": (),
    }
    environment = None
    images = ("truth", "soft", "small", "cut")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "width": "resampled.scm:23: width ~ Uniform(0, 4)",
        "truth": "resampled.scm:24: truth := sigmoid(u_truth)",
        "soft": "resampled.scm:25: soft := blur(truth, width)",
        "small": "resampled.scm:26: small := resize(soft, coarse)",
        "cut": "resampled.scm:27: cut := crop(soft, middle)",
        "mean_signal": "resampled.scm:28: mean_signal := mean(small)",
        "middle_signal": "resampled.scm:29: middle_signal := median(cut)",
        "all_signal": "resampled.scm:30: all_signal := sum(truth)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_width": standard.normal(),
            # resampled.scm:19  u_truth : image[fine] ~ Normal(0, 1)
            "u_truth": dist.Normal(0.0, 1.0).expand([1, 16, 16]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def width(self) -> Map:
        # resampled.scm:23  width ~ Uniform(0, 4)
        return laws.uniform(0.0, 4.0)

    def truth(self) -> Invertible:
        # resampled.scm:24  truth := sigmoid(u_truth)
        return Invertible(
            self.noise_laws()["u_truth"],
            lambda u_truth: torch.sigmoid(u_truth),
            lambda truth: torch.logit(truth),
            support=constraints.interval(0.0, 1.0),
            event_dim=3,
        )

    def soft(self, width: Tensor, truth: Tensor) -> Deterministic:
        # resampled.scm:25  soft := blur(truth, width)
        return Deterministic(lambda: pictures.blur(truth, width, spacing=1.0))

    def small(self, soft: Tensor) -> Deterministic:
        # resampled.scm:26  small := resize(soft, coarse)
        return Deterministic(lambda: pictures.resize(soft, (8, 8)))

    def cut(self, soft: Tensor) -> Deterministic:
        # resampled.scm:27  cut := crop(soft, middle)
        return Deterministic(lambda: pictures.crop(soft, (6, 10)))

    def mean_signal(self, small: Tensor) -> Deterministic:
        # resampled.scm:28  mean_signal := mean(small)
        return Deterministic(lambda: small.mean((-3, -2, -1)))

    def middle_signal(self, cut: Tensor) -> Deterministic:
        # resampled.scm:29  middle_signal := median(cut)
        return Deterministic(lambda: median(cut))

    def all_signal(self, truth: Tensor) -> Deterministic:
        # resampled.scm:30  all_signal := sum(truth)
        return Deterministic(lambda: truth.sum((-3, -2, -1)))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            width = pyro.sample("width", self.width().law())
            truth = pyro.sample("truth", self.truth().law())
            soft = fixed("soft", self.soft(width, truth)(), 3)
            small = fixed("small", self.small(soft)(), 3)
            cut = fixed("cut", self.cut(soft)(), 3)
            mean_signal = fixed("mean_signal", self.mean_signal(small)())
            middle_signal = fixed("middle_signal", self.middle_signal(cut)())
            all_signal = fixed("all_signal", self.all_signal(truth)())
        return {
            "width": width,
            "truth": truth,
            "soft": soft,
            "small": small,
            "cut": cut,
            "mean_signal": mean_signal,
            "middle_signal": middle_signal,
            "all_signal": all_signal,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_width = pyro.sample("u_width", law["u_width"])
            width = fixed("width", self.width()(u_width))
            u_truth = pyro.sample("u_truth", law["u_truth"])
            truth = fixed("truth", self.truth()(u_truth), 3)
            soft = fixed("soft", self.soft(width, truth)(), 3)
            small = fixed("small", self.small(soft)(), 3)
            cut = fixed("cut", self.cut(soft)(), 3)
            mean_signal = fixed("mean_signal", self.mean_signal(small)())
            middle_signal = fixed("middle_signal", self.middle_signal(cut)())
            all_signal = fixed("all_signal", self.all_signal(truth)())
        return {
            "width": width,
            "truth": truth,
            "soft": soft,
            "small": small,
            "cut": cut,
            "mean_signal": mean_signal,
            "middle_signal": middle_signal,
            "all_signal": all_signal,
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
        width = row["width"]
        truth = row["truth"]
        u_width = self.width().abduct(width)
        u_truth = self.truth().abduct(truth)
        return {"u_width": u_width, "u_truth": u_truth}

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
        width = do["width"] if "width" in do else self.width()(noise["u_width"])
        values = {"width": width}
        if "truth" in needed:
            truth = do["truth"] if "truth" in do else self.truth()(noise["u_truth"])
            values["truth"] = truth
        if "soft" in needed:
            soft = do["soft"] if "soft" in do else self.soft(width, truth)()
            values["soft"] = soft
        if "small" in needed:
            small = do["small"] if "small" in do else self.small(soft)()
            values["small"] = small
        if "cut" in needed:
            cut = do["cut"] if "cut" in do else self.cut(soft)()
            values["cut"] = cut
        if "mean_signal" in needed:
            mean_signal = do["mean_signal"] if "mean_signal" in do else self.mean_signal(small)()
            values["mean_signal"] = mean_signal
        if "middle_signal" in needed:
            middle_signal = (
                do["middle_signal"] if "middle_signal" in do else self.middle_signal(cut)()
            )
            values["middle_signal"] = middle_signal
        if "all_signal" in needed:
            all_signal = do["all_signal"] if "all_signal" in do else self.all_signal(truth)()
            values["all_signal"] = all_signal
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "width" in wanted:
            width = row["width"]
            found["width"] = self.width().law().log_prob(width)
        if "truth" in wanted:
            truth = row["truth"]
            found["truth"] = self.truth().law().log_prob(truth)
        return found
