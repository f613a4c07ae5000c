"""units made of several, and conversions between like ones.

Compiled by causalimg from units_compound.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class UnitsCompound(Program):
    """units made of several, and conversions between like ones."""

    variables = ("area", "speed", "flow_", "rate", "total", "product", "decay", "field", "burden")
    parents = {
        "area": (),
        "speed": (),
        "flow_": ("area", "speed"),
        "rate": (),
        "total": ("rate",),
        "product": ("total",),
        "decay": (),
        "field": (),
        "burden": (),
    }
    noises = {
        "area": ("u_area",),
        "speed": ("u_speed",),
        "flow_": (),
        "rate": ("u_rate",),
        "total": (),
        "product": (),
        "decay": ("u_decay",),
        "field": ("u_field",),
        "burden": ("u_burden",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "area": "units_compound.scm:18: area ~ LogNormal(2, 0.1)",
        "speed": "units_compound.scm:19: speed ~ LogNormal(3, 0.2)",
        "flow_": "units_compound.scm:20: flow_ := 0.01 * area * speed * (1 ml/s / (1 mm^2*cm/s))",
        "rate": "units_compound.scm:21: rate ~ Gamma(2, 1)",
        "total": "units_compound.scm:22: total := 0.001 * rate * 60 s",
        "product": "units_compound.scm:23: product := total * 100 cm^2",
        "decay": "units_compound.scm:24: decay ~ Exponential(2 s)",
        "field": "units_compound.scm:25: field ~ Uniform(10 mT/m, 0.04 T/m)",
        "burden": "units_compound.scm:26: burden ~ LogNormal(0, 1)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_area": standard.normal(),
            "u_speed": standard.normal(),
            "u_rate": standard.normal(),
            "u_decay": standard.exponential(),
            "u_field": standard.normal(),
            "u_burden": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def area(self) -> Map:
        # units_compound.scm:18  area ~ LogNormal(2, 0.1)
        return laws.log_normal(2.0, 0.1)

    def speed(self) -> Map:
        # units_compound.scm:19  speed ~ LogNormal(3, 0.2)
        return laws.log_normal(3.0, 0.2)

    def flow_(self, area: Tensor, speed: Tensor) -> Deterministic:
        # units_compound.scm:20  flow_ := 0.01 * area * speed * (1 ml/s / (1 mm^2*cm/s))
        return Deterministic(lambda: 0.01 * area * speed * (1 / 1))

    def rate(self) -> Map:
        # units_compound.scm:21  rate ~ Gamma(2, 1)
        return laws.gamma(2.0, 1.0)

    def total(self, rate: Tensor) -> Deterministic:
        # units_compound.scm:22  total := 0.001 * rate * 60 s
        return Deterministic(lambda: 0.001 * rate * 60)

    def product(self, total: Tensor) -> Deterministic:
        # units_compound.scm:23  product := total * 100 cm^2
        return Deterministic(lambda: total * 100)

    def decay(self) -> Map:
        # units_compound.scm:24  decay ~ Exponential(2 s)
        return laws.exponential(2.0)

    def field(self) -> Map:
        # units_compound.scm:25  field ~ Uniform(10 mT/m, 0.04 T/m)
        return laws.uniform(10.0, 40.0)

    def burden(self) -> Map:
        # units_compound.scm:26  burden ~ LogNormal(0, 1)
        return laws.log_normal(0.0, 1.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            area = pyro.sample("area", self.area().law())
            speed = pyro.sample("speed", self.speed().law())
            flow_ = fixed("flow_", self.flow_(area, speed)())
            rate = pyro.sample("rate", self.rate().law())
            total = fixed("total", self.total(rate)())
            product = fixed("product", self.product(total)())
            decay = pyro.sample("decay", self.decay().law())
            field = pyro.sample("field", self.field().law())
            burden = pyro.sample("burden", self.burden().law())
        return {
            "area": area,
            "speed": speed,
            "flow_": flow_,
            "rate": rate,
            "total": total,
            "product": product,
            "decay": decay,
            "field": field,
            "burden": burden,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_area = pyro.sample("u_area", law["u_area"])
            area = fixed("area", self.area()(u_area))
            u_speed = pyro.sample("u_speed", law["u_speed"])
            speed = fixed("speed", self.speed()(u_speed))
            flow_ = fixed("flow_", self.flow_(area, speed)())
            u_rate = pyro.sample("u_rate", law["u_rate"])
            rate = fixed("rate", self.rate()(u_rate))
            total = fixed("total", self.total(rate)())
            product = fixed("product", self.product(total)())
            u_decay = pyro.sample("u_decay", law["u_decay"])
            decay = fixed("decay", self.decay()(u_decay))
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field()(u_field))
            u_burden = pyro.sample("u_burden", law["u_burden"])
            burden = fixed("burden", self.burden()(u_burden))
        return {
            "area": area,
            "speed": speed,
            "flow_": flow_,
            "rate": rate,
            "total": total,
            "product": product,
            "decay": decay,
            "field": field,
            "burden": burden,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        area = row["area"]
        speed = row["speed"]
        rate = row["rate"]
        decay = row["decay"]
        field = row["field"]
        burden = row["burden"]
        u_area = self.area().abduct(area)
        u_speed = self.speed().abduct(speed)
        u_rate = self.rate().abduct(rate)
        u_decay = self.decay().abduct(decay)
        u_field = self.field().abduct(field)
        u_burden = self.burden().abduct(burden)
        return {
            "u_area": u_area,
            "u_speed": u_speed,
            "u_rate": u_rate,
            "u_decay": u_decay,
            "u_field": u_field,
            "u_burden": u_burden,
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
        area = do["area"] if "area" in do else self.area()(noise["u_area"])
        speed = do["speed"] if "speed" in do else self.speed()(noise["u_speed"])
        flow_ = do["flow_"] if "flow_" in do else self.flow_(area, speed)()
        rate = do["rate"] if "rate" in do else self.rate()(noise["u_rate"])
        total = do["total"] if "total" in do else self.total(rate)()
        product = do["product"] if "product" in do else self.product(total)()
        decay = do["decay"] if "decay" in do else self.decay()(noise["u_decay"])
        field = do["field"] if "field" in do else self.field()(noise["u_field"])
        burden = do["burden"] if "burden" in do else self.burden()(noise["u_burden"])
        return {
            "area": area,
            "speed": speed,
            "flow_": flow_,
            "rate": rate,
            "total": total,
            "product": product,
            "decay": decay,
            "field": field,
            "burden": burden,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "area" in wanted:
            area = row["area"]
            found["area"] = self.area().law().log_prob(area)
        if "speed" in wanted:
            speed = row["speed"]
            found["speed"] = self.speed().law().log_prob(speed)
        if "rate" in wanted:
            rate = row["rate"]
            found["rate"] = self.rate().law().log_prob(rate)
        if "decay" in wanted:
            decay = row["decay"]
            found["decay"] = self.decay().law().log_prob(decay)
        if "field" in wanted:
            field = row["field"]
            found["field"] = self.field().law().log_prob(field)
        if "burden" in wanted:
            burden = row["burden"]
            found["burden"] = self.burden().law().log_prob(burden)
        return found
