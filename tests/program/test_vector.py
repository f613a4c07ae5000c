"""A learned vector: its noise returns, its density is that of the chain, it keeps its support."""

import math
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from causalimg.program.networks import Flag, Flow, Given, OneHot, VectorFlow, Vectors
from causalimg.program.randomness import seeded
from causalimg.program.squeeze import Squeeze

SMALL = settings(max_examples=8, deadline=None)
SUPPORTS = st.sampled_from([(-math.inf, math.inf), (0.0, math.inf), (0.0, 1.0), (-5.0, 5.0)])
Support = tuple[float, float]


def shaken(module: nn.Module, seed: int = 0) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator))
    return module


def made(support: Support = (-math.inf, math.inf), size: int = 3, seed: int = 0) -> VectorFlow:
    causes = Given(sex=Flag(), site=OneHot(3), pcs=Vectors(2))
    flow = VectorFlow("v", size, support, causes, bins=4, hidden=8, layers=1)
    shaken(flow, seed)
    return flow


def causes_of(rows: int) -> dict[str, Tensor]:
    at = torch.arange(rows)
    pcs = torch.stack([at / rows, -1.0 * at], -1)
    return {"sex": at.remainder(2).float(), "site": at.remainder(3), "pcs": pcs}


def inside(support: Support, seed: int, rows: int, size: int) -> Tensor:
    free = torch.randn(rows, size, generator=torch.Generator().manual_seed(seed))
    return Squeeze(*support).squeeze(free)


@SMALL
@given(SUPPORTS, st.integers(0, 2**31), st.integers(1, 4))
def test_every_vector_comes_back_and_none_leaves_the_support(
    support: Support, seed: int, size: int
) -> None:
    flow, causes = made(support, size, seed), causes_of(20)
    value = inside(support, seed, 20, size)
    flow.set_scales({"v": value, **causes})
    mechanism = flow(**causes)
    torch.testing.assert_close(
        mechanism(mechanism.abduct(value)), value, rtol=1e-3, atol=1e-3 * float(value.abs().max())
    )
    drawn = mechanism(3 * torch.randn(5, 20, size))
    assert drawn.shape == (5, 20, size)
    assert bool(((drawn >= support[0]) & (drawn <= support[1])).all())


@pytest.fixture
def exactly() -> Iterator[None]:
    """Double precision, in which a Jacobian can be trusted."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.mark.usefixtures("exactly")
@pytest.mark.parametrize("support", [(-math.inf, math.inf), (0.0, math.inf), (-5.0, 5.0)])
def test_the_density_is_that_of_the_whole_jacobian(support: Support) -> None:
    seed = 3
    flow, causes = made(support, 3, seed), causes_of(1)
    flow.set_scales({"v": inside(support, seed, 40, 3)})
    mechanism = flow(**causes)
    noise = torch.randn(1, 3, generator=torch.Generator().manual_seed(seed))
    value = mechanism(noise)
    jacobian = torch.autograd.functional.jacobian(lambda u: mechanism(u[None])[0], noise[0])
    assert float(jacobian.triu(1).abs().max()) < 1e-9
    base = torch.distributions.Normal(0.0, 1.0).log_prob(noise).sum(-1)
    exact = base - torch.linalg.slogdet(jacobian).logabsdet
    found = mechanism.law().log_prob(value.detach())
    torch.testing.assert_close(found, exact, rtol=1e-4, atol=1e-4)


def test_the_density_is_the_sum_of_its_links() -> None:
    flow, causes = made(), causes_of(6)
    value = inside((-math.inf, math.inf), 1, 6, 3)
    total = torch.zeros(6)
    known: dict[str, Tensor] = dict(causes)
    for place, link in enumerate(flow.links):
        assert isinstance(link, Flow)
        total = total + link(**known).law().log_prob(value[:, place])
        known[link.name] = value[:, place]
    torch.testing.assert_close(flow(**causes).law().log_prob(value), total)


def test_later_numbers_follow_those_before_and_worlds_broadcast() -> None:
    flow, causes = made(seed=4), causes_of(4)
    mechanism = flow(**causes)
    noise = torch.zeros(4, 3)
    moved = noise.clone()
    moved[:, 0] = 1.0
    apart = (mechanism(moved) - mechanism(noise)).detach().abs()
    assert float(apart[:, 1:].min(0).values.max()) > 1e-4
    last = noise.clone()
    last[:, 2] = 1.0
    assert torch.equal(mechanism(last)[:, :2], mechanism(noise)[:, :2])
    worlds = flow(**{**causes, "sex": torch.tensor([[[0.0]], [[1.0]]])})
    assert worlds(noise).shape == (2, 1, 4, 3)
    assert worlds.law().batch_shape == (2, 1, 4)


def test_a_chain_learns_how_numbers_go_together_and_with_a_cause() -> None:
    with seeded(0):
        sex = torch.randint(2, (1000,)).float()
        first = 3 * sex + torch.randn(1000)
        value = torch.stack([first, 2 * first + 0.2 * torch.randn(1000)], -1)
        flow = VectorFlow("v", 2, given=Given(sex=Flag()), bins=4, hidden=16, layers=1)
        flow.set_scales({"v": value, "sex": sex})
        search = torch.optim.Adam(flow.parameters(), 0.02)
        for _ in range(60):
            search.zero_grad()
            loss = -flow(sex=sex).law().log_prob(value).mean()
            loss.backward()
            search.step()
        drawn = flow(sex=torch.ones(3000))(torch.randn(3000, 2)).detach()
    truth = math.log(2 * math.pi * math.e) + math.log(0.2)
    assert float(loss.detach()) == pytest.approx(truth, abs=0.35)
    assert float(drawn[:, 0].mean()) == pytest.approx(3, abs=0.3)
    assert float((drawn[:, 1] - 2 * drawn[:, 0]).std()) < 0.6
