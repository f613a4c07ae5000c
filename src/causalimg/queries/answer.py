"""Answers that say what they rest on: rung, evidence, quality, seed, what left the support."""

import base64
import html
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from torch import Tensor

from causalimg.diagnostics import Diagnostic
from causalimg.queries.abduct import Quality
from causalimg.queries.output import Number, Output, Sheet

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Residual = Literal["keep", "drop"]
_FEW = 10
_MONTE_CARLO = "error is Monte-Carlo, not that of a fit"
_RUNGS = {1: "association", 2: "intervention", 3: "counterfactual"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, what came out, and what it rests on.

    Args:
        name: of the query.
        text: the query as written.
        rung: 1 association, 2 intervention, 3 counterfactual.
        evidence: variables whose values were used.
        quality: `exact`, `amortised` (an encoder stood in for a posterior) or `sampled`. For rows
            it is about the noise behind them: `exact` draws have the exact posterior, and what
            is printed is still a mean over `draws` of them, with the `error` of its output.
        seed: of the draws.
        draws: noise draws per row, or units of the population: all states where it is exact.
        residual: whether pixel noise that a picture's code does not explain was kept.
        number: the value of an estimand.
        outputs: the values of a counterfactual.
        ladder: swept variable -> its values `[world]`.
        effective: effective sample size (`[row]` for counterfactuals), where sampling weighted.
        outside: variable -> booleans, where it was set outside its support.
        warnings: W0712 and others.
        numbers: of the rows in their table, where they come from one; else rows go by position.
        inferred: variables whose values mattered and were drawn given the evidence.
    """

    name: str
    text: str
    rung: int
    evidence: tuple[str, ...]
    quality: Quality
    seed: int
    draws: int
    residual: Residual = "keep"
    number: Number | None = None
    outputs: tuple[Output, ...] = ()
    ladder: Mapping[str, Tensor] = field(default_factory=dict)
    effective: Tensor | None = None
    outside: Mapping[str, Tensor] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = ()
    numbers: tuple[int, ...] = ()
    inferred: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Output:
        return {output.name: output for output in self.outputs}[name]

    def __float__(self) -> float:
        assert self.number is not None
        return float(self.number.value)

    @property
    def summary(self) -> str:
        """One line: rung, quality, draws, seed, evidence and what to be careful with."""
        parts = [f"rung {self.rung} ({_RUNGS[self.rung]})", *self._draws()]
        if self.effective is not None:
            size = float(self.effective.min())
            few = ", too few to rely on" if size < _FEW else ""
            parts.append(f"effective sample size {size:,.0f}{few}")
        if self.evidence:
            parts.append("given " + ", ".join(self.evidence))
        if self.inferred:
            parts.append("inferred " + ", ".join(self.inferred))
        if self.residual == "drop":
            parts.append("residual dropped")
        if self.outside:
            parts.append("outside the support: " + ", ".join(self.outside))
        return " · ".join(parts)

    def _draws(self) -> tuple[str, ...]:
        """What the numbers are made of, and what their error is the error of."""
        drawn = f"{self.draws:,} draws, seed {self.seed}"
        exact = self.quality == "exact"
        if self.number is not None:
            if exact:
                return ("exact", f"all {self.draws:,} states")
            return (self.quality, drawn, _MONTE_CARLO)
        quality = "exact posterior" if exact and self.draws > 1 else self.quality
        if any(output.varies for output in self.outputs):
            return (quality, f"means over {drawn}", _MONTE_CARLO)
        return (quality, drawn) if self.draws > 1 or self.quality == "sampled" else (quality,)

    def to_table(self) -> "pd.DataFrame":
        """Numbers as a table: one row per rung of the ladder, or per row (and rung) of the data.

        Pictures stand in it by their mean over pixels. Where something was set outside its
        support, a column says what.
        """
        from causalimg.queries.tabulate import table

        return table(self._sheet())

    def figure(self, rows: int = 6) -> "Figure":
        """Pictures beside each other: factual, counterfactual, difference; a ladder as a strip.

        Args:
            rows: how many rows of the data are shown at most.
        """
        from causalimg.queries.picture import figure

        return figure(self._sheet(), rows)

    def to_png(self, path: str | Path, rows: int = 6) -> None:
        """Write the figure as a PNG that says it is synthetic."""
        made = self.figure(rows)
        words = {
            "Title": self.text,
            "Description": "synthetic: computed by causalimg, not measured",
        }
        made.savefig(path, dpi=150, metadata=words, facecolor="white")

    def _sheet(self) -> Sheet:
        return Sheet(
            self.text,
            self.summary,
            self.number,
            self.outputs,
            self.ladder,
            self.outside,
            self.numbers,
        )

    def to_json(self) -> str:
        """Everything but pictures, as JSON."""
        return json.dumps(self._plain(), ensure_ascii=False, indent=2)

    def _plain(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": self.name,
            "query": self.text,
            "rung": self.rung,
            "evidence": list(self.evidence),
            "inferred": list(self.inferred),
            "quality": self.quality,
            "seed": self.seed,
            "draws": self.draws,
            "residual": self.residual,
            "ladder": {name: _listed(values) for name, values in self.ladder.items()},
            "effective_sample_size": None if self.effective is None else _listed(self.effective),
            "outside_support": {name: int(m.sum()) for name, m in self.outside.items()},
            "warnings": [{"code": w.code, "message": w.message} for w in self.warnings],
        }
        if self.number is not None:
            number = self.number
            ends = {"value": number.value, "standard_error": number.error}
            ends |= {"low": number.low, "high": number.high}
            found["number"] = {name: _listed(v) for name, v in ends.items()}
        if self.numbers:
            found["rows"] = list(self.numbers)
        found["outputs"] = {o.name: _output(o) for o in self.outputs if not o.picture}
        found["pictures"] = [o.name for o in self.outputs if o.picture]
        return found

    def __str__(self) -> str:
        """What `print` shows: the question, its number or table, and what it rests on."""
        return f"{self.name}: {self.text}\n{self.to_table()}\n{self.summary}"

    def _repr_html_(self) -> str:
        """For notebooks: the query, its number or table, and what it rests on."""
        title = f"<b>{html.escape(self.name)}</b> <code>{html.escape(self.text)}</code>"
        notes = "".join(f"<br>{html.escape(f'{w.code}: {w.message}')}" for w in self.warnings)
        body = self.to_table().head(20).to_html(border=0, index=False)
        return f"<div>{title}<br><small>{html.escape(self.summary)}{notes}</small>{body}</div>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {
            "text/plain": str(self),
            "text/html": self._repr_html_(),
        }
        if any(output.picture for output in self.outputs):
            from causalimg.queries.picture import png

            picture = png(self._sheet())
            bundle["image/png"] = picture
            # A page that knows HTML shows nothing else, so the picture stands in it as well.
            inline = base64.b64encode(picture).decode()
            bundle["text/html"] += (
                f'<img src="data:image/png;base64,{inline}" alt="{html.escape(self.name)}">'
            )
        return bundle


def _listed(value: Tensor) -> Any:
    """JSON knows no infinity and no NaN: they become null."""
    flat = [v if math.isfinite(v) else None for v in value.double().flatten().tolist()]
    if value.dim() == 0:
        return flat[0]
    return _folded(flat, list(value.shape))


def _folded(flat: list[Any], shape: list[int]) -> list[Any]:
    if len(shape) == 1:
        return flat
    step = len(flat) // shape[0] if shape[0] else 0
    return [_folded(flat[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]


def _output(output: Output) -> dict[str, Any]:
    found = {
        "counterfactual": _listed(output.counterfactual),
        "spread": _listed(output.spread),
        "factual": None if output.factual is None else _listed(output.factual),
        "unit": output.unit,
        "standard_error": None if output.error is None else _listed(output.error),
    }
    return {**found, "values": list(output.words)} if output.words else found
