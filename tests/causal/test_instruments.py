"""Instruments against published ones and brute force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.identification.instruments import Instrument, conditions, instruments
from exact_models import graphs
from oracle_graphs import cases, graph_of


@pytest.mark.parametrize("case", cases("instruments"), ids=lambda c: c["name"])
def test_the_published_instruments_are_the_instruments(case) -> None:
    graph, do, outcome = graph_of(case), case["exposure"], case["outcome"]
    rest = [n for n in graph.nodes if n not in (do, outcome)]
    for direct, word in ((False, "total"), (True, "direct")):
        right = {n: sets(g) for n, g in case[f"instruments_{word}_effect"].items()}
        found = {n: sets(conditions(graph, do, outcome, n, direct=direct)) for n in rest}
        assert {n: given for n, given in found.items() if given} == right
        quick = list(instruments(graph, do, outcome, direct=direct))
        assert all(frozenset(one.given) in right[one.variable] for one in quick)
        assert bool(quick) == bool(right)
    assert named(instruments(graph, do, outcome)) == published(case["dagitty"])


DAGITTY = [c for c in cases("dagitty_examples") if c["exposures"]]


@pytest.mark.parametrize("case", DAGITTY, ids=lambda c: c["name"])
def test_dagitty_finds_the_same_instruments(case) -> None:
    found = instruments(graph_of(case), *case["exposures"], *case["outcomes"])
    assert named(found) == published(case["conditional_instruments"])


def sets(value) -> set[frozenset[str]]:
    return {frozenset(one) for one in value}


def named(found) -> set[tuple[str, frozenset[str]]]:
    return {(one.variable, frozenset(one.given)) for one in found}


def published(found) -> set[tuple[str, frozenset[str]]]:
    return {(one["instrument"], frozenset(one["given"])) for one in found}


@given(graphs(size=5), st.data(), st.booleans())
def test_where_there_is_an_instrument_one_is_found(graph, data, direct) -> None:
    """And it is one; every ancestral one is found, by its variable."""
    x, y, *rest = data.draw(st.permutations(graph.nodes))
    right = {z: sets(conditions(graph, x, y, z, direct=direct)) for z in rest}
    found = list(instruments(graph, x, y, direct=direct))
    assert all(frozenset(one.given) in right[one.variable] for one in found)
    assert bool(found) == any(right.values())
    ancestral = {
        z for z, given in right.items() if any(g <= graph.ancestors({z, y}) for g in given)
    }
    assert {one.variable for one in found} == ancestral


def test_an_instrument_is_written_with_its_conditions() -> None:
    graph = sketch("w -> z -> x -> y; w -> y; x <-> y")
    assert [*instruments(graph, "x", "y")] == [Instrument("z", ("w",))]
    assert [*map(str, instruments(sketch("z -> x -> y; x <-> y"), "x", "y"))] == ["z"]


SMALL = [c for c in cases("adjustment") if c.get("dagitty_conditional_instruments") is not None]


@pytest.mark.parametrize("case", SMALL, ids=lambda c: c["name"])
def test_dagitty_finds_the_same_beside_the_adjustment_sets(case) -> None:
    found = instruments(graph_of(case), *case["treatments"], *case["outcomes"])
    assert named(found) == published(case["dagitty_conditional_instruments"])
