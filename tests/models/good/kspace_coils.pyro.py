"""four coils, every second line, one picture.

Compiled by causalimg from kspace_coils.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import mri, phantom
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.several import ComplexNormal
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, retried, select


class KspaceCoils(Program):
    """four coils, every second line, one picture."""

    variables = ("field", "acceleration", "motion", "tissue", "kspace", "image")
    parents = {
        "field": (),
        "acceleration": (),
        "motion": (),
        "tissue": (),
        "kspace": ("field", "motion", "tissue"),
        "image": ("acceleration", "kspace"),
    }
    noises = {
        "field": ("u_field",),
        "acceleration": ("u_acceleration",),
        "motion": ("u_motion",),
        "tissue": ("u_size",),
        "kspace": ("u_kspace",),
        "image": (),
    }
    environment = None
    images = ("tissue", "kspace", "image")
    words = {"field": ("0.55T", "1.5T", "3T")}
    numbers = {}
    lossy = ("tissue",)
    lines = {
        "field": 'kspace_coils.scm:26: field ~ Categorical("0.55T" = 0.1, "1.5T" = 0.5, "3T" ...',
        "acceleration": "kspace_coils.scm:27: acceleration ~ Uniform(1, 4)",
        "motion": "kspace_coils.scm:28: motion ~ Exponential(1) truncated [0, 10]",
        "tissue": "kspace_coils.scm:29: tissue := brain(slice, u_size, 0.3)",
        "kspace": "kspace_coils.scm:30: kspace := shake(fourier(coil_maps(coils, slice) * ...",
        "image": "kspace_coils.scm:31: image := abs(sense(cartesian(kspace, acceleration), ...",
    }
    max_plate_nesting = 1

    def __init__(self, coils: int = 4) -> None:
        super().__init__()
        self.coils = coils

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_field": standard.gumbels(3),
            "u_acceleration": standard.normal(),
            "u_motion": standard.normal(),
            # kspace_coils.scm:21  u_size   ~ Uniform(0.9, 1.1)
            "u_size": dist.Uniform(0.9, 1.1),
            # kspace_coils.scm:22  u_kspace : kspace[coils, slice] ~ ComplexNormal(0, 0.01)
            "u_kspace": ComplexNormal(0.0, 0.01).expand([4, 16, 16]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def field(self) -> Map:
        # kspace_coils.scm:26  field ~ Categorical("0.55T" = 0.1, "1.5T" = 0.5, "3T" = 0.4) via
        #     gumbel_max
        return laws.categorical(torch.tensor([0.1, 0.5, 0.4]), via="gumbel_max")

    def acceleration(self) -> Map:
        # kspace_coils.scm:27  acceleration ~ Uniform(1, 4)
        return laws.uniform(1.0, 4.0)

    def motion(self) -> Map:
        # kspace_coils.scm:28  motion ~ Exponential(1) truncated [0, 10]
        return laws.truncated(laws.exponential(1.0), 0.0, 10.0)

    def tissue(self) -> Deterministic:
        # kspace_coils.scm:29  tissue := brain(slice, u_size, 0.3)

        def value(u_size: Tensor) -> Tensor:
            return phantom.brain(
                (16, 16),
                u_size,
                torch.tensor(0.3),
                torch.tensor(1.0),
                torch.tensor(0.0),
                spacing=12.0,
            )

        return Deterministic(value, (self.noise_laws()["u_size"],))

    def kspace(self, field: Tensor, motion: Tensor, tissue: Tensor) -> Invertible:
        # kspace_coils.scm:30  kspace := shake(fourier(coil_maps(coils, slice) *
        #     spoiled_gradient_echo(tissue, field, 8 ms)), motion) + u_kspace

        def value(u_kspace: Tensor) -> Tensor:
            return (
                mri.shake(
                    mri.fourier(
                        mri.coil_maps(self.coils, (16, 16))
                        * mri.spoiled_gradient_echo(
                            tissue,
                            select(field, 0.55, 1.5, 3.0),
                            8.0,
                            250.0,
                            70.0,
                            tissues=("background", "csf", "grey", "white", "hippocampus"),
                        ),
                    ),
                    motion,
                    spacing=12.0,
                )
                + u_kspace
            )

        def noise(kspace: Tensor) -> Tensor:
            return kspace - mri.shake(
                mri.fourier(
                    mri.coil_maps(self.coils, (16, 16))
                    * mri.spoiled_gradient_echo(
                        tissue,
                        select(field, 0.55, 1.5, 3.0),
                        8.0,
                        250.0,
                        70.0,
                        tissues=("background", "csf", "grey", "white", "hippocampus"),
                    ),
                ),
                motion,
                spacing=12.0,
            )

        return Invertible(self.noise_laws()["u_kspace"], value, noise, event_dim=3)

    def image(self, acceleration: Tensor, kspace: Tensor) -> Deterministic:
        # kspace_coils.scm:31  image := abs(sense(cartesian(kspace, acceleration), acceleration))
        return Deterministic(
            lambda: torch.abs(mri.sense(mri.cartesian(kspace, acceleration), acceleration))
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            field = pyro.sample("field", self.field().law())
            acceleration = pyro.sample("acceleration", self.acceleration().law())
            motion = pyro.sample("motion", self.motion().law())
            u_size = pyro.sample("u_size", law["u_size"])
            tissue = fixed("tissue", self.tissue()(u_size), 3)
            kspace = pyro.sample("kspace", self.kspace(field, motion, tissue).law())
            image = fixed("image", self.image(acceleration, kspace)(), 3)
        return {
            "field": field,
            "acceleration": acceleration,
            "motion": motion,
            "tissue": tissue,
            "kspace": kspace,
            "image": image,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field()(u_field))
            u_acceleration = pyro.sample("u_acceleration", law["u_acceleration"])
            acceleration = fixed("acceleration", self.acceleration()(u_acceleration))
            u_motion = pyro.sample("u_motion", law["u_motion"])
            motion = fixed("motion", self.motion()(u_motion))
            u_size = pyro.sample("u_size", law["u_size"])
            tissue = fixed("tissue", self.tissue()(u_size), 3)
            u_kspace = pyro.sample("u_kspace", law["u_kspace"])
            kspace = fixed("kspace", self.kspace(field, motion, tissue)(u_kspace), 3)
            image = fixed("image", self.image(acceleration, kspace)(), 3)
        return {
            "field": field,
            "acceleration": acceleration,
            "motion": motion,
            "tissue": tissue,
            "kspace": kspace,
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
        field = row["field"]
        acceleration = row["acceleration"]
        motion = row["motion"]
        tissue = row["tissue"]
        kspace = row["kspace"]
        u_field = self.field().abduct(field)
        u_acceleration = self.acceleration().abduct(acceleration)
        u_motion = self.motion().abduct(motion)
        (u_size,) = retried(self.tissue(), tissue, event=3)
        u_kspace = self.kspace(field, motion, tissue).abduct(kspace)
        return {
            "u_field": u_field,
            "u_acceleration": u_acceleration,
            "u_motion": u_motion,
            "u_size": u_size,
            "u_kspace": u_kspace,
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
        needed = needed_for(wanted, self.parents, do)
        field = do["field"] if "field" in do else self.field()(noise["u_field"])
        acceleration = (
            do["acceleration"]
            if "acceleration" in do
            else self.acceleration()(noise["u_acceleration"])
        )
        motion = do["motion"] if "motion" in do else self.motion()(noise["u_motion"])
        values = {"field": field, "acceleration": acceleration, "motion": motion}
        if "tissue" in needed:
            tissue = do["tissue"] if "tissue" in do else self.tissue()(noise["u_size"])
            values["tissue"] = tissue
        if "kspace" in needed:
            kspace = (
                do["kspace"]
                if "kspace" in do
                else self.kspace(field, motion, tissue)(noise["u_kspace"])
            )
            values["kspace"] = kspace
        if "image" in needed:
            image = do["image"] if "image" in do else self.image(acceleration, kspace)()
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "field" in wanted:
            field = row["field"]
            found["field"] = self.field().law().log_prob(field)
        if "acceleration" in wanted:
            acceleration = row["acceleration"]
            found["acceleration"] = self.acceleration().law().log_prob(acceleration)
        if "motion" in wanted:
            motion = row["motion"]
            found["motion"] = self.motion().law().log_prob(motion)
        if "kspace" in wanted:
            field = row["field"]
            motion = row["motion"]
            tissue = row["tissue"]
            kspace = row["kspace"]
            found["kspace"] = self.kspace(field, motion, tissue).law().log_prob(kspace)
        return found
