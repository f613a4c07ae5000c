"""a line that begins with an operator runs on.

Compiled by causalimg from line_breaks.scm (language version 1).
"""

import math
from collections.abc import Mapping

import pyro
import torch
from torch import Tensor

from causalimg.program import laws, standard
from causalimg.program.maps import Law, Map
from causalimg.program.networks import Flag, Given, Vae
from causalimg.program.protocol import Program
from causalimg.program.sites import fixed
from causalimg.program.standard import once
from causalimg.program.tensors import needed_for, select


class LineBreaks(Program):
    """a line that begins with an operator runs on."""

    variables = ("site", "a", "b", "c", "d", "image")
    parents = {
        "site": (),
        "a": (),
        "b": (),
        "c": ("a", "b"),
        "d": ("site", "a", "b", "c"),
        "image": ("d",),
    }
    noises = {
        "site": ("u_site",),
        "a": ("u_a",),
        "b": ("u_b",),
        "c": ("u_c",),
        "d": ("u_d",),
        "image": ("u_image_code", "u_image"),
    }
    environment = None
    images = ("image",)
    words = {"site": ("north", "south"), "d": ("0", "1")}
    numbers = {}
    lossy = ()
    lines = {
        "site": "line_breaks.scm:21: site ~ Uniform() via gumbel_max",
        "a": "line_breaks.scm:23: a ~ Normal( 0, 1 ) truncated [-2, 2]",
        "b": "line_breaks.scm:29: b ~ Normal(0, 1)",
        "c": "line_breaks.scm:30: c ~ Normal(a + b * 2, 1)",
        "d": "line_breaks.scm:33: d ~ Bernoulli(logit = if c > 0 and a > 0 or b > 0 then 1 ...",
        "image": "line_breaks.scm:43: image ~ vae(latent = 2, width = 2) given d",
    }
    max_plate_nesting = 1

    def __init__(self) -> None:
        super().__init__()
        # line_breaks.scm:43  image ~ vae(latent = 2, width = 2) given d
        self.image_vae = Vae(
            "image",
            shape=(1, 4, 4),
            support=(-math.inf, math.inf),
            given=Given(d=Flag()),
            latent=2,
            width=2,
        )

    # ---- the exogenous noise

    @once
    def noise_laws(self) -> dict[str, Law]:
        """P(U): every exogenous noise with its law, which has no causes."""
        return {
            "u_site": standard.gumbels(2),
            "u_a": standard.normal(),
            "u_b": standard.normal(),
            "u_c": standard.normal(),
            "u_d": standard.uniform(),
            "u_image_code": self.image_vae.code,
            "u_image": standard.normal((1, 4, 4)),
        }

    # ---- mechanisms: each, given its causes, maps its own noise to its value

    def site(self) -> Map:
        # line_breaks.scm:21  site ~ Uniform() via gumbel_max
        return laws.uniform_values(2, via="gumbel_max")

    def a(self) -> Map:
        # line_breaks.scm:23  a ~ Normal( 0, 1 ) truncated [-2, 2]
        return laws.truncated(laws.normal(0.0, 1.0), -2.0, 2.0)

    def b(self) -> Map:
        # line_breaks.scm:29  b ~ Normal(0, 1)
        return laws.normal(0.0, 1.0)

    def c(self, a: Tensor, b: Tensor) -> Map:
        # line_breaks.scm:30  c ~ Normal(a + b * 2, 1)
        return laws.normal(a + b * 2, 1.0)

    def d(self, site: Tensor, a: Tensor, b: Tensor, c: Tensor) -> Map:
        # line_breaks.scm:33  d ~ Bernoulli(logit = if c > 0 and a > 0 or b > 0 then 1 else match
        #     site { north: 1 , south : 2 }) via threshold
        return laws.bernoulli(
            logit=torch.where((c > 0) & (a > 0) | (b > 0), 1.0, select(site, 1.0, 2.0)),
            via="threshold",
        )

    def image(self, d: Tensor, u_image_code: Tensor) -> Map:
        # line_breaks.scm:43  image ~ vae(latent = 2, width = 2) given d
        return self.image_vae.decode(u_image_code, d=d)

    # ---- the forms in which they run

    def forward(self, rows: int = 1) -> dict[str, Tensor]:
        """Density form, for SVI, NUTS and conditioning: a site for each variable."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            site = pyro.sample("site", self.site().law())
            a = pyro.sample("a", self.a().law())
            b = pyro.sample("b", self.b().law())
            c = pyro.sample("c", self.c(a, b).law())
            d = pyro.sample("d", self.d(site, a, b, c).law())
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            image = pyro.sample("image", self.image(d, u_image_code).law())
        return {"site": site, "a": a, "b": b, "c": c, "d": d, "image": image}

    def guide(self, rows: int = 1, *, d: Tensor, image: Tensor) -> None:
        """What each row says about its codes: the amortised posterior, for SVI."""
        with pyro.plate("rows", rows, dim=-1):
            pyro.sample("u_image_code", self.image_vae.encode(image, d=d))

    def noise_form(self, rows: int = 1) -> dict[str, Tensor]:
        """Noise form, for `do` and counterfactuals: noise sites, values that follow."""
        law = self.noise_laws()
        with pyro.plate("rows", rows, dim=-1):
            u_site = pyro.sample("u_site", law["u_site"])
            site = fixed("site", self.site()(u_site))
            u_a = pyro.sample("u_a", law["u_a"])
            a = fixed("a", self.a()(u_a))
            u_b = pyro.sample("u_b", law["u_b"])
            b = fixed("b", self.b()(u_b))
            u_c = pyro.sample("u_c", law["u_c"])
            c = fixed("c", self.c(a, b)(u_c))
            u_d = pyro.sample("u_d", law["u_d"])
            d = fixed("d", self.d(site, a, b, c)(u_d))
            u_image_code = pyro.sample("u_image_code", law["u_image_code"])
            u_image = pyro.sample("u_image", law["u_image"])
            image = fixed("image", self.image(d, u_image_code)(u_image), 3)
        return {"site": site, "a": a, "b": b, "c": c, "d": d, "image": image}

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
        site = row["site"]
        a = row["a"]
        b = row["b"]
        c = row["c"]
        d = row["d"]
        image = row["image"]
        u_site = self.site().abduct(site)
        u_a = self.a().abduct(a)
        u_b = self.b().abduct(b)
        u_c = self.c(a, b).abduct(c)
        u_d = self.d(site, a, b, c).abduct(d)
        posterior = self.image_vae.encode(image, d=d)
        u_image_code = posterior.mean if mean_codes else posterior.sample()
        u_image = self.image(d, u_image_code).abduct(image)
        return {
            "u_site": u_site,
            "u_a": u_a,
            "u_b": u_b,
            "u_c": u_c,
            "u_d": u_d,
            "u_image_code": u_image_code,
            "u_image": u_image,
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
        needed = needed_for(wanted, self.parents, do)
        site = do["site"] if "site" in do else self.site()(noise["u_site"])
        a = do["a"] if "a" in do else self.a()(noise["u_a"])
        b = do["b"] if "b" in do else self.b()(noise["u_b"])
        c = do["c"] if "c" in do else self.c(a, b)(noise["u_c"])
        d = do["d"] if "d" in do else self.d(site, a, b, c)(noise["u_d"])
        values = {"site": site, "a": a, "b": b, "c": c, "d": d}
        if "image" in needed:
            image = (
                do["image"]
                if "image" in do
                else self.image(d, noise["u_image_code"])(noise["u_image"])
            )
            values["image"] = image
        return values

    def log_prob(
        self, row: Mapping[str, Tensor], wanted: tuple[str, ...] | None = None
    ) -> dict[str, Tensor]:
        """Log density of each wanted variable given its causes (for codes: a bound)."""
        wanted = self.variables if wanted is None else wanted
        found: dict[str, Tensor] = {}
        if "site" in wanted:
            site = row["site"]
            found["site"] = self.site().law().log_prob(site)
        if "a" in wanted:
            a = row["a"]
            found["a"] = self.a().law().log_prob(a)
        if "b" in wanted:
            b = row["b"]
            found["b"] = self.b().law().log_prob(b)
        if "c" in wanted:
            a = row["a"]
            b = row["b"]
            c = row["c"]
            found["c"] = self.c(a, b).law().log_prob(c)
        if "d" in wanted:
            site = row["site"]
            a = row["a"]
            b = row["b"]
            c = row["c"]
            d = row["d"]
            found["d"] = self.d(site, a, b, c).law().log_prob(d)
        if "image" in wanted:
            d = row["d"]
            image = row["image"]
            found["image"] = self.image_vae.elbo(image, d=d)
        return found

    def set_scales(self, table: Mapping[str, Tensor]) -> None:
        """Standardise the networks by measured columns."""
        for network in (self.image_vae,):
            network.set_scales(table)
