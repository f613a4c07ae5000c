"""what a machine draws, heats and sounds.

Compiled by causalimg from hardware.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Hardware(Program):
    """what a machine draws, heats and sounds."""

    variables = (
        "filament",
        "pulse",
        "charge",
        "grid_",
        "laser",
        "heat",
        "loudness",
        "lens",
        "worker",
        "collimator",
        "pulses",
        "slew",
        "load",
        "odd",
        "odder",
        "area_rate",
        "stray",
    )
    parents = {
        "filament": (),
        "pulse": (),
        "charge": ("filament", "pulse"),
        "grid_": (),
        "laser": (),
        "heat": ("laser",),
        "loudness": (),
        "lens": (),
        "worker": (),
        "collimator": (),
        "pulses": (),
        "slew": (),
        "load": (),
        "odd": (),
        "odder": (),
        "area_rate": (),
        "stray": (),
    }
    noises = {
        "filament": ("u_filament",),
        "pulse": ("u_pulse",),
        "charge": (),
        "grid_": ("u_grid_",),
        "laser": ("u_laser",),
        "heat": (),
        "loudness": ("u_loudness",),
        "lens": ("u_lens",),
        "worker": ("u_worker",),
        "collimator": ("u_collimator",),
        "pulses": ("u_pulses",),
        "slew": ("u_slew",),
        "load": ("u_load",),
        "odd": ("u_odd",),
        "odder": ("u_odder",),
        "area_rate": ("u_area_rate",),
        "stray": ("u_stray",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "filament": "hardware.scm:31: filament ~ LogNormal(0, 0.1)",
        "pulse": "hardware.scm:32: pulse ~ Uniform(100 us, 1 ms)",
        "charge": "hardware.scm:33: charge := 0.000001 * filament * pulse * (1 As / (1 A*s)) ...",
        "grid_": "hardware.scm:34: grid_ ~ Gamma(2, 1)",
        "laser": "hardware.scm:35: laser ~ Uniform(1 mW, 0.01 W)",
        "heat": "hardware.scm:36: heat := 0.001 kJ * (laser / 1 mW)",
        "loudness": "hardware.scm:37: loudness ~ Uniform(60, 120)",
        "lens": "hardware.scm:38: lens ~ Laplace(0, 1) truncated [-10, 10]",
        "worker": "hardware.scm:39: worker ~ Exponential(1)",
        "collimator": "hardware.scm:40: collimator ~ Uniform(0, 360)",
        "pulses": "hardware.scm:41: pulses ~ LogNormal(log(70), 0.2)",
        "slew": "hardware.scm:42: slew ~ LogNormal(5, 0.1)",
        "load": "hardware.scm:43: load ~ LogNormal(5, 0.1)",
        "odd": "hardware.scm:44: odd ~ LogNormal(0, 0.1)",
        "odder": "hardware.scm:45: odder ~ LogNormal(0, 0.1)",
        "area_rate": "hardware.scm:46: area_rate ~ LogNormal(0, 0.1)",
        "stray": "hardware.scm:47: stray ~ Normal(0, 0.1)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_filament": standard.normal(),
            "u_pulse": standard.normal(),
            "u_grid_": standard.normal(),
            "u_laser": standard.normal(),
            "u_loudness": standard.normal(),
            "u_lens": standard.normal(),
            "u_worker": standard.exponential(),
            "u_collimator": standard.normal(),
            "u_pulses": standard.normal(),
            "u_slew": standard.normal(),
            "u_load": standard.normal(),
            "u_odd": standard.normal(),
            "u_odder": standard.normal(),
            "u_area_rate": standard.normal(),
            "u_stray": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def filament(self) -> Map:
        # hardware.scm:31  filament ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def pulse(self) -> Map:
        # hardware.scm:32  pulse ~ Uniform(100 us, 1 ms)
        return laws.uniform(100.0, 1000.0)

    def charge(self, filament: Tensor, pulse: Tensor) -> Deterministic:
        # hardware.scm:33  charge := 0.000001 * filament * pulse * (1 As / (1 A*s)) * (1 s / 1 s)
        return Deterministic(lambda: 1e-06 * filament * pulse * (1 / 1) * (1 / 1))

    def grid_(self) -> Map:
        # hardware.scm:34  grid_ ~ Gamma(2, 1)
        return laws.gamma(2.0, 1.0)

    def laser(self) -> Map:
        # hardware.scm:35  laser ~ Uniform(1 mW, 0.01 W)
        return laws.uniform(1.0, 10.0)

    def heat(self, laser: Tensor) -> Deterministic:
        # hardware.scm:36  heat := 0.001 kJ * (laser / 1 mW)
        return Deterministic(lambda: 0.001 * (laser / 1))

    def loudness(self) -> Map:
        # hardware.scm:37  loudness ~ Uniform(60, 120)
        return laws.uniform(60.0, 120.0)

    def lens(self) -> Map:
        # hardware.scm:38  lens ~ Laplace(0, 1) truncated [-10, 10]
        return laws.truncated(laws.laplace(0.0, 1.0), -10.0, 10.0)

    def worker(self) -> Map:
        # hardware.scm:39  worker ~ Exponential(1)
        return laws.exponential(1.0)

    def collimator(self) -> Map:
        # hardware.scm:40  collimator ~ Uniform(0, 360)
        return laws.uniform(0.0, 360.0)

    def pulses(self) -> Map:
        # hardware.scm:41  pulses ~ LogNormal(log(70), 0.2)
        return laws.log_normal(torch.log(torch.tensor(70.0)), 0.2)

    def slew(self) -> Map:
        # hardware.scm:42  slew ~ LogNormal(5, 0.1)
        return laws.log_normal(5.0, 0.1)

    def load(self) -> Map:
        # hardware.scm:43  load ~ LogNormal(5, 0.1)
        return laws.log_normal(5.0, 0.1)

    def odd(self) -> Map:
        # hardware.scm:44  odd ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def odder(self) -> Map:
        # hardware.scm:45  odder ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def area_rate(self) -> Map:
        # hardware.scm:46  area_rate ~ LogNormal(0, 0.1)
        return laws.log_normal(0.0, 0.1)

    def stray(self) -> Map:
        # hardware.scm:47  stray ~ Normal(0, 0.1)
        return laws.normal(0.0, 0.1)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            filament = pyro.sample("filament", self.filament().law())
            pulse = pyro.sample("pulse", self.pulse().law())
            charge = fixed("charge", self.charge(filament, pulse)())
            grid_ = pyro.sample("grid_", self.grid_().law())
            laser = pyro.sample("laser", self.laser().law())
            heat = fixed("heat", self.heat(laser)())
            loudness = pyro.sample("loudness", self.loudness().law())
            lens = pyro.sample("lens", self.lens().law())
            worker = pyro.sample("worker", self.worker().law())
            collimator = pyro.sample("collimator", self.collimator().law())
            pulses = pyro.sample("pulses", self.pulses().law())
            slew = pyro.sample("slew", self.slew().law())
            load = pyro.sample("load", self.load().law())
            odd = pyro.sample("odd", self.odd().law())
            odder = pyro.sample("odder", self.odder().law())
            area_rate = pyro.sample("area_rate", self.area_rate().law())
            stray = pyro.sample("stray", self.stray().law())
        return {
            "filament": filament,
            "pulse": pulse,
            "charge": charge,
            "grid_": grid_,
            "laser": laser,
            "heat": heat,
            "loudness": loudness,
            "lens": lens,
            "worker": worker,
            "collimator": collimator,
            "pulses": pulses,
            "slew": slew,
            "load": load,
            "odd": odd,
            "odder": odder,
            "area_rate": area_rate,
            "stray": stray,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_filament = pyro.sample("u_filament", law["u_filament"])
            filament = fixed("filament", self.filament()(u_filament))
            u_pulse = pyro.sample("u_pulse", law["u_pulse"])
            pulse = fixed("pulse", self.pulse()(u_pulse))
            charge = fixed("charge", self.charge(filament, pulse)())
            u_grid_ = pyro.sample("u_grid_", law["u_grid_"])
            grid_ = fixed("grid_", self.grid_()(u_grid_))
            u_laser = pyro.sample("u_laser", law["u_laser"])
            laser = fixed("laser", self.laser()(u_laser))
            heat = fixed("heat", self.heat(laser)())
            u_loudness = pyro.sample("u_loudness", law["u_loudness"])
            loudness = fixed("loudness", self.loudness()(u_loudness))
            u_lens = pyro.sample("u_lens", law["u_lens"])
            lens = fixed("lens", self.lens()(u_lens))
            u_worker = pyro.sample("u_worker", law["u_worker"])
            worker = fixed("worker", self.worker()(u_worker))
            u_collimator = pyro.sample("u_collimator", law["u_collimator"])
            collimator = fixed("collimator", self.collimator()(u_collimator))
            u_pulses = pyro.sample("u_pulses", law["u_pulses"])
            pulses = fixed("pulses", self.pulses()(u_pulses))
            u_slew = pyro.sample("u_slew", law["u_slew"])
            slew = fixed("slew", self.slew()(u_slew))
            u_load = pyro.sample("u_load", law["u_load"])
            load = fixed("load", self.load()(u_load))
            u_odd = pyro.sample("u_odd", law["u_odd"])
            odd = fixed("odd", self.odd()(u_odd))
            u_odder = pyro.sample("u_odder", law["u_odder"])
            odder = fixed("odder", self.odder()(u_odder))
            u_area_rate = pyro.sample("u_area_rate", law["u_area_rate"])
            area_rate = fixed("area_rate", self.area_rate()(u_area_rate))
            u_stray = pyro.sample("u_stray", law["u_stray"])
            stray = fixed("stray", self.stray()(u_stray))
        return {
            "filament": filament,
            "pulse": pulse,
            "charge": charge,
            "grid_": grid_,
            "laser": laser,
            "heat": heat,
            "loudness": loudness,
            "lens": lens,
            "worker": worker,
            "collimator": collimator,
            "pulses": pulses,
            "slew": slew,
            "load": load,
            "odd": odd,
            "odder": odder,
            "area_rate": area_rate,
            "stray": stray,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        filament = row["filament"]
        pulse = row["pulse"]
        grid_ = row["grid_"]
        laser = row["laser"]
        loudness = row["loudness"]
        lens = row["lens"]
        worker = row["worker"]
        collimator = row["collimator"]
        pulses = row["pulses"]
        slew = row["slew"]
        load = row["load"]
        odd = row["odd"]
        odder = row["odder"]
        area_rate = row["area_rate"]
        stray = row["stray"]
        u_filament = self.filament().abduct(filament)
        u_pulse = self.pulse().abduct(pulse)
        u_grid_ = self.grid_().abduct(grid_)
        u_laser = self.laser().abduct(laser)
        u_loudness = self.loudness().abduct(loudness)
        u_lens = self.lens().abduct(lens)
        u_worker = self.worker().abduct(worker)
        u_collimator = self.collimator().abduct(collimator)
        u_pulses = self.pulses().abduct(pulses)
        u_slew = self.slew().abduct(slew)
        u_load = self.load().abduct(load)
        u_odd = self.odd().abduct(odd)
        u_odder = self.odder().abduct(odder)
        u_area_rate = self.area_rate().abduct(area_rate)
        u_stray = self.stray().abduct(stray)
        return {
            "u_filament": u_filament,
            "u_pulse": u_pulse,
            "u_grid_": u_grid_,
            "u_laser": u_laser,
            "u_loudness": u_loudness,
            "u_lens": u_lens,
            "u_worker": u_worker,
            "u_collimator": u_collimator,
            "u_pulses": u_pulses,
            "u_slew": u_slew,
            "u_load": u_load,
            "u_odd": u_odd,
            "u_odder": u_odder,
            "u_area_rate": u_area_rate,
            "u_stray": u_stray,
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
        filament = do["filament"] if "filament" in do else self.filament()(noise["u_filament"])
        pulse = do["pulse"] if "pulse" in do else self.pulse()(noise["u_pulse"])
        charge = do["charge"] if "charge" in do else self.charge(filament, pulse)()
        grid_ = do["grid_"] if "grid_" in do else self.grid_()(noise["u_grid_"])
        laser = do["laser"] if "laser" in do else self.laser()(noise["u_laser"])
        heat = do["heat"] if "heat" in do else self.heat(laser)()
        loudness = do["loudness"] if "loudness" in do else self.loudness()(noise["u_loudness"])
        lens = do["lens"] if "lens" in do else self.lens()(noise["u_lens"])
        worker = do["worker"] if "worker" in do else self.worker()(noise["u_worker"])
        collimator = (
            do["collimator"] if "collimator" in do else self.collimator()(noise["u_collimator"])
        )
        pulses = do["pulses"] if "pulses" in do else self.pulses()(noise["u_pulses"])
        slew = do["slew"] if "slew" in do else self.slew()(noise["u_slew"])
        load = do["load"] if "load" in do else self.load()(noise["u_load"])
        odd = do["odd"] if "odd" in do else self.odd()(noise["u_odd"])
        odder = do["odder"] if "odder" in do else self.odder()(noise["u_odder"])
        area_rate = (
            do["area_rate"] if "area_rate" in do else self.area_rate()(noise["u_area_rate"])
        )
        stray = do["stray"] if "stray" in do else self.stray()(noise["u_stray"])
        return {
            "filament": filament,
            "pulse": pulse,
            "charge": charge,
            "grid_": grid_,
            "laser": laser,
            "heat": heat,
            "loudness": loudness,
            "lens": lens,
            "worker": worker,
            "collimator": collimator,
            "pulses": pulses,
            "slew": slew,
            "load": load,
            "odd": odd,
            "odder": odder,
            "area_rate": area_rate,
            "stray": stray,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "filament" in wanted:
            filament = row["filament"]
            found["filament"] = self.filament().law().log_prob(filament)
        if "pulse" in wanted:
            pulse = row["pulse"]
            found["pulse"] = self.pulse().law().log_prob(pulse)
        if "grid_" in wanted:
            grid_ = row["grid_"]
            found["grid_"] = self.grid_().law().log_prob(grid_)
        if "laser" in wanted:
            laser = row["laser"]
            found["laser"] = self.laser().law().log_prob(laser)
        if "loudness" in wanted:
            loudness = row["loudness"]
            found["loudness"] = self.loudness().law().log_prob(loudness)
        if "lens" in wanted:
            lens = row["lens"]
            found["lens"] = self.lens().law().log_prob(lens)
        if "worker" in wanted:
            worker = row["worker"]
            found["worker"] = self.worker().law().log_prob(worker)
        if "collimator" in wanted:
            collimator = row["collimator"]
            found["collimator"] = self.collimator().law().log_prob(collimator)
        if "pulses" in wanted:
            pulses = row["pulses"]
            found["pulses"] = self.pulses().law().log_prob(pulses)
        if "slew" in wanted:
            slew = row["slew"]
            found["slew"] = self.slew().law().log_prob(slew)
        if "load" in wanted:
            load = row["load"]
            found["load"] = self.load().law().log_prob(load)
        if "odd" in wanted:
            odd = row["odd"]
            found["odd"] = self.odd().law().log_prob(odd)
        if "odder" in wanted:
            odder = row["odder"]
            found["odder"] = self.odder().law().log_prob(odder)
        if "area_rate" in wanted:
            area_rate = row["area_rate"]
            found["area_rate"] = self.area_rate().law().log_prob(area_rate)
        if "stray" in wanted:
            stray = row["stray"]
            found["stray"] = self.stray().law().log_prob(stray)
        return found
