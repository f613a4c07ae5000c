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
