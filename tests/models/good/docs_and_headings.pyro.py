"""what the report will say of each variable.

Compiled by causalimg from docs_and_headings.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Given, OneHot, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import select


class DocsAndHeadings(Program):
    """what the report will say of each variable."""

    variables = ("age", "weight", "sex", "growth", "nodule")
    parents = {
        "age": (),
        "weight": (),
        "sex": ("site",),
        "growth": ("sex",),
        "nodule": ("age", "growth"),
    }
    noises = {
        "age": ("u_age",),
        "weight": ("u_weight",),
        "sex": ("u_sex",),
        "growth": ("u_growth",),
        "nodule": ("u_nodule",),
    }
    environment = "site"
    images = ()
    words = {"sex": ("female", "male"), "nodule": ("0", "1"), "site": ("a", "b")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "docs_and_headings.scm:21: age ~ Uniform(0, 100)",
        "weight": "docs_and_headings.scm:22: weight ~ LogNormal(4, 0.2) truncated (0, 200)",
        "sex": "docs_and_headings.scm:23: sex ~ table() given site via gumbel_max",
        "growth": "docs_and_headings.scm:24: growth ~ Normal(match sex {female: 0, male: 1}, 1)",
        "nodule": "docs_and_headings.scm:25: nodule ~ Bernoulli(logit = growth + 0.01 * (age ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # docs_and_headings.scm:23  sex ~ table() given site via gumbel_max
        self.sex_table = Table("sex", values=2, given=Given(site=OneHot(2)), via="gumbel_max")

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_weight": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_growth": standard.normal(),
            "u_nodule": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # docs_and_headings.scm:21  age ~ Uniform(0, 100)
        return laws.uniform(0.0, 100.0)

    def weight(self) -> Map:
        # docs_and_headings.scm:22  weight ~ LogNormal(4, 0.2) truncated (0, 200)
        return laws.truncated(laws.log_normal(4.0, 0.2), 0.0, 200.0)

    def sex(self, site: Tensor) -> Map:
        # docs_and_headings.scm:23  sex ~ table() given site via gumbel_max
        return self.sex_table(site=site)

    def growth(self, sex: Tensor) -> Map:
        # docs_and_headings.scm:24  growth ~ Normal(match sex {female: 0, male: 1}, 1)
        return laws.normal(select(sex, 0.0, 1.0), 1.0)

    def nodule(self, age: Tensor, growth: Tensor) -> Map:
        # docs_and_headings.scm:25  nodule ~ Bernoulli(logit = growth + 0.01 * (age - 50)) via
        #     threshold
        return laws.bernoulli(logit=growth + 0.01 * (age - 50), via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            weight = pyro.sample("weight", self.weight().law())
            sex = pyro.sample("sex", self.sex(site).law())
            growth = pyro.sample("growth", self.growth(sex).law())
            nodule = pyro.sample("nodule", self.nodule(age, growth).law())
        return {"age": age, "weight": weight, "sex": sex, "growth": growth, "nodule": nodule}

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_weight = pyro.sample("u_weight", law["u_weight"])
            weight = fixed("weight", self.weight()(u_weight))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex(site)(u_sex))
            u_growth = pyro.sample("u_growth", law["u_growth"])
            growth = fixed("growth", self.growth(sex)(u_growth))
            u_nodule = pyro.sample("u_nodule", law["u_nodule"])
            nodule = fixed("nodule", self.nodule(age, growth)(u_nodule))
        return {"age": age, "weight": weight, "sex": sex, "growth": growth, "nodule": nodule}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        weight = row["weight"]
        sex = row["sex"]
        nodule = row["nodule"]
        growth = row["growth"]
        site = row["site"]
        u_age = self.age().abduct(age)
        u_weight = self.weight().abduct(weight)
        u_sex = self.sex(site).abduct(sex)
        u_growth = self.growth(sex).abduct(growth)
        u_nodule = self.nodule(age, growth).abduct(nodule)
        return {
            "u_age": u_age,
            "u_weight": u_weight,
            "u_sex": u_sex,
            "u_growth": u_growth,
            "u_nodule": u_nodule,
        }

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
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        weight = do["weight"] if "weight" in do else self.weight()(noise["u_weight"])
        sex = do["sex"] if "sex" in do else self.sex(site)(noise["u_sex"])
        growth = do["growth"] if "growth" in do else self.growth(sex)(noise["u_growth"])
        nodule = do["nodule"] if "nodule" in do else self.nodule(age, growth)(noise["u_nodule"])
        return {"age": age, "weight": weight, "sex": sex, "growth": growth, "nodule": nodule}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "weight" in wanted:
            weight = row["weight"]
            found["weight"] = self.weight().law().log_prob(weight)
        if "sex" in wanted:
            site = row["site"]
            sex = row["sex"]
            found["sex"] = self.sex(site).law().log_prob(sex)
        if "growth" in wanted:
            sex = row["sex"]
            growth = row["growth"]
            found["growth"] = self.growth(sex).law().log_prob(growth)
        if "nodule" in wanted:
            age = row["age"]
            growth = row["growth"]
            nodule = row["nodule"]
            found["nodule"] = self.nodule(age, growth).law().log_prob(nodule)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.sex_table,):
            network.set_scales(table)
