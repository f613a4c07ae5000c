"""Hard texts for the formatter, each in its file beside the one form it has to get.

A case is `models/format/NAME.scm` with `NAME.expected`, compared byte by byte; `pytest --bless`
writes the expected text, and a person reads it before it is committed. The texts follow the
grammar and need not make sense beyond it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from causalimg.diagnostics import render
from causalimg.source import Source, display_width
from causalimg.syntax import format_tree, parse
from causalimg.syntax.format import WIDTH
from causalimg.syntax.tree import File

HERE = Path(__file__).parent / "models" / "format"
CASES = sorted(HERE.glob("*.scm"))

each = pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)


def as_typed(path: Path) -> Source:
    """The text with the line ends that the file has."""
    return Source(path.name, path.read_bytes().decode("utf-8"))


def tree_of(source: Source) -> File:
    parsed = parse(source)
    assert parsed.tree is not None, render(parsed.diagnostics, source)
    return parsed.tree


def formatted(source: Source) -> Source:
    return Source(source.name, format_tree(tree_of(source), source))


@each
def test_it_gets_the_one_form(path: Path, snapshot: Callable[[Path, str], None]) -> None:
    text = formatted(as_typed(path)).text
    snapshot(path.with_suffix(".expected"), text)
    assert path.with_suffix(".expected").read_bytes() == text.encode("utf-8")


@each
def test_it_says_the_same_and_keeps_its_comments(path: Path) -> None:
    before = as_typed(path)
    after = formatted(before)

    assert tree_of(after) == tree_of(before)
    assert comments_of(after) == comments_of(before)
    assert formatted(after).text == after.text


def comments_of(source: Source) -> list[tuple[str, bool]]:
    return sorted((comment.text.strip(), comment.doc) for comment in tree_of(source).comments)


@each
def test_its_lines_are_clean(path: Path) -> None:
    text = formatted(as_typed(path)).text

    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not text.startswith("\n")
    assert "\n\n\n" not in text
    assert not set(text) & {"\r", "\ufeff"}
    assert [line for line in text.split("\n") if "\t" in line.partition("#")[0]] == []
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


@pytest.mark.parametrize("name", ["long_sums", "long_calls", "match_over_lines"])
def test_long_lines_are_broken(name: str) -> None:
    source = as_typed(HERE / f"{name}.scm")
    lines = formatted(source).text.split("\n")

    assert [line for line in lines if display_width(line) > WIDTH] == []


def test_the_hard_ends_are_still_there() -> None:
    """Git and editors like to mend what these texts are about."""
    held = {path.stem: path.read_bytes() for path in CASES}
    assert b"\r\n" in held["carriage_returns"]
    assert b"\r\n" in held["mixed_line_ends"]
    assert b"{\n" in held["mixed_line_ends"]
    assert not held["no_final_newline"].endswith(b"\n")
    assert held["byte_order_mark"].startswith(b"\xef\xbb\xbf")
    assert b" \n" in held["spaces_at_line_ends"]
    assert b"\t" in held["tabs"]


def test_every_expected_text_has_its_source() -> None:
    assert {p.stem for p in HERE.glob("*.expected")} == {p.stem for p in CASES}
    assert len(CASES) >= 20
