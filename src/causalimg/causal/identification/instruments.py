"""Instruments: what moves the cause and reaches the outcome by nothing else.

An instrument does not identify an effect by the arrows alone. In a linear model the effect is the
ratio of two covariances, cov(z, y | w) / cov(z, x | w); for a binary act under monotonicity
(nobody does the opposite of what the instrument urges) the ratio of two differences is the mean
effect among those whom the instrument moves. Otherwise it gives bounds.

Source: van der Zander, Textor and Liskiewicz 2015, "Efficiently finding conditional instruments
for causal inference"; Angrist, Imbens and Rubin 1996, "Identification of causal effects using
instrumental variables"; Balke and Pearl 1997, "Bounds on treatment effects from studies with
imperfect compliance".
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from causalimg.causal.graphs.admg import Admg
from causalimg.causal.graphs.separation import m_separated, separator
from causalimg.causal.identification.adjusting import criterion


@dataclass(frozen=True, slots=True)
class Instrument:
    """A variable that is an instrument, given others.

    Args:
        variable: the instrument.
        given: what is conditioned on.

    Example:
        >>> print(Instrument("lottery", ("age",)))
        lottery given age
    """

    variable: str
    given: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.variable} given {', '.join(self.given)}" if self.given else self.variable


def instruments(
    graph: Admg, do: str, outcome: str, *, direct: bool = False
) -> Iterator[Instrument]:
    """The instruments for an effect, each with what is to be conditioned on.

    For each variable it tries the separator nearest to the outcome, in time linear in the edges.
    So it finds every ancestral instrument, whose conditions lead to it or to the outcome; and if
    any variable is an instrument given anything, one of those is.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: the cause.
        outcome: the effect.
        direct: whether the coefficient of the arrow between them is meant, and not all that the
            cause does.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("age -> referral -> dose -> pain; age -> pain; dose <-> pain")
        >>> print(*instruments(graph, "dose", "pain"))
        referral given age
    """
    around, allowed = _around(graph, do, outcome, direct=direct)
    for name in graph.nodes:
        if name in (do, outcome):
            continue
        found = separator(around, {outcome}, {name}, allowed - {name})
        if found is not None and not m_separated(around, {name}, {do}, found):
            yield Instrument(name, graph.ordered(found))


def conditions(
    graph: Admg, do: str, outcome: str, instrument: str, *, direct: bool = False
) -> Iterator[tuple[str, ...]]:
    """All minimal sets given which a variable is an instrument, small ones first.

    It tries set after set, since whether there is one is NP-complete for a given variable: for
    small graphs.

    Args:
        graph: an acyclic graph, all of whose nodes are observed.
        do: the cause.
        outcome: the effect.
        instrument: the variable.
        direct: as in `instruments`.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("z -> w; w <-> x; x -> y; x <-> y")
        >>> [*conditions(graph, "x", "y", "z")], [str(one) for one in instruments(graph, "x", "y")]
        ([('w',)], ['w'])
    """
    around, allowed = _around(graph, do, outcome, direct=direct)
    rest = graph.ordered(allowed - {instrument})
    found: list[set[str]] = []
    for size in range(len(rest) + 1):
        for given in combinations(rest, size):
            if any(one <= {*given} for one in found):
                continue
            apart = m_separated(around, {instrument}, {outcome}, given)
            if apart and not m_separated(around, {instrument}, {do}, given):
                found.append({*given})
                yield given


def _around(graph: Admg, do: str, outcome: str, *, direct: bool) -> tuple[Admg, frozenset[str]]:
    """The graph without the effect, and what may be conditioned on: nothing behind the effect."""
    if direct:
        cut = replace(graph, directed=graph.directed - {(do, outcome)})
        return cut, frozenset(graph.nodes) - graph.descendants({outcome}) - {do}
    asked = criterion(graph, {do}, {outcome})
    return asked.backward, asked.allowed
