"""three hospitals buy different machines.

Compiled by causalimg from sites.scm (language version 1).
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
from causalimg.program.tensors import select


class Sites(Program):
    """three hospitals buy different machines."""

    variables = ("scanner", "age", "finding")
    parents = {"scanner": ("hospital",), "age": ("hospital",), "finding": ("scanner", "age")}
    noises = {"scanner": ("u_scanner",), "age": ("u_age",), "finding": ("u_finding",)}
    environment = "hospital"
    images = ()
    words = {
        "hospital": ("charite", "St. Mary's", "ucsf"),
        "scanner": ("ge", "siemens"),
        "finding": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "scanner": "sites.scm:18: scanner ~ Categorical(ge = match hospital { charite: 0.2, ...",
        "age": "sites.scm:21: age ~ Normal(if hospital == ucsf then 45 else 60, 15) truncated ...",
        "finding": "sites.scm:22: finding ~ Bernoulli(logit = 0.03 * (age - 50) + 0.5 * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_scanner": standard.gumbels(2),
            "u_age": standard.normal(),
            "u_finding": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def scanner(self, hospital: Tensor) -> Map:
        # sites.scm:18  scanner ~ Categorical(ge = match hospital { charite: 0.2, "St. Mary's":
        #     0.5, ucsf: 0.8 }, siemens = match hospital { charite: 0.8, "St. Mary's": 0.5, ucsf:
        #     0.2 }) via gumbel_max
        return laws.categorical(
            laws.shares(
                self.lines["scanner"],
                select(hospital, 0.2, 0.5, 0.8),
                select(hospital, 0.8, 0.5, 0.2),
            ),
            via="gumbel_max",
        )

    def age(self, hospital: Tensor) -> Map:
        # sites.scm:21  age ~ Normal(if hospital == ucsf then 45 else 60, 15) truncated [0, 110]
        return laws.truncated(
            laws.normal(torch.where(hospital == 2, 45.0, 60.0), 15.0), 0.0, 110.0
        )

    def finding(self, scanner: Tensor, age: Tensor) -> Map:
        # sites.scm:22  finding ~ Bernoulli(logit = 0.03 * (age - 50) + 0.5 * (scanner == ge)) via
        #     threshold
        return laws.bernoulli(
            logit=0.03 * (age - 50) + 0.5 * (scanner == 0).float(), via="threshold"
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, hospital: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            scanner = pyro.sample("scanner", self.scanner(hospital).law())
            age = pyro.sample("age", self.age(hospital).law())
            finding = pyro.sample("finding", self.finding(scanner, age).law())
        return {"scanner": scanner, "age": age, "finding": finding}

    def noise_form(self, rows: int = 1, *, hospital: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(hospital)(u_scanner))
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(hospital)(u_age))
            u_finding = pyro.sample("u_finding", law["u_finding"])
            finding = fixed("finding", self.finding(scanner, age)(u_finding))
        return {"scanner": scanner, "age": age, "finding": finding}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        hospital = row["hospital"]
        scanner = row["scanner"]
        age = row["age"]
        finding = row["finding"]
        u_scanner = self.scanner(hospital).abduct(scanner)
        u_age = self.age(hospital).abduct(age)
        u_finding = self.finding(scanner, age).abduct(finding)
        return {"u_scanner": u_scanner, "u_age": u_age, "u_finding": u_finding}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        hospital: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        hospital = do.get("hospital", hospital)
        scanner = do["scanner"] if "scanner" in do else self.scanner(hospital)(noise["u_scanner"])
        age = do["age"] if "age" in do else self.age(hospital)(noise["u_age"])
        finding = (
            do["finding"] if "finding" in do else self.finding(scanner, age)(noise["u_finding"])
        )
        return {"scanner": scanner, "age": age, "finding": finding}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "scanner" in wanted:
            hospital = row["hospital"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(hospital).law().log_prob(scanner)
        if "age" in wanted:
            hospital = row["hospital"]
            age = row["age"]
            found["age"] = self.age(hospital).law().log_prob(age)
        if "finding" in wanted:
            scanner = row["scanner"]
            age = row["age"]
            finding = row["finding"]
            found["finding"] = self.finding(scanner, age).law().log_prob(finding)
        return found
