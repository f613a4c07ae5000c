"""One column as the values that a program reads, with the rows that do not fit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from causalimg.semantics.model import Interval, Variable
from causalimg.semantics.types import Binary, Count, values_of

if TYPE_CHECKING:
    import pandas as pd

MISSING, WRONG = -1, -2
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """A converted column.

    Attributes:
        values: float32 numbers, or int64 indices of words.
        missing: rows without a value.
        wrong: rows whose cell does not fit, by what is wrong with them.
    """

    values: NDArray[Any]
    missing: Mask
    wrong: dict[str, Mask]


def word_column(cells: "pd.Series[Any]", variable: Variable, missing: tuple[str, ...]) -> Column:
    """Cells that must be one of the words of a finite type.

    Each distinct cell is looked at once. A binary is a float afterwards, the others are indices.
    """
    import pandas as pd

    codes, distinct = pd.factorize(cells)
    lookup = {word: i for i, word in enumerate(values_of(variable.type))}
    if isinstance(variable.type, Binary):
        lookup = {"0": 0, "1": 1, "false": 0, "true": 1, "False": 0, "True": 1} | lookup
    index = np.array([_index(cell, lookup, missing) for cell in distinct] + [MISSING], np.int64)
    found = index[codes]
    words = ", ".join(f"`{w}`" for w in values_of(variable.type)[:20])
    wrong = {f"has a cell that is none of {words}": found == WRONG}
    values = np.maximum(found, 0)
    kind = np.float32 if isinstance(variable.type, Binary) else np.int64
    return Column(values.astype(kind), found == MISSING, wrong)


def number_column(cells: "pd.Series[Any]", variable: Variable, missing: tuple[str, ...]) -> Column:
    """Cells that must be numbers, within the support of the variable."""
    numbers, absent, unread = _numbers(cells, missing)
    wrong = {"has a cell that is no number": unread}
    known = ~(absent | unread)
    wrong["has a number that is not finite"] = known & ~np.isfinite(numbers)
    known &= np.isfinite(numbers)
    if isinstance(variable.type, Count):
        whole = (numbers >= 0) & (numbers == np.floor(numbers))
        wrong["has a number that is no count (0, 1, 2, ...)"] = known & ~whole
    support = variable.support
    unit = f" {variable.unit}" if variable.unit else ""
    if support is not None:
        wrong[f"has a number outside `{support}`{unit}"] = known & ~_inside(numbers, support)
    return Column(_single(numbers, support), absent, wrong)


def text_column(cells: "pd.Series[Any]", missing: tuple[str, ...]) -> tuple[list[str], Any, Mask]:
    """Distinct texts of a column, the index of each row's text, and the rows without one."""
    import pandas as pd

    codes, distinct = pd.factorize(cells)
    texts = [_text(cell) for cell in distinct]
    empty = np.array([text in missing for text in texts] + [True])
    return texts, codes, empty[codes]


def _index(cell: object, lookup: dict[str, int], missing: tuple[str, ...]) -> int:
    text = _text(cell)
    if text in lookup:
        return lookup[text]
    if text in missing:
        return MISSING
    # A column of whole numbers with a gap is often written 1.0, 2.0.
    head, dot, tail = text.partition(".")
    return lookup.get(head, WRONG) if dot and not tail.strip("0") else WRONG


def _text(cell: object) -> str:
    return str(cell).strip()


def _numbers(
    cells: "pd.Series[Any]", missing: tuple[str, ...]
) -> tuple[NDArray[np.float64], Mask, Mask]:
    """Values, rows without one, rows that are not numbers."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(cells.dtype):
        numbers = cells.to_numpy(dtype=np.float64, na_value=np.nan)
        return numbers, np.isnan(numbers), np.zeros(len(cells), bool)
    texts, codes, absent = text_column(cells, missing)
    parsed = pd.to_numeric(pd.Series(texts, dtype="object"), errors="coerce").to_numpy(np.float64)
    numbers = np.append(parsed, np.nan)[codes]
    return numbers, absent, np.isnan(numbers) & ~absent


def _inside(numbers: NDArray[np.float64], support: Interval) -> Mask:
    with np.errstate(invalid="ignore"):
        above = numbers >= support.low if support.low_closed else numbers > support.low
        below = numbers <= support.high if support.high_closed else numbers < support.high
    return np.asarray(above & below)


def _single(numbers: NDArray[np.float64], support: Interval | None) -> NDArray[np.float32]:
    """Single precision that stays inside an open support where rounding would leave it."""
    with np.errstate(over="ignore", invalid="ignore"):
        values = numbers.astype(np.float32)
    if support is None:
        return values
    low, high = np.float32(support.low), np.float32(support.high)
    if not support.low_closed and np.isfinite(low):
        values = np.where(values == low, np.nextafter(low, np.float32(np.inf)), values)
    if not support.high_closed and np.isfinite(high):
        values = np.where(values == high, np.nextafter(high, np.float32(-np.inf)), values)
    return values
