"""What a picture of a graph brings forward for an effect, a claim or a licence."""

from collections.abc import Collection

from causalimg.causal.answers.effects import Verdict
from causalimg.causal.drawing.marks import (
    ADJUSTED,
    CAUSAL,
    GIVEN,
    HEDGE,
    IGNORED,
    INPUT,
    OUTCOME,
    SET,
    TARGET,
    THROUGH,
    Edge,
    Highlight,
    Mark,
    along,
)
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, mutilate
from causalimg.causal.graphs.separation import OpenPath, open_path
from causalimg.causal.identification.front_door import first_of_them
from causalimg.causal.identification.identify import Effect, Identified, NotIdentified
from causalimg.causal.identification.recover import NotRecovered
from causalimg.causal.licences.verdicts import AttributeLicence, Licence

_LONGEST = 120


def of_effect(graph: Admg, verdict: Verdict) -> Highlight:
    """What is set and asked, what is adjusted for, and the causal paths, or what is in the way.

    Args:
        graph: the arrows of the file.
        verdict: of `by_adjustment`.
    """
    found = verdict.found
    marks = _named(found.effect)
    match found:
        case Identified():
            marks = {**dict.fromkeys(_through(verdict), THROUGH), **marks}
            if verdict.adjusted:
                marks = {**dict.fromkeys(verdict.adjusted.covariates, ADJUSTED), **marks}
            text = f"{found}" if len(str(found)) < _LONGEST else f"{found.effect} is identified"
            lit = _causal(graph, found.effect)
            return Highlight(marks, lit, "causal paths", CAUSAL, text)
        case NotIdentified(hedge=hedge):
            marks = {**dict.fromkeys(hedge.forest, HEDGE), **marks}
            return Highlight(
                marks, _ties(graph, hedge), "ties of the hedge", caption=_why(verdict)
            )
        case NotRecovered(path=OpenPath() as path):
            return along(path, marks)
        case _:
            return Highlight(marks, caption=_why(verdict))


def of_claim(
    graph: Admg, left: Collection[str], right: Collection[str], given: Collection[str]
) -> Highlight:
    """The open path that refutes an independence, or, where it holds, what is held fixed for it.

    Args:
        graph: the arrows.
        left: one side of the claim.
        right: the other side.
        given: what is conditioned on, selections included.
    """
    path = open_path(graph, left, right, given)
    if path is not None:
        return along(path)
    bar = f" | {', '.join(graph.ordered(given))}" if given else ""
    text = f"{', '.join(left)} _||_ {', '.join(right)}{bar} holds: no path is open"
    return Highlight(dict.fromkeys(given, GIVEN), caption=text)


def of_licence(licence: Licence, attribute: AttributeLicence) -> Highlight:
    """What is predicted and read, what the answer must not follow, and the path that decides.

    It is drawn on the graph of the partition, which has the parts of the picture as nodes.

    Args:
        licence: of a predictor.
        attribute: one of its verdicts.
    """
    question = licence.question
    marks: dict[str, Mark] = dict.fromkeys(question.inputs, INPUT)
    marks |= {question.target: TARGET, attribute.name: IGNORED}
    path = deciding(attribute)
    if path is not None:
        return along(path, marks)
    return Highlight(marks, caption=f"no path from {attribute.name} is open")


def deciding(attribute: AttributeLicence) -> OpenPath | None:
    """The path to be shown first: what stays open, what forbids, or what a condition closes."""
    paths = [
        attribute.obstacle,
        *(barrier.path for barrier in attribute.barriers),
        *(ruling.path for ruling in attribute.forbidden),
    ]
    return next((path for path in paths if path is not None), None)


def _through(verdict: Verdict) -> Collection[str]:
    """The smallest front-door set that is found first, where nothing is adjusted for."""
    effect = verdict.found.effect
    plain = not (effect.given or effect.had or effect.policies)
    if verdict.adjusted or not effect.do or not plain or not effect.names <= {*verdict.seen.nodes}:
        return ()
    listed, _ = first_of_them(verdict.seen, {*effect.do}, effect.outcomes, 1)
    return listed[0] if listed else ()


def _named(effect: Effect) -> dict[str, Mark]:
    given = {name.rstrip("\N{PRIME}"): GIVEN for name in effect.given}
    return {**given, **dict.fromkeys(effect.outcomes, OUTCOME), **dict.fromkeys(effect.do, SET)}


def _why(verdict: Verdict) -> str:
    text = str(verdict.found)
    return text if len(text) < _LONGEST else f"{verdict.found.effect} is not identified"


def _causal(graph: Admg, effect: Effect) -> frozenset[Edge]:
    """The arrows on directed paths from what is set to the outcomes, past nothing else set."""
    known = [n for n in effect.do if n in graph.nodes]
    cut = mutilate(graph, known)
    after = cut.descendants(known)
    between = after & cut.ancestors([n for n in effect.outcomes if n in graph.nodes])
    return frozenset((a, b) for a, b in cut.directed if a in between and b in between)


def _ties(graph: Admg, hedge: Hedge) -> frozenset[Edge]:
    """The `<->` inside a hedge, and the arrows of a cause outside it that two of it share."""
    forest = {*hedge.forest}
    arcs = {(a, b) for a, b in map(graph.ordered, graph.bidirected) if {a, b} <= forest}
    for node in {*graph.nodes} - forest:
        touched = forest.intersection(graph.children(node))
        if len(touched) > 1 and not graph.parents(node):
            arcs |= {(node, child) for child in touched}
    return frozenset(arcs)
