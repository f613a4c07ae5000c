"""Averages over rows chosen in one world of what had been in another, against enumeration."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.crossworld.twin import Crossed, identify_had
from causalimg.causal.graphs.admg import sketch
from causalimg.causal.identification.identify import Effect, Identified
from causalimg.causal.identification.recover import among_selected
from exact_models import CLOSE, Evaluator, Exact, graphs

PRIME = "\N{PRIME}"


def truth(model: Exact, do: Mapping[str, int], had: Mapping[str, int], seen: Mapping[str, int]):
    """P(had in the world of do, seen in this one); a variable has the same uniform in both."""
    total = 0.0
    after = model.graph.descendants(do)
    for coins in product(range(3), repeat=len(model.arcs)):
        for values in product(range(2), repeat=2 * len(model.order)):
            here = dict(zip(model.order, values[::2], strict=True))
            there = dict(zip(model.order, values[1::2], strict=True))
            if any(here[n] != v for n, v in seen.items()):
                continue
            if any(there[n] != v for n, v in {**had, **do}.items()):
                continue
            mass = 1 / 3 ** len(model.arcs)
            for n in model.order:
                mass *= _both(model, n, here, there, coins, n in do, n in after)
            total += mass
    return total


def _both(model, n, here, there, coins, is_set, is_after) -> float:
    one = model.mass(n, here, coins, 1)
    if is_set:
        return one if here[n] else 1 - one
    other = model.mass(n, there, coins, 1)
    if not is_after:
        return (one if here[n] else 1 - one) * (here[n] == there[n])
    low = max(0.0 if here[n] else one, 0.0 if there[n] else other)
    high = min(one if here[n] else 1.0, other if there[n] else 1.0)
    return max(high - low, 0.0)


@given(graphs(4, 2), st.data(), st.integers(0, 10_000))
@settings(max_examples=80)
def test_what_is_identified_is_the_truth(graph, data, seed) -> None:
    y, x, *rest = data.draw(st.permutations(graph.nodes))
    seen = graph.ordered(
        data.draw(st.sets(st.sampled_from([x, y, *rest]), min_size=1, max_size=2))
    )
    found = identify_had(graph, Effect((y,), (x,), seen, had=True))
    if not isinstance(found, Identified) or y in found.effect.given:
        return
    model = Exact(graph, seed)
    numbers = Evaluator(model, here=model.law())
    for values in product(range(2), repeat=2 + len(seen)):
        do, had, given_ = {x: values[0]}, {y: values[1]}, dict(zip(seen, values[2:], strict=True))
        below = model.probability(numbers.tables["here"], given_)
        at = {**do, **had, **dict(zip(found.effect.given, values[2:], strict=True))}
        for point in numbers.points(found.estimand, at):
            assert point == pytest.approx(truth(model, do, had, given_) / below, abs=CLOSE)


@pytest.mark.parametrize(
    ("arrows", "seen", "text"),
    [
        ("x -> y", ("x",), "P(y | x)"),
        ("z -> x -> y; z -> y", ("z",), "P(y | z, x)"),
        ("x -> y; x <-> y", ("x",), None),
        ("x -> y", ("y",), None),
        ("x -> m -> y", ("m",), None),
        ("x -> m -> y; x <-> y", ("x",), "sum_{m} P(y | x′, m) P(m | x)"),
        ("x -> y; x -> w", ("w",), "P(y | x)"),
    ],
)
def test_what_the_act_changes_may_be_conditioned_on_where_no_noise_is_shared(
    arrows, seen, text
) -> None:
    """The treated had they not been treated, the front door; not an outcome given itself."""
    found = identify_had(sketch(arrows), Effect(("y",), ("x",), seen, had=True))
    if text is None:
        assert isinstance(found, Crossed)
        assert "two worlds" in str(found)
    else:
        assert isinstance(found, Identified)
        assert str(found.estimand) == text


@given(graphs(4, 1), st.data(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_in_the_graph_of_the_selected_it_is_the_truth_for_the_selected(graph, data, seed) -> None:
    """The noises of the selected depend on each other, and their equations are the same."""
    s, y, x, *_ = data.draw(st.permutations(graph.nodes)) if len(graph.nodes) > 2 else (None,) * 3
    if s is None or graph.children(s):
        return
    found = identify_had(among_selected(graph, {s}), Effect((y,), (x,), had=True))
    if not isinstance(found, Identified):
        return
    model = Exact(graph, seed)
    law = model.law()
    place = model.order.index(s)
    kept = {row: m for row, m in law.items() if row[place] == 1}
    mass = sum(kept.values())
    numbers = Evaluator(model, here={row: m / mass for row, m in kept.items()})
    for a, b in product(range(2), repeat=2):
        right = truth(model, {x: a}, {y: b}, {s: 1}) / mass
        for point in numbers.points(found.estimand, {x: a, y: b}):
            assert point == pytest.approx(right, abs=CLOSE)
