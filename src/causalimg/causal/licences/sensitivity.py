"""How much a licence rests on each arrow: turn them one by one and tell what changes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from causalimg.causal.graphs.admg import Admg, shortest_cycle
from causalimg.causal.licences.licence import attributes_of, shortcuts_of
from causalimg.causal.licences.partition import split
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.verdicts import AttributeLicence, Condition

_Said = Mapping[str, str]

NEVER_TURNED = (
    "arrows into the image but from target and label, into a selection, or to form a cycle"
)
"""What `sensitivity` leaves as drawn, in words."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is said differently of an attribute.

    Args:
        attribute: the attribute, or another source of a look.
        aspect: what is said of it, such as `verdict` or `IRM`.
        before: with the arrows as declared.
        after: with the arrow turned.
    """

    attribute: str
    aspect: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Flip:
    """An arrow, as declared, and what changes if it points the other way."""

    cause: str
    effect: str
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        said = (f"{c.attribute}: {c.aspect} {c.before} -> {c.after}" for c in self.changes)
        return f"{self.effect} -> {self.cause}: " + ("; ".join(said) or "nothing changes")


def sensitivity(question: Question) -> tuple[Flip, ...]:
    """Repeat the licence with each single arrow turned, wherever that leaves no cycle.

    Three kinds of arrow stay: those into a selection variable, which nothing follows; those
    from `invariant to` into the image, which the user asserts; and those into the image from
    anything but target or label, since a picture is taken of what is already there.

    Args:
        question: what is asked.

    Returns:
        One entry per arrow that was turned, in the order of the graph; its changes may be
        empty, which says that the licence does not rest on that arrow's direction.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> asked = Question(sketch("disease -> image <- scanner <- site -> disease"), "image",
        ...                  "disease", invariant_to=("scanner",), environment="site")
        >>> for flip in sensitivity(asked):
        ...     print(flip.cause, flip.effect, len(flip.changes) > 0)
        disease image True
        site disease True
        site scanner True
    """
    before = _told(question)
    return tuple(
        Flip(cause, effect, _changes(before, _told(replace(question, graph=turned))))
        for cause, effect, turned in _turned(question)
    )


def _told(question: Question) -> dict[str, dict[str, str]]:
    partition = split(question)
    attributes = attributes_of(question, partition)
    shortcuts, uncovered = shortcuts_of(question, partition, attributes)
    told = {one.name: _said(one) for one in attributes}
    for appearance in partition.appearances:
        p = appearance.source
        how = "a shortcut that nothing removes" if p in uncovered else "a shortcut"
        told.setdefault(p, {})["its look"] = how if p in shortcuts else "no shortcut"
    return told


def _turned(question: Question) -> Iterator[tuple[str, str, Admg]]:
    graph = question.graph
    for cause in graph.nodes:
        for effect in graph.children(cause):
            if effect in question.selection or _asserted(question, cause, effect):
                continue
            directed = graph.directed - {(cause, effect)} | {(effect, cause)}
            turned = replace(graph, directed=directed)
            if shortest_cycle(turned) is None:
                yield cause, effect, turned


def _asserted(question: Question, cause: str, effect: str) -> bool:
    return effect == question.image and cause not in (question.target, question.measured)


def _changes(before: Mapping[str, _Said], after: Mapping[str, _Said]) -> tuple[Change, ...]:
    found = list[Change]()
    for name in {**before, **after}:
        old, new = before.get(name, {}), after.get(name, {})
        said = {**dict.fromkeys(new, "none"), **old}
        now = {**dict.fromkeys(old, "none"), **new}
        known = said.get("condition") != now.get("condition")
        differ = (k for k in said if said[k] != now[k] and not (known and k in _FOLLOWING))
        found += [Change(name, k, said[k], now[k]) for k in differ]
    return tuple(found)


_FOLLOWING = ("conditions", "removes")
"""What is not told where the best condition is another one: it would be told twice."""


def _said(attribute: AttributeLicence) -> dict[str, str]:
    best = attribute.best
    return {
        "verdict": attribute.verdict.value,
        "condition": _sets(() if best is None else (best,)),
        "conditions": _sets((*attribute.useful, *attribute.approximate)),
        "removes": "nothing" if best is None else ", ".join(best.removes),
        "of all read": _sets(attribute.fused),
        "in part": "; ".join(f"{c}: {_sets(found)}" for c, found in attribute.partial)
        or "nothing",
        **{ruling.method.value: ruling.standing.value for ruling in attribute.rulings},
        "label": attribute.label_rule.value,
        "consistency": "licensed" if attribute.consistency_fused else "forbidden",
    }


def _sets(conditions: Collection[Condition]) -> str:
    told = sorted("{" + ", ".join(condition.given) + "}" for condition in conditions)
    return " or ".join(told) or "no condition"
