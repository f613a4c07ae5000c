"""Averages over several worlds from rows: on rows that are the exact law, the exact answer."""

import numpy as np

from causalimg.causal.crossworld.worlds import Potential
from exact_rows import judged_on_graphs


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
    judged = judged_on_graphs(questions, 80)
    assert judged.keys() == {0, 1, 2, 4, 5, 6, 7}  # the fourth, whom it helps, rows never tell
    assert min(judged.values()) > 5, judged
