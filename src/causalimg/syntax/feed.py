"""Feeding lexemes to the parser, one by one, and stopping where they fit no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from causalimg.source import Span
from causalimg.syntax.grammar import Grammar, grammar
from causalimg.syntax.lalr import Run
from causalimg.syntax.layout import AFTER_A_NAME
from causalimg.syntax.lexeme import Lexeme

#: Words that are keywords only with this sign behind them.
_NEEDS_BEHIND = {"E": "[", "P": "(", "do": "("}
_IN_UNITS = {"/": "PER", "*": "TIMES", "^": "RAISED"}
#: Signs that are read by what fits.
_BY_STATE = frozenset({*_IN_UNITS, "<-"})


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
        again = Feeder(grammar(), self.rule, self.lexemes)
        if not all(again.feed(earlier) for earlier in range(self.at)):
            return frozenset()  # they do not fit themselves, so nothing fits behind them
        return again.run.fitting


def read(rule: str, lexemes: Sequence[Lexeme]) -> Any:
    """The node that the lexemes make by a rule of the grammar, or a `Stop`."""
    return Feeder(grammar(), rule, lexemes).read()


def fitting_after(rule: str, lexemes: Sequence[Lexeme]) -> frozenset[str]:
    """The terminals that would fit behind lexemes; none where these do not fit themselves."""
    return Stop(len(lexemes), rule, lexemes).expected


class Feeder:
    """One run of the parser over some lexemes.

    Args:
        words: the grammar.
        rule: one that can be parsed by itself.
        lexemes: all that is to be read.
    """

    def __init__(self, words: Grammar, rule: str, lexemes: Sequence[Lexeme]) -> None:
        self.words = words
        self.rule = rule
        self.lexemes = lexemes
        self.run = Run(words.machine, rule)

    def read(self) -> Any:
        """The node that they make, or a `Stop`."""
        for at in range(len(self.lexemes)):
            if not self.feed(at):
                return Stop(at, self.rule, self.lexemes)
        if not self.run.finish():
            return Stop(len(self.lexemes), self.rule, self.lexemes)
        return self.run.result

    def feed(self, at: int) -> bool:
        """Read one lexeme; whether it fits."""
        lexeme = self.lexemes[at]
        kind, text, _ = lexeme
        if (kind == "NAME" and text in self.words.keywords) or text in _BY_STATE:
            return self._feed_by_state(at, self.run.row)
        return self.run.push(self.words.signs[text] if kind == "SIGN" else kind, lexeme)

    def _feed_by_state(self, at: int, row: Mapping[str, int]) -> bool:
        lexeme = self.lexemes[at]
        if lexeme.text == "<-" and "LESSTHAN" in row and self.words.signs["<-"] not in row:
            # `a <-1` in an expression is a comparison with -1, no arrow.
            middle = lexeme.span.start + 1
            self.run.push("LESSTHAN", Lexeme("SIGN", "<", Span(lexeme.span.start, middle)))
            return self.run.push("MINUS", Lexeme("SIGN", "-", Span(middle, lexeme.span.end)))
        terminal = self.keyword(at, row) if lexeme.kind == "NAME" else self.sign(at, row)
        if lexeme.kind == "NAME" and terminal != "NAME":
            lexeme = Lexeme(terminal, lexeme.text, lexeme.span)
        return self.run.push(terminal, lexeme)

    def keyword(self, at: int, row: Mapping[str, int]) -> str:
        """What a keyword is here: a name, where the keyword does not fit."""
        keyword = self.words.keywords[self.lexemes[at].text]
        is_keyword = keyword in row and not self.is_name(at, row)
        return keyword if is_keyword or "NAME" not in row else "NAME"

    def sign(self, at: int, row: Mapping[str, int]) -> str:
        """What a sign is here, in an expression or inside a unit."""
        text = self.lexemes[at].text
        plain, inner = self.words.signs[text], _IN_UNITS.get(text)
        if inner and inner in row and (plain not in row or self.tight(at)):
            return inner
        return plain

    def is_name(self, at: int, row: Mapping[str, int]) -> bool:
        """Whether a keyword is a name after all, by what stands behind it."""
        text = self.lexemes[at].text
        behind = self.lexemes[at + 1].text if at + 1 < len(self.lexemes) else ""
        if "NAME" not in row or text == "inf":
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
