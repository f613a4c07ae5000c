"""How long 1 MiB of almost-words takes to be refused, for each terminal of the grammar.

    python benchmarks/near_misses.py [--terminal NUMBER] [--all]

Each text repeats a piece such as `1e+` inside an expression, as an entry and as a line; processor
seconds are those of the whole front end: lexemes, layout, parser and the explanation of what is
wrong. The aim is less than 1 s for each. Printed is the slowest of each terminal; with `--all`
every text.
"""

import argparse
import sys
import time
from pathlib import Path

from causalimg.interfaces.door import collect_rarely
from causalimg.source import Source
from causalimg.syntax import parse

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from near_misses import AROUND, near_miss, pieces


def seconds(text: str) -> float:
    """Processor time of one text, which is read to its end or refused in a sentence."""
    source = Source("near.scm", text)
    start = time.process_time()
    found = parse(source)
    spent = time.process_time() - start
    assert found.tree is not None or found.diagnostics
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terminal", help="only this one")
    parser.add_argument("--all", action="store_true", help="print each text, not each terminal")
    options = parser.parse_args()
    collect_rarely()  # as the command line and the language server do
    parse(Source("warm.scm", "causalimg 1\n"))
    texts, slowest = 0, (0.0, "")
    for terminal, repeated in pieces().items():
        if options.terminal not in (None, terminal):
            continue
        rows = []
        for piece in repeated:
            for around in AROUND:
                rows.append((seconds(near_miss(piece, around)), f"{piece!r}, {around}"))
        texts += len(rows)
        slowest = max(slowest, *rows)
        for spent, name in rows if options.all else [max(rows)]:
            print(f"{terminal:14s}{spent:6.2f} s  {name}", flush=True)
    print(f"{texts} texts, the slowest {slowest[0]:.2f} s: {slowest[1]}")


if __name__ == "__main__":
    main()
