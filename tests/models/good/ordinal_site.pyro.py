"""waves of a study as its environment.

Compiled by causalimg from ordinal_site.scm (language version 1).
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


class OrdinalSite(Program):
    """waves of a study as its environment."""

    variables = ("score",)
    parents = {"score": ("wave",)}
    noises = {"score": ("u_score",)}
    environment = "wave"
    images = ()
    words = {"wave": ("first", "second", "third")}
    numbers = {}
    lossy = ()
    lines = {
        "score": "ordinal_site.scm:15: score ~ Normal(if wave > first then 1 else 0, if wave ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_score": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def score(self, wave: Tensor) -> Map:
        # ordinal_site.scm:15  score ~ Normal(if wave > first then 1 else 0, if wave == third then
        #     2 else 1)
        return laws.normal(torch.where(wave > 0, 1.0, 0.0), torch.where(wave == 2, 2.0, 1.0))

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, wave: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            score = pyro.sample("score", self.score(wave).law())
        return {"score": score}

    def noise_form(self, rows: int = 1, *, wave: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_score = pyro.sample("u_score", law["u_score"])
            score = fixed("score", self.score(wave)(u_score))
        return {"score": score}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        wave = row["wave"]
        score = row["score"]
        u_score = self.score(wave).abduct(score)
        return {"u_score": u_score}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        wave: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        wave = do.get("wave", wave)
        score = do["score"] if "score" in do else self.score(wave)(noise["u_score"])
        return {"score": score}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "score" in wanted:
            wave = row["wave"]
            score = row["score"]
            found["score"] = self.score(wave).law().log_prob(score)
        return found
