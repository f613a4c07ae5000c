"""the day of the week decides the scanner, the patients do not.

Compiled by causalimg from instrument.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import select


class Instrument(Program):
    """the day of the week decides the scanner, the patients do not."""

    variables = ("weekday", "ill", "three_tesla", "found")
    parents = {
        "weekday": (),
        "ill": (),
        "three_tesla": ("weekday", "ill"),
        "found": ("ill", "three_tesla"),
    }
    noises = {
        "weekday": ("u_weekday",),
        "ill": ("u_ill",),
        "three_tesla": ("u_three_tesla",),
        "found": ("u_found",),
    }
    environment = None
    images = ()
    words = {"weekday": ("monday", "friday"), "three_tesla": ("0", "1")}
    numbers = {"effect": "effect"}
    lossy = ()
    methods = {"found": "found_"}
    lines = {
        "weekday": "instrument.scm:26: weekday ~ Uniform() via gumbel_max",
        "ill": "instrument.scm:27: ill ~ Normal(0, 1)",
        "three_tesla": "instrument.scm:28: three_tesla ~ Bernoulli(logit = ill + match ...",
        "found": "instrument.scm:29: found := effect * three_tesla + ill + u_found",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # instrument.scm:18  effect : real ~ Normal(0, 1)
        self.effect = nn.Parameter(torch.tensor(0.0))

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_weekday": standard.gumbels(2),
            "u_ill": standard.normal(),
            "u_three_tesla": standard.uniform(),
            # instrument.scm:22  u_found ~ StudentT(5)
            "u_found": dist.StudentT(5.0, 0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def weekday(self) -> Map:
        # instrument.scm:26  weekday ~ Uniform() via gumbel_max
        return laws.uniform_values(2, via="gumbel_max")

    def ill(self) -> Map:
        # instrument.scm:27  ill ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def three_tesla(self, weekday: Tensor, ill: Tensor) -> Map:
        # instrument.scm:28  three_tesla ~ Bernoulli(logit = ill + match weekday { monday: 1,
        #     friday: -1 }) via threshold
        return laws.bernoulli(logit=ill + select(weekday, 1.0, -1.0), via="threshold")

    def found_(self, ill: Tensor, three_tesla: Tensor) -> Invertible:
        # instrument.scm:29  found := effect * three_tesla + ill + u_found
        return Invertible(
            self.noise_laws()["u_found"],
            lambda u_found: self.effect * three_tesla + ill + u_found,
            lambda found_: found_ - (self.effect * three_tesla + ill),
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            weekday = pyro.sample("weekday", self.weekday().law())
            ill = pyro.sample("ill", self.ill().law())
            three_tesla = pyro.sample("three_tesla", self.three_tesla(weekday, ill).law())
            found_ = pyro.sample("found", self.found_(ill, three_tesla).law())
        return {"weekday": weekday, "ill": ill, "three_tesla": three_tesla, "found": found_}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_weekday = pyro.sample("u_weekday", law["u_weekday"])
            weekday = fixed("weekday", self.weekday()(u_weekday))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill()(u_ill))
            u_three_tesla = pyro.sample("u_three_tesla", law["u_three_tesla"])
            three_tesla = fixed("three_tesla", self.three_tesla(weekday, ill)(u_three_tesla))
            u_found = pyro.sample("u_found", law["u_found"])
            found_ = fixed("found", self.found_(ill, three_tesla)(u_found))
        return {"weekday": weekday, "ill": ill, "three_tesla": three_tesla, "found": found_}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        weekday = row["weekday"]
        ill = row["ill"]
        three_tesla = row["three_tesla"]
        found_ = row["found"]
        u_weekday = self.weekday().abduct(weekday)
        u_ill = self.ill().abduct(ill)
        u_three_tesla = self.three_tesla(weekday, ill).abduct(three_tesla)
        u_found = self.found_(ill, three_tesla).abduct(found_)
        return {
            "u_weekday": u_weekday,
            "u_ill": u_ill,
            "u_three_tesla": u_three_tesla,
            "u_found": u_found,
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
        weekday = do["weekday"] if "weekday" in do else self.weekday()(noise["u_weekday"])
        ill = do["ill"] if "ill" in do else self.ill()(noise["u_ill"])
        three_tesla = (
            do["three_tesla"]
            if "three_tesla" in do
            else self.three_tesla(weekday, ill)(noise["u_three_tesla"])
        )
        found_ = do["found"] if "found" in do else self.found_(ill, three_tesla)(noise["u_found"])
        return {"weekday": weekday, "ill": ill, "three_tesla": three_tesla, "found": found_}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "weekday" in wanted:
            weekday = row["weekday"]
            found["weekday"] = self.weekday().law().log_prob(weekday)
        if "ill" in wanted:
            ill = row["ill"]
            found["ill"] = self.ill().law().log_prob(ill)
        if "three_tesla" in wanted:
            weekday = row["weekday"]
            ill = row["ill"]
            three_tesla = row["three_tesla"]
            found["three_tesla"] = self.three_tesla(weekday, ill).law().log_prob(three_tesla)
        if "found" in wanted:
            ill = row["ill"]
            three_tesla = row["three_tesla"]
            found_ = row["found"]
            found["found"] = self.found_(ill, three_tesla).law().log_prob(found_)
        return found

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "effect": dist.Normal(0.0, 1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["effect"].log_prob(self.effect)
