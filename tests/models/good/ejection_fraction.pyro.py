"""two volumes of a heart and what it pumps.

Compiled by causalimg from ejection_fraction.scm (language version 1).
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


class EjectionFraction(Program):
    """two volumes of a heart and what it pumps."""

    variables = ("diastole", "stroke", "systole", "failing")
    parents = {
        "diastole": (),
        "stroke": (),
        "systole": ("diastole", "stroke"),
        "failing": ("stroke",),
    }
    noises = {"diastole": ("u_diastole",), "stroke": ("u_stroke",), "systole": (), "failing": ()}
    environment = None
    images = ()
    words = {"failing": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "diastole": "ejection_fraction.scm:13: diastole ~ LogNormal(log(140), 0.2)",
        "stroke": "ejection_fraction.scm:14: stroke ~ Beta(12, 8)",
        "systole": "ejection_fraction.scm:15: systole := diastole * (1 - stroke)",
        "failing": "ejection_fraction.scm:16: failing := stroke < 0.4",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_diastole": standard.normal(),
            "u_stroke": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def diastole(self) -> Map:
        # ejection_fraction.scm:13  diastole ~ LogNormal(log(140), 0.2)
        return laws.log_normal(torch.log(torch.tensor(140.0)), 0.2)

    def stroke(self) -> Map:
        # ejection_fraction.scm:14  stroke ~ Beta(12, 8)
        return laws.beta(12.0, 8.0)

    def systole(self, diastole: Tensor, stroke: Tensor) -> Deterministic:
        # ejection_fraction.scm:15  systole := diastole * (1 - stroke)
        return Deterministic(lambda: diastole * (1 - stroke))

    def failing(self, stroke: Tensor) -> Deterministic:
        # ejection_fraction.scm:16  failing := stroke < 0.4
        return Deterministic(lambda: (stroke < 0.4).float())

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            diastole = pyro.sample("diastole", self.diastole().law())
            stroke = pyro.sample("stroke", self.stroke().law())
            systole = fixed("systole", self.systole(diastole, stroke)())
            failing = fixed("failing", self.failing(stroke)())
        return {"diastole": diastole, "stroke": stroke, "systole": systole, "failing": failing}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_diastole = pyro.sample("u_diastole", law["u_diastole"])
            diastole = fixed("diastole", self.diastole()(u_diastole))
            u_stroke = pyro.sample("u_stroke", law["u_stroke"])
            stroke = fixed("stroke", self.stroke()(u_stroke))
            systole = fixed("systole", self.systole(diastole, stroke)())
            failing = fixed("failing", self.failing(stroke)())
        return {"diastole": diastole, "stroke": stroke, "systole": systole, "failing": failing}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        diastole = row["diastole"]
        stroke = row["stroke"]
        u_diastole = self.diastole().abduct(diastole)
        u_stroke = self.stroke().abduct(stroke)
        return {"u_diastole": u_diastole, "u_stroke": u_stroke}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        diastole = do["diastole"] if "diastole" in do else self.diastole()(noise["u_diastole"])
        stroke = do["stroke"] if "stroke" in do else self.stroke()(noise["u_stroke"])
        systole = do["systole"] if "systole" in do else self.systole(diastole, stroke)()
        failing = do["failing"] if "failing" in do else self.failing(stroke)()
        return {"diastole": diastole, "stroke": stroke, "systole": systole, "failing": failing}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "diastole" in wanted:
            diastole = row["diastole"]
            found["diastole"] = self.diastole().law().log_prob(diastole)
        if "stroke" in wanted:
            stroke = row["stroke"]
            found["stroke"] = self.stroke().law().log_prob(stroke)
        return found
