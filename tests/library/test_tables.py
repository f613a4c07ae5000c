"""The tables of the library agree with themselves, and intervals and units follow their laws."""

import math
import operator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from causalimg.library import interval, units
from causalimg.library.functions import BUILT_IN, CORE, MODULES, find
from causalimg.library.interval import Interval, exactly
from causalimg.library.laws import ALIASES, LAWS, support
from causalimg.library.networks import NETWORKS
from causalimg.library.words import COUPLINGS
from causalimg.syntax.words import TYPES

FINITE = st.floats(-50, 50, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def pieces(draw):
    """An interval and a number inside it."""
    low, inside, high = sorted(draw(st.tuples(FINITE, FINITE, FINITE)))
    return Interval(low, high, low_closed=True, high_closed=True), inside


SIGNS = [
    (interval.add, operator.add),
    (interval.multiply, operator.mul),
    (interval.divide, operator.truediv),
]


@pytest.mark.parametrize(("whole", "single"), SIGNS)
@given(pieces(), pieces())
def test_an_interval_holds_what_its_members_give(whole, single, left, right):
    assume(single is not operator.truediv or right[1] != 0)
    found, value = whole(left[0], right[0]), single(left[1], right[1])

    slack = 1e-9 * (1 + abs(value))
    assert found.low - slack <= value <= found.high + slack


@given(pieces(), st.sampled_from([-3, -2, -1, 0.5, 1, 2, 3]))
def test_powers_stay_inside(base, power):
    assume(base[1] > 0 or (power == int(power) and base[1] != 0))
    found = interval.raise_to(base[0], exactly(power))

    value = base[1] ** power
    assert found.low - 1e-6 * abs(value) <= value <= found.high + 1e-6 * abs(value)


@given(pieces(), pieces())
def test_hull_meet_and_apart_agree(left, right):
    around = interval.hull((left[0], right[0]))

    assert left[1] in around
    assert right[1] in around
    common = interval.meet(left[0], right[0])
    assert interval.apart(left[0], right[0]) == (common.low > common.high)


def test_zero_times_infinity_is_zero_since_infinity_is_never_reached():
    assert interval.multiply(exactly(0), interval.EVERYWHERE) == exactly(0)


@pytest.mark.parametrize("law", LAWS.values(), ids=lambda law: law.name)
def test_a_law_is_well_formed(law):
    assert law.name[0].isupper()
    assert set(law.targets) <= {*TYPES}
    assert set(law.couplings) <= set(COUPLINGS)
    assert set(law.either) <= {p.name for p in law.parameters}
    assert (law.kind == "discrete") <= bool(law.couplings)
    assert law.signature.startswith(f"{law.name}(")
    assert law.doc
    for parameter in law.parameters:
        assert parameter.default is None or parameter.default in parameter.range
        assert law.parameter(parameter.name) is parameter


def test_supports_follow_what_is_known_about_the_arguments():
    uniform, normal = LAWS["Uniform"], LAWS["Normal"]
    cut = Interval(0, 5, low_closed=True, high_closed=True)

    assert str(support(uniform, {"low": Interval(1, 2), "high": exactly(9)})) == "[1, 9]"
    assert str(support(normal, {})) == "(-inf, inf)"
    assert str(support(normal, {}, cut)) == "[0, 5]"
    assert math.isnan(support(LAWS["Beta"], {}, Interval(2, 3)).low)


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda n: n.name)
def test_a_network_is_well_formed(network):
    assert network.name[0].islower()
    assert set(network.targets) <= set(TYPES)
    assert all(option.default in option.range for option in network.options)
    assert network.targets
    assert all(network.option(option.name) is option for option in network.options)
    assert network.signature.startswith(f"{network.name}(")


def test_names_from_elsewhere_lead_to_laws():
    assert set(ALIASES.values()) <= set(LAWS)
    assert not set(ALIASES) & set(LAWS)


def test_every_function_is_found_by_its_name_once():
    everything = [*CORE, *(f for module in MODULES.values() for f in module)]

    assert [find(f.key) for f in everything] == everything
    assert not {f.name for f in everything} & {*LAWS, *NETWORKS}
    assert find("fourier") is None
    for module, functions in MODULES.items():
        assert all(f.module == module for f in functions)


def test_inverses_of_the_core_undo_each_other():
    pairs = [("exp", "log"), ("sigmoid", "logit")]

    for there, back in pairs:
        assert BUILT_IN[there].inverse == back
        assert BUILT_IN[back].inverse == there


# ---- units ----------------------------------------------------------------------------------

SOME = st.sampled_from(sorted(units.names()))


@given(SOME, SOME, st.integers(1, 3))
def test_units_multiply_and_divide_as_they_are_written(left, right, power):
    a, b = units.parse(left), units.parse(right)

    assert units.parse(f"{left}*{right}").same(a * b)
    assert units.parse(f"{left}/{right}").same(a / b)
    assert units.parse(f"{left}^{power}").same(a**power)
    assert (a / a).bare
    assert (a * b / b).same(a)


@pytest.mark.parametrize("text", ["", "furlong", "mm^", "/mm", "mm//s", "mm s", "1"])
def test_what_is_no_unit_is_not_understood(text):
    assert units.parse(text) in (None, units.BARE)
    assert text == "" or units.parse(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("years", "a time"), ("ml", "a volume"), ("mm^2", "an area"), ("mGy/s", "a dose rate"),
     ("mm*Sv", "measured in equivalent dose length"), ("mm/mm", "a number without unit")],
)  # fmt: skip
def test_units_are_described_in_words(text, words):
    assert units.describe(units.parse(text)) == words


@pytest.mark.parametrize("text", ["GBq^99", "nm^99", "GBq^-99", "nm^-99", "nm^99*nm^99"])
def test_a_unit_raised_beyond_all_sense_still_has_a_size(text):
    """`GBq^99` was a traceback of `check`."""
    found = units.parse(text)

    assert 0 < found.factor < math.inf
    assert 0 < (units.BARE / found).factor < math.inf


def test_years_and_months_differ_by_twelve():
    assert units.parse("years").factor / units.parse("months").factor == pytest.approx(12)


def test_the_reference_shows_every_word_of_the_library():
    page = (Path(__file__).parents[2] / "docs" / "language.md").read_text("utf-8")
    shown = [f.signature for module in MODULES.values() for f in module]
    shown += [n.signature for n in NETWORKS.values() if n.built]
    laws = {"OrderedLogistic": "OrderedLogistic(score, cuts = [...])"}
    shown += [laws.get(name, law.signature) for name, law in LAWS.items()]

    assert [call for call in shown if f"{call}`" not in page and f"{call}," not in page] == []
    assert [name for name in (*NETWORKS, *BUILT_IN) if name not in page] == []
    assert [word for word in (*TYPES, *COUPLINGS) if word not in page] == []
    assert all(function.doc for function in BUILT_IN.values())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("J/kg", "Gy"),
        ("kV*mA", "W"),
        ("J/s", "W"),
        ("V*A*s", "J"),
        ("kg/A/s^2", "T"),
        ("J/m^3", "Pa"),
        ("mJ", "mW*s"),
    ],
)
def test_derived_units_are_what_they_are_made_of(left, right):
    assert units.parse(left).same(units.parse(right))
