"""Split the image into stable content and mere appearance, by what the user asserted."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from causalimg.causal.graphs.admg import Admg, induced, latent_projection, mutilate
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.licences.question import Question

Direction = Literal["anticausal", "causal", "mixed", "confounded", "unrelated"]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A part of the image that follows an attribute and may be ignored.

    Args:
        node: its node in the split graph.
        source: the parent of the image that it comes from.
        carrier: the source was not named by the user but is latent, tells nothing of the
            target and is caused by named attributes only.
    """

    node: str
    source: str
    carrier: bool = False


@dataclass(frozen=True, slots=True)
class Partition:
    """The graph with the image's parts as latent nodes of their own.

    Args:
        graph: the graph in which every verdict is a separation.
        parts: content parts: latent causes of the image, and one part fed by all the others.
        feeders: parents of the image that feed the latter part.
        relevant: the parts that tell of the target when everything else is known.
        appearances: the parts that may be ignored.
        reader: children of the image on the way to the target or label, which are taken to
            respond to its content.
        stages: raw measurements on the way to the image that were marginalised.
        direction: whether the target causes the content or the content the target.
    """

    graph: Admg
    parts: tuple[str, ...]
    feeders: tuple[str, ...]
    relevant: tuple[str, ...]
    appearances: tuple[Appearance, ...]
    reader: tuple[str, ...]
    stages: tuple[str, ...]
    direction: Direction

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes of the image that count as content: feeders, then latent parts."""
        return (*self.feeders, *(c for c in self.parts if not c.startswith("content(")))

    @property
    def nuisances(self) -> tuple[str, ...]:
        """The nodes of the appearances."""
        return tuple(a.node for a in self.appearances)


def split(question: Question) -> Partition:
    """Partition the image's causes.

    `invariant to v` with an arrow from `v` into the image asserts that this arrow is
    appearance, separable from content. Everything else is content by default: silence costs
    power, not signal.

    Args:
        question: what is asked.

    Returns:
        The split graph and what became of each cause of the image.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> asked = Question(sketch("disease -> image <- scanner"), "image", "disease",
        ...                  invariant_to=("scanner",))
        >>> found = split(asked)
        >>> found.relevant, found.nuisances
        (('content(image)',), ('appearance(scanner)',))
    """
    graph, stages = _skip_stages(question)
    graph, unseen = _name_unseen(graph, question.image)
    graph, reader = _detach_readers(graph, question)
    latent = question.latent | set(unseen)
    carriers = {p for p in graph.parents(question.image) if _carries(graph, question, latent, p)}
    appearances = tuple(
        Appearance(f"appearance({p})", p, carrier=p not in question.invariant_to)
        for p in graph.parents(question.image)
        if p in question.invariant_to or p in carriers
    )
    content = set(graph.parents(question.image)) - {a.source for a in appearances}
    own = graph.ordered(p for p in content if p in latent and p != question.target)
    feeders = graph.ordered(content - set(own))
    graph, parts = _with_parts(graph, question.image, (own, feeders), appearances, reader)
    relevant = tuple(c for c in parts if _tells(graph, question, parts, c))
    return Partition(
        graph, parts, feeders, relevant, appearances, reader, stages,
        _direction(graph, question.target, relevant),
    )  # fmt: skip


def tells_nothing(graph: Admg, question: Question, p: str, *, at_one_value: bool = True) -> bool:
    """Whether a cause of the image tells nothing of the target before a picture is taken.

    Args:
        graph: with or without the parts of the image.
        question: what is asked; its attributes are set from outside.
        p: the cause.
        at_one_value: among those who share the attributes; else the attributes may tie the two.
    """
    named = set(question.invariant_to)
    before = induced(graph, set(graph.nodes) - graph.descendants({question.image}))
    held = named & set(before.nodes) - {p} if at_one_value else ()
    return m_separated(mutilate(before, named), {p}, {question.target}, held)


def _skip_stages(question: Question) -> tuple[Admg, tuple[str, ...]]:
    # `scanner -> kspace -> image <- ...`: only without the raw measurement, which carries the
    # content too, can the scanner's arrow be told from the content's.
    kept = {question.target, question.measured, *question.inputs, *question.attributes}
    stages = tuple(name for name in question.stages if name not in kept)
    return latent_projection(question.graph, set(question.graph.nodes) - set(stages)), stages


def _name_unseen(graph: Admg, image: str) -> tuple[Admg, tuple[str, ...]]:
    names = {f"unseen({other}, {image})": other for other in graph.spouses(image)}
    arrows = {(name, end) for name, other in names.items() for end in (other, image)}
    rest = frozenset(pair for pair in graph.bidirected if image not in pair)
    return Admg((*graph.nodes, *names), graph.directed | arrows, rest), tuple(names)


def _detach_readers(graph: Admg, question: Question) -> tuple[Admg, tuple[str, ...]]:
    towards = graph.ancestors({question.target, question.measured}) - set(question.selection)
    reader = tuple(k for k in graph.children(question.image) if k in towards)
    cut = {(question.image, k) for k in reader}
    return replace(graph, directed=graph.directed - cut), reader


def _carries(graph: Admg, question: Question, latent: Collection[str], p: str) -> bool:
    causes = set(graph.parents(p))
    named = causes and causes <= set(question.invariant_to)
    if not named or p not in latent or p in (question.target, *question.invariant_to):
        return False
    return tells_nothing(graph, question, p)


def _with_parts(
    graph: Admg,
    image: str,
    content: tuple[tuple[str, ...], tuple[str, ...]],
    appearances: tuple[Appearance, ...],
    reader: tuple[str, ...],
) -> tuple[Admg, tuple[str, ...]]:
    own, feeders = content
    fed = (f"content({image})",) if feeders or not own else ()
    moved = {(p, image) for p in (*feeders, *(a.source for a in appearances))}
    arrows = {(p, c) for c in fed for p in feeders}
    arrows |= {(a.source, a.node) for a in appearances}
    arrows |= {(part, image) for part in (*fed, *(a.node for a in appearances))}
    arrows |= {(c, k) for c in (*own, *fed) for k in reader}
    nodes = (*graph.nodes, *fed, *(a.node for a in appearances))
    return Admg(nodes, (graph.directed - moved) | arrows, graph.bidirected), (*own, *fed)


def _tells(graph: Admg, question: Question, parts: tuple[str, ...], part: str) -> bool:
    held = {*parts, *question.covariates, *question.selection} - {part}
    return not m_separated(graph, {part}, {question.target}, held)


def _direction(graph: Admg, target: str, relevant: tuple[str, ...]) -> Direction:
    effects = graph.descendants({target}) & set(relevant)
    causes = graph.ancestors({target}) & set(relevant)
    match bool(effects), bool(causes):
        case True, False:
            return "anticausal"
        case False, True:
            return "causal"
        case True, True:
            return "mixed"
        case _:
            return "confounded" if relevant else "unrelated"
