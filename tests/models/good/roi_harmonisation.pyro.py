"""volumes of regions, had all of us been scanned at one place.

Compiled by causalimg from roi_harmonisation.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, OneHot, Scaled, Table, VectorFlow
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class RoiHarmonisation(Program):
    """volumes of regions, had all of us been scanned at one place."""

    variables = ("age", "sex", "volumes")
    parents = {"age": ("site",), "sex": ("site",), "volumes": ("site", "age", "sex")}
    noises = {"age": ("u_age",), "sex": ("u_sex",), "volumes": ("u_volumes",)}
    environment = "site"
    images = ()
    words = {"site": ("first", "second", "third", "fourth", "fifth"), "sex": ("female", "male")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "roi_harmonisation.scm:27: age ~ flow() given site",
        "sex": "roi_harmonisation.scm:28: sex ~ table() given site via gumbel_max",
        "volumes": "roi_harmonisation.scm:29: volumes ~ flow() given site, age, sex",
    }
    max_plate_nesting = 1

    def __init__(self, regions: int = 8) -> None:
        super().__init__()
        self.regions = regions
        # roi_harmonisation.scm:27  age ~ flow() given site
        self.age_flow = Flow("age", support=(20.0, 95.0), given=Given(site=OneHot(5)))
        # roi_harmonisation.scm:28  sex ~ table() given site via gumbel_max
        self.sex_table = Table("sex", values=2, given=Given(site=OneHot(5)), via="gumbel_max")
        # roi_harmonisation.scm:29  volumes ~ flow() given site, age, sex
        self.volumes_flow = VectorFlow(
            "volumes",
            size=8,
            support=(0.0, math.inf),
            given=Given(site=OneHot(5), age=Scaled(20.0, 95.0), sex=OneHot(2)),
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_volumes": standard.normal((8,)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, site: Tensor) -> Map:
        # roi_harmonisation.scm:27  age ~ flow() given site
        return self.age_flow(site=site)

    def sex(self, site: Tensor) -> Map:
        # roi_harmonisation.scm:28  sex ~ table() given site via gumbel_max
        return self.sex_table(site=site)

    def volumes(self, site: Tensor, age: Tensor, sex: Tensor) -> Map:
        # roi_harmonisation.scm:29  volumes ~ flow() given site, age, sex
        return self.volumes_flow(site=site, age=age, sex=sex)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(site).law())
            sex = pyro.sample("sex", self.sex(site).law())
            volumes = pyro.sample("volumes", self.volumes(site, age, sex).law())
        return {"age": age, "sex": sex, "volumes": volumes}

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(site)(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex(site)(u_sex))
            u_volumes = pyro.sample("u_volumes", law["u_volumes"])
            volumes = fixed("volumes", self.volumes(site, age, sex)(u_volumes), 1)
        return {"age": age, "sex": sex, "volumes": volumes}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        site = row["site"]
        age = row["age"]
        sex = row["sex"]
        volumes = row["volumes"]
        u_age = self.age(site).abduct(age)
        u_sex = self.sex(site).abduct(sex)
        u_volumes = self.volumes(site, age, sex).abduct(volumes)
        return {"u_age": u_age, "u_sex": u_sex, "u_volumes": u_volumes}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        site: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        site = do.get("site", site)
        age = do["age"] if "age" in do else self.age(site)(noise["u_age"])
        sex = do["sex"] if "sex" in do else self.sex(site)(noise["u_sex"])
        volumes = (
            do["volumes"] if "volumes" in do else self.volumes(site, age, sex)(noise["u_volumes"])
        )
        return {"age": age, "sex": sex, "volumes": volumes}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            site = row["site"]
            age = row["age"]
            found["age"] = self.age(site).law().log_prob(age)
        if "sex" in wanted:
            site = row["site"]
            sex = row["sex"]
            found["sex"] = self.sex(site).law().log_prob(sex)
        if "volumes" in wanted:
            site = row["site"]
            age = row["age"]
            sex = row["sex"]
            volumes = row["volumes"]
            found["volumes"] = self.volumes(site, age, sex).law().log_prob(volumes)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.age_flow, self.sex_table, self.volumes_flow):
            network.set_scales(table)
