"""What comes out of a question: numbers with intervals, outputs with their spread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

NINETY_FIVE = 1.959964
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Number:
    """An estimand's value; `[world]` under a ladder, a scalar otherwise.

    Args:
        value: the number.
        error: its Monte-Carlo standard error; zero where the answer is exact. The error of fitted
            parameters is not in it.
        middle: of the interval; None for the value. That of a share is nearer to 1 / 2.
    """

    value: Tensor
    error: Tensor
    middle: Tensor | None = None

    @property
    def low(self) -> Tensor:
        """Lower end of the 95 % Monte-Carlo interval."""
        return self._middle - NINETY_FIVE * self.error

    @property
    def high(self) -> Tensor:
        """Upper end of the 95 % Monte-Carlo interval."""
        return self._middle + NINETY_FIVE * self.error

    @property
    def _middle(self) -> Tensor:
        return self.value if self.middle is None else self.middle


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a counterfactual.

    Args:
        name: the variable, or the expression as written.
        factual: what was observed, or inferred where nothing was `[row, ...]`; None for an
            expression that already is a contrast.
        counterfactual: mean over draws (the most frequent value of a category or an ordinal, the
            most frequent label of each pixel of a mask), `[row, ...]`, under a ladder
            `[world, row, ...]`.
        spread: standard deviation over draws (for a category: the share of draws that differ
            from the most frequent value), shaped alike.
        draws: every draw `[draw, row]` or `[world, draw, row]`; None for pictures, whose draws
            are only summed up.
        words: values of a finite variable.
        unit: of a number.
        event: right dimensions of one row's value: 3 or 4 for a picture, 1 for a vector.
        error: Monte-Carlo standard error of a mean over draws, shaped as `spread`; None where
            there is no such mean: one draw, a most frequent value, a picture.
    """

    name: str
    factual: Tensor | None
    counterfactual: Tensor
    spread: Tensor
    draws: Tensor | None = None
    words: tuple[str, ...] = ()
    unit: str | None = None
    event: int = 0
    error: Tensor | None = None

    @property
    def picture(self) -> bool:
        """Whether it lies on a grid."""
        return self.event > 1

    @property
    def varies(self) -> bool:
        """Whether the counterfactual is a mean over draws that differ."""
        if self.error is None:
            return False
        rounding = _ROUNDING * (1 + self.counterfactual.abs())
        return bool((self.error > rounding).any())

    @property
    def difference(self) -> Tensor | None:
        """Counterfactual minus factual; for words, where they differ."""
        if self.factual is None:
            return None
        if self.words and not self.counterfactual.is_floating_point():
            return self.counterfactual != self.factual
        return self.counterfactual - self.factual


@dataclass(frozen=True, slots=True)
class Sheet:
    """What tables and figures show of an answer.

    Args:
        text: the query as written.
        summary: what the answer rests on, in one line.
        number: the value of an estimand.
        outputs: the values of a counterfactual.
        ladder: swept variable -> its values `[world]`.
        outside: variable -> booleans, where it was set outside its support.
        numbers: of the rows in their table; none for positions from 0.
    """

    text: str
    summary: str
    number: Number | None
    outputs: tuple[Output, ...]
    ladder: Mapping[str, Tensor]
    outside: Mapping[str, Tensor] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()

    def row(self, position: int) -> int:
        """What a row goes by."""
        return self.numbers[position] if self.numbers else position


def summarised(total: Tensor, words: tuple[str, ...], axis: int) -> tuple[Tensor, Tensor]:
    """Counterfactual and spread along the axis of draws: mean and deviation, or mode and doubt."""
    if words and not total.is_floating_point():
        mode = total.mode(axis).values
        return mode, (total != mode.unsqueeze(axis)).float().mean(axis)
    if total.shape[axis] == 1:
        return total.squeeze(axis), torch.zeros(()).expand(total.squeeze(axis).shape)
    return total.mean(axis), total.std(axis)


def mean_error(spread: Tensor, draws: int, effective: Tensor | None) -> Tensor:
    r"""Standard error of a mean over draws, :math:`s \sqrt{1/n + 1/n_{eff}}`.

    The second part is there where the draws were picked among weighed particles.
    """
    lost = torch.zeros(()) if effective is None else 1 / effective.float()
    return spread * (1 / draws + lost).sqrt()


def joined(parts: list[Tensor], axis: int) -> Tensor:
    """Blocks side by side; one block is the whole already."""
    return parts[0] if len(parts) == 1 else torch.cat(parts, axis)
