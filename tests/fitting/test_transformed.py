"""Latents without noise, Stan's transformed parameters: a fit sees through them."""

import pandas as pd
import pytest
import torch

import causalimg
from causalimg.diagnostics import CausalimgError

HEAD = """causalimg 1
variables {
  field           : real in [1, 7] T
  VARIABLES
  y               : real
}
noise { u ~ Normal(0, 1) }
parameters { k : real in (0, inf) ~ LogNormal(0, 0.5)
 a : real }
mechanisms {
  field    ~ Uniform(1, 7)
  MECHANISMS
}
"""
INLINE = ("", "y := k / field * u + a * field")
LATENT = (
    "latent noise_sd : real in (0, inf)\n  latent signal : real",
    "noise_sd := k / field\n  signal := a * field\n  y := signal + noise_sd * u",
)
CHAIN = (
    "latent inner, noise_sd : real in (0, inf)",
    "inner := k\n  noise_sd := inner / field\n  y ~ Normal(a * field, noise_sd)",
)


def model(parts):
    return causalimg.loads(HEAD.replace("VARIABLES", parts[0]).replace("MECHANISMS", parts[1]))


def rows(count=300):
    pick = torch.Generator().manual_seed(3)
    field = 1 + 6 * torch.rand(count, generator=pick)
    y = 0.5 * field + 2 / field * torch.randn(count, generator=pick)
    return pd.DataFrame({"field": field.numpy(), "y": y.numpy()})


def test_a_noise_free_latent_in_between_changes_no_estimate():
    fits = [model(parts).fit(rows(), progress=False) for parts in (INLINE, LATENT, CHAIN)]
    found = [[float(f.program.k.detach()), float(f.program.a.detach())] for f in fits]
    assert found[0] == pytest.approx([2, 0.5], abs=0.3)
    assert found[1] == pytest.approx(found[0], abs=1e-3)
    assert found[2] == pytest.approx(found[0], abs=1e-3)
    held = [f.fitted.heldout["y"] for f in fits]
    assert held[1:] == pytest.approx([held[0]] * 2, abs=1e-3)


def test_a_noise_free_latent_of_a_drawn_latent_is_seen_through():
    text = """causalimg 1
variables {
  latent z : binary
  latent m : real
  y, w     : real
}
parameters { b : real
 c : real }
mechanisms {
  z ~ Bernoulli(0.5) via threshold
  m := b * z + linear(z)
  y ~ Normal(m, 1)
  w ~ Normal(c * m, 1)
}
"""
    shape = causalimg.loads(text.replace(" + linear(z)", " - 3"))
    pick = torch.Generator().manual_seed(3)
    z = (torch.rand(400, generator=pick) < 0.5).float()
    mean = 6 * z - 3
    y = mean + torch.randn(400, generator=pick)
    w = 0.5 * mean + torch.randn(400, generator=pick)
    data = pd.DataFrame({"y": y.numpy(), "w": w.numpy()})
    fit = shape.fit(data, progress=False)
    assert float(fit.program.b.detach()) == pytest.approx(6, abs=0.4)
    assert float(fit.program.c.detach()) == pytest.approx(0.5, abs=0.1)
    assert list(fit.fitted.heldout) == ["y, w"]
    again = causalimg.loads(text).fit(data, progress=False, epochs=3)  # its `linear` is heard too
    assert again.fitted.finished


@pytest.mark.slow
def test_under_selection_the_numbers_behind_a_noise_free_latent_are_corrected():
    text = HEAD.replace("VARIABLES", LATENT[0] + "\n  selection kept : binary").replace(
        "MECHANISMS", LATENT[1] + "\n  kept ~ Bernoulli(logit = 2 * y - 2)"
    )
    pick = torch.Generator().manual_seed(5)
    every = rows(1_200)
    chance = torch.sigmoid(2 * torch.tensor(every["y"].to_numpy()) - 2)
    kept = every[(torch.rand(1_200, generator=pick) < chance).numpy()]
    fit = causalimg.loads(text).fit(kept, progress=False, contrast=512, epochs=60)
    assert float(fit.program.a.detach()) == pytest.approx(0.5, abs=0.15)
    assert float(fit.program.k.detach()) == pytest.approx(2, abs=0.4)


def test_the_equation_without_a_density_is_the_one_that_is_named(tmp_path):
    text = """causalimg 1
grid g = 8 x 8 at 5 mm
variables {
  x            : real
  latent clean : image[g]
  latent full  : image[g]
  seen         : image[g]
}
noise { u : image[g] ~ Normal(0, 1) }
parameters { k : real in (0, inf) }
mechanisms {
  x     ~ Normal(0, 1)
  clean ~ vae(latent = 2) given x
  full  := clean + k * u
  seen  := blur(full, 6 mm)
}
"""
    data = {"x": torch.randn(30), "seen": torch.randn(30, 1, 8, 8)}
    with pytest.raises(CausalimgError) as refused:
        causalimg.loads(text).fit(data, tmp_path / "run", progress=False)
    (found,) = refused.value.diagnostics
    assert "the equation of `seen` has no density" in found.notes[0]
    assert "W0407" in found.notes[-1]
