"""A table bound to a model: every variable that is measured gets its column, checked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.diagnostics.suggest import did_you_mean, suggest
from causalimg.fitting.columns import Column, number_column, text_column, word_column
from causalimg.fitting.images import Images, Index, Pictures, find_files
from causalimg.fitting.rowwise import about_rows, about_table
from causalimg.fitting.settings import FILE, DataSettings
from causalimg.fitting.table import Table, read_table
from causalimg.fitting.tensors import WHERE, as_tensors, read_tensors
from causalimg.semantics.model import Model, Variable
from causalimg.semantics.types import Pixels, Real, Vector, values_of

_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Bound:
    """Rows that fit a model. Numbers are in memory, pictures are read when asked for.

    Attributes:
        columns: numbers and finite values `[row]`, coded as programs have them.
        images: the picture columns.
        patients: which rows belong together, as an index `[row]`.
        rows: number of each row in the table, see `Table`.
        table: what messages call the table.
        dropped: rows that were left out because a value is missing.
        unread: columns of the table that nothing reads.
    """

    columns: dict[str, Tensor]
    images: dict[str, Pictures]
    patients: Index
    rows: Index
    table: str
    dropped: int = 0
    unread: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, keep: Index) -> "Bound":
        """Some of the rows."""
        index = torch.from_numpy(keep)
        return replace(
            self,
            columns={k: v[index] for k, v in self.columns.items()},
            images={k: v.take(keep) for k, v in self.images.items()},
            patients=self.patients[keep],
            rows=self.rows[keep],
        )

    def batch(self, index: Index, wanted: Collection[str] | None = None) -> dict[str, Tensor]:
        """Values of some rows: numbers `[row]`, images `[row, channel, height, width]`.

        Args:
            index: positions of the rows.
            wanted: the variables to read; None reads all.

        Raises:
            CausalimgError: E0704, E0705 for a picture that cannot be used.
        """
        at = torch.from_numpy(index)
        plain = {k: v[at] for k, v in self.columns.items() if wanted is None or k in wanted}
        pictures = {
            k: v.read(index) for k, v in self.images.items() if wanted is None or k in wanted
        }
        return plain | pictures


def bind(
    model: Model,
    data: object,
    settings: DataSettings | None = None,
    *,
    variables: Collection[str] | None = None,
    required: Collection[str] | None = None,
) -> Bound:
    """Give the variables of a model their columns.

    Latent variables need no column; a `selection` variable needs none either, and where it has
    one, it must be 1 in every row. Columns that no variable names are left alone.

    Args:
        model: the checked model.
        data: a folder with `table.csv` or `table.parquet`, such a file, a pandas data frame, or
            tensors coded as programs have them.
        settings: how to read the table.
        variables: what to read; None reads every variable that is measured.
        required: those of a table that need a column; None for all, the others are left out.

    Raises:
        CausalimgError: E0701-E0705, every mistake found with file, row and column.
    """
    settings = settings or DataSettings()
    named = _measured(model) if variables is None else tuple(variables)
    tensors = as_tensors(data)
    if tensors is not None:
        return _from_tensors(model, tensors, named, settings)
    places = _columns(model, named, settings)
    table = read_table(data, settings, _words(model, places, settings))
    spare = (
        ()
        if required is None
        else (
            part for name in named if name not in required for part in _names(model.variable(name))
        )
    )
    for name in {*model.of_kind("selection"), *spare}:
        if places[name] not in table.frame.columns:
            del places[name]
    problems = _absent(table, places, settings)
    if problems:
        raise CausalimgError(problems)
    return _bound(model, table, places, settings)


def _measured(model: Model) -> tuple[str, ...]:
    return tuple(v.name for v in model.variables if v.kind in ("observed", "environment"))


def _columns(model: Model, named: Iterable[str], settings: DataSettings) -> dict[str, str]:
    """Variable -> column; the selection variables are looked for too, without need."""
    known = numbers(model)
    strangers = [name for name in settings.columns if name not in known]
    if strangers:
        remedy = next(iter(did_you_mean(strangers[0], known)), "name a variable of the model")
        message = f"`[data.columns]` names `{strangers[0]}`, which is no variable"
        raise CausalimgError([about_table("E0702", message, remedy=remedy, where=FILE)])
    several = (_names(model.variable(name)) for name in named)
    wanted = dict.fromkeys((*(n for names in several for n in names), *model.of_kind("selection")))
    return {name: settings.columns.get(name, name) for name in wanted}


def _words(model: Model, places: Mapping[str, str], settings: DataSettings) -> frozenset[str]:
    """Columns to be read as text."""
    kinds = {name: variable.type for name, variable in numbers(model).items()}
    text = {
        column
        for name, column in places.items()
        if values_of(kinds[name]) or isinstance(kinds[name], Pixels)
    }
    return frozenset(text | ({settings.patient} if settings.patient else set()))


def _absent(table: Table, places: dict[str, str], settings: DataSettings) -> list[Diagnostic]:
    """E0702 for each column that is not there."""
    there = [str(c) for c in table.frame.columns]
    lacking = [(name, column) for name, column in places.items() if column not in there]
    if settings.patient is not None and settings.patient not in there:
        lacking.append(("the patient key", settings.patient))
    return [_no_column(name, column, there, table) for name, column in lacking]


def _no_column(name: str, column: str, there: list[str], table: Table) -> Diagnostic:
    close = suggest(column, there, limit=1)
    helps = [
        f"the table has `{close[0]}`: set `{name} = '{close[0]}'` under `[data.columns]`"
        if close
        else "`[data.columns]` in causalimg.toml can name another column"
    ]
    if len(there) == 1 and any(mark in there[0] for mark in ";\t|"):
        helps.insert(0, "the cells seem to be parted by another character: set `separator`")
    whom = f"for `{name}`" if name == column else f"for {name}, `{column}`"
    return Diagnostic("E0702", f"there is no column {whom}", helps=tuple(helps), where=table.name)


def _bound(model: Model, table: Table, places: Mapping[str, str], settings: DataSettings) -> Bound:
    problems: list[Diagnostic] = []
    missing: dict[str, NDArray[np.bool_]] = {}
    columns: dict[str, Tensor] = {}
    images: dict[str, Pictures] = {}
    known = numbers(model)
    for name, column in places.items():
        variable = known[name]
        if isinstance(variable.type, Pixels):
            images[name], absent, wrong = _pictures(variable, column, table, settings)
            problems += wrong
        else:
            read = _read(variable, column, table, settings)
            absent, columns[name] = read.missing, torch.from_numpy(read.values)
            problems += _wrong(variable, column, table, read, settings)
        missing[column] = absent
    patients, absent = _patients(table, settings)
    if settings.patient is not None:
        missing[settings.patient] = absent
    if not settings.drop_missing:
        problems += [_missing(table, c, rows) for c, rows in missing.items() if rows.any()]
    if problems:
        raise CausalimgError(problems)
    read_here = {*places.values(), settings.patient}
    unread = tuple(c for c in map(str, table.frame.columns) if c not in read_here)
    joined = _side_by_side(model, columns)
    whole = Bound(joined, images, patients, table.rows, table.name, unread=unread)
    return _kept(model, whole, np.logical_or.reduce(list(missing.values())), settings)


def numbers(model: Model) -> dict[str, Variable]:
    """What has a column of its own: each variable, and each number of a vector: `pcs_1`.

    Raises:
        CausalimgError: E0702 where a variable has the name of another one's column.
    """
    found: dict[str, Variable] = {}
    for variable in model.variables:
        for name in _names(variable):
            if name in found:
                message = f"`{name}` is a variable, and the column of a number of a vector too"
                remedy = "give one of the two another name in the model"
                raise CausalimgError([about_table("E0702", message, remedy=remedy, where=WHERE)])
            single = isinstance(variable.type, Vector)
            found[name] = replace(variable, name=name, type=Real()) if single else variable
    return found


def _names(variable: Variable) -> tuple[str, ...]:
    if not isinstance(variable.type, Vector):
        return (variable.name,)
    return tuple(f"{variable.name}_{place + 1}" for place in range(variable.type.size))


def _side_by_side(model: Model, columns: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The columns with the numbers of each vector put together."""
    found = dict(columns)
    for variable in model.variables:
        names = _names(variable)
        if isinstance(variable.type, Vector) and all(name in found for name in names):
            found[variable.name] = torch.stack([found.pop(name) for name in names], -1)
    return found


def _read(variable: Variable, column: str, table: Table, settings: DataSettings) -> Column:
    convert = word_column if values_of(variable.type) else number_column
    return convert(table.frame[column], variable, settings.missing)


def _wrong(
    variable: Variable, column: str, table: Table, read: Column, settings: DataSettings
) -> list[Diagnostic]:
    wrong = dict(read.wrong)
    remedy = "correct the cells, or the declaration in the model"
    if variable.kind == "selection":
        wrong["is 0 somewhere, but the rows are those where it is 1"] = (
            read.values == 0
        ) & ~read.missing
        remedy = "leave out the rows that were not selected"
    found: list[Diagnostic] = []
    for what, mask in wrong.items():
        if mask.any():
            cell = str(table.frame[column].iloc[int(mask.argmax())])
            found.append(
                about_rows(
                    "E0704",
                    table.name,
                    column,
                    table.rows[mask],
                    what=what,
                    remedy=remedy,
                    cell=cell if settings.show_values else None,
                )
            )
    return found


def _missing(table: Table, column: str, mask: NDArray[np.bool_]) -> Diagnostic:
    return about_rows(
        "E0703",
        table.name,
        column,
        table.rows[mask],
        what="has an empty cell",
        remedy="fill it in, or leave such rows out with `--drop-missing`",
    )


def _pictures(
    variable: Variable, column: str, table: Table, settings: DataSettings
) -> tuple[Images, NDArray[np.bool_], list[Diagnostic]]:
    if not isinstance(variable.type, Pixels):
        raise TypeError(variable.name)
    texts, codes, absent = text_column(table.frame[column], settings.missing)
    used = [text if text not in settings.missing else "." for text in texts]
    files, file, place, wrong = find_files(used, table.folder)
    remedy = "write a path relative to the data folder, such as `images/0001.png`"
    found = []
    for what, cells in wrong.items():
        mask = np.isin(codes, cells) & ~absent
        if mask.any():
            cell = texts[codes[int(mask.argmax())]] if settings.show_values else None
            found.append(
                about_rows(
                    "E0705",
                    table.name,
                    column,
                    table.rows[mask],
                    what=f"names a picture that {what}",
                    remedy=remedy,
                    cell=cell,
                )
            )
    codes = np.where(codes < 0, 0, codes)
    images = Images(
        variable.name,
        variable.type,
        variable.support,
        files,
        file[codes] if len(file) else np.zeros(len(codes), np.int64),
        place[codes] if len(place) else np.zeros(len(codes), np.int64),
        table.rows,
        table.name,
        settings.image_limit_mib * _MIB,
        settings.cache_mib * _MIB,
    )
    good = np.flatnonzero(~absent)
    return images, absent, found or (images.take(good).look() if len(good) else [])


def _patients(table: Table, settings: DataSettings) -> tuple[Index, NDArray[np.bool_]]:
    """Which rows belong to one person; without a key every row is its own."""
    if settings.patient is None:
        return np.arange(len(table.rows)), np.zeros(len(table.rows), bool)
    _, codes, absent = text_column(table.frame[settings.patient], settings.missing)
    return np.asarray(codes, np.int64), absent


def _kept(model: Model, whole: Bound, absent: NDArray[np.bool_], settings: DataSettings) -> Bound:
    keep = ~absent
    name = model.environment
    if settings.withhold and name is not None and name in whole.columns:
        keep &= ~np.isin(whole.columns[name].numpy(), _withheld(model, name, settings))
    if keep.all():
        return whole
    return replace(whole.take(np.flatnonzero(keep)), dropped=int(absent.sum()))


def _withheld(model: Model, name: str, settings: DataSettings) -> list[int]:
    words = values_of(model.variable(name).type)
    unknown = [word for word in settings.withhold if word not in words]
    if unknown:
        message = f"`withhold` names `{unknown[0]}`, which is no value of `{name}`"
        remedy = f"its values are {', '.join(words)}"
        raise CausalimgError([about_table("E0715", message, remedy=remedy, where=FILE)])
    return [words.index(word) for word in settings.withhold]


def _from_tensors(
    model: Model, data: Mapping[str, Tensor], named: tuple[str, ...], settings: DataSettings
) -> Bound:
    columns, images = read_tensors(model, data, named)
    everyone = np.arange(len(data[named[0]]) if named else 0, dtype=np.int64)
    whole = Bound(columns, dict(images), everyone, everyone, WHERE)
    return _kept(model, whole, np.zeros(len(everyone), bool), settings)
