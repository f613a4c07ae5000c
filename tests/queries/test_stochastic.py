"""Stochastic interventions: exact where the law can be listed, and never called exact elsewhere."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.causal.analyse import analyse
from causalimg.program.load import build
from causalimg.queries.ask import ask
from causalimg.source import Source

chances = st.floats(0.05, 0.95)
WORDS = ("few", "some", "many")
BITS = (0, 1)


def built(text):
    model = analyse(Source("ward.scm", text)).model
    return model, build(model)


def ward(p_z, p_x, p_k, p_y):
    """`z -> x -> y <- k <- z`, all finite, with every table free."""
    table = "if x then ({}) else ({})"
    leaves = [
        f"match k {{ few: {p_y[x][0]}, some: {p_y[x][1]}, many: {p_y[x][2]} }}" for x in BITS
    ]
    return f"""causalimg 1

model ward

variables {{
  z, x, y : binary
  k       : category {{few, some, many}}
}}

mechanisms {{
  z ~ Bernoulli({p_z}) via threshold
  x ~ Bernoulli(if z then {p_x[1]} else {p_x[0]}) via threshold
  k ~ Categorical(few = {p_k / 2}, some = {p_k / 2}, many = {1 - p_k}) via gumbel_max
  y ~ Bernoulli({table.format(leaves[1], leaves[0])}) via threshold
}}
"""


def brute(p_z, p_y, given_k, law_x, law_k):
    """P(y | do(x ~ law_x(z), k ~ law_k(z)), k != given_k) by adding up every state."""
    above = below = 0.0
    for z, x, k in itertools.product(BITS, BITS, range(3)):
        share = p_z if z else 1 - p_z
        share *= (law_x[z] if x else 1 - law_x[z]) * law_k[z][k]
        if k != given_k:
            above += share * p_y[x][k]
            below += share
    return above / below


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_finite_law_is_listed_and_agrees_with_adding_up_every_state(data):
    def draw(*shape):
        return [draw(*shape[1:]) for _ in range(shape[0])] if shape else data.draw(chances)

    p_z, p_x, p_k, p_y = draw(), draw(2), draw(), draw(2, 3)
    law_x, tops = draw(2), draw(2)
    law_k = [[0.25 * t, 0.75 * t, 1 - t] for t in tops]
    model, program = built(ward(p_z, p_x, p_k, p_y))
    by_z = [f"{w} = if z then {law_k[1][i]} else {law_k[0][i]}" for i, w in enumerate(WORDS)]
    drawn_x = f"x ~ Bernoulli(if z then {law_x[1]} else {law_x[0]})"
    drawn_k = f"k ~ Categorical({', '.join(by_z)})"
    plain = f"P(y | do({drawn_x}, {drawn_k}))"
    answer = ask(model, program, plain)
    assert answer.quality == "exact"
    whole = brute(p_z, p_y, None, law_x, law_k)
    assert float(answer) == pytest.approx(whole, abs=1e-6)
    # Terms of one question have laws of their own, and what is merely seen stays as it was.
    flipped = [1 - p for p in law_x]
    other = f"P(y | do(x ~ Bernoulli(if z then {flipped[1]} else {flipped[0]}), {drawn_k}))"
    natural = [[p_k / 2, p_k / 2, 1 - p_k]] * 2
    seen = f"P(y | do({drawn_x}), k != some)"
    expected = whole - brute(p_z, p_y, None, flipped, law_k)
    assert float(ask(model, program, f"{plain} - {other}")) == pytest.approx(expected, abs=1e-6)
    expected = brute(p_z, p_y, 1, law_x, natural)
    assert float(ask(model, program, seen)) == pytest.approx(expected, abs=1e-6)


def test_the_found_model_has_one_half():
    # Listed states once met a single draw each: 0.9 was called exact.
    text = ward(0.5, (0.2, 0.2), 0.5, ((0.1,) * 3, (0.9,) * 3))
    answer = ask(*built(text), "P(y | do(x ~ Bernoulli(0.5)))")
    assert (float(answer), answer.quality) == (pytest.approx(0.5, abs=1e-6), "exact")


def test_a_law_inside_had_is_sampled():
    text = ward(0.5, (0.2, 0.2), 0.5, ((0.1,) * 3, (0.9,) * 3))
    answer = ask(*built(text), "P((y had x ~ Bernoulli(0.5)))", draws=20_000)
    assert answer.quality == "sampled"
    assert float(answer) == pytest.approx(0.5, abs=5 * float(answer.number.error))


def test_what_an_act_draws_on_rows_is_sampled(model):
    row = {name: torch.tensor([1.0, 2.0]) for name in ("x", "h", "y")}
    answer = ask(*model("school"), "y had x ~ Normal(5, 3)", row, draws=400)
    assert (answer.quality, answer.draws) == ("sampled", 400)
    fixed = ask(*model("school"), "y had x ~ Delta(5)", row)
    assert (fixed.quality, fixed.draws) == ("exact", 1)
