"""How long the verdict and estimand of P(y | do(x)) take: ours, y0 and ananke in turn, in one run.

    python benchmarks/identification.py [--sizes 10 20 40 80] [--graphs 15] [--repeats 5] [--rounds 3]

Random graphs of two families: sparse ones have 1.2 arrows and 0.3 unseen causes for each variable,
dense ones 3 and 1; y is a variable with causes, x one of what leads to it. Times are processor time;
each graph is made anew for every repetition, outside the clock, and ours forgets its earlier answers.

The peers need releases that exclude each other, so each is started in a Python of its own:

    CAUSALIMG_Y0_PYTHON=.../bin/python      with y0==0.2.11
    CAUSALIMG_ANANKE_PYTHON=.../bin/python  with ananke-causal==0.5.0, numpy<2, pandas<2, jax<0.5, scipy<1.12

Aims: slower than a peer in no cell; 4 times faster than y0 and 15 times faster than ananke in the
geometric mean over the cells.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from itertools import combinations
from pathlib import Path

ENGINE = Path(__file__).parent / "peers" / "identification.py"
FAMILIES = {"sparse": (1.2, 0.3), "dense": (3.0, 1.0)}
PEERS = {"y0": "CAUSALIMG_Y0_PYTHON", "ananke": "CAUSALIMG_ANANKE_PYTHON"}


def random_case(rng: random.Random, size: int, family: str) -> dict:
    """A random acyclic graph and an effect of what leads to the outcome."""
    arrows, ties = FAMILIES[family]
    order = [f"V{i}" for i in range(size)]
    rng.shuffle(order)
    pairs = list(combinations(order, 2))
    directed = rng.sample(pairs, min(len(pairs), round(arrows * size)))
    y = rng.choice([effect for _, effect in directed])
    leading = {y}
    for cause, effect in sorted(directed, key=lambda pair: -order.index(pair[1])):
        leading |= {cause} if effect in leading else set()
    x = rng.choice(sorted(leading - {y}))
    bidirected = rng.sample(pairs, round(ties * size))
    nodes = sorted(order)
    return {"nodes": nodes, "directed": directed, "bidirected": bidirected, "x": x, "y": y}


class Engine:
    """A process that answers a line for a line."""

    def __init__(self, name: str, python: str) -> None:
        quiet = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
        command = [python, str(ENGINE), name]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet
        )

    def asked(self, case: dict, repeats: int) -> dict:
        """Seconds and the verdict."""
        print(json.dumps({**case, "repeats": repeats}), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def started() -> dict[str, Engine]:
    """Ours, and the peers that are there."""
    found = {"ours": Engine("ours", sys.executable)}
    for name, variable in PEERS.items():
        if python := os.environ.get(variable):
            found[name] = Engine(name, python)
        else:
            print(f"{name} is left out: {variable} names no Python that has it.")
    return found


def one_round(engines: dict[str, Engine], cells: dict, repeats: int) -> dict:
    """Median seconds of each engine in each cell, every graph asked of all in turn.

    Where verdicts differ, nothing is timed.
    """
    medians = {}
    for cell, cases in cells.items():
        answers = [{n: e.asked(case, repeats) for n, e in engines.items()} for case in cases]
        for case, given in zip(cases, answers, strict=True):
            assert len({a["identified"] for a in given.values()}) == 1, case
        medians[cell] = {
            n: statistics.median(given[n]["seconds"] for given in answers) for n in engines
        }
        medians[cell]["identified"] = sum(given["ours"]["identified"] for given in answers)
    return medians


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 20, 40, 80])
    parser.add_argument("--graphs", type=int, default=15)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    cells = {
        (family, size): [random_case(rng, size, family) for _ in range(options.graphs)]
        for family in FAMILIES
        for size in options.sizes
    }
    engines = started()
    for name in engines:  # imports and first calls are no part of an answer
        engines[name].asked(cells["sparse", options.sizes[0]][0], 3)
    rounds = [one_round(engines, cells, options.repeats) for _ in range(options.rounds)]
    told(rounds, [name for name in engines if name != "ours"])


def told(rounds: list[dict], peers: list[str]) -> None:
    """Milliseconds by cell, and by how much ours is faster, with the spread over the rounds."""
    ratios = {peer: [{c: r[c][peer] / r[c]["ours"] for c in r} for r in rounds] for peer in peers}
    for cell in rounds[0]:
        line = f"{cell[0]:>6} {cell[1]:3d}  {rounds[0][cell]['identified']:2d} identified"
        for name in ("ours", *peers):
            line += f"  {name} {1000 * statistics.median(r[cell][name] for r in rounds):7.2f} ms"
        for peer in peers:
            each = sorted(r[cell] for r in ratios[peer])
            line += (
                f"  {peer} / ours {statistics.median(each):6.1f} [{each[0]:.1f}, {each[-1]:.1f}]"
            )
        print(line)
    for peer in peers:
        means = sorted(statistics.geometric_mean(r.values()) for r in ratios[peer])
        slower = sum(statistics.median(r[c] for r in ratios[peer]) < 1 for c in rounds[0])
        print(
            f"{peer} / ours, geometric mean over the cells: {statistics.median(means):.1f} "
            f"[{means[0]:.1f}, {means[-1]:.1f}]; ours slower in {slower} cells"
        )


if __name__ == "__main__":
    main()
