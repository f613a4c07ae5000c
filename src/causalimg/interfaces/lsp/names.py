"""Every word of a text that stands for something: what it stands for, and where it is said."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from posixpath import normpath
from typing import Any

from causalimg.interfaces.lsp.document import Document
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.semantics.names import declared
from causalimg.source import Source, Span
from causalimg.source.files import UnreadableTextError, on_disk
from causalimg.syntax import parse, tree
from causalimg.syntax.walk import walk

#: What a person names; everything else has its name from the language or from the data.
NAMED = frozenset(
    {
        "variable",
        "noise",
        "parameter",
        "param",
        "grid",
        "intervention",
        "predictor",
        "query",
        "module",
    }
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word of the text.

    Args:
        what: `variable`, `law`, `value`, ...; `imported` for a name of another file, with its
            alias; `word` where nothing is known about it.
        name: the word.
        span: where it stands.
        declares: whether it is given its meaning here.
        owner: of a value the variable, of an argument the law or function.
    """

    what: str
    name: str
    span: Span
    declares: bool = False
    owner: str | None = None


@lru_cache(maxsize=8)
def occurrences(document: Document) -> tuple[Occurrence, ...]:
    """Every word that stands for something, in the order of the text."""
    reader = _Reader(document)
    found = {o.span: o for node in walk(document.file) for o in reader.of(node)}
    found.update((o.span, o) for o in reader.declarations())
    for loose in reader.loose():
        found.setdefault(loose.span, loose)
    return tuple(found[span] for span in sorted(found))


def at(document: Document, offset: int) -> Occurrence | None:
    """The word at a place: the one that it touches, rather the one that begins there."""
    touched = [o for o in occurrences(document) if o.span.start <= offset <= o.span.end]
    return touched[-1] if touched else None


def same(document: Document, occurrence: Occurrence) -> tuple[Occurrence, ...]:
    """Every place where the same thing is meant."""
    wanted = occurrence.what, occurrence.name
    return tuple(o for o in occurrences(document) if (o.what, o.name) == wanted)


def declaration(document: Document, occurrence: Occurrence) -> Occurrence | None:
    """Where a word is given its meaning, or None where that is outside the text."""
    places = [o for o in same(document, occurrence) if o.declares]
    own = [o for o in places if o.owner == occurrence.owner]
    return next(iter(own or places), None)


def elsewhere(document: Document, occurrence: Occurrence) -> tuple[Source, Span] | None:
    """Where a name of another file is declared there, with the text of that file."""
    own = occurrence.name.rpartition(".")[2]
    for item in document.file.items:
        if isinstance(item, tree.ImportModule) and item.name.text == occurrence.owner:
            with suppress(UnreadableTextError):
                other = (document.shelf or on_disk(document.source))(normpath(item.path.text))
                found = parse(other).tree
                for _, name in declared(found) if found else ():
                    if name.text == own:
                        return other, name.span
    return None


class _Reader:
    """What the names of a document stand for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        found = tuple(declared(document.file))
        self.named = {name.text: what for what, name in reversed(found) if what != "query"}
        self.given = found
        self.values = {
            word: variable
            for variable, entry in _declarations(document.file)
            for word, _ in _words(entry.type)
        }
        items = document.file.items
        self.modules = {i.name.text for i in items if isinstance(i, tree.ImportModule)}

    def declarations(self) -> Iterator[Occurrence]:
        """Where names, values and imported functions are given their meaning."""
        for what, name in self.given:
            yield Occurrence(what, name.text, name.span, declares=True)
        for variable, entry in _declarations(self.document.file):
            for word, span in _words(entry.type):
                yield Occurrence("value", word, span, declares=True, owner=variable)
        for item in self.document.file.items:
            if isinstance(item, tree.ImportModule):
                yield Occurrence("module", item.name.text, item.name.span, declares=True)
            elif isinstance(item, tree.ImportNames):
                yield Occurrence("library", item.module.text, item.module.span)
                for name in item.names:
                    yield Occurrence(_called(name.text), name.text, name.span, declares=True)

    def loose(self) -> Iterator[Occurrence]:
        """Words of statements that cannot be read, as far as the others tell what they mean."""
        for statement in self.document.broken:
            for lexeme in statement.lexemes:
                if lexeme.kind == "NAME" and (lexeme.text in self.named):
                    yield Occurrence(self.named[lexeme.text], lexeme.text, lexeme.span)

    def words(self, *names: Any) -> Iterator[Occurrence]:
        """Words that may be names, or values; numbers among them are left out."""
        for name in names:
            if isinstance(name, tree.Name):
                yield from self.dotted(name) if "." in name.text else (self.word(name),)

    def word(self, name: tree.Name) -> Occurrence:
        """A single word."""
        text = name.text
        if text in self.named:
            return Occurrence(self.named[text], text, name.span)
        if text in self.values:
            return Occurrence("value", text, name.span, owner=self.values[text])
        return Occurrence("word", text, name.span)

    def dotted(self, name: tree.Name, what: str = "imported") -> Iterator[Occurrence]:
        """The name of another file and what it has: `skyra.noise_level`."""
        alias, _, rest = name.text.rpartition(".")
        start, end = name.span.start, name.span.end
        if alias in self.modules:
            yield Occurrence("module", alias, Span(start, start + len(alias)))
        yield Occurrence(what, name.text, Span(end - len(rest), end), owner=alias)

    def of(self, node: Any) -> Iterator[Occurrence]:
        """The words that a node holds itself, not those of the nodes inside it."""
        match node:
            case tree.Chain(groups=groups):
                yield from self.words(*(name for group in groups for name in group))
            case tree.Equation(target=name) | tree.Ref(name=name):
                yield from self.words(name)
            case tree.SetTo(name=name) | tree.DrawFrom(name=name):
                yield from self.words(name)
            case tree.Sweep(name=name) | tree.Named(name=name):
                yield from self.words(name)
            case tree.Draw(targets=targets, given=given, via=via):
                yield from self.words(*targets, *given)
                if via:
                    yield Occurrence("coupling", via.text, via.span)
            case _:
                yield from self._of_question(node)

    def _of_question(self, node: Any) -> Iterator[Occurrence]:
        match node:
            case tree.Independent(left=left, right=right, given=given):
                yield from self.words(*left, *right, *given)
            case tree.Invariant(variable=variable, given=given, across=across):
                yield from self.words(variable, *given, across)
            case tree.Identified(query=query):
                yield Occurrence("query", query.text, query.span)
            case tree.PredictorEntry():
                by = (node.by,) if node.by else ()
                more = (*node.inputs, *node.invariant_to, *node.fair_to)
                yield from self.words(node.target, *by, *more)
            case tree.Counterfactual(given=given):
                yield from self.words(*given)
            case tree.Estimand(scope=scope) if scope:
                yield from self.words(scope)
            case _:
                yield from self._of_part(node)

    def _of_part(self, node: Any) -> Iterator[Occurrence]:
        match node:
            case tree.Call(function=name) | tree.Law(name=name):
                yield from self._called(name, node.arguments)
            case tree.Type(name=name, shape=shape):
                yield Occurrence("type", name.text, name.span)
                yield from self.words(*shape)
            case tree.Grid(extent=extent, spacing=spacing):
                yield from self.words(*extent, spacing)
            case tree.Match(subject=subject, arms=arms):
                yield from self.words(subject)
                for arm in arms:
                    for value in arm.values:
                        yield from _value(value, subject.text)
            case tree.Text(text=text) if text in self.values:
                yield Occurrence("value", text, node.span, owner=self.values[text])
            case _:
                yield from _fixed(node)

    def _called(
        self, name: tree.Name, arguments: tuple[tree.Argument, ...]
    ) -> Iterator[Occurrence]:
        word = name.text
        what = _called(word)
        if "." in word:
            yield from self.dotted(name, what)
        else:
            yield Occurrence(what, word, name.span)
        for argument in arguments:
            if isinstance(argument.name, tree.Name) and word != "Categorical":
                yield Occurrence("argument", argument.name.text, argument.name.span, owner=word)
            elif argument.name is not None and not isinstance(argument.name, tree.Number):
                owner = self.values.get(argument.name.text)
                yield from _value(argument.name, owner) if owner else ()


def _called(word: str) -> str:
    """What a word in front of brackets is."""
    return "law" if word in LAWS else "network" if word in NETWORKS else "function"


def _fixed(node: Any) -> Iterator[Occurrence]:
    """Words whose meaning is the same in every text."""
    match node:
        case tree.Unit(text=text):
            yield Occurrence("unit", text, node.span)
        case tree.Declaration(role=role) if role:
            yield Occurrence("role", role.text, role.span)
        case tree.Block(word=word):
            yield Occurrence("block", word.text, word.span)
        case _:
            pass


def _declarations(file: tree.File) -> Iterator[tuple[str, tree.Declaration]]:
    for entry in file.block("variables"):
        if isinstance(entry, tree.Declaration):
            yield entry.names[0].text, entry


def _words(kind: tree.Type) -> Iterator[tuple[str, Span]]:
    """The words among the values of a type; numbers name nothing."""
    for value in kind.values:
        if isinstance(value, tree.Name | tree.Text):
            yield value.text, value.span


def _value(value: tree.Value, owner: str | None) -> Iterator[Occurrence]:
    if isinstance(value, tree.Name | tree.Text):
        yield Occurrence("value", value.text, value.span, owner=owner)
