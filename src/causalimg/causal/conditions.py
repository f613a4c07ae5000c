"""Find what to hold fixed so that content tells nothing of an attribute but appearance does."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from causalimg.causal.partition import Partition
from causalimg.causal.question import Question
from causalimg.causal.separation import OpenPath, m_separated, open_path, separator
from causalimg.causal.verdicts import Condition

LARGEST = 3
"""Most variables of a condition, unless only a larger one is licensed: strata grow thin."""

WIDEST = 24
"""Most variables from which conditions are made; those most likely to be estimable go first."""


@dataclass(frozen=True, slots=True)
class Found:
    """Minimal conditions, with and without power, and whether some were not looked at."""

    useful: tuple[Condition, ...] = ()
    vacuous: tuple[Condition, ...] = ()
    truncated: bool = False


def licensed(
    question: Question, partition: Partition, content: Collection[str], v: str, w: Collection[str]
) -> bool:
    """Whether the content is independent of the attribute given `w` and the selection.

    Then a constraint `features _||_ v | w` takes nothing from features that follow content.
    """
    return m_separated(partition.graph, content, {v}, {*w, *question.selection})


def obstacle(
    question: Question, partition: Partition, content: Collection[str], v: str, w: Collection[str]
) -> OpenPath | None:
    """The path through which content tells of the attribute given `w`, if there is one."""
    return open_path(partition.graph, content, {v}, {*w, *question.selection})


def removed(
    question: Question, partition: Partition, v: str, w: Collection[str]
) -> tuple[str, ...]:
    """Sources of the appearances that tell of the attribute given `w`: the constraint's power."""
    held = {*w, *question.selection}
    return tuple(
        a.source
        for a in partition.appearances
        if not m_separated(partition.graph, {a.node}, {v}, held)
    )


def pool(
    question: Question, partition: Partition, v: str, content: Collection[str]
) -> tuple[str, ...]:
    """What a condition on the attribute may be made of, the most usual first.

    Only causes of the nodes concerned: if any set separates them, one among those does (Tian,
    Paz and Pearl 1998), and what lies elsewhere could only give power by opening a collider.
    """
    graph = partition.graph
    ends = {v, question.target, question.measured, *question.selection}
    causes = graph.ancestors({*ends, *content, *partition.nuisances})
    first = [question.target, question.measured, question.environment, *graph.parents(v)]
    usual = dict.fromkeys([n for n in first if n is not None] + list(graph.nodes))
    return tuple(n for n in usual if n in causes & question.conditionable and n != v)


def conditions(
    question: Question, partition: Partition, v: str, content: Collection[str]
) -> Found:
    """All minimal conditions of at most three variables, see `licensed` and `removed`.

    Where only a larger set is licensed, one such is given. No set at all is licensed exactly
    where both lists are empty.

    Args:
        question: what is asked.
        partition: the split image.
        v: the attribute.
        content: the nodes that the constraint must spare.
    """
    choices = pool(question, partition, v, content)
    causes = partition.graph.ancestors({v, *content, *question.selection})
    if not content or not licensed(question, partition, content, v, causes & set(choices)):
        return Found()
    useful, vacuous = list[Condition](), list[Condition]()
    for w in _subsets(choices[:WIDEST]):
        if _covers(useful, w) or not licensed(question, partition, content, v, w):
            continue
        removes = removed(question, partition, v, w)
        if removes:
            useful.append(Condition(partition.graph.ordered(w), removes))
        elif not _covers(vacuous, w):
            vacuous.append(Condition(partition.graph.ordered(w), ()))
    if not (useful or vacuous):
        return _larger(question, partition, v, content)
    return Found(tuple(useful), tuple(vacuous), len(choices) > WIDEST)


def _larger(question: Question, partition: Partition, v: str, content: Collection[str]) -> Found:
    choices = pool(question, partition, v, content)
    least = separator(partition.graph, content, {v}, choices, question.selection)
    if least is None:
        return Found(truncated=True)
    removes = removed(question, partition, v, least)
    one = (Condition(partition.graph.ordered(least), removes),)
    return Found(one, (), truncated=True) if removes else Found((), one, truncated=True)


def approximations(question: Question, partition: Partition, v: str) -> tuple[Condition, ...]:
    """Conditions on a latent target, with its measurement in its place.

    Holding a measurement fixed does not hold the target fixed, so this is never a licence; it
    comes close where all that the measurement depends on is held with it.
    """
    target, label, graph = question.target, question.measured, partition.graph
    others = set(graph.parents(label)) - {target}
    can = others | {label} <= question.conditionable and v not in others | {label}
    if label == target or target in question.observed or not can or not partition.relevant:
        return ()
    found = list[Condition]()
    choices = [n for n in pool(question, partition, v, partition.relevant) if n != label][:WIDEST]
    for w in _subsets(choices, most=LARGEST - 1):
        held = {*w, target}
        removes = removed(question, partition, v, held)
        measured = graph.ordered({*w, label, *others})
        if not removes or _covers(found, measured):
            continue
        if licensed(question, partition, partition.relevant, v, held):
            found.append(Condition(measured, removes))
    return tuple(found)


def ranked(
    question: Question, found: Collection[Condition], shortcuts: Collection[str]
) -> tuple[Condition, ...]:
    """Best first: more shortcuts removed, fewer variables, fewer of them continuous.

    Among equals a condition on the target comes first: every batch has its values, while an
    attribute may take only one value at each site.
    """
    few = question.discrete

    def cost(condition: Condition) -> tuple[int, int, int, int, tuple[int, ...]]:
        w = condition.given
        return (
            -len(set(condition.removes) & set(shortcuts)),
            len(w),
            0 if few is None else len(set(w) - few),
            0 if question.target in w or question.measured in w else 1,
            tuple(question.graph.nodes.index(n) for n in w),
        )

    return tuple(sorted(found, key=cost))


def _subsets(names: Collection[str], most: int = LARGEST) -> Iterator[tuple[str, ...]]:
    for size in range(min(most, len(names)) + 1):
        yield from combinations(names, size)


def _covers(found: Collection[Condition], w: Collection[str]) -> bool:
    return any(set(condition.given) <= set(w) for condition in found)
