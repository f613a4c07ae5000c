"""Fits where something was not measured."""

import numpy as np
import pandas as pd

from causalimg.causal.analyse import analyse
from causalimg.fitting import Settings, fit_model
from causalimg.source import Source


def checked(text):
    analysis = analyse(Source("hidden.scm", f"causalimg 1\nmodel hidden\n{text}"))
    assert analysis.model is not None, analysis.diagnostics
    return analysis.model


def fitted(text, rows, out, **changed):
    settings = Settings(fit=changed)
    return fit_model(checked(text), pd.DataFrame(rows), out, settings, progress=False)


def test_a_latent_beside_an_environment_that_it_does_not_depend_on(tmp_path):
    text = """variables {
  environment site : category {north, south}
  latent z : real
  age : real
  x : real
}
parameters { b : real }
mechanisms {
  z ~ Normal(0, 1)
  age ~ Normal(match site { north: 0, south: 1 }, 1)
  x ~ Normal(b * z, 1)
}
"""
    random = np.random.default_rng(0)
    rows = {"site": ["north", "south"] * 20, "age": np.zeros(40), "x": random.normal(size=40)}
    fit = fitted(text, rows, tmp_path, epochs=1)
    assert set(fit.heldout) == {"age", "x"}
