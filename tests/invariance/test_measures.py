"""Measures and their intervals: against scikit-learn, and against patients counted by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from causalimg.invariance.measures import (
    auroc,
    brier,
    calibration,
    difference,
    estimate,
    mean,
    resamples,
    right,
    worst,
)

scores = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=4, max_size=40).filter(
    lambda rows: 0 < sum(y for _, y in rows) < len(rows)
)


@given(scores)
def test_the_area_is_that_of_scikit_learn_ties_included(rows):
    said = torch.tensor([s / 6 for s, _ in rows])
    truth = torch.tensor([float(y) for _, y in rows])
    found = auroc(said, truth)(torch.ones(1, len(rows)))[0]
    assert float(found) == pytest.approx(roc_auc_score(truth.numpy(), said.numpy()))


@given(scores, st.lists(st.integers(0, 3), min_size=40, max_size=40))
def test_a_weight_is_a_row_that_stands_there_as_often(rows, counts):
    weight = torch.tensor(counts[: len(rows)])
    said = torch.tensor([s / 6 for s, _ in rows])
    truth = torch.tensor([float(y) for _, y in rows])
    again = truth.repeat_interleave(weight)
    if len(again.unique()) == 2:
        found = float(auroc(said, truth)(weight[None].float())[0])
        expected = roc_auc_score(again.numpy(), said.repeat_interleave(weight).numpy())
        assert found == pytest.approx(expected)


def test_many_classes_are_scored_one_against_the_rest():
    generator = torch.Generator().manual_seed(0)
    said = torch.rand(60, 3, generator=generator).softmax(1)
    truth = torch.randint(3, (60,), generator=generator)
    found = float(auroc(said, truth)(torch.ones(1, 60))[0])
    expected = roc_auc_score(truth.numpy(), said.double().numpy(), multi_class="ovr")
    assert found == pytest.approx(expected, abs=1e-6)


def test_brier_accuracy_and_calibration_by_hand():
    said, truth = torch.tensor([0.9, 0.2, 0.6, 0.4]), torch.tensor([1.0, 0.0, 0.0, 1.0])
    assert float(brier(said, truth).mean()) == pytest.approx(brier_score_loss(truth, said))
    assert right(said, truth).tolist() == [1.0, 1.0, 0.0, 0.0]
    one = torch.ones(1, 4)
    # Two bins: (0.2, 0.4) of which one came true, (0.9, 0.6) of which one did.
    assert float(calibration(said, truth, 2)(one)[0]) == pytest.approx(0.25 * (0.4 + 0.5))


def test_worst_group_is_the_lowest_mean_and_skips_groups_a_resample_lacks():
    values, group = torch.tensor([1.0, 0.0, 1.0, 1.0]), torch.tensor([0, 0, 1, 1])
    weights = torch.tensor([[1.0, 1, 1, 1], [0, 0, 1, 1]])
    assert worst(values, group)(weights).tolist() == [0.5, 1.0]


def test_worst_group_of_no_group_is_no_number():
    """`demo --rows 24` has no group large enough to be scored: it ended in a traceback."""
    none = worst(torch.zeros(0), torch.zeros(0, dtype=torch.int64))
    assert none(torch.ones(3, 0)).isnan().all()
    assert math.isnan(estimate(lambda rows: none(rows[:, :0]), torch.arange(4), 10, 0).value)


def test_patients_are_drawn_whole():
    patients = torch.tensor([7, 7, 7, 3, 3, 9])
    drawn = torch.cat(list(resamples(patients, 50, 0)))
    assert bool((drawn[:, 0] == drawn[:, 1]).all() & (drawn[:, 1] == drawn[:, 2]).all())
    counted = drawn[:, [0, 3, 5]].sum(1)
    assert bool((counted == 3).all())


def test_an_interval_covers_the_mean_at_its_rate():
    covered = 0
    for seed in range(100):
        values = torch.randn(60, generator=torch.Generator().manual_seed(seed))
        found = estimate(mean(values), torch.arange(60), 200, seed)
        covered += found.low <= 0 <= found.high
    assert covered >= 86


def test_a_difference_is_paired():
    values = torch.randn(80, generator=torch.Generator().manual_seed(0))
    found = difference(mean(values + 0.01), mean(values), torch.arange(80), 100, 0)
    assert found.value == pytest.approx(0.01, abs=1e-6)
    assert found.high - found.low < 1e-5


def test_one_class_has_no_area():
    found = estimate(auroc(torch.rand(5), torch.ones(5)), torch.arange(5), 100, 0)
    assert math.isnan(found.value)
