"""one line, read from left to right.

Compiled by causalimg from chain_right.scm (language version 1).
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


class ChainRight(Program):
    """one line, read from left to right."""

    variables = ("smoking", "tar", "nodule", "biopsy")
    parents = {"smoking": (), "tar": ("smoking",), "nodule": ("tar",), "biopsy": ("nodule",)}
    noises = {
        "smoking": ("u_smoking",),
        "tar": ("u_tar",),
        "nodule": ("u_nodule",),
        "biopsy": ("u_biopsy",),
    }
    environment = None
    images = ()
    words = {"smoking": ("0", "1"), "tar": ("0", "1"), "nodule": ("0", "1"), "biopsy": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "smoking": "chain_right.scm:11: smoking ~ Bernoulli(0.3) via threshold",
        "tar": "chain_right.scm:12: tar ~ Bernoulli(if smoking then 0.7 else 0.1) via threshold",
        "nodule": "chain_right.scm:13: nodule ~ Bernoulli(p = 0.05 + 0.2*tar) via threshold",
        "biopsy": "chain_right.scm:14: biopsy ~ Bernoulli(logit = -3 + 4*nodule) via gumbel_max",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_smoking": standard.uniform(),
            "u_tar": standard.uniform(),
            "u_nodule": standard.uniform(),
            "u_biopsy": standard.gumbels(2),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def smoking(self) -> Map:
        # chain_right.scm:11  smoking ~ Bernoulli(0.3) via threshold
        return laws.bernoulli(p=0.3, via="threshold")

    def tar(self, smoking: Tensor) -> Map:
        # chain_right.scm:12  tar ~ Bernoulli(if smoking then 0.7 else 0.1) via threshold
        return laws.bernoulli(p=torch.where(smoking.bool(), 0.7, 0.1), via="threshold")

    def nodule(self, tar: Tensor) -> Map:
        # chain_right.scm:13  nodule ~ Bernoulli(p = 0.05 + 0.2*tar) via threshold
        return laws.bernoulli(p=0.05 + 0.2 * tar, via="threshold")

    def biopsy(self, nodule: Tensor) -> Map:
        # chain_right.scm:14  biopsy ~ Bernoulli(logit = -3 + 4*nodule) via gumbel_max
        return laws.bernoulli(logit=-3 + 4 * nodule, via="gumbel_max")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            smoking = pyro.sample("smoking", self.smoking().law())
            tar = pyro.sample("tar", self.tar(smoking).law())
            nodule = pyro.sample("nodule", self.nodule(tar).law())
            biopsy = pyro.sample("biopsy", self.biopsy(nodule).law())
        return {"smoking": smoking, "tar": tar, "nodule": nodule, "biopsy": biopsy}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_smoking = pyro.sample("u_smoking", law["u_smoking"])
            smoking = fixed("smoking", self.smoking()(u_smoking))
            u_tar = pyro.sample("u_tar", law["u_tar"])
            tar = fixed("tar", self.tar(smoking)(u_tar))
            u_nodule = pyro.sample("u_nodule", law["u_nodule"])
            nodule = fixed("nodule", self.nodule(tar)(u_nodule))
            u_biopsy = pyro.sample("u_biopsy", law["u_biopsy"])
            biopsy = fixed("biopsy", self.biopsy(nodule)(u_biopsy))
        return {"smoking": smoking, "tar": tar, "nodule": nodule, "biopsy": biopsy}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        smoking = row["smoking"]
        tar = row["tar"]
        nodule = row["nodule"]
        biopsy = row["biopsy"]
        u_smoking = self.smoking().abduct(smoking)
        u_tar = self.tar(smoking).abduct(tar)
        u_nodule = self.nodule(tar).abduct(nodule)
        u_biopsy = self.biopsy(nodule).abduct(biopsy)
        return {"u_smoking": u_smoking, "u_tar": u_tar, "u_nodule": u_nodule, "u_biopsy": u_biopsy}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        smoking = do["smoking"] if "smoking" in do else self.smoking()(noise["u_smoking"])
        tar = do["tar"] if "tar" in do else self.tar(smoking)(noise["u_tar"])
        nodule = do["nodule"] if "nodule" in do else self.nodule(tar)(noise["u_nodule"])
        biopsy = do["biopsy"] if "biopsy" in do else self.biopsy(nodule)(noise["u_biopsy"])
        return {"smoking": smoking, "tar": tar, "nodule": nodule, "biopsy": biopsy}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "smoking" in wanted:
            smoking = row["smoking"]
            found["smoking"] = self.smoking().law().log_prob(smoking)
        if "tar" in wanted:
            smoking = row["smoking"]
            tar = row["tar"]
            found["tar"] = self.tar(smoking).law().log_prob(tar)
        if "nodule" in wanted:
            tar = row["tar"]
            nodule = row["nodule"]
            found["nodule"] = self.nodule(tar).law().log_prob(nodule)
        if "biopsy" in wanted:
            nodule = row["nodule"]
            biopsy = row["biopsy"]
            found["biopsy"] = self.biopsy(nodule).law().log_prob(biopsy)
        return found
