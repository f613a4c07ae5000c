"""every network, every option.

Compiled by causalimg from networks_options.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import (
    Choice,
    Flag,
    Given,
    Joint,
    OneHot,
    Real,
    Scaled,
    Table,
    Vae,
    VectorFlow,
    Vectors,
)
from causalimg.program.protocol import Program
from causalimg.program.sites import drawn, fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class NetworksOptions(Program):
    """every network, every option."""

    variables = ("a", "b", "view", "grade", "yes", "many", "image")
    parents = {
        "a": (),
        "b": (),
        "view": ("a", "b"),
        "grade": ("view",),
        "yes": ("grade",),
        "many": ("yes",),
        "image": ("many",),
    }
    noises = {
        "a": ("u_a",),
        "b": ("u_b",),
        "view": ("u_view",),
        "grade": ("u_grade",),
        "yes": ("u_yes",),
        "many": ("u_many",),
        "image": ("u_image_code", "u_image"),
    }
    environment = None
    images = ("image",)
    words = {"view": ("frontal", "lateral"), "grade": ("low", "high"), "yes": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "a": "networks_options.scm:23: (a, b) ~ joint(bins = 4, hidden = 4, layers = 1)",
        "b": "networks_options.scm:23: (a, b) ~ joint(bins = 4, hidden = 4, layers = 1)",
        "view": "networks_options.scm:24: view ~ mlp(hidden = 4, layers = 1) given a, b via ...",
        "grade": "networks_options.scm:25: grade ~ table() given view via gumbel_max",
        "yes": "networks_options.scm:26: yes ~ linear() given grade via gumbel_max",
        "many": "networks_options.scm:27: many ~ flow(bins = 4, hidden = 4, layers = 1) given yes",
        "image": "networks_options.scm:28: image ~ vae(latent = 2, width = 2) given many",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # networks_options.scm:23  (a, b) ~ joint(bins = 4, hidden = 4, layers = 1)
        self.a_and_b_joint = Joint({"a": Real(), "b": Real()}, bins=4, hidden=4, layers=1)
        # networks_options.scm:24  view ~ mlp(hidden = 4, layers = 1) given a, b via gumbel_max
        self.view_mlp = Choice(
            "view",
            values=2,
            given=Given(a=Scaled(), b=Scaled()),
            via="gumbel_max",
            hidden=4,
            layers=1,
        )
        # networks_options.scm:25  grade ~ table() given view via gumbel_max
        self.grade_table = Table("grade", values=2, given=Given(view=OneHot(2)), via="gumbel_max")
        # networks_options.scm:26  yes ~ linear() given grade via gumbel_max
        self.yes_linear = Choice(
            "yes", values=2, given=Given(grade=OneHot(2)), binary=True, via="gumbel_max", layers=0
        )
        # networks_options.scm:27  many ~ flow(bins = 4, hidden = 4, layers = 1) given yes
        self.many_flow = VectorFlow(
            "many",
            size=2,
            support=(-math.inf, math.inf),
            given=Given(yes=Flag()),
            bins=4,
            hidden=4,
            layers=1,
        )
        # networks_options.scm:28  image ~ vae(latent = 2, width = 2) given many
        self.image_vae = Vae(
            "image",
            shape=(2, 8, 8),
            support=(-math.inf, math.inf),
            given=Given(many=Vectors(2)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_a": standard.normal(),
            "u_b": standard.normal(),
            "u_view": standard.gumbels(2),
            "u_grade": standard.gumbels(2),
            "u_yes": standard.gumbels(2),
            "u_many": standard.normal((2,)),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((2, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def a(self) -> Map:
        # networks_options.scm:23  (a, b) ~ joint(bins = 4, hidden = 4, layers = 1)
        return self.a_and_b_joint("a")

    def b(self, a: Tensor) -> Map:
        # networks_options.scm:23  (a, b) ~ joint(bins = 4, hidden = 4, layers = 1)
        return self.a_and_b_joint("b", a=a)

    def view(self, a: Tensor, b: Tensor) -> Map:
        # networks_options.scm:24  view ~ mlp(hidden = 4, layers = 1) given a, b via gumbel_max
        return self.view_mlp(a=a, b=b)

    def grade(self, view: Tensor) -> Map:
        # networks_options.scm:25  grade ~ table() given view via gumbel_max
        return self.grade_table(view=view)

    def yes(self, grade: Tensor) -> Map:
        # networks_options.scm:26  yes ~ linear() given grade via gumbel_max
        return self.yes_linear(grade=grade)

    def many(self, yes: Tensor) -> Map:
        # networks_options.scm:27  many ~ flow(bins = 4, hidden = 4, layers = 1) given yes
        return self.many_flow(yes=yes)

    def image(self, many: Tensor, u_image_code: Tensor) -> Map:
        # networks_options.scm:28  image ~ vae(latent = 2, width = 2) given many
        return self.image_vae.decode(u_image_code, many=many)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            a, natural_a = drawn("a", self.a().law())
            b = pyro.sample("b", self.b(natural_a).law())
            view = pyro.sample("view", self.view(a, b).law())
            grade = pyro.sample("grade", self.grade(view).law())
            yes = pyro.sample("yes", self.yes(grade).law())
            many = pyro.sample("many", self.many(yes).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(many, u_image_code).law())
        return {
            "a": a,
            "b": b,
            "view": view,
            "grade": grade,
            "yes": yes,
            "many": many,
            "image": image,
        }

    def guide(self, rows: int = 1, *, many: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_image_code", self.image_vae.encode(image, many=many))

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_a = pyro.sample("u_a", law["u_a"])
            natural_a = self.a()(u_a)
            a = fixed("a", natural_a)
            u_b = pyro.sample("u_b", law["u_b"])
            b = fixed("b", self.b(natural_a)(u_b))
            u_view = pyro.sample("u_view", law["u_view"])
            view = fixed("view", self.view(a, b)(u_view))
            u_grade = pyro.sample("u_grade", law["u_grade"])
            grade = fixed("grade", self.grade(view)(u_grade))
            u_yes = pyro.sample("u_yes", law["u_yes"])
            yes = fixed("yes", self.yes(grade)(u_yes))
            u_many = pyro.sample("u_many", law["u_many"])
            many = fixed("many", self.many(yes)(u_many), 1)
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(many, u_image_code)(u_image), 3)
        return {
            "a": a,
            "b": b,
            "view": view,
            "grade": grade,
            "yes": yes,
            "many": many,
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
        a = row["a"]
        b = row["b"]
        view = row["view"]
        grade = row["grade"]
        yes = row["yes"]
        many = row["many"]
        image = row["image"]
        u_a = self.a().abduct(a)
        u_b = self.b(a).abduct(b)
        u_view = self.view(a, b).abduct(view)
        u_grade = self.grade(view).abduct(grade)
        u_yes = self.yes(grade).abduct(yes)
        u_many = self.many(yes).abduct(many)
        posterior = self.image_vae.encode(image, many=many)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(many, u_image_code).abduct(image)
        return {
            "u_a": u_a,
            "u_b": u_b,
            "u_view": u_view,
            "u_grade": u_grade,
            "u_yes": u_yes,
            "u_many": u_many,
            "u_image_code": u_image_code,
            "u_image": u_image,
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
        natural_a = self.a()(noise["u_a"])
        a = do.get("a", natural_a)
        b = do["b"] if "b" in do else self.b(natural_a)(noise["u_b"])
        view = do["view"] if "view" in do else self.view(a, b)(noise["u_view"])
        grade = do["grade"] if "grade" in do else self.grade(view)(noise["u_grade"])
        yes = do["yes"] if "yes" in do else self.yes(grade)(noise["u_yes"])
        many = do["many"] if "many" in do else self.many(yes)(noise["u_many"])
        values = {"a": a, "b": b, "view": view, "grade": grade, "yes": yes, "many": many}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(many, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "a" in wanted:
            a = row["a"]
            found["a"] = self.a().law().log_prob(a)
        if "b" in wanted:
            a = row["a"]
            b = row["b"]
            found["b"] = self.b(a).law().log_prob(b)
        if "view" in wanted:
            a = row["a"]
            b = row["b"]
            view = row["view"]
            found["view"] = self.view(a, b).law().log_prob(view)
        if "grade" in wanted:
            view = row["view"]
            grade = row["grade"]
            found["grade"] = self.grade(view).law().log_prob(grade)
        if "yes" in wanted:
            grade = row["grade"]
            yes = row["yes"]
            found["yes"] = self.yes(grade).law().log_prob(yes)
        if "many" in wanted:
            yes = row["yes"]
            many = row["many"]
            found["many"] = self.many(yes).law().log_prob(many)
        if "image" in wanted:
            many = row["many"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, many=many)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.a_and_b_joint,
            self.view_mlp,
            self.grade_table,
            self.yes_linear,
            self.many_flow,
            self.image_vae,
        ):
            network.set_scales(table)
