"""grades whose limits are learned, each above the one before.

Compiled by causalimg from cut_points.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import stacked


class CutPoints(Program):
    """grades whose limits are learned, each above the one before."""

    variables = ("density", "birads", "reader")
    parents = {"density": (), "birads": ("density",), "reader": ("density",)}
    noises = {"density": ("u_density",), "birads": ("u_birads",), "reader": ("u_reader",)}
    environment = None
    images = ()
    words = {"birads": ("a", "b", "c", "d"), "reader": ("a", "b", "c", "d")}
    numbers = {"first": "first", "gap": "gap", "wider": "wider", "slope": "slope", "bias": "bias"}
    lossy = ()
    lines = {
        "density": "cut_points.scm:19: density ~ Normal(0, 1)",
        "birads": "cut_points.scm:20: birads ~ OrderedLogistic(slope * density, cuts = ...",
        "reader": "cut_points.scm:21: reader ~ OrderedLogistic(slope * density + bias) via ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # cut_points.scm:12  first       : real ~ Normal(0, 2)
        self.first = nn.Parameter(torch.tensor(0.0))
        # cut_points.scm:13  gap, wider  : real in (0, inf) ~ Gamma(2, 1)
        self.gap = PyroParam(torch.tensor(1.0), constraint=constraints.positive)
        # cut_points.scm:13  gap, wider  : real in (0, inf) ~ Gamma(2, 1)
        self.wider = PyroParam(torch.tensor(1.0), constraint=constraints.positive)
        # cut_points.scm:14  slope       : real in [0, 3] ~ Uniform(0, 3)
        self.slope = PyroParam(torch.tensor(1.5), constraint=constraints.interval(0.0, 3.0))
        # cut_points.scm:15  bias        : real
        self.bias = nn.Parameter(torch.tensor(0.0))
        # cut_points.scm:21  reader ~ OrderedLogistic(slope * density + bias) via threshold
        self.reader_cuts = PyroParam(
            torch.tensor([-1.0986, 0.0000, 1.0986]), constraint=constraints.ordered_vector
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_density": standard.normal(),
            "u_birads": standard.uniform(),
            "u_reader": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def density(self) -> Map:
        # cut_points.scm:19  density ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def birads(self, density: Tensor) -> Map:
        # cut_points.scm:20  birads ~ OrderedLogistic(slope * density, cuts = [first, first + gap,
        #     first + gap + wider]) via threshold
        return laws.ordered_logistic(
            self.slope * density,
            stacked(self.first, self.first + self.gap, self.first + self.gap + self.wider),
            via="threshold",
        )

    def reader(self, density: Tensor) -> Map:
        # cut_points.scm:21  reader ~ OrderedLogistic(slope * density + bias) via threshold
        return laws.ordered_logistic(
            self.slope * density + self.bias, self.reader_cuts, via="threshold"
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            density = pyro.sample("density", self.density().law())
            birads = pyro.sample("birads", self.birads(density).law())
            reader = pyro.sample("reader", self.reader(density).law())
        return {"density": density, "birads": birads, "reader": reader}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_density = pyro.sample("u_density", law["u_density"])
            density = fixed("density", self.density()(u_density))
            u_birads = pyro.sample("u_birads", law["u_birads"])
            birads = fixed("birads", self.birads(density)(u_birads))
            u_reader = pyro.sample("u_reader", law["u_reader"])
            reader = fixed("reader", self.reader(density)(u_reader))
        return {"density": density, "birads": birads, "reader": reader}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        density = row["density"]
        birads = row["birads"]
        reader = row["reader"]
        u_density = self.density().abduct(density)
        u_birads = self.birads(density).abduct(birads)
        u_reader = self.reader(density).abduct(reader)
        return {"u_density": u_density, "u_birads": u_birads, "u_reader": u_reader}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        density = do["density"] if "density" in do else self.density()(noise["u_density"])
        birads = do["birads"] if "birads" in do else self.birads(density)(noise["u_birads"])
        reader = do["reader"] if "reader" in do else self.reader(density)(noise["u_reader"])
        return {"density": density, "birads": birads, "reader": reader}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "density" in wanted:
            density = row["density"]
            found["density"] = self.density().law().log_prob(density)
        if "birads" in wanted:
            density = row["density"]
            birads = row["birads"]
            found["birads"] = self.birads(density).law().log_prob(birads)
        if "reader" in wanted:
            density = row["density"]
            reader = row["reader"]
            found["reader"] = self.reader(density).law().log_prob(reader)
        return found

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "first": dist.Normal(0.0, 2.0),
            "gap": dist.Gamma(2.0, 1.0),
            "wider": dist.Gamma(2.0, 1.0),
            "slope": dist.Uniform(0.0, 3.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return (
            law["first"].log_prob(self.first)
            + law["gap"].log_prob(self.gap)
            + law["wider"].log_prob(self.wider)
            + law["slope"].log_prob(self.slope)
        )
