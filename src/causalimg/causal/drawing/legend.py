"""What stands below a picture: its caption, and the words for its shapes, marks and lines."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from causalimg.causal.drawing.layout import Place
from causalimg.causal.drawing.marks import Highlight
from causalimg.causal.drawing.shapes import FONT, Style, plain, shape, tag, tag_width, text_width

_SMALL = 0.82
_BETWEEN, _LINE = 18.0, 24.0
_INK, _UNSEEN = "#5b6672", "#8b4a9c"
# An entry: its width, and how it is drawn at a place.
_Entry = tuple[float, str, str]


class Legend:
    """The legend of a picture, centred below it.

    Args:
        styles: of the nodes.
        highlight: what is marked and lit.
        arcs: whether there is a `<->`.
        room: how wide a line may be, in pixels.
    """

    def __init__(
        self, styles: Iterable[Style], highlight: Highlight, *, arcs: bool, room: float = 680.0
    ) -> None:
        self._caption = plain(highlight.caption)
        entries = [*_roles(styles), *_lines(highlight, arcs=arcs)]
        self._rows = [*_in_rows(entries, room), *_in_rows(list(_marks(highlight)), room)]

    @property
    def width(self) -> float:
        """Of the longest line."""
        caption = text_width(self._caption)
        return max((caption, *(_row_width(row) for row in self._rows)))

    @property
    def height(self) -> float:
        """Of all lines, with the space above them."""
        return _LINE * (len(self._rows) + bool(self._caption)) + 14

    def drawn(self, top: Place) -> Iterator[str]:
        """The elements, from the middle of their upper edge down."""
        x, y = top[0], top[1] + 18
        yield f'<g class="legend" font-size="11" fill="{_INK}">'
        if self._caption:
            yield (
                f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="12.5" '
                f'fill="#16273d">{escape(self._caption)}</text>'
            )
            y += _LINE
        for row in self._rows:
            left = x - _row_width(row) / 2
            for width, sign, word in row:
                move = f'transform="translate({left:.1f},{y:.1f})"'
                start = width - text_width(word) * _SMALL
                text = f'<text x="{start:.1f}" dy="0.34em">{escape(word)}</text>'
                yield f"<g {move}>{sign}{text}</g>"
                left += width + _BETWEEN
            y += _LINE
        yield "</g>"

    def below(self, drawn: str) -> str:
        """A picture that Graphviz drew, with the legend under it; as it is if it tells no size."""
        size = re.match(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"', drawn)
        if size is None:
            return drawn
        across, down = map(float, size.groups())
        width, height = max(across, self.width + 16), down + self.height + 8
        inside = drawn.replace("<svg ", f'<svg x="{(width - across) / 2:.1f}" ', 1)
        page = f'viewBox="0 0 {width:.1f} {height:.1f}" width="{width:.0f}" height="{height:.0f}"'
        start = f'<svg xmlns="http://www.w3.org/2000/svg" {page} role="img" {FONT}>'
        inside = inside.rstrip().replace('pt"', '"', 2)
        return "\n".join((start, inside, *self.drawn((width / 2, down)), "</svg>")) + "\n"


def _row_width(row: list[_Entry]) -> float:
    return sum(width for width, _, _ in row) + _BETWEEN * max(0, len(row) - 1)


def _in_rows(entries: list[_Entry], room: float) -> Iterator[list[_Entry]]:
    row = list[_Entry]()
    for entry in entries:
        if row and _row_width([*row, entry]) > room:
            yield row
            row = []
        row.append(entry)
    if row:
        yield row


def _entry(sign: str, width: float, word: str) -> _Entry:
    return width + 6 + text_width(word) * _SMALL, sign, word


def _roles(styles: Iterable[Style]) -> Iterator[_Entry]:
    for style in sorted(set(styles), key=lambda s: s.word):
        yield _entry(shape((11.0, 0.0), (22.0, 14.0), style), 22, style.word)


def _lines(highlight: Highlight, *, arcs: bool) -> Iterator[_Entry]:
    if arcs:
        yield _entry(_line(_UNSEEN, 1.4, ' stroke-dasharray="6 4"'), 26, "unseen common cause")
    if highlight.lit:
        yield _entry(_line(highlight.colour, 2.8), 26, highlight.said)


def _line(colour: str, width: float, more: str = "") -> str:
    return f'<path d="M0,0 h26" stroke="{colour}" stroke-width="{width}"{more}/>'


def _marks(highlight: Highlight) -> Iterator[_Entry]:
    for mark in dict.fromkeys(highlight.marks.values()):
        width = tag_width(mark)
        yield _entry(tag(mark, (width / 2, 0.0)), width, mark.word)
