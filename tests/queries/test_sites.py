"""Whether a question needs to know how often each site occurs."""

import pytest

import causalimg
from causalimg.diagnostics import CausalimgError

TEXT = """causalimg 1
variables {
  environment site : category {north, south}
  age, tear, dose  : binary
  SELECTION
}
mechanisms {
  age  ~ Bernoulli(0.5) via threshold
  tear ~ Bernoulli(if age then 0.4 else 0.2) via threshold
  dose ~ Bernoulli(if tear then match site { north: 0.1, south: 0.9 } else 0.5) via threshold
  SELECTED
}
"""
PLAIN = TEXT.replace("SELECTION", "").replace("SELECTED", "")
SELECTED = TEXT.replace("SELECTION", "selection kept : binary").replace(
    "SELECTED", "kept ~ Bernoulli(if site == north then 0.9 else 0.1)"
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("P(tear)", 0.3),
        ("P(tear | age == 1)", 0.4),
        ("P(tear | do(age = 1)) - P(tear | do(age = 0))", 0.2),
        ("P(dose | do(dose = 1))", 1.0),
        ("P((tear had age = 1) == 1 | age == 0)", 0.4),
    ],
)
def test_what_does_not_depend_on_the_site_is_answered_without_shares(question, value):
    assert float(causalimg.loads(PLAIN).ask(question)) == pytest.approx(value)


@pytest.mark.parametrize(
    "question",
    [
        "P(dose)",
        "P(tear | dose == 1)",
        "P(tear | do(age = dose))",
        "P((dose had tear = 1) == 1 | age == 0)",
    ],
)
def test_what_depends_on_the_site_wants_its_shares(question):
    with pytest.raises(CausalimgError, match="how often each `site` occurs"):
        causalimg.loads(PLAIN).ask(question)


def test_a_selection_by_site_wants_the_shares_too():
    with pytest.raises(CausalimgError, match="how often each `site` occurs"):
        causalimg.loads(SELECTED).ask("P(tear)")
