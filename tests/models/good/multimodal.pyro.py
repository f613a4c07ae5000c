"""a film, an age and a blood value read together.

Compiled by causalimg from multimodal.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, OneHot, Scaled, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Multimodal(Program):
    """a film, an age and a blood value read together."""

    variables = ("age", "sepsis", "severity", "crp", "stay", "ejection", "film")
    parents = {
        "age": (),
        "sepsis": ("age",),
        "severity": ("sepsis",),
        "crp": ("sepsis",),
        "stay": ("sepsis",),
        "ejection": ("sepsis",),
        "film": ("sepsis", "severity", "ejection"),
    }
    noises = {
        "age": ("u_age",),
        "sepsis": ("u_sepsis",),
        "severity": ("u_severity",),
        "crp": ("u_crp",),
        "stay": ("u_stay",),
        "ejection": ("u_ejection",),
        "film": ("u_film_code", "u_film"),
    }
    environment = None
    images = ("film",)
    words = {"sepsis": ("0", "1"), "severity": ("mild", "moderate", "severe")}
    numbers = {}
    lossy = ()
    lines = {
        "age": "multimodal.scm:18: age ~ Uniform(18, 100)",
        "sepsis": "multimodal.scm:19: sepsis ~ Bernoulli(logit = 0.03 * (age - 80)) via threshold",
        "severity": "multimodal.scm:20: severity ~ OrderedLogistic(sepsis, cuts = [0, 1.5]) ...",
        "crp": "multimodal.scm:21: crp ~ LogNormal(2 + sepsis, 0.5)",
        "stay": "multimodal.scm:22: stay ~ Poisson(exp(1 + sepsis)) via threshold",
        "ejection": "multimodal.scm:23: ejection ~ Beta(6, 3 + sepsis)",
        "film": "multimodal.scm:24: film ~ vae(latent = 2, width = 2) given sepsis, severity, ...",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # multimodal.scm:24  film ~ vae(latent = 2, width = 2) given sepsis, severity, ejection
        self.film_vae = Vae(
            "film",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(sepsis=Flag(), severity=OneHot(3), ejection=Scaled(0.0, 1.0)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_sepsis": standard.uniform(),
            "u_severity": standard.uniform(),
            "u_crp": standard.normal(),
            "u_stay": standard.score(),
            "u_ejection": standard.normal(),
            "u_film_code": self.film_vae.code,
            "u_film": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self) -> Map:
        # multimodal.scm:18  age ~ Uniform(18, 100)
        return laws.uniform(18.0, 100.0)

    def sepsis(self, age: Tensor) -> Map:
        # multimodal.scm:19  sepsis ~ Bernoulli(logit = 0.03 * (age - 80)) via threshold
        return laws.bernoulli(logit=0.03 * (age - 80), via="threshold")

    def severity(self, sepsis: Tensor) -> Map:
        # multimodal.scm:20  severity ~ OrderedLogistic(sepsis, cuts = [0, 1.5]) via threshold
        return laws.ordered_logistic(sepsis, torch.tensor([0.0, 1.5]), via="threshold")

    def crp(self, sepsis: Tensor) -> Map:
        # multimodal.scm:21  crp ~ LogNormal(2 + sepsis, 0.5)
        return laws.log_normal(2 + sepsis, 0.5)

    def stay(self, sepsis: Tensor) -> Map:
        # multimodal.scm:22  stay ~ Poisson(exp(1 + sepsis)) via threshold
        return laws.poisson(torch.exp(1 + sepsis), via="threshold")

    def ejection(self, sepsis: Tensor) -> Map:
        # multimodal.scm:23  ejection ~ Beta(6, 3 + sepsis)
        return laws.beta(6.0, 3 + sepsis)

    def film(self, sepsis: Tensor, severity: Tensor, ejection: Tensor, u_film_code: Tensor) -> Map:
        # multimodal.scm:24  film ~ vae(latent = 2, width = 2) given sepsis, severity, ejection
        return self.film_vae.decode(
            u_film_code, sepsis=sepsis, severity=severity, ejection=ejection
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age().law())
            sepsis = pyro.sample("sepsis", self.sepsis(age).law())
            severity = pyro.sample("severity", self.severity(sepsis).law())
            crp = pyro.sample("crp", self.crp(sepsis).law())
            stay = pyro.sample("stay", self.stay(sepsis).law())
            ejection = pyro.sample("ejection", self.ejection(sepsis).law())
            u_film_code = pyro.sample("u_film_code", law["u_film_code"])
            film = pyro.sample("film", self.film(sepsis, severity, ejection, u_film_code).law())
        return {
            "age": age,
            "sepsis": sepsis,
            "severity": severity,
            "crp": crp,
            "stay": stay,
            "ejection": ejection,
            "film": film,
        }

    def guide(
        self, rows: int = 1, *, sepsis: Tensor, severity: Tensor, ejection: Tensor, film: Tensor
    ) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_film_code",
                self.film_vae.encode(film, sepsis=sepsis, severity=severity, ejection=ejection),
            )

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age()(u_age))
            u_sepsis = pyro.sample("u_sepsis", law["u_sepsis"])
            sepsis = fixed("sepsis", self.sepsis(age)(u_sepsis))
            u_severity = pyro.sample("u_severity", law["u_severity"])
            severity = fixed("severity", self.severity(sepsis)(u_severity))
            u_crp = pyro.sample("u_crp", law["u_crp"])
            crp = fixed("crp", self.crp(sepsis)(u_crp))
            u_stay = pyro.sample("u_stay", law["u_stay"])
            stay = fixed("stay", self.stay(sepsis)(u_stay))
            u_ejection = pyro.sample("u_ejection", law["u_ejection"])
            ejection = fixed("ejection", self.ejection(sepsis)(u_ejection))
            u_film_code = pyro.sample("u_film_code", law["u_film_code"])
            u_film = pyro.sample("u_film", law["u_film"])
            film = fixed("film", self.film(sepsis, severity, ejection, u_film_code)(u_film), 3)
        return {
            "age": age,
            "sepsis": sepsis,
            "severity": severity,
            "crp": crp,
            "stay": stay,
            "ejection": ejection,
            "film": film,
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
        age = row["age"]
        crp = row["crp"]
        sepsis = row["sepsis"]
        severity = row["severity"]
        stay = row["stay"]
        ejection = row["ejection"]
        film = row["film"]
        u_age = self.age().abduct(age)
        u_sepsis = self.sepsis(age).abduct(sepsis)
        u_severity = self.severity(sepsis).abduct(severity)
        u_crp = self.crp(sepsis).abduct(crp)
        u_stay = self.stay(sepsis).abduct(stay)
        u_ejection = self.ejection(sepsis).abduct(ejection)
        posterior = self.film_vae.encode(film, sepsis=sepsis, severity=severity, ejection=ejection)
        u_film_code = posterior.mean if mean_codes else posterior.sample()
        u_film = self.film(sepsis, severity, ejection, u_film_code).abduct(film)
        return {
            "u_age": u_age,
            "u_sepsis": u_sepsis,
            "u_severity": u_severity,
            "u_crp": u_crp,
            "u_stay": u_stay,
            "u_ejection": u_ejection,
            "u_film_code": u_film_code,
            "u_film": u_film,
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
        needed = needed_for(wanted, self.parents, do)
        age = do["age"] if "age" in do else self.age()(noise["u_age"])
        sepsis = do["sepsis"] if "sepsis" in do else self.sepsis(age)(noise["u_sepsis"])
        severity = (
            do["severity"] if "severity" in do else self.severity(sepsis)(noise["u_severity"])
        )
        crp = do["crp"] if "crp" in do else self.crp(sepsis)(noise["u_crp"])
        stay = do["stay"] if "stay" in do else self.stay(sepsis)(noise["u_stay"])
        ejection = (
            do["ejection"] if "ejection" in do else self.ejection(sepsis)(noise["u_ejection"])
        )
        values = {
            "age": age,
            "sepsis": sepsis,
            "severity": severity,
            "crp": crp,
            "stay": stay,
            "ejection": ejection,
        }
        if "film" in needed:
            film = (
                do["film"]
                if "film" in do
                else self.film(sepsis, severity, ejection, noise["u_film_code"])(noise["u_film"])
            )
            values["film"] = film
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            age = row["age"]
            found["age"] = self.age().law().log_prob(age)
        if "sepsis" in wanted:
            age = row["age"]
            sepsis = row["sepsis"]
            found["sepsis"] = self.sepsis(age).law().log_prob(sepsis)
        if "severity" in wanted:
            sepsis = row["sepsis"]
            severity = row["severity"]
            found["severity"] = self.severity(sepsis).law().log_prob(severity)
        if "crp" in wanted:
            sepsis = row["sepsis"]
            crp = row["crp"]
            found["crp"] = self.crp(sepsis).law().log_prob(crp)
        if "stay" in wanted:
            sepsis = row["sepsis"]
            stay = row["stay"]
            found["stay"] = self.stay(sepsis).law().log_prob(stay)
        if "ejection" in wanted:
            sepsis = row["sepsis"]
            ejection = row["ejection"]
            found["ejection"] = self.ejection(sepsis).law().log_prob(ejection)
        if "film" in wanted:
            sepsis = row["sepsis"]
            severity = row["severity"]
            ejection = row["ejection"]
            film = row["film"]
            found["film"] = self.film_vae.elbo(
                film, sepsis=sepsis, severity=severity, ejection=ejection
            )
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.film_vae,):
            network.set_scales(table)
