"""Laws and examples of the mixed graph."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.estimands.factors import observed
from causalimg.causal.graphs.admg import (
    Admg,
    canonical_dag,
    districts,
    induced,
    latent_projection,
    mutilate,
    shortest_cycle,
    sketch,
    topological_order,
)
from causalimg.causal.graphs.separation import m_separated
from causalimg.diagnostics import CausalimgInternalError

NAMES = tuple("abcdefg")


@st.composite
def graphs(draw, names=NAMES):
    """Acyclic mixed graphs whose node order is not their causal order."""
    size = draw(st.integers(2, len(names)))
    order = draw(st.permutations(names[:size]))
    pairs = [(x, y) for i, x in enumerate(order) for y in order[i + 1 :]]
    directed = draw(st.sets(st.sampled_from(pairs)))
    bidirected = draw(st.sets(st.sampled_from(pairs), max_size=4))
    return Admg(names[:size], frozenset(directed), frozenset(map(frozenset, bidirected)))


@st.composite
def digraphs(draw):
    """Directed graphs that may have cycles."""
    pairs = [(x, y) for x in NAMES[:5] for y in NAMES[:5] if x != y]
    return Admg(NAMES[:5], frozenset(draw(st.sets(st.sampled_from(pairs)))))


def as_networkx(graph: Admg) -> nx.DiGraph:
    dag = nx.DiGraph(list(graph.directed))
    dag.add_nodes_from(graph.nodes)
    return dag


@given(graphs(), st.data())
def test_ancestors_and_descendants_are_those_of_networkx(graph, data):
    node = data.draw(st.sampled_from(graph.nodes))
    dag = as_networkx(graph)
    assert graph.ancestors({node}) == nx.ancestors(dag, node) | {node}
    assert graph.descendants({node}) == nx.descendants(dag, node) | {node}


@given(graphs())
def test_causes_come_before_effects(graph):
    order = topological_order(graph)
    assert sorted(order) == sorted(graph.nodes)
    assert all(order.index(a) < order.index(b) for a, b in graph.directed)
    assert shortest_cycle(graph) is None


@given(digraphs())
def test_a_cycle_is_found_exactly_where_there_is_one_and_is_a_shortest(graph):
    cycle = shortest_cycle(graph)
    lengths = [len(c) for c in nx.simple_cycles(as_networkx(graph))]
    assert (cycle is None) == (not lengths)
    if cycle:
        assert cycle[0] == cycle[-1]
        assert len(cycle) - 1 == min(lengths)
        assert set(pairwise(cycle)) <= graph.directed
        with pytest.raises(CausalimgInternalError):
            topological_order(graph)


@given(graphs())
def test_districts_partition_the_nodes_by_arcs(graph):
    arcs = nx.Graph([tuple(pair) for pair in graph.bidirected])
    arcs.add_nodes_from(graph.nodes)
    assert set(districts(graph)) == {frozenset(c) for c in nx.connected_components(arcs)}


@given(graphs(), st.data())
def test_a_projection_keeps_every_separation_among_what_it_keeps(graph, data):
    keep = data.draw(st.sets(st.sampled_from(graph.nodes), min_size=2))
    projected = latent_projection(graph, keep)
    assert set(projected.nodes) == keep
    a, b = data.draw(st.permutations(sorted(keep)))[:2]
    held = data.draw(st.sets(st.sampled_from(sorted(keep)))) - {a, b}
    assert m_separated(projected, {a}, {b}, held) == m_separated(graph, {a}, {b}, held)


@given(graphs(), st.data())
def test_the_canonical_dag_says_the_same_and_projects_back(graph, data):
    dag = canonical_dag(graph)
    assert not dag.bidirected
    assert latent_projection(dag, graph.nodes) == graph
    a, b = data.draw(st.permutations(graph.nodes))[:2]
    held = data.draw(st.sets(st.sampled_from(graph.nodes))) - {a, b}
    assert m_separated(dag, {a}, {b}, held) == m_separated(graph, {a}, {b}, held)


@given(graphs(), st.data())
def test_an_intervention_cuts_what_comes_in_and_nothing_else(graph, data):
    node = data.draw(st.sampled_from(graph.nodes))
    cut = mutilate(graph, {node})
    assert cut.parents(node) == ()
    assert cut.spouses(node) == ()
    assert cut.children(node) == graph.children(node)
    assert graph.directed - cut.directed == {(p, node) for p in graph.parents(node)}


def test_arrows_out_can_be_cut_as_well():
    cut = mutilate(sketch("a -> b -> c; a <-> c"), cut_out={"b"})
    assert cut.directed == {("a", "b")}
    assert cut.bidirected == {frozenset("ac")}


def test_a_subgraph_keeps_the_edges_between_its_nodes():
    graph = induced(sketch("a -> b -> c; a <-> c; b <-> c"), {"a", "c"})
    assert graph == Admg(("a", "c"), frozenset(), frozenset({frozenset("ac")}))


def test_a_sketch_reads_chains_groups_and_lone_names():
    graph = sketch("""
        site -> age, sex -> disease <- site
        age <-> sex; lone
    """)
    assert graph.nodes == ("site", "age", "sex", "disease", "lone")
    assert graph.parents("disease") == ("site", "age", "sex")
    assert graph.spouses("age") == ("sex",)


@pytest.mark.parametrize(
    ("nodes", "edges"), [(("a",), {("a", "a")}), (("a",), {("a", "b")}), (("a", "a"), set())]
)
def test_a_broken_graph_is_our_mistake(nodes, edges):
    with pytest.raises(CausalimgInternalError):
        Admg(nodes, frozenset(edges))


@given(graphs())
def test_the_districts_of_a_chain_are_cut_in_one_pass_as_one_by_one(graph):
    chain, homes = observed(graph), districts(graph)
    parts = chain.parts(homes)

    assert parts == {node: chain.part(home) for home in homes for node in home}
