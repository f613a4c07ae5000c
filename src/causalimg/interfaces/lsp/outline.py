"""The outline of a text: its blocks and what they declare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from causalimg.interfaces.lsp.document import Document
from causalimg.source import Span
from causalimg.syntax import tree


@dataclass(frozen=True, slots=True)
class Symbol:
    """One line of the outline.

    Args:
        name: what is shown.
        what: `block`, or what it declares.
        detail: a few words beside the name.
        span: the whole statement.
        word: where the name stands.
        children: what is inside.
    """

    name: str
    what: str
    detail: str
    span: Span
    word: Span
    children: tuple["Symbol", ...] = ()


def outline(document: Document) -> tuple[Symbol, ...]:
    r"""The outline, in the order of the text.

    Example:
        >>> from causalimg.interfaces.lsp.document import open_text
        >>> text = "causalimg 1\nmodel m\nvariables { x, y : real }\n"
        >>> [(s.name, [c.name for c in s.children]) for s in outline(open_text("", text))]
        [('m', []), ('variables', ['x', 'y'])]
    """
    return tuple(s for item in document.file.items for s in _item(document, item))


def _item(document: Document, item: tree.Item) -> Iterator[Symbol]:
    match item:
        case tree.ModelLine(name=name, title=title):
            yield _symbol(name, "model", item.span, title.text if title else "")
        case tree.ImportModule(name=name, path=path):
            yield _symbol(name, "module", item.span, path.text)
        case tree.ImportNames(module=module, names=names):
            yield _symbol(module, "module", item.span, ", ".join(n.text for n in names))
        case tree.Param(name=name):
            yield _symbol(name, "param", item.span, _behind(document, name, item.span))
        case tree.Grid(name=name):
            yield _symbol(name, "grid", item.span, _behind(document, name, item.span))
        case tree.Block(word=word, entries=entries):
            inside = tuple(s for entry in entries for s in _entry(document, entry))
            yield Symbol(word.text, "block", "", item.span, word.span, inside)


def _entry(document: Document, entry: Any) -> Iterator[Symbol]:
    match entry:
        case tree.Declaration(names=names, type=kind):
            shown = document.source.slice(Span(kind.span.start, entry.span.end))
            yield from (_symbol(n, "variable", entry.span, shown) for n in names)
        case tree.Equation(target=target):
            yield _symbol(target, "mechanism", entry.span, "equation")
        case tree.Draw(targets=targets, law=law):
            yield from (_symbol(n, "mechanism", entry.span, law.name.text) for n in targets)
        case tree.Chain():
            yield _unnamed(document, entry, "chain")
        case tree.Independent() | tree.Identified() | tree.Invariant():
            yield _unnamed(document, entry, "claim")
        case _:
            named = getattr(entry, "names", None) or (entry.name,)
            yield from (_symbol(n, _WHAT[type(entry)], entry.span) for n in named)


_WHAT: Mapping[type, str] = {
    tree.NoiseEntry: "noise",
    tree.ParameterEntry: "parameter",
    tree.InterventionEntry: "intervention",
    tree.QueryEntry: "query",
    tree.PredictorEntry: "predictor",
}


def _unnamed(document: Document, entry: Any, what: str) -> Symbol:
    """An arrow or a claim, which has no name: its text."""
    shown = " ".join(document.source.slice(entry.span).split())
    return Symbol(shown, what, "", entry.span, entry.span)


def _symbol(name: tree.Name, what: str, span: Span, detail: str = "") -> Symbol:
    return Symbol(name.text, what, " ".join(detail.split()), span | name.span, name.span)


def _behind(document: Document, name: tree.Name, span: Span) -> str:
    """What stands behind a name, without its colon or `=`."""
    return document.source.slice(Span(name.span.end, span.end)).strip(" :=")
