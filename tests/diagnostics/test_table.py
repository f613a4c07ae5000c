"""The table of codes, suggestions and fixes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.diagnostics import (
    CODES,
    CausalimgError,
    Diagnostic,
    Fix,
    Severity,
    apply_fixes,
    did_you_mean,
    has_errors,
    suggest,
)
from causalimg.source import Span

WORDS = st.text("abcdeXY_é", min_size=1, max_size=8)


def test_codes_are_named_by_kind_and_number_and_titled_without_a_full_stop() -> None:
    for name, code in CODES.items():
        assert name == code.code
        assert re.fullmatch(r"[EW]0\d\d\d", name)
        assert not code.title.endswith(".")
        assert name.startswith("E") or code.severity is not Severity.ERROR


def test_no_number_is_used_twice() -> None:
    numbers = [name[1:] for name in CODES]

    assert len(set(numbers)) == len(numbers)


@given(WORDS, st.lists(WORDS, max_size=6))
def test_what_is_suggested_comes_from_the_names_and_is_not_the_word(
    word: str, names: list[str]
) -> None:
    found = suggest(word, names)

    assert set(found) <= set(names) - {word}
    assert len(found) == len(set(found)) <= 3


@given(st.text("abcdefgh", min_size=4, max_size=9), st.data())
def test_one_slip_of_a_finger_is_recognised(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 2))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    slips = {name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], swapped, name.upper()}

    for slip in slips - {name}:
        assert suggest(slip, [name]) == (name,)


@pytest.mark.parametrize(
    ("word", "names", "meant"),
    [
        ("phillips", ["agfa", "philips"], "philips"),
        ("bernoulli", ["Bernoulli", "Beta"], "Bernoulli"),
        ("thick", ["thickness", "intensity"], "thickness"),
        ("age_years", ["age", "sex"], "age"),
        ("x", ["y", "z"], None),
        ("image", ["scanner"], None),
    ],
)
def test_what_was_meant(word: str, names: list[str], meant: str | None) -> None:
    assert did_you_mean(word, names) == ((f"did you mean `{meant}`?",) if meant else ())


def test_fixes_that_overlap_are_applied_once() -> None:
    fixes = [
        Fix(Span(0, 2), "a"),
        Fix(Span(1, 3), "b"),
        Fix(Span(3, 3), "!"),
        Fix(Span(0, 2), "a"),
    ]
    found = [Diagnostic("E0010", "", fix=fix) for fix in fixes]

    assert apply_fixes("xyz", found) == "az!"
    assert apply_fixes("xyz", [Diagnostic("E0010", "")]) == "xyz"


def test_warnings_stop_nothing() -> None:
    warning = Diagnostic("W0109", "", severity=Severity.WARNING)

    assert not has_errors([warning])
    assert has_errors([warning, Diagnostic("E0101", "")])


def test_the_exception_carries_all_of_them() -> None:
    error = CausalimgError([Diagnostic("E0101", "one"), Diagnostic("E0102", "two")])

    assert str(error) == "E0101: one\nE0102: two"
    assert len(error.diagnostics) == 2
