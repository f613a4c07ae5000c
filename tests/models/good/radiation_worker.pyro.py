"""counts in a detector that is sometimes asleep.

Compiled by causalimg from radiation_worker.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import FiniteNoise, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class RadiationWorker(Program):
    """counts in a detector that is sometimes asleep."""

    variables = ("awake", "rate", "counts")
    parents = {"awake": (), "rate": (), "counts": ("awake", "rate")}
    noises = {"awake": ("u_awake",), "rate": ("u_rate",), "counts": ("u_counts",)}
    environment = None
    images = ()
    words = {"awake": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "awake": "radiation_worker.scm:17: awake := u_awake",
        "rate": "radiation_worker.scm:18: rate := u_rate",
        "counts": "radiation_worker.scm:19: counts ~ Poisson(if awake then rate * 60 s else ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # radiation_worker.scm:12  u_awake : binary ~ Bernoulli(0.95)
            "u_awake": dist.Bernoulli(0.95),
            # radiation_worker.scm:13  u_rate  ~ Gamma(3, 0.1)
            "u_rate": dist.Gamma(3.0, 0.1),
            "u_counts": standard.score(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def awake(self) -> FiniteNoise:
        # radiation_worker.scm:17  awake := u_awake
        return FiniteNoise(lambda u_awake: u_awake, (self.noise_laws()["u_awake"],), binary=True)

    def rate(self) -> Invertible:
        # radiation_worker.scm:18  rate := u_rate
        return Invertible(
            self.noise_laws()["u_rate"],
            lambda u_rate: u_rate,
            lambda rate: rate,
            support=constraints.positive,
        )

    def counts(self, awake: Tensor, rate: Tensor) -> Map:
        # radiation_worker.scm:19  counts ~ Poisson(if awake then rate * 60 s else 0.001) via
        #     threshold
        return laws.poisson(torch.where(awake.bool(), rate * 60, 0.001), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            awake = pyro.sample("awake", self.awake().law())
            rate = pyro.sample("rate", self.rate().law())
            counts = pyro.sample("counts", self.counts(awake, rate).law())
        return {"awake": awake, "rate": rate, "counts": counts}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_awake = pyro.sample("u_awake", law["u_awake"])
            awake = fixed("awake", self.awake()(u_awake))
            u_rate = pyro.sample("u_rate", law["u_rate"])
            rate = fixed("rate", self.rate()(u_rate))
            u_counts = pyro.sample("u_counts", law["u_counts"])
            counts = fixed("counts", self.counts(awake, rate)(u_counts))
        return {"awake": awake, "rate": rate, "counts": counts}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        awake = row["awake"]
        rate = row["rate"]
        counts = row["counts"]
        (u_awake,) = self.awake().abduct(awake)
        u_rate = self.rate().abduct(rate)
        u_counts = self.counts(awake, rate).abduct(counts)
        return {"u_awake": u_awake, "u_rate": u_rate, "u_counts": u_counts}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        awake = do["awake"] if "awake" in do else self.awake()(noise["u_awake"])
        rate = do["rate"] if "rate" in do else self.rate()(noise["u_rate"])
        counts = do["counts"] if "counts" in do else self.counts(awake, rate)(noise["u_counts"])
        return {"awake": awake, "rate": rate, "counts": counts}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "awake" in wanted:
            awake = row["awake"]
            found["awake"] = self.awake().law().log_prob(awake)
        if "rate" in wanted:
            rate = row["rate"]
            found["rate"] = self.rate().law().log_prob(rate)
        if "counts" in wanted:
            awake = row["awake"]
            rate = row["rate"]
            counts = row["counts"]
            found["counts"] = self.counts(awake, rate).law().log_prob(counts)
        return found
