"""Films of rows whose image has a latent cause: as few draws as `ask` takes, in small blocks."""

import torch

import causalimg
from causalimg.fitting.bind import bind
from causalimg.invariance import augment

TEXT = """causalimg 1
grid film = 8 x 8 at 40 mm
variables {
  ill, maker    : binary
  latent damage : real
  image         : image[film]
}
parameters { k : real }
mechanisms {
  ill    ~ Bernoulli(0.5) via threshold
  maker  ~ Bernoulli(0.5) via threshold
  damage ~ Normal(ill, 1)
  image  ~ vae(latent = 2) given damage, maker
}
predictors { triage : ill from image invariant to maker }
"""


def test_latents_of_films_are_drawn_as_often_as_in_a_question(tmp_path, monkeypatch):
    model = causalimg.loads(TEXT.replace("parameters { k : real }\n", ""))
    pick = torch.Generator().manual_seed(0)
    rows = {
        "ill": (torch.rand(40, generator=pick) < 0.5).float(),
        "maker": (torch.rand(40, generator=pick) < 0.5).float(),
        "image": torch.rand(40, 1, 8, 8, generator=pick),
    }
    fit = model.fit(rows, tmp_path / "run", progress=False, epochs=1, image_draws=1).fitted
    seen = []
    real = augment.abduct

    def spied(*args, particles=1_000, **named):
        seen.append((particles, len(args[2]["ill"])))
        return real(*args, particles=particles, **named)

    monkeypatch.setattr(augment, "abduct", spied)
    bound = bind(fit.model, rows)
    predictor = fit.model.predictor("triage")
    do = {"maker": 1 - rows["maker"]}
    found = augment.counterfactual_rows(fit, predictor, bound, do, resolution=8, seed=0)
    assert len(found.rows["image"]) == 40
    assert {particles for particles, _ in seen} == {64}
    assert max(size for _, size in seen) * 64 <= 1_024
