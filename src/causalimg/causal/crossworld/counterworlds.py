"""Laws of several worlds from what is observed, or from experiments: ID* and IDC*.

Source: Shpitser and Pearl 2008, "Complete identification methods for the causal hierarchy";
Correa, Lee and Bareinboim 2021, "Nested counterfactual identification from arbitrary surrogate
experiments", whose factors are used here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from causalimg.causal.crossworld.clash import Conflict, settled
from causalimg.causal.crossworld.network import (
    Claim,
    Flat,
    Network,
    Node,
    Value,
    is_open,
    needed,
    network,
    screened,
    world_of,
)
from causalimg.causal.crossworld.spelled import Law, Names, total, values_of
from causalimg.causal.crossworld.worlds import PRIME, Event, Fact, is_name
from causalimg.causal.estimands.estimand import (
    Expression,
    Probability,
    ratio,
    renamed,
    summed,
    written,
)
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.estimands.simplify import simplified
from causalimg.causal.graphs.admg import Admg, induced
from causalimg.causal.identification.identify import Source, Stating, from_observation

Data = Literal["observations", "experiments", "both"]


@dataclass(frozen=True, slots=True)
class Inferred:
    """The probability of an event is a function of the data.

    Args:
        event: what was asked.
        estimand: that function; a term with `do` is read from an experiment.
        values: the literals that names in the estimand stand for.
    """

    event: Event
    estimand: Expression
    values: Mapping[str, str]

    @property
    def literals(self) -> Mapping[str, str]:
        """Of each name in the estimand that stands for a literal, what is written instead."""
        return {name: f"{name.rstrip(PRIME)} = {value}" for name, value in self.values.items()}

    @property
    def text(self) -> str:
        """The estimand with its literals written in."""
        return written(renamed(self.estimand, self.literals))

    def __str__(self) -> str:
        return f"{self.event} = {self.text}"


@dataclass(frozen=True, slots=True)
class Certain:
    """By logic alone an event cannot be, or must be: no data are asked."""

    event: Event
    probability: Literal[0, 1]

    def __str__(self) -> str:
        return f"{self.event} = {self.probability}, {self.reason}"

    @property
    def reason(self) -> str:
        """Why no data are asked."""
        given = ", by what is given" if self.event.given else ""
        return f"whatever the mechanisms{given}"


@dataclass(frozen=True, slots=True)
class Undefined:
    """Rows are chosen by what cannot be: there are none."""

    event: Event

    def __str__(self) -> str:
        return f"{self.event} is undefined: what stands behind the bar cannot be"


@dataclass(frozen=True, slots=True)
class NotInferred:
    """Two models with these arrows agree on the data and differ in the event.

    Args:
        event: what was asked.
        reasons: for each district in the way, why: worlds in conflict, or a hedge.
        data: what was to tell.
    """

    event: Event
    reasons: tuple[Conflict | Hedge, ...]
    data: Data

    def __str__(self) -> str:
        reason = self.reasons[0]
        why = f"hedge: {reason}" if isinstance(reason, Hedge) else str(reason)
        return f"{self.event} is not identified: {why}"


Inference = Inferred | Certain | Undefined | NotInferred


def infer(
    graph: Admg,
    event: Event,
    *,
    data: Data = "observations",
    stated: Stating | None = None,
) -> Inference:
    """Whether the probability of an event of several worlds follows from data, and how.

    Args:
        graph: an acyclic graph, all of whose nodes are observed (`latent_projection` makes one).
        event: what is asked.
        data: the observed law; every experiment, which sets anything to anything; or both, of
            which the observed law is preferred.
        stated: whether the law of a district, all else set, is known without data.

    Returns:
        The estimand; that the event is certain, impossible or undefined; or what is in the way.
        Sound; complete where nothing is stated, for laws without zeros.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> from causalimg.causal.crossworld.worlds import fact
        >>> treated = Event((fact("y", "1", x="0"),), (fact("x", "1"),))
        >>> print(infer(sketch("z -> x -> y; z -> y"), treated).text)
        sum_{z} P(y = 1 | z, x = 0) P(z | x = 1)
        >>> necessity = Event((fact("y", "0", x="0"),), (fact("x", "1"), fact("y", "1")))
        >>> infer(sketch("x -> y"), necessity, data="experiments").reasons[0].variable
        'x'
    """
    if data == "both":
        seen = infer(graph, event, stated=stated)
        if not isinstance(seen, NotInferred):
            return seen
    rows, whole = _flat(graph, event.given), _flat(graph, (*event.given, *event.facts))
    certain = _by_logic(graph, event, rows, whole)
    if certain is not None:
        return certain
    found = _Search(graph, event, data, _source(graph, whole.claims, data, stated)).run(
        rows, whole
    )
    if isinstance(found, Inferred):
        return replace(found, estimand=simplified(found.estimand))
    return found


def _flat(graph: Admg, facts: Iterable[Fact]) -> Flat:
    flat = Flat(graph)
    for one in facts:
        flat.add(one)
    return flat


def _by_logic(graph: Admg, event: Event, rows: Flat, whole: Flat) -> Undefined | Certain | None:
    if network(graph, rows.claims) is None:
        return Undefined(event)
    joint = network(graph, whole.claims)
    if joint is None:
        return Certain(event, 0)
    return None if joint.nodes else Certain(event, 1)


def _source(graph: Admg, claims: Iterable[Claim], data: Data, stated: Stating | None) -> Source:
    names = {name for one in claims for name in (one.variable, *one.do)}
    seen = from_observation(induced(graph, graph.ancestors(names)), stated)

    def tried(nodes: frozenset[str]) -> Expression | Hedge:
        causes = {cause for n in nodes for cause in graph.parents(n)} - nodes
        return Probability(graph.ordered(nodes), (), graph.ordered(causes))

    def either(nodes: frozenset[str]) -> Expression | Hedge:
        found = seen(nodes)
        return tried(nodes) if isinstance(found, Hedge) else found

    return {"observations": seen, "experiments": tried, "both": either}[data]


@dataclass(frozen=True, slots=True)
class _Search:
    graph: Admg
    event: Event
    data: Data
    source: Source

    def run(self, rows: Flat, whole: Flat) -> Inference:
        """By one experiment, where they may be used; by districts."""
        if self.data != "observations" and (law := self.one_world(rows, whole)) is not None:
            return law
        named = any(is_name(one.potential.variable, one.value) for one in self.event.facts)
        return self.conditional() if self.event.given or named else self.plain(whole)

    def one_world(self, rows: Flat, whole: Flat) -> Inferred | None:
        """What a single experiment shows."""
        claims = [one for one in whole.claims if one.variable not in one.do]
        worlds = [world_of(self.graph, one.variable, one.do) for one in claims]
        do = dict(setting for world in worlds for setting in world)
        for one, world in zip(claims, worlds, strict=True):
            if one.nested or one.variable in do:
                return None
            if world_of(self.graph, one.variable, do) != world:
                return None
        names = Names([*(one.value for one in claims), *do.values()])
        given = dict.fromkeys(names[o.value] for o in rows.claims if o.variable not in o.do)
        of = dict.fromkeys(names[o.value] for o in claims if names[o.value] not in given)
        law = Probability(tuple(of), tuple(given), tuple(names[one] for one in do.values()))
        return Inferred(self.event, law, names.literals) if of else None

    def plain(self, whole: Flat) -> Inferred | NotInferred:
        """The probability of all claims."""
        joint = network(self.graph, whole.claims)
        parts = joint.parts if joint else ()
        laws = self.laws(parts)
        if isinstance(laws, NotInferred):
            return laws
        names = Names(values_of(node for part in parts for node in part))
        return Inferred(self.event, total(self.graph, laws, names, ()), names.literals)

    def laws(self, parts: Iterable[tuple[Node, ...]]) -> list[Law] | NotInferred:
        """The law of each district, or why not all of them can be had."""
        found, reasons = list[Law](), list[Conflict | Hedge]()
        for part in parts:
            values = settled(part)
            if isinstance(values, Conflict):
                reasons.append(values)
                continue
            law = self.source(frozenset(node.variable for node in part))
            if isinstance(law, Hedge):
                reasons.append(law)
            else:
                found.append((law, values))
        return NotInferred(self.event, tuple(reasons), self.data) if reasons else found

    def conditional(self) -> Inference:
        r"""P(facts | given) from the districts that have to do with the facts.

        The law is a product over districts. With the values of `given` known, two districts have
        to do with each other only by a value that is summed over, or by that of a fact. Those that
        no fact reaches stand in :math:`P(facts, given)` and in :math:`P(given)` alike.

        Source: Correa, Lee and Bareinboim 2021, on ancestral components.
        """
        flat = Flat(self.graph)
        for one in self.event.given:
            flat.add(one)
        asked = {one: flat.add(one, free=True).value for one in dict.fromkeys(self.event.facts)}
        whole = network(self.graph, flat.claims)
        if whole is None:  # pragma: no cover - a free claim contradicts none
            return Undefined(self.event)
        roots = {one: whole.at(value) for one, value in asked.items()}
        outcomes = {one: value for one, value in roots.items() if is_open(value)}
        if not outcomes:
            return Certain(self.event, 1)
        parts = _reached(whole.parts, outcomes.values())
        laws = self.laws(parts)
        if isinstance(laws, NotInferred):
            return self._apart(flat, asked, whole, parts)
        nodes = [node for part in parts for node in part]
        names = Names(values_of(nodes), outcomes)
        joint = total(self.graph, laws, names, outcomes.values())
        law = renamed(joint, names.asked)
        if not all(is_open(node.value) for node in nodes):
            over = dict.fromkeys(names[value] for value in outcomes.values())
            law = ratio(law, summed(over, joint))
        return Inferred(self.event, law, names.literals)

    def _apart(
        self,
        flat: Flat,
        asked: Mapping[Fact, Value],
        whole: Network,
        parts: Collection[tuple[Node, ...]],
    ) -> Inferred | NotInferred:
        """P(facts, given) over P(given), each by itself, where only these very values will do."""
        inside = {node.variable for part in parts for node in part}
        right = {value: (one.potential.variable, one.value) for one, value in asked.items()}
        claims = [
            screened(self.graph, one, whole)
            for one in flat.claims
            if one.variable in inside and one.variable not in one.do
        ]
        joint = [replace(one, value=right.get(one.value, one.value)) for one in claims]
        sides = (joint, [one for one in claims if one.value not in right])
        networks = [network(self.graph, needed(side)) for side in sides]
        names = Names(values_of(node for one in networks if one for node in one.nodes))
        found = list[Expression]()
        for one in networks:
            laws = self.laws(one.parts if one else ())
            if isinstance(laws, NotInferred):
                return laws
            found.append(total(self.graph, laws, names, ()))
        return Inferred(self.event, ratio(*found), names.literals)


def _reached(
    parts: Iterable[tuple[Node, ...]], outcomes: Iterable[Value]
) -> tuple[tuple[Node, ...], ...]:
    """The districts that outcomes reach by values that are not known."""
    open_in = {
        part: {value for node in part for _, value in node.values if is_open(value)}
        for part in parts
    }
    tied, found = set(outcomes), dict[tuple[Node, ...], None]()
    while fresh := [p for p, values in open_in.items() if p not in found and values & tied]:
        found.update(dict.fromkeys(fresh))
        tied |= {value for part in fresh for value in open_in[part]}
    return tuple(part for part in open_in if part in found)
