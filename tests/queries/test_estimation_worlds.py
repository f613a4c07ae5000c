"""Averages over several worlds from rows: on rows that are the exact law, the exact answer."""

import random
from itertools import pairwise

import numpy as np
import pytest
import torch

from causalimg.causal.crossworld.worlds import Potential
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


class Worlds:
    """Potential variables of a known model, by noise."""

    def __init__(self, known):
        self.known = known

    def __call__(self, variable, **do):
        acts = tuple((n, v if isinstance(v, Potential) else str(v)) for n, v in do.items())
        return self.known.value(Potential(variable, acts), {})

    def mean(self, values, meant=None):
        mass = self.known.mass * (1 if meant is None else meant)
        return float(mass @ values / mass.sum()) if mass.sum() > 0 else np.nan


def nested(variable, **do):
    return Potential(variable, tuple((n, str(v)) for n, v in do.items()))


def questions(known, x, m, y):
    """Texts of single averages, and what they are by enumeration."""
    at = Worlds(known)
    direct = at(y, **{x: 1, m: nested(m, **{x: 0})})
    there, here = at(y, **{x: 1}), at(y, **{x: 0})
    return {
        f"E[{y} had {x} = 1, {m} = ({m} had {x} = 0)]": at.mean(direct),
        f"P({y} had {x} = 1, {m} = ({m} had {x} = 0))": at.mean(direct),
        f"E[({y} had {x} = 1) * ({m} had {x} = 0)]": at.mean(there * at(m, **{x: 0})),
        f"P(({y} had {x} = 1) and not ({y} had {x} = 0))": at.mean(there * (1 - here)),
        f"E[({y} had {x} = 1) * {m}]": at.mean(there * at(m)),
        f"E[({y} had {x} = 1) + {x} * ({y} had {x} = 1) | {m} > 0]": at.mean(
            there + at(x) * there, at(m) > 0
        ),
        f"E[{y} had {x} = 1 | ({m} had {x} = 0) == 1]": at.mean(there, at(m, **{x: 0}) == 1),
        f"E[({y} had {x} = 1) > ({m} had {x} = 1) | {x} == 0]": at.mean(
            there > at(m, **{x: 1}), at(x) == 0
        ),
    }


def test_every_identified_average_over_worlds_is_its_truth():
    judged, told = dict[int, int](), set()
    for seed in range(80):
        graph, order = some_graph(seed)
        known, model, rows = Functional(graph, seed, noises=5), model_of(graph), None
        rows = rows_of(known)
        for place, (question, truth) in enumerate(questions(known, *order[:2], order[-1]).items()):
            try:
                found, lost = read(model, question, rows)
            except CausalimgError as refused:
                told.add(refused.diagnostics[0].code)
                continue
            if lost < 1e-9 and np.isfinite([*found, truth]).all():
                assert sum(found) == pytest.approx(truth, abs=1e-9), (seed, question)
                judged[place] = judged.get(place, 0) + 1
    assert told <= {"E0503", "E0711"}
    assert judged.keys() == {0, 1, 2, 4, 5, 6, 7}  # the fourth, whom it helps, rows never tell
    assert min(judged.values()) > 5, judged
