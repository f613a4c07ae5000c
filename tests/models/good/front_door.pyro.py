"""contrast works through enhancement alone.

Compiled by causalimg from front_door.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class FrontDoor(Program):
    """contrast works through enhancement alone."""

    variables = ("habit", "contrast", "enhanced", "seen")
    parents = {
        "habit": (),
        "contrast": ("habit",),
        "enhanced": ("contrast",),
        "seen": ("enhanced", "habit"),
    }
    noises = {
        "habit": ("u_habit",),
        "contrast": ("u_contrast",),
        "enhanced": ("u_enhanced",),
        "seen": ("u_seen",),
    }
    environment = None
    images = ()
    words = {
        "contrast": ("0", "1"),
        "enhanced": ("0", "1"),
        "seen": ("0", "1"),
        "habit": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "habit": "front_door.scm:16: habit ~ Bernoulli(0.5)",
        "contrast": "front_door.scm:17: contrast ~ Bernoulli(if habit == 1 then 0.8 else 0.2)",
        "enhanced": "front_door.scm:18: enhanced ~ Bernoulli(if contrast == 1 then 0.95 else ...",
        "seen": "front_door.scm:19: seen ~ Bernoulli(0.1 + 0.5 * enhanced + 0.3 * habit)",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_habit": standard.uniform(),
            "u_contrast": standard.uniform(),
            "u_enhanced": standard.uniform(),
            "u_seen": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def habit(self) -> Map:
        # front_door.scm:16  habit ~ Bernoulli(0.5)
        return laws.bernoulli(p=0.5, via="threshold")

    def contrast(self, habit: Tensor) -> Map:
        # front_door.scm:17  contrast ~ Bernoulli(if habit == 1 then 0.8 else 0.2)
        return laws.bernoulli(p=torch.where(habit == 1, 0.8, 0.2), via="threshold")

    def enhanced(self, contrast: Tensor) -> Map:
        # front_door.scm:18  enhanced ~ Bernoulli(if contrast == 1 then 0.95 else 0.05)
        return laws.bernoulli(p=torch.where(contrast == 1, 0.95, 0.05), via="threshold")

    def seen(self, enhanced: Tensor, habit: Tensor) -> Map:
        # front_door.scm:19  seen ~ Bernoulli(0.1 + 0.5 * enhanced + 0.3 * habit)
        return laws.bernoulli(p=0.1 + 0.5 * enhanced + 0.3 * habit, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            habit = pyro.sample("habit", self.habit().law())
            contrast = pyro.sample("contrast", self.contrast(habit).law())
            enhanced = pyro.sample("enhanced", self.enhanced(contrast).law())
            seen = pyro.sample("seen", self.seen(enhanced, habit).law())
        return {"habit": habit, "contrast": contrast, "enhanced": enhanced, "seen": seen}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_habit = pyro.sample("u_habit", law["u_habit"])
            habit = fixed("habit", self.habit()(u_habit))
            u_contrast = pyro.sample("u_contrast", law["u_contrast"])
            contrast = fixed("contrast", self.contrast(habit)(u_contrast))
            u_enhanced = pyro.sample("u_enhanced", law["u_enhanced"])
            enhanced = fixed("enhanced", self.enhanced(contrast)(u_enhanced))
            u_seen = pyro.sample("u_seen", law["u_seen"])
            seen = fixed("seen", self.seen(enhanced, habit)(u_seen))
        return {"habit": habit, "contrast": contrast, "enhanced": enhanced, "seen": seen}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        contrast = row["contrast"]
        enhanced = row["enhanced"]
        seen = row["seen"]
        habit = row["habit"]
        u_habit = self.habit().abduct(habit)
        u_contrast = self.contrast(habit).abduct(contrast)
        u_enhanced = self.enhanced(contrast).abduct(enhanced)
        u_seen = self.seen(enhanced, habit).abduct(seen)
        return {
            "u_habit": u_habit,
            "u_contrast": u_contrast,
            "u_enhanced": u_enhanced,
            "u_seen": u_seen,
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
        habit = do["habit"] if "habit" in do else self.habit()(noise["u_habit"])
        contrast = (
            do["contrast"] if "contrast" in do else self.contrast(habit)(noise["u_contrast"])
        )
        enhanced = (
            do["enhanced"] if "enhanced" in do else self.enhanced(contrast)(noise["u_enhanced"])
        )
        seen = do["seen"] if "seen" in do else self.seen(enhanced, habit)(noise["u_seen"])
        return {"habit": habit, "contrast": contrast, "enhanced": enhanced, "seen": seen}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "habit" in wanted:
            habit = row["habit"]
            found["habit"] = self.habit().law().log_prob(habit)
        if "contrast" in wanted:
            habit = row["habit"]
            contrast = row["contrast"]
            found["contrast"] = self.contrast(habit).law().log_prob(contrast)
        if "enhanced" in wanted:
            contrast = row["contrast"]
            enhanced = row["enhanced"]
            found["enhanced"] = self.enhanced(contrast).law().log_prob(enhanced)
        if "seen" in wanted:
            enhanced = row["enhanced"]
            habit = row["habit"]
            seen = row["seen"]
            found["seen"] = self.seen(enhanced, habit).law().log_prob(seen)
        return found
