"""Rows that are the observed law of a known model itself, and estimands read from them."""

import random
from itertools import pairwise

import numpy as np
import pytest
import torch

from causalimg.causal.graphs.admg import Admg
from causalimg.diagnostics import CausalimgError
from causalimg.queries.estimation.plug_in import plug_in
from causalimg.queries.estimation.question import asking
from causalimg.queries.estimation.rows import Rows
from functional import Functional
from oracle_texts import model_of

NAMES = ("a", "b", "c", "d", "e")


def some_graph(seed):
    """Three to five, in every other graph a chain, and now and then an unseen cause."""
    chance = random.Random(seed)
    order = chance.sample(NAMES, chance.randint(3, 5))
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    arrows = {p for p in pairs if chance.random() < 0.6} | set(pairwise(order) if seed % 2 else ())
    tied = [p for p in pairs if chance.random() < 0.15]
    return Admg(tuple(sorted(order)), frozenset(arrows), frozenset(map(frozenset, tied))), order


def rows_of(known):
    """Each row once, with its mass: the observed law itself."""
    law = known.law({})
    values = np.indices(law.shape).reshape(law.ndim, -1)
    mass = law.ravel()
    columns = {
        n: torch.from_numpy(values[i].astype(np.float32)) for i, n in enumerate(known.order)
    }
    return Rows(columns, mass, mass, np.arange(len(mass)))


def read(model, question, rows):
    """The number, and whether every law that it needs has rows."""
    made = [plug_in(model, part, rows, {}) for part in asking(model, question, {}).parts]
    return [float(one(np.ones((1, len(rows))))[0]) for one in made], max(o.lost() for o in made)


def judged_on_graphs(questions, graphs):
    """How often each question was answered on as many graphs, each answer held to its truth.

    Args:
        questions: from a known model and three of its variables to texts and what they are.
        graphs: how many.
    """
    judged, told = dict[int, int](), set()
    for seed in range(graphs):
        graph, order = some_graph(seed)
        known, model = Functional(graph, seed, noises=5), model_of(graph)
        rows, asked = rows_of(known), questions(known, *order[:2], order[-1])
        for place, (question, truth) in enumerate(asked.items()):
            try:
                found, lost = read(model, question, rows)
            except CausalimgError as refused:
                told.add(refused.diagnostics[0].code)
                continue
            if lost < 1e-9 and np.isfinite([*found, truth]).all():
                close = 1e-7 if "~" in question else 1e-9  # laws are in single precision
                assert sum(found) == pytest.approx(truth, abs=close), (seed, question)
                judged[place] = judged.get(place, 0) + 1
    assert told <= {"E0503", "E0711"}
    return judged
