"""Shares that came out alike in all draws: few draws leave much open, and the interval says so."""

import math

import pytest
import torch
from scipy.stats import binom

import causalimg
from causalimg.queries.interval import Share, interval

Z = 1.959964
RARE = """causalimg 1
variables {
  x : real
  y : binary
  z : real
}
mechanisms {
  x ~ Normal(0, 1)
  y ~ Bernoulli(p = 0.001 + 0.0001 * sigmoid(x)) via threshold
  z ~ Normal(x, 1)
}
"""


@pytest.fixture(scope="module")
def rare():
    return causalimg.loads(RARE)


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("P(x > 3)", 0.00135),
        ("1 - P(x > 3)", 0.99865),
        ("E[y]", 0.00105),
        ("P(x > 3) - P(x > 4)", 0.00132),
        ("P(y == 1 | do(x = 9)) - P(y == 1 | do(x = -9))", 0.0001),
        ("P((y had x = 9) == 1 | y == 0)", 0.00005),
        ("P(z > 4 | x == 0)", 0.00003),
    ],
)
def test_an_interval_from_few_draws_holds_the_truth(rare, question, truth):
    number = rare.ask(question, draws=100, seed=1).number
    assert float(number.error) > 0
    assert float(number.low) <= truth <= float(number.high)
    assert float(number.high - number.low) < 0.2
    narrow = rare.ask(question, draws=100_000, seed=1).number
    assert float(narrow.high - narrow.low) < 0.002


@pytest.mark.parametrize("question", ["P(x > 3 | do(x = 4))", "P(x > 3 | x == 4)"])
def test_what_the_question_itself_puts_there_has_no_error(rare, question):
    number = rare.ask(question, draws=100).number
    assert (float(number.value), float(number.low), float(number.high)) == (1, 1, 1)


def ends(hits, draws):
    share = torch.tensor(hits / draws, dtype=torch.float64)
    plain = (share * (1 - share) / draws).sqrt()
    middle, error = interval(share, plain, [Share(share, torch.ones(()), draws)])
    return float(middle - Z * error), float(middle + Z * error)


@pytest.mark.parametrize(("hits", "draws"), [(0, 200), (1, 60), (60, 60), (500, 1_000)])
def test_a_share_has_the_interval_of_agresti_and_coull(hits, draws):
    count = draws + Z**2
    share = (hits + Z**2 / 2) / count
    half = Z * math.sqrt(share * (1 - share) / count)
    assert ends(hits, draws) == pytest.approx((share - half, share + half), abs=1e-9)


@pytest.mark.parametrize("draws", [10, 40, 200])
def test_intervals_hold_what_they_promise(draws):
    """The chance that the interval holds the true share, exactly, for shares from 0.0005 on."""
    found = [ends(hits, draws) for hits in range(draws + 1)]
    for share in torch.linspace(0.0005, 0.5, 200).tolist():
        held = [i for i, (low, high) in enumerate(found) if low <= share <= high]
        assert binom.pmf(held, draws, share).sum() > 0.925


def test_parts_of_a_difference_that_always_agree_leave_the_chance_of_one_that_does_not():
    share, zero = torch.tensor(0.3, dtype=torch.float64), torch.zeros((), dtype=torch.float64)
    pair = [Share(share, torch.ones(()), 60), Share(share, -torch.ones(()), 60)]
    middle, error = interval(zero, zero, pair)
    assert float(middle) == 0
    assert float(Z * error) > 1 - 0.025 ** (1 / 60) > 3 / 60  # exact, rule of three
