"""Which variables of a stopped fit are still to be learned, so that answers from it say so."""

import torch

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.fitting.checkpoint import Position
from causalimg.fitting.parts import Part, part_list
from causalimg.fitting.store import Fit, saved_state
from causalimg.program.randomness import seeded

_ROWS = 2


def unfinished(fit: Fit) -> tuple[Diagnostic, ...]:
    """W0717 where a fit was stopped: what it had not ended, and what it had not begun."""
    if fit.finished:
        return ()
    position, _ = saved_state(fit.folder)
    rest = [part for part in _parts(fit)[position.part :] if part.numbers]
    if not rest:
        return ()
    return (_warning(rest, within=_is_within(position)),)


def _is_within(at: Position) -> bool:
    """Whether steps of the present part have been made."""
    return at.epoch > 0 or at.batch > 0


def _parts(fit: Fit) -> list[Part]:
    """The parts in the order of the fit; drawn rows show them as well as real ones do."""
    program, model = fit.program, fit.model
    environment = {}
    if program.environment is not None:
        environment[program.environment] = torch.zeros(_ROWS, dtype=torch.int64)
    with seeded(0), torch.no_grad():
        row = program.predict(program.draw_noise(_ROWS), {}, wanted=None, **environment)
    chosen = {name: torch.ones(_ROWS) for name in model.of_kind("selection")}
    return part_list(model, program, {**row, **environment, **chosen}, fit.folder)


def _warning(rest: list[Part], *, within: bool) -> Diagnostic:
    ended, begun = rest[:1] if within else [], rest[1:] if within else rest
    told = []
    if ended:
        told.append(f"that of {_listed(ended)} had not ended")
    if begun:
        told.append(f"that of {_listed(begun)} had not begun")
    return Diagnostic(
        "W0717",
        f"the fit was stopped: {', '.join(told)}",
        helps=("end it with `causalimg fit --resume`",),
        notes=("answers that rest on these variables are not to be relied on",),
        severity=Severity.WARNING,
    )


def _listed(parts: list[Part]) -> str:
    return ", ".join(f"`{name}`" for part in parts for name in part.measured)
