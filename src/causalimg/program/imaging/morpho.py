"""std.morpho: the shape of handwritten strokes, measured and changed.

Morphometry after Castro et al., and the two maps with which DeepSCM generated its synthetic
MorphoMNIST from a digit, a thickness and an intensity: the image mechanism of that benchmark is
known, and so is the true counterfactual image. All run on the processor and carry no gradient.

Sources:
    D. C. Castro, J. Tan, B. Kainz, E. Konukoglu, B. Glocker, Morpho-MNIST: Quantitative
    Assessment and Diagnostics for Representation Learning, JMLR 20 (2019) 178.
    N. Pawlowski, D. C. Castro, B. Glocker, Deep Structural Causal Models for Tractable
    Counterfactual Inference, NeurIPS 2020, section 4 and appendix B.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from causalimg.diagnostics import CausalimgInternalError
from causalimg.program.imaging.strokes import (
    DRAWING,
    Morphometry,
    Real,
    analyse,
    brightness,
    lean,
    morphometry,
    redraw,
)

Pixels = TypeVar("Pixels", Tensor, NDArray[Any])


def measure(image: Tensor | NDArray[Any]) -> Morphometry:
    """All measurements of one image at once.

    The image is smoothly enlarged four times and cut at half its range; `thickness` is twice the
    mean distance from the skeleton (medial axis) to the background, `length` counts the
    skeleton's links, straight ones as 1 and diagonal ones as the root of 2; `slant`, `width` and
    `height` come from the moments and the cumulated sums of the grey levels. Shape does not
    depend on the unit of brightness. A blank image measures zero, one that is not finite NaN.

    As in the source, a bump of the ink's edge can grow spurs on the skeleton, which make strokes
    seem longer and, being near the edge, thinner: a ring up to 32 % and 0.6 px.

    Args:
        image: Bright ink on a dark ground, `[H, W]`.

    Returns:
        The seven numbers.

    Source:
        Castro et al. (2019), section 3.1; intensity: Pawlowski et al. (2020), appendix B.

    Example:
        >>> stroke = np.zeros((28, 28))
        >>> stroke[4:24, 12:16] = 255
        >>> found = measure(stroke)
        >>> round(found.thickness), round(found.height), found.intensity
        (4, 20, 255.0)
    """
    return morphometry(_array(image))


def area(image: Pixels) -> Pixels:
    """Area of each image's ink in px^2; see `measure`.

    Args:
        image: `[..., 1, H, W]`, or one image `[H, W]`.

    Returns:
        `[...]`, of the image's kind (tensor or array).
    """
    return _each(image, lambda pixels: measure(pixels).area)


def length(image: Pixels) -> Pixels:
    """Length of each image's strokes in px; see `measure`.

    Args:
        image: `[..., 1, H, W]`, or one image `[H, W]`.

    Returns:
        `[...]`, of the image's kind (tensor or array).
    """
    return _each(image, lambda pixels: measure(pixels).length)


def thickness(image: Pixels) -> Pixels:
    """Mean stroke width of each image in px; see `measure`.

    Args:
        image: `[..., 1, H, W]`, or one image `[H, W]`.

    Returns:
        `[...]`, of the image's kind (tensor or array).

    Example:
        >>> stroke = torch.zeros(2, 1, 28, 28)
        >>> stroke[0, :, 4:24, 12:16] = 1
        >>> stroke[1, :, 4:24, 12:14] = 1
        >>> thickness(stroke).round().tolist()
        [4.0, 2.0]
    """
    return _each(image, lambda pixels: measure(pixels).thickness)


def slant(image: Pixels) -> Pixels:
    """Slant of each image's strokes in rad, positive to the right; see `measure`.

    Args:
        image: `[..., 1, H, W]`, or one image `[H, W]`.

    Returns:
        `[...]`, of the image's kind (tensor or array).
    """
    return _each(image, lambda pixels: measure(pixels).slant)


def width(image: Pixels) -> Pixels:
    """Width of the sheared box around each image's ink in px; see `measure`.

    Args:
        image: `[..., 1, H, W]`, or one image `[H, W]`.

    Returns:
        `[...]`, of the image's kind (tensor or array).
    """
    return _each(image, lambda pixels: measure(pixels).width)


def height(image: Pixels) -> Pixels:
    """Height of the sheared box around each image's ink in px; see `measure`.

    Args:
        image: `[..., 1, H, W]`, or one image `[H, W]`.

    Returns:
        `[...]`, of the image's kind (tensor or array).
    """
    return _each(image, lambda pixels: measure(pixels).height)


def intensity(image: Pixels) -> Pixels:
    """Median brightness of the ink, the pixels in the upper half of the image's range.

    Args:
        image: `[..., 1, H, W]`, or one image `[H, W]`.

    Returns:
        `[...]`, in the image's unit, of its kind (tensor or array).

    Source:
        Pawlowski et al. (2020), appendix B.

    Example:
        >>> intensity(np.array([[0, 0, 90], [0, 100, 120]])).item()
        100.0
    """
    return _each(image, brightness)


def set_thickness(image: Pixels, thickness: Tensor | NDArray[Any] | float) -> Pixels:
    """The same strokes, thinner or thicker, by morphological erosion or dilation.

    On a grid sixteen times finer the ink is eroded or dilated by a disk whose radius is half the
    difference between the wanted and the measured width, in whole fine pixels: the result is a
    step function of `thickness` with steps of an eighth of a pixel. Grey levels inside the
    strokes become even, at the image's brightest level. Integer images come out in whole levels,
    rounded down. A blank image stays blank; strokes thinned below nothing vanish.

    Args:
        image: Bright ink on a dark ground, `[..., 1, H, W]`, or one image `[H, W]`.
        thickness: Wanted mean stroke width in px, `[...]`, finite; left dimensions of the two
            broadcast, and each image is analysed once for all its thicknesses.

    Returns:
        `[..., 1, H, W]` (or `[..., H, W]`), of the image's kind and type.

    Raises:
        CausalimgInternalError: several channels, or a thickness that is not finite.

    Source:
        Pawlowski et al. (2020), appendix B.

    Example:
        >>> stroke = np.zeros((28, 28))
        >>> stroke[4:24, 12:14] = 255
        >>> round(measure(set_thickness(stroke, 5.0)).thickness)
        5
    """

    def prepare(pixels: Real) -> Callable[[float], Real]:
        strokes = analyse(pixels, DRAWING) if np.isfinite(pixels).all() else None
        peak = pixels.max()
        return lambda target: pixels if strokes is None else peak * redraw(strokes, target)

    return _like(_redrawn(image, thickness, prepare), image)


def set_intensity(
    image: Pixels, intensity: Tensor | NDArray[Any] | float, white: float = 255.0
) -> Pixels:
    """The same image with its ink's median brightness set, by one factor for all pixels.

    What would exceed `white` is clipped to it. Integer images come out in whole levels, rounded
    down. A blank image stays blank.

    Args:
        image: Bright ink on a dark ground, `[..., 1, H, W]`, or one image `[H, W]`.
        intensity: Wanted median brightness, `[...]`, finite, in the image's unit; left dimensions
            of the two broadcast.
        white: The brightest level that exists.

    Returns:
        `[..., 1, H, W]` (or `[..., H, W]`), of the image's kind and type.

    Raises:
        CausalimgInternalError: several channels, or an intensity that is not finite.

    Source:
        Pawlowski et al. (2020), appendix B.

    Example:
        >>> set_intensity(np.array([[0.0, 100.0, 100.0]]), 150.0).tolist()
        [[0.0, 150.0, 150.0]]
    """

    def prepare(pixels: Real) -> Callable[[float], Real]:
        present = brightness(pixels)
        return lambda target: (
            np.clip(pixels * (target / present), 0.0, white) if present > 0.0 else pixels
        )

    return _like(_redrawn(image, intensity, prepare), image)


def set_slant(image: Pixels, slant: Tensor | NDArray[Any] | float) -> Pixels:
    """The same strokes, sheared about the middle of their ink until they lean as far.

    Each row slides sideways, between pixels in proportion to what it covers, so it keeps its ink
    unless that leaves the canvas. Integer images come out in whole levels, rounded down. A blank
    image stays blank.

    Args:
        image: Bright ink on a dark ground, `[..., 1, H, W]`, or one image `[H, W]`.
        slant: Wanted slant in rad, positive to the right, `[...]`, finite, inside a right angle;
            left dimensions of the two broadcast.

    Returns:
        `[..., 1, H, W]` (or `[..., H, W]`), of the image's kind and type.

    Raises:
        CausalimgInternalError: several channels, or a slant that is not finite.

    Source:
        The slant of Castro et al. (2019), section 3.1, is that of the shear which the moments
        of the grey levels show.

    Example:
        >>> stroke = np.zeros((28, 28))
        >>> stroke[4:24, 12:16] = 255
        >>> round(measure(set_slant(stroke, 0.3)).slant, 2)
        0.3
    """

    def prepare(pixels: Real) -> Callable[[float], Real]:
        return lambda target: lean(pixels, target)

    return _like(_redrawn(image, slant, prepare), image)


def _array(image: Tensor | NDArray[Any]) -> Real:
    values = image.detach().cpu().numpy() if isinstance(image, Tensor) else image
    return np.asarray(values, dtype=np.float64)


def _rows(image: Tensor | NDArray[Any]) -> tuple[Real, tuple[int, ...]]:
    """Images as `[row, H, W]` and the left dimensions they came in."""
    pixels = _array(image)
    if pixels.ndim == 2:
        return pixels[None], ()
    if pixels.ndim < 2 or pixels.shape[-3] != 1:
        raise CausalimgInternalError(
            f"strokes are measured in one channel, not in an image of shape {pixels.shape}"
        )
    return pixels.reshape(-1, *pixels.shape[-2:]), pixels.shape[:-3]


def _each(image: Pixels, number: Callable[[Real], float]) -> Pixels:
    pixels, left = _rows(image)
    values = np.array([number(row) for row in pixels], dtype=np.float64).reshape(left)
    if not isinstance(image, Tensor):
        return values
    kind = image.dtype if image.is_floating_point() else torch.get_default_dtype()
    return torch.as_tensor(values, dtype=kind, device=image.device)


def _redrawn(
    image: Tensor | NDArray[Any],
    target: Tensor | NDArray[Any] | float,
    prepare: Callable[[Real], Callable[[float], Real]],
) -> Real:
    """Every pair of image and target that broadcasting makes; each image is prepared once."""
    rows, left = _rows(image)
    wanted = _array(target if isinstance(target, Tensor) else np.asarray(target))
    if not np.isfinite(wanted).all():
        raise CausalimgInternalError("a picture cannot be redrawn to a number that is not finite")
    source, wanted = np.broadcast_arrays(np.arange(len(rows)).reshape(left), wanted)
    drawn = np.empty((source.size, *rows.shape[1:]))
    # Results of one image stand together in this order, wherever broadcasting has put them.
    order = np.argsort(source, axis=None, kind="stable")
    for index, places in groupby(order, key=lambda place: source.flat[place]):
        draw = prepare(rows[index])
        for place in places:
            drawn[place] = draw(float(wanted.flat[place]))
    return drawn.reshape(*source.shape, *image.shape[min(image.ndim - 2, len(left)) :])


def _like(drawn: Real, image: Pixels) -> Pixels:
    """The result in the image's own kind and type, integers rounded down."""
    if isinstance(image, Tensor):
        return torch.as_tensor(drawn, device=image.device).to(image.dtype)
    return drawn.astype(image.dtype)
