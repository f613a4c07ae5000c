"""The commands on a small study of vectors, masks and k-space, from `sample` to `train`."""

import pandas as pd
import pytest
from PIL import Image

HEAD = """causalimg 1

model scan

from std.mri import combine, fourier, coil_maps

grid slice = 6 x 8 at 2 mm

variables {
  environment site : category {north, south}
  pcs    : vector[2]
  ill    : binary
  tissue : mask[slice] {background, grey, white}
  k      : kspace[2, slice]
  image  : image[slice] in [0, inf)
}
"""
TRUTH = """
noise {
  u_t : image[slice] ~ Normal(0, 1)
  u_k : kspace[2, slice] ~ ComplexNormal(0, 1)
}

mechanisms {
  pcs    ~ MultivariateNormal([(site == south), 0], [[1, 0.5], [0.5, 1]])
  ill    ~ Bernoulli(logit = element(pcs, 1)) via threshold
  tissue := if u_t > 0.3 - 0.3 * ill then (if u_t > 1 then white else grey) else background
  k      := fourier(coil_maps(2, slice) * match tissue { background: 0, grey: 1, white: 2 })
            + 0.1 * u_k
  image  := combine(k)
}
"""
LEARNED = """
mechanisms {
  pcs    ~ flow(bins = 4, hidden = 4) given site
  ill    ~ Bernoulli(logit = linear(pcs)) via threshold
  tissue ~ vae(latent = 2, width = 2) given ill
  k      ~ vae(latent = 2, width = 2) given tissue
  image  := combine(k)
}

predictors {
  parcels : tissue from image
  raw     : ill from k
  rebuild : image from k
  genes   : pcs from image
}

queries {
  healthy : tissue, k, image had ill = 0
  white   : k, image had tissue = white
  effect  : E[area(tissue == grey) | do(ill = 1)] - E[area(tissue == grey) | do(ill = 0)]
}
"""
QUICK = ("--set", "epochs=1", "--set", "fit.validation=0.2", "--set", "threads=1", "--quiet")


@pytest.fixture(scope="module")
def study(cli, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "truth.scm").write_text(HEAD + TRUTH)
    (folder / "scan.scm").write_text(HEAD + LEARNED)
    rows = ("--rows", "north=10,south=10")
    for words in (
        ("sample", folder / "truth.scm", *rows, "-o", folder / "data"),
        ("sample", folder / "truth.scm", *rows, "-o", folder / "twin", "--had", "tissue = white"),
        ("fit", folder / "scan.scm", "--data", folder / "data", "-o", folder / "run", *QUICK),
    ):
        done = cli(*words)
        assert done.exit_code == 0, done.stderr
    return folder


def test_sample_writes_columns_masks_and_arrays_and_the_true_twin(study):
    table, twin = (pd.read_csv(study / name / "table.csv") for name in ("data", "twin"))
    assert list(table) == ["site", "pcs_1", "pcs_2", "ill", "tissue", "k", "image"]
    assert table.pcs_1.equals(twin.pcs_1)
    with Image.open(study / "twin" / twin.tissue[0]) as mask:
        assert mask.size == (8, 6)
        assert mask.getextrema() == (2, 2)


@pytest.mark.parametrize("query", ["healthy", "white"])
def test_ask_draws_masks_and_k_space(cli, study, tmp_path, query):
    done = cli("ask", study / "run", query, "--rows", "1:2", "-o", tmp_path / "a.png")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_ask_measures_areas_and_sets_vectors(cli, study):
    done = cli("ask", study / "run", "effect")
    assert done.exit_code == 0, done.stderr
    done = cli("ask", study / "run", "ill, tissue had pcs = [1, 2]", "--rows", "1:2")
    assert done.exit_code == 0, done.stderr
    assert "tissue == grey (share)" in done.stdout


@pytest.mark.parametrize(
    ("predictor", "said"),
    [
        ("parcels", "a predictor of a mask (`tissue`)"),
        ("rebuild", "a predictor of an image (`image`)"),
        ("genes", "a predictor of a vector (`pcs`)"),
        ("raw", "a predictor from k-space (`k`)"),
    ],
)
def test_train_says_what_it_cannot_learn_yet(cli, study, predictor, said):
    done = cli("train", study / "run", predictor)
    assert done.exit_code == 1
    assert "error[E0009]" in done.stderr
    assert said in " ".join(done.stderr.split())


def test_advise_knows_them_all(cli, study):
    done = cli("advise", study / "scan.scm")
    assert done.exit_code == 0, done.stderr
    assert "predict tissue from image" in done.stdout
    assert "predict ill from k" in done.stdout


def test_a_predictor_that_is_not_trained_is_no_variable(cli, study):
    done = cli("ask", study / "run", "E[area(parcels == grey)]")
    assert done.exit_code == 1
    assert "error[E0714]" in done.stderr
