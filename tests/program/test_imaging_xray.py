"""Laws of the beam: what passes multiplies, what scatters is neither lost nor made."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.program.imaging.xray import beer_lambert, scatter

sizes = st.tuples(st.integers(1, 12), st.integers(1, 12))
seeds = st.integers(0, 2**31 - 1)
shares = st.floats(0.0, 1.0)


def noise(seed: int, *shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@given(seed=seeds)
def test_transmissions_multiply_where_thicknesses_add(seed):
    one, two = noise(seed, 2, 2, 1, 3, 4).abs()

    assert torch.allclose(beer_lambert(one + two), beer_lambert(one) * beer_lambert(two))


def test_nothing_in_the_way_lets_everything_pass():
    assert beer_lambert(torch.zeros(3)).tolist() == [1.0, 1.0, 1.0]


@given(seed=seeds, size=sizes, share=shares, spread=st.floats(0.0, 3.0))
@settings(max_examples=50, deadline=None)
def test_scatter_keeps_the_energy(seed, size, share, spread):
    image = noise(seed, 2, 1, *size)

    seen = scatter(image, share, spread)

    assert torch.allclose(seen.mean((-1, -2)), image.mean((-1, -2)), atol=1e-10)


@given(size=sizes, share=shares, level=st.floats(-5.0, 5.0))
@settings(deadline=None)
def test_scatter_leaves_constant_images(size, share, level):
    image = torch.full((1, *size), level, dtype=torch.float64)

    assert torch.allclose(scatter(image, share), image, atol=1e-12)


@given(seed=seeds, size=sizes, share=shares)
@settings(deadline=None)
def test_scatter_is_linear(seed, size, share):
    one, two = noise(seed, 2, 1, *size)

    together = scatter(3.0 * one - two, share)

    assert torch.allclose(together, 3.0 * scatter(one, share) - scatter(two, share), atol=1e-10)


@given(seed=seeds, size=sizes, share=shares)
@settings(deadline=None)
def test_scatter_stays_within_the_range_of_the_image(seed, size, share):
    image = noise(seed, 1, *size)

    seen = scatter(image, share)

    assert image.min() - 1e-12 <= seen.min()
    assert seen.max() <= image.max() + 1e-12


def test_left_dimensions_are_a_loop_and_each_image_may_have_its_own_fraction():
    images = noise(1, 2, 3, 2, 5, 7)
    fractions = torch.tensor([[0.0, 0.1, 0.2], [0.5, 0.9, 1.0]], dtype=torch.float64)

    together = scatter(images, fractions)

    for world in range(2):
        for row in range(3):
            alone = scatter(images[world, row], fractions[world, row].item())
            assert torch.allclose(together[world, row], alone)


def test_fractions_broadcast_to_more_worlds_than_the_image_has():
    assert scatter(noise(1, 3, 1, 4, 6), torch.zeros(2, 1)).shape == (2, 3, 1, 4, 6)


def test_a_point_spreads_evenly_in_both_directions():
    image = torch.zeros(1, 21, 41)
    image[0, 10, 20] = 1.0

    seen = scatter(image, 1.0, 0.05)[0]

    assert torch.allclose(seen[10, 20 - 3], seen[10 - 3, 20])
    assert torch.allclose(seen, seen.flip(0))
    assert torch.allclose(seen, seen.flip(1), atol=1e-7)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_precision_is_kept(dtype):
    assert scatter(torch.ones(1, 4, 4, dtype=dtype), 0.1).dtype == dtype
