"""Strokes on a finer grid, one image at a time: what `morpho` measures and redraws.

The method is that of Morpho-MNIST (Castro et al., JMLR 20 (2019) 178) and of the generator of
DeepSCM's synthetic MorphoMNIST (Pawlowski et al., NeurIPS 2020, appendix B); the morphology is
scikit-image's.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

# Ink is what exceeds half of the range; strokes are measured on a grid four times finer and
# changed on one sixteen times finer, as in the two sources.
THRESHOLD = 0.5
MEASURING = 4
DRAWING = 16
# The box holds all ink but this share, half of it on each side.
OUTLIERS = 0.02


@dataclass(frozen=True, slots=True)
class Morphometry:
    """The shape of one image's ink.

    Args:
        area: Ink, px^2.
        length: Length of the strokes' skeleton, px.
        thickness: Mean stroke width, px.
        slant: Angle of the strokes against the vertical, rad, positive to the right.
        width: Width of the sheared box around the ink, px.
        height: Height of that box, px.
        intensity: Median brightness of the ink, in the image's own units.
    """

    area: float
    length: float
    thickness: float
    slant: float
    width: float
    height: float
    intensity: float


@dataclass(frozen=True, slots=True)
class Strokes:
    """An image on a finer grid.

    Args:
        grey: Grey levels, 0 to 255 of the image's peak, `[scale * H, scale * W]`.
        ink: What lies in the upper half of the range.
        skeleton: The medial axis of the ink.
        width: Mean stroke width, in fine pixels.
    """

    grey: Real
    ink: NDArray[np.bool_]
    skeleton: NDArray[np.bool_]
    width: float


def morphometry(pixels: Real) -> Morphometry:
    """All measurements of one image; `morpho.measure` says what each means.

    Args:
        pixels: Bright ink on a dark ground, `[H, W]`.

    Returns:
        The seven numbers: zeros for a blank image, NaN for one that is not finite.
    """
    if not np.isfinite(pixels).all():
        return Morphometry(*(math.nan,) * 7)
    strokes = analyse(pixels, MEASURING)
    if strokes is None:
        return Morphometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, float(pixels.max()))
    shear, width, height = _sheared_box(strokes.grey)
    return Morphometry(
        area=float(strokes.ink.sum()) / MEASURING**2,
        length=_links(strokes.skeleton) / MEASURING,
        thickness=strokes.width / MEASURING,
        slant=math.atan(-shear),
        width=width / MEASURING,
        height=height / MEASURING,
        intensity=brightness(pixels),
    )


def analyse(pixels: Real, scale: int) -> Strokes | None:
    """The strokes of one image on a grid `scale` times finer.

    Args:
        pixels: Finite grey values, bright ink on a dark ground, `[H, W]`; negative ones count as
            zero.
        scale: How many times finer.

    Returns:
        The strokes, or None where nothing is brighter than the ground.
    """
    from skimage.morphology import medial_axis
    from skimage.transform import pyramid_expand

    peak = pixels.max()
    if peak <= max(pixels.min(), 0.0):
        return None
    fine = pyramid_expand(pixels.clip(0.0) / peak, upscale=scale, order=3, channel_axis=None)
    # Whole levels, because the measured tables were made from 8-bit images.
    grey = np.floor(255.0 * fine)
    ink = _upper_half(grey)
    # The thinning breaks ties at random; a fixed order makes the measurement a function.
    skeleton, distance = medial_axis(ink, return_distance=True, rng=0)
    return Strokes(grey, ink, skeleton, 2.0 * float(distance[skeleton].mean()))


def _upper_half(pixels: Real) -> NDArray[np.bool_]:
    low, high = pixels.min(), pixels.max()
    return np.asarray(pixels >= low + THRESHOLD * (high - low))


def brightness(pixels: Real) -> float:
    """Median of the upper half of an image's range, NaN where it is not finite.

    Args:
        pixels: Grey values, `[H, W]`.

    Returns:
        The brightness of the ink, in the unit of the pixels.
    """
    return float(np.median(pixels[_upper_half(pixels)])) if np.isfinite(pixels).all() else math.nan


def _links(skeleton: NDArray[np.bool_]) -> float:
    """Links between neighbouring skeleton pixels, each counted once, by their length."""
    straight = (skeleton[:, 1:] & skeleton[:, :-1]).sum() + (skeleton[1:] & skeleton[:-1]).sum()
    falling = (skeleton[1:, 1:] & skeleton[:-1, :-1]).sum()
    rising = (skeleton[1:, :-1] & skeleton[:-1, 1:]).sum()
    return float(straight) + math.sqrt(2.0) * float(falling + rising)


def lean(pixels: Real, slant: float) -> Real:
    """The same image, its rows slid sideways until its ink has that slant.

    Args:
        pixels: Grey values, bright ink on a dark ground, `[H, W]`.
        slant: In rad, positive to the right.

    Returns:
        `[H, W]`; unchanged where nothing is brighter than the ground, or is not finite.
    """
    ground = pixels.min()
    if not np.isfinite(pixels).all() or pixels.max() <= max(ground, 0.0):
        return pixels
    shear, y_mean = _shear(pixels.clip(0.0))
    columns = np.arange(pixels.shape[1])
    slides = (-math.tan(slant) - shear) * (np.arange(len(pixels)) - y_mean)
    rows = [
        np.interp(columns - slide, columns, row, left=ground, right=ground)
        for slide, row in zip(slides, pixels, strict=True)
    ]
    return np.stack(rows)


def _shear(grey: Real) -> tuple[float, float]:
    """Sideways movement of the ink from one row to the next below, and its middle row."""
    x, y = np.arange(grey.shape[1])[None, :], np.arange(len(grey))[:, None]
    total = grey.sum()
    x_mean, y_mean = (x * grey).sum() / total, (y * grey).sum() / total
    spread = ((y - y_mean) ** 2 * grey).sum()
    shear = ((x - x_mean) * (y - y_mean) * grey).sum() / spread if spread > 0.0 else 0.0
    return float(shear), float(y_mean)


def _sheared_box(grey: Real) -> tuple[float, float, float]:
    """Horizontal shear of the ink, and width and height of the box that holds 98 % of it."""
    rows, columns = grey.shape
    x, y = np.arange(columns)[None, :], np.arange(rows)[:, None]
    shear, y_mean = _shear(grey)
    upright = x + 0.5 - shear * (y - y_mean)
    return shear, _extent(upright, grey, columns), _extent(y, grey, rows)


def _extent(position: NDArray[Any], weight: Real, size: int) -> float:
    """Distance between the outer quantiles of positions, read off whole-pixel cumulated sums."""
    edges = np.arange(size)
    # Weight strictly left of the edge t: everything whose position rounds down to t - 1 or less.
    first_edge = np.clip(np.floor(position).astype(np.int64) + 1, 0, size)
    first_edge = np.broadcast_to(first_edge, weight.shape)
    sums = np.bincount(first_edge.ravel(), weights=weight.ravel(), minlength=size + 1)
    share = np.cumsum(sums)[:size] / weight.sum()
    near, far = np.interp([OUTLIERS / 2, 1 - OUTLIERS / 2], share, edges)
    return float(far - near)


def redraw(strokes: Strokes, thickness: float) -> Real:
    """The strokes with another mean width, back on the original grid.

    Args:
        strokes: An image analysed at the scale `DRAWING`.
        thickness: Wanted mean stroke width, in pixels of the original grid.

    Returns:
        Brightness between 0 and 1, `[H, W]`.
    """
    from scipy.signal import fftconvolve
    from skimage.transform import pyramid_reduce

    change = DRAWING * thickness - strokes.width
    # A disk larger than the canvas does what one of its size does.
    radius = min(int(abs(change) / 2), sum(strokes.ink.shape))
    # Eroding the ink is dilating the ground; convolution with a disk beats a sliding maximum.
    grown = strokes.ink if change >= 0.0 else ~strokes.ink
    reached = fftconvolve(grown.astype(np.float64), _disk(radius), mode="same") > THRESHOLD
    ink = reached if change >= 0.0 else ~reached
    drawn = pyramid_reduce(ink.astype(np.float32), downscale=DRAWING, order=3, channel_axis=None)
    return np.asarray(drawn, dtype=np.float64)


@lru_cache(maxsize=128)
def _disk(radius: int) -> Real:
    """The disk that DeepSCM dilates with, `[2 radius + 1, 2 radius + 1]`, of zeros and ones.

    There it is a 16 times finer disk, blurred and shrunk; all that it touches counts. In closed
    form: a pixel is in if the fine disk reaches into the box of 21 fine pixels (four standard
    deviations of 16 / 3) around the fine sample nearest to the centre.
    """
    step = (2 * DRAWING * radius + 1) / (2 * radius + 1)
    sample = np.floor(np.abs(np.arange(-radius, radius + 1)) * step)
    gap = np.clip(sample - int(4.0 * DRAWING / 3.0 + 0.5), 0.0, None)
    inside = gap[:, None] ** 2 + gap[None, :] ** 2 <= (DRAWING * radius) ** 2
    return np.asarray(inside, dtype=np.float64)
