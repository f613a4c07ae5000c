"""Predictors in questions: the probability of a value, never its number."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.program.load import build
from causalimg.program.randomness import seeded
from causalimg.queries.ask import ask
from causalimg.source import Source

TEXT = """causalimg 1

grid canvas = 2 x 2 at 1 mm

variables {
  size  : real in [0, 4] mm
  width : real
  ill   : binary
  kind  : category {cyst, tumour, scar}
  grade : ordinal {low < middle < high}
  scan  : category {s1, s2}
  image : image[canvas] in [0, 1]
}

mechanisms {
  size  ~ Uniform(0, 4)
  width ~ Normal(0, 1)
  ill   ~ Bernoulli(size / 4) via threshold
  kind  ~ Categorical(cyst = 0.2, tumour = 0.5, scar = 0.3) via gumbel_max
  grade ~ Categorical(low = 0.2, middle = 0.5, high = 0.3) via threshold
  scan  ~ Categorical(s1 = 0.5, s2 = 0.5) via gumbel_max
  image ~ vae(latent = 1, width = 4) given size, ill, kind, grade, scan
}

predictors {
  sick   : ill from image, size
  what   : kind from image, scan, size
  steps  : grade from image, size
  length : width from image, size
}
"""


def chances(values):
    """Of three values, all different, and other ones for another scanner and size."""
    first = 0.1 + 0.1 * values["size"] + (0.2 * values["scan"] if "scan" in values else 0.0)
    return torch.stack([first, 0.25 * (1 - first), 0.75 * (1 - first)], -1)


TRAINED = {
    "sick": lambda values: 0.2 + 0.1 * values["size"],
    "what": chances,
    "steps": chances,
    "length": lambda values: values["size"] + 1,
}


def _made():
    found = analyse(Source("cyst.scm", TEXT))
    assert not has_errors(found.diagnostics), found.diagnostics
    with seeded(0):
        return found.model, build(found.model)


MODEL = _made()


def value(question, **options):
    return float(ask(*MODEL, question, predictors=TRAINED, draws=400, **options))


@pytest.fixture(scope="module")
def row():
    with seeded(3), torch.no_grad():
        program = MODEL[1]
        return program.predict(program.draw_noise(3))


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("P(sick == 1)", "E[0.2 + 0.1 * size]"),
        ("P(1 == sick)", "E[sick]"),
        ("P(sick != 1)", "1 - E[sick]"),
        ("P(not (sick == 1))", "1 - E[sick]"),
        ("P(sick == ill)", "E[if ill == 1 then 0.2 + 0.1 * size else 0.8 - 0.1 * size]"),
        ("P(ill != sick)", "1 - P(sick == ill)"),
        ("P((sick had size = 3 mm) == 1)", "E[0.5 * size / size]"),
        ("P(what == cyst | do(scan = s1))", "E[0.1 + 0.1 * size]"),
        ("P((what had scan = s1) == cyst)", "E[0.1 + 0.1 * size]"),
        ("P(what == kind | kind == scar)", "P(what == scar)"),
        ("P(steps >= middle)", "1 - P(steps == low)"),
        ("P(middle <= steps)", "P(steps == middle) + P(steps == high)"),
        ("P(steps < middle)", "P(steps == low)"),
        ("P(length > 3)", "P(size > 2)"),
        ("E[sick * size]", "E[0.2 * size + 0.1 * size ^ 2]"),
        ("P(sick == 1 and size > 2)", "E[if size > 2 then sick else 0]"),
    ],
)
def test_a_prediction_counts_by_its_probability(question, same):
    assert value(question) == pytest.approx(value(same), abs=1e-5)


def test_the_values_of_a_prediction_add_up_to_one():
    assert value("P(what == cyst) + P(what == tumour) + P(what == scar)") == pytest.approx(1)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.integers(0, 9))
def test_agreement_with_a_variable_is_the_probability_of_its_value(weights, seed):
    shares = torch.tensor(weights) / sum(weights)
    always = {"what": lambda values: shares.expand(len(values["size"]), 3)}
    terms = zip(shares.tolist(), ("cyst", "tumour", "scar"), strict=True)
    rest = " - ".join(f"{share:.9f} * P(kind == {word})" for share, word in terms)
    question = f"P(what == kind) - {rest}"
    found = ask(*MODEL, question, predictors=always, draws=300, seed=seed)
    assert float(found) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("E[if sick == 1 then size else 0]", "`if` wants something that holds"),
        ("E[if sick then size else 0]", "`if` wants something that holds"),
        ("P(what == cyst or what == scar)", "both sides of `or`"),
        ("P(what == cyst and (what had scan = s1) == cyst)", "both sides of `and`"),
        ("P(what == what)", "two predictions are compared"),
        ("E[what]", "what"),
    ],
)
def test_what_a_probability_cannot_answer_is_refused(question, words):
    with pytest.raises(CausalimgError, match=words) as caught:
        value(question)
    assert caught.value.diagnostics[0].helps


def test_rows_show_the_probability_of_each_word(row):
    answer = ask(*MODEL, "what, sick had scan = s1", row, predictors=TRAINED)
    names = [output.name for output in answer.outputs]
    assert names == ["what == cyst", "what == tumour", "what == scar", "sick"]
    first = 0.1 + 0.1 * row["size"]
    torch.testing.assert_close(answer["what == cyst"].counterfactual, first)
    torch.testing.assert_close(answer["what == cyst"].factual, first + 0.2 * row["scan"])
    total = sum(answer[f"what == {word}"].counterfactual for word in ("cyst", "tumour", "scar"))
    torch.testing.assert_close(total, torch.ones(3))
    assert "what == scar had" in answer.to_table()


def test_a_predictor_that_is_not_trained_is_named_wherever_it_stands(row):
    for question in ("size had size = length", "P(ill | do(size = length))"):
        with pytest.raises(CausalimgError, match="not trained"):
            ask(*MODEL, question, row)
