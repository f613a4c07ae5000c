"""Direct, indirect and path-specific effects: the oracles, and enumeration."""

import json
from itertools import combinations
from math import isnan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.crossworld.counterworlds import Certain, Inference
from causalimg.causal.crossworld.mediation import Contrast, mediation
from causalimg.causal.crossworld.pathwise import path_specific
from causalimg.causal.estimands.estimand import free
from causalimg.causal.graphs.admg import Admg, sketch
from causalimg.diagnostics import CausalimgInternalError
from exact_models import CLOSE
from functional import PRIME, Functional

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "mediation.json").read_text())


def graph_of(case) -> Admg:
    arrows = frozenset(map(tuple, case["directed_edges"]))
    return Admg(tuple(case["nodes"]), arrows, frozenset(map(frozenset, case["bidirected_edges"])))


def mean(model: Functional, law: Inference, y: str, at) -> float:
    """The mean of the outcome by its estimand; it has the values 0 and 1."""
    if isinstance(law, Certain):
        return float(law.probability)
    known = {**dict.fromkeys(free(law.estimand), 0), **at, y: 1}
    return model.evaluate(law.estimand, known)


def size(model: Functional, one: Contrast, y: str, at) -> float:
    return mean(model, one.changed, y, at) - mean(model, one.base, y, at)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['name']}-{case['mediator']}")
def test_the_oracles(case) -> None:
    graph, x, y = graph_of(case), case["treatment"], case["outcome"]
    for data in ("observations", "experiments"):
        parts = mediation(graph, x, y, [case["mediator"]], data=data)
        natural = parts.direct.identified and parts.indirect.identified
        assert natural == case[f"natural_effects_identifiable_from_{data}"]
        assert parts.rest.identified == natural or data == "observations"
        if data == "observations":
            assert parts.total.identified == case["total_effect_identifiable"]
            assert parts.controlled.identified == case["controlled_direct_effect_identifiable"]
        model = Functional(graph, case["fscm_seed"], arrows=case["directed_edges"])
        at = {x: 1, x + PRIME: 0}
        told = {
            "total": case["total_effect"],
            "direct": case["natural_direct_effect"],
            "indirect": case["natural_indirect_effect"],
            "rest": case["natural_indirect_effect_reversed"],
        }
        for name, value in told.items():
            one = getattr(parts, name)
            if one.identified and not isnan(found := size(model, one, y, at)):
                assert found == pytest.approx(value, abs=CLOSE), name
        for held, value in enumerate(case["controlled_direct_effect"]):
            one, there = parts.controlled, {**at, case["mediator"]: held}
            if one.identified and not isnan(found := size(model, one, y, there)):
                assert found == pytest.approx(value, abs=CLOSE)


@st.composite
def paths(draw) -> tuple[Admg, tuple[tuple[str, ...], ...]]:
    names = "xabcy"[: draw(st.integers(2, 4))] + "y"
    pairs = [("x", "y"), *combinations(dict.fromkeys(names), 2)]
    directed = frozenset({("x", "y")} | draw(st.sets(st.sampled_from(pairs), min_size=3)))
    tied = draw(st.sets(st.sampled_from(pairs), max_size=2))
    graph = Admg(tuple(dict.fromkeys(names)), directed, frozenset(map(frozenset, tied)))
    every = sorted(ways(graph, "y"))
    return graph, tuple(draw(st.lists(st.sampled_from(every), min_size=1, unique=True)))


def ways(graph: Admg, node: str) -> list[tuple[str, ...]]:
    """Every path along arrows from x to a node."""
    if node == "x":
        return [("x",)]
    return [(*way, node) for cause in graph.parents(node) for way in ways(graph, cause)]


def along(model: Functional, chosen, node: str, rest) -> object:
    """A node by noise, each path to it followed by itself."""
    seen = {}
    for cause in model.parents[node]:
        way = (cause, *rest)
        if cause == "x":
            seen[cause] = [int(way in chosen)]
        elif ways(model.graph, cause):
            seen[cause] = along(model, chosen, cause, way)
    return model.rows(seen)[node]


@given(paths(), st.integers(0, 10_000), st.sampled_from(["observations", "experiments"]))
@settings(max_examples=100)
def test_effects_along_paths_are_the_truth(drawn, seed, data) -> None:
    graph, chosen = drawn
    found = path_specific(graph, chosen, data=data)
    if not found.identified:
        assert all(name in graph.nodes for name in found.witnesses)
        return
    model = Functional(graph, seed)
    new, old = (model.mass @ along(model, some, "y", ("y",)) for some in (chosen, ()))
    value = size(model, found, "y", {"x": 1, "x" + PRIME: 0})
    assert isnan(value) or value == pytest.approx(new - old, abs=CLOSE)


@given(paths(), st.integers(0, 10_000))
@settings(max_examples=30)
def test_all_paths_together_are_the_total_effect(drawn, seed) -> None:
    graph, _ = drawn
    found = path_specific(graph, ways(graph, "y"), data="experiments")
    model = Functional(graph, seed)
    rows = [float(model.mass @ model.rows({"x": value})["y"]) for value in (1, 0)]
    value = size(model, found, "y", {"x": 1, "x" + PRIME: 0})
    assert value == pytest.approx(rows[0] - rows[1], abs=CLOSE)


@pytest.mark.parametrize(
    ("arrows", "chosen", "witnesses"),
    [
        ("x -> w -> a -> y; w -> b -> y", "x w a y", ("w",)),  # the kite of Avin et al.
        ("x -> w -> y; x -> y", "x w y", ()),
        ("x -> w -> a -> y; w -> y; x -> y", "x w y", ("w",)),
    ],
)
def test_a_recanting_witness_is_named(arrows, chosen, witnesses) -> None:
    found = path_specific(sketch(arrows), [tuple(chosen.split())], data="experiments")
    assert found.witnesses == witnesses
    assert found.identified == (not witnesses)
    assert ("recanting witness w" in str(found)) == bool(witnesses)


def test_unseen_causes_across_paths_have_no_witness_and_a_reason() -> None:
    """A recanting district: neither m nor y is needed twice, and both share a cause."""
    found = path_specific(sketch("x -> m -> y; x -> y; m <-> y"), [("x", "y")])
    assert (found.identified, found.witnesses) == (False, ())
    assert "they share their noise" in str(found.reasons[0])


@pytest.mark.parametrize("wrong", [[], [("x",)], [("x", "y", "m")], [("x", "m"), ("m", "y")]])
def test_paths_follow_arrows_between_two_ends(wrong) -> None:
    with pytest.raises(CausalimgInternalError, match="paths"):
        path_specific(sketch("x -> m -> y; x -> y"), wrong)


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_several_mediators_are_taken_together(seed) -> None:
    graph = sketch("x -> m -> n -> y; x -> n; m -> y; x -> y; c -> x, m, y")
    parts = mediation(graph, "x", "y", ["m", "n"])
    model, at = Functional(graph, seed), {"x": 1, "x" + PRIME: 0}
    total, direct, rest = (
        size(model, one, "y", at) for one in (parts.total, parts.direct, parts.rest)
    )
    if not isnan(total + direct + rest):
        assert total == pytest.approx(direct + rest, abs=CLOSE)
        held = {m: model.rows({"x": 0})[m] for m in ("m", "n")}
        truth = model.rows({"x": 1, **held})["y"] - model.rows({"x": 0})["y"]
        assert direct == pytest.approx(float(model.mass @ truth), abs=CLOSE)


def test_every_effect_reads_the_same_two_values() -> None:
    parts = mediation(sketch("x -> m -> y; x -> y"), "x", "y", ["m"], values=("1", "0"))
    assert str(parts.total) == "total effect: E[y had x = 1] - E[y had x = 0]"
    assert [one.identified for one in parts.effects] == [True] * 5
    assert parts.direct.changed.text == "sum_{m} P(m | x = 0) P(y | x = 1, m)"
