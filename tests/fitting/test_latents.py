"""Fits where something was not measured."""

import numpy as np
import pandas as pd
import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
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


def refused(text, rows, out):
    with pytest.raises(CausalimgError) as caught:
        fitted(text, rows, out, epochs=1)
    assert {d.code for d in caught.value.diagnostics} == {"E0711"}
    assert all(d.span and d.helps and d.notes for d in caught.value.diagnostics)
    return [d.message for d in caught.value.diagnostics]


def test_a_latent_that_no_data_speak_about(tmp_path):
    text = (
        "variables {{\n x : real\n latent j : real\n}}\nmechanisms {{\n x ~ table()\n j ~ {} }}\n"
    )
    text = text.replace("table()", "flow()")
    rows = {"x": np.arange(40.0)}
    message = "no data speak about the latent `j`, whose law has numbers to be learned"
    assert refused(text.format("flow()"), rows, tmp_path / "a") == [message]
    assert not (tmp_path / "a").exists()
    fit = fitted(text.format("Normal(0, 1)"), rows, tmp_path / "b", epochs=1)
    assert set(fit.heldout) == {"x"}


def test_numbers_in_an_equation_without_a_density(tmp_path):
    declared = "variables {\n x, y : real\n latent k : real\n}\nparameters { b : real }\n"
    text = declared + "mechanisms {\n x ~ Normal(0, 1)\n k ~ Normal(0, 1)\n y := b * x + k\n}\n"
    rows = {"x": np.arange(40.0), "y": np.arange(40.0)}
    message = "no likelihood reaches `b` in the equation of `y`"
    assert refused(text, rows, tmp_path / "a") == [message]
    fitted(text.replace("y := b", "y := 3"), rows, tmp_path / "b", epochs=1)
    clipped = text.replace(" latent k : real\n", "").replace(" k ~ Normal(0, 1)\n", "")
    clipped = clipped.replace("b * x + k", "max(b * x + linear(x) + u, 0)")
    clipped += "noise { u : real ~ Normal(0, 1) }\n"
    message = "no likelihood reaches `b`, `linear(x)` in the equation of `y`"
    assert refused(clipped, rows, tmp_path / "c") == [message]


def test_a_bounded_number_that_another_mechanism_tells_of_is_heard(tmp_path):
    text = """variables { x, y : real }
parameters { s : real in (0, inf) }
noise { u : real ~ Normal(0, 1) }
mechanisms {
  x ~ Normal(0, s)
  y := max(s * x + u, 0)
}
"""
    fitted(text, {"x": np.arange(40.0), "y": np.arange(40.0)}, tmp_path, epochs=1)
