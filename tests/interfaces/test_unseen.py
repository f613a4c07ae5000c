"""A fitted model says nothing about values of which it saw no row, and goes on with the others."""

import pandas as pd
import pytest
import torch

import causalimg
from causalimg.diagnostics import CausalimgError
from causalimg.queries.branches import numbers

QUICK = {"epochs": 2, "progress": False}
SITES = """causalimg 1
variables {
  environment site : category {north, south, west}
  maker            : category {agfa, philips, ge}
  ill, seen        : binary
  dose, dark       : real
}
parameters {
  a, b, c, k : real ~ Normal(0, 1)
}
mechanisms {
  maker ~ Categorical(agfa = if site == west then 0.1 else 0.6, philips = 0.4,
                      ge = if site == west then 0.5 else 0) via gumbel_max
  ill   ~ table() given site via threshold
  seen  ~ table() given ill, maker via threshold
  dose  ~ Normal(match site { north: a, south: b, west: c }, 1)
  dark  ~ Normal(k * dose + match site { north: 0, south: 1, west: 2 }, 1)
}
"""


def rows(count=60):
    pick = torch.Generator().manual_seed(0)
    some = torch.randint(0, 2, (4, count), generator=pick)
    real = torch.randn(2, count, generator=pick)
    return pd.DataFrame({
        "site": [("north", "south")[i] for i in some[0]],
        "maker": [("agfa", "philips")[i] for i in some[1]],
        "ill": some[2].numpy(),
        "seen": some[3].numpy(),
        "dose": real[0].numpy(),
        "dark": real[1].numpy(),
    })  # fmt: skip


@pytest.fixture(scope="module")
def fit():
    return causalimg.loads(SITES).fit(rows(), withhold=["west"], **QUICK)


@pytest.mark.parametrize(
    ("question", "target", "cause"),
    [
        ("P(ill) for west", "ill", "site = west"),
        ("P(ill | do(site = west))", "ill", "site = west"),
        ("E[dose] for west", "dose", "site = west"),
        ("E[dark] for west", "dose", "site = west"),
        ("E[dark | ill == 1] for west", "ill", "site = west"),
        ("P(seen | do(ill = 1)) for west", "seen", "maker = ge"),
        ("P(seen | do(maker = ge))", "seen", "maker = ge"),
        ("P((seen had maker = ge) == 1 | ill == 1)", "seen", "maker = ge"),
    ],
)
def test_an_average_beyond_the_rows_is_refused(fit, question, target, cause):
    with pytest.raises(CausalimgError, match=r"E0719.*" + target + r"`.* no row of .*" + cause):
        fit.ask(question, draws=2_000)


@pytest.mark.parametrize(
    "question",
    [
        "P(ill)",
        "P(ill) for north",
        "E[dark] for south",
        "E[dark | do(dose = 1)] for west",  # transport: `k` is the same everywhere
        "P(maker == ge) for west",
        "P(seen | do(ill = 1, maker = agfa)) for west",
    ],
)
def test_what_the_rows_tell_is_answered(fit, question):
    assert 0 <= abs(float(fit.ask(question, draws=2_000))) < 4


def test_a_site_without_rows_is_no_condition(fit):
    with pytest.raises(CausalimgError, match=r"E0719.*no row is from `site` = `west`"):
        fit.ask("P(maker == ge | site == west)")


def test_a_counterfactual_beyond_the_rows_names_the_row(fit):
    asked = rows(4).assign(site=["north", "west", "south", "west"])
    with pytest.raises(CausalimgError, match=r"E0719.*`dose` .*`site = west`.*in row \d and 1"):
        fit.ask("dose had site = north", asked)
    with pytest.raises(CausalimgError, match=r"E0719.*`seen` .*`maker = ge`.*in every row"):
        fit.ask("seen had maker = ge", asked)
    assert len(fit.ask("seen had ill = 1", asked)["seen"].counterfactual) == 4
    assert len(fit.ask("dark had dose = 1", asked)["dark"].counterfactual) == 4


def test_a_run_keeps_what_each_mechanism_saw(fit):
    told = fit.fitted.summary.seen
    assert told["ill"][0].combinations == (("north",), ("south",))
    assert told["seen"][0].causes == ("ill", "maker")
    assert min(told["seen"][0].combinations) == ("0", "agfa")
    assert "maker" not in told
    again = causalimg.open_run(fit.fitted.folder)
    assert again.fitted.summary.seen == told


@pytest.mark.parametrize(
    ("law", "read"),
    [
        ("a + b", "a b"),
        ("if x == 1 then a else b", "b"),
        ("if not (x == 1) then a else b", "a"),
        ("if x == 1 or t > 0 then a else b", "a b"),
        ("if x == 1 and t > 0 then a else b", "b"),
        ("a * (x == 1) + b * (x == 0)", "b"),
        ("a * x + b", "b"),
        ("match s { low: a, mid: b, high: c }", "a b c"),
    ],
)
def test_the_branch_of_a_value_decides_what_is_read(law, read):
    text = """causalimg 1
variables { x : binary
 s : ordinal {low < mid < high}
 t, y : real }
parameters { a, b, c : real }
mechanisms {
 x ~ Bernoulli(0.5) via threshold
 s ~ Categorical(low = 0.2, mid = 0.2, high = 0.6) via threshold
 t ~ Normal(0, 1)
 y ~ Normal(LAW, 1)
}
"""
    model = causalimg.loads(text.replace("LAW", law)).checked
    assert numbers(model.mechanism("y"), "x", 0) == set(read.split())
