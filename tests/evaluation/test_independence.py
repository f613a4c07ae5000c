"""The test of independence: its level where it holds, its power where it does not, its limits."""

import numpy as np
import pytest
from scipy import stats

from causalimg.evaluation.independence import UntestableError, independence
from causalimg.evaluation.residuals import number_block, word_block


def share(x):
    return 1 / (1 + np.exp(-x))


def words(name, values, **options):
    return word_block(name, np.asarray(values).astype(int), **options)


def linear(draw, n, effect):
    z = draw.normal(size=n)
    x = z + draw.normal(size=n)
    y = -z + draw.normal(size=n) + effect * x
    return [number_block("x", x)], [number_block("y", y)], [number_block("z", z)]


def several(draw, n, effect):
    z = draw.normal(size=(n, 2))
    x = z + draw.normal(size=(n, 2))
    y = z[:, :1] + draw.normal(size=(n, 3)) + effect * x[:, :1]
    return [number_block("x", x)], [number_block("y", y)], [number_block("z", z)]


def binary(draw, n, effect):
    z = draw.random(n) < 0.4
    x = draw.random(n) < share(-1 + 2 * z)
    y = draw.random(n) < share(-2 + 2.5 * z + 4 * effect * x)
    return [words("x", x)], [words("y", y)], [words("z", z)]


def mixed(draw, n, effect):
    """Both sides follow a number and a word; the spread of one does, too."""
    z, s = draw.normal(size=n), draw.integers(0, 3, n)
    x = draw.random(n) < share(z + s - 1)
    y = 2 * z + s + draw.normal(size=n) * (1 + (s == 2)) + 2 * effect * x
    return [words("x", x)], [number_block("y", y)], [number_block("z", z), words("s", s)]


def curved(draw, n, effect):
    """What a straight line through the number that is held fixed would not take off."""
    z = draw.normal(size=n)
    x = draw.random(n) < share(2 * z**2 - 2)
    y = z**2 + draw.normal(size=n) + 2 * effect * x
    return [words("x", x)], [number_block("y", y)], [number_block("z", z)]


def rare(draw, n, effect):
    z, x = draw.random(n) < 0.5, draw.random(n) < 0.05
    y = draw.random(n) < 0.05 + 0.05 * z + effect * x
    return [words("x", x)], [words("y", y)], [words("z", z)]


def steps(draw, n, effect):
    z = draw.normal(size=n)
    x = np.digitize(z + draw.logistic(size=n), [-1, 0, 1])
    y = np.digitize(z + draw.logistic(size=n) + 2 * effect * x, [-2, 0, 2])
    given = [number_block("z", z)]
    return [words("x", x, ordered=True)], [words("y", y, ordered=True)], given


def bent(draw, n, effect):
    """Numbers alone, both sides of which follow a third along a curve."""
    z = draw.normal(size=n)
    x = z + z**2 / 2 + draw.normal(size=n)
    y = z - z**2 / 2 + draw.normal(size=n) + effect * x
    return [number_block("x", x)], [number_block("y", y)], [number_block("z", z)]


def wards(draw, n, effect):
    """Half of the rows are of wards that have only a few rows each."""
    z = np.where(draw.random(n) < 0.5, 0, draw.integers(1, n // 8, n))
    x = 2 * (z > 0) + draw.normal(size=n)
    y = 2 * (z > 0) + draw.normal(size=n) + effect * x
    return [number_block("x", x)], [number_block("y", y)], [words("z", z)]


SETTINGS = (linear, several, binary, mixed, curved, rare, steps, wards, bent)


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.__name__)
def test_p_values_are_uniform_where_independence_holds(setting) -> None:
    ps = [independence(*setting(np.random.default_rng(seed), 400, 0)).p for seed in range(300)]
    assert stats.kstest(ps, "uniform").pvalue > 1e-3 or setting is rare  # few counts are lumpy
    for level in (0.1, 0.05, 0.01):
        refuted = sum(p < level for p in ps)
        assert stats.binomtest(refuted, 300, level, alternative="greater").pvalue > 1e-3


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.__name__)
def test_dependence_is_found(setting) -> None:
    ps = [independence(*setting(np.random.default_rng(seed), 1000, 0.4)).p for seed in range(10)]
    assert sum(p < 0.01 for p in ps) >= 9


def test_the_partial_correlation_is_the_textbooks() -> None:
    left, right, given = linear(np.random.default_rng(3), 300, 0.1)
    found = independence(left, right, given)
    x, y, z = (block.values.ravel() for block in (*left, *right, *given))
    inverse = np.linalg.inv(np.corrcoef([x, y, z, z**2, z**3]))
    rho = -inverse[0, 1] / np.sqrt(inverse[0, 0] * inverse[1, 1])
    assert found.effect == pytest.approx(rho)
    assert found.statistic == pytest.approx(np.arctanh(rho) * np.sqrt(300 - 3 - 3))
    assert (found.method, found.signed) == ("partial correlation", True)


def test_two_columns_of_words_alone_are_tested_as_pearson_does() -> None:
    draw = np.random.default_rng(5)
    x, y = draw.integers(0, 3, 500), draw.integers(0, 4, 500)
    found = independence([words("x", x)], [words("y", y)])
    table = np.array([[np.sum((x == a) & (y == b)) for b in range(4)] for a in range(3)])
    pearson = stats.chi2_contingency(table, correction=False)
    assert found.statistic == pytest.approx(pearson.statistic * 499 / 500)
    assert found.freedom == (6,)


def test_a_number_against_several_is_the_f_test_of_regression() -> None:
    draw = np.random.default_rng(7)
    x, y = draw.normal(size=(200, 3)), draw.normal(size=200)
    found = independence([number_block("y", y)], [number_block("x", x)])
    design = np.hstack([np.ones((200, 1)), x])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    explained = 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))
    assert found.freedom == (3, 196)
    assert found.statistic == pytest.approx(explained / (1 - explained) * 196 / 3)


def test_sides_may_be_exchanged() -> None:
    for setting in SETTINGS:
        left, right, given = setting(np.random.default_rng(11), 400, 0.1)
        one, other = independence(left, right, given), independence(right, left, given)
        assert one.p == pytest.approx(other.p), setting
        assert abs(one.effect) == pytest.approx(abs(other.effect))


@pytest.mark.slow
def test_rows_of_one_patient_do_not_count_as_many() -> None:
    ps, naive = [], []
    for seed in range(200):
        draw = np.random.default_rng(seed)
        person = np.repeat(np.arange(60), 8)
        x, y = draw.normal(size=60)[person], draw.normal(size=60)[person]
        sides = [number_block("x", x + 0.3 * draw.normal(size=480))], [number_block("y", y)]
        ps.append(independence(*sides, groups=person).p)
        naive.append(independence(*sides).p)
    assert sum(p < 0.05 for p in ps) < 25
    assert sum(p < 0.05 for p in naive) > 60


def test_what_follows_from_what_is_held_fixed_is_not_tested() -> None:
    z = np.random.default_rng(0).normal(size=100)
    same, other = number_block("x", 2 * z + 1), number_block("y", z**2)
    with pytest.raises(UntestableError, match="follows"):
        independence([same], [other], [number_block("z", z)])


def test_words_of_few_rows_are_held_fixed_as_well() -> None:
    """A ward of three rows taken for the commonest one would confound what it explains."""
    ps = [independence(*wards(np.random.default_rng(seed), 160, 0)).p for seed in range(40)]
    assert sum(p < 0.05 for p in ps) <= 6


def test_a_bend_in_numbers_alone_refutes_nothing() -> None:
    ps = [independence(*bent(np.random.default_rng(seed), 200, 0)).p for seed in range(40)]
    assert sum(p < 0.05 for p in ps) <= 6


def test_few_rows_are_not_tested() -> None:
    draw = np.random.default_rng(0)
    blocks = [number_block(name, draw.normal(size=21)) for name in "xyz"]
    with pytest.raises(UntestableError, match="21 rows"):
        independence(blocks[:1], blocks[1:2], blocks[2:])


def test_words_of_few_rows_and_perfect_prediction_do_no_harm() -> None:
    draw = np.random.default_rng(0)
    z = draw.normal(size=300)
    x = np.where(z > 0.5, 1, 0)
    x[:3] = 7
    found = independence(
        [words("x", x)], [words("y", draw.integers(0, 2, 300))], [number_block("z", z)]
    )
    assert 0 <= found.p <= 1
    assert np.isfinite(found.effect)
