"""one annotator for a site's labels.

Compiled by causalimg from shared_reader.scm (language version 1).
"""

from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Flow, Given, OneHot, Scaled, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, select


class SharedReader(Program):
    """one annotator for a site's labels."""

    variables = ("tumour", "stain", "label", "patch")
    parents = {
        "tumour": (),
        "stain": ("lab",),
        "label": ("lab", "tumour"),
        "patch": ("tumour", "stain"),
    }
    noises = {
        "tumour": ("u_tumour",),
        "stain": ("u_stain",),
        "label": ("u_label",),
        "patch": ("u_patch_code", "u_patch"),
    }
    environment = "lab"
    images = ("patch",)
    words = {"lab": ("nijmegen", "utrecht"), "tumour": ("0", "1"), "label": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "tumour": "shared_reader.scm:22: tumour ~ Bernoulli(0.5) via threshold",
        "stain": "shared_reader.scm:23: stain ~ flow(4, 4, 1) given lab",
        "label": "shared_reader.scm:24: label ~ Bernoulli(if tumour then match lab {nijmegen: ...",
        "patch": "shared_reader.scm:25: patch ~ vae(latent = 2, width = 2) given tumour, stain",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # shared_reader.scm:23  stain ~ flow(4, 4, 1) given lab
        self.stain_flow = Flow(
            "stain", support=(0.0, 1.0), given=Given(lab=OneHot(2)), bins=4, hidden=4, layers=1
        )
        # shared_reader.scm:25  patch ~ vae(latent = 2, width = 2) given tumour, stain
        self.patch_vae = Vae(
            "patch",
            shape=(3, 8, 8),
            support=(0.0, 1.0),
            given=Given(tumour=Flag(), stain=Scaled(0.0, 1.0)),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_tumour": standard.uniform(),
            "u_stain": standard.normal(),
            "u_label": standard.uniform(),
            "u_patch_code": self.patch_vae.code,
            "u_patch": standard.normal((3, 8, 8)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def tumour(self) -> Map:
        # shared_reader.scm:22  tumour ~ Bernoulli(0.5) via threshold
        return laws.bernoulli(p=0.5, via="threshold")

    def stain(self, lab: Tensor) -> Map:
        # shared_reader.scm:23  stain ~ flow(4, 4, 1) given lab
        return self.stain_flow(lab=lab)

    def label(self, lab: Tensor, tumour: Tensor) -> Map:
        # shared_reader.scm:24  label ~ Bernoulli(if tumour then match lab {nijmegen: 0.95,
        #     utrecht: 0.85} else 0.03) via threshold
        return laws.bernoulli(
            p=torch.where(tumour.bool(), select(lab, 0.95, 0.85), 0.03), via="threshold"
        )

    def patch(self, tumour: Tensor, stain: Tensor, u_patch_code: Tensor) -> Map:
        # shared_reader.scm:25  patch ~ vae(latent = 2, width = 2) given tumour, stain
        return self.patch_vae.decode(u_patch_code, tumour=tumour, stain=stain)

    # ---- the forms in which they run

    def forward(self, rows: int = 1, *, lab: Tensor) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            tumour = pyro.sample("tumour", self.tumour().law())
            stain = pyro.sample("stain", self.stain(lab).law())
            label = pyro.sample("label", self.label(lab, tumour).law())
            u_patch_code = pyro.sample("u_patch_code", law["u_patch_code"])
            patch = pyro.sample("patch", self.patch(tumour, stain, u_patch_code).law())
        return {"tumour": tumour, "stain": stain, "label": label, "patch": patch}

    def guide(self, rows: int = 1, *, tumour: Tensor, stain: Tensor, patch: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_patch_code", self.patch_vae.encode(patch, tumour=tumour, stain=stain))

    def noise_form(self, rows: int = 1, *, lab: Tensor) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_tumour = pyro.sample("u_tumour", law["u_tumour"])
            tumour = fixed("tumour", self.tumour()(u_tumour))
            u_stain = pyro.sample("u_stain", law["u_stain"])
            stain = fixed("stain", self.stain(lab)(u_stain))
            u_label = pyro.sample("u_label", law["u_label"])
            label = fixed("label", self.label(lab, tumour)(u_label))
            u_patch_code = pyro.sample("u_patch_code", law["u_patch_code"])
            u_patch = pyro.sample("u_patch", law["u_patch"])
            patch = fixed("patch", self.patch(tumour, stain, u_patch_code)(u_patch), 3)
        return {"tumour": tumour, "stain": stain, "label": label, "patch": patch}

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
        lab = row["lab"]
        tumour = row["tumour"]
        stain = row["stain"]
        label = row["label"]
        patch = row["patch"]
        u_tumour = self.tumour().abduct(tumour)
        u_stain = self.stain(lab).abduct(stain)
        u_label = self.label(lab, tumour).abduct(label)
        posterior = self.patch_vae.encode(patch, tumour=tumour, stain=stain)
        u_patch_code = posterior.mean if mean_codes else posterior.sample()
        u_patch = self.patch(tumour, stain, u_patch_code).abduct(patch)
        return {
            "u_tumour": u_tumour,
            "u_stain": u_stain,
            "u_label": u_label,
            "u_patch_code": u_patch_code,
            "u_patch": u_patch,
        }

    def predict(
        self,
        noise: Mapping[str, Tensor],
        do: Mapping[str, Tensor] | None = None,
        *,
        wanted: tuple[str, ...] | None = None,
        lab: Tensor,
    ) -> dict[str, Tensor]:
        """Values from noise, some of them set by `do`; pictures only where wanted."""
        do = do or {}
        lab = do.get("lab", lab)
        needed = needed_for(wanted, self.parents, do)
        tumour = do["tumour"] if "tumour" in do else self.tumour()(noise["u_tumour"])
        stain = do["stain"] if "stain" in do else self.stain(lab)(noise["u_stain"])
        label = do["label"] if "label" in do else self.label(lab, tumour)(noise["u_label"])
        values = {"tumour": tumour, "stain": stain, "label": label}
        if "patch" in needed:
            patch = (
                do["patch"]
                if "patch" in do
                else self.patch(tumour, stain, noise["u_patch_code"])(noise["u_patch"])
            )
            values["patch"] = patch
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "tumour" in wanted:
            tumour = row["tumour"]
            found["tumour"] = self.tumour().law().log_prob(tumour)
        if "stain" in wanted:
            lab = row["lab"]
            stain = row["stain"]
            found["stain"] = self.stain(lab).law().log_prob(stain)
        if "label" in wanted:
            lab = row["lab"]
            tumour = row["tumour"]
            label = row["label"]
            found["label"] = self.label(lab, tumour).law().log_prob(label)
        if "patch" in wanted:
            tumour = row["tumour"]
            stain = row["stain"]
            patch = row["patch"]
            found["patch"] = self.patch_vae.elbo(patch, tumour=tumour, stain=stain)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.stain_flow, self.patch_vae):
            network.set_scales(table)
