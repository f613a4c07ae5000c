"""Couplings of discrete values: always consistent, and with the right posterior of the noise."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from causalimg.diagnostics import CausalimgError
from causalimg.program import laws
from causalimg.program.couplings import CountGumbelMax, GumbelMax, Threshold
from causalimg.program.randomness import seeded

SMALL = settings(max_examples=25, deadline=None)
VIA = st.sampled_from(["threshold", "gumbel_max"])
EULER = 0.5772


@SMALL
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=6), VIA, st.integers(0, 2**31))
def test_every_observed_value_comes_back(logits: list[float], via: str, seed: int) -> None:
    make = Threshold if via == "threshold" else GumbelMax
    mechanism = make(logits=torch.tensor(logits))
    with seeded(seed):
        value = torch.randint(len(logits), (50, 3))  # also the least likely ones
        noise = mechanism.abduct(value)
    assert torch.equal(mechanism(noise), value)
    assert noise.shape == (50, 3, *mechanism.base.event_shape)
    # A network in another batch computes slightly other numbers.
    close = make(logits=torch.tensor(logits) * (1 + 1e-7))
    likely = mechanism.law().log_prob(value) > -7
    assert torch.equal(close(noise)[likely], value[likely])


@SMALL
@given(st.floats(0, 1), VIA, st.integers(0, 2**31))
def test_binary_values_come_back_even_when_impossible(p: float, via: str, seed: int) -> None:
    mechanism = laws.bernoulli(p=p, via=via)
    with seeded(seed):
        value = torch.randint(2, (20,)).float()
        assert torch.equal(mechanism(mechanism.abduct(value)), value)


@pytest.mark.parametrize("size", [2, 5])
def test_abducted_gumbels_are_standard_under_the_true_law(size: int) -> None:
    with seeded(size):
        mechanism = GumbelMax(logits=torch.randn(size))
        value = mechanism.law().sample((40000,))
        noise = mechanism.abduct(value)
    assert torch.equal(mechanism(noise), value)
    for column in noise.T:
        assert stats.kstest(column.numpy(), stats.gumbel_r.cdf).statistic < 0.012
        assert float(column.mean()) == pytest.approx(EULER, abs=0.03)
    pairs = torch.corrcoef(noise.T) - torch.eye(size)
    assert float(pairs.abs().max()) < 0.03


@pytest.mark.parametrize("binary", [True, False])
def test_abducted_thresholds_are_uniform_under_the_true_law(binary: bool) -> None:
    probs = torch.tensor(0.3) if binary else torch.tensor([0.2, 0.5, 0.3])
    mechanism = Threshold(probs=probs, binary=binary)
    with seeded(1):
        noise = mechanism.abduct(mechanism.law().sample((20000,)))
    assert stats.kstest(noise.numpy(), stats.uniform.cdf).statistic < 0.015


@pytest.mark.parametrize("via", ["threshold", "gumbel_max"])
@pytest.mark.parametrize("make", [
    lambda via: laws.bernoulli(p=0.3, via=via),
    lambda via: laws.bernoulli(logit=-0.5, via=via),
    lambda via: laws.categorical(torch.tensor([0.1, 0.6, 0.3]), via),
    lambda via: laws.categorical(torch.tensor([0.1, 0.9]), via, binary=True),
    lambda via: laws.uniform_values(4, via=via),
    lambda via: laws.ordered_logistic(0.7, torch.tensor([-1.0, 0.5, 2.0]), via),
    lambda via: laws.poisson(3.0, via),
    lambda via: laws.negative_binomial(4.0, 0.5, via),
])  # fmt: skip
def test_noise_without_causes_makes_values_of_the_law(make: object, via: str) -> None:
    mechanism = make(via)
    with seeded(4):
        value = mechanism(mechanism.base.sample((4000,)))
    law = mechanism.law()
    levels = torch.arange(12.0 if value.max() > 4 else float(value.max()) + 1)
    expected = law.log_prob(levels.to(value.dtype)).exp()
    found = torch.stack([(value == level).float().mean() for level in levels])
    assert float((found - expected).abs().max()) < 0.03


@SMALL
@given(st.floats(0.01, 500), st.floats(0.02, 3), st.integers(0, 2**31))
def test_counts_come_back_from_their_noise(rate: float, dispersion: float, seed: int) -> None:
    for mechanism in (laws.poisson(rate), laws.negative_binomial(rate, dispersion)):
        with seeded(seed):
            value = torch.cat([mechanism.law().sample((20,)), torch.arange(5.0) + rate // 1])
            assert torch.equal(mechanism(mechanism.abduct(value)), value)


def test_abducted_count_noise_is_normal_and_monotone_in_the_rate() -> None:
    rate = torch.tensor([0.5, 4.0])
    mechanism = laws.poisson(rate)
    with seeded(2):
        noise = mechanism.abduct(mechanism.law().sample((10000,)))
    for column in noise.T:
        assert stats.kstest(column.numpy(), stats.norm.cdf).statistic < 0.02
    assert bool((laws.poisson(rate + 1)(noise) >= mechanism(noise)).all())


def test_a_monotone_coupling_only_adds() -> None:
    low, high = laws.bernoulli(p=0.3), laws.bernoulli(p=0.6)
    with seeded(1):
        value = low.law().sample((5000,))
        moved = high(low.abduct(value))
    assert bool((moved >= value).all())
    assert float(moved.mean()) == pytest.approx(0.6, abs=0.03)


@pytest.mark.parametrize("via", ["threshold", "gumbel_max"])
def test_left_dimensions_broadcast_like_a_loop(via: str) -> None:
    probs = torch.rand(2, 1, 4, 3)
    mechanism = laws.categorical(probs, via)
    noise = mechanism.base.sample((5, 4))
    together = mechanism(noise)
    assert together.shape == (2, 5, 4)
    alone = laws.categorical(probs[1, 0], via)(noise[3])
    assert torch.equal(together[1, 3], alone)
    assert torch.equal(mechanism(mechanism.abduct(together)), together)
    assert mechanism.law().log_prob(together).shape == (2, 5, 4)


def test_gradients_reach_the_probabilities() -> None:
    score = torch.tensor([0.2, -0.3], requires_grad=True)
    cuts = torch.tensor([-1.0, 1.0])
    for law in (
        laws.ordered_logistic(score, cuts).law(),
        laws.bernoulli(logit=score).law(),
        laws.poisson(score.exp()).law(),
    ):
        (slope,) = torch.autograd.grad(law.log_prob(torch.ones(2)).sum(), score)
        assert bool((slope != 0).all())


def test_counts_beyond_what_can_be_explained_are_named() -> None:
    with pytest.raises(CausalimgError) as caught:
        laws.poisson(1e-3).abduct(torch.tensor([900.0]))
    assert caught.value.diagnostics[0].code == "E0704"
    with pytest.raises(CausalimgError):
        CountGumbelMax(torch.distributions.Poisson(3.0), limit=10).abduct(torch.tensor([10.0]))


def test_counts_beyond_the_whole_doubles_are_found_too() -> None:
    rates = torch.tensor([2.0, 1e6, 1e17, 1e30])
    counts = laws.poisson(rates)(torch.zeros(4, dtype=torch.float64))
    torch.testing.assert_close(counts, rates, rtol=1e-3, atol=0.0)


@pytest.mark.parametrize(
    "law",
    [
        torch.distributions.Poisson(2000.0),
        torch.distributions.NegativeBinomial(0.5, logits=torch.tensor(6.4)),
    ],
)
def test_a_count_beyond_its_noises_is_refused_and_not_another_law(law):
    with pytest.raises(CausalimgError, match="E0205"):
        CountGumbelMax(law)(torch.zeros(1024))
