"""nobody saw the disease, a report mentions it.

Compiled by causalimg from noisy_label.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, select


class NoisyLabel(Program):
    """nobody saw the disease, a report mentions it."""

    variables = ("disease", "report", "image")
    parents = {"disease": (), "report": ("site", "disease"), "image": ("disease",)}
    noises = {
        "disease": ("u_disease",),
        "report": ("u_report",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "site"
    images = ("image",)
    words = {"site": ("a", "b"), "disease": ("0", "1"), "report": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "disease": "noisy_label.scm:20: disease ~ Bernoulli(0.3) via threshold",
        "report": "noisy_label.scm:21: report ~ Bernoulli(if disease then match site { a: ...",
        "image": "noisy_label.scm:22: image ~ vae(latent = 2, width = 2) given disease",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # noisy_label.scm:22  image ~ vae(latent = 2, width = 2) given disease
        self.image_vae = Vae(
            "image",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(disease=Flag()),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_disease": standard.uniform(),
            "u_report": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def disease(self) -> Map:
        # noisy_label.scm:20  disease ~ Bernoulli(0.3) via threshold
        return laws.bernoulli(p=0.3, via="threshold")

    def report(self, site: Tensor, disease: Tensor) -> Map:
        # noisy_label.scm:21  report ~ Bernoulli(if disease then match site { a: 0.9, b: 0.7 } else
        #     0.05) via threshold
        return laws.bernoulli(
            p=torch.where(disease.bool(), select(site, 0.9, 0.7), 0.05), via="threshold"
        )

    def image(self, disease: Tensor, u_image_code: Tensor) -> Map:
        # noisy_label.scm:22  image ~ vae(latent = 2, width = 2) given disease
        return self.image_vae.decode(u_image_code, disease=disease)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            disease = pyro.sample("disease", self.disease().law())
            report = pyro.sample("report", self.report(site, disease).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(disease, u_image_code).law())
        return {"disease": disease, "report": report, "image": image}

    def guide(self, rows: int = 1, *, disease: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_image_code", self.image_vae.encode(image, disease=disease))

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_disease = pyro.sample("u_disease", law["u_disease"])
            disease = fixed("disease", self.disease()(u_disease))
            u_report = pyro.sample("u_report", law["u_report"])
            report = fixed("report", self.report(site, disease)(u_report))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(disease, u_image_code)(u_image), 3)
        return {"disease": disease, "report": report, "image": image}

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
        disease = row["disease"]
        report = row["report"]
        image = row["image"]
        u_disease = self.disease().abduct(disease)
        u_report = self.report(site, disease).abduct(report)
        posterior = self.image_vae.encode(image, disease=disease)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(disease, u_image_code).abduct(image)
        return {
            "u_disease": u_disease,
            "u_report": u_report,
            "u_image_code": u_image_code,
            "u_image": u_image,
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
        disease = do["disease"] if "disease" in do else self.disease()(noise["u_disease"])
        report = do["report"] if "report" in do else self.report(site, disease)(noise["u_report"])
        values = {"disease": disease, "report": report}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(disease, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "disease" in wanted:
            disease = row["disease"]
            found["disease"] = self.disease().law().log_prob(disease)
        if "report" in wanted:
            site = row["site"]
            disease = row["disease"]
            report = row["report"]
            found["report"] = self.report(site, disease).law().log_prob(report)
        if "image" in wanted:
            disease = row["disease"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, disease=disease)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.image_vae,):
            network.set_scales(table)
