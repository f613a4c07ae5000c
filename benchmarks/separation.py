"""How separation grows with a graph, and what one minimal adjustment set costs in a large one.

    python benchmarks/separation.py [--sizes 1250 2500 5000 10000 20000] [--repeats 9]

Random graphs with five arrows for each variable, each from one of the hundred before it, and one
unseen cause for every ten. Asked are pairs far apart: half given a tenth of the others, with the open
path as witness, half given a minimal separator, where all that is open must be seen to lead nowhere.
Every graph is new, nothing of it listed yet. networkx answers the same on the smallest graph, its
unseen causes spelt out, both graphs listed before. Times are processor time: the median, least and
most over the questions; the slope is that of the least, which other work on the machine hardly moves.

Aims: 10,000 variables and 50,000 arrows in less than 0.2 s with the path, a slope of about 1 in
log-log, one minimal adjustment set among 1,000 variables in less than 1 s.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

import networkx as nx
import numpy as np

from causalimg.causal.graphs.admg import Admg, canonical_dag
from causalimg.causal.graphs.separation import open_path, separator
from causalimg.causal.identification.adjustment import adjustment_set

ARROWS, REACH = 5, 100


def random_graph(rng: random.Random, size: int) -> Admg:
    """A graph of that many variables, causes before effects."""
    names = [f"v{i}" for i in range(size)]
    directed = set[tuple[str, str]]()
    while len(directed) < ARROWS * size:
        effect = rng.randrange(1, size)
        directed.add((names[rng.randrange(max(0, effect - REACH), effect)], names[effect]))
    ties = set[frozenset[str]]()
    while len(ties) < size // 10:
        first = rng.randrange(size - 1)
        second = min(size - 1, first + rng.randint(1, REACH))
        ties.add(frozenset((names[first], names[second])))
    return Admg(tuple(names), frozenset(directed), frozenset(ties))


def question(rng: random.Random, graph: Admg, *, apart: bool) -> tuple[str, str, frozenset[str]]:
    """Two variables far apart, and a tenth of the others, or what separates the two."""
    size = len(graph.nodes)
    first = graph.nodes[rng.randrange(size // 10)]
    second = graph.nodes[rng.randrange(size * 9 // 10, size)]
    rest = set(graph.nodes) - {first, second}
    some = frozenset(rng.sample(graph.ordered(rest), size // 10))
    return first, second, (separator(graph, {first}, {second}, rest) or some) if apart else some


def anew(graph: Admg) -> Admg:
    """The same graph, nothing of which was listed yet."""
    return Admg(graph.nodes, graph.directed, graph.bidirected)


def seconds(answer: Callable[[], object]) -> tuple[float, object]:
    """Processor time of one answer."""
    start = time.process_time()
    found = answer()
    return time.process_time() - start, found


def separation(rng: random.Random, graph: Admg, repeats: int) -> tuple[list[float], list[float]]:
    """Seconds of each answer, with a path and without one."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for i in range(2 * repeats):
        a, b, held = question(rng, graph, apart=i % 2 == 0)
        fresh = anew(graph)
        taken, path = seconds(lambda: open_path(fresh, {a}, {b}, held))  # noqa: B023
        times[path is None].append(taken)
    return times[False], times[True]


def beside_networkx(rng: random.Random, graph: Admg, repeats: int) -> tuple[float, float]:
    """Median seconds of both, in turn, on graphs that know their neighbours; they must agree."""
    edges = nx.DiGraph(list(canonical_dag(graph).directed))
    edges.add_nodes_from(graph.nodes)
    times = []
    for i in range(2 * repeats):
        a, b, held = question(rng, graph, apart=i % 2 == 0)
        ours, path = seconds(lambda: open_path(graph, {a}, {b}, held))  # noqa: B023
        theirs, apart = seconds(lambda: nx.is_d_separator(edges, {a}, {b}, set(held)))  # noqa: B023
        assert apart == (path is None)
        times.append((ours, theirs))
    return statistics.median(t for t, _ in times), statistics.median(t for _, t in times)


def adjusting(rng: random.Random, size: int, repeats: int) -> tuple[float, float]:
    """Median and largest seconds of one minimal adjustment set, on new graphs."""
    found = []
    for _ in range(repeats):
        graph = random_graph(rng, size)
        causal = graph.nodes[rng.randrange(size // 4, size // 2)]
        effect = rng.choice(sorted(graph.descendants({causal}) - {causal}))
        found.append(seconds(lambda: adjustment_set(anew(graph), {causal}, {effect}))[0])  # noqa: B023
    return statistics.median(found), max(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1250, 2500, 5000, 10000, 20000])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    least = []
    for size in options.sizes:
        graph = random_graph(rng, size)
        found = separation(rng, graph, options.repeats)
        least.append([min(times) for times in found])
        path, none = (
            f"{statistics.median(times):.3f} s [{min(times):.3f}, {max(times):.3f}]"
            for times in found
        )
        print(
            f"{size:6,d} variables, {len(graph.directed):7,d} arrows: a path {path}, none {none}"
        )
        if size == min(options.sizes):
            ours, theirs = beside_networkx(rng, graph, options.repeats)
            print(
                f"    on a graph that is listed already: ours {ours:.4f} s, networkx {theirs:.4f} s"
            )
    for name, times in zip(("a path", "none"), zip(*least, strict=True), strict=True):
        print(
            f"slope of the least, {name}: {np.polyfit(np.log(options.sizes), np.log(times), 1)[0]:.2f}"
        )
    for size in (250, 500, 1000):
        median, most = adjusting(rng, size, options.repeats)
        print(
            f"{size:6,d} variables: a minimal adjustment set {median:.3f} s, at most {most:.3f} s"
        )


if __name__ == "__main__":
    main()
