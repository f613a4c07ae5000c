"""`causalimg identify` from outside."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from causalimg.interfaces.cli import app

TEXT = """causalimg 1

variables {
  x, z, y : binary
}

graph {
  x -> z -> y
  x <-> y
}

queries {
  effect : P(y | do(x = 1)) - P(y | do(x = 0))
  seen   : P(z | x == 1)
}
"""


def told(*words: str) -> tuple[int, str]:
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["identify", *words])
    return result.exit_code, result.output


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "door.scm"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_all_effects_of_a_file_are_answered_once(file) -> None:
    assert told(file) == (
        0,
        "P(y | do(x)) = sum_{z} P(z | x) sum_{x′} P(x′) P(y | x′, z)\nP(z | x) = P(z | x)\n",
    )


def test_a_query_is_named_or_written(file) -> None:
    assert told(file, "seen") == (0, "P(z | x) = P(z | x)\n")
    assert told(file, "P(x | do(y = 1))") == (0, "P(x | do(y)) = P(x)\n")


def test_a_file_with_an_unidentified_effect_is_answered_all_the_same(file) -> None:
    Path(file).write_text(TEXT.replace("x -> z -> y", "x -> z -> y\n  x -> y"), encoding="utf-8")
    status, shown = told(file, "effect")
    assert (status, shown) == (0, "P(y | do(x)) is not identified, hedge: {x, y} over {y}\n")


def test_another_fault_stops_and_a_counterfactual_is_refused(file) -> None:
    status, shown = told(file, "y had x = 1")
    assert (status, "no question about one world" in shown) == (1, True)
    Path(file).write_text(TEXT.replace("x <-> y", "x <-> w"), encoding="utf-8")
    assert told(file)[0] == 1


def test_identify_needs_no_torch(file) -> None:
    import subprocess

    code = (
        "import sys\nfrom causalimg.interfaces.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "assert not {'torch', 'pyro', 'numpy', 'pandas'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "identify", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_path_is_one_that_the_file_has(file) -> None:
    """The latent between stands in it, as it does in what `check` prints."""
    text = TEXT[: TEXT.index("variables")] + (
        "variables {\n  c, x, y, z : binary\n  latent m : real\n  selection s : binary\n}\n"
        "graph {\n  z -> x, m\n  c, x -> m -> y\n  c, x -> s\n}\nqueries {\n  q : E[y | do(x = 1)]\n}\n"
    )
    Path(file).write_text(text, encoding="utf-8")
    status, shown = told(file)
    assert (status, "y <- m <- c -> s" in shown) == (0, True)
