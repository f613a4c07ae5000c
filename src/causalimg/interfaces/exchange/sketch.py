"""A model as other tools see it: variables, arrows and, where all is finite, tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from causalimg.semantics.expr import Expectation, SetTo, VariableRef, walk
from causalimg.semantics.model import Estimand, Interval, Kind, Model, Query, Variable
from causalimg.semantics.types import Mask, Type, shape_of, words_of_type
from causalimg.source import Span

_NOWHERE = Span(0, 0)


def _span() -> Span:
    return field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Node:
    """A variable, described in words and numbers that every format can hold.

    Args:
        name: as the other tool has it.
        kind: observed, latent, environment or selection.
        type: the word of the language for it, `real` where the other tool says nothing.
        values: the words of a category, an ordinal or a mask, in order.
        shape: the size of a picture or a vector: channels or coils first, none for a mask.
        support: as written in the language, such as `[0, 1]`.
        unit: as written in the language.
        doc: what it is, in a sentence.
        span: where the foreign file first names it.
    """

    name: str
    kind: Kind = "observed"
    type: str = "real"
    values: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()
    support: str | None = None
    unit: str | None = None
    doc: str | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Edge:
    """`left -> right` or `left <-> right`, with its reason."""

    left: str
    right: str
    reason: str | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Table:
    """The probabilities of a finite variable in every case of its causes.

    Args:
        variable: whose.
        parents: its causes, in the order of the cases.
        rows: for the indices of the values of the parents, the probability of each own value.
    """

    variable: str
    parents: tuple[str, ...]
    rows: Mapping[tuple[int, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is exchanged.

    Args:
        name: of the model.
        title: a sentence about it.
        nodes: the variables, in the order of the text.
        arrows: direct causes.
        arcs: unseen common causes.
        exposures: what is set, where the file says what is asked.
        outcomes: what is asked about.
        tables: the mechanisms, where they are known tables.
        notes: what a reader of the imported text has to know.
    """

    name: str
    title: str | None = None
    nodes: tuple[Node, ...] = ()
    arrows: tuple[Edge, ...] = ()
    arcs: tuple[Edge, ...] = ()
    exposures: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


def sketch_of(model: Model) -> Sketch:
    r"""The variables and arrows of a model.

    Exposure and outcome are those of its first query that sets a variable and averages another.

    Example:
        >>> from causalimg.causal.analyse import analyse
        >>> from causalimg.source import Source
        >>> text = "causalimg 1\nvariables {\n x, y : binary\n}\ngraph {\n x -> y\n}\n"
        >>> sketch_of(analyse(Source("", text)).model).arrows
        (Edge(left='x', right='y', reason=None),)
    """
    exposures, outcomes = _asked(model.queries)
    return Sketch(
        name=model.name,
        title=model.title,
        nodes=tuple(_node(v) for v in model.variables),
        arrows=tuple(Edge(a.cause, a.effect, a.reason) for a in model.arrows),
        arcs=tuple(Edge(b.left, b.right, b.reason) for b in model.bidirected),
        exposures=exposures,
        outcomes=outcomes,
    )


def _node(variable: Variable) -> Node:
    kind = variable.type
    return Node(
        name=variable.name,
        kind=variable.kind,
        type=word_of(kind),
        values=words_of_type(kind),
        shape=kind.extent if isinstance(kind, Mask) else shape_of(kind),
        support=_written(variable.support) if variable.support else None,
        unit=variable.unit,
        doc=variable.doc,
    )


def _written(support: Interval) -> str:
    """An interval with all digits of its ends."""
    left, right = "(["[support.low_closed], ")]"[support.high_closed]
    return f"{left}{number(support.low)}, {number(support.high)}{right}"


def number(x: float) -> str:
    """A number with all its digits and no more.

    Example:
        >>> number(0.25), number(1.0), number(1e-05)
        ('0.25', '1', '1e-05')
    """
    return repr(float(x)).removesuffix(".0")


def word_of(kind: Type) -> str:
    """The word of the language for a type: its record carries the same name."""
    return type(kind).__name__.lower()


def _asked(queries: tuple[Query, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for query in queries:
        if not isinstance(query, Estimand):
            continue
        for part in walk(query.value):
            if isinstance(part, Expectation) and isinstance(part.value, VariableRef):
                acted = [a.variable for a in part.assignments if isinstance(a, SetTo)]
                if acted:
                    return tuple(acted), (part.value.name,)
    return (), ()
