"""chemical shift by field strength.

Compiled by causalimg from magnet_shift.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class MagnetShift(Program):
    """chemical shift by field strength."""

    variables = ("field", "bandwidth", "shift")
    parents = {"field": (), "bandwidth": (), "shift": ("field", "bandwidth")}
    noises = {"field": ("u_field",), "bandwidth": ("u_bandwidth",), "shift": ()}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "field": "magnet_shift.scm:16: field ~ Uniform(1500 mT, 3 T)",
        "bandwidth": "magnet_shift.scm:17: bandwidth ~ LogNormal(3, 0.4)",
        "shift": "magnet_shift.scm:18: shift := 0.15 px * (field / 1 T) * (32 kHz / bandwidth)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_field": standard.normal(),
            "u_bandwidth": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def field(self) -> Map:
        # magnet_shift.scm:16  field ~ Uniform(1500 mT, 3 T)
        return laws.uniform(1.5, 3.0)

    def bandwidth(self) -> Map:
        # magnet_shift.scm:17  bandwidth ~ LogNormal(3, 0.4)
        return laws.log_normal(3.0, 0.4)

    def shift(self, field: Tensor, bandwidth: Tensor) -> Deterministic:
        # magnet_shift.scm:18  shift := 0.15 px * (field / 1 T) * (32 kHz / bandwidth)
        return Deterministic(lambda: 0.15 * (field / 1) * (32 / bandwidth))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            field = pyro.sample("field", self.field().law())
            bandwidth = pyro.sample("bandwidth", self.bandwidth().law())
            shift = fixed("shift", self.shift(field, bandwidth)())
        return {"field": field, "bandwidth": bandwidth, "shift": shift}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field()(u_field))
            u_bandwidth = pyro.sample("u_bandwidth", law["u_bandwidth"])
            bandwidth = fixed("bandwidth", self.bandwidth()(u_bandwidth))
            shift = fixed("shift", self.shift(field, bandwidth)())
        return {"field": field, "bandwidth": bandwidth, "shift": shift}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        field = row["field"]
        bandwidth = row["bandwidth"]
        u_field = self.field().abduct(field)
        u_bandwidth = self.bandwidth().abduct(bandwidth)
        return {"u_field": u_field, "u_bandwidth": u_bandwidth}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        field = do["field"] if "field" in do else self.field()(noise["u_field"])
        bandwidth = (
            do["bandwidth"] if "bandwidth" in do else self.bandwidth()(noise["u_bandwidth"])
        )
        shift = do["shift"] if "shift" in do else self.shift(field, bandwidth)()
        return {"field": field, "bandwidth": bandwidth, "shift": shift}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "field" in wanted:
            field = row["field"]
            found["field"] = self.field().law().log_prob(field)
        if "bandwidth" in wanted:
            bandwidth = row["bandwidth"]
            found["bandwidth"] = self.bandwidth().law().log_prob(bandwidth)
        return found
