"""Mistakes found in other engines, each with its smallest graph: none of them is ours."""

import json
from pathlib import Path

import pytest

from causalimg.causal.crossworld.counterworlds import NotInferred, infer
from causalimg.causal.crossworld.worlds import Event, fact
from causalimg.causal.graphs.admg import Admg, latent_projection
from causalimg.causal.graphs.separation import m_separated
from causalimg.causal.identification.adjusting import minimal_adjustment_sets
from causalimg.causal.identification.front_door import front_door_sets
from causalimg.causal.identification.identify import Effect, Identified, NotIdentified, identify
from exact_laws import error, evaluated, random_laws

pytestmark = pytest.mark.slow  # thousands of models: lines are counted by the tests beside it

TOLD = json.loads((Path(__file__).parents[1] / "oracles" / "disagreements.json").read_text())


def graph_of(what: str) -> Admg:
    (case,) = (c["repro"] for c in TOLD if what in c["what"])
    directed, arcs = case.get("directed", []), case.get("bidirected", [])
    nodes = case.get("nodes") or sorted({n for pair in (*directed, *arcs) for n in pair})
    return Admg(tuple(nodes), frozenset(map(tuple, directed)), frozenset(map(frozenset, arcs)))


def is_right(graph: Admg, effect: Effect) -> bool:
    found = identify(graph, effect)
    assert isinstance(found, Identified)
    gaps = []
    for seed in range(5):
        laws = random_laws(graph, seed)
        said = evaluated(found.estimand, graph.nodes, {"": laws.joint()})
        gaps.append(error(said, laws.law_of(effect)))
    return max(gaps) < 1e-9


def test_the_napkin_is_no_plain_conditional_law():
    graph = graph_of("ID estimand wrong")
    assert is_right(graph, Effect(("Y",), ("X",)))
    assert str(identify(graph, Effect(("Y",), ("X",)))) != "P(Y | do(X)) = P(Y | X)"


def test_an_arrowhead_and_an_arc_make_a_collider():
    assert not m_separated(graph_of("m-separation ignores"), {"A"}, {"C"}, {"B"})


def test_what_drops_out_of_a_condition_is_no_error():
    graph = graph_of("IDC raises")
    assert str(identify(graph, Effect(("V3",), ("V1",), ("V2",)))).endswith("= P(V3)")


def test_several_worlds_that_share_noise_are_not_inferred():
    graph = graph_of("ID*/IDC* accept")
    event = Event((fact("Y", "0", X="0"), fact("Y", "1", X="1"), fact("Z", "0")))
    assert isinstance(infer(graph, event, data="both"), NotInferred)
    necessity = Event((fact("Y", "0", X="0"),), (fact("X", "1"), fact("Y", "1")))
    assert isinstance(infer(graph, necessity, data="both"), NotInferred)


def test_no_adjustment_set_holds_a_mediator():
    graph = graph_of("returns a mediator")
    assert [*minimal_adjustment_sets(graph, {"X"}, {"Y"})] == [{"Z"}]


def test_a_front_door_may_need_several_mediators():
    graph = graph_of("front-door enumeration")
    found = sorted(map(sorted, front_door_sets(graph, {"V1"}, {"V5"})))
    assert found == [["V2", "V3"], ["V2", "V3", "V4"]]


def test_a_conditional_estimand_keeps_what_was_set():
    effect = Effect(("Y",), ("X",), ("A", "B", "Z"))
    assert is_right(graph_of("one conditional estimand wrong"), effect)


def test_a_latent_is_not_summed_over_as_if_it_were_observed():
    graph = latent_projection(graph_of("id_identifier ignores"), {"X", "Y"})
    assert isinstance(identify(graph, Effect(("Y",), ("X",))), NotIdentified)


@pytest.mark.parametrize("case", TOLD, ids=lambda c: c["engine"])
def test_no_mistake_is_left_out(case):
    told = Path(__file__).read_text()
    # ChiRho's are of running a program: tests/program/test_chirho.py.
    assert case["engine"].startswith("chirho") or any(
        part in case["what"]
        for part in told.split('graph_of("')[1:]
        for part in [part.split('"')[0]]
    )
