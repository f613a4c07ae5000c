"""The tolerant rule of units: only two declared units can clash, and numbers find their scale."""

from operator import add, mul, truediv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.semantics.check import check
from causalimg.semantics.double_entry import values
from causalimg.semantics.expr import Binary, Number, VariableRef, walk
from causalimg.semantics.measured import Settler, bears_units
from causalimg.semantics.measures import settle
from causalimg.source import Source
from causalimg.syntax import parse

GOOD = Path(__file__).parents[1] / "models" / "good"
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


@pytest.mark.parametrize("path", sorted(GOOD.glob("*.scm")), ids=lambda path: path.stem)
def test_what_bears_no_unit_needs_no_settling(path):
    """The checker leaves such statements out: settling them says and changes nothing."""
    source = Source(str(path), path.read_text(encoding="utf-8"))
    found = check(parse(source).tree, source)
    report = []
    settler = Settler(found.scope, report)
    for mechanism in found.draft.mechanisms:
        for value in values(mechanism):
            if not bears_units(value, settler):
                assert settle(value, settler.wanted(mechanism.targets[0]), settler) == value
    assert not report


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


@pytest.mark.parametrize(
    ("unit", "remedy"),
    [("mm", "area(..) / 3.2 mm"), ("um", "1000 * area(..) / 3.2 mm"),
     ("cm", "area(..) / 10 / 3.2 mm")],
)  # fmt: skip
def test_an_area_for_a_length_is_told_what_to_divide_by_and_the_remedy_works(unit, remedy):
    def text(value):
        return (
            "causalimg 1\ngrid g = 8 x 8 at 100 um\n"
            f"variables {{\n  parts : mask[g] {{air, bone}}\n  thick : real {unit}\n}}\n"
            f"mechanisms {{\n  parts ~ vae()\n  thick := {value}\n}}\n"
        )

    (told,) = analyse(Source("thick.scm", text("area(parts == bone)"))).diagnostics

    assert told.code == "E0202"
    assert f"`{remedy}`" in told.helps[0]
    mended = remedy.replace("..", "parts == bone")
    assert analyse(Source("thick.scm", text(mended))).diagnostics == ()


@pytest.mark.parametrize(
    ("value", "unit", "read"),
    [
        ("bare * 2 Gy", "mGy", [2000]),
        ("2 * 3 Gy", "mGy", [2, 3000]),
        ("-2 Gy * bare + 1", "mGy", [2000, 1]),
        ("bare * age / 10 months", "", [10 / 12]),
        ("bare * (age - 60 years) / 120 months", "", [60, 10]),
        ("3 / 1 month * age", "", [3, 1 / 12]),
        ("2 * bare / 4 Hz", "ms", [2, 0.004]),
        ("3 cm / 2 s", "mm/s", [3, 0.2]),
        ("(6 months + 2 * age) / 1 month", "", [0.5, 2, 1 / 12]),
        ("bare * (if bare > 0 then 3 cm else 4 mm)", "mm", [0, 30, 4]),
        ("(if bare > 0 then 3 cm else 4 mm) / 1 mm", "", [0, 3, 0.4, 0.1]),
        ("if 2 * age > 24 months then 1 else 0", "", [2, 2, 1, 0]),
        ("bare * min(3 cm, 4 mm)", "mm", [30, 4]),
        ("bare * (3 cm) ^ 2", "mm^2", [3, 2, 100]),
        ("max(3 cm, depth) / 1 cm", "", [30, 10]),
        ("0.1 * depth / 1 cm", "", [0.1, 10]),
        ("bare * (3 mm / 0.1 + 2 cm / 2)", "m", [0.003, 0.1, 0.02, 2]),
        ("(bare * 3 mm + bare * 2 cm) / 1 mm", "", [3, 20, 1]),
        ("-0.1 * depth / 1 cm", "", [0.1, 10]),
        ("0.01 * depth * (1 cm / 1 mm)", "cm", [0.01, 1, 1]),
        ("bare * rate * 500 ms", "mGy", [0.5]),
        ("depth / 2 s / 10", "cm/s", [2, 10]),
        ("bare * 3 Gy * age / 6 months", "", [3, 0.5]),
    ],
)
def test_a_literal_keeps_its_size_wherever_it_stands(value, unit, read):
    assert numbers(value, unit) == pytest.approx(read)
    assert codes(value, unit) == []


# What a factor is worth in metres to its power.
FACTORS = {
    "bare": (1.7, 0), "2": (2.0, 0), "depth": (0.013, 1), "5 cm": (0.05, 1), "3 um": (3e-6, 1),
    "(1 m + 3 mm)": (1.003, 1), "(2 mm) ^ 2": (4e-6, 2), "7 km": (7e3, 1), "9 mm^2": (9e-6, 2),
}  # fmt: skip
SIZES = {"bare": 1.7, "depth": 13.0}


def worth(expr):
    match expr:
        case Number(value=value):
            return value
        case VariableRef(name=name):
            return SIZES[name]
        case Binary(sign=sign, left=left, right=right):
            a, b = worth(left), worth(right)
            return {"+": add, "*": mul, "/": truediv, "^": pow}[sign](a, b)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(FACTORS)), st.booleans()), min_size=1, max_size=6),
    st.integers(0, 2),
    st.sampled_from(["m", "mm", "um"]),
)
def test_the_order_of_factors_changes_no_number(chain, power, unit):
    whole = sum(FACTORS[name][1] * (1 if up else -1) for name, up in chain)
    chain += [("5 cm", whole < power)] * abs(power - whole)
    unit = "mm" if "depth" in dict(chain) else unit  # where it is declared, it is told in that
    text, true = "2", 2.0
    for name, up in chain:
        text += f" {'*' if up else '/'} {name}"
        true *= FACTORS[name][0] ** (1 if up else -1)
    asked = f"{unit}^{power}" if power else ""

    found = checked(text, asked)

    assert [d.code for d in found.diagnostics if d.code == "E0202"] == []
    settled = worth(found.draft.mechanisms[0].value)
    assert settled == pytest.approx(true / {"m": 1, "mm": 1e-3, "um": 1e-6}[unit] ** power)


def test_a_rate_is_told_per_unit_of_what_it_draws():
    source = Source("y.scm", TEXT.format(value="1", unit="").replace(
        "  y := 1", "  age ~ Exponential(0.5 / 6 months)\n  time ~ Gamma(2, rate = 3 kHz)"
    ))  # fmt: skip
    laws = [one.law for one in check(parse(source).tree, source).draft.mechanisms]

    assert worth(laws[0].arguments[0][1]) == pytest.approx(1.0)
    assert dict(laws[1].arguments)["rate"].value == 3000


def test_a_sum_of_many_terms_is_looked_at_once():
    met = {}
    source = Source("y.scm", TEXT.format(value="0", unit=""))
    scope = check(parse(source).tree, source).scope
    chain = Binary("*", Number(2.0), VariableRef("age"))
    for _ in range(60):
        chain = Binary("+", chain, Binary("*", Number(2.0), VariableRef("age")))

    settle(chain, None, Settler(scope, [], met))

    assert len(met) < 2000


@pytest.mark.parametrize(
    "line",
    ["param w : real = 3 mm", "noise { u2 ~ Normal(0, 3 mm) }",
     "parameters { p : real ~ Normal(0, 3 mm) }", "parameters { p : real in [0, 3 mm] }"],
)  # fmt: skip
def test_what_has_no_unit_takes_no_literal_with_one(line):
    source = Source("y.scm", TEXT.format(value="u", unit="") + line + "\n")
    found = check(parse(source).tree, source).diagnostics

    assert [d.code for d in found if d.code == "E0202"] == ["E0202"]


@pytest.mark.parametrize(
    ("spacing", "width", "read", "told"),
    [("2 mm", "0.3 cm", 3.0, []), ("1 px", "3 px", 3.0, []), ("1 px", "3 mm", 3.0, ["E0202"]),
     ("2 mm", "3", 3.0, [])],
)  # fmt: skip
def test_a_blur_is_as_wide_as_it_says(spacing, width, read, told):
    lines = (
        "causalimg 1", f"grid g = 8 x 8 at {spacing}", "variables {", "  x, y : image[g]", "}",
        "mechanisms {", "  x ~ vae()", f"  y := blur(x, {width})", "}",
    )  # fmt: skip
    source = Source("blur.scm", "\n".join(lines) + "\n")
    found = check(parse(source).tree, source)

    assert [d.code for d in found.diagnostics] == told
    assert (
        next(e.value for e in walk(found.draft.mechanisms[1].value) if type(e) is Number) == read
    )
