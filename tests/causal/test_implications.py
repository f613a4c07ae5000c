"""Separators and implications against the oracles, brute force, and the graphoid axioms."""

import json
from itertools import combinations, islice, pairwise, product
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import Admg, canonical_dag, sketch
from causalimg.causal.graphs.implications import basis, minimal_implications, missing_arrows
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.graphs.separators import minimal_separators, smallest_separator

ORACLES = Path(__file__).parents[1] / "oracles"
SEPARATION = json.loads((ORACLES / "separation.json").read_text())
TESTABLE = json.loads((ORACLES / "testable_implications.json").read_text())
DAGITTY = json.loads((ORACLES / "dagitty_examples.json").read_text())
LISTED_BY_DAGITTY = 30


NAMES = tuple("abcdefg")


@st.composite
def graphs(draw, most=7):
    names = NAMES[: draw(st.integers(2, most))]
    every = list(combinations(draw(st.permutations(names)), 2))
    directed = draw(st.sets(st.sampled_from(every)))
    tied = draw(st.sets(st.sampled_from(every), max_size=4))
    return Admg(names, frozenset(directed), frozenset(map(frozenset, tied)))


def by_networkx(graph: Admg, a, b, held) -> bool:
    dag = canonical_dag(graph)
    edges = nx.DiGraph(list(dag.directed))
    edges.add_nodes_from(dag.nodes)
    return nx.is_d_separator(edges, set(a), set(b), set(held))


def oracle_graph(case) -> Admg:
    tied = frozenset(map(frozenset, case["bidirected_edges"]))
    return Admg(tuple(case["nodes"]), frozenset(map(tuple, case["directed_edges"])), tied)


def told(case):
    return {(frozenset((a, b)), frozenset(z)) for a, b, z in case["minimal_implications"]}


def found(implications):
    return {(frozenset((*one.left, *one.right)), frozenset(one.given)) for one in implications}


def test_the_oracle_of_minimal_separators_is_listed_whole():
    for case in SEPARATION["minimal_separators"]:
        graph = oracle_graph(case)
        listed = list(minimal_separators(graph, {case["x"]}, {case["y"]}))
        expected = {frozenset(w) for w in case["minimal_separators"]}
        assert len(listed) == len(expected), case["name"]
        assert {*listed} == expected, case["name"]


@pytest.mark.parametrize("case", TESTABLE, ids=lambda c: c["name"])
def test_the_oracle_of_testable_implications(case):
    assert found(minimal_implications(oracle_graph(case))) == told(case)


@pytest.mark.parametrize("case", DAGITTY, ids=lambda c: c["name"])
def test_the_implications_of_dagittys_examples(case):
    if case["other_edges"]:
        pytest.skip("undirected edges are no arrows of ours")
    graph = oracle_graph(case)
    seen = [n for n in graph.nodes if n not in case["latent"]]
    selected = {*case["selected"]}
    listed, expected = found(minimal_implications(graph, seen, selected)), told(case)
    # In the rows that there are, a selection is constant; dagitty lists pairs with it all the same.
    listed |= {one for one in found(minimal_implications(graph, seen)) if one[0] & selected}
    assert listed >= expected
    assert len(expected) == LISTED_BY_DAGITTY or listed == expected


@st.composite
def pairs(draw):
    graph = draw(graphs())
    a, b = draw(st.permutations(graph.nodes))[:2]
    rest = [n for n in graph.nodes if n not in (a, b)]
    among = draw(st.sets(st.sampled_from(rest))) if rest else set()
    always = draw(st.sets(st.sampled_from(rest), max_size=1)) - among if rest else set()
    return graph, a, b, among, always


@given(pairs())
def test_minimal_separators_are_those_of_brute_force_and_the_smallest_is_one(question):
    graph, a, b, among, always = question
    works = [
        frozenset(w)
        for size in range(len(among) + 1)
        for w in combinations(sorted(among), size)
        if by_networkx(graph, {a}, {b}, {*w, *always})
    ]
    minimal = {w for w in works if not any(other < w for other in works)}
    listed = list(minimal_separators(graph, {a}, {b}, among, always))
    assert len(listed) == len({*listed})
    assert {*listed} == minimal
    smallest = smallest_separator(graph, {a}, {b}, among, always)
    assert (smallest is None) == (not works)
    assert smallest is None or len(smallest) == min(map(len, works))
    assert smallest is None or smallest in works


@given(graphs(), st.data())
def test_sides_of_several_nodes_are_separated_as_by_brute_force(graph, data):
    order = data.draw(st.permutations(graph.nodes))
    cut = data.draw(st.integers(1, len(order) - 1))
    a, b, rest = {*order[:cut][:2]}, {*order[cut:][:2]}, [*order[:cut][2:], *order[cut:][2:]]
    works = [
        frozenset(w)
        for size in range(len(rest) + 1)
        for w in combinations(rest, size)
        if by_networkx(graph, a, b, w)
    ]
    minimal = {w for w in works if not any(other < w for other in works)}
    assert {*minimal_separators(graph, a, b)} == minimal
    smallest = smallest_separator(graph, a, b)
    assert (None if smallest is None else len(smallest)) == min(map(len, works), default=None)


@given(graphs(), st.data())
def test_each_implication_is_a_separation_of_the_canonical_graph(graph, data):
    observed = data.draw(st.sets(st.sampled_from(graph.nodes), min_size=1))
    selected = data.draw(st.sets(st.sampled_from(sorted(observed)), max_size=1))
    for implied in (basis, missing_arrows, minimal_implications):
        for one in implied(graph, observed, selected):
            assert {*one.variables} <= observed - selected
            assert by_networkx(graph, one.left, one.right, {*one.given, *selected}), str(one)


# ---- what follows by the axioms ---------------------------------------------------------------


def statements(names):
    """All `(A, B, C)` of disjoint sets, the first two not empty."""
    for places in product(range(4), repeat=len(names)):
        sets = [
            frozenset(n for n, p in zip(names, places, strict=True) if p == k) for k in (1, 2, 3)
        ]
        if sets[0] and sets[1]:
            yield tuple(sets)


def closed(start, *, compositional=False):
    """All that follows by symmetry, decomposition, weak union, contraction (and two more)."""
    known, waiting = set(), [one for a, b, c in start for one in ((a, b, c), (b, a, c))]
    while waiting:
        a, b, c = one = waiting.pop()
        if one in known:
            continue
        known.add(one)
        waiting.append((b, a, c))
        for size in range(1, len(b)):
            for part in map(frozenset, combinations(sorted(b), size)):
                waiting += [(a, part, c), (a, part, c | (b - part))]
        for other in [two for two in known if two[0] == a]:
            waiting += follow(one, other, compositional)
            waiting += follow(other, one, compositional)
    return known


def follow(one, other, compositional):
    a, b, c = one
    _, d, e = other
    if e == b | c and not d & (b | c):
        yield (a, b | d, c)  # contraction
    if compositional and e == c:
        yield (a, (b | d) - c, c)  # composition
    if compositional and not b & d and c >= d and e == (c - d) | b:
        yield (a, b | d, c - d)  # intersection


@given(graphs(5), st.data())
@settings(max_examples=40)
def test_all_separations_follow_from_the_basis_by_the_semi_graphoid_axioms(graph, data):
    observed = data.draw(st.sets(st.sampled_from(graph.nodes), min_size=2))
    start = [tuple(map(frozenset, (o.left, o.right, o.given))) for o in basis(graph, observed)]
    holds = {s for s in statements(sorted(observed)) if m_separated(graph, *s)}
    assert closed(start) == holds


@given(graphs(4), st.data())
@settings(max_examples=40)
def test_no_statement_of_a_graph_without_latents_follows_from_the_others(graph, data):
    dag = Admg(graph.nodes, graph.directed)
    sides = [tuple(map(frozenset, (o.left, o.right, o.given))) for o in basis(dag)]
    if sides:
        one = data.draw(st.sampled_from(sides))
        assert one not in closed([s for s in sides if s != one])


def test_a_basis_is_short():
    names = tuple(f"v{i}" for i in range(40))
    chain = Admg(names, frozenset(pairwise(names)))
    assert len(basis(chain)) == 38
    assert len(missing_arrows(chain)) == 40 * 39 / 2 - 39


def test_separators_are_listed_lazily():
    rungs = [(f"x{i}{s}", f"x{i + 1}{t}") for i in range(1, 30) for s, t in ("aa", "bb")]
    ends = [("x", "x1a"), ("x", "x1b"), ("x30a", "y"), ("x30b", "y")]
    names = tuple(dict.fromkeys(n for edge in [*ends, *rungs] for n in edge))
    graph = Admg(names, frozenset([*ends, *rungs]))
    some = list(islice(minimal_separators(graph, {"x"}, {"y"}), 100))
    assert len({*some}) == 100
    assert len(smallest_separator(graph, {"x"}, {"y"})) == 2


def test_neighbours_and_overlapping_sides_have_no_separator():
    graph = sketch("a -> b; c -> b")
    assert list(minimal_separators(graph, {"a"}, {"b"})) == []
    assert list(minimal_separators(graph, {"a"}, {"a"})) == []
    assert smallest_separator(graph, {"a"}, {"b"}) is None
    assert list(minimal_separators(graph, {"a"}, {"c"}, always={"b"})) == []


def test_among_selected_rows_each_pair_is_spoken_of():
    graph = sketch("disease, site -> archived; site -> scanner; disease -> label")
    told_of = [str(one) for one in basis(graph, selected={"archived"})]
    assert "site _||_ label | disease" in told_of
    assert not any(one.startswith("disease _||_ site") for one in told_of)
    apart = sketch("disease -> label; age -> archived; age -> scanner")
    assert basis(apart, {"disease", "label"}, {"archived"}) == ()
