"""beta blockers before a coronary CT.

Compiled by causalimg from heart_rate.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class HeartRate(Program):
    """beta blockers before a coronary CT."""

    variables = ("resting", "blocker", "rate", "window", "blurred")
    parents = {
        "resting": (),
        "blocker": ("resting",),
        "rate": ("resting", "blocker"),
        "window": ("rate",),
        "blurred": ("window",),
    }
    noises = {
        "resting": ("u_resting",),
        "blocker": ("u_blocker",),
        "rate": ("u_rate",),
        "window": ("u_window",),
        "blurred": ("u_blurred",),
    }
    environment = None
    images = ()
    words = {"blocker": ("0", "1"), "blurred": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "resting": "heart_rate.scm:19: resting ~ Normal(72 bpm, 12) truncated [40 bpm, 140 bpm]",
        "blocker": "heart_rate.scm:20: blocker ~ Bernoulli(if resting > 65 bpm then 0.9 else ...",
        "rate": "heart_rate.scm:21: rate ~ Normal(resting - (if blocker then 12 bpm else 0 ...",
        "window": "heart_rate.scm:22: window ~ LogNormal(log(300) - 0.02 * (rate / 1 bpm - ...",
        "blurred": "heart_rate.scm:23: blurred ~ Bernoulli(logit = (120 ms - window) / 20 ms) ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_resting": standard.normal(),
            "u_blocker": standard.uniform(),
            "u_rate": standard.normal(),
            "u_window": standard.normal(),
            "u_blurred": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def resting(self) -> Map:
        # heart_rate.scm:19  resting ~ Normal(72 bpm, 12) truncated [40 bpm, 140 bpm]
        return laws.truncated(laws.normal(72.0, 12.0), 40.0, 140.0)

    def blocker(self, resting: Tensor) -> Map:
        # heart_rate.scm:20  blocker ~ Bernoulli(if resting > 65 bpm then 0.9 else 0.1) via
        #     threshold
        return laws.bernoulli(p=torch.where(resting > 65, 0.9, 0.1), via="threshold")

    def rate(self, resting: Tensor, blocker: Tensor) -> Map:
        # heart_rate.scm:21  rate ~ Normal(resting - (if blocker then 12 bpm else 0 bpm), 4 bpm)
        #     truncated [30, 160]
        return laws.truncated(
            laws.normal(resting - torch.where(blocker.bool(), 12.0, 0.0), 4.0), 30.0, 160.0
        )

    def window(self, rate: Tensor) -> Map:
        # heart_rate.scm:22  window ~ LogNormal(log(300) - 0.02 * (rate / 1 bpm - 60), 0.1)
        return laws.log_normal(torch.log(torch.tensor(300.0)) - 0.02 * (rate / 1 - 60), 0.1)

    def blurred(self, window: Tensor) -> Map:
        # heart_rate.scm:23  blurred ~ Bernoulli(logit = (120 ms - window) / 20 ms) via threshold
        return laws.bernoulli(logit=(120 - window) / 20, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            resting = pyro.sample("resting", self.resting().law())
            blocker = pyro.sample("blocker", self.blocker(resting).law())
            rate = pyro.sample("rate", self.rate(resting, blocker).law())
            window = pyro.sample("window", self.window(rate).law())
            blurred = pyro.sample("blurred", self.blurred(window).law())
        return {
            "resting": resting,
            "blocker": blocker,
            "rate": rate,
            "window": window,
            "blurred": blurred,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_resting = pyro.sample("u_resting", law["u_resting"])
            resting = fixed("resting", self.resting()(u_resting))
            u_blocker = pyro.sample("u_blocker", law["u_blocker"])
            blocker = fixed("blocker", self.blocker(resting)(u_blocker))
            u_rate = pyro.sample("u_rate", law["u_rate"])
            rate = fixed("rate", self.rate(resting, blocker)(u_rate))
            u_window = pyro.sample("u_window", law["u_window"])
            window = fixed("window", self.window(rate)(u_window))
            u_blurred = pyro.sample("u_blurred", law["u_blurred"])
            blurred = fixed("blurred", self.blurred(window)(u_blurred))
        return {
            "resting": resting,
            "blocker": blocker,
            "rate": rate,
            "window": window,
            "blurred": blurred,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        resting = row["resting"]
        blocker = row["blocker"]
        rate = row["rate"]
        window = row["window"]
        blurred = row["blurred"]
        u_resting = self.resting().abduct(resting)
        u_blocker = self.blocker(resting).abduct(blocker)
        u_rate = self.rate(resting, blocker).abduct(rate)
        u_window = self.window(rate).abduct(window)
        u_blurred = self.blurred(window).abduct(blurred)
        return {
            "u_resting": u_resting,
            "u_blocker": u_blocker,
            "u_rate": u_rate,
            "u_window": u_window,
            "u_blurred": u_blurred,
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
        resting = do["resting"] if "resting" in do else self.resting()(noise["u_resting"])
        blocker = do["blocker"] if "blocker" in do else self.blocker(resting)(noise["u_blocker"])
        rate = do["rate"] if "rate" in do else self.rate(resting, blocker)(noise["u_rate"])
        window = do["window"] if "window" in do else self.window(rate)(noise["u_window"])
        blurred = do["blurred"] if "blurred" in do else self.blurred(window)(noise["u_blurred"])
        return {
            "resting": resting,
            "blocker": blocker,
            "rate": rate,
            "window": window,
            "blurred": blurred,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "resting" in wanted:
            resting = row["resting"]
            found["resting"] = self.resting().law().log_prob(resting)
        if "blocker" in wanted:
            resting = row["resting"]
            blocker = row["blocker"]
            found["blocker"] = self.blocker(resting).law().log_prob(blocker)
        if "rate" in wanted:
            resting = row["resting"]
            blocker = row["blocker"]
            rate = row["rate"]
            found["rate"] = self.rate(resting, blocker).law().log_prob(rate)
        if "window" in wanted:
            rate = row["rate"]
            window = row["window"]
            found["window"] = self.window(rate).law().log_prob(window)
        if "blurred" in wanted:
            window = row["window"]
            blurred = row["blurred"]
            found["blurred"] = self.blurred(window).law().log_prob(blurred)
        return found
