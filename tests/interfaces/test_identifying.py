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
    through = "    front door: through z\n"
    assert told(file) == (0, f"effect\n  {front_door}\n{through}seen\n  P(z | x), as it is seen\n")


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
        (
            "effect\n"
            "  P(y | do(x)) is not identified, hedge: {x, y} over {y}\n"
            "    `x` and `y` share an unseen cause, `x <-> y`\n"
            "    measure what stands behind `x <-> y`: that identifies it\n"
            "    a measured mediator of all of `x -> y` would do (front door)\n"
        ),
    )


def test_what_to_adjust_for_stands_beside_the_estimand(file) -> None:
    text = TEXT.replace("x -> z -> y", "z -> x -> y\n  z -> y").replace("  x <-> y\n", "")
    Path(file).write_text(text, encoding="utf-8")
    formula = "P(y | do(x)) = sum_{z} P(y | x, z) P(z)"
    assert told(file, "effect") == (0, f"effect\n  {formula}\n    adjust for z (back door)\n")
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
    adjusted = "sum_{z} P(y | x, z) P(z)\n  adjust for z (back door)\n  P is the law of "
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


def test_a_latent_in_the_way_is_named_and_what_would_do(file) -> None:
    text = TEXT.replace("x, z, y : binary", "x, z, y : binary\n  latent u : real")
    text = text.replace("x -> z -> y\n  x <-> y", "z -> x -> y\n  u -> x, y")
    Path(file).write_text(text, encoding="utf-8")
    status, shown = told(file, "effect")
    assert (status, shown.splitlines()) == (
        0,
        [
            "effect",
            "  P(y | do(x)) is not identified, hedge: {x, y} over {y}",
            "    `u` is an unseen cause of `x` and `y`",
            "    measure `u`, then it is identified",
            "    a measured mediator of all of `x -> y` would do (front door)",
            "    instrument: z",
            "      it gives the effect only if that is linear, or, if it moves nobody the other way,",
            "      the effect in those whom it moves",
        ],
    )


MANY = """causalimg 1
variables {
  environment site : category {north, south}
  x, y, p, q, r, s, bmi : binary
}
graph {
  site -> p -> q -> r -> s
  p -> x -> y <- s, bmi
}
queries {
  effect : E[y | do(x = 1)]
  there  : E[y | do(x = 1)] for north
}
"""


def test_the_first_sets_are_told_and_all_of_them_when_asked(file) -> None:
    Path(file).write_text(MANY, encoding="utf-8")
    few = told(file, "effect")[1].splitlines()[2:]
    assert few == [
        "    adjust for s; or r; or q; or 1 other, told by `--all` (back door)",
        "    most precise: adjust for s, bmi",
    ]
    every = told(file, "effect", "--all")[1].splitlines()[2:]
    assert every == [*(f"    adjust for {n} (back door)" for n in "srqp"), few[1]]


def test_for_a_site_it_is_told_which_laws_all_sites_tell(file) -> None:
    Path(file).write_text(MANY, encoding="utf-8")
    shown = told(file, "there")[1]
    carried = "transport: sum_{s} P(y | x, s) P(s | site), only P(s | site) from rows of that site"
    assert carried in shown


def test_a_set_that_the_act_moves_is_told_apart(file) -> None:
    """With two acts, what the first moves on the way to the second: no back-door set."""
    text = MANY[: MANY.index("queries")]
    text = text.replace("q, r, s, bmi", "q, r, s, v, w").split("graph")[0]
    arrows = "graph {\n  p -> w -> s -> x -> y\n  s <- v -> y\n  p -> y\n}\n"
    Path(file).write_text(text + arrows, encoding="utf-8")
    assert told(file, "E[y | do(p = 1, x = 1)]")[1].splitlines()[1:] == [
        "  adjust for v (back door)",
        "  adjust for s, w (not by the back door: the act moves it)",
    ]


def test_a_picture_is_adjusted_for_only_where_nothing_else_will_do(file) -> None:
    from causalimg.interfaces.api import loads

    text = (
        "causalimg 1\nvariables {\n  site, x, y, age : binary\n  image : image[1, 8, 8]\n}\n"
        "graph {\n  site -> age, sex -> image -> y\n  site -> x -> y\n}\n"
    ).replace("x, y, age", "x, y, age, sex")
    found = loads(text).identify("E[y | do(x = 1)]", most=10)[0]
    assert found.adjust == ("site",)
    assert found.strategies[0].sets == (("site",), ("age", "sex"), ("image",))
    assert found.strategies[0].precise is None


@pytest.mark.parametrize(
    ("covariates", "lines"),
    [
        ("s, bmi", ["adjusting for s, bmi gives it"]),
        (
            "-",
            [
                "adjusting for nothing does not give it: this path stays open",
                "  x <- p -> q -> r -> s -> y",
                "  `p` causes both sides and is not held fixed",
                *(f"  `{n}` passes it on and is not held fixed" for n in "qrs"),
            ],
        ),
        ("late", ["adjusting for late does not give it: `late` is changed by what is on the way"]),
        ("moved", ["adjusting for moved does not give it: this path stays open"]),
    ],
)
def test_a_set_that_somebody_has_in_mind_is_judged(file, covariates, lines) -> None:
    """Be it of variables that play no part in the effect."""
    text = MANY.replace("bmi :", "bmi, late, moved :").replace(
        "site ->", "y -> late\n  p -> moved\n  site ->", 1
    )
    Path(file).write_text(text, encoding="utf-8")
    shown = told(file, "effect", "--adjust", covariates)[1].splitlines()[4:]
    assert [line.strip() for line in shown][: len(lines)] != []
    for line, right in zip(shown, lines, strict=False):
        assert line.removeprefix("    ").startswith(right)


def test_what_nobody_has_measured_is_not_adjusted_for(file) -> None:
    Path(file).write_text(
        MANY.replace("site ->", "u -> x, y\n  site ->", 1).replace(
            "  x, y,", "  latent u : real\n  x, y,"
        ),
        encoding="utf-8",
    )
    assert "it is not in the data of every row" in told(file, "effect", "--adjust", "u")[1]
    status, shown = told(file, "effect", "--adjust", "bmo")
    assert (status, "did you mean `bmi`?" in shown) == (1, True)
    assert "x <- u -> y" in told(file, "effect", "--adjust", "s")[1]


def test_an_open_path_under_selection_is_one_that_the_file_has(file) -> None:
    text = TEXT[: TEXT.index("variables")] + (
        "variables {\n  x, y, a, b : binary\n  selection s : binary\n}\n"
        "graph {\n  x -> y\n  a -> x, s\n  b -> y, s\n}\n"
    )
    Path(file).write_text(text, encoding="utf-8")
    shown = told(file, "E[y | do(x = 1)]", "--adjust", "-")[1]
    assert "x <- a -> s <- b -> y" in shown
    assert "a common effect, and you condition on it" in shown


def test_no_instrument_is_named_for_what_no_table_has(cli):
    done = cli(
        "identify",
        Path(__file__).parents[2] / "models" / "contrast.scm",
        "E[seen | do(frailty = 1)]",
    )
    assert "nothing shows frailty" in done.stdout
    assert "instrument" not in done.stdout


def test_all_of_a_refusal_are_the_two_models_that_part_in_it(tmp_path):
    file = tmp_path / "bow.scm"
    bow = TEXT.replace("x -> z -> y", "x -> y").replace("x, z, y", "x, y")
    file.write_text(bow.replace("P(z | x == 1)", "P(y | x == 1)"))
    code, shown = told(str(file), "effect", "--all")
    assert code == 0
    assert "under do(x): y = 0 in 50% of the first, 75% of the second" in shown
    assert "two models" not in told(str(file), "effect")[1]


def test_no_two_models_are_shown_where_the_text_states_a_law(tmp_path):
    file = tmp_path / "bow.scm"
    bow = TEXT.replace("x -> z -> y", "x -> y").replace("x, z, y", "x, y")
    bow = bow.replace("P(z | x == 1)", "P(y | x == 1)")
    file.write_text(bow + "\nmechanisms {\n  x ~ Bernoulli(0.5) via threshold\n}\n")
    assert "two models" not in told(str(file), "effect", "--all")[1]


TIED = """causalimg 1
variables {
  latent a, b    : binary
  w, v, x, y     : binary
  selection kept : binary
}
graph {
  a -> w, x
  b -> v, y
  w, v -> kept
  x -> y
}
queries {
  effect : E[y | do(x = 1)]
}
"""


def test_what_holding_closes_among_the_selected_is_adjusted_for(tmp_path):
    file = tmp_path / "tied.scm"
    file.write_text(TIED)
    shown = told(str(file))[1]
    assert "= sum_{v} P(y | x, v) P(v)" in shown
    assert "adjust for v (back door)" in shown
    assert "rows with kept = 1" in shown
    assert "adjusting for w, v gives it" in told(str(file), "--adjust", "w, v")[1]
    assert "this path stays open" in told(str(file), "--adjust", "-")[1]


def test_a_law_that_the_file_writes_in_numbers_is_told_as_such(tmp_path):
    file = tmp_path / "numbers.scm"
    bow = "causalimg 1\nvariables {\n  latent u : binary\n  x, y : binary\n}\ngraph {\n  u -> x, y\n  x -> y\n}\n"
    laws = "".join(
        f"  {n} ~ Bernoulli({p}) via threshold\n"
        for n, p in (
            ("u", "0.5"),
            ("x", "if u == 1 then 0.7 else 0.2"),
            ("y", "if x == 1 then 0.7 else (if u == 1 then 0.5 else 0.2)"),
        )
    )
    file.write_text(f"{bow}mechanisms {{\n{laws}}}\n")
    shown = told(str(file), "E[y | do(x = 1)]")[1]
    assert "stated(y | x)" in shown
    assert "is what the file says in numbers" in shown


def test_a_law_is_asked_for_as_papers_write_it(tmp_path) -> None:
    file = tmp_path / "law.scm"
    file.write_text(
        "causalimg 1\nvariables {\n  scanner : category {ge, philips}\n  age, label : real\n}\n"
        "graph {\n  age -> scanner, label\n  scanner -> label\n}\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["identify", str(file), "P(label | do(scanner))"])
    assert done.exit_code == 0
    assert done.output.startswith(
        "P(label | do(scanner)) = sum_{age} P(label | scanner, age) P(age)\n"
    )
    refused = CliRunner().invoke(app, ["identify", str(file), "P(lable | do(scanner))"])
    assert refused.exit_code == 1
    assert "did you mean `label`" in " ".join(refused.output.split())
