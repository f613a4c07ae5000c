"""Numbers are looked at before they are used: what stops being finite is named with its line."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from causalimg.fitting.images import Index
from causalimg.fitting.lawful import diverged
from causalimg.fitting.objectives import Objective
from causalimg.fitting.parts import Part
from causalimg.program.protocol import Program


def finite_loss(program: Program, found: Objective, rows: Index, folder: Path) -> None:
    """Stop where a mean log-likelihood is not finite.

    Raises:
        CausalimgError: E0708 with the mechanism, its line and the rows of the batch.
    """
    if bool(torch.isfinite(found.gain)):
        return
    guilty = [name for name, value in found.terms.items() if not bool(torch.isfinite(value))]
    among = f"the rows of that step lie between {rows.min()} and {rows.max()}"
    raise diverged(program, guilty, "the likelihood is not finite", folder, among)


def finite_slopes(
    program: Program, part: Part, numbers: Mapping[str, Tensor], norm: Tensor, folder: Path
) -> None:
    """Stop where a gradient is not finite, before it is used.

    Raises:
        CausalimgError: E0708 with the mechanisms of the part.
    """
    if bool(torch.isfinite(norm)):
        return
    bad = [n for n, p in numbers.items() if p.grad is not None and not p.grad.isfinite().all()]
    among = f"the learned numbers concerned are {', '.join(bad)}"
    raise diverged(program, [*part.terms], "a gradient is not finite", folder, among)
