"""An answer as a table."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
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
    """One column; for many numbers a row their mean, each of a vector, the shares of labels."""
    columns: dict[str, Any] = {}
    for name, part in _parts(output):
        columns |= _single(name, part, worlds)
    return columns


def _parts(output: Output) -> Iterator[tuple[str, Output]]:
    if output.event == 1:
        for place in range(output.counterfactual.shape[-1]):
            yield f"{output.name}_{place + 1}", _taken(output, partial(_element, place=place))
    elif output.event and output.words:
        for index, word in enumerate(output.words):
            part = _taken(output, partial(_share, index=index, event=output.event))
            doubt = output.spread.flatten(-output.event).mean(-1)
            yield f"{output.name} == {word} (share)", replace(part, spread=doubt)
    elif output.event:
        yield f"{output.name} (mean)", _taken(output, partial(_mean, event=output.event))
    else:
        yield output.name, output


def _element(value: Tensor, place: int) -> Tensor:
    return value[..., place]


def _share(value: Tensor, index: int, event: int) -> Tensor:
    return (value == index).float().flatten(-event).mean(-1)


def _mean(value: Tensor, event: int) -> Tensor:
    return (value.abs() if value.is_complex() else value.float()).flatten(-event).mean(-1)


def _taken(output: Output, take: Callable[[Tensor], Tensor]) -> Output:
    """The output as one number for each row."""
    factual = None if output.factual is None else take(output.factual)
    spread = take(output.spread)
    return replace(
        output,
        factual=factual,
        counterfactual=take(output.counterfactual),
        spread=spread,
        words=(),
        event=0,
        error=None,
    )


def _single(label: str, output: Output, worlds: int) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if output.factual is not None:
        factual = _flat(output, output.factual)
        columns[label] = factual * (
            worlds if output.counterfactual.dim() > output.factual.dim() else 1
        )
    columns[f"{label} had"] = _flat(output, output.counterfactual)
    if bool((output.spread > 0).any()):
        columns[f"{label} spread"] = output.spread.reshape(-1).tolist()
    if output.error is not None and output.varies:
        columns[f"{label} Monte-Carlo error"] = output.error.reshape(-1).tolist()
    return columns


def _flat(output: Output, value: Tensor) -> list[Any]:
    if output.words and not value.is_floating_point():
        return [output.words[i] for i in value.reshape(-1).tolist()]
    return value.reshape(-1).tolist()
