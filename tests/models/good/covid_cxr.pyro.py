"""positive films from here, negative films from there, and what gives the source away.

Compiled by causalimg from covid_cxr.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, OneHot, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, select


class CovidCxr(Program):
    """positive films from here, negative films from there, and what gives the source away."""

    variables = ("covid", "projection", "marker", "image", "compiled")
    parents = {
        "covid": (),
        "projection": ("source", "covid"),
        "marker": ("source",),
        "image": ("covid", "projection", "marker"),
        "compiled": ("source", "covid"),
    }
    noises = {
        "covid": ("u_covid",),
        "projection": ("u_projection",),
        "marker": ("u_marker",),
        "image": ("u_image_code", "u_image"),
        "compiled": ("u_compiled",),
    }
    environment = "source"
    images = ("image",)
    words = {
        "source": ("github_covid", "chestxray14"),
        "covid": ("0", "1"),
        "projection": ("pa", "ap"),
        "marker": ("0", "1"),
        "compiled": ("0", "1"),
    }
    numbers = {"prevalence": "prevalence"}
    lossy = ()
    lines = {
        "covid": "covid_cxr.scm:36: covid ~ Bernoulli(prevalence) via threshold",
        "projection": "covid_cxr.scm:37: projection ~ table() given source, covid via gumbel_max",
        "marker": "covid_cxr.scm:38: marker ~ table() given source via threshold",
        "image": "covid_cxr.scm:39: image ~ vae(latent = 32) given covid, projection, marker",
        "compiled": "covid_cxr.scm:40: compiled ~ Bernoulli(if covid then match source { ...",
    }
    max_plate_nesting = 1

    def __init__(self, side: int = 64) -> None:
        super().__init__()
        self.side = side
        # covid_cxr.scm:32  prevalence : real in (0, 1) ~ Beta(1, 1)
        self.prevalence = PyroParam(torch.tensor(0.5), constraint=constraints.interval(0.0, 1.0))
        # covid_cxr.scm:37  projection ~ table() given source, covid via gumbel_max
        self.projection_table = Table(
            "projection", values=2, given=Given(source=OneHot(2), covid=Flag()), via="gumbel_max"
        )
        # covid_cxr.scm:38  marker ~ table() given source via threshold
        self.marker_table = Table(
            "marker", values=2, given=Given(source=OneHot(2)), binary=True, via="threshold"
        )
        # covid_cxr.scm:39  image ~ vae(latent = 32) given covid, projection, marker
        self.image_vae = Vae(
            "image",
            shape=(1, 64, 64),
            support=(0.0, 1.0),
            given=Given(covid=Flag(), projection=OneHot(2), marker=Flag()),
            latent=32,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_covid": standard.uniform(),
            "u_projection": standard.gumbels(2),
            "u_marker": standard.uniform(),
            "u_compiled": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def covid(self) -> Map:
        # covid_cxr.scm:36  covid ~ Bernoulli(prevalence) via threshold
        return laws.bernoulli(p=self.prevalence, via="threshold")

    def projection(self, source: Tensor, covid: Tensor) -> Map:
        # covid_cxr.scm:37  projection ~ table() given source, covid via gumbel_max
        return self.projection_table(source=source, covid=covid)

    def marker(self, source: Tensor) -> Map:
        # covid_cxr.scm:38  marker ~ table() given source via threshold
        return self.marker_table(source=source)

    def image(
        self, covid: Tensor, projection: Tensor, marker: Tensor, u_image_code: Tensor
    ) -> Map:
        # covid_cxr.scm:39  image ~ vae(latent = 32) given covid, projection, marker
        return self.image_vae.decode(
            u_image_code, covid=covid, projection=projection, marker=marker
        )

    def compiled(self, source: Tensor, covid: Tensor) -> Map:
        # covid_cxr.scm:40  compiled ~ Bernoulli(if covid then match source { github_covid: 1,
        #     chestxray14: 0 } else match source { github_covid: 0, chestxray14: 1 })
        return laws.bernoulli(
            p=torch.where(covid.bool(), select(source, 1.0, 0.0), select(source, 0.0, 1.0)),
            via="threshold",
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, source: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            covid = pyro.sample("covid", self.covid().law())
            projection = pyro.sample("projection", self.projection(source, covid).law())
            marker = pyro.sample("marker", self.marker(source).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(covid, projection, marker, u_image_code).law())
            compiled = pyro.sample("compiled", self.compiled(source, covid).law())
        return {
            "covid": covid,
            "projection": projection,
            "marker": marker,
            "image": image,
            "compiled": compiled,
        }

    def guide(
        self, rows: int = 1, *, covid: Tensor, projection: Tensor, marker: Tensor, image: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code",
                self.image_vae.encode(image, covid=covid, projection=projection, marker=marker),
            )

    def noise_form(self, rows: int = 1, *, source: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_covid = pyro.sample("u_covid", law["u_covid"])
            covid = fixed("covid", self.covid()(u_covid))
            u_projection = pyro.sample("u_projection", law["u_projection"])
            projection = fixed("projection", self.projection(source, covid)(u_projection))
            u_marker = pyro.sample("u_marker", law["u_marker"])
            marker = fixed("marker", self.marker(source)(u_marker))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(covid, projection, marker, u_image_code)(u_image), 3)
            u_compiled = pyro.sample("u_compiled", law["u_compiled"])
            compiled = fixed("compiled", self.compiled(source, covid)(u_compiled))
        return {
            "covid": covid,
            "projection": projection,
            "marker": marker,
            "image": image,
            "compiled": compiled,
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
        source = row["source"]
        covid = row["covid"]
        projection = row["projection"]
        marker = row["marker"]
        image = row["image"]
        compiled = row["compiled"]
        u_covid = self.covid().abduct(covid)
        u_projection = self.projection(source, covid).abduct(projection)
        u_marker = self.marker(source).abduct(marker)
        posterior = self.image_vae.encode(image, covid=covid, projection=projection, marker=marker)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(covid, projection, marker, u_image_code).abduct(image)
        u_compiled = self.compiled(source, covid).abduct(compiled)
        return {
            "u_covid": u_covid,
            "u_projection": u_projection,
            "u_marker": u_marker,
            "u_image_code": u_image_code,
            "u_image": u_image,
            "u_compiled": u_compiled,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        source: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        source = do.get("source", source)
        needed = needed_for(wanted, self.parents, do)
        covid = do["covid"] if "covid" in do else self.covid()(noise["u_covid"])
        projection = (
            do["projection"]
            if "projection" in do
            else self.projection(source, covid)(noise["u_projection"])
        )
        marker = do["marker"] if "marker" in do else self.marker(source)(noise["u_marker"])
        compiled = (
            do["compiled"]
            if "compiled" in do
            else self.compiled(source, covid)(noise["u_compiled"])
        )
        values = {"covid": covid, "projection": projection, "marker": marker, "compiled": compiled}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(covid, projection, marker, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "covid" in wanted:
            covid = row["covid"]
            found["covid"] = self.covid().law().log_prob(covid)
        if "projection" in wanted:
            source = row["source"]
            covid = row["covid"]
            projection = row["projection"]
            found["projection"] = self.projection(source, covid).law().log_prob(projection)
        if "marker" in wanted:
            source = row["source"]
            marker = row["marker"]
            found["marker"] = self.marker(source).law().log_prob(marker)
        if "image" in wanted:
            covid = row["covid"]
            projection = row["projection"]
            marker = row["marker"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(
                image, covid=covid, projection=projection, marker=marker
            )
        if "compiled" in wanted:
            source = row["source"]
            covid = row["covid"]
            compiled = row["compiled"]
            found["compiled"] = self.compiled(source, covid).law().log_prob(compiled)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.projection_table, self.marker_table, self.image_vae):
            network.set_scales(table)

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "prevalence": dist.Beta(1.0, 1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["prevalence"].log_prob(self.prevalence)
