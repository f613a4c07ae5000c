"""four clinics with their own patients and their own cameras grade one disease.

Compiled by causalimg from fundus.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, Linear, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Fundus(Program):
    """four clinics with their own patients and their own cameras grade one disease."""

    variables = ("grade", "camera", "illumination", "image")
    parents = {
        "grade": ("clinic",),
        "camera": ("clinic",),
        "illumination": ("camera",),
        "image": ("grade", "camera", "illumination"),
    }
    noises = {
        "grade": ("u_grade",),
        "camera": ("u_camera",),
        "illumination": ("u_illumination",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "clinic"
    images = ("image",)
    words = {
        "clinic": ("first", "second", "third", "fourth"),
        "grade": ("none", "mild", "moderate", "severe", "proliferative"),
        "camera": ("desktop", "handheld", "ultrawide"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "grade": "fundus.scm:30: grade ~ OrderedLogistic(linear(clinic)) via threshold",
        "camera": "fundus.scm:31: camera ~ table() given clinic via gumbel_max",
        "illumination": "fundus.scm:32: illumination ~ flow() given camera",
        "image": "fundus.scm:33: image ~ vae(latent = latents) given grade, camera, illumination",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 64, side: int = 64) -> None:
        super().__init__()
        self.latents = latents
        self.side = side
        # fundus.scm:30  grade ~ OrderedLogistic(linear(clinic)) via threshold
        self.grade_linear = Linear(Given(clinic=OneHot(4)))
        # fundus.scm:30  grade ~ OrderedLogistic(linear(clinic)) via threshold
        self.grade_cuts = PyroParam(
            torch.tensor([-1.3863, -0.4055, 0.4055, 1.3863]), constraint=constraints.ordered_vector
        )
        # fundus.scm:31  camera ~ table() given clinic via gumbel_max
        self.camera_table = Table(
            "camera", values=3, given=Given(clinic=OneHot(4)), via="gumbel_max"
        )
        # fundus.scm:32  illumination ~ flow() given camera
        self.illumination_flow = Flow(
            "illumination", support=(0.0, math.inf), given=Given(camera=OneHot(3))
        )
        # fundus.scm:33  image ~ vae(latent = latents) given grade, camera, illumination
        self.image_vae = Vae(
            "image",
            shape=(3, 64, 64),
            support=(0.0, 255.0),
            given=Given(grade=OneHot(5), camera=OneHot(3), illumination=Scaled(0.0)),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_grade": standard.uniform(),
            "u_camera": standard.gumbels(3),
            "u_illumination": standard.normal(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((3, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def grade(self, clinic: Tensor) -> Map:
        # fundus.scm:30  grade ~ OrderedLogistic(linear(clinic)) via threshold
        return laws.ordered_logistic(
            self.grade_linear(clinic=clinic), self.grade_cuts, via="threshold"
        )

    def camera(self, clinic: Tensor) -> Map:
        # fundus.scm:31  camera ~ table() given clinic via gumbel_max
        return self.camera_table(clinic=clinic)

    def illumination(self, camera: Tensor) -> Map:
        # fundus.scm:32  illumination ~ flow() given camera
        return self.illumination_flow(camera=camera)

    def image(
        self, grade: Tensor, camera: Tensor, illumination: Tensor, u_image_code: Tensor
    ) -> Map:
        # fundus.scm:33  image ~ vae(latent = latents) given grade, camera, illumination
        return self.image_vae.decode(
            u_image_code, grade=grade, camera=camera, illumination=illumination
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, clinic: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            grade = pyro.sample("grade", self.grade(clinic).law())
            camera = pyro.sample("camera", self.camera(clinic).law())
            illumination = pyro.sample("illumination", self.illumination(camera).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample(
                "image", self.image(grade, camera, illumination, u_image_code).law()
            )
        return {"grade": grade, "camera": camera, "illumination": illumination, "image": image}

    def guide(
        self, rows: int = 1, *, grade: Tensor, camera: Tensor, illumination: Tensor, image: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(
                    image, grade=grade, camera=camera, illumination=illumination
                ),
            )

    def noise_form(self, rows: int = 1, *, clinic: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_grade = pyro.sample("u_grade", law["u_grade"])
            grade = fixed("grade", self.grade(clinic)(u_grade))
            u_camera = pyro.sample("u_camera", law["u_camera"])
            camera = fixed("camera", self.camera(clinic)(u_camera))
            u_illumination = pyro.sample("u_illumination", law["u_illumination"])
            illumination = fixed("illumination", self.illumination(camera)(u_illumination))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed(
                "image", self.image(grade, camera, illumination, u_image_code)(u_image), 3
            )
        return {"grade": grade, "camera": camera, "illumination": illumination, "image": image}

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
        clinic = row["clinic"]
        grade = row["grade"]
        camera = row["camera"]
        illumination = row["illumination"]
        image = row["image"]
        u_grade = self.grade(clinic).abduct(grade)
        u_camera = self.camera(clinic).abduct(camera)
        u_illumination = self.illumination(camera).abduct(illumination)
        posterior = self.image_vae.encode(
            image, grade=grade, camera=camera, illumination=illumination
        )
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(grade, camera, illumination, u_image_code).abduct(image)
        return {
            "u_grade": u_grade,
            "u_camera": u_camera,
            "u_illumination": u_illumination,
            "u_image_code": u_image_code,
            "u_image": u_image,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        clinic: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        clinic = do.get("clinic", clinic)
        needed = needed_for(wanted, self.parents, do)
        grade = do["grade"] if "grade" in do else self.grade(clinic)(noise["u_grade"])
        camera = do["camera"] if "camera" in do else self.camera(clinic)(noise["u_camera"])
        illumination = (
            do["illumination"]
            if "illumination" in do
            else self.illumination(camera)(noise["u_illumination"])
        )
        values = {"grade": grade, "camera": camera, "illumination": illumination}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(grade, camera, illumination, noise["u_image_code"])(
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
        if "grade" in wanted:
            clinic = row["clinic"]
            grade = row["grade"]
            found["grade"] = self.grade(clinic).law().log_prob(grade)
        if "camera" in wanted:
            clinic = row["clinic"]
            camera = row["camera"]
            found["camera"] = self.camera(clinic).law().log_prob(camera)
        if "illumination" in wanted:
            camera = row["camera"]
            illumination = row["illumination"]
            found["illumination"] = self.illumination(camera).law().log_prob(illumination)
        if "image" in wanted:
            grade = row["grade"]
            camera = row["camera"]
            illumination = row["illumination"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, grade=grade, camera=camera, illumination=illumination
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.grade_linear,
            self.camera_table,
            self.illumination_flow,
            self.image_vae,
        ):
            network.set_scales(table)
