"""What people read: snapshots of the terminal form, and the forms for programs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from causalimg.diagnostics import Diagnostic, Fix, Label, Severity, render
from causalimg.diagnostics.render import summary
from causalimg.diagnostics.render_json import to_dict, to_dicts, to_github
from causalimg.source import Source, Span

HERE = Path(__file__).parent
WARD = Source("ward.scm", HERE.joinpath("ward.scm").read_text(encoding="utf-8"))


def span(words: str, nth: int = 1) -> Span:
    """The place of the nth occurrence of some words."""
    at = -1
    for _ in range(nth):
        at = WARD.text.index(words, at + 1)
    return Span(at, at + len(words))


FOUND = [
    Diagnostic(
        "E0101",
        "cannot find `agee` in this model",
        span("agee"),
        label="not a variable, parameter, noise or param",
        helps=("did you mean `age`?",),
    ),
    Diagnostic(
        "E0204",
        "`age` can leave its support",
        span("Normal(60, 15)"),
        label="draws from (-inf, inf) years",
        others=(Label(span("in [18, 100] years"), "but `age` lives here"),),
        helps=(
            "cut the tails: `age ~ Normal(60, 15) truncated [18, 100]`",
            "or learn the shape:\n`age ~ flow()` keeps to the support by construction",
        ),
    ),
    Diagnostic(
        "E0404",
        "noise `u` drives both `dose` and `label`",
        span("+ u", 2),
        label="and again here",
        others=(Label(span("+ u"), "first use"),),
        notes=("noise shared by two mechanisms is a confounder",),
    ),
    Diagnostic(
        "E0602",
        "a predictor that reads `site` cannot be invariant to `site`",
        span("site"),
        label="read here",
        others=(Label(span("invariant to site"), "promised here"),),
        helps=("drop `site` from the inputs",),
    ),
    Diagnostic(
        "W0507",
        "`age` = 12 years lies outside its support [18, 100]",
        span("age = 12 years"),
        severity=Severity.WARNING,
    ),
    Diagnostic("E0101", "cannot find `歳` in this model", span("歳"), label="what is this?"),
    Diagnostic(
        "E0703",
        "the value of `age` is missing",
        where="table.csv, row 7, column `age`",
        helps=("fill it in,\nor drop such rows with `--drop-missing`",),
    ),
    Diagnostic("E0711", "nothing is asked", severity=Severity.NOTE),
]


def test_the_terminal_form(snapshot: Callable[[Path, str], None]) -> None:
    snapshot(HERE / "terminal.expected", render(FOUND, WARD))


def test_colours_change_nothing_but_colours(snapshot: Callable[[Path, str], None]) -> None:
    coloured = render(FOUND[:2], WARD, colour=True)
    snapshot(HERE / "colour.expected", coloured.replace("\x1b", "^["))


def test_the_form_for_programs(snapshot: Callable[[Path, str], None]) -> None:
    snapshot(HERE / "json.expected", json.dumps(to_dicts(FOUND, WARD), indent=1) + "\n")
    snapshot(HERE / "github.expected", to_github(FOUND, WARD))


def test_the_keys_of_the_form_for_programs_never_change() -> None:
    keys = {"code", "severity", "message", "file", "where", "span", "label", "others", "helps"}

    assert set(to_dict(Diagnostic("E0101", ""))) == keys | {"notes", "fix"}
    fixed = to_dict(Diagnostic("E0003", "", fix=Fix(span("agee"), "age")), WARD)
    assert set(fixed["fix"]) == {"span", "text", "sure"}
    assert fixed["fix"]["text"] == "age"


def test_carets_stand_under_wide_letters_by_display_width() -> None:
    line, under = render([FOUND[5]], WARD).splitlines()[3:5]

    assert line.endswith("年齢 := 歳 + 1")
    assert under.index("^") - under.index("|") == len("|   年齢 := ") + 2
    assert under.count("^") == 2


@pytest.mark.parametrize("offset", [0, 3, 11, 12, 10_000, len(WARD.text)])
def test_any_span_has_a_caret(offset: int) -> None:
    shown = render([Diagnostic("E0010", "somewhere", Span(offset, offset))], WARD)

    assert "^" in shown.splitlines()[4]


def test_a_span_over_many_lines_is_drawn_on_its_first() -> None:
    shown = render([Diagnostic("E0010", "all", Span(0, len(WARD.text)))], WARD)

    assert len(shown.splitlines()) == 6


def test_a_very_long_line_is_shown_in_part() -> None:
    source = Source("long.scm", "a" * 5000 + "b" + "c" * 5000)
    shown = render([Diagnostic("E0010", "far out", Span(5000, 5001))], source).splitlines()

    assert max(map(len, shown)) < 200
    assert shown[3][shown[4].index("^")] == "b"


def test_what_could_fool_a_terminal_is_replaced() -> None:
    source = Source("a\x1b.scm", "x\x1b[2J\ty\u202e")
    shown = render([Diagnostic("E0010", "`\x1b`", Span(6, 7), helps=("\x07",))], source)

    assert not set("\x1b\x07\u202e\t") & set(shown)
    assert shown.splitlines()[4].index("^") == shown.splitlines()[3].index("y")


def test_how_many_there_are() -> None:
    assert summary(FOUND) == "6 errors, 1 warning, 1 note"
    assert summary([]) == ""
    assert render([], WARD) == ""


def test_github_commands_are_escaped() -> None:
    nasty = Source("a,b:c%.scm", "x\n")
    line = to_github([Diagnostic("E0101", "100 %\nmore", Span(0, 1))], nasty)

    assert line == (
        "::error file=a%2Cb%3Ac%25.scm,line=1,col=1,endLine=1,title=E0101,endColumn=2"
        "::100 %25%0Amore\n"
    )
