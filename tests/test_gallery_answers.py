"""What the arrows of every model in `models/` say, kept as text that a person has read.

`pytest --bless` writes `tests/models/gallery/NAME.advise` and `NAME.identify`; read the difference.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from causalimg.interfaces.cli import app
from causalimg.interfaces.drafted import drafted

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).parent / "models" / "gallery"
MODELS = sorted((ROOT / "models").glob("*.scm"))


def printed(command: str, path: Path) -> str:
    done = CliRunner().invoke(app, [command, str(path)])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_the_answers_to_its_queries_are_those_that_were_read(path, snapshot):
    if drafted(path, {}).queries:
        snapshot(KEPT / f"{path.stem}.identify", printed("identify", path))


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_the_advice_on_its_predictors_is_what_was_read(path, snapshot):
    if drafted(path, {}).predictors:
        snapshot(KEPT / f"{path.stem}.advise", printed("advise", path))


def test_no_answer_is_kept_of_a_model_that_is_gone():
    assert {path.stem for path in KEPT.iterdir()} <= {path.stem for path in MODELS}
