"""From a text to a fitted program and back from its folder."""

import math
import resource
import sys

import numpy as np
import pandas as pd
import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.fitting import Settings, bind, fit_model, open_run
from causalimg.source import Source

WARD = """causalimg 1

model ward "age makes girth; both, and the site, show in the picture"

param codes : int = 2

variables {
  environment site : category {north, south}
  age    : real in [18, 100] years
  girth  : real in (0, inf) cm
  grade  : ordinal {low < high}
  sick   : binary
  image  : image[1, 6, 10] in [0, 1]
}
parameters {
  b_0, b_1 : real ~ Normal(0, 5)
}
mechanisms {
  age   ~ flow() given site
  girth ~ LogNormal(linear(age), 0.1)
  grade ~ table() given site
  sick  ~ Bernoulli(logit = b_0 + b_1 * (age - 60 years) / 10 years) via threshold
  image ~ vae(latent = codes) given age, girth
}
"""
SITES = ("north", "south")


def checked(text, constants=None):
    analysis = analyse(Source("ward.scm", text), constants)
    assert analysis.model is not None, analysis.diagnostics
    return analysis.model


def ward_rows(folder, rows=1500, seed=0):
    random = np.random.default_rng(seed)
    site = random.binomial(1, 0.4, rows)
    age = np.clip(random.normal(np.where(site, 70, 45), 8), 18.1, 99.9)
    girth = np.exp(4 + 0.01 * age + 0.1 * random.normal(size=rows))
    grade = random.binomial(1, np.where(site, 0.8, 0.3))
    sick = random.random(rows) < 1 / (1 + np.exp(1 - 1.2 * (age - 60) / 10))
    light = np.linspace(0.1, 0.9, 10)[None, None, :] * (age / 100)[:, None, None]
    image = np.clip(light + 0.03 * random.normal(size=(rows, 6, 10)), 0, 1)
    np.save(folder / "stack.npy", (255 * image).astype(np.uint8))
    table = pd.DataFrame({
        "site": np.array(SITES)[site], "age": age, "girth": girth,
        "grade": np.array(["low", "high"])[grade], "sick": sick.astype(int),
        "image": [f"stack.npy#{i}" for i in range(rows)],
    })  # fmt: skip
    table.to_csv(folder / "table.csv", index=False)
    return table


def test_a_compiled_program_is_fitted_and_opened_again(tmp_path):
    table = ward_rows(tmp_path)
    model = checked(WARD, {"codes": 3})
    settings = Settings(fit={"epochs": 8, "patience": 3, "table_batch": 128})
    fit = fit_model(model, tmp_path, tmp_path / "run", settings, progress=False)
    program = fit.program
    assert program.b_1.item() == pytest.approx(1.2, abs=0.3)
    assert program.b_0.item() == pytest.approx(-1.0, abs=0.3)
    for i, site in enumerate(SITES):
        here = table[table.site == site]
        share = program.grade(torch.tensor([i])).law().log_prob(torch.tensor([1])).exp().item()
        assert share == pytest.approx((here.grade == "high").mean(), abs=0.06)
        with torch.no_grad():
            # Equally likely noise instead of draws: the law of the flow itself.
            noise = torch.special.ndtri((torch.arange(4000) + 0.5) / 4000)
            ages = program.age(torch.full((4000,), i))(noise)
        assert ages.mean().item() == pytest.approx(here.age.mean(), abs=1.5)
        assert ages.std().item() == pytest.approx(here.age.std(), abs=1.5)
    with torch.no_grad():
        girth = program.girth(torch.tensor([30.0, 80.0]))(torch.zeros(2)).log()
    assert girth.tolist() == pytest.approx([4.3, 4.8], abs=0.03)
    assert fit.summary.counts["site"] == table.site.value_counts().to_dict()
    assert all(math.isfinite(v) for v in fit.heldout.values())
    again = open_run(tmp_path / "run")
    assert again.model.name == "ward"
    assert again.heldout == fit.heldout
    for name, value in fit.program.state_dict().items():
        assert torch.equal(again.program.state_dict()[name], value)
    assert not again.program.training
    with pytest.raises(CausalimgError, match="E0710"):
        open_run(tmp_path / "run", checked(WARD))
    with pytest.raises(CausalimgError, match="E0710"):
        open_run(tmp_path / "run", checked(WARD + "\n## a word\n", {"codes": 3}))


def test_the_weight_of_the_divergence_reaches_the_networks(tmp_path):
    ward_rows(tmp_path, rows=60)
    settings = Settings(fit={"epochs": 1, "patience": 1, "beta": 4.0, "validation": 0.0})
    fit = fit_model(checked(WARD), tmp_path, tmp_path / "run", settings, progress=False)
    assert fit.program.image_vae.beta == 4.0


CONFOUNDED = """causalimg 1

model hidden "nobody measured how frail they are"

variables {
  latent frail : binary
  fall  : binary
  grip  : real
  speed : real
  kept  : binary
}
mechanisms {
  frail ~ table() via threshold
  fall  ~ table() given frail via threshold
  grip  ~ flow() given frail
  speed ~ flow() given frail
  kept  ~ Bernoulli(logit = 2 - 2 * fall) via threshold
}
"""


@pytest.mark.slow
def test_latents_of_a_compiled_program_and_its_selection(tmp_path):
    random = np.random.default_rng(0)
    frail = random.binomial(1, 0.35, 1500)
    rows = pd.DataFrame({
        "fall": random.binomial(1, np.where(frail, 0.8, 0.1)),
        "grip": random.normal(np.where(frail, -2, 2), 1.0),
        "speed": random.normal(np.where(frail, -1, 3), 1.0),
    })  # fmt: skip
    rows = rows[random.random(1500) < 1 / (1 + np.exp(2 * rows.fall - 2))]
    model = checked(CONFOUNDED.replace("  kept  :", "  selection kept  :"))
    gains = []
    settings = Settings(fit={"epochs": 6, "draws": 8, "table_batch": 256, "contrast": 512})
    fit = fit_model(
        model,
        rows,
        tmp_path,
        settings,
        progress=False,
        callbacks=(lambda m: gains.append(m.gain),),
    )
    assert list(fit.heldout) == ["fall, grip, speed"]
    assert np.mean(gains[-20:]) > np.mean(gains[:5]) + 0.3


@pytest.mark.slow
def test_rows_that_were_selected_for_certain_correct_a_fit(tmp_path):
    """Only those above 0 are seen; what they have in common is not the law of everybody."""
    text = (
        "causalimg 1",
        "variables {",
        "  age  : real",
        "  old  : binary",
        "  selection kept : binary",
        "}",
        "parameters { mean : real }",
        "mechanisms {",
        "  age  ~ Normal(mean, 1)",
        "  old  := age > 0",
        "  kept := old",
        "}",
    )
    age = np.random.default_rng(0).normal(0.3, 1.0, 4000)
    rows = pd.DataFrame({"age": age[age > 0], "old": 1})
    settings = Settings(fit={"epochs": 30, "contrast": 2048, "validation": 0.0})
    fit = fit_model(checked("\n".join(text) + "\n"), rows, tmp_path, settings, progress=False)

    naive = rows["age"].mean()
    assert fit.program.mean.item() < naive - 0.3


def test_many_pictures_are_never_in_memory_at_once(tmp_path):
    """120 MB of pixels, read through in batches: the peak grows by a small part of it."""
    rows, side = 120_000, 32
    stack = np.lib.format.open_memmap(tmp_path / "s.npy", "w+", np.uint8, (rows, side, side))
    stack[::1000] = 7
    del stack
    model = checked(
        "causalimg 1\nmodel m\nvariables {\n image : image[1, 32, 32] in [0, 255]\n}\n"
        "mechanisms {\n image ~ vae(latent = 1)\n}\n"
    )
    frame = pd.DataFrame({"image": [f"s.npy#{i}" for i in range(rows)]})
    frame.to_csv(tmp_path / "table.csv", index=False)
    bound = bind(model, tmp_path)
    before = _peak()
    for at in range(0, rows, 500):
        bound.batch(np.arange(at, at + 500))
    assert _peak() - before < 30e6


def _peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
