"""The kept table of the parser is that of the grammar, and never another's."""

import json
from pathlib import Path

from lark.parsers.lalr_analysis import Shift

from causalimg.syntax import build, tables
from causalimg.syntax.grammar import _FedFromOutside, grammar_path, parser_of

PATH = grammar_path()
TEXT = PATH.read_text(encoding="utf-8")


def read(path: Path, text: str = TEXT):
    return tables.read(path, text, _FedFromOutside, build.REDUCTIONS)


def ways(parser):
    """What each state does at each token, states by the shortest way to them."""
    table = parser.parser.parser._parse_table
    named, waiting = {}, []
    for start, state in sorted(table.start_states.items()):
        named.setdefault(state, (start,))
        waiting.append(state)
    while waiting:
        state = waiting.pop(0)
        for token, (action, to) in sorted(table.states[state].items()):
            if action is Shift and to not in named:
                named[to] = (*named[state], token)
                waiting.append(to)
    return {
        named[state]: {t: named[to] if a is Shift else str(to) for t, (a, to) in row.items()}
        for state, row in table.states.items()
    }


def test_the_kept_table_is_that_of_the_grammar():
    kept = read(PATH.with_name(tables.TABLE))

    assert kept is not None, "the grammar was changed: run `make bless`"
    assert ways(kept) == ways(parser_of(TEXT))


def test_a_table_comes_back_as_it_was_written(tmp_path):
    small = 'start: "a" line*\nline: NAME\nNAME: /[a-z]+/\n'
    for start in set(parser_of(TEXT).options.start) - {"start", "line"}:
        small += f"{start}: NAME\n"
    parser = parser_of(small)
    (tmp_path / "t.json").write_text(tables.made(parser, small))

    assert ways(read(tmp_path / "t.json", small)) == ways(parser)


def test_what_fits_no_grammar_is_not_used(tmp_path):
    held = json.loads(PATH.with_name(tables.TABLE).read_text())
    (tmp_path / "other.json").write_text(json.dumps({**held, "stamp": "of another release"}))
    (tmp_path / "broken.json").write_text('{"stamp": ')

    assert read(PATH.with_name(tables.TABLE), TEXT + "\n") is None
    assert read(tmp_path / "other.json") is None
    assert read(tmp_path / "broken.json") is None
    assert read(tmp_path / "nowhere.json") is None
