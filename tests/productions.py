"""Which productions of the grammar the parser reduces while it reads texts."""

from collections.abc import Callable, Iterable
from typing import Any

from causalimg.source import Source
from causalimg.syntax.feed import _Feeder
from causalimg.syntax.grammar import grammar
from causalimg.syntax.layout import lay_out
from causalimg.syntax.lexemes import scan


def all_productions() -> set[str]:
    """Every production, such as `support: in interval`."""
    return {_written(rule) for rule in _conf(_Feeder(grammar(), "start", ())).callbacks}


def used_productions(texts: Iterable[str]) -> set[str]:
    """The productions that some texts without mistake use between them."""
    used: set[Any] = set()
    for text in texts:
        stream = lay_out(scan(Source("good.scm", text)).code).stream
        feeder = _Feeder(grammar(), "start", stream)
        conf = _conf(feeder)
        conf.callbacks = {rule: _noted(rule, make, used) for rule, make in conf.callbacks.items()}
        feeder.run()
    return {_written(rule) for rule in used}


def _conf(feeder: _Feeder) -> Any:
    """Where Lark keeps, for one run, what is done at each reduction."""
    return feeder.parser.parser_state.parse_conf


def _noted(rule: Any, make: Callable[[Any], Any], used: set[Any]) -> Callable[[Any], Any]:
    def reduce(children: Any) -> Any:
        used.add(rule)
        return make(children)

    return reduce


def _written(rule: Any) -> str:
    spelling = grammar().spelling
    symbols = (spelling.get(symbol.name, symbol.name) for symbol in rule.expansion)
    return f"{rule.origin.name}: {' '.join(symbols)}"
