"""Laws of the drawn chest: smooth in girth, the same at every size, sick where it should be."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.program.imaging.phantom import opacity, thorax
from causalimg.program.imaging.xray import beer_lambert, scatter

girths = st.floats(0.8, 1.2)
grids = st.tuples(st.integers(4, 40), st.integers(4, 40))
both = pytest.mark.parametrize("draw", [thorax, opacity])


def number(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


@both
@given(girth=girths, grid=grids)
@settings(max_examples=30, deadline=None)
def test_density_is_finite_and_never_negative(draw, girth, grid):
    density = draw(grid, number(girth))

    assert density.shape == (1, *grid)
    assert density.isfinite().all()
    assert (density >= 0.0).all()


@given(girth=girths, grid=grids)
@settings(max_examples=20, deadline=None)
def test_opacity_is_at_most_one_and_lies_in_the_lungs(girth, grid):
    sick = opacity(grid, number(girth))

    assert sick.max() <= 1.0
    assert sick[0, 0].max() < 0.05
    assert sick[0, -1].max() < 0.05


@both
def test_left_dimensions_are_a_loop(draw):
    girth = torch.linspace(0.8, 1.2, 6, dtype=torch.float64).reshape(3, 2)

    together = draw((10, 14), girth)

    assert together.shape == (3, 2, 1, 10, 14)
    for world in range(3):
        for row in range(2):
            assert torch.allclose(together[world, row], draw((10, 14), girth[world, row]))


@both
@pytest.mark.parametrize("grid", [(5, 6), (7, 5)])
def test_the_slope_in_girth_is_right(draw, grid):
    girth = torch.tensor([0.83, 1.0, 1.17], dtype=torch.float64, requires_grad=True)

    assert torch.autograd.gradcheck(lambda g: draw(grid, g), girth)


@given(thin=girths, wide=girths)
@settings(max_examples=30, deadline=None)
def test_a_wider_patient_covers_more_of_the_film(thin, wide):
    thin, wide = sorted((thin, wide))
    if wide - thin < 0.02:
        return

    def body(girth):
        return (thorax((48, 48), number(girth)) > 0.1).sum()

    assert body(thin) < body(wide)


@both
@pytest.mark.parametrize("grid", [(64, 48), (48, 64)])
def test_a_coarse_grid_shows_the_same_chest_as_a_fine_one(draw, grid):
    height, width = grid
    fine = draw((4 * height, 4 * width), number(1.05))
    blocks = fine.reshape(1, height, 4, width, 4).mean((2, 4))

    assert (draw(grid, number(1.05)) - blocks).abs().mean() < 0.02


def test_the_chest_has_the_right_things_in_the_right_places():
    chest = thorax((64, 64), number(1.0))[0]
    regions = {
        "air": chest[1, 2],
        "lung": chest[28, 18],
        "left lung": chest[24, 48],
        "heart": chest[42, 40],
        "spine": chest[30, 31],
        "liver": chest[54, 20],
    }

    assert regions["air"] < 0.01
    assert regions["lung"] < 0.6
    assert regions["left lung"] < 0.6
    assert regions["heart"] > 1.2
    assert regions["liver"] > 1.2
    assert regions["spine"] > max(regions["heart"], regions["liver"])


def test_the_heart_points_to_the_right_of_the_image():
    chest = thorax((64, 64), number(1.0))[0]

    assert chest[38:46, 36:48].mean() > chest[38:46, 16:28].mean() + 0.4


@given(girth=girths, extent=st.floats(0.2, 1.0))
@settings(max_examples=20, deadline=None)
def test_disease_takes_light_from_the_lungs(girth, extent):
    grid = (32, 32)
    healthy = thorax(grid, number(girth))
    sick = healthy + 0.5 * extent * opacity(grid, number(girth))

    change = scatter(beer_lambert(healthy), 0.1) - scatter(beer_lambert(sick), 0.1)

    assert change.max() > 0.02 * extent
    assert change.min() >= 0.0


def test_precision_follows_girth():
    assert thorax((4, 4), torch.tensor(1.0)).dtype == torch.float32
    assert thorax((4, 4), number(1.0)).dtype == torch.float64
