"""does more contrast agent help the reader find a clot, when the frail get less of it.

Compiled by causalimg from contrast.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
from torch import Tensor

from causalimg.program import standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, OneHot, Table
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Contrast(Program):
    """does more contrast agent help the reader find a clot, when the frail get less of it."""

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
        "reminder": "contrast.scm:25: reminder ~ table() given site via threshold",
        "elderly": "contrast.scm:26: elderly ~ table() via threshold",
        "frailty": "contrast.scm:27: frailty ~ table() given elderly via threshold",
        "dose": "contrast.scm:28: dose ~ table() given reminder, frailty via threshold",
        "bright": "contrast.scm:29: bright ~ table() given dose via threshold",
        "clot": "contrast.scm:30: clot ~ table() given elderly via threshold",
        "seen": "contrast.scm:31: seen ~ table() given bright, clot, frailty via threshold",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # contrast.scm:25  reminder ~ table() given site via threshold
        self.reminder_table = Table(
            "reminder", values=2, given=Given(site=OneHot(3)), binary=True, via="threshold"
        )
        # contrast.scm:26  elderly ~ table() via threshold
        self.elderly_table = Table("elderly", values=2, binary=True, via="threshold")
        # contrast.scm:27  frailty ~ table() given elderly via threshold
        self.frailty_table = Table(
            "frailty", values=2, given=Given(elderly=Flag()), binary=True, via="threshold"
        )
        # contrast.scm:28  dose ~ table() given reminder, frailty via threshold
        self.dose_table = Table(
            "dose",
            values=2,
            given=Given(reminder=Flag(), frailty=Flag()),
            binary=True,
            via="threshold",
        )
        # contrast.scm:29  bright ~ table() given dose via threshold
        self.bright_table = Table(
            "bright", values=2, given=Given(dose=Flag()), binary=True, via="threshold"
        )
        # contrast.scm:30  clot ~ table() given elderly via threshold
        self.clot_table = Table(
            "clot", values=2, given=Given(elderly=Flag()), binary=True, via="threshold"
        )
        # contrast.scm:31  seen ~ table() given bright, clot, frailty via threshold
        self.seen_table = Table(
            "seen",
            values=2,
            given=Given(frailty=Flag(), bright=Flag(), clot=Flag()),
            binary=True,
            via="threshold",
        )

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
        # contrast.scm:25  reminder ~ table() given site via threshold
        return self.reminder_table(site=site)

    def elderly(self) -> Map:
        # contrast.scm:26  elderly ~ table() via threshold
        return self.elderly_table()

    def frailty(self, elderly: Tensor) -> Map:
        # contrast.scm:27  frailty ~ table() given elderly via threshold
        return self.frailty_table(elderly=elderly)

    def dose(self, reminder: Tensor, frailty: Tensor) -> Map:
        # contrast.scm:28  dose ~ table() given reminder, frailty via threshold
        return self.dose_table(reminder=reminder, frailty=frailty)

    def bright(self, dose: Tensor) -> Map:
        # contrast.scm:29  bright ~ table() given dose via threshold
        return self.bright_table(dose=dose)

    def clot(self, elderly: Tensor) -> Map:
        # contrast.scm:30  clot ~ table() given elderly via threshold
        return self.clot_table(elderly=elderly)

    def seen(self, frailty: Tensor, bright: Tensor, clot: Tensor) -> Map:
        # contrast.scm:31  seen ~ table() given bright, clot, frailty via threshold
        return self.seen_table(frailty=frailty, bright=bright, clot=clot)

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

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (
            self.reminder_table,
            self.elderly_table,
            self.frailty_table,
            self.dose_table,
            self.bright_table,
            self.clot_table,
            self.seen_table,
        ):
            network.set_scales(table)
