import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Bernoulli, Normal

from causalimg.diagnostics import CausalimgError
from causalimg.fitting import Settings, fit_model
from causalimg.fitting.parts import _Groups, part_list
from causalimg.semantics.types import Binary, Category, Image, Real

QUICK = {"patience": 4, "validation": 0.2}


def settings(**changed):
    return Settings(fit={**QUICK, **changed})


def fitted(model, program, rows, out, **changed):
    return fit_model(model, rows, out, settings(**changed), progress=False, program=program)


def test_a_linear_model_and_a_table_are_recovered(hand, tmp_path):
    model, program = hand.linear()
    rows = hand.linear_rows(2000)
    fit = fitted(model, program, rows, tmp_path, validation=0.05)
    design = np.column_stack([np.ones(len(rows)), rows.x])
    best, *_ = np.linalg.lstsq(design, rows.y, rcond=None)
    assert program.a.item() == pytest.approx(rows.x.mean(), abs=0.02)
    assert program.s.exp().item() == pytest.approx(rows.x.std(), abs=0.02)
    assert [program.b.item(), program.c.item()] == pytest.approx(best, abs=0.06)
    shares = rows.k.value_counts(normalize=True)[["a", "b", "c"]]
    assert program.table.softmax(0).tolist() == pytest.approx(shares, abs=0.02)
    assert set(fit.heldout) == {"x", "y", "k"}
    assert fit.finished
    assert fit.heldout["x"] == pytest.approx(
        -math.log(0.5) - 0.5 * math.log(2 * math.pi * math.e), abs=0.15
    )


def test_mechanisms_fall_apart_where_they_share_nothing(hand):
    model, program = hand.linear()
    row = {"x": torch.zeros(2), "y": torch.zeros(2), "k": torch.zeros(2, dtype=torch.int64)}
    assert [part.terms for part in part_list(model, program, row)] == [("x",), ("y",), ("k",)]
    program.mechanisms = {**program.mechanisms, "x": lambda p: Normal(p.b, 1.0)}
    assert ("x", "y") in [part.terms for part in part_list(model, program, row)]


def biased(hand):
    """Age and sick are independent; the old and the sick are archived more often."""
    d = hand.declared
    model = hand.model(
        [d("age", Real()), d("sick", Binary()), d("archived", Binary(), kind="selection")],
        [("age", "archived"), ("sick", "archived")],
    )
    mechanisms = {
        "age": ((), lambda p: Normal(p.a, p.s.exp())),
        "sick": (("age",), lambda p, age: Bernoulli(logits=p.b + p.c * age)),
        "archived": (("age", "sick"), lambda p, age, sick: Bernoulli(logits=-1 + age + 2 * sick)),
    }
    return model, hand.program(mechanisms, {"a": 0.0, "s": 0.0, "b": 0.0, "c": 0.0})


@pytest.mark.slow
def test_correction_for_selection_finds_what_a_naive_fit_misses(hand, tmp_path):
    random = np.random.default_rng(0)
    age, sick = random.normal(1.0, 1.0, 40_000), random.binomial(1, 0.3, 40_000)
    kept = random.random(40_000) < 1 / (1 + np.exp(1 - age - 2 * sick))
    rows = pd.DataFrame({"age": age, "sick": sick})[kept]
    model, program = biased(hand)
    fitted(model, program, rows, tmp_path / "corrected", table_batch=2048, epochs=12)
    assert program.a.item() == pytest.approx(1.0, abs=0.12)
    assert program.c.item() == pytest.approx(0.0, abs=0.12)
    assert torch.sigmoid(program.b).item() == pytest.approx(0.3, abs=0.05)
    d = hand.declared
    plain = hand.model([d("age", Real()), d("sick", Binary())], [("age", "sick")])
    _, naive = biased(hand)
    some = {v: (naive.parents[v], naive.mechanisms[v]) for v in ("age", "sick")}
    naive = hand.program(some, naive.numbers)
    fitted(plain, naive, rows, tmp_path / "naive", table_batch=2048, epochs=12)
    assert naive.a.item() > 1.25
    assert naive.c.item() < -0.25


def test_learned_numbers_in_a_selection_are_refused(hand, tmp_path):
    model, program = biased(hand)
    program.mechanisms = {
        **program.mechanisms, "archived": lambda p, age, sick: Bernoulli(logits=p.b + age)
    }  # fmt: skip
    rows = pd.DataFrame({"age": np.arange(20.0), "sick": [0, 1] * 10})
    with pytest.raises(CausalimgError, match="E0711"):
        fitted(model, program, rows, tmp_path)


@pytest.mark.slow
def test_a_hidden_common_cause_is_fitted_by_its_bound(hand, tmp_path):
    d = hand.declared
    model = hand.model(
        [d("h", Binary(), kind="latent"), *(d(v, Real()) for v in "xyz")],
        [("h", "x"), ("h", "y"), ("h", "z")],
    )

    def measured(name):
        return ("h",), lambda p, h: Normal(getattr(p, name) * h, 1.0)

    program = hand.program(
        {"h": ((), lambda p: Bernoulli(logits=p.r)), **{v: measured(f"m{v}") for v in "xyz"}},
        {"r": 0.0, "mx": 0.5, "my": 0.5, "mz": 0.5},
    )
    random = np.random.default_rng(0)
    h = random.binomial(1, 0.7, 3000)
    rows = pd.DataFrame(
        {v: m * h + random.normal(size=3000) for v, m in zip("xyz", (3, 2, -2), strict=True)}
    )
    seen = []
    fit = fit_model(
        model, rows, tmp_path, settings(draws=16, epochs=25), progress=False, program=program,
        callbacks=(lambda m: seen.append(m.gain),),
    )  # fmt: skip
    assert np.mean(seen[-10:]) > seen[0] + 0.5
    assert torch.sigmoid(program.r).item() == pytest.approx(0.7, abs=0.05)
    assert [program.mx.item(), program.my.item(), program.mz.item()] == pytest.approx(
        [3, 2, -2], abs=0.2
    )
    assert set(fit.heldout) == {"x, y, z"}


def test_sites_are_never_drawn_and_selection_is_corrected_within_each(hand, tmp_path):
    d = hand.declared
    model = hand.model(
        [d("site", Category(("n", "s")), kind="environment"), d("x", Real()),
         d("kept", Binary(), kind="selection")],
        [("site", "x"), ("x", "kept"), ("site", "kept")],
    )  # fmt: skip
    program = hand.program(
        {
            "x": (("site",), lambda p, site: Normal(p.m[site], 1.0)),
            "kept": (("x", "site"), lambda p, x, site: Bernoulli(logits=x * (2 * site - 1))),
        },
        {"m": [0.5, 0.5]},
        environment="site",
    )
    random = np.random.default_rng(1)
    site = random.binomial(1, 0.3, 30_000)
    x = np.where(site, 2.0, -1.0) + random.normal(size=30_000)
    kept = random.random(30_000) < 1 / (1 + np.exp(-x * (2 * site - 1)))
    rows = pd.DataFrame({"site": np.where(site, "s", "n"), "x": x})[kept]
    fitted(model, program, rows, tmp_path, table_batch=2048, epochs=12)
    assert program.m.tolist() == pytest.approx([-1, 2], abs=0.12)


@pytest.mark.slow
def test_priors_pull_where_rows_are_few(hand, tmp_path):
    model, program = hand.linear()
    type(program).log_prior = lambda p: Normal(0.0, 0.01).log_prob(p.c)
    fitted(model, program, hand.linear_rows(40), tmp_path)
    assert abs(program.c.item()) < 0.5


def test_pictures_are_fitted_after_tables(hand, tmp_path):
    d = hand.declared
    model = hand.model([d("x", Real()), d("image", Image(1, (2, 3)))], [("x", "image")])
    program = hand.program(
        {
            "x": ((), lambda p: Normal(p.a, 1.0)),
            "image": (("x",), lambda p, x: Normal(p.w * x[..., None, None, None], 1.0)),
        },
        {"a": 0.0, "w": np.zeros((1, 2, 3))},
        images=("image",),
        shapes={"image": (1, 2, 3)},
    )
    truth = torch.arange(6.0).reshape(1, 2, 3) / 3
    generator = torch.Generator().manual_seed(0)
    x = 1 + torch.randn(400, generator=generator)
    image = truth * x[:, None, None, None] + 0.1 * torch.randn(400, 1, 2, 3, generator=generator)
    stack = image.numpy()
    np.save(tmp_path / "stack.npy", stack)
    table = pd.DataFrame({"x": x.numpy(), "image": [f"stack.npy#{i}" for i in range(400)]})
    table.to_csv(tmp_path / "table.csv")
    order = []
    fit = fit_model(
        model, tmp_path, tmp_path / "run", settings(epochs=40, learning_rate=0.05),
        progress=False, program=program, callbacks=(lambda m: order.append(m.part),),
    )  # fmt: skip
    assert list(dict.fromkeys(order)) == ["x", "image"]
    assert torch.allclose(program.w, truth, atol=0.05)
    assert fit.summary.rows == 400


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=4), max_size=6))
def test_groups_are_the_connected_components(links):
    groups = _Groups("abcdefgh")
    graph = nx.Graph()
    graph.add_nodes_from("abcdefgh")
    for link in links:
        groups.join(link)
        nx.add_path(graph, link)
    found = groups.listed()
    assert sorted("".join(g) for g in found) == sorted(
        "".join(sorted(c)) for c in nx.connected_components(graph)
    )
