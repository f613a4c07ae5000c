"""Adjustment sets against published ones, and what they give against exact models."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.crossworld.twin import identify_had
from causalimg.causal.graphs.admg import Admg, sketch
from causalimg.causal.identification.adjustment import adjustment, adjustment_set
from causalimg.causal.identification.identify import Effect, Identified, identify
from exact_models import CLOSE, Evaluator, Exact, graphs

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "adjustment.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_set_is_a_minimal_one_of_the_published(case) -> None:
    graph = Admg(
        tuple(case["nodes"]),
        frozenset(map(tuple, case["directed_edges"])),
        frozenset(map(frozenset, case["bidirected_edges"])),
    )
    found = adjustment_set(graph, case["treatments"], case["outcomes"])
    minimal = [set(one) for one in case["minimal_adjustment_sets"]]
    assert found in minimal if minimal else found is None


@given(graphs(), st.data(), st.integers(0, 10_000))
@settings(max_examples=150)
def test_the_adjusted_estimand_is_the_identified_one(graph, data, seed) -> None:
    """On a random model both give the same number, in one world and across two."""
    y, x, *rest = data.draw(st.permutations(graph.nodes))
    had = data.draw(st.booleans())
    seen = graph.ordered(data.draw(st.sets(st.sampled_from([*rest, x] if had else rest or [y]))))
    if y in seen:
        return
    effect = Effect((y,), (x,), seen, had=had)
    found = adjustment(graph, effect)
    if found is None:
        return
    plain = (identify_had if had else identify)(graph, effect)
    assert isinstance(plain, Identified)
    assert (plain.effect.given == found.effect.given) or found.idle
    model = Exact(graph, seed)
    numbers = Evaluator(model, here=model.law())
    names = (y, x, *found.effect.given)
    for values in product(range(2), repeat=len(names)):
        at = dict(zip(names, values, strict=True))
        at |= dict(zip(plain.effect.given, values[2:], strict=True))
        right = numbers.value(found.estimand, at)
        for point in numbers.points(plain.estimand, at):
            assert point == pytest.approx(right, abs=CLOSE)


@pytest.mark.parametrize(
    ("arrows", "effect", "covariates"),
    [
        ("z -> x -> y; z -> y", Effect(("y",), ("x",)), ("z",)),
        ("z -> x -> y; z -> y", Effect(("y",), ("x",), ("z",)), ()),
        ("z -> x -> y; z -> y; x -> w", Effect(("y",), ("x",), ("w",)), None),
        ("x -> m -> y; x <-> y", Effect(("y",), ("x",)), None),
        ("z -> x -> y; z -> y", Effect(("y",), ("x",), ("x",), had=True), ("z",)),
        ("z -> x -> y; z -> y", Effect(("y",), ("x",), (), {"x": ("x",)}), None),
        ("x, v -> y; x -> z -> v", Effect(("y",), ("x", "v"), ("x",), had=True), None),
    ],
)
def test_an_act_is_adjusted_for_what_leads_around_it(arrows, effect, covariates) -> None:
    found = adjustment(sketch(arrows), effect)
    assert (found and found.covariates) == covariates


def test_what_is_set_and_leads_nowhere_is_named() -> None:
    found = adjustment(sketch("x -> y; w; z -> x"), Effect(("y",), ("w", "x"), ("z",)))
    assert found is not None
    assert (found.idle, str(found.estimand)) == (("w",), "P(y | x, z)")
