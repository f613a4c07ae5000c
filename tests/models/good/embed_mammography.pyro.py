"""the same breast under another scanner must be read alike.

Compiled by causalimg from embed_mammography.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from pyro.distributions import constraints
from pyro.nn import PyroParam
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flow, Given, Linear, OneHot, Scaled, Table, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class EmbedMammography(Program):
    """the same breast under another scanner must be read alike."""

    variables = ("age", "density", "scanner", "image")
    parents = {
        "age": ("site",),
        "density": ("age",),
        "scanner": ("site",),
        "image": ("density", "scanner"),
    }
    noises = {
        "age": ("u_age",),
        "density": ("u_density",),
        "scanner": ("u_scanner",),
        "image": ("u_image_code", "u_image"),
    }
    environment = "site"
    images = ("image",)
    words = {
        "site": ("first", "second", "third", "fourth"),
        "density": ("fatty", "scattered", "heterogeneous", "dense"),
        "scanner": ("selenia_dimensions", "senographe_pristina", "clearview_csm"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "embed_mammography.scm:31: age ~ flow() given site",
        "density": "embed_mammography.scm:32: density ~ OrderedLogistic(linear(age)) via ...",
        "scanner": "embed_mammography.scm:33: scanner ~ table() given site via gumbel_max",
        "image": "embed_mammography.scm:34: image ~ vae(latent = latents) given density, scanner",
    }
    max_plate_nesting = 1

    def __init__(self, latents: int = 64, side: int = 64) -> None:
        super().__init__()
        self.latents = latents
        self.side = side
        # embed_mammography.scm:32  density ~ OrderedLogistic(linear(age)) via threshold
        self.density_linear = Linear(Given(age=Scaled(25.0, 95.0)))
        # embed_mammography.scm:31  age ~ flow() given site
        self.age_flow = Flow("age", support=(25.0, 95.0), given=Given(site=OneHot(4)))
        # embed_mammography.scm:32  density ~ OrderedLogistic(linear(age)) via threshold
        self.density_cuts = PyroParam(
            torch.tensor([-1.0986, 0.0000, 1.0986]), constraint=constraints.ordered_vector
        )
        # embed_mammography.scm:33  scanner ~ table() given site via gumbel_max
        self.scanner_table = Table(
            "scanner", values=3, given=Given(site=OneHot(4)), via="gumbel_max"
        )
        # embed_mammography.scm:34  image ~ vae(latent = latents) given density, scanner
        self.image_vae = Vae(
            "image",
            shape=(1, 64, 64),
            support=(0.0, 1.0),
            given=Given(density=OneHot(4), scanner=OneHot(3)),
            latent=latents,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_density": standard.uniform(),
            "u_scanner": standard.gumbels(3),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 64, 64)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, site: Tensor) -> Map:
        # embed_mammography.scm:31  age ~ flow() given site
        return self.age_flow(site=site)

    def density(self, age: Tensor) -> Map:
        # embed_mammography.scm:32  density ~ OrderedLogistic(linear(age)) via threshold
        return laws.ordered_logistic(
            self.density_linear(age=age), self.density_cuts, via="threshold"
        )

    def scanner(self, site: Tensor) -> Map:
        # embed_mammography.scm:33  scanner ~ table() given site via gumbel_max
        return self.scanner_table(site=site)

    def image(self, density: Tensor, scanner: Tensor, u_image_code: Tensor) -> Map:
        # embed_mammography.scm:34  image ~ vae(latent = latents) given density, scanner
        return self.image_vae.decode(u_image_code, density=density, scanner=scanner)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(site).law())
            density = pyro.sample("density", self.density(age).law())
            scanner = pyro.sample("scanner", self.scanner(site).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(density, scanner, u_image_code).law())
        return {"age": age, "density": density, "scanner": scanner, "image": image}

    def guide(self, rows: int = 1, *, density: Tensor, scanner: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample(
                "u_image_code", self.image_vae.encode(image, density=density, scanner=scanner)
            )

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(site)(u_age))
            u_density = pyro.sample("u_density", law["u_density"])
            density = fixed("density", self.density(age)(u_density))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(site)(u_scanner))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(density, scanner, u_image_code)(u_image), 3)
        return {"age": age, "density": density, "scanner": scanner, "image": image}

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
        age = row["age"]
        density = row["density"]
        scanner = row["scanner"]
        image = row["image"]
        u_age = self.age(site).abduct(age)
        u_density = self.density(age).abduct(density)
        u_scanner = self.scanner(site).abduct(scanner)
        posterior = self.image_vae.encode(image, density=density, scanner=scanner)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(density, scanner, u_image_code).abduct(image)
        return {
            "u_age": u_age,
            "u_density": u_density,
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
        age = do["age"] if "age" in do else self.age(site)(noise["u_age"])
        density = do["density"] if "density" in do else self.density(age)(noise["u_density"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(site)(noise["u_scanner"])
        values = {"age": age, "density": density, "scanner": scanner}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(density, scanner, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "age" in wanted:
            site = row["site"]
            age = row["age"]
            found["age"] = self.age(site).law().log_prob(age)
        if "density" in wanted:
            age = row["age"]
            density = row["density"]
            found["density"] = self.density(age).law().log_prob(density)
        if "scanner" in wanted:
            site = row["site"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(site).law().log_prob(scanner)
        if "image" in wanted:
            density = row["density"]
            scanner = row["scanner"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, density=density, scanner=scanner)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.density_linear, self.age_flow, self.scanner_table, self.image_vae):
            network.set_scales(table)
