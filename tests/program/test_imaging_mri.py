"""Laws of the magnet: what decays, what is unitary, what a scan leaves out, and what coils see."""

import math

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from causalimg.diagnostics import CausalimgInternalError
from causalimg.library.std.mri import TISSUES
from causalimg.program.imaging import mri
from causalimg.program.imaging.sampling import measured
from causalimg.program.imaging.tissues import relaxation

sizes = st.tuples(st.integers(1, 12), st.integers(1, 12))
seeds = st.integers(0, 2**31 - 1)
fields = st.floats(0.3, 9.0)
few = settings(max_examples=30, deadline=None)
LABELS = ("background", "csf", "grey", "white", "hippocampus")
MASK = torch.arange(5).reshape(1, 1, 5)


def noise(seed: int, *shape: int) -> torch.Tensor:
    source = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=source, dtype=torch.complex128)


def number(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64)


def seen(tissue=MASK, field=3.0, echo=4.0, repetition=250.0, flip=70.0, tissues=LABELS):
    numbers = (number(one) for one in (field, echo, repetition, flip))
    return mri.spoiled_gradient_echo(tissue, *numbers, tissues=tissues)


# ---- the signal ------------------------------------------------------------------------------


@given(field=fields, echo=st.floats(0.0, 200.0), longer=st.floats(0.0, 200.0))
@few
def test_the_signal_decays_exponentially_with_the_echo_time(field, echo, longer):
    later, sooner, start = (seen(field=field, echo=one) for one in (echo + longer, echo, 0.0))

    assert torch.allclose(later * start, sooner * seen(field=field, echo=longer))
    assert (later <= sooner + 1e-15).all()


@given(
    field=fields, echo=st.floats(0, 200), repetition=st.floats(1, 1e5), flip=st.floats(0.01, 180)
)
@few
def test_the_signal_lies_between_zero_and_the_proton_density(field, echo, repetition, flip):
    signal = seen(torch.arange(9).reshape(1, 3, 3), field, echo, repetition, flip, TISSUES)
    density, _, _ = relaxation(TISSUES, number([field]))

    assert (signal >= 0.0).all()
    assert (signal.flatten() <= density + 1e-12).all()


@pytest.mark.parametrize("field", [1.5, 3.0])
def test_fluid_is_dark_and_white_matter_bright_where_t1_weighs(field):
    _, csf, grey, white, hippocampus = seen(field=field).flatten().tolist()

    assert csf < 0.6 * grey
    assert grey < 0.85 * white
    assert hippocampus == grey


def test_fluid_is_bright_where_t2_star_weighs():
    _, csf, grey, white, _ = seen(echo=40.0, repetition=2000.0, flip=20.0).flatten().tolist()

    assert csf > grey > white


def test_fat_is_brightest_where_t1_weighs_and_the_skull_is_silent():
    values = seen(torch.arange(9).reshape(1, 1, 9), tissues=TISSUES).flatten().tolist()
    signal = dict(zip(TISSUES, values, strict=True))

    assert max(signal, key=signal.get) == "fat"
    assert signal["skull"] == signal["background"] == 0.0


@given(field=fields, repetition=st.floats(5.0, 2000.0), change=st.floats(-20.0, 20.0))
@few
def test_the_ernst_angle_gives_most_signal(field, repetition, change):
    _, t1, _ = relaxation(("white",), number([field]))
    best = math.degrees(math.acos(math.exp(-repetition / t1.item())))
    assume(0.0 < best + change < 180.0)

    white = {"tissue": torch.full((1, 1, 1), 3), "field": field, "repetition": repetition}

    assert seen(flip=best + change, **white) <= seen(flip=best, **white) + 1e-12


@given(one=fields, other=fields)
@few
def test_t1_is_a_power_of_the_field_and_the_decay_rate_is_linear_in_it(one, other):
    mean = math.sqrt(one * other)
    _, t1, _ = relaxation(TISSUES, number([[one], [other], [mean]]))
    _, _, t2_star = relaxation(TISSUES, number([[one], [other], [(one + other) / 2]]))

    assert torch.allclose(t1[2] ** 2, t1[0] * t1[1])
    assert torch.allclose(2.0 / t2_star[2], 1.0 / t2_star[0] + 1.0 / t2_star[1])
    assert (t2_star > 0.0).all()


@pytest.mark.parametrize(
    ("tissue", "t1", "t2_star"),
    [
        ("white", (646, 838, 1126), (66.2, 53.2, 26.8)),
        ("grey", (1197, 1607, 1939), (84, 66, 33.2)),
    ],
)
def test_the_two_fields_foretell_a_third(tissue, t1, t2_star):
    _, ours, decays = relaxation((tissue,), number([[1.5], [3.0], [7.0]]))

    # Wright et al. 2008 and Peters et al. 2007 measured at all three; two of them are the table.
    assert ours.flatten()[:2].tolist() == pytest.approx(t1[:2])
    assert decays.flatten()[:2].tolist() == pytest.approx(t2_star[:2])
    assert ours[2].item() == pytest.approx(t1[2], rel=0.2)
    assert decays[2].item() == pytest.approx(t2_star[2], rel=0.35)


def test_the_signal_is_the_steady_state_of_many_pulses():
    field, echo, repetition, flip = 3.0, 6.0, 80.0, 35.0
    density, t1, t2_star = (one.item() for one in relaxation(("grey",), number([field])))
    lying = math.radians(flip)
    standing = density
    for _ in range(400):
        turned = standing * math.sin(lying)
        standing = standing * math.cos(lying)
        standing = density + (standing - density) * math.exp(-repetition / t1)
    expected = turned * math.exp(-echo / t2_star)

    found = seen(torch.full((1, 1, 1), 2), field, echo, repetition, flip)

    assert found.item() == pytest.approx(expected, rel=1e-9)


def test_slopes_of_the_signal_are_right():
    numbers = [number(one).requires_grad_() for one in ([1.5, 3.0], 5.0, [[80.0], [200.0]], 30.0)]
    tissue = torch.tensor([[[0, 1], [2, 3]]])

    def signal(*given):
        return mri.spoiled_gradient_echo(tissue, *given, tissues=LABELS)

    assert signal(*numbers).shape == (2, 2, 1, 2, 2)
    assert torch.autograd.gradcheck(signal, numbers)


def test_an_unknown_tissue_and_a_stray_index_are_refused():
    with pytest.raises(CausalimgInternalError, match="`cheese` are not known"):
        seen(tissues=("background", "cheese"))
    with pytest.raises(CausalimgInternalError, match="beyond its labels"):
        seen(torch.full((1, 1, 1), 5))


@pytest.mark.parametrize("kind", [torch.float32, torch.float64])
def test_the_signal_has_the_precision_of_its_numbers(kind):
    echo = torch.tensor([4.0, 5.0], dtype=kind)

    assert mri.spoiled_gradient_echo(MASK, 3.0, echo, tissues=LABELS).dtype == kind


# ---- Fourier ---------------------------------------------------------------------------------


@given(seed=seeds, size=sizes)
@few
def test_fourier_is_unitary_and_undone(seed, size):
    x, y = noise(seed, 2, 3, *size)

    products = (mri.fourier(x).conj() * mri.fourier(y)).sum(), (x.conj() * y).sum()

    assert torch.allclose(*products)
    assert torch.allclose(mri.inverse_fourier(mri.fourier(x)), x)
    assert torch.allclose(mri.fourier(mri.inverse_fourier(x)), x)


@given(size=sizes)
@few
def test_a_constant_picture_is_one_point_in_the_middle_of_kspace(size):
    kspace = mri.fourier(torch.ones(1, *size, dtype=torch.float64))[0]
    middle = kspace[size[0] // 2, size[1] // 2].clone()
    kspace[size[0] // 2, size[1] // 2] = 0.0

    assert middle.real.item() == pytest.approx(math.sqrt(size[0] * size[1]))
    assert kspace.abs().max() < 1e-12


def test_fourier_agrees_with_monai():
    from monai.networks.blocks.fft_utils_t import fftn_centered_t, ifftn_centered_t

    x = noise(3, 2, 4, 5, 6)
    theirs = fftn_centered_t(torch.view_as_real(x), spatial_dims=2)
    back = ifftn_centered_t(torch.view_as_real(x), spatial_dims=2)

    assert torch.allclose(torch.view_as_real(mri.fourier(x)), theirs)
    assert torch.allclose(torch.view_as_real(mri.inverse_fourier(x)), back)


def test_the_root_of_squares_agrees_with_monai_and_has_a_slope_at_nothing():
    from monai.apps.reconstruction.mri_utils import root_sum_of_squares_t

    x = noise(4, 3, 4, 5, 6)
    theirs = root_sum_of_squares_t(x.abs(), spatial_dim=1).unsqueeze(1)
    blank = torch.zeros(2, 3, 3, dtype=torch.complex128, requires_grad=True)
    mri.combine(blank).sum().backward()

    assert torch.allclose(mri.combine(x), theirs)
    assert blank.grad.isfinite().all()


# ---- what is measured when -------------------------------------------------------------------


@given(seed=seeds, size=sizes, motion=st.floats(0.0, 20.0), spacing=st.floats(0.2, 5.0))
@few
def test_shaking_changes_no_size(seed, size, motion, spacing):
    kspace = noise(seed, 2, *size)

    assert torch.allclose(mri.shake(kspace, motion, spacing).abs(), kspace.abs())


@given(seed=seeds, size=sizes)
@few
def test_a_still_head_is_not_shaken_and_the_middle_line_never_is(seed, size):
    kspace = noise(seed, 2, *size)
    middle = size[0] // 2

    assert torch.equal(mri.shake(kspace, 0.0), kspace)
    assert torch.allclose(mri.shake(kspace, 9.0)[:, middle], kspace[:, middle])


@given(seed=seeds, motion=st.floats(0.0, 5.0), spacing=st.floats(0.5, 2.0))
@few
def test_motion_is_measured_in_the_unit_of_the_spacing(seed, motion, spacing):
    kspace = noise(seed, 1, 8, 6)

    finer = mri.shake(kspace, motion, spacing)

    assert torch.allclose(finer, mri.shake(kspace, motion / spacing, 1.0))


def test_no_line_is_measured_farther_away_than_the_motion():
    # The shift along a row is the slope of the phase of a point in the middle.
    point = torch.zeros(1, 64, 64, dtype=torch.float64)
    point[0, 32, 32] = 1.0
    still, moved = mri.fourier(point), mri.shake(mri.fourier(point), 3.0)
    phases = (moved / still)[0]
    slides = (phases[:, 1:] / phases[:, :-1]).angle()[:, 20] * 64 / (2 * math.pi)

    assert 1.0 < slides.abs().max() <= 3.0


def test_more_motion_spoils_the_picture_more():
    picture = torch.zeros(1, 32, 24, dtype=torch.float64)
    picture[0, 8:24, 6:18] = 1.0
    moved = mri.shake(mri.fourier(picture), number([0.0, 0.5, 1.0, 2.0]))

    error = (mri.inverse_fourier(moved).abs() - picture).square().sum((1, 2, 3))

    assert error[0] < 1e-20
    assert (error.diff() > 0.0).all()


accelerations = st.floats(1.0, 12.0)


@given(seed=seeds, size=sizes, acceleration=accelerations)
@few
def test_a_scan_of_a_scan_leaves_out_the_same(seed, size, acceleration):
    once = mri.cartesian(noise(seed, 2, *size), acceleration)

    assert torch.equal(mri.cartesian(once, acceleration), once)


@given(seed=seeds, size=sizes)
@few
def test_without_acceleration_all_is_measured(seed, size):
    kspace = noise(seed, 2, *size)

    assert torch.equal(mri.cartesian(kspace, 1.0), kspace)


@given(lines=st.integers(1, 300), acceleration=accelerations)
@few
def test_the_lines_are_evenly_spread_around_a_full_centre(lines, acceleration):
    kept = measured(lines, acceleration, torch.ones(())).flatten().bool()
    places = (torch.arange(lines) - lines // 2)[kept]
    outer = (places.abs() > 0.04 * lines).sum().item()

    assert kept[(torch.arange(lines) - lines // 2).abs() <= 0.04 * lines].all()
    assert (places.diff() <= math.ceil(acceleration)).all()
    assert outer <= lines / acceleration + 1


@pytest.mark.parametrize("acceleration", [2, 3, 4, 8])
def test_whole_accelerations_keep_every_so_manieth_line(acceleration):
    kept = measured(96, float(acceleration), torch.ones(())).flatten().bool()
    places = torch.arange(96) - 48
    outer = places[kept & (places.abs() > 3.84)]

    assert (outer % acceleration == 0).all()
    assert len(outer) == sum(k % acceleration == 0 for k in range(-48, 48) if abs(k) > 3.84)


@given(acceleration=accelerations)
@few
def test_a_faster_scan_measures_fewer_lines(acceleration):
    slow, fast = (measured(192, one, torch.ones(())).sum() for one in (1.0, acceleration + 1.0))

    assert fast < slow


def test_each_row_has_its_own_motion_and_acceleration():
    kspace = noise(5, 3, 2, 2, 7, 5)
    motion = number([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    acceleration = number([[1.0, 1.5], [2.0, 2.5], [3.0, 4.0]])

    together = mri.cartesian(mri.shake(kspace, motion), acceleration)

    for world in range(3):
        for row in range(2):
            moved = mri.shake(kspace[world, row], motion[world, row].item())
            alone = mri.cartesian(moved, acceleration[world, row].item())
            assert torch.allclose(together[world, row], alone)


def test_slopes_in_motion_and_kspace_are_right():
    kspace = noise(6, 2, 4, 3).requires_grad_()
    motion = number([0.3, 1.0]).requires_grad_()

    assert torch.autograd.gradcheck(mri.shake, (kspace, motion))
    assert torch.autograd.gradcheck(lambda k: mri.cartesian(k, 2.0), (kspace,))


# ---- bias ------------------------------------------------------------------------------------


@given(size=sizes, strength=st.floats(-2.0, 2.0))
@few
def test_a_bias_field_has_geometric_mean_one_and_at_most_its_strength(size, strength):
    field = mri.bias_field(size, number(strength))
    peak = field.log().abs().max().item()

    assert field.log().mean().item() == pytest.approx(0.0, abs=1e-12)
    assert peak <= abs(strength) + 1e-12
    assert size == (1, 1) or peak == pytest.approx(abs(strength))


@given(size=sizes, one=st.floats(-1.0, 1.0), other=st.floats(-1.0, 1.0))
@few
def test_bias_fields_multiply_where_strengths_add(size, one, other):
    product = mri.bias_field(size, number(one)) * mri.bias_field(size, number(other))

    assert torch.allclose(product, mri.bias_field(size, number(one + other)))
    assert (mri.bias_field(size, 0.0) == 1.0).all()


def test_a_bias_field_is_smooth_and_has_slopes():
    field = mri.bias_field((32, 40), number(0.5)).log()[0]

    assert field.diff(dim=0).abs().max() < 0.1
    assert field.diff(dim=1).abs().max() < 0.1
    strength = number([[0.1], [0.4]]).requires_grad_()
    assert mri.bias_field((3, 4), strength).shape == (2, 1, 1, 3, 4)
    assert torch.autograd.gradcheck(lambda s: mri.bias_field((3, 4), s), strength)
