"""whoever holds the probe chooses the plane, the machine and the marks.

Compiled by causalimg from fetal_ultrasound.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Flow, Given, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class FetalUltrasound(Program):
    """whoever holds the probe chooses the plane, the machine and the marks."""

    variables = ("gestation", "plane", "machine", "gain", "callipers", "image")
    parents = {
        "gestation": (),
        "plane": ("operator",),
        "machine": ("operator",),
        "gain": ("operator", "machine"),
        "callipers": ("operator", "plane"),
        "image": ("gestation", "plane", "machine", "gain", "callipers"),
    }
    noises = {
        "gestation": ("u_gestation",),
        "plane": ("u_plane",),
        "machine": ("u_machine",),
        "gain": ("u_gain",),
        "callipers": ("u_callipers",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "operator"
    images = ("image",)
    words = {
        "operator": ("op_1", "op_2", "op_3", "other"),
        "plane": ("abdomen", "brain", "femur", "thorax", "cervix", "other_plane"),
        "machine": ("voluson_e6", "voluson_s8", "voluson_s10", "aloka"),
        "callipers": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "gestation": "fetal_ultrasound.scm:35: gestation ~ Uniform(18 weeks, 40 weeks)",
        "plane": "fetal_ultrasound.scm:36: plane ~ table() given operator via gumbel_max",
        "machine": "fetal_ultrasound.scm:37: machine ~ table() given operator via gumbel_max",
        "gain": "fetal_ultrasound.scm:38: gain ~ flow() given operator, machine",
        "callipers": "fetal_ultrasound.scm:39: callipers ~ table() given plane, operator via ...",
        "image": "fetal_ultrasound.scm:40: image ~ vae(latent = latents) given gestation, ...",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 32, side: int = 64) -> None:
        super().__init__()
        self.latents = latents
        self.side = side
        # fetal_ultrasound.scm:36  plane ~ table() given operator via gumbel_max
        self.plane_table = Table(
            "plane", values=6, given=Given(operator=OneHot(4)), via="gumbel_max"
        )
        # fetal_ultrasound.scm:37  machine ~ table() given operator via gumbel_max
        self.machine_table = Table(
            "machine", values=4, given=Given(operator=OneHot(4)), via="gumbel_max"
        )
        # fetal_ultrasound.scm:38  gain ~ flow() given operator, machine
        self.gain_flow = Flow(
            "gain", support=(-30.0, 30.0), given=Given(operator=OneHot(4), machine=OneHot(4))
        )
        # fetal_ultrasound.scm:39  callipers ~ table() given plane, operator via threshold
        self.callipers_table = Table(
            "callipers",
            values=2,
            given=Given(operator=OneHot(4), plane=OneHot(6)),
            binary=True,
            via="threshold",
        )
        # fetal_ultrasound.scm:40  image ~ vae(latent = latents) given gestation, plane, machine,
        #     gain, callipers
        self.image_vae = Vae(
            "image",
            shape=(1, 64, 64),
            support=(0.0, 255.0),
            given=Given(
                gestation=Scaled(18.0, 40.0),
                plane=OneHot(6),
                machine=OneHot(4),
                gain=Scaled(-30.0, 30.0),
                callipers=Flag(),
            ),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_gestation": standard.normal(),
            "u_plane": standard.gumbels(6),
            "u_machine": standard.gumbels(4),
            "u_gain": standard.normal(),
            "u_callipers": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def gestation(self) -> Map:
        # fetal_ultrasound.scm:35  gestation ~ Uniform(18 weeks, 40 weeks)
        return laws.uniform(18.0, 40.0)

    def plane(self, operator: Tensor) -> Map:
        # fetal_ultrasound.scm:36  plane ~ table() given operator via gumbel_max
        return self.plane_table(operator=operator)

    def machine(self, operator: Tensor) -> Map:
        # fetal_ultrasound.scm:37  machine ~ table() given operator via gumbel_max
        return self.machine_table(operator=operator)

    def gain(self, operator: Tensor, machine: Tensor) -> Map:
        # fetal_ultrasound.scm:38  gain ~ flow() given operator, machine
        return self.gain_flow(operator=operator, machine=machine)

    def callipers(self, operator: Tensor, plane: Tensor) -> Map:
        # fetal_ultrasound.scm:39  callipers ~ table() given plane, operator via threshold
        return self.callipers_table(operator=operator, plane=plane)

    def image(
        self,
        gestation: Tensor,
        plane: Tensor,
        machine: Tensor,
        gain: Tensor,
        callipers: Tensor,
        u_image_code: Tensor,
    ) -> Map:
        # fetal_ultrasound.scm:40  image ~ vae(latent = latents) given gestation, plane, machine,
        #     gain, callipers
        return self.image_vae.decode(
            u_image_code,
            gestation=gestation,
            plane=plane,
            machine=machine,
            gain=gain,
            callipers=callipers,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, operator: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            gestation = pyro.sample("gestation", self.gestation().law())
            plane = pyro.sample("plane", self.plane(operator).law())
            machine = pyro.sample("machine", self.machine(operator).law())
            gain = pyro.sample("gain", self.gain(operator, machine).law())
            callipers = pyro.sample("callipers", self.callipers(operator, plane).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image", self.image(gestation, plane, machine, gain, callipers, u_image_code).law()
            )
        return {
            "gestation": gestation,
            "plane": plane,
            "machine": machine,
            "gain": gain,
            "callipers": callipers,
            "image": image,
        }

    def guide(
        self,
        rows: int = 1,
        *,
        gestation: Tensor,
        plane: Tensor,
        machine: Tensor,
        gain: Tensor,
        callipers: Tensor,
        image: Tensor,
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(
                    image,
                    gestation=gestation,
                    plane=plane,
                    machine=machine,
                    gain=gain,
                    callipers=callipers,
                ),
            )

    def noise_form(self, rows: int = 1, *, operator: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_gestation = pyro.sample("u_gestation", law["u_gestation"])
            gestation = fixed("gestation", self.gestation()(u_gestation))
            u_plane = pyro.sample("u_plane", law["u_plane"])
            plane = fixed("plane", self.plane(operator)(u_plane))
            u_machine = pyro.sample("u_machine", law["u_machine"])
            machine = fixed("machine", self.machine(operator)(u_machine))
            u_gain = pyro.sample("u_gain", law["u_gain"])
            gain = fixed("gain", self.gain(operator, machine)(u_gain))
            u_callipers = pyro.sample("u_callipers", law["u_callipers"])
            callipers = fixed("callipers", self.callipers(operator, plane)(u_callipers))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image",
                self.image(gestation, plane, machine, gain, callipers, u_image_code)(u_image),
                3,
            )
        return {
            "gestation": gestation,
            "plane": plane,
            "machine": machine,
            "gain": gain,
            "callipers": callipers,
            "image": image,
        }

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
        operator = row["operator"]
        gestation = row["gestation"]
        plane = row["plane"]
        machine = row["machine"]
        gain = row["gain"]
        callipers = row["callipers"]
        image = row["image"]
        u_gestation = self.gestation().abduct(gestation)
        u_plane = self.plane(operator).abduct(plane)
        u_machine = self.machine(operator).abduct(machine)
        u_gain = self.gain(operator, machine).abduct(gain)
        u_callipers = self.callipers(operator, plane).abduct(callipers)
        posterior = self.image_vae.encode(
            image,
            gestation=gestation,
            plane=plane,
            machine=machine,
            gain=gain,
            callipers=callipers,
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(gestation, plane, machine, gain, callipers, u_image_code).abduct(
            image
        )
        return {
            "u_gestation": u_gestation,
            "u_plane": u_plane,
            "u_machine": u_machine,
            "u_gain": u_gain,
            "u_callipers": u_callipers,
            "u_image_code": u_image_code,
            "u_image": u_image,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        operator: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        operator = do.get("operator", operator)
        needed = needed_for(wanted, self.parents, do)
        gestation = (
            do["gestation"] if "gestation" in do else self.gestation()(noise["u_gestation"])
        )
        plane = do["plane"] if "plane" in do else self.plane(operator)(noise["u_plane"])
        machine = do["machine"] if "machine" in do else self.machine(operator)(noise["u_machine"])
        gain = do["gain"] if "gain" in do else self.gain(operator, machine)(noise["u_gain"])
        callipers = (
            do["callipers"]
            if "callipers" in do
            else self.callipers(operator, plane)(noise["u_callipers"])
        )
        values = {
            "gestation": gestation,
            "plane": plane,
            "machine": machine,
            "gain": gain,
            "callipers": callipers,
        }
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(gestation, plane, machine, gain, callipers, noise["u_image_code"])(
                    noise["u_image"]
                )
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "gestation" in wanted:
            gestation = row["gestation"]
            found["gestation"] = self.gestation().law().log_prob(gestation)
        if "plane" in wanted:
            operator = row["operator"]
            plane = row["plane"]
            found["plane"] = self.plane(operator).law().log_prob(plane)
        if "machine" in wanted:
            operator = row["operator"]
            machine = row["machine"]
            found["machine"] = self.machine(operator).law().log_prob(machine)
        if "gain" in wanted:
            operator = row["operator"]
            machine = row["machine"]
            gain = row["gain"]
            found["gain"] = self.gain(operator, machine).law().log_prob(gain)
        if "callipers" in wanted:
            operator = row["operator"]
            plane = row["plane"]
            callipers = row["callipers"]
            found["callipers"] = self.callipers(operator, plane).law().log_prob(callipers)
        if "image" in wanted:
            gestation = row["gestation"]
            plane = row["plane"]
            machine = row["machine"]
            gain = row["gain"]
            callipers = row["callipers"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image,
                gestation=gestation,
                plane=plane,
                machine=machine,
                gain=gain,
                callipers=callipers,
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.plane_table,
            self.machine_table,
            self.gain_flow,
            self.callipers_table,
            self.image_vae,
        ):
            network.set_scales(table)
