"""Cases of the oracle files as graphs."""

import json
from itertools import chain, combinations
from pathlib import Path

from causalimg.causal.graphs.admg import Admg, latent_projection


def cases(name: str) -> list[dict]:
    return json.loads((Path(__file__).parent / "oracles" / f"{name}.json").read_text("utf-8"))


def graph_of(case: dict) -> Admg:
    graph = Admg(
        tuple(case["nodes"]),
        frozenset(map(tuple, case["directed_edges"])),
        frozenset(map(frozenset, case["bidirected_edges"])),
    )
    return latent_projection(graph, set(graph.nodes).difference(case.get("latent", ())))


def subsets(nodes) -> list[frozenset[str]]:
    """All subsets, small ones first."""
    sizes = range(len(nodes) + 1)
    return [frozenset(s) for s in chain.from_iterable(combinations(nodes, k) for k in sizes)]


def least(sets) -> set[frozenset[str]]:
    """Those that hold no other."""
    return {one for one in sets if not any(other < one for other in sets)}
