"""Terms of a file over several worlds of the same rows, judged by the arrows."""

import pytest

from causalimg.causal.analyse import analyse
from causalimg.causal.answers.several import Several, across
from causalimg.semantics.expr import Expectation, walk
from causalimg.semantics.question import resolve_question
from causalimg.source import Source

START = """causalimg 1
param low : int = 0
variables {
  x, m, y, label : binary
  kind : category {plain, fat}
  dose : real mGy
  latent u : real
  %s
}
graph {
  u -> x, y
  x -> m -> y
  kind, dose -> y -> label
  %s
}
"""


def judged(question: str, variables: str = "", arrows: str = "") -> tuple[Several, ...]:
    model = analyse(Source("several.scm", START % (variables, arrows))).model
    assert model is not None
    query = resolve_question(model, question)
    terms = [one for one in walk(query.value) if isinstance(one, Expectation)]
    return across(model, query, terms[0].span)


@pytest.mark.parametrize(
    ("question", "estimand"),
    [
        ("E[y had m = (m had x = 1)]", "sum_{m} P(m | x = 1) sum_{x} P(x) P(y | x, m)"),
        ("E[y had m = m]", "P(y)"),
        ("E[y had x = 1, m = m]", "P(y)"),
        ("P((m had x = 1) == 0 | x == 1)", "P(m = 0 | x = 1)"),
        ("P((m had x = 1) == 0 | m, x == 1)", "0"),
        ("P(not (m had x = 1) | not m, x)", "1"),
        ("P((y had m = 1) == 1 and (y had m = 0) == 0)", None),
        ("P((y had dose = low) == 1 | dose == 0)", "P(y = 1 | dose = 0)"),
        ("P((y had kind = fat) == 1 | kind == fat)", "P(y = 1 | kind = fat)"),
        ("P((y had dose = 2 mGy) == 1 | dose == 2 mGy)", "P(y = 1 | dose = 2 mGy)"),
        ("P((y had dose = 2000 uGy) == 1 | dose == 2 mGy)", "P(y = 1 | dose = 2 mGy)"),
        ("P(y == 1, (m had x = 0) > 0)", None),
    ],
)
def test_a_term_is_an_event_of_its_worlds(question, estimand) -> None:
    if question.startswith("P(y == 1, "):
        question = "P(y == 1 and (m had x = 0) > 0)"
    (one,) = judged(question)
    assert one.estimand == (estimand or "")
    assert one.identified == (estimand is not None)
    assert (one.why == "") == (estimand not in (None, "0", "1"))


def test_a_mean_of_a_sum_is_a_sum_of_means() -> None:
    """The law of both together is not identified, and nobody asks for it."""
    changed, seen = judged("E[2 * (m had x = 1) - m / 2 + 1]")
    assert (changed.estimand, seen.estimand) == ("P(m | x = 1)", "P(m)")
    (both,) = judged("P((m had x = 1) > m)")
    assert (both.identified, "they share their noise" in both.why) == (False, True)


@pytest.mark.parametrize(
    "question",
    [
        "E[y had dose = dose + 1 mGy, x = 1]",
        "E[y had m = (x had dose = 1 mGy), x = 1]",
        "E[(y had x = 1) had m = 1]",
        "E[y had m = 1 | do(x = 1)]",
    ],
)
def test_what_is_no_such_event_is_left_to_others(question) -> None:
    assert judged(question) == ()


def test_what_nobody_sees_is_named() -> None:
    (one,) = judged("E[y had m = (m had x = 1) | u > 0]")
    assert (one.identified, one.why) == (False, "is not identified: nothing shows u")


def test_selected_rows_are_a_population_of_their_own() -> None:
    (one,) = judged("E[y had m = (m had x = 1)]", "selection kept : binary", "label -> kept")
    assert (one.identified, "hedge" in one.why or "noise" in one.why) == (False, True)
    (one,) = judged("E[y had m = (m had x = 1)]", "selection kept : binary", "x -> kept")
    assert (one.identified, one.rows) == (True, "selected")
    nothing = judged(
        "E[y had m = (m had x = 1)] for everyone", "selection kept : binary", "x -> kept"
    )
    assert nothing == ()


def test_a_site_is_one_more_thing_that_is_given() -> None:
    question = "E[y had m = (m had x = 1)] for north"
    (one,) = judged(question, "environment site : category {north, south}", "site -> m")
    assert "site == north" in str(one.event)
    assert "site = north" in one.estimand
