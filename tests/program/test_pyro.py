"""Compiled programs under Pyro's own handlers and inference."""

import pyro
import pytest
import torch
from pyro.infer import MCMC, NUTS, SVI, Predictive, Trace_ELBO
from pyro.infer.autoguide import AutoNormal
from pyro.nn import PyroSample
from pyro.optim import Adam

from causalimg.diagnostics import CausalimgError
from causalimg.program.randomness import seeded
from compiled import GALLERY, GOOD, compiled, program_of, sample, text_of


@pytest.fixture(autouse=True)
def _own_numbers():
    pyro.clear_param_store()


def good(name):
    return program_of(next(p for p in (*GALLERY, *GOOD) if p.stem == name))


# A latent cause of two observed effects; everything is Normal, so the posterior is known.
CAUSE = text_of(
    ["latent z : real", "a : real", "b : real", "late : real"],
    ["z := 1 + 2 * u_z", "a ~ Normal(z, 1)", "b := z + 0.5 * u_b", "late := a + 3 * b"],
    ["u_z, u_b ~ Normal(0, 1)"],
)
EVIDENCE = {"a": 2.0, "b": 4.0}
# Precisions 1/4, 1, 4 around 1, 2, 4.
MEAN, SD = (0.25 * 1 + 1 * 2 + 4 * 4) / 5.25, 5.25**-0.5


def conditioned(program):
    return pyro.condition(program, {n: torch.tensor([v]) for n, v in EVIDENCE.items()})


@pytest.mark.parametrize("name", ["joe", "laws", "equations", "chest_phantom_truth"])
def test_densities_agree_site_by_site(name):
    program = good(name)
    _, row = sample(program, 6)
    environment = {n: row[n] for n in [program.environment] if n}
    expected = program.log_prob(row)
    model = pyro.condition(program, {n: row[n] for n in expected})
    trace = pyro.poutine.trace(model).get_trace(6, **environment)
    trace.compute_log_prob()
    for variable, log in expected.items():
        torch.testing.assert_close(trace.nodes[variable]["log_prob"], log)


@pytest.mark.parametrize("form", ["forward", "noise_form"])
def test_do_reaches_children_and_nothing_else(form):
    program = good("joe")
    call = getattr(program, form)
    with seeded(1):
        plain = call(5)
    with seeded(1):
        done = pyro.do(call, {"homework": torch.full((5,), 2.0)})(5)
    assert torch.equal(plain["encouraged"], done["encouraged"])
    assert bool((done["homework"] == 2).all())
    moved = plain["score"] + 0.4 * (2 - plain["homework"])
    torch.testing.assert_close(done["score"], moved)


def test_predictive_draws_both_forms():
    program = good("laws")
    for form in (program, program.noise_form):
        drawn = Predictive(form, num_samples=7)(4)
        assert drawn["cut"].shape == (7, 4)
        assert drawn["scanner"].shape == (7, 4)
    parallel = Predictive(program.noise_form, num_samples=7, parallel=True)(4)
    assert parallel["cut"].reshape(7, 4).shape == (7, 4)


def test_noise_injected_through_predictive_gives_back_the_row():
    program = good("laws")
    _, row = sample(program, 4)
    noise = {n: u.unsqueeze(0) for n, u in program.abduct(row).items()}
    names = list(program.variables)
    again = Predictive(program.noise_form, posterior_samples=noise, return_sites=names)(4)
    for name in names:
        torch.testing.assert_close(again[name].squeeze(0), row[name])


@pytest.mark.slow
def test_nuts_finds_the_posterior_of_a_latent():
    kernel = NUTS(conditioned(compiled(CAUSE)))
    with seeded(1):
        chain = MCMC(kernel, num_samples=300, warmup_steps=100, disable_progbar=True)
        chain.run(1)
    drawn = chain.get_samples()["z"]
    assert drawn.mean().item() == pytest.approx(MEAN, abs=0.12)
    assert drawn.std().item() == pytest.approx(SD, rel=0.2)


@pytest.mark.slow
def test_svi_finds_the_posterior_of_a_latent():
    model = conditioned(compiled(CAUSE))
    with seeded(1):
        guide = AutoNormal(model)
        svi = SVI(
            model,
            guide,
            Adam({"lr": 0.05}),
            Trace_ELBO(num_particles=4, vectorize_particles=False),
        )
        for _ in range(200):
            svi.step(1)
        median = guide.median(1)["z"]
    assert median.item() == pytest.approx(MEAN, abs=0.25)


def test_a_latent_is_inferred_in_the_density_form_and_acts_as_noise_in_the_other():
    """Evidence on a and b, then: what would b and late have been, had z been 0?"""
    program = compiled(CAUSE)
    generator = torch.Generator().manual_seed(1)
    z = MEAN + SD * torch.randn(2000, 1, generator=generator)
    rows = {n: torch.tensor([v]).expand(2000, 1) for n, v in EVIDENCE.items()}
    noise = program.abduct({"z": z, **rows, "late": rows["a"] + 3 * rows["b"]})
    assert {n: u.shape for n, u in noise.items()} == dict.fromkeys(
        ("u_z", "u_a", "u_b"), (2000, 1)
    )
    factual = program.predict(noise)
    torch.testing.assert_close(factual["b"], rows["b"])
    answer = program.predict(noise, {"z": torch.zeros(1)})
    assert answer["b"].mean().item() == pytest.approx(4 - MEAN, abs=0.05)
    assert answer["late"].mean().item() == pytest.approx((2 - MEAN) + 3 * (4 - MEAN), abs=0.2)
    names = ["b", "late"]
    form = pyro.do(program.noise_form, {"z": torch.zeros(1)})
    twin = Predictive(form, posterior_samples=noise, return_sites=names)(1)
    torch.testing.assert_close(twin["late"], answer["late"])


def test_svi_trains_a_decoder_with_the_amortised_guide():
    text = text_of(
        ["sick : binary", "image : image[1, 8, 8] in [0, 1]"],
        ["sick ~ Bernoulli(0.5)", "image ~ vae(latent = 2, width = 4) given sick"],
    )
    program = compiled(text).train()
    generator = torch.Generator().manual_seed(0)
    sick = torch.tensor([0.0, 1.0] * 8)
    image = (0.2 + 0.6 * sick.reshape(-1, 1, 1, 1)).expand(16, 1, 8, 8)
    image = (image + 0.02 * torch.randn(16, 1, 8, 8, generator=generator)).clamp(0, 1)
    row = {"sick": sick, "image": image}
    program.set_scales(row)
    svi = SVI(
        pyro.condition(program, row),
        lambda rows: program.guide(rows, **row),
        Adam({"lr": 0.01}),
        Trace_ELBO(),
    )
    with seeded(1):
        losses = [svi.step(16) for _ in range(40)]
    assert sum(losses[-5:]) < sum(losses[:5])
    assert any("image_vae" in name for name in pyro.get_param_store())


def test_learned_numbers_become_random_with_their_priors():
    program = good("laws")
    assert program.log_prior().item() == pytest.approx(
        sum(
            law.log_prob(getattr(program, program.numbers[n])).item()
            for n, law in program.priors().items()
        )
    )
    program.slope = PyroSample(program.priors()["slope"])
    trace = pyro.poutine.trace(program).get_trace(3)
    assert "slope" in trace.nodes
    assert good("joe").log_prior() is None


# ---- evidence on what follows --------------------------------------------------------------------


def test_evidence_on_a_deterministic_site_is_refused():
    program = compiled(CAUSE)
    value = torch.tensor([1.0])
    for form, name in [(program, "late"), (program.noise_form, "a"), (program.noise_form, "late")]:
        with pytest.raises(CausalimgError, match=f"W0506: `{name}`"):
            pyro.condition(form, {name: value})(1)
        with pytest.raises(CausalimgError, match="W0506"):
            pyro.poutine.trace(pyro.condition(form, {name: value})).get_trace(1)
        pyro.do(form, {name: value})(1)
    with pytest.raises(CausalimgError, match="W0506"):
        Predictive(program.noise_form, posterior_samples={"z": value.unsqueeze(0)})(1)
    pyro.condition(program.noise_form, {"u_z": value})(1)
    pyro.condition(program, {"a": value})(1)


def test_evidence_and_intervention_compose():
    program = compiled(CAUSE)
    value = torch.tensor([1.0])
    model = pyro.condition(pyro.do(program, {"z": value}), {"a": value})
    found = model(1)
    assert found["z"].item() == found["a"].item() == 1.0


def test_evidence_in_an_outer_trace_of_a_joint_holds():
    text = text_of(["age : real", "sex : binary"], ["(age, sex) ~ joint()"])
    program = compiled(text)
    found = pyro.condition(program, {"age": torch.tensor([3.0])})(1)
    assert found["age"].item() == 3.0
