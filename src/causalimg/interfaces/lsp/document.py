"""A text as an editor holds it: mostly unfinished, and understood as far as it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from causalimg.causal.analyse import Analysis, analyse
from causalimg.library.laws import Law
from causalimg.library.networks import Network
from causalimg.library.std.signature import Function
from causalimg.semantics.check import Checked, check
from causalimg.semantics.model import Model
from causalimg.source import Source, Span
from causalimg.source.files import Shelf
from causalimg.syntax import tree
from causalimg.syntax.beyond import VERSION, judge
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.layout import Layout, Statement, lay_out
from causalimg.syntax.lexemes import MAX_BYTES, Lexemes, scan
from causalimg.syntax.walk import too_deep


@dataclass(frozen=True, eq=False)
class Document:
    """A text with what can be said about it; whatever costs time is done when first asked for.

    Two are the same only where they are one: an editor's next key makes another.

    Args:
        source: the text, its lines ended by a line feed.
        analysis: what the front rooms found.
        shelf: gives the texts of imported files; None looks beside the text.
    """

    source: Source
    analysis: Analysis
    shelf: Shelf | None = None

    @cached_property
    def lexemes(self) -> Lexemes:
        """The words and signs; none of a text that is too long to be read."""
        if len(self.source.text) > MAX_BYTES:
            return Lexemes((), (), ())
        return scan(self.source)

    @cached_property
    def layout(self) -> Layout:
        """The statements, those that cannot be read among them."""
        return lay_out(self.lexemes.code)

    @cached_property
    def file(self) -> tree.File:
        """The tree; of a text with faults of grammar, the tree of all its other statements."""
        return self.analysis.tree or self._salvaged[0]

    @cached_property
    def broken(self) -> tuple[Statement, ...]:
        """The statements that are missing in `file`."""
        return () if self.analysis.tree else self._salvaged[1]

    @cached_property
    def model(self) -> Model:
        """The model as far as it is understood; nothing may run it."""
        return self.analysis.draft or self._checked.draft

    @property
    def functions(self) -> Mapping[str, Function]:
        """What may be called here: the core, and what is imported."""
        return self._checked.scope.functions

    def brings(self, record: Law | Network) -> bool:
        """Whether a law or a network is of the core, or imported here."""
        return self._checked.scope.brings(record)

    @cached_property
    def _checked(self) -> Checked:
        return check(self.file, self.source, shelf=self.shelf)

    @cached_property
    def _salvaged(self) -> tuple[tree.File, tuple[Statement, ...]]:
        return _salvage(self.layout, self.lexemes.comments)


def open_text(name: str, text: str, shelf: Shelf | None = None) -> Document:
    r"""Understand a text.

    Args:
        name: the path by which messages call it.
        text: as the editor has it, with any line ends.
        shelf: gives the texts of imported files; None looks beside the text.

    Example:
        >>> broken = open_text("a.scm", "causalimg 1\nvariables { x : real }\ngraph { x -> }\n")
        >>> [variable.name for variable in broken.model.variables]
        ['x']
    """
    source = Source(name, normalised(text))
    return Document(source, analyse(source, shelf=shelf), shelf)


def normalised(text: str) -> str:
    """The text with its lines ended by a line feed; every line stays where it is."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _salvage(
    layout: Layout, comments: tuple[tree.Comment, ...]
) -> tuple[tree.File, tuple[Statement, ...]]:
    """The tree of the statements that can be read, and those that cannot."""
    items: list[tree.Item] = []
    broken: list[Statement] = []
    opened: Span | None = None
    for statement in layout.statements:
        if statement.lexemes[0].text == "causalimg" and not statement.block:
            continue
        node = _node(statement)
        if node is None:
            broken.append(statement)
        elif statement.block is None:
            items.append(node)
        elif opened == statement.block.span:
            items[-1] = _longer(items[-1], node)
        else:
            word = tree.Name(statement.block.text, statement.block.span)
            items.append(tree.Block(word, (node,), word.span | node.span))
        if node is not None:
            opened = statement.block.span if statement.block else None
    whole = items[0].span | items[-1].span if items else Span(0, 0)
    return tree.File(VERSION, tuple(items), comments, whole), tuple(broken)


def _node(statement: Statement) -> Any:
    """What a statement says, or None where it cannot be read."""
    word = statement.block.text if statement.block else ""
    if word and word not in ENTRY_RULES:
        return None
    node = read(ENTRY_RULES[word] if word else "line", statement.lexemes)
    if isinstance(node, Stop) or too_deep(node):
        return None
    return node if all(d.code == "E0009" for d in judge(node)) else None


def _longer(block: Any, entry: Any) -> tree.Block:
    entries = (*block.entries, entry)
    longer: tree.Block = replace(block, entries=entries, span=block.span | entry.span)
    return longer


def entries(file: tree.File) -> Iterator[tuple[tree.Block, tree.Entry]]:
    """Every entry of every block, with its block."""
    for item in file.items:
        if isinstance(item, tree.Block):
            yield from ((item, entry) for entry in item.entries)
