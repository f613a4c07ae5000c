"""Rulings of the language that examples show best: units, precedence, lines, words as names."""

import logging
import re

import pytest
from lark import Lark, logger

from causalimg.source import Source
from causalimg.syntax import parse, parse_question
from causalimg.syntax import tree as t
from causalimg.syntax.grammar import STARTS, grammar, grammar_path
from productions import Fed


def entry(block: str, text: str) -> t.Entry:
    parsed = parse(Source("", f"causalimg 1\n{block} {{\n{text}\n}}\n"))
    assert parsed.tree is not None, parsed.diagnostics
    (found,) = parsed.tree.block(block)
    return found


def value(text: str) -> t.Expr:
    found = entry("mechanisms", f"y := {text}")
    assert isinstance(found, t.Equation)
    return found.value


def ref(word: str) -> t.Ref:
    return t.Ref(t.Name(word))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("60 years", "years"),
        ("200 mm^2", "mm^2"),
        ("3 mGy/s", "mGy/s"),
        ("2 kg*m^2/s^-1", "kg*m^2/s^-1"),
        ("60years", "years"),
    ],
)
def test_a_literal_takes_a_whole_unit(text: str, unit: str) -> None:
    assert value(text) == t.Number(re.match("[0-9]+", text).group(), t.Unit(unit))


def test_with_spaces_it_is_arithmetic_on_the_literal() -> None:
    years = t.Number("10", t.Unit("years"))

    assert value("10 years / age") == t.Binary("/", years, ref("age"))
    assert value("10 years ^ 2") == t.Binary("^", years, t.Number("2"))
    assert value("x^2") == t.Binary("^", ref("x"), t.Number("2"))


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("a + b * c ^ d", "a + (b * (c ^ d))"),
        ("a - b - c", "(a - b) - c"),
        ("a ^ b ^ c", "a ^ (b ^ c)"),
        ("-a ^ b", "-(a ^ b)"),
        ("a ^ -b", "a ^ (-b)"),
        ("not a == b and c or d", "((not (a == b)) and c) or d"),
        ("if a then b else c + d", "if a then b else (c + d)"),
        ("a <-1", "a < -1"),
    ],
)
def test_what_binds_tighter(text: str, bracketed: str) -> None:
    assert value(text) == value(bracketed)


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "^", "==", "<=", "and", "or"])
def test_a_line_that_begins_with_an_operator_continues(sign: str) -> None:
    assert value(f"a\n    {sign} b") == value(f"a {sign} b")


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("mechanisms", "y ~ Normal(0,\n\n 1)\n truncated [0,\n1]\n given a\n via threshold"),
        ("mechanisms", "y := if a\n then b\n else match s {\n u: 1,\n v: 2,\n }"),
        ("predictors", "t : y\n by z\n from image\n invariant to s\n fair to a"),
        ("graph", "a\n -> b\n <- c\n <-> d"),
        ("claims", "a\n _||_ b\n | c"),
        ("variables", "a : category {\n u,\n v\n}"),
        ("queries", "q : image had x in 1\n .. 2 by 1\n given x"),
    ],
)
def test_lines_that_continue(block: str, lines: str) -> None:
    if ".." in lines:
        lines = lines.replace("\n ..", " ..")
    assert entry(block, lines) == entry(block, " ".join(lines.split("\n")).replace(", }", " }"))


@pytest.mark.parametrize("block", ["graph", "claims", "predictors", "mechanisms", "queries"])
@pytest.mark.parametrize("word", ["by", "from", "invariant", "fair", "x", "at", "E", "P", "to"])
def test_words_of_the_grammar_are_names_where_they_begin_a_statement(
    block: str, word: str
) -> None:
    rest = {
        "graph": "-> b",
        "claims": "_||_ b",
        "predictors": ": b from c",
        "mechanisms": f":= {word} + 1",
        "queries": f": E[{word}]",
    }
    parsed = parse(Source("", f"causalimg 1\n{block} {{\n{word} {rest[block]}\n}}\n"))

    assert parsed.diagnostics == ()


def test_a_block_may_stand_on_one_line_or_open_on_the_next() -> None:
    one = parse(Source("", "causalimg 1\ngraph { a -> b }"))
    two = parse(Source("", "causalimg 1\ngraph\n{\n\n a -> b\n}"))

    assert one.tree is not None
    assert one.tree == two.tree


def test_counterfactuals_inside_estimands() -> None:
    parsed = parse_question("P(y had x = 0 == 0 | x == 1, y == 1) / E[y had x = 1 | do(z ~ N(0))]")

    assert isinstance(parsed.tree, t.Estimand)
    assert isinstance(parsed.tree.value, t.Binary)
    probability = parsed.tree.value.left
    assert isinstance(probability, t.Expectation)
    had = t.Had(ref("y"), (t.SetTo(t.Name("x"), t.Number("0")),))
    assert probability.value == t.Binary("==", had, t.Number("0"))


def test_had_speaks_of_the_whole_comparison_before_it() -> None:
    plain = parse_question("P(tear == complex had sport = 9 | age > 50)")
    apart = parse_question("P((tear == complex) had sport = 9 | age > 50)")

    assert plain.tree is not None
    assert plain.tree == apart.tree


def test_a_difference_of_pictures_is_a_counterfactual() -> None:
    parsed = parse_question("image - (image had disease = 0) given image")

    assert isinstance(parsed.tree, t.Counterfactual)
    assert parsed.tree.assignments == ()
    assert parsed.tree.given == (t.Name("image"),)


def test_noise_may_have_a_shape_and_several_names() -> None:
    found = entry("noise", "u, w : image[chest] ~ Normal(0, inf)")

    assert isinstance(found, t.NoiseEntry)
    assert [name.text for name in found.names] == ["u", "w"]
    assert found.type == t.Type(t.Name("image"), (t.Name("chest"),))


def test_a_grid_is_sized_by_numbers_and_words() -> None:
    parsed = parse(Source("", "causalimg 1\ngrid g = 64 x x x at at 1 mm\n"))
    assert parsed.tree is not None
    (grid,) = parsed.tree.items

    assert isinstance(grid, t.Grid)
    assert grid.extent == (t.Number("64"), t.Name("x"), t.Name("at"))


def test_the_grammar_has_no_conflicts() -> None:
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        text = grammar_path().read_text(encoding="utf-8")
        Lark(text, parser="lalr", lexer=Fed, start=list(STARTS), debug=True)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)

    assert [record for record in records if "onflict" in record] == []


def test_no_terminal_has_a_quantifier_inside_another() -> None:
    for terminal in grammar().machine.table.terminals:
        assert not re.search(r"[*+}]\)[*+{]", terminal.pattern), terminal.name


def test_the_parser_is_built_once() -> None:
    assert grammar() is grammar()
