"""a volume, a scanner's offset, and what it would be elsewhere.

Compiled by causalimg from harmonised_volume.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor, nn

from causalimg.program import standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.networks import Flow, Given, OneHot, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import select


class HarmonisedVolume(Program):
    """a volume, a scanner's offset, and what it would be elsewhere."""

    variables = ("age", "scanner", "hippocampus")
    parents = {"age": ("site",), "scanner": ("site",), "hippocampus": ("age", "scanner")}
    noises = {"age": ("u_age",), "scanner": ("u_scanner",), "hippocampus": ("u",)}
    environment = "site"
    images = ()
    words = {"site": ("london", "oxford", "leipzig"), "scanner": ("prisma", "skyra", "trio")}
    numbers = {"shrinkage": "shrinkage", "skyra_bias": "skyra_bias", "trio_bias": "trio_bias"}
    lossy = ()
    lines = {
        "age": "harmonised_volume.scm:27: age ~ flow(4, 4, 1) given site",
        "scanner": "harmonised_volume.scm:28: scanner ~ table() given site via gumbel_max",
        "hippocampus": "harmonised_volume.scm:29: hippocampus := 3.5 ml * exp(match scanner { ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # harmonised_volume.scm:18  shrinkage : real in (0, 1) ~ Beta(1, 20)
        self.shrinkage = PyroParam(torch.tensor(0.5), constraint=constraints.interval(0.0, 1.0))
        # harmonised_volume.scm:19  skyra_bias, trio_bias : real ~ Normal(0, 0.1)
        self.skyra_bias = nn.Parameter(torch.tensor(0.0))
        # harmonised_volume.scm:19  skyra_bias, trio_bias : real ~ Normal(0, 0.1)
        self.trio_bias = nn.Parameter(torch.tensor(0.0))
        # harmonised_volume.scm:27  age ~ flow(4, 4, 1) given site
        self.age_flow = Flow(
            "age", support=(45.0, 85.0), given=Given(site=OneHot(3)), bins=4, hidden=4, layers=1
        )
        # harmonised_volume.scm:28  scanner ~ table() given site via gumbel_max
        self.scanner_table = Table(
            "scanner", values=3, given=Given(site=OneHot(3)), via="gumbel_max"
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_scanner": standard.gumbels(3),
            # harmonised_volume.scm:23  u ~ Normal(0, 0.1)
            "u": dist.Normal(0.0, 0.1),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, site: Tensor) -> Map:
        # harmonised_volume.scm:27  age ~ flow(4, 4, 1) given site
        return self.age_flow(site=site)

    def scanner(self, site: Tensor) -> Map:
        # harmonised_volume.scm:28  scanner ~ table() given site via gumbel_max
        return self.scanner_table(site=site)

    def hippocampus(self, age: Tensor, scanner: Tensor) -> Invertible:
        # harmonised_volume.scm:29  hippocampus := 3.5 ml * exp(match scanner { prisma: 0, skyra:
        #     skyra_bias, trio: trio_bias } - shrinkage * (age - 60 years) / 10 years + u)

        def value(u: Tensor) -> Tensor:
            return 3.5 * torch.exp(
                select(scanner, 0.0, self.skyra_bias, self.trio_bias)
                - self.shrinkage * (age - 60) / 10
                + u,
            )

        def noise(hippocampus: Tensor) -> Tensor:
            return torch.log(hippocampus / 3.5) - (
                select(scanner, 0.0, self.skyra_bias, self.trio_bias)
                - self.shrinkage * (age - 60) / 10
            )

        return Invertible(self.noise_laws()["u"], value, noise, support=constraints.positive)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(site).law())
            scanner = pyro.sample("scanner", self.scanner(site).law())
            hippocampus = pyro.sample("hippocampus", self.hippocampus(age, scanner).law())
        return {"age": age, "scanner": scanner, "hippocampus": hippocampus}

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(site)(u_age))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(site)(u_scanner))
            u = pyro.sample("u", law["u"])
            hippocampus = fixed("hippocampus", self.hippocampus(age, scanner)(u))
        return {"age": age, "scanner": scanner, "hippocampus": hippocampus}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        site = row["site"]
        age = row["age"]
        scanner = row["scanner"]
        hippocampus = row["hippocampus"]
        u_age = self.age(site).abduct(age)
        u_scanner = self.scanner(site).abduct(scanner)
        u = self.hippocampus(age, scanner).abduct(hippocampus)
        return {"u_age": u_age, "u_scanner": u_scanner, "u": u}

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
        scanner = do["scanner"] if "scanner" in do else self.scanner(site)(noise["u_scanner"])
        hippocampus = (
            do["hippocampus"]
            if "hippocampus" in do
            else self.hippocampus(age, scanner)(noise["u"])
        )
        return {"age": age, "scanner": scanner, "hippocampus": hippocampus}

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
        if "scanner" in wanted:
            site = row["site"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(site).law().log_prob(scanner)
        if "hippocampus" in wanted:
            age = row["age"]
            scanner = row["scanner"]
            hippocampus = row["hippocampus"]
            found["hippocampus"] = self.hippocampus(age, scanner).law().log_prob(hippocampus)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.age_flow, self.scanner_table):
            network.set_scales(table)

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "shrinkage": dist.Beta(1.0, 20.0),
            "skyra_bias": dist.Normal(0.0, 0.1),
            "trio_bias": dist.Normal(0.0, 0.1),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return (
            law["shrinkage"].log_prob(self.shrinkage)
            + law["skyra_bias"].log_prob(self.skyra_bias)
            + law["trio_bias"].log_prob(self.trio_bias)
        )
