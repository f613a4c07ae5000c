from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from torch.distributions import Bernoulli, Categorical, Normal

from causalimg.program.protocol import Program
from causalimg.semantics.model import Arrow, Model, Variable
from causalimg.semantics.types import Category, Real
from causalimg.source import Source


def _model(variables, arrows=(), mechanisms=(), text="causalimg 1\nmodel ward\n"):
    return Model(
        name="ward",
        title=None,
        source=Source("ward.scm", text),
        variables=tuple(Variable(**v) for v in variables),
        arrows=tuple(Arrow(*pair) for pair in arrows),
        bidirected=(),
        noises=(),
        parameters=(),
        constants=(),
        grids=(),
        mechanisms=tuple(mechanisms),
        interventions=(),
        claims=(),
        queries=(),
        predictors=(),
    )


def _declared(name, of, kind="observed", support=None, unit=None):
    return {"name": name, "kind": kind, "type": of, "support": support, "unit": unit}


class Written(Program):
    """A program by hand: each mechanism is a function of its causes that gives a law."""

    def __init__(self):
        super().__init__()
        for name, start in self.numbers.items():
            setattr(self, name, torch.nn.Parameter(torch.as_tensor(start, dtype=torch.float32)))

    def law(self, name, row):
        return self.mechanisms[name](self, *(row[p] for p in self.parents[name]))

    def draw_noise(self, rows, wanted=None):
        late = [v for v in self.images if wanted is not None and v not in wanted]
        return {
            f"u_{v}": torch.rand(rows, *self.shapes.get(v, ()))
            for v in self.variables
            if v not in late
        }

    def predict(self, noise, do=None, *, wanted=None, **environment):
        row = {**environment, **(do or {})}
        for name in self.variables:
            skipped = name in self.images and wanted is not None and name not in wanted
            if name not in row and not skipped:
                row[name] = self.value(self.law(name, row), noise[f"u_{name}"])
        return {name: row[name] for name in self.variables if name in row}

    def value(self, law, noise):
        match law:
            case Normal():
                return law.icdf(noise.clamp(1e-6, 1 - 1e-6))
            case Bernoulli():
                return (noise < law.probs).float()
            case Categorical():
                return (noise[..., None] > law.probs.cumsum(-1)[..., :-1]).sum(-1)

    def log_prob(self, row, wanted=None):
        wanted = self.variables if wanted is None else wanted
        found = {v: self.law(v, row).log_prob(row[v]) for v in self.variables if v in wanted}
        return {v: t.sum((-3, -2, -1)) if v in self.images else t for v, t in found.items()}


def _program(mechanisms, numbers=None, environment=None, images=(), shapes=None):
    """`mechanisms`: variable -> (causes, function of the program and its causes)."""
    attributes = {
        "variables": tuple(mechanisms),
        "parents": {v: causes for v, (causes, _) in mechanisms.items()},
        "mechanisms": {v: function for v, (_, function) in mechanisms.items()},
        "numbers": numbers or {},
        "environment": environment,
        "images": tuple(images),
        "lines": {v: f"ward.scm:{i}  {v} ~ ..." for i, v in enumerate(mechanisms, 3)},
        "shapes": shapes or {},
    }
    return type("Ward", (Written,), attributes)()


def _linear():
    """x ~ Normal(a, e^s); y ~ Normal(b + c x, e^t); k ~ table."""
    model = _model(
        [_declared("x", Real()), _declared("y", Real()), _declared("k", Category(tuple("abc")))],
        [("x", "y")],
    )
    program = _program(
        {
            "x": ((), lambda p: Normal(p.a, p.s.exp())),
            "y": (("x",), lambda p, x: Normal(p.b + p.c * x, p.t.exp())),
            "k": ((), lambda p: Categorical(logits=p.table)),
        },
        {"a": 0.0, "s": 0.0, "b": 0.0, "c": 0.0, "t": 0.0, "table": [0.0, 0.0, 0.0]},
    )
    return model, program


def _linear_rows(rows=600, seed=0):
    random = np.random.default_rng(seed)
    x = random.normal(2.0, 0.5, rows)
    y = 1.0 - 3.0 * x + random.normal(0, 0.3, rows)
    return pd.DataFrame({"x": x, "y": y, "k": random.choice(list("abc"), rows, p=[0.2, 0.3, 0.5])})


@pytest.fixture(scope="session")
def hand():
    """Models and programs by hand: `hand.model([hand.declared(...)], arrows)`."""
    return SimpleNamespace(
        model=_model,
        declared=_declared,
        program=_program,
        linear=_linear,
        linear_rows=_linear_rows,
    )


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
