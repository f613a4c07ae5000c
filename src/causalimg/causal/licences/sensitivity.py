"""How much a licence rests on each arrow: turn them one by one and tell what changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from causalimg.causal.graphs.admg import Admg, induced, shortest_cycle
from causalimg.causal.licences.licence import attributes_of
from causalimg.causal.licences.partition import split
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.verdicts import AttributeLicence


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is said differently of an attribute.

    Args:
        attribute: the attribute.
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
    before = _verdicts(question)
    return tuple(
        Flip(cause, effect, _changes(before, _verdicts(replace(question, graph=turned))))
        for cause, effect, turned in _turned(question)
    )


def _verdicts(question: Question) -> dict[str, AttributeLicence]:
    told = _narrowed(question)
    return {one.name: one for one in attributes_of(told, split(told))}


def _narrowed(question: Question) -> Question:
    """The question without what is in no table and leads to nothing that could be held fixed."""
    named = {question.image, question.target, question.measured, *question.inputs}
    named |= {*question.attributes, *question.selection, *question.stages}
    pictures = (question.image, *question.stages)  # what an arc ties to them is a part of them
    named |= {other for picture in pictures for other in question.graph.spouses(picture)}
    leading = question.graph.ancestors(named | question.conditionable)
    return replace(
        question,
        graph=induced(question.graph, leading),
        latent=question.latent & leading,
        image_typed=question.image_typed & leading,
    )


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


def _changes(
    before: Mapping[str, AttributeLicence], after: Mapping[str, AttributeLicence]
) -> tuple[Change, ...]:
    found = list[Change]()
    for name, old in before.items():
        said, now = _said(old), _said(after[name])
        found += [Change(name, k, said[k], now[k]) for k in said if said[k] != now[k]]
    return tuple(found)


def _said(attribute: AttributeLicence) -> dict[str, str]:
    best = attribute.best
    given = "no condition" if best is None else "{" + ", ".join(best.given) + "}"
    return {
        "verdict": attribute.verdict.value,
        "condition": given,
        **{ruling.method.value: ruling.standing.value for ruling in attribute.rulings},
        "label": attribute.label_rule.value,
        "consistency": "licensed" if attribute.consistency_fused else "forbidden",
    }
