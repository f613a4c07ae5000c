"""Identification against published verdicts, and estimands against exact models."""

import json
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import Admg, districts, induced, sketch
from causalimg.causal.identification.identify import (
    Effect,
    Identified,
    NotIdentified,
    crosses_worlds,
    identify,
)
from exact_models import CLOSE, Evaluator, Exact, graphs, under_policy

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "identification.json").read_text())


@st.composite
def effects(draw, size=5):
    graph = draw(graphs(size))
    y, x, *rest = draw(st.permutations(graph.nodes))
    given = draw(st.sets(st.sampled_from(rest), max_size=2)) if rest else set()
    return graph, Effect((y,), (x,), graph.ordered(given))


def of_case(case) -> tuple[Admg, Effect]:
    graph = Admg(
        tuple(case["nodes"]),
        frozenset(map(tuple, case["directed_edges"])),
        frozenset(map(frozenset, case["bidirected_edges"])),
    )
    sides = (tuple(case[key]) for key in ("outcomes", "treatments", "conditions"))
    return graph, Effect(*sides)


def assert_right(graph: Admg, effect: Effect, found: Identified, seed: int = 1) -> None:
    """The estimand, evaluated on the observed law, is the law under intervention."""
    model = Exact(graph, seed)
    numbers = Evaluator(model, here=model.law())
    named = (*effect.do, *effect.given, *effect.outcomes)
    for values in product(range(2), repeat=len(effect.do)):
        act = dict(zip(effect.do, values, strict=True))
        changed = model.law({n: {v: 1.0} for n, v in act.items()})
        for others in product(range(2), repeat=len(named) - len(act)):
            seen = dict(zip(named[len(act) :], others, strict=True))
            below = {n: seen[n] for n in effect.given}
            truth = model.probability(changed, {**act, **seen})
            truth /= model.probability(changed, {**act, **below})
            for value in numbers.points(found.estimand, {**act, **seen}):
                assert value == pytest.approx(truth, abs=CLOSE)


def assert_hedge(graph: Admg, effect: Effect, found: NotIdentified) -> None:
    """What the definition asks of a hedge, read off the graph."""
    for hedge in found.hedges:
        forest, root = set(hedge.forest), set(hedge.root)
        assert root < forest
        assert not root & set(effect.do)
        assert forest - root
        for part in (forest, root):
            inside = induced(graph, part)
            assert len(districts(inside)) == 1
            assert inside.ancestors(root) == part
        assert root <= graph.ancestors({*effect.outcomes, *effect.given})


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_verdict_is_the_published_one(case) -> None:
    graph, effect = of_case(case)
    found = identify(graph, effect)
    assert isinstance(found, Identified) == case["identifiable"]
    if isinstance(found, NotIdentified):
        assert_hedge(graph, effect, found)


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c["identifiable"] and len(c["nodes"]) + len(c["bidirected_edges"]) <= 8],
    ids=lambda c: c["name"],
)
def test_the_estimand_of_a_published_case_is_the_truth(case) -> None:
    graph, effect = of_case(case)
    found = identify(graph, effect)
    assert isinstance(found, Identified)
    assert_right(graph, effect, found)


@given(effects(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_what_is_identified_is_the_truth_and_what_is_not_has_a_hedge(question, seed) -> None:
    graph, effect = question
    found = identify(graph, effect)
    if isinstance(found, Identified):
        assert_right(graph, effect, found, seed)
    else:
        assert_hedge(graph, effect, found)


@given(effects())
def test_without_unseen_causes_everything_is_identified(question) -> None:
    graph, effect = question
    seen = Admg(graph.nodes, graph.directed)
    assert isinstance(identify(seen, effect), Identified)


@given(effects())
def test_one_more_unseen_cause_never_helps(question) -> None:
    graph, effect = question
    if isinstance(identify(graph, effect), NotIdentified):
        for pair in combinations(graph.nodes, 2):
            more = Admg(graph.nodes, graph.directed, graph.bidirected | {frozenset(pair)})
            assert isinstance(identify(more, effect), NotIdentified)


# ---- policies --------------------------------------------------------------------------------


@given(graphs(4, 2), st.data(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_a_policy_that_is_identified_is_the_truth(graph, data, seed) -> None:
    y, x, *rest = data.draw(st.permutations(graph.nodes))
    reads = data.draw(st.sets(st.sampled_from([x, *rest]), max_size=2))
    effect = Effect((y,), (x,), (), {x: graph.ordered(reads)})
    found = identify(graph, effect)
    if crosses_worlds(graph, effect) or not isinstance(found, Identified):
        return
    model = Exact(graph, seed)
    numbers = Evaluator(model, here=model.law())
    for value in (0, 1):
        truth = under_policy(model, effect.policies, {y: value})
        for point in numbers.points(found.estimand, {y: value}):
            assert point == pytest.approx(truth, abs=CLOSE)


@pytest.mark.parametrize(
    ("arrows", "reads", "identified"),
    [
        ("x -> y", ("x",), True),
        ("z -> x -> y; z -> y", ("x",), True),
        ("z -> x -> y; z -> y", ("z",), True),
        ("x -> y; x <-> y", (), False),
        ("x -> y; x <-> y", ("x",), False),
        ("x -> m -> y; x <-> y", (), True),
        ("x -> m -> y; x <-> y", ("x",), True),
        ("x -> m -> y; x <-> m", ("x",), False),
        ("x; y", ("x",), True),
    ],
)
def test_a_shift_of_what_shares_an_unseen_cause_with_its_effect_is_not_identified(
    arrows, reads, identified
) -> None:
    found = identify(sketch(arrows), Effect(("y",), ("x",), (), {"x": reads}))
    assert isinstance(found, Identified) == identified


def test_a_policy_that_reads_what_it_changes_crosses_worlds() -> None:
    graph = sketch("x -> m -> y")
    assert crosses_worlds(graph, Effect(("y",), ("x",), (), {"x": ("m",)}))
    assert not crosses_worlds(graph, Effect(("y",), ("x",), (), {"x": ("x",)}))


# ---- what is written -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrows", "effect", "text"),
    [
        ("z -> x, y; x -> y", Effect(("y",), ("x",)), "sum_{z} P(z) P(y | z, x)"),
        ("x -> y", Effect(("y",), ("x",)), "P(y | x)"),
        ("x; y", Effect(("y",), ("x",)), "P(y)"),
        (
            "x -> z -> y; x <-> y",
            Effect(("y",), ("x",)),
            "sum_{z} P(z | x) sum_{x′} P(x′) P(y | x′, z)",
        ),
        (
            "w -> z -> x -> y; w <-> x; w <-> y",
            Effect(("y",), ("x",)),
            "(sum_{w} P(w) P(x | w, z) P(y | w, z, x)) / (sum_{w} P(w) P(x | w, z))",
        ),
        (
            "x -> y",
            Effect(("y",), ("x",), (), {"x": ("x",)}),
            "sum_{x, x′} policy(x | x′) P(x′) P(y | x)",
        ),
    ],
)
def test_an_estimand_reads_as_one_would_write_it(arrows, effect, text) -> None:
    found = identify(sketch(arrows), effect)
    assert isinstance(found, Identified)
    assert str(found.estimand) == text


def test_a_stated_district_needs_no_data() -> None:
    graph = sketch("x -> y; x <-> y")
    found = identify(graph, Effect(("y",), ("x",)), stated=lambda nodes: nodes == {"y"})
    assert str(found) == "P(y | do(x)) = stated(y | x)"


def test_a_long_chain_is_no_deep_matter() -> None:
    names = [f"v{i}" for i in range(400)]
    arrows = frozenset(pairwise(names))
    ties = frozenset(frozenset(pair) for pair in zip(names, names[2:], strict=False))
    found = identify(Admg(tuple(names), arrows, ties), Effect(("v399",), ("v0",)))
    assert isinstance(found, Identified)
    assert str(found)
