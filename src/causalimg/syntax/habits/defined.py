"""lavaan's defined parameters, `indirect := a*b`: which effect they stand for here."""

import re
from collections.abc import Sequence

from causalimg.source import Source
from causalimg.syntax.habits.questions import effect, indirect
from causalimg.syntax.nearby import Nearby, nearby

_NAME = re.compile(r"[^\W\d]\w*")
_SUMS = re.compile(r"[\w\s*+()]+")

Way = tuple[str, ...]
"""The variables that a product of coefficients leads along."""


def defined(source: Source, name: str, value: str) -> str | None:
    """The question that a defined parameter stands for; empty where it stands for none.

    Args:
        source: the text.
        name: what is defined.
        value: of what.

    Returns:
        None where it is no defined parameter.
    """
    near, names = nearby(source), _NAME.findall(value)
    known = [n for n in names if n in near.parameters or n in near.slopes]
    of_variables = any(each in near.declared for each in (name, *names))
    if not names or of_variables or len(known) < len(names) or name in near.parameters:
        return None
    ways = [_way(near, term) for term in value.split("+")] if _SUMS.fullmatch(value) else []
    ends = {(way[0], way[-1]) for way in ways if way}
    if not ways or not all(ways) or len(ends) != 1:
        return ""
    return _asked(source, [way for way in ways if way])


def _way(near: Nearby, term: str) -> Way:
    """From cause to effect: `a*b` is x -> m -> y, where m reads `a * x` and y reads `b * m`."""
    steps = [near.slopes.get(label.strip(" ()")) for label in term.split("*")]
    found = [step for step in steps if step]
    way: Way = found[0] if found and len(found) == len(steps) else ()
    for cause, outcome in found[1:]:
        if not way or way[-1] != cause:
            return ()
        way = (*way, outcome)
    return way


def _asked(source: Source, ways: Sequence[Way]) -> str:
    cause, outcome = ways[0][0], ways[0][-1]
    if any(len(way) == 2 for way in ways):
        return effect(source, cause, outcome)
    through = ways[0][1] if len(ways) == 1 and len(ways[0]) == 3 else ""
    return indirect(source, cause, outcome, through)


def message(name: str) -> str:
    """What is wrong with a defined parameter."""
    return f"`{name}` is computed from parameters, so it is no mechanism"


def about_defined(name: str, value: str, asked: str, *, here: bool) -> tuple[str, ...]:
    """What to write for a defined parameter.

    Args:
        name: what is defined.
        value: of what.
        asked: the question that it stands for, or nothing.
        here: whether it stands among the queries already.
    """
    if not asked:
        return (f"write `({value.strip()})` where `{name}` is used, and drop this line",)
    place = "" if here else " in `queries`"
    return (f"ask for the effect that it stands for{place}: `{name} : {asked}`",)
