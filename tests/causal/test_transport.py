"""Transport and recovery against published verdicts, and against exact models of two worlds."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.graphs.admg import Admg, mutilate, sketch
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.identification.identify import Effect, Identified, identify
from causalimg.causal.identification.recover import NotRecovered, among_selected, recover
from causalimg.causal.identification.studies import Study
from causalimg.causal.identification.transport import transport
from exact_models import CLOSE, Evaluator, Exact, graphs

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "transport.json").read_text())


def graph_of(case) -> Admg:
    return Admg(
        tuple(case["nodes"]),
        frozenset(map(tuple, case["directed_edges"])),
        frozenset(map(frozenset, case["bidirected_edges"])),
    )


def studies_of(case) -> list[Study]:
    return [
        Study(
            "" if one["domain"] == "target" else one["domain"],
            frozenset(case["selection"].get(one["domain"], ())),
            tuple(one["do"]),
            frozenset(one["vars"]),
        )
        for one in case["data"]
    ]


def effect_of(case) -> Effect:
    return Effect(*(tuple(case.get(key, ())) for key in ("outcomes", "treatments", "conditions")))


TRANSPORT = [c for c in CASES["transport"] if c["transportable"] is not None]


@pytest.mark.parametrize("case", TRANSPORT, ids=lambda c: f"{c['name']}-{c['kind']}")
def test_the_verdict_on_transport_is_the_published_one(case) -> None:
    assert not any(one["given"] for one in case["data"])
    found = transport(graph_of(case), effect_of(case), studies_of(case))
    assert isinstance(found, Identified) == case["transportable"]


def moved_by(graph: Admg, tried, shown) -> frozenset[str]:
    """What may differ where only some outcomes of a trial are the target's: what the trial moves,
    and what an unseen cause ties to them.

    Source: Tikka and Karvanen 2019, "Surrogate outcomes and transportability", section 4.
    """
    after = graph.descendants(tried) - set(shown)
    return after | (graph.tied(shown) - mutilate(graph, tried).ancestors(shown))


SURROGATES = [c for c in CASES["y0_surrogate_outcomes"] if c["exc"] is None]


@pytest.mark.parametrize("case", SURROGATES, ids=lambda c: c["source"].rpartition("::")[2])
def test_the_verdict_on_surrogate_outcomes_is_the_published_one(case) -> None:
    assert len(SURROGATES) == 5  # the other two ask of a trial or an outcome that is not there
    drawn = case["graph"]
    graph = Admg(
        tuple(drawn["nodes"]),
        frozenset(map(tuple, drawn["directed_edges"])),
        frozenset(map(frozenset, drawn["bidirected_edges"])),
    )
    trials = case["surrogate_interventions"].items()
    outcomes = case["surrogate_outcomes"]
    studies = [Study(d, moved_by(graph, do, outcomes[d]), tuple(do)) for d, do in trials]
    effect = Effect(tuple(case["target_outcomes"]), tuple(case["target_interventions"]))
    found = transport(graph, effect, [Study(), *studies])
    assert isinstance(found, Identified) == (case["result"] is not None)


def test_no_published_case_is_left_out() -> None:
    assert len(TRANSPORT) == 83
    assert {c["name"] for c in CASES["transport"]} - {c["name"] for c in TRANSPORT} == {
        "ce_man_meta",
        "ce_man_generalize",
    }  # the other engine gave up on them


@given(graphs(4, 2), st.data(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_what_is_transported_is_the_truth_there(graph, data, seed) -> None:
    y, x, *_ = data.draw(st.permutations(graph.nodes))
    differs = data.draw(st.sets(st.sampled_from(graph.nodes), max_size=2))
    tried = data.draw(st.sampled_from(graph.nodes))
    shown = data.draw(st.sets(st.sampled_from(graph.nodes), min_size=2))
    measured = data.draw(st.sampled_from([None, frozenset(shown)]))
    studies = [Study("far", frozenset(differs), (tried,)), Study(measured=measured)]
    found = transport(graph, Effect((y,), (x,)), studies)
    if not isinstance(found, Identified):
        return
    here, far = Exact(graph, seed), Exact(graph, seed)
    here.law()
    far.tables = {k: v for k, v in here.tables.items() if k[0] not in differs}
    half = {tried: {0: 0.5, 1: 0.5}}
    tables = {"here": here.law(), "far": far.law(half)}
    numbers = Evaluator(here, **tables)
    for at in ({x: a, y: b} for a, b in product(range(2), repeat=2)):
        changed = here.law({x: {at[x]: 1.0}})
        truth = here.probability(changed, at)
        for value in numbers.points(found.estimand, at):
            assert value == pytest.approx(truth, abs=CLOSE)


# ---- selection -------------------------------------------------------------------------------


def without_transport(case) -> Admg:
    """The graph of everyone; what a domain changes is told with its study."""
    kept = tuple(n for n in case["nodes"] if n not in case["transport_nodes"])
    arrows = frozenset((a, b) for a, b in case["directed_edges"] if a in kept)
    return Admg(kept, arrows, frozenset(map(frozenset, case["bidirected_edges"])))


def beside(case) -> list[Study]:
    """The tables that nobody selected."""
    moved = frozenset(b for a, b in case["directed_edges"] if a in case["transport_nodes"])
    return [
        Study(
            "far" if set(one["given"]) & set(case["transport_nodes"]) else "everyone",
            moved if set(one["given"]) & set(case["transport_nodes"]) else frozenset(),
            tuple(one["do"]),
            frozenset(one["vars"]) | frozenset(one["do"]),
        )
        for one in case["data"]
        if not set(one["given"]) & set(case["selection_nodes"])
    ]


@pytest.mark.parametrize("case", CASES["selection_bias"], ids=lambda c: c["name"])
def test_the_verdict_on_recovery_is_the_published_one(case) -> None:
    graph, effect = without_transport(case), effect_of(case)
    found = recover(graph, effect, case["selection_nodes"], studies=beside(case))
    assert isinstance(found, Identified) == case["recoverable"]


@st.composite
def selected(draw, given=True):
    graph = draw(graphs(4, 2))
    causes = draw(st.sets(st.sampled_from(graph.nodes), min_size=1, max_size=2))
    arrows = graph.directed | {(cause, "s") for cause in causes}
    whole = Admg((*graph.nodes, "s"), arrows, graph.bidirected)
    y, x, *rest = draw(st.permutations(graph.nodes))
    seen = draw(st.sets(st.sampled_from(rest), max_size=1)) if given and rest else set()
    return whole, Effect((y,), draw(st.sampled_from([(x,), ()])), tuple(seen))


@given(selected(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_what_is_recovered_is_the_truth_among_everyone(question, seed) -> None:
    graph, effect = question
    found = recover(graph, effect, {"s"})
    if not isinstance(found, Identified):
        return
    model = Exact(graph, seed)
    table = {row: mass for row, mass in model.law().items() if row[model.order.index("s")] == 1}
    total = sum(table.values())
    numbers = Evaluator(model, selected={row: mass / total for row, mass in table.items()})
    assert_matches(model, effect, found, numbers, {})


@given(selected(), st.integers(0, 10_000))
@settings(max_examples=60)
def test_among_the_selected_the_graph_is_that_of_their_law(question, seed) -> None:
    """What is identified in the graph of the selected is the truth among those with s = 1."""
    graph, effect = question
    if graph.ancestors({"s"}) & set(effect.do):
        return
    found = identify(among_selected(graph, {"s"}), effect)
    if not isinstance(found, Identified):
        return
    model = Exact(graph, seed)
    table = {row: mass for row, mass in model.law().items() if row[model.order.index("s")] == 1}
    total = sum(table.values())
    numbers = Evaluator(model, here={row: mass / total for row, mass in table.items()})
    assert_matches(model, effect, found, numbers, {"s": 1})


def assert_matches(model, effect, found, numbers, also) -> None:
    named = (*effect.do, *effect.given, *effect.outcomes)
    for values in product(range(2), repeat=len(named)):
        at = dict(zip(named, values, strict=True))
        changed = model.law({n: {at[n]: 1.0} for n in effect.do})
        below = {n: at[n] for n in (*effect.do, *effect.given)} | also
        truth = model.probability(changed, {**at, **also}) / model.probability(changed, below)
        for value in numbers.points(found.estimand, at):
            assert value == pytest.approx(truth, abs=CLOSE)


@given(selected())
def test_a_conditional_law_is_recovered_where_selection_tells_nothing_of_it(question) -> None:
    """Complete for laws without `do` (Bareinboim, Tian and Pearl 2014, theorem 1)."""
    graph, effect = question
    effect = Effect(effect.outcomes, (), effect.given)
    found = recover(graph, effect, {"s"})
    apart = m_separated(graph, effect.outcomes, {"s"}, effect.given)
    assert isinstance(found, Identified) == apart


def test_the_open_path_says_why_nothing_is_recovered() -> None:
    found = recover(sketch("disease -> seen <- age"), Effect(("disease",)), {"seen"})
    assert isinstance(found, NotRecovered)
    assert str(found.path) == "disease -> seen"
