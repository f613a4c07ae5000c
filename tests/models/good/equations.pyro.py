"""equations with one noise, several, finite ones and none.

Compiled by causalimg from equations.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, FiniteNoise, Invertible, Law, Map
from causalimg.program.networks import Given, OneHot, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import (
    odd_root,
    over_rows,
    retried,
    rows_of,
    select,
    softplus,
    squared,
)


class Equations(Program):
    """equations with one noise, several, finite ones and none."""

    variables = (
        "sex",
        "x",
        "y",
        "bounded",
        "root",
        "cubed",
        "grown",
        "lost",
        "flipped",
        "spun",
        "counted",
        "ill",
        "constant",
        "bigger",
        "severity",
    )
    parents = {
        "sex": ("site",),
        "x": ("site", "sex"),
        "y": ("sex", "x"),
        "bounded": ("x",),
        "root": ("x",),
        "cubed": ("x",),
        "grown": ("x",),
        "lost": ("x",),
        "flipped": ("sex",),
        "spun": ("sex",),
        "counted": (),
        "ill": ("x",),
        "constant": (),
        "bigger": ("x", "y"),
        "severity": ("x",),
    }
    noises = {
        "sex": ("u_sex",),
        "x": ("u_x",),
        "y": ("u_y",),
        "bounded": ("u_bounded",),
        "root": ("u_root",),
        "cubed": ("u_cubed",),
        "grown": ("u_grown",),
        "lost": ("u_lost",),
        "flipped": ("u_flip", "u_other"),
        "spun": ("u_spun",),
        "counted": ("u_count",),
        "ill": ("u_ill",),
        "constant": (),
        "bigger": (),
        "severity": (),
    }
    environment = "site"
    images = ()
    words = {
        "site": ("north", "south"),
        "sex": ("female", "male"),
        "flipped": ("0", "1"),
        "spun": ("a", "b", "c"),
        "ill": ("0", "1"),
        "bigger": ("0", "1"),
        "severity": ("mild", "severe"),
    }
    numbers = {"by_sex": "by_sex", "offset": "offset"}
    lossy = ("lost", "counted", "ill")
    lines = {
        "sex": "equations.scm:42: sex ~ table() given site",
        "x": "equations.scm:43: x := by_sex * (sex == male) - u_x / gain + (if site == north ...",
        "y": "equations.scm:44: y := exp(0.5 * x + match sex { female: 0.1, male: x } - 2 * u_y)",
        "bounded": "equations.scm:45: bounded := tanh(-(u_bounded - x))",
        "root": "equations.scm:46: root := sqrt(u_root) * (1 + softplus(x))",
        "cubed": "equations.scm:47: cubed := (u_cubed + x)^3",
        "grown": "equations.scm:48: grown := gain^(1 - u_grown) / (2 + x^2)",
        "lost": "equations.scm:49: lost := abs(u_lost) + max(x, 0) + clip(x, 0, most)",
        "flipped": "equations.scm:50: flipped := if u_flip == 1 and not u_other == 1 then sex ...",
        "spun": "equations.scm:51: spun := if u_spun == p then a else if sex == male then b ...",
        "counted": "equations.scm:52: counted := max(u_count, 1)",
        "ill": "equations.scm:53: ill := u_ill < sigmoid(x)",
        "constant": "equations.scm:54: constant := 3 * gain - most^2",
        "bigger": "equations.scm:55: bigger := x > y or x < -1",
        "severity": "equations.scm:56: severity := if x >= 0.5 then severe else mild",
    }
    max_plate_nesting = 1

    def __init__(self, gain: float = 2.0, most: int = 3) -> None:
        super().__init__()
        self.gain = gain
        self.most = most
        # equations.scm:28  by_sex : real
        self.by_sex = nn.Parameter(torch.tensor(0.0))
        # equations.scm:29  offset : real in [0, 1] ~ Uniform(0, 1)
        self.offset = PyroParam(torch.tensor(0.5), constraint=constraints.interval(0.0, 1.0))
        # equations.scm:42  sex ~ table() given site
        self.sex_table = Table("sex", values=2, given=Given(site=OneHot(2)), via="gumbel_max")

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_sex": standard.gumbels(2),
            # equations.scm:33  u_x, u_y, u_bounded, u_cubed, u_grown, u_lost ~ Normal(0, 1)
            "u_x": dist.Normal(0.0, 1.0),
            # equations.scm:33  u_x, u_y, u_bounded, u_cubed, u_grown, u_lost ~ Normal(0, 1)
            "u_y": dist.Normal(0.0, 1.0),
            # equations.scm:33  u_x, u_y, u_bounded, u_cubed, u_grown, u_lost ~ Normal(0, 1)
            "u_bounded": dist.Normal(0.0, 1.0),
            # equations.scm:34  u_root                                        ~ Gamma(2, 1)
            #     truncated [0.1, 9]
            "u_root": laws.truncated(laws.gamma(2.0, 1.0), 0.1, 9.0).law(),
            # equations.scm:33  u_x, u_y, u_bounded, u_cubed, u_grown, u_lost ~ Normal(0, 1)
            "u_cubed": dist.Normal(0.0, 1.0),
            # equations.scm:33  u_x, u_y, u_bounded, u_cubed, u_grown, u_lost ~ Normal(0, 1)
            "u_grown": dist.Normal(0.0, 1.0),
            # equations.scm:33  u_x, u_y, u_bounded, u_cubed, u_grown, u_lost ~ Normal(0, 1)
            "u_lost": dist.Normal(0.0, 1.0),
            # equations.scm:35  u_flip, u_other                               ~ Bernoulli(0.2)
            "u_flip": dist.Bernoulli(0.2),
            # equations.scm:35  u_flip, u_other                               ~ Bernoulli(0.2)
            "u_other": dist.Bernoulli(0.2),
            # equations.scm:36  u_spun                                        : category {p, q} ~
            #     Categorical(p = 0.3, q = 0.7)
            "u_spun": dist.Categorical(torch.tensor([0.3, 0.7])),
            # equations.scm:37  u_count                                       ~ Poisson(2)
            "u_count": dist.Poisson(2.0),
            # equations.scm:38  u_ill                                         ~ Uniform(0, 1)
            "u_ill": dist.Uniform(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def sex(self, site: Tensor) -> Map:
        # equations.scm:42  sex ~ table() given site
        return self.sex_table(site=site)

    def x(self, site: Tensor, sex: Tensor) -> Invertible:
        # equations.scm:43  x := by_sex * (sex == male) - u_x / gain + (if site == north then 1
        #     else offset)

        def value(u_x: Tensor) -> Tensor:
            return (
                self.by_sex * (sex == 1).float()
                - u_x / self.gain
                + torch.where(site == 0, 1.0, self.offset)
            )

        def noise(x: Tensor) -> Tensor:
            return (
                self.by_sex * (sex == 1).float() - (x - torch.where(site == 0, 1.0, self.offset))
            ) * self.gain

        return Invertible(self.noise_laws()["u_x"], value, noise)

    def y(self, sex: Tensor, x: Tensor) -> Invertible:
        # equations.scm:44  y := exp(0.5 * x + match sex { female: 0.1, male: x } - 2 * u_y)
        return Invertible(
            self.noise_laws()["u_y"],
            lambda u_y: torch.exp(0.5 * x + select(sex, 0.1, x) - 2 * u_y),
            lambda y: (0.5 * x + select(sex, 0.1, x) - torch.log(y)) / 2,
            support=constraints.positive,
        )

    def bounded(self, x: Tensor) -> Invertible:
        # equations.scm:45  bounded := tanh(-(u_bounded - x))
        return Invertible(
            self.noise_laws()["u_bounded"],
            lambda u_bounded: torch.tanh(-(u_bounded - x)),
            lambda bounded: -torch.atanh(bounded) + x,
            support=constraints.interval(-1.0, 1.0),
        )

    def root(self, x: Tensor) -> Invertible:
        # equations.scm:46  root := sqrt(u_root) * (1 + softplus(x))
        return Invertible(
            self.noise_laws()["u_root"],
            lambda u_root: torch.sqrt(u_root) * (1 + softplus(x)),
            lambda root: squared(root / (1 + softplus(x))),
            support=constraints.positive,
        )

    def cubed(self, x: Tensor) -> Invertible:
        # equations.scm:47  cubed := (u_cubed + x)^3
        return Invertible(
            self.noise_laws()["u_cubed"],
            lambda u_cubed: (u_cubed + x) ** 3,
            lambda cubed: odd_root(cubed, 3.0) - x,
        )

    def grown(self, x: Tensor) -> Invertible:
        # equations.scm:48  grown := gain^(1 - u_grown) / (2 + x^2)

        def noise(grown: Tensor) -> Tensor:
            return 1 - torch.log(grown * (2 + x**2)) / torch.log(torch.tensor(float(self.gain)))

        return Invertible(
            self.noise_laws()["u_grown"],
            lambda u_grown: self.gain ** (1 - u_grown) / (2 + x**2),
            noise,
            support=constraints.positive,
        )

    def lost(self, x: Tensor) -> Deterministic:
        # equations.scm:49  lost := abs(u_lost) + max(x, 0) + clip(x, 0, most)

        def value(u_lost: Tensor) -> Tensor:
            return torch.abs(u_lost) + torch.clamp(x, min=0.0) + torch.clamp(x, 0.0, self.most)

        return Deterministic(value, (self.noise_laws()["u_lost"],))

    def flipped(self, sex: Tensor) -> FiniteNoise:
        # equations.scm:50  flipped := if u_flip == 1 and not u_other == 1 then sex == male else
        #     sex == female

        def value(u_flip: Tensor, u_other: Tensor) -> Tensor:
            return torch.where((u_flip == 1) & ~(u_other == 1), sex == 1, sex == 0).float()

        return FiniteNoise(
            value, (self.noise_laws()["u_flip"], self.noise_laws()["u_other"]), binary=True
        )

    def spun(self, sex: Tensor) -> FiniteNoise:
        # equations.scm:51  spun := if u_spun == p then a else if sex == male then b else c
        return FiniteNoise(
            lambda u_spun: torch.where(u_spun == 0, 0, torch.where(sex == 1, 1, 2)),
            (self.noise_laws()["u_spun"],),
            size=3,
        )

    def counted(self) -> Deterministic:
        # equations.scm:52  counted := max(u_count, 1)
        return Deterministic(
            lambda u_count: torch.clamp(u_count, min=1.0), (self.noise_laws()["u_count"],)
        )

    def ill(self, x: Tensor) -> Deterministic:
        # equations.scm:53  ill := u_ill < sigmoid(x)
        return Deterministic(
            lambda u_ill: (u_ill < torch.sigmoid(x)).float(), (self.noise_laws()["u_ill"],)
        )

    def constant(self) -> Deterministic:
        # equations.scm:54  constant := 3 * gain - most^2
        return Deterministic(lambda: torch.tensor(float(3 * self.gain - self.most**2)))

    def bigger(self, x: Tensor, y: Tensor) -> Deterministic:
        # equations.scm:55  bigger := x > y or x < -1
        return Deterministic(lambda: ((x > y) | (x < -1)).float())

    def severity(self, x: Tensor) -> Deterministic:
        # equations.scm:56  severity := if x >= 0.5 then severe else mild
        return Deterministic(lambda: torch.where(x >= 0.5, 1, 0))

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            sex = pyro.sample("sex", self.sex(site).law())
            x = pyro.sample("x", self.x(site, sex).law())
            y = pyro.sample("y", self.y(sex, x).law())
            bounded = pyro.sample("bounded", self.bounded(x).law())
            root = pyro.sample("root", self.root(x).law())
            cubed = pyro.sample("cubed", self.cubed(x).law())
            grown = pyro.sample("grown", self.grown(x).law())
            u_lost = pyro.sample("u_lost", law["u_lost"])
            lost = fixed("lost", self.lost(x)(u_lost))
            flipped = pyro.sample("flipped", self.flipped(sex).law())
            spun = pyro.sample("spun", self.spun(sex).law())
            u_count = pyro.sample("u_count", law["u_count"])
            counted = fixed("counted", self.counted()(u_count))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(x)(u_ill))
            constant = fixed("constant", over_rows(self.constant()(), (rows,)))
            bigger = fixed("bigger", self.bigger(x, y)())
            severity = fixed("severity", self.severity(x)())
        return {
            "sex": sex,
            "x": x,
            "y": y,
            "bounded": bounded,
            "root": root,
            "cubed": cubed,
            "grown": grown,
            "lost": lost,
            "flipped": flipped,
            "spun": spun,
            "counted": counted,
            "ill": ill,
            "constant": constant,
            "bigger": bigger,
            "severity": severity,
        }

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_sex = pyro.sample("u_sex", law["u_sex"])
            sex = fixed("sex", self.sex(site)(u_sex))
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x(site, sex)(u_x))
            u_y = pyro.sample("u_y", law["u_y"])
            y = fixed("y", self.y(sex, x)(u_y))
            u_bounded = pyro.sample("u_bounded", law["u_bounded"])
            bounded = fixed("bounded", self.bounded(x)(u_bounded))
            u_root = pyro.sample("u_root", law["u_root"])
            root = fixed("root", self.root(x)(u_root))
            u_cubed = pyro.sample("u_cubed", law["u_cubed"])
            cubed = fixed("cubed", self.cubed(x)(u_cubed))
            u_grown = pyro.sample("u_grown", law["u_grown"])
            grown = fixed("grown", self.grown(x)(u_grown))
            u_lost = pyro.sample("u_lost", law["u_lost"])
            lost = fixed("lost", self.lost(x)(u_lost))
            u_flip = pyro.sample("u_flip", law["u_flip"])
            u_other = pyro.sample("u_other", law["u_other"])
            flipped = fixed("flipped", self.flipped(sex)(u_flip, u_other))
            u_spun = pyro.sample("u_spun", law["u_spun"])
            spun = fixed("spun", self.spun(sex)(u_spun))
            u_count = pyro.sample("u_count", law["u_count"])
            counted = fixed("counted", self.counted()(u_count))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill(x)(u_ill))
            constant = fixed("constant", over_rows(self.constant()(), (rows,)))
            bigger = fixed("bigger", self.bigger(x, y)())
            severity = fixed("severity", self.severity(x)())
        return {
            "sex": sex,
            "x": x,
            "y": y,
            "bounded": bounded,
            "root": root,
            "cubed": cubed,
            "grown": grown,
            "lost": lost,
            "flipped": flipped,
            "spun": spun,
            "counted": counted,
            "ill": ill,
            "constant": constant,
            "bigger": bigger,
            "severity": severity,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        site = row["site"]
        sex = row["sex"]
        x = row["x"]
        y = row["y"]
        bounded = row["bounded"]
        root = row["root"]
        cubed = row["cubed"]
        grown = row["grown"]
        lost = row["lost"]
        flipped = row["flipped"]
        spun = row["spun"]
        counted = row["counted"]
        ill = row["ill"]
        u_sex = self.sex(site).abduct(sex)
        u_x = self.x(site, sex).abduct(x)
        u_y = self.y(sex, x).abduct(y)
        u_bounded = self.bounded(x).abduct(bounded)
        u_root = self.root(x).abduct(root)
        u_cubed = self.cubed(x).abduct(cubed)
        u_grown = self.grown(x).abduct(grown)
        (u_lost,) = retried(self.lost(x), lost)
        u_flip, u_other = self.flipped(sex).abduct(flipped)
        (u_spun,) = self.spun(sex).abduct(spun)
        (u_count,) = retried(self.counted(), counted, finite=True)
        (u_ill,) = retried(self.ill(x), ill, finite=True)
        return {
            "u_sex": u_sex,
            "u_x": u_x,
            "u_y": u_y,
            "u_bounded": u_bounded,
            "u_root": u_root,
            "u_cubed": u_cubed,
            "u_grown": u_grown,
            "u_lost": u_lost,
            "u_flip": u_flip,
            "u_other": u_other,
            "u_spun": u_spun,
            "u_count": u_count,
            "u_ill": u_ill,
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
        sex = do["sex"] if "sex" in do else self.sex(site)(noise["u_sex"])
        x = do["x"] if "x" in do else self.x(site, sex)(noise["u_x"])
        y = do["y"] if "y" in do else self.y(sex, x)(noise["u_y"])
        bounded = do["bounded"] if "bounded" in do else self.bounded(x)(noise["u_bounded"])
        root = do["root"] if "root" in do else self.root(x)(noise["u_root"])
        cubed = do["cubed"] if "cubed" in do else self.cubed(x)(noise["u_cubed"])
        grown = do["grown"] if "grown" in do else self.grown(x)(noise["u_grown"])
        lost = do["lost"] if "lost" in do else self.lost(x)(noise["u_lost"])
        flipped = (
            do["flipped"]
            if "flipped" in do
            else self.flipped(sex)(noise["u_flip"], noise["u_other"])
        )
        spun = do["spun"] if "spun" in do else self.spun(sex)(noise["u_spun"])
        counted = do["counted"] if "counted" in do else self.counted()(noise["u_count"])
        ill = do["ill"] if "ill" in do else self.ill(x)(noise["u_ill"])
        constant = (
            do["constant"]
            if "constant" in do
            else over_rows(self.constant()(), rows_of(noise, self.noise_laws(), site))
        )
        bigger = do["bigger"] if "bigger" in do else self.bigger(x, y)()
        severity = do["severity"] if "severity" in do else self.severity(x)()
        return {
            "sex": sex,
            "x": x,
            "y": y,
            "bounded": bounded,
            "root": root,
            "cubed": cubed,
            "grown": grown,
            "lost": lost,
            "flipped": flipped,
            "spun": spun,
            "counted": counted,
            "ill": ill,
            "constant": constant,
            "bigger": bigger,
            "severity": severity,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "sex" in wanted:
            site = row["site"]
            sex = row["sex"]
            found["sex"] = self.sex(site).law().log_prob(sex)
        if "x" in wanted:
            site = row["site"]
            sex = row["sex"]
            x = row["x"]
            found["x"] = self.x(site, sex).law().log_prob(x)
        if "y" in wanted:
            sex = row["sex"]
            x = row["x"]
            y = row["y"]
            found["y"] = self.y(sex, x).law().log_prob(y)
        if "bounded" in wanted:
            x = row["x"]
            bounded = row["bounded"]
            found["bounded"] = self.bounded(x).law().log_prob(bounded)
        if "root" in wanted:
            x = row["x"]
            root = row["root"]
            found["root"] = self.root(x).law().log_prob(root)
        if "cubed" in wanted:
            x = row["x"]
            cubed = row["cubed"]
            found["cubed"] = self.cubed(x).law().log_prob(cubed)
        if "grown" in wanted:
            x = row["x"]
            grown = row["grown"]
            found["grown"] = self.grown(x).law().log_prob(grown)
        if "flipped" in wanted:
            sex = row["sex"]
            flipped = row["flipped"]
            found["flipped"] = self.flipped(sex).law().log_prob(flipped)
        if "spun" in wanted:
            sex = row["sex"]
            spun = row["spun"]
            found["spun"] = self.spun(sex).law().log_prob(spun)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.sex_table,):
            network.set_scales(table)

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "offset": dist.Uniform(0.0, 1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["offset"].log_prob(self.offset)
