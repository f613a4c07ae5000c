"""age and dementia shrink the brain; site and scanner change only how it is seen.

Compiled by causalimg from brain_phantom_truth.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import mri, phantom, pictures
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.several import ComplexNormal
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, retried, select


class BrainPhantomTruth(Program):
    """age and dementia shrink the brain; site and scanner change only how it is seen."""

    variables = (
        "age",
        "diagnosis",
        "girth",
        "atrophy",
        "tissue",
        "csf_area",
        "field",
        "echo_time",
        "acceleration",
        "motion",
        "kspace",
        "image",
    )
    parents = {
        "age": ("site",),
        "diagnosis": ("age",),
        "girth": (),
        "atrophy": ("age", "diagnosis"),
        "tissue": ("girth", "atrophy"),
        "csf_area": ("tissue",),
        "field": ("site",),
        "echo_time": ("field",),
        "acceleration": ("site",),
        "motion": ("age", "diagnosis"),
        "kspace": ("tissue", "field", "echo_time", "motion"),
        "image": ("acceleration", "kspace"),
    }
    noises = {
        "age": ("u_age",),
        "diagnosis": ("u_diagnosis",),
        "girth": ("u_girth",),
        "atrophy": ("u_atrophy",),
        "tissue": (),
        "csf_area": (),
        "field": ("u_field",),
        "echo_time": ("u_echo_time",),
        "acceleration": ("u_acceleration",),
        "motion": ("u_motion",),
        "kspace": ("u_kspace",),
        "image": (),
    }
    environment = "site"
    images = ("tissue", "kspace", "image")
    words = {
        "site": ("oxford", "london", "leipzig"),
        "diagnosis": ("healthy", "impaired", "alzheimer"),
        "field": ("1.5T", "3T"),
    }
    numbers = {}
    lossy = ("atrophy",)
    lines = {
        "age": "brain_phantom_truth.scm:50: age ~ Normal(match site { oxford: 62, london: 66, ...",
        "diagnosis": "brain_phantom_truth.scm:51: diagnosis ~ OrderedLogistic(0.08 * (age - ...",
        "girth": "brain_phantom_truth.scm:52: girth ~ Normal(1, 0.06) truncated [0.8, 1.2]",
        "atrophy": "brain_phantom_truth.scm:53: atrophy := clip(0.008 * (age - 45) + match ...",
        "tissue": "brain_phantom_truth.scm:58: tissue := brain(slice, girth, atrophy)",
        "csf_area": "brain_phantom_truth.scm:59: csf_area := area(tissue == csf)",
        "field": 'brain_phantom_truth.scm:60: field ~ Categorical("1.5T" = match site { ...',
        "echo_time": 'brain_phantom_truth.scm:63: echo_time ~ LogNormal(match field { "1.5T": ...',
        "acceleration": "brain_phantom_truth.scm:64: acceleration ~ Uniform(1, match site { ...",
        "motion": "brain_phantom_truth.scm:65: motion ~ LogNormal(-1.5 + 0.02 * (age - 65) + ...",
        "kspace": "brain_phantom_truth.scm:67: kspace := shake(fourier(coil_maps(coils, ...",
        "image": "brain_phantom_truth.scm:71: image := abs(sense(cartesian(kspace, ...",
    }
    max_plate_nesting = 1

    def __init__(self, coils: int = 8) -> None:
        super().__init__()
        self.coils = coils

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_diagnosis": standard.uniform(),
            "u_girth": standard.normal(),
            # brain_phantom_truth.scm:45  u_atrophy ~ Beta(2, 2)
            "u_atrophy": dist.Beta(2.0, 2.0),
            "u_field": standard.gumbels(2),
            "u_echo_time": standard.normal(),
            "u_acceleration": standard.normal(),
            "u_motion": standard.normal(),
            # brain_phantom_truth.scm:46  u_kspace  : kspace[coils, slice] ~ ComplexNormal(0, 1)
            "u_kspace": ComplexNormal(0.0, 1.0).expand([8, 64, 64]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, site: Tensor) -> Map:
        # brain_phantom_truth.scm:50  age ~ Normal(match site { oxford: 62, london: 66, leipzig: 70
        #     }, 9) truncated [45, 90]
        return laws.truncated(laws.normal(select(site, 62.0, 66.0, 70.0), 9.0), 45.0, 90.0)

    def diagnosis(self, age: Tensor) -> Map:
        # brain_phantom_truth.scm:51  diagnosis ~ OrderedLogistic(0.08 * (age - 65), cuts = [0.5,
        #     2]) via threshold
        return laws.ordered_logistic(0.08 * (age - 65), torch.tensor([0.5, 2.0]), via="threshold")

    def girth(self) -> Map:
        # brain_phantom_truth.scm:52  girth ~ Normal(1, 0.06) truncated [0.8, 1.2]
        return laws.truncated(laws.normal(1.0, 0.06), 0.8, 1.2)

    def atrophy(self, age: Tensor, diagnosis: Tensor) -> Deterministic:
        # brain_phantom_truth.scm:53  atrophy := clip(0.008 * (age - 45) + match diagnosis {
        #     healthy: 0, impaired: 0.12, alzheimer: 0.3 } + 0.3 * u_atrophy, 0, 1)

        def value(u_atrophy: Tensor) -> Tensor:
            return torch.clamp(
                0.008 * (age - 45) + select(diagnosis, 0.0, 0.12, 0.3) + 0.3 * u_atrophy, 0.0, 1.0
            )

        return Deterministic(value, (self.noise_laws()["u_atrophy"],))

    def tissue(self, girth: Tensor, atrophy: Tensor) -> Deterministic:
        # brain_phantom_truth.scm:58  tissue := brain(slice, girth, atrophy)

        def value() -> Tensor:
            return phantom.brain(
                (64, 64), girth, atrophy, torch.tensor(1.0), torch.tensor(0.0), spacing=3.5
            )

        return Deterministic(value)

    def csf_area(self, tissue: Tensor) -> Deterministic:
        # brain_phantom_truth.scm:59  csf_area := area(tissue == csf)
        return Deterministic(lambda: pictures.area((tissue == 1).float(), spacing=3.5))

    def field(self, site: Tensor) -> Map:
        # brain_phantom_truth.scm:60  field ~ Categorical("1.5T" = match site { oxford: 0.1,
        #     london: 0.8, leipzig: 0.5 }, "3T" = match site { oxford: 0.9, london: 0.2, leipzig:
        #     0.5 }) via gumbel_max
        return laws.categorical(
            laws.shares(
                self.lines["field"], select(site, 0.1, 0.8, 0.5), select(site, 0.9, 0.2, 0.5)
            ),
            via="gumbel_max",
        )

    def echo_time(self, field: Tensor) -> Map:
        # brain_phantom_truth.scm:63  echo_time ~ LogNormal(match field { "1.5T": log(12), "3T":
        #     log(6) }, 0.2) truncated [2, 40]
        return laws.truncated(
            laws.log_normal(
                select(field, torch.log(torch.tensor(12.0)), torch.log(torch.tensor(6.0))), 0.2
            ),
            2.0,
            40.0,
        )

    def acceleration(self, site: Tensor) -> Map:
        # brain_phantom_truth.scm:64  acceleration ~ Uniform(1, match site { oxford: 2, london: 4,
        #     leipzig: 3 })
        return laws.uniform(1.0, select(site, 2.0, 4.0, 3.0))

    def motion(self, age: Tensor, diagnosis: Tensor) -> Map:
        # brain_phantom_truth.scm:65  motion ~ LogNormal(-1.5 + 0.02 * (age - 65) + 0.4 *
        #     (diagnosis == alzheimer), 0.5) truncated [0, 6]
        return laws.truncated(
            laws.log_normal(-1.5 + 0.02 * (age - 65) + 0.4 * (diagnosis == 2).float(), 0.5),
            0.0,
            6.0,
        )

    def kspace(
        self, tissue: Tensor, field: Tensor, echo_time: Tensor, motion: Tensor
    ) -> Invertible:
        # brain_phantom_truth.scm:67  kspace := shake(fourier(coil_maps(coils, slice) *
        #     spoiled_gradient_echo(tissue, field, echo_time)), motion) + 0.01 * u_kspace

        def value(u_kspace: Tensor) -> Tensor:
            return (
                mri.shake(
                    mri.fourier(
                        mri.coil_maps(self.coils, (64, 64))
                        * mri.spoiled_gradient_echo(
                            tissue,
                            select(field, 1.5, 3.0),
                            echo_time,
                            250.0,
                            70.0,
                            tissues=("background", "csf", "grey", "white", "hippocampus"),
                        ),
                    ),
                    motion,
                    spacing=3.5,
                )
                + 0.01 * u_kspace
            )

        def noise(kspace: Tensor) -> Tensor:
            return (
                kspace
                - mri.shake(
                    mri.fourier(
                        mri.coil_maps(self.coils, (64, 64))
                        * mri.spoiled_gradient_echo(
                            tissue,
                            select(field, 1.5, 3.0),
                            echo_time,
                            250.0,
                            70.0,
                            tissues=("background", "csf", "grey", "white", "hippocampus"),
                        ),
                    ),
                    motion,
                    spacing=3.5,
                )
            ) / 0.01

        return Invertible(self.noise_laws()["u_kspace"], value, noise, event_dim=3)

    def image(self, acceleration: Tensor, kspace: Tensor) -> Deterministic:
        # brain_phantom_truth.scm:71  image := abs(sense(cartesian(kspace, acceleration),
        #     acceleration))
        return Deterministic(
            lambda: torch.abs(mri.sense(mri.cartesian(kspace, acceleration), acceleration))
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(site).law())
            diagnosis = pyro.sample("diagnosis", self.diagnosis(age).law())
            girth = pyro.sample("girth", self.girth().law())
            u_atrophy = pyro.sample("u_atrophy", law["u_atrophy"])
            atrophy = fixed("atrophy", self.atrophy(age, diagnosis)(u_atrophy))
            tissue = fixed("tissue", self.tissue(girth, atrophy)(), 3)
            csf_area = fixed("csf_area", self.csf_area(tissue)())
            field = pyro.sample("field", self.field(site).law())
            echo_time = pyro.sample("echo_time", self.echo_time(field).law())
            acceleration = pyro.sample("acceleration", self.acceleration(site).law())
            motion = pyro.sample("motion", self.motion(age, diagnosis).law())
            kspace = pyro.sample("kspace", self.kspace(tissue, field, echo_time, motion).law())
            image = fixed("image", self.image(acceleration, kspace)(), 3)
        return {
            "age": age,
            "diagnosis": diagnosis,
            "girth": girth,
            "atrophy": atrophy,
            "tissue": tissue,
            "csf_area": csf_area,
            "field": field,
            "echo_time": echo_time,
            "acceleration": acceleration,
            "motion": motion,
            "kspace": kspace,
            "image": image,
        }

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(site)(u_age))
            u_diagnosis = pyro.sample("u_diagnosis", law["u_diagnosis"])
            diagnosis = fixed("diagnosis", self.diagnosis(age)(u_diagnosis))
            u_girth = pyro.sample("u_girth", law["u_girth"])
            girth = fixed("girth", self.girth()(u_girth))
            u_atrophy = pyro.sample("u_atrophy", law["u_atrophy"])
            atrophy = fixed("atrophy", self.atrophy(age, diagnosis)(u_atrophy))
            tissue = fixed("tissue", self.tissue(girth, atrophy)(), 3)
            csf_area = fixed("csf_area", self.csf_area(tissue)())
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field(site)(u_field))
            u_echo_time = pyro.sample("u_echo_time", law["u_echo_time"])
            echo_time = fixed("echo_time", self.echo_time(field)(u_echo_time))
            u_acceleration = pyro.sample("u_acceleration", law["u_acceleration"])
            acceleration = fixed("acceleration", self.acceleration(site)(u_acceleration))
            u_motion = pyro.sample("u_motion", law["u_motion"])
            motion = fixed("motion", self.motion(age, diagnosis)(u_motion))
            u_kspace = pyro.sample("u_kspace", law["u_kspace"])
            kspace = fixed("kspace", self.kspace(tissue, field, echo_time, motion)(u_kspace), 3)
            image = fixed("image", self.image(acceleration, kspace)(), 3)
        return {
            "age": age,
            "diagnosis": diagnosis,
            "girth": girth,
            "atrophy": atrophy,
            "tissue": tissue,
            "csf_area": csf_area,
            "field": field,
            "echo_time": echo_time,
            "acceleration": acceleration,
            "motion": motion,
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
        site = row["site"]
        age = row["age"]
        diagnosis = row["diagnosis"]
        girth = row["girth"]
        atrophy = row["atrophy"]
        tissue = row["tissue"]
        field = row["field"]
        echo_time = row["echo_time"]
        acceleration = row["acceleration"]
        motion = row["motion"]
        kspace = row["kspace"]
        u_age = self.age(site).abduct(age)
        u_diagnosis = self.diagnosis(age).abduct(diagnosis)
        u_girth = self.girth().abduct(girth)
        (u_atrophy,) = retried(self.atrophy(age, diagnosis), atrophy)
        u_field = self.field(site).abduct(field)
        u_echo_time = self.echo_time(field).abduct(echo_time)
        u_acceleration = self.acceleration(site).abduct(acceleration)
        u_motion = self.motion(age, diagnosis).abduct(motion)
        u_kspace = self.kspace(tissue, field, echo_time, motion).abduct(kspace)
        return {
            "u_age": u_age,
            "u_diagnosis": u_diagnosis,
            "u_girth": u_girth,
            "u_atrophy": u_atrophy,
            "u_field": u_field,
            "u_echo_time": u_echo_time,
            "u_acceleration": u_acceleration,
            "u_motion": u_motion,
            "u_kspace": u_kspace,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        site: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        site = do.get("site", site)
        needed = needed_for(wanted, self.parents, do)
        age = do["age"] if "age" in do else self.age(site)(noise["u_age"])
        diagnosis = (
            do["diagnosis"] if "diagnosis" in do else self.diagnosis(age)(noise["u_diagnosis"])
        )
        girth = do["girth"] if "girth" in do else self.girth()(noise["u_girth"])
        atrophy = (
            do["atrophy"] if "atrophy" in do else self.atrophy(age, diagnosis)(noise["u_atrophy"])
        )
        field = do["field"] if "field" in do else self.field(site)(noise["u_field"])
        echo_time = (
            do["echo_time"] if "echo_time" in do else self.echo_time(field)(noise["u_echo_time"])
        )
        acceleration = (
            do["acceleration"]
            if "acceleration" in do
            else self.acceleration(site)(noise["u_acceleration"])
        )
        motion = do["motion"] if "motion" in do else self.motion(age, diagnosis)(noise["u_motion"])
        values = {
            "age": age,
            "diagnosis": diagnosis,
            "girth": girth,
            "atrophy": atrophy,
            "field": field,
            "echo_time": echo_time,
            "acceleration": acceleration,
            "motion": motion,
        }
        if "tissue" in needed:
            tissue = do["tissue"] if "tissue" in do else self.tissue(girth, atrophy)()
            values["tissue"] = tissue
        if "csf_area" in needed:
            csf_area = do["csf_area"] if "csf_area" in do else self.csf_area(tissue)()
            values["csf_area"] = csf_area
        if "kspace" in needed:
            kspace = (
                do["kspace"]
                if "kspace" in do
                else self.kspace(tissue, field, echo_time, motion)(noise["u_kspace"])
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
        if "age" in wanted:
            site = row["site"]
            age = row["age"]
            found["age"] = self.age(site).law().log_prob(age)
        if "diagnosis" in wanted:
            age = row["age"]
            diagnosis = row["diagnosis"]
            found["diagnosis"] = self.diagnosis(age).law().log_prob(diagnosis)
        if "girth" in wanted:
            girth = row["girth"]
            found["girth"] = self.girth().law().log_prob(girth)
        if "field" in wanted:
            site = row["site"]
            field = row["field"]
            found["field"] = self.field(site).law().log_prob(field)
        if "echo_time" in wanted:
            field = row["field"]
            echo_time = row["echo_time"]
            found["echo_time"] = self.echo_time(field).law().log_prob(echo_time)
        if "acceleration" in wanted:
            site = row["site"]
            acceleration = row["acceleration"]
            found["acceleration"] = self.acceleration(site).law().log_prob(acceleration)
        if "motion" in wanted:
            age = row["age"]
            diagnosis = row["diagnosis"]
            motion = row["motion"]
            found["motion"] = self.motion(age, diagnosis).law().log_prob(motion)
        if "kspace" in wanted:
            tissue = row["tissue"]
            field = row["field"]
            echo_time = row["echo_time"]
            motion = row["motion"]
            kspace = row["kspace"]
            found["kspace"] = self.kspace(tissue, field, echo_time, motion).law().log_prob(kspace)
        return found
