"""An answer as a table."""

from typing import TYPE_CHECKING, Any

from torch import Tensor

from causalimg.queries.output import Output, Sheet

if TYPE_CHECKING:
    import pandas as pd


def table(sheet: Sheet) -> "pd.DataFrame":
    """Numbers of an sheet: see `Answer.to_table`."""
    import pandas as pd

    if sheet.number is not None:
        number = sheet.number
        count = number.value.numel()
        columns: dict[str, Any] = (
            {name: steps.reshape(-1).tolist() for name, steps in sheet.ladder.items()}
            if count > 1
            else {}
        )
        for name, value in (
            ("value", number.value),
            ("standard_error", number.error),
            ("low", number.low),
            ("high", number.high),
        ):
            columns[name] = value.reshape(-1).tolist()
        return pd.DataFrame(columns | _marks(sheet, count, 1))
    columns = _index(sheet)
    worlds = len(next(iter(sheet.ladder.values()), [0]))
    for output in sheet.outputs:
        columns |= _columns(output, worlds)
    return pd.DataFrame(columns | _marks(sheet, worlds, len(columns["row"]) // worlds))


def _marks(sheet: Sheet, worlds: int, rows: int) -> dict[str, list[str]]:
    """What was set outside its support, line by line; nothing where nothing was."""
    lines = [""] * (worlds * rows)
    for name, marks in sheet.outside.items():
        if marks.numel() % (worlds * rows):
            found = [bool(marks.any())] * len(lines)  # it does not say where
        else:
            found = marks.reshape(worlds, -1, rows).any(1).flatten().tolist()
        lines = [f"{a} {name}".strip() if b else a for a, b in zip(lines, found, strict=True)]
    return {"outside the support": lines} if any(lines) else {}


def _index(sheet: Sheet) -> dict[str, Any]:
    """Columns that say which row and which rung."""
    first = sheet.outputs[0].counterfactual
    if not sheet.ladder:
        return {"row": [sheet.row(position) for position in range(len(first))]}
    worlds, rows = first.shape[:2]
    columns: dict[str, Any] = {"row": [sheet.row(i) for i in range(rows)] * worlds}
    for name, steps in sheet.ladder.items():
        spread = steps.reshape(worlds, -1).expand(worlds, rows)
        columns[f"{name} set to"] = spread.reshape(-1).tolist()
    return columns


def _columns(output: Output, worlds: int) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    label = f"{output.name} (mean)" if output.event else output.name
    if output.factual is not None:
        factual = _flat(output, output.factual)
        columns[label] = factual * (
            worlds if output.counterfactual.dim() > output.factual.dim() else 1
        )
    columns[f"{label} had"] = _flat(output, output.counterfactual)
    if bool((output.spread > 0).any()):
        spread = output.spread.flatten(-output.event).mean(-1) if output.event else output.spread
        columns[f"{label} spread"] = spread.reshape(-1).tolist()
    if output.error is not None and output.varies:
        columns[f"{label} Monte-Carlo error"] = output.error.reshape(-1).tolist()
    return columns


def _flat(output: Output, value: Tensor) -> list[Any]:
    if output.event:
        return value.flatten(-output.event).mean(-1).reshape(-1).tolist()
    if output.words and not value.is_floating_point():
        return [output.words[i] for i in value.reshape(-1).tolist()]
    return value.reshape(-1).tolist()
