"""A text as an editor holds it: mostly unfinished, and understood as far as it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from causalimg.causal.analyse import Analysis, analyse
from causalimg.library.laws import Law
from causalimg.library.networks import Network
from causalimg.library.std.signature import Function
from causalimg.semantics.check import Checked, check
from causalimg.semantics.model import Model
from causalimg.source import Source
from causalimg.source.files import Shelf
from causalimg.syntax import tree
from causalimg.syntax.layout import Layout, Statement, lay_out
from causalimg.syntax.lexemes import MAX_BYTES, Lexemes, scan
from causalimg.syntax.salvage import Salvaged, salvage


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
        return self.analysis.tree or self._salvaged.file

    @cached_property
    def broken(self) -> tuple[Statement, ...]:
        """The statements that are missing in `file`."""
        return () if self.analysis.tree else self._salvaged.broken

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
    def _salvaged(self) -> Salvaged:
        return salvage(self.layout.statements, self.lexemes.comments)


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


def entries(file: tree.File) -> Iterator[tuple[tree.Block, tree.Entry]]:
    """Every entry of every block, with its block."""
    for item in file.items:
        if isinstance(item, tree.Block):
            yield from ((item, entry) for entry in item.entries)
