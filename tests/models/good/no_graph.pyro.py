"""the arrows are those that the mechanisms draw.

Compiled by causalimg from no_graph.scm (language version 1).
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


class NoGraph(Program):
    """the arrows are those that the mechanisms draw."""

    variables = ("dose", "grain", "rating")
    parents = {"dose": (), "grain": ("dose",), "rating": ("grain",)}
    noises = {"dose": ("u_dose",), "grain": ("u_grain",), "rating": ("u_rating",)}
    environment = None
    images = ()
    words = {"rating": ("poor", "fair", "good")}
    numbers = {}
    lossy = ()
    lines = {
        "dose": "no_graph.scm:12: dose ~ Exponential(0.5)",
        "grain": "no_graph.scm:13: grain ~ LogNormal(-0.5 * log(0.1 + dose / 1 mGy), 0.2)",
        "rating": "no_graph.scm:14: rating ~ OrderedLogistic(-2 * grain, cuts = [-3, -1]) via ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_dose": standard.exponential(),
            "u_grain": standard.normal(),
            "u_rating": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def dose(self) -> Map:
        # no_graph.scm:12  dose ~ Exponential(0.5)
        return laws.exponential(0.5)

    def grain(self, dose: Tensor) -> Map:
        # no_graph.scm:13  grain ~ LogNormal(-0.5 * log(0.1 + dose / 1 mGy), 0.2)
        return laws.log_normal(-0.5 * torch.log(0.1 + dose / 1), 0.2)

    def rating(self, grain: Tensor) -> Map:
        # no_graph.scm:14  rating ~ OrderedLogistic(-2 * grain, cuts = [-3, -1]) via threshold
        return laws.ordered_logistic(-2 * grain, torch.tensor([-3.0, -1.0]), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            dose = pyro.sample("dose", self.dose().law())
            grain = pyro.sample("grain", self.grain(dose).law())
            rating = pyro.sample("rating", self.rating(grain).law())
        return {"dose": dose, "grain": grain, "rating": rating}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose()(u_dose))
            u_grain = pyro.sample("u_grain", law["u_grain"])
            grain = fixed("grain", self.grain(dose)(u_grain))
            u_rating = pyro.sample("u_rating", law["u_rating"])
            rating = fixed("rating", self.rating(grain)(u_rating))
        return {"dose": dose, "grain": grain, "rating": rating}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        dose = row["dose"]
        grain = row["grain"]
        rating = row["rating"]
        u_dose = self.dose().abduct(dose)
        u_grain = self.grain(dose).abduct(grain)
        u_rating = self.rating(grain).abduct(rating)
        return {"u_dose": u_dose, "u_grain": u_grain, "u_rating": u_rating}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        dose = do["dose"] if "dose" in do else self.dose()(noise["u_dose"])
        grain = do["grain"] if "grain" in do else self.grain(dose)(noise["u_grain"])
        rating = do["rating"] if "rating" in do else self.rating(grain)(noise["u_rating"])
        return {"dose": dose, "grain": grain, "rating": rating}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "dose" in wanted:
            dose = row["dose"]
            found["dose"] = self.dose().law().log_prob(dose)
        if "grain" in wanted:
            dose = row["dose"]
            grain = row["grain"]
            found["grain"] = self.grain(dose).law().log_prob(grain)
        if "rating" in wanted:
            grain = row["grain"]
            rating = row["rating"]
            found["rating"] = self.rating(grain).law().log_prob(rating)
        return found
