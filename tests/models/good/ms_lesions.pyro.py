"""lesions in the white matter, seen on a head.

Compiled by causalimg from ms_lesions.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import pyro.distributions as dist
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.imaging import mri, phantom
from causalimg.program.maps import Deterministic, Invertible, Law, Map
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for


class MsLesions(Program):
    """lesions in the white matter, seen on a head."""

    variables = ("load", "field", "coil", "tissue", "image")
    parents = {
        "load": (),
        "field": (),
        "coil": (),
        "tissue": ("load",),
        "image": ("field", "coil", "tissue"),
    }
    noises = {
        "load": ("u_load",),
        "field": ("u_field",),
        "coil": ("u_coil",),
        "tissue": (),
        "image": ("u_image",),
    }
    environment = None
    images = ("tissue", "image")
    words = {}
    numbers = {}
    lossy = ()
    lines = {
        "load": "ms_lesions.scm:27: load ~ Beta(1, 4)",
        "field": "ms_lesions.scm:28: field ~ Uniform(1.5 T, 3 T)",
        "coil": "ms_lesions.scm:29: coil ~ Normal(0, 0.2)",
        "tissue": "ms_lesions.scm:30: tissue := head(slice, 1, 0.2, lesions = load)",
        "image": "ms_lesions.scm:31: image := spoiled_gradient_echo(tissue, field, 5 ms, ...",
    }
    max_plate_nesting = 1

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_load": standard.normal(),
            "u_field": standard.normal(),
            "u_coil": standard.normal(),
            # ms_lesions.scm:23  u_image : image[slice] ~ Normal(0, 1)
            "u_image": dist.Normal(0.0, 1.0).expand([1, 24, 24]).to_event(3),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def load(self) -> Map:
        # ms_lesions.scm:27  load ~ Beta(1, 4)
        return laws.beta(1.0, 4.0)

    def field(self) -> Map:
        # ms_lesions.scm:28  field ~ Uniform(1.5 T, 3 T)
        return laws.uniform(1.5, 3.0)

    def coil(self) -> Map:
        # ms_lesions.scm:29  coil ~ Normal(0, 0.2)
        return laws.normal(0.0, 0.2)

    def tissue(self, load: Tensor) -> Deterministic:
        # ms_lesions.scm:30  tissue := head(slice, 1, 0.2, lesions = load)

        def value() -> Tensor:
            return phantom.head(
                (24, 24),
                torch.tensor(1.0),
                torch.tensor(0.2),
                torch.tensor(1.0),
                torch.tensor(0.0),
                load,
                spacing=8.0,
            )

        return Deterministic(value)

    def image(self, field: Tensor, coil: Tensor, tissue: Tensor) -> Invertible:
        # ms_lesions.scm:31  image := spoiled_gradient_echo(tissue, field, 5 ms, repetition_time =
        #     30 ms, flip = 25 deg) * bias_field(slice, coil) + 0.02 * u_image

        def value(u_image: Tensor) -> Tensor:
            return (
                mri.spoiled_gradient_echo(
                    tissue,
                    field,
                    5.0,
                    30.0,
                    25.0,
                    tissues=(
                        "background",
                        "csf",
                        "grey",
                        "white",
                        "hippocampus",
                        "lesion",
                        "skull",
                        "fat",
                    ),
                )
                * mri.bias_field((24, 24), coil)
                + 0.02 * u_image
            )

        def noise(image: Tensor) -> Tensor:
            return (
                image
                - mri.spoiled_gradient_echo(
                    tissue,
                    field,
                    5.0,
                    30.0,
                    25.0,
                    tissues=(
                        "background",
                        "csf",
                        "grey",
                        "white",
                        "hippocampus",
                        "lesion",
                        "skull",
                        "fat",
                    ),
                )
                * mri.bias_field((24, 24), coil)
            ) / 0.02

        return Invertible(self.noise_laws()["u_image"], value, noise, event_dim=3)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        with pyro.plate("rows", rows, dim=-1):
            load = pyro.sample("load", self.load().law())
            field = pyro.sample("field", self.field().law())
            coil = pyro.sample("coil", self.coil().law())
            tissue = fixed("tissue", self.tissue(load)(), 3)
            image = pyro.sample("image", self.image(field, coil, tissue).law())
        return {"load": load, "field": field, "coil": coil, "tissue": tissue, "image": image}

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_load = pyro.sample("u_load", law["u_load"])
            load = fixed("load", self.load()(u_load))
            u_field = pyro.sample("u_field", law["u_field"])
            field = fixed("field", self.field()(u_field))
            u_coil = pyro.sample("u_coil", law["u_coil"])
            coil = fixed("coil", self.coil()(u_coil))
            tissue = fixed("tissue", self.tissue(load)(), 3)
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(field, coil, tissue)(u_image), 3)
        return {"load": load, "field": field, "coil": coil, "tissue": tissue, "image": image}

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
        load = row["load"]
        field = row["field"]
        coil = row["coil"]
        tissue = row["tissue"]
        image = row["image"]
        u_load = self.load().abduct(load)
        u_field = self.field().abduct(field)
        u_coil = self.coil().abduct(coil)
        u_image = self.image(field, coil, tissue).abduct(image)
        return {"u_load": u_load, "u_field": u_field, "u_coil": u_coil, "u_image": u_image}

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
        load = do["load"] if "load" in do else self.load()(noise["u_load"])
        field = do["field"] if "field" in do else self.field()(noise["u_field"])
        coil = do["coil"] if "coil" in do else self.coil()(noise["u_coil"])
        values = {"load": load, "field": field, "coil": coil}
        if "tissue" in needed:
            tissue = do["tissue"] if "tissue" in do else self.tissue(load)()
            values["tissue"] = tissue
        if "image" in needed:
            image = (
                do["image"] if "image" in do else self.image(field, coil, tissue)(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "load" in wanted:
            load = row["load"]
            found["load"] = self.load().law().log_prob(load)
        if "field" in wanted:
            field = row["field"]
            found["field"] = self.field().law().log_prob(field)
        if "coil" in wanted:
            coil = row["coil"]
            found["coil"] = self.coil().law().log_prob(coil)
        if "image" in wanted:
            field = row["field"]
            coil = row["coil"]
            tissue = row["tissue"]
            image = row["image"]
            found["image"] = self.image(field, coil, tissue).law().log_prob(image)
        return found
