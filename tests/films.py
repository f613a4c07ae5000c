"""A small study of 20 x 12 films whose mechanisms are all known, as a fit that nobody had to make.

Sites differ in case mix and in scanner, so that the scanner is a shortcut to the disease.
"""

import pytest
import torch

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import has_errors
from causalimg.fitting.settings import Settings
from causalimg.fitting.store import Fit
from causalimg.fitting.summary import Summary
from causalimg.program.load import build
from causalimg.queries.sample import sample
from causalimg.source import Source

TEXT = """causalimg 1

model films "a <b>small</b> study"

from std.phantom import opacity

grid film = 20 x 12 at 1 mm

variables {
  environment site : category {north, south, east, west}
  age     : real in [20, 90] years
  disease : binary  ## what <script>alert(1)</script> to find
  scanner : category {agfa, philips}
  girth   : real in [0.8, 1.2]
  image   : image[film] in [0, 1]
}

graph {
  site -> disease    "case <i>mix</i>"
  site -> scanner
  age -> disease
  disease, scanner, girth -> image
}

noise {
  u : image[film] ~ Normal(0, 1)
}

mechanisms {
  age     ~ Normal(55, 10) truncated [20, 90]
  disease ~ Bernoulli(logit = 0.02 * (age - 55)
                              + match site { north: -2.5, south: -1.5, east: 2.5, west: 0 })
            via threshold
  scanner ~ Categorical(agfa = match site { north: 0.95, south: 0.9, east: 0.05, west: 0.5 },
                        philips = match site { north: 0.05, south: 0.1, east: 0.95, west: 0.5 })
            via gumbel_max
  girth   ~ Normal(1, 0.05) truncated [0.8, 1.2]
  image   := sigmoid(match scanner { agfa: -0.7, philips: 0.7 }
                     + (if disease then 2 else 0) * opacity(film, girth) + 0.8 * u)
}

predictors {
  triage : disease from image invariant to scanner, site
  years  : age from image invariant to scanner
}

claims {
  disease _||_ scanner | site
}

queries {
  bias : E[triage | do(scanner = agfa)] - E[triage | do(scanner = philips)]
}
"""


def made_fit(folder, text=TEXT):
    """The known model in the place of a fitted one."""
    analysis = analyse(Source("films.scm", text))
    assert not has_errors(analysis.diagnostics), analysis.diagnostics
    settings = Settings.model_validate({"data": {"withhold": ("west",)}})
    summary = Summary(
        rows=600, dropped=0, held_out=0, digest="", ranges={},
        counts={"site": {"north": 200, "south": 200, "east": 200, "west": 0}},
    )  # fmt: skip
    program = build(analysis.model).eval()
    return Fit(analysis.model, program, settings, summary, {"image": 1.0}, folder, finished=True)


def rows_of(fit, counts, seed, act=None):
    found = sample(fit.model, fit.program, counts, seed, act)
    return found.values if act is None else found.had


@pytest.fixture(scope="session")
def film_fit(tmp_path_factory):
    return made_fit(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="session")
def film_rows(film_fit):
    """Training rows of three sites, rows of the fourth, and those with the other scanner."""
    train = rows_of(film_fit, {"north": 200, "south": 200, "east": 200}, 1)
    west = rows_of(film_fit, {"west": 240}, 2)
    other = rows_of(film_fit, {"west": 240}, 2, lambda v: {"scanner": 1 - v["scanner"]})
    return train, west, {**west, **other, "site": west["site"]}


@pytest.fixture(scope="session")
def trained(film_fit, film_rows):
    from causalimg.invariance.train import train

    torch.set_num_threads(1)
    return train(film_fit, "triage", film_rows[0], SHORT, progress=False)


SHORT = {"epochs": 10, "batch": 64, "width": 8, "representation": 8, "bootstrap": 200}
