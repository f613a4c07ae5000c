"""Commands that work with data, from `sample` to `predict`, as they should go."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image


def table(folder):
    return pd.read_csv(folder / "table.csv")


def pixels(folder, name):
    return np.asarray(Image.open(folder / name), dtype=float) / 65_535


# ---- sample ----------------------------------------------------------------------------------


def test_sample_writes_rows_per_site_and_pictures_that_say_what_they_are(ward):
    rows = table(ward / "data")
    assert list(rows) == ["site", "age", "sick", "scanner", "image"]
    assert rows.site.value_counts().to_dict() == {"north": 20, "south": 20, "west": 5}
    with Image.open(ward / "data" / rows.image[0]) as film:
        assert film.size == (8, 6)
        assert "synthetic" in film.text["Description"]


def test_the_same_seed_and_had_give_the_true_counterfactual_of_the_same_rows(cli, ward, tmp_path):
    counts = ("--rows", "north=20,south=20,west=5")
    words = ("sample", ward / "truth.scm", *counts, "-o", tmp_path / "twin", "--latents")
    done = cli(*words, "--had", "scanner = philips, age = age + 5")
    assert done.exit_code == 0, done.stderr
    was, had = table(ward / "data"), table(tmp_path / "twin")
    assert "girth" in had
    assert (had.scanner == "philips").all()
    assert np.allclose(had.age, was.age + 5, atol=1e-4)
    moved = [
        np.abs(pixels(ward / "data", a) - pixels(tmp_path / "twin", b)).mean()
        for a, b in zip(was.image, had.image, strict=True)
    ]
    same = (was.scanner == "philips") & (was.sick == had.sick)
    assert np.max(np.array(moved)[same]) < 0.02  # the girth alone follows the age
    assert np.min(np.array(moved)[was.scanner == "agfa"]) > 0.02


def test_sample_takes_seeds_constants_and_one_number_for_all_sites(cli, ward, tmp_path):
    for name, more in (("a", ()), ("b", ("--set", "grain=0")), ("c", ("--seed", 1))):
        words = ("sample", ward / "truth.scm", "--rows", 2, "-o", tmp_path / name, *more)
        assert cli(*words).exit_code == 0
    a, b, c = (table(tmp_path / name) for name in "abc")
    assert list(a.site) == ["north"] * 2 + ["south"] * 2 + ["west"] * 2
    assert a.age.equals(b.age)
    assert not a.age.equals(c.age)
    film = pixels(tmp_path / "b", b.image[0])
    assert film.std() < 1e-6 < pixels(tmp_path / "a", a.image[0]).std()


# ---- fit -------------------------------------------------------------------------------------


def test_fit_leaves_a_run_with_text_settings_and_weights(ward):
    run = ward / "run"
    assert (run / "model.scm").read_text() == (ward / "ward.scm").read_text()
    saved = json.loads((run / "run.json").read_text())
    assert saved["settings"]["data"]["withhold"] == ["west"]
    assert saved["data"]["counts"]["site"] == {"north": 20, "south": 20, "west": 0}
    assert saved["seed"] == 0
    assert (run / "best.safetensors").exists()


def test_fit_reads_the_settings_beside_the_model_and_the_command_line_over_them(pair, fit_pair):
    (pair / "causalimg.toml").write_text("[fit]\nseed = 7\nclip = 9\n[data]\nwithhold = ['south']")
    done = fit_pair("--data", pair / "data", "--set", "fit.clip=8", "--set", "slope=2")
    assert done.exit_code == 0, done.stderr
    assert "effect: held-out log density" in done.stdout
    saved = json.loads((pair / "run" / "run.json").read_text())
    assert saved["settings"]["fit"]["seed"] == 7
    assert saved["settings"]["fit"]["clip"] == 8
    assert saved["settings"]["fit"]["epochs"] == 1
    assert saved["constants"] == {"slope": 2}
    assert saved["data"]["counts"]["site"] == {"north": 20, "south": 0}


def test_fit_drops_rows_where_that_is_asked_for(pair, fit_pair, cli):
    rows = table(pair / "data")
    rows.loc[[1, 3], "dose"] = None
    rows.to_csv(pair / "data" / "table.csv", index=False)
    done = fit_pair("--data", pair / "data")
    assert done.exit_code == 1
    assert "--drop-missing" in done.stderr
    assert not (pair / "run").exists()  # nothing is left of a run that never began
    done = fit_pair("--data", pair / "data", "--drop-missing")
    assert done.exit_code == 0, done.stderr
    done = cli("ask", pair / "run", "twice", "--rows", "1:5")
    assert re.findall(r"^ +(\d+) ", done.stdout, re.MULTILINE) == ["1", "3", "5"]
    done = cli("ask", pair / "run", "twice", "--row", 2)
    assert done.exit_code == 1
    assert "row 2 is left out, it lacks a value" in done.stderr


def test_resume_of_a_finished_run_changes_nothing(pair, fit_pair):
    assert fit_pair("--data", pair / "data").exit_code == 0
    before = (pair / "run" / "best.safetensors").read_bytes()
    done = fit_pair("--resume")
    assert done.exit_code == 0, done.stderr
    assert (pair / "run" / "best.safetensors").read_bytes() == before


def test_a_table_may_be_parquet_or_named_itself(pair, fit_pair, cli):
    table(pair / "data").to_parquet(pair / "data" / "rows.parquet")
    assert fit_pair("--data", pair / "data" / "rows.parquet").exit_code == 0
    asked = cli("ask", pair / "run", "twice", "--row", 3)
    again = cli("ask", pair / "run", "twice", "--row", 3, "--data", pair / "data" / "table.csv")
    assert asked.exit_code == 0
    assert asked.stdout == again.stdout


# ---- ask -------------------------------------------------------------------------------------


def test_ask_by_name_and_in_own_words_is_the_same(cli, ward):
    named = cli("ask", ward / "run", "other_maker", "--row", 2)
    words = cli("ask", ward / "run", "image, sick had scanner = philips", "--row", 2)
    assert named.exit_code == 0, named.stderr
    assert named.stdout == words.stdout
    assert "rung 3 (counterfactual)" in named.stdout


def test_rows_go_by_their_number_in_the_table_withheld_sites_among_them(cli, ward):
    ages = table(ward / "data").age
    done = cli("ask", ward / "run", "age had scanner = agfa", "--rows", "3,41:42")
    assert done.exit_code == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()[1:4]]
    assert [line[0] for line in lines] == ["3", "41", "42"]
    assert [float(line[1]) for line in lines] == pytest.approx(list(ages[[2, 40, 41]]), abs=1e-3)
    first = cli("ask", ward / "run", "older").stdout
    assert re.findall(r"^ +(\d+) ", first, re.MULTILINE) == list("123456")
    whole = cli("ask", ward / "run", "older", "--rows", "all").stdout
    assert len(whole.splitlines()) == 1 + 45 + 1


def test_rows_of_another_table(cli, ward, tmp_path):
    rows = table(ward / "data")[:3].drop(columns="image").assign(age=[20.0, 50.0, 80.0])
    image = [str(ward / "data" / name) for name in table(ward / "data").image[:3]]
    rows["image"] = [name.rsplit("/", 1)[-1] for name in image]
    for name in image:
        (tmp_path / name.rsplit("/", 1)[-1]).write_bytes(open(name, "rb").read())  # noqa: PTH123, SIM115
    rows.to_csv(tmp_path / "table.csv", index=False)
    done = cli("ask", ward / "run", "age had scanner = agfa", "--data", tmp_path)
    assert done.exit_code == 0, done.stderr
    assert [line.split()[1] for line in done.stdout.splitlines()[1:4]] == ["20.0", "50.0", "80.0"]


def test_a_table_may_lack_what_the_question_does_not_name(cli, ward, tmp_path):
    rows = table(ward / "data")[:3].drop(columns="image")
    rows.to_csv(tmp_path / "table.csv", index=False)
    question = "age had scanner = agfa given age, scanner"
    done = cli("ask", ward / "run", question, "--data", tmp_path, "--row", 2)
    assert done.exit_code == 0, done.stderr
    assert "given age" in done.stdout
    done = cli("ask", ward / "run", "image had scanner = agfa", "--data", tmp_path)
    assert done.exit_code == 1
    assert "E0702" in done.stderr
    assert "no column for `image`" in done.stderr


def test_a_population_question_needs_no_rows(cli, ward):
    done = cli("ask", ward / "run", "effect", "--draws", 500, "--seed", 4)
    assert done.exit_code == 0, done.stderr
    assert "rung 2 (intervention)" in done.stdout
    assert "500 draws, seed 4" in done.stdout
    assert done.stdout == cli("ask", ward / "run", "effect", "--draws", 500, "--seed", 4).stdout
    assert done.stdout != cli("ask", ward / "run", "effect", "--draws", 500, "--seed", 5).stdout


def test_answers_become_a_picture_a_table_or_json(cli, ward, tmp_path):
    some = ("--rows", "2,4")
    for query, rows in (("other_maker", some), ("effect", ()), ("ladder", some)):
        out = tmp_path / f"{query}.png"
        done = cli("ask", ward / "run", query, *rows, "-o", out, "--draws", 20)
        assert done.exit_code == 0, done.stderr
        assert f"{out}: written" in done.stdout
        with Image.open(out) as made:
            assert min(made.size) > 200
            assert "synthetic" in made.text["Description"]
    assert (
        cli("ask", ward / "run", "ladder", "--rows", "2,4", "-o", tmp_path / "l.csv").exit_code
        == 0
    )
    ladder = pd.read_csv(tmp_path / "l.csv")
    assert list(ladder.row) == [2, 4] * 4
    assert list(ladder["age set to"]) == [30, 30, 50, 50, 70, 70, 90, 90]
    assert (
        cli("ask", ward / "run", "ladder", "--rows", "2,4", "-o", tmp_path / "l.json").exit_code
        == 0
    )
    said = json.loads((tmp_path / "l.json").read_text())
    assert said["rows"] == [2, 4]
    assert said["rung"] == 3
    assert np.shape(said["outputs"]["sick"]["counterfactual"]) == (4, 2)


def test_the_residual_of_a_picture_is_kept_or_dropped(cli, ward, tmp_path):
    found = {}
    rows = table(ward / "data")
    agfa = int(np.flatnonzero(rows.scanner == "agfa")[0]) + 1
    for residual in ("keep", "drop"):
        out = tmp_path / f"{residual}.csv"
        words = ("ask", ward / "run", "image had scanner = agfa", "--row", agfa, "-o", out)
        done = cli(*words, "--residual", residual)
        assert done.exit_code == 0, done.stderr
        assert ("residual dropped" in done.stdout) == (residual == "drop")
        found[residual] = pd.read_csv(out).iloc[0]
    kept, dropped = found["keep"], found["drop"]
    assert kept["image (mean) had"] == pytest.approx(kept["image (mean)"], abs=1e-5)
    assert dropped["image (mean) had"] != pytest.approx(dropped["image (mean)"], abs=1e-5)


# ---- train, predict --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained(cli, ward, tmp_path_factory):
    import shutil

    run = tmp_path_factory.mktemp("trained") / "run"
    shutil.copytree(ward / "run", run)
    less = ("epochs=1", "bootstrap=100", "resolution=8", "width=2", "folds=false")
    words = [word for one in less for word in ("--set", one)]
    done = cli("train", run, "triage", "--quiet", *words)
    assert done.exit_code == 0, done.stderr
    assert "triage: 40 rows, sites north, south" in done.stdout
    return run


def test_a_trained_predictor_answers_questions(cli, trained, ward):
    done = cli("ask", trained, "read", "--draws", 50)
    assert done.exit_code == 0, done.stderr
    assert 0 <= float(done.stdout.splitlines()[1].split()[0]) <= 1
    done = cli("ask", ward / "run", "read")
    assert done.exit_code == 1
    assert "E0714" in done.stderr
    assert "causalimg train" in done.stderr


def test_a_predictor_reads_new_images_of_a_site_that_it_never_saw(cli, trained, ward, tmp_path):
    done = cli("predict", trained, "triage")
    assert done.exit_code == 0, done.stderr
    assert len(done.stdout.splitlines()) == 46
    out = tmp_path / "said.csv"
    done = cli("predict", trained, "triage", "--method", "erm", "-o", out, "--data", ward / "data")
    assert done.exit_code == 0, done.stderr
    said = pd.read_csv(out)
    assert list(said.row) == list(range(1, 46))
    assert said["P(sick = 1)"].between(0, 1).all()


def test_unknown_predictors_and_methods(cli, trained, ward):
    done = cli("train", ward / "run", "triaje", "--quiet")
    assert done.exit_code == 1
    assert "did you mean `triage`?" in done.stderr
    done = cli("train", ward / "run", "triage", "--method", "dann")
    assert "erm, licensed, counterfactual" in done.stderr
    done = cli("predict", trained, "triage", "--method", "dann")
    assert "E0714" in done.stderr
    done = cli("predict", ward / "run", "triage")
    assert "E0714" in done.stderr
    done = cli("train", ward / "run", "triage", "--set", "epochs=none")
    assert "a whole number from 1" in done.stderr


def test_a_known_model_is_asked_without_a_run(cli, tmp_path):
    model = Path(__file__).parents[2] / "models" / "dose.scm"
    done = cli("ask", model, "benefit", "--draws", "500")
    assert done.exit_code == 0
    assert "rung 2" in done.stdout + done.stderr

    lacking = cli("ask", model, "more")
    assert lacking.exit_code == 1
    assert "--data DIR" in lacking.stderr

    assert cli("sample", model, "-o", tmp_path / "d", "--rows", "5").exit_code == 0
    told = cli("ask", model, "more", "--data", tmp_path / "d", "--rows", "2,4", "-o",
               tmp_path / "a.json")  # fmt: skip
    assert told.exit_code == 0
    assert json.loads((tmp_path / "a.json").read_text())["rows"] == [2, 4]
