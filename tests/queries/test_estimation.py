"""Estimators on drawn rows: right where their models are, robust where one is wrong, and honest."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.fitting.settings import DataSettings
from causalimg.queries.estimation.estimating import Options, estimate_from
from causalimg.queries.estimation.nuisance import expected
from causalimg.queries.estimation.resampling import spread
from causalimg.queries.estimation.rows import Rows
from causalimg.source import Source

ORACLES = Path(__file__).parent.parent / "oracles"
WARD = """causalimg 1
variables {
  age, fat : real
  dose     : binary
  pain     : real
}
graph {
  age, fat -> dose, pain
  dose -> pain
}
"""
EFFECT = "E[pain | do(dose = 1)] - E[pain | do(dose = 0)]"


def drafted(text):
    found = analyse(Source("case.scm", text))
    assert found.draft is not None, found.diagnostics
    return found.draft


def table(**columns):
    """Columns as a data frame would give them."""
    import pandas as pd

    return pd.DataFrame(columns)


def estimated(model, question, data, *, settings=None, **options):
    return estimate_from(
        model, question, data, settings=settings or DataSettings(), options=Options(**options)
    )


def ward(rows, seed, *, curved_pain=False, curved_dose=False):
    """True effect 2; the chance of a dose and the pain under it are straight, or curved."""
    chance = np.random.default_rng(seed)
    age, fat = chance.normal(size=(2, rows))
    bend = age**2 - 1
    logit = 0.4 * fat + (0.8 * bend if curved_dose else 0.6 * age)
    dose = (chance.random(rows) < 1 / (1 + np.exp(-logit))).astype(int)
    pain = 2 * dose + fat + (2 * bend if curved_pain else age) + chance.normal(size=rows)
    return table(age=age, fat=fat, dose=dose, pain=pain)


@pytest.mark.parametrize("by", ["regression", "weighting", "doubly-robust"])
def test_every_estimator_is_right_where_its_models_are(by):
    found = estimated(drafted(WARD), EFFECT, ward(4_000, 1), by=by, draws=40)
    assert abs(found.found.estimate - 2) < 4 * found.found.error < 0.4
    assert found.found.low < 2 < found.found.high
    assert found.parts[0].adjust == ("age", "fat")


def test_the_doubly_robust_one_is_right_where_one_of_its_models_is():
    model = drafted(WARD)
    # Both curves in the same place: the straight outcome model misses by a lot.
    for wrong in ({"curved_pain": True}, {"curved_dose": True}):
        found = estimated(model, EFFECT, ward(6_000, 2, **wrong), by="doubly-robust", draws=200)
        assert abs(found.found.estimate - 2) < 4 * found.found.error, wrong
    bent = ward(500, 3, curved_pain=True, curved_dose=True)
    wrong = estimated(model, EFFECT, bent, by="doubly-robust", draws=200).found
    assert wrong.low > 3  # both wrong: nothing is promised
    trees = estimated(model, EFFECT, bent, by="doubly-robust", learner="boosting", draws=200)
    assert trees.found.low < 2 < trees.found.high < 3


def test_each_of_the_two_others_rests_on_its_own_model():
    model = drafted(WARD)
    pain, dose = ward(6_000, 4, curved_pain=True), ward(6_000, 4, curved_dose=True)
    weighting = estimated(model, EFFECT, pain, by="weighting", draws=40).found
    assert abs(weighting.estimate - 2) < 4 * weighting.error
    regression = estimated(model, EFFECT, dose, by="regression", draws=40).found
    assert abs(regression.estimate - 2) < 4 * regression.error


def test_what_fits_is_chosen():
    model = drafted(WARD)
    assert estimated(model, EFFECT, ward(400, 0), draws=5).by == "doubly-robust"
    by_age = "E[pain | do(age = 1)]"
    assert estimated(model, by_age, ward(400, 0), draws=5).by == "regression"
    assert estimated(model, "E[pain | dose == 1]", ward(400, 0), draws=5).by == "plug-in"


# ---- linear-Gaussian models ------------------------------------------------------------------


def gaussian_cases():
    return json.loads((ORACLES / "numeric_linear_gaussian.json").read_text())


def gaussian_rows(case, rows):
    nodes = case["nodes"]
    told, cov = case["mean"], np.array(case["cov"])
    mean = [told[n] for n in nodes] if isinstance(told, dict) else told
    drawn = np.random.default_rng(7).multivariate_normal(mean, cov, rows)
    return table(**dict(zip(nodes, drawn.T, strict=True)))


def gaussian_text(case):
    lines = [f"  {a} -> {b}" for a, b in case["directed_edges"]]
    lines += [f"  {a} <-> {b}" for a, b in case["bidirected_edges"]]
    names = ", ".join(case["nodes"])
    return "\n".join(
        ["causalimg 1", "variables {", f"  {names} : real", "}", "graph {", *lines, "}", ""]
    )


def test_regression_gives_the_linear_effects_of_the_oracle():
    judged = 0
    for case in gaussian_cases():
        effect = case["total_effect"]
        x, y = effect["treatment"], effect["outcome"]
        asked = f"E[{y} | do({x} = 1)] - E[{y} | do({x} = 0)]"
        model = drafted(gaussian_text(case))
        try:
            rows = gaussian_rows(case, 2_000)
            found = estimated(model, asked, rows, by="regression", draws=25).found
        except CausalimgError:
            continue  # not identified, or not by adjustment
        assert abs(found.estimate - effect["value"]) < 5 * found.error + 1e-6, case["name"]
        judged += 1
    assert judged > 20


def test_the_unit_of_a_dose_does_not_matter():
    """In steps of 1e-5, a prior on slopes would flatten a logistic curve to its mean."""
    text = "causalimg 1\nvariables { z, dose : real\n well : binary }\n"
    model = drafted(text + "graph { z -> dose, well\n dose -> well }\n")
    chance = np.random.default_rng(7)
    z = chance.normal(size=800)
    dose = z / 2 + chance.normal(size=800)
    well = (chance.random(800) < 1 / (1 + np.exp(-z - 2 * dose))).astype(int)
    wide, small = (
        float(estimated(model, f"P(well == 1 | do(dose = {unit}))", rows, draws=2))
        for unit in (1, 0.00001)
        for rows in [table(z=z, dose=unit * dose, well=well)]
    )
    assert small == pytest.approx(wide, abs=1e-4)
    assert wide > 0.75


# ---- intervals -------------------------------------------------------------------------------


def test_intervals_hold_the_truth_as_often_as_they_say():
    text = "causalimg 1\nvariables { z, x, y : binary }\ngraph { z -> x, y\n x -> y }\n"
    model, inside = drafted(text), 0
    chance = np.random.default_rng(0)
    truth = 0.5 * (0.2 + 0.4) + 0.3
    for seed in range(120):
        z = chance.random(300) < 0.5
        x = chance.random(300) < 0.3 + 0.4 * z
        y = chance.random(300) < 0.2 + 0.2 * z + 0.3 * x
        rows = {"z": z, "x": x, "y": y}
        rows = {name: torch.tensor(v, dtype=torch.float32) for name, v in rows.items()}
        found = estimated(model, "P(y == 1 | do(x = 1))", rows, draws=100, seed=seed).found
        inside += found.low <= truth <= found.high
    assert 0.90 <= inside / 120 <= 0.99


def test_rows_of_one_patient_are_taken_together():
    chance = np.random.default_rng(1)
    value = np.repeat(chance.normal(size=50), 8)
    unit = np.repeat(np.arange(50), 8)

    def mean(counts):
        return counts @ value / counts.sum(-1)

    whole = np.ones(400)
    apart = spread(mean, Rows({}, whole, whole, np.arange(400)), 400, 0)
    together = spread(mean, Rows({}, whole, whole, unit), 400, 0)
    assert together.error > 2.2 * apart.error  # sqrt(8) = 2.8
    assert together.error == pytest.approx(value.std() / np.sqrt(50), rel=0.15)


def test_a_patient_key_is_read_from_the_settings():
    model, rows = drafted(WARD), ward(300, 5)
    doubled = rows.loc[rows.index.repeat(2)].assign(subject=np.repeat(np.arange(300), 2))
    settings = DataSettings(patient="subject")
    found = estimated(model, EFFECT, doubled, settings=settings, by="regression", draws=60)
    once = estimated(model, EFFECT, rows, by="regression", draws=60)
    assert found.patients == 300
    assert found.rows == 600
    assert float(found) == pytest.approx(float(once), abs=1e-6)
    assert found.found.error == pytest.approx(once.found.error, rel=0.3)
    assert "600 of 300 patients" in str(found)


def test_the_same_seed_gives_the_same_interval():
    model, rows = drafted(WARD), ward(200, 6)
    first, again, other = (
        estimated(model, EFFECT, rows, by="regression", draws=20, seed=seed).found
        for seed in (3, 3, 4)
    )
    assert first == again
    assert first.low != other.low


# ---- models within ---------------------------------------------------------------------------


def test_our_logistic_and_linear_fits_are_those_of_scikit_learn():
    from sklearn.linear_model import LinearRegression, LogisticRegression

    chance = np.random.default_rng(2)
    features, weight = chance.normal(size=(500, 3)), chance.integers(0, 3, 500).astype(float)
    kept = weight > 0
    truth = (chance.random(500) < 1 / (1 + np.exp(-features[:, 0]))).astype(float)
    theirs = LogisticRegression(C=1e6, tol=1e-10).fit(features[kept], truth[kept], weight[kept])
    mine = expected("linear", features, truth, weight, features)
    assert mine == pytest.approx(theirs.predict_proba(features)[:, 1], abs=1e-5)
    number = features @ [1.0, 2.0, 3.0] + chance.normal(size=500)
    line = LinearRegression().fit(features, number, weight)
    assert expected("linear", features, number, weight, features) == pytest.approx(
        line.predict(features), abs=1e-9
    )


def test_rows_that_are_parted_give_chances_of_0_and_1():
    features = np.linspace(-1, 1, 40)[:, None]
    found = expected("linear", features, (features[:, 0] > 0) * 1.0, np.ones(40), features)
    assert found[0] < 1e-3
    assert found[-1] > 1 - 1e-3
    assert np.isfinite(found).all()
