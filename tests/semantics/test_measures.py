"""The tolerant rule of units: only two declared units can clash, and numbers find their scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.semantics.check import check
from causalimg.semantics.expr import Number, walk
from causalimg.source import Source
from causalimg.syntax import parse

TEXT = """causalimg 1

variables {{
  age   : real years
  depth : real mm
  area_ : real mm^2
  dose  : real mGy
  rate  : real mGy/s
  time  : real s
  bare  : real
  y     : real {unit}
}}

noise {{
  u ~ Normal(0, 1)
}}

mechanisms {{
  y := {value}
}}
"""


def checked(value, unit=""):
    source = Source("y.scm", TEXT.format(value=value, unit=unit))
    return check(parse(source).tree, source)


def codes(value, unit=""):
    return [d.code for d in checked(value, unit).diagnostics if d.code in ("E0202", "E0203")]


def numbers(value, unit=""):
    found = checked(value, unit)
    return [e.value for e in walk(found.draft.mechanisms[0].value) if isinstance(e, Number)]


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("1", "mm"), ("2 * age", "mm"), ("age", "years"), ("age + 2", "years"), ("bare", "mm"),
        ("depth + bare", "mm"), ("exp(age / 10 years)", "mGy"), ("depth * depth", "mm^2"),
        ("area_ / depth", "mm"), ("rate * time", "mGy"), ("dose / time", "mGy/s"), ("u", "mm"),
        ("if age > 60 years then depth else 2 mm", "mm"), ("abs(depth)", "mm"), ("age", ""),
        ("depth ^ 2", "mm^2"), ("min(depth, 3 cm)", "mm"), ("log(depth / 1 mm)", ""),
        ("sqrt(area_)", "mm"), ("age + age / 2", "years"), ("depth * (age > 3)", "mm"),
    ],
)  # fmt: skip
def test_these_agree(value, unit):
    assert codes(value, unit) == []


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("3 mm", "years"), ("age", "mm"), ("age + depth", ""), ("age + 3 mm", "years"),
        ("depth", "cm"), ("depth * depth", "mm"), ("if age > 3 mm then 1 else 0", ""),
        ("rate * time", "s"), ("clip(depth, 0 mm, 3 s)", "mm"), ("depth == age", ""),
        ("rate * 500 ms", "mGy"), ("depth ^ 2", "mm"),
    ],
)  # fmt: skip
def test_these_clash(value, unit):
    assert "E0202" in codes(value, unit)


@pytest.mark.parametrize("function", ["exp", "log", "sigmoid", "tanh", "softplus"])
def test_a_function_of_bare_numbers_warns_about_a_unit(function):
    assert codes(f"{function}(depth)") == ["E0203"]
    assert codes(f"{function}(depth / 2 mm)") == []
    assert codes(f"{function}(2 * bare)") == []


def test_numbers_take_the_unit_of_their_surroundings():
    assert numbers("3 cm", "mm") == [30]
    assert numbers("depth + 3 cm", "mm") == [30]
    assert numbers("depth / 10 cm") == [100]
    assert numbers("if age > 6 months then 1 else 0")[0] == pytest.approx(0.5)
    assert numbers("min(depth, 3 cm)", "mm") == [30]
    assert numbers("2 + 3", "mm") == [2, 3]
    assert numbers("exp(10 cm / 1 mm)") == [10, 0.1]


@given(st.integers(1, 900), st.sampled_from(["mm", "cm", "m", "um"]))
def test_settling_twice_changes_nothing(amount, unit):
    once = checked(f"depth + {amount} {unit}", "mm").draft.mechanisms[0]
    written = next(e for e in walk(once.value) if isinstance(e, Number))
    again = numbers(f"depth + {amount} {unit}", "mm")

    assert again == [written.value]
    assert written.unit == "mm"
    assert written.value == pytest.approx(
        amount * {"mm": 1, "cm": 10, "m": 1000, "um": 1e-3}[unit]
    )


@pytest.mark.parametrize(
    ("spacing", "unit", "told"),
    [
        ("0.5 cm", "mm^2", []),
        ("5 mm", "cm^2", ["E0202"]),
        ("5 mm", "kg", ["E0202"]),
        ("5 mm", "", []),
        ("1 px", "cm^2", []),
    ],
)
@pytest.mark.parametrize("factor", ["", "0.01 * "])
def test_an_area_is_measured_by_its_grid(spacing, unit, told, factor):
    lines = (
        "causalimg 1",
        f"grid g = 8 x 8 at {spacing}",
        "variables {",
        "  parts : mask[g] {air, lung}",
        f"  size : real {unit}",
        "}",
        "mechanisms {",
        "  parts ~ vae()",
        f"  size := {factor}area(parts == lung)",
        "}",
    )
    found = analyse(Source("area.scm", "\n".join(lines) + "\n")).diagnostics

    assert [d.code for d in found] == ([] if factor else told)
