"""Mistakes that the corpus of bad models does not show, and how the parser goes on after them."""

import pytest

from causalimg.diagnostics import Diagnostic, apply_fixes
from causalimg.source import Source
from causalimg.syntax import parse, parse_assignments, parse_question
from causalimg.syntax.expected import in_words
from causalimg.syntax.lexemes import MOST


def found(text: str) -> tuple[Diagnostic, ...]:
    return parse(Source("ward.scm", text)).diagnostics


def inside(block: str, *lines: str) -> tuple[Diagnostic, ...]:
    return found(f"causalimg 1\n{block} {{\n" + "\n".join(lines) + "\n}\n")


@pytest.mark.parametrize("first", ["causalimg", "causalimg one", "causalimg 1.0", "causalimg 1 2"])
def test_a_first_line_that_is_almost_right_is_mended(first: str) -> None:
    text = f"{first}\n\ngraph {{\n  a -> b\n}}\n"
    diagnostics = found(text)

    assert [d.code for d in diagnostics] == ["E0001"]
    assert apply_fixes(text, diagnostics) == text.replace(first, "causalimg 1")


def test_a_version_is_named_even_among_other_mistakes() -> None:
    assert [d.code for d in found("causalimg 3\ngraph {\n a b\n}\n")] == ["E0001", "E0010"]


def test_the_first_line_stands_once() -> None:
    assert [d.code for d in found("causalimg 1\ncausalimg 1\n")] == ["E0001"]


def test_blocks_of_later_versions_are_named_as_such() -> None:
    diagnostics = found("causalimg 1\nmacro {\n whatever it says\n}\ngraph {\n a b\n}\n")

    assert [d.code for d in diagnostics] == ["E0009", "E0010"]


def test_an_unknown_block_is_not_read() -> None:
    diagnostics = found("causalimg 1\nzzz {\n what ever\n}\n")

    assert [d.message for d in diagnostics] == ["there is no block `zzz`"]
    assert "`variables`" in diagnostics[0].helps[0]


def test_a_misspelt_block_is_read_as_the_one_that_is_meant() -> None:
    assert [d.code for d in found("causalimg 1\ngraphs {\n a b\n}\n")] == ["E0010", "E0010"]


def test_several_mistakes_are_reported_together_and_not_without_end() -> None:
    assert len(inside("graph", *["a b"] * 5)) == 5
    assert len(inside("graph", *["a b"] * 500)) == MOST


def test_a_number_with_very_many_digits_is_refused() -> None:
    diagnostics = inside("mechanisms", f"y := {'9' * 5000}")

    assert [d.message for d in diagnostics] == ["this number has too many digits"]


@pytest.mark.parametrize(
    ("block", "line", "code", "mended"),
    [
        ("noise", "u = Normal(0, 1)", "E0003", "u ~ Normal(0, 1)"),
        ("parameters", "b : real = Normal(0, 1)", "E0003", "b : real ~ Normal(0, 1)"),
        ("mechanisms", "y = vae(latent = 4) given x", "E0003", "y ~ vae(latent = 4) given x"),
        ("interventions", "h : x == 1", "E0010", "h : x = 1"),
        ("predictors", "t = y from x", "E0010", "t : y from x"),
        ("queries", "q : E[y | do(x == 1)]", "E0010", "q : E[y | do(x = 1)]"),
        ("queries", "q := E[y]", "E0010", "q : E[y]"),
        ("queries", "q : y", "E0008", "q : E[y]"),
        ("variables", "latnt frailty : real", "E0010", "latent frailty : real"),
        ("variables", "x : real on [0, 1]", "E0010", "x : real in [0, 1]"),
        ("graph", "a → b", "E0010", "a -> b"),
        ("graph", "a -> b;", "E0010", "a -> b"),
        ("claims", "a ⫫ b", "E0010", "a _||_ b"),
        ("mechanisms", "y := 2 × x", "E0010", "y := 2 * x"),
    ],
)
def test_what_can_be_mended_is_mended(block: str, line: str, code: str, mended: str) -> None:
    text = f"causalimg 1\n{block} {{\n  {line}\n}}\n"
    diagnostics = found(text)

    assert [d.code for d in diagnostics] == [code]
    assert apply_fixes(text, diagnostics) == text.replace(line, mended)
    assert found(text.replace(line, mended)) == ()


@pytest.mark.parametrize(
    ("block", "line", "code"),
    [
        ("noise", "u ~ x", "E0002"),
        ("parameters", "b : real ~ 2 * 3", "E0002"),
        ("mechanisms", "y ~ a * b", "E0002"),
        ("mechanisms", "y ~ -a", "E0002"),
        ("mechanisms", "y := 1 | x", "E0010"),
        ("mechanisms", "y := (x had a = 1)", "E0006"),
        ("parameters", "b : real<0>", "E0010"),
        ("claims", "not a -> b", "E0010"),
        ("queries", "q :", "E0010"),
        ("queries", "q : (image + 1)", "E0008"),
        ("queries", "q : image given x", "E0008"),
        ("mechanisms", 'y := "a', "E0010"),
        ("variables", "x : real in [0, 1", "E0010"),
    ],
)
def test_what_cannot_is_explained(block: str, line: str, code: str) -> None:
    diagnostics = inside(block, line)

    assert code in [d.code for d in diagnostics]
    assert all(d.span is not None for d in diagnostics)


def test_a_reserved_word_where_a_name_belongs() -> None:
    diagnostics = inside("predictors", "t : y from match to s")

    assert diagnostics[0].code in ("E0010", "E0105")
    assert [d.code for d in inside("mechanisms", "y := f(a = given = 2)")] == ["E0010"]


def test_questions_by_themselves() -> None:
    assert [d.code for d in parse_question("y | do(x = 1)").diagnostics] == ["E0008"]
    assert [d.code for d in parse_question("").diagnostics] == ["E0010"]
    assert [d.code for d in parse_question("(" * 70).diagnostics] == ["E0010"]
    assert [d.code for d in parse_assignments("x == 1").diagnostics] == ["E0010"]


def test_what_would_fit_is_said_in_few_words() -> None:
    assert in_words(frozenset({"COLON"})) == "`:`"
    assert in_words(frozenset({"NAME", "NUMBER", "INT", "LPAR"})) == "an expression"
    assert in_words(frozenset({"_NL", "GIVEN", "VIA"})) == "the end of the line, `given` or `via`"
    assert in_words(frozenset({"PLUS", "MINUS", "STAR"})) == "an operator"
