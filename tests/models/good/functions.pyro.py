"""every function of the core, forwards and backwards.

Compiled by causalimg from functions.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import softplus, softplus_inverse, squared


class Functions(Program):
    """every function of the core, forwards and backwards."""

    variables = (
        "x",
        "exponential",
        "soft",
        "root",
        "squashed",
        "bent",
        "odds",
        "logarithm",
        "distance",
        "cut",
        "lower",
        "higher",
    )
    parents = {
        "x": (),
        "exponential": ("x",),
        "soft": ("x",),
        "root": ("x",),
        "squashed": ("x",),
        "bent": ("x",),
        "odds": ("x",),
        "logarithm": ("x",),
        "distance": ("x",),
        "cut": ("x",),
        "lower": ("x", "bent"),
        "higher": ("bent",),
    }
    noises = {
        "x": ("u_x",),
        "exponential": ("u_e",),
        "soft": ("u_s",),
        "root": ("u_r",),
        "squashed": ("u_q",),
        "bent": ("u_b",),
        "odds": ("u_o",),
        "logarithm": ("u_l",),
        "distance": (),
        "cut": (),
        "lower": (),
        "higher": (),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "x": "functions.scm:21: x ~ Normal(0, 1)",
        "exponential": "functions.scm:22: exponential := exp(x + u_e)",
        "soft": "functions.scm:23: soft := softplus(u_s - x)",
        "root": "functions.scm:24: root := sqrt(u_r) * exp(x)",
        "squashed": "functions.scm:25: squashed := sigmoid(3 * u_q + x)",
        "bent": "functions.scm:26: bent := tanh((u_b + x) / 2)",
        "odds": "functions.scm:27: odds := logit(u_o) + x",
        "logarithm": "functions.scm:28: logarithm := log(u_l) - x",
        "distance": "functions.scm:29: distance := abs(x - 1)",
        "cut": "functions.scm:30: cut := clip(x, low = -1, high = 1)",
        "lower": "functions.scm:31: lower := min(x, bent)",
        "higher": "functions.scm:32: higher := max(bent, 0)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_x": standard.normal(),
            # functions.scm:15  u_e, u_s, u_q, u_b ~ Normal(0, 1)
            "u_e": dist.Normal(0.0, 1.0),
            # functions.scm:15  u_e, u_s, u_q, u_b ~ Normal(0, 1)
            "u_s": dist.Normal(0.0, 1.0),
            # functions.scm:16  u_r, u_l           ~ Gamma(2, 1)
            "u_r": dist.Gamma(2.0, 1.0),
            # functions.scm:15  u_e, u_s, u_q, u_b ~ Normal(0, 1)
            "u_q": dist.Normal(0.0, 1.0),
            # functions.scm:15  u_e, u_s, u_q, u_b ~ Normal(0, 1)
            "u_b": dist.Normal(0.0, 1.0),
            # functions.scm:17  u_o                ~ Beta(2, 3)
            "u_o": dist.Beta(2.0, 3.0),
            # functions.scm:16  u_r, u_l           ~ Gamma(2, 1)
            "u_l": dist.Gamma(2.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Map:
        # functions.scm:21  x ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def exponential(self, x: Tensor) -> Invertible:
        # functions.scm:22  exponential := exp(x + u_e)
        return Invertible(
            self.noise_laws()["u_e"],
            lambda u_e: torch.exp(x + u_e),
            lambda exponential: torch.log(exponential) - x,
            support=constraints.positive,
        )

    def soft(self, x: Tensor) -> Invertible:
        # functions.scm:23  soft := softplus(u_s - x)
        return Invertible(
            self.noise_laws()["u_s"],
            lambda u_s: softplus(u_s - x),
            lambda soft: softplus_inverse(soft) + x,
            support=constraints.positive,
        )

    def root(self, x: Tensor) -> Invertible:
        # functions.scm:24  root := sqrt(u_r) * exp(x)
        return Invertible(
            self.noise_laws()["u_r"],
            lambda u_r: torch.sqrt(u_r) * torch.exp(x),
            lambda root: squared(root / torch.exp(x)),
            support=constraints.positive,
        )

    def squashed(self, x: Tensor) -> Invertible:
        # functions.scm:25  squashed := sigmoid(3 * u_q + x)
        return Invertible(
            self.noise_laws()["u_q"],
            lambda u_q: torch.sigmoid(3 * u_q + x),
            lambda squashed: (torch.logit(squashed) - x) / 3,
            support=constraints.interval(0.0, 1.0),
        )

    def bent(self, x: Tensor) -> Invertible:
        # functions.scm:26  bent := tanh((u_b + x) / 2)
        return Invertible(
            self.noise_laws()["u_b"],
            lambda u_b: torch.tanh((u_b + x) / 2),
            lambda bent: torch.atanh(bent) * 2 - x,
            support=constraints.interval(-1.0, 1.0),
        )

    def odds(self, x: Tensor) -> Invertible:
        # functions.scm:27  odds := logit(u_o) + x
        return Invertible(
            self.noise_laws()["u_o"],
            lambda u_o: torch.logit(u_o) + x,
            lambda odds: torch.sigmoid(odds - x),
        )

    def logarithm(self, x: Tensor) -> Invertible:
        # functions.scm:28  logarithm := log(u_l) - x
        return Invertible(
            self.noise_laws()["u_l"],
            lambda u_l: torch.log(u_l) - x,
            lambda logarithm: torch.exp(logarithm + x),
        )

    def distance(self, x: Tensor) -> Deterministic:
        # functions.scm:29  distance := abs(x - 1)
        return Deterministic(lambda: torch.abs(x - 1))

    def cut(self, x: Tensor) -> Deterministic:
        # functions.scm:30  cut := clip(x, low = -1, high = 1)
        return Deterministic(lambda: torch.clamp(x, -1.0, 1.0))

    def lower(self, x: Tensor, bent: Tensor) -> Deterministic:
        # functions.scm:31  lower := min(x, bent)
        return Deterministic(lambda: torch.minimum(x, bent))

    def higher(self, bent: Tensor) -> Deterministic:
        # functions.scm:32  higher := max(bent, 0)
        return Deterministic(lambda: torch.clamp(bent, min=0.0))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            exponential = pyro.sample("exponential", self.exponential(x).law())
            soft = pyro.sample("soft", self.soft(x).law())
            root = pyro.sample("root", self.root(x).law())
            squashed = pyro.sample("squashed", self.squashed(x).law())
            bent = pyro.sample("bent", self.bent(x).law())
            odds = pyro.sample("odds", self.odds(x).law())
            logarithm = pyro.sample("logarithm", self.logarithm(x).law())
            distance = fixed("distance", self.distance(x)())
            cut = fixed("cut", self.cut(x)())
            lower = fixed("lower", self.lower(x, bent)())
            higher = fixed("higher", self.higher(bent)())
        return {
            "x": x,
            "exponential": exponential,
            "soft": soft,
            "root": root,
            "squashed": squashed,
            "bent": bent,
            "odds": odds,
            "logarithm": logarithm,
            "distance": distance,
            "cut": cut,
            "lower": lower,
            "higher": higher,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_x = pyro.sample("u_x", law["u_x"])
            x = fixed("x", self.x()(u_x))
            u_e = pyro.sample("u_e", law["u_e"])
            exponential = fixed("exponential", self.exponential(x)(u_e))
            u_s = pyro.sample("u_s", law["u_s"])
            soft = fixed("soft", self.soft(x)(u_s))
            u_r = pyro.sample("u_r", law["u_r"])
            root = fixed("root", self.root(x)(u_r))
            u_q = pyro.sample("u_q", law["u_q"])
            squashed = fixed("squashed", self.squashed(x)(u_q))
            u_b = pyro.sample("u_b", law["u_b"])
            bent = fixed("bent", self.bent(x)(u_b))
            u_o = pyro.sample("u_o", law["u_o"])
            odds = fixed("odds", self.odds(x)(u_o))
            u_l = pyro.sample("u_l", law["u_l"])
            logarithm = fixed("logarithm", self.logarithm(x)(u_l))
            distance = fixed("distance", self.distance(x)())
            cut = fixed("cut", self.cut(x)())
            lower = fixed("lower", self.lower(x, bent)())
            higher = fixed("higher", self.higher(bent)())
        return {
            "x": x,
            "exponential": exponential,
            "soft": soft,
            "root": root,
            "squashed": squashed,
            "bent": bent,
            "odds": odds,
            "logarithm": logarithm,
            "distance": distance,
            "cut": cut,
            "lower": lower,
            "higher": higher,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        exponential = row["exponential"]
        soft = row["soft"]
        root = row["root"]
        squashed = row["squashed"]
        bent = row["bent"]
        odds = row["odds"]
        logarithm = row["logarithm"]
        u_x = self.x().abduct(x)
        u_e = self.exponential(x).abduct(exponential)
        u_s = self.soft(x).abduct(soft)
        u_r = self.root(x).abduct(root)
        u_q = self.squashed(x).abduct(squashed)
        u_b = self.bent(x).abduct(bent)
        u_o = self.odds(x).abduct(odds)
        u_l = self.logarithm(x).abduct(logarithm)
        return {
            "u_x": u_x,
            "u_e": u_e,
            "u_s": u_s,
            "u_r": u_r,
            "u_q": u_q,
            "u_b": u_b,
            "u_o": u_o,
            "u_l": u_l,
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
        x = do["x"] if "x" in do else self.x()(noise["u_x"])
        exponential = (
            do["exponential"] if "exponential" in do else self.exponential(x)(noise["u_e"])
        )
        soft = do["soft"] if "soft" in do else self.soft(x)(noise["u_s"])
        root = do["root"] if "root" in do else self.root(x)(noise["u_r"])
        squashed = do["squashed"] if "squashed" in do else self.squashed(x)(noise["u_q"])
        bent = do["bent"] if "bent" in do else self.bent(x)(noise["u_b"])
        odds = do["odds"] if "odds" in do else self.odds(x)(noise["u_o"])
        logarithm = do["logarithm"] if "logarithm" in do else self.logarithm(x)(noise["u_l"])
        distance = do["distance"] if "distance" in do else self.distance(x)()
        cut = do["cut"] if "cut" in do else self.cut(x)()
        lower = do["lower"] if "lower" in do else self.lower(x, bent)()
        higher = do["higher"] if "higher" in do else self.higher(bent)()
        return {
            "x": x,
            "exponential": exponential,
            "soft": soft,
            "root": root,
            "squashed": squashed,
            "bent": bent,
            "odds": odds,
            "logarithm": logarithm,
            "distance": distance,
            "cut": cut,
            "lower": lower,
            "higher": higher,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "x" in wanted:
            x = row["x"]
            found["x"] = self.x().law().log_prob(x)
        if "exponential" in wanted:
            x = row["x"]
            exponential = row["exponential"]
            found["exponential"] = self.exponential(x).law().log_prob(exponential)
        if "soft" in wanted:
            x = row["x"]
            soft = row["soft"]
            found["soft"] = self.soft(x).law().log_prob(soft)
        if "root" in wanted:
            x = row["x"]
            root = row["root"]
            found["root"] = self.root(x).law().log_prob(root)
        if "squashed" in wanted:
            x = row["x"]
            squashed = row["squashed"]
            found["squashed"] = self.squashed(x).law().log_prob(squashed)
        if "bent" in wanted:
            x = row["x"]
            bent = row["bent"]
            found["bent"] = self.bent(x).law().log_prob(bent)
        if "odds" in wanted:
            x = row["x"]
            odds = row["odds"]
            found["odds"] = self.odds(x).law().log_prob(odds)
        if "logarithm" in wanted:
            x = row["x"]
            logarithm = row["logarithm"]
            found["logarithm"] = self.logarithm(x).law().log_prob(logarithm)
        return found
