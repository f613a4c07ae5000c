"""one number for every value.

Compiled by causalimg from matches.scm (language version 1).
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
from causalimg.program.tensors import select


class Matches(Program):
    """one number for every value."""

    variables = ("digit", "field", "yes", "level", "x", "y", "z", "label")
    parents = {
        "digit": (),
        "field": (),
        "yes": (),
        "level": (),
        "x": ("digit", "yes"),
        "y": ("field", "level"),
        "z": ("level", "x", "y"),
        "label": ("digit", "yes"),
    }
    noises = {
        "digit": ("u_digit",),
        "field": ("u_field",),
        "yes": ("u_yes",),
        "level": ("u_level",),
        "x": ("u_x",),
        "y": ("u_y",),
        "z": ("u_z",),
        "label": (),
    }
    environment = None
    images = ()
    words = {
        "digit": ("0", "1", "2", "3", "4"),
        "field": ("1.5T", "3T", "7 T"),
        "yes": ("0", "1"),
        "level": ("low", "high"),
        "label": ("benign", "malignant"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "digit": "matches.scm:15: digit ~ Uniform() via gumbel_max",
        "field": "matches.scm:16: field ~ Uniform() via gumbel_max",
        "yes": "matches.scm:17: yes ~ Uniform() via threshold",
        "level": "matches.scm:18: level ~ Uniform() via threshold",
        "x": "matches.scm:19: x ~ Normal(match digit { 0: 1, 1: 2, 2: 3, 3: 5, 4: 8 }, match ...",
        "y": 'matches.scm:20: y ~ Normal(match field { "1.5T": match level { low: 1, high: 2 ...',
        "z": "matches.scm:25: z ~ Normal(match level { low: x, high: y }^2, 1)",
        "label": "matches.scm:26: label := match digit { 0: benign, 1: benign, 2: benign, 3: ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_digit": standard.gumbels(5),
            "u_field": standard.gumbels(3),
            "u_yes": standard.uniform(),
            "u_level": standard.uniform(),
            "u_x": standard.normal(),
            "u_y": standard.normal(),
            "u_z": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def digit(self) -> Map:
        # matches.scm:15  digit ~ Uniform() via gumbel_max
        return laws.uniform_values(5, via="gumbel_max")

    def field(self) -> Map:
        # matches.scm:16  field ~ Uniform() via gumbel_max
        return laws.uniform_values(3, via="gumbel_max")

    def yes(self) -> Map:
        # matches.scm:17  yes ~ Uniform() via threshold
        return laws.uniform_values(2, binary=True, via="threshold")

    def level(self) -> Map:
        # matches.scm:18  level ~ Uniform() via threshold
        return laws.uniform_values(2, via="threshold")

    def x(self, digit: Tensor, yes: Tensor) -> Map:
        # matches.scm:19  x ~ Normal(match digit { 0: 1, 1: 2, 2: 3, 3: 5, 4: 8 }, match yes { 0:
        #     1, 1: 2 })
        return laws.normal(select(digit, 1.0, 2.0, 3.0, 5.0, 8.0), select(yes, 1.0, 2.0))

    def y(self, field: Tensor, level: Tensor) -> Map:
        # matches.scm:20  y ~ Normal(match field { "1.5T": match level { low: 1, high: 2 }, "3T":
        #     3, "7 T": if level == high then 4 else 5, }, 1)
        return laws.normal(
            select(field, select(level, 1.0, 2.0), 3.0, torch.where(level == 1, 4.0, 5.0)), 1.0
        )

    def z(self, level: Tensor, x: Tensor, y: Tensor) -> Map:
        # matches.scm:25  z ~ Normal(match level { low: x, high: y }^2, 1)
        return laws.normal(select(level, x, y) ** 2, 1.0)

    def label(self, digit: Tensor, yes: Tensor) -> Deterministic:
        # matches.scm:26  label := match digit { 0: benign, 1: benign, 2: benign, 3: malignant, 4:
        #     if yes then malignant else benign }
        return Deterministic(lambda: select(digit, 0, 0, 0, 1, torch.where(yes.bool(), 1, 0)))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            digit = pyro.sample("digit", self.digit().law())
            field = pyro.sample("field", self.field().law())
            yes = pyro.sample("yes", self.yes().law())
            level = pyro.sample("level", self.level().law())
            x = pyro.sample("x", self.x(digit, yes).law())
            y = pyro.sample("y", self.y(field, level).law())
            z = pyro.sample("z", self.z(level, x, y).law())
            label = fixed("label", self.label(digit, yes)())
        return {
            "digit": digit,
            "field": field,
            "yes": yes,
            "level": level,
            "x": x,
            "y": y,
            "z": z,
            "label": label,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_digit = pyro.sample("u_digit", law["u_digit"])
            digit = fixed("digit", self.digit()(u_digit))
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field()(u_field))
            u_yes = pyro.sample("u_yes", law["u_yes"])
            yes = fixed("yes", self.yes()(u_yes))
            u_level = pyro.sample("u_level", law["u_level"])
            level = fixed("level", self.level()(u_level))
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x(digit, yes)(u_x))
            u_y = pyro.sample("u_y", law["u_y"])
            y = fixed("y", self.y(field, level)(u_y))
            u_z = pyro.sample("u_z", law["u_z"])
            z = fixed("z", self.z(level, x, y)(u_z))
            label = fixed("label", self.label(digit, yes)())
        return {
            "digit": digit,
            "field": field,
            "yes": yes,
            "level": level,
            "x": x,
            "y": y,
            "z": z,
            "label": label,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        digit = row["digit"]
        field = row["field"]
        yes = row["yes"]
        level = row["level"]
        x = row["x"]
        y = row["y"]
        z = row["z"]
        u_digit = self.digit().abduct(digit)
        u_field = self.field().abduct(field)
        u_yes = self.yes().abduct(yes)
        u_level = self.level().abduct(level)
        u_x = self.x(digit, yes).abduct(x)
        u_y = self.y(field, level).abduct(y)
        u_z = self.z(level, x, y).abduct(z)
        return {
            "u_digit": u_digit,
            "u_field": u_field,
            "u_yes": u_yes,
            "u_level": u_level,
            "u_x": u_x,
            "u_y": u_y,
            "u_z": u_z,
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
        digit = do["digit"] if "digit" in do else self.digit()(noise["u_digit"])
        field = do["field"] if "field" in do else self.field()(noise["u_field"])
        yes = do["yes"] if "yes" in do else self.yes()(noise["u_yes"])
        level = do["level"] if "level" in do else self.level()(noise["u_level"])
        x = do["x"] if "x" in do else self.x(digit, yes)(noise["u_x"])
        y = do["y"] if "y" in do else self.y(field, level)(noise["u_y"])
        z = do["z"] if "z" in do else self.z(level, x, y)(noise["u_z"])
        label = do["label"] if "label" in do else self.label(digit, yes)()
        return {
            "digit": digit,
            "field": field,
            "yes": yes,
            "level": level,
            "x": x,
            "y": y,
            "z": z,
            "label": label,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "digit" in wanted:
            digit = row["digit"]
            found["digit"] = self.digit().law().log_prob(digit)
        if "field" in wanted:
            field = row["field"]
            found["field"] = self.field().law().log_prob(field)
        if "yes" in wanted:
            yes = row["yes"]
            found["yes"] = self.yes().law().log_prob(yes)
        if "level" in wanted:
            level = row["level"]
            found["level"] = self.level().law().log_prob(level)
        if "x" in wanted:
            digit = row["digit"]
            yes = row["yes"]
            x = row["x"]
            found["x"] = self.x(digit, yes).law().log_prob(x)
        if "y" in wanted:
            field = row["field"]
            level = row["level"]
            y = row["y"]
            found["y"] = self.y(field, level).law().log_prob(y)
        if "z" in wanted:
            level = row["level"]
            x = row["x"]
            y = row["y"]
            z = row["z"]
            found["z"] = self.z(level, x, y).law().log_prob(z)
        return found
