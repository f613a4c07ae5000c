"""every network once, after `~` and inside an expression.

Compiled by causalimg from networks.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import (
    Choice,
    Flag,
    Flow,
    Given,
    Joint,
    Linear,
    Mlp,
    OneHot,
    Real,
    Scaled,
    Table,
    Vae,
)
from causalimg.program.protocol import Program
from causalimg.program.sites import drawn, fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Networks(Program):
    """every network once, after `~` and inside an expression."""

    variables = ("age", "view", "ill", "stage", "bed", "ward", "weight", "height", "dose", "image")
    parents = {
        "age": (),
        "view": ("site", "age"),
        "ill": ("age", "view"),
        "stage": ("age", "ill"),
        "bed": (),
        "ward": ("ill", "bed"),
        "weight": ("age",),
        "height": ("age",),
        "dose": ("age", "view"),
        "image": ("age", "view", "ill"),
    }
    noises = {
        "age": ("u_age",),
        "view": ("u_view",),
        "ill": ("u_ill",),
        "stage": ("u_stage",),
        "bed": ("u_bed",),
        "ward": ("u_ward",),
        "weight": ("u_weight",),
        "height": ("u_height",),
        "dose": ("u_dose",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "site"
    images = ("image",)
    words = {
        "site": ("north", "south"),
        "view": ("frontal", "lateral", "oblique"),
        "ill": ("0", "1"),
        "stage": ("early", "late"),
        "bed": ("low", "high"),
        "ward": ("low", "high"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "networks.scm:22: age ~ flow(bins = 4, hidden = 8, layers = 1)",
        "view": "networks.scm:23: view ~ mlp(hidden = width, layers = 1) given age, site via ...",
        "ill": "networks.scm:24: ill ~ linear() given age, view via threshold",
        "stage": "networks.scm:25: stage ~ mlp() given age, ill via threshold",
        "bed": "networks.scm:26: bed ~ linear() via gumbel_max",
        "ward": "networks.scm:27: ward ~ table() given bed, ill via gumbel_max",
        "weight": "networks.scm:28: (weight, height) ~ joint(hidden = width) given age",
        "height": "networks.scm:28: (weight, height) ~ joint(hidden = width) given age",
        "dose": "networks.scm:29: dose ~ Normal(mlp(age, view, hidden = width), 1 + ...",
        "image": "networks.scm:30: image ~ vae(latent = 2, width = 4) given age, ill, view",
    }
    max_plate_nesting = 1

    def __init__(self, width: int = 8) -> None:
        super().__init__()
        self.width = width
        # networks.scm:29  dose ~ Normal(mlp(age, view, hidden = width), 1 + linear(age)^2)
        self.dose_mlp = Mlp(
            Given(age=Scaled(18.0, 100.0), view=OneHot(3)), hidden=width, target="dose"
        )
        # networks.scm:29  dose ~ Normal(mlp(age, view, hidden = width), 1 + linear(age)^2)
        self.dose_linear = Linear(Given(age=Scaled(18.0, 100.0)))
        # networks.scm:22  age ~ flow(bins = 4, hidden = 8, layers = 1)
        self.age_flow = Flow("age", support=(18.0, 100.0), bins=4, hidden=8, layers=1)
        # networks.scm:23  view ~ mlp(hidden = width, layers = 1) given age, site via gumbel_max
        self.view_mlp = Choice(
            "view",
            values=3,
            given=Given(site=OneHot(2), age=Scaled(18.0, 100.0)),
            via="gumbel_max",
            hidden=width,
            layers=1,
        )
        # networks.scm:24  ill ~ linear() given age, view via threshold
        self.ill_linear = Choice(
            "ill",
            values=2,
            given=Given(age=Scaled(18.0, 100.0), view=OneHot(3)),
            binary=True,
            via="threshold",
            layers=0,
        )
        # networks.scm:25  stage ~ mlp() given age, ill via threshold
        self.stage_mlp = Choice(
            "stage", values=2, given=Given(age=Scaled(18.0, 100.0), ill=Flag()), via="threshold"
        )
        # networks.scm:26  bed ~ linear() via gumbel_max
        self.bed_linear = Choice("bed", values=2, via="gumbel_max", layers=0)
        # networks.scm:27  ward ~ table() given bed, ill via gumbel_max
        self.ward_table = Table(
            "ward", values=2, given=Given(ill=Flag(), bed=OneHot(2)), via="gumbel_max"
        )
        # networks.scm:28  (weight, height) ~ joint(hidden = width) given age
        self.weight_and_height_joint = Joint(
            {"weight": Real(0.0), "height": Real(0.0)},
            given=Given(age=Scaled(18.0, 100.0)),
            hidden=width,
        )
        # networks.scm:30  image ~ vae(latent = 2, width = 4) given age, ill, view
        self.image_vae = Vae(
            "image",
            shape=(1, 8, 8),
            support=(0.0, 255.0),
            given=Given(age=Scaled(18.0, 100.0), view=OneHot(3), ill=Flag()),
            latent=2,
            width=4,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_view": standard.gumbels(3),
            "u_ill": standard.uniform(),
            "u_stage": standard.uniform(),
            "u_bed": standard.gumbels(2),
            "u_ward": standard.gumbels(2),
            "u_weight": standard.normal(),
            "u_height": standard.normal(),
            "u_dose": standard.normal(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # networks.scm:22  age ~ flow(bins = 4, hidden = 8, layers = 1)
        return self.age_flow()

    def view(self, site: Tensor, age: Tensor) -> Map:
        # networks.scm:23  view ~ mlp(hidden = width, layers = 1) given age, site via gumbel_max
        return self.view_mlp(site=site, age=age)

    def ill(self, age: Tensor, view: Tensor) -> Map:
        # networks.scm:24  ill ~ linear() given age, view via threshold
        return self.ill_linear(age=age, view=view)

    def stage(self, age: Tensor, ill: Tensor) -> Map:
        # networks.scm:25  stage ~ mlp() given age, ill via threshold
        return self.stage_mlp(age=age, ill=ill)

    def bed(self) -> Map:
        # networks.scm:26  bed ~ linear() via gumbel_max
        return self.bed_linear()

    def ward(self, ill: Tensor, bed: Tensor) -> Map:
        # networks.scm:27  ward ~ table() given bed, ill via gumbel_max
        return self.ward_table(ill=ill, bed=bed)

    def weight(self, age: Tensor) -> Map:
        # networks.scm:28  (weight, height) ~ joint(hidden = width) given age
        return self.weight_and_height_joint("weight", age=age)

    def height(self, age: Tensor, weight: Tensor) -> Map:
        # networks.scm:28  (weight, height) ~ joint(hidden = width) given age
        return self.weight_and_height_joint("height", age=age, weight=weight)

    def dose(self, age: Tensor, view: Tensor) -> Map:
        # networks.scm:29  dose ~ Normal(mlp(age, view, hidden = width), 1 + linear(age)^2)
        return laws.normal(self.dose_mlp(age=age, view=view), 1 + self.dose_linear(age=age) ** 2)

    def image(self, age: Tensor, view: Tensor, ill: Tensor, u_image_code: Tensor) -> Map:
        # networks.scm:30  image ~ vae(latent = 2, width = 4) given age, ill, view
        return self.image_vae.decode(u_image_code, age=age, view=view, ill=ill)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            view = pyro.sample("view", self.view(site, age).law())
            ill = pyro.sample("ill", self.ill(age, view).law())
            stage = pyro.sample("stage", self.stage(age, ill).law())
            bed = pyro.sample("bed", self.bed().law())
            ward = pyro.sample("ward", self.ward(ill, bed).law())
            weight, natural_weight = drawn("weight", self.weight(age).law())
            height = pyro.sample("height", self.height(age, natural_weight).law())
            dose = pyro.sample("dose", self.dose(age, view).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(age, view, ill, u_image_code).law())
        return {
            "age": age,
            "view": view,
            "ill": ill,
            "stage": stage,
            "bed": bed,
            "ward": ward,
            "weight": weight,
            "height": height,
            "dose": dose,
            "image": image,
        }

    def guide(
        self, rows: int = 1, *, age: Tensor, view: Tensor, ill: Tensor, image: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_image_code", self.image_vae.encode(image, age=age, view=view, ill=ill))

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_view = pyro.sample("u_view", law["u_view"])
            view = fixed("view", self.view(site, age)(u_view))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(age, view)(u_ill))
            u_stage = pyro.sample("u_stage", law["u_stage"])
            stage = fixed("stage", self.stage(age, ill)(u_stage))
            u_bed = pyro.sample("u_bed", law["u_bed"])
            bed = fixed("bed", self.bed()(u_bed))
            u_ward = pyro.sample("u_ward", law["u_ward"])
            ward = fixed("ward", self.ward(ill, bed)(u_ward))
            u_weight = pyro.sample("u_weight", law["u_weight"])
            natural_weight = self.weight(age)(u_weight)
            weight = fixed("weight", natural_weight)
            u_height = pyro.sample("u_height", law["u_height"])
            height = fixed("height", self.height(age, natural_weight)(u_height))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(age, view)(u_dose))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(age, view, ill, u_image_code)(u_image), 3)
        return {
            "age": age,
            "view": view,
            "ill": ill,
            "stage": stage,
            "bed": bed,
            "ward": ward,
            "weight": weight,
            "height": height,
            "dose": dose,
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
        view = row["view"]
        ill = row["ill"]
        stage = row["stage"]
        bed = row["bed"]
        ward = row["ward"]
        weight = row["weight"]
        height = row["height"]
        dose = row["dose"]
        image = row["image"]
        u_age = self.age().abduct(age)
        u_view = self.view(site, age).abduct(view)
        u_ill = self.ill(age, view).abduct(ill)
        u_stage = self.stage(age, ill).abduct(stage)
        u_bed = self.bed().abduct(bed)
        u_ward = self.ward(ill, bed).abduct(ward)
        u_weight = self.weight(age).abduct(weight)
        u_height = self.height(age, weight).abduct(height)
        u_dose = self.dose(age, view).abduct(dose)
        posterior = self.image_vae.encode(image, age=age, view=view, ill=ill)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(age, view, ill, u_image_code).abduct(image)
        return {
            "u_age": u_age,
            "u_view": u_view,
            "u_ill": u_ill,
            "u_stage": u_stage,
            "u_bed": u_bed,
            "u_ward": u_ward,
            "u_weight": u_weight,
            "u_height": u_height,
            "u_dose": u_dose,
            "u_image_code": u_image_code,
            "u_image": u_image,
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
        view = do["view"] if "view" in do else self.view(site, age)(noise["u_view"])
        ill = do["ill"] if "ill" in do else self.ill(age, view)(noise["u_ill"])
        stage = do["stage"] if "stage" in do else self.stage(age, ill)(noise["u_stage"])
        bed = do["bed"] if "bed" in do else self.bed()(noise["u_bed"])
        ward = do["ward"] if "ward" in do else self.ward(ill, bed)(noise["u_ward"])
        natural_weight = self.weight(age)(noise["u_weight"])
        weight = do.get("weight", natural_weight)
        height = (
            do["height"] if "height" in do else self.height(age, natural_weight)(noise["u_height"])
        )
        dose = do["dose"] if "dose" in do else self.dose(age, view)(noise["u_dose"])
        values = {
            "age": age,
            "view": view,
            "ill": ill,
            "stage": stage,
            "bed": bed,
            "ward": ward,
            "weight": weight,
            "height": height,
            "dose": dose,
        }
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(age, view, ill, noise["u_image_code"])(noise["u_image"])
            )
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
        if "view" in wanted:
            site = row["site"]
            age = row["age"]
            view = row["view"]
            found["view"] = self.view(site, age).law().log_prob(view)
        if "ill" in wanted:
            age = row["age"]
            view = row["view"]
            ill = row["ill"]
            found["ill"] = self.ill(age, view).law().log_prob(ill)
        if "stage" in wanted:
            age = row["age"]
            ill = row["ill"]
            stage = row["stage"]
            found["stage"] = self.stage(age, ill).law().log_prob(stage)
        if "bed" in wanted:
            bed = row["bed"]
            found["bed"] = self.bed().law().log_prob(bed)
        if "ward" in wanted:
            ill = row["ill"]
            bed = row["bed"]
            ward = row["ward"]
            found["ward"] = self.ward(ill, bed).law().log_prob(ward)
        if "weight" in wanted:
            age = row["age"]
            weight = row["weight"]
            found["weight"] = self.weight(age).law().log_prob(weight)
        if "height" in wanted:
            age = row["age"]
            weight = row["weight"]
            height = row["height"]
            found["height"] = self.height(age, weight).law().log_prob(height)
        if "dose" in wanted:
            age = row["age"]
            view = row["view"]
            dose = row["dose"]
            found["dose"] = self.dose(age, view).law().log_prob(dose)
        if "image" in wanted:
            age = row["age"]
            view = row["view"]
            ill = row["ill"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, age=age, view=view, ill=ill)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.dose_mlp,
            self.dose_linear,
            self.age_flow,
            self.view_mlp,
            self.ill_linear,
            self.stage_mlp,
            self.bed_linear,
            self.ward_table,
            self.weight_and_height_joint,
            self.image_vae,
        ):
            network.set_scales(table)
