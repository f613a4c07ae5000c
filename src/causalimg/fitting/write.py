"""A data folder written from tensors: `table.csv` and one 16-bit picture per row and image."""

import csv
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, PngImagePlugin
from torch import Tensor

from causalimg.semantics.model import Binary, Count, Interval, Model, Variable, values_of
from causalimg.semantics.model import Image as ImageType

SIXTEEN_BITS = 65_535


def write_folder(
    model: Model, values: Mapping[str, Tensor], folder: Path, *, latents: bool = False
) -> Path:
    """Write rows so that `fit --data FOLDER` reads them back.

    Images with support `[0, 1]` become 16-bit greyscale PNG, one file per row and variable, whose
    header says that they are synthetic; all others, colour among them, become float32 `.npy`.

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
    columns = {v.name: _column(v, values[v.name], folder) for v in shown}
    table = folder / "table.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return table


def _column(variable: Variable, values: Tensor, folder: Path) -> list[str]:
    if isinstance(variable.type, ImageType):
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
    grey = variable.type.channels == 1 and variable.support == Interval(0, 1, True, True)  # type: ignore[union-attr]
    paths = [f"{variable.name}/{i:06d}.{'png' if grey else 'npy'}" for i in range(len(values))]
    for path, picture in zip(paths, values, strict=True):
        (_png if grey else _npy)(folder / path, picture)
    return paths


def _png(path: Path, picture: Tensor) -> None:
    pixels = (picture[0].clamp(0, 1) * SIXTEEN_BITS).round().numpy().astype("uint16")
    header = PngImagePlugin.PngInfo()
    header.add_text("Description", "synthetic image written by causalimg")
    Image.fromarray(pixels).save(path, pnginfo=header, compress_level=1)


def _npy(path: Path, picture: Tensor) -> None:
    import numpy as np

    np.save(path, picture.numpy().astype("float32"), allow_pickle=False)
