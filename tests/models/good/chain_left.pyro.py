"""the same arrows, read from right to left.

Compiled by causalimg from chain_left.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class ChainLeft(Program):
    """the same arrows, read from right to left."""

    variables = ("smoking", "tar", "nodule")
    parents = {"smoking": (), "tar": ("smoking",), "nodule": ("tar",)}
    noises = {"smoking": ("u_smoking",), "tar": ("u_tar",), "nodule": ("u_nodule",)}
    environment = None
    images = ()
    words = {"smoking": ("0", "1"), "tar": ("0", "1"), "nodule": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "smoking": "chain_left.scm:14: smoking ~ table() via threshold",
        "tar": "chain_left.scm:15: tar ~ table() given smoking via threshold",
        "nodule": "chain_left.scm:16: nodule ~ table() given tar via threshold",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # chain_left.scm:14  smoking ~ table() via threshold
        self.smoking_table = Table("smoking", values=2, binary=True, via="threshold")
        # chain_left.scm:15  tar ~ table() given smoking via threshold
        self.tar_table = Table(
            "tar", values=2, given=Given(smoking=Flag()), binary=True, via="threshold"
        )
        # chain_left.scm:16  nodule ~ table() given tar via threshold
        self.nodule_table = Table(
            "nodule", values=2, given=Given(tar=Flag()), binary=True, via="threshold"
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_smoking": standard.uniform(),
            "u_tar": standard.uniform(),
            "u_nodule": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def smoking(self) -> Map:
        # chain_left.scm:14  smoking ~ table() via threshold
        return self.smoking_table()

    def tar(self, smoking: Tensor) -> Map:
        # chain_left.scm:15  tar ~ table() given smoking via threshold
        return self.tar_table(smoking=smoking)

    def nodule(self, tar: Tensor) -> Map:
        # chain_left.scm:16  nodule ~ table() given tar via threshold
        return self.nodule_table(tar=tar)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            smoking = pyro.sample("smoking", self.smoking().law())
            tar = pyro.sample("tar", self.tar(smoking).law())
            nodule = pyro.sample("nodule", self.nodule(tar).law())
        return {"smoking": smoking, "tar": tar, "nodule": nodule}

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
        return {"smoking": smoking, "tar": tar, "nodule": nodule}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        smoking = row["smoking"]
        tar = row["tar"]
        nodule = row["nodule"]
        u_smoking = self.smoking().abduct(smoking)
        u_tar = self.tar(smoking).abduct(tar)
        u_nodule = self.nodule(tar).abduct(nodule)
        return {"u_smoking": u_smoking, "u_tar": u_tar, "u_nodule": u_nodule}

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
        return {"smoking": smoking, "tar": tar, "nodule": nodule}

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
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.smoking_table, self.tar_table, self.nodule_table):
            network.set_scales(table)
