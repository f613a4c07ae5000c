"""One picture, or rows of a stack, from a file: its declared size first, then its pixels."""

import os
import zipfile
from math import prod
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from causalimg.semantics.types import Kspace, Mask, Pixels

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif")
VOLUMES = (".nii", ".nii.gz")
ARRAYS = (".npy", ".npz")
_EIGHT_BITS, _SIXTEEN_BITS = 255, 65_535
_MOST = 2**31
Array = NDArray[Any]


class UnreadableImageError(Exception):
    """Why a picture cannot be used, in words that name no file; its row is added outside."""


def inspect(path: str, member: str | None, kind: Pixels, limit: int, *, stack: bool) -> int:
    """Check what a file declares, before anything of it is decoded.

    Args:
        path: the file.
        member: name of the array in an `.npz`, or None for its only one.
        kind: the channels and extent that the model declares.
        limit: bytes that may be decoded at once.
        stack: whether rows are picked from it.

    Returns:
        How many pictures the file holds.

    Raises:
        UnreadableImageError: with the reason.
    """
    try:
        shape, numbers = _declared(path, member, kind)
    except UnreadableImageError:
        raise
    except Exception as error:  # noqa: BLE001  readers throw anything
        raise UnreadableImageError(_reason(error)) from None
    if (wrong := _no_such_numbers(numbers, kind)) is not None:
        raise UnreadableImageError(wrong)
    one = shape[1:] if stack else shape
    whole_file = not stack or path.endswith(".npz")
    size = prod(shape if whole_file else one) * numbers.itemsize
    if size > limit:
        raise UnreadableImageError(f"declares {size / 2**20:.0f} MiB")
    if one not in _accepted(path, kind):
        raise UnreadableImageError(
            f"is {_times(one)}, not {_times(_accepted(path, kind)[0])} as the model says"
        )
    return shape[0] if stack else 1


def decode(path: str, member: str | None, kind: Pixels) -> Array:
    """The pixels of a whole file as `[channel, height, width]`, in the type they are stored in."""
    try:
        pixels = _pixels(path, member, kind)
    except Exception as error:  # noqa: BLE001  readers throw anything
        raise UnreadableImageError(_reason(error)) from None
    return _channel_first(path, pixels, kind)


def decode_rows(path: str, places: NDArray[np.int64], kind: Pixels) -> Array:
    """Some pictures of an `.npy` stack, `[row, channel, height, width]`.

    The file is mapped and let go again, so that the pages that were touched leave the memory.
    """
    try:
        stack = np.load(path, mmap_mode="r", allow_pickle=False)
        return np.ascontiguousarray(stack[places]).reshape(len(places), *kind.shape)
    except Exception as error:  # noqa: BLE001  readers throw anything
        raise UnreadableImageError(_reason(error)) from None


def unit_scale(pixels: Array) -> float:
    """What integer pixels are divided by to lie in `[0, 1]`; 1 for the others."""
    if not np.issubdtype(pixels.dtype, np.integer):
        return 1.0
    # Pillow reads some 16-bit greyscale as 32-bit integers.
    return float(min(int(np.iinfo(pixels.dtype).max), _SIXTEEN_BITS))


def indices(pixels: Array, kind: Mask) -> Array:
    """Pixels of a mask as indices of its labels; of two labels, white is the second.

    White is 255, whatever type holds it, or the largest number of 8 or 16 bits. What is no whole
    number stays out of every range, so that it is refused with its row.
    """
    found = pixels
    if pixels.dtype.kind == "f":
        whole = np.isfinite(pixels) & (pixels == np.round(pixels)) & (np.abs(pixels) < _MOST)
        found = np.where(whole, pixels, -1)
    found = found.astype(np.int64)
    if len(kind.labels) == 2 and pixels.dtype.kind != "b":
        white = np.isin(found, (_EIGHT_BITS, int(unit_scale(pixels))))
        found = np.where(white & (found > 1), 1, found)
    return found


def _no_such_numbers(numbers: np.dtype[Any], kind: Pixels) -> str | None:
    """Why numbers of this type are no pixels of such a picture."""
    if numbers.kind not in "biufc":
        return "holds no numbers"
    if isinstance(kind, Kspace) and numbers.kind != "c":
        return "holds no complex numbers"
    if not isinstance(kind, Kspace) and numbers.kind == "c":
        return "holds complex numbers, as only k-space has them"
    return None


def _declared(
    path: str, member: str | None, kind: Pixels
) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Shape in our axis order (channel first where there is a channel axis), type of numbers."""
    low = path.lower()
    if low.endswith(PICTURES):
        with _picture(path) as image:
            coloured = image.mode == "P" and not isinstance(kind, Mask)
            bands = 3 if coloured else len(image.getbands())
            width, height = image.size
            plain = (height, width) if bands == 1 else (bands, height, width)
            return plain, np.dtype(np.float32)
    if low.endswith(VOLUMES):
        from monai.data.image_reader import NibabelReader

        volume = NibabelReader().read(path)
        width, height, *rest = (int(n) for n in volume.shape)
        return (height, width, *rest), np.dtype(volume.get_data_dtype())
    if low.endswith(ARRAYS):
        return _array_header(path, member)
    raise UnreadableImageError(
        f"is of no known type; known are {', '.join(PICTURES + VOLUMES + ARRAYS)}"
    )


def _pixels(path: str, member: str | None, kind: Pixels) -> Array:
    low = path.lower()
    if low.endswith(PICTURES):
        return _picture_pixels(path, kind)
    if low.endswith(VOLUMES):
        from monai.data.image_reader import NibabelReader

        reader = NibabelReader()
        pixels, _ = reader.get_data(reader.read(path))
        return np.swapaxes(pixels, 0, 1)
    loaded = np.load(path, allow_pickle=False)
    if low.endswith(".npy"):
        return np.asarray(loaded)
    with loaded:
        return np.asarray(loaded[member or loaded.files[0]])


def _picture(path: str) -> Any:
    from monai.data.image_reader import PILReader

    return PILReader(reverse_indexing=False).read(path)


def _picture_pixels(path: str, kind: Pixels) -> Array:
    from monai.data.image_reader import PILReader

    with _picture(path) as image:
        if image.mode == "P" and isinstance(kind, Mask):
            return np.asarray(image)  # the palette colours labels for the eye
        plain = {"P": "RGB", "1": "L"}.get(image.mode)
        shown = image.convert(plain) if plain else image
        pixels, _ = PILReader(reverse_indexing=False).get_data(shown)
    return np.moveaxis(pixels, -1, 0) if pixels.ndim == 3 else pixels


def _array_header(path: str, member: str | None) -> tuple[tuple[int, ...], np.dtype[Any]]:
    if path.lower().endswith(".npy"):
        with open(path, "rb") as file:  # noqa: PTH123
            return _npy_header(file)
    with zipfile.ZipFile(path) as archive:
        names = [name.removesuffix(".npy") for name in archive.namelist()]
        if member is None and len(names) > 1:
            raise UnreadableImageError("holds several arrays; write `file.npz#name#row`")
        if member is not None and member not in names:
            raise UnreadableImageError("has no array of that name")
        with archive.open(f"{member or names[0]}.npy") as file:
            return _npy_header(file)


def _npy_header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    read = {(1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0}[version]  # fmt: skip
    shape, _, dtype = read(file)
    return tuple(shape), dtype


def _accepted(path: str, kind: Pixels) -> tuple[tuple[int, ...], ...]:
    """Shapes that a file of that type may declare for such an image."""
    plain = (kind.extent,) if kind.shape[0] == 1 else ()
    if path.lower().endswith(VOLUMES):
        return (*plain, (*kind.extent, kind.shape[0]))
    return (*plain, kind.shape)


def _channel_first(path: str, pixels: Array, kind: Pixels) -> Array:
    if path.lower().endswith(VOLUMES) and pixels.shape == (*kind.extent, kind.shape[0]):
        pixels = np.moveaxis(pixels, -1, 0)
    if pixels.shape not in (kind.shape, kind.extent):
        raise UnreadableImageError("decodes to another size than it declares")
    return np.ascontiguousarray(pixels).reshape(kind.shape)


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(str(n) for n in shape)


def _reason(error: BaseException) -> str:
    match error:
        case MemoryError():
            return "does not fit into memory"
        case OSError() if error.errno is not None:
            return os.strerror(error.errno).lower()
        case _:
            return "is damaged or not of the type that its name says"
