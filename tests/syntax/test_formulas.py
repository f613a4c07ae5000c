"""Formulas of R and lavaan: whatever they say, the mean that is proposed is an expression."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.source import Source
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.habits.formulas import mean_of
from causalimg.syntax.lexemes import scan

WARD = Source(
    "ward.scm",
    "causalimg 1\nvariables {\n  site : category {north, south}\n  age, dose, y : real\n}\n"
    "graph {\n  age, dose -> y\n}\n",
)
NAMES = st.sampled_from(["age", "dose", "b1"])
TERMS = st.one_of(
    NAMES,
    st.sampled_from(["1", "0", ".", "(1 | site)", "(0 + age | site)", "offset(log(age))"]),
    st.builds("{}*{}".format, st.sampled_from(["age", "b1", "0.5", "NA"]), NAMES),
    st.builds("{}:{}".format, NAMES, NAMES),
    st.builds("{}({})".format, st.sampled_from(["s", "I", "log", "factor", "scale"]), NAMES),
    st.builds("I({}^2)".format, NAMES),
    st.builds("poly({}, {})".format, NAMES, st.integers(1, 3)),
    st.builds("c({}, {})*age".format, NAMES, st.sampled_from(["a2", "NA", "0.3"])),
    st.builds("start(0.5)*{}".format, NAMES),
)


def reads(text: str) -> bool:
    code = [x for x in scan(Source("", text)).code if x.kind != "NEWLINE"]
    return not isinstance(read("expr", code), Stop)


@given(st.lists(TERMS, min_size=1, max_size=5))
def test_the_mean_of_a_formula_is_an_expression(terms: list[str]) -> None:
    mean = mean_of(WARD, "y", " + ".join(terms))
    assert mean is not None
    assert reads(mean.text), mean.text
    assert all(name in mean.text for name in (*mean.causes, *mean.learned))


@pytest.mark.parametrize(
    ("formula", "mean", "learned"),
    [
        ("age + dose", "linear(age, dose)", ()),
        ("1", "b_0", ("b_0",)),
        ("0 + age", "b_age * age", ("b_age",)),
        ("age - 1", "b_age * age", ("b_age",)),
        ("b1*age + dose", "linear(dose) + b1 * age", ("b1",)),
        ("1 + b1*age", "b_0 + b1 * age", ("b_0", "b1")),
        ("0.5*age", "0.5 * age", ()),
        ("age*dose", "linear(age, dose) + b_age_dose * age * dose", ("b_age_dose",)),
        ("age:dose", "b_0 + b_age_dose * age * dose", ("b_0", "b_age_dose")),
        ("I(age^2)", "b_0 + b_age_2 * age^2", ("b_0", "b_age_2")),
        ("I(age + dose)", "b_0 + b_age_dose * (age + dose)", ("b_0", "b_age_dose")),
        ("s(age, k = 4)", "mlp(age)", ()),
        ("age + (1 | site)", "linear(age, site)", ()),
        ("c(a1, a2)*age", "match site { north: a1, south: a2 } * age", ("a1", "a2")),
        ("c(a, a)*age", "a * age", ("a",)),
        ("c(a1, a2, a3)*age", "match site { site_1: a1, site_2: a2, site_3: a3 } * age",
         ("a1", "a2", "a3")),
        (".", "linear(age, dose)", ()),
        ("log(age)", "b_0 + b_log_age * log(age)", ("b_0", "b_log_age")),
        ("dose + offset(age)", "linear(dose) + age", ()),
    ],
)  # fmt: skip
def test_a_formula_has_its_mean(formula: str, mean: str, learned: tuple[str, ...]) -> None:
    found = mean_of(WARD, "y", formula)
    assert found is not None
    assert (found.text, found.learned) == (mean, learned)


@pytest.mark.parametrize("text", ["age - dose", "-age", "f(age)", "age / 2", "age +", "a" * 400])
def test_what_is_no_formula_has_none(text: str) -> None:
    assert mean_of(WARD, "y", text) is None
