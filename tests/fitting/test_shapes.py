"""Vectors, masks and k-space in tables, files and tensors, and what is refused of them."""

import warnings

import nibabel
import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image as Pillow

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.bind import bind
from causalimg.fitting.settings import DataSettings
from causalimg.fitting.write import write_folder
from causalimg.semantics.model import Interval
from causalimg.semantics.types import Image, Kspace, Mask, Real, Vector

HEIGHT, WIDTH = 3, 5
LABELS = ("background", "grey", "white")
PIXELS = (np.arange(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) % 3).astype(np.uint8)
WAVES = (np.arange(2 * HEIGHT * WIDTH).reshape(2, HEIGHT, WIDTH) * (1 - 2j)).astype(np.complex64)


def masked(hand, labels=LABELS):
    return hand.model([hand.declared("tissue", Mask(labels, (HEIGHT, WIDTH)))])


def waved(hand, coils=2):
    return hand.model([hand.declared("k", Kspace(coils, (HEIGHT, WIDTH)))])


def folder_with(folder, name, *cells):
    pd.DataFrame({name: cells}).to_csv(folder / "table.csv", index=False)
    return folder


def read(model, folder, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bound = bind(model, folder)
        return bound.batch(np.arange(len(bound)))[name]


def refused(code, action):
    with pytest.raises(CausalimgError) as caught:
        action()
    assert {d.code for d in caught.value.diagnostics} == {code}
    return " ".join(f"{d.message} {d.where} {d.helps}" for d in caught.value.diagnostics)


def save(path, pixels):
    match path.suffix:
        case ".npy":
            np.save(path, pixels)
        case ".npz":
            np.savez_compressed(path, first=pixels)
        case ".gz":  # the first axis of NIfTI is the width
            nibabel.Nifti1Image(np.swapaxes(pixels, 0, 1), np.eye(4)).to_filename(path)
        case _:
            Pillow.fromarray(pixels).save(path)
    return path.name


# ---- masks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "kind"),
    [("png", "uint8"), ("png", "uint16")]
    + [(e, k) for e in ("npy", "npz", "nii.gz") for k in ("uint8", "int16", "int32", "float64")],
)
def test_a_mask_is_read_as_indices_whatever_holds_it(hand, tmp_path, ending, kind):
    name = save(tmp_path / f"a.{ending}", PIXELS.astype(kind))
    found = read(masked(hand), folder_with(tmp_path, "tissue", name), "tissue")
    assert found.dtype == torch.int64
    assert found.shape == (1, 1, HEIGHT, WIDTH)
    assert np.array_equal(found[0, 0], PIXELS)


def test_the_palette_of_a_mask_colours_it_for_the_eye_only(hand, tmp_path):
    picture = Pillow.fromarray(PIXELS, mode="P")
    picture.putpalette([200, 10, 10, 0, 0, 0, 30, 30, 250])
    picture.save(tmp_path / "a.png")
    found = read(masked(hand), folder_with(tmp_path, "tissue", "a.png"), "tissue")
    assert np.array_equal(found[0, 0], PIXELS)


TWO = (PIXELS > 0).astype(np.uint8)


@pytest.mark.parametrize(
    ("ending", "kind", "white"),
    [
        ("png", "uint8", 255),
        ("png", "uint8", 1),
        ("png", "uint16", 65_535),
        ("png", "bool", True),
        ("npy", "uint8", 255),
        ("npy", "int64", 255),
        ("npy", "float32", 255),
        ("npy", "bool", True),
        ("nii.gz", "uint8", 255),
        ("nii.gz", "int16", 255),
        ("nii.gz", "float32", 1),
    ],
)
def test_of_two_labels_white_is_the_second(hand, tmp_path, ending, kind, white):
    name = save(tmp_path / f"a.{ending}", (TWO.astype(np.int64) * white).astype(kind))
    model = masked(hand, ("background", "lung"))
    found = read(model, folder_with(tmp_path, "tissue", name), "tissue")
    assert np.array_equal(found[0, 0], TWO)


@pytest.mark.parametrize("value", [3, 255, -1, 0.5, np.nan, np.inf])
def test_a_label_that_does_not_exist_is_refused_with_its_row(hand, tmp_path, value):
    wrong = PIXELS.astype(np.float64)
    wrong[1, 2] = value
    good, bad = save(tmp_path / "a.npy", PIXELS), save(tmp_path / "b.npy", wrong)
    folder = folder_with(tmp_path, "tissue", good, bad, good)
    said = refused("E0704", lambda: read(masked(hand), folder, "tissue"))
    assert "row 2 (line 3)" in said
    assert "0 to 2" in said


def test_grey_between_two_labels_is_no_label(hand, tmp_path):
    name = save(tmp_path / "a.png", (TWO * 128).astype(np.uint8))
    model = masked(hand, ("background", "lung"))
    refused("E0704", lambda: read(model, folder_with(tmp_path, "tissue", name), "tissue"))


@pytest.mark.parametrize(
    "pixels",
    [PIXELS.T, PIXELS[:2], np.stack([PIXELS] * 3), PIXELS[None, None]],
    ids=["turned", "cut", "colour", "deep"],
)
def test_a_mask_of_another_size_is_refused(hand, tmp_path, pixels):
    folder = folder_with(tmp_path, "tissue", save(tmp_path / "a.npy", pixels))
    assert "3 x 5" in refused("E0705", lambda: bind(masked(hand), folder))


def test_a_coloured_picture_is_no_mask(hand, tmp_path):
    name = save(tmp_path / "a.png", np.stack([PIXELS] * 3, -1))
    folder = folder_with(tmp_path, "tissue", name)
    refused("E0705", lambda: bind(masked(hand), folder))


# ---- k-space ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["complex64", "complex128"])
@pytest.mark.parametrize("cell", ["a.npy", "a.npz", "s.npy#1", "s.npz#1", "s.npz#first#1"])
def test_k_space_is_read_from_arrays_and_stacks(hand, tmp_path, kind, cell):
    name, stacked, _ = cell.partition("#")
    pixels = WAVES.astype(kind)
    save(tmp_path / name, np.stack([0 * pixels, pixels]) if stacked else pixels)
    found = read(waved(hand), folder_with(tmp_path, "k", cell), "k")
    assert found.dtype == torch.complex64
    assert found.shape == (1, 2, HEIGHT, WIDTH)
    assert np.array_equal(found[0], WAVES)


def test_one_coil_may_leave_out_its_axis(hand, tmp_path):
    found = read(
        waved(hand, 1), folder_with(tmp_path, "k", save(tmp_path / "a.npy", WAVES[0])), "k"
    )
    assert np.array_equal(found[0, 0], WAVES[0])


@pytest.mark.parametrize("cell", ["a.npy", "a.npz", "s.npy#1", "s.npz#1"])
def test_real_numbers_are_no_k_space_and_complex_ones_no_picture(hand, tmp_path, cell):
    name, stacked, _ = cell.partition("#")
    real = WAVES.real.copy()
    save(tmp_path / name, np.stack([real, real]) if stacked else real)
    folder = folder_with(tmp_path, "k", cell)
    assert "no complex numbers" in refused("E0705", lambda: bind(waved(hand), folder))
    save(tmp_path / name, np.stack([WAVES, WAVES]) if stacked else WAVES)
    image = hand.model([hand.declared("k", Image(2, (HEIGHT, WIDTH)))])
    assert "only k-space" in refused("E0705", lambda: bind(image, folder))
    mask = hand.model([hand.declared("k", Mask(LABELS, (2, HEIGHT, WIDTH)))])
    assert "only k-space" in refused("E0705", lambda: bind(mask, folder))


def test_words_in_an_array_are_no_pixels(hand, tmp_path):
    save(tmp_path / "a.npy", np.full((HEIGHT, WIDTH), "x"))
    folder = folder_with(tmp_path, "tissue", "a.npy")
    assert "holds no numbers" in refused("E0705", lambda: bind(masked(hand), folder))


def test_k_space_of_another_size_or_without_end_is_refused(hand, tmp_path):
    name = save(tmp_path / "a.npy", WAVES[:, :, :4])
    assert "2 x 3 x 5" in refused(
        "E0705", lambda: bind(waved(hand), folder_with(tmp_path, "k", name))
    )
    wrong = WAVES.copy()
    wrong[1, 2, 3] = complex(0, np.nan)
    name = save(tmp_path / "b.npy", wrong)
    refused("E0704", lambda: read(waved(hand), folder_with(tmp_path, "k", name), "k"))


def test_a_picture_file_is_no_k_space(hand, tmp_path):
    name = save(tmp_path / "a.png", PIXELS)
    refused("E0705", lambda: bind(waved(hand, 1), folder_with(tmp_path, "k", name)))


# ---- vectors ----------------------------------------------------------------------------------


def vectored(hand, support=None):
    d = hand.declared
    return hand.model([d("v", Vector(3), support=support), d("age", Real())])


def frame(**other):
    columns = {"v_1": [1.0, 2], "v_2": [3.0, 4], "v_3": [5.0, 6], "age": [7.0, 8]}
    return pd.DataFrame({**columns, **other})


def test_the_numbers_of_a_vector_have_columns(hand):
    bound = bind(vectored(hand), frame())
    assert bound.columns["v"].tolist() == [[1, 3, 5], [2, 4, 6]]
    assert set(bound.columns) == {"v", "age"}
    named = DataSettings(columns={"v_2": "second"})
    other = frame().rename(columns={"v_2": "second"})
    assert bind(vectored(hand), other, named).columns["v"].tolist() == [[1, 3, 5], [2, 4, 6]]


def test_what_is_wrong_with_one_number_is_said_of_its_column(hand):
    model = vectored(hand, Interval(0, 5.5, True, True))
    assert "v_3" in refused("E0704", lambda: bind(model, frame()))
    assert "v_2" in refused("E0702", lambda: bind(model, frame().drop(columns="v_2")))
    assert "v_1" in refused("E0703", lambda: bind(vectored(hand), frame(v_1=[1.0, None])))
    dropped = bind(vectored(hand), frame(v_1=[1.0, None]), DataSettings(drop_missing=True))
    assert dropped.columns["v"].tolist() == [[1, 3, 5]]


def test_a_variable_may_not_take_the_column_of_a_vector(hand):
    d = hand.declared
    model = hand.model([d("v", Vector(2)), d("v_1", Real())])
    assert "`v_1` is a variable" in refused("E0702", lambda: bind(model, frame()))


# ---- tensors ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scan(hand):
    d = hand.declared
    return hand.model(
        [
            d("v", Vector(2), support=Interval(0, 1, True, True)),
            d("tissue", Mask(LABELS, (HEIGHT, WIDTH))),
            d("k", Kspace(2, (HEIGHT, WIDTH))),
            d("film", Image(1, (HEIGHT, WIDTH)), support=Interval(0, 1, True, True)),
        ]
    )


def rows(**other):
    return {
        "v": torch.tensor([[0.1, 0.2], [0.3, 0.4]]),
        "tissue": torch.from_numpy(np.stack([PIXELS, PIXELS])[:, None]).long(),
        "k": torch.from_numpy(np.stack([WAVES, 2 * WAVES])),
        "film": torch.full((2, 1, HEIGHT, WIDTH), 0.5),
        **other,
    }


@pytest.mark.parametrize("arrays", [False, True])
def test_tensors_and_arrays_of_every_shape_are_taken(scan, arrays):
    data = {name: value.numpy() if arrays else value for name, value in rows().items()}
    batch = bind(scan, data).batch(np.array([1, 0]))
    for name, value in rows().items():
        assert batch[name].dtype == value.dtype
        assert torch.equal(batch[name], value.flip(0))


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("v", lambda x: x[:, :1], "E0705"),
        ("v", lambda x: x + 0.8, "E0704"),
        ("v", lambda x: x.to(torch.complex64), "E0711"),
        ("tissue", lambda x: x + 1, "E0704"),
        ("tissue", lambda x: x + 0.5, "E0704"),
        ("tissue", lambda x: x[:, 0], "E0705"),
        ("k", lambda x: x.real, "E0705"),
        ("k", lambda x: x[:, :1], "E0705"),
        ("k", lambda x: x / 0, "E0704"),
        ("film", lambda x: x.to(torch.complex64), "E0705"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(scan, name, change, code):
    said = refused(code, lambda: bind(scan, rows(**{name: change(rows()[name])})))
    assert name in said


# ---- there and back ---------------------------------------------------------------------------


def test_what_is_written_is_read_back(scan, tmp_path):
    values = rows(film=torch.rand(2, 1, HEIGHT, WIDTH))
    write_folder(scan, values, tmp_path)
    table = pd.read_csv(tmp_path / "table.csv")
    assert list(table) == ["v_1", "v_2", "tissue", "k", "film"]
    with Pillow.open(tmp_path / table.tissue[0]) as picture:
        assert "synthetic" in picture.text["Description"]
    batch = bind(scan, tmp_path).batch(np.arange(2))
    for name in ("v", "tissue", "k"):
        assert torch.equal(batch[name], values[name])
    torch.testing.assert_close(batch["film"], values["film"], atol=1e-5, rtol=0)


def test_a_mask_of_a_volume_and_one_of_two_labels_come_back(hand, tmp_path):
    d = hand.declared
    model = hand.model(
        [d("organs", Mask(LABELS, (2, 3, 4))), d("lung", Mask(("out", "in"), (2, 3)))]
    )
    values = {
        "organs": torch.arange(48).reshape(2, 1, 2, 3, 4) % 3,
        "lung": torch.arange(12).reshape(2, 1, 2, 3) % 2,
    }
    write_folder(model, values, tmp_path)
    batch = bind(model, tmp_path).batch(np.arange(2))
    assert all(torch.equal(batch[name], values[name]) for name in values)
