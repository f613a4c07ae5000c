"""Rows that are the observed law of a known model itself, and estimands read from them."""

import random
from itertools import pairwise

import numpy as np
import torch

from causalimg.causal.graphs.admg import Admg
from causalimg.queries.estimation.plug_in import plug_in
from causalimg.queries.estimation.question import asking
from causalimg.queries.estimation.rows import Rows

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
