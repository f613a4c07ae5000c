"""a tracer decays on its way to the scanner.

Compiled by causalimg from isotope.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Isotope(Program):
    """a tracer decays on its way to the scanner."""

    variables = ("delay", "uptake", "counts")
    parents = {"delay": (), "uptake": (), "counts": ("delay", "uptake")}
    noises = {"delay": ("u_delay",), "uptake": ("u_uptake",), "counts": ("u_counts",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "delay": "isotope.scm:17: delay ~ Beta(2, 5)",
        "uptake": "isotope.scm:18: uptake ~ Gamma(9, 3)",
        "counts": "isotope.scm:19: counts ~ Poisson(200 * uptake * 0.5^(delay / 110 min)) via ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_delay": standard.normal(),
            "u_uptake": standard.normal(),
            "u_counts": standard.score(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def delay(self) -> Map:
        # isotope.scm:17  delay ~ Beta(2, 5)
        return laws.beta(2.0, 5.0)

    def uptake(self) -> Map:
        # isotope.scm:18  uptake ~ Gamma(9, 3)
        return laws.gamma(9.0, 3.0)

    def counts(self, delay: Tensor, uptake: Tensor) -> Map:
        # isotope.scm:19  counts ~ Poisson(200 * uptake * 0.5^(delay / 110 min)) via threshold
        return laws.poisson(200 * uptake * 0.5 ** (delay / 1.8333333333333333), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            delay = pyro.sample("delay", self.delay().law())
            uptake = pyro.sample("uptake", self.uptake().law())
            counts = pyro.sample("counts", self.counts(delay, uptake).law())
        return {"delay": delay, "uptake": uptake, "counts": counts}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_delay = pyro.sample("u_delay", law["u_delay"])
            delay = fixed("delay", self.delay()(u_delay))
            u_uptake = pyro.sample("u_uptake", law["u_uptake"])
            uptake = fixed("uptake", self.uptake()(u_uptake))
            u_counts = pyro.sample("u_counts", law["u_counts"])
            counts = fixed("counts", self.counts(delay, uptake)(u_counts))
        return {"delay": delay, "uptake": uptake, "counts": counts}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        delay = row["delay"]
        uptake = row["uptake"]
        counts = row["counts"]
        u_delay = self.delay().abduct(delay)
        u_uptake = self.uptake().abduct(uptake)
        u_counts = self.counts(delay, uptake).abduct(counts)
        return {"u_delay": u_delay, "u_uptake": u_uptake, "u_counts": u_counts}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        delay = do["delay"] if "delay" in do else self.delay()(noise["u_delay"])
        uptake = do["uptake"] if "uptake" in do else self.uptake()(noise["u_uptake"])
        counts = do["counts"] if "counts" in do else self.counts(delay, uptake)(noise["u_counts"])
        return {"delay": delay, "uptake": uptake, "counts": counts}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "delay" in wanted:
            delay = row["delay"]
            found["delay"] = self.delay().law().log_prob(delay)
        if "uptake" in wanted:
            uptake = row["uptake"]
            found["uptake"] = self.uptake().law().log_prob(uptake)
        if "counts" in wanted:
            delay = row["delay"]
            uptake = row["uptake"]
            counts = row["counts"]
            found["counts"] = self.counts(delay, uptake).law().log_prob(counts)
        return found
