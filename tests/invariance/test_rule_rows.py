"""Where the constraints part: the licensed ones are best in the worst group, five graphs of the table.

Which constraint is licensed is asked of the causal room, from the same graph that draws the rows.
"""

import pytest

from causalimg.causal.licences.verdicts import Method, Standing
from rule_rows import CASES, read, rows_of, worst_group

SEEDS = range(5)
ON_RISK = (Method.IRM, Method.VREX)


def scored(row, method):
    """Mean over seeds of the worst group's accuracy, and of the weight of appearance."""
    accuracy = leaning = 0.0
    for seed in SEEDS:
        weight = read(rows_of(row, 2 * seed + 1), method, seed=seed)
        accuracy += worst_group(weight, rows_of(row, 2 * seed + 2, test=True)) / len(SEEDS)
        leaning += float(abs(weight[1] / weight[0])) / len(SEEDS)
    return accuracy, leaning


def standing(row, method):
    attribute = row.site if method in ON_RISK else "A"
    return row.licence(attribute).ruling(method).standing


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_licensed_constraint_is_best_in_the_worst_group(name):
    row = CASES[name]
    licensed = [m for m in Method if standing(row, m) is Standing.LICENSED]
    others = {m: scored(row, m)[0] for m in (None, *Method) if m not in licensed}
    independence = {m: scored(row, m) for m in licensed if m not in ON_RISK}
    for accuracy, leaning in independence.values():
        assert leaning < 0.2
        assert accuracy > max(others.values()) + 0.03, others
    for method in set(licensed) & set(ON_RISK):  # R9c: it helps, and an independence helps more
        assert others[None] + 0.1 < scored(row, method)[0] < max(independence.values())[0]
