"""a department in numbers, from which the rows of contrast.scm are drawn.

Compiled by causalimg from contrast_truth.scm (language version 1).
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
from causalimg.program.tensors import select


class ContrastTruth(Program):
    """a department in numbers, from which the rows of contrast.scm are drawn."""

    variables = ("reminder", "elderly", "frailty", "dose", "bright", "clot", "seen")
    parents = {
        "reminder": ("site",),
        "elderly": (),
        "frailty": ("elderly",),
        "dose": ("reminder", "frailty"),
        "bright": ("dose",),
        "clot": ("elderly",),
        "seen": ("frailty", "bright", "clot"),
    }
    noises = {
        "reminder": ("u_reminder",),
        "elderly": ("u_elderly",),
        "frailty": ("u_frailty",),
        "dose": ("u_dose",),
        "bright": ("u_bright",),
        "clot": ("u_clot",),
        "seen": ("u_seen",),
    }
    environment = "site"
    images = ()
    words = {
        "site": ("coast", "hills", "plain"),
        "reminder": ("0", "1"),
        "elderly": ("0", "1"),
        "frailty": ("0", "1"),
        "dose": ("0", "1"),
        "bright": ("0", "1"),
        "clot": ("0", "1"),
        "seen": ("0", "1"),
    }
    numbers = {}
    lossy = ()
    lines = {
        "reminder": "contrast_truth.scm:25: reminder ~ Bernoulli(match site { coast: 0.9, ...",
        "elderly": "contrast_truth.scm:26: elderly ~ Bernoulli(0.4) via threshold",
        "frailty": "contrast_truth.scm:27: frailty ~ Bernoulli(if elderly then 0.6 else 0.2) ...",
        "dose": "contrast_truth.scm:28: dose ~ Bernoulli(logit = 2 * reminder - 2.5 * ...",
        "bright": "contrast_truth.scm:29: bright ~ Bernoulli(if dose then 0.9 else 0.4) via ...",
        "clot": "contrast_truth.scm:30: clot ~ Bernoulli(if elderly then 0.4 else 0.15) via ...",
        "seen": "contrast_truth.scm:31: seen ~ Bernoulli(logit = -3 + 3.5 * clot + 1.2 * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_reminder": standard.uniform(),
            "u_elderly": standard.uniform(),
            "u_frailty": standard.uniform(),
            "u_dose": standard.uniform(),
            "u_bright": standard.uniform(),
            "u_clot": standard.uniform(),
            "u_seen": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def reminder(self, site: Tensor) -> Map:
        # contrast_truth.scm:25  reminder ~ Bernoulli(match site { coast: 0.9, hills: 0.5, plain:
        #     0.1 }) via threshold
        return laws.bernoulli(p=select(site, 0.9, 0.5, 0.1), via="threshold")

    def elderly(self) -> Map:
        # contrast_truth.scm:26  elderly ~ Bernoulli(0.4) via threshold
        return laws.bernoulli(p=0.4, via="threshold")

    def frailty(self, elderly: Tensor) -> Map:
        # contrast_truth.scm:27  frailty ~ Bernoulli(if elderly then 0.6 else 0.2) via threshold
        return laws.bernoulli(p=torch.where(elderly.bool(), 0.6, 0.2), via="threshold")

    def dose(self, reminder: Tensor, frailty: Tensor) -> Map:
        # contrast_truth.scm:28  dose ~ Bernoulli(logit = 2 * reminder - 2.5 * frailty) via
        #     threshold
        return laws.bernoulli(logit=2 * reminder - 2.5 * frailty, via="threshold")

    def bright(self, dose: Tensor) -> Map:
        # contrast_truth.scm:29  bright ~ Bernoulli(if dose then 0.9 else 0.4) via threshold
        return laws.bernoulli(p=torch.where(dose.bool(), 0.9, 0.4), via="threshold")

    def clot(self, elderly: Tensor) -> Map:
        # contrast_truth.scm:30  clot ~ Bernoulli(if elderly then 0.4 else 0.15) via threshold
        return laws.bernoulli(p=torch.where(elderly.bool(), 0.4, 0.15), via="threshold")

    def seen(self, frailty: Tensor, bright: Tensor, clot: Tensor) -> Map:
        # contrast_truth.scm:31  seen ~ Bernoulli(logit = -3 + 3.5 * clot + 1.2 * bright - 1.5 *
        #     frailty) via threshold
        return laws.bernoulli(
            logit=-3 + 3.5 * clot + 1.2 * bright - 1.5 * frailty, via="threshold"
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            reminder = pyro.sample("reminder", self.reminder(site).law())
            elderly = pyro.sample("elderly", self.elderly().law())
            frailty = pyro.sample("frailty", self.frailty(elderly).law())
            dose = pyro.sample("dose", self.dose(reminder, frailty).law())
            bright = pyro.sample("bright", self.bright(dose).law())
            clot = pyro.sample("clot", self.clot(elderly).law())
            seen = pyro.sample("seen", self.seen(frailty, bright, clot).law())
        return {
            "reminder": reminder,
            "elderly": elderly,
            "frailty": frailty,
            "dose": dose,
            "bright": bright,
            "clot": clot,
            "seen": seen,
        }

    def noise_form(self, rows: int = 1, *, site: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_reminder = pyro.sample("u_reminder", law["u_reminder"])
            reminder = fixed("reminder", self.reminder(site)(u_reminder))
            u_elderly = pyro.sample("u_elderly", law["u_elderly"])
            elderly = fixed("elderly", self.elderly()(u_elderly))
            u_frailty = pyro.sample("u_frailty", law["u_frailty"])
            frailty = fixed("frailty", self.frailty(elderly)(u_frailty))
            u_dose = pyro.sample("u_dose", law["u_dose"])
            dose = fixed("dose", self.dose(reminder, frailty)(u_dose))
            u_bright = pyro.sample("u_bright", law["u_bright"])
            bright = fixed("bright", self.bright(dose)(u_bright))
            u_clot = pyro.sample("u_clot", law["u_clot"])
            clot = fixed("clot", self.clot(elderly)(u_clot))
            u_seen = pyro.sample("u_seen", law["u_seen"])
            seen = fixed("seen", self.seen(frailty, bright, clot)(u_seen))
        return {
            "reminder": reminder,
            "elderly": elderly,
            "frailty": frailty,
            "dose": dose,
            "bright": bright,
            "clot": clot,
            "seen": seen,
        }

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        site = row["site"]
        reminder = row["reminder"]
        elderly = row["elderly"]
        frailty = row["frailty"]
        dose = row["dose"]
        bright = row["bright"]
        clot = row["clot"]
        seen = row["seen"]
        u_reminder = self.reminder(site).abduct(reminder)
        u_elderly = self.elderly().abduct(elderly)
        u_frailty = self.frailty(elderly).abduct(frailty)
        u_dose = self.dose(reminder, frailty).abduct(dose)
        u_bright = self.bright(dose).abduct(bright)
        u_clot = self.clot(elderly).abduct(clot)
        u_seen = self.seen(frailty, bright, clot).abduct(seen)
        return {
            "u_reminder": u_reminder,
            "u_elderly": u_elderly,
            "u_frailty": u_frailty,
            "u_dose": u_dose,
            "u_bright": u_bright,
            "u_clot": u_clot,
            "u_seen": u_seen,
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
        reminder = do["reminder"] if "reminder" in do else self.reminder(site)(noise["u_reminder"])
        elderly = do["elderly"] if "elderly" in do else self.elderly()(noise["u_elderly"])
        frailty = do["frailty"] if "frailty" in do else self.frailty(elderly)(noise["u_frailty"])
        dose = do["dose"] if "dose" in do else self.dose(reminder, frailty)(noise["u_dose"])
        bright = do["bright"] if "bright" in do else self.bright(dose)(noise["u_bright"])
        clot = do["clot"] if "clot" in do else self.clot(elderly)(noise["u_clot"])
        seen = do["seen"] if "seen" in do else self.seen(frailty, bright, clot)(noise["u_seen"])
        return {
            "reminder": reminder,
            "elderly": elderly,
            "frailty": frailty,
            "dose": dose,
            "bright": bright,
            "clot": clot,
            "seen": seen,
        }

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "reminder" in wanted:
            site = row["site"]
            reminder = row["reminder"]
            found["reminder"] = self.reminder(site).law().log_prob(reminder)
        if "elderly" in wanted:
            elderly = row["elderly"]
            found["elderly"] = self.elderly().law().log_prob(elderly)
        if "frailty" in wanted:
            elderly = row["elderly"]
            frailty = row["frailty"]
            found["frailty"] = self.frailty(elderly).law().log_prob(frailty)
        if "dose" in wanted:
            reminder = row["reminder"]
            frailty = row["frailty"]
            dose = row["dose"]
            found["dose"] = self.dose(reminder, frailty).law().log_prob(dose)
        if "bright" in wanted:
            dose = row["dose"]
            bright = row["bright"]
            found["bright"] = self.bright(dose).law().log_prob(bright)
        if "clot" in wanted:
            elderly = row["elderly"]
            clot = row["clot"]
            found["clot"] = self.clot(elderly).law().log_prob(clot)
        if "seen" in wanted:
            frailty = row["frailty"]
            bright = row["bright"]
            clot = row["clot"]
            seen = row["seen"]
            found["seen"] = self.seen(frailty, bright, clot).law().log_prob(seen)
        return found
