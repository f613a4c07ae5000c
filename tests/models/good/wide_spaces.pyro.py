"""spaces where they may stand.

Compiled by causalimg from wide_spaces.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class WideSpaces(Program):
    """spaces where they may stand."""

    variables = ("age", "image", "speed")
    parents = {"age": (), "image": (), "speed": ()}
    noises = {"age": ("u_age",), "image": ("u_image",), "speed": ("u_speed",)}
    environment = None
    images = ("image",)
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "age": "wide_spaces.scm:16: age ~ Uniform ( 0 , 100 )",
        "image": "wide_spaces.scm:19: image ~ Uniform ( 0 , 1 )",
        "speed": "wide_spaces.scm:20: speed ~ Normal ( - 1 , 3 )",
    }
    max_plate_nesting = 1

    def __init__(self, n: int = 4) -> None:
        super().__init__()
        self.n = n

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_speed": standard.normal(),
            "u_image": standard.normal((2, 4, 4)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # wide_spaces.scm:16  age ~ Uniform ( 0 , 100 )
        return laws.uniform(0.0, 100.0)

    def image(self) -> Map:
        # wide_spaces.scm:19  image ~ Uniform ( 0 , 1 )
        return laws.uniform(0.0, 1.0, event=(2, 4, 4))

    def speed(self) -> Map:
        # wide_spaces.scm:20  speed ~ Normal ( - 1 , 3 )
        return laws.normal(-1.0, 3.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            image = pyro.sample("image", self.image().law())
            speed = pyro.sample("speed", self.speed().law())
        return {"age": age, "image": image, "speed": speed}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image()(u_image), 3)
            u_speed = pyro.sample("u_speed", law["u_speed"])
            speed = fixed("speed", self.speed()(u_speed))
        return {"age": age, "image": image, "speed": speed}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = dict(self.noise_laws())
        needed = needed_for(wanted, self.parents)
        for image in self.images:
            for name in () if image in needed else self.noises[image]:
                del law[name]
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        image = row["image"]
        speed = row["speed"]
        u_age = self.age().abduct(age)
        u_image = self.image().abduct(image)
        u_speed = self.speed().abduct(speed)
        return {"u_age": u_age, "u_image": u_image, "u_speed": u_speed}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        needed = needed_for(wanted, self.parents, do)
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        speed = do["speed"] if "speed" in do else self.speed()(noise["u_speed"])
        values = {"age": age, "speed": speed}
        if "image" in needed:
            image = do["image"] if "image" in do else self.image()(noise["u_image"])
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "image" in wanted:
            image = row["image"]
            found["image"] = self.image().law().log_prob(image)
        if "speed" in wanted:
            speed = row["speed"]
            found["speed"] = self.speed().law().log_prob(speed)
        return found
