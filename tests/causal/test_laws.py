"""Laws asked for by names alone, and estimands that read as few variables as will do."""

import itertools

import pytest

from causalimg.causal.analyse import analyse
from causalimg.causal.answers.asked import terms_of
from causalimg.causal.answers.effects import judge
from causalimg.causal.answers.laws import law_named
from causalimg.causal.answers.leaner import leaner
from causalimg.causal.estimands.estimand import free
from causalimg.causal.identification.identify import Identified
from causalimg.diagnostics import CausalimgError
from causalimg.source import Source
from exact_models import CLOSE, Evaluator, Exact
from exact_rows import some_graph
from oracle_texts import built, model_of

WARD = """causalimg 1
variables {
  environment site : category {north, south}
  age : real
  scanner : category {ge, philips}
  disease, label : binary
}
mechanisms {
  age ~ Normal(60, 10)
  scanner ~ Categorical(ge = 0.5, philips = 0.5)
  disease ~ Bernoulli(sigmoid((age - 60) / 10))
  label ~ Bernoulli(if scanner == ge then 0.1 + 0.8 * disease else 0.5 * disease)
}
"""


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("P(label | do(scanner))", "P(label | do(scanner))"),
        (" P( label,disease|do( scanner ),age ) ", "P(label, disease | do(scanner), age)"),
        ("P(age | do(scanner = philips, disease))", "P(age | do(scanner, disease))"),
        ("P(label | age, do(scanner)) for south", "P(label | do(scanner), age, site)"),
        ("P(age)", "P(age)"),
    ],
)
def test_a_law_is_asked_for_by_names(text, law) -> None:
    asked = law_named(built(WARD)[0], text)
    assert asked is not None
    assert str(asked.effect) == law


@pytest.mark.parametrize(
    "text",
    ["P(label)", "P(label | disease)", "P(label | do(scanner = ge))", "P(age > 3 | do(scanner))",
     "E[label | do(scanner)]", "P(label | do(scanner = ge)) - P(label)", "label had scanner = ge"],
)  # fmt: skip
def test_what_the_language_says_stays_a_question_of_it(text) -> None:
    assert law_named(built(WARD)[0], text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P(labl | do(scanner))", "`labl` is no variable of this model"),
        ("P(label | do(label))", "stands in more than one place"),
        ("P(label | do(scanner)) for east", "there is no site `east`"),
    ],
)
def test_a_law_of_what_is_not_there_is_refused(text, words) -> None:
    with pytest.raises(CausalimgError, match=words):
        law_named(built(WARD)[0], text)


def test_a_shorter_estimand_is_the_same_number() -> None:
    shorter = 0
    for seed in range(120):
        graph, order = some_graph(seed)
        model, exact = model_of(graph), Exact(graph, seed)
        asked = law_named(model, f"P({order[-1]} | do({order[0]}))")
        verdict = judge(model, asked)
        found, lean = verdict.found, leaner(model, verdict).found
        assert isinstance(found, Identified) == isinstance(lean, Identified)
        if not isinstance(found, Identified):
            continue
        read = Evaluator(exact, here=exact.law())
        names = sorted(free(found.estimand) | free(lean.estimand))
        for values in itertools.product(range(2), repeat=len(names)):
            at = dict(zip(names, values, strict=True))
            same = pytest.approx(read.value(found.estimand, at), abs=CLOSE)
            assert read.value(lean.estimand, at) == same, (seed, found, lean)
        shorter += lean != found
    assert shorter


def test_what_is_seen_and_not_needed_makes_no_estimand_longer() -> None:
    text = """causalimg 1
variables {
  x, m, y : binary
  w : real
  s : category {a, b, c}
}
graph {
  x -> m -> y
  x <-> y
  w -> x, y
  s -> m
}
queries {
  untreated : E[y had x = 1 | x == 0]
}
"""
    model = analyse(Source("", text)).draft
    verdict = judge(model, terms_of(model, model.query("untreated"))[0])
    assert str(leaner(model, verdict).found.estimand) == "sum_{m} P(y | x′, m) P(m | x)"
