"""Figures of an sheet: factual, counterfactual, difference; a ladder as a strip; numbers drawn."""

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from causalimg.queries.output import Output, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


_INK, _FAINT, _FACTUAL, _HAD = "#1a1a1a", "#8a8a8a", "#7f8c9b", "#c2452d"
_CELL = 1.45
_LABELS = "viridis"
_MOST_RUNGS = 13


def figure(sheet: Sheet, rows: int = 6) -> "Figure":
    """Figure of an sheet: see `Answer.figure`."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    pictures = [_seen(output) for output in sheet.outputs if output.picture]
    made = Figure(layout=ConstrainedLayoutEngine(w_pad=0.02, h_pad=0.02, wspace=0.03, hspace=0.03))
    if pictures and sheet.ladder:
        _strip(made, sheet, pictures[0], rows)
    elif pictures:
        _grid(made, sheet, pictures, rows)
    elif sheet.number is not None:
        _number(made, sheet)
    else:
        _numbers(made, sheet)
    made.suptitle(sheet.text, fontsize=9, color=_INK, x=0.01, ha="left", family="monospace")
    return made


def png(sheet: Sheet) -> bytes:
    """The figure as the bytes of a PNG."""
    held = io.BytesIO()
    figure(sheet).savefig(held, format="png", dpi=110, facecolor="white")
    return held.getvalue()


def _grid(made: "Figure", sheet: Sheet, pictures: list[Output], most: int) -> None:
    """One line per row: factual | counterfactual | difference | spread, for each picture."""
    rows = min(most, len(pictures[0].counterfactual))
    panels = [panel for output in pictures for panel in _panels(output)]
    height = _aspect(pictures[0]) * _CELL * rows + 0.75
    made.set_size_inches(max(3.6, _CELL * len(panels) + 0.7), height)
    axes = made.subplots(rows, len(panels), squeeze=False)
    for column, (title, values, look, words) in enumerate(panels):
        shown = None
        for row in range(rows):
            axis = axes[row, column]
            shown = axis.imshow(_plane(values[row], look), **look)
            _bare(axis)
            if column == 0:
                axis.set_ylabel(f"row {sheet.row(row)}", fontsize=7, color=_FAINT)
        axes[0, column].set_title(title, fontsize=8, color=_INK)
        labelled = bool(words) == (look["cmap"] == _LABELS)
        if look["cmap"] != "gray" and shown is not None and labelled:
            bar = made.colorbar(shown, ax=list(axes[:, column]), shrink=0.8, aspect=30, pad=0.02)
            if words:
                bar.set_ticks(range(len(words)), labels=words)
            bar.ax.tick_params(labelsize=6, colors=_FAINT)
            bar.outline.set_visible(False)
    _foot(made, sheet)


_Panel = tuple[str, Tensor, dict[str, Any], tuple[str, ...]]


def _panels(output: Output) -> list[_Panel]:
    had, factual, difference = output.counterfactual, output.factual, output.difference
    if factual is None:
        return [(output.name, had, _signed(had), ())]
    both = torch.stack([factual.flatten(), had.flatten()])
    look = _look(output, both)
    panels: list[_Panel] = [
        (output.name, factual, look, ()),
        ("counterfactual", had, look, output.words),
    ]
    if difference is not None:
        apart = {"cmap": "Reds", "vmin": 0.0, "vmax": 1.0}
        differs = apart if output.words else _signed(difference.float())
        title = "where they differ" if output.words else "difference"
        panels.append((title, difference.float(), differs, ()))
    top = float(output.spread.max())
    grey = 1.0 if output.words else float(both.max() - both.min())
    # Less than a hundred-thousandth of the grey scale is rounding, not uncertainty.
    if top > 1e-5 * grey:
        title = "uncertainty (share)" if output.words else "uncertainty (sd)"
        panels.append((title, output.spread, {"cmap": "magma", "vmin": 0.0, "vmax": top}, ()))
    return panels


def _strip(made: "Figure", sheet: Sheet, output: Output, most: int) -> None:
    """One line per row: the factual picture, then every rung; the difference to it below."""
    worlds, count = output.counterfactual.shape[:2]
    rows = min(max(1, most // 2), count)
    shown = torch.linspace(0, worlds - 1, min(worlds, _MOST_RUNGS)).round().long().unique()
    pair = output.factual is not None
    height = _aspect(output) * 1.1 * rows * (2 if pair else 1) + 0.8
    made.set_size_inches(1.1 * (len(shown) + pair) + 0.4, height)
    axes = made.subplots(rows * (2 if pair else 1), len(shown) + pair, squeeze=False)
    look = _look(output, output.counterfactual)
    difference = None if output.difference is None else output.difference.float()
    differs = _signed(difference[shown]) if difference is not None else {}
    for row in range(rows):
        line = row * (2 if pair else 1)
        if output.factual is not None and difference is not None:
            axes[line, 0].imshow(_plane(output.factual[row], look), **look)
            axes[line, 0].set_ylabel(f"row {sheet.row(row)}", fontsize=7, color=_FAINT)
            axes[line + 1, 0].axis("off")
            axes[0, 0].set_title("factual", fontsize=7, color=_INK)
        for column, world in enumerate(shown.tolist(), start=int(pair)):
            axes[line, column].imshow(_plane(output.counterfactual[world, row], look), **look)
            axes[0, column].set_title(_rung(sheet, world), fontsize=7, color=_INK)
            if difference is not None:
                seen = axes[line + 1, column].imshow(
                    _plane(difference[world, row], differs), **differs
                )
                del seen
    for axis in axes.flatten():
        _bare(axis)
    _foot(made, sheet)


def _rung(sheet: Sheet, world: int) -> str:
    parts = []
    for name, steps in sheet.ladder.items():
        value = float(steps[world].flatten()[0])
        parts.append(
            f"{name} = {value:g}" if len(sheet.ladder) == 1 and world == 0 else f"{value:g}"
        )
    return ", ".join(parts)


def _number(made: "Figure", sheet: Sheet) -> None:
    """One number with its interval, or its curve along the ladder."""
    assert sheet.number is not None
    number = sheet.number
    made.set_size_inches(4.8, 3.0 if number.value.numel() > 1 else 1.5)
    axis = made.subplots()
    if number.value.numel() > 1:
        name, steps = next(iter(sheet.ladder.items()))
        at, value = steps.reshape(-1).tolist(), number.value.tolist()
        axis.fill_between(
            at, number.low.tolist(), number.high.tolist(), color=_HAD, alpha=0.2, lw=0
        )
        axis.plot(at, value, color=_HAD, lw=1.6, marker="o", ms=3)
        axis.set_xlabel(name, fontsize=8, color=_INK)
    else:
        mean = float(number.value)
        reach = [[mean - float(number.low)], [float(number.high) - mean]]
        axis.errorbar([mean], [0], xerr=reach, fmt="o", color=_HAD, capsize=4, ms=6)
        axis.annotate(f"{mean:.4g}", (mean, 0), (0, 10), textcoords="offset points",
                      ha="center", fontsize=10, color=_INK)  # fmt: skip
        axis.set_yticks([])
        axis.set_ylim(-1, 1)
    _plain(axis)
    _foot(made, sheet)


def _numbers(made: "Figure", sheet: Sheet) -> None:
    """Every output as dots: factual against counterfactual, or curves along the ladder."""
    outputs = sheet.outputs
    made.set_size_inches(3.2 * len(outputs), 3.1)
    axes = made.subplots(1, len(outputs), squeeze=False)[0]
    for axis, output in zip(axes, outputs, strict=True):
        if sheet.ladder:
            name, steps = next(iter(sheet.ladder.items()))
            at = steps.reshape(len(steps), -1)[:, 0].tolist()
            for row in range(min(50, output.counterfactual.shape[1])):
                axis.plot(
                    at, output.counterfactual[:, row].tolist(), color=_HAD, lw=0.9, alpha=0.6
                )
            axis.set_xlabel(name, fontsize=8, color=_INK)
        elif output.factual is not None:
            had, factual = output.counterfactual.float(), output.factual.float()
            axis.axline(
                (float(factual.mean()), float(factual.mean())), slope=1, color=_FAINT, lw=0.8
            )
            axis.scatter(factual.tolist(), had.tolist(), s=8, color=_HAD, alpha=0.6, lw=0)
            axis.set_xlabel("factual", fontsize=8, color=_INK)
            axis.set_ylabel("counterfactual", fontsize=8, color=_INK)
        else:
            axis.hist(output.counterfactual.float().tolist(), bins=30, color=_HAD)
        unit = f" ({output.unit})" if output.unit else ""
        axis.set_title(f"{output.name}{unit}", fontsize=8, color=_INK)
        _plain(axis)
    _foot(made, sheet)


def _foot(made: "Figure", sheet: Sheet) -> None:
    # Broken by hand: matplotlib's own wrapping ignores the layout.
    width = int(made.get_figwidth() * 17)
    made.supxlabel(_folded(f"{sheet.summary} · synthetic", width), fontsize=6, color=_FAINT,
                   x=0.01, ha="left")  # fmt: skip


def _folded(text: str, width: int) -> str:
    lines = [""]
    for part in text.split(" · "):
        joined = f"{lines[-1]} · {part}" if lines[-1] else part
        if len(joined) > width and lines[-1]:
            lines.append(part)
        else:
            lines[-1] = joined
    return "\n".join(lines)


def _plane(value: Tensor, look: dict[str, Any]) -> Any:
    """What `imshow` takes: `[height, width]`, or colours; a volume by its middle slice."""
    if value.dim() == 4:
        value = value[..., value.shape[-1] // 2]
    if value.shape[0] == 3 and look["cmap"] == "gray":
        reach = max(look["vmax"] - look["vmin"], 1e-12)
        return ((value - look["vmin"]) / reach).clamp(0, 1).permute(1, 2, 0).numpy()
    return (value[0] if value.shape[0] == 1 else value.float().mean(0)).numpy()


def _seen(output: Output) -> Output:
    """Complex pixels as an eye can see them: the logarithm of their size, over all coils."""
    if not output.counterfactual.is_complex():
        return output
    factual = None if output.factual is None else _size(output.factual, output.event)
    had = _size(output.counterfactual, output.event)
    spread = output.spread.norm(dim=-output.event, keepdim=True)
    return replace(output, factual=factual, counterfactual=had, spread=spread / (1 + had.expm1()))


def _size(value: Tensor, event: int) -> Tensor:
    size: Tensor = value.abs().norm(dim=-event, keepdim=True)
    return size.log1p()


def _look(output: Output, values: Tensor) -> dict[str, Any]:
    """How a picture is coloured: grey, or a colour for each label of a mask."""
    if not output.words:
        return _grey(values)
    return {"cmap": _LABELS, "vmin": 0, "vmax": max(len(output.words) - 1, 1)}


def _grey(values: Tensor) -> dict[str, Any]:
    return {"cmap": "gray", "vmin": float(values.min()), "vmax": float(values.max())}


def _signed(values: Tensor) -> dict[str, Any]:
    top = max(float(values.abs().max()), 1e-6)
    return {"cmap": "RdBu_r", "vmin": -top, "vmax": top}


def _aspect(output: Output) -> float:
    height, width = output.counterfactual.shape[-output.event + 1 :][:2]
    return float(height) / float(width)


def _bare(axis: "Axes") -> None:
    axis.set_xticks([])
    axis.set_yticks([])
    for spine in axis.spines.values():
        spine.set_visible(False)


def _plain(axis: "Axes") -> None:
    axis.tick_params(labelsize=7, colors=_FAINT)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axis.spines[side].set_color("#cccccc")
