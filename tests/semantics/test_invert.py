"""Which equations give their noise back: whatever is undone must lead back to the noise."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from causalimg.semantics.bounds import bounds
from causalimg.semantics.check import check
from causalimg.semantics.evaluate import FUNCTIONS, evaluate
from causalimg.semantics.expr import Apply, Binary, NoiseRef, Number, Unary, VariableRef
from causalimg.semantics.invert import gives_back, has_density, inverse
from causalimg.semantics.model import Equation
from causalimg.source import Source
from causalimg.syntax import parse

TEXT = """causalimg 1

variables {{
  disease : binary
  site    : category {{north, south}}
  age     : real in [18, 100]
  dose    : real in [0, 9]
  slope   : real
  y       : {kind}
}}

noise {{
  u : {noise}
  v ~ Gamma(2, 1)
  coin, toss ~ Bernoulli(0.5)
}}

mechanisms {{
  y := {value}
}}
"""


def model_of(value, kind="real", noise="real ~ Normal(0, 1)"):
    source = Source("y.scm", TEXT.format(value=value, kind=kind, noise=noise))
    found = check(parse(source).tree, source)
    assert found.draft.mechanisms, found.diagnostics
    return found.draft


@pytest.mark.parametrize(
    "value",
    [
        "u", "-u", "0.5 + u", "3 - u", "2 * u", "u / 2", "1 / v", "exp(age + 0.1 * u)",
        "64 + 191 * sigmoid(2 * (age - 2.5) + 0.5 * u)", "log(v)", "v ^ 2", "sqrt(v)", "age * u",
        "slope * u", "if disease then 2 * u else u + 1", "match site { north: u, south: 3 - u }",
        "match site { north: 1, south: 2 } * u", "softplus(tanh(u))", "(disease + 1) * u",
        "u ^ 3", "(age * u - 1) ^ -1", "2 ^ u", "0.5 ^ u", "age ^ u", "(age / 101) ^ (1 - u)",
    ],
)  # fmt: skip
def test_these_give_their_noise_back(value):
    model = model_of(value)
    (equation,) = model.mechanisms

    assert inverse(equation, model) is not None
    assert gives_back(model, equation)
    assert has_density(model, equation)


@pytest.mark.parametrize(
    "value",
    [
        "u + u", "u * u", "abs(u)", "u ^ 2", "u ^ 1.5", "1 ^ u", "dose ^ u", "v ^ dose", "u ^ 0", "disease * u", "dose * u", "0 * u",
        "if u > 0 then 1 else 0", "if disease then u else 0", "clip(u, 0, 1)", "max(u, 0)", "u + v",
        "match site { north: u, south: 0 }", "match site { north: 0, south: 1 } * u",
        "(disease - 1) * u", "u / u",
    ],
)  # fmt: skip
def test_these_do_not(value):
    model = model_of(value)
    (equation,) = model.mechanisms

    assert inverse(equation, model) is None
    assert not gives_back(model, equation)
    assert not has_density(model, equation)


@pytest.mark.parametrize(
    "value", ["if coin then toss else 1 - toss", "coin * toss", "age", "coin"]
)
def test_finite_noise_and_no_noise_are_found_by_trying(value):
    model = model_of(value)
    (equation,) = model.mechanisms

    assert gives_back(model, equation)
    assert not has_density(model, equation)


def test_a_picture_needs_noise_of_its_own_shape():
    drawn = "image[1, 8, 8] ~ Normal(0, 1)"
    for noise, back in ((drawn, True), ("real ~ Normal(0, 1)", False)):
        model = model_of("sigmoid(age + u)", "image[1, 8, 8] in [0, 1]", noise)
        (equation,) = [m for m in model.mechanisms if m.target == "y"]
        assert gives_back(model, equation) == back
    model = model_of("sigmoid(mean(u))", "real", drawn)
    assert not gives_back(model, model.mechanisms[0])


# ---- undoing the steps leads back ------------------------------------------------------------

_UNDO = {
    "exp": math.log,
    "log": math.exp,
    "sigmoid": FUNCTIONS["logit"],
    "logit": FUNCTIONS["sigmoid"],
    "tanh": math.atanh,
    "sqrt": lambda y: y * y,
    "softplus": lambda y: math.log(math.expm1(y)),
}
_BACK = {
    ("+", "left"): lambda y, o: y - o,
    ("+", "right"): lambda y, o: y - o,
    ("-", "left"): lambda y, o: y + o,
    ("-", "right"): lambda y, o: o - y,
    ("*", "left"): lambda y, o: y / o,
    ("*", "right"): lambda y, o: y / o,
    ("/", "left"): lambda y, o: y * o,
    ("/", "right"): lambda y, o: o / y,
    ("^", "left"): lambda y, o: y ** (1 / o),
    ("^", "right"): lambda y, o: math.log(y) / math.log(o),
    ("odd ^", "left"): lambda y, o: math.copysign(abs(y) ** (1 / o), y),
}
numbers = st.sampled_from([Number(v) for v in (-2.0, -0.5, 0.25, 1.0, 3.0)])


def _grown(inner):
    signs = st.sampled_from("+-*/")
    return st.one_of(
        st.builds(Binary, signs, inner, numbers),
        st.builds(Binary, signs, numbers, inner),
        st.builds(lambda e: Unary("-", e), inner),
        st.builds(lambda e: Binary("^", e, Number(3.0)), inner),
        st.builds(lambda e: Binary("^", Number(0.25), e), inner),
        st.builds(lambda f, e: Apply(f, (e,)), st.sampled_from(["exp", "sigmoid", "tanh"]), inner),
    )


equations = st.recursive(st.just(NoiseRef("u")), _grown, max_leaves=5)
MODEL = model_of("u")


def _value_at(expr, u):
    """The value of an expression at one noise, by looking the noise up as a variable."""
    match expr:
        case NoiseRef():
            return evaluate(VariableRef("u"), {}, {"u": u})
        case Unary(operand=operand):
            inner = _value_at(operand, u)
            return None if inner is None else -inner
        case Binary(sign=sign, left=left, right=right):
            sides = _value_at(left, u), _value_at(right, u)
            if None in sides:
                return None
            return evaluate(Binary(sign, Number(sides[0]), Number(sides[1])), {})
        case Apply(function=name, arguments=(argument,)):
            inner = _value_at(argument, u)
            return None if inner is None else evaluate(Apply(name, (Number(inner),)), {})
        case Number(value=value):
            return value


@given(equations, st.floats(-2, 2))
def test_undoing_the_steps_from_last_to_first_finds_the_noise(expr, u):
    found = inverse(Equation("y", expr, (), ("u",)), MODEL)
    value = _value_at(expr, u)
    assume(found is not None and value is not None and abs(value) < 1e6)
    try:
        for step in reversed(found.steps):
            if step.op == "negate":
                value = -value
            elif step.other is None:
                value = _UNDO[step.op](value)
            else:
                value = _BACK[step.op, step.side](value, step.other.value)
    except (ValueError, ArithmeticError):
        assume(False)  # a saturated sigmoid or tanh has lost the noise to rounding
    close = max(1e-3, 1e-6 * abs(u))
    assume(abs(value) < 1e6)
    assert abs(value - u) < close or _saturated(expr, u)


def _saturated(expr, u):
    """Whether neighbouring noises give the same double, so that nothing could tell them apart."""
    step = _value_at(expr, u + 1e-6)
    here = _value_at(expr, u)
    return step is None or abs(step - here) < 1e-12 * max(1, abs(here)) * 1e6


@given(equations, st.floats(-2, 2))
def test_values_lie_within_their_bounds(expr, u):
    value = _value_at(expr, u)
    assume(value is not None)
    reach = bounds(expr, MODEL)

    assert reach.low - 1e-9 * abs(value) <= value <= reach.high + 1e-9 * abs(value)
