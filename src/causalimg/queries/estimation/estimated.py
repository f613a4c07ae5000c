"""An effect from rows: what was computed, from how many, and what a model says beside it."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.queries.estimation.comparing import Agreement, Move, Own
from causalimg.queries.estimation.overlap import Overlap
from causalimg.queries.estimation.resampling import LEVEL, Spread

By = Literal["plug-in", "regression", "weighting", "doubly-robust"]
_CALLED = {
    "plug-in": "plug-in: frequencies of the rows",
    "regression": "outcome regression (g-formula)",
    "weighting": "inverse probability weighting",
    "doubly-robust": "doubly robust (AIPW), cross-fitted",
}
_MODELS = {"linear": "linear and logistic models", "boosting": "gradient boosting"}
_SMALL, _ROUNDED = 0.25, 1e-7


@dataclass(frozen=True, slots=True)
class Read:
    """One average of the question.

    Args:
        effect: as `identify` writes it.
        estimand: what of the rows it is computed from.
        adjust: what is adjusted for, None where it does not follow by adjustment.
        notes: whose law the rows are taken for, and what is set without effect, in words.
        overlap: how well the rows support it.
    """

    effect: str
    estimand: str
    adjust: tuple[str, ...] | None
    notes: tuple[str, ...]
    overlap: Overlap | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What rows say about a question, and a model beside them.

    Args:
        question: as it was asked.
        parts: its averages.
        by: the estimator.
        learner: the models within it, empty for a plug-in.
        rows: that were read.
        dropped: that lack a value and were left out.
        patients: how many, None where the rows do not say whose they are.
        found: the estimate with its interval.
        seed: of the draws.
        own: what the model says; None where it says nothing.
        silent: why it says nothing.
        moves: what each law does to the difference.
    """

    question: str
    parts: tuple[Read, ...]
    by: By
    learner: str
    rows: int
    dropped: int
    patients: int | None
    found: Spread
    seed: int
    own: Own | None
    silent: str
    moves: tuple[Move, ...]

    def __float__(self) -> float:
        return self.found.estimate

    @property
    def agreement(self) -> Agreement | None:
        """Whether rows and model agree; None where one of them does not say."""
        return None if self.own is None else self.own.beside(self.found)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """W0720 where rows and model differ, W0721 where the rows lack support."""
        return (*self._unsupported(), *self._difference())

    def _unsupported(self) -> Iterator[Diagnostic]:
        overlaps = [p.overlap for p in self.parts if p.overlap is not None and p.overlap.lacks]
        for one in dict.fromkeys(overlaps):
            message, note = one.told()
            helps = ("ask about those who have such rows, by a condition behind the bar",)
            yield Diagnostic(
                "W0721", message, helps=helps, notes=(note,), severity=Severity.WARNING
            )

    def _difference(self) -> Iterator[Diagnostic]:
        if self.own is None or self.agreement in (None, "agree"):
            return
        found, own = self.found, self.own
        seen = f"{_number(found.estimate)} ({_number(found.low)} to {_number(found.high)})"
        message = f"the rows say {seen}, the model's own `do` says {_number(own.value)}"
        notes, helps = self._meant()
        yield Diagnostic("W0720", message, helps=helps, notes=notes, severity=Severity.WARNING)

    def _meant(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        assert self.own is not None
        if self.agreement == "estimator":
            missed = _number(self.own.estimand)
            note = (
                f"on rows of the model itself this estimator says {missed}: its form is at fault"
            )
            return (note,), ("try another: `--by`, or `--learner boosting`",)
        notes = [self._where()] if self.moves else []
        if any(p.overlap is not None and p.overlap.lacks for p in self.parts):
            notes.append("support is lacking (W0721), so it may be the rows that tell too little")
        notes.append(
            "both follow from the same arrows, so the rows have another law than the model"
        )
        mend = "mend the mechanism, or fit it more freely: a `table()`, an `mlp()`"
        arrows = "or an arrow is missing: `causalimg test` holds the arrows against the table"
        return tuple(notes), (mend, arrows)

    def _where(self) -> str:
        apart = abs(self.found.estimate - self.own.value) if self.own else 0.0
        told = [m for m in self.moves if abs(m.by) > _SMALL * apart]
        most = sorted(told or self.moves, key=lambda move: -abs(move.by))
        parts = [f"{move.law} moves it by {_number(move.by, sign=True)}" for move in most]
        return f"taken from the model instead of the rows, {', '.join(parts)}"

    # ---- writing ----

    def __str__(self) -> str:
        return "\n".join((self.question, *(f"  {line}" for line in self._lines())))

    def _lines(self) -> Iterator[str]:
        for part in dict.fromkeys((p.effect, p.estimand, p.adjust, p.notes) for p in self.parts):
            effect, estimand, adjust, notes = part
            yield f"{effect} = {estimand}" if estimand != effect else f"{effect}, as it is seen"
            if adjust is not None:
                yield f"  adjust for {', '.join(adjust)}" if adjust else "  nothing to adjust for"
            yield from (f"  {note}" for note in notes)
        yield f"estimator  {self._estimator()}"
        yield f"rows       {self._counted()}"
        supports = dict.fromkeys(str(p.overlap) for p in self.parts if p.overlap is not None)
        yield from (f"support    {one}" for one in supports)
        yield f"estimate   {self.interval}"
        yield from self._beside()

    def _estimator(self) -> str:
        within = f", {_MODELS[self.learner]}" if self.learner else ""
        return f"{_CALLED[self.by]}{within}"

    def _counted(self) -> str:
        told = f"{self.rows:,}"
        if self.patients is not None:
            told += f" of {self.patients:,} patients"
        return f"{told}, {self.dropped:,} left out for a missing value" if self.dropped else told

    @property
    def interval(self) -> str:
        """The estimate with its interval, in words."""
        found = self.found
        if not found.draws or found.error == 0:
            why = ": all draws agree" if found.draws else ""
            return f"{_number(found.estimate)}, without an interval{why}"
        whose = "patients" if self.patients is not None else "rows"
        drawn = f"bootstrap of {whose}, {found.draws} draws, seed {self.seed}"
        if found.failed:
            drawn += f", {found.failed} without enough rows"
        ends = f"{_number(found.low)} to {_number(found.high)}"
        return f"{_number(found.estimate)}, {LEVEL:.0%} {ends} ({drawn})"

    def _beside(self) -> Iterator[str]:
        own = self.own
        if own is None:
            yield f"model      says nothing: {self.silent}"
            return
        error = "exact" if own.exact else _sure(own.error)
        yield f"model      {_number(own.value)} by its own `do` ({error})"
        there = f" ({_sure(own.estimand_error)})" if own.estimand_error > 0 else ""
        yield f"           {_number(own.estimand)} by the estimand under its law{there}"
        words: dict[Agreement | None, str] = {
            None: "without an interval nothing tells whether they differ by chance",
            "agree": "the rows do not contradict it",
            "differ": "the rows contradict it, see W0720",
            "estimator": "they differ, and so does the estimator on rows of the model, see W0720",
        }
        yield f"           {words[self.agreement]}"

    def to_json(self) -> str:
        """Everything as JSON; what is no number is null."""
        return json.dumps(self._plain(), ensure_ascii=False, indent=2)

    def _plain(self) -> dict[str, Any]:
        found, own = self.found, self.own
        told = {
            "question": self.question,
            "parts": [_part(part) for part in self.parts],
            "estimator": self.by,
            "learner": self.learner or None,
            "rows": self.rows,
            "dropped": self.dropped,
            "patients": self.patients,
            "estimate": _json(found.estimate),
            "low": _json(found.low),
            "high": _json(found.high),
            "level": LEVEL,
            "standard_error": _json(found.error),
            "draws": found.draws,
            "failed_draws": found.failed,
            "seed": self.seed,
            "model": None,
            "agreement": self.agreement,
            "moves": [{"law": move.law, "by": _json(move.by)} for move in self.moves],
            "warnings": [{"code": w.code, "message": w.message} for w in self.warnings],
        }
        if own is None:
            return {**told, "model_silent": self.silent}
        model = {"value": own.value, "standard_error": own.error, "estimand": own.estimand}
        model["estimand_standard_error"] = own.estimand_error
        return {**told, "model": {**{k: _json(v) for k, v in model.items()}, "exact": own.exact}}


def _part(part: Read) -> dict[str, Any]:
    found = part.overlap
    support = None
    if found is not None:
        support = {
            "act": found.act,
            "least_propensity": found.least,
            "most_propensity": found.most,
            "rare": found.rare,
            "effective_rows": found.effective,
            "empty": found.empty,
        }
    adjust = None if part.adjust is None else list(part.adjust)
    return {
        "effect": part.effect,
        "estimand": part.estimand,
        "adjust": adjust,
        "notes": list(part.notes),
        "support": support,
    }


def _json(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _sure(error: float) -> str:
    """A standard error; draws that all terms share may leave none but rounding."""
    return f"standard error {_number(error) if error > _ROUNDED else '0'}"


def _number(value: float, *, sign: bool = False) -> str:
    return f"{value:{'+' if sign else ''}.4g}"
