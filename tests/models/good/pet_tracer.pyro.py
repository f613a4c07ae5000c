"""activity, energy and uptake of a tracer.

Compiled by causalimg from pet_tracer.scm (language version 1).
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


class PetTracer(Program):
    """activity, energy and uptake of a tracer."""

    variables = (
        "ordered",
        "injected",
        "left_over",
        "body",
        "sugar",
        "insulin",
        "uptake",
        "photon",
        "age",
    )
    parents = {
        "ordered": (),
        "injected": ("ordered",),
        "left_over": ("injected",),
        "body": (),
        "sugar": (),
        "insulin": (),
        "uptake": ("injected", "body", "sugar", "insulin"),
        "photon": (),
        "age": (),
    }
    noises = {
        "ordered": ("u_ordered",),
        "injected": (),
        "left_over": (),
        "body": ("u_body",),
        "sugar": ("u_sugar",),
        "insulin": ("u_insulin",),
        "uptake": ("u_uptake",),
        "photon": ("u_photon",),
        "age": ("u_age",),
    }
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "ordered": "pet_tracer.scm:28: ordered ~ Uniform(0.3 GBq, 400000 kBq)",
        "injected": "pet_tracer.scm:29: injected := 1000 MBq * (ordered / 1 GBq) * 0.9",
        "left_over": "pet_tracer.scm:30: left_over := 1 Bq * (injected / 1 MBq) * 20",
        "body": "pet_tracer.scm:31: body ~ Normal(75 kg, 12000 g) truncated [40, 150]",
        "sugar": "pet_tracer.scm:32: sugar ~ LogNormal(1.7, 0.2)",
        "insulin": "pet_tracer.scm:33: insulin ~ Exponential(0.1)",
        "uptake": "pet_tracer.scm:34: uptake := 5 kBq/ml * (injected / 300 MBq) * (70 kg / ...",
        "photon": "pet_tracer.scm:36: photon ~ Uniform(0.4 MeV, 511 keV)",
        "age": "pet_tracer.scm:37: age ~ Uniform(1 year, 1200 months)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_ordered": standard.normal(),
            "u_body": standard.normal(),
            "u_sugar": standard.normal(),
            "u_insulin": standard.exponential(),
            # pet_tracer.scm:24  u_uptake ~ Normal(0, 1)
            "u_uptake": dist.Normal(0.0, 1.0),
            "u_photon": standard.normal(),
            "u_age": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def ordered(self) -> Map:
        # pet_tracer.scm:28  ordered ~ Uniform(0.3 GBq, 400000 kBq)
        return laws.uniform(0.3, 0.4)

    def injected(self, ordered: Tensor) -> Deterministic:
        # pet_tracer.scm:29  injected := 1000 MBq * (ordered / 1 GBq) * 0.9
        return Deterministic(lambda: 1000 * (ordered / 1) * 0.9)

    def left_over(self, injected: Tensor) -> Deterministic:
        # pet_tracer.scm:30  left_over := 1 Bq * (injected / 1 MBq) * 20
        return Deterministic(lambda: 1 * (injected / 1) * 20)

    def body(self) -> Map:
        # pet_tracer.scm:31  body ~ Normal(75 kg, 12000 g) truncated [40, 150]
        return laws.truncated(laws.normal(75.0, 12.0), 40.0, 150.0)

    def sugar(self) -> Map:
        # pet_tracer.scm:32  sugar ~ LogNormal(1.7, 0.2)
        return laws.log_normal(1.7, 0.2)

    def insulin(self) -> Map:
        # pet_tracer.scm:33  insulin ~ Exponential(0.1)
        return laws.exponential(0.1)

    def uptake(self, injected: Tensor, body: Tensor, sugar: Tensor, insulin: Tensor) -> Invertible:
        # pet_tracer.scm:34  uptake := 5 kBq/ml * (injected / 300 MBq) * (70 kg / body) * exp(-0.1
        #     * (sugar / 5000 umol/l) - 0.01 * (insulin / 1 IU/l) + 0.1 * u_uptake)

        def value(u_uptake: Tensor) -> Tensor:
            return (
                5
                * (injected / 300)
                * (70 / body)
                * torch.exp(-0.1 * (sugar / 5) - 0.01 * (insulin / 1) + 0.1 * u_uptake)
            )

        def noise(uptake: Tensor) -> Tensor:
            return (
                torch.log(uptake / (5 * (injected / 300) * (70 / body)))
                - (-0.1 * (sugar / 5) - 0.01 * (insulin / 1))
            ) / 0.1

        return Invertible(
            self.noise_laws()["u_uptake"], value, noise, support=constraints.positive
        )

    def photon(self) -> Map:
        # pet_tracer.scm:36  photon ~ Uniform(0.4 MeV, 511 keV)
        return laws.uniform(400.0, 511.0)

    def age(self) -> Map:
        # pet_tracer.scm:37  age ~ Uniform(1 year, 1200 months)
        return laws.uniform(1.0, 100.0)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            ordered = pyro.sample("ordered", self.ordered().law())
            injected = fixed("injected", self.injected(ordered)())
            left_over = fixed("left_over", self.left_over(injected)())
            body = pyro.sample("body", self.body().law())
            sugar = pyro.sample("sugar", self.sugar().law())
            insulin = pyro.sample("insulin", self.insulin().law())
            uptake = pyro.sample("uptake", self.uptake(injected, body, sugar, insulin).law())
            photon = pyro.sample("photon", self.photon().law())
            age = pyro.sample("age", self.age().law())
        return {
            "ordered": ordered,
            "injected": injected,
            "left_over": left_over,
            "body": body,
            "sugar": sugar,
            "insulin": insulin,
            "uptake": uptake,
            "photon": photon,
            "age": age,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_ordered = pyro.sample("u_ordered", law["u_ordered"])
            ordered = fixed("ordered", self.ordered()(u_ordered))
            injected = fixed("injected", self.injected(ordered)())
            left_over = fixed("left_over", self.left_over(injected)())
            u_body = pyro.sample("u_body", law["u_body"])
            body = fixed("body", self.body()(u_body))
            u_sugar = pyro.sample("u_sugar", law["u_sugar"])
            sugar = fixed("sugar", self.sugar()(u_sugar))
            u_insulin = pyro.sample("u_insulin", law["u_insulin"])
            insulin = fixed("insulin", self.insulin()(u_insulin))
            u_uptake = pyro.sample("u_uptake", law["u_uptake"])
            uptake = fixed("uptake", self.uptake(injected, body, sugar, insulin)(u_uptake))
            u_photon = pyro.sample("u_photon", law["u_photon"])
            photon = fixed("photon", self.photon()(u_photon))
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
        return {
            "ordered": ordered,
            "injected": injected,
            "left_over": left_over,
            "body": body,
            "sugar": sugar,
            "insulin": insulin,
            "uptake": uptake,
            "photon": photon,
            "age": age,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        ordered = row["ordered"]
        injected = row["injected"]
        body = row["body"]
        uptake = row["uptake"]
        photon = row["photon"]
        sugar = row["sugar"]
        insulin = row["insulin"]
        age = row["age"]
        u_ordered = self.ordered().abduct(ordered)
        u_body = self.body().abduct(body)
        u_sugar = self.sugar().abduct(sugar)
        u_insulin = self.insulin().abduct(insulin)
        u_uptake = self.uptake(injected, body, sugar, insulin).abduct(uptake)
        u_photon = self.photon().abduct(photon)
        u_age = self.age().abduct(age)
        return {
            "u_ordered": u_ordered,
            "u_body": u_body,
            "u_sugar": u_sugar,
            "u_insulin": u_insulin,
            "u_uptake": u_uptake,
            "u_photon": u_photon,
            "u_age": u_age,
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
        ordered = do["ordered"] if "ordered" in do else self.ordered()(noise["u_ordered"])
        injected = do["injected"] if "injected" in do else self.injected(ordered)()
        left_over = do["left_over"] if "left_over" in do else self.left_over(injected)()
        body = do["body"] if "body" in do else self.body()(noise["u_body"])
        sugar = do["sugar"] if "sugar" in do else self.sugar()(noise["u_sugar"])
        insulin = do["insulin"] if "insulin" in do else self.insulin()(noise["u_insulin"])
        uptake = (
            do["uptake"]
            if "uptake" in do
            else self.uptake(injected, body, sugar, insulin)(noise["u_uptake"])
        )
        photon = do["photon"] if "photon" in do else self.photon()(noise["u_photon"])
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        return {
            "ordered": ordered,
            "injected": injected,
            "left_over": left_over,
            "body": body,
            "sugar": sugar,
            "insulin": insulin,
            "uptake": uptake,
            "photon": photon,
            "age": age,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "ordered" in wanted:
            ordered = row["ordered"]
            found["ordered"] = self.ordered().law().log_prob(ordered)
        if "body" in wanted:
            body = row["body"]
            found["body"] = self.body().law().log_prob(body)
        if "sugar" in wanted:
            sugar = row["sugar"]
            found["sugar"] = self.sugar().law().log_prob(sugar)
        if "insulin" in wanted:
            insulin = row["insulin"]
            found["insulin"] = self.insulin().law().log_prob(insulin)
        if "uptake" in wanted:
            injected = row["injected"]
            body = row["body"]
            sugar = row["sugar"]
            insulin = row["insulin"]
            uptake = row["uptake"]
            found["uptake"] = self.uptake(injected, body, sugar, insulin).law().log_prob(uptake)
        if "photon" in wanted:
            photon = row["photon"]
            found["photon"] = self.photon().law().log_prob(photon)
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        return found
