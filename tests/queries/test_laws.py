"""Axioms of counterfactuals (Galles and Pearl 1998), for any rows and any seed."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalimg.program.randomness import seeded
from causalimg.queries.ask import ask

seeds = st.integers(0, 2**31)
few = settings(max_examples=12, deadline=None)
WARD = "age, stage, disease, scanner, lesions, dose, score"


def assert_same(output, row):
    if row.is_floating_point() and not output.words:
        torch.testing.assert_close(output.counterfactual, row, rtol=1e-4, atol=1e-5)
    else:
        assert torch.equal(output.counterfactual, row)


@few
@given(seeds)
def test_composition_a_null_intervention_returns_the_row(model, rows, seed):
    row = rows("ward", 40, seed)
    for set_ in ("age = age", "disease = disease", "scanner = scanner, age = age"):
        answer = ask(*model("ward"), f"{WARD} had {set_}", row, seed=seed, draws=3)
        for output in answer.outputs:
            assert_same(output, row[output.name])
    # Every discrete draw, not only the mean, comes back.
    same = ask(*model("ward"), f"{WARD} had age = age", row, seed=seed, draws=3)
    for name in ("disease", "stage", "scanner", "lesions"):
        assert bool((same[name].draws == row[name]).all())


@few
@given(seeds, st.floats(20, 90), st.sampled_from(["agfa", "philips", "other"]))
def test_effectiveness_what_is_set_is_there(model, rows, seed, age, scanner):
    row = rows("ward", 10, seed)
    text = f"age, scanner had age = {age!r}, scanner = {scanner}"
    answer = ask(*model("ward"), text, row, seed=seed)
    torch.testing.assert_close(answer["age"].counterfactual, torch.full((10,), age))
    index = ("agfa", "philips", "other").index(scanner)
    assert bool((answer["scanner"].counterfactual == index).all())


@few
@given(seeds)
def test_what_an_intervention_does_not_cause_stays_to_the_bit(model, rows, seed):
    row = rows("ward", 20, seed)
    answer = ask(*model("ward"), "age, stage, disease, lesions had scanner = agfa", row, seed=seed)
    for output in answer.outputs:
        assert torch.equal(output.counterfactual, row[output.name])


@few
@given(seeds, st.floats(-3, 3))
def test_reversibility_going_back_returns_the_row(model, rows, seed, x):
    row = rows("school", 20, seed)
    there = ask(*model("school"), f"x, h, y had x = {x!r}", row)
    moved = {output.name: output.counterfactual for output in there.outputs}
    back = ask(*model("school"), "h, y had x = x", {**moved, "x": row["x"]} | moved)
    for name in ("h", "y"):
        torch.testing.assert_close(back[name].counterfactual, moved[name], rtol=1e-4, atol=1e-4)
    # Pearl's form: if h would be m under x and x would be x under h = m, setting both changes nothing.
    both = ask(*model("school"), f"y had x = {x!r}, h = (h had x = {x!r})", row)
    torch.testing.assert_close(both["y"].counterfactual, moved["y"], rtol=1e-4, atol=1e-4)


@few
@given(seeds, st.floats(-3, 3))
def test_a_twin_world_equals_abduction_action_prediction(model, rows, seed, x):
    _, program = model("school")
    with seeded(seed):
        noise = program.draw_noise(30)
    row = program.predict(noise)
    twin = program.predict(noise, {"x": torch.full((30,), x)})
    answer = ask(*model("school"), f"h, y had x = {x!r}", row)
    for name in ("h", "y"):
        torch.testing.assert_close(answer[name].counterfactual, twin[name], rtol=1e-4, atol=1e-4)


@few
@given(seeds)
def test_the_same_seed_gives_the_same_answer(model, rows, seed):
    row = rows("ward", 5, seed)
    first, again = (ask(*model("ward"), f"{WARD} had age = 80", row, seed=seed) for _ in "ab")
    for one, other in zip(first.outputs, again.outputs, strict=True):
        assert torch.equal(one.counterfactual, other.counterfactual)


@few
@given(seeds)
def test_a_threshold_is_monotone(model, rows, seed):
    row = rows("ward", 60, seed)
    older = ask(*model("ward"), "disease had age = age + 5", row, seed=seed, draws=4)
    sick = row["disease"] == 1
    assert bool((older["disease"].draws[:, sick] == 1).all())
