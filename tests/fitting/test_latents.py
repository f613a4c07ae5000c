"""Fits where something was not measured."""

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.optimize import minimize
from scipy.stats import multivariate_normal, norm

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.fitting import Settings, fit_model
from causalimg.fitting.objectives import latent_bound, summed
from causalimg.fitting.parts import MOST_PICTURED, MOST_WORLDS, _worlds, part_list
from causalimg.program.load import build
from causalimg.program.randomness import seeded
from causalimg.source import Source


def checked(text):
    analysis = analyse(Source("hidden.scm", f"causalimg 1\nmodel hidden\n{text}"))
    assert analysis.model is not None, analysis.diagnostics
    return analysis.model


def fitted(text, rows, out, **changed):
    settings = Settings(fit=changed)
    return fit_model(checked(text), pd.DataFrame(rows), out, settings, progress=False)


@pytest.mark.slow
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
    assert all(d.where.startswith("hidden.scm:") for d in caught.value.diagnostics)
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
    numbers = np.arange(40.0)
    fit = fitted(text, {"x": numbers, "y": numbers}, tmp_path, epochs=1)
    # The law of x alone speaks about s, whose maximum likelihood is the root mean square of x.
    assert fit.program.s.item() == pytest.approx(np.sqrt((numbers**2).mean()), rel=1e-3)


MIXTURE = """variables {
  latent d : binary
  x : real
}
parameters { l, m : real }
mechanisms {
  d ~ Bernoulli(logit = l) via threshold
  x ~ Normal(m * d, 1)
}
"""


def test_a_rare_hidden_class_is_fitted_to_the_maximum_of_its_likelihood(tmp_path):
    random = np.random.default_rng(0)
    x = random.normal(4 * (random.uniform(size=2000) < 0.05), 1)

    def loss(point):
        share = 1 / (1 + np.exp(-point[0]))
        return -np.log(share * norm.pdf(x, point[1]) + (1 - share) * norm.pdf(x)).mean()

    best = minimize(loss, [-2, 3], tol=1e-9).x
    program = fitted(MIXTURE, {"x": x}, tmp_path, epochs=2).program
    assert [program.l.item(), program.m.item()] == pytest.approx(best, rel=1e-3)


@pytest.mark.slow
def test_a_hidden_number_is_fitted_within_a_standard_error(tmp_path):
    text = """variables {
  latent z : real
  x, w : real
}
parameters { b, c : real }
mechanisms {
  z ~ Normal(0, 1)
  x ~ Normal(b * z, 1)
  w ~ Normal(c * z, 0.5)
}
"""
    random = np.random.default_rng(0)
    z = random.normal(size=2000)
    rows = np.column_stack([
        1.5 * z + random.normal(size=2000), -z + 0.5 * random.normal(size=2000)
    ])  # fmt: skip

    def loss(point):
        b, c = point
        law = multivariate_normal([0, 0], [[b * b + 1, b * c], [b * c, c * c + 0.25]])
        return -law.logpdf(rows).mean()

    best = minimize(loss, [1.5, -1])
    error = np.sqrt(np.diag(best.hess_inv) / len(rows))
    columns = {"x": rows[:, 0], "w": rows[:, 1]}
    program = fitted(text, columns, tmp_path, epochs=8).program
    found = np.array([program.b.item(), program.c.item()])
    found = found * np.sign(found[0])  # nothing says which way a hidden number points
    assert (np.abs(found - best.x) < error).all()


def test_summing_out_is_what_many_draws_come_to(tmp_path):
    text = """variables {
  environment site : category {north, south}
  latent a : binary
  latent k : category {r, s, t}
  x, y : real
}
parameters { m : real }
mechanisms {
  a ~ table() given site via threshold
  k ~ table() given a via gumbel_max
  x ~ Normal(m + a + match k { r: 0, s: 2, t: -1 }, 1)
  y ~ Normal(a * x, 0.5)
}
"""
    model = checked(text)
    program = build(model)
    with torch.no_grad(), seeded(0):
        for number in program.parameters():
            number.add_(torch.randn_like(number))
    row = {"site": torch.tensor([0, 1, 1]), "x": torch.tensor([0.3, -1.0, 2.0]),
           "y": torch.tensor([0.1, -0.5, 2.5])}  # fmt: skip
    probe = {**row, "a": torch.ones(3), "k": torch.tensor([0, 1, 2])}
    (part,) = part_list(model, program, probe)
    assert len(part.worlds["a"]) == len(part.worlds["k"]) == 6
    with torch.no_grad(), seeded(1):
        drawn = latent_bound(program, part, row, 200_000)
    assert summed(program, part, row).tolist() == pytest.approx(drawn.tolist(), abs=0.02)


def test_latents_with_too_many_combinations_or_pictures_are_drawn():
    def worlds(values, most):
        latents = "".join(f" latent k{i} : category {{{values}}}\n" for i in range(3))
        text = "".join(f" k{i} ~ table() via gumbel_max\n" for i in range(3))
        model = checked(f"variables {{\n{latents} x : real\n}}\nmechanisms {{\n{text} "
                        "x ~ flow() given k0, k1, k2\n}\n")  # fmt: skip
        return _worlds(model, ("k0", "k1", "k2"), most)

    assert len(worlds("a, b, c", MOST_WORLDS)["k0"]) == 27
    assert worlds("a, b, c", MOST_PICTURED) == {}
    assert worlds(", ".join("abcdefg"), MOST_WORLDS) == {}
