"""`causalimg estimate` as a user runs it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from causalimg.interfaces.api import load
from causalimg.interfaces.fitted import open_run

DOSE = """causalimg 1

grid film = 4 x 4 at 1 mm

variables {
  age   : category {young, old}
  dose  : binary
  pain  : binary
  mood  : real
  image : image[film] in [0, 1]
}

graph {
  age -> dose -> pain <- age
  age, dose -> mood -> pain
  pain -> image
}

queries {
  effect : E[pain | do(dose = 1)] - E[pain | do(dose = 0)]
  other  : pain had dose = 1
}
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "dose.scm").write_text(DOSE)
    (tmp_path / "data").mkdir()
    rows().to_csv(tmp_path / "data" / "table.csv", index=False)
    return tmp_path


def rows(count=400):
    chance = np.random.default_rng(0)
    old = chance.random(count) < 0.4
    dose = chance.random(count) < np.where(old, 0.7, 0.3)
    pain = chance.random(count) < 0.3 + 0.3 * old - 0.2 * dose
    mood = dose + old + chance.normal(size=count)
    who = np.arange(count) // 2
    words = np.where(old, "old", "young")
    return pd.DataFrame(
        {"age": words, "dose": 1 * dose, "pain": 1 * pain, "mood": mood, "who": who}
    )


def test_it_tells_estimand_set_estimator_rows_and_interval(cli, study):
    done = cli("estimate", study / "dose.scm", "effect", "--data", study / "data")
    assert done.exit_code == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[:3] == [
        "E[pain | do(dose = 1)] - E[pain | do(dose = 0)]",
        "P(pain | do(dose)) = sum_{age} P(pain | dose, age) P(age)",
        "adjust for age",
    ]
    assert lines[3] == "estimator  plug-in: frequencies of the rows"
    assert lines[4] == "rows       400"
    assert "95% -0.2" in lines[7]
    assert "bootstrap of rows, 500 draws, seed 0" in lines[7]
    assert lines[8] == "model      says nothing: `age` has no mechanism"


def test_json_holds_the_same(cli, study):
    words = ("--by", "doubly-robust", "--draws", 50, "--seed", 3, "--format", "json")
    done = cli("estimate", study / "dose.scm", "effect", "--data", study / "data", *words)
    found = json.loads(done.stdout)
    assert found["estimator"] == "doubly-robust"
    assert found["parts"][0]["adjust"] == ["age"]
    assert found["low"] < found["estimate"] < found["high"] < 0
    assert 0 < found["parts"][0]["support"]["least_propensity"] < 0.5
    assert (found["draws"], found["seed"], found["rows"]) == (50, 3, 400)
    assert found["model"] is None
    assert found["agreement"] is None


def test_patients_are_read_from_the_settings(cli, study):
    (study / "causalimg.toml").write_text('[data]\npatient = "who"\n')
    words = ("--data", study / "data", "--draws", 20)
    done = cli("estimate", study / "dose.scm", "effect", *words)
    assert "400 of 200 patients" in done.stdout
    assert "bootstrap of patients, 20 draws" in done.stdout


def test_missing_values_are_refused_or_said(cli, study):
    gaps = rows().astype({"pain": object})
    gaps.loc[:6, "pain"] = ""
    gaps.to_csv(study / "data" / "table.csv", index=False)
    words = ("estimate", study / "dose.scm", "effect", "--data", study / "data", "--draws", 5)
    refused = cli(*words)
    assert refused.exit_code == 1
    assert "error[E0703]: column `pain` has an empty cell" in refused.stderr
    done = cli(*words, "--drop-missing")
    assert "393, 7 left out for a missing value" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("E[mean(image) | do(dose = 1)]",), "`image` is more than one number for a row"),
        (("other",), "it is about single rows"),
        (("effects",), "there is no query `effects`"),
        (("E[pane | do(dose = 1)]",), "`pane`"),
        (("effect", "--by", "magic"), "`--by magic`"),
        (("effect", "--learner", "boosting"), "goes with `--by doubly-robust` alone"),
        (("effect", "--format", "xml"), "`--format xml`"),
        (("E[pain | do(dose = 1), mood == 1]",), "`mood` takes many values"),
        (("E[pain | do(mood = 1)]", "--by", "weighting"), "`mood` is set to one of many values"),
    ],
)
def test_what_it_does_not_answer_is_told(cli, study, words, said):
    done = cli("estimate", study / "dose.scm", *words, "--data", study / "data", "--draws", 5)
    assert done.exit_code == 1
    assert said in done.stderr


def test_what_is_set_and_leads_nowhere_is_said(cli, study):
    words = ("E[dose | do(pain = 1), age == old]", "--data", study / "data", "--draws", 5)
    done = cli("estimate", study / "dose.scm", *words)
    assert "pain does not lead to dose" in done.stdout


def test_without_a_table_it_asks_for_one(cli, study):
    done = cli("estimate", study / "dose.scm", "effect")
    assert done.exit_code == 1
    assert "there is nothing to estimate from" in done.stderr
    done = cli("estimate", study / "dose.scm", "effect", "--data", study / "nowhere")
    assert "error[E0701]" in done.stderr
    (study / "data" / "table.csv").write_text("age,dose\nold,1\n")
    done = cli("estimate", study / "dose.scm", "effect", "--data", study / "data")
    assert "error[E0702]" in done.stderr


def test_what_does_not_follow_is_refused_as_by_check(cli, study):
    (study / "tied.scm").write_text(
        DOSE.replace("pain -> image", "pain -> image\n  dose <-> pain")
    )
    done = cli("estimate", study / "tied.scm", "effect", "--data", study / "data")
    assert done.exit_code == 1
    assert "error[E0503]" in done.stderr


def test_a_run_is_asked_beside_its_own_table(cli, ward):
    done = cli("estimate", ward / "run", "effect", "--draws", 20)
    assert done.exit_code == 0, done.stderr
    assert "outcome regression (g-formula)" in done.stdout
    assert "by its own `do`" in done.stdout
    assert "rows       40" in done.stdout
    refused = cli("estimate", ward / "run", "effect", "--set", "codes=3")
    assert "`--set` changes constants" in refused.stderr


def test_python_gives_the_same_numbers(cli, study, ward):
    found = load(study / "dose.scm").estimate("effect", rows(), draws=20)
    assert found.by == "plug-in"
    assert float(found) == found.found.estimate
    assert str(found).startswith("E[pain")
    fitted = open_run(ward / "run").estimate("P(sick == 1 | do(age = 60 years))", draws=5)
    assert fitted.own is not None


def test_a_fitted_table_agrees_with_its_own_rows(cli, tmp_path):
    """A saturated fit has the law of its rows, so both ways give one number."""
    text = DOSE.split("queries", maxsplit=1)[0].replace("  image : image[film] in [0, 1]\n", "")
    text = text.replace("  pain -> image\n", "").replace("  age, dose -> mood -> pain\n", "")
    text = text.replace("  mood  : real\n", "") + (
        "mechanisms {\n  age ~ table() via gumbel_max\n  dose ~ table() given age via threshold\n"
        "  pain ~ table() given dose, age via threshold\n"
        "}\n"
    )
    (tmp_path / "dose.scm").write_text(text)
    rows().to_csv(tmp_path / "table.csv", index=False)
    words = ("--set", "epochs=10", "--set", "threads=1", "--set", "fit.validation=0", "--quiet")
    done = cli("fit", tmp_path / "dose.scm", "--data", tmp_path / "table.csv", "-o",
               tmp_path / "run", *words)  # fmt: skip
    assert done.exit_code == 0, done.stderr
    asked = "E[pain | do(dose = 1)] - E[pain | do(dose = 0)]"
    done = cli("estimate", tmp_path / "run", asked, "--format", "json", "--draws", 50)
    found = json.loads(done.stdout)
    assert found["agreement"] == "agree"
    assert found["model"]["value"] == pytest.approx(found["estimate"], abs=0.04)
    assert found["model"]["estimand"] == pytest.approx(found["model"]["value"], abs=1e-5)


def test_the_front_door_is_taken_as_identify_names_it(cli, tmp_path):
    models = Path(__file__).parents[2] / "models"
    cli(
        "sample",
        models / "contrast_truth.scm",
        "--rows",
        "400",
        "--seed",
        "1",
        "-o",
        tmp_path / "d",
    )
    named = cli("identify", models / "contrast.scm", "E[seen | do(dose = 1)]").stdout
    words = ("E[seen | do(dose = 1)]", "--data", tmp_path / "d", "--draws", "0")
    told = cli("estimate", models / "contrast.scm", *words).stdout
    assert named.splitlines()[0] in told
