"""two causes, two readers: four arrows on one line.

Compiled by causalimg from group_to_group.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once


class GroupToGroup(Program):
    """two causes, two readers: four arrows on one line."""

    variables = ("size", "contrast", "reader_a", "reader_b")
    parents = {
        "size": (),
        "contrast": (),
        "reader_a": ("size", "contrast"),
        "reader_b": ("size", "contrast"),
    }
    noises = {
        "size": ("u_size",),
        "contrast": ("u_contrast",),
        "reader_a": ("u_reader_a",),
        "reader_b": ("u_reader_b",),
    }
    environment = None
    images = ()
    words = {"reader_a": ("0", "1"), "reader_b": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "size": "group_to_group.scm:19: size := u_size",
        "contrast": "group_to_group.scm:20: contrast := u_contrast",
        "reader_a": "group_to_group.scm:21: reader_a ~ Bernoulli(logit = size + contrast) via ...",
        "reader_b": "group_to_group.scm:22: reader_b ~ Bernoulli(logit = 2 * size + 0.5 * ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            # group_to_group.scm:15  u_size, u_contrast ~ Normal(0, 1)
            "u_size": dist.Normal(0.0, 1.0),
            # group_to_group.scm:15  u_size, u_contrast ~ Normal(0, 1)
            "u_contrast": dist.Normal(0.0, 1.0),
            "u_reader_a": standard.uniform(),
            "u_reader_b": standard.uniform(),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def size(self) -> Invertible:
        # group_to_group.scm:19  size := u_size
        return Invertible(self.noise_laws()["u_size"], lambda u_size: u_size, lambda size: size)

    def contrast(self) -> Invertible:
        # group_to_group.scm:20  contrast := u_contrast
        return Invertible(
            self.noise_laws()["u_contrast"],
            lambda u_contrast: u_contrast,
            lambda contrast: contrast,
        )

    def reader_a(self, size: Tensor, contrast: Tensor) -> Map:
        # group_to_group.scm:21  reader_a ~ Bernoulli(logit = size + contrast) via threshold
        return laws.bernoulli(logit=size + contrast, via="threshold")

    def reader_b(self, size: Tensor, contrast: Tensor) -> Map:
        # group_to_group.scm:22  reader_b ~ Bernoulli(logit = 2 * size + 0.5 * contrast - 1) via
        #     threshold
        return laws.bernoulli(logit=2 * size + 0.5 * contrast - 1, via="threshold")

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            size = pyro.sample("size", self.size().law())
            contrast = pyro.sample("contrast", self.contrast().law())
            reader_a = pyro.sample("reader_a", self.reader_a(size, contrast).law())
            reader_b = pyro.sample("reader_b", self.reader_b(size, contrast).law())
        return {"size": size, "contrast": contrast, "reader_a": reader_a, "reader_b": reader_b}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_size = pyro.sample("u_size", law["u_size"])
            size = fixed("size", self.size()(u_size))
            u_contrast = pyro.sample("u_contrast", law["u_contrast"])
            contrast = fixed("contrast", self.contrast()(u_contrast))
            u_reader_a = pyro.sample("u_reader_a", law["u_reader_a"])
            reader_a = fixed("reader_a", self.reader_a(size, contrast)(u_reader_a))
            u_reader_b = pyro.sample("u_reader_b", law["u_reader_b"])
            reader_b = fixed("reader_b", self.reader_b(size, contrast)(u_reader_b))
        return {"size": size, "contrast": contrast, "reader_a": reader_a, "reader_b": reader_b}

    def draw_noise(self, rows: int, wanted: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        """Every noise once for each row, under the global generator."""
        law = self.noise_laws()
        return {name: one.sample((rows,)) for name, one in law.items()}

    def abduct(self, row: Mapping[str, Tensor], *, mean_codes: bool = False) -> dict[str, Tensor]:
        """The noise that made a complete row; discrete noise is a posterior draw."""
        size = row["size"]
        contrast = row["contrast"]
        reader_a = row["reader_a"]
        reader_b = row["reader_b"]
        u_size = self.size().abduct(size)
        u_contrast = self.contrast().abduct(contrast)
        u_reader_a = self.reader_a(size, contrast).abduct(reader_a)
        u_reader_b = self.reader_b(size, contrast).abduct(reader_b)
        return {
            "u_size": u_size,
            "u_contrast": u_contrast,
            "u_reader_a": u_reader_a,
            "u_reader_b": u_reader_b,
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
        size = do["size"] if "size" in do else self.size()(noise["u_size"])
        contrast = do["contrast"] if "contrast" in do else self.contrast()(noise["u_contrast"])
        reader_a = (
            do["reader_a"]
            if "reader_a" in do
            else self.reader_a(size, contrast)(noise["u_reader_a"])
        )
        reader_b = (
            do["reader_b"]
            if "reader_b" in do
            else self.reader_b(size, contrast)(noise["u_reader_b"])
        )
        return {"size": size, "contrast": contrast, "reader_a": reader_a, "reader_b": reader_b}

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "size" in wanted:
            size = row["size"]
            found["size"] = self.size().law().log_prob(size)
        if "contrast" in wanted:
            contrast = row["contrast"]
            found["contrast"] = self.contrast().law().log_prob(contrast)
        if "reader_a" in wanted:
            size = row["size"]
            contrast = row["contrast"]
            reader_a = row["reader_a"]
            found["reader_a"] = self.reader_a(size, contrast).law().log_prob(reader_a)
        if "reader_b" in wanted:
            size = row["size"]
            contrast = row["contrast"]
            reader_b = row["reader_b"]
            found["reader_b"] = self.reader_b(size, contrast).law().log_prob(reader_b)
        return found
