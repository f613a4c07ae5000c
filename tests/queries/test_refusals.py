"""A question asked later is refused for the same reasons as one in the file."""

import pytest
import torch

import causalimg
from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Severity
from causalimg.program.load import build
from causalimg.queries.ask import ask
from causalimg.source import Source
from compiled import model_of

TEXT = """causalimg 1
model open_coupling
variables {
  x : real
  y : category {a, b}
}
mechanisms {
  x ~ Normal(0, 1)
  y ~ Categorical(a = sigmoid(x), b = 1 - sigmoid(x))
}
"""


def test_a_later_question_that_needs_a_coupling_is_refused():
    rows = {"x": torch.zeros(2), "y": torch.zeros(2, dtype=torch.int64)}
    with pytest.raises(causalimg.CausalimgError) as refused:
        causalimg.loads(TEXT).ask("y had x = 1", rows=rows)
    assert [d.code for d in refused.value.diagnostics] == ["E0502"]


def test_one_that_does_not_touch_it_is_answered():
    rows = {"x": torch.zeros(2), "y": torch.zeros(2, dtype=torch.int64)}
    answer = causalimg.loads(TEXT).ask("x had y = b", rows=rows)
    assert answer["x"].counterfactual.tolist() == [0.0, 0.0]


def test_a_positive_equation_can_be_conditioned_on():
    # score | dose = 1.5: the density of dose at 1.5 weighs the lesions, zero lies outside it.
    model = causalimg.loads(
        "causalimg 1\nmodel t\nvariables {\n  lesions : real in (0, 5)\n  dose : real in [0, inf)\n"
        "  score : real\n}\nnoise {\n  u_dose ~ Exponential(2)\n}\nmechanisms {\n"
        "  lesions ~ Uniform(0, 5)\n  dose := (1 + lesions) * u_dose\n"
        "  score ~ Normal(dose + lesions, 1)\n}\n"
    )
    lesions = torch.linspace(0, 5, 20_001).double()
    weight = 2 / (1 + lesions) * torch.exp(-2 * 1.5 / (1 + lesions))
    truth = float((weight * (1.5 + lesions)).sum() / weight.sum())
    answer = model.ask("E[score | dose == 1.5]", draws=50_000)
    assert abs(float(answer) - truth) < 4.5 * float(answer.number.error)


def _fitted_bow(below):
    """A model with an unseen cause of both, as after a fit, and rows of it."""
    model = model_of(
        "causalimg 1\nvariables {\n  latent u, w : real\n  x, y : real\n}\nnoise {\n"
        "  e ~ Normal(0, 1)\n}\nparameters {\n  b : real\n}\nmechanisms {\n  u ~ Normal(0, 1)\n"
        f"  w ~ Normal(0, 1)\n  x ~ Normal(u, 1)\n  {below}\n}}\n"
    )
    return model, build(model).eval(), {"x": torch.zeros(2), "y": torch.ones(2)}


NETWORK, FORM = "y ~ flow() given x, u", "y := b * x + u + e"


@pytest.mark.parametrize("below", [NETWORK, FORM])
def test_an_effect_is_judged_by_one_rule_wherever_it_is_asked(below):
    model, program, _ = _fitted_bow(below)
    question = "E[y | do(x = 1)]"
    text = model.source.text + f"queries {{\n  q : {question}\n}}\n"
    (checked,) = [d for d in analyse(Source("q.scm", text)).diagnostics if d.code == "E0503"]
    if checked.severity is Severity.ERROR:
        with pytest.raises(causalimg.CausalimgError) as refused:
            ask(model, program, question, draws=10)
        (told,) = refused.value.diagnostics
    else:
        (told,) = ask(model, program, question, draws=10).warnings
    assert (told.code, told.severity) == (checked.code, checked.severity)
    assert (told.message, told.helps) == (checked.message, checked.helps)


@pytest.mark.parametrize("below", [NETWORK, FORM])
def test_a_row_says_what_its_answer_rests_on(below):
    model, program, rows = _fitted_bow(below)
    (told,) = ask(model, program, "y had x = 1", rows).warnings
    assert (told.code, told.severity) == ("E0503", Severity.NOTE)
    assert "rests on" in told.message
    (idle,) = ask(model, program, "x had y = 1", rows).warnings
    assert (idle.code, idle.message) == ("W0508", "`y` does not reach `x`")


def test_a_latent_that_nothing_tells_of_is_told_of_with_the_answer():
    model, program, rows = _fitted_bow(FORM)
    told, idle = ask(model, program, "w had x = 1", rows).warnings
    assert (told.code, idle.code) == ("E0505", "W0508")
