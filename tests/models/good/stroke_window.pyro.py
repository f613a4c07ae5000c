"""time is brain.

Compiled by causalimg from stroke_window.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class StrokeWindow(Program):
    """time is brain."""

    variables = ("onset", "collateral", "core", "treated", "outcome")
    parents = {
        "onset": (),
        "collateral": (),
        "core": ("onset", "collateral"),
        "treated": ("onset", "core"),
        "outcome": ("core", "treated"),
    }
    noises = {
        "onset": ("u_onset",),
        "collateral": ("u_collateral",),
        "core": ("u_core",),
        "treated": ("u_treated",),
        "outcome": ("u_outcome",),
    }
    environment = None
    images = ()
    words = {"treated": ("0", "1"), "outcome": ("good", "fair", "poor")}
    numbers = {}
    lossy = ()
    lines = {
        "onset": "stroke_window.scm:24: onset ~ Exponential(0.25) truncated (0, 24]",
        "collateral": "stroke_window.scm:25: collateral ~ Beta(3, 2)",
        "core": "stroke_window.scm:26: core := 10 ml * onset / 1 h * (1 - collateral) * u_core",
        "treated": "stroke_window.scm:27: treated ~ Bernoulli(logit = 2 - core / 20 ml - 0.2 ...",
        "outcome": "stroke_window.scm:28: outcome ~ OrderedLogistic(core / 30 ml - 1.5 * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_onset": standard.normal(),
            "u_collateral": standard.normal(),
            # stroke_window.scm:20  u_core ~ LogNormal(0, 0.4)
            "u_core": dist.LogNormal(0.0, 0.4),
            "u_treated": standard.uniform(),
            "u_outcome": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def onset(self) -> Map:
        # stroke_window.scm:24  onset ~ Exponential(0.25) truncated (0, 24]
        return laws.truncated(laws.exponential(0.25), 0.0, 24.0)

    def collateral(self) -> Map:
        # stroke_window.scm:25  collateral ~ Beta(3, 2)
        return laws.beta(3.0, 2.0)

    def core(self, onset: Tensor, collateral: Tensor) -> Invertible:
        # stroke_window.scm:26  core := 10 ml * onset / 1 h * (1 - collateral) * u_core
        return Invertible(
            self.noise_laws()["u_core"],
            lambda u_core: 10 * onset / 1 * (1 - collateral) * u_core,
            lambda core: core / (10 * onset / 1 * (1 - collateral)),
            support=constraints.positive,
        )

    def treated(self, onset: Tensor, core: Tensor) -> Map:
        # stroke_window.scm:27  treated ~ Bernoulli(logit = 2 - core / 20 ml - 0.2 * (onset - 6
        #     hours) / 60 min) via threshold
        return laws.bernoulli(logit=2 - core / 20 - 0.2 * (onset - 6) / 1, via="threshold")

    def outcome(self, core: Tensor, treated: Tensor) -> Map:
        # stroke_window.scm:28  outcome ~ OrderedLogistic(core / 30 ml - 1.5 * treated, cuts = [0,
        #     1.5]) via threshold
        return laws.ordered_logistic(
            core / 30 - 1.5 * treated, torch.tensor([0.0, 1.5]), via="threshold"
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            onset = pyro.sample("onset", self.onset().law())
            collateral = pyro.sample("collateral", self.collateral().law())
            core = pyro.sample("core", self.core(onset, collateral).law())
            treated = pyro.sample("treated", self.treated(onset, core).law())
            outcome = pyro.sample("outcome", self.outcome(core, treated).law())
        return {
            "onset": onset,
            "collateral": collateral,
            "core": core,
            "treated": treated,
            "outcome": outcome,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_onset = pyro.sample("u_onset", law["u_onset"])
            onset = fixed("onset", self.onset()(u_onset))
            u_collateral = pyro.sample("u_collateral", law["u_collateral"])
            collateral = fixed("collateral", self.collateral()(u_collateral))
            u_core = pyro.sample("u_core", law["u_core"])
            core = fixed("core", self.core(onset, collateral)(u_core))
            u_treated = pyro.sample("u_treated", law["u_treated"])
            treated = fixed("treated", self.treated(onset, core)(u_treated))
            u_outcome = pyro.sample("u_outcome", law["u_outcome"])
            outcome = fixed("outcome", self.outcome(core, treated)(u_outcome))
        return {
            "onset": onset,
            "collateral": collateral,
            "core": core,
            "treated": treated,
            "outcome": outcome,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        onset = row["onset"]
        collateral = row["collateral"]
        core = row["core"]
        treated = row["treated"]
        outcome = row["outcome"]
        u_onset = self.onset().abduct(onset)
        u_collateral = self.collateral().abduct(collateral)
        u_core = self.core(onset, collateral).abduct(core)
        u_treated = self.treated(onset, core).abduct(treated)
        u_outcome = self.outcome(core, treated).abduct(outcome)
        return {
            "u_onset": u_onset,
            "u_collateral": u_collateral,
            "u_core": u_core,
            "u_treated": u_treated,
            "u_outcome": u_outcome,
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
        onset = do["onset"] if "onset" in do else self.onset()(noise["u_onset"])
        collateral = (
            do["collateral"] if "collateral" in do else self.collateral()(noise["u_collateral"])
        )
        core = do["core"] if "core" in do else self.core(onset, collateral)(noise["u_core"])
        treated = (
            do["treated"] if "treated" in do else self.treated(onset, core)(noise["u_treated"])
        )
        outcome = (
            do["outcome"] if "outcome" in do else self.outcome(core, treated)(noise["u_outcome"])
        )
        return {
            "onset": onset,
            "collateral": collateral,
            "core": core,
            "treated": treated,
            "outcome": outcome,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "onset" in wanted:
            onset = row["onset"]
            found["onset"] = self.onset().law().log_prob(onset)
        if "collateral" in wanted:
            collateral = row["collateral"]
            found["collateral"] = self.collateral().law().log_prob(collateral)
        if "core" in wanted:
            onset = row["onset"]
            collateral = row["collateral"]
            core = row["core"]
            found["core"] = self.core(onset, collateral).law().log_prob(core)
        if "treated" in wanted:
            onset = row["onset"]
            core = row["core"]
            treated = row["treated"]
            found["treated"] = self.treated(onset, core).law().log_prob(treated)
        if "outcome" in wanted:
            core = row["core"]
            treated = row["treated"]
            outcome = row["outcome"]
            found["outcome"] = self.outcome(core, treated).law().log_prob(outcome)
        return found
