"""Laws of the penalties: what they measure, and that minimising them does what they are for."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from causalimg.invariance.penalties import (
    bandwidths,
    comparable,
    conditional,
    kernel,
    levels,
    marginal,
    mmd,
    strata,
)

seeds = st.integers(0, 2**31)
WIDTHS = (0.5, 1.0, 2.0)


def drawn(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@given(seeds, st.integers(1, 8), st.integers(1, 3))
def test_the_discrepancy_of_equal_samples_is_zero_whatever_their_order(seed, rows, width):
    x = drawn(seed, rows, width)
    shuffled = x[torch.randperm(rows, generator=torch.Generator().manual_seed(seed))]
    assert abs(float(mmd(x, shuffled, WIDTHS))) < 1e-12


@given(seeds, st.integers(1, 8), st.integers(1, 8))
def test_the_discrepancy_is_symmetric_and_never_negative(seed, m, n):
    x, y = drawn(seed, m, 2), drawn(seed + 1, n, 2) + 0.5
    assert float(mmd(x, y, WIDTHS)) >= -1e-12
    assert torch.allclose(mmd(x, y, WIDTHS), mmd(y, x, WIDTHS))


def test_the_unbiased_discrepancy_of_one_law_is_zero_on_average():
    found = [float(mmd(drawn(2 * i, 6, 2), drawn(2 * i + 1, 9, 2), WIDTHS, unbiased=True))
             for i in range(400)]  # fmt: skip
    mean, error = torch.tensor(found).mean(), torch.tensor(found).std() / 20
    assert abs(float(mean)) < 4 * float(error)
    biased = torch.tensor([float(mmd(drawn(2 * i, 6, 2), drawn(2 * i + 1, 9, 2), WIDTHS))
                           for i in range(50)])  # fmt: skip
    assert bool((biased > 0).all())


def test_the_kernel_of_a_gaussian_shift_has_its_closed_form():
    # Two normals of unit variance, means 0 and 1, kernel width 1: MMD^2 = 2 (1 - e^(-1/6)) / 3^.5
    x, y = drawn(0, 3000, 1), drawn(1, 3000, 1) + 1
    expected = 2 * (1 - torch.exp(torch.tensor(-1 / 6)).item()) / 3**0.5
    assert float(mmd(x, y, (1.0,), unbiased=True)) == pytest.approx(expected, abs=0.02)


def test_the_slope_is_finite_where_rows_coincide():
    z = torch.zeros(4, 3, requires_grad=True)
    kernel(z, z, WIDTHS).sum().backward()
    assert bool(z.grad.isfinite().all())


@given(seeds)
def test_a_conditional_penalty_is_the_weighted_sum_over_its_strata(seed):
    z, v, w = drawn(seed, 24, 2), torch.arange(24) % 2, torch.arange(24) // 8
    whole = conditional(z, v, w, WIDTHS)
    by_hand, total = 0.0, 0.0
    for stratum in range(3):
        a, b = z[(w == stratum) & (v == 0)], z[(w == stratum) & (v == 1)]
        weight = len(a) * len(b) / (len(a) + len(b))
        by_hand += weight * float(mmd(a, b, WIDTHS, unbiased=True))
        total += weight
    assert whole.pairs == 3
    assert float(whole.value) == pytest.approx(by_hand / total, abs=1e-9)


@given(seeds)
def test_a_marginal_penalty_is_a_conditional_one_with_a_single_stratum(seed):
    z, v = drawn(seed, 12, 2), torch.arange(12) % 3
    same = conditional(z, v, torch.full((12,), 7), WIDTHS)
    assert torch.allclose(marginal(z, v, WIDTHS).value, same.value)
    assert marginal(z, v, WIDTHS).pairs == 3


def test_a_batch_that_says_nothing_says_so():
    found = conditional(drawn(0, 4, 2), torch.tensor([0, 1, 0, 1]), torch.arange(4), WIDTHS)
    assert (float(found.value), found.pairs) == (0.0, 0)
    assert comparable(torch.tensor([0, 0, 1, 1]), torch.tensor([0, 0, 1, 1])) == 0
    assert comparable(torch.tensor([0, 0, 1, 1, 1]), torch.zeros(5)) == 2


def test_strata_are_the_combinations_of_values():
    a, b = torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 0, 1])
    assert len(strata([a, b], 4).unique()) == 4
    assert strata([], 3).tolist() == [0, 0, 0]


@given(st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=40), st.integers(2, 5))
def test_levels_keep_the_order_and_are_few(numbers, bins):
    values = torch.tensor(numbers)
    found = levels(values, bins)
    order = values.argsort()
    assert bool((found[order].diff() >= 0).all())
    assert len(found.unique()) <= bins


def test_widths_follow_the_sample_and_survive_a_constant_one():
    z = drawn(3, 200, 4)
    narrow, middle, wide = bandwidths(z)
    assert wide == 2 * middle == 4 * narrow
    assert bandwidths(10 * z)[1] == pytest.approx(10 * middle, rel=1e-4)
    assert bandwidths(torch.zeros(5, 2)) == WIDTHS


def test_minimising_the_penalty_removes_the_dependence():
    v = torch.arange(200) % 2
    z = drawn(5, 200, 2) + 2.0 * v[:, None] * torch.tensor([1.0, 0.0])
    turn = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([turn], 0.1)
    widths = bandwidths(z)
    before = float(marginal(z, v, widths).value)
    for _ in range(60):
        loss = marginal(z - v[:, None] * turn, v, widths).value
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float(loss.detach()) < before / 20
    assert turn.tolist() == pytest.approx([2.0, 0.0], abs=0.4)
