"""How separation grows with a graph, and what one minimal adjustment set costs in a large one.

    python benchmarks/separation.py [--sizes 1250 2500 5000 10000 20000] [--repeats 9]

Random graphs with five arrows for each variable, each from one of the hundred before it, and one
unseen cause for every ten. Asked are pairs far apart: half given a tenth of the others, with the open
path as witness, half given a minimal separator, where all that is open must be seen to lead nowhere.
Every graph is new, nothing of it listed yet. networkx answers the same, its unseen causes spelt
out, both graphs listed before. Times are processor time: the median, least and most over the
questions; a slope is that of the least, which other work on the machine hardly moves. Beside it
stands the slope of the steps: how many neighbours were looked at. What time adds to that is memory,
since large graphs leave the caches; networkx shows by how much on the same machine.

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
from causalimg.interfaces.door import collect_rarely

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


class Counting(Admg):
    """A graph that counts the neighbours that a search looks at."""

    steps = 0

    def parents(self, node: str) -> tuple[str, ...]:
        return self._counted(super().parents(node))

    def children(self, node: str) -> tuple[str, ...]:
        return self._counted(super().children(node))

    def spouses(self, node: str) -> tuple[str, ...]:
        return self._counted(super().spouses(node))

    def _counted(self, found: tuple[str, ...]) -> tuple[str, ...]:
        Counting.steps += len(found)
        return found


def steps_of(graph: Admg, a: str, b: str, held: frozenset[str]) -> int:
    """Neighbours that are looked at until a path is found, or `a` and `b` are seen to be apart."""
    Counting.steps = 0
    open_path(Counting(graph.nodes, graph.directed, graph.bidirected), {a}, {b}, held)
    return Counting.steps


def seconds(answer: Callable[[], object]) -> tuple[float, object]:
    """Processor time of one answer."""
    start = time.process_time()
    found = answer()
    return time.process_time() - start, found


def separation(
    rng: random.Random, graph: Admg, repeats: int
) -> tuple[list[float], list[float], float]:
    """Seconds of each answer, with a path and without one, and the median steps to a path."""
    times: dict[bool, list[float]] = {True: [], False: []}
    steps = []
    for i in range(2 * repeats):
        a, b, held = question(rng, graph, apart=i % 2 == 0)
        fresh = anew(graph)
        taken, path = seconds(lambda: open_path(fresh, {a}, {b}, held))  # noqa: B023
        times[path is None].append(taken)
        if path is not None:
            steps.append(steps_of(graph, a, b, held))
    return times[False], times[True], statistics.median(steps)


def beside_networkx(
    rng: random.Random, graph: Admg, repeats: int
) -> tuple[list[float], list[float]]:
    """Seconds of both where there is no path, in turn, on listed graphs; they must agree."""
    edges = nx.DiGraph(list(canonical_dag(graph).directed))
    edges.add_nodes_from(graph.nodes)
    ours, theirs = [], []
    for _ in range(repeats):
        a, b, held = question(rng, graph, apart=True)
        mine, path = seconds(lambda: open_path(graph, {a}, {b}, held))  # noqa: B023
        other, apart = seconds(lambda: nx.is_d_separator(edges, {a}, {b}, set(held)))  # noqa: B023
        assert apart == (path is None)
        ours.append(mine)
        theirs.append(other)
    return ours, theirs


def adjusting(rng: random.Random, size: int, repeats: int) -> tuple[float, float]:
    """Median and largest seconds of one minimal adjustment set, on new graphs."""
    found = []
    for _ in range(repeats):
        graph = random_graph(rng, size)
        causal = graph.nodes[rng.randrange(size // 4, size // 2)]
        effect = rng.choice(sorted(graph.descendants({causal}) - {causal}))
        found.append(seconds(lambda: adjustment_set(anew(graph), {causal}, {effect}))[0])  # noqa: B023
    return statistics.median(found), max(found)


def measured(rng: random.Random, size: int, repeats: int) -> dict[str, float]:
    """One line of the table, and what the slopes are of."""
    graph = random_graph(rng, size)
    path, none, steps = separation(rng, graph, repeats)
    ours, theirs = beside_networkx(rng, graph, repeats)
    print(
        f"{size:6,d} variables, {len(graph.directed):7,d} arrows: a path {told(path)}, none {told(none)}"
    )
    print(
        f"        {steps:,.0f} steps to a path; listed already, none: ours {told(ours)}, networkx {told(theirs)}"
    )
    return {
        "the least with a path": min(path),
        "the least with none": min(none),
        "the steps to a path": steps,
        "the least with none, listed already": min(ours),
        "the least of networkx": min(theirs),
    }


def told(times: list[float]) -> str:
    """Median, least and most."""
    return f"{statistics.median(times):.4f} s [{min(times):.4f}, {max(times):.4f}]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1250, 2500, 5000, 10000, 20000])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    collect_rarely()  # as the command line does
    rng = random.Random(options.seed)
    columns: dict[str, list[float]] = {}
    for size in options.sizes:
        for name, value in measured(rng, size, options.repeats).items():
            columns.setdefault(name, []).append(value)
    for name, values in columns.items():
        slope = np.polyfit(np.log(options.sizes), np.log(values), 1)[0]
        print(f"slope of {name}: {slope:.2f}")
    for size in (250, 500, 1000):
        median, most = adjusting(rng, size, options.repeats)
        print(
            f"{size:6,d} variables: a minimal adjustment set {median:.3f} s, at most {most:.3f} s"
        )


if __name__ == "__main__":
    main()
