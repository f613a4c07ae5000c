"""Acts that are a rule or a law, from rows: on rows that are the exact law, the exact answer."""

import numpy as np
import pytest
import torch

from causalimg.diagnostics import CausalimgError
from causalimg.queries.estimation.rows import Rows
from exact_rows import judged_on_graphs, read
from oracle_texts import built


def by_rule(known, y, **do):
    """The mean of `y` where variables are set to arrays by noise."""
    return known.rows(do)[y]


def questions(known, x, m, y):
    """Texts of averages under a rule or a law, and what they are by enumeration."""
    mass, seen = known.mass, known.rows({})
    drawn = [by_rule(known, y, **{x: v}) for v in (0, 1)]
    turned = by_rule(known, y, **{x: 1 - seen[x]})
    copied = by_rule(known, y, **{m: seen[x]})

    def mean(values, meant=1):
        total = (mass * meant).sum()
        return float((mass * meant) @ values / total) if total > 0 else np.nan

    return {
        f"E[{y} | do({x} ~ Bernoulli(0.25))]": mean(0.75 * drawn[0] + 0.25 * drawn[1]),
        f"E[{y} | do({x} = (not {x}))]": mean(turned),
        f"E[{y} had {x} = (not {x})]": mean(turned),
        f"E[{y} | do({m} = {x})]": mean(copied),
        f"E[{y} had {m} = {x} | {x} == 1]": mean(copied, seen[x] == 1),
        f"E[{y} | do({m} ~ Bernoulli(if {x} == 1 then 0.25 else 0.5))]": mean(
            sum(
                np.where(seen[x] == 1, *((0.25, 0.5) if v else (0.75, 0.5)))
                * by_rule(known, y, **{m: v})
                for v in (0, 1)
            )
        ),
    }


def test_every_identified_average_under_a_policy_is_its_truth():
    judged = judged_on_graphs(questions, 60)
    assert len(judged) == 6, judged
    assert min(judged.values()) > 5, judged


COUNTS = """causalimg 1
variables {
  dose : count
  age, pain : binary
}
mechanisms {
  age  ~ Bernoulli(0.4)
  dose ~ Poisson(if age then 3 else 1)
  pain ~ Bernoulli(logit = 1 - dose + age)
}
"""


def test_a_rule_that_leaves_what_occurs_is_refused() -> None:
    model, _ = built(COUNTS)
    dose = torch.tensor([0.0, 1.0, 2.0, 1.0])
    rows = Rows(
        {"dose": dose, "age": torch.zeros(4), "pain": torch.tensor([0.0, 1.0, 0.0, 1.0])},
        np.ones(4), np.ones(4), np.arange(4),
    )  # fmt: skip
    assert read(model, "E[pain | do(dose = min(dose, 1))]", rows)[0] == [pytest.approx(0.75)]
    with pytest.raises(CausalimgError, match="values that no row has"):
        read(model, "E[pain | do(dose = dose + 1)]", rows)
    with pytest.raises(CausalimgError, match="cannot be listed"):
        read(model, "E[pain | do(dose ~ Poisson(2))]", rows)
