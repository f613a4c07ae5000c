"""three volumes at once, learned.

Compiled by causalimg from vector_flow.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.networks import Given, Scaled, VectorFlow
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class VectorFlow_(Program):
    """three volumes at once, learned."""

    variables = ("age", "volumes", "whole")
    parents = {"age": (), "volumes": ("age",), "whole": ("volumes",)}
    noises = {"age": ("u_age",), "volumes": ("u_volumes",), "whole": ()}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "age": "vector_flow.scm:16: age ~ Uniform(40, 90)",
        "volumes": "vector_flow.scm:17: volumes ~ flow(bins = 4, hidden = 4, layers = 1) ...",
        "whole": "vector_flow.scm:18: whole := sum(volumes)",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # vector_flow.scm:17  volumes ~ flow(bins = 4, hidden = 4, layers = 1) given age
        self.volumes_flow = VectorFlow(
            "volumes",
            size=3,
            support=(0.0, math.inf),
            given=Given(age=Scaled(40.0, 90.0)),
            bins=4,
            hidden=4,
            layers=1,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_volumes": standard.normal((3,)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # vector_flow.scm:16  age ~ Uniform(40, 90)
        return laws.uniform(40.0, 90.0)

    def volumes(self, age: Tensor) -> Map:
        # vector_flow.scm:17  volumes ~ flow(bins = 4, hidden = 4, layers = 1) given age
        return self.volumes_flow(age=age)

    def whole(self, volumes: Tensor) -> Deterministic:
        # vector_flow.scm:18  whole := sum(volumes)
        return Deterministic(lambda: volumes.sum(-1))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            volumes = pyro.sample("volumes", self.volumes(age).law())
            whole = fixed("whole", self.whole(volumes)())
        return {"age": age, "volumes": volumes, "whole": whole}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_volumes = pyro.sample("u_volumes", law["u_volumes"])
            volumes = fixed("volumes", self.volumes(age)(u_volumes), 1)
            whole = fixed("whole", self.whole(volumes)())
        return {"age": age, "volumes": volumes, "whole": whole}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        volumes = row["volumes"]
        u_age = self.age().abduct(age)
        u_volumes = self.volumes(age).abduct(volumes)
        return {"u_age": u_age, "u_volumes": u_volumes}

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
        volumes = do["volumes"] if "volumes" in do else self.volumes(age)(noise["u_volumes"])
        whole = do["whole"] if "whole" in do else self.whole(volumes)()
        return {"age": age, "volumes": volumes, "whole": whole}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "volumes" in wanted:
            age = row["age"]
            volumes = row["volumes"]
            found["volumes"] = self.volumes(age).law().log_prob(volumes)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.volumes_flow,):
            network.set_scales(table)
