"""m-separation against networkx, an independent path checker, and the oracles."""

import json
import random
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import Admg, canonical_dag, sketch
from causalimg.causal.graphs.separation import closed_at, m_separated, open_path, separator

ORACLES = Path(__file__).parents[1] / "oracles"
CASES = json.loads((ORACLES / "separation.json").read_text())
NAMES = tuple("abcdefg")


@st.composite
def graphs(draw):
    size = draw(st.integers(2, len(NAMES)))
    order = draw(st.permutations(NAMES[:size]))
    pairs = [(x, y) for i, x in enumerate(order) for y in order[i + 1 :]]
    directed = draw(st.sets(st.sampled_from(pairs)))
    bidirected = draw(st.sets(st.sampled_from(pairs), max_size=4))
    return Admg(NAMES[:size], frozenset(directed), frozenset(map(frozenset, bidirected)))


@st.composite
def questions(draw):
    """A graph and three disjoint sets of its nodes, the first two not empty."""
    graph = draw(graphs())
    shuffled = draw(st.permutations(graph.nodes))
    sizes = (draw(st.integers(1, 2)), draw(st.integers(1, 2)))
    a, rest = set(shuffled[: sizes[0]]), shuffled[sizes[0] :]
    b, rest = set(rest[: sizes[1]]), rest[sizes[1] :]
    return graph, a, b or set(shuffled[-1:]) - a, set(rest[: draw(st.integers(0, len(rest)))])


def by_networkx(graph: Admg, a, b, held) -> bool:
    dag = canonical_dag(graph)
    edges = nx.DiGraph(list(dag.directed))
    edges.add_nodes_from(dag.nodes)
    return nx.is_d_separator(edges, set(a), set(b), set(held))


def oracle_graph(case) -> Admg:
    directed = frozenset(map(tuple, case["directed_edges"]))
    return Admg(
        tuple(case["nodes"]), directed, frozenset(map(frozenset, case["bidirected_edges"]))
    )


def is_open(graph: Admg, path, held) -> bool:
    """The textbook definition, read off edge by edge; shares nothing with the search."""
    causes = nx.DiGraph(list(graph.directed))
    causes.add_nodes_from(graph.nodes)
    for left, arrow, right in path.edges:
        exists = {
            "->": (left, right) in graph.directed,
            "<-": (right, left) in graph.directed,
            "<->": frozenset((left, right)) in graph.bidirected,
        }
        if not exists[arrow]:
            return False
    for node, (before, after) in zip(path.nodes[1:-1], pairwise(path.arrows), strict=True):
        collider = before.endswith(">") and after.startswith("<")
        seen = node in held or bool(nx.descendants(causes, node) & set(held))
        if (collider and not seen) or (not collider and node in held):
            return False
    return len(set(path.nodes)) == len(path.nodes)


@given(questions())
def test_separation_is_that_of_networkx_on_the_canonical_dag(question):
    graph, a, b, held = question
    assert m_separated(graph, a, b, held) == by_networkx(graph, a, b, held)


@pytest.mark.parametrize("batch", range(20))
def test_ten_thousand_answers_are_those_of_networkx_and_each_open_path_is_open(batch) -> None:
    """500 questions a batch, about sets in graphs of 4 to 30 nodes, with unseen causes or none."""
    rng = random.Random(batch)
    answers = Counter[bool]()
    while answers.total() < 500:
        graph = drawn(rng, ties=batch % 2)
        edges = nx.DiGraph(list(canonical_dag(graph).directed))
        edges.add_nodes_from(graph.nodes)
        for _ in range(20):
            nodes = rng.sample(graph.nodes, len(graph.nodes))
            first, second = rng.choice((1, 1, 2)), rng.choice((1, 1, 2))
            a, b = set(nodes[:first]), set(nodes[first : first + second])
            held = set(nodes[first + second :][: rng.randint(0, len(nodes) // 2)])
            apart = nx.is_d_separator(edges, a, b, held)
            path = open_path(graph, a, b, held)
            assert m_separated(graph, a, b, held) == (path is None) == apart
            if path:
                assert is_open(graph, path, held)
                assert path.nodes[0] in a
                assert path.nodes[-1] in b
            answers[apart] += 1
    assert min(answers[True], answers[False]) > 50


def drawn(rng: random.Random, ties: int) -> Admg:
    order = [f"v{i}" for i in range(rng.randint(4, 30))]
    rng.shuffle(order)
    pairs = list(combinations(order, 2))
    directed = rng.sample(pairs, min(len(pairs), int(len(order) * rng.choice((0.7, 1.2, 2)))))
    tied = rng.sample(pairs, min(len(pairs), rng.randint(0, len(order)))) if ties else []
    return Admg(tuple(sorted(order)), frozenset(directed), frozenset(map(frozenset, tied)))


@given(questions())
def test_separation_is_symmetric(question):
    graph, a, b, held = question
    assert m_separated(graph, a, b, held) == m_separated(graph, b, a, held)


@given(questions())
def test_an_open_path_is_there_exactly_where_separation_fails_and_is_open(question):
    graph, a, b, held = question
    path = open_path(graph, a, b, held)
    assert (path is None) == by_networkx(graph, a, b, held)
    if path:
        assert path.nodes[0] in a
        assert path.nodes[-1] in b
        assert is_open(graph, path, held)
        assert closed_at(graph, path, held) is None
        for joint in path.joints:
            assert (joint.passage == "collider") == (joint.opened_by in held)
            assert set(pairwise(joint.route)) <= graph.directed


@given(questions(), st.data())
def test_a_path_closes_exactly_where_the_textbook_says(question, data):
    graph, a, b, held = question
    path = open_path(graph, a, b, held)
    if path:
        other = data.draw(st.sets(st.sampled_from(graph.nodes))) - {path.nodes[0], path.nodes[-1]}
        assert (closed_at(graph, path, other) is None) == is_open(graph, path, other)


@given(questions(), st.data())
def test_a_separator_separates_and_no_part_of_it_does(question, data):
    graph, a, b, rest = question
    always = data.draw(st.sets(st.sampled_from(graph.nodes), max_size=1)) - a - b
    found = separator(graph, a, b, rest, always)
    subsets = [
        set(w) for k in range(len(rest) + 1) for w in combinations(sorted(rest - always), k)
    ]
    works = [w for w in subsets if by_networkx(graph, a, b, w | always)]
    assert (found is None) == (not works)
    if found is not None:
        assert found in works
        assert not any(w < found for w in works)


def test_the_separation_oracle():
    wrong = [
        case["name"]
        for case in CASES["separation"]
        if m_separated(oracle_graph(case), case["x"], case["y"], case["z"]) != case["separated"]
    ]
    assert wrong == []


def test_the_oracle_of_minimal_separators():
    for case in CASES["minimal_separators"]:
        graph, x, y = oracle_graph(case), case["x"], case["y"]
        expected = {frozenset(w) for w in case["minimal_separators"]}
        found = separator(graph, {x}, {y}, set(graph.nodes) - {x, y})
        assert (found in expected) if expected else (found is None), case["name"]


def test_a_bidirected_collider_opens_when_held():
    graph = sketch("a -> b <-> c")
    assert m_separated(graph, {"a"}, {"c"})
    assert not m_separated(graph, {"a"}, {"c"}, {"b"})


def test_what_is_held_tells_nothing_and_a_node_tells_of_itself():
    graph = sketch("a -> b")
    assert m_separated(graph, {"a"}, {"b"}, {"a"})
    assert not m_separated(graph, {"a"}, {"a"})


def test_a_path_is_told_with_its_colliders():
    graph = sketch("sex -> disease -> label <- site -> scanner")
    path = open_path(graph, {"sex"}, {"scanner"}, {"label"})
    assert str(path) == "sex -> disease -> label <- site -> scanner"
    assert [joint.passage for joint in path.joints] == ["chain", "collider", "fork"]
    assert [joint.reason for joint in path.joints] == [
        "`disease` passes it on and is not held fixed",
        "`label` is a common effect, and you condition on it",
        "`site` causes both sides and is not held fixed",
    ]
    assert path.marked().splitlines()[1] == (
        "                  ^^^^^ a common effect, and you condition on it"
    )
    assert closed_at(graph, path, ()).node == "label"
    assert closed_at(graph, path, {"label", "site"}).node == "site"
    assert closed_at(graph, path, {"label"}) is None


def test_a_collider_is_opened_by_what_it_causes():
    graph = sketch("disease -> admitted <- frailty; admitted -> archived")
    path = open_path(graph, {"disease"}, {"frailty"}, {"archived"})
    assert path.joints[0].opened_by == "archived"
    assert path.joints[0].route == ("admitted", "archived")
    assert "(admitted -> archived)" in path.marked()


@pytest.mark.parametrize("held", [{"site"}, {"age"}])
def test_a_suggestion_holds_what_it_promises(held):
    graph = sketch("site -> scanner -> image; site -> age -> disease -> image")
    assert m_separated(graph, {"scanner"}, {"disease"}, held)
    assert separator(graph, {"scanner"}, {"disease"}, held) == held


def test_a_long_chain_is_no_burden():
    names = tuple(f"v{i}" for i in range(5000))
    graph = Admg(names, frozenset(pairwise(names)))
    assert len(open_path(graph, {names[0]}, {names[-1]}).nodes) == 5000
    assert m_separated(graph, {names[0]}, {names[-1]}, {names[2500]})
