"""The image column of a table: where each row's picture lies; read when the row is asked for."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.decode import (
    UnreadableImageError,
    decode,
    decode_rows,
    indices,
    inspect,
    unit_scale,
)
from causalimg.fitting.rowwise import about_rows
from causalimg.semantics.model import Interval
from causalimg.semantics.types import Kspace, Mask, Pixels

_NUMBERS: dict[type, str] = {Mask: "i8", Kspace: "c8"}
LOOKED_AT = 10_000  # files whose headers are read before a fit begins
WHOLE = -1
Index = NDArray[np.int64]
_VALUES = "correct the file, or the support in the model"


@dataclass(frozen=True, slots=True)
class Images:
    """Pictures in files, read row by row.

    A cell names a picture (`a.png`, `a.nii.gz`), an array (`a.npy`), or one picture of a stack:
    `stack.npy#12`, `stack.npz#12`, `stack.npz#name#12`, counted from 0. Arrays are
    `[channel, height, width]`, the channel left out where there is one. In NIfTI the first axis
    of the file is the width, as MONAI and ITK have it.

    Attributes:
        name: the variable.
        kind: channels and extent, or labels or coils.
        support: of the pixel values.
        files: path and array name of the distinct files.
        file: index into `files` of each row.
        place: position in a stack of each row, or -1.
        rows: number of each row in the table, for messages.
        table: name of the table, for messages.
        limit: bytes that may be decoded at once.
        kept: bytes of decoded files that stay in memory.
    """

    name: str
    kind: Pixels
    support: Interval | None
    files: tuple[tuple[str, str | None], ...]
    file: Index
    place: Index
    rows: Index
    table: str
    limit: int
    kept: int
    _cache: dict[int, NDArray[Any]] = field(default_factory=dict, repr=False)

    def read(self, index: Index) -> Tensor:
        """Pictures of some rows as float (masks: indices, k-space: complex) `[row, *shape]`.

        Args:
            index: positions among the bound rows.

        Raises:
            CausalimgError: E0705 for a picture that cannot be read or has another size, E0704
                for a pixel outside the support; each with its row.
        """
        out = np.empty((len(index), *self.kind.shape), dtype=_NUMBERS.get(type(self.kind), "f4"))
        file = self.file[index]
        for one in np.unique(file):
            here = np.flatnonzero(file == one)
            try:
                pixels = self._pixels(int(one), self.place[index[here]])
            except UnreadableImageError as error:
                raise CausalimgError([self._broken(index[here], str(error))]) from None
            out[here] = indices(pixels, self.kind) if isinstance(self.kind, Mask) else pixels
            if self.support is not None and (self.support.low, self.support.high) == (0, 1):
                out[here] /= np.float32(unit_scale(pixels))
        self._check(out, index)
        return torch.from_numpy(out)

    def take(self, keep: Index) -> "Images":
        """The same column with some rows only."""
        return replace(self, file=self.file[keep], place=self.place[keep], rows=self.rows[keep])

    def look(self) -> list[Diagnostic]:
        """Read the headers of the files, at most 10,000 spread evenly; one E0705 a fault."""
        order = np.argsort(self.file, kind="stable")
        seen, first = np.unique(self.file[order], return_index=True)
        groups = np.split(order, first[1:])
        wrong: dict[str, list[Index]] = {}
        for at in range(0, len(seen), max(1, len(seen) // LOOKED_AT)):
            try:
                held = self._inspect(int(seen[at]), stack=bool(self.place[groups[at][0]] >= 0))
            except UnreadableImageError as error:
                wrong.setdefault(str(error), []).append(groups[at])
                continue
            beyond = groups[at][self.place[groups[at]] >= held]
            if len(beyond):
                wrong.setdefault(f"is asked for after the last of {held}", []).append(beyond)
        found = [self._broken(np.sort(np.concatenate(g)), what) for what, g in wrong.items()]
        return found[:10]

    def _inspect(self, one: int, *, stack: bool) -> int:
        path, member = self.files[one]
        return inspect(path, member, self.kind, self.limit, stack=stack)

    def _pixels(self, one: int, places: Index) -> NDArray[Any]:
        """Raw pixels `[row or 1, channel, height, width]` of one file."""
        path, member = self.files[one]
        if one in self._cache:
            held = self._cache[one]
        else:
            stack = bool(places[0] >= 0)
            self._inspect(one, stack=stack)
            if stack and path.endswith(".npy"):
                return decode_rows(path, places, self.kind)
            held = decode(path, member, self.kind) if not stack else self._stack(path, member)
            if stack or (len(self._cache) + 1) * held.nbytes <= self.kept:
                self._cache[one] = held
        return held[places] if held.ndim > len(self.kind.shape) else held[None]

    def _stack(self, path: str, member: str | None) -> NDArray[Any]:
        """A whole `.npz` array: its compression leaves no other way."""
        try:
            with np.load(path, allow_pickle=False) as archive:
                whole: NDArray[Any] = archive[member or archive.files[0]]
        except Exception:  # noqa: BLE001  readers throw anything
            raise UnreadableImageError("is damaged") from None
        return whole.reshape(len(whole), *self.kind.shape)

    def _check(self, out: NDArray[Any], index: Index) -> None:
        flat = np.abs(out.reshape(len(out), -1)) if isinstance(self.kind, Kspace) else out
        flat = flat.reshape(len(out), -1)
        low, high = flat.min(axis=1), flat.max(axis=1)  # NaN and infinity show in one of them
        bad, what = ~(np.isfinite(low) & np.isfinite(high)), "has a pixel that is not finite"
        if not bad.any() and self.support is not None:
            bad = (low < self.support.low) | (high > self.support.high)
            what = f"has a pixel outside `{self.support}`"
        if isinstance(self.kind, Mask):
            bad = (low < 0) | (high >= len(self.kind.labels))
            what = f"has a pixel that is no index of a label, 0 to {len(self.kind.labels) - 1}"
        if bad.any():
            rows = self.rows[index[bad]]
            raise CausalimgError(
                [about_rows("E0704", self.table, self.name, rows, what=what, remedy=_VALUES)]
            )

    def _broken(self, index: Index, what: str) -> Diagnostic:
        remedy = f"every picture must be readable and {'x'.join(map(str, self.kind.shape))}"
        return about_rows("E0705", self.table, self.name, self.rows[index],
                          what=f"names a picture that {what}", remedy=remedy)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrays:
    """Pictures that are in memory already, `[row, channel, height, width]`.

    Attributes:
        values: of any number type.
        scale: what they are divided by.
        number: the type in which they are read.
    """

    values: Tensor
    scale: float = 1.0
    number: torch.dtype = torch.float32

    def read(self, index: Index) -> Tensor:
        """Pictures of some rows, in the number type of their variable."""
        pictures = self.values[torch.from_numpy(index)].to(self.number)
        return pictures if self.scale == 1 else pictures / self.scale

    def take(self, keep: Index) -> "Arrays":
        """The same pictures with some rows only."""
        return replace(self, values=self.values[torch.from_numpy(keep)])


Pictures = Images | Arrays


def find_files(
    cells: Sequence[str], folder: Path
) -> tuple[tuple[tuple[str, str | None], ...], Index, Index, dict[str, list[int]]]:
    """Take the cells of an image column apart and look whether their files are there.

    A path stays inside the data folder, also after symbolic links.

    Args:
        cells: distinct cells.
        folder: the data folder.

    Returns:
        The distinct files, of each cell its file and its place in it, and what is wrong with
        which cells.
    """
    root = os.path.realpath(folder)
    known: dict[str, str | None] = {}
    folders: dict[str, str] = {}
    files: dict[tuple[str, str | None], int] = {}
    of_cell, places = np.zeros(len(cells), np.int64), np.full(len(cells), WHOLE, np.int64)
    wrong: dict[str, list[int]] = {}
    for i, cell in enumerate(cells):
        path, member, place = _parts(cell)
        if path not in known:
            known[path] = _trouble(root, path, folders)
        if (trouble := known[path]) is not None:
            wrong.setdefault(trouble, []).append(i)
            continue
        key = (os.path.join(root, path), member)  # noqa: PTH118  100,000 rows want no Path
        of_cell[i], places[i] = files.setdefault(key, len(files)), place
    return tuple(files), of_cell, places, wrong


def _parts(cell: str) -> tuple[str, str | None, int]:
    """`a.npz#name#12` -> path, name, place."""
    path, mark, rest = cell.strip().partition("#")
    member, _, place = rest.rpartition("#")
    if not mark or not place.isdecimal() or len(place) > 12:
        return cell.strip(), None, WHOLE
    return path, member or None, int(place)


def _trouble(root: str, path: str, folders: dict[str, str]) -> str | None:
    """What is wrong with a path, or None; the folders seen are looked up once."""
    if "\0" in path:
        return "does not exist"
    folder, base = os.path.split(os.path.join(root, path))  # noqa: PTH118
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    full = os.path.join(folders[folder], base)  # noqa: PTH118
    try:
        mode = os.lstat(full).st_mode
        if stat.S_ISLNK(mode):
            full, mode = os.path.realpath(full), os.stat(full).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        mode = 0
    if base in ("", ".", "..") or os.path.commonpath([root, full]) != root:
        return "lies outside the data folder"
    return None if stat.S_ISREG(mode) else "does not exist"
