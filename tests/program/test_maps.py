"""Laws of mechanism maps: noise to value and back, densities, broadcasting, gradients."""

import pyro
import pyro.distributions as dist
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pyro.distributions import constraints
from pyro.infer import MCMC, NUTS, SVI, Trace_ELBO
from pyro.infer.autoguide import AutoNormal

from causalimg.diagnostics import CausalimgError
from causalimg.program.maps import Deterministic, FiniteNoise, Invertible, expanded
from causalimg.program.randomness import seeded

SMALL = settings(max_examples=20, deadline=None)
NUMBERS = st.floats(-3, 3, width=32)


def bent(cause: torch.Tensor) -> Invertible:
    """A mechanism with bounds and a cause that moves it."""
    return Invertible(
        dist.Normal(0.0, 1.0),
        lambda u: 64 + 191 * torch.sigmoid(cause + 0.5 * u),
        lambda v: (torch.logit((v - 64) / 191) - cause) / 0.5,
        constraints.interval(64.0, 255.0),
    )


@SMALL
@given(st.lists(NUMBERS, min_size=1, max_size=4), st.integers(0, 2**31))
def test_an_equation_gives_back_the_value_that_it_was_undone_from(
    causes: list[float], seed: int
) -> None:
    mechanism = bent(torch.tensor(causes))
    with seeded(seed):
        value = mechanism(torch.randn(3, len(causes)))
    torch.testing.assert_close(mechanism(mechanism.abduct(value)), value, rtol=1e-5, atol=1e-3)


@SMALL
@given(NUMBERS)
def test_an_equation_has_the_density_of_a_change_of_variables(cause: float) -> None:
    law = bent(torch.tensor([cause])).law()
    grid = torch.linspace(64.01, 254.99, 20001).unsqueeze(-1)
    mass = torch.trapezoid(law.log_prob(grid).exp().squeeze(-1), grid.squeeze(-1))
    assert abs(mass - 1) < 2e-3
    assert law.batch_shape == (1,)
    assert law.base_dist.batch_shape == (1,)


def test_the_noise_has_no_causes() -> None:
    assert bent(torch.randn(4, 5)).base.batch_shape == ()


def test_left_dimensions_broadcast_like_a_loop() -> None:
    cause = torch.randn(2, 1, 5)
    noise = torch.randn(3, 5)
    together = bent(cause)(noise)
    assert together.shape == (2, 3, 5)
    for world in range(2):
        for draw in range(3):
            alone = bent(cause[world, 0])(noise[draw])
            torch.testing.assert_close(together[world, draw], alone)
    values = bent(cause).law().log_prob(together)
    torch.testing.assert_close(values[1, 2], bent(cause[1, 0]).law().log_prob(together[1, 2]))


def test_gradients_reach_the_causes_through_the_density_and_through_a_tangent() -> None:
    cause = torch.zeros(3, requires_grad=True)
    value = torch.tensor([100.0, 150.0, 200.0])
    (exact,) = torch.autograd.grad(bent(cause).law().log_prob(value).sum(), cause)
    step = 1e-2
    ahead, behind = (bent(cause + s).law().log_prob(value) for s in (step, -step))
    torch.testing.assert_close(
        exact, ((ahead - behind) / (2 * step)).detach(), atol=0.05, rtol=0.02
    )
    _, tangent = torch.func.jvp(
        lambda c: bent(c).law().log_prob(value), (cause.detach(),), (torch.ones(3),)
    )
    torch.testing.assert_close(tangent, exact)


def test_an_equation_over_pictures_sums_over_pixels() -> None:
    shape = (1, 3, 4)
    drift = torch.randn(5, *shape)
    grain = Invertible(
        expanded(dist.Normal(0.0, 1.0), shape), lambda u: drift + 2 * u, lambda v: (v - drift) / 2
    )
    law = grain.law()
    assert (law.batch_shape, law.event_shape) == ((5,), shape)
    value = law.sample()
    expected = dist.Normal(drift, 2.0).to_event(3).log_prob(value)
    torch.testing.assert_close(law.log_prob(value), expected)
    raised = Invertible(
        dist.Normal(0.0, 1.0), lambda u: drift + 2 * u, lambda v: (v - drift) / 2, event_dim=3
    )
    torch.testing.assert_close(raised.law().log_prob(value), expected)


def test_a_parameter_is_found_by_variational_inference_and_by_nuts() -> None:
    data = bent(torch.tensor(0.7))(torch.randn(200, generator=torch.Generator().manual_seed(1)))

    def model() -> None:
        cause = pyro.sample("cause", dist.Normal(0.0, 2.0))
        with pyro.plate("rows", 200):
            pyro.sample("value", bent(cause).law(), obs=data)

    with seeded(3):
        pyro.clear_param_store()
        guide = AutoNormal(model, init_scale=0.05)
        search = SVI(model, guide, pyro.optim.Adam({"lr": 0.05}), Trace_ELBO())
        for _ in range(120):
            search.step()
        assert abs(guide.median()["cause"] - 0.7) < 0.2
        sampler = MCMC(NUTS(model), num_samples=30, warmup_steps=30, disable_progbar=True)
        sampler.run()
    assert abs(sampler.get_samples()["cause"].mean() - 0.7) < 0.2


def test_an_equation_without_noise_is_just_called() -> None:
    assert Deterministic(lambda: torch.ones(2))().tolist() == [1, 1]
    assert Deterministic(lambda a, b: a * b)(torch.tensor(2.0), torch.tensor(3.0)) == 6


def misread(label: torch.Tensor) -> FiniteNoise:
    """A label read wrong with probability 0.1, or lost with probability 0.2."""
    return FiniteNoise(
        lambda slip, lost: torch.where(lost == 1, 2, (label - slip).abs()).long(),
        (dist.Bernoulli(0.1), dist.Categorical(torch.tensor([0.8, 0.2]))),
        size=3,
    )


@SMALL
@given(st.lists(st.integers(0, 1), min_size=1, max_size=5), st.integers(0, 2**31))
def test_finite_noise_is_drawn_back_exactly(labels: list[int], seed: int) -> None:
    reading = misread(torch.tensor(labels).float())
    with seeded(seed):
        value = reading(*(base.sample((4, len(labels))) for base in reading.bases))
        noise = reading.abduct(value)
    assert [n.shape for n in noise] == [value.shape, value.shape]
    assert torch.equal(reading(*noise), value)


def test_finite_noise_follows_its_posterior_and_gives_a_law() -> None:
    reading = misread(torch.tensor([0.0, 1.0]))
    torch.testing.assert_close(
        reading.law().probs, torch.tensor([[0.72, 0.08, 0.2], [0.08, 0.72, 0.2]])
    )
    with seeded(1):
        slip, lost = reading.abduct(torch.full((20000, 2), 2))
    assert bool((lost == 1).all())
    assert abs(slip.mean() - 0.1) < 0.01
    flip = FiniteNoise(lambda u: u, (dist.Bernoulli(0.3),), binary=True)
    assert float(flip.law().mean) == pytest.approx(0.3)


def test_a_value_that_no_noise_makes_is_named() -> None:
    with pytest.raises(CausalimgError) as caught:
        misread(torch.tensor([0.0])).abduct(torch.tensor([5]))
    assert [d.code for d in caught.value.diagnostics] == ["E0704"]
    with pytest.raises(TypeError, match="finite type"):
        FiniteNoise(lambda u: u, (dist.Bernoulli(0.3),)).law()


def test_a_seed_fixes_draws_and_leaves_the_rest_alone() -> None:
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    with seeded(5):
        first = torch.rand(2)
    assert torch.equal(torch.rand(3), expected)
    with seeded(5):
        assert torch.equal(torch.rand(2), first)
