"""Laws of the last way to the maximum: what can be computed is what the fit gives."""

import math
import os
import signal

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from torch.distributions import Normal

from causalimg.causal.analyse import analyse
from causalimg.fitting import FitStopped, Settings, ascent, fit_model, loop
from causalimg.fitting.ascent import ascend
from causalimg.fitting.store import final_weights, read_run
from causalimg.source import Source

TEXT = """causalimg 1
model sums
variables {
  a, y, z : real
  b, q : binary
  g : category {r, s, t}
  n : count
}
parameters {
  m_a, k0, ka, kb, l0, la, p0, pa : real
  s_a, s_y : real in (0, inf)
}
noise { u : real ~ Normal(0, 1) }
mechanisms {
  a ~ Normal(m_a, s_a)
  b ~ table() via threshold
  g ~ table() given b via gumbel_max
  y ~ Normal(k0 + ka * a + kb * b, s_y)
  z := linear(a, g) + 2 * u
  q ~ Bernoulli(logit = l0 + la * a) via threshold
  n ~ Poisson(exp(p0 + pa * a)) via threshold
}
"""
SHORT = {"epochs": 2, "patience": 2}


def checked(text):
    analysis = analyse(Source("sums.scm", text))
    assert analysis.model is not None, analysis.diagnostics
    return analysis.model


def rows_of(size=1000, seed=0):
    random = np.random.default_rng(seed)
    a, b = random.normal(3, 2, size), random.binomial(1, 0.3, size)
    shares = np.where(b[:, None], [0.6, 0.3, 0.1], [0.2, 0.3, 0.5]).cumsum(1)
    g = (random.random(size)[:, None] > shares).sum(1)
    return pd.DataFrame({
        "a": a, "b": b, "g": np.array(list("rst"))[g],
        "y": 1 + a / 2 - 2 * b + random.normal(0, 0.7, size),
        "z": 5 - a + g + 2 * random.normal(size=size),
        "q": random.binomial(1, 1 / (1 + np.exp(1 - 0.4 * a))),
        "n": random.poisson(np.exp(0.2 + 0.1 * a)),
    })  # fmt: skip


def close(value):
    return pytest.approx(value, rel=1e-3)


def test_every_number_is_the_maximum_of_the_likelihood_of_all_rows(tmp_path):
    rows = rows_of()
    p = fit_model(checked(TEXT), rows, tmp_path, Settings(fit=SHORT), progress=False).program
    numbers = {name: getattr(p, name).item() for name in p.numbers}
    assert numbers["m_a"] == close(rows.a.mean())
    assert numbers["s_a"] == close(rows.a.std(ddof=0))
    shares = torch.softmax(p.b_table.logits, -1)[0].tolist()
    assert shares == close([1 - rows.b.mean(), rows.b.mean()])
    crossed = pd.crosstab(rows.b, rows.g, normalize="index").to_numpy()
    assert torch.softmax(p.g_table.logits, -1).detach().numpy() == close(crossed)
    design = np.column_stack([np.ones(len(rows)), rows.a, rows.b])
    best, *_ = np.linalg.lstsq(design, rows.y, rcond=None)
    assert [numbers[k] for k in ("k0", "ka", "kb")] == close(best)
    assert numbers["s_y"] == close((rows.y - design @ best).std(ddof=0))
    line = design[:, :2]
    logit = minimize(
        lambda c: (np.logaddexp(0, line @ c) - rows.q * (line @ c)).mean(), [0, 0], tol=1e-9
    )
    assert [numbers["l0"], numbers["la"]] == close(logit.x)
    count = minimize(lambda c: (np.exp(line @ c) - rows.n * (line @ c)).mean(), [0, 0], tol=1e-9)
    assert [numbers["p0"], numbers["pa"]] == close(count.x)
    shown = np.column_stack([rows.a, *(rows.g == word for word in "rst")]).astype(float)
    best, *_ = np.linalg.lstsq(shown, rows.z, rcond=None)
    code = torch.tensor([list("rst").index(word) for word in rows.g])
    with torch.no_grad():
        line = p.z(torch.tensor(rows.a.to_numpy(), dtype=torch.float32), code)(
            torch.zeros(len(rows))
        )
    assert line.numpy() == pytest.approx(shown @ best, rel=1e-3, abs=2e-3)


def test_log_odds_that_are_weighted_sums_are_logistic_regression(tmp_path):
    """`linear()` after `~`, beside scikit-learn's estimate of the same likelihood."""
    text = """causalimg 1
model view
variables {
  a : real
  b : binary
  g : category {r, s, t}
}
mechanisms {
  a ~ Normal(0, 1)
  b ~ linear() given a, g via threshold
  g ~ linear() given a via gumbel_max
}
"""
    rows = rows_of(1500)[["a", "b", "g"]]
    fit = fit_model(checked(text), rows, tmp_path, Settings(fit=SHORT), progress=False)
    a = torch.tensor(rows.a.to_numpy(), dtype=torch.float32)
    code = torch.tensor([list("rst").index(word) for word in rows.g])
    found = {"g": fit.program.g(a).law().probs, "b": fit.program.b(a, code).law().probs}
    alone = rows[["a"]].to_numpy()
    causes = {"g": alone, "b": np.column_stack([alone, np.eye(3)[code][:, 1:]])}
    for name, design in causes.items():
        usual = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(design, rows[name])
        best = usual.predict_proba(design)
        best = best[:, 1] if name == "b" else best
        assert found[name].detach().numpy() == pytest.approx(best, abs=1e-3)


def test_with_a_prior_it_is_the_most_probable_value(tmp_path):
    text = """causalimg 1
model prior
variables { x : real }
parameters { m : real ~ Normal(1, 0.1) }
mechanisms { x ~ Normal(m, 2) }
"""
    rows = rows_of(300)[["a"]].rename(columns={"a": "x"})
    fit = fit_model(checked(text), rows, tmp_path, Settings(fit=SHORT), progress=False)
    weight = 300 / 4
    assert fit.program.m.item() == close((rows.x.mean() * weight + 100) / (weight + 100))


def test_the_reported_score_is_that_of_rows_not_yet_seen(hand, tmp_path):
    model, program = hand.linear()
    scores = {}

    def note(moment):
        if moment.heldout is not None:
            scores[moment.part] = max(moment.heldout, scores.get(moment.part, -np.inf))

    fit = fit_model(model, hand.linear_rows(200), tmp_path, Settings(fit=SHORT), progress=False,
                    program=program, callbacks=(note,))  # fmt: skip
    assert fit.heldout == pytest.approx(scores, abs=1e-4)


def test_a_scale_that_falls_to_nothing_is_left_where_it_was(tmp_path):
    rows = pd.DataFrame({"a": np.arange(40.0)})
    text = """causalimg 1
model exact
variables { a, y : real }
parameters { k : real  s : real in (0, inf) }
mechanisms {
  a ~ Normal(0, 1)
  y ~ Normal(k * a, s)
}
""".replace("k : real  s", "k : real\n s")
    rows["y"] = 2 * rows.a
    fit = fit_model(checked(text), rows, tmp_path, Settings(fit=SHORT), progress=False)
    assert 1e-6 < fit.program.s.item() < 1e6
    assert np.isfinite(fit.heldout["y"])


def test_a_scale_below_nothing_only_counts_as_too_far(hand, tmp_path):
    model, program = hand.linear()
    program.mechanisms = {**program.mechanisms, "x": lambda p: Normal(p.a, p.s + 0.3)}
    rows = hand.linear_rows(500)
    fit_model(model, rows, tmp_path, Settings(fit=SHORT), progress=False, program=program)
    assert program.s.item() + 0.3 == close(rows.x.std(ddof=0))


def test_control_c_on_the_last_way_leaves_a_run_that_goes_on_to_the_bit(
    hand, tmp_path, monkeypatch
):
    def run(out, **options):
        model, program = hand.linear()
        return fit_model(model, hand.linear_rows(200), out, Settings(fit=SHORT), progress=False,
                         program=program, **options)  # fmt: skip

    def weights(out):
        return {k: v.numpy().tobytes() for k, v in final_weights(out, read_run(out)).items()}

    whole = run(tmp_path / "whole")
    polish, calls = loop.polish, []

    def pressed(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return polish(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(loop, "polish", pressed)
        with pytest.raises(FitStopped):
            run(tmp_path / "cut")
    assert run(tmp_path / "cut", resume=True).heldout == whole.heldout
    assert weights(tmp_path / "cut") == weights(tmp_path / "whole")
    assert torch.get_default_dtype() == torch.float32


def test_a_valley_is_climbed_and_a_slope_without_end_is_not():
    def rosenbrock(p):
        x, y = p
        slope = torch.stack([2 * (1 - x) + 400 * x * (y - x**2), -200 * (y - x**2)])
        return float(-((1 - x) ** 2) - 100 * (y - x**2) ** 2), slope

    start = torch.tensor([-1.2, 1.0], dtype=torch.float64)
    assert ascend(rosenbrock, start).tolist() == pytest.approx([1, 1], abs=1e-6)
    assert ascend(lambda p: (float(p.sum()), torch.ones(2)), start.float()) is None
    assert ascend(lambda p: (float("nan"), p), start) is None
    assert ascent.FLAT < ascent.ALMOST


def test_a_top_near_what_cannot_be_is_reached():
    # -50 log x - 5 / x is highest at 1/10 and is not there from 0 down: a step from 5 lands there.
    def at(point):
        if point.item() <= 0:
            return -math.inf, torch.zeros(1, dtype=torch.float64)
        return -float(50 * point.log() + 5 / point), 5 / point**2 - 50 / point

    found = ascend(at, torch.tensor([5.0], dtype=torch.float64))
    assert found.item() == pytest.approx(0.1, rel=1e-6)
