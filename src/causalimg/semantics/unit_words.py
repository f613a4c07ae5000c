"""E0101 for units: what people write as one, and what is written instead."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library import units
from causalimg.semantics.complaints import unknown
from causalimg.source import Source, Span
from causalimg.syntax import tree
from causalimg.syntax.walk import walk
from causalimg.syntax.words import PACKS, PERCENT

_POINTS = "points are bare numbers: leave it out"
#: What is written as a unit and is none, by its letters alone.
_BARE: Mapping[str, str] = {
    **dict.fromkeys(("percent", "percentage", "pct", "perc"), PERCENT),
    **dict.fromkeys(("packyears", "packyear", "packs"), PACKS),
    **dict.fromkeys(("points", "point", "score", "scores"), _POINTS),
}
_APART = re.compile(r"\d ?([^\W\d]\w*(?:\^-?\d)?) ([*/]) ?$")
_POWER = re.compile(r" ?\^ ?(-?\d)")
#: As far back as a unit in front of another one may begin.
_NEAR = 40


def unknown_unit(unit: tree.Unit) -> Diagnostic:
    """E0101: a unit that the table does not have."""
    letters = re.sub(r"[_*]", "", unit.text.lower())
    if letters in _BARE:
        message, helps = f"`{unit.text}` is no unit", (_BARE[letters],)
        return Diagnostic("E0101", message, unit.span, helps=helps)
    raised = re.sub(r"(?<=[^\W\d])(-?\d)", r"^\1", unit.text)
    if units.parse(raised):
        message, helps = f"a power is written `^`: `{raised}`", (f"write `{raised}`",)
        return Diagnostic("E0101", message, unit.span, helps=helps, fix=Fix(unit.span, raised))
    place = "among the units"
    examples = "units are written short, such as `years`, `mm`, `mGy`, `ms`, `grey`"
    found = unknown(unit.text, unit.span, units.names(), what="not a unit", place=place)
    free = "or leave the unit out: a bare number fits any"
    return replace(found, helps=(*(found.helps or (examples,)), free))


def written_apart(source: Source, word: str, span: Span) -> str | None:
    """The whole unit, where a word is the second half of one: `3 m / s`.

    Example:
        >>> written_apart(Source("", "3 m / s"), "s", Span(6, 7))
        'm/s'
    """
    before = _APART.search(source.slice(Span(max(span.start - _NEAR, 0), span.start)))
    power = _POWER.match(source.text, span.end)
    raised = f"^{power[1]}" if power else ""
    whole = "".join((*before.groups(), word, raised)) if before else ""
    return whole if whole and units.parse(whole) else None


def without_unit(written: object, what: str) -> Iterator[Diagnostic]:
    """E0202: literals with a unit where a number belongs to no variable that could have one.

    Args:
        written: a part of the tree, or None where nothing is written.
        what: whose number it is: ``the noise `u` ``.
    """
    for part in walk(written) if written is not None else ():
        if (
            not isinstance(part, tree.Number)
            or part.unit is None
            or not units.parse(part.unit.text)
        ):
            continue
        unit, number = part.unit.text, part.text
        message = f"{what} is a number without unit, so `{number} {unit}` has no scale here"
        helps = (f"write `{number}`, and give it the unit where it is used: `... * 1 {unit}`",)
        yield Diagnostic("E0202", message, part.span, helps=helps)
