"""Good models run: known ones draw rows and give their noise back, learned ones are scored."""

from pathlib import Path

import pyro
import pytest
import torch

from causalimg.semantics.expr import LearnedFunction, walk
from causalimg.semantics.model import Learned, Model
from causalimg.semantics.types import Count, Mask, values_of
from compiled import CORPUS, program_of, read, sample

ROWS = 3
each = pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.stem)


@pytest.fixture(autouse=True)
def _own_numbers() -> None:
    pyro.clear_param_store()


def test_known_and_learned_models_are_both_many() -> None:
    known = [path for path in CORPUS if is_known(read(path))]
    assert len(known) >= 60
    assert len(CORPUS) - len(known) >= 30


def is_known(model: Model) -> bool:
    """Whether nothing in it is learned."""
    return not model.parameters and not any(map(_learns, model.mechanisms))


def _learns(mechanism: object) -> bool:
    if isinstance(mechanism, Learned):
        return True
    roots = [mechanism.value] if hasattr(mechanism, "value") else []
    roots += [value for _, value in mechanism.law.arguments] if hasattr(mechanism, "law") else []
    return any(isinstance(e, LearnedFunction) for root in roots for e in walk(root))


def told(program) -> set[str]:
    """Variables whose noise is all that their value tells, theirs and that of all their causes."""
    found: set[str] = set()
    for name in program.variables:
        causes = set(program.parents[name]) - {program.environment}
        if name not in program.lossy and causes <= found:
            found.add(name)
    return found


@each
def test_it_draws_rows_gives_their_noise_back_and_scores_them(path: Path) -> None:
    model, program = read(path), program_of(path)
    noise, row = sample(program, ROWS)
    environment = {n: row[n] for n in [program.environment] if n}
    assert set(row) == {*program.variables, *environment}
    assert all(value.shape[:1] == (ROWS,) and finite(value) for value in row.values())

    with torch.no_grad():
        back = program.abduct(row)
        again = program.predict(back, **environment)
        scored = program.log_prob(row)
        forms = program(ROWS, **environment), program.noise_form(ROWS, **environment)

    assert set(back) == set(noise)
    for name in told(program):
        near(again[name], row[name], name)
    for name in told(program) & dense(model) if is_known(model) else ():
        for one in program.noises[name]:
            near(back[one], noise[one], one)
    assert set(scored) <= set(program.variables)
    for name, log in scored.items():
        assert finite(log), name
        assert log.expand(ROWS).shape == (ROWS,)
    for drawn in forms:
        for name in program.variables:
            assert drawn[name].shape == row[name].shape, name


def dense(model: Model) -> set[str]:
    """Variables of one noise with values between any two: their noise is no draw."""
    return {
        mechanism.targets[0]
        for mechanism in model.mechanisms
        if not isinstance(model.variable(mechanism.targets[0]).type, Count | Mask)
        and not values_of(model.variable(mechanism.targets[0]).type)
    }


def finite(value: torch.Tensor) -> bool:
    parts = torch.view_as_real(value) if value.is_complex() else value.double()
    return bool(torch.isfinite(parts).all())


def near(found: torch.Tensor, wanted: torch.Tensor, name: str) -> None:
    scale = 1 + float(wanted.abs().max())
    apart = float((found - wanted.expand(found.shape)).abs().max())
    assert apart <= 1e-3 * scale, (name, apart)
