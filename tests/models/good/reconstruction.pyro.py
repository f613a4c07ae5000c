"""a sharp film from a blurred one.

Compiled by causalimg from reconstruction.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import pictures
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.networks import Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class Reconstruction(Program):
    """a sharp film from a blurred one."""

    variables = ("motion", "truth", "image")
    parents = {"motion": ("site",), "truth": (), "image": ("motion", "truth")}
    noises = {"motion": ("u_motion",), "truth": ("u_truth_code", "u_truth"), "image": ("u_image",)}
    environment = "site"
    images = ("truth", "image")
    words = {"site": ("north", "south")}
    numbers = {}
    lossy = ()
    lines = {
        "motion": "reconstruction.scm:24: motion ~ Uniform(0, if site == north then 1 else 3)",
        "truth": "reconstruction.scm:25: truth ~ vae(latent = 2, width = 2)",
        "image": "reconstruction.scm:26: image := blur(truth, motion) + 0.01 * u_image",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # reconstruction.scm:25  truth ~ vae(latent = 2, width = 2)
        self.truth_vae = Vae("truth", shape=(1, 8, 8), support=(0.0, 1.0), latent=2, width=2)

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_motion": standard.normal(),
            "u_truth_code": self.truth_vae.code,
            "u_truth": standard.normal((1, 8, 8)),
            # reconstruction.scm:20  u_image : image[film] ~ Normal(0, 1)
            "u_image": dist.Normal(0.0, 1.0).expand([1, 8, 8]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def motion(self, site: Tensor) -> Map:
        # reconstruction.scm:24  motion ~ Uniform(0, if site == north then 1 else 3)
        return laws.uniform(0.0, torch.where(site == 0, 1.0, 3.0))

    def truth(self, u_truth_code: Tensor) -> Map:
        # reconstruction.scm:25  truth ~ vae(latent = 2, width = 2)
        return self.truth_vae.decode(u_truth_code)

    def image(self, motion: Tensor, truth: Tensor) -> Invertible:
        # reconstruction.scm:26  image := blur(truth, motion) + 0.01 * u_image
        return Invertible(
            self.noise_laws()["u_image"],
            lambda u_image: pictures.blur(truth, motion, spacing=1.0) + 0.01 * u_image,
            lambda image: (image - pictures.blur(truth, motion, spacing=1.0)) / 0.01,
            event_dim=3,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            motion = pyro.sample("motion", self.motion(site).law())
            u_truth_code = pyro.sample("u_truth_code", law["u_truth_code"])
            truth = pyro.sample("truth", self.truth(u_truth_code).law())
            image = pyro.sample("image", self.image(motion, truth).law())
        return {"motion": motion, "truth": truth, "image": image}

    def guide(self, rows: int = 1, *, truth: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_truth_code", self.truth_vae.encode(truth))

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_motion = pyro.sample("u_motion", law["u_motion"])
            motion = fixed("motion", self.motion(site)(u_motion))
            u_truth_code = pyro.sample("u_truth_code", law["u_truth_code"])
            u_truth = pyro.sample("u_truth", law["u_truth"])
            truth = fixed("truth", self.truth(u_truth_code)(u_truth), 3)
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(motion, truth)(u_image), 3)
        return {"motion": motion, "truth": truth, "image": image}

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
        motion = row["motion"]
        truth = row["truth"]
        image = row["image"]
        u_motion = self.motion(site).abduct(motion)
        posterior = self.truth_vae.encode(truth)
        u_truth_code = posterior.mean if mean_codes else posterior.sample()
        u_truth = self.truth(u_truth_code).abduct(truth)
        u_image = self.image(motion, truth).abduct(image)
        return {
            "u_motion": u_motion,
            "u_truth_code": u_truth_code,
            "u_truth": u_truth,
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
        motion = do["motion"] if "motion" in do else self.motion(site)(noise["u_motion"])
        values = {"motion": motion}
        if "truth" in needed:
            truth = (
                do["truth"]
                if "truth" in do
                else self.truth(noise["u_truth_code"])(noise["u_truth"])
            )
            values["truth"] = truth
        if "image" in needed:
            image = do["image"] if "image" in do else self.image(motion, truth)(noise["u_image"])
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "motion" in wanted:
            site = row["site"]
            motion = row["motion"]
            found["motion"] = self.motion(site).law().log_prob(motion)
        if "truth" in wanted:
            truth = row["truth"]
            found["truth"] = self.truth_vae.elbo(truth)
        if "image" in wanted:
            motion = row["motion"]
            truth = row["truth"]
            image = row["image"]
            found["image"] = self.image(motion, truth).law().log_prob(image)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.truth_vae,):
            network.set_scales(table)
