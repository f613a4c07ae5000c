"""A small study that every test of the doors shares: a truth, a model, data and a fitted run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from click.testing import Result
from typer.testing import CliRunner

from causalimg.interfaces.cli import app

TRUTH = """causalimg 1

model ward_truth "three wards, two scanners, one disease, and how it all came about"

param grain : real = 0.3
grid  film = 6 x 8 at 1 mm

variables {
  environment site : category {north, south, west}
  age              : real in [18, 100] years
  sick             : binary
  scanner          : category {agfa, philips}
  latent girth     : real in (0, inf) cm
  image            : image[film] in [0, 1]
}

graph {
  site -> age -> sick
  site -> scanner
  age -> girth
  sick, scanner, girth -> image
}

noise {
  u_girth ~ LogNormal(0, 0.1)
  u_grain : image[film] ~ Normal(0, 1)
}

mechanisms {
  age     ~ Normal(match site { north: 45, south: 60, west: 70 }, 10) truncated [18, 100]
  sick    ~ Bernoulli(logit = 0.1 * (age - 55)) via threshold
  scanner ~ Categorical(agfa = match site { north: 0.8, south: 0.4, west: 0.1 },
                        philips = match site { north: 0.2, south: 0.6, west: 0.9 })
            via gumbel_max
  girth   := (80 + 0.2 * age) * u_girth
  image   := sigmoid(match scanner { agfa: -1, philips: 1 } + 2 * sick + 0.01 * (girth - 90)
                     + grain * u_grain)
}
"""
WARD = """causalimg 1

model ward "the same wards as their data show them"

param codes : int = 2
grid  film = 6 x 8 at 1 mm

variables {
  environment site : category {north, south, west}
  age              : real in [18, 100] years  ## at the visit
  sick             : binary
  scanner          : category {agfa, philips}
  image            : image[film] in [0, 1]
}

graph {
  site -> age -> sick
  site -> scanner
  sick, scanner -> image
}

parameters {
  b_0, b_1 : real ~ Normal(0, 5)
}

mechanisms {
  age     ~ flow() given site
  sick    ~ Bernoulli(logit = b_0 + b_1 * (age - 60 years) / 10 years) via threshold
  scanner ~ table() given site via gumbel_max
  image   ~ vae(latent = codes) given sick, scanner
}

predictors {
  triage : sick from image invariant to scanner
}

queries {
  other_maker : image, sick had scanner = philips
  older       : sick had age = age + 1 years
  ladder      : sick had age in 30 years .. 90 years by 20 years
  effect      : E[sick | do(age = 80 years)] - E[sick | do(age = 40 years)]
  read        : E[triage | do(scanner = agfa)]
}
"""
PAIR = """causalimg 1

model pair "a dose and what it does, quick to fit"

param slope : real = 1

variables {
  environment site : category {north, south}
  dose   : real in (0, inf) mGy
  effect : real
}

parameters {
  a, b : real ~ Normal(0, 5)
}

mechanisms {
  dose   ~ LogNormal(match site { north: 0, south: 1 }, 0.5)
  effect ~ Normal(a + b * slope * dose / 1 mGy, 1)
}

queries {
  twice : effect had dose = 2 * dose
}
"""
QUICK = ("--set", "epochs=1", "--set", "fit.validation=0.2", "--set", "threads=1", "--quiet")


@dataclass(frozen=True)
class Ward:
    """A folder with `truth.scm`, `ward.scm`, `data/` (rows: north 20, south 20, west 5) and,
    of all but the west, a fitted `run/`."""

    folder: Path

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


def told(*words: object) -> Result:
    """Run the command line in this process; no exception may leave it but an exit."""
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(app, [str(word) for word in words])
    stopped = result.exception is None or isinstance(result.exception, SystemExit)
    assert stopped, repr(result.exception)
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture(scope="session")
def cli() -> Callable[..., Result]:
    return told


@pytest.fixture(scope="session")
def shell() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the command line in a process of its own, as a user does."""

    def run(*words: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "causalimg", *map(str, words)],
            cwd=cwd, capture_output=True, text=True, check=False,
            env={**os.environ, "NO_COLOR": "1", "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """Read it only; `own` gives a copy to change."""
    folder = tmp_path_factory.mktemp("ward")
    (folder / "truth.scm").write_text(TRUTH)
    (folder / "ward.scm").write_text(WARD)
    counts = "north=20,south=20,west=5"
    done = told("sample", folder / "truth.scm", "-o", folder / "data", "--rows", counts)
    assert done.exit_code == 0, done.stderr
    run = ("fit", folder / "ward.scm", "--data", folder / "data", "-o", folder / "run", *QUICK)
    done = told(*run, "--withhold", "west")
    assert done.exit_code == 0, done.stderr
    return Ward(folder)


@pytest.fixture
def own(ward: Ward, tmp_path: Path) -> Ward:
    """The study to damage: the models and the data, without the run."""
    for name in ("truth.scm", "ward.scm"):
        shutil.copy(ward / name, tmp_path / name)
    shutil.copytree(ward / "data", tmp_path / "data")
    return Ward(tmp_path)


@pytest.fixture
def pair(tmp_path: Path) -> Ward:
    """`pair.scm` and its `data/`: quick to fit, free to damage."""
    (tmp_path / "pair.scm").write_text(PAIR)
    (tmp_path / "data").mkdir()
    random = np.random.default_rng(0)
    dose = random.lognormal(0.5, 0.5, 40)
    rows = {"site": ["north", "south"] * 20, "dose": dose, "effect": 2 - dose}
    pd.DataFrame(rows).to_csv(tmp_path / "data" / "table.csv", index=False)
    return Ward(tmp_path)


@pytest.fixture
def fit_pair(pair: Ward) -> Callable[..., Result]:
    def fit(*words: object) -> Result:
        return told("fit", pair / "pair.scm", "-o", pair / "run", *QUICK, *words)

    return fit


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
