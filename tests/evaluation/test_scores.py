"""Scores at a site that training never saw, on films whose truth is known."""

import pytest
import torch
from sklearn.metrics import accuracy_score, roc_auc_score

from causalimg.diagnostics import CausalimgError
from causalimg.evaluation.scores import score
from causalimg.invariance.train import train
from films import made_fit, rows_of


@pytest.fixture(scope="module")
def scores(trained, film_rows):
    return score(trained, film_rows[1], twins={"scanner": film_rows[2]})


def test_measures_are_those_of_scikit_learn(scores, trained, film_rows):
    west = film_rows[1]
    for method, reader in trained.readers.items():
        said, truth = reader(west).numpy(), west["disease"].numpy()
        found = scores.of(method).measures
        assert found["AUROC"].value == pytest.approx(roc_auc_score(truth, said))
        assert found["accuracy"].value == pytest.approx(accuracy_score(truth, said > 0.5))
        for one in found.values():
            assert one.low <= one.value + 1e-9
            assert one.value <= one.high + 1e-9


def test_the_worst_group_is_the_worst_of_those_shown(scores):
    for one in scores.methods:
        lowest = min(group.estimate.value for group in one.groups)
        assert one.measures["worst-group accuracy"].value == pytest.approx(lowest)
        assert {group.words for group in one.groups} == {
            f"disease = {y}, scanner = {s}" for y in (0, 1) for s in ("agfa", "philips")
        }
        assert sum(group.rows for group in one.groups) == scores.rows


def test_the_licensed_constraint_and_counterfactuals_help_where_training_fails(scores):
    erm = scores.of("erm")
    for method in ("licensed", "counterfactual"):
        one = scores.of(method)
        assert one.moves[0].spread.value < erm.moves[0].spread.value
        assert one.against_erm["worst-group accuracy"].value > 0
    assert erm.against_erm == {}


def test_the_fitted_model_moves_the_answer_as_the_true_one_does(scores, trained, film_rows):
    fitted = score(trained, film_rows[1])
    for method in trained.readers:
        known, own = scores.of(method).moves[0], fitted.of(method).moves[0]
        assert known.known
        assert not own.known
        assert own.spread.value == pytest.approx(known.spread.value, abs=1e-3)
        assert set(own.means) == {"agfa", "philips"}


def test_only_unseen_sites_are_scored_unless_they_are_named(trained, film_rows):
    train_rows, west, _ = film_rows
    both = {name: torch.cat([train_rows[name], west[name]]) for name in west}
    assert (score(trained, both, moves=False).sites, score(trained, both, moves=False).rows) == (
        ("west",), 240,
    )  # fmt: skip
    assert score(trained, both, sites=("north",), moves=False).rows == 200
    with pytest.raises(CausalimgError, match="no row is from a site"):
        score(trained, train_rows, moves=False)


def test_a_table_needs_only_what_is_scored(trained, film_rows):
    west = {n: film_rows[1][n] for n in ("site", "scanner", "disease", "image")}
    assert score(trained, west, moves=False).rows == 240


def test_small_groups_are_named_and_left_out(trained, film_rows):
    west = film_rows[1]
    ill = ((west["disease"] == 1) & (west["scanner"] == 0)).nonzero().squeeze(-1)[3:]
    keep = torch.ones(240, dtype=torch.bool)
    keep[ill] = False
    found = score(trained, {n: v[keep] for n, v in west.items()}, moves=False)
    assert len(found.methods[0].groups) == 3
    assert "disease = 1, scanner = agfa" in found.notes[0]


def test_a_number_has_its_error(film_fit, film_rows):
    training = train(
        film_fit, "years", film_rows[0],
        {"epochs": 1, "batch": 64, "folds": False, "bootstrap": 100}, ("erm",), progress=False,
    )  # fmt: skip
    found = score(training, film_rows[1]).of("erm")
    assert list(found.measures) == ["mean absolute error"]
    assert found.measures["mean absolute error"].value < 40


def test_the_table_has_a_line_per_method_and_measure(scores):
    table = scores.to_table()
    assert len(table) == 15
    assert "worst-group accuracy" in str(scores)


def test_rows_are_drawn_alike_twice(tmp_path):
    fit = made_fit(tmp_path)
    one, two = (rows_of(fit, {"west": 5}, 3) for _ in range(2))
    assert torch.equal(one["image"], two["image"])
