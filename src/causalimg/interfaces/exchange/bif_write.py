"""Finite models as discrete Bayesian networks in the Interchange Format."""

import re

from causalimg.interfaces.exchange.sketch import Node, Sketch, Table

_BARE = re.compile(r'(?:[^\s{}()\[\],;|"/]|/(?![/*]))+')
_BLOCKS = {"network", "variable", "probability", "property", "type", "table", "default"}


def bif(sketch: Sketch) -> str:
    """The network: every variable with its values, every table row by row.

    A `latent` or a `selection` is an ordinary variable with the property `kind = latent`, which
    other tools pass over and `causalimg import bif` understands.

    Args:
        sketch: a model with a table for every variable.

    Example:
        >>> coin = Node("coin", type="binary", values=("0", "1"))
        >>> toss = Table("coin", (), {(): (0.5, 0.5)})
        >>> print(bif(Sketch("game", nodes=(coin,), tables=(toss,))), end="")
        network game {
        }
        variable coin {
          type discrete [ 2 ] { 0, 1 };
        }
        probability ( coin ) {
          table 0.5, 0.5;
        }
    """
    nodes = {n.name: n for n in sketch.nodes}
    parts = [f"network {word(sketch.name)} {{", "}"]
    for node in sketch.nodes:
        parts += _variable(node)
    for table in sketch.tables:
        parts += _probability(table, nodes)
    return "\n".join(parts) + "\n"


def _variable(node: Node) -> list[str]:
    values = ", ".join(map(word, node.values))
    kind = [f"  property kind = {node.kind};"] * (node.kind != "observed")
    size = len(node.values)
    return [
        f"variable {word(node.name)} {{", f"  type discrete [ {size} ] {{ {values} }};", *kind, "}"
    ]  # fmt: skip


def _probability(table: Table, nodes: dict[str, Node]) -> list[str]:
    given = ", ".join(map(word, table.parents))
    about = f"{word(table.variable)} | {given}" if given else word(table.variable)
    lines = [f"probability ( {about} ) {{"]
    for case, row in table.rows.items():
        numbers = ", ".join(map(repr, map(float, row)))
        pairs = zip(table.parents, case, strict=True)
        said = ", ".join(word(nodes[name].values[index]) for name, index in pairs)
        lines.append(f"  ({said}) {numbers};" if said else f"  table {numbers};")
    return [*lines, "}"]


def word(text: str) -> str:
    """A word, in quotes where it would not be one word.

    Example:
        >>> word("<5"), word("not known")
        ('<5', '"not known"')
    """
    return text if _BARE.fullmatch(text) and text not in _BLOCKS else f'"{text}"'
