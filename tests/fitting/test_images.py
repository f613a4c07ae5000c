import nibabel
import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image as Pillow

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.bind import bind
from causalimg.fitting.settings import DataSettings
from causalimg.semantics.model import Interval
from causalimg.semantics.types import Image

HEIGHT, WIDTH = 3, 5
UNIT = Interval(0, 1, True, True)
PIXELS = np.arange(HEIGHT * WIDTH, dtype=np.uint8).reshape(HEIGHT, WIDTH)
COLOUR = np.stack([PIXELS, PIXELS + 50, PIXELS + 100])


def model_of(hand, channels=1, extent=(HEIGHT, WIDTH), support=None):
    return hand.model([hand.declared("image", Image(channels, extent), support=support)])


def folder_with(folder, *cells):
    pd.DataFrame({"image": cells}).to_csv(folder / "table.csv", index=False)
    return folder


def read(model, folder, settings=None):
    bound = bind(model, folder, settings)
    return bound.images["image"].read(np.arange(len(bound)))


def refused(model, folder, code="E0705", **settings):
    with pytest.raises(CausalimgError) as caught:
        read(model, folder, DataSettings(**settings))
    assert {d.code for d in caught.value.diagnostics} == {code}
    return caught.value.diagnostics


def write(path, pixels):
    match path.suffix:
        case ".npy":
            np.save(path, pixels)
        case ".gz":  # the first axis of NIfTI is the width
            nibabel.Nifti1Image(np.swapaxes(pixels, 0, 1), np.eye(4)).to_filename(path)
        case _:
            Pillow.fromarray(pixels).save(path)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp", "a.npy", "a.nii.gz"])
def test_height_and_width_stay_what_they_are(hand, tmp_path, name):
    write(tmp_path / name, PIXELS)
    got = read(model_of(hand), folder_with(tmp_path, name))
    assert got.shape == (1, 1, HEIGHT, WIDTH)
    assert np.array_equal(got[0, 0], PIXELS)


@pytest.mark.parametrize("name", ["a.png", "a.npy", "a.nii.gz"])
def test_colour_is_channel_first(hand, tmp_path, name):
    last = np.moveaxis(COLOUR, 0, -1)
    write(tmp_path / name, COLOUR if name == "a.npy" else last)
    got = read(model_of(hand, channels=3), folder_with(tmp_path, name))
    assert np.array_equal(got[0], COLOUR)


def test_volumes_keep_depth_last(hand, tmp_path):
    volume = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    nibabel.Nifti1Image(np.swapaxes(volume, 0, 1), np.eye(4)).to_filename(tmp_path / "v.nii")
    got = read(model_of(hand, extent=(2, 3, 4)), folder_with(tmp_path, "v.nii"))
    assert np.array_equal(got[0, 0], volume)


@pytest.mark.parametrize(("kind", "largest"), [("uint8", 255), ("uint16", 65_535)])
@pytest.mark.parametrize("suffix", ["png", "npy"])
def test_whole_numbers_are_scaled_only_into_the_unit_interval(
    hand, tmp_path, kind, largest, suffix
):
    pixels = PIXELS.astype(kind) * (largest // 20)
    write(tmp_path / f"a.{suffix}", pixels)
    folder = folder_with(tmp_path, f"a.{suffix}")
    scaled = read(model_of(hand, support=UNIT), folder)[0, 0].numpy()
    assert np.allclose(scaled, pixels / largest, atol=1e-7)
    raw = read(model_of(hand, support=Interval(0, largest, True, True)), folder)[0, 0].numpy()
    assert np.array_equal(raw, pixels)


def test_floats_stay_raw_and_inside(hand, tmp_path):
    np.save(tmp_path / "a.npy", PIXELS / np.float32(20))
    folder = folder_with(tmp_path, "a.npy")
    assert torch.allclose(read(model_of(hand, support=UNIT), folder)[0, 0],
                          torch.from_numpy(PIXELS / 20).float())  # fmt: skip
    np.save(tmp_path / "a.npy", PIXELS / np.float32(2))
    assert "outside `[0, 1]`" in refused(model_of(hand, support=UNIT), folder, "E0704")[0].message
    np.save(tmp_path / "a.npy", np.full((HEIGHT, WIDTH), np.nan))
    assert "not finite" in refused(model_of(hand, support=UNIT), folder, "E0704")[0].message


def test_pictures_with_one_fault_are_told_once_and_counted(hand, tmp_path):
    for name in ("a.png", "b.png", "c.png"):
        write(tmp_path / name, PIXELS.T.copy())
    write(tmp_path / "d.png", PIXELS)
    write(tmp_path / "e.png", PIXELS[:2])
    cells = ("c.png", "d.png", "b.png", "e.png", "a.png", "c.png")

    turned, cut = refused(model_of(hand), folder_with(tmp_path, *cells))

    assert "5 x 3" in turned.message
    assert "row 1 " in turned.where
    assert turned.notes == ("4 rows have this: 1, 3, 5, 6",)
    assert "2 x 5" in cut.message
    assert "row 4 " in cut.where


def test_stacks_are_read_row_by_row(hand, tmp_path):
    stack = np.arange(7 * HEIGHT * WIDTH, dtype=np.float32).reshape(7, HEIGHT, WIDTH)
    np.save(tmp_path / "stack.npy", stack)
    np.savez_compressed(tmp_path / "two.npz", left=stack, right=-stack[:, None])
    np.savez(tmp_path / "one.npz", stack)
    cells = ["stack.npy#6", "stack.npy#0", "two.npz#right#2", "one.npz#3", "stack.npy#6"]
    got = read(model_of(hand), folder_with(tmp_path, *cells))[:, 0].numpy()
    assert np.array_equal(got, [stack[6], stack[0], -stack[2], stack[3], stack[6]])
    bound = bind(model_of(hand), tmp_path)
    some = bound.take(np.array([1, 4])).images["image"].read(np.array([1]))
    assert np.array_equal(some[0, 0], stack[6])


def test_a_place_after_the_last_is_named_with_its_row(hand, tmp_path):
    np.save(tmp_path / "stack.npy", np.zeros((7, HEIGHT, WIDTH)))
    (found,) = refused(model_of(hand), folder_with(tmp_path, "stack.npy#6", "stack.npy#7"))
    assert found.where == "table.csv, row 2 (line 3), column `image`"
    assert "last of 7" in found.message


@pytest.mark.parametrize(
    ("pixels", "name"),
    [
        (PIXELS.T, "a.png"),
        (PIXELS.T, "a.nii.gz"),
        (PIXELS[:2], "a.npy"),
        (np.moveaxis(COLOUR, 0, -1), "a.png"),
        (np.moveaxis(COLOUR, 0, -1), "a.nii.gz"),
    ],
)
def test_another_size_is_told(hand, tmp_path, pixels, name):
    write(tmp_path / name, np.ascontiguousarray(pixels))
    (found,) = refused(model_of(hand), folder_with(tmp_path, name))
    assert "3 x 5 as the model says" in found.message
    assert found.where == "table.csv, row 1 (line 2), column `image`"


def test_size_is_looked_at_before_decoding(hand, tmp_path):
    header = np.lib.format.header_data_from_array_1_0(np.zeros(1, np.float64))
    header["shape"] = (1 << 20, 1 << 12)
    with (tmp_path / "a.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
    model = model_of(hand, extent=(1 << 20, 1 << 12))
    assert "declares 32768 MiB" in refused(model, folder_with(tmp_path, "a.npy"))[0].message


@pytest.mark.parametrize("name", ["a.png", "a.nii.gz", "a.npy", "a.npz", "a.jpg"])
@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\nbroken", b"\x93NUMPY\x01\x00zz", b"PK"]
)
def test_damaged_files(hand, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    refused(model_of(hand), folder_with(tmp_path, name))


def test_truncated_pixels_behind_a_good_header(hand, tmp_path):
    write(tmp_path / "a.png", np.zeros((300, 300), np.uint8))
    whole = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(whole[: len(whole) // 2])
    refused(model_of(hand, extent=(300, 300)), folder_with(tmp_path, "a.png"))


def test_objects_in_arrays_are_never_unpacked(hand, tmp_path):
    np.save(tmp_path / "a.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    refused(model_of(hand), folder_with(tmp_path, "a.npy"))


def test_paths_stay_inside_the_folder(hand, tmp_path):
    folder, outside = tmp_path / "data", tmp_path / "secret"
    folder.mkdir()
    outside.mkdir()
    write(outside / "a.png", PIXELS)
    (folder / "way").symlink_to(outside)
    (folder / "link.png").symlink_to(outside / "a.png")
    for cell in ("../secret/a.png", str(outside / "a.png"), "way/a.png", "link.png", ".."):
        (found,) = refused(model_of(hand), folder_with(folder, cell))
        assert "outside the data folder" in found.message, cell


@pytest.mark.parametrize(
    "cell", ["no.png", "https://host/a.png", "a\0b.png", "a.npy#x", "table.csv", "#3", "a" * 5000]
)
def test_cells_that_name_no_picture(hand, tmp_path, monkeypatch, cell):
    frame = pd.DataFrame({"image": [cell]})
    monkeypatch.chdir(folder_with(tmp_path, "x"))
    refused(model_of(hand), frame)


def test_a_missing_picture_can_be_left_out(hand, tmp_path):
    write(tmp_path / "a.png", PIXELS)
    frame = pd.DataFrame({"image": ["a.png", None, "a.png"]})
    frame.to_csv(tmp_path / "table.csv", index_label="row")
    refused(model_of(hand), tmp_path, "E0703")
    assert len(read(model_of(hand), tmp_path, DataSettings(drop_missing=True))) == 2


def test_file_names_are_quoted_only_on_request(hand, tmp_path):
    folder = folder_with(tmp_path, "smith_john.png")
    assert "smith" not in repr(refused(model_of(hand), folder))
    assert "smith" in repr(refused(model_of(hand), folder, show_values=True))
