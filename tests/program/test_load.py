import importlib.util
import traceback

import pyro
import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError
from causalimg.program.load import build, compile_text
from causalimg.program.randomness import seeded
from causalimg.source import Source
from compiled import GALLERY, GOOD, compiled, program_of, read, sample, sites, text_of


@pytest.fixture(autouse=True)
def _own_numbers():
    pyro.clear_param_store()


SMALL = [path for path in (*GALLERY, *GOOD) if path.stem != "chest_xray"]


def imported(path, folder):
    file = folder / f"{path.stem}_module.py"
    file.write_text(compile_text(read(path)), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (made,) = (v for v in vars(module).values() if getattr(v, "__module__", "") == file.stem)
    with seeded(0):
        return made().eval()


def forms(program):
    environment = sites(program, 4)
    with seeded(3), torch.no_grad():
        noise = program.draw_noise(4)
        values = program.predict(noise, **environment)
        found = [noise, values, program.abduct({**values, **environment})]
        found.append(program.log_prob({**values, **environment}))
        found += [program(4, **environment), program.noise_form(4, **environment)]
    return found


@pytest.mark.parametrize("path", SMALL, ids=lambda p: p.stem)
def test_the_text_is_what_runs(path, tmp_path):
    ours, theirs = forms(program_of(path)), forms(imported(path, tmp_path))
    for left, right in zip(ours, theirs, strict=True):
        assert list(left) == list(right)
        assert all(torch.equal(left[name], right[name]) for name in left)


def test_constants_have_the_values_of_the_model(tmp_path):
    program = program_of(next(p for p in GOOD if p.stem == "equations"))
    assert (program.gain, program.most) == (2.0, 3)


def test_what_the_program_says_about_itself():
    path = next(p for p in GALLERY if p.stem == "chest_phantom_truth")
    program, model = program_of(path), read(path)
    assert program.environment == "site"
    assert program.images == ("density", "image")
    assert program.words["site"] == ("north", "south", "east", "west")
    assert {v: set(program.parents[v]) for v in program.variables} == {
        v: set(model.parents(v)) for v in program.variables
    }
    assert program.lines["girth"].startswith("chest_phantom_truth.scm:")
    assert program.max_plate_nesting == 1


@pytest.mark.parametrize("path", SMALL, ids=lambda p: p.stem)
def test_the_noise_laws_are_the_bases_of_the_mechanisms(path):
    """Noise never depends on causes: the law in P(U) is the one the mechanism starts from."""
    program = program_of(path)
    environment = sites(program, 3)
    seen = []
    with pyro.poutine.trace() as trace, seeded(1):
        program.noise_form(3, **environment)
    laws = program.noise_laws()
    for name in laws:
        site = trace.trace.nodes[name]
        assert site["value"].shape == (3, *laws[name].event_shape)
        seen.append(name)
    assert sorted(seen) == sorted(n for names in program.noises.values() for n in names)
    with seeded(1):
        _, row = sample(program, 3)
        noise = program.abduct(row)
    for name, law in laws.items():
        assert noise[name].shape == (3, *law.event_shape), name


# ---- errors ------------------------------------------------------------------------------------

WARD = text_of(
    ["age : real", "risk : real in (0, inf)", "late : real"],
    ["age ~ Normal(60, 5)", "risk := exp(0.1 * age + u_risk)", "late ~ Normal(age, spread)"],
    ["u_risk ~ Normal(0, 1)"],
    ["spread : real"],
)


def told(error):
    (one,) = error.value.diagnostics
    return one


def test_a_parameter_outside_its_law_names_the_line():
    program = compiled(WARD, "ward.scm")
    program.spread.data.fill_(-1.0)
    for door in (
        lambda: program(3),
        lambda: sample(program)[1] and program.log_prob(sample(program)[1]),
    ):
        with pytest.raises(CausalimgError) as error:
            door()
        assert told(error).code == "E0704"
        assert "`late`" in told(error).message
        assert told(error).where.startswith("ward.scm:")
        assert "late ~ Normal(age, spread)" in told(error).where


def test_shapes_that_do_not_fit_name_the_line():
    program = compiled(WARD, "ward.scm")
    noise, _ = sample(program, 3)
    with pytest.raises(CausalimgError) as error:
        program.predict({**noise, "u_risk": torch.zeros(7)})
    assert (told(error).code, "`risk`" in told(error).message) == ("E0711", True)


def test_evidence_that_no_noise_explains_is_refused():
    program = compiled(WARD, "ward.scm")
    _, row = sample(program, 3)
    with pytest.raises(CausalimgError) as error:
        program.abduct({**row, "risk": -row["risk"]})
    assert told(error).code == "E0704"
    assert "`risk`" in told(error).message


def test_noise_outside_its_law_is_refused_but_rounding_is_not():
    text = text_of(["x, y : real"], ["x := 1000 + u_x", "y := x + u_y"],
                   ["u_x ~ Gamma(0.01, 1)", "u_y ~ Poisson(3)"])  # fmt: skip
    program = compiled(text)
    _, row = sample(program, 200)
    program.abduct(row)
    with pytest.raises(CausalimgError, match="`x`"):
        program.abduct({**row, "x": row["x"] * 0})
    with pytest.raises(CausalimgError, match="`y`"):
        program.abduct({**row, "y": row["y"] + 0.5})


def test_a_traceback_shows_the_emitted_line():
    program = compiled(WARD, "ward.scm")
    with pytest.raises(CausalimgError) as error:
        program.predict({**sample(program, 3)[0], "u_risk": torch.zeros(7)})
    assert "torch.exp(0.1 * age + u_risk)" in "".join(traceback.format_exception(error.value))


def test_another_program_of_the_same_name_keeps_its_own_lines():
    first = compiled(WARD, "ward.scm")
    compiled(WARD.replace("0.1", "\n 0.2"), "ward.scm")
    with pytest.raises(CausalimgError) as error:
        first.predict({**sample(first, 3)[0], "u_risk": torch.zeros(7)})
    assert "torch.exp(0.1 * age + u_risk)" in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize("law", ["dd = sigmoid(a), ee = 0.9", "dd = p * 0.1, ee = p * 0.1"])
@pytest.mark.parametrize("via", ["gumbel_max", "threshold"])
def test_probabilities_that_do_not_add_up_are_refused_with_their_line(law, via):
    kind = "category {dd, ee}" if via == "gumbel_max" else "ordinal {dd < ee}"
    text = text_of(["a : real", f"y : {kind}"], ["a ~ Normal(0, 1)",
                   f"y ~ Categorical({law}) via {via}"],
                   parameters=["p : real in (0, 1)"] if "p" in law else [])  # fmt: skip
    program = compiled(text, "shares.scm")
    row = {"a": torch.zeros(3), "y": torch.zeros(3, dtype=torch.int64)}
    for door in (lambda: program(3), lambda: program.log_prob(row), lambda: program.abduct(row)):
        with pytest.raises(CausalimgError, match="the probabilities add up to") as error:
            door()
        assert told(error).code == "E0206"
        assert told(error).where.startswith("shares.scm:")


def test_probabilities_that_add_up_are_taken_as_they_are():
    whole = "(exp(a) + exp(2 * a) + 1)"
    law = f"Categorical(dd = exp(a) / {whole}, ee = exp(2 * a) / {whole}, ff = 1 / {whole})"
    text = text_of(["a : real", "y : category {dd, ee, ff}"], ["a ~ Normal(0, 1)", f"y ~ {law}"])
    program = compiled(text)
    _, row = sample(program, 200)
    scores = torch.stack([row["a"], 2 * row["a"], torch.zeros(200)], -1)
    expected = torch.log_softmax(scores, -1).gather(-1, row["y"][:, None]).squeeze(-1)
    torch.testing.assert_close(program.log_prob(row)["y"], expected, rtol=1e-4, atol=1e-4)


def test_a_quoted_or_a_whole_number_names_its_share():
    program = compiled(text_of(
        ['field : category {"1.5T", "3T"}', "digit : category {0..2}"],
        ['field ~ Categorical("3T" = 0.8, "1.5T" = 0.2)',
         "digit ~ Categorical(2 = 0.5, 0 = 0.2, 1 = 0.3)"],
    ))  # fmt: skip
    torch.testing.assert_close(program.field().law().probs, torch.tensor([0.2, 0.8]))
    torch.testing.assert_close(program.digit().law().probs, torch.tensor([0.2, 0.3, 0.5]))


def test_what_the_text_calls_leaves_ordinary_words_to_the_person():
    text = text_of(["a : real", "y : category {dd, ee}", "k : real"], ["a ~ Normal(spread, 1)",
                   "y ~ Categorical(dd = sigmoid(shares * a), ee = 1 - sigmoid(shares * a))",
                   "k := 2"], parameters=["spread, shares : real"])  # fmt: skip
    program = compiled(text)
    assert {name for name, _ in program.named_parameters()} == {"spread", "shares"}
    assert program(4)["k"].shape == (4,)


def test_kspace_that_no_noise_makes_is_refused_in_words():
    source = Source(
        "scan.scm",
        "causalimg 1\nvariables { k : kspace[2, 3, 4] }\nparameters { b : real }\n"
        "noise { u : kspace[2, 3, 4] ~ ComplexNormal(0, 1) }\nmechanisms { k := u * b }\n",
    )
    program = build(analyse(source).model)
    with pytest.raises(CausalimgError, match="E0704"):
        program.abduct({"k": torch.ones(5, 2, 3, 4, dtype=torch.complex64)})
