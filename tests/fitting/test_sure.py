"""Equations without noise are held against the rows."""

import numpy as np
import pandas as pd
import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.fitting import Settings, fit_model
from causalimg.source import Source

TEXT = """causalimg 1
model sure
variables {
  x, w, v : real
  root : real in [0, inf)
  old, young : binary
  twice : count
  g : category {r, s}
}
mechanisms {
  x   ~ Normal(0, 1)
  g   ~ table() via gumbel_max
  w   := 2 * x + 1
  v   := x - w + match g { r: 0, s: 1 }
  old := if x > 1 then 1 else 0
  young := if old then 0 else 1
  twice := old + old
  root  := if x > 0 then sqrt(x) else 0
}
"""


def rows(size=40):
    x = np.random.default_rng(0).normal(0, 1e4, size)
    g = np.arange(size) % 2
    return pd.DataFrame({
        "x": x, "lab_w": 2 * x + 1, "v": -x - 1 + g, "root": np.sqrt(np.maximum(x, 0)),
        "old": (x > 1).astype(int), "young": (x <= 1).astype(int), "twice": 2 * (x > 1),
        "g": np.array(["r", "s"])[g],
    })  # fmt: skip


def fit(data, out):
    analysis = analyse(Source("sure.scm", TEXT))
    assert analysis.model is not None, analysis.diagnostics
    settings = Settings(data={"columns": {"w": "lab_w"}}, fit={"epochs": 1})
    return fit_model(analysis.model, data, out, settings, progress=False)


def test_rows_that_keep_to_their_equations_are_taken(tmp_path):
    assert fit(rows(), tmp_path).finished


@pytest.mark.parametrize("digits", [0, 1, 2])
def test_columns_may_have_been_rounded_each_on_its_own(tmp_path, digits):
    data = rows(200)
    data.x /= 1e3  # of the size of a body
    data.lab_w = 2 * data.x + 1
    data.v = data.x - data.lab_w + (data.g == "s")
    shown = data.round({"x": digits, "lab_w": digits, "v": digits}).assign(
        root=lambda d: np.sqrt(np.maximum(d.x, 0)), old=lambda d: (d.x > 1).astype(int),
        young=lambda d: 1 - d.old, twice=lambda d: 2 * d.old,
    )  # fmt: skip
    assert fit(shown, tmp_path / "run").finished
    shown.loc[3, "lab_w"] += 4 * 10.0**-digits
    with pytest.raises(CausalimgError, match="by more than rounding"):
        fit(shown, tmp_path / "other")


@pytest.mark.parametrize(("column", "row"), [("lab_w", 3), ("v", 17), ("old", 0),
                                              ("young", 5), ("twice", 7), ("root", 2)])  # fmt: skip
def test_a_row_that_an_equation_contradicts_is_named(tmp_path, column, row):
    data = rows()
    cells = data[column].to_numpy(copy=True)
    flipped = column in {"old", "young"}
    cells[row] = 1 - cells[row] if flipped else cells[row] + (1 if column == "twice" else 100)
    data.assign(**{column: cells}).to_csv(tmp_path / "table.csv", index=False)
    with pytest.raises(CausalimgError) as caught:
        fit(tmp_path / "table.csv", tmp_path / "run")
    # a wrong `w` is wrong for `v` too, which is made from it
    first = caught.value.diagnostics[0]
    assert first.code == "E0704"
    assert first.where.startswith("table.csv, row ")
    assert str(row + 2) in first.where
    assert first.where.endswith(f", column `{column}`")
    assert first.helps
    assert not (tmp_path / "run").exists()
