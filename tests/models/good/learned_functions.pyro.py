"""weighted sums and small networks inside equations and laws.

Compiled by causalimg from learned_functions.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.networks import Choice, Given, Linear, Mlp, OneHot, Scaled, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import stacked


class LearnedFunctions(Program):
    """weighted sums and small networks inside equations and laws."""

    variables = ("age", "sex", "stage", "n", "marker", "ratio", "response", "features")
    parents = {
        "age": (),
        "sex": (),
        "stage": ("age", "sex"),
        "n": ("age",),
        "marker": ("age", "sex", "stage"),
        "ratio": ("age", "n", "marker"),
        "response": ("age", "marker", "ratio"),
        "features": ("age", "sex"),
    }
    noises = {
        "age": ("u_age",),
        "sex": ("u_sex",),
        "stage": ("u_stage",),
        "n": ("u_n",),
        "marker": ("u_marker",),
        "ratio": ("u_ratio",),
        "response": ("u_response",),
        "features": ("u_features",),
    }
    environment = None
    images = ()
    words = {"sex": ("female", "male"), "stage": ("a", "b", "c"), "response": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "learned_functions.scm:23: age ~ Uniform(20, 90)",
        "sex": "learned_functions.scm:24: sex ~ table() via gumbel_max",
        "stage": "learned_functions.scm:25: stage ~ linear() given age, sex via threshold",
        "n": "learned_functions.scm:26: n ~ Poisson(exp(linear(age))) via threshold",
        "marker": "learned_functions.scm:27: marker := linear(age, sex, stage) + u_marker",
        "ratio": "learned_functions.scm:28: ratio := sigmoid(mlp(marker, n, hidden = width, ...",
        "response": "learned_functions.scm:29: response ~ Bernoulli(logit = mlp(age, marker) ...",
        "features": "learned_functions.scm:30: features ~ Normal([linear(age), mlp(sex, ...",
    }
    max_plate_nesting = 1

    def __init__(self, width: int = 4) -> None:
        super().__init__()
        self.width = width
        # learned_functions.scm:26  n ~ Poisson(exp(linear(age))) via threshold
        self.n_linear = Linear(Given(age=Scaled(20.0, 90.0)))
        # learned_functions.scm:27  marker := linear(age, sex, stage) + u_marker
        self.marker_linear = Linear(
            Given(age=Scaled(20.0, 90.0), sex=OneHot(2), stage=OneHot(3)), target="marker"
        )
        # learned_functions.scm:28  ratio := sigmoid(mlp(marker, n, hidden = width, layers = 1) +
        #     (0.5 + linear(age)^2) * u_ratio)
        self.ratio_mlp = Mlp(Given(marker=Scaled(), n=Scaled()), hidden=width, layers=1)
        # learned_functions.scm:28  ratio := sigmoid(mlp(marker, n, hidden = width, layers = 1) +
        #     (0.5 + linear(age)^2) * u_ratio)
        self.ratio_linear = Linear(Given(age=Scaled(20.0, 90.0)))
        # learned_functions.scm:29  response ~ Bernoulli(logit = mlp(age, marker) - linear(ratio))
        #     via gumbel_max
        self.response_mlp = Mlp(Given(age=Scaled(20.0, 90.0), marker=Scaled()))
        # learned_functions.scm:29  response ~ Bernoulli(logit = mlp(age, marker) - linear(ratio))
        #     via gumbel_max
        self.response_linear = Linear(Given(ratio=Scaled(0.0, 1.0)))
        # learned_functions.scm:30  features ~ Normal([linear(age), mlp(sex, hidden = 2)], 1)
        self.features_linear = Linear(Given(age=Scaled(20.0, 90.0)))
        # learned_functions.scm:30  features ~ Normal([linear(age), mlp(sex, hidden = 2)], 1)
        self.features_mlp = Mlp(Given(sex=OneHot(2)), hidden=2)
        # learned_functions.scm:24  sex ~ table() via gumbel_max
        self.sex_table = Table("sex", values=2, via="gumbel_max")
        # learned_functions.scm:25  stage ~ linear() given age, sex via threshold
        self.stage_linear = Choice(
            "stage",
            values=3,
            given=Given(age=Scaled(20.0, 90.0), sex=OneHot(2)),
            via="threshold",
            layers=0,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sex": standard.gumbels(2),
            "u_stage": standard.uniform(),
            "u_n": standard.score(),
            # learned_functions.scm:19  u_marker, u_ratio ~ Normal(0, 1)
            "u_marker": dist.Normal(0.0, 1.0),
            # learned_functions.scm:19  u_marker, u_ratio ~ Normal(0, 1)
            "u_ratio": dist.Normal(0.0, 1.0),
            "u_response": standard.gumbels(2),
            "u_features": standard.normal((2,)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # learned_functions.scm:23  age ~ Uniform(20, 90)
        return laws.uniform(20.0, 90.0)

    def sex(self) -> Map:
        # learned_functions.scm:24  sex ~ table() via gumbel_max
        return self.sex_table()

    def stage(self, age: Tensor, sex: Tensor) -> Map:
        # learned_functions.scm:25  stage ~ linear() given age, sex via threshold
        return self.stage_linear(age=age, sex=sex)

    def n(self, age: Tensor) -> Map:
        # learned_functions.scm:26  n ~ Poisson(exp(linear(age))) via threshold
        return laws.poisson(torch.exp(self.n_linear(age=age)), via="threshold")

    def marker(self, age: Tensor, sex: Tensor, stage: Tensor) -> Invertible:
        # learned_functions.scm:27  marker := linear(age, sex, stage) + u_marker
        return Invertible(
            self.noise_laws()["u_marker"],
            lambda u_marker: self.marker_linear(age=age, sex=sex, stage=stage) + u_marker,
            lambda marker: marker - self.marker_linear(age=age, sex=sex, stage=stage),
        )

    def ratio(self, age: Tensor, n: Tensor, marker: Tensor) -> Invertible:
        # learned_functions.scm:28  ratio := sigmoid(mlp(marker, n, hidden = width, layers = 1) +
        #     (0.5 + linear(age)^2) * u_ratio)

        def value(u_ratio: Tensor) -> Tensor:
            return torch.sigmoid(
                self.ratio_mlp(marker=marker, n=n)
                + (0.5 + self.ratio_linear(age=age) ** 2) * u_ratio,
            )

        def noise(ratio: Tensor) -> Tensor:
            return (torch.logit(ratio) - self.ratio_mlp(marker=marker, n=n)) / (
                0.5 + self.ratio_linear(age=age) ** 2
            )

        return Invertible(
            self.noise_laws()["u_ratio"], value, noise, support=constraints.interval(0.0, 1.0)
        )

    def response(self, age: Tensor, marker: Tensor, ratio: Tensor) -> Map:
        # learned_functions.scm:29  response ~ Bernoulli(logit = mlp(age, marker) - linear(ratio))
        #     via gumbel_max
        return laws.bernoulli(
            logit=self.response_mlp(age=age, marker=marker) - self.response_linear(ratio=ratio),
            via="gumbel_max",
        )

    def features(self, age: Tensor, sex: Tensor) -> Map:
        # learned_functions.scm:30  features ~ Normal([linear(age), mlp(sex, hidden = 2)], 1)
        return laws.normal(
            stacked(self.features_linear(age=age), self.features_mlp(sex=sex)), 1.0, event=(2,)
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sex = pyro.sample("sex", self.sex().law())
            stage = pyro.sample("stage", self.stage(age, sex).law())
            n = pyro.sample("n", self.n(age).law())
            marker = pyro.sample("marker", self.marker(age, sex, stage).law())
            ratio = pyro.sample("ratio", self.ratio(age, n, marker).law())
            response = pyro.sample("response", self.response(age, marker, ratio).law())
            features = pyro.sample("features", self.features(age, sex).law())
        return {
            "age": age,
            "sex": sex,
            "stage": stage,
            "n": n,
            "marker": marker,
            "ratio": ratio,
            "response": response,
            "features": features,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex()(u_sex))
            u_stage = pyro.sample("u_stage", law["u_stage"])
            stage = fixed("stage", self.stage(age, sex)(u_stage))
            u_n = pyro.sample("u_n", law["u_n"])
            n = fixed("n", self.n(age)(u_n))
            u_marker = pyro.sample("u_marker", law["u_marker"])
            marker = fixed("marker", self.marker(age, sex, stage)(u_marker))
            u_ratio = pyro.sample("u_ratio", law["u_ratio"])
            ratio = fixed("ratio", self.ratio(age, n, marker)(u_ratio))
            u_response = pyro.sample("u_response", law["u_response"])
            response = fixed("response", self.response(age, marker, ratio)(u_response))
            u_features = pyro.sample("u_features", law["u_features"])
            features = fixed("features", self.features(age, sex)(u_features), 1)
        return {
            "age": age,
            "sex": sex,
            "stage": stage,
            "n": n,
            "marker": marker,
            "ratio": ratio,
            "response": response,
            "features": features,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        sex = row["sex"]
        stage = row["stage"]
        n = row["n"]
        marker = row["marker"]
        ratio = row["ratio"]
        response = row["response"]
        features = row["features"]
        u_age = self.age().abduct(age)
        u_sex = self.sex().abduct(sex)
        u_stage = self.stage(age, sex).abduct(stage)
        u_n = self.n(age).abduct(n)
        u_marker = self.marker(age, sex, stage).abduct(marker)
        u_ratio = self.ratio(age, n, marker).abduct(ratio)
        u_response = self.response(age, marker, ratio).abduct(response)
        u_features = self.features(age, sex).abduct(features)
        return {
            "u_age": u_age,
            "u_sex": u_sex,
            "u_stage": u_stage,
            "u_n": u_n,
            "u_marker": u_marker,
            "u_ratio": u_ratio,
            "u_response": u_response,
            "u_features": u_features,
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
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        sex = do["sex"] if "sex" in do else self.sex()(noise["u_sex"])
        stage = do["stage"] if "stage" in do else self.stage(age, sex)(noise["u_stage"])
        n = do["n"] if "n" in do else self.n(age)(noise["u_n"])
        marker = (
            do["marker"] if "marker" in do else self.marker(age, sex, stage)(noise["u_marker"])
        )
        ratio = do["ratio"] if "ratio" in do else self.ratio(age, n, marker)(noise["u_ratio"])
        response = (
            do["response"]
            if "response" in do
            else self.response(age, marker, ratio)(noise["u_response"])
        )
        features = (
            do["features"] if "features" in do else self.features(age, sex)(noise["u_features"])
        )
        return {
            "age": age,
            "sex": sex,
            "stage": stage,
            "n": n,
            "marker": marker,
            "ratio": ratio,
            "response": response,
            "features": features,
        }

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
        if "stage" in wanted:
            age = row["age"]
            sex = row["sex"]
            stage = row["stage"]
            found["stage"] = self.stage(age, sex).law().log_prob(stage)
        if "n" in wanted:
            age = row["age"]
            n = row["n"]
            found["n"] = self.n(age).law().log_prob(n)
        if "marker" in wanted:
            age = row["age"]
            sex = row["sex"]
            stage = row["stage"]
            marker = row["marker"]
            found["marker"] = self.marker(age, sex, stage).law().log_prob(marker)
        if "ratio" in wanted:
            age = row["age"]
            n = row["n"]
            marker = row["marker"]
            ratio = row["ratio"]
            found["ratio"] = self.ratio(age, n, marker).law().log_prob(ratio)
        if "response" in wanted:
            age = row["age"]
            marker = row["marker"]
            ratio = row["ratio"]
            response = row["response"]
            found["response"] = self.response(age, marker, ratio).law().log_prob(response)
        if "features" in wanted:
            age = row["age"]
            sex = row["sex"]
            features = row["features"]
            found["features"] = self.features(age, sex).law().log_prob(features)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.n_linear,
            self.marker_linear,
            self.ratio_mlp,
            self.ratio_linear,
            self.response_mlp,
            self.response_linear,
            self.features_linear,
            self.features_mlp,
            self.sex_table,
            self.stage_linear,
        ):
            network.set_scales(table)
