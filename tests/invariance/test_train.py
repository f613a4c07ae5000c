"""Training by every method on films whose truth is known, and what is refused."""

import pytest
import torch

from causalimg.causal.graphs.admg import sketch
from causalimg.causal.licences.licence import licence_of
from causalimg.causal.licences.question import Question
from causalimg.diagnostics import CausalimgError
from causalimg.fitting.settings import Settings
from causalimg.invariance.augment import (
    augmentations,
    counterfactual_rows,
    other_values,
    world_of,
)
from causalimg.invariance.constraints import Constraint, constraints, grouped, why_not
from causalimg.invariance.folds import folds
from causalimg.invariance.material import bound_rows
from causalimg.invariance.settings import train_settings
from causalimg.invariance.store import open_training, save_training, trained_predictors
from causalimg.invariance.train import train
from films import SHORT, made_fit, rows_of


def licence(text, **more):
    return licence_of(Question(sketch(text), "X", "Y", invariant_to=("A",), **more))


# ---- what the licence makes of a training ----------------------------------------------------


def test_the_constraint_is_the_one_of_the_graph():
    assert constraints(licence("E -> Y -> X; E -> A -> X")) == (Constraint("A", ("Y",)),)
    assert [str(c) for c in constraints(licence("Y -> X; A -> X"))] == ["representation _||_ A"]
    none = licence("A -> Y -> X; A -> X")
    assert constraints(none) in ((), (Constraint("A", ("Y",)),))


def test_where_nothing_is_licensed_a_sentence_says_so():
    found = licence("U -> Y, A, X; Y -> X", latent=frozenset({"U"}))
    assert constraints(found) == ()
    assert "`A`" in why_not(found.attribute("A"))


def test_the_label_follows_an_intervention_only_where_it_must():
    kept = augmentations(licence("E -> Y -> X; E -> A -> X"))
    assert [(a.attribute, a.rule.value, a.consistent) for a in kept] == [("A", "keep", True)]
    moved = augmentations(licence("A -> Y -> X; A -> X"))
    assert [(a.attribute, a.rule.value, a.consistent) for a in moved] == [
        ("A", "propagate", False)
    ]


def test_no_overlap_is_noticed():
    columns = {"A": torch.tensor([0, 0, 1, 1]), "Y": torch.tensor([0.0, 0.0, 1.0, 1.0])}
    found, notes = grouped((Constraint("A", ("Y",)),), columns, 4, 3)
    assert found == ()
    assert "no overlap" in notes[0]
    assert grouped((Constraint("B", ()),), columns, 4, 3)[1] == (
        "representation _||_ B: the table lacks `B`",
    )


def test_numbers_are_compared_in_groups():
    columns = {"A": torch.linspace(0, 1, 90), "Y": torch.arange(90).float() % 2}
    (found,), _ = grouped((Constraint("A", ("Y",)),), columns, 90, 3)
    assert sorted(found.value.unique().tolist()) == [0, 1, 2]


# ---- folds ------------------------------------------------------------------------------------


def test_a_fold_leaves_out_a_site_and_the_people_seen_there():
    sites, people = torch.tensor([0, 0, 1, 1, 2]), torch.tensor([5, 6, 6, 7, 8])
    first = folds(sites, ("n", "s", "e"), people, 0)[0]
    assert (first.name, first.test.tolist(), first.train.tolist()) == ("n", [0, 1], [3, 4])


def test_without_sites_people_are_parted():
    people = torch.arange(30) // 3
    parts = folds(None, (), people, 0)
    assert len(parts) == 5
    assert sorted(torch.cat([p.test for p in parts]).tolist()) == list(range(30))
    for part in parts:
        assert set(people[part.test].tolist()).isdisjoint(people[part.train].tolist())


# ---- other worlds -----------------------------------------------------------------------------


def test_counterfactual_rows_are_the_true_ones_where_the_model_is(film_fit, film_rows):
    _, west, other = film_rows
    few = {name: value[:40] for name, value in west.items()}
    bound = bound_rows(film_fit, few, withhold=())
    predictor = film_fit.model.predictor("triage")
    found = counterfactual_rows(
        film_fit, predictor, bound, {"scanner": other_values(few["scanner"], 0)},
        resolution=32, seed=0,
    )  # fmt: skip
    assert torch.allclose(found.rows["image"], other["image"][:40], atol=1e-4)
    assert torch.equal(found.target, few["disease"])


def test_a_label_that_follows_is_predicted(film_fit, film_rows):
    few = {name: value[:200] for name, value in film_rows[0].items()}
    bound = bound_rows(film_fit, few)
    predictor = film_fit.model.predictor("triage")
    found = counterfactual_rows(
        film_fit, predictor, bound, {"site": torch.full((200,), 2)},
        resolution=32, seed=0, propagate=True,
    )  # fmt: skip
    assert float(found.target.mean()) > 0.7 > 0.3 > float(few["disease"].mean())


def test_an_intervention_to_the_same_value_changes_nothing(film_fit, film_rows):
    few = {name: value[:20] for name, value in film_rows[1].items()}
    with torch.no_grad():
        same = world_of(film_fit, few, {"scanner": few["scanner"]}, ("image", "disease"))
    assert torch.allclose(same["image"], few["image"], atol=1e-5)
    assert torch.equal(same["disease"], few["disease"])


# ---- the whole --------------------------------------------------------------------------------


def test_every_method_is_trained_and_recorded(trained):
    assert tuple(trained.readers) == ("erm", "licensed", "counterfactual")
    assert {str(c) for c in trained.constraints} == {
        "representation _||_ scanner | disease",
        "representation _||_ site | disease",
    }
    assert trained.chosen == "licensed"
    assert "before any score was seen" in str(trained)
    table = trained.to_table()
    assert set(table["site left out"]) == {"north", "south", "east"}
    assert bool((table["low"] <= table["AUROC"]).all())
    assert bool((table["AUROC"] <= table["high"]).all())


def test_the_answer_moves_least_where_it_was_asked_not_to(trained, film_rows):
    _, west, other = film_rows
    moved = {
        method: float((reader(west) - reader(other)).abs().mean())
        for method, reader in trained.readers.items()
    }
    assert moved["licensed"] < 0.7 * moved["erm"], moved
    assert moved["counterfactual"] < 0.7 * moved["erm"], moved


def test_the_same_seed_trains_the_same_predictor(film_fit, film_rows, trained):
    again = train(
        film_fit, "triage", film_rows[0], {**SHORT, "folds": False}, ("erm",), progress=False
    )
    west = film_rows[1]
    assert torch.equal(again.readers["erm"](west), trained.readers["erm"](west))
    assert again.folds == ()
    assert again.chosen == "erm"


def test_a_number_is_predicted_too(film_fit, film_rows):
    found = train(film_fit, "years", film_rows[0], {**SHORT, "epochs": 2}, ("erm",),
                  progress=False)  # fmt: skip
    assert found.measure == "mean absolute error"
    assert 20 < float(found(film_rows[1]).mean()) < 90


def test_a_saved_training_comes_back_to_the_bit(tmp_path, film_rows, trained):
    fit = made_fit(tmp_path)
    save_training(trained, tmp_path)
    back = open_training(fit, "triage")
    for method, reader in trained.readers.items():
        assert torch.equal(back.readers[method](film_rows[1]), reader(film_rows[1]))
    assert (back.folds, back.notes, back.constraints) == (
        trained.folds, trained.notes, trained.constraints,
    )  # fmt: skip
    assert str(back) == str(trained)
    assert torch.equal(trained_predictors(fit)["triage"](film_rows[1]), back(film_rows[1]))


def test_a_damaged_or_missing_training_is_told(tmp_path, trained):
    fit = made_fit(tmp_path)
    with pytest.raises(CausalimgError, match="not trained yet"):
        open_training(fit, "triage")
    place = save_training(trained, tmp_path)
    weights = place / "erm.safetensors"
    weights.write_bytes(weights.read_bytes()[:-3])
    with pytest.raises(CausalimgError, match="damaged or gone"):
        open_training(fit, "triage")
    (place / "training.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CausalimgError, match="is damaged"):
        open_training(fit, "triage")


def test_a_training_with_another_text_is_refused(tmp_path, trained):
    from films import TEXT

    save_training(trained, tmp_path)
    with pytest.raises(CausalimgError, match="another text"):
        open_training(made_fit(tmp_path, TEXT.replace("0.02", "0.03")), "triage")


def test_what_cannot_be_trained_is_refused(film_fit, film_rows):
    with pytest.raises(CausalimgError, match="no predictor `triag`"):
        train(film_fit, "triag", film_rows[0], progress=False)
    few = {name: value[:9] for name, value in film_rows[0].items()}
    with pytest.raises(CausalimgError, match="too few"):
        train(film_fit, "triage", few, progress=False)
    well = film_rows[0]["disease"] == 0
    same = {name: value[well] for name, value in film_rows[0].items()}
    with pytest.raises(CausalimgError, match="every row has the same `disease`"):
        train(film_fit, "triage", same, progress=False)


def test_settings_are_checked():
    with pytest.raises(CausalimgError, match=r"train\.triage\.epoch"):
        train_settings(Settings(), "triage", {"epoch": 3})
    written = Settings.model_validate({"train": {"triage": {"epochs": 5}}})
    assert train_settings(written, "triage", {"seed": 4}).epochs == 5


def test_one_site_is_parted_by_patient(film_fit):
    rows = rows_of(film_fit, {"north": 150}, 5)
    found = train(film_fit, "triage", rows, {**SHORT, "epochs": 1}, ("erm",), progress=False)
    assert [s.site for s in found.folds] == [f"part {i}" for i in range(1, 6)]
    assert any("one site" in note for note in found.notes)
