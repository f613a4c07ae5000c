"""Positivity: whether there are rows that show what an act does in everyone it is asked for."""

from dataclasses import dataclass

import numpy as np

from causalimg.queries.estimation.adjusting import LEAST, Arm, propensity
from causalimg.queries.estimation.plug_in import PlugIn

_RARE, _FEW = 0.02, 0.01


@dataclass(frozen=True, slots=True)
class Overlap:
    """How well rows support one average.

    Args:
        act: what is set, as `dose = 1`.
        least: smallest propensity among those who are meant, None where there are cells instead.
        most: largest.
        rare: share of those who are meant whose propensity is below 1 in 50.
        cut: rows whose weight was cut.
        effective: effective number of rows that have what is set, once weighted.
        empty: share of the population in cells without a row.
        outside: whether a number is set beyond all that occur.
    """

    act: str
    least: float | None = None
    most: float | None = None
    rare: float = 0.0
    cut: int = 0
    effective: float | None = None
    empty: float = 0.0
    outside: bool = False

    @property
    def lacks(self) -> bool:
        """Whether some of those who are meant have nobody like them to learn from."""
        return self.rare > _FEW or self.empty > 0 or self.outside

    def told(self) -> tuple[str, str]:
        """What is lacking, and what it means."""
        if self.outside:
            message = f"`{self.act}` lies outside of what the rows show"
            return message, "what is said there is an extrapolation of a straight line"
        if self.empty:
            message = f"no row shows what `{self.act}` does in cells with {self.empty:.1%} of all"
            return message, "the estimate is about the others alone"
        message = f"of those who are meant, {self.rare:.1%} hardly ever have `{self.act}`"
        note = "their propensity is below 1 in 50, so a few rows speak for them"
        return message, f"{note}; {self.cut} weights were cut" if self.cut else note

    def __str__(self) -> str:
        if self.outside:
            return f"{self.act}: outside of what occurs"
        if self.least is None:
            share = f"cells without a row hold {self.empty:.1%} of the population"
            return f"{self.act}: {share}" if self.empty else f"{self.act}: rows on all sides"
        found = f"{self.act}: propensities {self.least:.2g} to {self.most:.2g}"
        return f"{found}, {self.effective:,.0f} effective rows"


def of_cells(estimator: PlugIn) -> Overlap:
    """Support of a plug-in: cells that hold people, and no row that shows what would follow."""
    lost = estimator.lost()
    return Overlap(estimator.part.act, empty=lost if lost > 1e-12 else 0.0)


def of_arm(one: Arm) -> Overlap | None:
    """Support of an adjustment; None where nothing is set."""
    if not one.acts:
        return None
    act = one.part.act
    meant = one.whole > 0
    if one.many:
        low, high = one.dose[meant].min(0), one.dose[meant].max(0)
        return Overlap(act, outside=bool(((one.at < low) | (one.at > high)).any()))
    chance = propensity(one, one.whole, "linear", meant)
    weight = one.whole[meant]
    taken = one.had[meant]
    inverse = (weight / np.clip(chance, LEAST, 1))[taken]
    return Overlap(
        act,
        float(chance.min()),
        float(chance.max()),
        float(np.average(chance < _RARE, weights=weight)),
        int((chance[taken] < LEAST).sum()),
        float(inverse.sum() ** 2 / (inverse**2).sum()) if taken.any() else 0.0,
    )
