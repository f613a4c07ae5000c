"""weight and height, drawn side by side.

Compiled by causalimg from body_mass.scm (language version 1).
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


class BodyMass(Program):
    """weight and height, drawn side by side."""

    variables = ("body", "first", "index")
    parents = {"body": (), "first": ("body",), "index": ("body",)}
    noises = {"body": ("u_body",), "first": (), "index": ()}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "body": "body_mass.scm:16: body ~ MultivariateNormal([75, 170], [[150, 40], [40, 90]])",
        "first": "body_mass.scm:17: first := element(body, 1)",
        "index": "body_mass.scm:18: index := element(body, 1) / (element(body, 2) / 100)^2",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_body": standard.normal((2,)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def body(self) -> Map:
        # body_mass.scm:16  body ~ MultivariateNormal([75, 170], [[150, 40], [40, 90]])
        return laws.multivariate_normal(
            torch.tensor([75.0, 170.0]), torch.tensor([[150.0, 40.0], [40.0, 90.0]])
        )

    def first(self, body: Tensor) -> Deterministic:
        # body_mass.scm:17  first := element(body, 1)
        return Deterministic(lambda: body[..., 0])

    def index(self, body: Tensor) -> Deterministic:
        # body_mass.scm:18  index := element(body, 1) / (element(body, 2) / 100)^2
        return Deterministic(lambda: body[..., 0] / (body[..., 1] / 100) ** 2)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            body = pyro.sample("body", self.body().law())
            first = fixed("first", self.first(body)())
            index = fixed("index", self.index(body)())
        return {"body": body, "first": first, "index": index}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_body = pyro.sample("u_body", law["u_body"])
            body = fixed("body", self.body()(u_body), 1)
            first = fixed("first", self.first(body)())
            index = fixed("index", self.index(body)())
        return {"body": body, "first": first, "index": index}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        body = row["body"]
        u_body = self.body().abduct(body)
        return {"u_body": u_body}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        body = do["body"] if "body" in do else self.body()(noise["u_body"])
        first = do["first"] if "first" in do else self.first(body)()
        index = do["index"] if "index" in do else self.index(body)()
        return {"body": body, "first": first, "index": index}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "body" in wanted:
            body = row["body"]
            found["body"] = self.body().law().log_prob(body)
        return found
