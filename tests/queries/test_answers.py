"""What questions say: numbers that are known, marks, refusals, forms of an answer."""

import base64
import json
import math

import pytest
import torch

from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.api import loads
from causalimg.queries.ask import ask
from causalimg.semantics.expr import Expectation, Number, Sweep, VariableRef
from causalimg.semantics.model import Estimand


def close(answer, truth, slack=0.0):
    assert answer.number is not None
    assert abs(float(answer) - truth) <= 4.5 * float(answer.number.error) + slack


def refused(code):
    return pytest.raises(CausalimgError, match=code)


# ---- known numbers ---------------------------------------------------------------------------


def test_joe_would_have_scored_one_point_nine(model):
    joe = {"x": torch.tensor([0.5]), "h": torch.tensor([1.0]), "y": torch.tensor([1.5])}
    answer = ask(*model("school"), "y had h = 2", joe)
    assert float(answer["y"].counterfactual) == pytest.approx(1.9)
    assert (answer.rung, answer.quality, answer.draws) == (3, "exact", 1)
    assert answer.evidence == ("x", "h", "y")
    assert float(answer["y"].difference) == pytest.approx(0.4)


def test_association_is_not_intervention(model):
    # x = z + N(0, 1): E[z | x = 1] = 1/2, and intervention leaves z alone.
    seen = ask(*model("confounded"), "E[y | x == 1]", draws=50_000)
    done = ask(*model("confounded"), "E[y | do(x = 1)]", draws=50_000)
    close(seen, 2 + 3 / 2)
    close(done, 2.0)
    assert (seen.rung, done.rung) == (1, 2)
    assert seen.effective is not None
    assert float(seen.effective) < 50_000


def test_an_effect_shares_its_draws(model):
    effect = ask(*model("confounded"), "E[y | do(x = 1)] - E[y | do(x = 0)]", draws=1_000)
    assert effect.number is not None
    assert float(effect) == pytest.approx(2.0, abs=1e-4)
    assert float(effect.number.error) < 1e-4


def test_a_constant_stands_beside_averages():
    model = loads(
        "causalimg 1\nparam usual : real = 40\nvariables { x : real }\n"
        "mechanisms {\n  x ~ Normal(50, 1)\n}\n",
        usual=45.0,
    )
    close(ask(model.checked, model.program, "2 * (E[x] - usual)", draws=1_000), 10.0)


@pytest.mark.parametrize(
    ("asked", "truth"),
    [("abs(x > 50)", 0.5), ("softplus(x > 50)", (math.log(2) + math.log(1 + math.e)) / 2),
     ("-(x > 50)", -0.5), ("(x > 50) / 2", 0.25), ("sum([x > 50, 1])", 1.5)],
)  # fmt: skip
def test_conditions_count_as_numbers(asked, truth):
    model = loads("causalimg 1\nvariables { x : real }\nmechanisms { x ~ Normal(50, 1) }\n")
    close(ask(model.checked, model.program, f"E[{asked}]", draws=4_000), truth)


def test_the_treated_are_conditioned_on_by_density_and_abducted(model):
    # y had x = 0, among rows with x = 1: 3 E[z | x = 1] = 3/2.
    answer = ask(*model("confounded"), "E[y had x = 0 | x == 1]", draws=50_000)
    close(answer, 1.5)
    assert answer.rung == 3


def test_events_condition_by_rejection(model):
    # P(x > 0 | z > 0) with correlation 1/sqrt 2: 1/2 + asin(r) / pi.
    answer = ask(*model("confounded"), "P(x > 0 | z > 0)", draws=50_000)
    close(answer, 0.5 + math.asin(math.sqrt(0.5)) / math.pi)


def test_shifts_and_stochastic_interventions(model):
    close(ask(*model("confounded"), "E[y | do(x = x + 1)]", draws=50_000), 2.0)
    close(ask(*model("confounded"), "E[y | do(x ~ Normal(3, 0.1))]", draws=50_000), 6.0)
    close(ask(*model("confounded"), "E[x | do(z ~ Normal(0, 1) truncated [1, 2])]"), 1.3832, 1e-3)
    stages = "P(stage == severe | do(stage ~ OrderedLogistic(0.5, cuts = [-1, 1])))"
    close(ask(*model("ward"), stages, draws=50_000), 1 / (1 + math.exp(0.5)))


def test_a_latent_cause_is_inferred_before_it_is_carried_over(model):
    # P(frail | treated, died) by Bayes, then the other treatment for the same patient.
    row = {"treated": torch.tensor([0.0]), "died": torch.tensor([1.0]), "effect": torch.zeros(1)}
    frail, robust = 0.4 * 0.3 * 0.6, 0.6 * 0.8 * 0.1
    share = frail / (frail + robust)
    # Threshold noise: dying at 0.6 leaves half of the mass below 0.3; robust ones die alike.
    truth = share * 0.5 + (1 - share)
    answer = ask(*model("hidden"), "died had treated = 1 given treated, died", row, draws=20_000)
    assert answer.quality == "exact"
    assert float(answer["died"].counterfactual) == pytest.approx(truth, abs=0.02)
    exact = ask(*model("hidden"), "P((died had treated = 1) == 1 | treated == 0, died == 1)")
    assert exact.quality == "exact"
    assert float(exact) == pytest.approx(truth, abs=1e-6)


def test_a_continuous_latent_is_sampled_and_says_so(model):
    row = {"treated": torch.ones(1), "effect": torch.tensor([3.0]), "died": torch.zeros(1)}
    answer = ask(*model("hidden"), "effect had treated = 0", row, draws=5_000, particles=50_000)
    assert answer.quality == "sampled"
    assert answer.effective is not None
    assert float(answer.effective) > 1_000
    # cause | effect = 3 is Normal(9 / 9.25, ...): 3 - cause on average.
    assert float(answer["effect"].counterfactual) == pytest.approx(3 - 9 / 9.25, abs=0.02)


def test_a_ladder_is_one_pass_of_worlds(model, rows):
    row = rows("school", 7)
    answer = ask(*model("school"), "y had x in 0 .. 2 by 0.5", row)
    assert answer.ladder["x"].tolist() == [0, 0.5, 1, 1.5, 2]
    assert answer["y"].counterfactual.shape == (5, 7)
    slope = answer["y"].counterfactual[1:] - answer["y"].counterfactual[:-1]
    torch.testing.assert_close(slope, torch.full((4, 7), 0.45), rtol=1e-3, atol=1e-4)


def test_a_ladder_goes_down_by_steps_below_zero(model, rows):
    row = rows("school", 3)
    down = ask(*model("school"), "y had x in 2 .. 0 by -0.5", row)
    up = ask(*model("school"), "y had x in 0 .. 2 by 0.5", row)
    assert down.ladder["x"].tolist() == [2, 1.5, 1, 0.5, 0]
    torch.testing.assert_close(down["y"].counterfactual.flip(0), up["y"].counterfactual)


def test_a_ladder_inside_an_expectation_is_a_curve(model):
    _, program = model("confounded")
    rungs = Sweep("x", Number(0), Number(2), Number(1))
    curve = Estimand("curve", Expectation(False, VariableRef("y"), (rungs,)))
    answer = ask(model("confounded")[0], program, curve, draws=20_000, text="a curve")
    assert answer.number is not None
    want = torch.tensor([0.0, 2, 4]).double()
    torch.testing.assert_close(answer.number.value, want, atol=0.1, rtol=0)
    assert answer.to_table().columns[0] == "x"
    assert len(answer.to_table()) == 3


def test_a_contrast_is_arithmetic_with_had_inside(model, rows):
    row = rows("school", 4)
    answer = ask(*model("school"), "y - (y had x = 0)", row)
    (output,) = answer.outputs
    torch.testing.assert_close(output.counterfactual, 0.9 * row["x"], rtol=1e-3, atol=1e-4)
    assert output.factual is None


def test_missing_values_that_do_not_matter_are_not_inferred(model, rows):
    row = {
        name: v for name, v in rows("ward", 6).items() if name in ("disease", "scanner", "dose")
    }
    answer = ask(*model("ward"), "dose had scanner = agfa", row)
    assert answer.quality == "exact"
    assert answer.effective is None
    assert set(answer.evidence) == {"scanner", "dose"}


# ---- populations -----------------------------------------------------------------------------


def by_enumeration(site_shares, world, *, everyone):
    """E[tested had ...] in the model `sites`, summed by hand; `world` maps ill, threshold to it."""
    north, south = site_shares
    total = weight = 0.0
    kept = {}
    for site, p in (("north", 0.2), ("south", 0.6)):
        kept[site] = sum(
            pi * pt * (0.1 + 0.4 * i + 0.4 * t)
            for i, pi in ((0, 1 - p), (1, p))
            for t, pt in ((0, 0.7 - 0.5 * i), (1, 0.3 + 0.5 * i))
        )
    for site, p, share in (("north", 0.2, north), ("south", 0.6, south)):
        for i, pi in ((0, 1 - p), (1, p)):
            for t, pt in ((0, 0.7 - 0.5 * i), (1, 0.3 + 0.5 * i)):
                chance = share / kept[site] * pi * pt
                chance *= 1.0 if everyone else 0.1 + 0.4 * i + 0.4 * t
                total, weight = total + chance * world(i, t), weight + chance
    return total / weight


def test_sites_have_their_share_and_selection_is_weighed(model):
    shares = torch.tensor([300.0, 100.0])
    options = {"rows_frequencies": shares}
    share = (0.75, 0.25)
    seen = ask(*model("sites"), "P(ill)", **options)
    assert seen.quality == "exact"
    truth = by_enumeration(share, lambda i, t: i, everyone=False)
    assert float(seen) == pytest.approx(truth, abs=1e-6)
    everyone = ask(*model("sites"), "P(ill) for everyone", **options)
    truth = by_enumeration(share, lambda i, t: i, everyone=True)
    assert float(everyone) == pytest.approx(truth, abs=1e-6)
    north = ask(*model("sites"), "P(ill) for north")
    # Selected, in the north: Bayes with P(selected | ill) = 0.5 + 0.4 * 0.8.
    chance = 0.2 * (0.5 + 0.32) / (0.2 * 0.82 + 0.8 * (0.1 + 0.12))
    assert float(north) == pytest.approx(chance, abs=1e-6)


def test_site_shares_are_needed_and_counted_in_rows(model, rows):
    with refused("E0711"):
        ask(*model("sites"), "P(ill)")
    counted = ask(*model("sites"), "P(ill)", rows("sites", 10))
    given = ask(*model("sites"), "P(ill)", rows_frequencies=torch.tensor([1.0, 1.0]))
    assert float(counted) == pytest.approx(float(given))


def test_nobody_meets_the_condition(model):
    with refused("E0711"):
        ask(*model("confounded"), "E[y | x > 100]", draws=1_000)


def test_an_equality_without_density_is_refused(model):
    with refused("E0711"):
        ask(*model("confounded"), "E[y | w == 1]", draws=1_000)


# ---- support, residual, pictures, predictors -------------------------------------------------


def test_leaving_the_support_is_marked(model, rows):
    answer = ask(*model("ward"), "score had age = age + 60", rows("ward", 20))
    assert [w.code for w in answer.warnings] == ["W0712"]
    marks = answer.outside["age"]
    assert bool(marks.any())
    assert "outside the support" in answer.summary
    inside = ask(*model("ward"), "score had age = 60", rows("ward", 20))
    assert not inside.warnings
    assert not inside.outside


def test_the_residual_can_be_kept_or_dropped(model, rows):
    row = rows("picture", 4)
    text = "image had size = size"
    kept = ask(*model("picture"), text, row, draws=2)
    assert kept.quality == "amortised"
    torch.testing.assert_close(kept["image"].counterfactual, row["image"], rtol=1e-4, atol=1e-4)
    dropped = ask(*model("picture"), text, row, draws=2, residual="drop")
    assert dropped.residual == "drop"
    assert float((dropped["image"].counterfactual - row["image"]).abs().max()) > 0.01
    assert float(dropped["image"].counterfactual.std(-1).max()) < float(row["image"].std(-1).max())


def test_blocks_of_rows_join_to_the_whole(model, rows, monkeypatch):
    row = rows("picture", 5)
    whole = ask(*model("picture"), "strip", row, draws=2)
    monkeypatch.setattr("causalimg.queries.counterfactual.BUDGET", 1)
    parts = ask(*model("picture"), "strip", row, draws=2)
    assert whole["image"].counterfactual.shape == parts["image"].counterfactual.shape
    assert parts["image"].counterfactual.shape == (5, 5, 1, 8, 12)
    assert parts["image"].spread.shape == (5, 5, 1, 8, 12)


def test_pictures_are_drawn(model, rows, tmp_path):
    row = rows("picture", 3)
    for query in ("larger", "strip", "image - (image had size = 1 mm)"):
        answer = ask(*model("picture"), query, row, draws=2)
        path = tmp_path / "answer.png"
        answer.to_png(path)
        assert path.read_bytes().startswith(b"\x89PNG")
        shown = answer._repr_mimebundle_()
        assert shown["image/png"].startswith(b"\x89PNG")
        assert base64.b64encode(shown["image/png"]).decode() in shown["text/html"]
        assert len(answer.to_table()) == 3 * max(1, len(answer.ladder.get("size", [0])))


def test_predictors_are_variables_after_training(model):
    def brightness(values):
        return values["image"].flatten(1).mean(-1)

    asked = "E[reader | do(size = 3 mm)] - E[reader | do(size = 1 mm)]"
    with refused("E0714"):
        ask(*model("picture"), asked)
    trained = {"reader": brightness}
    answer = ask(*model("picture"), asked, predictors=trained, draws=200)
    assert answer.number is not None
    assert math.isfinite(float(answer.number.error))
    mean = ask(*model("picture"), "E[reader]", predictors=trained, draws=200)
    share = ask(*model("picture"), "P(reader == 1)", predictors=trained, draws=200)
    rest = ask(*model("picture"), "P(reader == 0)", predictors=trained, draws=200)
    assert float(share) == pytest.approx(float(mean))
    assert float(share) + float(rest) == pytest.approx(1.0)


# ---- forms -----------------------------------------------------------------------------------


def test_answers_are_tables_json_and_html(model, rows):
    answer = ask(*model("ward"), "scanner, score had disease = 1", rows("ward", 3))
    table = answer.to_table()
    assert list(table["row"]) == [0, 1, 2]
    assert set(table["scanner had"]) <= {"agfa", "philips", "other"}
    plain = json.loads(answer.to_json())
    assert plain["rung"] == 3
    assert plain["outputs"]["scanner"]["values"] == ["agfa", "philips", "other"]
    assert "<script" not in answer._repr_html_()
    number = ask(*model("school"), "E[y | do(x = 1)]", draws=1_000)
    assert json.loads(number.to_json())["number"]["value"] == pytest.approx(float(number))
    assert "&lt;" in ask(*model("school"), "P(y < 1)", draws=100)._repr_html_()


def test_means_over_draws_say_that_they_are_and_how_far_off_they_may_be(model):
    row = {"frailty": 1.0, "treated": 1.0, "died": 0.0, "cause": 0.0, "effect": 0.0}
    row = {name: torch.tensor([value]) for name, value in row.items()}
    answer = ask(*model("hidden"), "died, effect had treated = 0", row, draws=64)
    assert answer.quality == "exact"
    assert "exact posterior · means over 64 draws" in answer.summary
    assert "error is Monte-Carlo" in answer.summary
    error = answer["died"].spread / 8
    torch.testing.assert_close(answer["died"].error, error)
    table = answer.to_table()
    assert list(table["died Monte-Carlo error"]) == pytest.approx(error.tolist())
    assert "effect Monte-Carlo error" not in table
    assert json.loads(answer.to_json())["outputs"]["died"]["standard_error"] == error.tolist()


def test_draws_picked_among_few_particles_count_for_less(model):
    row = {"treated": torch.tensor([1.0]), "effect": torch.tensor([2.0])}
    answer = ask(*model("hidden"), "effect had treated = 0", row, draws=50)
    own = answer["effect"].spread * (1 / 50 + 1 / answer.effective.float()).sqrt()
    torch.testing.assert_close(answer["effect"].error, own)


def test_whether_something_would_hold_is_a_share_of_the_draws(model):
    names = ("frailty", "treated", "died", "cause", "effect")
    row = {name: torch.tensor([float(name != "died")]) for name in names}
    answer = ask(*model("hidden"), "(died had treated = 0) == 1", row, draws=16)
    share = answer["(died had treated = 0) == 1"]
    torch.testing.assert_close(share.counterfactual, share.draws.mean(0))


def test_exact_and_sampled_numbers_say_what_they_rest_on(model):
    exact = ask(*model("hidden"), "P(died | do(treated = 1))")
    assert "exact · all" in exact.summary
    assert "seed" not in exact.summary
    sampled = ask(*model("school"), "E[y | do(x = 1)]", draws=100)
    assert (
        "sampled · 100 draws, seed 0 · error is Monte-Carlo, not that of a fit" in sampled.summary
    )


def test_requests_that_cannot_be_answered(model, rows):
    with refused("E0711"):
        ask(*model("school"), "y had x = 1")
    with refused("E0711"):
        ask(*model("school"), "y had x = 1 given h, x", {"x": torch.zeros(2), "y": torch.zeros(2)})
    with pytest.raises(CausalimgError):
        ask(*model("school"), "E[nobody]")
