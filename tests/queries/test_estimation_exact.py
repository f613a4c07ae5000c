"""On rows that are the exact law, a plug-in is the exact answer."""

import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from causalimg.causal.graphs.admg import Admg
from causalimg.diagnostics import CausalimgError
from causalimg.queries.estimation.plug_in import plug_in
from causalimg.queries.estimation.question import asking
from causalimg.queries.estimation.rows import Rows
from causalimg.queries.estimation.simulated import simulated
from exact_models import Exact
from oracle_texts import built, discrete_text, model_of, query_text

ORACLES = Path(__file__).parent.parent / "oracles"
NAMES = ("a", "b", "c", "d", "e")


def some_graph(seed):
    chance = random.Random(seed)
    order = chance.sample(NAMES, chance.randint(3, 5))
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    arrows = {p for p in pairs if chance.random() < 0.6} | set(pairwise(order))
    tied = [p for p in pairs if chance.random() < 0.2]
    return Admg(tuple(sorted(order)), frozenset(arrows), frozenset(map(frozenset, tied))), order


def rows_of(exact):
    law = exact.law()
    columns = np.array(list(law), dtype=np.float32)
    mass = np.array(list(law.values()))
    values = {n: torch.from_numpy(columns[:, i].copy()) for i, n in enumerate(exact.order)}
    return Rows(values, mass, mass, np.arange(len(mass)))


def read(model, question, rows):
    (part,) = asking(model, question, {}).parts
    return float(plug_in(model, part, rows, {})(np.ones((1, len(rows))))[0]), part


def test_every_identified_effect_of_a_random_model_is_its_truth():
    judged, general, told = 0, 0, set()
    for seed in range(40):
        graph, order = some_graph(seed)
        exact, model = Exact(graph, seed), model_of(graph)
        x, y, z = order[0], order[-1], order[1]
        do = {x: {1: 1.0}}
        law, rows = exact.law(do), rows_of(exact)
        asked = {
            f"P({y} == 1 | do({x} = 1))": exact.probability(law, {y: 1}),
            f"P({y} == 1 | do({x} = 1), {z} == 0)": exact.probability(law, {y: 1, z: 0})
            / exact.probability(law, {z: 0}),
            f"P({y} != {z} | do({x} = 1))": exact.probability(law, {y: 1, z: 0})
            + exact.probability(law, {y: 0, z: 1}),
        }
        for question, truth in asked.items():
            try:
                found, part = read(model, question, rows)
            except CausalimgError as refused:
                told.add(refused.diagnostics[0].code)
                continue
            assert found == pytest.approx(truth, abs=1e-9), (seed, question)
            judged += 1
            general += part.plain is None
    assert told == {"E0503"}
    assert judged > 60, judged
    assert general > 12, general  # beyond adjustment: front doors, ratios, products of districts


def discrete_cases():
    cases = json.loads((ORACLES / "numeric_discrete_scm.json").read_text())
    return [pytest.param(case, id=case["name"]) for case in cases[::4]]


@pytest.mark.parametrize("case", discrete_cases())
def test_the_oracles_of_finite_models(case):
    kinds = ("observational", "interventional", "conditional_observational", "counterfactual_ett")
    text = discrete_text(case["name"], case["mechanisms"], case["noise_probabilities"])
    model, program = built(text)
    names = [n for n in case["nodes"] if n not in model.of_kind("latent")]
    rows, exact = simulated(
        model, program, names, torch.ones(1), weighted=False, whole=True, seed=0
    )
    assert exact
    told = set()
    for query in (q for q in case["queries"] if q["kind"] in kinds):
        question = query_text(query)
        try:
            found, _ = read(model, question, rows)
        except CausalimgError as refused:
            told.add(refused.diagnostics[0].code)
            continue
        # Where an act has no rows under some covariates, nothing is promised.
        if np.isfinite(found) and not lost(model, question, rows):
            assert found == pytest.approx(query["probability"], abs=1e-6), question
    assert told <= {"E0503", "E0711"}


def lost(model, question, rows):
    (part,) = asking(model, question, {}).parts
    return plug_in(model, part, rows, {}).lost() > 1e-9
