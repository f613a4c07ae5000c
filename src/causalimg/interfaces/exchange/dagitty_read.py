"""The graphs of dagitty (and the DOT files that look like them) become sketches.

The format is described by the grammar `jslib/parser/GraphDotParser.pegjs` and the reader
`jslib/graph/GraphParser.js` of github.com/jtextor/dagitty.
"""

import re
from dataclasses import dataclass, field
from itertools import product

from causalimg.interfaces.exchange.dagitty_list import read_list
from causalimg.interfaces.exchange.reading import (
    DEEPEST,
    Cursor,
    Token,
    shown,
    tokens,
    unreadable,
)
from causalimg.interfaces.exchange.sketch import Sketch
from causalimg.interfaces.exchange.wiring import Wiring
from causalimg.interfaces.exchange.writing import ADJUSTED, UNTYPED, heading, stem
from causalimg.source import Source, Span

_WORDS = re.compile(
    r"(?P<skip>[\s;\ufeff]+|//[^\n]*|\#[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<edge>@->|<-@|@-@|@--|--@|<->|->|<-|--)"
    r"|(?P<word>-?[\w.]+)"
    r"|(?P<sign>[{}\[\]=,+])"
    r"|(?P<stray>.)",
    re.DOTALL,
)
_ROLES = {
    **dict.fromkeys(("latent", "l", "unobserved", "u"), "latent"),
    **dict.fromkeys(("source", "exposure", "e"), "exposure"),
    **dict.fromkeys(("target", "outcome", "o"), "outcome"),
    **dict.fromkeys(("adjusted", "a"), "adjusted"),
    **dict.fromkeys(("selected", "s"), "selected"),
}
_KINDS = {"dag", "digraph", "graph"}
_CLASSES = {"mag", "pdag", "pag"}


_TURNED = {"forward": "->", "back": "<-", "both": "<->"}


@dataclass(frozen=True, slots=True)
class _Join:
    """Two sides, the sign between them, and where."""

    left: list[str]
    sign: Token
    right: list[str]
    span: Span


@dataclass(slots=True)
class _Heard:
    """What a file says besides its arrows."""

    wiring: Wiring
    roles: dict[str, dict[str, Span]] = field(default_factory=dict)

    def mark(self, role: str, name: str, span: Span) -> None:
        self.roles.setdefault(role, {}).setdefault(name, span)

    def of(self, role: str) -> tuple[str, ...]:
        return tuple(self.roles.get(role, ()))


def read_dagitty(source: Source) -> Sketch:
    """Read a graph: `dag { ... }`, its statements alone, or the older lists.

    Args:
        source: the text.

    Raises:
        CausalimgError: E0801 where it cannot be read, or says what no model can: an edge without
            direction, a class of graphs (`mag`, `pdag`, `pag`), a circle.

    Example:
        >>> read_dagitty(Source("", "dag { x [exposure] x -> {m y [outcome]} }")).exposures
        ('x',)
    """
    if not re.search(r"->|<-|--|@-|[{\"]", source.text):
        return read_list(source)
    cursor = Cursor(source, tokens(source, _WORDS))
    heard = _Heard(Wiring(source))
    name = _header(cursor)
    _statements(cursor, heard, 0)
    if name is not None:
        cursor.expect("}", "close the graph with `}`")
    if cursor.here.kind != "end":
        raise cursor.complaint("the end of the file", "one file holds one graph")
    return _sketch(source, heard, name or stem(source))


def _header(cursor: Cursor) -> str | None:
    """Pass `dag name {`; the name, empty where there is none, or None without a header."""
    if cursor.here.text.casefold() == "strict" and cursor.then.text.casefold() in _KINDS:
        cursor.next()
    word = cursor.here.text.casefold()
    opens = cursor.then.text == "{" or cursor.then.kind in {"word", "string"}
    if cursor.here.kind != "word" or word not in _KINDS | _CLASSES or not opens:
        return None
    kind = cursor.next()
    if word in _CLASSES:
        message = f"a `{word}` stands for many graphs, and a model has one"
        helps = "decide on every direction, and write `dag { ... }`"
        raise unreadable(cursor.source, kind.span, message, helps)
    name = "" if cursor.here.text == "{" else _text(cursor)
    cursor.expect("{", "open the graph with `{`")
    return name


def _text(cursor: Cursor) -> str:
    """A word or a string (strings are joined by `+`)."""
    if cursor.here.kind not in {"word", "string"}:
        raise cursor.complaint("a name", 'names are words, or stand in quotes: `"body mass"`')
    found = _unquoted(cursor.next())
    while cursor.here.text == "+" and cursor.then.kind == "string":
        cursor.next()
        found += _unquoted(cursor.next())
    return found


def _unquoted(token: Token) -> str:
    if token.kind != "string":
        return token.text
    return re.sub(r"\\\n|\\(.)", lambda found: found[1] or "", token.text[1:-1])


def _statements(cursor: Cursor, heard: _Heard, depth: int) -> list[str]:
    """Statements up to `}`; the nodes that they name."""
    if depth > DEEPEST:
        raise unreadable(cursor.source, cursor.last.span, f"groups inside {DEEPEST} others")
    named: dict[str, None] = {}
    while cursor.here.kind != "end" and cursor.here.text != "}":
        if cursor.take(","):
            continue
        if cursor.then.text == "=" and cursor.here.kind in {"word", "string"}:
            _text(cursor)
            cursor.next()
            _text(cursor)
        elif cursor.here.text in {"graph", "node", "edge"} and cursor.then.text == "[":
            cursor.next()
            _options(cursor)
        else:
            named.update(dict.fromkeys(_statement(cursor, heard, depth)))
    return list(named)


def _statement(cursor: Cursor, heard: _Heard, depth: int) -> list[str]:
    named = left = _operand(cursor, heard, depth)
    joins: list[_Join] = []
    while cursor.here.kind == "edge":
        start, sign = cursor.last.span, cursor.next()
        right = _operand(cursor, heard, depth)
        joins.append(_Join(left, sign, right, start | cursor.last.span))
        named, left = [*named, *right], right
    options = _options(cursor) if cursor.here.text == "[" else []
    for join in joins:
        _draw(cursor.source, heard.wiring, join, options)
    for option, said, span in options if not joins else []:
        _describe(heard, named, option, said, span)
    return named


def _operand(cursor: Cursor, heard: _Heard, depth: int) -> list[str]:
    """A node, or a group of them in braces."""
    if cursor.here.text == "subgraph" and cursor.then.kind != "edge":
        cursor.next()
        if cursor.here.text != "{":
            _text(cursor)
    elif cursor.here.kind in {"word", "string"}:
        place = cursor.here
        name = _text(cursor)
        if name.startswith("-") and place.kind == "word":
            message = f"`{shown(name)}` is no name, and `-` no arrow"
            raise unreadable(cursor.source, place.span, message, "an arrow is `->`")
        heard.wiring.node(name, place.span)
        return [name]
    cursor.expect("{", 'names are words, or stand in quotes: `"body mass"`')
    named = _statements(cursor, heard, depth + 1)
    cursor.expect("}", "close the group with `}`")
    return named


def _draw(
    source: Source, wiring: Wiring, join: _Join, options: list[tuple[str, str, Span]]
) -> None:
    """The arrows of one sign; DOT may turn them by an option, `[dir = both]`."""
    turned = next((said for option, said, _ in options if option == "dir"), "forward")
    way = _TURNED.get(turned, "") if join.sign.text == "->" else join.sign.text
    for a, b in product(join.left, join.right):
        match way:
            case "->":
                wiring.arrow(a, b, join.span)
            case "<-":
                wiring.arrow(b, a, join.span)
            case "<->":
                wiring.arc(a, b, join.span)
            case _:
                sign = join.sign.text
                message = f"`{shown(a)} {sign} {shown(b)}` does not say which causes which"
                helps = ("write `->`, or `<->` for an unseen common cause",)
                raise unreadable(source, join.sign.span, message, *helps)


def _options(cursor: Cursor) -> list[tuple[str, str, Span]]:
    """`[word, word = word]`."""
    cursor.expect("[", "options stand in brackets: `[exposure]`")
    found: list[tuple[str, str, Span]] = []
    while cursor.here.text != "]":
        if cursor.take(","):
            continue
        span, option = cursor.here.span, _text(cursor)
        said = _text(cursor) if cursor.take("=") else ""
        found.append((option, said, span))
    cursor.next()
    return found


def _describe(heard: _Heard, named: list[str], option: str, said: str, span: Span) -> None:
    for name in named:
        if option in _ROLES:
            heard.mark(_ROLES[option], name, span)
        elif option == "label" and said:
            heard.wiring.node(name, span, doc=said)


def _sketch(source: Source, heard: _Heard, name: str) -> Sketch:
    wiring = heard.wiring
    for latent in heard.of("latent"):
        wiring.node(latent, wiring.nodes[latent].span, kind="latent")
    for selected in heard.of("selected"):
        facts = {"kind": "selection", "type": "binary", "values": ("0", "1")}
        wiring.node(selected, wiring.nodes[selected].span, **facts)
    nodes, arrows, arcs = wiring.closed()
    adjusted = heard.of("adjusted")
    notes = [heading(source, "dagitty"), *[UNTYPED] * bool(nodes)]
    notes += [ADJUSTED + ", ".join(adjusted)] * bool(adjusted)
    asked = (heard.of("exposure"), heard.of("outcome"))
    exposures, outcomes = asked if all(asked) else ((), ())
    return Sketch(name, None, nodes, arrows, arcs, exposures, outcomes, (), tuple(notes))
