"""Figures of an evaluation: films in two worlds, scores beside each other."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from torch import Tensor

from causalimg.evaluation.scores import Scores
from causalimg.evaluation.truth import COPY, KEEP, TruthErrors
from causalimg.invariance.measures import Estimate
from causalimg.invariance.record import Training

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, FAINT = "#1a1a1a", "#7a7a7a"
COLOURS = {"erm": "#8a949e", "licensed": "#1f6f8b", "counterfactual": "#c2452d"}
NAMES = {"erm": "ERM", "licensed": "licensed", "counterfactual": "counterfactual"}
SHOWN = ("AUROC", "accuracy", "worst-group accuracy", "Brier score", "calibration error")
_CELL = 1.3


def counterfactual_grid(
    columns: Mapping[str, Tensor], lines: Sequence[str] = (), *, rows: int = 6
) -> "Figure":
    """Pictures of rows in several worlds, a column per world, differences to the first after it.

    Args:
        columns: title -> pictures `[row, channel, height, width]`, the factual ones first; a
            title that begins with `difference` is shown in colour around zero.
        lines: a word for each row, such as its scanner.
        rows: how many to show.

    Returns:
        A matplotlib figure.
    """
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    rows = min(rows, len(next(iter(columns.values()))))
    close = ConstrainedLayoutEngine(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    made = Figure(figsize=(_CELL * len(columns) + 0.5, _CELL * rows + 0.35), layout=close)
    axes = made.subplots(rows, len(columns), squeeze=False)
    plain = [v[:rows] for title, v in columns.items() if not _signed(title)]
    low, high = min(float(v.min()) for v in plain), max(float(v.max()) for v in plain)
    coloured = [v[:rows].abs() for title, v in columns.items() if _signed(title)]
    top = max((_upper(v) for v in coloured), default=1.0)
    for at, (title, values) in enumerate(columns.items()):
        look: dict[str, Any] = {"cmap": "gray", "vmin": low, "vmax": high}
        if _signed(title):
            look = {"cmap": "RdBu_r", "vmin": -max(top, 1e-6), "vmax": max(top, 1e-6)}
        for row in range(rows):
            axes[row, at].imshow(_plane(values[row]), **look)
            _bare(axes[row, at])
            if at == 0 and row < len(lines):
                axes[row, 0].set_ylabel(lines[row], fontsize=7, color=FAINT)
        axes[0, at].set_title(title, fontsize=8, color=INK)
    return made


def truth_grid(
    picture: str, factual: Tensor, errors: TruthErrors, lines: Sequence[str] = (), *, rows: int = 6
) -> "Figure":
    """Factual, counterfactual by the fit, true counterfactual, and what is wrong with the fit's.

    Args:
        picture: the image variable.
        factual: its factual values.
        errors: from `truth_errors`.
        lines: a word for each row.
        rows: how many to show.
    """
    had, true = errors.worlds[KEEP][picture], errors.true[picture]
    columns = {
        "factual": factual,
        "counterfactual": had,
        "true counterfactual": true,
        "difference made": had - factual,
        "difference to truth": had - true,
    }
    return counterfactual_grid(columns, lines, rows=rows)


def score_chart(scores: Scores) -> "Figure":
    """Every measure of every method, with its interval; the moves beside them.

    Args:
        scores: from `score`.
    """
    from matplotlib.figure import Figure

    panels = _panels(scores)
    made = Figure(figsize=(1.75 * len(panels) + 1.1, 0.34 * len(scores.methods) + 1.05),
                  layout="constrained")  # fmt: skip
    axes = made.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    methods = [one.method for one in scores.methods][::-1]
    for axis, (title, values) in zip(axes, panels.items(), strict=True):
        for place, method in enumerate(methods):
            _dot(axis, place, values[method], COLOURS[method])
        axis.set_title(title, fontsize=8, color=INK)
        axis.set_ylim(-0.6, len(methods) - 0.4)
        _plain(axis)
        axis.locator_params(axis="x", nbins=4)
    axes[0].set_yticks(range(len(methods)), [NAMES[m] for m in methods], color=INK)
    where = f" at {', '.join(scores.sites)}" if scores.sites else ""
    words = f"{scores.predictor}{where}: {scores.rows:,} rows, 95 % intervals over patients"
    made.supxlabel(words, fontsize=7, color=FAINT, x=0.01, ha="left")
    return made


def left_out_chart(training: Training) -> "Figure":
    """The measure of a training at every site left out, a group of dots per site.

    Args:
        training: with folds.
    """
    from matplotlib.figure import Figure

    sites = list(dict.fromkeys(s.site for s in training.folds))[::-1]
    methods = [m for m in training.readers if any(s.method == m for s in training.folds)]
    height = 0.2 * len(sites) * (len(methods) + 1) + 0.9
    made = Figure(figsize=(4.6, height), layout="constrained")
    axis = made.subplots()
    step = len(methods) + 1
    for score in training.folds:
        place = sites.index(score.site) * step + len(methods) - 1 - methods.index(score.method)
        _dot(axis, place, score.estimate, COLOURS[score.method], size=4.5)
    middle = (len(methods) - 1) / 2
    axis.set_yticks([i * step + middle for i in range(len(sites))], sites, color=INK)
    for method in methods:
        axis.plot([], [], "o", color=COLOURS[method], ms=4.5, label=NAMES[method])
    axis.legend(fontsize=7, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3,
                borderaxespad=0.1, handletextpad=0.1)  # fmt: skip
    axis.set_xlabel(f"{training.measure} at the site left out", fontsize=8, color=INK)
    _plain(axis)
    return made


def error_chart(errors: TruthErrors, variable: str) -> "Figure":
    """Distance of every way of answering from the true counterfactual of a variable.

    Args:
        errors: from `truth_errors`.
        variable: whose.
    """
    from matplotlib.figure import Figure

    shown = [one for one in errors.errors if one.variable == variable][::-1]
    made = Figure(figsize=(4.6, 0.32 * len(shown) + 0.8), layout="constrained")
    axis = made.subplots()
    for place, one in enumerate(shown):
        colour = FAINT if one.way == COPY else COLOURS["counterfactual"]
        axis.barh(place, one.error.value, color=colour, height=0.62, alpha=0.85)
        axis.plot([one.error.low, one.error.high], [place, place], color=INK, lw=1)
        axis.annotate(f" {one.error.value:.4f}", (one.error.high, place), va="center", fontsize=7,
                      color=INK)  # fmt: skip
    axis.set_yticks(range(len(shown)), [one.way for one in shown], color=INK)
    axis.margins(x=0.15)
    axis.set_xlabel(f"mean absolute error of {variable}", fontsize=8, color=INK)
    _plain(axis)
    axis.tick_params(axis="y", length=0)
    return made


def png(made: "Figure") -> bytes:
    """The figure as the bytes of a PNG that says it is synthetic."""
    held = io.BytesIO()
    words = {"Description": "computed by causalimg; counterfactual pictures are synthetic"}
    made.savefig(held, format="png", dpi=150, facecolor="white", metadata=words)
    return held.getvalue()


def _panels(scores: Scores) -> dict[str, dict[str, Estimate]]:
    measured = scores.methods[0].measures
    names = [n for n in SHOWN if n in measured] or list(measured)
    panels = {n: {m.method: m.measures[n] for m in scores.methods} for n in names}
    for at, move in enumerate(scores.methods[0].moves):
        title = f"moves with {move.attribute}"
        panels[title] = {m.method: m.moves[at].spread for m in scores.methods}
    return {title: {str(k): v for k, v in values.items()} for title, values in panels.items()}


def _dot(axis: "Axes", place: float, one: Estimate, colour: str, size: float = 6) -> None:
    axis.plot([one.low, one.high], [place, place], color=colour, lw=2, alpha=0.55,
              solid_capstyle="round")  # fmt: skip
    axis.plot([one.value], [place], "o", color=colour, ms=size)


def _signed(title: str) -> bool:
    return title.startswith("difference")


def _upper(values: Tensor) -> float:
    """Nearly the largest value: a single odd pixel must not pale all others."""
    flat = values.float().flatten()
    return float(flat.kthvalue(max(1, int(0.998 * len(flat)))).values)


def _plane(value: Tensor) -> Any:
    """What `imshow` takes; a volume by its middle slice."""
    if value.dim() == 4:
        value = value[..., value.shape[-1] // 2]
    return value.float().mean(0).numpy()


def _bare(axis: "Axes") -> None:
    axis.set_xticks([])
    axis.set_yticks([])
    for spine in axis.spines.values():
        spine.set_visible(False)


def _plain(axis: "Axes") -> None:
    axis.tick_params(labelsize=7, colors=FAINT, length=2)
    axis.tick_params(axis="y", labelsize=8, labelcolor=INK, length=0)
    axis.grid(axis="x", color="#e6e6e6", lw=0.7)
    axis.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)
    axis.spines["bottom"].set_color("#cccccc")
