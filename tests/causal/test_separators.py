"""Every listed separator is a minimal one, none is missed, and the smallest is the smallest."""

from itertools import islice, pairwise

from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import Admg, sketch
from causalimg.causal.graphs.separation import m_separated, separator
from causalimg.causal.graphs.separators import minimal_separators, smallest_separator
from exact_models import graphs
from oracle_graphs import least, subsets


@given(graphs(size=6), st.data())
def test_all_minimal_separators_are_listed_once(graph, data) -> None:
    shuffled = data.draw(st.permutations(graph.nodes))
    sides = data.draw(st.integers(1, min(2, len(shuffled) - 1)))
    a, b, rest = {*shuffled[:sides]}, {shuffled[sides]}, shuffled[sides + 1 :]
    held = data.draw(st.sets(st.sampled_from(rest))) if rest else set()
    among = data.draw(st.sets(st.sampled_from(rest))) - held if rest else set()

    apart = [s for s in subsets(sorted(among)) if m_separated(graph, a, b, s | held)]
    found = list(minimal_separators(graph, a, b, among, held))

    assert len(found) == len(set(found))
    assert set(found) == least(apart)
    smallest = smallest_separator(graph, a, b, among, held)
    assert (smallest is None) == (not apart)
    assert smallest is None or (smallest in found and len(smallest) == len(apart[0]))
    assert next(iter(found), None) == separator(graph, a, b, among, held)


def test_the_first_of_very_many_come_at_once() -> None:
    """Forty parallel ways of three steps each: 3^40 minimal separators."""
    ways = "; ".join(f"a <- p{i} <- q{i} -> r{i} -> b" for i in range(40))
    graph = sketch(ways)
    among = {*graph.nodes} - {"a", "b"}
    found = list(islice(minimal_separators(graph, {"a"}, {"b"}, among), 50))
    assert len(set(found)) == 50
    assert {len(one) for one in found} == {40}


def test_a_district_of_any_size_stays_linear() -> None:
    """A chain of unseen causes joins all that it ties; its moral graph would have n^2 edges."""
    names = tuple(f"v{i}" for i in range(2000))
    tied = frozenset(frozenset(pair) for pair in pairwise(names))
    graph = Admg((*names, "a", "b"), frozenset({("a", "v0"), ("v1999", "b")}), tied)
    assert list(minimal_separators(graph, {"a"}, {"b"}, names)) == [frozenset()]
