"""What is around a place in an unfinished text: its block, its statement, what may come next."""

from dataclasses import dataclass

from causalimg.interfaces.lsp.document import Document
from causalimg.source import Source, Span
from causalimg.syntax.expected import spellings
from causalimg.syntax.feed import Stop, fitting_after, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.layout import Statement, lay_out
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.lexemes import scan

_CLOSERS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of a place.

    Args:
        block: the word of the block around it, empty outside every block.
        before: the lexemes of its statement that stand before it.
        word: the part of a word that is already there; what is completed takes its place.
        keywords: words of the language that the grammar lets follow.
        name: whether the grammar lets a name follow.
        above: the statement above, which the next line may continue.
        first: whether nothing stands before it in the whole text.
    """

    block: str
    before: tuple[Lexeme, ...]
    word: Span
    keywords: frozenset[str]
    name: bool
    above: Statement | None
    first: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """The words and signs before it."""
        return tuple(lexeme.text for lexeme in self.before)

    @property
    def open(self) -> tuple[int, ...]:
        """Where in `before` the brackets stand that are still open, outermost first."""
        found: list[int] = []
        for at, lexeme in enumerate(self.before):
            if lexeme.text in _CLOSERS.values() and lexeme.kind == "SIGN":
                found.append(at)
            elif lexeme.text in _CLOSERS and found:
                found.pop()
        return tuple(found)

    def last(self, words: frozenset[str]) -> str:
        """The last of some words outside closed brackets, or nothing."""
        depth = 0
        for lexeme in reversed(self.before):
            depth += (lexeme.text in _CLOSERS) - (lexeme.text in _CLOSERS.values())
            if depth <= 0 and lexeme.text in words:
                return lexeme.text
        return ""


def around(document: Document, offset: int) -> Around | None:
    """The surroundings of a place; None inside comments and texts, where nothing is completed."""
    word = _word(document.source.text, offset)
    text = document.source.text[: word.start]
    if any(c.span.start < offset <= c.span.end for c in document.lexemes.comments):
        return None
    code = scan(Source("", text)).code if document.lexemes.code or not text.strip() else ()
    if any(lexeme.kind == "STRAY" and lexeme.text == '"' for lexeme in _last_line(code)):
        return None
    cursor = Lexeme("NAME", "\N{LOWER ONE EIGHTH BLOCK}", Span(word.start, word.start))
    statements = lay_out((*code, cursor)).statements
    if not statements or statements[-1].lexemes[-1] is not cursor:
        return None
    here = statements[-1]
    before = here.lexemes[:-1]
    block = here.block.text if here.block else ""
    fitting = _fitting(block, before)
    keywords = frozenset(word for word in spellings(fitting) if word.isidentifier())
    above = statements[-2] if len(statements) > 1 and statements[-2].block == here.block else None
    return Around(block, before, word, keywords, "NAME" in fitting, above, not code)


def _last_line(code: tuple[Lexeme, ...]) -> tuple[Lexeme, ...]:
    breaks = [at for at, lexeme in enumerate(code) if lexeme.kind == "NEWLINE"]
    return code[breaks[-1] :] if breaks else code


def _word(text: str, offset: int) -> Span:
    """The word that a place is in or behind."""
    start = end = offset
    while start > 0 and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end]):
        end += 1
    return Span(start, end)


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _fitting(block: str, before: tuple[Lexeme, ...]) -> frozenset[str]:
    """The terminals that may follow; where the statement is broken, a name may."""
    if block and block not in ENTRY_RULES:
        return frozenset()
    rule = ENTRY_RULES[block] if block else "line"
    found = read(rule, before)
    if not isinstance(found, Stop):
        return fitting_after(rule, before)
    return found.expected if found.at == len(before) else frozenset({"NAME"})
