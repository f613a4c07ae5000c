"""What evidence rules out has no weight, and what nothing can be is said in words."""

import math

import pytest
import torch
from scipy import stats

import causalimg
from causalimg.queries import counterfactual

MODEL = causalimg.loads("""causalimg 1
model m
variables {
  z                       : real
  low, wide, cut, waiting : real
  positive                : real in (0, inf)
  squeezed                : real in (0, 5)
  share, twice, mixed     : real
  tossed, never           : binary
  count                   : count
  two, square             : real
  pair                    : vector[2]
}
noise {
  u_low           ~ Uniform(0, 1)
  u_squeezed      ~ Normal(0, 1)
  u_one, u_other  ~ Normal(0, 1)
  u_square        ~ Normal(0, 1)
}
mechanisms {
  z        ~ Normal(0, 1)
  low      := z + u_low
  wide     ~ Uniform(0, 1 + sigmoid(z))
  cut      ~ Normal(z, 1) truncated [0, 2]
  waiting  ~ Exponential(exp(z))
  positive ~ LogNormal(z, 1)
  squeezed := 5 * sigmoid(z + u_squeezed)
  share    ~ Beta(2, 2 + exp(z))
  tossed   ~ Bernoulli(0.5) via threshold
  never    ~ Bernoulli(0) via threshold
  twice    := 2 * tossed
  mixed    := if tossed then z else 0
  count    ~ Poisson(exp(z)) via threshold
  two      := u_one + u_other
  square   := u_square^2
  pair     ~ MultivariateNormal([0, 0], [[1, 0], [0, 1]])
}
""")


def refused(question, **options):
    with pytest.raises(causalimg.CausalimgError) as caught:
        MODEL.ask(question, draws=500, **options)
    (found,) = caught.value.diagnostics
    told = " ".join((found.message, *found.helps, *found.notes))
    assert not any(word in told for word in ("Expected", "Tensor", "distribution", "constraint"))
    return found, caught.value.source


def close(question, truth, draws=50_000):
    answer = MODEL.ask(question, draws=draws)
    assert abs(float(answer) - truth) < 4.5 * float(answer.number.error) + 1e-6


@pytest.mark.parametrize(
    "event",
    ["positive == -1", "positive == 0", "positive < 0", "squeezed == 7", "squeezed == 0",
     "cut == 3", "cut == -1", "waiting == -1", "share == 1.5", "count == -1", "count == 1.5",
     "wide == 2.5"],
)  # fmt: skip
@pytest.mark.parametrize("value", ["z", "z had tossed = 1"])
def test_an_event_that_cannot_be_is_named_with_its_place(event, value):
    found, source = refused(f"E[{value} | tossed == 1, {event}]")

    assert found.code == "E0711"
    assert found.message.startswith(f"no row has `{event}`: ")
    assert source.slice(found.span) == event


@pytest.mark.parametrize(
    "event", ["never == 1", "low == 90", "log(positive) > 1000", "never + 1 == 2"]
)
def test_an_event_that_no_draw_meets_is_shown(event):
    found, source = refused(f"E[z | {event}]")

    assert found.message == "nobody in the population meets the conditions"
    assert source.slice(found.span) == event


@pytest.mark.parametrize("event", ["z == positive", "z + 1 == 2", "element(pair, 2) == 1"])
def test_an_equality_of_what_is_continuous_asks_for_a_range(event):
    found, source = refused(f"E[z | tossed == 1, {event}]")

    assert found.message == f"`{event}` has probability zero: it compares what is continuous"
    assert source.slice(found.span) == event


@pytest.mark.parametrize(
    "event", ["two == 1.5", "square == 1.5", "square == -1.5", "mixed == 1.5"]
)
def test_an_equality_without_a_density_asks_for_a_range(event):
    found, source = refused(f"E[z | {event}]")

    assert "probability zero" in found.message
    assert source.slice(found.span) == event


@pytest.mark.slow
def test_a_value_that_some_causes_rule_out_weighs_the_others():
    inside = stats.truncnorm(1, 2)
    close("E[z | low == 2]", inside.mean())
    close("E[(z had tossed = 1) | low == 2]", inside.mean())
    # A uniform of width w counts 1 / w where it reaches 1.8.
    z = torch.linspace(math.log(0.8 / 0.2), 9, 100_001, dtype=torch.float64)
    weight = torch.exp(-(z**2) / 2) / (1 + z.sigmoid())
    close("E[z | wide == 1.8]", float((weight * z).sum() / weight.sum()), draws=200_000)


def test_evidence_of_rows_weighs_causes_in_the_same_way():
    answer = MODEL.ask("low had z = 0 given low", {"low": torch.tensor([2.0])}, draws=20_000)
    # low - z is uniform on (0, 1), weighed by the density of z = 2 - u.
    truth = 2 - stats.truncnorm(1, 2).mean()
    assert float(answer["low"].counterfactual) == pytest.approx(truth, abs=0.02)
    with pytest.raises(causalimg.CausalimgError, match="row 1 of the evidence"):
        MODEL.ask("z had tossed = 1 given share", {"share": torch.tensor([0.5, 1.5])})


def test_a_row_that_nothing_makes_goes_by_its_number_whatever_block_it_is_in(monkeypatch):
    rows, numbers = {"share": torch.tensor([0.5, 0.25, 1.5])}, (3, 5, 9)
    for budget in (2**26, 1):
        monkeypatch.setattr(counterfactual, "BUDGET", budget)
        with pytest.raises(causalimg.CausalimgError, match="makes row 9 of the evidence"):
            MODEL.ask("z had tossed = 1 given share", rows, numbers=numbers)
        with pytest.raises(causalimg.CausalimgError, match="makes row 2 of the evidence"):
            MODEL.ask("z had tossed = 1 given share", rows)


@pytest.mark.parametrize(("name", "value"), [("wide", -1.0), ("wide", 1.9), ("cut", 2.5)])
def test_complete_rows_that_no_noise_makes_are_refused(name, value):
    row = {"z": torch.zeros(1), name: torch.tensor([value])}
    with pytest.raises(causalimg.CausalimgError, match=f"no noise of the mechanism of `{name}`"):
        MODEL.ask(f"{name} had z = 1 given z, {name}", row)


def test_a_value_far_out_is_rare_and_not_impossible():
    assert float(MODEL.ask("E[z + tossed | z == 40]", draws=10_000)) == pytest.approx(
        40.5, abs=0.02
    )
    assert float(MODEL.ask("P(never == 1)")) == 0.0


def test_a_number_that_only_finite_things_make_has_events():
    assert float(MODEL.ask("E[tossed | twice == 2]", draws=1_000)) == 1.0
    assert float(MODEL.ask("P(twice == 2)")) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize(
    ("act", "place", "words"),
    [
        ("positive ~ Normal(0, z)", "Normal(0, z)", "`sd` of `Normal`"),
        ("z ~ Uniform(z, 1)", "Uniform(z, 1)", "do not fit together"),
        ("tossed ~ Bernoulli(z)", "Bernoulli(z)", "`p` of `Bernoulli`"),
        ("z = 1 / 0", "z = 1 / 0", "no finite number"),
        ("z = log(z)", "z = log(z)", "no finite number"),
    ],
)
def test_an_act_without_a_value_is_named_with_its_place(act, place, words):
    found, source = refused(f"E[positive | do({act})]")

    assert found.code == "E0711"
    assert words in found.message
    assert source.slice(found.span) == place


def test_a_parameter_outside_its_law_is_told_in_our_words():
    model = causalimg.loads("causalimg 1\nmodel m\nvariables {\n  x, y : real\n}\n"
                            "mechanisms {\n  x ~ Normal(0, 1)\n  y ~ Normal(0, x)\n}\n")  # fmt: skip
    with pytest.raises(causalimg.CausalimgError) as caught:
        model.ask("E[y]")
    (found,) = caught.value.diagnostics
    assert (found.code, found.notes) == ("E0704", ("its parameter `scale` has to be above 0",))
