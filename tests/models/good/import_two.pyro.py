"""two files, one of which imports the other.

Compiled by causalimg from import_two.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import pictures
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels


class ImportTwo(Program):
    """two files, one of which imports the other."""

    variables = ("x", "plate", "cube", "size")
    parents = {"x": (), "plate": ("x",), "cube": ("x",), "size": ("cube",)}
    noises = {"x": ("u_x",), "plate": ("u_plate",), "cube": ("u_cube",), "size": ("u_size",)}
    environment = None
    images = ("plate", "cube")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "x": "import_two.scm:18: x ~ Uniform(0, limit)",
        "plate": "import_two.scm:19: plate ~ Normal(x / b.gain, a.noise_level)",
        "cube": "import_two.scm:20: cube ~ Normal(x, 1)",
        "size": "import_two.scm:21: size ~ Normal(volume(cube > 0) / 100 ml, 1)",
    }
    max_plate_nesting = 1

    def __init__(
        self,
        a_noise_level: float = 0.02,
        a_coils: int = 2,
        a_channels: int = 4,
        b_machine_noise_level: float = 0.02,
        b_machine_coils: int = 2,
        b_machine_channels: int = 4,
        b_gain: float = 0.04,
        limit: float = 0.06,
    ) -> None:
        super().__init__()
        self.a_noise_level = a_noise_level
        self.a_coils = a_coils
        self.a_channels = a_channels
        self.b_machine_noise_level = b_machine_noise_level
        self.b_machine_coils = b_machine_coils
        self.b_machine_channels = b_machine_channels
        self.b_gain = b_gain
        self.limit = limit

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            "u_size": standard.normal(),
            "u_plate": standard.normal((1, 6, 4)),
            "u_cube": standard.normal((1, 4, 4, 4)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # import_two.scm:18  x ~ Uniform(0, limit)
        return laws.uniform(0.0, self.limit)

    def plate(self, x: Tensor) -> Map:
        # import_two.scm:19  plate ~ Normal(x / b.gain, a.noise_level)
        return laws.normal(pixels(x / self.b_gain), self.a_noise_level, event=(1, 6, 4))

    def cube(self, x: Tensor) -> Map:
        # import_two.scm:20  cube ~ Normal(x, 1)
        return laws.normal(pixels(x, 4), 1.0, event=(1, 4, 4, 4))

    def size(self, cube: Tensor) -> Map:
        # import_two.scm:21  size ~ Normal(volume(cube > 0) / 100 ml, 1)
        return laws.normal(pictures.volume((cube > 0).float(), spacing=20.0) / 100000, 1.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            plate = pyro.sample("plate", self.plate(x).law())
            cube = pyro.sample("cube", self.cube(x).law())
            size = pyro.sample("size", self.size(cube).law())
        return {"x": x, "plate": plate, "cube": cube, "size": size}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_plate = pyro.sample("u_plate", law["u_plate"])
            plate = fixed("plate", self.plate(x)(u_plate), 3)
            u_cube = pyro.sample("u_cube", law["u_cube"])
            cube = fixed("cube", self.cube(x)(u_cube), 4)
            u_size = pyro.sample("u_size", law["u_size"])
            size = fixed("size", self.size(cube)(u_size))
        return {"x": x, "plate": plate, "cube": cube, "size": size}

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
        x = row["x"]
        plate = row["plate"]
        cube = row["cube"]
        size = row["size"]
        u_x = self.x().abduct(x)
        u_plate = self.plate(x).abduct(plate)
        u_cube = self.cube(x).abduct(cube)
        u_size = self.size(cube).abduct(size)
        return {"u_x": u_x, "u_plate": u_plate, "u_cube": u_cube, "u_size": u_size}

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
        x = do["x"] if "x" in do else self.x()(noise["u_x"])
        values = {"x": x}
        if "plate" in needed:
            plate = do["plate"] if "plate" in do else self.plate(x)(noise["u_plate"])
            values["plate"] = plate
        if "cube" in needed:
            cube = do["cube"] if "cube" in do else self.cube(x)(noise["u_cube"])
            values["cube"] = cube
        if "size" in needed:
            size = do["size"] if "size" in do else self.size(cube)(noise["u_size"])
            values["size"] = size
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            x = row["x"]
            found["x"] = self.x().law().log_prob(x)
        if "plate" in wanted:
            x = row["x"]
            plate = row["plate"]
            found["plate"] = self.plate(x).law().log_prob(plate)
        if "cube" in wanted:
            x = row["x"]
            cube = row["cube"]
            found["cube"] = self.cube(x).law().log_prob(cube)
        if "size" in wanted:
            cube = row["cube"]
            size = row["size"]
            found["size"] = self.size(cube).law().log_prob(size)
        return found
