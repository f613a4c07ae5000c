"""The page of a licence, for each verdict once."""

from dataclasses import replace

import pytest
from hypothesis import example, given

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.licences.explain import explain, explain_flips, headline
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.sensitivity import Flip, sensitivity
from causalimg.causal.licences.verdicts import Method, Standing, Verdict
from licences import asked

IGNORES = "ignores it, and nothing named as appearance gives it away"


def page(text, **rest):
    return explain(licence_of(Question(sketch(text), "image", "disease", **rest)))


@pytest.mark.parametrize(
    ("text", "rest", "lines"),
    [
        (
            "site -> disease -> image; disease -> label; site -> scanner -> image",
            {
                "latent": frozenset({"disease"}),
                "label": "label",
                "invariant_to": ("site", "scanner"),
            },
            ("approximate at best", "train       content _||_ site | label", "by label"),
        ),
        (
            "disease -> lesion, shape -> image; site -> shape; site -> scanner -> image",
            {
                "latent": frozenset({"lesion", "shape"}),
                "invariant_to": ("site", "scanner"),
            },
            ("licensed for a part", "train       lesion _||_ site", "content     lesion\n"),
        ),
        (
            "site -> disease -> image",
            {"invariant_to": ("site",), "environment": "site"},
            ("vacuous:", "holds       content _||_ site | disease", "instead     augment"),
        ),
        (
            "disease -> image; disease -> archived <- scanner; scanner -> image",
            {"invariant_to": ("scanner",), "selection": ("archived",)},
            (
                "content(image) <- disease -> archived <- scanner   (closed once disease is",
                "^^^^^^^^ a common effect, and you condition on it",
            ),
        ),
        (
            "scanner -> lesion -> disease; lesion, scanner -> image",
            {"invariant_to": ("scanner",), "latent": frozenset({"lesion"})},
            ("warning     scanner causes disease", "disease must follow"),
        ),
        (
            "disease -> image; disease -> label <- scanner; scanner -> image",
            {
                "invariant_to": ("scanner",),
                "label": "label",
                "latent": frozenset({"disease"}),
            },
            ("the factual noise of label stays too", "train       content _||_ scanner   "),
        ),
    ],
)
def test_a_page_says(text, rest, lines):
    said = page(text, **rest)
    for line in lines:
        assert line in said, said


@pytest.mark.parametrize("read", [("image", "dose"), ("image",)])
def test_the_answer_may_move_with_what_is_read_beside_the_image(read):
    """An input that follows the scanner is no ground for holding the answer of both still."""
    arrows = "disease -> image; site -> scanner -> image; scanner, disease -> dose"
    licence = licence_of(
        Question(sketch(arrows), "image", "disease", inputs=read, invariant_to=("scanner",))
    )
    said = " ".join(explain(licence).split())
    alone = read == ("image",)
    assert ("same answer under do licensed" in said) is alone
    assert ("the answer must not move" in said) is alone
    assert ("consistency" in [r.kind for r in licence.remedies]) is alone
    assert ("since the predictor reads dose too, which moves" in said) is not alone
    assert ("content, dose _||_ scanner | disease, dose where the penalty" in said) is not alone
    flips = explain_flips(sensitivity(licence.question))
    assert ("scanner: consistency  forbidden => licensed" in flips) is not alone


def test_an_attribute_that_moves_nothing_that_is_read_keeps_the_answer_still():
    arrows = "site -> age -> disease -> image; site -> scanner -> image"
    asked = Question(sketch(arrows), "image", "disease", inputs=("image", "age"),
                     invariant_to=("scanner",))  # fmt: skip
    said = " ".join(page(arrows, inputs=asked.inputs, invariant_to=("scanner",)).split())
    assert "nor content that tells of it, nor age: the answer must not move" in said
    assert "content, age _||_ scanner | site where the penalty reads age too" in said


@given(asked())
def test_no_headline_contradicts_the_methods_below_it(question):
    licence = licence_of(question)
    for attribute in licence.attributes:
        said = headline(licence, attribute)
        forbidden = {r.method for r in attribute.forbidden}
        independences = {Method.MARGINAL, Method.CONDITIONAL, Method.WEIGHTED}
        if "already ignores" in said or said == "licensed":
            assert Method.MARGINAL not in forbidden
        if "not licensed" in said or "no independence" in said:
            assert independences <= forbidden
            risks = {attribute.ruling(m).standing for m in (Method.IRM, Method.VREX)}
            assert ("no independence" in said) == (Standing.LICENSED in risks)
        meant = {Verdict.LICENSED: attribute.useful, Verdict.VACUOUS: attribute.vacuous}
        for condition in meant.get(attribute.verdict, ())[:1]:
            assert ("given" in said) == bool(condition.given)
            if condition.given == (question.target,):
                assert Method.CONDITIONAL not in forbidden
        assert f"{attribute.name}: {said}\n" in explain(licence)


@pytest.mark.parametrize(
    ("text", "rest", "said"),
    [
        ("sex -> age -> image; age -> disease -> image", {},
         f"vacuous: given age, content {IGNORES}"),
        ("sex -> disease -> image", {},
         f"vacuous: given disease, content {IGNORES}"),
        ("sex -> image; disease -> lesion -> image", {"latent": frozenset({"lesion"})},
         f"vacuous: the content that tells of disease already {IGNORES}"),
        ("sex, disease -> image", {}, "not licensed: however one conditions, content tells of it"),
        ("sex -> image; age -> disease", {}, "not licensed: no content of image tells of disease"),
        ("disease, scanner -> image; sex -> scanner, disease", {"invariant_to": ("scanner",)},
         "licensed given disease"),
    ],
)  # fmt: skip
def test_fairness_is_headed_by_what_was_found(text, rest, said):
    licence = licence_of(Question(sketch(text), "image", "disease", fair_to=("sex",), **rest))
    assert headline(licence, licence.attribute("sex")) == said


@pytest.mark.parametrize(
    ("arrow", "differs"), [("site -> kept", True), ("site -> disease", False)]
)
def test_rows_are_selected_differently_by_a_site_with_an_arrow_into_the_selection(arrow, differs):
    arrows = f"disease -> image; disease -> kept; {arrow}"
    said = page(arrows, environment="site", selection=("kept",))
    assert ("selected by kept, differently by site: " in said) is differs
    assert ("\nselected by kept: " in said) is not differs


def test_a_condition_that_only_gives_power_shows_the_path_that_it_opens():
    """Among equal doses the look of the scanner tells of the site; content never does."""
    said = page(
        "disease, scanner -> image; scanner -> dose <- site", invariant_to=("site", "scanner")
    )
    (site, scanner) = said.split("\n\n")[-3:-1]
    assert site.startswith("invariant to site: licensed given dose")
    assert "train       content _||_ site | dose   removes the look of scanner" in site
    assert "given dose, the look tells of it\n" in site
    assert "appearance(scanner) <- scanner -> dose <- site" in site
    assert "^^^^ a common effect, and you condition on it" in site
    assert "the look tells of it" not in scanner


def test_a_shortcut_that_nothing_removes_is_loud():
    said = page(
        "disease -> image; ward -> scanner, disease; scanner -> lesion -> disease; "
        "lesion, scanner -> image",
        latent=frozenset({"ward", "lesion"}),
        invariant_to=("scanner",),
    )
    assert "SHORTCUT    nothing above removes the look of scanner" in said


def test_a_flip_is_told_in_one_line():
    asked = Question(sketch("disease, scanner -> image"), "image", "disease",
                     invariant_to=("scanner",))  # fmt: skip
    assert [str(flip) for flip in sensitivity(asked)] == ["image -> disease: nothing changes"]
    assert str(Flip("a", "b", ())) == "b -> a: nothing changes"
    assert explain_flips(()) == ""


@given(asked())
def test_a_turned_arrow_that_changes_nothing_leaves_every_set_and_shortcut(question):
    inputs = tuple(n for n in question.graph.nodes if n in question.observed - {"y"})[-2:]
    question = replace(question, inputs=inputs)
    before = licence_of(question)
    for flip in sensitivity(question):
        if flip.changes:
            continue
        arrows = question.graph.directed - {(flip.cause, flip.effect)}
        arrows |= {(flip.effect, flip.cause)}
        after = licence_of(replace(question, graph=replace(question.graph, directed=arrows)))
        assert {*after.shortcuts} == {*before.shortcuts}
        assert {*after.uncovered} == {*before.uncovered}
        for old in before.attributes:
            new = after.attribute(old.name)
            for kind in ("useful", "fused", "approximate"):
                assert _given(getattr(old, kind)) == _given(getattr(new, kind))
            assert [part for part, _ in old.partial] == [part for part, _ in new.partial]


def _given(conditions):
    return sorted(condition.given for condition in conditions)


def test_the_page_says_which_arrows_are_never_turned():
    asked = Question(sketch("disease -> image <- scanner <- site"), "image", "disease",
                     invariant_to=("scanner",))  # fmt: skip
    flips = sensitivity(asked)
    assert ("scanner", "image") not in [(flip.cause, flip.effect) for flip in flips]
    assert "never turned: arrows into the image but from target and label" in explain_flips(flips)


# An arc into the image is a part of it although its other end leads nowhere.
ARC = Question(sketch("x -> y, c, a; c <-> x; a <-> x"), "x", "y", invariant_to=("a",))


@given(asked())
@example(ARC)
def test_a_turned_arrow_changes_what_the_licence_of_the_turned_graph_says(question):
    before = licence_of(question)
    for flip in sensitivity(question):
        arrows = question.graph.directed - {(flip.cause, flip.effect)}
        arrows |= {(flip.effect, flip.cause)}
        turned = replace(question, graph=replace(question.graph, directed=arrows))
        after = licence_of(turned)
        changed = {change.attribute for change in flip.changes}
        for old in before.attributes:
            new = after.attribute(old.name)
            same = (old.verdict, old.best, old.rulings) == (new.verdict, new.best, new.rulings)
            assert same or old.name in changed or _alike(old, new)


def _alike(old, new):
    """Only a path or a reason reads otherwise, or what a condition removes."""
    standings = [[r.standing for r in one.rulings] for one in (old, new)]
    given_ = [one.best.given if one.best else None for one in (old, new)]
    return standings[0] == standings[1] and given_[0] == given_[1] and old.verdict == new.verdict
