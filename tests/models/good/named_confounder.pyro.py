"""the unseen cause has a name.

Compiled by causalimg from named_confounder.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class NamedConfounder(Program):
    """the unseen cause has a name."""

    variables = ("frailty", "bedside", "effusion")
    parents = {"frailty": (), "bedside": ("frailty",), "effusion": ("frailty",)}
    noises = {"frailty": ("u_frailty",), "bedside": ("u_bedside",), "effusion": ("u_effusion",)}
    environment = None
    images = ()
    words = {"bedside": ("0", "1"), "effusion": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "frailty": "named_confounder.scm:16: frailty ~ Normal(0, 1)",
        "bedside": "named_confounder.scm:17: bedside ~ Bernoulli(logit = -1 + 1.5 * frailty) ...",
        "effusion": "named_confounder.scm:18: effusion ~ Bernoulli(logit = -2 + frailty) via ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_frailty": standard.normal(),
            "u_bedside": standard.uniform(),
            "u_effusion": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def frailty(self) -> Map:
        # named_confounder.scm:16  frailty ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def bedside(self, frailty: Tensor) -> Map:
        # named_confounder.scm:17  bedside ~ Bernoulli(logit = -1 + 1.5 * frailty) via threshold
        return laws.bernoulli(logit=-1 + 1.5 * frailty, via="threshold")

    def effusion(self, frailty: Tensor) -> Map:
        # named_confounder.scm:18  effusion ~ Bernoulli(logit = -2 + frailty) via threshold
        return laws.bernoulli(logit=-2 + frailty, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            frailty = pyro.sample("frailty", self.frailty().law())
            bedside = pyro.sample("bedside", self.bedside(frailty).law())
            effusion = pyro.sample("effusion", self.effusion(frailty).law())
        return {"frailty": frailty, "bedside": bedside, "effusion": effusion}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_frailty = pyro.sample("u_frailty", law["u_frailty"])
            frailty = fixed("frailty", self.frailty()(u_frailty))
            u_bedside = pyro.sample("u_bedside", law["u_bedside"])
            bedside = fixed("bedside", self.bedside(frailty)(u_bedside))
            u_effusion = pyro.sample("u_effusion", law["u_effusion"])
            effusion = fixed("effusion", self.effusion(frailty)(u_effusion))
        return {"frailty": frailty, "bedside": bedside, "effusion": effusion}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        frailty = row["frailty"]
        bedside = row["bedside"]
        effusion = row["effusion"]
        u_frailty = self.frailty().abduct(frailty)
        u_bedside = self.bedside(frailty).abduct(bedside)
        u_effusion = self.effusion(frailty).abduct(effusion)
        return {"u_frailty": u_frailty, "u_bedside": u_bedside, "u_effusion": u_effusion}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        frailty = do["frailty"] if "frailty" in do else self.frailty()(noise["u_frailty"])
        bedside = do["bedside"] if "bedside" in do else self.bedside(frailty)(noise["u_bedside"])
        effusion = (
            do["effusion"] if "effusion" in do else self.effusion(frailty)(noise["u_effusion"])
        )
        return {"frailty": frailty, "bedside": bedside, "effusion": effusion}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "frailty" in wanted:
            frailty = row["frailty"]
            found["frailty"] = self.frailty().law().log_prob(frailty)
        if "bedside" in wanted:
            frailty = row["frailty"]
            bedside = row["bedside"]
            found["bedside"] = self.bedside(frailty).law().log_prob(bedside)
        if "effusion" in wanted:
            frailty = row["frailty"]
            effusion = row["effusion"]
            found["effusion"] = self.effusion(frailty).law().log_prob(effusion)
        return found
