"""Vectors, masks and k-space: each misuse gets one clear sentence, each good use none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.source import Source

WORLD = """causalimg 1

model case

from std.mri import fourier, coil_maps, combine, sense

param s : real = 2
grid  g = 8 x 6 at 2 mm
grid  h = 6 x 8 at 2 mm

variables {{
  age    : real in [0, 100]
  sex    : category {{female, male}}
  ill    : binary
  v      : vector[2]
  w      : vector[3]
  tissue : mask[g] {{bg, grey, white}}
  other  : mask[g] {{bg, lung}}
  turned : mask[h] {{bg, grey, white}}
  k      : kspace[4, g]
  k1     : kspace[1, g]
  im     : image[g]
  im3    : image[3, g]
  imh    : image[h]
  {declared}
}}

parameters {{
  r   : real in (-1, 1)
  big : real in (2, inf)
}}

mechanisms {{
  age    ~ Uniform(0, 100)
  sex    ~ table()
  ill    ~ Bernoulli(0.5)
  v      ~ MultivariateNormal([0, 0], [[1, 0.5], [0.5, 2]])
  w      ~ flow()
  tissue ~ vae()
  other  ~ vae()
  turned ~ vae()
  k      ~ vae() given tissue
  k1     ~ vae()
  im     ~ vae()
  im3    ~ vae()
  imh    ~ vae()
  {mechanism}
}}

queries {{
  {query}
}}
"""
MVN = "~ MultivariateNormal"
GREY = "{bg, grey, white}"


def said(declared="", mechanism="", query=""):
    """Everything that is said about the place where the text was filled in."""
    text = WORLD.format(declared=declared, mechanism=mechanism, query=query)
    found = analyse(Source("case.scm", text)).diagnostics
    return [d for d in found if d.code not in ("W0109", "W0508", "W0601")]


def made(kind, mechanism):
    return said(f"y : {kind}", f"y {mechanism}")


def only(found, code, message, help_=""):
    assert [d.code for d in found] == [code], [(d.code, d.message) for d in found]
    assert message in found[0].message
    assert help_ in " ".join(found[0].helps)
    assert found[0].span is not None
    return found[0]


# ---- good uses are quiet ---------------------------------------------------------------------

QUIET = [
    ("vector[2]", ":= v + 1"),
    ("vector[2]", ":= [age, ill] * v / 2"),
    ("vector[1]", ":= [age]"),
    ("vector[2]", f"{MVN}([age, 1], [[s, 0.5], [0.5, 1]])"),
    ("vector[2]", f"{MVN}(0, [[big, r], [r, big]])"),
    ("vector[2]", "~ Normal(v, [1, 2])"),
    ("vector[3]", "~ flow() given v, sex"),
    ("real", ":= element(v, 2) + dot(v, [1, -1]) + sum(w) + median(w)"),
    ("real mm^2", ":= area(tissue == grey)"),
    ("real", ":= mean(tissue == grey) + mean(abs(k))"),
    ("image[g]", ":= match tissue { bg: 0, grey: 1, white: im }"),
    ("image[g]", ":= abs(k1)"),
    ("image[g]", ":= combine(k)"),
    ("image[4, g]", ":= abs(k)"),
    ("kspace[4, g]", ":= k1 + 2 * k"),
    ("kspace[3, g]", ":= im3 * k1"),
    ("kspace[4, g]", "~ ComplexNormal(k, 0.1)"),
    (f"mask[g] {GREY}", ":= if im > 0 then grey else bg"),
    (f"mask[g] {GREY}", "~ vae() given im, k, other, v"),
    ("binary", "~ Bernoulli(logit = linear(v))"),
]


@pytest.mark.parametrize(("kind", "mechanism"), QUIET, ids=[m for _, m in QUIET])
def test_what_means_something_is_taken(kind, mechanism):
    assert made(kind, mechanism) == []


# ---- sizes -----------------------------------------------------------------------------------

SIZES = [
    ("vector[2]", ":= v + w", "vectors of 2 numbers and of 3 numbers meet", ""),
    ("vector[2]", ":= [1, 2, 3]", "`y` is 2 numbers, and its equation 3 numbers", ""),
    ("vector[1]", ":= v", "`y` is one number", ""),
    ("vector[2]", "~ Normal(w, 1)", "`y` is 2 numbers, and this is 3 numbers", ""),
    ("vector[2]", f"{MVN}([0, 0, 0], [[1, 0], [0, 1]])", "and this is 3 numbers", ""),
    ("vector[2]", f"{MVN}(im, [[1, 0], [0, 1]])", "and this is 8 x 6 on `g`", ""),
    ("real", ":= dot(v, w)", "meet here", ""),
    ("image[g]", ":= v * im", "meet here", ""),
    ("real", ":= mean(tissue == turned)", "meet here", "one grid"),
    (f"mask[h] {GREY}", ":= tissue", "its equation 8 x 6 on `g`", "one grid"),
    ("image[g]", ":= match tissue { bg: 0, grey: 1, white: imh }", "6 x 8 on `h`", "one grid"),
    ("image[g]", ":= abs(k)", "its equation 4 x 8 x 6", "`combine(...)`, or `abs(sense("),
    ("image[g]", ":= im3", "its equation 3 x 8 x 6", "`image[3, ...]`"),
    ("image[3, g]", ":= im", "its equation 8 x 6 on `g`", "`image[1, ...]`"),
    ("kspace[4, g]", ":= k1", "its equation 8 x 6 on `g`", "`kspace[1, ...]`"),
    ("kspace[1, g]", ":= k1 + k", "its equation 4 x 8 x 6", "`sense(..., acceleration)`"),
    ("kspace[4, g]", "~ ComplexNormal(k, abs(imh) + 1)", "and this is 6 x 8 on `h`", "one grid"),
]


@pytest.mark.parametrize(("kind", "mechanism", "message", "help_"), SIZES)
def test_what_differs_in_size_does_not_meet(kind, mechanism, message, help_):
    found = only(made(kind, mechanism), "E0208", message, help_)
    assert "vector" in kind or "one grid" in help_ or not any("one grid" in h for h in found.helps)


# ---- kinds -----------------------------------------------------------------------------------

KINDS = [
    ("real", ":= v", "`y` is a real number, but its equation gives a vector", "mean(...)"),
    ("real", ":= k", "gives a picture of complex numbers", "mean(abs(...))"),
    ("real", ":= tissue", "gives a mask", "area("),
    ("image[g]", ":= k", "gives a picture of complex numbers", "abs(...)"),
    ("image[g]", ":= tissue", "gives a mask", "match"),
    ("image[g]", ":= -tissue", "`tissue` is a mask, not a number", "(tissue == white)"),
    ("image[g]", ":= tissue + 1", "`tissue` is a mask, not a number", "(tissue == white)"),
    ("image[g]", ":= k > 0", "complex numbers have no order", "abs(...)"),
    ("image[g]", ":= if k == k1 then 1 else im", "complex numbers have no order", "abs(...)"),
    ("image[g]", ":= tissue < grey", "the labels of a mask have no order", "`==`"),
    ("kspace[1, g]", ":= im", "`y` is k-space, but its equation gives an image", "coil_maps"),
    ("kspace[4, g]", ":= exp(k)", "not a picture of complex numbers", "abs(...)"),
    ("kspace[4, g]", ":= sex * k", "`sex` is a value of a category", "(sex == male)"),
    ("kspace[4, g]", "~ Normal(0, 1)", "`y` is k-space", "ComplexNormal(mean, sd)"),
    ("image[g]", "~ ComplexNormal(0, 1)", "draws k-space, and `y` is an image", "Normal"),
    (f"mask[g] {GREY}", "~ Normal(0, 1)", "`y` is a mask", "`vae()`, or an equation"),
    (f"mask[g] {GREY}", "~ flow()", "`y` is a mask", "vae()"),
    (f"mask[g] {GREY}", ":= grey", "a value of a category", "choose in each pixel"),
    ("mask[g] {bg, grey}", ":= tissue", "have different labels", "{bg, grey, white}"),
    ("real", ":= mean(tissue == other)", "the two sides have different values", ""),
    ("real", ":= mean(tissue)", "`x` of `mean` is an image or a vector, not a mask", "== white"),
    ("real", ":= mean(k)", "not a picture of complex numbers", "abs(...)"),
    ("real", ":= element(im, 1)", "`x` of `element` is a vector, not an image", ""),
    ("real", ":= element(v, age)", "is known when the model is compiled", "`param`"),
    ("real", ":= dot(v, 2)", "`y` of `dot` is a vector, not a number", "[a, b]"),
    ("real", "~ Normal(v, 1)", "`y` is one number, and this is a vector", "mean(...)"),
    ("binary", ":= v > 0", "gives a vector", "element(..., 1) > 0"),
    ("binary", ":= im > 0", "gives an image", "mean(...) > 0.5"),
    ("vector[2]", ":= 1", "`y` is a vector, but its equation gives a number", "[a, b]"),
    ("vector[2]", ":= [age, sex]", "`sex` is a value of a category", "match"),
    ("vector[2]", ":= [age, v]", "a vector is made of numbers, and `v` is a vector", "element("),
    ("vector[2]", ":= [age, im]", "`im` is an image", "mean(im)"),
    ("vector[2]", ":= [[1, 2], [3, 4]]", "gives a list of vectors", "[a, b]"),
    ("vector[2]", f"{MVN}([[0, 0], [1, 1]], [[1, 0], [0, 1]])", "a list of vectors", ""),
    ("real", f"{MVN}(0, [[1]])", "draws a vector, and `y` is a real number", "Normal(mean, sd)"),
    ("vector[2]", f"{MVN}(0, [[1, 0], [0, 1]]) truncated [0, 1]", "cannot be truncated", ""),
]


@pytest.mark.parametrize(("kind", "mechanism", "message", "help_"), KINDS)
def test_what_is_of_another_kind_is_named_with_a_remedy(kind, mechanism, message, help_):
    only(made(kind, mechanism), "E0201", message, help_)


@pytest.mark.parametrize(
    ("expression", "code", "message"),
    [
        ("element(v, 3)", "E0205", "the vector has 2 numbers, and this is the place 3"),
        ("element(v, 0)", "E0205", "takes a number in [1"),
        ("element(v, 1.5)", "E0205", "is a whole number, not 1.5"),
        ("mean(tissue == lung)", "E0104", "`lung` is not a value of `tissue`"),
    ],
)
def test_places_and_labels_are_there(expression, code, message):
    only(made("real", f":= {expression}"), code, message)


def test_a_spread_is_no_complex_number():
    first, *_ = made("kspace[4, g]", "~ ComplexNormal(k, k)")
    assert "a spread is a real number" in first.message
    assert first.code == "E0201"


TYPES = [
    ("vector", "E0209", "a vector needs its length", "vector[3]"),
    ("vector[2, 3]", "E0209", "a vector needs its length", "vector[3]"),
    ("vector[0]", "E0201", "this is 0, not a length", ""),
    ("vector[g]", "E0101", "cannot find `g`", ""),
    ("vector[2] {a, b}", "E0209", "a vector has no values", "category"),
    ("mask[g]", "E0209", "a mask needs at least two labels", "mask[chest] {background, lung}"),
    ("mask[g] {a}", "E0209", "a mask needs at least two labels", "mask[chest]"),
    ("mask[g] {a < b}", "E0201", "the labels of a mask have no order", "{a, b}"),
    ("mask[g] {a, a}", "E0102", "`a` stands twice", ""),
    ("mask {a, b}", "E0209", "a mask needs a grid", "mask[64, 64]"),
    ("mask[3, g] {a, b}", "E0209", "a mask needs a grid, or its height and width", "mask["),
    ("mask[g] {a, b} in [0, 1]", "E0201", "has values, not an interval", ""),
    ("kspace[4]", "E0209", "a kspace needs a grid", "kspace[8, 64, 64]"),
    ("kspace[0, g]", "E0201", "this is 0, not a number of pixels", ""),
    ("kspace[4, g] in [0, 1]", "E0201", "complex numbers have no interval", "drop it"),
]


@pytest.mark.parametrize(("kind", "code", "message", "help_"), TYPES)
def test_a_type_says_what_it_lacks(kind, code, message, help_):
    found = said(f"y : {kind}", f"y ~ {'flow' if 'vector' in kind else 'vae'}()")
    only(found, code, message, help_)


# ---- covariances -----------------------------------------------------------------------------

BAD = [
    ("[[1, 0.5], [0.2, 2]]", "E0205", "not symmetric: row 1, place 2 differs"),
    ("[[1, r], [0, 1]]", "E0205", "not symmetric"),
    ("[[1, 2], [2, 1]]", "E0205", "the correlation of numbers 1 and 2 is 2"),
    ("[[1, 1], [1, 1]]", "E0205", "the correlation of numbers 1 and 2 is 1"),
    ("[[s, 0], [0, -s]]", "E0205", "the variance of number 2 is -2"),
    ("[[0, 0], [0, 1]]", "E0205", "the variance of number 1 is 0"),
    ("[[1, 0, 0], [0, 1, 0], [0, 0, 1]]", "E0208", "has 2 numbers, and its covariance 3 rows"),
    ("[[1, 0]]", "E0208", "has 2 numbers, and its covariance one row"),
    ("[[1, 0], [0]]", "E0208", "row 2 of the covariance has one number, not 2"),
    ("[1, 2]", "E0201", "is a square of numbers"),
    ("1", "E0201", "is a square of numbers"),
    ("v", "E0201", "is a square of numbers"),
    ("[[1, age], [age, 1]]", "E0201", "the same for every row, and this one reads `age`"),
]


@pytest.mark.parametrize(("matrix", "code", "message"), BAD)
def test_a_covariance_that_is_none_is_refused_with_the_reason(matrix, code, message):
    only(made("vector[2]", f"{MVN}(0, {matrix})"), code, message)


def test_three_numbers_that_agree_by_pairs_can_contradict_together():
    matrix = "[[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]"
    only(made("vector[3]", f"{MVN}(0, {matrix})"), "E0205", "those of number 3 contradict")


def test_a_covariance_that_is_learned_is_warned_about_unless_it_cannot_fail():
    assert made("vector[2]", f"{MVN}(0, [[big, r], [r, big]])") == []
    found = only(made("vector[2]", f"{MVN}(0, [[0.5, r], [r, 0.5]])"), "E0205", "can stop being")
    assert found.severity.name == "WARNING"


def test_noises_and_interventions_have_covariances_too():
    only(said(query=f"a : E[age | do(v {MVN}([0, 0], [[1, 2], [2, 1]]))]"), "E0205", "positive")
    only(
        said(query=f"a : E[age | do(v {MVN}([0, 0, 0], [[1, 0], [0, 1]]))]"), "E0208", "3 numbers"
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 4), st.sampled_from([-0.4, 0.05, 0.4]))
def test_a_symmetric_matrix_passes_just_when_its_eigenvalues_are_positive(seed, size, least):
    random = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(random.normal(size=(size, size)))
    values = np.concatenate([[least], random.uniform(0.5, 2, size - 1)])
    matrix = (turn * values) @ turn.T
    matrix = (matrix + matrix.T) / 2
    rows = ", ".join(f"[{', '.join(f'{x:.9f}' for x in row)}]" for row in matrix)
    found = made(f"vector[{size}]", f"{MVN}(0, [{rows}])")
    assert [d.code for d in found] == ([] if least > 0 else ["E0205"])


# ---- questions -------------------------------------------------------------------------------

ASKED = [
    ("E[v]", "E0201", "`E[...]` is one number, and `v` is a vector", "E[element(v, 1)]"),
    ("E[tissue]", "E0201", "`tissue` is a mask", "E[area(tissue == white)]"),
    ("E[k]", "E0201", "a picture of complex numbers", "E[mean(abs(k))]"),
    ("P(tissue == grey)", "E0201", "holds or not in each pixel", "mean(tissue == grey) > 0.5"),
    ("P(v > 0)", "E0201", "holds or not in each number of the vector", "element("),
    ("E[age | im > 0]", "E0201", "holds or not in each pixel", "mean(im > 0) > 0.5"),
    ("E[age | v == [1, 2]]", "E0201", "each number of the vector", "element("),
    ("E[age | k == 1]", "E0201", "complex numbers have no order", "abs(...)"),
    ("k had tissue = lung", "E0104", "`lung` is not a value of `tissue`", ""),
    ("k had tissue = other", "E0201", "different labels", ""),
    ("k had tissue = turned", "E0208", "8 x 6 on `g`", "one grid"),
    ("k had tissue = im", "E0201", "is a mask, and is set to an image", "choose in each pixel"),
    ("im had v = [1, 2, 3]", "E0208", "3 numbers", ""),
    ("im had k = im", "E0201", "`k` is k-space, and is set to an image", "coil_maps"),
    ("im had v in 0 .. 1 by 0.5", "E0201", "a ladder climbs numbers", ""),
    ("tissue - (tissue had ill = 1)", "E0201", "is a mask, not a number", ""),
]


@pytest.mark.parametrize(("query", "code", "message", "help_"), ASKED)
def test_a_question_that_makes_no_sense_is_refused(query, code, message, help_):
    first, *more = said(query=f"a : {query}")
    assert first.code == code
    assert message in first.message
    assert help_ in " ".join(first.helps)
    assert {d.code for d in more} <= {code}


@pytest.mark.parametrize(
    "query",
    [
        "k had tissue = white",
        "k had tissue = tissue",
        "im had v = 1",
        "im had v = [age, 2]",
        "im had k = 2 * k",
        "im had im = 0.5",
        "im had im3 = im",
        "E[age | do(tissue = white)]",
        f"E[age | do(v {MVN}([age, 0], [[1, 0], [0, 1]]))]",
        "E[age | do(k ~ ComplexNormal(0, 1))]",
        "E[age | element(v, 1) > 0, mean(tissue == grey) > 0.1]",
        "E[area(tissue == grey)]",
        "P(mean(tissue == grey) > 0.2)",
        "E[mean((tissue had ill = 1) == tissue)]",
        "v - (v had ill = 1)",
    ],
)
def test_a_question_that_makes_sense_is_taken(query):
    assert said(query=f"a : {query}") == []
