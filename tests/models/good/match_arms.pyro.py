"""digits of few and of many strokes, written by hands of three ages.

Compiled by causalimg from match_arms.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.networks import Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import select


class Strokes(Program):
    """digits of few and of many strokes, written by hands of three ages."""

    variables = ("digit", "age", "width", "speed", "strokes")
    parents = {
        "digit": (),
        "age": (),
        "width": ("press",),
        "speed": ("digit", "age", "width"),
        "strokes": ("digit", "age"),
    }
    noises = {
        "digit": ("u_digit",),
        "age": ("u_age",),
        "width": ("u_width",),
        "speed": ("u_speed",),
        "strokes": ("u_strokes",),
    }
    environment = "press"
    images = ()
    words = {
        "press": ("dip pen", "quill", "1", "2", "3"),
        "digit": ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "age": ("child", "adult", "old"),
    }
    numbers = {"b_slow": "b_slow", "b_fast": "b_fast"}
    lossy = ()
    lines = {
        "digit": "match_arms.scm:29: digit ~ Uniform() via gumbel_max",
        "age": "match_arms.scm:30: age ~ table() via threshold",
        "width": 'match_arms.scm:31: width ~ Normal(match press { "dip pen", 2..3: 1, quill, ...',
        "speed": "match_arms.scm:32: speed := match age { old, child: b_slow * width + ...",
        "strokes": "match_arms.scm:34: strokes ~ Poisson(if match digit { 0..9: age == old } ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # match_arms.scm:25  b_slow, b_fast : real ~ Normal(0, 2)
        self.b_slow = nn.Parameter(torch.tensor(0.0))
        # match_arms.scm:25  b_slow, b_fast : real ~ Normal(0, 2)
        self.b_fast = nn.Parameter(torch.tensor(0.0))
        # match_arms.scm:30  age ~ table() via threshold
        self.age_table = Table("age", values=3, via="threshold")

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_digit": standard.gumbels(10),
            "u_age": standard.uniform(),
            "u_width": standard.normal(),
            # match_arms.scm:21  u_speed ~ Normal(0, 1)
            "u_speed": dist.Normal(0.0, 1.0),
            "u_strokes": standard.score(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def digit(self) -> Map:
        # match_arms.scm:29  digit ~ Uniform() via gumbel_max
        return laws.uniform_values(10, via="gumbel_max")

    def age(self) -> Map:
        # match_arms.scm:30  age ~ table() via threshold
        return self.age_table()

    def width(self, press: Tensor) -> Map:
        # match_arms.scm:31  width ~ Normal(match press { "dip pen", 2..3: 1, quill, 1: 2 }, 0.5)
        return laws.normal(select(press, 1.0, 2.0, arms=(0, 1, 1, 0, 0)), 0.5)

    def speed(self, digit: Tensor, age: Tensor, width: Tensor) -> Invertible:
        # match_arms.scm:32  speed := match age { old, child: b_slow * width + u_speed, adult:
        #     b_fast * width + match digit { 0..3: 0.5, 5, 7: 0.8, 4, 6, 8..9: 1 } * u_speed }

        def value(u_speed: Tensor) -> Tensor:
            return select(
                age,
                self.b_slow * width + u_speed,
                self.b_fast * width
                + select(digit, 0.5, 1.0, 0.8, arms=(0, 0, 0, 0, 1, 2, 1, 2, 1, 1)) * u_speed,
                arms=(0, 1, 0),
            )

        def noise(speed: Tensor) -> Tensor:
            return select(
                age,
                speed - self.b_slow * width,
                (speed - self.b_fast * width)
                / select(digit, 0.5, 1.0, 0.8, arms=(0, 0, 0, 0, 1, 2, 1, 2, 1, 1)),
                arms=(0, 1, 0),
            )

        return Invertible(self.noise_laws()["u_speed"], value, noise)

    def strokes(self, digit: Tensor, age: Tensor) -> Map:
        # match_arms.scm:34  strokes ~ Poisson(if match digit { 0..9: age == old } then 1 else 2)
        #     via threshold
        return laws.poisson(
            torch.where(select(digit, age == 2, arms=(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), 1.0, 2.0),
            via="threshold",
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, press: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            digit = pyro.sample("digit", self.digit().law())
            age = pyro.sample("age", self.age().law())
            width = pyro.sample("width", self.width(press).law())
            speed = pyro.sample("speed", self.speed(digit, age, width).law())
            strokes = pyro.sample("strokes", self.strokes(digit, age).law())
        return {"digit": digit, "age": age, "width": width, "speed": speed, "strokes": strokes}

    def noise_form(self, rows: int = 1, *, press: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_digit = pyro.sample("u_digit", law["u_digit"])
            digit = fixed("digit", self.digit()(u_digit))
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_width = pyro.sample("u_width", law["u_width"])
            width = fixed("width", self.width(press)(u_width))
            u_speed = pyro.sample("u_speed", law["u_speed"])
            speed = fixed("speed", self.speed(digit, age, width)(u_speed))
            u_strokes = pyro.sample("u_strokes", law["u_strokes"])
            strokes = fixed("strokes", self.strokes(digit, age)(u_strokes))
        return {"digit": digit, "age": age, "width": width, "speed": speed, "strokes": strokes}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        press = row["press"]
        digit = row["digit"]
        age = row["age"]
        width = row["width"]
        speed = row["speed"]
        strokes = row["strokes"]
        u_digit = self.digit().abduct(digit)
        u_age = self.age().abduct(age)
        u_width = self.width(press).abduct(width)
        u_speed = self.speed(digit, age, width).abduct(speed)
        u_strokes = self.strokes(digit, age).abduct(strokes)
        return {
            "u_digit": u_digit,
            "u_age": u_age,
            "u_width": u_width,
            "u_speed": u_speed,
            "u_strokes": u_strokes,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        press: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        press = do.get("press", press)
        digit = do["digit"] if "digit" in do else self.digit()(noise["u_digit"])
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        width = do["width"] if "width" in do else self.width(press)(noise["u_width"])
        speed = do["speed"] if "speed" in do else self.speed(digit, age, width)(noise["u_speed"])
        strokes = (
            do["strokes"] if "strokes" in do else self.strokes(digit, age)(noise["u_strokes"])
        )
        return {"digit": digit, "age": age, "width": width, "speed": speed, "strokes": strokes}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "digit" in wanted:
            digit = row["digit"]
            found["digit"] = self.digit().law().log_prob(digit)
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "width" in wanted:
            press = row["press"]
            width = row["width"]
            found["width"] = self.width(press).law().log_prob(width)
        if "speed" in wanted:
            digit = row["digit"]
            age = row["age"]
            width = row["width"]
            speed = row["speed"]
            found["speed"] = self.speed(digit, age, width).law().log_prob(speed)
        if "strokes" in wanted:
            digit = row["digit"]
            age = row["age"]
            strokes = row["strokes"]
            found["strokes"] = self.strokes(digit, age).law().log_prob(strokes)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.age_table,):
            network.set_scales(table)

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "b_slow": dist.Normal(0.0, 2.0),
            "b_fast": dist.Normal(0.0, 2.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["b_slow"].log_prob(self.b_slow) + law["b_fast"].log_prob(self.b_fast)
