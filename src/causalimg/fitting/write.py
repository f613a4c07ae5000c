"""A data folder written from tensors: `table.csv` and one picture per row and image."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin
from torch import Tensor

from causalimg.semantics.model import Interval, Model, Variable
from causalimg.semantics.types import Binary, Count, Mask, Pixels, Vector, values_of
from causalimg.semantics.types import Image as ImageType

SIXTEEN_BITS = 65_535


def write_folder(
    model: Model, values: Mapping[str, Tensor], folder: Path, *, latents: bool = False
) -> Path:
    """Write rows so that `fit --data FOLDER` reads them back.

    Images with support `[0, 1]` become 16-bit greyscale PNG, masks 8-bit PNG whose grey level is
    the index of the label, one file per row and variable, whose header says that they are
    synthetic; all others, colour among them, become `.npy`: float32, k-space complex64. A vector
    has a column for each of its numbers, `name_1`, `name_2`, ...

    Args:
        model: says which variables there are and in which order.
        values: numbers `[row]`, finite values by index, images `[row, channel, height, width]`.
        folder: made if absent; files of the same name are overwritten.
        latents: also write what nobody would have measured.

    Returns:
        The path of the table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = [v for v in model.variables if v.name in values and (latents or v.kind != "latent")]
    columns: dict[str, list[str]] = {}
    for variable in shown:
        columns |= _columns(variable, values[variable.name], folder)
    table = folder / "table.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return table


def _columns(variable: Variable, values: Tensor, folder: Path) -> dict[str, list[str]]:
    """The column of a variable; a vector has one for each of its numbers."""
    if not isinstance(variable.type, Vector):
        return {variable.name: _column(variable, values, folder)}
    return {
        f"{variable.name}_{place + 1}": [f"{x:.9g}" for x in values[:, place].tolist()]
        for place in range(variable.type.size)
    }


def _column(variable: Variable, values: Tensor, folder: Path) -> list[str]:
    if isinstance(variable.type, Pixels):
        return _pictures(variable, values, folder)
    words = values_of(variable.type)
    if words and not isinstance(variable.type, Binary):
        return [words[int(i)] for i in values.tolist()]
    if isinstance(variable.type, Binary | Count):
        return [str(int(x)) for x in values.tolist()]
    return [f"{x:.9g}" for x in values.tolist()]


def _pictures(variable: Variable, values: Tensor, folder: Path) -> list[str]:
    place = folder / variable.name
    place.mkdir(exist_ok=True)
    ending, write = _writer(variable)
    paths = [f"{variable.name}/{i:06d}.{ending}" for i in range(len(values))]
    for path, picture in zip(paths, values, strict=True):
        write(folder / path, picture)
    return paths


def _writer(variable: Variable) -> tuple[str, Callable[[Path, Tensor], None]]:
    kind, unit = variable.type, Interval(0, 1, low_closed=True, high_closed=True)
    match kind:
        case Mask(labels) if len(kind.extent) == 2 and len(labels) <= 256:
            return "png", _labels
        case ImageType(1) if len(kind.extent) == 2 and variable.support == unit:
            return "png", _grey
        case _:
            return "npy", _npy


def _grey(path: Path, picture: Tensor) -> None:
    _png(path, (picture[0].clamp(0, 1) * SIXTEEN_BITS).round().numpy().astype("uint16"))


def _labels(path: Path, picture: Tensor) -> None:
    _png(path, picture[0].numpy().astype("uint8"))


def _png(path: Path, pixels: Any) -> None:
    header = PngImagePlugin.PngInfo()
    header.add_text("Description", "synthetic image written by causalimg")
    Image.fromarray(pixels).save(path, pnginfo=header, compress_level=1)


def _npy(path: Path, picture: Tensor) -> None:
    import numpy as np

    kind = "complex64" if picture.is_complex() else "float32"
    kind = kind if picture.is_complex() or picture.is_floating_point() else "int16"
    np.save(path, picture.numpy().astype(kind), allow_pickle=False)
