"""Exact answers of other engines, asked as text: parse, build, ask, compare."""

import json
import math
from pathlib import Path

import pytest
import torch

from causalimg.queries.ask import ask
from oracle_texts import built, discrete_text, query_text

ORACLES = Path(__file__).parent.parent / "oracles"


def cases(name):
    path = ORACLES / f"{name}.json"
    return [pytest.param(case, id=case["name"]) for case in json.loads(path.read_text())]


# ---- finite models: every answer to 1e-6 ----------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("case", cases("numeric_discrete_scm"))
def test_finite_models_are_answered_exactly(case):
    model, program = built(
        discrete_text(case["name"], case["mechanisms"], case["noise_probabilities"])
    )
    for query in case["queries"]:
        text = query_text(query)
        answer = ask(model, program, text)
        assert answer.quality == "exact", text
        assert float(answer) == pytest.approx(query["probability"], abs=1e-6), text


@pytest.mark.parametrize("case", cases("mediation"))
def test_natural_effects_are_nested_counterfactuals(case):
    tables = case["fscm"]
    model, program = built(discrete_text("mediated", tables["mechanisms"], tables["noise"]))
    x, m, y = case["treatment"], case["mediator"], case["outcome"]
    untreated = f"E[{y} had {x} = 0]"
    asked = {
        "total_effect": f"E[{y} | do({x} = 1)] - E[{y} | do({x} = 0)]",
        "natural_direct_effect": f"E[{y} had {x} = 1, {m} = ({m} had {x} = 0)] - {untreated}",
        "natural_indirect_effect": f"E[{y} had {x} = 0, {m} = ({m} had {x} = 1)] - {untreated}",
    }
    for name, text in asked.items():
        assert float(ask(model, program, text)) == pytest.approx(case[name], abs=1e-6), text
    for value, effect in enumerate(case["controlled_direct_effect"]):
        text = f"E[{y} | do({x} = 1, {m} = {value})] - E[{y} | do({x} = 0, {m} = {value})]"
        assert float(ask(model, program, text)) == pytest.approx(effect, abs=1e-6), text


def test_evidence_on_rows_follows_the_exact_posterior():
    """The same finite models, asked about a row: frequencies of draws match the exact answer."""
    for case in json.loads((ORACLES / "numeric_discrete_scm.json").read_text())[4:10]:
        text = discrete_text(case["name"], case["mechanisms"], case["noise_probabilities"])
        model, program = built(text)
        full = [q for q in case["queries"] if q["kind"] == "counterfactual_full_evidence"]
        for query in full[:2]:
            (event,) = query["event"]
            row = {g["var"]: torch.tensor([float(g["value"])]) for g in query["given"]}
            done = ", ".join(f"{v} = {x}" for v, x in event["do"].items())
            answer = ask(model, program, f"{event['var']} had {done}", row, draws=2_000)
            share = float((answer[event["var"]].draws == event["value"]).double().mean())
            sure = math.sqrt(query["probability"] * (1 - query["probability"]) / 2_000)
            assert abs(share - query["probability"]) <= 4 * sure + 1e-6


# ---- linear-Gaussian models: closed forms ---------------------------------------------------


def gaussian_text(case):
    """A linear-Gaussian model; correlated noises come from a latent cause of the pair.

    Noise of `V` with variance s^2 and covariance c with another one splits into a latent
    N(0, 1) with loadings whose product is c, and own noise with what is left of the variance.
    """
    left = {v: s**2 for v, s in case["noise_sd"].items()}
    terms = {v: [f"{case['intercepts'][v]!r}"] for v in case["nodes"]}
    for edge, weight in case["coefficients"].items():
        cause, effect = edge.split("->")
        terms[effect].append(f"{weight!r} * {cause}")
    latents = []
    for pair, covariance in case["noise_cov"].items():
        a, b = pair.split("<->")
        ratio = case["noise_sd"][a] / case["noise_sd"][b]
        loads = math.sqrt(abs(covariance) * ratio), math.sqrt(abs(covariance) / ratio)
        latents.append(f"L_{a}_{b}")
        for v, load, sign in ((a, loads[0], 1), (b, loads[1], math.copysign(1, covariance))):
            left[v] -= load**2
            terms[v].append(f"{sign * load!r} * {latents[-1]}")
    assert min(left.values()) > 0, "the covariances leave no own noise"
    lines = ["causalimg 1", "", f"model {case['name']}", "", "variables {"]
    lines += [f"  latent {latent} : real" for latent in latents]
    lines += [f"  {v} : real" for v in case["nodes"]]
    lines += ["}", "", "noise {"]
    lines += [f"  u_{v} ~ Normal(0, {math.sqrt(left[v])!r})" for v in case["nodes"]]
    lines += ["}", "", "mechanisms {", *(f"  {latent} ~ Normal(0, 1)" for latent in latents)]
    lines += [f"  {v} := {' + '.join(terms[v])} + u_{v}" for v in case["nodes"]]
    return "\n".join([*lines, "}", ""])


@pytest.mark.parametrize("case", cases("numeric_linear_gaussian"))
def test_gaussian_interventions_match_the_closed_form(case):
    model, program = built(gaussian_text(case))
    done = ", ".join(f"{v} = {x!r}" for v, x in case["interventional"]["do"].items())
    for node, mean in case["interventional"]["mean"].items():
        answer = ask(model, program, f"E[{node} | do({done})]", draws=20_000, seed=7)
        assert answer.number is not None
        assert abs(float(answer) - mean) <= 4.5 * float(answer.number.error) + 1e-5, node
    last = case["nodes"][-1]
    spread = f"E[{last} * {last} | do({done})] - E[{last} | do({done})] ^ 2"
    answer = ask(model, program, spread, draws=20_000, seed=7)
    assert answer.number is not None
    variance = case["interventional"]["cov"][-1][-1]
    assert abs(float(answer) - variance) <= 4.5 * float(answer.number.error) + 1e-4


@pytest.mark.parametrize("case", cases("numeric_linear_gaussian"))
def test_gaussian_counterfactuals_match_the_closed_form(case):
    model, program = built(gaussian_text(case))
    known = case["counterfactual"]
    row = {v: torch.tensor([x]) for v, x in known["evidence"].items()}
    done = ", ".join(f"{v} = {x!r}" for v, x in known["do"].items())
    given = ", ".join(known["evidence"])
    text = f"{', '.join(case['nodes'])} had {done} given {given}"
    answer = ask(model, program, text, row, draws=4_000, particles=60_000, seed=11)
    size = math.inf if answer.effective is None else float(answer.effective)
    for i, node in enumerate(case["nodes"]):
        had, variance = answer[node].counterfactual, max(0.0, known["cov"][i][i])
        sure = math.sqrt(variance * (1 / size + 1 / 4_000))
        assert abs(float(had) - known["mean"][node]) <= 4.5 * sure + 2e-4, node
        if variance > 1e-6:
            relative = float(answer[node].spread) ** 2 / variance
            assert abs(relative - 1) <= 4.5 * math.sqrt(2 / size + 2 / 4_000), node
