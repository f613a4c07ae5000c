"""Laws of receive coils: they change no brightness together, and what they fold is unfolded."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.program.imaging import coils, mri

sizes = st.tuples(st.integers(1, 14), st.integers(1, 14))
seeds = st.integers(0, 2**31 - 1)
few = settings(max_examples=20, deadline=None)


def head(seed: int, *shape: int, kind: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=kind)


def scanned(picture: torch.Tensor, count: int, acceleration) -> torch.Tensor:
    maps = mri.coil_maps(count, tuple(picture.shape[-2:]))
    return mri.cartesian(mri.fourier(maps * picture), acceleration)


@given(size=sizes, count=st.integers(1, 16))
@few
def test_squares_of_coil_maps_sum_to_one(size, count):
    maps = mri.coil_maps(count, size)

    assert maps.shape == (count, *size)
    assert torch.allclose((maps.abs() ** 2).sum(0), torch.ones(size), atol=1e-5)


def test_coils_are_brightest_on_their_own_side_and_agree_in_the_middle():
    maps = mri.coil_maps(4, (41, 31))
    sides = [(20, 30), (40, 15), (20, 0), (0, 15)]

    for coil, place in enumerate(sides):
        assert maps[:, *place].abs().argmax() == coil
    assert torch.allclose(maps[:, 20, 15], torch.full((4,), 0.5, dtype=maps.dtype), atol=1e-6)


def test_coil_maps_are_smooth_and_repeat_around_the_ring():
    maps = mri.coil_maps(8, (32, 32))

    inner = maps[:, 4:-4, 4:-4]
    assert inner.diff(dim=1).abs().max() < 0.1
    assert inner.diff(dim=2).abs().max() < 0.1
    quarter = maps.rot90(-1, (1, 2)).roll(2, 0)
    assert torch.allclose(quarter, maps, atol=1e-5)


@given(seed=seeds, size=sizes, count=st.integers(1, 9))
@few
def test_all_coils_together_see_the_brightness(seed, size, count):
    picture = head(seed, 1, *size)

    assert torch.allclose(mri.combine(mri.coil_maps(count, size) * picture), picture, atol=1e-5)


@given(seed=seeds, size=sizes, count=st.integers(1, 9))
@few
def test_sense_undoes_a_full_scan(seed, size, count):
    picture = head(seed, 2, 1, *size)

    found = mri.sense(scanned(picture, count, 1.0), 1.0)

    assert found.shape == picture.shape
    assert torch.allclose(found.real, picture, atol=1e-4)
    assert found.imag.abs().max() < 1e-4


@given(seed=seeds, wide=st.integers(2, 16), tall=st.integers(8, 32))
@few
def test_eight_coils_unfold_half_of_the_lines(seed, wide, tall):
    picture = head(seed, 1, tall, wide)

    found = mri.sense(scanned(picture, 8, 2.0), 2.0)

    assert (found.abs() - picture).norm() < 0.02 * picture.norm()


def test_sense_beats_leaving_the_lines_empty():
    picture = head(1, 1, 48, 40)
    for acceleration in (2.0, 3.0, 4.0):
        kspace = scanned(picture, 8, acceleration)
        unfolded = (mri.sense(kspace, acceleration).abs() - picture).norm()
        folded = (mri.combine(mri.inverse_fourier(kspace)) - picture).norm()

        assert unfolded < 0.5 * folded, acceleration


@given(seed=seeds)
@few
def test_what_is_solved_explains_the_measured_lines(seed):
    kspace = mri.cartesian(torch.complex(head(seed, 4, 12, 6), head(seed + 1, 4, 12, 6)), 1.5)

    found = mri.sense(kspace, 1.5)

    rest = scanned(found, 4, 1.5) - kspace
    slope = (mri.coil_maps(4, (12, 6)).conj() * mri.inverse_fourier(rest)).sum(0)
    assert slope.abs().max() < 1e-3 * kspace.abs().max()


@given(seed=seeds, factor=st.floats(-3.0, 3.0))
@few
def test_sense_is_linear_where_it_converges(seed, factor):
    one, two = (scanned(head(seed + n, 1, 16, 6), 8, 2.0) for n in range(2))

    together = mri.sense(one + factor * two, 2.0)

    apart = mri.sense(one, 2.0) + factor * mri.sense(two, 2.0)
    assert torch.allclose(together, apart, atol=1e-2)


def test_rows_are_solved_as_if_alone():
    pictures = head(2, 3, 2, 1, 10, 7)
    acceleration = torch.tensor([[1.0, 2.0], [1.5, 3.0], [2.2, 4.0]], dtype=torch.float64)
    kspace = scanned(pictures, 6, acceleration)

    together = mri.sense(kspace, acceleration)

    assert together.shape == (3, 2, 1, 10, 7)
    for world in range(3):
        for row in range(2):
            alone = mri.sense(kspace[world, row], acceleration[world, row].item())
            assert torch.allclose(together[world, row], alone, atol=1e-8)


def test_one_scan_in_several_worlds_of_acceleration():
    kspace = scanned(head(3, 2, 1, 8, 6), 4, 1.0)

    assert mri.sense(kspace, torch.ones(3, 1)).shape == (3, 2, 1, 8, 6)


def test_nothing_measured_is_a_black_picture():
    kspace = torch.zeros(4, 8, 6, dtype=torch.complex64, requires_grad=True)

    found = mri.sense(kspace, 2.0)
    found.abs().sum().backward()

    assert (found == 0.0).all()
    assert kspace.grad.isfinite().all()


def test_slopes_of_sense_are_right_where_it_converges():
    kspace = scanned(head(4, 1, 4, 3), 6, 1.0).detach().to(torch.complex128).requires_grad_()

    assert torch.autograd.gradcheck(lambda k: mri.sense(k, 1.0), (kspace,), rtol=1e-3, atol=1e-5)
    (slope,) = torch.autograd.grad(mri.sense(kspace, 2.0).abs().sum(), kspace)
    assert slope.isfinite().all()


@pytest.mark.parametrize("kind", [torch.float32, torch.float64])
def test_precision_is_kept(kind):
    kspace = mri.fourier(head(5, 2, 8, 6, kind=kind))

    assert mri.sense(kspace, 2.0).dtype == kspace.dtype == kind.to_complex()
    assert coils.RADIUS > 2**0.5
