"""A model against tables that follow it and tables that do not."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import causalimg
from causalimg.diagnostics import CausalimgError
from causalimg.evaluation.refutation import _adjusted

DATA = os.environ.get("CAUSALIMG_DATA")
WARD = """causalimg 1

model ward

grid chest = 8 x 8 at 40 mm

variables {
  environment site : category {north, south, west}
  latent frailty   : real
  age              : real in [18, 100] years
  genes            : vector[2]
  scanner          : category {agfa, philips}
  disease          : binary
  severity         : ordinal {none < mild < severe}
  marker           : real
  film             : image[chest] in [0, 1]
}

graph {
  site -> age, scanner
  age, frailty -> disease
  disease -> severity, marker
  genes -> marker
  disease, scanner -> film
}

claims {
  age _||_ scanner | site
  invariant marker given disease, genes across site
  marker _||_ film | disease, scanner
}
"""


def rows(seed, n=600, *, biased=0.0, leak=0.0):
    """Rows of the ward; `biased` lets the scanner follow age, `leak` severity the site."""
    draw = np.random.default_rng(seed)
    site = draw.integers(0, 3, n)
    age = np.clip(50 + 5 * site + 10 * draw.normal(size=n), 18, 100)
    scanner = draw.random(n) < 0.3 + 0.2 * site + biased * (age > 60)
    disease = draw.random(n) < 1 / (1 + np.exp(3 - age / 20 - draw.normal(size=n)))
    severity = (disease * 1.5 + draw.logistic(size=n) + leak * site > 0).astype(int) + (
        disease & (draw.random(n) < 0.3)
    )
    genes = draw.normal(size=(n, 2))
    return pd.DataFrame({
        "site": np.array(["north", "south", "west"])[site],
        "age": age,
        "scanner": np.where(scanner, "philips", "agfa"),
        "disease": disease.astype(int),
        "severity": np.array(["none", "mild", "severe"])[severity],
        "genes_1": genes[:, 0],
        "genes_2": genes[:, 1],
        "marker": disease + genes @ [1, -1] + draw.normal(size=n),
    })  # fmt: skip


@pytest.fixture(scope="module")
def ward():
    return causalimg.loads(WARD)


def statements(found):
    return [str(one.implication) for one in found]


def test_a_table_of_the_model_refutes_it_as_often_as_the_level_says(ward) -> None:
    found = [ward.test(rows(seed)) for seed in range(40)]
    refuted = [any(one.refuted for one in each.implications) for each in found]
    assert sum(refuted) <= 6
    assert {one.why for one in found[0].implications} == {""}


def test_what_no_table_holds_is_named_and_projected_out(ward) -> None:
    found = ward.test(rows(0))
    assert found.left_out == {"frailty": "latent", "film": "a picture"}
    assert (
        statements(found.implications)
        == [
            "scanner _||_ age | site",
            "genes _||_ site, age, scanner",
            "disease _||_ site, genes, scanner | age",
            "severity _||_ site, age, genes, scanner | disease",
            "marker _||_ site, age, scanner, severity | genes, disease",
        ]
        or len(found.implications) == 5
    )
    assert found.claims[2].why == "`film` is a picture"
    assert not any("film" in text for text in statements(found.implications))


def test_a_wrong_arrow_is_placed(ward) -> None:
    found = ward.test(rows(1, biased=0.3))
    (claim,) = (one for one in found.claims if one.refuted)
    assert str(claim.implication) == "age _||_ scanner | site"
    assert claim.tested.effect > 0.1
    assert claim.span is not None
    (told,) = found.diagnostics
    assert (told.code, told.span) == ("E0722", claim.span)
    assert "partial correlation 0." in told.notes[0]
    leaky = ward.test(rows(2, leak=1.0))
    (broken,) = (one for one in leaky.implications if one.refuted)
    assert "severity" in broken.strongest
    assert "site" in broken.strongest


def test_pairs_name_each_missing_arrow(ward) -> None:
    found = ward.test(rows(1, biased=0.3), pairs=True)
    refuted = statements(one for one in found.implications if one.refuted)
    assert refuted == ["age _||_ scanner | site"]
    assert all(
        len(one.implication.left) == len(one.implication.right) == 1 for one in found.implications
    )


def test_a_column_that_is_absent_or_constant_is_left_out(ward) -> None:
    table = rows(0).drop(columns=["marker", "genes_2"]).assign(scanner="agfa")
    found = ward.test(table)
    assert found.left_out["marker"] == found.left_out["genes"] == "no column of the table"
    assert found.left_out["scanner"] == "the same in every row, or nearly"
    assert found.claims[0].why == "`scanner` is the same in every row, or nearly"
    assert found.implications


def test_a_table_without_two_columns_says_which_are_missing(ward) -> None:
    with pytest.raises(CausalimgError) as caught:
        ward.test(rows(0)[["age"]])
    assert {d.code for d in caught.value.diagnostics} == {"E0702"}
    with pytest.raises(CausalimgError) as caught:
        ward.test(rows(0).assign(site="north")[["site", "age"]])
    assert [d.code for d in caught.value.diagnostics] == ["E0706"]


def test_missing_cells_are_refused_or_dropped_as_in_a_fit(ward) -> None:
    table = rows(0)
    table.loc[[3, 5], "age"] = np.nan
    with pytest.raises(CausalimgError, match="E0703"):
        ward.test(table)
    found = ward.test(table, drop_missing=True)
    assert (found.rows, found.dropped) == (598, 2)


def test_tensors_are_read_as_a_fit_reads_them() -> None:
    model = causalimg.loads(
        "causalimg 1\nvariables { x, y : real }\nmechanisms {\n x ~ Normal(0, 1)\n y ~ Normal(0, 1)\n}\n"
    )
    found = model.test(model.sample(200, seed=3))
    assert (found.rows, statements(found.implications)) == (200, ["y _||_ x"])


def test_rows_of_one_patient_are_taken_together(ward) -> None:
    table = rows(0)
    twice = pd.concat([table] * 5).assign(person=np.tile(np.arange(600), 5))
    alone, naive = ward.test(table), ward.test(twice)
    found = ward.test(twice, patient="person")
    pairs = list(zip(alone.implications, found.implications, naive.implications, strict=True))
    assert all(abs(np.log(one.tested.p / two.tested.p)) < 0.7 for one, two, _ in pairs)
    assert all(three.tested.p < two.tested.p for _, two, three in pairs)


def test_selected_rows_are_tested_under_selection() -> None:
    text = """causalimg 1

variables {
  disease, frail, marker : binary
  selection archived     : binary
}

graph {
  disease, frail -> archived
  disease -> marker
}
"""
    draw = np.random.default_rng(0)
    table = pd.DataFrame(draw.integers(0, 2, (4000, 2)), columns=["disease", "frail"])
    table["marker"] = (draw.random(4000) < 0.2 + 0.6 * table.disease).astype(int)
    kept = table[draw.random(4000) < 0.1 + 0.8 * (table.disease | table.frail)]
    found = causalimg.loads(text).test(kept)
    assert statements(found.implications) == ["frail _||_ marker | disease"]
    assert found.refuted == ()
    assert not found.unsettled.complete
    assert str(found).splitlines()[1] == "among the rows with archived = 1"
    assert found.to_dict()["selected"] == ["archived"]


def test_families_are_controlled_as_the_books_say() -> None:
    ps = [0.01, 0.04, 0.03, 0.005]
    assert _adjusted(ps, "holm") == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert _adjusted(ps, "bh") == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert _adjusted(ps, "none") == ps
    assert [_adjusted([], control) for control in ("holm", "bh", "none")] == [[], [], []]


def test_a_report_reads_in_words_and_for_machines(ward) -> None:
    found = ward.test(rows(1, biased=0.3))
    text = str(found)
    assert text.startswith(
        "ward against data frame, 600 rows\nleft out: frailty (latent), film (a picture)\n"
    )
    assert "1 of 2 claims at level 0.05 (Holm)" in text
    assert "behind latents and selection there may be more" in text or not found.unsettled.arrows
    told = found.to_dict()
    assert told["claims"][0]["refuted"] is True
    assert told["claims"][2]["not_tested"] == "`film` is a picture"
    assert told["implications"][0]["p"] <= told["implications"][0]["p_adjusted"]
    assert replace(found, implications=()).__str__().count("the arrows imply no independence") == 1


SPINE = """causalimg 1

variables {
  environment vendor : category {Siemens, Philips, GE}
  sex                : category {F, M}
  age                : real in [18, 60] years
  height             : real cm
  canal, cord        : real mm^2
}

graph {
  vendor -> sex, age, cord
  sex -> height, canal, cord
  height -> canal
  canal, age -> cord
}
"""


@pytest.mark.skipif(DATA is None, reason="CAUSALIMG_DATA names no folder with real tables")
def test_a_real_table_refutes_the_absence_of_a_known_arrow_and_no_other() -> None:
    columns = {"vendor": "manufacturer", "canal": "canal_area_mm2_C3", "cord": "cord_area_mm2_C3"}
    table = Path(DATA) / "spine_generic" / "wide.csv"
    found = causalimg.loads(SPINE).test(table, columns=columns, drop_missing=True)
    assert (found.rows, found.dropped) == (201, 2)
    assert found.refuted == ()
    blind = SPINE.replace("sex -> height, canal, cord", "sex -> canal, cord")
    found = causalimg.loads(blind).test(table, columns=columns, drop_missing=True)
    (height,) = found.refuted
    assert height.implication.left == ("height",)
    assert height.strongest[:2] == ("height", "sex")
