"""Questions about vectors, masks and k-space: what returns, what moves, what is read from them."""

import functools
import json

import numpy as np
import pytest
import torch
from PIL import Image

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.program.load import build
from causalimg.program.randomness import seeded
from causalimg.queries.ask import ask
from causalimg.source import Source

KNOWN = """causalimg 1

model known

from std.mri import combine, fourier, coil_maps

grid slice = 8 x 10 at 2 mm

variables {
  age    : real in [0, 100]
  v      : vector[2]
  w      : vector[2]
  shape  : image[slice]
  tissue : mask[slice] {bg, grey, white}
  area_g : real
  k      : kspace[2, slice]
  image  : image[slice]
}

noise {
  u_w : vector[2] ~ MultivariateNormal([0, 0], [[1, 0.8], [0.8, 1]])
  u_k : kspace[2, slice] ~ ComplexNormal(0, 1)
}

mechanisms {
  age    ~ Uniform(20, 80)
  v      ~ MultivariateNormal([age / 10, 1], [[1, 0.5], [0.5, 2]])
  w      := 2 * v + u_w
  shape  ~ Normal(element(v, 1) / 10, 1)
  tissue := if shape > 0.5 then (if shape > 1 then white else grey) else bg
  area_g := area(tissue == grey)
  k      := fourier(coil_maps(2, slice) * match tissue { bg: 0, grey: 1, white: 2 }) + 0.1 * u_k
  image  := combine(k)
}
"""
LEARNED = """causalimg 1

model learned

grid slice = 8 x 10 at 2 mm

variables {
  ill    : binary
  v      : vector[2]
  tissue : mask[slice] {bg, grey, white}
  k      : kspace[2, slice]
}

mechanisms {
  ill    ~ table() via threshold
  v      ~ flow() given ill
  tissue ~ vae(latent = 2, width = 4) given ill, v
  k      ~ vae(latent = 2, width = 4) given tissue, v
}
"""


@functools.cache
def made(text):
    source = Source("case.scm", text)
    found = analyse(source)
    assert not has_errors(found.diagnostics), found.diagnostics
    with seeded(0):
        program = build(found.model)
        for number in program.parameters():
            number.data.add_(0.2 * torch.randn_like(number))
    return found.model, program.eval()


@functools.cache
def drawn(text, count=3, seed=1):
    _, program = made(text)
    with seeded(seed), torch.no_grad():
        return program.predict(program.draw_noise(count))


def had(text, question, **more):
    return ask(*made(text), question, drawn(text), **more)


# ---- composition: nothing set, nothing moves --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (KNOWN, "v, w, shape, tissue, k, image had age = age"),
        (KNOWN, "w, shape, tissue, k, image had v = v"),
        (KNOWN, "area_g, k, image had tissue = tissue"),
        (KNOWN, "image had k = k"),
        (LEARNED, "v, tissue, k had ill = ill"),
        (LEARNED, "tissue, k had v = v"),
        (LEARNED, "k had tissue = tissue"),
    ],
)
def test_a_null_intervention_returns_every_observed_value(text, question):
    for output in had(text, question, draws=4).outputs:
        seen = drawn(text)[output.name]
        assert output.counterfactual.dtype == seen.dtype
        torch.testing.assert_close(output.counterfactual, seen, rtol=1e-4, atol=1e-4)
        if not seen.is_floating_point() and not seen.is_complex():
            assert torch.equal(output.counterfactual, seen)


# ---- acts -------------------------------------------------------------------------------------


def test_a_vector_is_set_number_by_number_and_carries_its_noise():
    rows = drawn(KNOWN)
    noise = rows["w"] - 2 * rows["v"]
    for question, value in (
        ("w had v = [1, -2]", torch.tensor([1.0, -2.0])),
        ("w had v = v + 1", rows["v"] + 1),
        ("w had v = [age, 0]", torch.stack([rows["age"], torch.zeros(3)], -1)),
        ("w had v = 3", torch.full((2,), 3.0)),
        ("w had v = age", rows["age"].unsqueeze(-1).expand(3, 2)),
    ):
        moved = had(KNOWN, question)["w"].counterfactual
        torch.testing.assert_close(moved, 2 * value + noise, rtol=1e-4, atol=1e-4)


def test_a_mask_is_set_to_one_label_or_to_another_mask():
    answer = had(KNOWN, "area_g, k, image had tissue = grey")
    assert answer["area_g"].counterfactual.tolist() == [8 * 10 * 4.0] * 3
    assert float(answer["k"].difference.abs().max()) > 0.1
    nothing = had(KNOWN, "area_g had tissue = white")
    assert nothing["area_g"].counterfactual.tolist() == [0.0] * 3
    swapped = had(KNOWN, "area_g had tissue = (if tissue == grey then bg else grey)")
    torch.testing.assert_close(
        swapped["area_g"].counterfactual + drawn(KNOWN)["area_g"], torch.full((3,), 320.0)
    )


def test_k_space_and_pictures_are_set_and_scaled():
    rows = drawn(KNOWN)
    doubled = had(KNOWN, "image had k = 2 * k")["image"]
    torch.testing.assert_close(doubled.counterfactual, 2 * rows["image"], rtol=1e-4, atol=1e-4)
    assert float(had(KNOWN, "image had k = 0")["image"].counterfactual.abs().max()) < 1e-5
    white = had(KNOWN, "tissue had shape = 2")["tissue"].counterfactual
    assert bool((white == 2).all())
    own = had(KNOWN, "tissue had shape = age / 100")["tissue"].counterfactual
    assert bool((own == torch.where(rows["age"] > 50, 1, 0).reshape(3, 1, 1, 1)).all())


def test_a_picture_that_is_set_moves_what_is_learned_from_it():
    moved = had(LEARNED, "k had tissue = white", draws=2)["k"]
    same = had(LEARNED, "k had tissue = tissue", draws=2)["k"]
    assert float((moved.counterfactual - same.counterfactual).abs().max()) > 1e-3


@pytest.mark.parametrize(
    ("act", "mean", "error"),
    [
        ("v ~ MultivariateNormal([1, 2], [[1, 0.5], [0.5, 1]])", 3.0, 0.06),
        ("v ~ MultivariateNormal([age / 10, 2], [[1, 0], [0, 1]])", 5.0 + 2.0, 0.12),
        ("v ~ Normal([1, 2], [1, 0.5])", 3.0, 0.06),
        ("v ~ Normal(age / 10, 1)", 10.0, 0.2),
        ("v ~ Uniform(0, 1)", 1.0, 0.03),
        ("v ~ Normal(0, 1) truncated [1, 2]", 2 * 1.3832, 0.03),
        ("v ~ Delta([1, 2])", 3.0, 1e-5),
        ("v ~ Delta(2)", 4.0, 1e-5),
    ],
)
def test_laws_of_vectors_are_drawn_by_an_act(act, mean, error):
    answer = ask(*made(KNOWN), f"E[element(v, 1) + element(v, 2) | do({act})]", draws=4000)
    assert float(answer) == pytest.approx(mean, abs=error)


def test_numbers_of_a_drawn_vector_differ_and_go_together_as_the_law_says():
    law = "do(v ~ MultivariateNormal([0, 0], [[1, 0.5], [0.5, 2]]))"
    product = ask(*made(KNOWN), f"E[element(v, 1) * element(v, 2) | {law}]", draws=8000)
    assert float(product) == pytest.approx(0.5, abs=0.08)
    square = ask(*made(KNOWN), f"E[element(v, 2) ^ 2 | {law}]", draws=8000)
    assert float(square) == pytest.approx(2.0, abs=0.2)


def test_k_space_and_pictures_are_drawn_by_an_act():
    size = ask(*made(KNOWN), "E[mean(abs(k)) | do(k ~ ComplexNormal(0, 1))]", draws=200)
    assert float(size) == pytest.approx(np.sqrt(np.pi) / 2, abs=0.02)
    noisy = ask(*made(KNOWN), "E[mean(shape) | do(shape ~ Normal(age, 1))]", draws=2000)
    assert float(noisy) == pytest.approx(50, abs=2)


# ---- what is read -----------------------------------------------------------------------------


def test_expectations_read_numbers_from_many():
    known = made(KNOWN)
    both = ask(*known, "E[element(v, 2)]", draws=4000)
    assert float(both) == pytest.approx(1.0, abs=0.1)
    total = ask(*known, "E[dot(v, [1, 1]) - sum(v)]", draws=50)
    assert float(total) == pytest.approx(0.0, abs=1e-5)
    share = float(ask(*known, "E[mean(tissue == grey)]", draws=400, seed=3))
    area = float(ask(*known, "E[area(tissue == grey)]", draws=400, seed=3))
    assert area == pytest.approx(share * 8 * 10 * 4, rel=1e-4)  # 2 mm x 2 mm a pixel
    assert area == pytest.approx(float(ask(*known, "E[area_g]", draws=400, seed=3)), rel=1e-4)
    chance = ask(*known, "P(area(tissue == grey) > 40 and element(v, 1) > 0)", draws=400)
    assert 0 < float(chance) < 1
    some = ask(*known, "E[age | mean(tissue == white) > 0.3]", draws=400)
    assert 20 <= float(some) <= 80


def test_contrasts_of_worlds_have_the_shape_of_their_parts():
    moved = had(KNOWN, "w - (w had v = v + 1)")
    (output,) = moved.outputs
    torch.testing.assert_close(output.counterfactual, torch.full((3, 2), -2.0), atol=1e-4, rtol=0)
    kept = had(LEARNED, "(tissue had ill = ill) == tissue")
    assert bool((kept.outputs[0].counterfactual == 1).all())


# ---- forms ------------------------------------------------------------------------------------


def test_a_table_has_a_column_for_each_number_and_each_label():
    table = had(KNOWN, "w, tissue, k had v = v + 1").to_table()
    assert len(table) == 3
    columns = list(table)
    assert {"w_1", "w_1 had", "w_2", "w_2 had", "tissue == grey (share)"} <= set(columns)
    shares = [f"tissue == {word} (share) had" for word in ("bg", "grey", "white")]
    assert np.allclose(table[shares].sum(axis=1), 1)
    assert np.allclose(table["w_2 had"] - table["w_2"], 2, atol=1e-4)
    assert "k (mean) had" in columns


def test_a_ladder_has_a_line_for_each_row_and_rung(tmp_path):
    answer = had(KNOWN, "v, tissue, k had age in 20 .. 60 by 20")
    assert answer["tissue"].counterfactual.shape == (3, 3, 1, 8, 10)
    assert len(answer.to_table()) == 9
    answer.to_png(tmp_path / "strip.png")
    assert Image.open(tmp_path / "strip.png").size[0] > 100


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (KNOWN, "tissue had v = 0"),
        (KNOWN, "tissue, k, image had age = 20"),
        (KNOWN, "v, w had age in 20 .. 60 by 20"),
        (LEARNED, "v, tissue, k had ill = 1"),
        (KNOWN, "k - (k had tissue = white)"),
        (KNOWN, "(tissue had v = 0) == tissue"),
    ],
)
def test_figures_and_json_show_every_shape(text, question, tmp_path):
    answer = had(text, question)
    answer.to_png(tmp_path / "answer.png")
    picture = Image.open(tmp_path / "answer.png")
    assert np.asarray(picture.convert("L")).std() > 1
    assert json.loads(answer.to_json())
    assert "<table" in answer._repr_html_()


# ---- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    ["w had v = v / 0", "w had v = [1, log(0 - age)]", "image had k = k / 0"],
)
def test_a_value_that_is_no_number_is_refused(question):
    with pytest.raises(CausalimgError, match="no finite number"):
        had(KNOWN, question)
