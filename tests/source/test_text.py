"""Places in a text: offsets, lines, columns, display widths."""

from hypothesis import given
from hypothesis import strategies as st

from causalimg.source import Source, Span, display_width

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("\n\r\tab年é"), max_size=60)


@given(TEXTS, st.data())
def test_a_place_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    source = Source("any.scm", text)
    offset = data.draw(st.integers(0, len(text)))
    place = source.place(offset)

    assert place.line == text.count("\n", 0, offset) + 1
    assert source.line_span(place.line).start + place.column - 1 == offset


@given(TEXTS)
def test_the_lines_make_up_the_text(text: str) -> None:
    source = Source("any.scm", text)
    count = text.count("\n") + 1

    assert [source.line(n) for n in range(1, count + 1)] == [
        line.removesuffix("\r") for line in text.split("\n")
    ]


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_joining_spans_covers_both_whatever_the_order(a: int, b: int, c: int, d: int) -> None:
    first, second = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))

    assert first | second == second | first
    assert (first | second).start == min(a, b, c, d)
    assert (first | second).end == max(a, b, c, d)


@given(st.text("ab年齢e\u0301", max_size=10), st.text("ab年齢", max_size=10))
def test_widths_add_up(left: str, right: str) -> None:
    assert display_width(left + right) == display_width(left) + display_width(right)


def test_wide_letters_take_two_columns_and_accents_none() -> None:
    assert [display_width(text) for text in ("age", "年齢", "e\u0301", "")] == [3, 4, 1, 0]


def test_a_slice_is_what_the_span_covers() -> None:
    assert Source("", "age -> disease").slice(Span(7, 14)) == "disease"
