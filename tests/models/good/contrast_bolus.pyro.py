"""iodine arrives, the aorta brightens.

Compiled by causalimg from contrast_bolus.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import retried


class ContrastBolus(Program):
    """iodine arrives, the aorta brightens."""

    variables = ("weight", "bolus", "rate", "peak")
    parents = {"weight": (), "bolus": ("weight",), "rate": (), "peak": ("weight", "bolus", "rate")}
    noises = {
        "weight": ("u_weight",),
        "bolus": ("u_bolus",),
        "rate": ("u_rate",),
        "peak": ("u_peak",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ("bolus",)
    lines = {
        "weight": "contrast_bolus.scm:23: weight ~ StudentT(6, 78 kg, 12 kg) truncated [40, 150]",
        "bolus": "contrast_bolus.scm:24: bolus := clip(1.2 * (weight / 1 kg) + 5 * u_bolus, ...",
        "rate": "contrast_bolus.scm:25: rate ~ Uniform(2 ml/s, 5 ml/s)",
        "peak": "contrast_bolus.scm:26: peak := 250 * (bolus / 100 ml) * (70 kg / weight) * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_weight": standard.normal(),
            # contrast_bolus.scm:18  u_bolus ~ Normal(0, 1)
            "u_bolus": dist.Normal(0.0, 1.0),
            "u_rate": standard.normal(),
            # contrast_bolus.scm:19  u_peak  ~ Exponential(2)
            "u_peak": dist.Exponential(2.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def weight(self) -> Map:
        # contrast_bolus.scm:23  weight ~ StudentT(6, 78 kg, 12 kg) truncated [40, 150]
        return laws.truncated(laws.student_t(6.0, 78.0, 12.0), 40.0, 150.0)

    def bolus(self, weight: Tensor) -> Deterministic:
        # contrast_bolus.scm:24  bolus := clip(1.2 * (weight / 1 kg) + 5 * u_bolus, 20, 200)
        return Deterministic(
            lambda u_bolus: torch.clamp(1.2 * (weight / 1) + 5 * u_bolus, 20.0, 200.0),
            (self.noise_laws()["u_bolus"],),
        )

    def rate(self) -> Map:
        # contrast_bolus.scm:25  rate ~ Uniform(2 ml/s, 5 ml/s)
        return laws.uniform(2.0, 5.0)

    def peak(self, weight: Tensor, bolus: Tensor, rate: Tensor) -> Invertible:
        # contrast_bolus.scm:26  peak := 250 * (bolus / 100 ml) * (70 kg / weight) * (rate / 4
        #     ml/s) + 20 * u_peak
        return Invertible(
            self.noise_laws()["u_peak"],
            lambda u_peak: 250 * (bolus / 100) * (70 / weight) * (rate / 4) + 20 * u_peak,
            lambda peak: (peak - 250 * (bolus / 100) * (70 / weight) * (rate / 4)) / 20,
            support=constraints.positive,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            weight = pyro.sample("weight", self.weight().law())
            u_bolus = pyro.sample("u_bolus", law["u_bolus"])
            bolus = fixed("bolus", self.bolus(weight)(u_bolus))
            rate = pyro.sample("rate", self.rate().law())
            peak = pyro.sample("peak", self.peak(weight, bolus, rate).law())
        return {"weight": weight, "bolus": bolus, "rate": rate, "peak": peak}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_weight = pyro.sample("u_weight", law["u_weight"])
            weight = fixed("weight", self.weight()(u_weight))
            u_bolus = pyro.sample("u_bolus", law["u_bolus"])
            bolus = fixed("bolus", self.bolus(weight)(u_bolus))
            u_rate = pyro.sample("u_rate", law["u_rate"])
            rate = fixed("rate", self.rate()(u_rate))
            u_peak = pyro.sample("u_peak", law["u_peak"])
            peak = fixed("peak", self.peak(weight, bolus, rate)(u_peak))
        return {"weight": weight, "bolus": bolus, "rate": rate, "peak": peak}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        weight = row["weight"]
        bolus = row["bolus"]
        rate = row["rate"]
        peak = row["peak"]
        u_weight = self.weight().abduct(weight)
        (u_bolus,) = retried(self.bolus(weight), bolus)
        u_rate = self.rate().abduct(rate)
        u_peak = self.peak(weight, bolus, rate).abduct(peak)
        return {"u_weight": u_weight, "u_bolus": u_bolus, "u_rate": u_rate, "u_peak": u_peak}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        weight = do["weight"] if "weight" in do else self.weight()(noise["u_weight"])
        bolus = do["bolus"] if "bolus" in do else self.bolus(weight)(noise["u_bolus"])
        rate = do["rate"] if "rate" in do else self.rate()(noise["u_rate"])
        peak = do["peak"] if "peak" in do else self.peak(weight, bolus, rate)(noise["u_peak"])
        return {"weight": weight, "bolus": bolus, "rate": rate, "peak": peak}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "weight" in wanted:
            weight = row["weight"]
            found["weight"] = self.weight().law().log_prob(weight)
        if "rate" in wanted:
            rate = row["rate"]
            found["rate"] = self.rate().law().log_prob(rate)
        if "peak" in wanted:
            weight = row["weight"]
            bolus = row["bolus"]
            rate = row["rate"]
            peak = row["peak"]
            found["peak"] = self.peak(weight, bolus, rate).law().log_prob(peak)
        return found
