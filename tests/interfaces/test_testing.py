"""`causalimg test` as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from causalimg.interfaces.cli import app

TEXT = """causalimg 1

model ward

variables {
  environment site : category {north, south}
  age              : real in [18, 100] years
  scanner, disease : binary
  film             : image[1, 8, 8] in [0, 1]
}

graph {
  site -> age, scanner
  age -> disease
  disease, scanner -> film
}

claims {
  age _||_ scanner | site "nobody picks a scanner by age"
}
"""


def told(*words) -> tuple[int, str, str]:
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["test", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ward.scm"
    path.write_text(TEXT, encoding="utf-8")
    return path


def table(folder: Path, *, picked: float = 0.0, name: str = "table.csv") -> Path:
    draw = np.random.default_rng(4)
    site = draw.integers(0, 2, 500)
    age = np.clip(50 + 10 * site + 10 * draw.normal(size=500), 18, 100)
    scanner = draw.random(500) < 0.3 + 0.3 * site + picked * (age > 55)
    disease = draw.random(500) < 1 / (1 + np.exp(3 - age / 20))
    cells = zip(np.array(["north", "south"])[site], age, scanner, disease, strict=True)
    lines = [f"{s},{a:.1f},{int(c)},{int(d)}" for s, a, c, d in cells]
    path = folder / name
    path.write_text("\n".join(["site,age,scanner,disease", *lines]) + "\n", encoding="utf-8")
    return path


def test_without_a_table_the_implications_are_listed(file) -> None:
    status, shown, errors = told(file)
    assert (status, errors) == (0, "")
    assert shown.splitlines() == [
        "scanner _||_ age | site",
        "disease _||_ site, scanner | age",
        "film _||_ site, age | scanner, disease  (film is a picture: no table tests this)",
        "",
        "the data could orient every arrow",
    ]
    status, shown, _ = told(file, "--format", "json", "--pairs")
    listed = json.loads(shown)
    assert status == 0
    assert {"text": "age _||_ scanner | site", "left": ["age"], "right": ["scanner"],
            "given": ["site"]} in listed["implications"]  # fmt: skip
    assert listed["claims"][0]["text"] == "age _||_ scanner | site"


def test_arrows_that_no_data_orient_are_named(file) -> None:
    text = TEXT.replace("environment site", "site").replace("site -> age, scanner", "site -> age")
    file.write_text(text.replace("| site", ""), encoding="utf-8")
    _, shown, _ = told(file)
    assert "the data could never orient site -> age, age -> disease: turned round" in shown


def test_a_table_that_agrees(file, tmp_path) -> None:
    table(tmp_path)
    status, shown, errors = told(file, "--data", tmp_path)
    assert (status, errors) == (0, "")
    assert shown.startswith("ward against table.csv, 500 rows\nleft out: film (a picture)\n")
    assert "refuted: 0 of 2 implications, 0 of 1 claim at level 0.05 (Holm)" in shown


def test_a_table_that_refutes_a_claim(file, tmp_path) -> None:
    data = table(tmp_path, picked=0.4)
    status, shown, errors = told(file, "--data", data)
    assert status == 1
    assert "scanner _||_ age | site" in next(li for li in shown.splitlines() if li.startswith("x"))
    assert "error[E0722]: the data speak against `age _||_ scanner | site`" in errors
    assert 'age _||_ scanner | site "nobody picks' in errors
    assert "partial correlation 0." in errors
    status, shown, _ = told(file, "--data", data, "--format", "json", "--control", "bh")
    found = json.loads(shown)
    assert (status, found["control"], found["claims"][0]["refuted"]) == (1, "bh", True)
    assert found["left_out"] == {"film": "a picture"}


def test_a_claim_that_the_graph_does_not_imply_is_tested_all_the_same(file, tmp_path) -> None:
    file.write_text(TEXT.replace("scanner | site", "disease"), encoding="utf-8")
    status, shown, errors = told(file, "--data", table(tmp_path))
    assert status == 1
    assert "1 of 1 claim" in shown
    assert "E0722" in errors


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--level", "2"], "E0711", "between 0 and 1"),
        (["--control", "sidak"], "E0711", "holm, bh or none"),
        (["--format", "html"], "E0711", "text or json"),
        (["--set", "missin=1"], "E0715", "missing"),
    ],
)
def test_requests_that_do_not_fit_are_told(file, tmp_path, words, code, said) -> None:
    status, _, errors = told(file, "--data", table(tmp_path), *words)
    assert status == 1
    assert f"error[{code}]" in errors
    assert said in errors


def test_bad_tables_are_told(file, tmp_path) -> None:
    status, _, errors = told(file, "--data", tmp_path / "nowhere.csv")
    assert (status, "error[E0701]" in errors) == (1, True)
    bad = table(tmp_path, name="bad.csv")
    bad.write_text(bad.read_text("utf-8").replace("north", "nort"), encoding="utf-8")
    status, _, errors = told(file, "--data", bad)
    assert (status, "error[E0704]: column `site`" in errors) == (1, True)
    empty = tmp_path / "empty.csv"
    empty.write_text("site,age,scanner,disease\n", encoding="utf-8")
    status, _, errors = told(file, "--data", empty)
    assert (status, "error[E0706]" in errors) == (1, True)
    few = tmp_path / "few.csv"
    few.write_text("".join(table(tmp_path).read_text("utf-8").splitlines(True)[:16]), "utf-8")
    status, shown, _ = told(file, "--data", few)
    assert (status, "15 rows are too few for it" in shown) == (0, True)


def test_settings_beside_the_model_are_read(file, tmp_path) -> None:
    data = table(tmp_path, name="other.csv")
    data.write_text(data.read_text("utf-8").replace("age", "years", 1).replace(",", ";"), "utf-8")
    settings = '[data]\nseparator = ";"\n[data.columns]\nage = "years"\n'
    (tmp_path / "causalimg.toml").write_text(settings, encoding="utf-8")
    status, shown, _ = told(file, "--data", data)
    assert (status, "scanner _||_ age | site" in shown) == (0, True)


def test_the_list_needs_no_torch(file) -> None:
    code = (
        "import sys\nfrom causalimg.interfaces.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "heavy = {'torch', 'pyro', 'pandas', 'numpy'} & set(sys.modules)\nassert not heavy, heavy\n"
    )
    command = [sys.executable, "-c", code, "test", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
