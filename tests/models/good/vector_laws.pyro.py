"""every law that draws several numbers at once.

Compiled by causalimg from vector_laws.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import pixels, stacked


class VectorLaws(Program):
    """every law that draws several numbers at once."""

    variables = (
        "cause",
        "bell",
        "heavy",
        "peaked",
        "grown",
        "waited",
        "drawn",
        "share",
        "flat",
        "sure",
    )
    parents = {
        "cause": (),
        "bell": ("cause",),
        "heavy": ("cause",),
        "peaked": ("cause",),
        "grown": ("cause",),
        "waited": ("cause",),
        "drawn": (),
        "share": (),
        "flat": (),
        "sure": ("cause",),
    }
    noises = {
        "cause": ("u_cause",),
        "bell": ("u_bell",),
        "heavy": ("u_heavy",),
        "peaked": ("u_peaked",),
        "grown": ("u_grown",),
        "waited": ("u_waited",),
        "drawn": ("u_drawn",),
        "share": ("u_share",),
        "flat": ("u_flat",),
        "sure": (),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    methods = {"drawn": "drawn_"}
    lines = {
        "cause": "vector_laws.scm:15: cause ~ Normal(0, 1)",
        "bell": "vector_laws.scm:16: bell ~ Normal([0, cause], 1)",
        "heavy": "vector_laws.scm:17: heavy ~ StudentT(5, [cause, cause], 1)",
        "peaked": "vector_laws.scm:18: peaked ~ Laplace(cause, [1, 2])",
        "grown": "vector_laws.scm:19: grown ~ LogNormal([0, 0.1 * cause], 1)",
        "waited": "vector_laws.scm:20: waited ~ Exponential([1, exp(cause)])",
        "drawn": "vector_laws.scm:21: drawn ~ Gamma(2, [1, 3])",
        "share": "vector_laws.scm:22: share ~ Beta([1, 2], [3, 4])",
        "flat": "vector_laws.scm:23: flat ~ Uniform(-1, [1, 2])",
        "sure": "vector_laws.scm:24: sure ~ Delta([cause, 1])",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_cause": standard.normal(),
            "u_bell": standard.normal((2,)),
            "u_heavy": standard.student_t(5.0, (2,)),
            "u_peaked": standard.laplace((2,)),
            "u_grown": standard.normal((2,)),
            "u_waited": standard.exponential((2,)),
            "u_drawn": standard.normal((2,)),
            "u_share": standard.normal((2,)),
            "u_flat": standard.normal((2,)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def cause(self) -> Map:
        # vector_laws.scm:15  cause ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def bell(self, cause: Tensor) -> Map:
        # vector_laws.scm:16  bell ~ Normal([0, cause], 1)
        return laws.normal(stacked(0.0, cause), 1.0, event=(2,))

    def heavy(self, cause: Tensor) -> Map:
        # vector_laws.scm:17  heavy ~ StudentT(5, [cause, cause], 1)
        return laws.student_t(5.0, stacked(cause, cause), 1.0, event=(2,))

    def peaked(self, cause: Tensor) -> Map:
        # vector_laws.scm:18  peaked ~ Laplace(cause, [1, 2])
        return laws.laplace(pixels(cause, 1), torch.tensor([1.0, 2.0]), event=(2,))

    def grown(self, cause: Tensor) -> Map:
        # vector_laws.scm:19  grown ~ LogNormal([0, 0.1 * cause], 1)
        return laws.log_normal(stacked(0.0, 0.1 * cause), 1.0, event=(2,))

    def waited(self, cause: Tensor) -> Map:
        # vector_laws.scm:20  waited ~ Exponential([1, exp(cause)])
        return laws.exponential(stacked(1.0, torch.exp(cause)), event=(2,))

    def drawn_(self) -> Map:
        # vector_laws.scm:21  drawn ~ Gamma(2, [1, 3])
        return laws.gamma(2.0, torch.tensor([1.0, 3.0]), event=(2,))

    def share(self) -> Map:
        # vector_laws.scm:22  share ~ Beta([1, 2], [3, 4])
        return laws.beta(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]), event=(2,))

    def flat(self) -> Map:
        # vector_laws.scm:23  flat ~ Uniform(-1, [1, 2])
        return laws.uniform(-1.0, torch.tensor([1.0, 2.0]), event=(2,))

    def sure(self, cause: Tensor) -> Deterministic:
        # vector_laws.scm:24  sure ~ Delta([cause, 1])
        return laws.delta(stacked(cause, 1.0), event=(2,))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            cause = pyro.sample("cause", self.cause().law())
            bell = pyro.sample("bell", self.bell(cause).law())
            heavy = pyro.sample("heavy", self.heavy(cause).law())
            peaked = pyro.sample("peaked", self.peaked(cause).law())
            grown = pyro.sample("grown", self.grown(cause).law())
            waited = pyro.sample("waited", self.waited(cause).law())
            drawn_ = pyro.sample("drawn", self.drawn_().law())
            share = pyro.sample("share", self.share().law())
            flat = pyro.sample("flat", self.flat().law())
            sure = fixed("sure", self.sure(cause)(), 1)
        return {
            "cause": cause,
            "bell": bell,
            "heavy": heavy,
            "peaked": peaked,
            "grown": grown,
            "waited": waited,
            "drawn": drawn_,
            "share": share,
            "flat": flat,
            "sure": sure,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_cause = pyro.sample("u_cause", law["u_cause"])
            cause = fixed("cause", self.cause()(u_cause))
            u_bell = pyro.sample("u_bell", law["u_bell"])
            bell = fixed("bell", self.bell(cause)(u_bell), 1)
            u_heavy = pyro.sample("u_heavy", law["u_heavy"])
            heavy = fixed("heavy", self.heavy(cause)(u_heavy), 1)
            u_peaked = pyro.sample("u_peaked", law["u_peaked"])
            peaked = fixed("peaked", self.peaked(cause)(u_peaked), 1)
            u_grown = pyro.sample("u_grown", law["u_grown"])
            grown = fixed("grown", self.grown(cause)(u_grown), 1)
            u_waited = pyro.sample("u_waited", law["u_waited"])
            waited = fixed("waited", self.waited(cause)(u_waited), 1)
            u_drawn = pyro.sample("u_drawn", law["u_drawn"])
            drawn_ = fixed("drawn", self.drawn_()(u_drawn), 1)
            u_share = pyro.sample("u_share", law["u_share"])
            share = fixed("share", self.share()(u_share), 1)
            u_flat = pyro.sample("u_flat", law["u_flat"])
            flat = fixed("flat", self.flat()(u_flat), 1)
            sure = fixed("sure", self.sure(cause)(), 1)
        return {
            "cause": cause,
            "bell": bell,
            "heavy": heavy,
            "peaked": peaked,
            "grown": grown,
            "waited": waited,
            "drawn": drawn_,
            "share": share,
            "flat": flat,
            "sure": sure,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        cause = row["cause"]
        bell = row["bell"]
        heavy = row["heavy"]
        peaked = row["peaked"]
        grown = row["grown"]
        waited = row["waited"]
        drawn_ = row["drawn"]
        share = row["share"]
        flat = row["flat"]
        u_cause = self.cause().abduct(cause)
        u_bell = self.bell(cause).abduct(bell)
        u_heavy = self.heavy(cause).abduct(heavy)
        u_peaked = self.peaked(cause).abduct(peaked)
        u_grown = self.grown(cause).abduct(grown)
        u_waited = self.waited(cause).abduct(waited)
        u_drawn = self.drawn_().abduct(drawn_)
        u_share = self.share().abduct(share)
        u_flat = self.flat().abduct(flat)
        return {
            "u_cause": u_cause,
            "u_bell": u_bell,
            "u_heavy": u_heavy,
            "u_peaked": u_peaked,
            "u_grown": u_grown,
            "u_waited": u_waited,
            "u_drawn": u_drawn,
            "u_share": u_share,
            "u_flat": u_flat,
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
        cause = do["cause"] if "cause" in do else self.cause()(noise["u_cause"])
        bell = do["bell"] if "bell" in do else self.bell(cause)(noise["u_bell"])
        heavy = do["heavy"] if "heavy" in do else self.heavy(cause)(noise["u_heavy"])
        peaked = do["peaked"] if "peaked" in do else self.peaked(cause)(noise["u_peaked"])
        grown = do["grown"] if "grown" in do else self.grown(cause)(noise["u_grown"])
        waited = do["waited"] if "waited" in do else self.waited(cause)(noise["u_waited"])
        drawn_ = do["drawn"] if "drawn" in do else self.drawn_()(noise["u_drawn"])
        share = do["share"] if "share" in do else self.share()(noise["u_share"])
        flat = do["flat"] if "flat" in do else self.flat()(noise["u_flat"])
        sure = do["sure"] if "sure" in do else self.sure(cause)()
        return {
            "cause": cause,
            "bell": bell,
            "heavy": heavy,
            "peaked": peaked,
            "grown": grown,
            "waited": waited,
            "drawn": drawn_,
            "share": share,
            "flat": flat,
            "sure": sure,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "cause" in wanted:
            cause = row["cause"]
            found["cause"] = self.cause().law().log_prob(cause)
        if "bell" in wanted:
            cause = row["cause"]
            bell = row["bell"]
            found["bell"] = self.bell(cause).law().log_prob(bell)
        if "heavy" in wanted:
            cause = row["cause"]
            heavy = row["heavy"]
            found["heavy"] = self.heavy(cause).law().log_prob(heavy)
        if "peaked" in wanted:
            cause = row["cause"]
            peaked = row["peaked"]
            found["peaked"] = self.peaked(cause).law().log_prob(peaked)
        if "grown" in wanted:
            cause = row["cause"]
            grown = row["grown"]
            found["grown"] = self.grown(cause).law().log_prob(grown)
        if "waited" in wanted:
            cause = row["cause"]
            waited = row["waited"]
            found["waited"] = self.waited(cause).law().log_prob(waited)
        if "drawn" in wanted:
            drawn_ = row["drawn"]
            found["drawn"] = self.drawn_().law().log_prob(drawn_)
        if "share" in wanted:
            share = row["share"]
            found["share"] = self.share().law().log_prob(share)
        if "flat" in wanted:
            flat = row["flat"]
            found["flat"] = self.flat().law().log_prob(flat)
        return found
