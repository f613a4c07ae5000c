"""Laws that every form of every program keeps."""

import math
from itertools import product

import pyro
import pytest
import torch
from hypothesis import given, settings

from causalimg.program.randomness import seeded
from causalimg.semantics.types import Binary, Category, Count, Image, Ordinal, values_of
from compiled import GALLERY, GOOD, compiled, finite_models, program_of, read, sample, text_of

pytestmark = pytest.mark.usefixtures("_own_numbers")


@pytest.fixture
def _own_numbers():
    pyro.clear_param_store()


FITTING = [path for path in (*GALLERY, *GOOD) if path.stem != "chest_xray"]


def close(left, right):
    if not (left.is_floating_point() or left.is_complex()):
        return torch.equal(left, right)
    # Grey levels are rounded in parts of their range, black ones too.
    picture = right.dim() >= 3 and right.shape[-1] * right.shape[-2] >= 64
    scale = 1 + (right.abs().max() if picture else right.abs())
    return bool(((left - right).abs() <= 1e-5 * scale).all())


def null(program, row, seed=5):
    environment = {program.environment: row[program.environment]} if program.environment else {}
    with seeded(seed), torch.no_grad():
        return program.predict(program.abduct(row), **environment)


@pytest.mark.parametrize("path", FITTING, ids=lambda p: p.stem)
def test_the_null_intervention_returns_every_value(path):
    program = program_of(path)
    _, row = sample(program, 40)
    again = null(program, row)
    lost = {name for one in program.lossy for name in descendants(program, one)}
    for name in program.variables:
        if name not in lost:
            assert close(again[name], row[name].expand(again[name].shape)), name


@pytest.mark.slow
@pytest.mark.parametrize("path", FITTING, ids=lambda p: p.stem)
def test_draws_respect_types_and_supports(path):
    model, program = read(path), program_of(path)
    _, row = sample(program, 40 if program.images else 200)
    for name in program.variables:
        variable, value = model.variable(name), row[name]
        match variable.type:
            case Category() | Ordinal():
                assert value.dtype == torch.int64
                assert set(value.tolist()) <= set(range(len(values_of(variable.type))))
            case Binary():
                assert value.dtype == torch.float32
                assert set(value.tolist()) <= {0.0, 1.0}
            case Count():
                assert bool(((value >= 0) & (value == value.round())).all())
            case Image(channels, extent):
                assert value.shape[-3:] == (channels, *extent)
        if variable.support:
            low, high = variable.support.low, variable.support.high
            assert bool(((value >= low) & (value <= high)).all()), name
        assert bool(torch.isfinite(value).all())


def descendants(program, variable):
    found = {variable}
    for name in program.variables:
        if found & set(program.parents[name]):
            found.add(name)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", FITTING, ids=lambda p: p.stem)
def test_do_moves_exactly_the_descendants(path):
    """Trap 1 of Pyro's reparametrisation: parents must act through the map, on shared noise."""
    program, model = program_of(path), read(path)
    with torch.no_grad():
        # Networks start without any effect of their causes: give them one.
        for number in program.parameters():
            number.add_(
                0.3 * torch.randn(number.shape, generator=torch.Generator().manual_seed(1))
            )
    noise, row = sample(program, 20 if program.images else 60)
    environment = {program.environment: row[program.environment]} if program.environment else {}
    for variable in program.variables:
        if isinstance(model.variable(variable).type, Image):
            continue
        other = row[variable].flip(0) if row[variable].dim() else row[variable] + 1
        with torch.no_grad():
            moved = program.predict(noise, {variable: other}, **environment)
        reached = {n for n in program.variables if not torch.equal(moved[n], row[n])}
        assert reached <= descendants(program, variable)
        assert torch.equal(moved[variable], other)
        real = [n for n in program.variables if variable in program.parents[n]
                and not values_of(model.variable(n).type)
                and not isinstance(model.variable(n).type, Count)]  # fmt: skip
        if reached:
            assert set(real) <= reached, variable


@pytest.mark.slow
@pytest.mark.parametrize("path", FITTING, ids=lambda p: p.stem)
def test_left_dimensions_are_free(path):
    """Draws x worlds x rows in one pass give what each of them gives alone."""
    program = program_of(path)
    rows = 3
    parts = [sample(program, rows, seed=s) for s in range(4)]
    environment = {n: parts[0][1][n] for n in [program.environment] if n}
    noises = [noise for noise, _ in parts]
    shape = (2, 2)
    together = {n: torch.stack([u[n] for u in noises]).unflatten(0, shape) for n in noises[0]}
    with torch.no_grad():
        values = program.predict(together, **environment)
        alone = [program.predict(u, **environment) for u in noises]
    for name in program.variables:
        expected = torch.stack([v[name] for v in alone]).unflatten(0, shape)
        assert close(values[name].expand(expected.shape), expected), name
    row = {**values, **environment}
    logs = program.log_prob(row)
    for name, log in logs.items():
        if name not in program.images or not any("code" in u for u in program.noises[name]):
            expected = torch.stack(
                [program.log_prob({**v, **environment}, (name,))[name] for v in alone]
            )
            torch.testing.assert_close(
                log.expand(2, 2, rows), expected.unflatten(0, shape), rtol=1e-3, atol=1e-3
            )
    again = null(program, row)
    lost = {name for one in program.lossy for name in descendants(program, one)}
    for name in set(program.variables) - lost:
        assert close(again[name], values[name].expand(again[name].shape)), name


# ---- Pearl's examples ------------------------------------------------------------------------------


def test_joe_would_have_scored_1_90():
    """Pearl, Glymour, Jewell (2016), section 4.2.3: homework doubled from 1 to 2."""
    program = program_of(next(p for p in GOOD if p.stem == "joe"))
    joe = {n: torch.tensor([v]) for n, v in
           {"encouraged": 0.5, "homework": 1.0, "score": 1.5}.items()}  # fmt: skip
    noise = program.abduct(joe)
    assert {n: round(v.item(), 4) for n, v in noise.items()} == {
        "u_encouraged": 0.5, "u_homework": 0.75, "u_score": 0.75,
    }  # fmt: skip
    answer = program.predict(noise, {"homework": torch.tensor([2.0])})
    assert answer["score"].item() == pytest.approx(1.90, abs=1e-6)


def test_morphomnist_follows_its_equations():
    program = program_of(next(p for p in GALLERY if p.stem == "morphomnist"))
    noise, _ = sample(program, 4)
    moved = program.predict(noise, {"thickness": torch.tensor(4.0)}, wanted=("intensity",))
    expected = 64 + 191 * torch.sigmoid(3 + 0.5 * noise["u_intensity"])
    torch.testing.assert_close(moved["intensity"], expected)
    assert "image" not in moved


def test_the_digit_of_a_row_keeps_its_pixels_under_the_null_intervention_with_mean_codes():
    program = program_of(next(p for p in GALLERY if p.stem == "morphomnist"))
    _, row = sample(program, 2)
    noise = program.abduct(row, mean_codes=True)
    assert torch.equal(noise["u_image_code"], program.abduct(row, mean_codes=True)["u_image_code"])
    assert close(program.predict(noise)["image"], row["image"])


# ---- joint draws -----------------------------------------------------------------------------------

JOINT = text_of(
    ["environment site : category {a, b}", "age : real in [18, 100]", "sex : category {f, m}",
     "ill : binary", "y : real"],
    ["(age, sex, ill) ~ joint() given site", "y ~ Normal(0.01 * age + (sex == m), 1)"],
)  # fmt: skip


def test_do_on_one_variable_of_a_joint_leaves_the_others():
    program = compiled(JOINT)
    noise, row = sample(program, 100)
    site = row["site"]
    moved = program.predict(noise, {"age": torch.tensor(40.0)}, site=site)
    assert torch.equal(moved["sex"], row["sex"])
    assert torch.equal(moved["ill"], row["ill"])
    assert not torch.equal(moved["y"], row["y"])
    for form in (program.noise_form, program):
        with seeded(3):
            plain = form(100, site=site)
        with seeded(3):
            done = pyro.do(form, {"age": torch.full((100,), 40.0)})(100, site=site)
        assert torch.equal(plain["sex"], done["sex"])
        assert bool((done["age"] == 40).all())


def test_a_joint_comes_back_from_its_noise():
    program = compiled(JOINT)
    _, row = sample(program, 100)
    again = program.predict(program.abduct(row), site=row["site"])
    assert all(close(again[n], row[n]) for n in program.variables)
    assert set(program.log_prob(row)) == {"age", "sex", "ill", "y"}
    assert program.noises["sex"] == ("u_sex",)


# ---- small finite models ---------------------------------------------------------------------------


def every_row(program, sizes):
    rows = torch.tensor(list(product(*(range(sizes[n]) for n in program.variables))))
    return {n: rows[:, i].float() if sizes[n] == 2 else rows[:, i]
            for i, n in enumerate(program.variables)}  # fmt: skip


@settings(max_examples=25)
@given(finite_models())
def test_densities_of_finite_models_sum_to_one(made):
    text, sizes = made
    program = compiled(text)
    rows = every_row(program, sizes)
    total = sum(program.log_prob(rows).values()).exp().sum()
    assert total.item() == pytest.approx(1, abs=1e-5)


@settings(max_examples=15)
@given(finite_models())
def test_finite_models_come_back_from_their_noise_and_their_forms_agree(made):
    text, sizes = made
    program = compiled(text)
    _, row = sample(program, 300)
    again = null(program, row)
    assert all(torch.equal(again[n], row[n]) for n in program.variables)
    pyro.clear_param_store()
    with seeded(4):
        drawn = program(4000)
    with seeded(4):
        made_of_noise = program.noise_form(4000)
    rows = every_row(program, sizes)
    exact = sum(program.log_prob(rows).values()).exp()
    for values in (drawn, made_of_noise):
        for i in range(len(exact)):
            hits = torch.stack([values[n] == rows[n][i] for n in program.variables]).all(0)
            p = exact[i].item()
            assert abs(hits.float().mean().item() - p) < 5 * math.sqrt(p * (1 - p) / 4000) + 2e-3


def test_noise_that_has_no_way_back_meets_finite_evidence_by_trying():
    text = text_of(["x : real", "ill : binary", "n : count", "size : real in [0, inf)"],
                   ["x ~ Normal(0, 1)", "ill := u_ill < sigmoid(x)", "n := max(u_n, 1)",
                    "size := abs(u_size)"],
                   ["u_ill ~ Uniform(0, 1)", "u_n ~ Poisson(2)", "u_size ~ Normal(0, 1)"])  # fmt: skip
    program = compiled(text)
    _, row = sample(program, 500)
    assert program.lossy == ("ill", "n", "size")
    again = null(program, row)
    assert torch.equal(again["ill"], row["ill"])
    assert torch.equal(again["n"], row["n"])
    noise = program.abduct(row)
    assert bool(((noise["u_ill"] < torch.sigmoid(row["x"])) == row["ill"].bool()).all())
    draws = {n: v.expand(7, *v.shape) if n == "x" else v for n, v in row.items()}
    assert program.abduct(draws)["u_ill"].shape == (7, 500)


# ---- cut points ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cuts", ["[-1, 0.5]", "[first, 0.5]", "[-1, -1 + gap]", "[low, low + 1.5]"]
)
@pytest.mark.parametrize("via", ["threshold", "gumbel_max"])
def test_known_cut_points_divide_the_logistic_noise_as_in_stan(cuts, via):
    text = text_of(
        ["x : real", "grade : ordinal {a < b < c}"],
        ["x ~ Normal(0, 1)", f"grade ~ OrderedLogistic(2 * x, cuts = {cuts}) via {via}"],
        parameters=["low : real", "first : real in (-inf, 0)", "gap : real in (0, inf)"],
    )
    program = compiled(text)
    program.low.data.fill_(-1.0)
    program.first, program.gap = torch.tensor(-1.0), torch.tensor(1.5)
    x = torch.linspace(-3, 3, 7)
    below = torch.sigmoid(torch.tensor([-1.0, 0.5]) - 2 * x.unsqueeze(-1))
    zero = torch.zeros(7, 1)
    expected = torch.cat([below, zero + 1], -1) - torch.cat([zero, below], -1)
    for value in range(3):
        row = {"x": x, "grade": torch.full((7,), value)}
        torch.testing.assert_close(program.log_prob(row)["grade"].exp(), expected[:, value])
    assert not hasattr(program, "grade_cuts")


def test_a_noise_may_be_ordered_too():
    text = text_of(
        ["x : real"],
        ["x := if u == c then 1 else 0"],
        ["u : ordinal {a < b < c} ~ OrderedLogistic(0, [-1, 0.5])"],
    )
    _, row = sample(compiled(text), 20_000)
    assert float(row["x"].mean()) == pytest.approx(1 / (1 + math.exp(0.5)), abs=0.01)


# ---- pictures --------------------------------------------------------------------------------------


def test_pictures_are_drawn_only_where_they_are_wanted():
    program = program_of(next(p for p in GALLERY if p.stem == "chest_phantom_truth"))
    site = torch.tensor([0, 1])
    with seeded(0):
        little = program.draw_noise(2, wanted=("age", "extent"))
    with seeded(0):
        much = program.draw_noise(2)
    assert "u_grain" not in little
    assert all(torch.equal(little[n], much[n]) for n in little)
    assert set(program.predict(little, site=site, wanted=("age",))) == {
        "age", "disease", "scanner", "exposure", "girth", "extent",
    }  # fmt: skip
    assert "image" in program.predict(much, site=site, wanted=("image",))
    flat = {"density": torch.zeros(2, 1, 64, 64)}
    assert "image" in program.predict(much, flat, site=site, wanted=("image",))


def test_numbers_are_spread_over_the_pixels_of_their_row():
    text = text_of(
        ["x : real", "image : image[1, 4, 6]", "noisy : image[1, 4, 6] in (0, inf)", "m : real"],
        ["x ~ Normal(0, 1)", "image ~ Normal(x, 0.1)",
         "noisy := exp(image + x * u_noisy + (if x > 0 then image else 0) + clip(image, 0, x * 0 + 2))",
         "m := mean(noisy) - median(image) + u_m"],
        ["u_noisy : image[1, 4, 6] ~ Normal(0, 1)", "u_m ~ Normal(0, 0.1)"],
    )  # fmt: skip
    program = compiled(text)
    _, row = sample(program, 5)
    assert row["noisy"].shape == (5, 1, 4, 6)
    again = null(program, row)
    assert all(close(again[n], row[n]) for n in program.variables)
    found = {n: v.shape for n, v in program.log_prob(row).items()}
    assert found == dict.fromkeys(program.variables, (5,))


@pytest.mark.parametrize("law", [":= 2", "~ Delta(2)"])
@pytest.mark.parametrize("site", [False, True])
def test_what_reads_nothing_has_a_value_for_every_row(law, site):
    variables = ["environment site : category {a, b}"] if site else []
    variables += ["c, x, d : real", "picture : image[1, 4, 6]"]
    mean = "match site { a: c, b: -c }" if site else "c"
    mechanisms = [f"c {law}", f"x ~ Normal({mean}, 1)", "d := c + 1", "picture ~ Delta(0.5)"]
    program = compiled(text_of(variables, mechanisms))
    _, row = sample(program, 5)
    where = {program.environment: row["site"]} if site else {}
    pyro.set_rng_seed(0)
    for form in (row, program.forward(5, **where), program.noise_form(5, **where)):
        assert {name: form[name].shape for name in ("c", "x", "d")} == dict.fromkeys("cxd", (5,))
        assert form["picture"].shape == (5, 1, 4, 6)
        assert form["c"].tolist() == [2.0] * 5
    noise = {"u_x": torch.zeros(3, 5)}
    assert program.predict(noise, **where)["c"].shape == (3, 5)
    assert program.predict(program.abduct(row), **where)["c"].shape == (5,)
