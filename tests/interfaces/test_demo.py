"""The first story, at smoke size, and what it refuses."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from causalimg.interfaces.cli import app

SMALL = ("--rows", "60", "--quiet", "--set", "fit.epochs=1", "--set", "train.triage.epochs=1",
         "--set", "train.triage.folds=false", "--set", "train.triage.bootstrap=100")  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("demo") / "out"
    done = CliRunner().invoke(app, ["demo", "--out", str(out), *SMALL])
    assert done.exit_code == 0, done.output
    return out, done.output


def test_the_story_ends_in_a_picture_a_table_and_a_report(told: tuple[Path, str]) -> None:
    out, said = told
    assert (out / "demo.png").stat().st_size > 50_000
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "worst-group accuracy" in page
    assert "licensed" in page
    for words in ("erm", "licensed", "counterfactual", "copy of the factual row", "report.html"):
        assert words in said


def test_neither_fit_nor_training_has_read_the_fourth_hospital(told: tuple[Path, str]) -> None:
    table = (told[0] / "hospitals" / "table.csv").read_text(encoding="utf-8")
    assert {line.split(",")[0] for line in table.splitlines()[1:]} == {"north", "south", "east"}
    summary = (told[0] / "run" / "run.json").read_text(encoding="utf-8")
    assert '"west": 0' in summary


def test_a_folder_with_a_demo_is_left_alone(told: tuple[Path, str]) -> None:
    done = CliRunner().invoke(app, ["demo", "--out", str(told[0]), *SMALL])
    assert done.exit_code == 1
    assert "holds a demo already" in done.output
