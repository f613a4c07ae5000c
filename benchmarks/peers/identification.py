"""One engine of `identification.py` in a Python of its own: a graph a line comes in, a time goes out.

Standard library only, but for the engine: the peers need releases that exclude each other and ours.
"""

import contextlib
import io
import json
import statistics
import sys
import time
from collections.abc import Callable

# Of a graph, made anew for each repetition, what to time: it says whether the effect is identified.
Asked = Callable[[dict], Callable[[], bool]]


def ours(case: dict) -> Callable[[], bool]:
    """The tree of the estimand, or the hedges; nothing of an earlier question is remembered."""
    from causalimg.causal.graphs.admg import Admg
    from causalimg.causal.identification import identify as engine

    ties = frozenset(map(frozenset, case["bidirected"]))
    graph = Admg(tuple(case["nodes"]), frozenset(map(tuple, case["directed"])), ties)
    effect = engine.Effect((case["y"],), (case["x"],))
    engine._identified.cache_clear()  # noqa: SLF001
    engine._homes.cache_clear()  # noqa: SLF001
    return lambda: isinstance(engine.identify(graph, effect), engine.Identified)


def y0(case: dict) -> Callable[[], bool]:
    """The expression, or the exception."""
    from y0.algorithm.identify import Unidentifiable, identify_outcomes
    from y0.dsl import Variable
    from y0.graph import NxMixedGraph

    graph = NxMixedGraph.from_str_edges(
        nodes=case["nodes"],
        directed=list(map(tuple, case["directed"])),
        undirected=list(map(tuple, case["bidirected"])),
    )
    x, y = Variable(case["x"]), Variable(case["y"])

    def answer() -> bool:
        try:
            return identify_outcomes(graph, {x}, {y}) is not None
        except Unidentifiable:
            return False

    return answer


def ananke(case: dict) -> Callable[[], bool]:
    """The functional as text, with the verdict that it is made from."""
    from ananke.graphs import ADMG
    from ananke.identification import OneLineID

    graph = ADMG(
        case["nodes"],
        di_edges=list(map(tuple, case["directed"])),
        bi_edges=list(map(tuple, case["bidirected"])),
    )

    def answer() -> bool:
        found = OneLineID(graph, [case["x"]], [case["y"]])
        try:
            return bool(found.functional())
        except Exception as error:
            if "NotIdentified" in type(error).__name__:
                return False
            raise

    return answer


def timed(ask: Asked, case: dict, repeats: int) -> tuple[float, bool]:
    """Median processor time of one answer, the making of the graph left out."""
    seconds = []
    for _ in range(repeats):
        answer = ask(case)
        with contextlib.redirect_stdout(io.StringIO()):
            start = time.process_time()
            verdict = answer()
            seconds.append(time.process_time() - start)
    return statistics.median(seconds), verdict


def main() -> None:
    ask: Asked = {"ours": ours, "y0": y0, "ananke": ananke}[sys.argv[1]]
    for line in sys.stdin:
        case = json.loads(line)
        seconds, identified = timed(ask, case, case["repeats"])
        print(json.dumps({"seconds": seconds, "identified": identified}), flush=True)


if __name__ == "__main__":
    main()
