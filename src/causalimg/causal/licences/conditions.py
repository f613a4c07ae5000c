"""Find what to hold fixed so that content tells nothing of an attribute but appearance does."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from causalimg.causal.graphs.separation import (
    OpenPath,
    m_separated,
    open_path,
    separator,
    touched,
)
from causalimg.causal.licences.partition import Partition
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.verdicts import Condition

MOST_TRIED = 600
"""Most sets that one search tries: enough for hundreds of variables, and never a long wait."""

LARGEST = 3
"""Most variables of a condition, unless only a larger one is licensed: strata grow thin."""


@dataclass(frozen=True, slots=True)
class Found:
    """Minimal conditions, with and without power, or the path that every condition leaves open."""

    useful: tuple[Condition, ...] = ()
    vacuous: tuple[Condition, ...] = ()
    large: bool = False
    obstacle: OpenPath | None = None


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
    reached = touched(partition.graph, {v}, {*w, *question.selection})
    return tuple(a.source for a in partition.appearances if a.node in reached)


def revealing(
    question: Question, partition: Partition, v: str, w: Collection[str]
) -> OpenPath | None:
    """The path along which an appearance tells of the attribute only since `w` is held fixed."""
    if removed(question, partition, v, ()):
        return None
    held = {*w, *question.selection}
    return open_path(partition.graph, partition.nuisances, {v}, held)


def conditions(
    question: Question, partition: Partition, v: str, content: Collection[str]
) -> Found:
    """All conditions of at most three variables that are minimal for what they are.

    A useful one is licensed and has power, and no smaller one is and has; holding a common effect
    of attribute and appearance fixed may be what gives it power. A vacuous one is licensed without
    power, and nothing smaller is licensed. See `licensed`, `removed`. Where only a larger set is
    licensed, one such is given. No set is licensed exactly where both lists are empty.

    Args:
        question: what is asked.
        partition: the split image.
        v: the attribute.
        content: the nodes that the constraint must spare.
    """
    if path := unblockable(question, partition, v, content):
        return Found(obstacle=path)
    if not content:
        return Found()
    graph, free = partition.graph, question.conditionable - {v}
    useful, vacuous = _minimal(partition, content, v, free, question.selection)
    large = not useful and not vacuous
    if large and (least := separator(graph, content, {v}, free, question.selection)) is not None:
        has_power = bool(removed(question, partition, v, least))
        useful, vacuous = ([least], []) if has_power else ([], [least])
    told = [Condition(graph.ordered(w), removed(question, partition, v, w)) for w in useful]
    idle = tuple(Condition(graph.ordered(w), ()) for w in vacuous)
    return Found(tuple(told), idle, large)


def unblockable(
    question: Question, partition: Partition, v: str, content: Collection[str]
) -> OpenPath | None:
    """A path from content to the attribute that no condition closes, if there is one.

    Held together, the observed causes of the nodes concerned separate them if anything does
    (Tian, Paz and Pearl 1998); what they leave open, every condition leaves open.
    """
    causes = partition.graph.ancestors({v, *content, *question.selection})
    return obstacle(question, partition, content, v, causes & question.conditionable - {v})


def _minimal(
    partition: Partition,
    content: Collection[str],
    v: str,
    free: Collection[str],
    always: Collection[str],
    most: int = LARGEST,
) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """The minimal licensed sets with power, and without; smaller sets are tried first."""
    graph = partition.graph
    useful, vacuous = list[frozenset[str]](), list[frozenset[str]]()
    waiting = deque([frozenset[str]()])
    tried = set(waiting)
    while waiting and len(tried) <= MOST_TRIED:
        w = waiting.popleft()
        if any(smaller <= w for smaller in useful):
            continue
        held = {*w, *always}
        if path := open_path(graph, content, {v}, held):
            more = frozenset(_blockers(path))
        elif not m_separated(graph, partition.nuisances, {v}, held):
            useful.append(w)
            continue
        else:
            if not any(smaller <= w for smaller in vacuous):
                vacuous.append(w)
            more = _openers(partition, v, held, last=len(w) == most - 1)
        if len(w) < most:
            larger = (w | {node} for node in graph.ordered(more) if node in free)
            fresh = [each for each in dict.fromkeys(larger) if each not in tried]
            tried.update(fresh)
            waiting.extend(fresh)
    return useful, vacuous


def _blockers(path: OpenPath) -> Iterator[str]:
    # A colliding node that a set opens, every larger set opens too. So whatever closes a path
    # that is open given a set holds one of its other nodes: only those need to be tried.
    yield path.nodes[0]
    yield from (joint.node for joint in path.joints if joint.passage != "collider")


def _openers(partition: Partition, v: str, held: Collection[str], *, last: bool) -> frozenset[str]:
    # What makes an appearance tell of the attribute is held fixed at or behind a colliding node.
    # The first such node on the way is reached from the attribute, the last one from the
    # appearance; where there is only one left to hold, it is both.
    reached = touched(partition.graph, {v}, held)
    shown = touched(partition.graph, partition.nuisances, held)
    return reached & shown if last else min(reached, shown, key=len)


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
    free = question.conditionable - {v, label}
    held = {target, *question.selection}
    useful, _ = _minimal(partition, partition.relevant, v, free, held, most=LARGEST - 1)
    return tuple(
        Condition(
            graph.ordered({*w, label, *others}), removed(question, partition, v, {*w, target})
        )
        for w in useful
    )


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
