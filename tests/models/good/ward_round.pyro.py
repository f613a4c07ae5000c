"""everything at once, in small.

Compiled by causalimg from ward_round.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import phantom, xray
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels, select, stacked


class WardRound(Program):
    """everything at once, in small."""

    variables = ("age", "girth", "ill", "score", "visits", "features", "film", "seen")
    parents = {
        "age": ("site",),
        "girth": (),
        "ill": ("age",),
        "score": ("ill",),
        "visits": ("ill",),
        "features": ("ill",),
        "film": ("girth", "ill"),
        "seen": ("ill",),
    }
    noises = {
        "age": ("u_age",),
        "girth": ("u_girth",),
        "ill": ("u_ill",),
        "score": ("u_score",),
        "visits": ("u_visits",),
        "features": ("u_features",),
        "film": ("u_film",),
        "seen": ("u_seen",),
    }
    environment = "site"
    images = ("film",)
    words = {
        "site": ("north", "south"),
        "ill": ("0", "1"),
        "score": ("a", "b", "c"),
        "seen": ("0", "1"),
    }
    numbers = {"slope": "slope"}
    lossy = ()
    lines = {
        "age": "ward_round.scm:28: age ~ Normal(match site {north: 50, south: 60}, 10) ...",
        "girth": "ward_round.scm:29: girth ~ Uniform(0.9, 1.1)",
        "ill": "ward_round.scm:30: ill ~ Bernoulli(logit = slope*(age-55)/10) via threshold",
        "score": "ward_round.scm:31: score ~ OrderedLogistic(ill, cuts=[0,1]) via threshold",
        "visits": "ward_round.scm:32: visits ~ NegativeBinomial(1+ill, 1) via threshold",
        "features": "ward_round.scm:33: features ~ MultivariateNormal([ill,0], [[1,0.2],[0.2,1]])",
        "film": "ward_round.scm:34: film := beer_lambert(thorax(chest, girth)) - 0.2*ill + ...",
        "seen": "ward_round.scm:35: seen ~ Bernoulli(0.5+0.4*ill)",
    }
    max_plate_nesting = 1

    def __init__(self, grains: float = 0.05) -> None:
        super().__init__()
        self.grains = grains
        # ward_round.scm:26  parameters { slope : real in (0,inf) ~ Exponential(1) }
        self.slope = PyroParam(torch.tensor(1.0), constraint=constraints.positive)

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_girth": standard.normal(),
            "u_ill": standard.uniform(),
            "u_score": standard.uniform(),
            "u_visits": standard.score(),
            "u_features": standard.normal((2,)),
            "u_seen": standard.uniform(),
            # ward_round.scm:25  noise { u_film : image[chest] ~ Normal(0,1) }
            "u_film": dist.Normal(0.0, 1.0).expand([1, 6, 8]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, site: Tensor) -> Map:
        # ward_round.scm:28  age ~ Normal(match site {north: 50, south: 60}, 10) truncated [20,90]
        return laws.truncated(laws.normal(select(site, 50.0, 60.0), 10.0), 20.0, 90.0)

    def girth(self) -> Map:
        # ward_round.scm:29  girth ~ Uniform(0.9, 1.1)
        return laws.uniform(0.9, 1.1)

    def ill(self, age: Tensor) -> Map:
        # ward_round.scm:30  ill ~ Bernoulli(logit = slope*(age-55)/10) via threshold
        return laws.bernoulli(logit=self.slope * (age - 55) / 10, via="threshold")

    def score(self, ill: Tensor) -> Map:
        # ward_round.scm:31  score ~ OrderedLogistic(ill, cuts=[0,1]) via threshold
        return laws.ordered_logistic(ill, torch.tensor([0.0, 1.0]), via="threshold")

    def visits(self, ill: Tensor) -> Map:
        # ward_round.scm:32  visits ~ NegativeBinomial(1+ill, 1) via threshold
        return laws.negative_binomial(1 + ill, 1.0, via="threshold")

    def features(self, ill: Tensor) -> Map:
        # ward_round.scm:33  features ~ MultivariateNormal([ill,0], [[1,0.2],[0.2,1]])
        return laws.multivariate_normal(stacked(ill, 0.0), torch.tensor([[1.0, 0.2], [0.2, 1.0]]))

    def film(self, girth: Tensor, ill: Tensor) -> Invertible:
        # ward_round.scm:34  film := beer_lambert(thorax(chest, girth)) - 0.2*ill + grains*u_film

        def value(u_film: Tensor) -> Tensor:
            return (
                xray.beer_lambert(phantom.thorax((6, 8), girth))
                - pixels(0.2 * ill)
                + self.grains * u_film
            )

        def noise(film: Tensor) -> Tensor:
            return (
                film - (xray.beer_lambert(phantom.thorax((6, 8), girth)) - pixels(0.2 * ill))
            ) / self.grains

        return Invertible(self.noise_laws()["u_film"], value, noise, event_dim=3)

    def seen(self, ill: Tensor) -> Map:
        # ward_round.scm:35  seen ~ Bernoulli(0.5+0.4*ill)
        return laws.bernoulli(p=0.5 + 0.4 * ill, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(site).law())
            girth = pyro.sample("girth", self.girth().law())
            ill = pyro.sample("ill", self.ill(age).law())
            score = pyro.sample("score", self.score(ill).law())
            visits = pyro.sample("visits", self.visits(ill).law())
            features = pyro.sample("features", self.features(ill).law())
            film = pyro.sample("film", self.film(girth, ill).law())
            seen = pyro.sample("seen", self.seen(ill).law())
        return {
            "age": age,
            "girth": girth,
            "ill": ill,
            "score": score,
            "visits": visits,
            "features": features,
            "film": film,
            "seen": seen,
        }

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(site)(u_age))
            u_girth = pyro.sample("u_girth", law["u_girth"])
            girth = fixed("girth", self.girth()(u_girth))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(age)(u_ill))
            u_score = pyro.sample("u_score", law["u_score"])
            score = fixed("score", self.score(ill)(u_score))
            u_visits = pyro.sample("u_visits", law["u_visits"])
            visits = fixed("visits", self.visits(ill)(u_visits))
            u_features = pyro.sample("u_features", law["u_features"])
            features = fixed("features", self.features(ill)(u_features), 1)
            u_film = pyro.sample("u_film", law["u_film"])
            film = fixed("film", self.film(girth, ill)(u_film), 3)
            u_seen = pyro.sample("u_seen", law["u_seen"])
            seen = fixed("seen", self.seen(ill)(u_seen))
        return {
            "age": age,
            "girth": girth,
            "ill": ill,
            "score": score,
            "visits": visits,
            "features": features,
            "film": film,
            "seen": seen,
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
        girth = row["girth"]
        age = row["age"]
        ill = row["ill"]
        score = row["score"]
        visits = row["visits"]
        features = row["features"]
        film = row["film"]
        seen = row["seen"]
        u_age = self.age(site).abduct(age)
        u_girth = self.girth().abduct(girth)
        u_ill = self.ill(age).abduct(ill)
        u_score = self.score(ill).abduct(score)
        u_visits = self.visits(ill).abduct(visits)
        u_features = self.features(ill).abduct(features)
        u_film = self.film(girth, ill).abduct(film)
        u_seen = self.seen(ill).abduct(seen)
        return {
            "u_age": u_age,
            "u_girth": u_girth,
            "u_ill": u_ill,
            "u_score": u_score,
            "u_visits": u_visits,
            "u_features": u_features,
            "u_film": u_film,
            "u_seen": u_seen,
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
        girth = do["girth"] if "girth" in do else self.girth()(noise["u_girth"])
        ill = do["ill"] if "ill" in do else self.ill(age)(noise["u_ill"])
        score = do["score"] if "score" in do else self.score(ill)(noise["u_score"])
        visits = do["visits"] if "visits" in do else self.visits(ill)(noise["u_visits"])
        features = do["features"] if "features" in do else self.features(ill)(noise["u_features"])
        seen = do["seen"] if "seen" in do else self.seen(ill)(noise["u_seen"])
        values = {
            "age": age,
            "girth": girth,
            "ill": ill,
            "score": score,
            "visits": visits,
            "features": features,
            "seen": seen,
        }
        if "film" in needed:
            film = do["film"] if "film" in do else self.film(girth, ill)(noise["u_film"])
            values["film"] = film
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
        if "girth" in wanted:
            girth = row["girth"]
            found["girth"] = self.girth().law().log_prob(girth)
        if "ill" in wanted:
            age = row["age"]
            ill = row["ill"]
            found["ill"] = self.ill(age).law().log_prob(ill)
        if "score" in wanted:
            ill = row["ill"]
            score = row["score"]
            found["score"] = self.score(ill).law().log_prob(score)
        if "visits" in wanted:
            ill = row["ill"]
            visits = row["visits"]
            found["visits"] = self.visits(ill).law().log_prob(visits)
        if "features" in wanted:
            ill = row["ill"]
            features = row["features"]
            found["features"] = self.features(ill).law().log_prob(features)
        if "film" in wanted:
            girth = row["girth"]
            ill = row["ill"]
            film = row["film"]
            found["film"] = self.film(girth, ill).law().log_prob(film)
        if "seen" in wanted:
            ill = row["ill"]
            seen = row["seen"]
            found["seen"] = self.seen(ill).law().log_prob(seen)
        return found

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "slope": dist.Exponential(1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["slope"].log_prob(self.slope)
