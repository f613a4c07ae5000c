"""Foreign texts cut into tokens, and a cursor that says where it met something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from causalimg.diagnostics import CausalimgError, Diagnostic, Label
from causalimg.source import Source, Span

DEEPEST = 64
"""No group stands inside more others."""
MOST_NODES, MOST_EDGES, MOST_NUMBERS = 5_000, 20_000, 10_000
"""No foreign file says more."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a foreign text; the last one has the kind `end` and no text."""

    kind: str
    text: str
    span: Span


def tokens(source: Source, pattern: "re.Pattern[str]") -> tuple[Token, ...]:
    r"""Cut a text by a pattern of named groups.

    Args:
        source: the foreign text.
        pattern: matches everywhere; the group `skip` is left out, `stray` is refused.

    Raises:
        CausalimgError: E0801 for a stray character.

    Example:
        >>> words = re.compile(r"(?P<word>\w+)|(?P<skip>\s+)|(?P<stray>.)")
        >>> [token.text for token in tokens(Source("", "a b"), words)]
        ['a', 'b', '']
    """
    return (*_cut(source, pattern), Token("end", "", Span(len(source.text), len(source.text))))


def _cut(source: Source, pattern: "re.Pattern[str]") -> Iterator[Token]:
    for found in pattern.finditer(source.text):
        kind, text, span = found.lastgroup or "stray", found.group(), Span(*found.span())
        if kind == "stray":
            raise unreadable(source, span, *_stray(text))
        if kind != "skip":
            yield Token(kind, text, span)


def _stray(text: str) -> tuple[str, str]:
    match text:
        case '"':
            return "a quoted word that is never closed", 'end it with `"`'
        case "/":
            return "a comment that is never closed", "end it with `*/`"
        case _:
            return f"`{shown(text)}` has no place here", "drop it, or put the word in quotes"


class Cursor:
    """Where a reader stands among the tokens."""

    __slots__ = ("_at", "_tokens", "source")

    def __init__(self, source: Source, found: tuple[Token, ...]) -> None:
        self.source, self._tokens, self._at = source, found, 0

    @property
    def here(self) -> Token:
        """The token that comes next."""
        return self._tokens[self._at]

    @property
    def then(self) -> Token:
        """The token after that."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    @property
    def last(self) -> Token:
        """The token that was taken last."""
        return self._tokens[max(self._at - 1, 0)]

    def next(self) -> Token:
        """Take a token; at the end there is always one more end."""
        found = self.here
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return found

    def take(self, *texts: str) -> Token | None:
        """Take the next token if it is one of these signs or words, unquoted."""
        return self.next() if self.here.text in texts and self.here.text else None

    def expect(self, text: str, helps: str) -> Token:
        """Take a sign that has to come next.

        Raises:
            CausalimgError: E0801 where something else comes.
        """
        if self.here.text == text:
            return self.next()
        raise self.complaint(f"`{text}`", helps)

    def complaint(self, wanted: str, helps: str) -> CausalimgError:
        """E0801: something else stands where `wanted` should."""
        found = self.here
        met = f"`{shown(found.text)}`" if found.text else "the end of the file"
        return unreadable(self.source, found.span, f"{met} stands where {wanted} should", helps)


def unreadable(
    source: Source, span: Span, message: str, *helps: str, others: tuple[Label, ...] = ()
) -> CausalimgError:
    """E0801 at a place of a foreign file."""
    found = Diagnostic("E0801", message, span, others=others, helps=helps)
    return CausalimgError([found], source)


def shown(text: str) -> str:
    """A person's word for a message: on one line, not endless, without what cannot be seen."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= 40 else f"{plain[:37]}..."
