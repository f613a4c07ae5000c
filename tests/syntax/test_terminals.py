"""Every terminal of the grammar meets almost 1 MiB of near-misses, and is answered in sentences.

Every third piece is tried here, all of them by `benchmarks/near_misses.py`, which measures the time.
"""

import pytest

from causalimg.diagnostics import CODES, has_errors, render
from causalimg.source import Source
from causalimg.syntax import parse
from causalimg.syntax.grammar import grammar
from causalimg.syntax.lexemes import MAX_BYTES, MOST
from near_misses import AROUND, near_miss, pieces


def test_every_terminal_has_its_near_misses():
    known = grammar()
    terminals = {t.name for t in known.machine.table.terminals} | known.spelling.keys() | {"_NL"}
    assert terminals - set(known.keywords.values()) <= pieces().keys()
    assert all(word in pieces()["keywords"][0] for word in known.keywords)


@pytest.mark.slow
@pytest.mark.parametrize("terminal", pieces())
def test_a_mebibyte_of_near_misses_is_answered(terminal):
    for number, piece in enumerate(pieces()[terminal][::3]):
        around = list(AROUND)[number % len(AROUND)]
        text = near_miss(piece, around)
        assert MAX_BYTES - 1000 < len(text.encode()) <= MAX_BYTES

        source = Source("near.scm", text)
        parsed = parse(source)
        assert (parsed.tree is None) == has_errors(parsed.diagnostics), (piece, around)
        assert len(parsed.diagnostics) <= 2 * MOST + 1
        assert {one.code for one in parsed.diagnostics} <= CODES.keys()
        assert render(parsed.diagnostics[:3], source) or parsed.tree
