"""The page of a licence, for each verdict once."""

import pytest

from causalimg.causal.admg import sketch
from causalimg.causal.explain import explain, explain_flips
from causalimg.causal.licence import licence_of
from causalimg.causal.question import Question
from causalimg.causal.sensitivity import Flip, sensitivity


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
