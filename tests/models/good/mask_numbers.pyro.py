"""a mask without a grid, its labels numbered.

Compiled by causalimg from mask_numbers.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels, retried


class MaskNumbers(Program):
    """a mask without a grid, its labels numbered."""

    variables = ("shift", "labels")
    parents = {"shift": (), "labels": ("shift",)}
    noises = {"shift": ("u_shift",), "labels": ("u_labels",)}
    environment = None
    images = ("labels",)
    words = {}
    numbers = {}
    lossy = ("labels",)
    lines = {
        "shift": "mask_numbers.scm:15: shift ~ Normal(0, 1)",
        "labels": "mask_numbers.scm:16: labels := if u_labels + shift > 1 then 2 else if ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_shift": standard.normal(),
            # mask_numbers.scm:11  u_labels : image[1, 8, 8] ~ Normal(0, 1)
            "u_labels": dist.Normal(0.0, 1.0).expand([1, 8, 8]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def shift(self) -> Map:
        # mask_numbers.scm:15  shift ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def labels(self, shift: Tensor) -> Deterministic:
        # mask_numbers.scm:16  labels := if u_labels + shift > 1 then 2 else if u_labels + shift >
        #     0 then 1 else 0

        def value(u_labels: Tensor) -> Tensor:
            return torch.where(
                u_labels + pixels(shift) > 1, 2, torch.where(u_labels + pixels(shift) > 0, 1, 0)
            )

        return Deterministic(value, (self.noise_laws()["u_labels"],))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            shift = pyro.sample("shift", self.shift().law())
            u_labels = pyro.sample("u_labels", law["u_labels"])
            labels = fixed("labels", self.labels(shift)(u_labels), 3)
        return {"shift": shift, "labels": labels}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_shift = pyro.sample("u_shift", law["u_shift"])
            shift = fixed("shift", self.shift()(u_shift))
            u_labels = pyro.sample("u_labels", law["u_labels"])
            labels = fixed("labels", self.labels(shift)(u_labels), 3)
        return {"shift": shift, "labels": labels}

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
        shift = row["shift"]
        labels = row["labels"]
        u_shift = self.shift().abduct(shift)
        (u_labels,) = retried(self.labels(shift), labels, event=3)
        return {"u_shift": u_shift, "u_labels": u_labels}

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
        shift = do["shift"] if "shift" in do else self.shift()(noise["u_shift"])
        values = {"shift": shift}
        if "labels" in needed:
            labels = do["labels"] if "labels" in do else self.labels(shift)(noise["u_labels"])
            values["labels"] = labels
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "shift" in wanted:
            shift = row["shift"]
            found["shift"] = self.shift().law().log_prob(shift)
        return found
