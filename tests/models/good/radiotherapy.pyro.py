"""fractions add up.

Compiled by causalimg from radiotherapy.scm (language version 1).
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


class Radiotherapy(Program):
    """fractions add up."""

    variables = ("fraction", "sessions", "total", "rate", "seconds")
    parents = {
        "fraction": (),
        "sessions": (),
        "total": ("fraction", "sessions"),
        "rate": (),
        "seconds": ("fraction", "rate"),
    }
    noises = {
        "fraction": ("u_fraction",),
        "sessions": ("u_sessions",),
        "total": (),
        "rate": ("u_rate",),
        "seconds": (),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "fraction": "radiotherapy.scm:19: fraction ~ LogNormal(log(2), 0.1) truncated (0 Gy, ...",
        "sessions": "radiotherapy.scm:20: sessions ~ Poisson(30) via threshold",
        "total": "radiotherapy.scm:21: total := fraction * sessions",
        "rate": "radiotherapy.scm:22: rate ~ Uniform(30 mGy/s, 0.1 Gy/s)",
        "seconds": "radiotherapy.scm:23: seconds := 60 * fraction / rate",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_fraction": standard.normal(),
            "u_sessions": standard.score(),
            "u_rate": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def fraction(self) -> Map:
        # radiotherapy.scm:19  fraction ~ LogNormal(log(2), 0.1) truncated (0 Gy, 3 Gy]
        return laws.truncated(laws.log_normal(torch.log(torch.tensor(2.0)), 0.1), 0.0, 3.0)

    def sessions(self) -> Map:
        # radiotherapy.scm:20  sessions ~ Poisson(30) via threshold
        return laws.poisson(30.0, via="threshold")

    def total(self, fraction: Tensor, sessions: Tensor) -> Deterministic:
        # radiotherapy.scm:21  total := fraction * sessions
        return Deterministic(lambda: fraction * sessions)

    def rate(self) -> Map:
        # radiotherapy.scm:22  rate ~ Uniform(30 mGy/s, 0.1 Gy/s)
        return laws.uniform(1.8, 6.0)

    def seconds(self, fraction: Tensor, rate: Tensor) -> Deterministic:
        # radiotherapy.scm:23  seconds := 60 * fraction / rate
        return Deterministic(lambda: 60 * fraction / rate)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            fraction = pyro.sample("fraction", self.fraction().law())
            sessions = pyro.sample("sessions", self.sessions().law())
            total = fixed("total", self.total(fraction, sessions)())
            rate = pyro.sample("rate", self.rate().law())
            seconds = fixed("seconds", self.seconds(fraction, rate)())
        return {
            "fraction": fraction,
            "sessions": sessions,
            "total": total,
            "rate": rate,
            "seconds": seconds,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_fraction = pyro.sample("u_fraction", law["u_fraction"])
            fraction = fixed("fraction", self.fraction()(u_fraction))
            u_sessions = pyro.sample("u_sessions", law["u_sessions"])
            sessions = fixed("sessions", self.sessions()(u_sessions))
            total = fixed("total", self.total(fraction, sessions)())
            u_rate = pyro.sample("u_rate", law["u_rate"])
            rate = fixed("rate", self.rate()(u_rate))
            seconds = fixed("seconds", self.seconds(fraction, rate)())
        return {
            "fraction": fraction,
            "sessions": sessions,
            "total": total,
            "rate": rate,
            "seconds": seconds,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        fraction = row["fraction"]
        sessions = row["sessions"]
        rate = row["rate"]
        u_fraction = self.fraction().abduct(fraction)
        u_sessions = self.sessions().abduct(sessions)
        u_rate = self.rate().abduct(rate)
        return {"u_fraction": u_fraction, "u_sessions": u_sessions, "u_rate": u_rate}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        fraction = do["fraction"] if "fraction" in do else self.fraction()(noise["u_fraction"])
        sessions = do["sessions"] if "sessions" in do else self.sessions()(noise["u_sessions"])
        total = do["total"] if "total" in do else self.total(fraction, sessions)()
        rate = do["rate"] if "rate" in do else self.rate()(noise["u_rate"])
        seconds = do["seconds"] if "seconds" in do else self.seconds(fraction, rate)()
        return {
            "fraction": fraction,
            "sessions": sessions,
            "total": total,
            "rate": rate,
            "seconds": seconds,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "fraction" in wanted:
            fraction = row["fraction"]
            found["fraction"] = self.fraction().law().log_prob(fraction)
        if "sessions" in wanted:
            sessions = row["sessions"]
            found["sessions"] = self.sessions().law().log_prob(sessions)
        if "rate" in wanted:
            rate = row["rate"]
            found["rate"] = self.rate().law().log_prob(rate)
        return found
