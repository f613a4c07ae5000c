"""Questions asked later, as text, and what keeps a model from being compiled."""

from pathlib import Path

import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, render
from causalimg.semantics.expr import CategoryValue, Had, Number, PredictorRef
from causalimg.semantics.holes import compile_problems
from causalimg.semantics.model import Counterfactual, Estimand
from causalimg.semantics.question import hear, resolve_assignments, resolve_question
from causalimg.source import Source

ROOT = Path(__file__).parents[2]
HOLES = sorted((ROOT / "tests" / "models" / "holes").glob("*.scm"))


def gallery(name):
    path = ROOT / "models" / f"{name}.scm"
    found = analyse(Source(str(path), path.read_text(encoding="utf-8")))
    assert found.model is not None
    return found.model


@pytest.fixture(scope="module")
def chest():
    return gallery("chest_xray")


def test_a_question_reads_like_one_of_the_file(chest):
    asked = resolve_question(chest, "image had scanner = philips, age = 960 months")

    assert isinstance(asked, Counterfactual)
    assert asked.assignments[0].value == CategoryValue("philips", 1)
    assert asked.assignments[1].value == Number(80.0, "years")
    assert resolve_question(chest, "image had harmonise").assignments == (
        chest.query("restyle").assignments
    )
    effect = resolve_question(chest, "E[triage | do(scanner = agfa)]", "effect")
    assert isinstance(effect, Estimand)
    assert effect.name == "effect"
    assert isinstance(effect.value.value, PredictorRef)


def test_every_query_of_the_gallery_can_be_asked_again():
    for path in sorted((ROOT / "models").glob("*.scm")):
        model = gallery(path.stem)
        for query in model.queries:
            words = model.source.slice(query.span)
            assert resolve_question(model, words, query.name) == query


def test_a_counterfactual_stands_inside_an_expectation(chest):
    asked = resolve_question(chest, "E[label had bedside = 1 | bedside == 0]")

    assert isinstance(asked.value.value, Had)
    assert asked.value.conditions[0].right == CategoryValue("0", 0)
    necessity = resolve_question(chest, "P(label had bedside = 0 == 0 | bedside == 1, label == 1)")
    assert necessity.value.value.left.assignments[0].variable == "bedside"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("image had scaner = philips", "E0101"),
        ("image had scanner = phillips", "E0104"),
        ("image had sharpen", "E0101"),
        ("image had age = 3 mm", "E0202"),
        ("E[frailty | do(b_0 = 1)]", "E0101"),
        ("E[b_0]", "E0201"),
        ("E[sex]", "E0201"),
        ("E[age | do(age = 3), age > 2]", "E0504"),
        ("image had scanner in 1 .. 3 by 1", "E0201"),
        ("image had age in 20 .. 30 by 0", "E0209"),
        ("E[age had age in 20 .. 30 by 1]", "E0201"),
        ("E[label | do(age ~ Bernoulli(0.5))]", "E0201"),
        ("E[age] for brussels", "E0101"),
        ("E[age] + age", "E0008"),
        ("image", "E0008"),
        ("image had", "E0010"),
        ("E[", "E0010"),
    ],
)
def test_a_question_is_refused_with_its_place(chest, text, code):
    heard = hear(chest, text)

    assert heard.query is None
    assert code in {d.code for d in heard.diagnostics}
    for one in heard.diagnostics:
        spans = [one.span, *(o.span for o in one.others)]
        assert all(0 <= s.start <= s.end <= len(text) + 1 for s in spans if s)
    with pytest.raises(CausalimgError):
        resolve_question(chest, text)


def test_a_warning_does_not_stop_a_question(chest):
    heard = hear(chest, "image had age = 120 years")

    assert [d.code for d in heard.diagnostics] == ["W0507"]
    assert heard.query is not None


def test_assignments_are_read_alone(chest):
    found = resolve_assignments(chest, "harmonise, age = age + 12 months")

    assert [one.variable for one in found] == ["scanner", "bedside", "age"]
    assert found[2].value.right == Number(1.0, "years")
    for wrong in ("scanner = canon", "scanner", "scanner = agfa, scanner = philips", "age ="):
        with pytest.raises(CausalimgError):
            resolve_assignments(chest, wrong)


# ---- holes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", HOLES, ids=lambda p: p.stem)
def test_a_sketch_is_checked_but_not_compiled(path, snapshot):
    source = Source(path.name, path.read_text(encoding="utf-8"))
    found = analyse(source)
    assert found.model is not None
    problems = compile_problems(found.model)

    assert path.stem.split("_")[0] in {d.code for d in problems}
    snapshot(path.with_suffix(".expected"), render(problems, source))


def test_the_gallery_can_be_compiled():
    for path in sorted((ROOT / "models").glob("*.scm")):
        assert compile_problems(gallery(path.stem)) == ()
