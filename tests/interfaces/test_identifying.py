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


def test_all_effects_of_a_file_are_answered_by_name_each_once(file) -> None:
    front_door = "P(y | do(x)) = sum_{z} P(z | x) sum_{x′} P(x′) P(y | x′, z)"
    assert told(file) == (0, f"effect\n  {front_door}\nseen\n  P(z | x), as it is seen\n")


def test_a_query_is_named_or_written(file) -> None:
    assert told(file, "seen") == (0, "seen\n  P(z | x), as it is seen\n")
    assert told(file, "P(x | do(y = 1))") == (
        0,
        "P(x | do(y)) = P(x)\n  y does not lead to x\n",
    )
    status, shown = told(file, "sen")
    assert (status, "did you mean `seen`?" in shown) == (1, True)


def test_a_file_with_an_unidentified_effect_is_answered_all_the_same(file) -> None:
    Path(file).write_text(TEXT.replace("x -> z -> y", "x -> z -> y\n  x -> y"), encoding="utf-8")
    status, shown = told(file, "effect")
    assert (status, shown) == (
        0,
        "effect\n  P(y | do(x)) is not identified, hedge: {x, y} over {y}\n",
    )


def test_what_to_adjust_for_stands_beside_the_estimand(file) -> None:
    text = TEXT.replace("x -> z -> y", "z -> x -> y\n  z -> y").replace("  x <-> y\n", "")
    Path(file).write_text(text, encoding="utf-8")
    formula = "P(y | do(x)) = sum_{z} P(y | x, z) P(z)"
    assert told(file, "effect") == (0, f"effect\n  {formula}\n    adjust for z\n")
    assert "nothing to adjust for" in told(file, "E[x | do(z = 1)]")[1]


def test_every_query_is_answered_or_told_why_not(file) -> None:
    asked = (
        "row   : y had x = 1",
        "twin  : E[(y had x = 1) - y]",
        "deep  : E[y had z = (z had x = 1)]",
        "mixed : E[y had z = 1 | (z had x = 1) == 1]",
        "both  : E[y had z = 1 | do(x = 1)]",
        "moved : E[y | do(x = z)]",
        "itself : E[x | do(x = 1)]",
        "ett   : E[y had z = 1 | z == 0]",
    )
    lines = "".join(f"  {line}\n" for line in asked)
    Path(file).write_text(TEXT.replace("  seen ", f"{lines}  seen "), encoding="utf-8")
    status, shown = told(file)
    assert (status, shown.count("is not answered: ")) == (0, 4)
    assert "E[y had z = 1 | do(x = 1)] is not answered: it is about the worlds of `do`" in shown
    assert "P(y had z = (z had x = 1)) = sum_{z} P(z | x = 1) sum_{x} P(x) P(y | x, z)" in shown
    assert "P(y had z = 1 | (z had x = 1) == 1) = sum_{x} P(x) P(y | x, z = 1)" in shown
    assert "P(y had z | z′) = sum_{x}" in shown


def test_another_fault_stops_and_a_row_is_refused(file) -> None:
    status, shown = told(file, "y had x = 1")
    assert (status, "is about single rows" in shown) == (1, True)
    Path(file).write_text(TEXT.replace("x <-> y", "x <-> w"), encoding="utf-8")
    assert told(file)[0] == 1
    Path(file).write_text(TEXT[: TEXT.index("queries")], encoding="utf-8")
    assert "asks nothing" in told(file)[1]


def test_under_selection_it_is_said_whose_law_is_read(file) -> None:
    """By the rows as they are, or weighted to stand for everyone, or of the selected in a term."""
    start = "variables {\n  x, y, z : binary\n  selection s : binary\n}\ngraph {\n"
    text = f"causalimg 1\n{start}  x, z -> y\n  x, z -> s\n}}\nmechanisms {{\n"
    Path(file).write_text(text + "  s ~ Bernoulli(0.1 + 0.3 * (x + z))\n}\n", encoding="utf-8")
    adjusted = "sum_{z} P(y | x, z) P(z)\n  adjust for z\n  P is the law of "
    assert adjusted + "the rows with s = 1" in told(file, "E[y had x = 1]")[1]
    assert told(file, "E[y | do(x = 1)]")[1] == "P(y | do(x), s) = P[selected](y | x)\n"
    assert "P is the law of everyone: each row weighs" in told(file, "E[y] for everyone")[1]


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
