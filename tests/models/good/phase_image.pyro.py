"""a picture goes to k-space and back.

Compiled by causalimg from phase_image.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import mri
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class PhaseImage(Program):
    """a picture goes to k-space and back."""

    variables = ("level", "truth", "lines", "again", "zipper")
    parents = {
        "level": (),
        "truth": (),
        "lines": ("level", "truth"),
        "again": ("lines",),
        "zipper": ("truth",),
    }
    noises = {"level": ("u_level",), "truth": ("u_truth",), "lines": (), "again": (), "zipper": ()}
    environment = None
    images = ("truth", "lines", "again", "zipper")
    words = {}
    numbers = {}
    lossy = ()
    methods = {"lines": "lines_"}
    lines = {
        "level": "phase_image.scm:22: level ~ Beta(2, 2)",
        "truth": "phase_image.scm:23: truth := u_truth",
        "lines": "phase_image.scm:24: lines := fourier(coil_maps(3, slice) * (level * truth))",
        "again": "phase_image.scm:25: again := combine(inverse_fourier(lines))",
        "zipper": "phase_image.scm:26: zipper := ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_level": standard.normal(),
            # phase_image.scm:18  u_truth : image[slice] ~ Beta(2, 2)
            "u_truth": dist.Beta(2.0, 2.0).expand([1, 8, 8]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def level(self) -> Map:
        # phase_image.scm:22  level ~ Beta(2, 2)
        return laws.beta(2.0, 2.0)

    def truth(self) -> Invertible:
        # phase_image.scm:23  truth := u_truth
        return Invertible(
            self.noise_laws()["u_truth"],
            lambda u_truth: u_truth,
            lambda truth: truth,
            support=constraints.interval(0.0, 1.0),
            event_dim=3,
        )

    def lines_(self, level: Tensor, truth: Tensor) -> Deterministic:
        # phase_image.scm:24  lines := fourier(coil_maps(3, slice) * (level * truth))
        return Deterministic(
            lambda: mri.fourier(mri.coil_maps(3, (8, 8)) * (pixels(level) * truth))
        )

    def again(self, lines_: Tensor) -> Deterministic:
        # phase_image.scm:25  again := combine(inverse_fourier(lines))
        return Deterministic(lambda: mri.combine(mri.inverse_fourier(lines_)))

    def zipper(self, truth: Tensor) -> Deterministic:
        # phase_image.scm:26  zipper := abs(inverse_fourier(cartesian(fourier(truth), 2)))
        return Deterministic(
            lambda: torch.abs(mri.inverse_fourier(mri.cartesian(mri.fourier(truth), 2.0)))
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            level = pyro.sample("level", self.level().law())
            truth = pyro.sample("truth", self.truth().law())
            lines_ = fixed("lines", self.lines_(level, truth)(), 3)
            again = fixed("again", self.again(lines_)(), 3)
            zipper = fixed("zipper", self.zipper(truth)(), 3)
        return {"level": level, "truth": truth, "lines": lines_, "again": again, "zipper": zipper}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_level = pyro.sample("u_level", law["u_level"])
            level = fixed("level", self.level()(u_level))
            u_truth = pyro.sample("u_truth", law["u_truth"])
            truth = fixed("truth", self.truth()(u_truth), 3)
            lines_ = fixed("lines", self.lines_(level, truth)(), 3)
            again = fixed("again", self.again(lines_)(), 3)
            zipper = fixed("zipper", self.zipper(truth)(), 3)
        return {"level": level, "truth": truth, "lines": lines_, "again": again, "zipper": zipper}

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
        truth = row["truth"]
        u_level = self.level().abduct(level)
        u_truth = self.truth().abduct(truth)
        return {"u_level": u_level, "u_truth": u_truth}

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
        if "truth" in needed:
            truth = do["truth"] if "truth" in do else self.truth()(noise["u_truth"])
            values["truth"] = truth
        if "lines" in needed:
            lines_ = do["lines"] if "lines" in do else self.lines_(level, truth)()
            values["lines"] = lines_
        if "again" in needed:
            again = do["again"] if "again" in do else self.again(lines_)()
            values["again"] = again
        if "zipper" in needed:
            zipper = do["zipper"] if "zipper" in do else self.zipper(truth)()
            values["zipper"] = zipper
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
        if "truth" in wanted:
            truth = row["truth"]
            found["truth"] = self.truth().law().log_prob(truth)
        return found
