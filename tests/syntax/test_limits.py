"""Every limit of the language, from both sides: what lies on it is read, one more is refused.

Each refusal has a code, a place and a remedy. `docs/language.md` tells the same numbers.
"""

import re
from pathlib import Path

import pytest

from causalimg.diagnostics import Diagnostic
from causalimg.source import Source
from causalimg.source.files import LARGEST
from causalimg.syntax import parse, parse_question
from causalimg.syntax.beyond import MAX_VARIABLES
from causalimg.syntax.layout import MAX_NESTING
from causalimg.syntax.lexemes import MAX_BYTES, MAX_DIGITS, MAX_LEXEMES
from causalimg.syntax.walk import MAX_DEPTH

DOCS = Path(__file__).parents[2] / "docs"
HEAD = "causalimg 1\n"


def found(text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a text; without fault it has a tree."""
    parsed = parse(Source("any.scm", text))
    assert (parsed.tree is None) == bool(parsed.diagnostics)
    return parsed.diagnostics


def refused(text: str, words: str) -> Diagnostic:
    """The one diagnostic of a text that goes beyond a limit."""
    (only,) = found(text)
    assert only.code == "E0010"
    assert words in only.message
    assert only.span is not None
    assert only.helps
    return only


def equation(value: str) -> str:
    return f"{HEAD}mechanisms {{\n  x := {value}\n}}\n"


def mebibyte(more: int) -> str:
    return HEAD + "#" * (MAX_BYTES + more - len(HEAD) - 1) + "\n"


def test_bytes():
    assert len(mebibyte(0)) == MAX_BYTES == LARGEST
    assert found(mebibyte(0)) == ()
    refused(mebibyte(1), "longer than 1 MiB")


def test_bytes_are_counted_as_they_are_stored():
    assert found(HEAD + "#" + "年" * ((MAX_BYTES - len(HEAD) - 2) // 3) + "\n") == ()
    refused(HEAD + "#" + "年" * (MAX_BYTES // 3) + "\n", "longer than 1 MiB")


def lexemes(more: int) -> str:
    """A text of that many words, signs and line breaks beyond the limit."""
    head, rest = f"{HEAD}graph {{\n", "}\n"
    left = MAX_LEXEMES + more - 3 - 3 - 2
    return head + "a,b->b\n" * (left // 6) + "# c\n" * (left % 6 // 2) + "\n" * (left % 2) + rest


@pytest.mark.slow
def test_lexemes():
    assert found(lexemes(0)) == ()
    beyond = refused(lexemes(1), f"more than {MAX_LEXEMES:,} words, numbers and signs")
    assert beyond.span.end == len(lexemes(1))


def test_a_question_has_the_limits_of_a_text():
    for text in ("a + " * MAX_LEXEMES, "#" * (MAX_BYTES + 1)):
        (only,) = parse_question(text).diagnostics
        assert only.code == "E0010"
        assert only.helps


def variables(count: int) -> str:
    names = [f"v{number}" for number in range(count)]
    lines = [", ".join(names[at : at + 20]) for at in range(0, count, 20)]
    return f"{HEAD}variables {{\n" + "".join(f"  {line} : real\n" for line in lines) + "}\n"


def test_variables():
    assert found(variables(MAX_VARIABLES)) == ()
    text = variables(MAX_VARIABLES + 1)
    beyond = refused(text, f"at most {MAX_VARIABLES:,} variables")
    assert text[beyond.span.start : beyond.span.end] == f"v{MAX_VARIABLES}"


def test_variables_of_several_blocks_are_counted_together():
    half = variables(MAX_VARIABLES // 2)
    refused(half + half.removeprefix(HEAD) + "variables { one_more : real }\n", "variables")


@pytest.mark.parametrize("brackets", ["()", "[]"])
def test_brackets(brackets):
    """The braces of the block are one of them."""
    opening, closing = brackets
    inside = MAX_NESTING - 1
    assert found(equation(opening * inside + "1" + closing * inside)) == ()
    refused(equation(opening * (inside + 1) + "1" + closing * (inside + 1)), f"{MAX_NESTING} deep")


@pytest.mark.parametrize(
    ("deep", "around"),
    [("- ", 3), ("not ", 3), ("2 ^ ", 3), ("if a then 1 else ", 4), ("1 + ", 3)],
)
def test_steps_without_brackets(deep, around):
    """The file, its block and the statement lie around; a name is a step more than a number."""
    steps = MAX_DEPTH - around
    assert found(equation(deep * steps + "1")) == ()
    refused(equation(deep * (steps + 1) + "1"), "too many steps one inside another")


@pytest.mark.parametrize("number", ["9" * MAX_DIGITS, "0." + "9" * (MAX_DIGITS - 2)])
def test_digits(number):
    assert found(equation(number)) == ()
    refused(equation(number + "9"), "too many digits")


def test_the_size_of_numbers():
    assert found(equation("1.7e308")) == ()
    refused(equation("1.8e308"), "too large for a number")


def test_the_manual_tells_the_same_numbers():
    told, page = (
        re.sub(r"\s+", " ", (DOCS / name).read_text("utf-8"))
        for name in ("language.md", "explain/E0010.md")
    )
    for words in (
        f"{MAX_BYTES // 2**20} MiB",
        f"{MAX_LEXEMES:,} words, numbers and signs",
        f"{MAX_VARIABLES:,} variables",
        f"{MAX_NESTING} brackets",
        f"{MAX_DEPTH} steps",
        f"{MAX_DIGITS} digits",
    ):
        assert words in told, words
    assert f"{MAX_NESTING} brackets" in page
    assert f"{MAX_LEXEMES:,} words, numbers and signs" in page


@pytest.mark.parametrize("text", ["causalimg{", "causalimg {\n}", "causalimg {\n x : real\n}\n"])
def test_a_first_line_that_opens_a_block_is_told(text):
    found = parse(Source("a.scm", text)).diagnostics
    assert "E0001" in [one.code for one in found]
