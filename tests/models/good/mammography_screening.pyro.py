"""dense breasts hide tumours, and hidden tumours are found later.

Compiled by causalimg from mammography_screening.scm (language version 1).
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
from causalimg.program.tensors import select


class MammographyScreening(Program):
    """dense breasts hide tumours, and hidden tumours are found later."""

    variables = ("age", "density", "tumour", "recalled", "interval")
    parents = {
        "age": (),
        "density": ("age",),
        "tumour": ("age", "density"),
        "recalled": ("density", "tumour"),
        "interval": ("tumour", "recalled"),
    }
    noises = {
        "age": ("u_age",),
        "density": ("u_density",),
        "tumour": ("u_tumour",),
        "recalled": ("u_recalled",),
        "interval": ("u_interval",),
    }
    environment = None
    images = ()
    words = {
        "density": ("fatty", "scattered", "heterogeneous", "dense"),
        "tumour": ("0", "1"),
        "recalled": ("0", "1"),
        "interval": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "mammography_screening.scm:21: age ~ Uniform(50, 70)",
        "density": "mammography_screening.scm:22: density ~ OrderedLogistic(-0.08 * (age - ...",
        "tumour": "mammography_screening.scm:23: tumour ~ Bernoulli(logit = -5 + 0.05 * (age ...",
        "recalled": "mammography_screening.scm:26: recalled ~ Bernoulli(if tumour then match ...",
        "interval": "mammography_screening.scm:29: interval ~ Bernoulli(if tumour and not ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_density": standard.uniform(),
            "u_tumour": standard.uniform(),
            "u_recalled": standard.uniform(),
            "u_interval": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # mammography_screening.scm:21  age ~ Uniform(50, 70)
        return laws.uniform(50.0, 70.0)

    def density(self, age: Tensor) -> Map:
        # mammography_screening.scm:22  density ~ OrderedLogistic(-0.08 * (age - 60), cuts = [-2,
        #     0, 2]) via threshold
        return laws.ordered_logistic(
            -0.08 * (age - 60), torch.tensor([-2.0, 0.0, 2.0]), via="threshold"
        )

    def tumour(self, age: Tensor, density: Tensor) -> Map:
        # mammography_screening.scm:23  tumour ~ Bernoulli(logit = -5 + 0.05 * (age - 60) + match
        #     density { fatty: 0, scattered: 0.4, heterogeneous: 0.8, dense: 1.1 }) via threshold
        return laws.bernoulli(
            logit=-5 + 0.05 * (age - 60) + select(density, 0.0, 0.4, 0.8, 1.1), via="threshold"
        )

    def recalled(self, density: Tensor, tumour: Tensor) -> Map:
        # mammography_screening.scm:26  recalled ~ Bernoulli(if tumour then match density { fatty:
        #     0.95, scattered: 0.9, heterogeneous: 0.8, dense: 0.6 } else 0.04) via threshold
        return laws.bernoulli(
            p=torch.where(tumour.bool(), select(density, 0.95, 0.9, 0.8, 0.6), 0.04),
            via="threshold",
        )

    def interval(self, tumour: Tensor, recalled: Tensor) -> Map:
        # mammography_screening.scm:29  interval ~ Bernoulli(if tumour and not recalled then 0.7
        #     else 0) via threshold
        return laws.bernoulli(
            p=torch.where(tumour.bool() & ~recalled.bool(), 0.7, 0.0), via="threshold"
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            density = pyro.sample("density", self.density(age).law())
            tumour = pyro.sample("tumour", self.tumour(age, density).law())
            recalled = pyro.sample("recalled", self.recalled(density, tumour).law())
            interval = pyro.sample("interval", self.interval(tumour, recalled).law())
        return {
            "age": age,
            "density": density,
            "tumour": tumour,
            "recalled": recalled,
            "interval": interval,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_density = pyro.sample("u_density", law["u_density"])
            density = fixed("density", self.density(age)(u_density))
            u_tumour = pyro.sample("u_tumour", law["u_tumour"])
            tumour = fixed("tumour", self.tumour(age, density)(u_tumour))
            u_recalled = pyro.sample("u_recalled", law["u_recalled"])
            recalled = fixed("recalled", self.recalled(density, tumour)(u_recalled))
            u_interval = pyro.sample("u_interval", law["u_interval"])
            interval = fixed("interval", self.interval(tumour, recalled)(u_interval))
        return {
            "age": age,
            "density": density,
            "tumour": tumour,
            "recalled": recalled,
            "interval": interval,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        density = row["density"]
        tumour = row["tumour"]
        recalled = row["recalled"]
        interval = row["interval"]
        u_age = self.age().abduct(age)
        u_density = self.density(age).abduct(density)
        u_tumour = self.tumour(age, density).abduct(tumour)
        u_recalled = self.recalled(density, tumour).abduct(recalled)
        u_interval = self.interval(tumour, recalled).abduct(interval)
        return {
            "u_age": u_age,
            "u_density": u_density,
            "u_tumour": u_tumour,
            "u_recalled": u_recalled,
            "u_interval": u_interval,
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
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        density = do["density"] if "density" in do else self.density(age)(noise["u_density"])
        tumour = do["tumour"] if "tumour" in do else self.tumour(age, density)(noise["u_tumour"])
        recalled = (
            do["recalled"]
            if "recalled" in do
            else self.recalled(density, tumour)(noise["u_recalled"])
        )
        interval = (
            do["interval"]
            if "interval" in do
            else self.interval(tumour, recalled)(noise["u_interval"])
        )
        return {
            "age": age,
            "density": density,
            "tumour": tumour,
            "recalled": recalled,
            "interval": interval,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "density" in wanted:
            age = row["age"]
            density = row["density"]
            found["density"] = self.density(age).law().log_prob(density)
        if "tumour" in wanted:
            age = row["age"]
            density = row["density"]
            tumour = row["tumour"]
            found["tumour"] = self.tumour(age, density).law().log_prob(tumour)
        if "recalled" in wanted:
            density = row["density"]
            tumour = row["tumour"]
            recalled = row["recalled"]
            found["recalled"] = self.recalled(density, tumour).law().log_prob(recalled)
        if "interval" in wanted:
            tumour = row["tumour"]
            recalled = row["recalled"]
            interval = row["interval"]
            found["interval"] = self.interval(tumour, recalled).law().log_prob(interval)
        return found
