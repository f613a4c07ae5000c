"""encouragement, homework and the exam.

Compiled by causalimg from joe.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from torch import Tensor

from causalimg.program.maps import Invertible, Law
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class Joe(Program):
    """encouragement, homework and the exam."""

    variables = ("encouraged", "homework", "score")
    parents = {"encouraged": (), "homework": ("encouraged",), "score": ("encouraged", "homework")}
    noises = {"encouraged": ("u_encouraged",), "homework": ("u_homework",), "score": ("u_score",)}
    environment = None
    images = ()
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "encouraged": "joe.scm:21: encouraged := u_encouraged",
        "homework": "joe.scm:22: homework := 0.5 * encouraged + u_homework",
        "score": "joe.scm:23: score := 0.7 * encouraged + 0.4 * homework + u_score",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # joe.scm:17  u_encouraged, u_homework, u_score ~ Normal(0, 1)
            "u_encouraged": dist.Normal(0.0, 1.0),
            # joe.scm:17  u_encouraged, u_homework, u_score ~ Normal(0, 1)
            "u_homework": dist.Normal(0.0, 1.0),
            # joe.scm:17  u_encouraged, u_homework, u_score ~ Normal(0, 1)
            "u_score": dist.Normal(0.0, 1.0),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def encouraged(self) -> Invertible:
        # joe.scm:21  encouraged := u_encouraged
        return Invertible(
            self.noise_laws()["u_encouraged"],
            lambda u_encouraged: u_encouraged,
            lambda encouraged: encouraged,
        )

    def homework(self, encouraged: Tensor) -> Invertible:
        # joe.scm:22  homework := 0.5 * encouraged + u_homework
        return Invertible(
            self.noise_laws()["u_homework"],
            lambda u_homework: 0.5 * encouraged + u_homework,
            lambda homework: homework - 0.5 * encouraged,
        )

    def score(self, encouraged: Tensor, homework: Tensor) -> Invertible:
        # joe.scm:23  score := 0.7 * encouraged + 0.4 * homework + u_score
        return Invertible(
            self.noise_laws()["u_score"],
            lambda u_score: 0.7 * encouraged + 0.4 * homework + u_score,
            lambda score: score - (0.7 * encouraged + 0.4 * homework),
        )

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            encouraged = pyro.sample("encouraged", self.encouraged().law())
            homework = pyro.sample("homework", self.homework(encouraged).law())
            score = pyro.sample("score", self.score(encouraged, homework).law())
        return {"encouraged": encouraged, "homework": homework, "score": score}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_encouraged = pyro.sample("u_encouraged", law["u_encouraged"])
            encouraged = fixed("encouraged", self.encouraged()(u_encouraged))
            u_homework = pyro.sample("u_homework", law["u_homework"])
            homework = fixed("homework", self.homework(encouraged)(u_homework))
            u_score = pyro.sample("u_score", law["u_score"])
            score = fixed("score", self.score(encouraged, homework)(u_score))
        return {"encouraged": encouraged, "homework": homework, "score": score}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        encouraged = row["encouraged"]
        homework = row["homework"]
        score = row["score"]
        u_encouraged = self.encouraged().abduct(encouraged)
        u_homework = self.homework(encouraged).abduct(homework)
        u_score = self.score(encouraged, homework).abduct(score)
        return {"u_encouraged": u_encouraged, "u_homework": u_homework, "u_score": u_score}

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        encouraged = (
            do["encouraged"] if "encouraged" in do else self.encouraged()(noise["u_encouraged"])
        )
        homework = (
            do["homework"] if "homework" in do else self.homework(encouraged)(noise["u_homework"])
        )
        score = (
            do["score"] if "score" in do else self.score(encouraged, homework)(noise["u_score"])
        )
        return {"encouraged": encouraged, "homework": homework, "score": score}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "encouraged" in wanted:
            encouraged = row["encouraged"]
            found["encouraged"] = self.encouraged().law().log_prob(encouraged)
        if "homework" in wanted:
            encouraged = row["encouraged"]
            homework = row["homework"]
            found["homework"] = self.homework(encouraged).law().log_prob(homework)
        if "score" in wanted:
            encouraged = row["encouraged"]
            homework = row["homework"]
            score = row["score"]
            found["score"] = self.score(encouraged, homework).law().log_prob(score)
        return found
