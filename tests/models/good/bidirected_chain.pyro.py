"""arrows of both kinds on one line.

Compiled by causalimg from bidirected_chain.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, Joint, Real, Scaled
from causalimg.program.protocol import Program
from causalimg.program.sites import drawn, fixed
from causalimg.program.standard import once


class BidirectedChain(Program):
    """arrows of both kinds on one line."""

    variables = ("kv", "ma", "dose")
    parents = {"kv": (), "ma": (), "dose": ("kv", "ma")}
    noises = {"kv": ("u_kv",), "ma": ("u_ma",), "dose": ("u_dose",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "kv": "bidirected_chain.scm:14: (kv, ma) ~ joint(bins = 4, hidden = 4, layers = 1)",
        "ma": "bidirected_chain.scm:14: (kv, ma) ~ joint(bins = 4, hidden = 4, layers = 1)",
        "dose": "bidirected_chain.scm:15: dose ~ flow(4, 4, 1) given kv, ma",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # bidirected_chain.scm:14  (kv, ma) ~ joint(bins = 4, hidden = 4, layers = 1)
        self.kv_and_ma_joint = Joint(
            {"kv": Real(0.0), "ma": Real(0.0)}, bins=4, hidden=4, layers=1
        )
        # bidirected_chain.scm:15  dose ~ flow(4, 4, 1) given kv, ma
        self.dose_flow = Flow(
            "dose",
            support=(0.0, math.inf),
            given=Given(kv=Scaled(0.0), ma=Scaled(0.0)),
            bins=4,
            hidden=4,
            layers=1,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_kv": standard.normal(),
            "u_ma": standard.normal(),
            "u_dose": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def kv(self) -> Map:
        # bidirected_chain.scm:14  (kv, ma) ~ joint(bins = 4, hidden = 4, layers = 1)
        return self.kv_and_ma_joint("kv")

    def ma(self, kv: Tensor) -> Map:
        # bidirected_chain.scm:14  (kv, ma) ~ joint(bins = 4, hidden = 4, layers = 1)
        return self.kv_and_ma_joint("ma", kv=kv)

    def dose(self, kv: Tensor, ma: Tensor) -> Map:
        # bidirected_chain.scm:15  dose ~ flow(4, 4, 1) given kv, ma
        return self.dose_flow(kv=kv, ma=ma)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            kv, natural_kv = drawn("kv", self.kv().law())
            ma = pyro.sample("ma", self.ma(natural_kv).law())
            dose = pyro.sample("dose", self.dose(kv, ma).law())
        return {"kv": kv, "ma": ma, "dose": dose}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_kv = pyro.sample("u_kv", law["u_kv"])
            natural_kv = self.kv()(u_kv)
            kv = fixed("kv", natural_kv)
            u_ma = pyro.sample("u_ma", law["u_ma"])
            ma = fixed("ma", self.ma(natural_kv)(u_ma))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(kv, ma)(u_dose))
        return {"kv": kv, "ma": ma, "dose": dose}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        kv = row["kv"]
        ma = row["ma"]
        dose = row["dose"]
        u_kv = self.kv().abduct(kv)
        u_ma = self.ma(kv).abduct(ma)
        u_dose = self.dose(kv, ma).abduct(dose)
        return {"u_kv": u_kv, "u_ma": u_ma, "u_dose": u_dose}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        natural_kv = self.kv()(noise["u_kv"])
        kv = do.get("kv", natural_kv)
        ma = do["ma"] if "ma" in do else self.ma(natural_kv)(noise["u_ma"])
        dose = do["dose"] if "dose" in do else self.dose(kv, ma)(noise["u_dose"])
        return {"kv": kv, "ma": ma, "dose": dose}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "kv" in wanted:
            kv = row["kv"]
            found["kv"] = self.kv().law().log_prob(kv)
        if "ma" in wanted:
            kv = row["kv"]
            ma = row["ma"]
            found["ma"] = self.ma(kv).law().log_prob(ma)
        if "dose" in wanted:
            kv = row["kv"]
            ma = row["ma"]
            dose = row["dose"]
            found["dose"] = self.dose(kv, ma).law().log_prob(dose)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.kv_and_ma_joint, self.dose_flow):
            network.set_scales(table)
