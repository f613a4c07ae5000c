"""from the depth of a chest to a film, with every step of the beam.

Compiled by causalimg from chest_film.scm (language version 1).
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
from causalimg.program.tensors import needed_for, pixels


class ChestFilm(Program):
    """from the depth of a chest to a film, with every step of the beam."""

    variables = ("girth", "pneumonia", "dose", "margin", "depth", "beam", "film")
    parents = {
        "girth": (),
        "pneumonia": (),
        "dose": (),
        "margin": (),
        "depth": ("girth", "pneumonia"),
        "beam": ("depth",),
        "film": ("dose", "margin", "beam"),
    }
    noises = {
        "girth": ("u_girth",),
        "pneumonia": ("u_pneumonia",),
        "dose": ("u_dose",),
        "margin": ("u_margin",),
        "depth": (),
        "beam": (),
        "film": ("u_quanta",),
    }
    environment = None
    images = ("depth", "beam", "film")
    words = {"pneumonia": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "girth": "chest_film.scm:30: girth ~ Normal(1, 0.08) truncated [0.8, 1.2]",
        "pneumonia": "chest_film.scm:31: pneumonia ~ Bernoulli(0.3) via threshold",
        "dose": "chest_film.scm:32: dose ~ Uniform(1, 4)",
        "margin": "chest_film.scm:33: margin ~ Uniform(0, 60)",
        "depth": "chest_film.scm:34: depth := thorax(chest, girth) + 0.5 * pneumonia * ...",
        "beam": "chest_film.scm:35: beam := scatter(beer_lambert(depth), fraction = 0.1)",
        "film": "chest_film.scm:36: film := sigmoid(4 * (exposure(collimate(beam, margin), ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_girth": standard.normal(),
            "u_pneumonia": standard.uniform(),
            "u_dose": standard.normal(),
            "u_margin": standard.normal(),
            # chest_film.scm:26  u_quanta : image[chest] ~ Normal(0, 1)
            "u_quanta": dist.Normal(0.0, 1.0).expand([1, 16, 12]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def girth(self) -> Map:
        # chest_film.scm:30  girth ~ Normal(1, 0.08) truncated [0.8, 1.2]
        return laws.truncated(laws.normal(1.0, 0.08), 0.8, 1.2)

    def pneumonia(self) -> Map:
        # chest_film.scm:31  pneumonia ~ Bernoulli(0.3) via threshold
        return laws.bernoulli(p=0.3, via="threshold")

    def dose(self) -> Map:
        # chest_film.scm:32  dose ~ Uniform(1, 4)
        return laws.uniform(1.0, 4.0)

    def margin(self) -> Map:
        # chest_film.scm:33  margin ~ Uniform(0, 60)
        return laws.uniform(0.0, 60.0)

    def depth(self, girth: Tensor, pneumonia: Tensor) -> Deterministic:
        # chest_film.scm:34  depth := thorax(chest, girth) + 0.5 * pneumonia * opacity(chest,
        #     girth)

        def value() -> Tensor:
            return phantom.thorax((16, 12), girth) + pixels(0.5 * pneumonia) * phantom.opacity(
                (16, 12), girth
            )

        return Deterministic(value)

    def beam(self, depth: Tensor) -> Deterministic:
        # chest_film.scm:35  beam := scatter(beer_lambert(depth), fraction = 0.1)
        return Deterministic(lambda: xray.scatter(xray.beer_lambert(depth), 0.1))

    def film(self, dose: Tensor, margin: Tensor, beam: Tensor) -> Invertible:
        # chest_film.scm:36  film := sigmoid(4 * (exposure(collimate(beam, margin), dose, speed =
        #     0.7) - 0.5) + (0.001 + quantum_noise(beam, dose, photons = 500)) * u_quanta)

        def value(u_quanta: Tensor) -> Tensor:
            return torch.sigmoid(
                4 * (xray.exposure(xray.collimate(beam, margin, spacing=20.0), dose, 0.7) - 0.5)
                + (0.001 + xray.quantum_noise(beam, dose, 500.0)) * u_quanta,
            )

        def noise(film: Tensor) -> Tensor:
            return (
                torch.logit(film)
                - 4 * (xray.exposure(xray.collimate(beam, margin, spacing=20.0), dose, 0.7) - 0.5)
            ) / (0.001 + xray.quantum_noise(beam, dose, 500.0))

        return Invertible(
            self.noise_laws()["u_quanta"],
            value,
            noise,
            support=constraints.interval(0.0, 1.0),
            event_dim=3,
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            girth = pyro.sample("girth", self.girth().law())
            pneumonia = pyro.sample("pneumonia", self.pneumonia().law())
            dose = pyro.sample("dose", self.dose().law())
            margin = pyro.sample("margin", self.margin().law())
            depth = fixed("depth", self.depth(girth, pneumonia)(), 3)
            beam = fixed("beam", self.beam(depth)(), 3)
            film = pyro.sample("film", self.film(dose, margin, beam).law())
        return {
            "girth": girth,
            "pneumonia": pneumonia,
            "dose": dose,
            "margin": margin,
            "depth": depth,
            "beam": beam,
            "film": film,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_girth = pyro.sample("u_girth", law["u_girth"])
            girth = fixed("girth", self.girth()(u_girth))
            u_pneumonia = pyro.sample("u_pneumonia", law["u_pneumonia"])
            pneumonia = fixed("pneumonia", self.pneumonia()(u_pneumonia))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose()(u_dose))
            u_margin = pyro.sample("u_margin", law["u_margin"])
            margin = fixed("margin", self.margin()(u_margin))
            depth = fixed("depth", self.depth(girth, pneumonia)(), 3)
            beam = fixed("beam", self.beam(depth)(), 3)
            u_quanta = pyro.sample("u_quanta", law["u_quanta"])
            film = fixed("film", self.film(dose, margin, beam)(u_quanta), 3)
        return {
            "girth": girth,
            "pneumonia": pneumonia,
            "dose": dose,
            "margin": margin,
            "depth": depth,
            "beam": beam,
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
        girth = row["girth"]
        pneumonia = row["pneumonia"]
        dose = row["dose"]
        margin = row["margin"]
        beam = row["beam"]
        film = row["film"]
        u_girth = self.girth().abduct(girth)
        u_pneumonia = self.pneumonia().abduct(pneumonia)
        u_dose = self.dose().abduct(dose)
        u_margin = self.margin().abduct(margin)
        u_quanta = self.film(dose, margin, beam).abduct(film)
        return {
            "u_girth": u_girth,
            "u_pneumonia": u_pneumonia,
            "u_dose": u_dose,
            "u_margin": u_margin,
            "u_quanta": u_quanta,
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
        girth = do["girth"] if "girth" in do else self.girth()(noise["u_girth"])
        pneumonia = (
            do["pneumonia"] if "pneumonia" in do else self.pneumonia()(noise["u_pneumonia"])
        )
        dose = do["dose"] if "dose" in do else self.dose()(noise["u_dose"])
        margin = do["margin"] if "margin" in do else self.margin()(noise["u_margin"])
        values = {"girth": girth, "pneumonia": pneumonia, "dose": dose, "margin": margin}
        if "depth" in needed:
            depth = do["depth"] if "depth" in do else self.depth(girth, pneumonia)()
            values["depth"] = depth
        if "beam" in needed:
            beam = do["beam"] if "beam" in do else self.beam(depth)()
            values["beam"] = beam
        if "film" in needed:
            film = do["film"] if "film" in do else self.film(dose, margin, beam)(noise["u_quanta"])
            values["film"] = film
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "girth" in wanted:
            girth = row["girth"]
            found["girth"] = self.girth().law().log_prob(girth)
        if "pneumonia" in wanted:
            pneumonia = row["pneumonia"]
            found["pneumonia"] = self.pneumonia().law().log_prob(pneumonia)
        if "dose" in wanted:
            dose = row["dose"]
            found["dose"] = self.dose().law().log_prob(dose)
        if "margin" in wanted:
            margin = row["margin"]
            found["margin"] = self.margin().law().log_prob(margin)
        if "film" in wanted:
            dose = row["dose"]
            margin = row["margin"]
            girth = row["girth"]
            pneumonia = row["pneumonia"]
            film = row["film"]
            depth = self.depth(girth, pneumonia)()
            beam = self.beam(depth)()
            found["film"] = self.film(dose, margin, beam).law().log_prob(film)
        return found
