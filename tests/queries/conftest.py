"""Small models that the tests of questions share, built once."""

import functools

import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import has_errors
from causalimg.program.load import build
from causalimg.program.randomness import seeded
from causalimg.source import Source

MODELS = {
    # Pearl, Glymour, Jewell, Causal Inference in Statistics, 2016, section 4.2.4
    "school": """
variables {
  x, h, y : real
}

noise {
  u_x, u_h, u_y ~ Normal(0, 1)
}

mechanisms {
  x := u_x
  h := 0.5 * x + u_h
  y := 0.7 * x + 0.4 * h + u_y
}
""",
    "confounded": """
variables {
  z, x, y : real
  w       : real
}

noise {
  u_y ~ Normal(0, 0.5)
}

mechanisms {
  z ~ Normal(0, 1)
  x ~ Normal(z, 1)
  y := 2 * x + 3 * z + u_y
  w := x + z
}
""",
    "ward": """
variables {
  age      : real in [18, 100] years
  stage    : ordinal {none < mild < severe}
  disease  : binary
  scanner  : category {agfa, philips, other}
  lesions  : count
  dose     : real in (0, inf)
  score    : real
}

noise {
  u_score ~ Normal(0, 1)
}

mechanisms {
  age     ~ Normal(60, 12) truncated [18, 100]
  disease ~ Bernoulli(logit = 0.05 * (age - 60)) via threshold
  stage   ~ Categorical(none = if disease then 0.2 else 0.8, mild = if disease then 0.5 else 0.15,
                        severe = if disease then 0.3 else 0.05) via threshold
  scanner ~ Categorical(agfa = 0.3, philips = if disease then 0.6 else 0.2,
                        other = if disease then 0.1 else 0.5) via gumbel_max
  lesions ~ Poisson(exp(0.02 * age - 1 + disease)) via threshold
  dose    ~ LogNormal(match scanner { agfa: 0, philips: 0.4, other: 0.2 }, 0.2)
  score   := 0.1 * age + 2 * disease + 0.5 * lesions + dose * exp(0.3 * u_score)
}
""",
    "sites": """
variables {
  environment site   : category {north, south}
  ill                : binary
  tested             : binary
  selection archived : binary
}

mechanisms {
  ill      ~ Bernoulli(match site { north: 0.2, south: 0.6 }) via threshold
  tested   ~ Bernoulli(if ill then 0.8 else 0.3) via threshold
  archived ~ Bernoulli(0.1 + 0.4 * ill + 0.4 * tested) via threshold
}
""",
    "hidden": """
variables {
  latent frailty : binary
  treated        : binary
  died           : binary
  latent cause   : real
  effect         : real
}

noise {
  u_effect ~ Normal(0, 0.5)
}

mechanisms {
  frailty ~ Bernoulli(0.4) via threshold
  treated ~ Bernoulli(if frailty then 0.7 else 0.2) via threshold
  died    ~ Bernoulli(if frailty then (if treated then 0.3 else 0.6) else 0.1) via threshold
  cause   ~ Normal(0, 1)
  effect  := 2 * cause + treated * cause + u_effect
}
""",
    "picture": """
grid canvas = 8 x 12 at 1 mm

variables {
  size  : real in [0, 4] mm
  large : binary
  image : image[canvas] in [0, 1]
}

mechanisms {
  size  ~ Uniform(0, 4)
  large ~ Bernoulli(logit = size - 2) via threshold
  image ~ vae(latent = 3, width = 4) given size, large
}

predictors {
  reader : large from image
}

queries {
  larger : image, large had size = 3 mm
  strip  : image had size in 1 mm .. 3 mm by 0.5 mm
}
""",
}


@functools.cache
def made(name):
    source = Source(f"{name}.scm", f"causalimg 1\n\nmodel {name}\n{MODELS[name]}")
    found = analyse(source)
    assert not has_errors(found.diagnostics), found.diagnostics
    with seeded(0):
        return found.model, build(found.model)


@pytest.fixture(scope="session")
def model():
    return made


@pytest.fixture(scope="session")
def rows():
    """Rows of a model, drawn from it, latents withheld."""

    def draw(name, count, seed=0, *, latents=False):
        model, program = made(name)
        with seeded(seed), torch.no_grad():
            environment = {}
            if model.environment:
                environment[model.environment] = torch.arange(count) % 2
            drawn = {**program.predict(program.draw_noise(count), **environment), **environment}
        hidden = () if latents else model.of_kind("latent")
        return {name: v for name, v in drawn.items() if name not in hidden}

    return draw
