"""The record of a training: what was done, why, and how it goes at sites left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

from causalimg.causal.licences.verdicts import Licence
from causalimg.fitting.store import Fit
from causalimg.invariance.augment import Augmentation
from causalimg.invariance.constraints import Constraint
from causalimg.invariance.measures import Estimate
from causalimg.invariance.predictor import Reader
from causalimg.invariance.settings import Method, TrainSettings
from causalimg.semantics.model import Predictor

if TYPE_CHECKING:
    import pandas as pd

RULE = "chosen by the graph before any score was seen, no setting was tuned"


@dataclass(frozen=True, slots=True)
class FoldScore:
    """How a method does at a site that was left out.

    Args:
        method: how it was trained on the other sites.
        site: the one left out.
        rows: scored.
        estimate: of the training's measure, with its interval.
    """

    method: Method
    site: str
    rows: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Training:
    """A trained predictor with its record.

    Args:
        fit: the fitted model that it belongs to.
        predictor: what is predicted from what.
        licence: what the graph permits.
        settings: the same for every method.
        constraints: those that were trained under.
        interventions: those that augmented.
        folds: leave-one-site-out scores.
        measure: what they measure: `AUROC`, or `mean absolute error`.
        readers: the final predictor of each method, trained on all sites.
        chosen: the method that questions use.
        sites: values of the environment that were trained on.
        rows: trained on.
        notes: what to know: what was not trained and why, what is weak.
    """

    fit: Fit
    predictor: Predictor
    licence: Licence
    settings: TrainSettings
    constraints: tuple[Constraint, ...]
    interventions: tuple[Augmentation, ...]
    folds: tuple[FoldScore, ...]
    measure: str
    readers: Mapping[Method, Reader]
    chosen: Method
    sites: tuple[str, ...]
    rows: int
    notes: tuple[str, ...]

    def __call__(self, rows: Mapping[str, Tensor]) -> Tensor:
        """What the chosen predictor says about rows: see `Reader`."""
        return self.readers[self.chosen](rows)

    @property
    def rule(self) -> str:
        """How the method was selected."""
        return f"`{self.chosen}`: {RULE}"

    def to_table(self) -> "pd.DataFrame":
        """Leave-one-site-out scores: a line per method and site, with intervals."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "method": score.method,
                    "site left out": score.site,
                    "rows": score.rows,
                    self.measure: score.estimate.value,
                    "low": score.estimate.low,
                    "high": score.estimate.high,
                }
                for score in self.folds
            ]
        )

    def __str__(self) -> str:
        lines = [f"{self.predictor.name}: {self.rows} rows, sites {', '.join(self.sites)}"]
        lines += [f"  licensed: {one}" for one in self.constraints]
        lines += [f"  augmented: {one}"
                  for one in self.interventions]  # fmt: skip
        if self.folds:
            lines.append(f"  {self.measure}, one site left out (95 % interval over patients):")
        for method in self.readers:
            scores = [f"{s.site} {s.estimate}" for s in self.folds if s.method == method]
            lines.append(f"    {method:<15} {'  '.join(scores)}".rstrip())
        lines += [f"  {self.rule}", *(f"  note: {note}" for note in self.notes)]
        return "\n".join(lines)
