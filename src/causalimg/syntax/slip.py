"""One statement that does not parse, as those who explain it look at it."""

from dataclasses import dataclass
from typing import Any

from causalimg.diagnostics import Fix
from causalimg.source import Source, Span
from causalimg.syntax.beyond import judge
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.lexemes import scan

#: Statements of more letters or lexemes are not searched by patterns, so that none takes long.
_LONGEST, _MOST = 5_000, 1_000


@dataclass(frozen=True, slots=True)
class Slip:
    """A statement that does not parse.

    Args:
        source: the text.
        block: the word of the block around it, or None outside.
        rule: the rule of the grammar that was tried.
        lexemes: the statement.
        at: index of the lexeme that does not fit, or their number where it ends too early.
        expected: names of the terminals that would fit there.
    """

    source: Source
    block: str | None
    rule: str
    lexemes: tuple[Lexeme, ...]
    at: int
    expected: frozenset[str]

    @property
    def culprit(self) -> Lexeme:
        """The lexeme that does not fit, or the last one."""
        return self.lexemes[min(self.at, len(self.lexemes) - 1)]

    @property
    def ends_early(self) -> bool:
        """Whether something is missing at the end."""
        return self.at >= len(self.lexemes)

    @property
    def is_short(self) -> bool:
        """Whether patterns may search it."""
        return self.span.end - self.span.start <= _LONGEST and len(self.lexemes) <= _MOST

    def text(self, first: int = 0, last: int | None = None) -> str:
        """What was typed, from one lexeme to another."""
        part = self.lexemes[first:last]
        return self.source.slice(part[0].span | part[-1].span) if part else ""

    def index(self, *texts: str) -> int | None:
        """The first sign or word that is one of these."""
        return next((i for i, x in enumerate(self.lexemes) if x.text in texts), None)

    def behind(self, at: int, opening: str) -> int:
        """The index behind a stretch in brackets that opens at `at`, or `at` where none does."""
        closing = {"<": ">", "[": "]", "{": "}"}[opening]
        if at >= len(self.lexemes) or self.lexemes[at].text != opening:
            return at
        ends = (i for i, x in enumerate(self.lexemes) if i > at and x.text == closing)
        return next(ends, at - 1) + 1

    @property
    def span(self) -> Span:
        """All of it."""
        return self.lexemes[0].span | self.lexemes[-1].span

    def mends(self, span: Span, text: str) -> bool:
        """Whether the statement can be read, and says something, once a stretch is replaced."""
        node = self.mended(span, text)
        return not isinstance(node, Stop) and not judge(node)

    def line_out(self) -> Fix:
        """The edit that takes the statement out, with its line where it stands there alone."""
        line = self.source.line_span(self.source.place(self.span.start).line)
        before = self.source.slice(Span(line.start, self.span.start))
        after = self.source.slice(Span(self.span.end, max(line.end, self.span.end)))
        if before.strip() or after.strip(" \t;") or line.start == 0:
            return Fix(self.span, "")
        return Fix(Span(line.start - 1, max(line.end, self.span.end)), "")

    def goes_on(self, span: Span, text: str) -> bool:
        """Whether the statement can be read, or read further, once a stretch is replaced."""
        after = self.mended(span, text)
        return self.mends(span, text) or (isinstance(after, Stop) and after.at > self.at)

    def mended(self, span: Span, text: str) -> Any:
        """The node, or the `Stop`, once a stretch of the statement is replaced."""
        before, after = Span(self.span.start, span.start), Span(span.end, self.span.end)
        mended = self.source.slice(before) + text + self.source.slice(after)
        code = [x for x in scan(Source("", mended)).code if x.kind != "NEWLINE"]
        return read(self.rule, code)
