"""What a question needs of a table: what it names, and whatever else is there."""

import pandas as pd
import pytest
import torch

from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.api import loads

TEXT = """causalimg 1

model clinic

variables {
  age    : real
  dose   : real
  y      : real
  visits : count
}

noise {
  u_y ~ Normal(0, 1)
}

mechanisms {
  age    ~ Normal(0, 1)
  dose   ~ Normal(age, 1)
  y      := dose + age + u_y
  visits ~ Poisson(exp(0.1 * y)) via threshold
}

queries {
  known : y had dose = 1 given dose, y
}
"""
ROWS = pd.DataFrame({"age": [0.5, 1.0], "dose": [1.0, 2.0], "y": [2.0, 2.5], "visits": [1, 0]})


@pytest.fixture(scope="module")
def clinic():
    return loads(TEXT)


@pytest.mark.parametrize("question", ["known", "y had dose = 1 given dose, y"])
@pytest.mark.parametrize("lacking", [["age"], ["visits"], ["age", "visits"]])
def test_given_names_all_that_a_table_needs(clinic, question, lacking):
    answer = clinic.ask(question, ROWS.drop(columns=lacking), draws=50)
    assert answer["y"].counterfactual.tolist() == pytest.approx([2.0, 1.5], abs=1e-5)
    assert set(answer.evidence) == {"dose", "y"}
    assert answer.inferred == ("age",)
    assert "given dose, y · inferred age" in answer.summary


def test_what_given_leaves_out_may_be_damaged(clinic):
    damaged = ROWS.assign(visits=[None, 2.5])
    assert clinic.ask("known", damaged).inferred == ("age",)


def test_without_given_whatever_is_there_is_read(clinic):
    whole = clinic.ask("y had dose = 1", ROWS)
    assert (whole.quality, whole.inferred) == ("exact", ())
    fewer = clinic.ask("y had dose = 1", ROWS.drop(columns="age"), draws=50)
    assert fewer.inferred == ("age",)
    assert "visits" in fewer.evidence


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("y had dose = 1 given dose, y", "dose"),
        ("y had dose = 1", "dose"),
        ("y had dose = 1", "y"),
        ("y had dose = dose + age", "age"),
        ("visits - (visits had dose = 1)", "visits"),
    ],
)
def test_a_column_that_the_question_names_has_to_be_there(clinic, question, lacking):
    with pytest.raises(CausalimgError, match=f"there is no column for `{lacking}`"):
        clinic.ask(question, ROWS.drop(columns=lacking))


def test_a_file_is_read_as_a_frame_is(clinic, tmp_path):
    ROWS.drop(columns="age").to_csv(tmp_path / "table.csv", index=False)
    answer = clinic.ask("known", tmp_path)
    assert answer["y"].counterfactual.tolist() == pytest.approx([2.0, 1.5], abs=1e-5)


def test_a_population_needs_no_column(clinic):
    few = clinic.ask("E[y | do(dose = 1)]", ROWS[["visits"]], draws=100)
    assert float(few) == float(clinic.ask("E[y | do(dose = 1)]", draws=100))


def test_an_average_over_sites_names_the_option_that_gives_rows():
    text = (
        "causalimg 1\nvariables {\n  environment site : category {north, south}\n  x : real\n}\n"
        "mechanisms {\n  x ~ Normal(match site { north: 0, south: 1 }, 1)\n}\n"
    )

    with pytest.raises(CausalimgError) as caught:
        loads(text).ask("E[x]")

    assert "`--data DIR`" in caught.value.diagnostics[0].helps[0]


@pytest.mark.parametrize("equation", ["sqrt(exp(x + u)) - x", "exp(u) ^ 0.5 + 0 * x"])
def test_a_row_below_the_reach_of_a_root_has_no_noise(equation):
    text = f"""causalimg 1

variables {{
  x, y : real
}}

noise {{
  u ~ Normal(0, 1)
}}

mechanisms {{
  x ~ Normal(0, 1)
  y := {equation}
}}
"""
    model = loads(text)
    good = model.sample(200, seed=3)
    same = model.ask("y had x = x", good)["y"].counterfactual
    torch.testing.assert_close(same, good["y"], rtol=1e-4, atol=1e-4)
    # Squared, -2 would be 4: a noise, whose root is 2.
    with pytest.raises(CausalimgError, match="E0704"):
        model.ask("y had x = x", {"x": torch.tensor([1.0]), "y": torch.tensor([-2.0])})
    density = model.program.log_prob({"x": torch.ones(1), "y": torch.ones(1)})["y"]
    assert bool(density.isfinite().all())
    with pytest.raises(CausalimgError, match="E0704"):
        model.program.log_prob({"x": torch.ones(1), "y": torch.tensor([-2.0])})


def test_shares_of_sites_cancel_where_every_average_names_its_site():
    text = """causalimg 1

variables {
  environment site : category {north, south}
  age              : real
}

mechanisms {
  age ~ Normal(match site { north: 50, south: 60 }, 5)
}
"""
    model = loads(text)
    answer = model.ask("E[age | site == south] - E[age | site == north]", draws=40_000)
    assert float(answer.number.value) == pytest.approx(10, abs=0.3)
    with pytest.raises(CausalimgError, match="known only from data"):
        model.ask("E[age | site == south] - E[age]")


def test_what_is_printed_fits_on_a_screen(clinic):
    assert repr(clinic) == "model clinic"
    answer = clinic.ask("E[y | do(dose = 1)]", draws=1000)
    shown = str(answer)
    assert shown.startswith("question: E[y | do(dose = 1)]")
    assert answer.summary in shown
    assert "tensor" not in shown
