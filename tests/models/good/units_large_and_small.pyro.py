"""prefixes that seldom stand in a table, on scanners and in the laboratory.

Compiled by causalimg from units_large_and_small.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class UnitsLargeAndSmall(Program):
    """prefixes that seldom stand in a table, on scanners and in the laboratory."""

    variables = (
        "larmor",
        "energy",
        "pressure",
        "beam",
        "skin",
        "power",
        "pulse",
        "warming",
        "signal",
        "marker",
        "delay",
        "trace",
        "spark",
        "field",
        "noise_",
        "leak",
    )
    parents = {
        "larmor": (),
        "energy": (),
        "pressure": (),
        "beam": (),
        "skin": (),
        "power": (),
        "pulse": (),
        "warming": (),
        "signal": (),
        "marker": (),
        "delay": (),
        "trace": (),
        "spark": (),
        "field": (),
        "noise_": (),
        "leak": (),
    }
    noises = {
        "larmor": ("u_larmor",),
        "energy": ("u_energy",),
        "pressure": ("u_pressure",),
        "beam": ("u_beam",),
        "skin": ("u_skin",),
        "power": ("u_power",),
        "pulse": ("u_pulse",),
        "warming": ("u_warming",),
        "signal": ("u_signal",),
        "marker": ("u_marker",),
        "delay": ("u_delay",),
        "trace": ("u_trace",),
        "spark": ("u_spark",),
        "field": ("u_field",),
        "noise_": ("u_noise_",),
        "leak": ("u_leak",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "larmor": "units_large_and_small.scm:25: larmor ~ LogNormal(0, 0.1)",
        "energy": "units_large_and_small.scm:26: energy ~ LogNormal(1, 0.1)",
        "pressure": "units_large_and_small.scm:27: pressure ~ LogNormal(0, 0.1)",
        "beam": "units_large_and_small.scm:28: beam ~ LogNormal(2, 0.1)",
        "skin": "units_large_and_small.scm:29: skin ~ LogNormal(0, 0.1)",
        "power": "units_large_and_small.scm:30: power ~ LogNormal(3, 0.1)",
        "pulse": "units_large_and_small.scm:31: pulse ~ LogNormal(0, 0.1)",
        "warming": "units_large_and_small.scm:32: warming ~ LogNormal(0, 0.1)",
        "signal": "units_large_and_small.scm:33: signal ~ LogNormal(0, 0.1)",
        "marker": "units_large_and_small.scm:34: marker ~ LogNormal(0, 0.1)",
        "delay": "units_large_and_small.scm:35: delay ~ LogNormal(0, 0.1)",
        "trace": "units_large_and_small.scm:36: trace ~ LogNormal(0, 0.1)",
        "spark": "units_large_and_small.scm:37: spark ~ LogNormal(0, 0.1)",
        "field": "units_large_and_small.scm:38: field ~ LogNormal(0, 0.1)",
        "noise_": "units_large_and_small.scm:39: noise_ ~ LogNormal(0, 0.1)",
        "leak": "units_large_and_small.scm:40: leak ~ LogNormal(0, 0.1)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_larmor": standard.normal(),
            "u_energy": standard.normal(),
            "u_pressure": standard.normal(),
            "u_beam": standard.normal(),
            "u_skin": standard.normal(),
            "u_power": standard.normal(),
            "u_pulse": standard.normal(),
            "u_warming": standard.normal(),
            "u_signal": standard.normal(),
            "u_marker": standard.normal(),
            "u_delay": standard.normal(),
            "u_trace": standard.normal(),
            "u_spark": standard.normal(),
            "u_field": standard.normal(),
            "u_noise_": standard.normal(),
            "u_leak": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def larmor(self) -> Map:
        # units_large_and_small.scm:25  larmor ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def energy(self) -> Map:
        # units_large_and_small.scm:26  energy ~ LogNormal(1, 0.1)
        return laws.log_normal(1.0, 0.1)

    def pressure(self) -> Map:
        # units_large_and_small.scm:27  pressure ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def beam(self) -> Map:
        # units_large_and_small.scm:28  beam ~ LogNormal(2, 0.1)
        return laws.log_normal(2.0, 0.1)

    def skin(self) -> Map:
        # units_large_and_small.scm:29  skin ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def power(self) -> Map:
        # units_large_and_small.scm:30  power ~ LogNormal(3, 0.1)
        return laws.log_normal(3.0, 0.1)

    def pulse(self) -> Map:
        # units_large_and_small.scm:31  pulse ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def warming(self) -> Map:
        # units_large_and_small.scm:32  warming ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def signal(self) -> Map:
        # units_large_and_small.scm:33  signal ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def marker(self) -> Map:
        # units_large_and_small.scm:34  marker ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def delay(self) -> Map:
        # units_large_and_small.scm:35  delay ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def trace(self) -> Map:
        # units_large_and_small.scm:36  trace ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def spark(self) -> Map:
        # units_large_and_small.scm:37  spark ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def field(self) -> Map:
        # units_large_and_small.scm:38  field ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def noise_(self) -> Map:
        # units_large_and_small.scm:39  noise_ ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def leak(self) -> Map:
        # units_large_and_small.scm:40  leak ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            larmor = pyro.sample("larmor", self.larmor().law())
            energy = pyro.sample("energy", self.energy().law())
            pressure = pyro.sample("pressure", self.pressure().law())
            beam = pyro.sample("beam", self.beam().law())
            skin = pyro.sample("skin", self.skin().law())
            power = pyro.sample("power", self.power().law())
            pulse = pyro.sample("pulse", self.pulse().law())
            warming = pyro.sample("warming", self.warming().law())
            signal = pyro.sample("signal", self.signal().law())
            marker = pyro.sample("marker", self.marker().law())
            delay = pyro.sample("delay", self.delay().law())
            trace = pyro.sample("trace", self.trace().law())
            spark = pyro.sample("spark", self.spark().law())
            field = pyro.sample("field", self.field().law())
            noise_ = pyro.sample("noise_", self.noise_().law())
            leak = pyro.sample("leak", self.leak().law())
        return {
            "larmor": larmor,
            "energy": energy,
            "pressure": pressure,
            "beam": beam,
            "skin": skin,
            "power": power,
            "pulse": pulse,
            "warming": warming,
            "signal": signal,
            "marker": marker,
            "delay": delay,
            "trace": trace,
            "spark": spark,
            "field": field,
            "noise_": noise_,
            "leak": leak,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_larmor = pyro.sample("u_larmor", law["u_larmor"])
            larmor = fixed("larmor", self.larmor()(u_larmor))
            u_energy = pyro.sample("u_energy", law["u_energy"])
            energy = fixed("energy", self.energy()(u_energy))
            u_pressure = pyro.sample("u_pressure", law["u_pressure"])
            pressure = fixed("pressure", self.pressure()(u_pressure))
            u_beam = pyro.sample("u_beam", law["u_beam"])
            beam = fixed("beam", self.beam()(u_beam))
            u_skin = pyro.sample("u_skin", law["u_skin"])
            skin = fixed("skin", self.skin()(u_skin))
            u_power = pyro.sample("u_power", law["u_power"])
            power = fixed("power", self.power()(u_power))
            u_pulse = pyro.sample("u_pulse", law["u_pulse"])
            pulse = fixed("pulse", self.pulse()(u_pulse))
            u_warming = pyro.sample("u_warming", law["u_warming"])
            warming = fixed("warming", self.warming()(u_warming))
            u_signal = pyro.sample("u_signal", law["u_signal"])
            signal = fixed("signal", self.signal()(u_signal))
            u_marker = pyro.sample("u_marker", law["u_marker"])
            marker = fixed("marker", self.marker()(u_marker))
            u_delay = pyro.sample("u_delay", law["u_delay"])
            delay = fixed("delay", self.delay()(u_delay))
            u_trace = pyro.sample("u_trace", law["u_trace"])
            trace = fixed("trace", self.trace()(u_trace))
            u_spark = pyro.sample("u_spark", law["u_spark"])
            spark = fixed("spark", self.spark()(u_spark))
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field()(u_field))
            u_noise_ = pyro.sample("u_noise_", law["u_noise_"])
            noise_ = fixed("noise_", self.noise_()(u_noise_))
            u_leak = pyro.sample("u_leak", law["u_leak"])
            leak = fixed("leak", self.leak()(u_leak))
        return {
            "larmor": larmor,
            "energy": energy,
            "pressure": pressure,
            "beam": beam,
            "skin": skin,
            "power": power,
            "pulse": pulse,
            "warming": warming,
            "signal": signal,
            "marker": marker,
            "delay": delay,
            "trace": trace,
            "spark": spark,
            "field": field,
            "noise_": noise_,
            "leak": leak,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        larmor = row["larmor"]
        energy = row["energy"]
        pressure = row["pressure"]
        beam = row["beam"]
        skin = row["skin"]
        power = row["power"]
        pulse = row["pulse"]
        warming = row["warming"]
        signal = row["signal"]
        marker = row["marker"]
        delay = row["delay"]
        trace = row["trace"]
        spark = row["spark"]
        field = row["field"]
        noise_ = row["noise_"]
        leak = row["leak"]
        u_larmor = self.larmor().abduct(larmor)
        u_energy = self.energy().abduct(energy)
        u_pressure = self.pressure().abduct(pressure)
        u_beam = self.beam().abduct(beam)
        u_skin = self.skin().abduct(skin)
        u_power = self.power().abduct(power)
        u_pulse = self.pulse().abduct(pulse)
        u_warming = self.warming().abduct(warming)
        u_signal = self.signal().abduct(signal)
        u_marker = self.marker().abduct(marker)
        u_delay = self.delay().abduct(delay)
        u_trace = self.trace().abduct(trace)
        u_spark = self.spark().abduct(spark)
        u_field = self.field().abduct(field)
        u_noise_ = self.noise_().abduct(noise_)
        u_leak = self.leak().abduct(leak)
        return {
            "u_larmor": u_larmor,
            "u_energy": u_energy,
            "u_pressure": u_pressure,
            "u_beam": u_beam,
            "u_skin": u_skin,
            "u_power": u_power,
            "u_pulse": u_pulse,
            "u_warming": u_warming,
            "u_signal": u_signal,
            "u_marker": u_marker,
            "u_delay": u_delay,
            "u_trace": u_trace,
            "u_spark": u_spark,
            "u_field": u_field,
            "u_noise_": u_noise_,
            "u_leak": u_leak,
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
        larmor = do["larmor"] if "larmor" in do else self.larmor()(noise["u_larmor"])
        energy = do["energy"] if "energy" in do else self.energy()(noise["u_energy"])
        pressure = do["pressure"] if "pressure" in do else self.pressure()(noise["u_pressure"])
        beam = do["beam"] if "beam" in do else self.beam()(noise["u_beam"])
        skin = do["skin"] if "skin" in do else self.skin()(noise["u_skin"])
        power = do["power"] if "power" in do else self.power()(noise["u_power"])
        pulse = do["pulse"] if "pulse" in do else self.pulse()(noise["u_pulse"])
        warming = do["warming"] if "warming" in do else self.warming()(noise["u_warming"])
        signal = do["signal"] if "signal" in do else self.signal()(noise["u_signal"])
        marker = do["marker"] if "marker" in do else self.marker()(noise["u_marker"])
        delay = do["delay"] if "delay" in do else self.delay()(noise["u_delay"])
        trace = do["trace"] if "trace" in do else self.trace()(noise["u_trace"])
        spark = do["spark"] if "spark" in do else self.spark()(noise["u_spark"])
        field = do["field"] if "field" in do else self.field()(noise["u_field"])
        noise_ = do["noise_"] if "noise_" in do else self.noise_()(noise["u_noise_"])
        leak = do["leak"] if "leak" in do else self.leak()(noise["u_leak"])
        return {
            "larmor": larmor,
            "energy": energy,
            "pressure": pressure,
            "beam": beam,
            "skin": skin,
            "power": power,
            "pulse": pulse,
            "warming": warming,
            "signal": signal,
            "marker": marker,
            "delay": delay,
            "trace": trace,
            "spark": spark,
            "field": field,
            "noise_": noise_,
            "leak": leak,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "larmor" in wanted:
            larmor = row["larmor"]
            found["larmor"] = self.larmor().law().log_prob(larmor)
        if "energy" in wanted:
            energy = row["energy"]
            found["energy"] = self.energy().law().log_prob(energy)
        if "pressure" in wanted:
            pressure = row["pressure"]
            found["pressure"] = self.pressure().law().log_prob(pressure)
        if "beam" in wanted:
            beam = row["beam"]
            found["beam"] = self.beam().law().log_prob(beam)
        if "skin" in wanted:
            skin = row["skin"]
            found["skin"] = self.skin().law().log_prob(skin)
        if "power" in wanted:
            power = row["power"]
            found["power"] = self.power().law().log_prob(power)
        if "pulse" in wanted:
            pulse = row["pulse"]
            found["pulse"] = self.pulse().law().log_prob(pulse)
        if "warming" in wanted:
            warming = row["warming"]
            found["warming"] = self.warming().law().log_prob(warming)
        if "signal" in wanted:
            signal = row["signal"]
            found["signal"] = self.signal().law().log_prob(signal)
        if "marker" in wanted:
            marker = row["marker"]
            found["marker"] = self.marker().law().log_prob(marker)
        if "delay" in wanted:
            delay = row["delay"]
            found["delay"] = self.delay().law().log_prob(delay)
        if "trace" in wanted:
            trace = row["trace"]
            found["trace"] = self.trace().law().log_prob(trace)
        if "spark" in wanted:
            spark = row["spark"]
            found["spark"] = self.spark().law().log_prob(spark)
        if "field" in wanted:
            field = row["field"]
            found["field"] = self.field().law().log_prob(field)
        if "noise_" in wanted:
            noise_ = row["noise_"]
            found["noise_"] = self.noise_().law().log_prob(noise_)
        if "leak" in wanted:
            leak = row["leak"]
            found["leak"] = self.leak().law().log_prob(leak)
        return found
