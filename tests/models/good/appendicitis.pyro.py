"""ultrasound first, CT only where it leaves doubt.

Compiled by causalimg from appendicitis.scm (language version 1).
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
from causalimg.program.tensors import select


class Appendicitis(Program):
    """ultrasound first, CT only where it leaves doubt."""

    variables = ("appendicitis", "pain", "ultrasound", "ct_done", "dose")
    parents = {
        "appendicitis": (),
        "pain": ("appendicitis",),
        "ultrasound": ("pain", "appendicitis"),
        "ct_done": ("ultrasound",),
        "dose": ("ct_done",),
    }
    noises = {
        "appendicitis": ("u_appendicitis",),
        "pain": ("u_pain",),
        "ultrasound": ("u_ultrasound",),
        "ct_done": ("u_ct_done",),
        "dose": (),
    }
    environment = None
    images = ()
    words = {
        "pain": ("none", "some", "strong"),
        "appendicitis": ("0", "1"),
        "ultrasound": ("normal", "inflamed", "not seen"),
        "ct_done": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "appendicitis": "appendicitis.scm:16: appendicitis ~ Bernoulli(0.15) via threshold",
        "pain": "appendicitis.scm:17: pain ~ OrderedLogistic(2*appendicitis, cuts=[0, 2]) via ...",
        "ultrasound": "appendicitis.scm:18: ultrasound ~ Categorical(normal = if appendicitis ...",
        "ct_done": "appendicitis.scm:19: ct_done ~ Bernoulli(match ultrasound {normal: 0.05, ...",
        "dose": "appendicitis.scm:20: dose ~ Delta(if ct_done then 8 mSv else 0 mSv)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_appendicitis": standard.uniform(),
            "u_pain": standard.uniform(),
            "u_ultrasound": standard.gumbels(3),
            "u_ct_done": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def appendicitis(self) -> Map:
        # appendicitis.scm:16  appendicitis ~ Bernoulli(0.15) via threshold
        return laws.bernoulli(p=0.15, via="threshold")

    def pain(self, appendicitis: Tensor) -> Map:
        # appendicitis.scm:17  pain ~ OrderedLogistic(2*appendicitis, cuts=[0, 2]) via threshold
        return laws.ordered_logistic(2 * appendicitis, torch.tensor([0.0, 2.0]), via="threshold")

    def ultrasound(self, pain: Tensor, appendicitis: Tensor) -> Map:
        # appendicitis.scm:18  ultrasound ~ Categorical(normal = if appendicitis then 0.1 else 0.6,
        #     inflamed = if appendicitis then 0.6 else 0.05, "not seen" = if appendicitis then 0.3
        #     else 0.35 * (1 + 0 * (pain == strong))) via gumbel_max
        return laws.categorical(
            laws.shares(
                self.lines["ultrasound"],
                torch.where(appendicitis.bool(), 0.1, 0.6),
                torch.where(appendicitis.bool(), 0.6, 0.05),
                torch.where(appendicitis.bool(), 0.3, 0.35 * (1 + 0 * (pain == 2).float())),
            ),
            via="gumbel_max",
        )

    def ct_done(self, ultrasound: Tensor) -> Map:
        # appendicitis.scm:19  ct_done ~ Bernoulli(match ultrasound {normal: 0.05, inflamed: 0.3,
        #     "not seen": 0.8}) via threshold
        return laws.bernoulli(p=select(ultrasound, 0.05, 0.3, 0.8), via="threshold")

    def dose(self, ct_done: Tensor) -> Deterministic:
        # appendicitis.scm:20  dose ~ Delta(if ct_done then 8 mSv else 0 mSv)
        return laws.delta(torch.where(ct_done.bool(), 8.0, 0.0))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            appendicitis = pyro.sample("appendicitis", self.appendicitis().law())
            pain = pyro.sample("pain", self.pain(appendicitis).law())
            ultrasound = pyro.sample("ultrasound", self.ultrasound(pain, appendicitis).law())
            ct_done = pyro.sample("ct_done", self.ct_done(ultrasound).law())
            dose = fixed("dose", self.dose(ct_done)())
        return {
            "appendicitis": appendicitis,
            "pain": pain,
            "ultrasound": ultrasound,
            "ct_done": ct_done,
            "dose": dose,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_appendicitis = pyro.sample("u_appendicitis", law["u_appendicitis"])
            appendicitis = fixed("appendicitis", self.appendicitis()(u_appendicitis))
            u_pain = pyro.sample("u_pain", law["u_pain"])
            pain = fixed("pain", self.pain(appendicitis)(u_pain))
            u_ultrasound = pyro.sample("u_ultrasound", law["u_ultrasound"])
            ultrasound = fixed("ultrasound", self.ultrasound(pain, appendicitis)(u_ultrasound))
            u_ct_done = pyro.sample("u_ct_done", law["u_ct_done"])
            ct_done = fixed("ct_done", self.ct_done(ultrasound)(u_ct_done))
            dose = fixed("dose", self.dose(ct_done)())
        return {
            "appendicitis": appendicitis,
            "pain": pain,
            "ultrasound": ultrasound,
            "ct_done": ct_done,
            "dose": dose,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        pain = row["pain"]
        appendicitis = row["appendicitis"]
        ultrasound = row["ultrasound"]
        ct_done = row["ct_done"]
        u_appendicitis = self.appendicitis().abduct(appendicitis)
        u_pain = self.pain(appendicitis).abduct(pain)
        u_ultrasound = self.ultrasound(pain, appendicitis).abduct(ultrasound)
        u_ct_done = self.ct_done(ultrasound).abduct(ct_done)
        return {
            "u_appendicitis": u_appendicitis,
            "u_pain": u_pain,
            "u_ultrasound": u_ultrasound,
            "u_ct_done": u_ct_done,
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
        appendicitis = (
            do["appendicitis"]
            if "appendicitis" in do
            else self.appendicitis()(noise["u_appendicitis"])
        )
        pain = do["pain"] if "pain" in do else self.pain(appendicitis)(noise["u_pain"])
        ultrasound = (
            do["ultrasound"]
            if "ultrasound" in do
            else self.ultrasound(pain, appendicitis)(noise["u_ultrasound"])
        )
        ct_done = (
            do["ct_done"] if "ct_done" in do else self.ct_done(ultrasound)(noise["u_ct_done"])
        )
        dose = do["dose"] if "dose" in do else self.dose(ct_done)()
        return {
            "appendicitis": appendicitis,
            "pain": pain,
            "ultrasound": ultrasound,
            "ct_done": ct_done,
            "dose": dose,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "appendicitis" in wanted:
            appendicitis = row["appendicitis"]
            found["appendicitis"] = self.appendicitis().law().log_prob(appendicitis)
        if "pain" in wanted:
            appendicitis = row["appendicitis"]
            pain = row["pain"]
            found["pain"] = self.pain(appendicitis).law().log_prob(pain)
        if "ultrasound" in wanted:
            pain = row["pain"]
            appendicitis = row["appendicitis"]
            ultrasound = row["ultrasound"]
            found["ultrasound"] = self.ultrasound(pain, appendicitis).law().log_prob(ultrasound)
        if "ct_done" in wanted:
            ultrasound = row["ultrasound"]
            ct_done = row["ct_done"]
            found["ct_done"] = self.ct_done(ultrasound).law().log_prob(ct_done)
        return found
