"""Laws of several numbers at once: densities that are known, and noise that returns."""

import math

import pyro.distributions as dist
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from causalimg.diagnostics import CausalimgError
from causalimg.program.laws import complex_normal, multivariate_normal
from causalimg.program.randomness import seeded
from causalimg.program.several import ComplexNormal
from compiled import compiled, sample

SMALL = settings(max_examples=20, deadline=None)


def covariance(seed: int, size: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    root = torch.randn(size, size, generator=generator)
    return root @ root.mT + 0.5 * torch.eye(size)


# ---- complex Normal --------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "sd"), [(0j, 1.0), (1 - 2j, 0.5), (3 + 0j, 2.0)])
def test_the_complex_density_integrates_to_one_over_the_plane(mean: complex, sd: float) -> None:
    line = torch.linspace(-5 * sd, 5 * sd, 401)
    plane = torch.complex(mean.real + line[:, None], (mean.imag + line)[None, :].expand(401, 401))
    density = ComplexNormal(torch.tensor(mean), sd).log_prob(plane).exp()
    assert float(torch.trapezoid(torch.trapezoid(density, line), line)) == pytest.approx(
        1, abs=1e-4
    )


@SMALL
@given(st.integers(0, 2**31), st.floats(0.1, 5))
def test_the_complex_density_is_that_of_its_two_parts(seed: int, sd: float) -> None:
    with seeded(seed):
        mean, value = torch.randn(3, dtype=torch.cfloat), torch.randn(4, 3, dtype=torch.cfloat)
    part = sd / math.sqrt(2)
    parts = dist.Normal(mean.real, part).log_prob(value.real)
    parts = parts + dist.Normal(mean.imag, part).log_prob(value.imag)
    torch.testing.assert_close(
        ComplexNormal(mean, sd).log_prob(value), parts, rtol=1e-4, atol=1e-4
    )
    law = complex_normal(mean, sd, event=(3,)).law()
    torch.testing.assert_close(law.log_prob(value), parts.sum(-1), rtol=1e-4, atol=1e-4)


def test_complex_draws_are_circular_with_the_variance_that_the_law_says() -> None:
    with seeded(0):
        drawn = ComplexNormal(torch.tensor(1 + 2j), 3.0).sample((40_000,))
    assert drawn.dtype == torch.complex64
    apart = drawn - (1 + 2j)
    assert abs(complex(apart.mean())) < 0.1
    assert float(apart.real.var()) == pytest.approx(4.5, rel=0.05)
    assert float(apart.imag.var()) == pytest.approx(4.5, rel=0.05)
    assert abs(float((apart.real * apart.imag).mean())) < 0.1


@SMALL
@given(st.integers(0, 2**31), st.sampled_from([(), (2, 3, 4)]))
def test_complex_noise_returns(seed: int, event: tuple[int, ...]) -> None:
    with seeded(seed):
        mean = torch.randn(5, *event, dtype=torch.cfloat)
        sd = 0.1 + torch.rand(5, *event)
        mechanism = complex_normal(mean, sd, event=event)
        noise = mechanism.base.expand((2, 5)).sample()
    value = mechanism(noise)
    assert value.shape == (2, 5, *event)
    torch.testing.assert_close(mechanism.abduct(value), noise, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(mechanism(mechanism.abduct(value)), value, rtol=1e-5, atol=1e-5)


def test_the_complex_density_has_gradients_for_mean_and_spread() -> None:
    mean = torch.tensor([0.5 + 0.5j, -1j], requires_grad=True)
    sd = torch.tensor([1.0, 2.0], requires_grad=True)
    value = torch.tensor([1 + 1j, 2 - 1j])
    complex_normal(mean, sd, event=(2,)).law().log_prob(value).backward()
    assert mean.grad is not None
    assert sd.grad is not None
    apart = (value - mean).detach()
    torch.testing.assert_close(sd.grad, 2 * apart.abs() ** 2 / sd.detach() ** 3 - 2 / sd.detach())
    # Torch's complex gradient points along steepest ascent: 2 (z - m) / s^2.
    torch.testing.assert_close(mean.grad, 2 * apart / sd.detach() ** 2)


# ---- several numbers --------------------------------------------------------------------------


@SMALL
@given(st.integers(0, 2**31), st.integers(1, 5))
def test_correlated_numbers_have_the_density_of_torch_and_of_the_books(seed: int, n: int) -> None:
    matrix = covariance(seed, n)
    with seeded(seed):
        mean, value = torch.randn(4, n), torch.randn(3, 4, n)
    mine = multivariate_normal(mean, matrix).law()
    assert mine.event_shape == (n,)
    found = mine.log_prob(value)
    theirs = torch.distributions.MultivariateNormal(mean, matrix).log_prob(value)
    torch.testing.assert_close(found, theirs, rtol=1e-3, atol=1e-3)
    wide, apart = matrix.double(), (value - mean).double()
    form = (apart @ torch.linalg.inv(wide) * apart).sum(-1)
    book = -0.5 * (form + torch.logdet(wide) + n * math.log(2 * math.pi))
    torch.testing.assert_close(found, book.float(), rtol=1e-3, atol=1e-3)


@SMALL
@given(st.integers(0, 2**31), st.integers(1, 5))
def test_correlated_noise_returns(seed: int, n: int) -> None:
    with seeded(seed):
        mechanism = multivariate_normal(torch.randn(6, n), covariance(seed, n))
        noise = mechanism.base.expand((2, 6)).sample()
    value = mechanism(noise)
    torch.testing.assert_close(mechanism.abduct(value), noise, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(mechanism(mechanism.abduct(value)), value, rtol=1e-5, atol=1e-5)


def test_correlated_draws_have_that_covariance() -> None:
    matrix = covariance(3, 3)
    with seeded(0):
        mechanism = multivariate_normal(torch.tensor([1.0, 2.0, 3.0]), matrix)
        drawn = mechanism(mechanism.base.expand((50_000,)).sample())
    torch.testing.assert_close(drawn.mean(0), torch.tensor([1.0, 2.0, 3.0]), atol=0.1, rtol=0)
    torch.testing.assert_close(torch.cov(drawn.mT), matrix, atol=0.15, rtol=0.05)


def test_one_mean_stands_for_all_numbers_and_gradients_reach_mean_and_covariance() -> None:
    both = multivariate_normal(2.0, torch.eye(2))
    assert both(torch.zeros(3, 2)).tolist() == [[2.0, 2.0]] * 3
    mean = torch.zeros(2, requires_grad=True)
    root = torch.tensor([[1.0, 0.0], [0.3, 1.0]], requires_grad=True)
    value = torch.tensor([1.0, -1.0])
    multivariate_normal(mean, root @ root.mT).law().log_prob(value).backward()
    assert mean.grad is not None
    assert root.grad is not None
    matrix = (root @ root.mT).detach()
    torch.testing.assert_close(mean.grad, torch.linalg.solve(matrix, value))
    assert float(root.grad.abs().sum()) > 0


def test_a_covariance_that_was_learned_away_is_refused_in_words() -> None:
    with pytest.raises(CausalimgError, match="number 2 contradicts those before it"):
        multivariate_normal(0.0, torch.tensor([[1.0, 2.0], [2.0, 1.0]]))


# ---- through the compiled program -------------------------------------------------------------

TEXT = """causalimg 1

model case

grid g = 4 x 6 at 1 mm

variables {
  age : real in [0, 100]
  v   : vector[3]
  k   : kspace[2, g]
}

parameters {
  big : real in (2, inf) ~ LogNormal(1, 0.1)
  r   : real in (-1, 1)
}

mechanisms {
  age ~ Uniform(0, 100)
  v   ~ MultivariateNormal([age, 1, 2 * age], [[big, r, 0], [r, big, 0], [0, 0, 1]])
  k   ~ ComplexNormal(0.1 * age, exp(element(v, 2) / 10))
}
"""


def test_a_program_draws_returns_and_weighs_vectors_and_k_space() -> None:
    program = compiled(TEXT)
    noise, values = sample(program, 7)
    assert values["v"].shape == (7, 3)
    assert values["k"].shape == (7, 2, 4, 6)
    found = program.abduct(values)
    again = program.predict({**noise, **found})
    for name in ("v", "k"):
        torch.testing.assert_close(again[name], values[name], rtol=1e-5, atol=1e-4)
    density = program.log_prob(values)
    sd = torch.exp(values["v"][:, 1] / 10)
    mean = 0.1 * values["age"]
    apart = (values["k"] - mean.reshape(7, 1, 1, 1)).abs().square().sum((1, 2, 3)) / sd**2
    book = -apart - 48 * (2 * sd.log() + math.log(math.pi))
    torch.testing.assert_close(density["k"], book, rtol=1e-4, atol=1e-2)
    assert density["v"].shape == (7,)
