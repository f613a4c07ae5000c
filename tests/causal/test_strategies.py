"""Every strategy that is named for an effect gives the effect, on random exact models."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.causal.answers.asked import effects_of
from causalimg.causal.answers.effects import by_adjustment, judge
from causalimg.causal.answers.strategies import fault, instruments_for, may_try, strategies
from causalimg.causal.identification.identify import Identified
from causalimg.semantics.question import resolve_question
from causalimg.source import Source
from exact_models import CLOSE, Evaluator, Exact, graphs
from oracle_graphs import subsets


def model_of(graph, site=""):
    """The text of a graph, checked; its environment has two values as everything has."""
    plain = ", ".join(n for n in graph.nodes if n != site)
    place = f"  environment {site} : category {{north, south}}\n" if site else ""
    arrows = [f"  {a} -> {b}\n" for a, b in sorted(graph.directed)]
    arcs = [f"  {' <-> '.join(sorted(pair))}\n" for pair in sorted(graph.bidirected, key=sorted)]
    block = f"graph {{\n{''.join(arrows + arcs)}}}\n" if arrows or arcs else ""
    text = f"causalimg 1\nvariables {{\n{place}  {plain} : binary\n}}\n{block}"
    model = analyse(Source("model.scm", text)).model
    assert model is not None
    return model


def verdict_of(model, question):
    (asked,) = effects_of(model, resolve_question(model, question))
    return by_adjustment(model, judge(model, asked))


@given(graphs(size=5), st.data(), st.integers(0, 10_000))
@settings(max_examples=80)
def test_every_estimand_is_the_effect(graph, data, seed) -> None:
    """In everyone and at one site, by whatever strategy."""
    y, x, *rest = data.draw(st.permutations(graph.nodes))
    roots = [n for n in rest if not (graph.parents(n) or graph.spouses(n))]
    site = data.draw(st.sampled_from(["", *roots]))
    scope = " for south" if site and data.draw(st.booleans()) else ""
    model = model_of(graph, site)
    verdict = verdict_of(model, f"E[{y} | do({x} = 1)]{scope}")
    ways = strategies(model, verdict)
    if not isinstance(verdict.found, Identified):
        assert ways == ()
        return
    exact = Exact(graph, seed)
    law = Evaluator(exact, here=exact.law())
    event = {site: 1} if scope else {}
    acted = exact.law({x: {1: 1.0}})
    truth = exact.probability(acted, {y: 1, **event}) / exact.probability(acted, event)
    for way in ways:
        for estimand in way.estimands:
            for point in law.points(estimand, {y: 1, x: 1, **event}):
                assert point == pytest.approx(truth, abs=CLOSE)


@given(graphs(size=5), st.data())
@settings(max_examples=80)
def test_a_listed_set_has_no_fault_and_one_without_fault_holds_a_listed_one(graph, data) -> None:
    y, x, *rest = data.draw(st.permutations(graph.nodes))
    model = model_of(graph)
    verdict = verdict_of(model, f"E[{y} | do({x} = 1)]")
    if not may_try(model, verdict):
        return
    right = [s for s in subsets(rest) if fault(model, verdict, s) is None]
    listed = [
        frozenset(s)
        for way in strategies(model, verdict)
        for s in way.sets
        if way.kind in ("back-door", "adjustment")
    ]
    assert {*listed} <= {*right}
    assert all(any(one <= s for one in listed) for s in right)


def test_an_instrument_is_named_only_where_the_effect_does_not_follow() -> None:
    from causalimg.causal.graphs.admg import sketch

    bow = model_of(sketch("z -> x -> y; x <-> y"))
    verdict = verdict_of(bow, "E[y | do(x = 1)]")
    assert [str(one) for one in instruments_for(bow, verdict)] == ["z"]
    plain = model_of(sketch("z -> x -> y"))
    assert instruments_for(plain, verdict_of(plain, "E[y | do(x = 1)]")) == ()


CHOSEN = """causalimg 1
variables {{
  z, x, y, age : binary
  selection kept : binary
}}
graph {{
  z -> x -> y
  x <-> y
  age -> y
  {arrows}
}}
"""


@pytest.mark.parametrize(
    ("arrows", "scope", "named"),
    [
        ("age -> kept", "", ["z"]),
        ("z, age -> kept", "", ["z given age"]),
        ("z, y -> kept", "", []),
        ("x -> kept", "", []),
        ("age -> kept", " for everyone", []),
    ],
)
def test_an_instrument_serves_among_the_rows_that_are_there(arrows, scope, named) -> None:
    """What selects rows is no instrument, and a collider that it opens spoils one."""
    model = analyse(Source("chosen.scm", CHOSEN.format(arrows=arrows))).model
    verdict = verdict_of(model, f"E[y | do(x = 1)]{scope}")
    assert not isinstance(verdict.found, Identified)
    assert [str(one) for one in instruments_for(model, verdict)] == named


def test_a_front_door_stands_before_the_general_algorithm() -> None:
    from causalimg.causal.graphs.admg import sketch

    door = model_of(sketch("x -> m -> y; x <-> y; w -> m"))
    (way,) = strategies(door, verdict_of(door, "E[y | do(x = 1)]"))
    assert (way.kind, way.sets) == ("front-door", (("m",),))
    napkin = model_of(sketch("w -> z -> x -> y; w <-> x; w <-> y"))
    (way,) = strategies(napkin, verdict_of(napkin, "E[y | do(x = 1)]"))
    assert (way.kind, way.sets) == ("ID", ())
