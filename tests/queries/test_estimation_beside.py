"""The model's own answer beside that of the rows: told where they differ, silent where not."""

import numpy as np
import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.fitting.settings import DataSettings
from causalimg.program.load import build
from causalimg.queries.estimation.estimating import Options, estimate_from
from causalimg.queries.sample import sample
from causalimg.source import Source

WARD = """causalimg 1
variables {
  age  : category {young, old}
  dose : binary
  pain : binary
  rest : real
}
mechanisms {
  age  ~ Categorical(young = 0.6, old = 0.4) via gumbel_max
  dose ~ Bernoulli(if age == old then 0.7 else 0.2) via threshold
  pain ~ Bernoulli(if age == old then (if dose then 0.4 else 0.7)
                   else (if dose then 0.1 else 0.3)) via threshold
  rest ~ Normal(2 * dose + match age { young: 0, old: 3 }, 1)
}
"""
EFFECT = "E[pain | do(dose = 1)] - E[pain | do(dose = 0)]"


def known(text):
    found = analyse(Source("case.scm", text))
    assert not has_errors(found.diagnostics), found.diagnostics
    return found.model, build(found.model)


def drawn(text, rows, seed=0):
    model, program = known(text)
    values = sample(model, program, rows, seed).values
    return {n: v for n, v in values.items() if n not in model.of_kind("latent")}


def estimated(text, question, data, **options):
    model, program = known(text)
    return estimate_from(
        model, question, data,
        settings=DataSettings(), options=Options(**{"draws": 60, **options}), program=program,
    )  # fmt: skip


def codes(found):
    return [w.code for w in found.warnings]


@pytest.mark.parametrize("by", ["plug-in", "regression", "weighting", "doubly-robust"])
def test_a_right_model_is_not_contradicted(by):
    rows = drawn(WARD, 2_000)
    for question in (EFFECT, "E[rest | do(dose = 1)]", "P(pain == 1 | do(dose = 0), age == old)"):
        found = estimated(WARD, question, rows, by=by)
        assert found.agreement == "agree", str(found)
        assert codes(found) == []
        assert found.own.estimand == pytest.approx(found.own.value, abs=0.05)


@pytest.mark.parametrize("by", ["plug-in", "regression", "doubly-robust"])
def test_a_wrong_mechanism_is_told_by_its_law(by):
    wrong = WARD.replace("dose then 0.4 else 0.7", "dose then 0.8 else 0.7")
    found = estimated(wrong, EFFECT, drawn(WARD, 2_000), by=by)
    assert found.agreement == "differ"
    assert codes(found) == ["W0720"]
    largest = max(found.moves, key=lambda move: abs(move.by))
    assert largest.law == "P(pain | dose, age)"
    assert found.own.value - float(found) == pytest.approx(largest.by, abs=0.05)
    (warning,) = found.warnings
    assert "P(pain | dose, age) moves it by" in warning.notes[0]


def test_another_law_of_the_covariates_is_told_apart():
    old = WARD.replace("young = 0.6, old = 0.4", "young = 0.1, old = 0.9")
    question = "E[rest | do(dose = 1)]"
    for by in ("plug-in", "regression"):
        found = estimated(old, question, drawn(WARD, 2_000), by=by)
        assert found.agreement == "differ"
        assert max(found.moves, key=lambda move: abs(move.by)).law == "P(age)"


def test_the_form_of_an_estimator_is_blamed_where_it_is_at_fault():
    text = """causalimg 1
variables { z, y : real
  x : binary }
noise { u ~ Normal(0, 0.5) }
mechanisms {
  z ~ Normal(0, 1)
  x ~ Bernoulli(sigmoid(2 * z * z - 2)) via threshold
  y := z * z * z * z + x + u
}
"""
    rows = drawn(text, 2_000)
    found = estimated(text, "E[y | do(x = 1)] - E[y | do(x = 0)]", rows, by="regression")
    assert found.agreement == "estimator"
    assert codes(found)[-1] == "W0720"
    assert "its form is at fault" in found.warnings[-1].notes[0]


def test_a_front_door_is_read_and_compared():
    text = """causalimg 1
variables { latent u : binary
  x, m : binary
  y : real }
mechanisms {
  u ~ Bernoulli(0.5) via threshold
  x ~ Bernoulli(0.2 + 0.6 * u) via threshold
  m ~ Bernoulli(0.1 + 0.7 * x) via threshold
  y ~ Normal(2 * m + 3 * u, 1)
}
"""
    rows = drawn(text, 3_000)
    found = estimated(text, "E[y | do(x = 1)] - E[y | do(x = 0)]", rows)
    assert found.by == "plug-in"
    assert found.agreement == "agree"
    assert abs(float(found) - 1.4) < 4 * found.found.error < 0.6
    assert found.parts[0].adjust is None
    wrong = text.replace("0.1 + 0.7 * x", "0.1 + 0.2 * x")
    told = estimated(wrong, "E[y | do(x = 1)] - E[y | do(x = 0)]", rows)
    assert told.agreement == "differ"
    assert max(told.moves, key=lambda move: abs(move.by)).law == "P(m | x)"


def test_had_among_those_who_were_treated():
    rows = drawn(WARD, 3_000)
    found = estimated(WARD, "E[pain had dose = 0 | dose == 1]", rows)
    # P(old | dose = 1) = 0.28 / 0.40
    truth = 0.7 * 0.7 + 0.3 * 0.3
    assert abs(float(found) - truth) < 4 * found.found.error < 0.15
    assert found.agreement == "agree"
    assert found.own.value == pytest.approx(truth, abs=1e-6)


# ---- who the rows are ------------------------------------------------------------------------

CHOSEN = """causalimg 1
variables {
  dose : binary
  pain : binary
  selection archived : binary
}
mechanisms {
  dose ~ Bernoulli(0.5) via threshold
  pain ~ Bernoulli(0.2 + 0.4 * dose) via threshold
  archived ~ Bernoulli(0.1 + 0.8 * pain) via threshold
}
"""


def test_selected_rows_are_weighted_to_everyone():
    rows = drawn(CHOSEN, 4_000)
    found = estimated(CHOSEN, "E[pain | do(dose = 1)] for everyone", rows)
    assert "P is the law of everyone" in str(found)
    assert abs(float(found) - 0.6) < 4 * found.found.error < 0.2
    assert found.agreement == "agree"
    by_hand = estimated(CHOSEN, "E[pain | do(dose = 1)] for everyone", rows, by="weighting")
    assert float(by_hand) == pytest.approx(float(found), abs=1e-6)
    here = estimated(CHOSEN, "E[pain | dose == 1]", rows)
    assert float(here) > 0.85
    assert "P is the law of the rows with archived = 1" in str(here)


AFTER = """causalimg 1
variables {
  ill, dose, pain : binary
  selection archived : binary
}
mechanisms {
  ill  ~ Bernoulli(0.5) via threshold
  dose ~ Bernoulli(if ill == 1 then 0.8 else 0.3) via threshold
  pain ~ Bernoulli(0.2 + 0.4 * dose + 0.3 * ill) via threshold
  archived ~ Bernoulli(if dose == 1 then 0.2 else 0.9) via threshold
}
"""
UNKNOWN = {
    "Bernoulli(0.5) via": "table() # via",
    "Bernoulli(if ill == 1 then 0.8 else 0.3) via": "table() given ill # via",
    "Bernoulli(0.2 + 0.4 * dose + 0.3 * ill) via": "table() given ill, dose # via",
}


def test_each_average_is_of_its_own_law():
    """Setting the dose asks for everyone, and what is seen as it is for the rows as they are."""
    text = AFTER
    for stated, learned in UNKNOWN.items():
        text = text.replace(stated, learned)
    model, rows = analyse(Source("case.scm", text)).model, drawn(AFTER, 4_000)
    seen, done, both = (
        estimate_from(model, question, rows, options=Options(draws=60), program=known(AFTER)[1])
        for question in (
            "E[pain]", "E[pain | do(dose = 1)]", "E[pain | do(dose = 1)] - E[pain]"
        )
    )  # fmt: skip
    assert [part.notes[0][:22] for part in both.parts] == [
        "P is the law of everyo",
        "P is the law of the ro",
    ]
    assert float(both) == pytest.approx(float(done) - float(seen), abs=1e-9)
    assert both.agreement == "agree"


def test_what_leads_to_selection_may_be_set():
    """Among those who are selected in the world of `do`, where setting is as good as seeing."""
    rows = drawn(AFTER, 4_000)
    found = estimated(AFTER, "E[pain | do(ill = 1)]", rows)
    seen = (rows["pain"] * rows["ill"]).sum() / rows["ill"].sum()
    assert float(found) == pytest.approx(float(seen), abs=1e-6)
    assert found.agreement == "agree"


def test_a_site_is_read_from_its_rows():
    text = """causalimg 1
variables { environment site : category {north, south}
  x, y : binary }
mechanisms {
  x ~ Bernoulli(match site { north: 0.2, south: 0.6 }) via threshold
  y ~ Bernoulli(match site { north: 0.1, south: 0.5 } + 0.3 * x) via threshold
}
"""
    rows = drawn(text, {"north": 3_000, "south": 1_000})
    whole = estimated(text, "P(y == 1 | do(x = 1))", rows)
    assert abs(float(whole) - (0.75 * 0.4 + 0.25 * 0.8)) < 4 * whole.found.error
    assert whole.agreement == "agree"
    for by in ("plug-in", "doubly-robust"):
        south = estimated(text, "P(y == 1 | do(x = 1)) for south", rows, by=by)
        assert abs(float(south) - 0.8) < 4 * south.found.error
        assert south.agreement == "agree"


def test_conditions_may_stand_in_one_with_and_at_a_site():
    text = """causalimg 1
variables { environment site : category {north, mid, south}
  u, v, x, y : binary }
graph { site -> u, v
  u, v -> x, y
  x -> y }
"""
    chance, model = np.random.default_rng(0), analyse(Source("case.scm", text)).draft
    site = chance.integers(0, 3, 3_000)
    u, v, x, y = (chance.integers(0, 2, 3_000) for _ in range(4))
    rows = {"site": site, "u": u, "v": v, "x": x, "y": y}
    rows = {name: torch.tensor(values, dtype=torch.float32) for name, values in rows.items()}
    rows["site"] = torch.tensor(site)
    for scope, there in (("", site >= 0), (" for north", site == 0), (" for south", site == 2)):
        for given, holds in (("u and not v", (u == 1) & (v == 0)), ("not u and v", u < v)):
            asked = f"P(y == 1 | do(x = 1), {given}){scope}"
            found = estimate_from(model, asked, rows, options=Options(by="plug-in", draws=2))
            truth = y[there & holds & (x == 1)].mean()
            assert float(found) == pytest.approx(truth, abs=1e-6), asked


# ---- support ---------------------------------------------------------------------------------

OPEN = """causalimg 1
variables { z : real
  x, y : binary }
graph { z -> x, y
  x -> y }
"""


def looked(text, question, data, **options):
    model = analyse(Source("case.scm", text)).draft
    return estimate_from(
        model, question, data,
        settings=DataSettings(), options=Options(**{"draws": 30, **options}), silent="open",
    )  # fmt: skip


def test_rare_acts_and_empty_cells_are_told():
    chance = np.random.default_rng(0)
    z = chance.normal(size=2_000)
    x = chance.random(2_000) < 1 / (1 + np.exp(-3 * z))
    y = chance.random(2_000) < 0.5
    rows = {n: torch.tensor(v, dtype=torch.float32) for n, v in {"z": z, "x": x, "y": y}.items()}
    found = looked(OPEN, "P(y == 1 | do(x = 1))", rows)
    assert codes(found) == ["W0721"]
    assert found.parts[0].overlap.rare > 0.05
    assert found.own is None
    assert "model      says nothing: open" in str(found)
    far = looked(OPEN, "P(y == 1 | do(z = 9))", rows)
    assert "outside of what the rows show" in far.warnings[0].message


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("E[y | do(x ~ Bernoulli(0.5))]", "`z` takes many values"),
        ("E[y | do(z = z + 1)]", "`z` takes many values"),
        ("y had x = 1", "about single rows"),
        ("P(y == 1 | do(x = 1), z == 0.5)", "0 rows meet the conditions"),
    ],
)
def test_what_no_rows_answer_is_refused_in_words(question, words):
    rows = {n: torch.tensor([0.0, 1.0] * 40) for n in ("x", "y", "z")}
    with pytest.raises(CausalimgError) as refused:
        looked(OPEN, question, rows)
    assert words in refused.value.diagnostics[0].message


def test_cells_beyond_number_are_left_to_the_other_estimators():
    names = [f"c{i}" for i in range(8)]
    words = "{" + ", ".join(f"w{i}" for i in range(10)) + "}"
    lines = [f"  {', '.join(names)} : category {words}", "  x, y : binary"]
    text = "\n".join(
        ["causalimg 1", "variables {", *lines, "}", "graph {", f"  {', '.join(names)} -> x, y",
         "  x -> y", "}", ""]
    )  # fmt: skip
    chance = np.random.default_rng(0)
    rows = {n: torch.tensor(chance.integers(0, 10, 1_500)) for n in names}
    rows |= {n: torch.tensor(chance.integers(0, 2, 1_500)).float() for n in ("x", "y")}
    assert looked(text, "P(y == 1 | do(x = 1))", rows).by == "doubly-robust"
    with pytest.raises(CausalimgError) as refused:
        looked(text, "P(y == 1 | do(x = 1))", rows, by="plug-in")
    assert "200,000,000 cells" in refused.value.diagnostics[0].message
