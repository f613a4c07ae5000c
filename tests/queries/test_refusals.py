"""A question asked later is refused for the same reasons as one in the file."""

import pytest
import torch

import causalimg

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
