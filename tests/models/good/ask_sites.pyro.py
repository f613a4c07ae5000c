"""questions about one site, and about everyone.

Compiled by causalimg from ask_sites.scm (language version 1).
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


class AskSites(Program):
    """questions about one site, and about everyone."""

    variables = ("smoker", "nodule", "referred")
    parents = {"smoker": ("site",), "nodule": ("smoker",), "referred": ("nodule",)}
    noises = {"smoker": ("u_smoker",), "nodule": ("u_nodule",), "referred": ("u_referred",)}
    environment = "site"
    images = ()
    words = {
        "site": ("oslo", "rome"),
        "smoker": ("0", "1"),
        "nodule": ("0", "1"),
        "referred": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "smoker": "ask_sites.scm:12: smoker ~ Bernoulli(if site == oslo then 0.2 else 0.4) ...",
        "nodule": "ask_sites.scm:13: nodule ~ Bernoulli(0.1 + 0.2 * smoker) via threshold",
        "referred": "ask_sites.scm:14: referred ~ Bernoulli(0.3 + 0.5 * nodule)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_smoker": standard.uniform(),
            "u_nodule": standard.uniform(),
            "u_referred": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def smoker(self, site: Tensor) -> Map:
        # ask_sites.scm:12  smoker ~ Bernoulli(if site == oslo then 0.2 else 0.4) via threshold
        return laws.bernoulli(p=torch.where(site == 0, 0.2, 0.4), via="threshold")

    def nodule(self, smoker: Tensor) -> Map:
        # ask_sites.scm:13  nodule ~ Bernoulli(0.1 + 0.2 * smoker) via threshold
        return laws.bernoulli(p=0.1 + 0.2 * smoker, via="threshold")

    def referred(self, nodule: Tensor) -> Map:
        # ask_sites.scm:14  referred ~ Bernoulli(0.3 + 0.5 * nodule)
        return laws.bernoulli(p=0.3 + 0.5 * nodule, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            smoker = pyro.sample("smoker", self.smoker(site).law())
            nodule = pyro.sample("nodule", self.nodule(smoker).law())
            referred = pyro.sample("referred", self.referred(nodule).law())
        return {"smoker": smoker, "nodule": nodule, "referred": referred}

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_smoker = pyro.sample("u_smoker", law["u_smoker"])
            smoker = fixed("smoker", self.smoker(site)(u_smoker))
            u_nodule = pyro.sample("u_nodule", law["u_nodule"])
            nodule = fixed("nodule", self.nodule(smoker)(u_nodule))
            u_referred = pyro.sample("u_referred", law["u_referred"])
            referred = fixed("referred", self.referred(nodule)(u_referred))
        return {"smoker": smoker, "nodule": nodule, "referred": referred}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        site = row["site"]
        smoker = row["smoker"]
        nodule = row["nodule"]
        referred = row["referred"]
        u_smoker = self.smoker(site).abduct(smoker)
        u_nodule = self.nodule(smoker).abduct(nodule)
        u_referred = self.referred(nodule).abduct(referred)
        return {"u_smoker": u_smoker, "u_nodule": u_nodule, "u_referred": u_referred}

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
        smoker = do["smoker"] if "smoker" in do else self.smoker(site)(noise["u_smoker"])
        nodule = do["nodule"] if "nodule" in do else self.nodule(smoker)(noise["u_nodule"])
        referred = (
            do["referred"] if "referred" in do else self.referred(nodule)(noise["u_referred"])
        )
        return {"smoker": smoker, "nodule": nodule, "referred": referred}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "smoker" in wanted:
            site = row["site"]
            smoker = row["smoker"]
            found["smoker"] = self.smoker(site).law().log_prob(smoker)
        if "nodule" in wanted:
            smoker = row["smoker"]
            nodule = row["nodule"]
            found["nodule"] = self.nodule(smoker).law().log_prob(nodule)
        if "referred" in wanted:
            nodule = row["nodule"]
            referred = row["referred"]
            found["referred"] = self.referred(nodule).law().log_prob(referred)
        return found
