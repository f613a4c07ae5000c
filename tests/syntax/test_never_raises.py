"""Whatever the text, the parser answers with a tree or with diagnostics that point into it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.diagnostics import CODES, Diagnostic, apply_fixes, has_errors, render
from causalimg.diagnostics.render_json import to_dicts, to_github
from causalimg.source import Source, display_width
from causalimg.syntax import parse, parse_assignments, parse_question
from causalimg.syntax.layout import MAX_NESTING
from causalimg.syntax.lexemes import MAX_BYTES

GALLERY = Path(__file__).parents[2] / "models"
TEXTS = [p.read_text(encoding="utf-8") for p in sorted(GALLERY.glob("*.scm"))]
WARD = TEXTS[0].replace("age", "年齢").replace("disease", "maladie_é")
PIECES = re.split(
    " ",
    "( ) [ ] { } := = ~ : , -> <- <-> | _||_ given via had do( E[ P( if then else match .. \n "
    '"a" " # ; $ ^ / * + - < <= 1 2.5 1e9 mm 年齢 \t x y variables graph queries { } \\ ` inf not',
)


def carets_lie_under_their_line(shown: str) -> None:
    """The carets begin and end where the line above them has letters."""
    *_, line, under, _ = shown.splitlines()
    text, carets = line.partition("|")[2][1:], under.partition("|")[2][1:]

    assert set(carets.strip()) == {"^"}, shown
    assert len(carets) <= max(1, display_width(text)), shown


def judged(source: Source, found: tuple[Diagnostic, ...]) -> None:
    """Every diagnostic has a code, a place in the text, and a caret under its line."""
    for diagnostic in found:
        assert diagnostic.code in CODES
        assert diagnostic.span is not None
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(source.text)
        bare = replace(diagnostic, label="", others=(), helps=(), notes=())
        carets_lie_under_their_line(render([bare], source))
    to_dicts(found, source)
    to_github(found, source)
    parse(Source("fixed.scm", apply_fixes(source.text, found)))


def read(text: str) -> None:
    source = Source("any.scm", text)
    parsed = parse(source)

    assert (parsed.tree is None) == (
        has_errors(parsed.diagnostics) and {d.code for d in parsed.diagnostics} != {"E0009"}
    )
    judged(source, parsed.diagnostics)


@given(st.sampled_from([*TEXTS, WARD]), st.data())
def test_any_prefix_of_a_good_file(text: str, data: st.DataObject) -> None:
    read(text[: data.draw(st.integers(0, len(text)))])


@given(st.sampled_from([*TEXTS, WARD]), st.data())
def test_any_good_file_with_something_put_in_and_something_cut_out(text, data) -> None:
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 30))
    piece = data.draw(st.sampled_from(PIECES))
    read(text[:at] + piece + text[at + cut :])


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_salad_of_words(pieces: list[str]) -> None:
    read("causalimg 1\n" + " ".join(pieces))


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    read(text)


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=12)))
def test_any_question(text: str | list[str]) -> None:
    for door in (parse_question, parse_assignments):
        parsed = door(text if isinstance(text, str) else " ".join(text))

        assert (parsed.tree is None) == bool(parsed.diagnostics)
        for diagnostic in parsed.diagnostics:
            assert render([diagnostic], parsed.source)


def nested(depth: int) -> str:
    return f"causalimg 1\nmechanisms {{\n  x := {'(' * depth}1{')' * depth}\n}}\n"


def test_brackets_nest_up_to_the_limit_and_not_beyond() -> None:
    assert parse(Source("", nested(MAX_NESTING - 1))).tree is not None

    beyond = parse(Source("", nested(MAX_NESTING)))
    assert [d.code for d in beyond.diagnostics] == ["E0010"]
    assert "64" in beyond.diagnostics[0].message


@pytest.mark.parametrize(
    "deep",
    [
        "-" * 400 + "1",
        "not " * 400 + "a",
        "2" + "^2" * 400,
        "1" + " + 1" * 400,
        "if a then 1 else " * 400 + "1",
    ],
)
def test_depth_without_brackets_is_limited_too(deep: str) -> None:
    parsed = parse(Source("", f"causalimg 1\nmechanisms {{\n  x := {deep}\n}}\n"))

    assert [d.code for d in parsed.diagnostics] == ["E0010"]
    assert parse_question(f"E[{deep}]").tree is None


def test_a_hundred_terms_are_not_too_many() -> None:
    terms = " + ".join(f"b_{i} * x_{i}" for i in range(100))

    assert parse(Source("", f"causalimg 1\nmechanisms {{\n  x := {terms}\n}}\n")).tree is not None


def test_a_text_of_more_than_a_mebibyte_is_refused_unread() -> None:
    parsed = parse(Source("", "causalimg 1\n" + "#" * MAX_BYTES))

    assert "1 MiB" in parsed.diagnostics[0].message
    assert parse(Source("", "causalimg 1\n" + "年" * (MAX_BYTES // 2))).tree is None


@pytest.mark.parametrize(
    "letter", ["\0", "\x1b", "\u202e", "\u2066", "\u200b", "\u00ad", "\ud800", "\r", "\x7f"]
)
@pytest.mark.parametrize("where", ["# {}", "model w{}", 'model w "{}"'])
def test_characters_that_hide_something_are_refused_everywhere(letter: str, where: str) -> None:
    source = Source("w.scm", "causalimg 1\n" + where.format(letter) + " end\n")
    parsed = parse(source)

    assert [d.code for d in parsed.diagnostics] == ["E0010"]
    assert letter not in render(parsed.diagnostics, source)
    assert source.slice(parsed.diagnostics[0].span) == letter


def test_names_are_equal_however_their_accents_are_typed() -> None:
    trees = [
        parse(Source("", f"causalimg 1\ngraph {{\n  {name} -> b\n}}\n")).tree
        for name in ("\u00e9", "e\u0301")
    ]

    assert trees[0] is not None
    assert trees[0] == trees[1]


def test_a_word_before_a_sign_that_is_no_unit_is_explained():
    """What would fit behind lexemes that do not fit themselves was looked for, and raised."""
    text = "causalimg 1\nriables {\n  load : real in (0, inf) kg*m/\n}\n"

    assert "E0010" in {d.code for d in parse(Source("m.scm", text)).diagnostics}
    assert parse(Source("m.scm", "riables{d:l in(0,f)g*m/")).diagnostics
