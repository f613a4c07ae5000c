"""who lies in bed is filmed from the front.

Compiled by causalimg from covid_portable.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, OneHot, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class CovidPortable(Program):
    """who lies in bed is filmed from the front."""

    variables = ("covid", "portable", "film_")
    parents = {
        "covid": ("hospital",),
        "portable": ("hospital", "covid"),
        "film_": ("covid", "portable"),
    }
    noises = {
        "covid": ("u_covid",),
        "portable": ("u_portable",),
        "film_": ("u_film__code", "u_film_"),
    }
    environment = "hospital"
    images = ("film_",)
    words = {"hospital": ("first", "second", "third"), "covid": ("0", "1"), "portable": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "covid": "covid_portable.scm:21: covid ~ table() given hospital via threshold",
        "portable": "covid_portable.scm:22: portable ~ table() given covid, hospital via ...",
        "film_": "covid_portable.scm:23: film_ ~ vae(latent = 2, width = 2) given covid, portable",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # covid_portable.scm:21  covid ~ table() given hospital via threshold
        self.covid_table = Table(
            "covid", values=2, given=Given(hospital=OneHot(3)), binary=True, via="threshold"
        )
        # covid_portable.scm:22  portable ~ table() given covid, hospital via threshold
        self.portable_table = Table(
            "portable",
            values=2,
            given=Given(hospital=OneHot(3), covid=Flag()),
            binary=True,
            via="threshold",
        )
        # covid_portable.scm:23  film_ ~ vae(latent = 2, width = 2) given covid, portable
        self.film_vae = Vae(
            "film_",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(covid=Flag(), portable=Flag()),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_covid": standard.uniform(),
            "u_portable": standard.uniform(),
            "u_film__code": self.film_vae.code,
            "u_film_": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def covid(self, hospital: Tensor) -> Map:
        # covid_portable.scm:21  covid ~ table() given hospital via threshold
        return self.covid_table(hospital=hospital)

    def portable(self, hospital: Tensor, covid: Tensor) -> Map:
        # covid_portable.scm:22  portable ~ table() given covid, hospital via threshold
        return self.portable_table(hospital=hospital, covid=covid)

    def film_(self, covid: Tensor, portable: Tensor, u_film__code: Tensor) -> Map:
        # covid_portable.scm:23  film_ ~ vae(latent = 2, width = 2) given covid, portable
        return self.film_vae.decode(u_film__code, covid=covid, portable=portable)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, hospital: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            covid = pyro.sample("covid", self.covid(hospital).law())
            portable = pyro.sample("portable", self.portable(hospital, covid).law())
            u_film__code = pyro.sample("u_film__code", law["u_film__code"])
            film_ = pyro.sample("film_", self.film_(covid, portable, u_film__code).law())
        return {"covid": covid, "portable": portable, "film_": film_}

    def guide(self, rows: int = 1, *, covid: Tensor, portable: Tensor, film_: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_film__code", self.film_vae.encode(film_, covid=covid, portable=portable)
            )

    def noise_form(self, rows: int = 1, *, hospital: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_covid = pyro.sample("u_covid", law["u_covid"])
            covid = fixed("covid", self.covid(hospital)(u_covid))
            u_portable = pyro.sample("u_portable", law["u_portable"])
            portable = fixed("portable", self.portable(hospital, covid)(u_portable))
            u_film__code = pyro.sample("u_film__code", law["u_film__code"])
            u_film_ = pyro.sample("u_film_", law["u_film_"])
            film_ = fixed("film_", self.film_(covid, portable, u_film__code)(u_film_), 3)
        return {"covid": covid, "portable": portable, "film_": film_}

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
        hospital = row["hospital"]
        covid = row["covid"]
        portable = row["portable"]
        film_ = row["film_"]
        u_covid = self.covid(hospital).abduct(covid)
        u_portable = self.portable(hospital, covid).abduct(portable)
        posterior = self.film_vae.encode(film_, covid=covid, portable=portable)
        u_film__code = posterior.mean if mean_codes else posterior.sample()
        u_film_ = self.film_(covid, portable, u_film__code).abduct(film_)
        return {
            "u_covid": u_covid,
            "u_portable": u_portable,
            "u_film__code": u_film__code,
            "u_film_": u_film_,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        hospital: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        hospital = do.get("hospital", hospital)
        needed = needed_for(wanted, self.parents, do)
        covid = do["covid"] if "covid" in do else self.covid(hospital)(noise["u_covid"])
        portable = (
            do["portable"]
            if "portable" in do
            else self.portable(hospital, covid)(noise["u_portable"])
        )
        values = {"covid": covid, "portable": portable}
        if "film_" in needed:
            film_ = (
                do["film_"]
                if "film_" in do
                else self.film_(covid, portable, noise["u_film__code"])(noise["u_film_"])
            )
            values["film_"] = film_
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "covid" in wanted:
            hospital = row["hospital"]
            covid = row["covid"]
            found["covid"] = self.covid(hospital).law().log_prob(covid)
        if "portable" in wanted:
            hospital = row["hospital"]
            covid = row["covid"]
            portable = row["portable"]
            found["portable"] = self.portable(hospital, covid).law().log_prob(portable)
        if "film_" in wanted:
            covid = row["covid"]
            portable = row["portable"]
            film_ = row["film_"]
            found["film_"] = self.film_vae.elbo(film_, covid=covid, portable=portable)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.covid_table, self.portable_table, self.film_vae):
            network.set_scales(table)
