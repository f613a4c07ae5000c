"""The kept table of the parser is that of the grammar, and never another's."""

import json
import subprocess
import sys

from causalimg.syntax import tables
from causalimg.syntax.grammar import STARTS, grammar_path

PATH = grammar_path()
TEXT = PATH.read_text(encoding="utf-8")


def ways(table):
    """What each state does at each symbol, states by the shortest way to them."""
    named, waiting = {}, []
    for start, (state, _) in sorted(table.starts.items()):
        named.setdefault(state, (start,))
        waiting.append(state)
    while waiting:
        state = waiting.pop(0)
        for symbol, to in sorted(table.states[state].items()):
            if to >= 0 and to not in named:
                named[to] = (*named[state], symbol)
                waiting.append(to)
    return {
        named[state]: {s: named[to] if to >= 0 else table.rules[~to] for s, to in row.items()}
        for state, row in enumerate(table.states)
    }, {rule: (named[first], named[last]) for rule, (first, last) in table.starts.items()}


def test_the_kept_table_is_that_of_the_grammar():
    kept, anew = tables.kept(PATH.with_name(tables.TABLE), TEXT), tables.made(TEXT, STARTS)

    assert kept is not None, "the grammar was changed: run `make bless`"
    assert set(kept.terminals) == set(anew.terminals)
    assert set(kept.rules) == set(anew.rules)
    assert ways(kept) == ways(anew)


def test_a_table_comes_back_as_it_was_written(tmp_path):
    small = 'start: "a" line*\nline: NAME\nNAME: /[a-z]+/\n'
    table = tables.made(small, ["start", "line"])
    tables.keep(table, small, tmp_path / "t.json")

    assert tables.kept(tmp_path / "t.json", small) == table


def test_what_fits_no_grammar_is_not_used(tmp_path):
    held = json.loads(PATH.with_name(tables.TABLE).read_text())
    (tmp_path / "other.json").write_text(json.dumps({**held, "stamp": "of another grammar"}))
    (tmp_path / "broken.json").write_text('{"stamp": ')

    assert tables.kept(PATH.with_name(tables.TABLE), TEXT + "\n") is None
    assert tables.kept(tmp_path / "other.json", TEXT) is None
    assert tables.kept(tmp_path / "broken.json", TEXT) is None
    assert tables.kept(tmp_path / "nowhere.json", TEXT) is None


def test_a_file_is_read_without_lark():
    """Lark only makes the table: to load it would cost each start of the program."""
    code = "import sys, causalimg; causalimg.loads('causalimg 1'); print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
