"""a small ward: sicker patients get more, more lowers the chance of relapse.

Compiled by causalimg from dose.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Dose(Program):
    """a small ward: sicker patients get more, more lowers the chance of relapse."""

    variables = ("severity", "dose", "relapse")
    parents = {"severity": (), "dose": ("severity",), "relapse": ("severity", "dose")}
    noises = {"severity": ("u_severity",), "dose": ("u_dose",), "relapse": ("u_relapse",)}
    environment = None
    images = ()
    words = {"relapse": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "severity": "dose.scm:20: severity ~ Beta(2, 3)",
        "dose": "dose.scm:21: dose := (1 + severity) * u_dose",
        "relapse": "dose.scm:22: relapse ~ Bernoulli(logit = 3 * severity - dose) via threshold",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_severity": standard.normal(),
            # dose.scm:16  u_dose ~ LogNormal(0, 0.5)
            "u_dose": dist.LogNormal(0.0, 0.5),
            "u_relapse": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def severity(self) -> Map:
        # dose.scm:20  severity ~ Beta(2, 3)
        return laws.beta(2.0, 3.0)

    def dose(self, severity: Tensor) -> Invertible:
        # dose.scm:21  dose := (1 + severity) * u_dose
        return Invertible(
            self.noise_laws()["u_dose"],
            lambda u_dose: (1 + severity) * u_dose,
            lambda dose: dose / (1 + severity),
            support=constraints.positive,
        )

    def relapse(self, severity: Tensor, dose: Tensor) -> Map:
        # dose.scm:22  relapse ~ Bernoulli(logit = 3 * severity - dose) via threshold
        return laws.bernoulli(logit=3 * severity - dose, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            severity = pyro.sample("severity", self.severity().law())
            dose = pyro.sample("dose", self.dose(severity).law())
            relapse = pyro.sample("relapse", self.relapse(severity, dose).law())
        return {"severity": severity, "dose": dose, "relapse": relapse}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_severity = pyro.sample("u_severity", law["u_severity"])
            severity = fixed("severity", self.severity()(u_severity))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(severity)(u_dose))
            u_relapse = pyro.sample("u_relapse", law["u_relapse"])
            relapse = fixed("relapse", self.relapse(severity, dose)(u_relapse))
        return {"severity": severity, "dose": dose, "relapse": relapse}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        severity = row["severity"]
        dose = row["dose"]
        relapse = row["relapse"]
        u_severity = self.severity().abduct(severity)
        u_dose = self.dose(severity).abduct(dose)
        u_relapse = self.relapse(severity, dose).abduct(relapse)
        return {"u_severity": u_severity, "u_dose": u_dose, "u_relapse": u_relapse}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        severity = do["severity"] if "severity" in do else self.severity()(noise["u_severity"])
        dose = do["dose"] if "dose" in do else self.dose(severity)(noise["u_dose"])
        relapse = (
            do["relapse"] if "relapse" in do else self.relapse(severity, dose)(noise["u_relapse"])
        )
        return {"severity": severity, "dose": dose, "relapse": relapse}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "severity" in wanted:
            severity = row["severity"]
            found["severity"] = self.severity().law().log_prob(severity)
        if "dose" in wanted:
            severity = row["severity"]
            dose = row["dose"]
            found["dose"] = self.dose(severity).law().log_prob(dose)
        if "relapse" in wanted:
            severity = row["severity"]
            dose = row["dose"]
            relapse = row["relapse"]
            found["relapse"] = self.relapse(severity, dose).law().log_prob(relapse)
        return found
