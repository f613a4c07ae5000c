"""Every known constraint on five graphs of the rule table: the worst group's accuracy.

    python benchmarks/rule_rows.py [--seeds 5]

Rows are drawn from each graph, a linear reader of content and appearance is trained under each
constraint, and tested where appearance tells nothing of the target. Beside each stands what the
graph says of it: a licensed constraint should be best, and lean on appearance no more.
"""

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from causalimg.causal.licences.verdicts import Method
from rule_rows import CASES, Row, read, rows_of, worst_group


def scores(row: Row, method: Method | None, seeds: int) -> tuple[list[float], list[float]]:
    """Per seed the worst group's accuracy, and the weight of appearance over that of content."""
    accuracy, leaning = list[float](), list[float]()
    for seed in range(seeds):
        weight = read(rows_of(row, 2 * seed + 1), method, seed=seed)
        accuracy.append(worst_group(weight, rows_of(row, 2 * seed + 2, test=True)))
        leaning.append(float(weight[1] / weight[0]))
    return accuracy, leaning


def standing(row: Row, method: Method | None) -> str:
    if method is None:
        return "always trained"
    over = row.site if method in (Method.IRM, Method.VREX) else "A"
    return row.licence(over).ruling(method).standing.value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    print(f"{'':32s}{'':24s}{'the graph says':16s}worst group      w_N / w_C")
    for name, row in CASES.items():
        for method in (None, *Method):
            accuracy, leaning = scores(row, method, options.seeds)
            spread = statistics.stdev(accuracy) if options.seeds > 1 else 0.0
            print(
                f"{name if method is None else '':32s}{method or 'ERM':24s}"
                f"{standing(row, method):16s}{statistics.mean(accuracy):.3f} +- {spread:.3f}"
                f"  {statistics.mean(leaning):+6.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
