"""a drawn brain and the areas in it.

Compiled by causalimg from brain_slice.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import phantom, pictures
from causalimg.program.maps import Deterministic, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class BrainSlice(Program):
    """a drawn brain and the areas in it."""

    variables = ("girth", "atrophy", "turn", "tissue", "csf_area", "brain_area")
    parents = {
        "girth": (),
        "atrophy": (),
        "turn": (),
        "tissue": ("girth", "atrophy", "turn"),
        "csf_area": ("tissue",),
        "brain_area": ("tissue",),
    }
    noises = {
        "girth": ("u_girth",),
        "atrophy": ("u_atrophy",),
        "turn": ("u_turn",),
        "tissue": (),
        "csf_area": (),
        "brain_area": (),
    }
    environment = None
    images = ("tissue",)
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "girth": "brain_slice.scm:22: girth ~ Uniform(0.9, 1.1)",
        "atrophy": "brain_slice.scm:23: atrophy ~ Beta(2, 5)",
        "turn": "brain_slice.scm:24: turn ~ Normal(0, 5) truncated [-20, 20]",
        "tissue": "brain_slice.scm:25: tissue := brain(slice, girth, atrophy, hippocampus = 1 ...",
        "csf_area": "brain_slice.scm:26: csf_area := area(tissue == csf)",
        "brain_area": "brain_slice.scm:27: brain_area := area(tissue != background and tissue ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_girth": standard.normal(),
            "u_atrophy": standard.normal(),
            "u_turn": standard.normal(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def girth(self) -> Map:
        # brain_slice.scm:22  girth ~ Uniform(0.9, 1.1)
        return laws.uniform(0.9, 1.1)

    def atrophy(self) -> Map:
        # brain_slice.scm:23  atrophy ~ Beta(2, 5)
        return laws.beta(2.0, 5.0)

    def turn(self) -> Map:
        # brain_slice.scm:24  turn ~ Normal(0, 5) truncated [-20, 20]
        return laws.truncated(laws.normal(0.0, 5.0), -20.0, 20.0)

    def tissue(self, girth: Tensor, atrophy: Tensor, turn: Tensor) -> Deterministic:
        # brain_slice.scm:25  tissue := brain(slice, girth, atrophy, hippocampus = 1 - 0.5 *
        #     atrophy, turn = turn)
        return Deterministic(
            lambda: phantom.brain((24, 24), girth, atrophy, 1 - 0.5 * atrophy, turn, spacing=8.0)
        )

    def csf_area(self, tissue: Tensor) -> Deterministic:
        # brain_slice.scm:26  csf_area := area(tissue == csf)
        return Deterministic(lambda: pictures.area((tissue == 1).float(), spacing=8.0))

    def brain_area(self, tissue: Tensor) -> Deterministic:
        # brain_slice.scm:27  brain_area := area(tissue != background and tissue != csf)
        return Deterministic(
            lambda: pictures.area(((tissue != 0) & (tissue != 1)).float(), spacing=8.0)
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            girth = pyro.sample("girth", self.girth().law())
            atrophy = pyro.sample("atrophy", self.atrophy().law())
            turn = pyro.sample("turn", self.turn().law())
            tissue = fixed("tissue", self.tissue(girth, atrophy, turn)(), 3)
            csf_area = fixed("csf_area", self.csf_area(tissue)())
            brain_area = fixed("brain_area", self.brain_area(tissue)())
        return {
            "girth": girth,
            "atrophy": atrophy,
            "turn": turn,
            "tissue": tissue,
            "csf_area": csf_area,
            "brain_area": brain_area,
        }

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_girth = pyro.sample("u_girth", law["u_girth"])
            girth = fixed("girth", self.girth()(u_girth))
            u_atrophy = pyro.sample("u_atrophy", law["u_atrophy"])
            atrophy = fixed("atrophy", self.atrophy()(u_atrophy))
            u_turn = pyro.sample("u_turn", law["u_turn"])
            turn = fixed("turn", self.turn()(u_turn))
            tissue = fixed("tissue", self.tissue(girth, atrophy, turn)(), 3)
            csf_area = fixed("csf_area", self.csf_area(tissue)())
            brain_area = fixed("brain_area", self.brain_area(tissue)())
        return {
            "girth": girth,
            "atrophy": atrophy,
            "turn": turn,
            "tissue": tissue,
            "csf_area": csf_area,
            "brain_area": brain_area,
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
        atrophy = row["atrophy"]
        turn = row["turn"]
        u_girth = self.girth().abduct(girth)
        u_atrophy = self.atrophy().abduct(atrophy)
        u_turn = self.turn().abduct(turn)
        return {"u_girth": u_girth, "u_atrophy": u_atrophy, "u_turn": u_turn}

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
        atrophy = do["atrophy"] if "atrophy" in do else self.atrophy()(noise["u_atrophy"])
        turn = do["turn"] if "turn" in do else self.turn()(noise["u_turn"])
        values = {"girth": girth, "atrophy": atrophy, "turn": turn}
        if "tissue" in needed:
            tissue = do["tissue"] if "tissue" in do else self.tissue(girth, atrophy, turn)()
            values["tissue"] = tissue
        if "csf_area" in needed:
            csf_area = do["csf_area"] if "csf_area" in do else self.csf_area(tissue)()
            values["csf_area"] = csf_area
        if "brain_area" in needed:
            brain_area = do["brain_area"] if "brain_area" in do else self.brain_area(tissue)()
            values["brain_area"] = brain_area
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
        if "atrophy" in wanted:
            atrophy = row["atrophy"]
            found["atrophy"] = self.atrophy().law().log_prob(atrophy)
        if "turn" in wanted:
            turn = row["turn"]
            found["turn"] = self.turn().law().log_prob(turn)
        return found
