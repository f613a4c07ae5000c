"""The older forms of dagitty: a list of variables, a blank line, then who points at whom.

Each line of the first part is a name, then `1` or letters (E exposure, O outcome, A adjusted,
U unobserved), then perhaps `@x,y`. Each line of the second part is a cause and its effects, or a
row of a matrix of 0 and 1. Two variables that point at each other share an unseen cause. Names
may be percent-encoded.
"""

import re
from urllib.parse import unquote

from causalimg.interfaces.exchange.reading import shown, unreadable
from causalimg.interfaces.exchange.sketch import Sketch
from causalimg.interfaces.exchange.wiring import Wiring
from causalimg.interfaces.exchange.writing import ADJUSTED, UNTYPED, heading, stem
from causalimg.source import Source, Span

_Word = tuple[str, Span]


def read_list(source: Source) -> Sketch:
    r"""Read a graph in the older form.

    Args:
        source: the text.

    Raises:
        CausalimgError: E0801 where it has not this form either.

    Example:
        >>> found = read_list(Source("", "x E\ny O\n\nx y\n"))
        >>> found.exposures, [(e.left, e.right) for e in found.arrows]
        (('x',), [('x', 'y')])
    """
    lines = [_words(found.start(), found.group()) for found in re.finditer(r".+", source.text)]
    first = [words for words in lines if words and words[0][1].end <= _gap(source.text)]
    second = [words for words in lines if words and words[0][1].end > _gap(source.text)]
    if not first:
        helps = ("a graph is written as `dag { x -> y }`",)
        raise unreadable(source, Span(0, 0), "there is no graph in this file", *helps)
    wiring = Wiring(source)
    flags = {_declared(wiring, words): words for words in first}
    if second and all(text in {"0", "1"} for words in second for text, _ in words):
        _matrix(source, wiring, second)
    else:
        for words in second:
            _effects(source, wiring, words)
    for a, b in list(wiring.arrows):
        if (b, a) in wiring.arrows and (a, b) in wiring.arrows:
            edge = wiring.arrows.pop((a, b))
            wiring.arrows.pop((b, a))
            wiring.arc(a, b, edge.span)
    nodes, arrows, arcs = wiring.closed()
    marked = {letter: _marked(flags, letter) for letter in "EOA"}
    asked = (marked["E"], marked["O"]) if marked["E"] and marked["O"] else ((), ())
    notes = [heading(source, "dagitty's older form"), UNTYPED]
    notes += [ADJUSTED + ", ".join(marked["A"])] * bool(marked["A"])
    return Sketch(stem(source), None, nodes, arrows, arcs, *asked, (), tuple(notes))


def _gap(text: str) -> int:
    """Where the first blank line after a line with words begins."""
    found = re.search(r"\S[^\n]*\n[ \t]*(?:\n|\Z)", text)
    return found.end() if found else len(text)


def _words(start: int, line: str) -> list[_Word]:
    return [
        (found.group(), Span(start + found.start(), start + found.end()))
        for found in re.finditer(r"\S+", line)
    ]


def _flags(words: list[_Word]) -> str:
    kept = [text for text, _ in words if not text.startswith("@")]
    return kept[-1] if len(kept) > 1 else ""


def _declared(wiring: Wiring, words: list[_Word]) -> str:
    kept = [text for text, _ in words if not text.startswith("@")]
    name = unquote(" ".join(kept[:-1] or kept))
    span = words[0][1] | words[-1][1]
    if not name:
        raise unreadable(wiring.source, span, "a position without a name before it")
    facts = {"kind": "latent"} if "U" in _flags(words) else {}
    wiring.node(name, span, **facts)
    return name


def _marked(flags: dict[str, list[_Word]], letter: str) -> tuple[str, ...]:
    return tuple(name for name, words in flags.items() if letter in _flags(words))


def _matrix(source: Source, wiring: Wiring, rows: list[list[_Word]]) -> None:
    """A 1 in row `i` and column `j` is an arrow from the i-th variable to the j-th."""
    names = list(wiring.nodes)
    for row in rows:
        if len(rows) != len(names) or len(row) != len(names):
            message = f"a matrix of {len(rows)} rows, here {len(row)} columns"
            helps = (f"there are {len(names)} variables above, so it has as many of both",)
            raise unreadable(source, row[0][1] | row[-1][1], message, *helps)
    for cause, row in zip(names, rows, strict=True):
        for effect, (text, span) in zip(names, row, strict=True):
            if text == "1":
                wiring.arrow(cause, effect, span)


def _effects(source: Source, wiring: Wiring, words: list[_Word]) -> None:
    """A cause and its effects; names of several words are told by the first part."""
    named: list[tuple[str, Span]] = []
    waiting: list[_Word] = []
    for text, span in words:
        if text.startswith("@") and not waiting:
            continue
        waiting.append((text, span))
        name = unquote(" ".join(text for text, _ in waiting))
        if name in wiring.nodes:
            named.append((name, waiting[0][1] | span))
            waiting = []
    if waiting:
        message = f"`{shown(waiting[0][0])}` is not in the list of variables above"
        helps = ("name it there, or write the graph as `dag { x -> y }`",)
        raise unreadable(source, waiting[0][1], message, *helps)
    for effect, span in named[1:]:
        wiring.arrow(named[0][0], effect, named[0][1] | span)
