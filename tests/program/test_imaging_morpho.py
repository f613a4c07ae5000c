"""Strokes: known shapes, laws, and agreement with the published tables and images."""

import csv
import gzip
import math
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.diagnostics import CausalimgInternalError
from causalimg.program.imaging import morpho, strokes

DATA = os.environ.get("CAUSALIMG_DATA")
real_data = pytest.mark.skipif(not DATA, reason="CAUSALIMG_DATA is not set")


def bar(top=4, bottom=24, left=12, right=16, level=255.0, size=(28, 28)):
    image = np.zeros(size)
    image[top:bottom, left:right] = level
    return image


def disc(radius=6.0, size=28):
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return np.clip(radius + 0.5 - np.hypot(x, y), 0, 1) * 255


def ring(wide=3.0, size=28):
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return np.clip(wide / 2 + 0.5 - np.abs(np.hypot(x, y) - 8.0), 0, 1) * 255


def idx_images(name: str, rows: np.ndarray) -> np.ndarray:
    raw = gzip.decompress((Path(DATA) / "mnist" / name).read_bytes())
    return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 28, 28)[rows]


@given(wide=st.integers(3, 6), tall=st.integers(16, 22))
@settings(max_examples=8, deadline=None)
def test_a_bar_measures_what_it_is(wide, tall):
    found = morpho.measure(bar(3, 3 + tall, 10, 10 + wide))

    assert found.height == pytest.approx(tall, abs=1.0)
    assert found.width == pytest.approx(wide, abs=1.5)
    assert found.area == pytest.approx(wide * tall, rel=0.1)
    assert found.slant == pytest.approx(0.0, abs=1e-6)


@given(wide=st.floats(2.0, 6.5))
@settings(max_examples=8, deadline=None)
def test_a_ring_measures_what_it_is(wide):
    # At single widths, a bump of the enlarged edge grows spurs on the medial axis: longer, thinner.
    near = [wide + change for change in (-0.2, -0.1, 0.0, 0.1, 0.2)]
    found = [morpho.measure(ring(each)) for each in near]
    excess = [one.thickness - each for one, each in zip(found, near, strict=True)]

    assert found[2].area == pytest.approx(2 * math.pi * 8.0 * wide, rel=0.05)
    assert np.median(excess) == pytest.approx(0.0, abs=0.15)
    assert max(excess) < 0.3
    assert np.median([one.length for one in found]) == pytest.approx(2 * math.pi * 8.0, rel=0.1)


def test_spurs_of_a_medial_axis_make_a_ring_longer_and_thinner():
    spurred, plain = morpho.measure(ring(2.8125)), morpho.measure(ring(2.9))

    assert spurred.length > 1.1 * plain.length
    assert spurred.thickness < 2.8125


def test_slant_is_the_angle_against_the_vertical():
    sheared = np.stack([np.roll(row, -round((y - 14) * 0.5)) for y, row in enumerate(bar())])

    assert morpho.slant(sheared) == pytest.approx(math.atan(0.5), abs=0.05)


@given(factor=st.floats(0.003, 40.0))
@settings(max_examples=10, deadline=None)
def test_shape_does_not_depend_on_the_unit_of_brightness(factor):
    plain, scaled = morpho.measure(disc()), morpho.measure(disc() * factor)

    assert scaled.thickness == pytest.approx(plain.thickness, rel=0.02)
    assert scaled.area == pytest.approx(plain.area, rel=0.02)
    assert scaled.intensity == pytest.approx(plain.intensity * factor)


def test_shape_follows_the_image_when_it_is_padded():
    padded = np.pad(bar(), 2)

    assert morpho.thickness(padded) == pytest.approx(morpho.thickness(bar()).item(), abs=0.05)


def test_a_measurement_is_a_function():
    assert morpho.measure(disc()) == morpho.measure(disc())


def test_blank_images_measure_zero_and_broken_ones_are_not_a_number():
    blank = morpho.measure(np.full((8, 8), 3.0))
    broken = morpho.measure(np.full((8, 8), np.nan))

    assert (blank.area, blank.thickness, blank.intensity) == (0.0, 0.0, 3.0)
    assert math.isnan(broken.thickness)
    assert math.isnan(broken.intensity)


@pytest.mark.parametrize(
    "name", ["area", "length", "thickness", "slant", "width", "height", "intensity"]
)
def test_batches_are_loops_for_tensors_and_arrays(name):
    images = np.stack([bar(), bar(right=15), bar(top=8), disc()]).reshape(2, 2, 1, 28, 28)
    measured = getattr(morpho, name)

    arrays = measured(images)
    tensors = measured(torch.tensor(images, dtype=torch.float32))
    alone = [getattr(morpho.measure(image), name) for image in images.reshape(4, 28, 28)]

    assert arrays.reshape(4).tolist() == alone
    assert tensors.dtype == torch.float32
    assert tensors.shape == (2, 2)
    assert tensors.reshape(4).tolist() == pytest.approx(alone)


def test_integer_tensors_are_measured_in_floating_point():
    assert morpho.thickness(torch.tensor(bar()[None]).to(torch.uint8)).dtype == torch.float32


@given(wanted=st.floats(2.0, 6.5))
@settings(max_examples=8, deadline=None)
def test_setting_thickness_is_effective(wanted):
    redrawn = morpho.set_thickness(ring(), wanted)

    # The skeleton of a thick ring leaves its middle line by up to half a pixel.
    assert morpho.measure(redrawn).thickness == pytest.approx(wanted, abs=0.5)


def test_thicker_strokes_contain_thinner_ones():
    widths = torch.tensor([0.5, 1.5, 2.5, 4.0, 5.5, 7.0])

    ladder = morpho.set_thickness(torch.tensor(disc()), widths)

    assert ladder.shape == (6, 28, 28)
    assert (ladder.diff(dim=0) >= -1.0).all()


@given(wanted=st.floats(1.0, 255.0))
@settings(max_examples=20, deadline=None)
def test_setting_intensity_is_effective_and_changes_nothing_else(wanted):
    image = disc()
    redrawn = morpho.set_intensity(image, wanted)

    assert morpho.intensity(redrawn) == pytest.approx(wanted)
    assert np.allclose(redrawn / wanted, image / 255.0)


@given(wanted=st.floats(-0.7, 0.7), first=st.floats(-0.4, 0.4))
@settings(max_examples=10, deadline=None)
def test_setting_slant_is_effective_and_keeps_the_ink(wanted, first):
    leaning = morpho.set_slant(bar(), first)
    redrawn = morpho.set_slant(leaning, wanted)

    assert morpho.measure(redrawn).slant == pytest.approx(wanted, abs=0.01)
    assert redrawn.sum(-1) == pytest.approx(leaning.sum(-1))
    assert redrawn.min() >= 0.0
    assert redrawn.max() <= 255.0


def test_a_slant_that_is_there_already_changes_nothing():
    image = morpho.set_slant(disc(), 0.0)

    assert np.allclose(image, disc(), atol=1e-9)


def test_slants_broadcast_and_blank_images_stay():
    images = torch.stack([torch.tensor(bar()), torch.zeros(28, 28)]).unsqueeze(1).float()
    leaning = morpho.set_slant(images, torch.tensor([[0.0, 0.1], [0.3, 0.4], [-0.2, 0.0]]))

    assert leaning.shape == (3, 2, 1, 28, 28)
    assert morpho.slant(leaning[:, 0]).tolist() == pytest.approx([0.0, 0.3, -0.2], abs=0.01)
    assert (leaning[:, 1] == 0.0).all()


def test_brightness_is_clipped_at_white():
    image = np.array([[0.0, 100.0, 100.0, 160.0]])

    assert morpho.set_intensity(image, 200.0).tolist() == [[0.0, 200.0, 200.0, 255.0]]
    assert morpho.set_intensity(image, 1.0, white=1.0).tolist() == [[0.0, 1.0, 1.0, 1.0]]


def test_left_dimensions_broadcast_images_against_targets():
    images = torch.stack([torch.tensor(bar()), torch.tensor(disc())]).unsqueeze(1).float()
    widths = torch.tensor([[2.0, 3.0], [4.0, 5.0], [6.0, 1.0]])

    together = morpho.set_thickness(images, widths)
    brighter = morpho.set_intensity(together, torch.tensor([100.0, 200.0]))

    assert together.shape == brighter.shape == (3, 2, 1, 28, 28)
    for world in range(3):
        for row in range(2):
            alone = morpho.set_thickness(images[row], widths[world, row].item())
            assert torch.equal(together[world, row], alone)
    assert morpho.intensity(brighter)[2].tolist() == pytest.approx([100.0, 200.0])


def test_integer_images_stay_integer():
    image = bar().astype(np.uint8)

    assert morpho.set_thickness(image, 3.0).dtype == np.uint8
    assert morpho.set_intensity(torch.tensor(image), 99.5).dtype == torch.uint8


def test_blank_images_stay_blank_and_overthinned_strokes_vanish():
    blank = np.zeros((1, 12, 12))

    assert (morpho.set_thickness(blank, 3.0) == 0.0).all()
    assert (morpho.set_intensity(blank, 3.0) == 0.0).all()
    assert (morpho.set_thickness(bar(), -9.0) == 0.0).all()


def test_an_endless_stroke_fills_the_canvas():
    assert morpho.set_thickness(bar(), 1e6).min() == pytest.approx(255.0)


def test_several_channels_and_endless_numbers_are_refused():
    with pytest.raises(CausalimgInternalError, match="one channel"):
        morpho.thickness(np.zeros((3, 8, 8)))
    with pytest.raises(CausalimgInternalError, match="not finite"):
        morpho.set_thickness(bar(), math.nan)


def test_the_disk_is_the_blurred_and_shrunk_one_of_the_generator():
    from skimage.morphology import disk
    from skimage.transform import pyramid_reduce

    for radius in (0, 1, 2, 5, 12, 23):
        fine = disk(16 * radius, dtype=np.float64)
        there = pyramid_reduce(fine, downscale=16, order=1, channel_axis=None) != 0

        assert np.array_equal(strokes._disk(radius), there), radius


@pytest.mark.slow
@real_data
def test_measurements_agree_with_the_published_tool():
    rows = np.arange(0, 500, 5)
    images = idx_images("t10k-images-idx3-ubyte.gz", rows)
    with (Path(DATA) / "mnist" / "t10k-morpho.csv").open() as file:
        table = [row for row in csv.DictReader(file) if int(row["index"]) in set(rows)]
    found = [morpho.measure(image) for image in images]

    def error(name):
        ours = np.array([getattr(one, name) for one in found])
        theirs = np.array([float(row[name]) for row in table])
        return np.abs(ours - theirs), np.corrcoef(ours, theirs)[0, 1]

    assert error("thickness")[0].mean() <= 0.02
    assert error("thickness")[1] >= 0.995
    assert error("area")[0].mean() <= 0.1
    assert error("length")[1] >= 0.99
    for name in ("slant", "width", "height"):
        assert error(name)[0].max() <= 0.01, name


@pytest.mark.slow
@real_data
def test_the_published_images_are_redrawn():
    path = Path(DATA) / "dscm_morphomnist_dev" / "published.npz"
    with np.load(path, allow_pickle=False) as file:
        part = {name: file[name][::140] for name in file.files}
    digits = idx_images("t10k-images-idx3-ubyte.gz", part["mnist_test_index"])[:, None]

    thick = morpho.set_thickness(digits, part["thickness"])
    drawn = morpho.set_intensity(thick, part["intensity"])

    error = np.abs(drawn[:, 0].astype(float) - part["images"]).mean((1, 2))
    assert error.mean() <= 0.5
    assert np.median(error) <= 0.25
    # The intensity column is the wanted one; flooring to whole levels costs at most one level.
    assert np.abs(morpho.intensity(part["images"][:, None]) - part["intensity"]).mean() <= 1.0
