from types import SimpleNamespace

import pytest
import torch

from causalimg.semantics.model import Arrow, Model, Variable
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


@pytest.fixture(scope="session")
def hand():
    """Checked models written by hand: `hand.model([hand.declared(...)], arrows)`."""
    return SimpleNamespace(model=_model, declared=_declared)


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
