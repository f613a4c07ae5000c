"""Messages about a table: one for each kind of mistake in a column, with the rows that have it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from causalimg.diagnostics import Diagnostic, Severity

SHOWN = 5


def about_rows(
    code: str,
    table: str,
    column: str,
    rows: NDArray[np.int64],
    *,
    what: str,
    remedy: str,
    cell: str | None = None,
) -> Diagnostic:
    """A diagnostic that points at the first bad row and counts the others.

    Cell values stay out of it unless `cell` gives one: a table may hold what no log should.

    Args:
        code: of the mistake.
        table: name of the table.
        column: name of the column.
        rows: numbers of the bad rows, as `--rows` counts them.
        what: what is wrong, read after "column `age`".
        remedy: what to do.
        cell: the first bad cell, where settings allow to show it.

    Example:
        >>> d = about_rows("E0703", "table.csv", "age", np.array([4, 9]),
        ...                what="is empty", remedy="fill it in")
        >>> d.where, d.notes
        ('table.csv, row 4 (line 5), column `age`', ('2 rows have this: 4, 9',))
    """
    shown = ", ".join(str(row) for row in rows[:SHOWN])
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    notes = [] if len(rows) == 1 else [f"{len(rows)} rows have this: {shown}{more}"]
    if cell is not None:
        notes.append(f"the cell says `{cell}`")
    return Diagnostic(
        code,
        f"column `{column}` {what}",
        helps=(remedy,),
        notes=tuple(notes),
        severity=Severity.WARNING if code.startswith("W") else Severity.ERROR,
        where=f"{table}, row {rows[0]}{_line(table, rows[0])}, column `{column}`",
    )


def _line(table: str, row: np.int64) -> str:
    """Where an editor shows the row: the header is line 1 of a text."""
    is_text = Path(table).suffix not in ("", ".parquet")
    return f" (line {row + 1})" if is_text else ""


def about_table(code: str, message: str, *, remedy: str, where: str) -> Diagnostic:
    """A diagnostic about a table, a folder or a file as a whole."""
    severity = Severity.WARNING if code.startswith("W") else Severity.ERROR
    return Diagnostic(code, message, helps=(remedy,), severity=severity, where=where)
