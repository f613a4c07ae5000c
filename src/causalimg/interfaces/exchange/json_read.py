"""Our plain JSON format, and networkx node-link data, become sketches.

The plain format is described in `docs/exchange.md`; node-link data in the reference of
`networkx.node_link_data`. Both are told apart by their keys.
"""

import re
from typing import get_args

from causalimg.interfaces.exchange.json_located import Located, read_located
from causalimg.interfaces.exchange.naming import plain
from causalimg.interfaces.exchange.reading import shown, unreadable
from causalimg.interfaces.exchange.sketch import Node, Sketch
from causalimg.interfaces.exchange.wiring import Wiring
from causalimg.interfaces.exchange.writing import UNTYPED, heading, stem
from causalimg.library import units
from causalimg.library.words import SHAPED, VALUED
from causalimg.semantics.model import Kind
from causalimg.source import Source, Span
from causalimg.syntax.words import TYPES

_KINDS: tuple[Kind, ...] = get_args(Kind)
_NUMBER = r"-?(?:inf|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
_INTERVAL = re.compile(rf"[\[(] *{_NUMBER} *, *{_NUMBER} *[\])]")
_MOST_PIXELS = 65_536
_NODES = ("variables", "nodes")
_NO_GRAPH = (
    'write `{"variables": ["x", "y"], "arrows": [{"cause": "x", "effect": "y"}]}`',
    "or node-link data, as `networkx.node_link_data(graph)` gives them",
)


def read_json(source: Source) -> Sketch:
    """Read a graph in JSON.

    Args:
        source: the text.

    Raises:
        CausalimgError: E0801 where it is no JSON, or no graph that a model can have.

    Example:
        >>> text = '{"variables": [{"name": "x"}], "arrows": []}'
        >>> [node.name for node in read_json(Source("", text)).nodes]
        ['x']
    """
    whole = read_located(source)
    listed = whole.get(*_NODES)
    if listed is None or not isinstance(listed.value, list):
        raise unreadable(source, whole.span, "there is no list of variables here", *_NO_GRAPH)
    directed = whole.get("directed")
    if directed is not None and directed.value is not True:
        helps = ("write it from a `networkx.DiGraph`, whose edges point from cause to effect",)
        raise unreadable(
            source, directed.span, "the edges of this graph have no direction", *helps
        )
    wiring = Wiring(source)
    for one in listed.value:
        _variable(wiring, one)
    for key in ("arrows", "bidirected", "links", "edges"):
        for one in _entries(source, whole, key):
            _edge(wiring, one, arc=key == "bidirected")
    nodes, arrows, arcs = wiring.closed()
    about = whole.get("graph") or whole
    name, title = _said(source, about, "name"), _said(source, about, "title")
    notes = [heading(source, "JSON")]
    untyped = any(one.get("type") is None for one in listed.value)
    notes += [UNTYPED] * untyped
    return Sketch(name or stem(source), title, nodes, arrows, arcs, notes=tuple(notes))


def _entries(source: Source, whole: Located, key: str) -> list[Located]:
    found = whole.get(key)
    if found is None:
        return []
    if not isinstance(found.value, list):
        raise unreadable(source, found.span, f'"{key}" is no list', "write it in brackets")
    return found.value


def _said(source: Source, entry: Located, key: str) -> str | None:
    """A text of an entry; a number is taken by its digits."""
    found = entry.get(key)
    if found is None:
        return None
    if isinstance(found.value, float):
        return f"{found.value:.17g}"
    if not isinstance(found.value, str):
        raise unreadable(source, found.span, f'"{key}" is no text', "write it in quotes")
    return found.value


def _name(source: Source, entry: Located, *keys: str) -> tuple[str, Span]:
    for key in keys:
        found = _said(source, entry, key)
        if found:
            return found, (entry.get(key) or entry).span
    wanted = f'"{keys[0]}"'
    raise unreadable(source, entry.span, f"this entry has no {wanted}", f"add `{wanted}: ...`")


# ---- variables ---------------------------------------------------------------------------------


def _variable(wiring: Wiring, entry: Located) -> None:
    source = wiring.source
    if isinstance(entry.value, str) and entry.value:
        wiring.node(entry.value, entry.span)
        return
    name, span = _name(source, entry, "name", "id")
    if name in wiring.nodes:
        raise unreadable(source, span, f"`{shown(name)}` is declared twice")
    node = _typed(source, entry, Node(name, span=span))
    facts = {"kind": node.kind, "type": node.type, "values": node.values, "shape": node.shape}
    unit, support = _said(source, entry, "unit"), _support(source, entry)
    if unit and units.parse(unit) is None:
        place = (entry.get("unit") or entry).span
        helps = (f"units are {', '.join(units.names()[:12])}, ...",)
        raise unreadable(source, place, f"`{shown(unit)}` is no unit that is known here", *helps)
    wiring.node(name, span, **facts, unit=unit, support=support, doc=_said(source, entry, "doc"))


def _typed(source: Source, entry: Located, node: Node) -> Node:
    kind, word = _said(source, entry, "kind"), _said(source, entry, "type")
    word = word or ("binary" if kind == "selection" else "real")
    for key, said, known in (("kind", kind or "observed", _KINDS), ("type", word, TYPES)):
        if said not in known:
            place = (entry.get(key) or entry).span
            message = f"`{shown(said)}` is no {key} of a variable"
            raise unreadable(source, place, message, f"write {', '.join(known)}")
    values, shape = _values(source, entry, word), _shape(source, entry, word)
    chosen = next(k for k in _KINDS if k == (kind or "observed"))
    return Node(node.name, chosen, word, values, shape)


def _values(source: Source, entry: Located, word: str) -> tuple[str, ...]:
    if word == "binary":
        return ("0", "1")
    if word not in VALUED:
        return ()
    found = _entries(source, entry, "values")
    words = [plain(one.value) if isinstance(one.value, str) else "" for one in found]
    place = (entry.get("values") or entry).span
    if len(words) < 2 or "" in words or len(set(words)) < len(words):
        message = f"a `{word}` needs at least two different values, all of them texts"
        raise unreadable(source, place, message, 'write `"values": ["low", "high"]`')
    return tuple(words)


def _shape(source: Source, entry: Located, word: str) -> tuple[int, ...]:
    if word not in SHAPED:
        return ()
    found = _entries(source, entry, "shape")
    sizes = [one.value for one in found if isinstance(one.value, float)]
    whole = [int(x) for x in sizes if 1 <= x <= _MOST_PIXELS and x == int(x)]
    lengths = {"vector": (1,), "mask": (2, 3)}.get(word, (3, 4))
    if len(whole) < len(found) or len(whole) not in lengths:
        message = f"the shape of a `{word}` is a list of {lengths[0]} whole numbers"
        raise unreadable(source, (entry.get("shape") or entry).span, message, _shapes(word))
    return tuple(whole)


def _shapes(word: str) -> str:
    shapes = {"vector": "[3]", "mask": "[64, 64]"}
    return f'write `"shape": {shapes.get(word, "[1, 64, 64]")}`'


def _support(source: Source, entry: Located) -> str | None:
    said = _said(source, entry, "support")
    if said is not None and not _INTERVAL.fullmatch(said):
        place = (entry.get("support") or entry).span
        message = f"`{shown(said)}` is no interval"
        raise unreadable(source, place, message, 'write `"support": "[0, inf)"`')
    return said


# ---- arrows ------------------------------------------------------------------------------------


def _edge(wiring: Wiring, entry: Located, *, arc: bool) -> None:
    source = wiring.source
    left, left_span = _name(source, entry, *(("left",) if arc else ("cause", "source")))
    right, right_span = _name(source, entry, *(("right",) if arc else ("effect", "target")))
    for name, span in ((left, left_span), (right, right_span)):
        if name not in wiring.nodes:
            message = f"no variable is called `{shown(name)}`"
            raise unreadable(source, span, message, "add it to the list of variables")
    reason, sign = _said(source, entry, "reason"), _said(source, entry, "arrow")
    if sign not in {None, "->", "<->"}:
        place = (entry.get("arrow") or entry).span
        message = f"`{shown(str(sign))}` is no arrow of a model"
        raise unreadable(source, place, message, "write `->`, or `<->` for an unseen common cause")
    if arc or sign == "<->":
        wiring.arc(left, right, entry.span, reason)
    else:
        wiring.arrow(left, right, entry.span, reason)
