"""words of the grammar are names where nothing else can stand.

Compiled by causalimg from words_as_names.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor, nn

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import select


class At(Program):
    """words of the grammar are names where nothing else can stand."""

    variables = (
        "x",
        "at",
        "by",
        "P",
        "E",
        "from",
        "for",
        "to",
        "across",
        "inf_",
        "int",
        "latent",
        "model",
    )
    parents = {
        "x": (),
        "at": (),
        "by": ("x", "at"),
        "P": ("by",),
        "E": ("by",),
        "from": ("P",),
        "for": (),
        "to": ("from", "for"),
        "across": ("E",),
        "inf_": (),
        "int": (),
        "latent": (),
        "model": (),
    }
    noises = {
        "x": ("as",),
        "at": ("u_at",),
        "by": ("with",),
        "P": ("u_P",),
        "E": ("u_E",),
        "from": ("u_from",),
        "for": ("u_for",),
        "to": ("u_to",),
        "across": ("import",),
        "inf_": ("u_inf_",),
        "int": ("u_int",),
        "latent": ("u_latent",),
        "model": ("u_model",),
    }
    environment = None
    images = ()
    words = {"from": ("0", "1"), "for": ("had", "do"), "model": ("0", "1")}
    numbers = {"param": "param"}
    lossy = ()
    methods = {"from": "from_", "for": "for_", "to": "to_", "int": "int_"}
    lines = {
        "x": "words_as_names.scm:25: x := as",
        "at": "words_as_names.scm:26: at ~ Normal(0,1)",
        "by": "words_as_names.scm:27: by := x + at + with",
        "P": "words_as_names.scm:28: P ~ Normal(by, 1)",
        "E": "words_as_names.scm:29: E ~ Normal(param * by, 1)",
        "from": "words_as_names.scm:30: from ~ Bernoulli(logit = P) via threshold",
        "for": "words_as_names.scm:31: for ~ Categorical(had = 0.5, do = 0.5) via gumbel_max",
        "to": "words_as_names.scm:32: to ~ Normal(match for { had: 1, do: from }, 1)",
        "across": "words_as_names.scm:33: across := E + import",
        "inf_": "words_as_names.scm:34: inf_ ~ Normal(0, 1)",
        "int": "words_as_names.scm:35: int ~ Poisson(2)",
        "latent": "words_as_names.scm:36: latent ~ Normal(0, 1)",
        "model": "words_as_names.scm:37: model ~ Bernoulli(0.5)",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # words_as_names.scm:23  parameters { param : real ~ Normal(0,1) }
        self.param = nn.Parameter(torch.tensor(0.0))

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # words_as_names.scm:21  noise { as, with ~ Normal(0,1)
            "as": dist.Normal(0.0, 1.0),
            "u_at": standard.normal(),
            # words_as_names.scm:21  noise { as, with ~ Normal(0,1)
            "with": dist.Normal(0.0, 1.0),
            "u_P": standard.normal(),
            "u_E": standard.normal(),
            "u_from": standard.uniform(),
            "u_for": standard.gumbels(2),
            "u_to": standard.normal(),
            # words_as_names.scm:22  import : real ~ Normal(0,1) }
            "import": dist.Normal(0.0, 1.0),
            "u_inf_": standard.normal(),
            "u_int": standard.score(),
            "u_latent": standard.normal(),
            "u_model": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def x(self) -> Invertible:
        # words_as_names.scm:25  x := as
        return Invertible(self.noise_laws()["as"], lambda as_: as_, lambda x: x)

    def at(self) -> Map:
        # words_as_names.scm:26  at ~ Normal(0,1)
        return laws.normal(0.0, 1.0)

    def by(self, x: Tensor, at: Tensor) -> Invertible:
        # words_as_names.scm:27  by := x + at + with
        return Invertible(
            self.noise_laws()["with"], lambda with_: x + at + with_, lambda by: by - (x + at)
        )

    def P(self, by: Tensor) -> Map:
        # words_as_names.scm:28  P ~ Normal(by, 1)
        return laws.normal(by, 1.0)

    def E(self, by: Tensor) -> Map:
        # words_as_names.scm:29  E ~ Normal(param * by, 1)
        return laws.normal(self.param * by, 1.0)

    def from_(self, P: Tensor) -> Map:
        # words_as_names.scm:30  from ~ Bernoulli(logit = P) via threshold
        return laws.bernoulli(logit=P, via="threshold")

    def for_(self) -> Map:
        # words_as_names.scm:31  for ~ Categorical(had = 0.5, do = 0.5) via gumbel_max
        return laws.categorical(torch.tensor([0.5, 0.5]), via="gumbel_max")

    def to_(self, from_: Tensor, for_: Tensor) -> Map:
        # words_as_names.scm:32  to ~ Normal(match for { had: 1, do: from }, 1)
        return laws.normal(select(for_, 1.0, from_), 1.0)

    def across(self, E: Tensor) -> Invertible:
        # words_as_names.scm:33  across := E + import
        return Invertible(
            self.noise_laws()["import"], lambda import_: E + import_, lambda across: across - E
        )

    def inf_(self) -> Map:
        # words_as_names.scm:34  inf_ ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def int_(self) -> Map:
        # words_as_names.scm:35  int ~ Poisson(2)
        return laws.poisson(2.0, via="threshold")

    def latent(self) -> Map:
        # words_as_names.scm:36  latent ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def model(self) -> Map:
        # words_as_names.scm:37  model ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            x = pyro.sample("x", self.x().law())
            at = pyro.sample("at", self.at().law())
            by = pyro.sample("by", self.by(x, at).law())
            P = pyro.sample("P", self.P(by).law())
            E = pyro.sample("E", self.E(by).law())
            from_ = pyro.sample("from", self.from_(P).law())
            for_ = pyro.sample("for", self.for_().law())
            to_ = pyro.sample("to", self.to_(from_, for_).law())
            across = pyro.sample("across", self.across(E).law())
            inf_ = pyro.sample("inf_", self.inf_().law())
            int_ = pyro.sample("int", self.int_().law())
            latent = pyro.sample("latent", self.latent().law())
            model = pyro.sample("model", self.model().law())
        return {
            "x": x,
            "at": at,
            "by": by,
            "P": P,
            "E": E,
            "from": from_,
            "for": for_,
            "to": to_,
            "across": across,
            "inf_": inf_,
            "int": int_,
            "latent": latent,
            "model": model,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            as_ = pyro.sample("as", law["as"])
            x = fixed("x", self.x()(as_))
            u_at = pyro.sample("u_at", law["u_at"])
            at = fixed("at", self.at()(u_at))
            with_ = pyro.sample("with", law["with"])
            by = fixed("by", self.by(x, at)(with_))
            u_P = pyro.sample("u_P", law["u_P"])
            P = fixed("P", self.P(by)(u_P))
            u_E = pyro.sample("u_E", law["u_E"])
            E = fixed("E", self.E(by)(u_E))
            u_from = pyro.sample("u_from", law["u_from"])
            from_ = fixed("from", self.from_(P)(u_from))
            u_for = pyro.sample("u_for", law["u_for"])
            for_ = fixed("for", self.for_()(u_for))
            u_to = pyro.sample("u_to", law["u_to"])
            to_ = fixed("to", self.to_(from_, for_)(u_to))
            import_ = pyro.sample("import", law["import"])
            across = fixed("across", self.across(E)(import_))
            u_inf_ = pyro.sample("u_inf_", law["u_inf_"])
            inf_ = fixed("inf_", self.inf_()(u_inf_))
            u_int = pyro.sample("u_int", law["u_int"])
            int_ = fixed("int", self.int_()(u_int))
            u_latent = pyro.sample("u_latent", law["u_latent"])
            latent = fixed("latent", self.latent()(u_latent))
            u_model = pyro.sample("u_model", law["u_model"])
            model = fixed("model", self.model()(u_model))
        return {
            "x": x,
            "at": at,
            "by": by,
            "P": P,
            "E": E,
            "from": from_,
            "for": for_,
            "to": to_,
            "across": across,
            "inf_": inf_,
            "int": int_,
            "latent": latent,
            "model": model,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        x = row["x"]
        at = row["at"]
        by = row["by"]
        P = row["P"]
        E = row["E"]
        from_ = row["from"]
        to_ = row["to"]
        across = row["across"]
        for_ = row["for"]
        inf_ = row["inf_"]
        int_ = row["int"]
        latent = row["latent"]
        model = row["model"]
        as_ = self.x().abduct(x)
        u_at = self.at().abduct(at)
        with_ = self.by(x, at).abduct(by)
        u_P = self.P(by).abduct(P)
        u_E = self.E(by).abduct(E)
        u_from = self.from_(P).abduct(from_)
        u_for = self.for_().abduct(for_)
        u_to = self.to_(from_, for_).abduct(to_)
        import_ = self.across(E).abduct(across)
        u_inf_ = self.inf_().abduct(inf_)
        u_int = self.int_().abduct(int_)
        u_latent = self.latent().abduct(latent)
        u_model = self.model().abduct(model)
        return {
            "as": as_,
            "u_at": u_at,
            "with": with_,
            "u_P": u_P,
            "u_E": u_E,
            "u_from": u_from,
            "u_for": u_for,
            "u_to": u_to,
            "import": import_,
            "u_inf_": u_inf_,
            "u_int": u_int,
            "u_latent": u_latent,
            "u_model": u_model,
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
        x = do["x"] if "x" in do else self.x()(noise["as"])
        at = do["at"] if "at" in do else self.at()(noise["u_at"])
        by = do["by"] if "by" in do else self.by(x, at)(noise["with"])
        P = do["P"] if "P" in do else self.P(by)(noise["u_P"])
        E = do["E"] if "E" in do else self.E(by)(noise["u_E"])
        from_ = do["from"] if "from" in do else self.from_(P)(noise["u_from"])
        for_ = do["for"] if "for" in do else self.for_()(noise["u_for"])
        to_ = do["to"] if "to" in do else self.to_(from_, for_)(noise["u_to"])
        across = do["across"] if "across" in do else self.across(E)(noise["import"])
        inf_ = do["inf_"] if "inf_" in do else self.inf_()(noise["u_inf_"])
        int_ = do["int"] if "int" in do else self.int_()(noise["u_int"])
        latent = do["latent"] if "latent" in do else self.latent()(noise["u_latent"])
        model = do["model"] if "model" in do else self.model()(noise["u_model"])
        return {
            "x": x,
            "at": at,
            "by": by,
            "P": P,
            "E": E,
            "from": from_,
            "for": for_,
            "to": to_,
            "across": across,
            "inf_": inf_,
            "int": int_,
            "latent": latent,
            "model": model,
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
        if "at" in wanted:
            at = row["at"]
            found["at"] = self.at().law().log_prob(at)
        if "by" in wanted:
            x = row["x"]
            at = row["at"]
            by = row["by"]
            found["by"] = self.by(x, at).law().log_prob(by)
        if "P" in wanted:
            by = row["by"]
            P = row["P"]
            found["P"] = self.P(by).law().log_prob(P)
        if "E" in wanted:
            by = row["by"]
            E = row["E"]
            found["E"] = self.E(by).law().log_prob(E)
        if "from" in wanted:
            P = row["P"]
            from_ = row["from"]
            found["from"] = self.from_(P).law().log_prob(from_)
        if "for" in wanted:
            for_ = row["for"]
            found["for"] = self.for_().law().log_prob(for_)
        if "to" in wanted:
            from_ = row["from"]
            for_ = row["for"]
            to_ = row["to"]
            found["to"] = self.to_(from_, for_).law().log_prob(to_)
        if "across" in wanted:
            E = row["E"]
            across = row["across"]
            found["across"] = self.across(E).law().log_prob(across)
        if "inf_" in wanted:
            inf_ = row["inf_"]
            found["inf_"] = self.inf_().law().log_prob(inf_)
        if "int" in wanted:
            int_ = row["int"]
            found["int"] = self.int_().law().log_prob(int_)
        if "latent" in wanted:
            latent = row["latent"]
            found["latent"] = self.latent().law().log_prob(latent)
        if "model" in wanted:
            model = row["model"]
            found["model"] = self.model().law().log_prob(model)
        return found

    def priors(self) -> dict[str, Law]:
        """The priors of the learned numbers that have one."""
        return {
            "param": dist.Normal(0.0, 1.0),
        }

    def log_prior(self) -> Tensor:
        """Log density of the learned numbers under their priors."""
        law = self.priors()
        return law["param"].log_prob(self.param)
