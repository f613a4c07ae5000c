"""Graphs in GML, as DoWhy takes them: `graph [ directed 1 node [ .. ] edge [ .. ] ]`."""

import re
from collections.abc import Callable, Sequence

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.syntax.habits.calls import shown_lines
from causalimg.syntax.habits.habit import Said, dropped
from causalimg.syntax.slip import Slip

_ITEM = re.compile(r"\b(node|edge)\s*\[([^\[\]]*)\]")
_FIELD = re.compile(r"\b(id|label|source|target)\s+(\"[^\"]*\"|\w+)")


def _gml(slip: Slip) -> Diagnostic | None:
    """A graph, or one line of it."""
    first = slip.lexemes[0].text
    if first == "graph" and [x.text for x in slip.lexemes[1:2]] == ["["]:
        return _whole(slip)
    if slip.block not in ("graph", None):
        return None
    if first in ("directed", "multigraph") and len(slip.lexemes) == 2:
        return dropped("every arrow has its direction").about(slip)
    items = _ITEM.findall(slip.text())
    if len(items) != 1 or slip.lexemes[-1].text != "]":
        return None
    return (_node(slip) if items[0][0] == "node" else _edge(slip)).about(slip)


def _node(slip: Slip) -> Said:
    name = _fields(slip.text()).get("label") or "x"
    return dropped(
        "variables are declared in `variables`, and arrows name them",
        f"write there `{name} : real`, or whatever else it is",
    )


def _edge(slip: Slip) -> Said:
    arrows = _arrows(slip.text(), _labels(slip.source.text))
    written = arrows[0] if arrows else "x -> y"
    if written[:1].isdigit():
        return Said("an arrow is written `->`", ("write `x -> y`, with the labels of its nodes",))
    place = "" if slip.block else " in `graph`"
    edit = written if slip.block else None
    return Said("an arrow is written `->`", (f"write `{written}`{place}",), edit, sure=True)


def _whole(slip: Slip) -> Diagnostic:
    arrows = _arrows(slip.text(), _labels(slip.text()))
    written = "\n  ".join(arrows)
    if slip.block != "graph":
        written = f"graph {{\n  {written}\n}}"
    place = "" if slip.block == "graph" else " in `graph { }`"
    message, helps = "an arrow is written `->`", (f"write {shown_lines(arrows)}{place}",)
    span, fix = slip.lexemes[0].span, Fix(slip.span, written)
    return Diagnostic("E0010", message, span, label="as in GML", helps=helps, fix=fix)


def _labels(text: str) -> dict[str, str]:
    """The name of each node, by its id."""
    nodes = [_fields(inside) for kind, inside in _ITEM.findall(text) if kind == "node"]
    return {node["id"]: node.get("label", node["id"]) for node in nodes if "id" in node}


def _arrows(text: str, labels: dict[str, str]) -> list[str]:
    edges = [_fields(inside) for kind, inside in _ITEM.findall(text) if kind == "edge"]
    return [
        " -> ".join(labels.get(edge[end], edge[end]) for end in ("source", "target"))
        for edge in edges
        if "source" in edge and "target" in edge
    ]


def _fields(text: str) -> dict[str, str]:
    return {key: value.strip('"') for key, value in _FIELD.findall(text)}


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (_gml,)
"""Tried before the mistakes that have nothing to do with another language."""
