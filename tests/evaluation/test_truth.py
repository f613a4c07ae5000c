"""Axioms and true errors: exact where the fit is the truth, wrong where it is not."""

import pytest
import torch

from causalimg.evaluation.axioms import axioms
from causalimg.evaluation.truth import COPY, FLOOR, KEEP, Known, put_together, truth_errors
from causalimg.invariance.settings import TrainSettings
from films import TEXT, made_fit, rows_of


def short(rows, count=60):
    return {name: value[:count] for name, value in rows.items()}


def test_the_true_model_has_no_error_and_a_copy_has(film_fit, film_rows):
    west, other = short(film_rows[1]), short(film_rows[2])
    known = Known(film_fit.model, film_fit.program, west)
    found = truth_errors(
        film_fit, west, other, {"scanner": 1 - west["scanner"]}, known=known, bootstrap=100
    )
    errors = {one.way: one for one in found.errors if one.variable == "image"}
    assert errors[KEEP].error.value < 1e-5
    assert errors[FLOOR].error.value < 1e-5
    assert errors[COPY].error.value > 0.1
    assert errors[COPY].explained == 0
    assert errors[KEEP].explained == pytest.approx(1, abs=1e-6)
    assert list(found.to_table()["variable"].unique()) == ["image"]


def test_a_wrong_model_is_found_out(tmp_path, film_rows):
    wrong = made_fit(tmp_path, TEXT.replace("philips: 0.7", "philips: 0.1"))
    west, other = short(film_rows[1]), short(film_rows[2])
    found = truth_errors(wrong, west, other, {"scanner": 1 - west["scanner"]}, bootstrap=100)
    kept = next(one for one in found.errors if one.way == KEEP)
    assert kept.error.low > 0.02
    assert 0 < kept.explained < 0.95


def test_rows_from_two_worlds_are_put_together():
    worlds = {0: {"x": torch.zeros(4, 2)}, 1: {"x": torch.ones(4, 2)}}
    which = torch.tensor([0, 1, 1, 0])
    assert put_together(worlds, which)["x"][:, 0].tolist() == [0, 1, 1, 0]
    assert float(worlds[0]["x"].sum()) == 0


def test_the_axioms_hold_for_a_known_model(film_fit, film_rows):
    found = axioms(
        film_fit, film_rows[0], rows=40,
        settings=TrainSettings(epochs=6, batch=64, width=8, representation=8),
    )  # fmt: skip
    assert {one.axiom for one in found.sameness} == {"composition", "reversibility"}
    for one in found.sameness:
        # Between age and image stands a threshold, whose noise is drawn anew on the way back.
        assert one.done == "age" or one.error < 1e-5, one
    scanner = next(one for one in found.effects if one.attribute == "scanner")
    assert scanner.real > 0.9
    assert scanner.counterfactual > 0.9
    assert {one.attribute for one in found.effects} == {"disease", "scanner", "girth"}
    table = found.to_table()
    assert set(table["axiom"]) == {"composition", "reversibility", "effectiveness"}


def test_composition_catches_a_model_that_does_not_give_rows_back(film_fit, film_rows):
    program = film_fit.program
    right = program.predict

    def shifted(noise, do=None, *, wanted=None, **environment):
        values = right(noise, do, wanted=wanted, **environment)
        return {n: 0.9 * v if n == "image" else v for n, v in values.items()}

    program.predict = shifted
    try:
        found = axioms(film_fit, film_rows[0], rows=10, effectiveness=False)
    finally:
        del program.predict
    broken = [o for o in found.sameness if o.axiom == "composition" and o.variable == "image"]
    mean = float(film_rows[0]["image"].mean())
    assert broken[0].error == pytest.approx(0.1 * mean, rel=0.1)


def test_redrawing_is_the_same_noise(film_fit):
    plain = rows_of(film_fit, {"west": 30}, 4)
    same = rows_of(film_fit, {"west": 30}, 4, lambda v: {"scanner": v["scanner"]})
    assert torch.allclose(plain["image"], same["image"])
