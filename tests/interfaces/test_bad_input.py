"""Bad data, bad requests, damaged runs: each a diagnostic with place and remedy, no traceback."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

# ---- the table -------------------------------------------------------------------------------


def change(study, **cells):
    """Set cells of the table: `age=(row, value)`, rows counted as the file does (header 1)."""
    path = study / "data" / "table.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, (row, value) in cells.items():
        rows.loc[row - 2, column] = value
    rows.to_csv(path, index=False)


def refused(done, code, *words):
    assert done.exit_code == 1
    assert f"error[{code}]" in done.stderr
    assert "help:" in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


@pytest.fixture
def fit_own(own, cli):
    def fit(*words):
        return cli("fit", own / "ward.scm", "--data", own / "data", "-o", own / "run", *words)

    return fit


def test_an_unknown_column(own, fit_own):
    path = own / "data" / "table.csv"
    path.write_text(path.read_text().replace("age", "Age", 1))
    refused(fit_own(), "E0702", "table.csv", "`age`", "the table has `Age`", "[data.columns]")
    (own / "causalimg.toml").write_text("[data.columns]\nage = 'Age'\nheight = 'Age'\n")
    refused(fit_own(), "E0702", "causalimg.toml", "`height`")
    assert not (own / "run").exists()


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        ({"age": (4, "")}, "E0703", ("row 3 (line 4)", "column `age`", "--drop-missing")),
        ({"age": (4, "17.5")}, "E0704", ("row 3 (line 4)", "column `age`", "[18, 100]` years")),
        ({"age": (4, "old")}, "E0704", ("row 3 (line 4)", "no number")),
        ({"sick": (7, "2")}, "E0704", ("row 6 (line 7)", "column `sick`", "`0`, `1`")),
        ({"scanner": (9, "Philips")}, "E0704", ("row 8 (line 9)", "`agfa`, `philips`")),
        ({"site": (9, "east")}, "E0704", ("row 8 (line 9)", "`north`, `south`, `west`")),
        (
            {"image": (5, "image/none.png")},
            "E0705",
            ("row 4 (line 5)", "column `image`", "does not exist"),
        ),
        ({"image": (5, "../ward.scm")}, "E0705", ("row 4 (line 5)", "outside the data folder")),
    ],
)
def test_a_bad_cell(own, fit_own, cells, code, words):
    change(own, **cells)
    refused(fit_own(), code, "table.csv", *words)


def test_every_bad_cell_is_told_at_once_but_not_quoted(own, fit_own):
    change(own, age=(4, "secret"), sick=(6, "perhaps"), image=(5, "none.png"))
    done = fit_own()
    refused(done, "E0704", "row 3 (line 4)", "row 5 (line 6)", "row 4 (line 5)")
    assert "secret" not in done.stderr
    assert "perhaps" not in done.stderr
    refused(fit_own("--set", "data.show_values=true"), "E0704", "the cell says `secret`")


@pytest.mark.parametrize("kind", ["garbage", "text", "wide", "coloured", "empty", "gone"])
def test_an_image_that_cannot_be_used(own, fit_own, kind):
    path = own / "data" / "image" / "000003.png"
    match kind:
        case "garbage":
            path.write_bytes(path.read_bytes()[:60])
        case "text":
            path.write_text("a film")
        case "wide":
            Image.fromarray(np.zeros((8, 6), np.uint8)).save(path)
        case "coloured":
            Image.fromarray(np.zeros((6, 8, 3), np.uint8)).save(path)
        case "empty":
            path.write_bytes(b"")
        case "gone":
            path.unlink()
    done = fit_own("--set", "epochs=1", "--quiet")
    remedy = "data folder" if kind == "gone" else "readable and 1x6x8"
    refused(done, "E0705", "table.csv, row 4 (line 5), column `image`", remedy)


def test_a_site_without_rows(own, fit_own):
    path = own / "data" / "table.csv"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("west")]
    path.write_text("\n".join(lines) + "\n")
    refused(fit_own(), "E0706", "`site` = `west`", "withhold")
    done = fit_own("--withhold", "vest")
    refused(done, "E0715", "`vest`", "north, south, west")


def test_too_few_rows(own, fit_own):
    path = own / "data" / "table.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:5]) + "\n")
    done = fit_own("--withhold", "west", "--withhold", "south")
    refused(done, "E0706", "4 rows are too few")


def test_a_column_that_never_varies_is_a_warning(pair, fit_pair):
    rows = pd.read_csv(pair / "data" / "table.csv").assign(dose=1.5)
    rows.to_csv(pair / "data" / "table.csv", index=False)
    done = fit_pair("--data", pair / "data")
    assert done.exit_code == 0
    assert "warning[W0707]: column `dose` has the same value in every row" in done.stderr
    assert "table.csv" in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "holds no table"),
        (b"", "empty"),
        (b"site,dose\n\xff,1\n", "UTF-8"),
        (b"site,dose,effect\nnorth,1,2,3,4\n", "as many cells as the header"),
        (b"site,dose,dose\nnorth,1,2\n", "two columns are called `dose`"),
        (b"site;dose;effect\nnorth;1;2\n", "separator"),
    ],
)
def test_a_table_that_is_none(pair, fit_pair, content, words):
    (pair / "data" / "table.csv").unlink()
    if content is not None:
        (pair / "data" / "table.csv").write_bytes(content)
    done = fit_pair("--data", pair / "data")
    assert done.exit_code == 1
    assert "error[E070" in done.stderr
    assert words in done.stderr, done.stderr


def test_no_data_at_all(pair, fit_pair):
    refused(fit_pair("--data", pair / "elsewhere"), "E0701", "elsewhere", "does not exist")
    refused(fit_pair(), "E0701", "add `--data DIR`")
    assert not (pair / "run").exists()


# ---- settings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--set", "fit.epoch=2"), "did you mean `epochs`?"),
        (("--set", "fit.epochs=none"), "a whole number from 1"),
        (("--set", "fit.epochs"), "--set fit.epochs=20"),
        (("--set", "fit.epochs.more=2"), "no section"),
        (("--set", "colour=red"), "`fit.colour` is not a setting"),
        (("--set", "train.epochs=3"), "a section for each predictor"),
    ],
)
def test_a_setting_that_is_none(pair, fit_pair, words, told):
    refused(fit_pair("--data", pair / "data", *words), "E0715", told)


def test_a_settings_file_with_a_mistake_names_its_line(pair, fit_pair):
    toml = pair / "causalimg.toml"
    toml.write_text("[fit]\n\nbatch = 'many'\n")
    refused(fit_pair("--data", pair / "data"), "E0715", "causalimg.toml, line 3", "fit.batch")
    toml.write_text("[fit\n")
    refused(fit_pair("--data", pair / "data"), "E0715", "not TOML")
    toml.write_bytes(b"[fit]\n# \xff\n")
    refused(fit_pair("--data", pair / "data"), "E0715", "cannot be read")


# ---- training goes wrong ---------------------------------------------------------------------


@pytest.mark.parametrize("wild", ["a / b", "a + sqrt(b * b)", "a + 1e300 * dose / 1 mGy"])
def test_training_that_leaves_the_finite_numbers(pair, fit_pair, wild):
    """A value without end, a slope that is no number, a sum beyond single precision."""
    text = (pair / "pair.scm").read_text()
    (pair / "pair.scm").write_text(text.replace("a + b * slope * dose / 1 mGy", wild))
    done = fit_pair("--data", pair / "data")
    refused(done, "E0708", "`effect`", "pair.scm:", "[fit]")


def test_a_full_disk_during_the_fit(pair, fit_pair, cli, monkeypatch):
    real, saved = os.fsync, []

    def full(handle):
        saved.append(handle)
        if len(saved) > 9:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    words = ("--data", pair / "data", "--set", "save_seconds=0", "--set", "epochs=2")
    done = fit_pair(*words)
    monkeypatch.undo()
    refused(done, "E0709", "no space left on device", "--resume")
    done = fit_pair("--resume", *words[2:])
    assert done.exit_code == 0, done.stderr
    assert cli("ask", pair / "run", "twice").exit_code == 0


def test_metrics_that_cannot_be_written(pair, fit_pair, monkeypatch):
    real = Path.open

    def full(self, mode="r", *args, **kwargs):
        if mode == "a":
            raise OSError(28, "No space left on device")
        return real(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    refused(fit_pair("--data", pair / "data"), "E0716", "no space left on device", "run")


# ---- the run folder --------------------------------------------------------------------------


@pytest.fixture
def run(ward, tmp_path):
    shutil.copytree(ward / "run", tmp_path / "run")
    return tmp_path / "run"


@pytest.mark.parametrize(
    "command", [("ask", "effect"), ("train", "triage"), ("predict", "triage")]
)
def test_a_folder_that_is_no_run(cli, tmp_path, ward, command):
    for folder in (tmp_path, tmp_path / "nothing", ward / "ward.scm"):
        done = cli(command[0], folder, command[1])
        if command[0] == "ask" and folder.is_file():
            refused(done, "E0711", "still to be learned", "fit the model and ask the run")
            continue
        refused(done, "E0709", str(folder), "causalimg fit")
        assert ("this is a file" in done.stderr) == folder.is_file()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.json", b"{"),
        ("run.json", b"[]"),
        ("run.json", b"\xff"),
        ("model.scm", b"causalimg 1\nmodel other\n"),
        ("best.safetensors", b"nothing"),
        ("best.safetensors", None),
        ("model.scm", None),
    ],
)
def test_a_damaged_run(cli, run, name, content):
    if content is None:
        (run / name).unlink()
    else:
        (run / name).write_bytes(content)
    refused(cli("ask", run, "effect"), "E0709", str(run))


def test_a_run_is_not_overwritten_and_keeps_its_table(cli, pair, fit_pair):
    assert fit_pair("--data", pair / "data").exit_code == 0
    shutil.copytree(pair / "data", pair / "other")
    before = cli("ask", pair / "run", "twice").stdout
    done = fit_pair("--data", pair / "other")
    refused(done, "E0711", "holds a run already", "--resume")
    shutil.rmtree(pair / "other")
    assert cli("ask", pair / "run", "twice").stdout == before


def test_a_fit_made_from_another_text_constant_setting_or_table(pair, fit_pair):
    assert fit_pair("--data", pair / "data").exit_code == 0
    refused(fit_pair("--resume", "--set", "slope=3"), "E0710", "`slope`", "model.scm")
    refused(fit_pair("--resume", "--set", "seed=3"), "E0715", "`fit.seed` is 3")
    rows = pd.read_csv(pair / "data" / "table.csv")
    rows.assign(effect=0.5 * rows.effect).to_csv(pair / "data" / "table.csv", index=False)
    refused(fit_pair("--resume"), "E0713", "not those that the run was begun with")
    text = (pair / "pair.scm").read_text()
    (pair / "pair.scm").write_text(text.replace("0.5)", "0.6)"))
    refused(fit_pair("--resume"), "E0710", "another text", "model.scm")


def test_nothing_to_resume(pair, fit_pair):
    refused(fit_pair("--resume"), "E0713", "no run in the folder")
    refused(fit_pair("--resume", "--data", pair / "data"), "E0713", "no run in the folder")
    assert not (pair / "run").exists()


def test_a_run_folder_that_cannot_be_made(pair, cli):
    (pair / "file").write_text("in the way")
    done = cli("fit", pair / "pair.scm", "--data", pair / "data", "-o", pair / "file" / "run")
    refused(done, "E0709", "cannot be written", str(pair / "file" / "run"))


def test_a_run_whose_table_is_gone(cli, run):
    (run / "table.path").write_text("/nowhere")
    refused(cli("ask", run, "older"), "E0701", "nowhere")
    (run / "table.path").unlink()
    refused(cli("ask", run, "older"), "E0711", "--data")


# ---- requests --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("oldr", "E0711", "did you mean `older`?"),
        ("nonsense", "E0711", "other_maker, older, ladder, effect, read"),
        ("sick + 1", "E0008", "a query needs"),
        ("sick had agee = 3", "E0101", "did you mean `age`?"),
        ("sick hat age = 3", "E0010", "did you mean `had`?"),
        ("E[sick | do(scanner = kodak)]", "E0", "agfa"),
        ("E[sick | do(age = 5 mGy)]", "E0202", "years"),
        ("E[triage]", "E0714", "causalimg train"),
        ("E[sick] for east", "E0101", "a value of the environment"),
        ("", "E0", "help"),
    ],
)
def test_a_question_that_is_not_understood(cli, ward, query, code, words):
    done = cli("ask", ward / "run", query)
    assert done.exit_code == 1
    assert f"error[{code}" in done.stderr
    assert words in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("train.epochs=3", "write `epochs` or `train.triage.epochs`"),
        ("train.other.epoch=3", "write `epochs` or `train.triage.epochs`"),
        ("fit.patience=3", "keys are methods, epochs, batch"),
        ("epoch=3", "did you mean `epochs`?"),
        ("train.triage.batch=many", "a whole number from 8"),
        ("epochs", "has no value"),
    ],
)
def test_a_setting_of_training_that_is_none(cli, ward, setting, words):
    refused(cli("train", ward / "run", "triage", "--set", setting), "E0715", words)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("0", "there is no row 0"),
        ("46", "the table has rows 1 to 45"),
        ("40:50", "there is no row 50"),
        ("5:3", "does not name rows"),
        ("x", "write `7`, `1:6`, `3,5,8` or `all`"),
        ("1;2", "does not name rows"),
        ("99999999999999999999", "there is no row"),
    ],
)
def test_rows_that_are_not_there(cli, ward, rows, words):
    refused(cli("ask", ward / "run", "older", "--rows", rows), "E0711", words)


@pytest.mark.parametrize("rows", [("--rows", "1:2"), ("--row", "1")])
def test_an_average_is_not_asked_of_some_rows(cli, ward, rows):
    done = cli("ask", ward / "run", "E[sick | do(age = 60 years)]", *rows)
    refused(done, "E0711", "averages over a population")


def test_options_that_do_not_fit(cli, ward, tmp_path):
    ask = ("ask", ward / "run", "older")
    refused(cli(*ask, "--residual", "halve"), "E0711", "`keep` or `drop`")
    refused(cli(*ask, "-o", tmp_path / "x.pdf"), "E0711", ".png, .csv or .json")
    assert cli(*ask, "--draws", "0").exit_code == 2
    assert cli(*ask, "--seed", "-1").exit_code == 2
    assert cli(*ask, "--row", "two").exit_code == 2
    for kind in ("png", "csv", "json"):
        out = tmp_path / "no" / f"x.{kind}"
        refused(cli(*ask, "-o", out), "E0716", f"`{out}` cannot be written")


def test_an_intervention_outside_the_support_warns_and_marks(cli, ward, tmp_path):
    out = tmp_path / "far.csv"
    query = "sick had age in 80 years .. 120 years by 20 years"
    done = cli("ask", ward / "run", query, "--rows", "1:2", "-o", out)
    assert done.exit_code == 0
    assert "warning[W0712]: `age` is set outside its support [18, 100] years" in done.stderr
    assert "outside the support: age" in done.stdout
    marked = pd.read_csv(out, keep_default_na=False)
    assert list(marked["outside the support"]) == [""] * 4 + ["age"] * 2
    done = cli("ask", ward / "run", "E[sick | do(age = 120 years)]", "--draws", 100)
    assert "W0712" in done.stderr
    assert done.stdout.splitlines()[1].endswith("age")
    out = tmp_path / "far.json"
    assert cli("ask", ward / "run", "image, sick had age = 120 years", "-o", out).exit_code == 0
    said = json.loads(out.read_text())
    assert [w["code"] for w in said["warnings"]] == ["W0712"]
    assert said["outside_support"]["age"] > 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--rows", "0"), "does not count rows"),
        (("--rows", "-3"), "does not count rows"),
        (("--rows", "many"), "north=1000,south=500"),
        (("--rows", "north=1,north=2"), "does not count rows"),
        (("--rows", "3,4"), "does not count rows"),
        (("--rows", "east=3"), "north, south, west"),
        (("--had", "scanner = kodak"), "agfa"),
        (("--had", "lens = 3"), "lens"),
        (("--had", "scanner"), "="),
        (("--had", "age = E[age]"), "E["),
        (("--set", "grian=1"), "grain"),
    ],
)
def test_a_sample_that_cannot_be_drawn(cli, ward, tmp_path, words, told):
    done = cli("sample", ward / "truth.scm", "-o", tmp_path / "data", *words)
    assert done.exit_code == 1
    assert "error[E" in done.stderr
    assert told in done.stderr, done.stderr
    assert not (tmp_path / "data").exists()


def test_a_sample_of_what_is_still_to_be_learned(cli, ward, tmp_path):
    done = cli("sample", ward / "ward.scm", "-o", tmp_path / "data")
    refused(done, "E0711", "`age` is still to be learned", "fit the model")


def test_a_sample_never_replaces_data(cli, ward, tmp_path):
    out = tmp_path / "data"
    words = ("sample", ward / "truth.scm", "--rows", "2", "-o", out)
    assert cli(*words).exit_code == 0
    held = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    refused(cli(*words, "--seed", "1"), "E0711", "`table.csv`", "choose another folder")
    (out / "table.csv").unlink()
    refused(cli(*words, "--seed", "1"), "E0711", "`image`", "choose another folder")
    assert all(p.read_bytes() == was for p, was in held.items() if p.name != "table.csv")
    assert cli("sample", ward / "truth.scm", "--rows", "2", "-o", tmp_path).exit_code == 0


def test_a_sample_that_cannot_be_written(cli, ward, tmp_path):
    (tmp_path / "data").write_text("in the way")
    done = cli("sample", ward / "truth.scm", "--rows", "1", "-o", tmp_path / "data")
    refused(done, "E0716", "cannot be written")


def test_a_sample_of_what_never_varies(cli, tmp_path):
    (tmp_path / "c.scm").write_text("causalimg 1\nvariables { c : real }\nmechanisms { c := 2 }\n")
    done = cli("sample", tmp_path / "c.scm", "-o", tmp_path / "data")
    refused(done, "E0711", "nothing in this model varies", "a noise")
    assert not (tmp_path / "data").exists()
