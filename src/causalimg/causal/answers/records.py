"""Records of this room as JSON has them: every field by its name, formulas as text and LaTeX."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from causalimg.causal.answers.typeset import to_latex
from causalimg.causal.estimands.estimand import Policy, Probability, Product, Ratio, Stated, Sum
from causalimg.causal.graphs.admg import Admg
from causalimg.causal.graphs.separation import Joint, OpenPath
from causalimg.causal.identification.identify import Effect


def as_data(value: Any) -> Any:
    r"""A record as dictionaries, lists, texts and numbers, in the order of its fields.

    A path tells its text and why it is open at each joint, a graph its edges in the order of its
    nodes, an estimand or effect itself as text and as LaTeX; sets are sorted.

    Args:
        value: a record, or anything that one holds.

    Example:
        >>> from causalimg.causal.estimands.factors import Hedge
        >>> as_data(Hedge(("x", "y"), ("y",)))
        {'forest': ['x', 'y'], 'root': ['y']}
        >>> as_data(Probability(("y",), ("x",)))
        {'text': 'P(y | x)', 'latex': 'P(y \\mid x)'}
    """
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(key): as_data(one) for key, one in value.items()}
        case frozenset() | set():
            return sorted(map(as_data, value))
        case tuple() | list():
            return [as_data(one) for one in value]
        case _:
            return _record(value) if is_dataclass(value) else value


def _record(value: Any) -> dict[str, Any]:
    match value:
        case Probability() | Stated() | Policy() | Product() | Ratio() | Sum() | Effect():
            return {"text": str(value), "latex": to_latex(value)}
        case OpenPath():
            return {"text": value.text, **_fields(value)}
        case Joint():
            return {**_fields(value), "opened_by": value.opened_by, "reason": value.reason}
        case Admg():
            return _graph(value)
        case _:
            return _fields(value)


def _fields(record: Any) -> dict[str, Any]:
    return {one.name: as_data(getattr(record, one.name)) for one in fields(record)}


def _graph(graph: Admg) -> dict[str, Any]:
    place = {node: i for i, node in enumerate(graph.nodes)}
    arrows = sorted(graph.directed, key=lambda edge: (place[edge[0]], place[edge[1]]))
    arcs = sorted(map(graph.ordered, graph.bidirected), key=lambda arc: [place[n] for n in arc])
    return {
        "nodes": [*graph.nodes],
        "directed": [list(edge) for edge in arrows],
        "bidirected": [list(arc) for arc in arcs],
    }
