"""age and dementia shape the tissue, a scanner sees it in k-space, software makes the picture.

Compiled by causalimg from brain_mri.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import mri, pictures
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.networks import Flow, Given, Linear, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.several import ComplexNormal
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, select


class BrainMri(Program):
    """age and dementia shape the tissue, a scanner sees it in k-space, software makes the
    picture."""

    variables = (
        "age",
        "sex",
        "diagnosis",
        "tissue",
        "hippocampal_area",
        "field",
        "echo_time",
        "acceleration",
        "motion",
        "kspace",
        "image",
    )
    parents = {
        "age": (),
        "sex": (),
        "diagnosis": ("age", "sex"),
        "tissue": ("age", "sex", "diagnosis"),
        "hippocampal_area": ("tissue",),
        "field": ("site",),
        "echo_time": ("site",),
        "acceleration": ("site",),
        "motion": ("age", "diagnosis"),
        "kspace": ("tissue", "field", "echo_time", "motion"),
        "image": ("acceleration", "kspace"),
    }
    noises = {
        "age": ("u_age",),
        "sex": ("u_sex",),
        "diagnosis": ("u_diagnosis",),
        "tissue": ("u_tissue_code", "u_tissue"),
        "hippocampal_area": (),
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
        "sex": ("female", "male"),
        "diagnosis": ("healthy", "mci", "alzheimer"),
        "site": ("oxford", "london"),
        "field": ("1.5T", "3T"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "brain_mri.scm:50: age ~ flow()",
        "sex": "brain_mri.scm:51: sex ~ table()",
        "diagnosis": "brain_mri.scm:52: diagnosis ~ OrderedLogistic(linear(age, sex)) via ...",
        "tissue": "brain_mri.scm:53: tissue ~ vae(latent = 16) given age, sex, diagnosis",
        "hippocampal_area": "brain_mri.scm:54: hippocampal_area := area(tissue == hippocampus)",
        "field": "brain_mri.scm:56: field ~ table() given site",
        "echo_time": "brain_mri.scm:57: echo_time ~ flow() given site",
        "acceleration": "brain_mri.scm:58: acceleration ~ flow() given site",
        "motion": "brain_mri.scm:59: motion ~ LogNormal(linear(age, diagnosis), 0.4) ...",
        "kspace": "brain_mri.scm:60: kspace := shake(fourier(coil_maps(coils, slice) * ...",
        "image": "brain_mri.scm:64: image := abs(sense(cartesian(kspace, acceleration), ...",
    }
    max_plate_nesting = 1

    def __init__(
        self, skyra_noise_level: float = 0.01, skyra_channels: int = 8, coils: int = 8
    ) -> None:
        super().__init__()
        self.skyra_noise_level = skyra_noise_level
        self.skyra_channels = skyra_channels
        self.coils = coils
        # brain_mri.scm:52  diagnosis ~ OrderedLogistic(linear(age, sex)) via threshold
        self.diagnosis_linear = Linear(Given(age=Scaled(45.0, 90.0), sex=OneHot(2)))
        # brain_mri.scm:59  motion ~ LogNormal(linear(age, diagnosis), 0.4) truncated (0, 5]
        self.motion_linear = Linear(Given(age=Scaled(45.0, 90.0), diagnosis=OneHot(3)))
        # brain_mri.scm:50  age ~ flow()
        self.age_flow = Flow("age", support=(45.0, 90.0))
        # brain_mri.scm:51  sex ~ table()
        self.sex_table = Table("sex", values=2, via="gumbel_max")
        # brain_mri.scm:52  diagnosis ~ OrderedLogistic(linear(age, sex)) via threshold
        self.diagnosis_cuts = PyroParam(
            torch.tensor([-0.6931, 0.6931]), constraint=constraints.ordered_vector
        )
        # brain_mri.scm:53  tissue ~ vae(latent = 16) given age, sex, diagnosis
        self.tissue_vae = Vae(
            "tissue",
            shape=(1, 64, 64),
            labels=5,
            given=Given(age=Scaled(45.0, 90.0), sex=OneHot(2), diagnosis=OneHot(3)),
            latent=16,
        )
        # brain_mri.scm:56  field ~ table() given site
        self.field_table = Table("field", values=2, given=Given(site=OneHot(2)), via="gumbel_max")
        # brain_mri.scm:57  echo_time ~ flow() given site
        self.echo_time_flow = Flow("echo_time", support=(2.0, 120.0), given=Given(site=OneHot(2)))
        # brain_mri.scm:58  acceleration ~ flow() given site
        self.acceleration_flow = Flow(
            "acceleration", support=(1.0, 8.0), given=Given(site=OneHot(2))
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_diagnosis": standard.uniform(),
            "u_field": standard.gumbels(2),
            "u_echo_time": standard.normal(),
            "u_acceleration": standard.normal(),
            "u_motion": standard.normal(),
            "u_tissue_code": self.tissue_vae.code,
            "u_tissue": standard.labels(5, (1, 64, 64)),
            # brain_mri.scm:46  u_kspace : kspace[coils, slice] ~ ComplexNormal(0, 1)
            "u_kspace": ComplexNormal(0.0, 1.0).expand([8, 64, 64]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # brain_mri.scm:50  age ~ flow()
        return self.age_flow()

    def sex(self) -> Map:
        # brain_mri.scm:51  sex ~ table()
        return self.sex_table()

    def diagnosis(self, age: Tensor, sex: Tensor) -> Map:
        # brain_mri.scm:52  diagnosis ~ OrderedLogistic(linear(age, sex)) via threshold
        return laws.ordered_logistic(
            self.diagnosis_linear(age=age, sex=sex), self.diagnosis_cuts, via="threshold"
        )

    def tissue(self, age: Tensor, sex: Tensor, diagnosis: Tensor, u_tissue_code: Tensor) -> Map:
        # brain_mri.scm:53  tissue ~ vae(latent = 16) given age, sex, diagnosis
        return self.tissue_vae.decode(u_tissue_code, age=age, sex=sex, diagnosis=diagnosis)

    def hippocampal_area(self, tissue: Tensor) -> Deterministic:
        # brain_mri.scm:54  hippocampal_area := area(tissue == hippocampus)
        return Deterministic(lambda: pictures.area((tissue == 4).float(), spacing=3.5))

    def field(self, site: Tensor) -> Map:
        # brain_mri.scm:56  field ~ table() given site
        return self.field_table(site=site)

    def echo_time(self, site: Tensor) -> Map:
        # brain_mri.scm:57  echo_time ~ flow() given site
        return self.echo_time_flow(site=site)

    def acceleration(self, site: Tensor) -> Map:
        # brain_mri.scm:58  acceleration ~ flow() given site
        return self.acceleration_flow(site=site)

    def motion(self, age: Tensor, diagnosis: Tensor) -> Map:
        # brain_mri.scm:59  motion ~ LogNormal(linear(age, diagnosis), 0.4) truncated (0, 5]
        return laws.truncated(
            laws.log_normal(self.motion_linear(age=age, diagnosis=diagnosis), 0.4), 0.0, 5.0
        )

    def kspace(
        self, tissue: Tensor, field: Tensor, echo_time: Tensor, motion: Tensor
    ) -> Invertible:
        # brain_mri.scm:60  kspace := shake(fourier(coil_maps(coils, slice) *
        #     spoiled_gradient_echo(tissue, field, echo_time)), motion) + skyra.noise_level *
        #     u_kspace

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
                + self.skyra_noise_level * u_kspace
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
            ) / self.skyra_noise_level

        return Invertible(self.noise_laws()["u_kspace"], value, noise, event_dim=3)

    def image(self, acceleration: Tensor, kspace: Tensor) -> Deterministic:
        # brain_mri.scm:64  image := abs(sense(cartesian(kspace, acceleration), acceleration))
        return Deterministic(
            lambda: torch.abs(mri.sense(mri.cartesian(kspace, acceleration), acceleration))
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sex = pyro.sample("sex", self.sex().law())
            diagnosis = pyro.sample("diagnosis", self.diagnosis(age, sex).law())
            u_tissue_code = pyro.sample("u_tissue_code", law["u_tissue_code"])
            tissue = pyro.sample("tissue", self.tissue(age, sex, diagnosis, u_tissue_code).law())
            hippocampal_area = fixed("hippocampal_area", self.hippocampal_area(tissue)())
            field = pyro.sample("field", self.field(site).law())
            echo_time = pyro.sample("echo_time", self.echo_time(site).law())
            acceleration = pyro.sample("acceleration", self.acceleration(site).law())
            motion = pyro.sample("motion", self.motion(age, diagnosis).law())
            kspace = pyro.sample("kspace", self.kspace(tissue, field, echo_time, motion).law())
            image = fixed("image", self.image(acceleration, kspace)(), 3)
        return {
            "age": age,
            "sex": sex,
            "diagnosis": diagnosis,
            "tissue": tissue,
            "hippocampal_area": hippocampal_area,
            "field": field,
            "echo_time": echo_time,
            "acceleration": acceleration,
            "motion": motion,
            "kspace": kspace,
            "image": image,
        }

    def guide(
        self, rows: int = 1, *, age: Tensor, sex: Tensor, diagnosis: Tensor, tissue: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_tissue_code",
                self.tissue_vae.encode(tissue, age=age, sex=sex, diagnosis=diagnosis),
            )

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_diagnosis = pyro.sample("u_diagnosis", law["u_diagnosis"])
            diagnosis = fixed("diagnosis", self.diagnosis(age, sex)(u_diagnosis))
            u_tissue_code = pyro.sample("u_tissue_code", law["u_tissue_code"])
            u_tissue = pyro.sample("u_tissue", law["u_tissue"])
            tissue = fixed("tissue", self.tissue(age, sex, diagnosis, u_tissue_code)(u_tissue), 3)
            hippocampal_area = fixed("hippocampal_area", self.hippocampal_area(tissue)())
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field(site)(u_field))
            u_echo_time = pyro.sample("u_echo_time", law["u_echo_time"])
            echo_time = fixed("echo_time", self.echo_time(site)(u_echo_time))
            u_acceleration = pyro.sample("u_acceleration", law["u_acceleration"])
            acceleration = fixed("acceleration", self.acceleration(site)(u_acceleration))
            u_motion = pyro.sample("u_motion", law["u_motion"])
            motion = fixed("motion", self.motion(age, diagnosis)(u_motion))
            u_kspace = pyro.sample("u_kspace", law["u_kspace"])
            kspace = fixed("kspace", self.kspace(tissue, field, echo_time, motion)(u_kspace), 3)
            image = fixed("image", self.image(acceleration, kspace)(), 3)
        return {
            "age": age,
            "sex": sex,
            "diagnosis": diagnosis,
            "tissue": tissue,
            "hippocampal_area": hippocampal_area,
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
        age = row["age"]
        sex = row["sex"]
        diagnosis = row["diagnosis"]
        tissue = row["tissue"]
        site = row["site"]
        field = row["field"]
        echo_time = row["echo_time"]
        acceleration = row["acceleration"]
        motion = row["motion"]
        kspace = row["kspace"]
        u_age = self.age().abduct(age)
        u_sex = self.sex().abduct(sex)
        u_diagnosis = self.diagnosis(age, sex).abduct(diagnosis)
        posterior = self.tissue_vae.encode(tissue, age=age, sex=sex, diagnosis=diagnosis)
        u_tissue_code = posterior.mean if mean_codes else posterior.sample()
        u_tissue = self.tissue(age, sex, diagnosis, u_tissue_code).abduct(tissue)
        u_field = self.field(site).abduct(field)
        u_echo_time = self.echo_time(site).abduct(echo_time)
        u_acceleration = self.acceleration(site).abduct(acceleration)
        u_motion = self.motion(age, diagnosis).abduct(motion)
        u_kspace = self.kspace(tissue, field, echo_time, motion).abduct(kspace)
        return {
            "u_age": u_age,
            "u_sex": u_sex,
            "u_diagnosis": u_diagnosis,
            "u_tissue_code": u_tissue_code,
            "u_tissue": u_tissue,
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
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        sex = do["sex"] if "sex" in do else self.sex()(noise["u_sex"])
        diagnosis = (
            do["diagnosis"]
            if "diagnosis" in do
            else self.diagnosis(age, sex)(noise["u_diagnosis"])
        )
        field = do["field"] if "field" in do else self.field(site)(noise["u_field"])
        echo_time = (
            do["echo_time"] if "echo_time" in do else self.echo_time(site)(noise["u_echo_time"])
        )
        acceleration = (
            do["acceleration"]
            if "acceleration" in do
            else self.acceleration(site)(noise["u_acceleration"])
        )
        motion = do["motion"] if "motion" in do else self.motion(age, diagnosis)(noise["u_motion"])
        values = {
            "age": age,
            "sex": sex,
            "diagnosis": diagnosis,
            "field": field,
            "echo_time": echo_time,
            "acceleration": acceleration,
            "motion": motion,
        }
        if "tissue" in needed:
            tissue = (
                do["tissue"]
                if "tissue" in do
                else self.tissue(age, sex, diagnosis, noise["u_tissue_code"])(noise["u_tissue"])
            )
            values["tissue"] = tissue
        if "hippocampal_area" in needed:
            hippocampal_area = (
                do["hippocampal_area"]
                if "hippocampal_area" in do
                else self.hippocampal_area(tissue)()
            )
            values["hippocampal_area"] = hippocampal_area
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
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "sex" in wanted:
            sex = row["sex"]
            found["sex"] = self.sex().law().log_prob(sex)
        if "diagnosis" in wanted:
            age = row["age"]
            sex = row["sex"]
            diagnosis = row["diagnosis"]
            found["diagnosis"] = self.diagnosis(age, sex).law().log_prob(diagnosis)
        if "tissue" in wanted:
            age = row["age"]
            sex = row["sex"]
            diagnosis = row["diagnosis"]
            tissue = row["tissue"]
            found["tissue"] = self.tissue_vae.elbo(tissue, age=age, sex=sex, diagnosis=diagnosis)
        if "field" in wanted:
            site = row["site"]
            field = row["field"]
            found["field"] = self.field(site).law().log_prob(field)
        if "echo_time" in wanted:
            site = row["site"]
            echo_time = row["echo_time"]
            found["echo_time"] = self.echo_time(site).law().log_prob(echo_time)
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

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.diagnosis_linear,
            self.motion_linear,
            self.age_flow,
            self.sex_table,
            self.tissue_vae,
            self.field_table,
            self.echo_time_flow,
            self.acceleration_flow,
        ):
            network.set_scales(table)
