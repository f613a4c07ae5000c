"""Compiled programs under ChiRho's handlers: twin worlds give what abduction and prediction give."""

import pyro
import pytest
import torch
from chirho.counterfactual.handlers import MultiWorldCounterfactual
from chirho.indexed.ops import IndexSet, gather
from chirho.interventional.handlers import do
from chirho.observational.handlers import condition
from hypothesis import given, settings

from causalimg.diagnostics import CausalimgError
from causalimg.program.randomness import seeded
from causalimg.semantics.types import Image
from compiled import GALLERY, GOOD, compiled, finite_models, program_of, read, sample, text_of


@pytest.fixture(autouse=True)
def _own_numbers():
    pyro.clear_param_store()


def good(name):
    return program_of(next(p for p in (*GALLERY, *GOOD) if p.stem == name))


def twin(program, noise, variable, value, rows, **environment):
    """Factual and counterfactual values of all variables, under the twin-world handler."""
    event = {n: 3 if n in program.images else 0 for n in program.variables}
    found = {}
    with MultiWorldCounterfactual(first_available_dim=-2), do(actions={variable: value}):
        values = pyro.condition(program.noise_form, data=noise)(rows, **environment)
        for world in (0, 1):
            at = IndexSet(**{variable: {world}})
            picked = {n: gather(v, at, event_dim=event[n]) for n, v in values.items()}
            found[world] = {
                n: v.reshape(-1, *v.shape[v.dim() - event[n] :]) for n, v in picked.items()
            }
    return found[0], found[1]


def agree(program, row, variable, value):
    rows = len(row[variable])
    environment = {n: row[n] for n in [program.environment] if n}
    with seeded(3), torch.no_grad():
        noise = program.abduct(row)
        expected = program.predict(noise, {variable: value}, **environment)
        plain = program.predict(noise, **environment)
        factual, had = twin(program, noise, variable, value, rows, **environment)
    for name in program.variables:
        for left, right in ((factual[name], plain[name]), (had[name], expected[name])):
            pair = torch.broadcast_tensors(left.double(), right.double())
            torch.testing.assert_close(*pair, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", ["joe", "laws", "equations", "dose", "chest_phantom_truth"])
def test_twin_worlds_give_what_abduction_and_prediction_give(name):
    path = next(p for p in (*GALLERY, *GOOD) if p.stem == name)
    program, model = program_of(path), read(path)
    _, row = sample(program, 4)
    for variable in program.variables:
        if variable in program.lossy or isinstance(model.variable(variable).type, Image):
            continue
        if row[variable].dim():
            agree(program, row, variable, row[variable].flip(0))


@settings(max_examples=10)
@given(finite_models())
def test_twin_worlds_of_finite_models_agree(made):
    text, sizes = made
    program = compiled(text)
    _, row = sample(program, 20)
    first = program.variables[0]
    agree(program, row, first, (row[first] + 1) % sizes[first])


def test_worlds_share_the_noise_that_has_not_been_seen():
    """Without evidence, too, an unaffected child is the same in both worlds."""
    program = good("joe")
    with (
        MultiWorldCounterfactual(first_available_dim=-2),
        do(actions={"homework": torch.tensor(2.0)}),
    ):
        values = program.noise_form(6)
        factual = gather(values["score"], IndexSet(homework={0})).squeeze(0)
        had = gather(values["score"], IndexSet(homework={1})).squeeze(0)
        homework = gather(values["homework"], IndexSet(homework={0})).squeeze(0)
    torch.testing.assert_close(had - factual, 0.4 * (2 - homework))


def test_the_density_form_answers_full_evidence_of_continuous_models():
    joe = {n: torch.tensor([v]) for n, v in
           {"encouraged": 0.5, "homework": 1.0, "score": 1.5}.items()}  # fmt: skip
    program = good("joe")
    with (
        MultiWorldCounterfactual(first_available_dim=-2),
        do(actions={"homework": torch.tensor([2.0])}),
        condition(data=joe),
    ):
        values = program(1)
        answer = gather(values["score"], IndexSet(homework={1}))
        factual = gather(values["score"], IndexSet(homework={0}))
    assert answer.item() == pytest.approx(1.90, abs=1e-6)
    assert factual.item() == pytest.approx(1.50, abs=1e-6)


def test_the_density_form_abducts_known_laws_and_flows():
    text = text_of(
        ["x : real", "y : real in (0, inf)", "z : real in [0, 1]", "w : real"],
        ["x ~ Normal(0, 1)", "y ~ Gamma(2 + x ^ 2, 1)", "z ~ Normal(0.1 * y, 0.5) truncated [0, 1]",
         "w ~ flow() given x, z"],
    )  # fmt: skip
    program = compiled(text)
    _, row = sample(program, 5)
    value = row["x"].flip(0)
    expected = program.predict(program.abduct(row), {"x": value})
    with (
        MultiWorldCounterfactual(first_available_dim=-2),
        do(actions={"x": value}),
        condition(data=row),
    ):
        values = program(5)
        had = {n: gather(v, IndexSet(x={1})).reshape(-1) for n, v in values.items()}
    for name in "yzw":
        torch.testing.assert_close(had[name], expected[name], rtol=1e-4, atol=1e-4)


def test_evidence_on_a_deterministic_site_is_refused_here_too():
    program = good("joe")
    with (
        pytest.raises(CausalimgError, match="W0506"),
        MultiWorldCounterfactual(first_available_dim=-2),
        do(actions={"homework": torch.tensor([2.0])}),
        condition(data={"score": torch.tensor([1.5])}),
    ):
        program.noise_form(1)


def test_a_joint_is_intervened_on_in_the_noise_form():
    text = text_of(["age : real", "sex : binary"], ["(age, sex) ~ joint()"])
    program = compiled(text)
    with (
        pytest.raises(CausalimgError, match="noise form"),
        do(actions={"age": torch.tensor([3.0])}),
    ):
        program(1)
    _, row = sample(program, 8)
    agree(program, row, "age", torch.full((8,), 3.0))
