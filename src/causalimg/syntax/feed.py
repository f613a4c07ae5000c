"""Feeding lexemes to the parser, one by one, and stopping where they fit no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lark.exceptions import UnexpectedInput

from causalimg.source import Span
from causalimg.syntax.grammar import Grammar, grammar
from causalimg.syntax.layout import AFTER_A_NAME
from causalimg.syntax.lexemes import Lexeme

#: Words that are keywords only with this sign behind them.
_NEEDS_BEHIND = {"E": "[", "P": "(", "do": "("}
_IN_UNITS = {"/": "PER", "*": "TIMES", "^": "RAISED"}


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the lexemes fit no more.

    Args:
        at: index of the lexeme that does not fit; the number of lexemes where they end too early.
        rule: the rule of the grammar that was tried.
        lexemes: all that was to be read.
    """

    at: int
    rule: str
    lexemes: Sequence[Lexeme]

    @property
    def expected(self) -> frozenset[str]:
        """Names of the terminals that would fit there, found only when they are asked for.

        The lexemes before are read again, since reductions may have hidden what would fit.
        """
        again = _Feeder(grammar(), self.rule, self.lexemes)
        try:
            for earlier in range(self.at):
                again.feed(earlier)
        except UnexpectedInput:
            return frozenset()  # they do not fit themselves, so nothing fits behind them
        return frozenset(again.parser.accepts())


def read(rule: str, lexemes: Sequence[Lexeme]) -> Any:
    """The node that the lexemes make by a rule of the grammar, or a `Stop`."""
    return _Feeder(grammar(), rule, lexemes).run()


def fitting_after(rule: str, lexemes: Sequence[Lexeme]) -> frozenset[str]:
    """The terminals that would fit behind lexemes; none where these do not fit themselves."""
    return Stop(len(lexemes), rule, lexemes).expected


class Word(str):
    """A lexeme as the parser holds it: what Lark asks of a token, made in less time."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int


class _Feeder:
    """One run of the parser over some lexemes."""

    def __init__(self, words: Grammar, rule: str, lexemes: Sequence[Lexeme]) -> None:
        self.words = words
        self.rule = rule
        self.lexemes = lexemes
        self.parser = words.lark.parse_interactive(None, start=rule)

    def run(self) -> Any:
        for at in range(len(self.lexemes)):
            try:
                self.feed(at)
            except UnexpectedInput:
                return Stop(at, self.rule, self.lexemes)
        try:
            return self.parser.feed_eof()
        except UnexpectedInput:
            return Stop(len(self.lexemes), self.rule, self.lexemes)

    def feed(self, at: int) -> None:
        lexeme = self.lexemes[at]
        fitting = self.fitting()
        if lexeme.text == "<-" and "LESSTHAN" in fitting and self.words.signs["<-"] not in fitting:
            # `a <-1` in an expression is a comparison with -1, no arrow.
            middle = lexeme.span.start + 1
            self.push("LESSTHAN", "<", Span(lexeme.span.start, middle))
            self.push("MINUS", "-", Span(middle, lexeme.span.end))
            return
        self.push(self.terminal(at, fitting), lexeme.text, lexeme.span)

    def push(self, terminal: str, text: str, span: Span) -> None:
        word = Word(text)
        word.type, word.start_pos, word.end_pos = terminal, span.start, span.end
        self.parser.parser_state.feed_token(word)

    def fitting(self) -> Any:
        """The terminals that the parser's state has an action for."""
        state = self.parser.parser_state
        return state.parse_conf.parse_table.states[state.position]

    def terminal(self, at: int, fitting: Any) -> str:
        """What a lexeme is here: a word is a keyword only where the keyword fits."""
        lexeme = self.lexemes[at]
        if lexeme.kind == "NAME":
            keyword = self.words.keywords.get(lexeme.text, "NAME")
            is_keyword = keyword in fitting and not self.is_name(at, fitting)
            return keyword if is_keyword or "NAME" not in fitting else "NAME"
        if lexeme.kind != "SIGN":
            return lexeme.kind
        plain, inner = self.words.signs[lexeme.text], _IN_UNITS.get(lexeme.text, "")
        if inner in fitting and (plain not in fitting or self.tight(at)):
            return inner
        return plain

    def is_name(self, at: int, fitting: Any) -> bool:
        """Whether a keyword is a name after all, by what stands behind it."""
        text = self.lexemes[at].text
        behind = self.lexemes[at + 1].text if at + 1 < len(self.lexemes) else ""
        if "NAME" not in fitting or text == "inf":
            return False
        return behind != _NEEDS_BEHIND.get(text, behind) or behind in AFTER_A_NAME

    def tight(self, at: int) -> bool:
        """Whether a sign stands without spaces between two parts of a unit."""
        before, sign, *behind = self.lexemes[at - 1 : at + 3]
        if not behind or before.span.end != sign.span.start:
            return False
        if sign.text != "^":
            return behind[0].kind == "NAME" and sign.span.end == behind[0].span.start
        number = behind[1:] if behind[0].text == "-" else behind
        return bool(number) and number[0].kind == "INT" and sign.span.end == behind[0].span.start
