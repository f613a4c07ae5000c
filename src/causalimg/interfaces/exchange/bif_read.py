"""Discrete Bayesian networks in the Interchange Format (BIF 0.15) become sketches with tables.

The format: F. G. Cozman, The Interchange Format for Bayesian Networks, 1998. As in JavaBayes,
commas are spaces, a bar may be missing, and a `table` of a variable with causes lists all cases
of the causes for its first value, then for its second, the last cause changing fastest.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from causalimg.interfaces.exchange.naming import plain
from causalimg.interfaces.exchange.reading import (
    MOST_NUMBERS,
    Cursor,
    Token,
    shown,
    tokens,
    unreadable,
)
from causalimg.interfaces.exchange.sketch import Node, Sketch, Table
from causalimg.interfaces.exchange.wiring import Wiring
from causalimg.interfaces.exchange.writing import heading, stem
from causalimg.source import Source

_WORDS = re.compile(
    r"(?P<skip>[\s,\ufeff]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)"
    r'|(?P<string>"[^"]*")'
    r"|(?P<sign>[{}()\[\];|])"
    r"|(?P<word>(?:[^\s{}()\[\],;|\"/]|/(?![/*]))+)"
    r"|(?P<stray>.)",
    re.DOTALL,
)
#: A row may miss 1 by so much where a program rounded it, and is then divided by its sum.
ROUNDED, EXACT = 1e-2, 1e-6
_KINDS = {"kind = latent": "latent", "kind = selection": "selection"}
_Row = tuple[float, ...]


@dataclass(slots=True)
class _Block:
    """The entries of one `probability` block."""

    variable: Token
    parents: tuple[str, ...]
    rows: dict[tuple[int, ...], _Row] = field(default_factory=dict)
    default: _Row | None = None


def read_bif(source: Source) -> Sketch:
    """Read a network.

    Args:
        source: the text.

    Returns:
        Its variables (binary where the values are 0 and 1, else categories), arrows and tables.

    Raises:
        CausalimgError: E0801 where it cannot be read, a case has no probabilities, a row does not
            add up to 1 (to a hundredth, which rounding explains), or the tables hold more than
            10,000 numbers.

    Example:
        >>> text = "variable x { type discrete [2] {a, b}; } probability (x) { table .5, .5; }"
        >>> dict(read_bif(Source("", text)).tables[0].rows)
        {(): (0.5, 0.5)}
    """
    cursor = Cursor(source, tokens(source, _WORDS))
    wiring, tables, name = Wiring(source), dict[str, Table](), ""
    scaled: list[str] = []
    while cursor.here.kind != "end":
        if cursor.take("network"):
            name = _word(cursor, "the name of the network")
            _network(cursor)
        elif cursor.take("variable"):
            _variable(cursor, wiring)
        elif cursor.take("probability"):
            block = _probability(cursor, wiring, tables)
            table = _complete(cursor, block, wiring.nodes, scaled)
            tables[table.variable] = table
            _cap(cursor, tables)
        else:
            raise cursor.complaint(
                "`network`, `variable` or `probability`", "these are the blocks"
            )
    if not wiring.nodes:
        raise cursor.complaint("a variable", "a network begins with `network name { }`")
    return _sketch(source, name, wiring, tables, scaled)


def _sketch(
    source: Source, name: str, wiring: Wiring, tables: Mapping[str, Table], scaled: list[str]
) -> Sketch:
    nodes, arrows, _ = wiring.closed()
    notes = [heading(source, "BIF")]
    rows = (
        f"the probabilities of {', '.join(dict.fromkeys(scaled))} were rounded there and did not"
    )
    notes += [f"{rows} quite add up to 1: they are divided by their sum"] * bool(scaled)
    without = [n.name for n in nodes if n.name not in tables]
    notes += [f"no probabilities there: {', '.join(without)}"] * bool(without)
    called = stem(source) if name in {"", "unknown"} else name
    kept = tuple(_plainer(node, tables.get(node.name)) for node in nodes)
    ordered = tuple(tables[n.name] for n in nodes if n.name in tables)
    return Sketch(called, None, kept, arrows, (), (), (), ordered, tuple(notes))


def _plainer(node: Node, table: Table | None) -> Node:
    """Values 0 and 1 make a binary, unless its two probabilities would not survive as one."""
    rows = table.rows.values() if table else ()
    whole = all(abs(math.fsum(row) - 1) < 1e-12 for row in rows)
    binary = node.values == ("0", "1") and (whole or node.kind == "selection")
    return replace(node, type="binary") if binary else node


def _cap(cursor: Cursor, tables: Mapping[str, Table]) -> None:
    numbers = sum(len(row) for table in tables.values() for row in table.rows.values())
    if numbers > MOST_NUMBERS:
        message = f"these tables hold more than {MOST_NUMBERS:,} numbers"
        helps = ("a text of that size is for nobody to read; take the part that you study",)
        raise unreadable(cursor.source, cursor.last.span, message, *helps)


# ---- words and blocks --------------------------------------------------------------------------


def _word(cursor: Cursor, wanted: str) -> str:
    if cursor.here.kind not in {"word", "string"}:
        raise cursor.complaint(wanted, 'a word, or several in quotes: `"body mass"`')
    token = cursor.next()
    return token.text[1:-1] if token.kind == "string" else token.text


def _property(cursor: Cursor) -> str:
    """`property anything ;`: what it says."""
    start = cursor.next().span.end
    while cursor.here.text != ";":
        if cursor.here.kind == "end":
            raise cursor.complaint("`;`", "a property ends with `;`")
        cursor.next()
    said = cursor.source.text[start : cursor.here.span.start]
    cursor.next()
    return " ".join(said.strip().strip('"').split())


def _network(cursor: Cursor) -> None:
    cursor.expect("{", "a network begins with `network name { }`")
    while not cursor.take("}"):
        if cursor.here.text != "property":
            raise cursor.complaint("`property` or `}`", "close the block with `}`")
        _property(cursor)


def _variable(cursor: Cursor, wiring: Wiring) -> None:
    place = cursor.here.span
    name = _word(cursor, "the name of a variable")
    if name in wiring.nodes:
        raise unreadable(cursor.source, place, f"`{shown(name)}` is declared twice")
    wiring.node(name, place, type="category")
    cursor.expect("{", "a variable is `variable name { type discrete [ 2 ] { no, yes }; }`")
    while not cursor.take("}"):
        if cursor.here.text == "property":
            kind = _KINDS.get(_property(cursor))
            if kind is not None:
                wiring.node(name, place, kind=kind)
        elif cursor.take("type"):
            wiring.node(name, place, values=_values(cursor))
        else:
            raise cursor.complaint("`type`, `property` or `}`", "close the block with `}`")
    if not wiring.nodes[name].values:
        message = f"`{shown(name)}` has no values"
        raise unreadable(cursor.source, place, message, "add `type discrete [ 2 ] { no, yes };`")


def _values(cursor: Cursor) -> tuple[str, ...]:
    if not cursor.take("discrete"):
        finite = "only networks with finitely many values can be read: `type discrete [ 2 ]`"
        raise cursor.complaint("`discrete`", finite)
    cursor.expect("[", "how many values there are: `[ 2 ]`")
    size = cursor.next()
    cursor.expect("]", "how many values there are: `[ 2 ]`")
    cursor.expect("{", "the values stand in braces: `{ no, yes }`")
    words = list[str]()
    while not cursor.take("}"):
        words.append(plain(_word(cursor, "a value or `}`")))
    cursor.take(";")
    span = size.span | cursor.last.span
    if size.text != str(len(words)):
        message = f"`[{shown(size.text)}]` stands before {len(words)} values"
        raise unreadable(cursor.source, span, message, f"write `[ {len(words)} ]`")
    if len(set(words)) < len(words) or "" in words:
        raise unreadable(cursor.source, span, "a value stands here twice, or is empty")
    if len(words) < 2:
        helps = ("a variable that never varies can be left out of the network",)
        raise unreadable(cursor.source, span, "a variable needs at least two values", *helps)
    return tuple(words)


# ---- probabilities -----------------------------------------------------------------------------


def _probability(cursor: Cursor, wiring: Wiring, tables: Mapping[str, Table]) -> _Block:
    cursor.expect("(", "whose probabilities: `probability ( x | y, z )`")
    place, names = cursor.here, list[str]()
    while not cursor.take(")"):
        if not cursor.take("|"):
            token = cursor.here
            names.append(_word(cursor, "a variable or `)`"))
            _known(cursor, wiring, names, token)
    if not names or names[0] in tables:
        message = f"`{shown(place.text)}` has its probabilities twice" if names else "no variable"
        raise unreadable(cursor.source, place.span, message, "write `probability ( x | y, z )`")
    block = _Block(replace(place, text=names[0]), tuple(names[1:]))
    cursor.expect("{", "the probabilities stand in braces")
    while not cursor.take("}"):
        _entry(cursor, block, wiring.nodes)
    return block


def _known(cursor: Cursor, wiring: Wiring, names: list[str], token: Token) -> None:
    name = names[-1]
    if name not in wiring.nodes:
        helps = (f"declare it above: `variable {shown(name)} {{ ... }}`",)
        message = f"no variable is called `{shown(name)}`"
        raise unreadable(cursor.source, token.span, message, *helps)
    if name in names[1:-1]:
        raise unreadable(cursor.source, token.span, f"`{shown(name)}` stands here twice")
    if len(names) > 1:
        wiring.arrow(name, names[0], token.span)


def _entry(cursor: Cursor, block: _Block, nodes: Mapping[str, Node]) -> None:
    width = len(nodes[block.variable.text].values)
    if cursor.here.text == "property":
        _property(cursor)
    elif cursor.take("table"):
        sizes = [len(nodes[name].values) for name in block.parents]
        numbers = _numbers(cursor, math.prod(sizes) * width)
        cases = list(product(*map(range, sizes)))
        block.rows |= {case: numbers[i :: len(cases)] for i, case in enumerate(cases)}
    elif cursor.take("default"):
        block.default = _numbers(cursor, width)
    elif cursor.take("("):
        span, case = cursor.last.span, _case(cursor, block, nodes)
        if case in block.rows:
            raise unreadable(cursor.source, span | cursor.last.span, "this case stands here twice")
        block.rows[case] = _numbers(cursor, width)
    else:
        raise cursor.complaint("`table`, `default`, `(` or `}`", "for example `table 0.2, 0.8;`")


def _case(cursor: Cursor, block: _Block, nodes: Mapping[str, Node]) -> tuple[int, ...]:
    start, found = cursor.last.span, list[int]()
    while not cursor.take(")"):
        token = cursor.here
        word = plain(_word(cursor, "a value or `)`"))
        parent = block.parents[len(found)] if len(found) < len(block.parents) else None
        if parent is None or word not in nodes[parent].values:
            owner = f"of `{shown(parent)}`" if parent else "of any further cause"
            known = ", ".join(nodes[parent].values[:8]) if parent else ""
            helps = (f"its values are {known}",) if parent else ()
            message = f"`{shown(word)}` is no value {owner}"
            raise unreadable(cursor.source, token.span, message, *helps)
        found.append(nodes[parent].values.index(word))
    if len(found) < len(block.parents):
        message = f"this case names {len(found)} of {len(block.parents)} causes"
        raise unreadable(cursor.source, start | cursor.last.span, message)
    return tuple(found)


def _numbers(cursor: Cursor, needed: int) -> _Row:
    start, found = cursor.here.span, list[float]()
    while not cursor.take(";"):
        token = cursor.here
        word = _word(cursor, "a probability or `;`")
        try:
            x = float(word)
        except ValueError:
            x = math.nan
        if not 0 <= x <= 1:
            message = f"`{shown(word)}` is no probability"
            raise unreadable(cursor.source, token.span, message, "write a number from 0 to 1")
        found.append(x)
    if len(found) != needed:
        message = f"{len(found)} numbers where {needed} are needed"
        raise unreadable(cursor.source, start | cursor.last.span, message)
    return tuple(found)


def _complete(
    cursor: Cursor, block: _Block, nodes: Mapping[str, Node], scaled: list[str]
) -> Table:
    """Every case has its row, and every row adds up."""
    rows: dict[tuple[int, ...], _Row] = {}
    sizes = [len(nodes[name].values) for name in block.parents]
    if math.prod(sizes) > MOST_NUMBERS:
        message = f"more than {MOST_NUMBERS:,} cases"
        raise unreadable(cursor.source, block.variable.span, message)
    for case in product(*map(range, sizes)):
        row = block.rows.get(case, block.default)
        if row is None:
            message = (
                f"no probabilities of `{shown(block.variable.text)}`{_where(block, nodes, case)}"
            )
            helps = ("add the row, or a `default` row",)
            raise unreadable(cursor.source, block.variable.span, message, *helps)
        total = math.fsum(row)
        if abs(total - 1) > ROUNDED:
            message = f"the probabilities of `{shown(block.variable.text)}` add up to {total:g}"
            message += f"{_where(block, nodes, case)}, not 1"
            raise unreadable(cursor.source, block.variable.span, message, "correct the row")
        if abs(total - 1) > EXACT:
            scaled.append(block.variable.text)
            row = tuple(x / total for x in row)
        rows[case] = row
    return Table(block.variable.text, block.parents, rows)


def _where(block: _Block, nodes: Mapping[str, Node], case: tuple[int, ...]) -> str:
    pairs = zip(block.parents, case, strict=True)
    said = [f"{shown(name)} is {nodes[name].values[index]}" for name, index in pairs]
    return f" where {' and '.join(said)}" if said else ""
