"""Estimands that have no value say where, why and what to do; none is printed as inf or nan."""

import math

import pytest

import causalimg

MODEL = causalimg.loads("""causalimg 1
model m
variables {
  a, never : binary
  z        : real
}
mechanisms {
  a     ~ Bernoulli(0.5) via threshold
  never ~ Bernoulli(0) via threshold
  z     ~ Normal(0, 1)
}
queries {
  ratio : E[a] - E[a] / E[never]
}
""")


def refused(question):
    with pytest.raises(causalimg.CausalimgError) as caught:
        MODEL.ask(question, draws=500)
    (found,) = caught.value.diagnostics
    assert found.code == "E0711"
    assert found.helps
    return found, caught.value.source.slice(found.span)


@pytest.mark.parametrize(
    ("question", "lower"),
    [
        ("E[a] / E[never]", "E[never]"),
        ("E[never] / E[never]", "E[never]"),
        ("E[z] / E[never]", "E[never]"),
        ("E[z] / P(z > 100)", "P(z > 100)"),
        ("1 - E[a] / (E[a] - 0.2 - 0.3)", "(E[a] - 0.2 - 0.3)"),
        ("1 / (E[z] - E[z])", "(E[z] - E[z])"),
        ("E[a] / 0", "0"),
        ("ratio", "E[never]"),
    ],
)
def test_a_division_by_zero_shows_what_is_zero(question, lower):
    found, place = refused(question)
    assert place == lower
    assert "divided by" in found.message


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("2 * E[1 / never]", "1 / never"),
        ("E[a / never | a == 1]", "a / never"),
        ("E[log(z)]", "log(z)"),
        ("E[1 / (z - z)]", "1 / (z - z)"),
        ("E[exp(1e9 * a)]", "exp(1e9 * a)"),
        ("1 + E[never] ^ (-1)", "E[never] ^ (-1)"),
        ("(E[a] - 1) ^ 0.5", "(E[a] - 1) ^ 0.5"),
        ("E[a] * 1e308 * 10", "E[a] * 1e308 * 10"),
    ],
)
def test_what_has_no_finite_value_is_shown(question, part):
    found, place = refused(question)
    assert place == part
    assert found.message.startswith(f"`{part}` has no finite value")


def test_a_conditional_without_mass_is_shown_inside_the_arithmetic():
    found, place = refused("E[a] + P(a == 1 | a == 0, never == 1)")
    assert place == "a == 0, never == 1"
    assert "their probability is 0" in found.helps[0]


def test_what_has_a_value_keeps_it():
    answer = MODEL.ask("E[log(z) | z > 0]", draws=20_000)
    truth = -(0.5772156649 + math.log(2)) / 2
    assert abs(float(answer) - truth) < 4.5 * float(answer.number.error)
    assert float(MODEL.ask("E[a] - E[a]")) == 0.0
    assert float(MODEL.ask("P(z > 10) ^ 0.5", draws=100).number.error) == math.inf
