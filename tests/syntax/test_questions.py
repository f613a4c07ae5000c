"""Questions and claims that are proposed about the variables of a text: they can be asked of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Diagnostic, Severity
from causalimg.source import Source
from causalimg.syntax import parse, parse_question
from causalimg.syntax.habits.defined import defined
from causalimg.syntax.habits.questions import (
    about,
    direct,
    effect,
    implied,
    indirect,
    levels,
    pair_of,
)
from causalimg.syntax.nearby import free_name, nearby

MODELS = sorted((Path(__file__).parents[2] / "models").glob("*.scm"))
#: What an answer may need that its question cannot know.
OPEN = ("E0503", "E0502", "E0501", "E0605", "E0606", "E0505")


def complaints(text: str) -> list[Diagnostic]:
    """What is said about a text, but for what depends on its mechanisms and its data."""
    found = analyse(Source("models/asked.scm", text)).diagnostics
    return [d for d in found if d.severity is not Severity.NOTE and d.code not in OPEN]


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_an_effect_of_every_arrow_can_be_asked(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = Source(str(path), text)
    near = nearby(source)
    asks: tuple[Callable[[Source, str, str], str], ...] = (effect, direct, indirect)
    pairs = [
        (a, b)
        for a, b in dict.fromkeys(near.arrows)
        if near.role(a) in ("", "latent") and near.role(b) in ("", "latent")
        if near.kind(a) not in ("vector", "image", "mask", "kspace")
    ]
    for cause, outcome in pairs:
        for ask in asks if near.between(cause, outcome) else asks[:2]:
            asked = ask(source, cause, outcome)
            assert parse_question(asked).diagnostics == (), asked
            with_it = f"{text}\nqueries {{\n  {free_name(source, 'proposed')} : {asked}\n}}\n"
            assert complaints(with_it) == complaints(text), asked


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_an_independence_that_is_proposed_holds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    claims = "".join(f"  {claim}\n" for claim in implied(Source(str(path), text)))
    assert complaints(f"{text}\nclaims {{\n{claims}}}\n") == complaints(text)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("x : real", ("1", "0")),
        ("x : binary", ("1", "0")),
        ("x : real in [0, inf) mGy", ("1", "0")),
        ("x : real in [18, 100] years", ("80", "38")),
        ("x : real in (0, 4]", ("3", "1")),
        ("x : real in (0, 1)", ("0.75", "0.25")),
        ("x : real in (45, inf)", ("47", "46")),
        ("x : real in (-inf, -2]", ("-3", "-4")),
        ("x : category {agfa, philips, ge}", ("philips", "agfa")),
        ('x : category {"1.5T", "3T"}', ('"3T"', '"1.5T"')),
        ("x : ordinal {none < mild}", ("mild", "none")),
        ("x : category {0..9}", ("1", "0")),
    ],
)
def test_two_values_lie_inside_the_support(declared: str, expected: tuple[str, str]) -> None:
    source = Source("", f"causalimg 1\nvariables {{\n  {declared}\n}}\n")
    assert levels(nearby(source), "x") == expected


WARD = """causalimg 1
variables {
  site         : category {north, south}
  age, dose    : real
  sick         : binary
  stage        : ordinal {none < mild}
  latent mood  : real
  scan         : image[1, 8, 8]
}
graph {
  site -> age -> dose -> sick, stage, scan
  mood -> sick
}
mechanisms {
  dose ~ Normal(a * age, 1)
  sick ~ b*dose + c*age
}
"""


def ward(more: str = "") -> Source:
    return Source("ward.scm", WARD + more)


def test_what_is_not_said_is_guessed_from_the_arrows() -> None:
    assert pair_of(ward(), "age", "") == ("age", "sick")
    assert pair_of(ward(), "", "dose") == ("age", "dose")
    assert pair_of(Source("", "causalimg 1\n"), "", "") == ("x", "y")


def test_a_picture_is_imagined_and_a_category_counted() -> None:
    assert effect(ward(), "dose", "scan") == "scan had dose = 1"
    assert effect(ward(), "age", "stage").startswith("P(stage == mild | do(age = 1)) - ")
    assert about(ward(), "stage")[1].endswith("`P(stage == mild)`")
    assert about(ward(), "nobody") == ()


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        ("a*b", "E[sick had age = 0, dose = (dose had age = 1)] - E[sick had age = 0]"),
        ("c + a*b", "E[sick | do(age = 1)] - E[sick | do(age = 0)]"),
        ("a*c", ""),
        ("a - b", ""),
        ("a*age", None),
        ("2", None),
    ],
)
def test_a_defined_parameter_stands_for_an_effect(value: str, asked: str | None) -> None:
    assert defined(ward(), "ab", value) == asked


def test_a_name_is_free_however_many_are_asked_for() -> None:
    taken = ward("queries {\n  effect : E[sick]\n}\n")
    assert free_name(ward(), "effect") == "effect"
    assert free_name(taken, "effect") == "effect_2"
    assert free_name(taken, "effect", 2) == "effect_3"


def test_what_cannot_be_read_is_left_out_of_what_is_nearby() -> None:
    near = nearby(
        Source("", WARD.replace("site -> age", "site - age") + "graph { a <-> b; c -> d; }\n")
    )
    assert near.kind("sick") == "binary"
    assert near.role("mood") == "latent"
    assert near.causes("sick") == ("mood",)
    assert near.shared == (("a", "b"),)
    assert near.effects("c") == ("d",)
    assert parse(ward()).tree is None
