"""admission opens a path.

Compiled by causalimg from collider.scm (language version 1).
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


class Collider(Program):
    """admission opens a path."""

    variables = ("pneumonia", "fracture", "admitted")
    parents = {"pneumonia": (), "fracture": (), "admitted": ("pneumonia", "fracture")}
    noises = {
        "pneumonia": ("u_pneumonia",),
        "fracture": ("u_fracture",),
        "admitted": ("u_admitted",),
    }
    environment = None
    images = ()
    words = {"pneumonia": ("0", "1"), "fracture": ("0", "1"), "admitted": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "pneumonia": "collider.scm:14: pneumonia ~ Bernoulli(0.1)",
        "fracture": "collider.scm:15: fracture ~ Bernoulli(0.05)",
        "admitted": "collider.scm:16: admitted ~ Bernoulli(if pneumonia or fracture then 0.9 ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_pneumonia": standard.uniform(),
            "u_fracture": standard.uniform(),
            "u_admitted": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def pneumonia(self) -> Map:
        # collider.scm:14  pneumonia ~ Bernoulli(0.1)
        return laws.bernoulli(p=0.1, via="threshold")

    def fracture(self) -> Map:
        # collider.scm:15  fracture ~ Bernoulli(0.05)
        return laws.bernoulli(p=0.05, via="threshold")

    def admitted(self, pneumonia: Tensor, fracture: Tensor) -> Map:
        # collider.scm:16  admitted ~ Bernoulli(if pneumonia or fracture then 0.9 else 0.02)
        return laws.bernoulli(
            p=torch.where(pneumonia.bool() | fracture.bool(), 0.9, 0.02), via="threshold"
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            pneumonia = pyro.sample("pneumonia", self.pneumonia().law())
            fracture = pyro.sample("fracture", self.fracture().law())
            admitted = pyro.sample("admitted", self.admitted(pneumonia, fracture).law())
        return {"pneumonia": pneumonia, "fracture": fracture, "admitted": admitted}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_pneumonia = pyro.sample("u_pneumonia", law["u_pneumonia"])
            pneumonia = fixed("pneumonia", self.pneumonia()(u_pneumonia))
            u_fracture = pyro.sample("u_fracture", law["u_fracture"])
            fracture = fixed("fracture", self.fracture()(u_fracture))
            u_admitted = pyro.sample("u_admitted", law["u_admitted"])
            admitted = fixed("admitted", self.admitted(pneumonia, fracture)(u_admitted))
        return {"pneumonia": pneumonia, "fracture": fracture, "admitted": admitted}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        pneumonia = row["pneumonia"]
        fracture = row["fracture"]
        admitted = row["admitted"]
        u_pneumonia = self.pneumonia().abduct(pneumonia)
        u_fracture = self.fracture().abduct(fracture)
        u_admitted = self.admitted(pneumonia, fracture).abduct(admitted)
        return {"u_pneumonia": u_pneumonia, "u_fracture": u_fracture, "u_admitted": u_admitted}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        pneumonia = (
            do["pneumonia"] if "pneumonia" in do else self.pneumonia()(noise["u_pneumonia"])
        )
        fracture = do["fracture"] if "fracture" in do else self.fracture()(noise["u_fracture"])
        admitted = (
            do["admitted"]
            if "admitted" in do
            else self.admitted(pneumonia, fracture)(noise["u_admitted"])
        )
        return {"pneumonia": pneumonia, "fracture": fracture, "admitted": admitted}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "pneumonia" in wanted:
            pneumonia = row["pneumonia"]
            found["pneumonia"] = self.pneumonia().law().log_prob(pneumonia)
        if "fracture" in wanted:
            fracture = row["fracture"]
            found["fracture"] = self.fracture().law().log_prob(fracture)
        if "admitted" in wanted:
            pneumonia = row["pneumonia"]
            fracture = row["fracture"]
            admitted = row["admitted"]
            found["admitted"] = self.admitted(pneumonia, fracture).law().log_prob(admitted)
        return found
