"""Text to tree and back, for trees of every shape."""

from pathlib import Path

import pytest
from hypothesis import given

import strategies
from causalimg.diagnostics import render
from causalimg.source import Source
from causalimg.syntax import format_question, format_tree, parse, parse_assignments, parse_question
from causalimg.syntax.layout import lay_out
from causalimg.syntax.lexemes import scan
from causalimg.syntax.tree import File
from causalimg.syntax.walk import children, may_be_deep, too_deep

MODELS = sorted(Path(__file__).parents[2].joinpath("models").glob("*.scm"))


@given(strategies.files.filter(lambda tree: too_deep(tree) is None))
def test_what_is_printed_reads_back_as_the_same_tree(tree: File) -> None:
    source = Source("tree.scm", format_tree(tree))
    parsed = parse(source)

    assert parsed.tree == tree, source.text + render(parsed.diagnostics, source)
    assert format_tree(parsed.tree, source) == source.text


def depth(node) -> int:
    return 1 + max(map(depth, children(node)), default=0)


@given(strategies.files)
def test_only_a_long_statement_can_be_deep(tree: File) -> None:
    """Each step takes a lexeme, but for a fixed number of them: short statements are not walked."""
    layout = lay_out(scan(Source("tree.scm", format_tree(tree))).code)
    longest = max((len(statement.lexemes) for statement in layout.statements), default=0)

    assert depth(tree) < longest + 12
    assert may_be_deep(longest) or too_deep(tree) is None


@given(strategies.questions)
def test_a_question_by_itself_reads_back(question) -> None:
    text = format_question(question)
    parsed = parse_question(text)

    assert parsed.tree == question, text + render(parsed.diagnostics, parsed.source)


@given(strategies.assignments)
def test_assignments_by_themselves_read_back(assignments) -> None:
    from causalimg.syntax import phrases
    from causalimg.syntax.pretty import flat

    assert parse_assignments(flat(phrases.assignments(assignments))).tree == assignments


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_the_gallery_is_formatted_and_without_a_mistake(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    parsed = parse(source)

    assert parsed.diagnostics == ()
    assert parsed.tree is not None
    assert format_tree(parsed.tree, source) == source.text


@pytest.mark.parametrize(
    ("written", "formatted"),
    [
        ("z - (z had y = 1)", "z - (z had y = 1)"),
        ("E[-((y had x = 1))^2 | x == 0]", "E[-(y had x = 1)^2 | x == 0]"),
        ("P(not ((z had y = 1) > 0) | y == 0)", "P(not (z had y = 1) > 0 | y == 0)"),
        ("P(hosp had smoker = 0 == 0 | a == 1)", "P((hosp had smoker = 0) == 0 | a == 1)"),
        ("E[((y had x = 1)) | x == 0]", "E[y had x = 1 | x == 0]"),
    ],
)
def test_another_world_has_one_pair_of_brackets(written: str, formatted: str) -> None:
    tree = parse_question(written).tree
    assert tree is not None
    assert format_question(tree) == formatted
    assert parse_question(formatted).tree == tree
