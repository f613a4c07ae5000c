"""Comments and paragraphs survive the formatter, wherever they stand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from causalimg.source import Source
from causalimg.syntax import format_tree, parse

GALLERY = Path(__file__).parents[2] / "models"
CHEST = GALLERY.joinpath("chest_xray.scm").read_text(encoding="utf-8")


def formatted(text: str) -> str:
    source = Source("comments.scm", text)
    parsed = parse(source)
    assert parsed.tree is not None, parsed.diagnostics
    return format_tree(parsed.tree, source)


def comments_of(text: str) -> list[tuple[str, bool]]:
    parsed = parse(Source("comments.scm", text))
    assert parsed.tree is not None
    return sorted((c.text, c.doc) for c in parsed.tree.comments)


def kept(text: str) -> None:
    once = formatted(text)

    assert comments_of(once) == comments_of(text)
    assert formatted(once) == once
    assert parse(Source("", once)).tree == parse(Source("", text)).tree


@given(st.data())
def test_comments_in_any_gap_are_kept(data: st.DataObject) -> None:
    lines = CHEST.splitlines()
    for number in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines)))
        kind = data.draw(st.sampled_from(["own", "trailing", "blank"]))
        if kind == "own":
            lines.insert(
                at, f"{data.draw(st.sampled_from(['#', '  ##', '      #']))} why {number}"
            )
        elif kind == "blank":
            lines.insert(at, "")
        elif at < len(lines) and "#" not in lines[at]:
            lines[at] += f" # why {number}"
    kept("\n".join(lines) + "\n")


@given(strategies.files, st.data())
def test_comments_in_printed_trees_are_kept(tree, data: st.DataObject) -> None:
    lines = format_tree(tree).splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] += "  ## a doc"
    lines.insert(data.draw(st.integers(0, len(lines))), "# a line")
    kept("\n".join(lines))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("graph { # here\n a -> b\n}", "graph {\n  # here\n  a -> b\n}"),
        ("graph {\n a -> b\n} # there", "graph {\n  a -> b\n}  # there"),
        ("graph {\n#   far\n\n\n a->b}", "graph {\n  #   far\n\n  a -> b\n}"),
        ("graph {\n a # one\n -> b # two\n}", "graph {\n  # one\n  a -> b  # two\n}"),
        ("graph {\n a\n -> b\n}", "graph {\n  a -> b\n}"),
        ("graph { a # one\n -> b\n}", "graph {\n  a -> b  # one\n}"),
        ("graph {}\n# last", "graph {\n}\n\n# last"),
        ("##############\ngraph {}", "##############\ngraph {\n}"),
    ],
)
def test_where_comments_go(typed: str, shown: str) -> None:
    assert formatted(f"causalimg 1\n\n{typed}\n") == f"causalimg 1\n\n{shown}\n"


def test_a_file_with_windows_line_ends_reads_the_same() -> None:
    assert formatted(CHEST.replace("\n", "\r\n")) == CHEST


def test_a_byte_order_mark_is_skipped() -> None:
    assert formatted("\ufeff" + CHEST) == CHEST


def test_columns_are_aligned_by_paragraph_in_terminal_columns() -> None:
    typed = "causalimg 1\nvariables {\n年齢 : real ## jahre\nx : real ## ics\n\nlonger : real\n}"

    assert formatted(typed).splitlines()[3:7] == [
        "  年齢 : real  ## jahre",
        "  x    : real  ## ics",
        "",
        "  longer : real",
    ]


def test_long_lines_break_before_operators_and_words() -> None:
    terms = " + ".join(f"coefficient_{i} * covariate_{i}" for i in range(4))
    typed = f"causalimg 1\nmechanisms {{\ny ~ Normal({terms}, 1) given a via threshold\n}}"
    lines = formatted(typed).splitlines()

    assert max(map(len, lines)) <= 99
    assert lines[4].lstrip().startswith("+ coefficient_1")
    assert [line.split()[0] for line in lines[-3:]] == ["given", "via", "}"]
