"""Laws of several worlds: the oracles, and enumeration on random functional models."""

import json
from itertools import combinations
from math import isnan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.crossworld.clash import Conflict
from causalimg.causal.crossworld.counterworlds import (
    Certain,
    Inferred,
    NotInferred,
    Undefined,
    infer,
)
from causalimg.causal.crossworld.worlds import Event, Fact, Potential, any_values, fact
from causalimg.causal.estimands.estimand import free
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, sketch
from exact_models import CLOSE
from functional import Functional

CASES = json.loads((Path(__file__).parents[1] / "oracles" / "counterfactual.json").read_text())
DATA = ("experiments", "observations", "both")


def graph_of(case) -> Admg:
    arrows = frozenset(map(tuple, case["directed_edges"]))
    return Admg(tuple(case["nodes"]), arrows, frozenset(map(frozenset, case["bidirected_edges"])))


def facts_of(listed) -> tuple[Fact, ...]:
    return tuple(
        fact(one["var"], str(one["value"]), **{n: str(v) for n, v in one["do"].items()})
        for one in listed
    )


def status(found) -> str:
    match found:
        case Certain(probability=probability):
            return "one" if probability else "zero"
        case Undefined():
            return "undefined"
        case NotInferred():
            return "fail"
        case _:
            return "ok"


def expected(case, data: str) -> str:
    """The oracle's status.

    Of two cases it says `ok` where more is true. In `y0test_14960` rows are given with D = 0, with
    Z = 1 and with 0 for what Z had been under D = 0, which it was: there are no such rows, and the
    oracle has no number for it. In `cfid_var4` all that is asked is given; cfid says one as well.
    """
    told = {"y0test_14960": "undefined", "cfid_var4": "one"}.get(case["name"], case["status"])
    key = "identifiable_from_" + ("observations" if data == "observations" else "experiments")
    return told if case[key] is not False else "fail"


@pytest.mark.parametrize("data", DATA)
def test_the_oracles(data) -> None:
    wrong = []
    for case in CASES:
        event = Event(facts_of(case["event"]), facts_of(case["given"]))
        found = infer(graph_of(case), event, data=data)
        if status(found) != expected(case, data):
            wrong.append((case["name"], str(found)))
        tried = isinstance(found, Inferred) and "do(" in str(found.estimand)
        if tried and data == "observations":
            wrong.append((case["name"], "reads an experiment"))
    assert not wrong


@pytest.mark.parametrize("data", DATA)
def test_the_numbers_of_the_oracles(data) -> None:
    """Their models are drawn again from their seeds, and give their numbers."""
    checked = 0
    for case in CASES:
        graph, event = graph_of(case), Event(facts_of(case["event"]), facts_of(case["given"]))
        found = infer(graph, event, data=data)
        for told in case.get("functional_scm_truth", ()):
            model = Functional(graph, told["seed"], arrows=case["directed_edges"])
            if isinstance(found, NotInferred):
                continue
            value = float(found.probability) if isinstance(found, Certain) else at(model, found)
            if isnan(value):
                continue  # a value that never occurs stands behind a bar
            assert value == pytest.approx(told["probability"], abs=CLOSE), case["name"]
            checked += 1
    assert checked > 500


# ---- by enumeration ----------------------------------------------------------------------------


def at(model: Functional, found: Inferred, values=None) -> float:
    """An estimand's number; a name that stands for any value is given one."""
    known = {name: int(value) for name, value in found.values.items()}
    return model.evaluate(
        found.estimand, {**dict.fromkeys(free(found.estimand), 0), **(values or {}), **known}
    )


@st.composite
def graphs(draw, sizes=(3, 5), arcs=3) -> Admg:
    names = "abcde"[: draw(st.integers(*sizes))]
    pairs = list(combinations(names, 2))
    directed = draw(st.sets(st.sampled_from(pairs), min_size=1))
    tied = draw(st.sets(st.sampled_from(pairs), max_size=arcs))
    return Admg(tuple(names), frozenset(directed), frozenset(map(frozenset, tied)))


@st.composite
def potentials(draw, graph: Admg, deep: bool = True) -> Potential:
    """A variable under up to two settings, some of them what a variable had been."""
    variable = draw(st.sampled_from(graph.nodes))
    others = [n for n in graph.nodes if n != variable]
    do = draw(st.lists(st.sampled_from(others), unique=True, max_size=2))
    setting = st.sampled_from("01")
    return Potential(
        variable,
        tuple(
            (name, draw(setting))
            if not deep or draw(st.integers(0, 3))
            else (name, _own(name, draw(potentials(graph, deep=False))))
            for name in do
        ),
    )


def _own(name: str, other: Potential) -> Potential:
    return Potential(name, tuple((n, v) for n, v in other.do if n != name))


@st.composite
def events(draw) -> tuple[Admg, Event]:
    graph = draw(graphs())
    values = st.sampled_from("01")
    facts = st.builds(Fact, potentials(graph), values)
    asked = draw(st.lists(facts, min_size=1, max_size=3))
    return graph, Event(tuple(asked), tuple(draw(st.lists(facts, max_size=2))))


@given(events(), st.integers(0, 10_000), st.sampled_from(DATA))
@settings(max_examples=300)
def test_what_is_inferred_is_the_truth(asked, seed, data) -> None:
    graph, event = asked
    found = infer(graph, event, data=data)
    model = Functional(graph, seed, noises=4)
    below = model.probability(event.given)
    both = model.probability((*event.given, *event.facts))
    if isinstance(found, Undefined):
        assert below == 0
    if isinstance(found, NotInferred | Undefined) or not below:
        return
    value = float(found.probability) if isinstance(found, Certain) else at(model, found)
    assert isnan(value) or value == pytest.approx(both / below, abs=CLOSE)


@given(events(), st.data(), st.integers(0, 10_000))
@settings(max_examples=100)
def test_a_formula_for_any_values_holds_for_all(asked, data, seed) -> None:
    """Names instead of literals: each at any value, those of one variable that are alike too.

    Where two names must be one value and are not, there is nothing to hold."""
    graph, event = asked
    listed = any_values(one.potential for one in (*event.facts, *event.given))
    cut = data.draw(st.integers(1, len(listed)))
    event = Event(listed[:cut], listed[cut:])
    found = infer(graph, event)
    if not isinstance(found, Inferred):
        return
    model = Functional(graph, seed, noises=4)
    values = {one.value: data.draw(st.integers(0, 1)) for one in listed}
    below = model.probability(event.given, values)
    both = model.probability(listed, values)
    if below and both:
        value = at(model, found, values)
        assert isnan(value) or value == pytest.approx(both / below, abs=CLOSE)


# ---- the axioms of Galles and Pearl ------------------------------------------------------------


@given(graphs(), st.data())
@settings(max_examples=60)
def test_composition(graph, data) -> None:
    """Where m had x is v, y had x is y had x, m = v; data are not asked."""
    y, m, x = data.draw(st.permutations(graph.nodes))[:3]
    held = fact(m, "1", **{x: "0"})
    for value in "01":
        rows = (held, fact(y, value, **{x: "0", m: "1"}))
        found = infer(graph, Event((fact(y, "1", **{x: "0"}),), rows))
        assert isinstance(found, Certain)
        assert found.probability == int(value)


@given(graphs(), st.data())
@settings(max_examples=60)
def test_consistency(graph, data) -> None:
    """Among those who had x anyway, nothing is changed by setting it."""
    y, x = data.draw(st.permutations(graph.nodes))[:2]
    found = infer(graph, Event((fact(y, y, **{x: "1"}),), (fact(x, "1"),)))
    seen = infer(graph, Event((fact(y, y),), (fact(x, "1"),)))
    assert isinstance(found, Inferred)
    assert isinstance(seen, Inferred)
    assert found.text == seen.text


@given(graphs(), st.data())
@settings(max_examples=60)
def test_effectiveness_and_exclusion(graph, data) -> None:
    """What is set has the value it is set to; what it does not lead to is as it was."""
    y, x = data.draw(st.permutations(graph.nodes))[:2]
    assert infer(graph, Event((fact(x, "1", **{x: "1"}),))) == Certain(
        Event((fact(x, "1", **{x: "1"}),)), 1
    )
    if y not in graph.descendants({x}):
        event = Event((fact(y, "0", **{x: "1"}),), (fact(y, "0"),))
        assert infer(graph, event) == Certain(event, 1)
    causes = dict.fromkeys(graph.parents(y), "0")
    if x not in causes:
        event = Event((fact(y, "0", **causes),), (fact(y, "0", **{**causes, x: "1"}),))
        assert infer(graph, event) == Certain(event, 1)


def test_what_cannot_be_given_leaves_nothing_defined() -> None:
    event = Event((fact("y", "0"),), (fact("x", "0", x="1"),))
    found = infer(sketch("x -> y"), event)
    assert isinstance(found, Undefined)
    assert "cannot be" in str(found)


@pytest.mark.parametrize(
    ("arrows", "event", "text"),
    [
        (
            "x -> y",
            Event((fact("y", "0", x="0"),), (fact("x", "1"), fact("y", "1"))),
            "no experiment shows `y had x = 1` with `y had x = 0`: they share their noise",
        ),
        (
            "e -> s -> t -> w; e -> w; e <-> t; s <-> w",
            Event((fact("w", "0", e="0", t="0"), fact("t", "0"))),
            "no experiment shows",
        ),
        ("x -> y; x <-> y", Event((fact("y", "1", x="1"),)), "hedge: {x, y} over {y}"),
    ],
)
def test_a_refusal_names_the_worlds_that_clash_or_the_hedge(arrows, event, text) -> None:
    found = infer(sketch(arrows), event)
    assert isinstance(found, NotInferred)
    assert text in str(found)
    assert isinstance(found.reasons[0], Hedge if "hedge" in text else Conflict)


def test_experiments_are_said_to_be_read() -> None:
    graph, event = sketch("x -> y; x <-> y"), Event((fact("y", "1", x="1"),))
    assert infer(graph, event, data="experiments").text == "P(y = 1 | do(x = 1))"
    assert infer(graph, event, data="both").text == "P(y = 1 | do(x = 1))"
    seen = sketch("z -> x -> y; z -> y")
    assert infer(seen, event, data="both").text == infer(seen, event).text


ORACLES = Path(__file__).parents[1] / "oracles"
NUMERIC = json.loads((ORACLES / "numeric_discrete_scm.json").read_text())


@pytest.mark.parametrize("case", NUMERIC, ids=lambda case: case["name"])
def test_the_exact_models_of_the_oracles(case) -> None:
    """Effects on the treated, necessity, sufficiency: right where inferred, by their own tables."""
    model = Functional.read(graph_of(case), case)
    for query in case["queries"]:
        event = Event(facts_of(query["event"]), facts_of(query["given"]))
        for data in ("observations", "experiments"):
            found = infer(graph_of(case), event, data=data)
            if isinstance(found, Certain):
                value = float(found.probability)
            elif isinstance(found, Inferred):
                value = at(model, found)
            else:
                assert query["kind"] != "observational"
                continue
            assert isnan(value) or value == pytest.approx(query["probability"], abs=CLOSE)
