"""only who was admitted is in the archive.

Compiled by causalimg from selection_admitted.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class SelectionAdmitted(Program):
    """only who was admitted is in the archive."""

    variables = ("age", "disease", "admitted")
    parents = {"age": (), "disease": ("age",), "admitted": ("disease", "age")}
    noises = {"age": ("u_age",), "disease": ("u_disease",), "admitted": ("u_admitted",)}
    environment = None
    images = ()
    words = {"disease": ("0", "1"), "admitted": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "selection_admitted.scm:16: age ~ Uniform(18, 100)",
        "disease": "selection_admitted.scm:17: disease ~ Bernoulli(logit = -2 + 0.02 * (age - ...",
        "admitted": "selection_admitted.scm:18: admitted ~ Bernoulli(logit = -1 + 2 * disease ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_disease": standard.uniform(),
            "u_admitted": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # selection_admitted.scm:16  age ~ Uniform(18, 100)
        return laws.uniform(18.0, 100.0)

    def disease(self, age: Tensor) -> Map:
        # selection_admitted.scm:17  disease ~ Bernoulli(logit = -2 + 0.02 * (age - 50)) via
        #     threshold
        return laws.bernoulli(logit=-2 + 0.02 * (age - 50), via="threshold")

    def admitted(self, disease: Tensor, age: Tensor) -> Map:
        # selection_admitted.scm:18  admitted ~ Bernoulli(logit = -1 + 2 * disease + 0.01 * (age -
        #     50))
        return laws.bernoulli(logit=-1 + 2 * disease + 0.01 * (age - 50), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            disease = pyro.sample("disease", self.disease(age).law())
            admitted = pyro.sample("admitted", self.admitted(disease, age).law())
        return {"age": age, "disease": disease, "admitted": admitted}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_disease = pyro.sample("u_disease", law["u_disease"])
            disease = fixed("disease", self.disease(age)(u_disease))
            u_admitted = pyro.sample("u_admitted", law["u_admitted"])
            admitted = fixed("admitted", self.admitted(disease, age)(u_admitted))
        return {"age": age, "disease": disease, "admitted": admitted}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        disease = row["disease"]
        age = row["age"]
        admitted = row["admitted"]
        u_age = self.age().abduct(age)
        u_disease = self.disease(age).abduct(disease)
        u_admitted = self.admitted(disease, age).abduct(admitted)
        return {"u_age": u_age, "u_disease": u_disease, "u_admitted": u_admitted}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        disease = do["disease"] if "disease" in do else self.disease(age)(noise["u_disease"])
        admitted = (
            do["admitted"]
            if "admitted" in do
            else self.admitted(disease, age)(noise["u_admitted"])
        )
        return {"age": age, "disease": disease, "admitted": admitted}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "disease" in wanted:
            age = row["age"]
            disease = row["disease"]
            found["disease"] = self.disease(age).law().log_prob(disease)
        if "admitted" in wanted:
            disease = row["disease"]
            age = row["age"]
            admitted = row["admitted"]
            found["admitted"] = self.admitted(disease, age).law().log_prob(admitted)
        return found
