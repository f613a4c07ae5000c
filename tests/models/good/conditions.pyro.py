"""if, and, or, not, and all that compares.

Compiled by causalimg from conditions.scm (language version 1).
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


class Conditions(Program):
    """if, and, or, not, and all that compares."""

    variables = ("age", "view", "stage", "ill", "n", "a", "b", "c", "d", "e", "f", "g", "h", "k")
    parents = {
        "age": (),
        "view": (),
        "stage": (),
        "ill": (),
        "n": (),
        "a": ("age", "ill"),
        "b": ("age", "ill"),
        "c": ("view", "n"),
        "d": ("stage",),
        "e": ("stage",),
        "f": ("ill", "n"),
        "g": ("age", "n"),
        "h": ("ill",),
        "k": ("age", "ill", "n"),
    }
    noises = {
        "age": ("u_age",),
        "view": ("u_view",),
        "stage": ("u_stage",),
        "ill": ("u_ill",),
        "n": ("u_n",),
        "a": (),
        "b": (),
        "c": (),
        "d": (),
        "e": (),
        "f": (),
        "g": (),
        "h": (),
        "k": (),
    }
    environment = None
    images = ()
    words = {
        "view": ("pa", "ap", "lateral"),
        "stage": ("i", "ii", "iii", "iv"),
        "ill": ("0", "1"),
        "a": ("0", "1"),
        "b": ("0", "1"),
        "c": ("0", "1"),
        "d": ("0", "1"),
        "e": ("0", "1"),
        "f": ("0", "1"),
        "g": ("0", "1"),
        "h": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "conditions.scm:16: age ~ Normal(60, 10)",
        "view": "conditions.scm:17: view ~ Categorical(pa = 0.5, ap = 1 / 4, lateral = 0.25) ...",
        "stage": "conditions.scm:18: stage ~ Categorical(i = 0.1, ii = 0.2, iii = 0.3, iv = ...",
        "ill": "conditions.scm:19: ill ~ Bernoulli(0.5)",
        "n": "conditions.scm:20: n ~ Poisson(3)",
        "a": "conditions.scm:21: a := age > 60 and ill",
        "b": "conditions.scm:22: b := not ill or age <= 50",
        "c": "conditions.scm:23: c := view == pa or view != lateral and not (n >= 3)",
        "d": "conditions.scm:24: d := stage < iii and stage != i",
        "e": "conditions.scm:25: e := iii <= stage",
        "f": "conditions.scm:26: f := if ill then n == 0 else n != 0",
        "g": "conditions.scm:27: g := (age > 60) == (n > 2)",
        "h": "conditions.scm:28: h := not not ill",
        "k": "conditions.scm:29: k := (if ill then 1 else if n > 2 then 2 else 3) + (age > ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_view": standard.gumbels(3),
            "u_stage": standard.uniform(),
            "u_ill": standard.uniform(),
            "u_n": standard.score(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # conditions.scm:16  age ~ Normal(60, 10)
        return laws.normal(60.0, 10.0)

    def view(self) -> Map:
        # conditions.scm:17  view ~ Categorical(pa = 0.5, ap = 1 / 4, lateral = 0.25) via
        #     gumbel_max
        return laws.categorical(torch.tensor([0.5, 1 / 4, 0.25]), via="gumbel_max")

    def stage(self) -> Map:
        # conditions.scm:18  stage ~ Categorical(i = 0.1, ii = 0.2, iii = 0.3, iv = 0.4) via
        #     threshold
        return laws.categorical(torch.tensor([0.1, 0.2, 0.3, 0.4]), via="threshold")

    def ill(self) -> Map:
        # conditions.scm:19  ill ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    def n(self) -> Map:
        # conditions.scm:20  n ~ Poisson(3)
        return laws.poisson(3.0, via="threshold")

    def a(self, age: Tensor, ill: Tensor) -> Deterministic:
        # conditions.scm:21  a := age > 60 and ill
        return Deterministic(lambda: ((age > 60) & ill.bool()).float())

    def b(self, age: Tensor, ill: Tensor) -> Deterministic:
        # conditions.scm:22  b := not ill or age <= 50
        return Deterministic(lambda: (~ill.bool() | (age <= 50)).float())

    def c(self, view: Tensor, n: Tensor) -> Deterministic:
        # conditions.scm:23  c := view == pa or view != lateral and not (n >= 3)
        return Deterministic(lambda: ((view == 0) | (view != 2) & ~(n >= 3)).float())

    def d(self, stage: Tensor) -> Deterministic:
        # conditions.scm:24  d := stage < iii and stage != i
        return Deterministic(lambda: ((stage < 2) & (stage != 0)).float())

    def e(self, stage: Tensor) -> Deterministic:
        # conditions.scm:25  e := iii <= stage
        return Deterministic(lambda: (2 <= stage).float())

    def f(self, ill: Tensor, n: Tensor) -> Deterministic:
        # conditions.scm:26  f := if ill then n == 0 else n != 0
        return Deterministic(lambda: torch.where(ill.bool(), n == 0, n != 0).float())

    def g(self, age: Tensor, n: Tensor) -> Deterministic:
        # conditions.scm:27  g := (age > 60) == (n > 2)
        return Deterministic(lambda: ((age > 60).float() == (n > 2).float()).float())

    def h(self, ill: Tensor) -> Deterministic:
        # conditions.scm:28  h := not not ill
        return Deterministic(lambda: (~~ill.bool()).float())

    def k(self, age: Tensor, ill: Tensor, n: Tensor) -> Deterministic:
        # conditions.scm:29  k := (if ill then 1 else if n > 2 then 2 else 3) + (age > 50) * 2 - -n

        def value() -> Tensor:
            return (
                torch.where(ill.bool(), 1.0, torch.where(n > 2, 2.0, 3.0))
                + (age > 50).float() * 2
                - -n
            )

        return Deterministic(value)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            view = pyro.sample("view", self.view().law())
            stage = pyro.sample("stage", self.stage().law())
            ill = pyro.sample("ill", self.ill().law())
            n = pyro.sample("n", self.n().law())
            a = fixed("a", self.a(age, ill)())
            b = fixed("b", self.b(age, ill)())
            c = fixed("c", self.c(view, n)())
            d = fixed("d", self.d(stage)())
            e = fixed("e", self.e(stage)())
            f = fixed("f", self.f(ill, n)())
            g = fixed("g", self.g(age, n)())
            h = fixed("h", self.h(ill)())
            k = fixed("k", self.k(age, ill, n)())
        return {
            "age": age,
            "view": view,
            "stage": stage,
            "ill": ill,
            "n": n,
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "e": e,
            "f": f,
            "g": g,
            "h": h,
            "k": k,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_view = pyro.sample("u_view", law["u_view"])
            view = fixed("view", self.view()(u_view))
            u_stage = pyro.sample("u_stage", law["u_stage"])
            stage = fixed("stage", self.stage()(u_stage))
            u_ill = pyro.sample("u_ill", law["u_ill"])
            ill = fixed("ill", self.ill()(u_ill))
            u_n = pyro.sample("u_n", law["u_n"])
            n = fixed("n", self.n()(u_n))
            a = fixed("a", self.a(age, ill)())
            b = fixed("b", self.b(age, ill)())
            c = fixed("c", self.c(view, n)())
            d = fixed("d", self.d(stage)())
            e = fixed("e", self.e(stage)())
            f = fixed("f", self.f(ill, n)())
            g = fixed("g", self.g(age, n)())
            h = fixed("h", self.h(ill)())
            k = fixed("k", self.k(age, ill, n)())
        return {
            "age": age,
            "view": view,
            "stage": stage,
            "ill": ill,
            "n": n,
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "e": e,
            "f": f,
            "g": g,
            "h": h,
            "k": k,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        age = row["age"]
        view = row["view"]
        stage = row["stage"]
        ill = row["ill"]
        n = row["n"]
        u_age = self.age().abduct(age)
        u_view = self.view().abduct(view)
        u_stage = self.stage().abduct(stage)
        u_ill = self.ill().abduct(ill)
        u_n = self.n().abduct(n)
        return {"u_age": u_age, "u_view": u_view, "u_stage": u_stage, "u_ill": u_ill, "u_n": u_n}

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
        view = do["view"] if "view" in do else self.view()(noise["u_view"])
        stage = do["stage"] if "stage" in do else self.stage()(noise["u_stage"])
        ill = do["ill"] if "ill" in do else self.ill()(noise["u_ill"])
        n = do["n"] if "n" in do else self.n()(noise["u_n"])
        a = do["a"] if "a" in do else self.a(age, ill)()
        b = do["b"] if "b" in do else self.b(age, ill)()
        c = do["c"] if "c" in do else self.c(view, n)()
        d = do["d"] if "d" in do else self.d(stage)()
        e = do["e"] if "e" in do else self.e(stage)()
        f = do["f"] if "f" in do else self.f(ill, n)()
        g = do["g"] if "g" in do else self.g(age, n)()
        h = do["h"] if "h" in do else self.h(ill)()
        k = do["k"] if "k" in do else self.k(age, ill, n)()
        return {
            "age": age,
            "view": view,
            "stage": stage,
            "ill": ill,
            "n": n,
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "e": e,
            "f": f,
            "g": g,
            "h": h,
            "k": k,
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
        if "view" in wanted:
            view = row["view"]
            found["view"] = self.view().law().log_prob(view)
        if "stage" in wanted:
            stage = row["stage"]
            found["stage"] = self.stage().law().log_prob(stage)
        if "ill" in wanted:
            ill = row["ill"]
            found["ill"] = self.ill().law().log_prob(ill)
        if "n" in wanted:
            n = row["n"]
            found["n"] = self.n().law().log_prob(n)
        return found
