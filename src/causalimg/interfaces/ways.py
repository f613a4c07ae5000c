"""The ways in which an effect follows, in a few lines for a person."""

from collections.abc import Iterator, Sequence

from causalimg.causal.answers.strategies import Strategy
from causalimg.causal.graphs.separation import OpenPath
from causalimg.causal.identification.adjusting import Forbidden
from causalimg.causal.identification.instruments import Instrument

_SHOWN = 3


def told_ways(ways: Sequence[Strategy], shown: str, *, every: bool) -> Iterator[str]:
    """A line or two for each way.

    Args:
        ways: of `causalimg.causal.answers.strategies.strategies`.
        shown: the estimand that is shown already; the set that gives it stands first.
        every: whether to tell all sets, and not the first few.
    """
    for way in ways:
        match way.kind:
            case "back-door" | "adjustment":
                yield from _adjusting(way, shown, every=every)
            case "front-door":
                yield from _listed(way, way.sets, "front door: through", every=every)
            case "transport":
                yield f"transport: {_carried(way, shown)}"
            case "ID":
                yield "by the ID algorithm: neither adjustment nor the front door gives it"


def _carried(way: Strategy, shown: str) -> str:
    (estimand,) = way.estimands
    start = "" if str(estimand) == shown else f"{estimand}, "
    if not way.local:
        return f"{start}{'and ' if start else ''}rows of every site tell it"
    own = " and ".join(map(str, way.local))
    return f"{start}only {own} from rows of that site, the rest from all"


def _adjusting(way: Strategy, shown: str, *, every: bool) -> Iterator[str]:
    both = zip(way.sets, way.estimands, strict=True)
    first = [one for one, estimand in both if str(estimand) == shown]
    sets = (*first, *(one for one in way.sets if one not in first))
    what = "back door" if way.kind == "back-door" else "not by the back door: the act moves it"
    if sets == ((),):
        yield "nothing to adjust for"
    else:
        yield from (f"{line} ({what})" for line in _listed(way, sets, "adjust for", every=every))
    if way.precise is not None and way.precise != sets[0]:
        scope = "" if way.among == "all" else " of these"
        yield f"most precise{scope}: adjust for {', '.join(way.precise) or 'nothing'}"


def _listed(
    way: Strategy, sets: Sequence[tuple[str, ...]], words: str, *, every: bool
) -> Iterator[str]:
    """All sets, a line each, or the first few in one line."""
    texts = [f"{', '.join(one) or 'nothing'}" for one in sets]
    if every:
        yield from (f"{words} {text}" for text in texts)
        if not way.complete:
            yield f"{words} others: these are the first {len(texts)}"
        return
    line = f"{words} {'; or '.join(texts[:_SHOWN])}"
    left = len(texts) - _SHOWN
    if not way.complete:
        line += f"; or more than {left} others"
    elif left > 0:
        line += f"; or {left} {'others' if left > 1 else 'other'}, told by `--all`"
    yield line


def told_instruments(found: Sequence[Instrument]) -> Iterator[str]:
    """What an instrument gives, and what it does not."""
    if found:
        names = "; or ".join(map(str, found[:_SHOWN]))
        yield f"instrument: {names}"
        yield "  it gives the effect only if that is linear, or, if it moves nobody the other way,"
        yield "  the effect in those whom it moves"


def told_try(covariates: Sequence[str], found: Forbidden | OpenPath | None) -> Iterator[str]:
    """Whether a set that somebody has in mind will do, and if not, why."""
    words = f"adjusting for {', '.join(covariates) or 'nothing'}"
    match found:
        case None:
            yield f"{words} gives it"
        case Forbidden():
            yield f"{words} does not give it: {found.reason}"
        case OpenPath():
            yield f"{words} does not give it: this path stays open"
            yield from (f"  {line}" for line in found.marked().splitlines())
            yield from (f"  {joint.reason}" for joint in found.joints if not joint.route)
