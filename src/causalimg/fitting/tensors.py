"""Tensors by variable, checked as a table would be: shapes, supports, the same number of rows."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.decode import unit_scale
from causalimg.fitting.images import Arrays
from causalimg.fitting.rowwise import about_rows, about_table
from causalimg.program.tensors import dtype_of
from causalimg.semantics.model import Interval, Model, Variable
from causalimg.semantics.types import (
    Binary,
    Count,
    Kspace,
    Pixels,
    shape_of,
    values_of,
    words_of_type,
)

WHERE = "data"
_AT_ONCE = 2**24
_REMEDY = "correct the values, or the declaration in the model"


def as_tensors(data: object) -> dict[str, Tensor] | None:
    """The tensors of a mapping; arrays are taken along where one has more than one axis.

    Flat arrays alone are a table, whose words and gaps mean something: None.
    """
    if not isinstance(data, Mapping):
        return None
    deep = any(isinstance(v, np.ndarray) and v.ndim > 1 for v in data.values())
    found = {
        str(name): _tensor(values) if deep and isinstance(values, np.ndarray) else values
        for name, values in data.items()
    }
    return found if all(isinstance(v, Tensor) for v in found.values()) else None


def _tensor(values: "np.ndarray[Any, Any]") -> Any:
    """An array of numbers as a tensor; torch wants to be allowed to write into it."""
    if values.dtype.kind not in "biufc":
        return values
    return torch.from_numpy(values if values.flags.writeable else values.copy())


def read_tensors(
    model: Model, data: Mapping[str, Tensor], named: tuple[str, ...]
) -> tuple[dict[str, Tensor], dict[str, Arrays]]:
    """Columns `[row]` coded as programs have them, and pictures.

    Args:
        model: says what the values should be.
        data: numbers `[row]`, finite values by index, pictures `[row, channel, height, width]`;
            whole numbers of pictures in `[0, 1]` are divided by the largest of their type.
        named: the variables to read.

    Raises:
        CausalimgError: E0702 for a variable without a tensor, E0705 for a picture of another
            shape, E0704 for values that do not fit, E0711 for other shapes; all of them.
    """
    found: list[Diagnostic] = [_absent(name) for name in named if name not in data]
    known = [model.variable(name) for name in named if name in data]
    found += _shapes(known, data)
    if found:
        raise CausalimgError(found)
    columns: dict[str, Tensor] = {}
    images: dict[str, Arrays] = {}
    for variable in known:
        values = data[variable.name]
        if isinstance(variable.type, Pixels):
            number = dtype_of(variable.type)
            pictures = Arrays(values, _scale(variable, values), number)
            images[variable.name] = pictures
            found += _pixels(variable, pictures)
        else:
            beyond = _beyond(variable, values)
            found += [_wrong(variable, what, bad) for what, bad in beyond if bad.any()]
            whole = values_of(variable.type) and not isinstance(variable.type, Binary)
            columns[variable.name] = values.long() if whole else values.float()
    if found:
        raise CausalimgError(found)
    return columns, images


def _absent(name: str) -> Diagnostic:
    remedy = "give one tensor `[row]` per variable that is measured"
    return about_table("E0702", f"there is no tensor for `{name}`", remedy=remedy, where=WHERE)


def _shapes(known: list[Variable], data: Mapping[str, Tensor]) -> Iterator[Diagnostic]:
    lengths = {v.name: len(data[v.name]) for v in known if data[v.name].dim()}
    for variable in known:
        shape = tuple(data[variable.name].shape)
        kind = variable.type
        inner = shape_of(kind)
        if shape[1:] != inner or not shape:
            code = "E0705" if inner else "E0711"
            message = f"the tensor `{variable.name}` has the shape {_listed(shape)}"
            remedy = f"its rows belong in the shape {_listed(('row', *inner))}"
            yield about_table(code, message, remedy=remedy, where=WHERE)
        if data[variable.name].is_complex() != isinstance(kind, Kspace):
            yield _other_numbers(variable)
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"`{name}` {length}" for name, length in lengths.items())
        remedy = "give every variable a value for every row"
        message = f"the numbers of rows differ: {said}"
        yield about_table("E0711", message, remedy=remedy, where=WHERE)


def _other_numbers(variable: Variable) -> Diagnostic:
    """E0705, or E0711 where it is no picture: complex where real is wanted, or the reverse."""
    waves = isinstance(variable.type, Kspace)
    message = f"the tensor `{variable.name}` holds {'no ' if waves else ''}complex numbers"
    remedy = "k-space has a real and an imaginary part" if waves else "take their size"
    code = "E0705" if isinstance(variable.type, Pixels) else "E0711"
    return about_table(code, message, remedy=remedy, where=WHERE)


def _listed(shape: tuple[int | str, ...]) -> str:
    return f"[{', '.join(map(str, shape))}]"


def _beyond(variable: Variable, values: Tensor) -> Iterator[tuple[str, Tensor]]:
    """What does not fit, and where."""
    finite = torch.isfinite(values)
    yield "has a number that is not finite", ~finite
    words, support = values_of(variable.type), variable.support
    if words:
        inside = (values >= 0) & (values < len(words)) & (values == values.round())
        yield f"has a value that is none of the indices 0 to {len(words) - 1}", finite & ~inside
    if isinstance(variable.type, Count):
        yield "has a number that is no count", finite & ((values < 0) | (values != values.round()))
    if support is not None:
        unit = f" {variable.unit}" if variable.unit else ""
        yield f"has a number outside `{support}`{unit}", finite & ~_inside(values, support)
    if variable.kind == "selection":
        yield "is 0 somewhere, but the rows are those where it is 1", values == 0


def _inside(values: Tensor, support: Interval) -> Tensor:
    above = values >= support.low if support.low_closed else values > support.low
    below = values <= support.high if support.high_closed else values < support.high
    return above & below


def _wrong(variable: Variable, what: str, bad: Tensor) -> Diagnostic:
    marks = bad.flatten(1).any(1) if bad.dim() > 1 else bad
    rows = marks.nonzero().squeeze(-1).numpy()
    return about_rows("E0704", WHERE, variable.name, rows, what=what, remedy=_REMEDY)


def _scale(variable: Variable, values: Tensor) -> float:
    unit = variable.support is not None and (variable.support.low, variable.support.high) == (0, 1)
    return unit_scale(values[:1].numpy()) if unit else 1.0


def _pixels(variable: Variable, pictures: Arrays) -> Iterator[Diagnostic]:
    """Pixels that do not fit, looked for some rows at a time."""
    support = variable.support
    labels = words_of_type(variable.type)
    if labels:
        support = Interval(0, len(labels) - 1, low_closed=True, high_closed=True)
    size = max(1, _AT_ONCE // max(1, pictures.values[:1].numel()))
    parts = (_plain(rows) / pictures.scale for rows in pictures.values.split(size))
    bad = [~_fits(rows, support, whole=bool(labels)) for rows in parts]
    marks = torch.cat(bad) if bad else torch.zeros(0, dtype=torch.bool)
    if marks.any():
        inside = f", or one outside `{support}`" if support is not None else ""
        inside = ", or one that is no index of a label" if labels else inside
        yield _wrong(variable, f"has a pixel that is not finite{inside}", marks)


def _plain(rows: Tensor) -> Tensor:
    return rows if rows.is_complex() else rows.float()


def _fits(pictures: Tensor, support: Interval | None, *, whole: bool) -> Tensor:
    flat = pictures.flatten(1)
    good = torch.isfinite(flat)
    if whole:
        good &= flat == flat.round()
    if support is not None:
        good &= (flat >= support.low) & (flat <= support.high)
    return good.all(1)
