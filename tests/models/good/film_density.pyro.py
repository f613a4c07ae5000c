"""a film's darkness by the dose, one pixel at a time.

Compiled by causalimg from film_density.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from pyro.distributions import constraints
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import xray
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class FilmDensity(Program):
    """a film's darkness by the dose, one pixel at a time."""

    variables = ("dose", "bone", "film")
    parents = {"dose": (), "bone": (), "film": ("dose", "bone")}
    noises = {"dose": ("u_dose",), "bone": ("u_bone",), "film": ()}
    environment = None
    images = ("bone", "film")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "dose": "film_density.scm:18: dose ~ LogNormal(0, 0.3)",
        "bone": "film_density.scm:19: bone := u_bone",
        "film": "film_density.scm:20: film := exposure(beer_lambert(bone), dose)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_dose": standard.normal(),
            # film_density.scm:14  u_bone : image[1, 8, 8] ~ Exponential(1)
            "u_bone": dist.Exponential(1.0).expand([1, 8, 8]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def dose(self) -> Map:
        # film_density.scm:18  dose ~ LogNormal(0, 0.3)
        return laws.log_normal(0.0, 0.3)

    def bone(self) -> Invertible:
        # film_density.scm:19  bone := u_bone
        return Invertible(
            self.noise_laws()["u_bone"],
            lambda u_bone: u_bone,
            lambda bone: bone,
            support=constraints.positive,
            event_dim=3,
        )

    def film(self, dose: Tensor, bone: Tensor) -> Deterministic:
        # film_density.scm:20  film := exposure(beer_lambert(bone), dose)
        return Deterministic(lambda: xray.exposure(xray.beer_lambert(bone), dose, 1.0))

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            dose = pyro.sample("dose", self.dose().law())
            bone = pyro.sample("bone", self.bone().law())
            film = fixed("film", self.film(dose, bone)(), 3)
        return {"dose": dose, "bone": bone, "film": film}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose()(u_dose))
            u_bone = pyro.sample("u_bone", law["u_bone"])
            bone = fixed("bone", self.bone()(u_bone), 3)
            film = fixed("film", self.film(dose, bone)(), 3)
        return {"dose": dose, "bone": bone, "film": film}

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
        dose = row["dose"]
        bone = row["bone"]
        u_dose = self.dose().abduct(dose)
        u_bone = self.bone().abduct(bone)
        return {"u_dose": u_dose, "u_bone": u_bone}

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
        dose = do["dose"] if "dose" in do else self.dose()(noise["u_dose"])
        values = {"dose": dose}
        if "bone" in needed:
            bone = do["bone"] if "bone" in do else self.bone()(noise["u_bone"])
            values["bone"] = bone
        if "film" in needed:
            film = do["film"] if "film" in do else self.film(dose, bone)()
            values["film"] = film
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "dose" in wanted:
            dose = row["dose"]
            found["dose"] = self.dose().law().log_prob(dose)
        if "bone" in wanted:
            bone = row["bone"]
            found["bone"] = self.bone().law().log_prob(bone)
        return found
