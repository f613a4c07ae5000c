"""echo times in a phantom whose labels are fat and muscle.

Compiled by causalimg from gradient_echo.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import mri
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, pixels, retried


class GradientEcho(Program):
    """echo times in a phantom whose labels are fat and muscle."""

    variables = ("share", "filled", "echo", "signal")
    parents = {"share": (), "filled": ("share",), "echo": (), "signal": ("filled", "echo")}
    noises = {
        "share": ("u_share",),
        "filled": ("u_filled",),
        "echo": ("u_echo",),
        "signal": ("u_signal",),
    }
    environment = None
    images = ("filled", "signal")
    words = {}
    numbers = {}
    lossy = ("filled",)
    lines = {
        "share": "gradient_echo.scm:22: share ~ Beta(2, 2)",
        "filled": "gradient_echo.scm:23: filled := if u_filled < 0.2 then background else if ...",
        "echo": "gradient_echo.scm:24: echo ~ Uniform(2 ms, 0.03 s)",
        "signal": "gradient_echo.scm:25: signal := spoiled_gradient_echo(filled, 3 T, echo, ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_share": standard.normal(),
            "u_echo": standard.normal(),
            # gradient_echo.scm:17  u_filled : image[tube] ~ Uniform(0, 1)
            "u_filled": dist.Uniform(0.0, 1.0).expand([1, 6, 6]).to_event(3),
            # gradient_echo.scm:18  u_signal : image[tube] ~ StudentT(5, 0, 0.01)
            "u_signal": dist.StudentT(5.0, 0.0, 0.01).expand([1, 6, 6]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def share(self) -> Map:
        # gradient_echo.scm:22  share ~ Beta(2, 2)
        return laws.beta(2.0, 2.0)

    def filled(self, share: Tensor) -> Deterministic:
        # gradient_echo.scm:23  filled := if u_filled < 0.2 then background else if u_filled <
        #     share then fat else muscle

        def value(u_filled: Tensor) -> Tensor:
            return torch.where(u_filled < 0.2, 0, torch.where(u_filled < pixels(share), 1, 2))

        return Deterministic(value, (self.noise_laws()["u_filled"],))

    def echo(self) -> Map:
        # gradient_echo.scm:24  echo ~ Uniform(2 ms, 0.03 s)
        return laws.uniform(2.0, 30.0)

    def signal(self, filled: Tensor, echo: Tensor) -> Invertible:
        # gradient_echo.scm:25  signal := spoiled_gradient_echo(filled, 3 T, echo, flip = 30) +
        #     u_signal

        def value(u_signal: Tensor) -> Tensor:
            return (
                mri.spoiled_gradient_echo(
                    filled, 3.0, echo, 250.0, 30.0, tissues=("background", "fat", "muscle")
                )
                + u_signal
            )

        def noise(signal: Tensor) -> Tensor:
            return signal - mri.spoiled_gradient_echo(
                filled, 3.0, echo, 250.0, 30.0, tissues=("background", "fat", "muscle")
            )

        return Invertible(self.noise_laws()["u_signal"], value, noise, event_dim=3)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            share = pyro.sample("share", self.share().law())
            u_filled = pyro.sample("u_filled", law["u_filled"])
            filled = fixed("filled", self.filled(share)(u_filled), 3)
            echo = pyro.sample("echo", self.echo().law())
            signal = pyro.sample("signal", self.signal(filled, echo).law())
        return {"share": share, "filled": filled, "echo": echo, "signal": signal}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_share = pyro.sample("u_share", law["u_share"])
            share = fixed("share", self.share()(u_share))
            u_filled = pyro.sample("u_filled", law["u_filled"])
            filled = fixed("filled", self.filled(share)(u_filled), 3)
            u_echo = pyro.sample("u_echo", law["u_echo"])
            echo = fixed("echo", self.echo()(u_echo))
            u_signal = pyro.sample("u_signal", law["u_signal"])
            signal = fixed("signal", self.signal(filled, echo)(u_signal), 3)
        return {"share": share, "filled": filled, "echo": echo, "signal": signal}

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
        share = row["share"]
        filled = row["filled"]
        echo = row["echo"]
        signal = row["signal"]
        u_share = self.share().abduct(share)
        (u_filled,) = retried(self.filled(share), filled, event=3)
        u_echo = self.echo().abduct(echo)
        u_signal = self.signal(filled, echo).abduct(signal)
        return {"u_share": u_share, "u_filled": u_filled, "u_echo": u_echo, "u_signal": u_signal}

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
        share = do["share"] if "share" in do else self.share()(noise["u_share"])
        echo = do["echo"] if "echo" in do else self.echo()(noise["u_echo"])
        values = {"share": share, "echo": echo}
        if "filled" in needed:
            filled = do["filled"] if "filled" in do else self.filled(share)(noise["u_filled"])
            values["filled"] = filled
        if "signal" in needed:
            signal = (
                do["signal"] if "signal" in do else self.signal(filled, echo)(noise["u_signal"])
            )
            values["signal"] = signal
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "share" in wanted:
            share = row["share"]
            found["share"] = self.share().law().log_prob(share)
        if "echo" in wanted:
            echo = row["echo"]
            found["echo"] = self.echo().law().log_prob(echo)
        if "signal" in wanted:
            filled = row["filled"]
            echo = row["echo"]
            signal = row["signal"]
            found["signal"] = self.signal(filled, echo).law().log_prob(signal)
        return found
