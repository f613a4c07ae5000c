"""Laws of any picture: areas add, what is resized or blurred keeps its light."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.diagnostics import CausalimgInternalError
from causalimg.program.imaging.numbers import over_pixels, real_type
from causalimg.program.imaging.pictures import area, blur, crop, resize, volume

sizes = st.tuples(st.integers(1, 12), st.integers(1, 12))
seeds = st.integers(0, 2**31 - 1)
widths = st.floats(0.0, 6.0)
spacings = st.floats(0.2, 5.0)
few = settings(max_examples=30, deadline=None)


def noise(seed: int, *shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


# ---- area and volume -------------------------------------------------------------------------


@given(radius=st.floats(4.0, 20.0), spacing=spacings)
@few
def test_the_area_of_a_disc(radius, spacing):
    y, x = torch.meshgrid(torch.arange(48.0), torch.arange(52.0), indexing="ij")
    disc = torch.hypot(x - 25.3, y - 23.8) <= radius

    found = area(disc.unsqueeze(0), spacing).item()

    assert found == pytest.approx(math.pi * (radius * spacing) ** 2, rel=0.1)


@given(radius=st.floats(4.0, 9.0), spacing=spacings)
@few
def test_the_volume_of_a_ball(radius, spacing):
    axes = torch.meshgrid(*[torch.arange(20.0)] * 3, indexing="ij")
    ball = sum((axis - 9.6) ** 2 for axis in axes) <= radius**2

    found = volume(ball.unsqueeze(0), spacing).item()

    assert found == pytest.approx(4 / 3 * math.pi * (radius * spacing) ** 3, rel=0.12)


@given(seed=seeds, size=sizes, spacing=spacings)
@few
def test_areas_of_all_labels_fill_the_picture(seed, size, spacing):
    mask = (noise(seed, 2, 1, *size) * 2).long().clamp(0, 2)

    parts = torch.stack([area(mask == label, spacing) for label in range(3)])

    assert torch.allclose(parts.sum(0), torch.full((2,), size[0] * size[1] * spacing**2))


def test_areas_have_left_dimensions_and_keep_the_slope_of_shares():
    shares = noise(1, 3, 2, 1, 4, 5).requires_grad_()

    assert area(shares).shape == (3, 2)
    assert torch.autograd.gradcheck(lambda one: area(one, 0.5), shares)
    assert area(shares > 0).dtype == torch.float32


# ---- resize and crop -------------------------------------------------------------------------


@given(seed=seeds, size=sizes)
@few
def test_on_its_own_grid_a_picture_stays(seed, size):
    image = noise(seed, 2, *size)

    assert torch.allclose(resize(image, size), image)
    assert torch.equal(crop(image, size), image)


@given(seed=seeds, size=sizes, grid=sizes)
@few
def test_a_resized_picture_stays_within_its_range(seed, size, grid):
    image = noise(seed, 2, 3, *size)
    drawn = resize(image, grid)

    assert drawn.shape == (2, 3, *grid)
    assert drawn.max() <= image.max() + 1e-9
    assert drawn.min() >= image.min() - 1e-9


@given(level=st.floats(-5.0, 5.0), size=sizes, grid=sizes)
@few
def test_a_constant_picture_stays_constant(level, size, grid):
    image = torch.full((1, *size), level, dtype=torch.float64)

    assert torch.allclose(resize(image, grid), torch.full((1, *grid), level, dtype=torch.float64))


@given(grid=st.tuples(st.integers(6, 60), st.integers(6, 60)), width=st.floats(2.0, 5.0))
@few
def test_resizing_keeps_the_mean_of_a_smooth_picture(grid, width):
    y, x = torch.meshgrid(torch.arange(24.0), torch.arange(28.0), indexing="ij")
    image = torch.exp(-0.5 * ((x - 13) ** 2 + (y - 12) ** 2) / width**2).unsqueeze(0)

    assert resize(image, grid).mean().item() == pytest.approx(image.mean().item(), rel=0.1)


def test_resizing_is_linear_with_left_dimensions_and_slopes():
    one, two = noise(2, 2, 2, 3, 1, 6, 5)

    together = resize(one + 2.0 * two, (4, 7))

    assert torch.allclose(together, resize(one, (4, 7)) + 2.0 * resize(two, (4, 7)))
    for world in range(2):
        assert torch.allclose(together[world], resize(one[world] + 2.0 * two[world], (4, 7)))
    assert torch.autograd.gradcheck(
        lambda x: resize(x, (2, 7)), noise(3, 1, 3, 4).requires_grad_()
    )


@given(seed=seeds, size=st.tuples(st.integers(5, 12), st.integers(5, 12)))
@few
def test_the_middle_of_the_middle_is_the_middle(seed, size):
    image = noise(seed, 2, 1, *size)
    outer, inner = (size[0] - 2, size[1] - 2), (size[0] - 4, size[1] - 4)

    assert torch.equal(crop(crop(image, outer), inner), crop(image, inner))
    assert torch.equal(crop(image, outer), image[..., 1:-1, 1:-1])


def test_a_crop_cannot_be_larger_than_its_picture():
    with pytest.raises(CausalimgInternalError, match="4 x 6 holds no part of 4 x 7"):
        crop(torch.zeros(1, 4, 6), (4, 7))


# ---- blur ------------------------------------------------------------------------------------


@given(seed=seeds, size=sizes, width=widths, spacing=spacings)
@few
def test_blur_keeps_the_mean_and_the_range(seed, size, width, spacing):
    image = noise(seed, 2, *size)
    seen = blur(image, width, spacing)

    assert torch.allclose(seen.mean((-2, -1)), image.mean((-2, -1)), atol=1e-10)
    assert seen.max() <= image.max() + 1e-10
    assert seen.min() >= image.min() - 1e-10


@given(seed=seeds, size=sizes, one=widths, other=widths)
@few
def test_two_blurs_are_one_of_the_root_of_squares(seed, size, one, other):
    image = noise(seed, 1, *size)

    assert torch.allclose(blur(blur(image, one), other), blur(image, math.hypot(one, other)))


@given(seed=seeds, size=sizes, width=widths, spacing=spacings)
@few
def test_blur_is_measured_in_the_unit_of_the_spacing(seed, size, width, spacing):
    image = noise(seed, 1, *size)

    assert torch.allclose(blur(image, width * spacing, spacing), blur(image, width))
    assert torch.allclose(blur(image, 0.0, spacing), image)


@given(width=st.floats(0.3, 4.0))
@few
def test_a_point_becomes_a_bell_of_that_width(width):
    point = torch.zeros(1, 61, 41, dtype=torch.float64)
    point[0, 30, 20] = 1.0
    seen = blur(point, width)[0]
    place = torch.arange(61, dtype=torch.float64) - 30

    assert (seen >= -1e-12).all()
    assert (seen.sum(1) * place**2).sum().item() == pytest.approx(width**2, rel=1e-3)
    assert torch.allclose(seen[30 - 15 : 30 + 16, 20], seen[30, 20 - 15 : 20 + 16], atol=1e-9)


def test_a_wide_bell_is_gaussian():
    point = torch.zeros(1, 81, 81, dtype=torch.float64)
    point[0, 40, 40] = 1.0
    y, x = torch.meshgrid(*[torch.arange(81, dtype=torch.float64) - 40] * 2, indexing="ij")
    bell = torch.exp(-0.5 * (x**2 + y**2) / 16.0) / (2 * math.pi * 16.0)

    assert (blur(point, 4.0)[0] - bell).abs().max() < 0.02 * bell.max()


def test_each_row_has_its_own_blur():
    images = noise(4, 3, 2, 1, 5, 7)
    width = torch.tensor([[0.0, 1.0], [2.0, 3.0], [0.5, 9.0]], dtype=torch.float64)

    together = blur(images, width)

    for world in range(3):
        for row in range(2):
            assert torch.allclose(
                together[world, row], blur(images[world, row], width[world, row].item())
            )
    assert blur(images, torch.ones(4, 1, 1)).shape == (4, 3, 2, 1, 5, 7)


def test_slopes_of_blur_are_right():
    image = noise(5, 2, 1, 3, 4).requires_grad_()
    width = torch.tensor([0.7, 1.3], dtype=torch.float64, requires_grad=True)

    assert torch.autograd.gradcheck(blur, (image, width))


# ---- numbers ---------------------------------------------------------------------------------


def test_numbers_take_the_precision_of_the_picture_they_meet():
    assert over_pixels(2.0, torch.zeros(1, dtype=torch.complex128)).dtype == torch.float64
    assert over_pixels(torch.ones(2, 3), torch.zeros(1, dtype=torch.float64)).shape == (
        2, 3, 1, 1, 1,
    )  # fmt: skip
    assert real_type(torch.zeros(1, dtype=torch.int64)) == torch.get_default_dtype()
    assert real_type(torch.zeros(1, dtype=torch.complex64)) == torch.float32
