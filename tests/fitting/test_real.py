"""Tables and pictures that nobody here made."""

import os
from pathlib import Path

import numpy as np
import pytest

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.fitting import bind
from causalimg.fitting.settings import DataSettings
from causalimg.source import Source

DATA = os.environ.get("CAUSALIMG_DATA")
pytestmark = pytest.mark.skipif(DATA is None, reason="CAUSALIMG_DATA names no folder")

SKIN = """causalimg 1
model skin "moles from three sources"
variables {
  environment site : category {vidir_modern, rosendahl, vidir_molemax}
  age       : real in [0, 100] years
  sex       : category {female, male}
  diagnosis : category {akiec, bcc, bkl, df, mel, nv, vasc}
  image     : image[3, 150, 200] in [0, 1]
}
graph { site -> age, sex, diagnosis -> image }
"""
CHEST = """causalimg 1
model chest "one hospital, two views"
variables {
  device     : category {CR, DX}
  projection : category {ap, pa}
  image      : image[1, 256, 256] in [0, 1]
}
graph { device, projection -> image }
"""


def model_of(text):
    return analyse(Source("real.scm", text)).draft


def test_wide_colour_pictures_of_patients(hand):
    folder = Path(DATA) / "ham10000_dev"
    model = model_of(SKIN)
    with pytest.raises(CausalimgError) as caught:
        bind(model, folder, DataSettings(patient="lesion_id"))
    assert {d.code for d in caught.value.diagnostics} <= {"E0703", "E0704"}
    words = {d.where.split("`")[1] for d in caught.value.diagnostics}
    assert words <= {"age", "sex"}
    settings = DataSettings(patient="lesion_id", drop_missing=True, missing=("", "unknown"))
    bound = bind(model, folder, settings)
    pictures = bound.images["image"].read(np.arange(4))
    assert pictures.shape == (4, 3, 150, 200)
    assert 0.2 < pictures.mean() < 0.9
    assert len(np.unique(bound.patients)) < len(bound)


def test_grey_pictures_in_files():
    bound = bind(model_of(CHEST), Path(DATA) / "hannover_cxr", DataSettings(drop_missing=True))
    pictures = bound.images["image"].read(np.arange(len(bound))[::40])
    assert pictures.shape[1:] == (1, 256, 256)
    assert pictures.std() > 0.1
