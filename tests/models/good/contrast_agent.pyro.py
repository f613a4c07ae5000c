"""a reaction that nobody expects.

Compiled by causalimg from contrast_agent.scm (language version 1).
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


class ContrastAgent(Program):
    """a reaction that nobody expects."""

    variables = ("allergy", "asthma", "premedicated", "reaction")
    parents = {
        "allergy": (),
        "asthma": (),
        "premedicated": ("allergy", "asthma"),
        "reaction": ("allergy", "asthma", "premedicated"),
    }
    noises = {
        "allergy": ("u_allergy",),
        "asthma": ("u_asthma",),
        "premedicated": ("u_premedicated",),
        "reaction": ("u_reaction",),
    }
    environment = None
    images = ()
    words = {
        "allergy": ("0", "1"),
        "asthma": ("0", "1"),
        "reaction": ("0", "1"),
        "premedicated": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "allergy": "contrast_agent.scm:16: allergy ~ Bernoulli(0.1) via threshold",
        "asthma": "contrast_agent.scm:17: asthma ~ Bernoulli(0.08) via threshold",
        "premedicated": "contrast_agent.scm:18: premedicated ~ Bernoulli(if allergy then 0.8 ...",
        "reaction": "contrast_agent.scm:19: reaction ~ Bernoulli((0.002 + 0.05 * allergy + ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_allergy": standard.uniform(),
            "u_asthma": standard.uniform(),
            "u_premedicated": standard.uniform(),
            "u_reaction": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def allergy(self) -> Map:
        # contrast_agent.scm:16  allergy ~ Bernoulli(0.1) via threshold
        return laws.bernoulli(p=0.1, via="threshold")

    def asthma(self) -> Map:
        # contrast_agent.scm:17  asthma ~ Bernoulli(0.08) via threshold
        return laws.bernoulli(p=0.08, via="threshold")

    def premedicated(self, allergy: Tensor, asthma: Tensor) -> Map:
        # contrast_agent.scm:18  premedicated ~ Bernoulli(if allergy then 0.8 else if asthma then
        #     0.3 else 0.01) via threshold
        return laws.bernoulli(
            p=torch.where(allergy.bool(), 0.8, torch.where(asthma.bool(), 0.3, 0.01)),
            via="threshold",
        )

    def reaction(self, allergy: Tensor, asthma: Tensor, premedicated: Tensor) -> Map:
        # contrast_agent.scm:19  reaction ~ Bernoulli((0.002 + 0.05 * allergy + 0.01 * asthma) *
        #     (if premedicated then 0.3 else 1)) via threshold
        return laws.bernoulli(
            p=(0.002 + 0.05 * allergy + 0.01 * asthma)
            * torch.where(premedicated.bool(), 0.3, 1.0),
            via="threshold",
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            allergy = pyro.sample("allergy", self.allergy().law())
            asthma = pyro.sample("asthma", self.asthma().law())
            premedicated = pyro.sample("premedicated", self.premedicated(allergy, asthma).law())
            reaction = pyro.sample("reaction", self.reaction(allergy, asthma, premedicated).law())
        return {
            "allergy": allergy,
            "asthma": asthma,
            "premedicated": premedicated,
            "reaction": reaction,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_allergy = pyro.sample("u_allergy", law["u_allergy"])
            allergy = fixed("allergy", self.allergy()(u_allergy))
            u_asthma = pyro.sample("u_asthma", law["u_asthma"])
            asthma = fixed("asthma", self.asthma()(u_asthma))
            u_premedicated = pyro.sample("u_premedicated", law["u_premedicated"])
            premedicated = fixed(
                "premedicated", self.premedicated(allergy, asthma)(u_premedicated)
            )
            u_reaction = pyro.sample("u_reaction", law["u_reaction"])
            reaction = fixed("reaction", self.reaction(allergy, asthma, premedicated)(u_reaction))
        return {
            "allergy": allergy,
            "asthma": asthma,
            "premedicated": premedicated,
            "reaction": reaction,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        allergy = row["allergy"]
        asthma = row["asthma"]
        reaction = row["reaction"]
        premedicated = row["premedicated"]
        u_allergy = self.allergy().abduct(allergy)
        u_asthma = self.asthma().abduct(asthma)
        u_premedicated = self.premedicated(allergy, asthma).abduct(premedicated)
        u_reaction = self.reaction(allergy, asthma, premedicated).abduct(reaction)
        return {
            "u_allergy": u_allergy,
            "u_asthma": u_asthma,
            "u_premedicated": u_premedicated,
            "u_reaction": u_reaction,
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
        allergy = do["allergy"] if "allergy" in do else self.allergy()(noise["u_allergy"])
        asthma = do["asthma"] if "asthma" in do else self.asthma()(noise["u_asthma"])
        premedicated = (
            do["premedicated"]
            if "premedicated" in do
            else self.premedicated(allergy, asthma)(noise["u_premedicated"])
        )
        reaction = (
            do["reaction"]
            if "reaction" in do
            else self.reaction(allergy, asthma, premedicated)(noise["u_reaction"])
        )
        return {
            "allergy": allergy,
            "asthma": asthma,
            "premedicated": premedicated,
            "reaction": reaction,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "allergy" in wanted:
            allergy = row["allergy"]
            found["allergy"] = self.allergy().law().log_prob(allergy)
        if "asthma" in wanted:
            asthma = row["asthma"]
            found["asthma"] = self.asthma().law().log_prob(asthma)
        if "premedicated" in wanted:
            allergy = row["allergy"]
            asthma = row["asthma"]
            premedicated = row["premedicated"]
            found["premedicated"] = self.premedicated(allergy, asthma).law().log_prob(premedicated)
        if "reaction" in wanted:
            allergy = row["allergy"]
            asthma = row["asthma"]
            premedicated = row["premedicated"]
            reaction = row["reaction"]
            found["reaction"] = (
                self.reaction(allergy, asthma, premedicated).law().log_prob(reaction)
            )
        return found
