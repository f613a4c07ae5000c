"""The table of the parser: made by Lark from the grammar, kept as JSON beside it, read at a start.

`make bless` writes it. To read it takes a hundredth of the time to make it, and Lark itself need
not be loaded. A table of another grammar is not used: then it is made anew.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

TABLE = "scm.table.json"
#: Stands behind the last lexeme.
END = "$END"


@dataclass(frozen=True, slots=True)
class Terminal:
    """A kind of word or sign: a regular expression, or what it is spelled like where `fixed`."""

    name: str
    pattern: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A production.

    Args:
        origin: what it makes.
        expansion: of what, names of rules and terminals.
        builder: the reduction that is called; None for a list that the rule around it takes over.
        spread: indices of the parts that are such lists.
        plain: whether its only part is handed on as it is.
    """

    origin: str
    expansion: tuple[str, ...]
    builder: str | None
    spread: tuple[int, ...]
    plain: bool


@dataclass(frozen=True, slots=True)
class Table:
    """What an LALR(1) parser does in each state.

    Args:
        terminals: every kind of word and sign that is written in the grammar.
        rules: every production.
        starts: of each rule that can be parsed by itself, its first state and its last.
        states: of each, by the name of what comes: the next state, or `~i` for the i-th rule.
    """

    terminals: tuple[Terminal, ...]
    rules: tuple[Rule, ...]
    starts: Mapping[str, tuple[int, int]]
    states: tuple[Mapping[str, int], ...]


def stamp(text: str) -> str:
    """What a kept table has to carry to fit a grammar."""
    return sha256(text.encode()).hexdigest()


def made(text: str, starts: Iterable[str]) -> Table:
    """The table of a grammar, made anew.

    Args:
        text: the grammar, as Lark writes them.
        starts: the rules that can be parsed by themselves.
    """
    from lark import Lark
    from lark.lexer import PatternStr
    from lark.parsers.lalr_analysis import Shift

    lark = Lark(
        text, parser="lalr", start=list(starts), keep_all_tokens=True, maybe_placeholders=False
    )
    table: Any = lark.parser.parser._parse_table  # noqa: SLF001  Lark shows it nowhere else
    place = {rule: at for at, rule in enumerate(lark.rules)}
    return Table(
        tuple(
            Terminal(t.name, t.pattern.value, isinstance(t.pattern, PatternStr))
            for t in lark.terminals
        ),
        tuple(_rule(rule) for rule in lark.rules),
        {name: (first, table.end_states[name]) for name, first in table.start_states.items()},
        tuple(
            {
                name: to if action is Shift else ~place[to]
                for name, (action, to) in table.states[state].items()
            }
            for state in range(len(table.states))
        ),
    )


def _rule(rule: Any) -> Rule:
    names = tuple(symbol.name for symbol in rule.expansion)
    listed = tuple(
        at for at, s in enumerate(rule.expansion) if not s.is_term and s.name.startswith("_")
    )
    origin = rule.origin.name
    builder = None if origin.startswith("_") else rule.alias or origin
    single = len(names) == 1 and not listed
    plain = bool(rule.options.expand1 and not rule.alias and single)
    return Rule(origin, names, None if plain else builder, listed, plain)


def keep(table: Table, text: str, path: Path) -> None:
    """Write a table of a grammar."""
    held = {
        "stamp": stamp(text),
        "terminals": [[t.name, t.pattern, t.fixed] for t in table.terminals],
        "rules": [[r.origin, r.expansion, r.builder, r.spread, r.plain] for r in table.rules],
        "starts": table.starts,
        "states": table.states,
    }
    path.write_text(json.dumps(held, separators=(",", ":")) + "\n", encoding="utf-8")


def kept(path: Path, text: str) -> Table | None:
    """The table that is kept for a grammar, or None where there is none that fits it."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if held.get("stamp") != stamp(text):
        return None
    return Table(
        tuple(Terminal(*one) for one in held["terminals"]),
        tuple(
            Rule(origin, tuple(expansion), builder, tuple(spread), plain)
            for origin, expansion, builder, spread, plain in held["rules"]
        ),
        {name: (first, last) for name, (first, last) in held["starts"].items()},
        tuple(held["states"]),
    )
