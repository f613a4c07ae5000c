"""Rows drawn from a model whose mechanisms are all known, and the same rows in another world."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.protocol import Program
from causalimg.program.randomness import seeded
from causalimg.semantics.model import Model
from causalimg.semantics.types import values_of

CHUNK = 1_000
Act = Callable[[Mapping[str, Tensor]], Mapping[str, Tensor]]


@dataclass(frozen=True, slots=True)
class Sample:
    """Drawn rows: `values` of the factual world and, where asked, of the counterfactual one.

    Numbers are `[row]`, images `[row, channel, height, width]`; latents are among them.
    """

    values: dict[str, Tensor]
    had: dict[str, Tensor] | None


def sample(
    model: Model,
    program: Program,
    rows: int | Mapping[str, int],
    seed: int,
    act: Act | None = None,
) -> Sample:
    r"""Draw rows :math:`v = f(u),\ u \sim P(U)`, site by site where there is an environment.

    The same seed and row counts give the same noise, so a sample with `act` holds the true
    counterfactual of the very rows that a sample without it holds. Under `selection` only rows
    that are selected in the factual world are kept, drawn until there are enough.

    Args:
        model: the checked model.
        program: its program; every learned number in it is taken as it is.
        rows: how many, or how many per value of the environment.
        seed: of the noise.
        act: from factual values to the values that an intervention sets.

    Raises:
        CausalimgError: E0711 where the counts do not fit the environment, or where nearly no
            drawn row is selected.
    """
    parts: list[Sample] = []
    with seeded(seed), torch.no_grad():
        for site, count in _counts(model, rows):
            parts.extend(_site(model, program, site, count, act))
    return Sample(
        _joined([p.values for p in parts]),
        None if act is None else _joined([p.had for p in parts if p.had is not None]),
    )


def _counts(model: Model, rows: int | Mapping[str, int]) -> list[tuple[int | None, int]]:
    if model.environment is None:
        if isinstance(rows, int):
            return [(None, rows)]
        raise _refuse("this model has no environment", "give one number of rows: `--rows 1000`")
    sites = values_of(model.variable(model.environment).type)
    if isinstance(rows, int):
        return [(i, rows) for i in range(len(sites))]
    unknown = [site for site in rows if site not in sites]
    if unknown:
        raise _refuse(
            f"`{unknown[0]}` is not a value of `{model.environment}`",
            f"its values are {', '.join(sites)}",
        )
    return [(sites.index(site), count) for site, count in rows.items()]


def _site(
    model: Model, program: Program, site: int | None, count: int, act: Act | None
) -> list[Sample]:
    parts: list[Sample] = []
    have = drawn = 0
    while have < count:
        # Where rows may be turned down, whole chunks: their share is not known beforehand.
        size = CHUNK if model.of_kind("selection") else min(CHUNK, count - have)
        part = _chunk(model, program, site, act, size)
        kept = _selected(model, part, count - have)
        drawn, have = drawn + size, have + _rows(kept.values)
        parts.append(kept)
        if drawn >= 100 * CHUNK and have < drawn / 10_000:
            raise _refuse(
                f"only {have} of {drawn} drawn rows are selected",
                "look at the mechanism of the `selection` variable",
            )
    return parts


def _chunk(model: Model, program: Program, site: int | None, act: Act | None, size: int) -> Sample:
    environment: dict[str, Any] = {}
    if model.environment is not None and site is not None:
        environment[model.environment] = torch.full((size,), site, dtype=torch.int64)
    noise = program.draw_noise(size)
    values = {**environment, **program.predict(noise, **environment)}
    if act is None:
        return Sample(values, None)
    do = act(values)
    moved = {k: do.get(k, v) for k, v in environment.items()}
    return Sample(values, {**moved, **program.predict(noise, do, **moved)})


def _selected(model: Model, part: Sample, most: int) -> Sample:
    keep = torch.ones(_rows(part.values), dtype=torch.bool)
    for name in model.of_kind("selection"):
        keep &= part.values[name] == 1
    index = keep.nonzero().squeeze(-1)[:most]
    had = None if part.had is None else _taken(part.had, index)
    return Sample(_taken(part.values, index), had)


def _taken(values: Mapping[str, Tensor], index: Tensor) -> dict[str, Tensor]:
    return {k: v[index] for k, v in values.items()}


def _joined(parts: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {name: torch.cat([p[name] for p in parts]) for name in parts[0]}


def _rows(values: Mapping[str, Tensor]) -> int:
    return len(next(iter(values.values())))


def _refuse(message: str, remedy: str) -> CausalimgError:
    return CausalimgError([Diagnostic("E0711", message, helps=(remedy,))])
