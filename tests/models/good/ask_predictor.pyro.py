"""a reader is asked about like a variable.

Compiled by causalimg from ask_predictor.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Given, OneHot, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class AskPredictor(Program):
    """a reader is asked about like a variable."""

    variables = ("stage", "scanner", "image")
    parents = {"stage": (), "scanner": ("site",), "image": ("stage", "scanner")}
    noises = {
        "stage": ("u_stage",),
        "scanner": ("u_scanner",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "site"
    images = ("image",)
    words = {"site": ("a", "b"), "stage": ("low", "middle", "high"), "scanner": ("old", "new")}
    numbers = {}
    lossy = ()
    lines = {
        "stage": "ask_predictor.scm:20: stage ~ OrderedLogistic(0, cuts = [-1, 1]) via threshold",
        "scanner": "ask_predictor.scm:21: scanner ~ table() given site via gumbel_max",
        "image": "ask_predictor.scm:22: image ~ vae(latent = 2, width = 2) given stage, scanner",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # ask_predictor.scm:21  scanner ~ table() given site via gumbel_max
        self.scanner_table = Table(
            "scanner", values=2, given=Given(site=OneHot(2)), via="gumbel_max"
        )
        # ask_predictor.scm:22  image ~ vae(latent = 2, width = 2) given stage, scanner
        self.image_vae = Vae(
            "image",
            shape=(1, 8, 8),
            support=(0.0, 1.0),
            given=Given(stage=OneHot(3), scanner=OneHot(2)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_stage": standard.uniform(),
            "u_scanner": standard.gumbels(2),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def stage(self) -> Map:
        # ask_predictor.scm:20  stage ~ OrderedLogistic(0, cuts = [-1, 1]) via threshold
        return laws.ordered_logistic(0.0, torch.tensor([-1.0, 1.0]), via="threshold")

    def scanner(self, site: Tensor) -> Map:
        # ask_predictor.scm:21  scanner ~ table() given site via gumbel_max
        return self.scanner_table(site=site)

    def image(self, stage: Tensor, scanner: Tensor, u_image_code: Tensor) -> Map:
        # ask_predictor.scm:22  image ~ vae(latent = 2, width = 2) given stage, scanner
        return self.image_vae.decode(u_image_code, stage=stage, scanner=scanner)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            stage = pyro.sample("stage", self.stage().law())
            scanner = pyro.sample("scanner", self.scanner(site).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(stage, scanner, u_image_code).law())
        return {"stage": stage, "scanner": scanner, "image": image}

    def guide(self, rows: int = 1, *, stage: Tensor, scanner: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_image_code", self.image_vae.encode(image, stage=stage, scanner=scanner))

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_stage = pyro.sample("u_stage", law["u_stage"])
            stage = fixed("stage", self.stage()(u_stage))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(site)(u_scanner))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(stage, scanner, u_image_code)(u_image), 3)
        return {"stage": stage, "scanner": scanner, "image": image}

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
        stage = row["stage"]
        scanner = row["scanner"]
        image = row["image"]
        u_stage = self.stage().abduct(stage)
        u_scanner = self.scanner(site).abduct(scanner)
        posterior = self.image_vae.encode(image, stage=stage, scanner=scanner)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(stage, scanner, u_image_code).abduct(image)
        return {
            "u_stage": u_stage,
            "u_scanner": u_scanner,
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
        stage = do["stage"] if "stage" in do else self.stage()(noise["u_stage"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(site)(noise["u_scanner"])
        values = {"stage": stage, "scanner": scanner}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(stage, scanner, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "stage" in wanted:
            stage = row["stage"]
            found["stage"] = self.stage().law().log_prob(stage)
        if "scanner" in wanted:
            site = row["site"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(site).law().log_prob(scanner)
        if "image" in wanted:
            stage = row["stage"]
            scanner = row["scanner"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, stage=stage, scanner=scanner)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.scanner_table, self.image_vae):
            network.set_scales(table)
