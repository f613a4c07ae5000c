"""Diagnostics as people read them in a terminal: the line, a caret under the words, what to do."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from causalimg.diagnostics.diagnostic import Diagnostic, Label, Severity
from causalimg.source import Source, Span, display_width

_TAB = "    "
_LONGEST = 160
_BEFORE = 60

#: How each part is shown, as the parameters of a terminal's colour sequence.
STYLES = {"error": "1;31", "warning": "1;33", "note": "1;36", "bold": "1", "frame": "34"}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of one line with a sign under it."""

    line: int
    start: int
    end: int
    sign: str
    text: str


def render(
    diagnostics: Iterable[Diagnostic], source: Source | None = None, *, colour: bool = False
) -> str:
    r"""All diagnostics, one after the other, a blank line between.

    Args:
        diagnostics: in the order in which they should appear.
        source: the text that their spans point into; without it no lines are shown.
        colour: with ANSI escape sequences for a terminal.

    Returns:
        Text with a line break at its end, or nothing where there are no diagnostics.

    Example:
        >>> text = Source("ward.scm", "causalimg 1\n")
        >>> found = Diagnostic("E0101", "cannot find `x`", Span(0, 9), label="here")
        >>> print(render([found], text), end="")
        error[E0101]: cannot find `x`
         --> ward.scm:1:1
          |
        1 | causalimg 1
          | ^^^^^^^^^ here
          |
    """
    parts = [_render_one(d, source, _Paint(colour, str(d.severity))) for d in diagnostics]
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class _Paint:
    """Colours, or none; `severity` colours what stands under the line."""

    colour: bool
    severity: str

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def _render_one(diagnostic: Diagnostic, source: Source | None, paint: _Paint) -> str:
    head = paint(paint.severity, f"{paint.severity}[{diagnostic.code}]")
    lines = [f"{head}{paint('bold', ': ' + visible(diagnostic.message))}"]
    if source is not None and diagnostic.span is not None:
        marks = _marks(diagnostic, source)
        width = len(str(max(mark.line for mark in marks)))
        lines += _picture(source, diagnostic, marks, width, paint)
    else:
        width = 2
        where = diagnostic.where or (source.name if source else "")
        lines += [f"{'':{width}}{paint('frame', '-->')} {visible(where)}"] if where else []
    lines += _advice(diagnostic, width, paint)
    return "\n".join(lines) + "\n"


def _advice(diagnostic: Diagnostic, width: int, paint: _Paint) -> list[str]:
    given = [("help", text) for text in diagnostic.helps]
    given += [("note", text) for text in diagnostic.notes]
    lines: list[str] = []
    for word, text in given:
        lead = f"{'':{width}} = {word}: "
        first, *more = text.split("\n")
        lines.append(f"{'':{width}} {paint('frame', '=')} {word}: {visible(first)}")
        lines += [" " * len(lead) + visible(line) for line in more]
    return lines


# ---- the picture of the lines ------------------------------------------------------------------


def _picture(
    source: Source, diagnostic: Diagnostic, marks: Sequence[_Mark], width: int, paint: _Paint
) -> list[str]:
    span = diagnostic.span or Span(0, 0)
    place = source.place(_inside(source, span).start)
    gutter = f"{'':{width}} {paint('frame', '|')}"
    where = f"{visible(source.name)}:{place.line}:{place.column}"
    lines = [f"{'':{width}}{paint('frame', '-->')} {where}", gutter]
    last = 0
    for number in sorted({mark.line for mark in marks}):
        if last and number > last + 1:
            lines.append("...")
        last = number
        here = [mark for mark in marks if mark.line == number]
        lines += _one_line(source, number, here, width, paint)
    return [*lines, gutter]


def _one_line(
    source: Source, number: int, marks: Sequence[_Mark], width: int, paint: _Paint
) -> list[str]:
    text = source.line(number)
    first, last = _window(text, marks)
    lead, tail = ("…" if first else ""), ("…" if last < len(text) else "")
    bar = paint("frame", "|")
    shown = lead + visible(text[first:last]) + tail
    lines = [f"{paint('frame', f'{number:>{width}}')} {bar}{' ' if shown else ''}{shown}"]
    # The mark that begins last comes first, so that no label is written over another.
    for mark in sorted(marks, key=lambda m: (-m.start, m.sign)):
        start, end = max(mark.start, first), max(mark.start, min(mark.end, last))
        before = display_width(lead + visible(text[first:start]))
        under = display_width(visible(text[start:end]))
        if not under:  # an accent, or the end of the line: an accent stands over the letter before
            before, under = before - (start < end and before > 0), 1
        style = paint.severity if mark.sign == "^" else "frame"
        drawn = paint(style, f"{mark.sign * under} {visible(mark.text)}".rstrip())
        lines.append(f"{'':{width}} {bar} {'':{before}}{drawn}")
    return lines


def _window(text: str, marks: Sequence[_Mark]) -> tuple[int, int]:
    """The part of a very long line that is shown."""
    if len(text) <= _LONGEST:
        return 0, len(text)
    first = max(0, min(mark.start for mark in marks) - _BEFORE)
    return first, min(len(text), first + _LONGEST)


def _marks(diagnostic: Diagnostic, source: Source) -> list[_Mark]:
    labels = [(Label(diagnostic.span or Span(0, 0), diagnostic.label), "^")]
    labels += [(label, "-") for label in diagnostic.others]
    return [_mark(label, sign, source) for label, sign in labels]


def _mark(label: Label, sign: str, source: Source) -> _Mark:
    """A label on the first line that it touches, in characters of that line."""
    span = _inside(source, label.span)
    number = source.place(span.start).line
    line = source.line_span(number)
    end = min(span.end, line.end)
    return _Mark(number, span.start - line.start, end - line.start, sign, label.text)


def _inside(source: Source, span: Span) -> Span:
    """The span, moved so that it begins on a letter of its line where the line has one."""
    start = min(max(span.start, 0), len(source.text))
    line = source.line_span(source.place(start).line)
    start = min(start, max(line.start, line.end - 1))
    return Span(start, max(span.end, start))


def visible(text: str) -> str:
    r"""The text with tabs widened, and a sign for every character that could fool a terminal.

    Example:
        >>> visible("a\x1bb")
        'a�b'
    """
    return "".join(_visible(letter) for letter in text)


def _visible(letter: str) -> str:
    if letter == "\t":
        return _TAB
    hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return "\N{REPLACEMENT CHARACTER}" if hidden else letter


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: `2 errors, 1 warning`; empty where there are none.

    Example:
        >>> summary([Diagnostic("E0101", ""), Diagnostic("E0102", "")])
        '2 errors'
    """
    found = list(diagnostics)
    counts = [(sum(d.severity is kind for d in found), kind) for kind in Severity]
    return ", ".join(f"{count} {kind}{'s' * (count > 1)}" for count, kind in counts if count)
