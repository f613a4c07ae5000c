"""Rows and columns as they lie in a file, with the row numbers that people see."""

import csv
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.rowwise import about_table
from causalimg.fitting.settings import DataSettings

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROW = 1  # below the header, as `--rows` counts


@dataclass(frozen=True, slots=True)
class Table:
    """A table before it means anything.

    Attributes:
        frame: the columns; those that hold words are text, the others are as they were read.
        rows: number of each row: in a file from 1 below the header, in memory from 0.
        name: what messages call it.
        folder: image paths are relative to it and stay inside it.
    """

    frame: "pd.DataFrame"
    rows: NDArray[np.int64]
    name: str
    folder: Path


def read_table(data: object, settings: DataSettings, words: frozenset[str]) -> Table:
    """Read `table.csv` or `table.parquet` of a folder, such a file itself, or a data frame.

    Args:
        data: a folder, a file, or a pandas data frame (its image paths are relative to the
            working directory).
        settings: separator and missing cells.
        words: columns to keep as text, whatever their cells look like.

    Raises:
        CausalimgError: E0701 where there is no table or it cannot be read.
    """
    match data:
        case str() | Path():
            file = _file(Path(data))
            frame = _parquet(file) if file.suffix == ".parquet" else _csv(file, settings, words)
            return _table(frame, file.name, file.parent, FIRST_ROW)
        case _ if hasattr(data, "columns") and hasattr(data, "iloc"):
            return _table(data, "data frame", Path.cwd(), 0)
        case Mapping():
            import pandas as pd

            return _table(pd.DataFrame(dict(data)), "data", Path.cwd(), 0)
        case _:
            raise CausalimgError(
                [_e0701("the data are no folder, file or data frame", "data", "give a folder")]
            )


def _table(frame: Any, name: str, folder: Path, first: int) -> Table:
    numbers = np.arange(first, first + len(frame), dtype=np.int64)
    empty = frame.isna().all(axis=1).to_numpy() if frame.shape[1] else np.zeros(len(frame), bool)
    frame = frame.set_axis([str(c) for c in frame.columns], axis=1)
    if empty.any():
        frame, numbers = frame[~empty], numbers[~empty]
    return Table(frame.reset_index(drop=True), numbers, name, folder)


def _file(path: Path) -> Path:
    if path.is_file():
        return path
    for name in ("table.csv", "table.parquet"):
        if (path / name).is_file():
            return path / name
    remedy = "put `table.csv` or `table.parquet` there, one column per variable"
    what = "holds no table" if path.is_dir() else "does not exist"
    raise CausalimgError([_e0701(f"the data folder {what}", str(path), remedy)])


def _csv(file: Path, settings: DataSettings, words: frozenset[str]) -> "pd.DataFrame":
    import pandas as pd

    header = _header(file, settings)
    text = {name for name in header if name in words}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                file,
                sep=settings.separator,
                names=header,
                header=0,
                dtype=dict.fromkeys(text, "str"),
                keep_default_na=False,
                na_values={n: [""] if n in text else list(settings.missing) for n in header},
                skip_blank_lines=False,
                index_col=False,
                encoding="utf-8-sig",
                low_memory=False,
            )
    except Exception as error:  # noqa: BLE001  readers throw anything
        raise CausalimgError([_unreadable(file, error)]) from None


def _header(file: Path, settings: DataSettings) -> list[str]:
    """Names in the first row; what pandas would quietly rename is refused."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            header = [c.strip() for c in next(csv.reader(lines, delimiter=settings.separator), [])]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CausalimgError([_unreadable(file, error)]) from None
    twice = sorted({name for name in header if header.count(name) > 1 and name})
    if twice:
        message = f"two columns are called `{twice[0]}`"
        raise CausalimgError([_e0701(message, f"{file.name}, line 1", "rename one of them")])
    if not header:
        raise CausalimgError([_e0701("the table is empty", file.name, "begin with a header row")])
    return [name or f"column {i}" for i, name in enumerate(header, 1)]


def _parquet(file: Path) -> "pd.DataFrame":
    import pandas as pd

    try:
        return pd.read_parquet(file)
    except ImportError:
        remedy = "install `causalimg[parquet]`, or save the table as CSV"
        raise CausalimgError(
            [_e0701("reading Parquet needs `pyarrow`", file.name, remedy)]
        ) from None
    except Exception as error:  # noqa: BLE001  readers throw anything
        raise CausalimgError([_unreadable(file, error)]) from None


def _unreadable(file: Path, error: BaseException) -> Diagnostic:
    """One sentence for whatever a reader threw; its own words are kept short and valueless."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    shape = "Expected" in reason or "Length of header" in reason
    remedy = "give every row as many cells as the header" if shape else "save it as UTF-8 CSV"
    known = shape or isinstance(error, UnicodeDecodeError | OSError)
    notes = (reason.lower(),) if known and not isinstance(error, UnicodeDecodeError) else ()
    return _e0701(f"`{file.name}` cannot be read as a table", file.name, remedy, notes)


def _e0701(message: str, where: str, remedy: str, notes: tuple[str, ...] = ()) -> Diagnostic:
    return replace(about_table("E0701", message, remedy=remedy, where=where), notes=notes)
