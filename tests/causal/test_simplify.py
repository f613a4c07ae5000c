"""Simplified estimands have the same value, and are no longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalimg.causal.estimands.estimand import (
    Expression,
    Probability,
    Product,
    Ratio,
    Sum,
    free,
    names_of,
)
from causalimg.causal.estimands.simplify import simplified
from causalimg.causal.graphs.admg import Admg, sketch
from causalimg.causal.identification.identify import Effect, identify
from exact_models import CLOSE, Evaluator, Exact

NAMES = ("a", "b", "c", "d")
MODEL = Exact(Admg(NAMES, frozenset({("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")})), 3)
NUMBERS = Evaluator(MODEL, here=MODEL.law())


@st.composite
def laws(draw):
    order = draw(st.permutations(NAMES))
    heads = draw(st.integers(1, 2))
    return Probability(tuple(order[:heads]), tuple(order[heads : draw(st.integers(heads, 4))]))


@st.composite
def chains(draw):
    """The factors of a joint law by the chain rule, some of them summed over, maybe divided."""
    order = draw(st.permutations(NAMES))
    links = [Probability((n,), tuple(order[:i])) for i, n in enumerate(order)]
    some = draw(st.lists(st.sampled_from(links), min_size=1, max_size=4, unique=True))
    over = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    inside = Product(tuple(some))
    return Sum(tuple(over), inside) if over else inside


trees = st.recursive(
    laws() | chains(),
    lambda inner: (
        st.builds(Ratio, inner, inner)
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Product(tuple(parts)))
        | st.builds(
            Sum, st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True).map(tuple), inner
        )
    ),
    max_leaves=5,
)  # fmt: skip


def size(expression: Expression) -> int:
    match expression:
        case Product(factors=factors):
            return sum(map(size, factors))
        case Ratio(above=above, below=below):
            return size(above) + size(below)
        case Sum(over=over, inside=inside):
            return len(over) + size(inside)
        case _:
            return len(names_of(expression))


@given(trees)
def test_the_value_stays_and_the_length_does_not_grow(tree):
    found = simplified(tree)
    assert size(found) <= size(tree)
    assert free(found) <= free(tree)
    for point in ({n: int(n in ones) for n in NAMES} for ones in ("", "ad", "bc", "abcd")):
        (before,), (after,) = (tuple(NUMBERS.points(one, point)) for one in (tree, found))
        assert after == pytest.approx(before, rel=1e-9, abs=CLOSE)


SHORT = {
    # Setting is as good as seeing, though what is given comes after the act.
    ("x -> m -> y; x -> w; m -> w", ("y",), ("x",), ("w",)): "P(y | x, w)",
    # What does not act and what tells nothing are left out.
    ("x -> y; z -> x; u -> v", ("y",), ("x", "u"), ("z",)): "P(y | x)",
    # The napkin.
    ("w -> r -> x -> y; w <-> x; w <-> y", ("y",), ("x",), ()): (
        "(sum_{w} P(w) P(x | w, r) P(y | w, r, x)) / (sum_{w} P(w) P(x | w, r))"
    ),
    ("x -> z -> y; x <-> y", ("y",), ("x",), ()): "sum_{z} P(z | x) sum_{x′} P(x′) P(y | x′, z)",
    # Santikka's cfid: one denominator adds up to one, the other goes into a condition.
    ("a -> x -> z -> y; a -> z; a -> b -> y; a <-> x; a <-> y; x <-> y; b <-> x",
     ("y",), ("x",), ("a", "b")): "sum_{z} P(z | a, x) sum_{x′} P(y | a, x′, z, b) P(x′ | b, a)",
}  # fmt: skip


@pytest.mark.parametrize("case", SHORT, ids=lambda case: case[0])
def test_estimands_that_were_long(case):
    arrows, outcomes, do, given_ = case
    assert str(identify(sketch(arrows), Effect(outcomes, do, given_)).estimand) == SHORT[case]
