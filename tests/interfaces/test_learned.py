"""What a fit found can be read: estimates with their kind, tables, and a short repr."""

import math

import pandas as pd
import pytest
import torch
from typer.testing import CliRunner

import causalimg
from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.cli import app

TEXT = """causalimg 1
variables {
  environment site : category {north, south, west}
  age              : real in [18, 100] years
  ill, seen        : binary
  dose             : real
  image            : image[1, 8, 8]
}
noise { u ~ Normal(0, 1) }
parameters {
  shift : real ~ Normal(0, 0.1)
  free  : real
  scale : real in (0, inf)
  lost  : real ~ Normal(1, 1)
}
mechanisms {
  age   ~ Uniform(18, 100)
  ill   ~ Bernoulli(logit = linear(age, site)) via threshold
  seen  ~ table() given ill, site via threshold
  dose  := free + shift * ill + (if site == west then lost else 0) + scale * u
  image ~ vae(latent = 2) given ill
}
"""


@pytest.fixture(scope="module")
def fit(tmp_path_factory):
    pick = torch.Generator().manual_seed(0)
    count = 400
    south = torch.rand(count, generator=pick) < 0.5
    age = 18 + 82 * torch.rand(count, generator=pick)
    ill = torch.rand(count, generator=pick) < torch.sigmoid(0.1 * (age - 60) + south)
    noise = torch.randn(count, generator=pick)
    rows = {
        "site": south.long(),
        "age": age,
        "ill": ill.float(),
        "seen": (torch.rand(count, generator=pick) < 0.25 + 0.5 * ill).float(),
        "dose": 3 + 2 * ill + 0.5 * noise,
        "image": torch.rand(count, 1, 8, 8, generator=pick),
    }
    run = tmp_path_factory.mktemp("learned") / "run"
    settings = {"withhold": ["west"], "epochs": 40, "validation": 0.0}
    return causalimg.loads(TEXT).fit(rows, run, progress=False, **settings)


def test_parameters_say_what_kind_of_estimate_they_are(fit):
    table = fit.parameters.set_index("parameter")
    assert table["is"].to_dict() == {
        "shift": "posterior mode",
        "free": "maximum likelihood",
        "scale": "maximum likelihood",
        "lost": "no row tells of it",
        "ill: linear(age, site), at 0": "maximum likelihood",
        "ill: linear(age, site), age + 1": "maximum likelihood",
        "ill: linear(age, site), site = south": "maximum likelihood",
        "ill: linear(age, site), site = west": "no row tells of it",
    }
    assert table.loc["shift", "prior"] == "Normal(0, 0.1)"
    assert table.loc["scale", "estimate"] == pytest.approx(0.5, abs=0.1)
    assert table.loc["ill: linear(age, site), age + 1", "estimate"] == pytest.approx(0.1, abs=0.04)


def test_a_prior_means_the_mode_of_the_posterior_on_its_own_scale(tmp_path):
    """One observation scale: the mode of LogNormal(0, 0.1) x likelihood, by hand, in `k` itself."""
    text = """causalimg 1
variables { y : real }
parameters { k : real in (0, inf) ~ LogNormal(0, 0.1) }
mechanisms { y ~ Normal(0, k) }
"""
    y = 2 * torch.randn(40, generator=torch.Generator().manual_seed(1))
    fit = causalimg.loads(text).fit(pd.DataFrame({"y": y.numpy()}), progress=False, validation=0.0)
    grid = torch.linspace(0.5, 3, 250_001, dtype=torch.float64)
    prior = -grid.log() - grid.log().square() / (2 * 0.1**2)
    likelihood = -40 * grid.log() - y.double().square().sum() / (2 * grid.square())
    mode = float(grid[(prior + likelihood).argmax()])
    assert fit.parameters["estimate"].item() == pytest.approx(mode, abs=2e-3)


def test_a_table_is_shown_with_its_causes_and_without_what_no_row_had(fit):
    table = fit.tables["seen"].set_index(["ill", "site"])
    assert table.loc[("1", "north"), "P(seen = 1)"] == pytest.approx(0.75, abs=0.12)
    assert table.loc[("0", "north")].sum() == pytest.approx(1)
    assert math.isnan(table.loc[("1", "west"), "P(seen = 1)"])


def test_a_run_is_shown_in_words(fit):
    done = CliRunner().invoke(app, ["show", str(fit.fitted.folder)])
    assert done.exit_code == 0
    assert "posterior mode Normal(0, 0.1)" in done.output
    assert "table of seen" in done.output
    assert "no row" in done.output
    assert "image: vae, " in done.output
    refused = CliRunner().invoke(app, ["show", "nowhere"])
    assert "E0709" in refused.output


def test_a_fit_and_a_model_have_a_short_repr(fit):
    assert repr(fit).startswith("fit of model to 400 rows")
    assert len(repr(fit)) < 600
    assert len(repr(causalimg.loads(TEXT))) < 60


def test_who_asks_for_a_parameter_is_told_where_it_is_shown(fit):
    with pytest.raises(CausalimgError) as refused:
        fit.ask("E[shift]")
    assert "causalimg show RUN" in refused.value.diagnostics[0].notes[0]
