"""Tensors and arrays by variable are checked as a table is."""

import numpy as np
import pytest
import torch

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.bind import bind
from causalimg.fitting.settings import DataSettings
from causalimg.semantics.model import Interval
from causalimg.semantics.types import Binary, Category, Count, Image, Real

ROWS = 5


@pytest.fixture(scope="module")
def ward(hand):
    d = hand.declared
    return hand.model(
        [
            d("site", Category(("north", "south")), kind="environment"),
            d("age", Real(), support=Interval(18, 100, True, True), unit="years"),
            d("sick", Binary()),
            d("falls", Count()),
            d("film", Image(1, (2, 3)), support=Interval(0, 1, True, True)),
        ]
    )


def rows(**other):
    return {
        "site": torch.tensor([0, 1, 0, 1, 0]),
        "age": torch.full((ROWS,), 40.0),
        "sick": torch.tensor([0.0, 1, 0, 1, 0]),
        "falls": torch.arange(ROWS),
        "film": torch.full((ROWS, 1, 2, 3), 0.5),
        **other,
    }


def test_values_are_coded_as_programs_have_them(ward):
    whole = {"sick": torch.tensor([0, 1, 0, 1, 0]), "site": torch.tensor([0.0, 1, 0, 1, 0])}
    bound = bind(ward, rows(age=torch.full((ROWS,), 40.0, dtype=torch.float64), **whole))
    assert {k: v.dtype for k, v in bound.columns.items()} == {
        "site": torch.int64, "age": torch.float32, "sick": torch.float32, "falls": torch.float32
    }  # fmt: skip


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_whole_pixels_are_divided_by_the_largest_of_their_type(ward, kind):
    most = np.iinfo(kind).max
    film = np.full((ROWS, 1, 2, 3), most // 2, dtype=kind)
    bound = bind(ward, rows(film=torch.from_numpy(film)))
    found = bound.take(np.array([1, 2])).batch(np.array([1]))["film"]
    assert found.shape == (1, 1, 2, 3)
    assert found[0, 0, 0, 0].item() == pytest.approx(0.5, abs=1 / 256)


def test_arrays_with_pictures_are_taken_as_tensors(ward):
    arrays = {name: values.numpy() for name, values in rows().items()}
    arrays["film"].flags.writeable = False
    want, got = bind(ward, rows()), bind(ward, arrays)
    assert all(torch.equal(want.columns[name], got.columns[name]) for name in want.columns)
    assert torch.equal(want.images["film"].values, got.images["film"].values)


@pytest.mark.parametrize(
    ("name", "values", "code", "words"),
    [
        ("film", torch.rand(ROWS, 2, 3), "E0705", "[5, 2, 3]"),
        ("film", torch.rand(ROWS, 1, 3, 2), "E0705", "[5, 1, 3, 2]"),
        ("film", torch.full((ROWS, 1, 2, 3), 1.5), "E0704", "outside `[0, 1]`"),
        ("film", torch.full((ROWS, 1, 2, 3), torch.nan), "E0704", "not finite"),
        ("age", torch.full((ROWS - 1,), 40.0), "E0711", "`age` 4"),
        ("age", torch.full((ROWS, 1), 40.0), "E0711", "[5, 1]"),
        ("age", torch.tensor(40.0), "E0711", "[]"),
        ("age", torch.tensor([40.0, 17, 40, 101, 40]), "E0704", "outside `[18, 100]` years"),
        ("age", torch.tensor([40.0, torch.inf, 40, 40, 40]), "E0704", "not finite"),
        ("site", torch.tensor([0, 2, 0, 1, -1]), "E0704", "0 to 1"),
        ("sick", torch.full((ROWS,), 0.5), "E0704", "0 to 1"),
        ("falls", torch.full((ROWS,), 1.5), "E0704", "no count"),
    ],
)
def test_what_does_not_fit_is_named(ward, name, values, code, words):
    with pytest.raises(CausalimgError) as caught:
        bind(ward, rows(**{name: values}))
    found = next(d for d in caught.value.diagnostics if d.code == code)
    assert words in found.message
    assert f"`{name}`" in found.message
    assert found.helps


def test_every_mistake_is_told_and_rows_are_counted(ward):
    with pytest.raises(CausalimgError) as caught:
        bind(ward, rows(age=torch.tensor([40.0, 17, 40, 101, 40]), sick=torch.full((ROWS,), 2.0)))
    age, sick = caught.value.diagnostics
    assert age.where == "data, row 1, column `age`"
    assert age.notes == ("2 rows have this: 1, 3",)
    assert "sick" in sick.message


def test_rows_of_withheld_sites_stay_out(ward):
    bound = bind(ward, rows(), DataSettings(withhold=("south",)))
    assert bound.columns["site"].tolist() == [0, 0, 0]
    assert bound.rows.tolist() == [0, 2, 4]
