"""What differs between sites, and the name that imaging has for each difference.

Source: Castro, Walker and Glocker 2020, "Causality matters in medical imaging", Tables 1 to 3. The
same arrow from the site has another name, and another remedy, by where it enters.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from causalimg.causal.graphs.admg import Admg, induced
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.licences.partition import Partition
from causalimg.causal.licences.question import Question

Tie = Literal["->", "<-", "<->", "selected"]


class Kind(StrEnum):
    """The names of shifts, in the order in which they are told."""

    POPULATION = "population"
    PREVALENCE = "prevalence"
    MANIFESTATION = "manifestation"
    ANNOTATION = "annotation"
    ACQUISITION = "acquisition"
    SELECTION = "selection"


MEANING = {
    Kind.POPULATION: "who is imaged",
    Kind.PREVALENCE: "how common the target is",
    Kind.MANIFESTATION: "how the target shows",
    Kind.ANNOTATION: "how the target is read",
    Kind.ACQUISITION: "how the picture is taken",
    Kind.SELECTION: "which rows came into the table, by target and looks together",
}


@dataclass(frozen=True, slots=True)
class Shift:
    r"""One thing that may differ with the environment.

    Args:
        variable: what differs; the image where its parts do.
        tie: `->` where its mechanism :math:`P(v \mid pa(v))` differs, `<-` where the environment
            follows it, `<->` where an unseen cause ties the two, `selected` where rows were.
        kinds: the names of the shift, several for a mixture; none where neither the image nor the
            target follows from it.
    """

    variable: str
    tie: Tie
    kinds: tuple[Kind, ...]


def shifts_of(question: Question, partition: Partition) -> tuple[Shift, ...]:
    """Every shift that the arrows permit, for one predictor.

    Args:
        question: what is asked.
        partition: the split image.

    Returns:
        One per variable that the environment is tied to, then one per selection, in the order of
        the graph.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> from causalimg.causal.licences.partition import split
        >>> graph = sketch("site -> disease -> image; site -> scanner -> image")
        >>> asked = Question(graph, "image", "disease", invariant_to=("scanner",),
        ...                  environment="site")
        >>> [(s.variable, s.kinds[0].value) for s in shifts_of(asked, split(asked))]
        [('disease', 'prevalence'), ('scanner', 'acquisition')]
    """
    chosen = (Shift(s, "selected", _chosen_by(question, partition, s)) for s in question.selection)
    return (*_between(question, partition), *chosen)


def unchanged(question: Question, partition: Partition) -> tuple[str, ...]:
    """The variables whose mechanisms no site changes; none where there is no environment.

    Args:
        question: what is asked.
        partition: the split image.
    """
    if question.environment is None:
        return ()
    differing = {s.variable for s in _between(question, partition) if s.tie != "<-"}
    apart = {question.environment, *question.selection, *differing}
    return tuple(name for name in question.graph.nodes if name not in apart)


def _between(question: Question, partition: Partition) -> Iterator[Shift]:
    site = question.environment
    if site is None:
        return
    tied: dict[tuple[str, Tie], set[Kind]] = {}
    for node, tie in _neighbours(partition.graph, site):
        if node not in question.selection:
            # A part of the image is the image.
            shown = node if node in question.graph.nodes else question.image
            tied.setdefault((shown, tie), set()).update(_kinds(question, partition, node))
    place = question.graph.nodes.index
    for shown, tie in sorted(tied, key=lambda one: (place(one[0]), one[1])):
        yield Shift(shown, tie, _in_order(tied[shown, tie]))


def _neighbours(graph: Admg, site: str) -> Iterator[tuple[str, Tie]]:
    for node in graph.children(site):
        yield node, "->"
    for node in graph.parents(site):
        yield node, "<-"
    for node in graph.spouses(site):
        yield node, "<->"


def _in_order(kinds: Collection[Kind]) -> tuple[Kind, ...]:
    return tuple(kind for kind in Kind if kind in kinds)


def _kinds(question: Question, partition: Partition, v: str) -> set[Kind]:
    """What a difference in a variable, or in its mechanism, is called."""
    if v == question.target:
        return _of_target(partition)
    graph, target, content = partition.graph, question.target, {*partition.relevant}
    after = v in graph.descendants({target})
    found = set[Kind]()
    reached = graph.descendants({v}, {target})
    if content & reached and after:
        found.add(Kind.MANIFESTATION)
    elif content & reached:
        found |= {Kind.POPULATION, *_of_any_look(question, partition, v)}
    past = graph.descendants({v}, {target, *content})
    if past & {*partition.nuisances}:
        found.add(Kind.MANIFESTATION if after else Kind.ACQUISITION)
    if question.measured != target and question.measured in past and not found:
        found.add(Kind.ANNOTATION)
    if target in graph.descendants({v}, content) and v not in content and not found:
        causal = partition.direction == "causal"
        found.add(Kind.ANNOTATION if causal else Kind.POPULATION)
    return found | _direct(question, partition, v)


def _of_target(partition: Partition) -> set[Kind]:
    match partition.direction:
        case "causal":
            return {Kind.ANNOTATION}
        case _:  # where the target causes a part of the picture, it is no reading of it
            return {Kind.PREVALENCE}


def _of_any_look(question: Question, partition: Partition, v: str) -> set[Kind]:
    """What tells nothing of the target may be of the patient or of the camera: both hold."""
    graph = partition.graph
    before = induced(
        graph, set(graph.nodes) - graph.descendants({question.image, *_fed(partition)})
    )
    if v not in before.nodes or question.target not in before.nodes:
        return set()
    site = {question.environment or v} - {v}
    return {Kind.ACQUISITION} if m_separated(before, {v}, {question.target}, site) else set()


def _fed(partition: Partition) -> tuple[str, ...]:
    return tuple(part for part in partition.parts if part.startswith("content("))


def _direct(question: Question, partition: Partition, v: str) -> set[Kind]:
    """An arrow straight into the picture may be appearance, though nobody called it that."""
    fed = v.startswith("content(") and question.environment in partition.feeders
    return {Kind.ACQUISITION} if fed else set()


def _chosen_by(question: Question, partition: Partition, selection: str) -> tuple[Kind, ...]:
    """What a selection does: by the target, by the image, or by both at once."""
    graph, found = partition.graph, set[Kind]()
    for cause in graph.parents(selection):
        if cause in (question.target, question.measured):
            found.add(Kind.PREVALENCE)
        elif cause == question.image:
            found |= {Kind.POPULATION, Kind.ACQUISITION}
        elif cause != question.environment:
            found |= _kinds(question, partition, cause)
    joint = Kind.PREVALENCE in found and len(found) > 1
    return _in_order({Kind.SELECTION} if joint else found)
