"""Lark as the peer of our driver: the same grammar, driven by Lark, and what it reduces."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer

from causalimg.source import Source
from causalimg.syntax import build
from causalimg.syntax.feed import Feeder
from causalimg.syntax.grammar import STARTS, grammar, grammar_path
from causalimg.syntax.layout import lay_out
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.lexemes import scan


class Fed(Lexer):
    """Stands where Lark wants a lexer."""

    def __init__(self, conf: object) -> None:
        self.conf = conf

    def lex(self, *_: object) -> Any:
        raise AssertionError("Lark is fed, it does not read")


class Word(Lexeme):
    """A lexeme with the name of its terminal, as Lark asks for it."""

    __slots__ = ()

    @property
    def type(self) -> str:
        return self.kind


@cache
def peer(text: str = "", starts: tuple[str, ...] = STARTS) -> Any:
    """Lark with our reductions, for our grammar or another."""
    return Lark(
        text or grammar_path().read_text(encoding="utf-8"),
        parser="lalr",
        lexer=Fed,
        start=list(starts),
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=SimpleNamespace(**vars(build.REDUCTIONS)),
    )


def words_of(text: str, rule: str = "start") -> list[Word]:
    """What our driver is fed while it reads a text without mistake."""
    fed: list[Word] = []
    feeder = Feeder(grammar(), rule, lay_out(scan(Source("good.scm", text)).code).stream)
    push = feeder.run.push
    feeder.run.push = lambda terminal, lexeme: (
        fed.append(Word(terminal, *lexeme[1:])) or push(terminal, lexeme)
    )  # type: ignore[method-assign]
    all(feeder.feed(at) for at in range(len(feeder.lexemes)))  # up to the first that does not fit
    return fed


def read_by_lark(words: Iterable[Word], rule: str = "start") -> Any:
    """What Lark makes of the words, or the index of the first that does not fit."""
    run = peer().parse_interactive(None, start=rule)
    return drive(run, words)


def drive(run: Any, words: Iterable[Word]) -> Any:
    """Push words into a run of Lark, then its end."""
    at = 0
    try:
        for at, word in enumerate(words):  # noqa: B007  read after the loop
            run.feed_token(word)
        at += 1
        return run.feed_token(Token("$END", ""))
    except UnexpectedInput:
        return at


def all_productions() -> set[str]:
    """Every production, such as `support: in interval`."""
    return {_written(rule) for rule in peer().rules}


def used_productions(texts: Iterable[str]) -> set[str]:
    """The productions that some texts without mistake use between them."""
    used: set[Any] = set()
    for text in texts:
        run = peer().parse_interactive(None, start="start")
        conf = run.parser_state.parse_conf
        conf.callbacks = _noting(conf.callbacks, used)
        drive(run, words_of(text))
    return {_written(rule) for rule in used}


def _noting(callbacks: Mapping[Any, Callable[[Any], Any]], used: set[Any]) -> dict[Any, Any]:
    def noted(rule: Any, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda children: used.add(rule) or make(children)

    return {rule: noted(rule, make) for rule, make in callbacks.items()}


def _written(rule: Any) -> str:
    spelling = grammar().spelling
    symbols = (spelling.get(symbol.name, symbol.name) for symbol in rule.expansion)
    return f"{rule.origin.name}: {' '.join(symbols)}"
