"""Studies that each measure a part: what follows is the truth, and what they show is found."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from causalimg.causal.estimands.estimand import Expression, Probability, Product, Ratio, Sum
from causalimg.causal.graphs.admg import sketch
from causalimg.causal.identification.identify import Effect, Identified, compose
from causalimg.causal.identification.recover import SELECTED, _recovered_in, recover
from causalimg.causal.identification.studies import Study, from_studies, seen_in
from causalimg.causal.identification.transport import transport
from exact_laws import (
    error,
    evaluated,
    random_effect,
    random_graph,
    random_laws,
    with_selection,
)

CLOSE = 1e-9


def terms(expression: Expression):
    match expression:
        case Product(factors=factors):
            return [term for factor in factors for term in terms(factor)]
        case Ratio(above=above, below=below):
            return [*terms(above), *terms(below)]
        case Sum(inside=inside):
            return terms(inside)
        case Probability():
            return [expression]


def assert_reads_what_is_measured(estimand, studies) -> None:
    by_name = {study.population: study for study in studies}
    for term in terms(estimand):
        study = by_name[term.source]
        assert term.do == study.do
        read = {*term.of, *term.given}
        assert study.measured is None or read <= {*study.measured, *study.do}


def random_studies(rng, graph) -> list[Study]:
    """Each under a name of its own; in every other one nothing differs from what is asked about."""
    return [
        Study(
            f"study{i}",
            frozenset(rng.sample(graph.nodes, rng.choice((0, 0, 1, 2)))),
            tuple(rng.sample(graph.nodes, rng.choice((0, 0, 1, 2)))),
            rng.choice(
                (
                    None,
                    *[frozenset(rng.sample(graph.nodes, rng.randint(1, min(4, len(graph.nodes)))))]
                    * 5,
                )
            ),
        )
        for i in range(rng.choice((1, 2, 2, 3)))
    ]


def laws_of(studies, here, seed):
    rng = np.random.default_rng(seed)
    return {s.population: here.redrawn(s.differs, rng).joint(s.do) for s in studies}


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(3))
def test_what_follows_from_some_columns_of_each_study_is_the_truth(batch) -> None:
    """600 models, each of them answered only thanks to a projection."""
    rng, right = random.Random(batch), Counter[bool]()
    while right.total() < 100:
        graph = random_graph(rng, (4, 6))
        effect = random_effect(rng, graph, rng.choice((0, 0, 1, 2)))
        if rng.random() < 0.2:
            effect = Effect(effect.outcomes, (), (*effect.do, *effect.given))
        studies = random_studies(rng, graph)
        if isinstance(compose(graph, effect, from_studies(graph, (*studies,))), Identified):
            continue  # in the whole graph
        found = transport(graph, effect, studies)
        if not isinstance(found, Identified):
            continue
        assert_reads_what_is_measured(found.estimand, studies)
        here = random_laws(graph, seed := rng.randrange(10**6))
        seen = laws_of(studies, here, seed + 1)
        gap = error(evaluated(found.estimand, graph.nodes, seen), here.law_of(effect))
        right[gap <= CLOSE] += 1
    assert right == {True: 100}


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(1))
def test_what_a_census_of_some_columns_tells_is_the_truth_among_everyone(batch) -> None:
    """120 models that only a projection lets the census speak of, one in two without `do`."""
    rng, right = random.Random(batch), Counter[bool]()
    while right.total() < 60:
        inner = random_graph(rng, (3, 6))
        effect = random_effect(rng, inner, rng.choice((0, 0, 1)))
        if rng.random() < 0.5:
            effect = Effect(effect.outcomes, (), (*effect.do, *effect.given))
        graph = with_selection(rng, inner)
        studies = random_studies(rng, inner)
        found = recover(graph, effect, {"s"}, studies=studies)
        if not isinstance(found, Identified) or recovered_whole(graph, effect, studies):
            continue
        assert_reads_what_is_measured(found.estimand, [*studies, Study(SELECTED)])
        here = random_laws(graph, seed := rng.randrange(10**6))
        seen = {SELECTED: here.among({"s": 1}), **laws_of(studies, here, seed + 1)}
        gap = error(evaluated(found.estimand, graph.nodes, seen), here.law_of(effect))
        right[gap <= CLOSE] += 1
    assert right == {True: 60}


def recovered_whole(graph, effect, studies) -> bool:
    return isinstance(_recovered_in(graph, effect, {"s"}, None, (*studies,)), Identified)


@pytest.mark.parametrize("batch", range(4))
def test_what_a_study_observes_or_sets_as_it_is_asked_is_found(batch) -> None:
    """Beside other studies, in any graph; nobody needs to measure the causes of anything."""
    rng = random.Random(batch)
    for _ in range(100):
        graph = random_graph(rng, (3, 9))
        effect = random_effect(rng, graph, rng.choice((0, 1, 2)))
        rest = [n for n in graph.nodes if n not in effect.names]
        more = rng.sample(rest, rng.randint(0, len(rest)))
        own = Study("own", frozenset(), effect.do, effect.names.union(more))
        others = [s for s in random_studies(rng, graph) if s.measured is not None]
        studies = rng.sample([own, *others], 1 + len(others))
        assert isinstance(transport(graph, effect, studies), Identified)
        if not effect.do:
            continue
        seen = replace(own, do=())
        asked = Effect(effect.outcomes, (), (*effect.do, *effect.given))
        assert isinstance(transport(graph, asked, [*others, seen]), Identified)
        chosen = with_selection(rng, graph)
        for question, census in ((asked, seen), (effect, own)):
            found = recover(chosen, question, {"s"}, studies=[*others, census])
            assert isinstance(found, Identified)


def test_a_trial_of_the_population_itself_needs_no_more_columns_than_the_question() -> None:
    graph = sketch("z -> x, y; x -> y; x <-> y")
    effect, trial = Effect(("y",), ("x",)), Study("", frozenset(), ("x",), frozenset("xy"))
    assert str(transport(graph, effect, [trial])) == "P(y | do(x)) = P(y | do(x))"
    far = replace(trial, population="far", differs=frozenset("z"))
    assert not isinstance(transport(graph, effect, [far]), Identified)


def test_where_a_cause_that_differs_is_forgotten_its_effects_differ() -> None:
    graph = sketch("a -> b -> c; b -> d; d <-> e")
    far = Study("far", frozenset("b"), ("e",))
    assert seen_in(graph, far, "acd") == Study("far", frozenset("cd"), ("e",))
    assert seen_in(graph, far, "abc").differs == frozenset("b")
    assert seen_in(sketch("x -> m -> y"), Study("far", do=("x",)), "y").differs == frozenset("y")


def test_a_census_does_not_need_what_acts_on_its_columns() -> None:
    graph = sketch("site -> age -> ill -> s")
    found = recover(
        graph, Effect(("age",)), {"s"}, studies=[Study("all", measured=frozenset({"age"}))]
    )
    assert str(found) == "P(age) = P[all](age)"
