"""an age read from a film, with the view beside it.

Compiled by causalimg from environment_predicts.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class EnvironmentPredicts(Program):
    """an age read from a film, with the view beside it."""

    variables = ("age", "view", "film")
    parents = {"age": (), "view": (), "film": ("age", "view")}
    noises = {"age": ("u_age",), "view": ("u_view",), "film": ("u_film_code", "u_film")}
    environment = None
    images = ("film",)
    words = {"view": ("left", "right")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "environment_predicts.scm:14: age ~ flow(bins = 4, hidden = 4, layers = 1)",
        "view": "environment_predicts.scm:15: view ~ table() via gumbel_max",
        "film": "environment_predicts.scm:16: film ~ vae(latent = 2, width = 2) given age, view",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # environment_predicts.scm:14  age ~ flow(bins = 4, hidden = 4, layers = 1)
        self.age_flow = Flow("age", support=(0.0, 20.0), bins=4, hidden=4, layers=1)
        # environment_predicts.scm:15  view ~ table() via gumbel_max
        self.view_table = Table("view", values=2, via="gumbel_max")
        # environment_predicts.scm:16  film ~ vae(latent = 2, width = 2) given age, view
        self.film_vae = Vae(
            "film",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(age=Scaled(0.0, 20.0), view=OneHot(2)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_view": standard.gumbels(2),
            "u_film_code": self.film_vae.code,
            "u_film": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # environment_predicts.scm:14  age ~ flow(bins = 4, hidden = 4, layers = 1)
        return self.age_flow()

    def view(self) -> Map:
        # environment_predicts.scm:15  view ~ table() via gumbel_max
        return self.view_table()

    def film(self, age: Tensor, view: Tensor, u_film_code: Tensor) -> Map:
        # environment_predicts.scm:16  film ~ vae(latent = 2, width = 2) given age, view
        return self.film_vae.decode(u_film_code, age=age, view=view)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            view = pyro.sample("view", self.view().law())
            u_film_code = pyro.sample("u_film_code", law["u_film_code"])
            film = pyro.sample("film", self.film(age, view, u_film_code).law())
        return {"age": age, "view": view, "film": film}

    def guide(self, rows: int = 1, *, age: Tensor, view: Tensor, film: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_film_code", self.film_vae.encode(film, age=age, view=view))

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_view = pyro.sample("u_view", law["u_view"])
            view = fixed("view", self.view()(u_view))
            u_film_code = pyro.sample("u_film_code", law["u_film_code"])
            u_film = pyro.sample("u_film", law["u_film"])
            film = fixed("film", self.film(age, view, u_film_code)(u_film), 3)
        return {"age": age, "view": view, "film": film}

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
        view = row["view"]
        film = row["film"]
        u_age = self.age().abduct(age)
        u_view = self.view().abduct(view)
        posterior = self.film_vae.encode(film, age=age, view=view)
        u_film_code = posterior.mean if mean_codes else posterior.sample()
        u_film = self.film(age, view, u_film_code).abduct(film)
        return {"u_age": u_age, "u_view": u_view, "u_film_code": u_film_code, "u_film": u_film}

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
        view = do["view"] if "view" in do else self.view()(noise["u_view"])
        values = {"age": age, "view": view}
        if "film" in needed:
            film = (
                do["film"]
                if "film" in do
                else self.film(age, view, noise["u_film_code"])(noise["u_film"])
            )
            values["film"] = film
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
            view = row["view"]
            found["view"] = self.view().law().log_prob(view)
        if "film" in wanted:
            age = row["age"]
            view = row["view"]
            film = row["film"]
            found["film"] = self.film_vae.elbo(film, age=age, view=view)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.age_flow, self.view_table, self.film_vae):
            network.set_scales(table)
