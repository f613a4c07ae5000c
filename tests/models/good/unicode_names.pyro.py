"""names in many scripts, some of them wide.

Compiled by causalimg from unicode_names.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import select


class Étude(Program):
    """names in many scripts, some of them wide."""

    variables = ("병원", "年齢", "画質", "возраст", "größe", "σ2")
    parents = {
        "병원": (),
        "年齢": ("병원",),
        "画質": ("年齢",),
        "возраст": (),
        "größe": ("возраст",),
        "σ2": (),
    }
    noises = {
        "병원": ("u_병원",),
        "年齢": ("u_年齢",),
        "画質": ("u_画質",),
        "возраст": ("u_возраст",),
        "größe": ("u_größe",),
        "σ2": ("u_σ2",),
    }
    environment = None
    images = ()
    words = {"画質": ("悪い", "普通", "良い"), "병원": ("서울", "부산 대학교")}
    numbers = {}
    lossy = ()
    lines = {
        "병원": "unicode_names.scm:25: 병원 ~ Uniform() via gumbel_max",
        "年齢": 'unicode_names.scm:26: 年齢 ~ Normal(match 병원 { 서울: 40, "부산 대학교": 60 ...',
        "画質": "unicode_names.scm:27: 画質 ~ OrderedLogistic(-0.01 * (年齢 - 50), cuts = ...",
        "возраст": "unicode_names.scm:28: возраст ~ Normal(0, 1)",
        "größe": "unicode_names.scm:29: größe := exp(5 + 0.1 * возраст + 0.1 * u_größe)",
        "σ2": "unicode_names.scm:30: σ2 ~ Exponential(1)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_병원": standard.gumbels(2),
            "u_年齢": standard.normal(),
            "u_画質": standard.uniform(),
            "u_возраст": standard.normal(),
            # unicode_names.scm:21  u_größe ~ Normal(0, 1)
            "u_größe": dist.Normal(0.0, 1.0),
            "u_σ2": standard.exponential(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def 병원(self) -> Map:
        # unicode_names.scm:25  병원 ~ Uniform() via gumbel_max
        return laws.uniform_values(2, via="gumbel_max")

    def 年齢(self, 병원: Tensor) -> Map:
        # unicode_names.scm:26  年齢 ~ Normal(match 병원 { 서울: 40, "부산 대학교": 60 }, 10)
        #     truncated [0, 120]
        return laws.truncated(laws.normal(select(병원, 40.0, 60.0), 10.0), 0.0, 120.0)

    def 画質(self, 年齢: Tensor) -> Map:
        # unicode_names.scm:27  画質 ~ OrderedLogistic(-0.01 * (年齢 - 50), cuts = [-1, 1]) via
        #     threshold
        return laws.ordered_logistic(
            -0.01 * (年齢 - 50), torch.tensor([-1.0, 1.0]), via="threshold"
        )

    def возраст(self) -> Map:
        # unicode_names.scm:28  возраст ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def größe(self, возраст: Tensor) -> Invertible:
        # unicode_names.scm:29  größe := exp(5 + 0.1 * возраст + 0.1 * u_größe)
        return Invertible(
            self.noise_laws()["u_größe"],
            lambda u_größe: torch.exp(5 + 0.1 * возраст + 0.1 * u_größe),
            lambda größe: (torch.log(größe) - (5 + 0.1 * возраст)) / 0.1,
            support=constraints.positive,
        )

    def σ2(self) -> Map:
        # unicode_names.scm:30  σ2 ~ Exponential(1)
        return laws.exponential(1.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            병원 = pyro.sample("병원", self.병원().law())
            年齢 = pyro.sample("年齢", self.年齢(병원).law())
            画質 = pyro.sample("画質", self.画質(年齢).law())
            возраст = pyro.sample("возраст", self.возраст().law())
            größe = pyro.sample("größe", self.größe(возраст).law())
            σ2 = pyro.sample("σ2", self.σ2().law())
        return {
            "병원": 병원,
            "年齢": 年齢,
            "画質": 画質,
            "возраст": возраст,
            "größe": größe,
            "σ2": σ2,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_병원 = pyro.sample("u_병원", law["u_병원"])
            병원 = fixed("병원", self.병원()(u_병원))
            u_年齢 = pyro.sample("u_年齢", law["u_年齢"])
            年齢 = fixed("年齢", self.年齢(병원)(u_年齢))
            u_画質 = pyro.sample("u_画質", law["u_画質"])
            画質 = fixed("画質", self.画質(年齢)(u_画質))
            u_возраст = pyro.sample("u_возраст", law["u_возраст"])
            возраст = fixed("возраст", self.возраст()(u_возраст))
            u_größe = pyro.sample("u_größe", law["u_größe"])
            größe = fixed("größe", self.größe(возраст)(u_größe))
            u_σ2 = pyro.sample("u_σ2", law["u_σ2"])
            σ2 = fixed("σ2", self.σ2()(u_σ2))
        return {
            "병원": 병원,
            "年齢": 年齢,
            "画質": 画質,
            "возраст": возраст,
            "größe": größe,
            "σ2": σ2,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        年齢 = row["年齢"]
        画質 = row["画質"]
        возраст = row["возраст"]
        größe = row["größe"]
        σ2 = row["σ2"]
        병원 = row["병원"]
        u_병원 = self.병원().abduct(병원)
        u_年齢 = self.年齢(병원).abduct(年齢)
        u_画質 = self.画質(年齢).abduct(画質)
        u_возраст = self.возраст().abduct(возраст)
        u_größe = self.größe(возраст).abduct(größe)
        u_σ2 = self.σ2().abduct(σ2)
        return {
            "u_병원": u_병원,
            "u_年齢": u_年齢,
            "u_画質": u_画質,
            "u_возраст": u_возраст,
            "u_größe": u_größe,
            "u_σ2": u_σ2,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        병원 = do["병원"] if "병원" in do else self.병원()(noise["u_병원"])
        年齢 = do["年齢"] if "年齢" in do else self.年齢(병원)(noise["u_年齢"])
        画質 = do["画質"] if "画質" in do else self.画質(年齢)(noise["u_画質"])
        возраст = do["возраст"] if "возраст" in do else self.возраст()(noise["u_возраст"])
        größe = do["größe"] if "größe" in do else self.größe(возраст)(noise["u_größe"])
        σ2 = do["σ2"] if "σ2" in do else self.σ2()(noise["u_σ2"])
        return {
            "병원": 병원,
            "年齢": 年齢,
            "画質": 画質,
            "возраст": возраст,
            "größe": größe,
            "σ2": σ2,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "병원" in wanted:
            병원 = row["병원"]
            found["병원"] = self.병원().law().log_prob(병원)
        if "年齢" in wanted:
            병원 = row["병원"]
            年齢 = row["年齢"]
            found["年齢"] = self.年齢(병원).law().log_prob(年齢)
        if "画質" in wanted:
            年齢 = row["年齢"]
            画質 = row["画質"]
            found["画質"] = self.画質(年齢).law().log_prob(画質)
        if "возраст" in wanted:
            возраст = row["возраст"]
            found["возраст"] = self.возраст().law().log_prob(возраст)
        if "größe" in wanted:
            возраст = row["возраст"]
            größe = row["größe"]
            found["größe"] = self.größe(возраст).law().log_prob(größe)
        if "σ2" in wanted:
            σ2 = row["σ2"]
            found["σ2"] = self.σ2().law().log_prob(σ2)
        return found
