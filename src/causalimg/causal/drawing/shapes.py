"""Shapes of nodes in SVG: an outline by role, a ring and a tag by mark, as large as the words."""

from dataclasses import dataclass
from html import escape
from unicodedata import category, east_asian_width

from causalimg.causal.drawing.layout import Place, Size
from causalimg.causal.drawing.marks import Mark

FONT = """font-family="Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif" font-size="13.5\""""
_NARROW, _BROAD = "fijlrt.,:;'()[]|! ", "mwMW@%"


@dataclass(frozen=True, slots=True)
class Style:
    """How a role looks."""

    word: str
    fill: str
    stroke: str
    ink: str
    round: bool = True
    dashed: bool = False
    double: bool = False
    film: bool = False


OBSERVED = "observed"
_STYLES = (
    Style(OBSERVED, "#e9f0f8", "#3f6592", "#16273d"),
    Style("latent", "#ffffff", "#7d8997", "#4a5563", dashed=True),
    Style("environment", "#fff2d1", "#b9802a", "#4d3510", round=False),
    Style("selection", "#fdeaea", "#b8404c", "#5b1a22", round=False, double=True),
    Style("image", "#232c38", "#232c38", "#ffffff", round=False, film=True),
    Style("content", "#e3f2e8", "#2f7d55", "#123c28", round=False, dashed=True),
    Style("appearance", "#f6ecdf", "#a06a2a", "#4d3510", round=False, dashed=True),
    Style("latent image", "#ffffff", "#6b7785", "#4a5563", round=False, dashed=True, film=True),
)


def style_of(role: str) -> Style:
    """The look of a node with that role; unknown roles look observed."""
    return next((style for style in _STYLES if style.word == role), _STYLES[0])


def plain(text: str) -> str:
    """Text without the control characters that no XML may carry."""
    return "".join(c if category(c) not in ("Cc", "Cs", "Cn") or c == "\n" else " " for c in text)


def size_of(name: str, style: Style) -> Size:
    """Width and height, in pixels, that a node needs for its name."""
    width = text_width(name)
    if style.film:
        return max(78.0, width + 34), 48.0
    return max(58.0, width + (30 if style.round else 26)), 34.0


def text_width(text: str) -> float:
    """How wide a text is in the font of the names, about, in pixels."""
    return sum(_glyph(c) for c in text) * 13.5


def _glyph(c: str) -> float:
    if east_asian_width(c) in "WF":
        return 1.02
    if c in _NARROW:
        return 0.34
    return 0.88 if c in _BROAD else 0.68 if c.isupper() else 0.575


def ring(place: Place, size: Size, style: Style, mark: Mark) -> str:
    """A line around a node in the colour of its mark."""
    around = Style("", "none", mark.colour, "", round=style.round)
    wider = (size[0] + 8, size[1] + 8)
    return shape(place, wider, around).replace('stroke-width="1.5"', 'stroke-width="3"')


def tag(mark: Mark, at: Place) -> str:
    """A small label with its middle at a place."""
    width = tag_width(mark)
    x, y = at
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - 7:.1f}" width="{width:.1f}" height="14" rx="7" '
        f'fill="{mark.colour}" stroke="#ffffff"/><text x="{x:.1f}" y="{y:.1f}" dy="0.34em" '
        f'text-anchor="middle" font-size="9.5" font-weight="600" fill="#ffffff">'
        f"{escape(mark.tag)}</text>"
    )


def tag_width(mark: Mark) -> float:
    """How wide the label of a mark is."""
    return text_width(mark.tag) * 0.74 + 12


def shape(place: Place, size: Size, style: Style) -> str:
    """The outline of a node, by its role."""
    (x, y), (w, h) = place, size
    dash = ' stroke-dasharray="5 3"' if style.dashed else ""
    paint = f'fill="{style.fill}" stroke="{style.stroke}" stroke-width="1.5"{dash}'
    if style.round:
        return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{w / 2:.1f}" ry="{h / 2:.1f}" {paint}/>'
    corner = 3 if style.film else 8
    outer = _rect(place, size, corner, paint)
    if style.double:
        line = f'fill="none" stroke="{style.stroke}" stroke-width="1"'
        return outer + _rect(place, (w - 7, h - 7), corner - 3, line)
    if style.film:
        line = f'fill="none" stroke="{style.stroke if style.dashed else "#8fa3ba"}"'
        return outer + _rect(place, (w - 10, h - 10), 1, f'{line} stroke-width="0.8"')
    return outer


def _rect(place: Place, size: Size, corner: float, paint: str) -> str:
    (x, y), (w, h) = place, size
    return (
        f'<rect x="{x - w / 2:.1f}" y="{y - h / 2:.1f}" width="{w:.1f}" height="{h:.1f}" '
        f'rx="{corner}" {paint}/>'
    )
