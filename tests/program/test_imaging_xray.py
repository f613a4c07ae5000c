"""Laws of the beam: what passes multiplies, what scatters is neither lost nor made."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.program.imaging.xray import (
    beer_lambert,
    collimate,
    exposure,
    quantum_noise,
    scatter,
)

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


# ---- film, photons, collimator ---------------------------------------------------------------


@given(seed=seeds, one=st.floats(0.0, 4.0), other=st.floats(0.0, 4.0))
@settings(deadline=None)
def test_what_stays_white_multiplies_where_doses_add(seed, one, other):
    image = noise(seed, 1, 3, 4).sigmoid()

    left = (1.0 - exposure(image, one)) * (1.0 - exposure(image, other))

    assert torch.allclose(left, 1.0 - exposure(image, one + other))


@given(seed=seeds, dose=st.floats(0.0, 1e-4), speed=st.floats(0.1, 10.0))
@settings(deadline=None)
def test_film_is_linear_in_faint_light(seed, dose, speed):
    image = noise(seed, 1, 3, 4).sigmoid()

    assert torch.allclose(exposure(image, dose, speed), speed * dose * image, rtol=1e-3)


@given(seed=seeds, dose=st.floats(0.0, 50.0))
@settings(deadline=None)
def test_blackening_rises_with_the_dose_and_saturates(seed, dose):
    image = noise(seed, 1, 3, 4).sigmoid()
    less, more = exposure(image, dose), exposure(image, dose + 1.0)

    assert (less >= 0.0).all()
    assert (less <= more).all()
    assert (more <= 1.0).all()


@pytest.mark.parametrize(("dose", "fraction"), [(0.5, 0.2), (2.0, 0.7)])
def test_quantum_noise_is_that_of_counted_photons(dose, fraction):
    source = torch.Generator().manual_seed(1)
    mean = torch.full((40_000,), 1000.0 * dose * fraction, dtype=torch.float64)
    measured = torch.poisson(mean, generator=source) / (1000.0 * dose)

    sd = quantum_noise(torch.full((1, 1, 1), fraction, dtype=torch.float64), dose).item()

    assert measured.mean().item() == pytest.approx(fraction, rel=0.01)
    assert measured.std().item() == pytest.approx(sd, rel=0.02)


@given(seed=seeds, dose=st.floats(0.1, 10.0))
@settings(deadline=None)
def test_four_times_the_dose_halves_the_noise(seed, dose):
    image = noise(seed, 2, 1, 3, 4).sigmoid()

    assert torch.allclose(2.0 * quantum_noise(image, 4.0 * dose), quantum_noise(image, dose))
    assert torch.allclose(quantum_noise(image, 1.0, dose), quantum_noise(image, dose, 1.0))


@given(size=sizes, margin=st.floats(0.0, 8.0), spacing=st.floats(0.2, 4.0))
@settings(deadline=None)
def test_the_open_field_is_as_large_as_the_margin_leaves(size, margin, spacing):
    open_field = collimate(torch.ones(1, *size, dtype=torch.float64), margin, spacing)
    sides = [max(0.0, one - 2.0 * margin / spacing) for one in size]

    assert open_field.sum().item() == pytest.approx(sides[0] * sides[1], abs=1e-9)
    assert torch.allclose(open_field, open_field.flip((-2, -1)))


@given(seed=seeds, size=sizes, margin=st.integers(0, 6))
@settings(deadline=None)
def test_collimating_again_changes_nothing(seed, size, margin):
    image = noise(seed, 2, *size)
    once = collimate(image, float(margin))

    assert torch.equal(collimate(once, float(margin)), once)
    assert torch.equal(collimate(image, 0.0), image)


def test_doses_and_margins_of_rows_are_a_loop():
    images = noise(2, 3, 2, 1, 5, 7).sigmoid()
    number = torch.tensor([[0.5, 1.0], [1.5, 2.0], [2.5, 0.1]], dtype=torch.float64)

    for function in (exposure, quantum_noise, collimate):
        together = function(images, number)
        assert together.shape == images.shape
        for world in range(3):
            for row in range(2):
                alone = function(images[world, row], number[world, row].item())
                assert torch.allclose(together[world, row], alone)


def test_slopes_of_film_photons_and_collimator_are_right():
    image = noise(3, 2, 1, 3, 4).sigmoid().requires_grad_()
    number = torch.tensor([0.4, 1.3], dtype=torch.float64, requires_grad=True)

    for function in (exposure, quantum_noise, collimate):
        assert torch.autograd.gradcheck(function, (image, number))
