"""case mix and scanner both change with the hospital.

Compiled by causalimg from chest_phantom_truth.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import phantom, xray
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels, select


class ChestPhantomTruth(Program):
    """case mix and scanner both change with the hospital."""

    variables = ("age", "disease", "scanner", "exposure", "girth", "extent", "density", "image")
    parents = {
        "age": ("site",),
        "disease": ("site", "age"),
        "scanner": ("site",),
        "exposure": ("scanner",),
        "girth": (),
        "extent": ("disease",),
        "density": ("girth", "extent"),
        "image": ("scanner", "exposure", "density"),
    }
    noises = {
        "age": ("u_age",),
        "disease": ("u_disease",),
        "scanner": ("u_scanner",),
        "exposure": ("u_exposure",),
        "girth": ("u_girth",),
        "extent": ("u_extent",),
        "density": (),
        "image": ("u_grain",),
    }
    environment = "site"
    images = ("density", "image")
    words = {
        "site": ("north", "south", "east", "west"),
        "disease": ("0", "1"),
        "scanner": ("agfa", "philips"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "age": "chest_phantom_truth.scm:36: age ~ Normal(match site { north: 45, south: 55, ...",
        "disease": "chest_phantom_truth.scm:37: disease ~ Bernoulli(logit = 0.04 * (age - 55) ...",
        "scanner": "chest_phantom_truth.scm:40: scanner ~ Categorical(agfa = match site { ...",
        "exposure": "chest_phantom_truth.scm:43: exposure ~ LogNormal(match scanner { agfa: ...",
        "girth": "chest_phantom_truth.scm:44: girth ~ Normal(1, 0.08) truncated [0.8, 1.2]",
        "extent": "chest_phantom_truth.scm:45: extent := if disease then u_extent else 0.3 * ...",
        "density": "chest_phantom_truth.scm:46: density := thorax(chest, girth) + 0.5 * ...",
        "image": "chest_phantom_truth.scm:47: image := sigmoid(match scanner { agfa: 4, ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_age": standard.normal(),
            "u_disease": standard.uniform(),
            "u_scanner": standard.gumbels(2),
            "u_exposure": standard.normal(),
            "u_girth": standard.normal(),
            # chest_phantom_truth.scm:31  u_extent ~ Beta(2, 2)
            "u_extent": dist.Beta(2.0, 2.0),
            # chest_phantom_truth.scm:32  u_grain  : image[chest] ~ Normal(0, 1)
            "u_grain": dist.Normal(0.0, 1.0).expand([1, 64, 64]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def age(self, site: Tensor) -> Map:
        # chest_phantom_truth.scm:36  age ~ Normal(match site { north: 45, south: 55, east: 60,
        #     west: 68 }, 12) truncated [20, 90]
        return laws.truncated(laws.normal(select(site, 45.0, 55.0, 60.0, 68.0), 12.0), 20.0, 90.0)

    def disease(self, site: Tensor, age: Tensor) -> Map:
        # chest_phantom_truth.scm:37  disease ~ Bernoulli(logit = 0.04 * (age - 55) + match site {
        #     north: -2.5, south: -2, east: 2.8, west: -0.8 }) via threshold
        return laws.bernoulli(
            logit=0.04 * (age - 55) + select(site, -2.5, -2.0, 2.8, -0.8), via="threshold"
        )

    def scanner(self, site: Tensor) -> Map:
        # chest_phantom_truth.scm:40  scanner ~ Categorical(agfa = match site { north: 0.95, south:
        #     0.9, east: 0.05, west: 0.5 }, philips = match site { north: 0.05, south: 0.1, east:
        #     0.95, west: 0.5 }) via gumbel_max
        return laws.categorical(
            laws.shares(
                self.lines["scanner"],
                select(site, 0.95, 0.9, 0.05, 0.5),
                select(site, 0.05, 0.1, 0.95, 0.5),
            ),
            via="gumbel_max",
        )

    def exposure(self, scanner: Tensor) -> Map:
        # chest_phantom_truth.scm:43  exposure ~ LogNormal(match scanner { agfa: 0, philips: 0.4 },
        #     0.2) truncated (0, 4]
        return laws.truncated(laws.log_normal(select(scanner, 0.0, 0.4), 0.2), 0.0, 4.0)

    def girth(self) -> Map:
        # chest_phantom_truth.scm:44  girth ~ Normal(1, 0.08) truncated [0.8, 1.2]
        return laws.truncated(laws.normal(1.0, 0.08), 0.8, 1.2)

    def extent(self, disease: Tensor) -> Invertible:
        # chest_phantom_truth.scm:45  extent := if disease then u_extent else 0.3 * u_extent
        return Invertible(
            self.noise_laws()["u_extent"],
            lambda u_extent: torch.where(disease.bool(), u_extent, 0.3 * u_extent),
            lambda extent: torch.where(disease.bool(), extent, extent / 0.3),
            support=constraints.interval(0.0, 1.0),
        )

    def density(self, girth: Tensor, extent: Tensor) -> Deterministic:
        # chest_phantom_truth.scm:46  density := thorax(chest, girth) + 0.5 * extent *
        #     opacity(chest, girth)

        def value() -> Tensor:
            return phantom.thorax((64, 64), girth) + pixels(0.5 * extent) * phantom.opacity(
                (64, 64), girth
            )

        return Deterministic(value)

    def image(self, scanner: Tensor, exposure: Tensor, density: Tensor) -> Invertible:
        # chest_phantom_truth.scm:47  image := sigmoid(match scanner { agfa: 4, philips: 6 } * (0.4
        #     - scatter(beer_lambert(density), 0.1)) + 0.1 / sqrt(exposure) * u_grain)

        def value(u_grain: Tensor) -> Tensor:
            return torch.sigmoid(
                pixels(select(scanner, 4.0, 6.0))
                * (0.4 - xray.scatter(xray.beer_lambert(density), 0.1))
                + pixels(0.1 / torch.sqrt(exposure)) * u_grain,
            )

        def noise(image: Tensor) -> Tensor:
            return (
                torch.logit(image)
                - pixels(select(scanner, 4.0, 6.0))
                * (0.4 - xray.scatter(xray.beer_lambert(density), 0.1))
            ) / pixels(0.1 / torch.sqrt(exposure))

        return Invertible(
            self.noise_laws()["u_grain"],
            value,
            noise,
            support=constraints.interval(0.0, 1.0),
            event_dim=3,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            age = pyro.sample("age", self.age(site).law())
            disease = pyro.sample("disease", self.disease(site, age).law())
            scanner = pyro.sample("scanner", self.scanner(site).law())
            exposure = pyro.sample("exposure", self.exposure(scanner).law())
            girth = pyro.sample("girth", self.girth().law())
            extent = pyro.sample("extent", self.extent(disease).law())
            density = fixed("density", self.density(girth, extent)(), 3)
            image = pyro.sample("image", self.image(scanner, exposure, density).law())
        return {
            "age": age,
            "disease": disease,
            "scanner": scanner,
            "exposure": exposure,
            "girth": girth,
            "extent": extent,
            "density": density,
            "image": image,
        }

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_age = pyro.sample("u_age", law["u_age"])
            age = fixed("age", self.age(site)(u_age))
            u_disease = pyro.sample("u_disease", law["u_disease"])
            disease = fixed("disease", self.disease(site, age)(u_disease))
            u_scanner = pyro.sample("u_scanner", law["u_scanner"])
            scanner = fixed("scanner", self.scanner(site)(u_scanner))
            u_exposure = pyro.sample("u_exposure", law["u_exposure"])
            exposure = fixed("exposure", self.exposure(scanner)(u_exposure))
            u_girth = pyro.sample("u_girth", law["u_girth"])
            girth = fixed("girth", self.girth()(u_girth))
            u_extent = pyro.sample("u_extent", law["u_extent"])
            extent = fixed("extent", self.extent(disease)(u_extent))
            density = fixed("density", self.density(girth, extent)(), 3)
            u_grain = pyro.sample("u_grain", law["u_grain"])
            image = fixed("image", self.image(scanner, exposure, density)(u_grain), 3)
        return {
            "age": age,
            "disease": disease,
            "scanner": scanner,
            "exposure": exposure,
            "girth": girth,
            "extent": extent,
            "density": density,
            "image": image,
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
        site = row["site"]
        age = row["age"]
        disease = row["disease"]
        scanner = row["scanner"]
        exposure = row["exposure"]
        girth = row["girth"]
        extent = row["extent"]
        density = row["density"]
        image = row["image"]
        u_age = self.age(site).abduct(age)
        u_disease = self.disease(site, age).abduct(disease)
        u_scanner = self.scanner(site).abduct(scanner)
        u_exposure = self.exposure(scanner).abduct(exposure)
        u_girth = self.girth().abduct(girth)
        u_extent = self.extent(disease).abduct(extent)
        u_grain = self.image(scanner, exposure, density).abduct(image)
        return {
            "u_age": u_age,
            "u_disease": u_disease,
            "u_scanner": u_scanner,
            "u_exposure": u_exposure,
            "u_girth": u_girth,
            "u_extent": u_extent,
            "u_grain": u_grain,
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
        disease = do["disease"] if "disease" in do else self.disease(site, age)(noise["u_disease"])
        scanner = do["scanner"] if "scanner" in do else self.scanner(site)(noise["u_scanner"])
        exposure = (
            do["exposure"] if "exposure" in do else self.exposure(scanner)(noise["u_exposure"])
        )
        girth = do["girth"] if "girth" in do else self.girth()(noise["u_girth"])
        extent = do["extent"] if "extent" in do else self.extent(disease)(noise["u_extent"])
        values = {
            "age": age,
            "disease": disease,
            "scanner": scanner,
            "exposure": exposure,
            "girth": girth,
            "extent": extent,
        }
        if "density" in needed:
            density = do["density"] if "density" in do else self.density(girth, extent)()
            values["density"] = density
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(scanner, exposure, density)(noise["u_grain"])
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
        if "disease" in wanted:
            site = row["site"]
            age = row["age"]
            disease = row["disease"]
            found["disease"] = self.disease(site, age).law().log_prob(disease)
        if "scanner" in wanted:
            site = row["site"]
            scanner = row["scanner"]
            found["scanner"] = self.scanner(site).law().log_prob(scanner)
        if "exposure" in wanted:
            scanner = row["scanner"]
            exposure = row["exposure"]
            found["exposure"] = self.exposure(scanner).law().log_prob(exposure)
        if "girth" in wanted:
            girth = row["girth"]
            found["girth"] = self.girth().law().log_prob(girth)
        if "extent" in wanted:
            disease = row["disease"]
            extent = row["extent"]
            found["extent"] = self.extent(disease).law().log_prob(extent)
        if "image" in wanted:
            scanner = row["scanner"]
            exposure = row["exposure"]
            girth = row["girth"]
            extent = row["extent"]
            image = row["image"]
            density = self.density(girth, extent)()
            found["image"] = self.image(scanner, exposure, density).law().log_prob(image)
        return found
