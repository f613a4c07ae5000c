"""Every continuous law of the language: inverse, density, noise, gradients."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from causalimg.diagnostics import CausalimgError, CausalimgInternalError
from causalimg.program import laws
from causalimg.program.continuous import LocationScale, Quantile
from causalimg.program.randomness import seeded
from causalimg.program.scores import scores

SMALL = settings(max_examples=15, deadline=None)
Made = tuple[Callable[..., LocationScale | Quantile], tuple[float, ...], object]
ANY, POSITIVE = st.floats(-5, 5), st.floats(0.2, 8)


def cut(make: Callable, low: float, high: float) -> Callable:
    return lambda *parameters: laws.truncated(make(*parameters), low, high)


@st.composite
def made(draw: st.DrawFn) -> Made:
    """A law with parameters and the same law of another library."""
    a, p, q = draw(ANY), draw(POSITIVE), draw(POSITIVE)
    kinds: list[Made] = [
        (laws.normal, (a, p), stats.norm(a, p)),
        (laws.log_normal, (a / 5, p / 4), stats.lognorm(p / 4, scale=math.exp(a / 5))),
        (laws.student_t, (p + 1, a, q), stats.t(p + 1, a, q)),
        (laws.laplace, (a, p), stats.laplace(a, p)),
        (laws.gamma, (p, q), stats.gamma(p, scale=1 / q)),
        # A shape near 0 piles up mass nearer to 1 than a float can tell apart.
        (laws.beta, (p + 0.2, q + 0.2), stats.beta(p + 0.2, q + 0.2)),
        (laws.exponential, (p,), stats.expon(scale=1 / p)),
        (laws.uniform, (a, a + p), stats.uniform(a, p)),
        (cut(laws.normal, -1.0, 2.5), (a, p), stats.truncnorm((-1 - a) / p, (2.5 - a) / p, a, p)),
        (cut(laws.normal, 0.0, math.inf), (a, p), stats.truncnorm(-a / p, math.inf, a, p)),
    ]
    return draw(st.sampled_from(kinds))


def scale_of(law: object) -> float:
    return max(abs(float(law.ppf(0.9))), abs(float(law.ppf(0.1))))


@SMALL
@given(made(), st.integers(0, 2**31))
def test_a_value_returns_from_its_noise_also_in_the_tails(law: Made, seed: int) -> None:
    make, parameters, oracle = law
    mechanism = make(*parameters)
    tails = torch.tensor([1e-6, 1e-4, 0.01, 0.5, 0.99, 0.9999, 1 - 1e-6], dtype=torch.float64)
    value = torch.cat([
        torch.as_tensor(oracle.ppf(tails.numpy())).float(),
        torch.as_tensor(oracle.isf([1e-4, 1e-7, 1e-9])).float(),
        torch.as_tensor(oracle.rvs(20, random_state=seed)).float(),
    ])  # fmt: skip
    again = mechanism(mechanism.abduct(value))
    tolerance = 1e-5 * value.abs().clamp_min(0.1 * scale_of(oracle))
    assert bool(((again - value).abs() <= tolerance).all()), (value, again)


@SMALL
@given(made())
def test_the_density_is_the_textbook_one(law: Made) -> None:
    make, parameters, oracle = law
    value = torch.as_tensor(oracle.ppf([0.01, 0.2, 0.5, 0.9, 0.99])).float()
    expected = torch.as_tensor(oracle.logpdf(value.double().numpy())).float()
    torch.testing.assert_close(
        make(*parameters).law().log_prob(value), expected, rtol=1e-3, atol=2e-3
    )


@SMALL
@given(made())
def test_the_density_integrates_to_one(law: Made) -> None:
    make, parameters, _ = law
    mechanism = make(*parameters)
    ends = mechanism(torch.tensor([-4.5, 4.5])) if isinstance(mechanism, Quantile) else None
    noise = torch.linspace(-5.5, 5.5, 4001)
    if ends is None:
        noise = mechanism.abduct(
            torch.as_tensor(law[2].ppf(stats.norm.cdf(noise.numpy()))).float()
        )
    value = mechanism(noise).double()
    keep = value[1:] > value[:-1]
    density = mechanism.law().log_prob(value.float()).double().exp()
    density = density.nan_to_num(posinf=0.0)
    steps = (value[1:] - value[:-1]) * (density[1:] + density[:-1]) / 2
    assert steps[keep].sum() == pytest.approx(1, abs=0.02)


@SMALL
@given(made(), st.integers(0, 2**31))
def test_drawn_values_follow_the_law(law: Made, seed: int) -> None:
    make, parameters, oracle = law
    mechanism = make(*parameters)
    with seeded(seed):
        value = mechanism(mechanism.base.sample((4000,)))
    distance = stats.kstest(value.double().numpy(), oracle.cdf).statistic
    assert distance < 0.045


@pytest.mark.parametrize(
    "whole",
    [
        laws.gamma(2.0, 3.0),
        laws.beta(2.0, 3.0),
        laws.student_t(4.0, 1.0, 2.0),
        laws.laplace(0.3, 2.0),
        laws.exponential(2.0),
        laws.uniform(-1.0, 3.0),
        laws.log_normal(0.0, 1.0),
    ],
    ids=lambda law: type(law.textbook).__name__,
)
def test_every_law_can_be_cut(whole: LocationScale | Quantile) -> None:
    low, high = 0.2, 0.9
    short = laws.truncated(whole, low, high)
    value = short(torch.linspace(-6, 6, 2001))
    assert float(value.min()) >= low
    assert float(value.max()) <= high
    torch.testing.assert_close(short(short.abduct(value)), value, rtol=1e-5, atol=1e-6)
    grid = torch.linspace(low, high, 4001)
    mass = torch.trapezoid(short.law().log_prob(grid).exp(), grid)
    assert mass == pytest.approx(1, abs=2e-3)
    edge = short(short.abduct(torch.tensor([low, high])))
    torch.testing.assert_close(edge, torch.tensor([low, high]))


def test_a_cut_far_out_in_a_tail_keeps_its_digits() -> None:
    far = laws.truncated(laws.normal(0.0, 1.0), 10.0, 12.0)
    value = torch.tensor([10.0001, 10.1, 11.9])
    torch.testing.assert_close(far(far.abduct(value)), value, rtol=1e-5, atol=0)
    expected = torch.as_tensor(stats.truncnorm(10, 12).logpdf(value.double().numpy())).float()
    torch.testing.assert_close(far.law().log_prob(value), expected, rtol=1e-3, atol=1e-3)


FAR = [
    (laws.normal(0.0, 1.0), 100.0, 101.0),
    (laws.normal(0.0, 1.0), -math.inf, -50.0),
    (laws.log_normal(0.0, 1.0), 1e26, 1.5e26),
    (laws.laplace(0.0, 1.0), 1000.0, 1001.0),
    (laws.exponential(2.0), 1000.0, math.inf),
    (laws.gamma(2.0, 1.0), 900.0, 901.0),
    (laws.gamma(100.0, 1.0), 0.0, 1e-4),
    (laws.beta(200.0, 200.0), 0.0, 0.01),
    (laws.beta(200.0, 200.0), 0.99, 1.0),
    (laws.student_t(1000.0, 0.0, 1.0), 100.0, 102.0),
    (laws.student_t(1000.0, 0.0, 1.0), -102.0, -100.0),
]


@pytest.mark.parametrize(("whole", "low", "high"), FAR)
def test_a_cut_beyond_the_smallest_double_is_a_law_like_any_other(
    whole: LocationScale | Quantile, low: float, high: float
) -> None:
    far = laws.truncated(whole, low, high)
    noise = torch.tensor([-3.0, -1.0, 0.0, 1.0, 3.0])
    value = far(noise)
    assert bool((value.diff() > 0).all())
    torch.testing.assert_close(far(far.abduct(value)), value, rtol=1e-6, atol=0)
    # The density between two quantiles has their probability, by the trapezoid rule.
    grid = torch.linspace(float(value[1]), float(value[3]), 4001, dtype=torch.float64)
    density = far.density(grid).exp()
    assert float(torch.trapezoid(density, grid)) == pytest.approx(0.6827, abs=2e-3)
    ends = torch.tensor([low, high])
    ends = ends[ends.isfinite()]
    torch.testing.assert_close(far(far.abduct(ends)), ends)
    assert bool(far.law().log_prob(ends).isfinite().any())


@pytest.mark.parametrize(
    ("make", "start", "value"),
    [
        (lambda m, s: laws.truncated(laws.normal(m, s), 100.0, 101.0), [0.3, 1.2], 100.2),
        (lambda a, b: laws.truncated(laws.gamma(a, b), 900.0, 901.0), [2.5, 1.5], 900.4),
    ],
)
def test_gradients_hold_beyond_the_smallest_double(
    make: Callable, start: list[float], value: float
) -> None:
    at = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    slopes = [
        torch.autograd.grad(make(*at).law().log_prob(torch.tensor(value).double()), at)[0],
        torch.autograd.grad(make(*at).abduct(torch.tensor(value)), at)[0],
    ]
    for i in range(len(start)):
        step = torch.zeros(len(start), dtype=torch.float64)
        step[i] = 2e-2
        with torch.no_grad():
            up, down = make(*(at + step)), make(*(at - step))
            moved = [
                up.law().log_prob(torch.tensor(value).double())
                - down.law().log_prob(torch.tensor(value).double()),
                up.abduct(torch.tensor(value)) - down.abduct(torch.tensor(value)),
            ]
        for slope, change in zip(slopes, moved, strict=True):
            assert float(slope[i]) == pytest.approx(float(change) / 4e-2, rel=2e-2, abs=3e-3)


def test_a_tight_law_gives_back_the_noise_of_a_value_far_from_its_middle() -> None:
    tight = laws.truncated(laws.normal(60.0, 1.0), 18.0, 200.0)
    value = torch.tensor([18.0, 18.5, 60.0, 150.0])
    torch.testing.assert_close(tight.abduct(value)[1:], torch.tensor([-41.5, 0.0, 90.0]))
    torch.testing.assert_close(tight(tight.abduct(value)), value)


def test_the_ends_of_a_cut_may_have_causes_that_the_law_has_not() -> None:
    cause = torch.tensor([0.0, 1.0, 2.0])
    for make in (laws.normal(0.0, 1.0), laws.gamma(2.0, 1.0)):
        short = laws.truncated(make, cause, cause + 1)
        value = short.law().sample()
        assert value.shape == (3,)
        assert bool(((value >= cause) & (value <= cause + 1)).all())
        torch.testing.assert_close(short(short.abduct(value)), value, rtol=1e-5, atol=1e-6)
    density = laws.truncated(laws.normal(0.0, 1.0), cause, math.inf).law().log_prob(cause + 0.5)
    expected = stats.truncnorm(cause.numpy(), math.inf).logpdf(cause.numpy() + 0.5)
    torch.testing.assert_close(density, torch.as_tensor(expected).float(), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("whole", "low", "high", "mean"),
    [
        (laws.gamma(2.0, 1.0), -1.0, 2.0, 1.0887),
        (laws.beta(2.0, 2.0), -1.0, 3.0, 0.5),
        (laws.beta(2.0, 2.0), 0.5, 3.0, 0.6875),
    ],
)
def test_an_end_beyond_the_law_cuts_nothing(
    whole: Quantile, low: float, high: float, mean: float
) -> None:
    wide = laws.truncated(whole, low, high)
    with seeded(1):
        drawn = wide(wide.base.sample((20_000,)))
    assert float(drawn.mean()) == pytest.approx(mean, abs=0.02)
    torch.testing.assert_close(wide(wide.abduct(drawn)), drawn, rtol=1e-4, atol=1e-5)


def test_a_cut_that_leaves_nothing_is_refused() -> None:
    low = torch.tensor([0.0, 0.4, 0.9])
    gone = laws.truncated(laws.uniform(low, low + 1), 0.0, 0.5)
    with pytest.raises(CausalimgError, match="nothing of `Uniform`, in 1 of 3 cases"):
        gone(torch.zeros(3))


def test_the_upper_end_of_a_cut_belongs_to_it() -> None:
    below = laws.truncated(laws.normal(0.0, 1.0), -math.inf, 1.0)
    assert float(below.law().log_prob(torch.tensor(1.0))) == pytest.approx(
        float(stats.truncnorm(-math.inf, 1.0).logpdf(1.0)), abs=1e-5
    )
    free = torch.distributions.biject_to(below.support)
    assert bool(below.support.check(free(torch.tensor([-3.0, 0.0, 3.0]))).all())


@pytest.mark.parametrize(
    ("make", "start"),
    [
        (laws.gamma, [2.5, 1.5]),
        (laws.beta, [2.5, 1.5]),
        (laws.student_t, [4.0, 0.5, 1.5]),
        (laws.uniform, [-1.0, 2.0]),
        (lambda m, s: laws.truncated(laws.normal(m, s), -1.0, 2.0), [0.3, 1.2]),
        (lambda a, b: laws.truncated(laws.gamma(a, b), 0.5, 2.0), [2.5, 1.5]),
    ],
)
@pytest.mark.parametrize("noise", [-1.0, 0.4])
def test_values_and_densities_have_the_gradients_of_differences(
    make: Callable, start: list[float], noise: float
) -> None:
    at = torch.tensor(start, requires_grad=True)
    u = torch.tensor(noise)
    value = make(*at)(u)
    given_value = value.detach().clone()
    (slope,) = torch.autograd.grad(value, at)
    (steep,) = torch.autograd.grad(make(*at).law().log_prob(given_value), at)
    for i in range(len(start)):
        step = torch.zeros(len(start))
        step[i] = 2e-2
        with torch.no_grad():
            moved = (make(*(at + step))(u) - make(*(at - step))(u)) / 4e-2
            tilted = make(*(at + step)).law().log_prob(given_value)
            tilted = (tilted - make(*(at - step)).law().log_prob(given_value)) / 4e-2
        assert float(slope[i]) == pytest.approx(float(moved), abs=5e-3, rel=5e-3)
        assert float(steep[i]) == pytest.approx(float(tilted), abs=5e-3, rel=5e-3)
    _, tangent = torch.func.jvp(lambda p: make(*p)(u), (at.detach(),), (torch.ones(len(start)),))
    assert float(tangent) == pytest.approx(float(slope.sum()), abs=1e-4, rel=1e-3)


def test_causes_of_any_left_shape_broadcast_and_stay_out_of_the_noise() -> None:
    shape = torch.rand(3, 1, 4) + 0.5
    for mechanism in (laws.gamma(shape, 2.0), laws.truncated(laws.normal(shape, 1.0), 0.0, 3.0)):
        noise = torch.randn(2, 4)
        together = mechanism(noise)
        assert together.shape == (3, 2, 4)
        assert mechanism.base.batch_shape == ()
        assert mechanism.law().batch_shape == (3, 1, 4)
        assert mechanism.law().log_prob(together).shape == (3, 2, 4)
    loop = laws.gamma(shape[2, 0], 2.0)(noise[1])
    torch.testing.assert_close(laws.gamma(shape, 2.0)(noise)[2, 1], loop)


@pytest.mark.parametrize("make", [laws.normal, laws.log_normal, laws.laplace, laws.gamma])
def test_pictures_have_noise_of_their_own_in_every_pixel(make: Callable) -> None:
    shape = (1, 3, 4)
    mean = torch.rand(5, *shape) + 0.5
    mechanism = make(mean, 0.7, event=shape)
    assert mechanism.base.event_shape == shape
    law = mechanism.law()
    assert (law.batch_shape, law.event_shape) == ((5,), shape)
    value = mechanism(mechanism.base.sample((5,)))
    expected = mechanism.textbook.to_event(3).log_prob(value)
    torch.testing.assert_close(law.log_prob(value), expected, rtol=1e-4, atol=1e-3)
    cut_law = laws.truncated(mechanism, 0.1, 4.0).law()
    assert (cut_law.batch_shape, cut_law.event_shape) == ((5,), shape)
    assert cut_law.log_prob(value.clamp(0.1, 4.0)).shape == (5,)


def test_a_constant_has_no_noise() -> None:
    assert laws.delta(3.0)() == 3


def test_a_law_without_quantiles_is_our_mistake() -> None:
    with pytest.raises(CausalimgInternalError):
        scores(torch.distributions.Cauchy(0.0, 1.0))
