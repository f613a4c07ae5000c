"""std.xray: from what lies in the beam's way to what the detector receives."""

from functools import lru_cache

import torch
from torch import Tensor

from causalimg.program.imaging.numbers import over_pixels

# The point spread of scattered photons is centimetres wide: with the grid of a chest film some
# 35 cm across, an eighth of it is 4 cm (Love and Kruger 1987, between 3 and 6 cm).
SPREAD = 0.12


def beer_lambert(density: Tensor) -> Tensor:
    r"""The fraction of the beam that passes, :math:`I / I_0 = \exp(-\int \mu \, ds)`.

    Thicknesses add in the exponent, so transmissions multiply:
    ``beer_lambert(a + b) == beer_lambert(a) * beer_lambert(b)``. One photon energy is assumed;
    a real tube's spectrum hardens with depth, which this law does not show.

    Args:
        density: Optical depth (attenuation integrated along the ray), `[...]`, without unit, >= 0.

    Returns:
        The transmitted fraction, same shape, in (0, 1].

    Source:
        A. Beer, Annalen der Physik 162 (1852) 78; J. T. Bushberg et al., The Essential Physics
        of Medical Imaging, 3rd ed. (2012), section 3.2.

    Example:
        >>> beer_lambert(torch.tensor([0.0, 1.0])).tolist()
        [1.0, 0.3678794503211975]
    """
    return torch.exp(-density)


def scatter(image: Tensor, fraction: float | Tensor, spread: float = SPREAD) -> Tensor:
    """Primary beam plus scattered photons: a share of the image, spread out widely.

    ``(1 - fraction) * image + fraction * blur(image)`` with a Gaussian blur. The blur reflects at
    the border, half a pixel outside the outermost centres, which makes each of its two matrices
    symmetric with rows that sum to one: no energy is lost, the mean and constant images stay. It
    is linear in the image. Real scatter also depends on what the photons cross; this is the
    convolution model.

    Args:
        image: Transmitted fractions or any other intensities, `[..., C, H, W]`.
        fraction: Share of scattered photons at the detector, in [0, 1]: a number or `[...]`, one
            for each image.
        spread: Standard deviation of the blur, as a share of the longer side.

    Returns:
        The image at the detector, `[..., C, H, W]`.

    Source:
        L. A. Love and R. A. Kruger, Scatter estimation for a digital radiographic system using
        convolution filtering, Medical Physics 14 (1987) 178.

    Example:
        >>> scatter(torch.ones(2, 1, 4, 6), 0.3).mean().item()
        1.0
    """
    height, width = image.shape[-2:]
    sigma = spread * max(height, width)
    rows = _blur_matrix(height, sigma).to(image)
    columns = _blur_matrix(width, sigma).to(image)
    share = over_pixels(fraction, image)
    return image + share * (rows @ image @ columns - image)


def exposure(image: Tensor, dose: float | Tensor, speed: float | Tensor = 1.0) -> Tensor:
    r"""How far a dose blackens the film: the share of grains that were hit.

    Photons hit a grain at random, `speed * dose * image` of them on average, and one is enough:
    :math:`1 - e^{-s \, d \, I}`. It is linear in faint light, and saturates.

    Args:
        image: transmitted fraction, `[..., C, H, W]`, >= 0.
        dose: what reaches the film where nothing is in the way, a number or `[...]`, >= 0.
        speed: hits of a grain by one unit of dose.

    Returns:
        Blackening in [0, 1), `[..., C, H, W]`.

    Source:
        L. Silberstein, Quantum theory of photographic exposure, Philosophical Magazine 44 (1922)
        257.

    Example:
        >>> [round(one, 3) for one in exposure(torch.ones(1, 1, 1), torch.tensor([0.0, 1.0]))
        ...     .flatten().tolist()]
        [0.0, 0.632]
    """
    return -torch.expm1(-over_pixels(speed, image) * over_pixels(dose, image) * image)


def quantum_noise(image: Tensor, dose: float | Tensor, photons: float | Tensor = 1000.0) -> Tensor:
    r"""Standard deviation of a transmitted fraction that is measured by counting photons.

    A count of mean :math:`N I`, with :math:`N` = photons times dose, varies by its root, so the
    fraction :math:`I` is known to :math:`\sqrt{I / N}`. Multiply a noise of the model by it.

    Args:
        image: transmitted fraction, `[..., C, H, W]`, >= 0.
        dose: a number or `[...]`, > 0.
        photons: counted in a pixel without patient at one unit of dose.

    Returns:
        `[..., C, H, W]`, >= 0; the slope is infinite where the image is 0.

    Source:
        J. T. Bushberg et al., The Essential Physics of Medical Imaging, 3rd ed. (2012),
        section 4.6.

    Example:
        >>> quantum_noise(torch.full((1, 1, 1), 0.4), 4.0).item()
        0.009999999776482582
    """
    return torch.sqrt(image / (over_pixels(photons, image) * over_pixels(dose, image)))


def collimate(image: Tensor, margin: float | Tensor, spacing: float = 1.0) -> Tensor:
    """The image with a margin on all four sides closed to the beam.

    A pixel keeps the share of it that lies inside the open field.

    Args:
        image: `[..., C, H, W]`.
        margin: breadth of the closed margin >= 0, in the unit of `spacing`: a number or `[...]`.
        spacing: distance of two pixels.

    Returns:
        `[..., C, H, W]`, zero in the margin.

    Example:
        >>> collimate(torch.ones(1, 4, 4), 1.5).tolist()[0][1]
        [0.0, 0.25, 0.25, 0.0]
    """
    closed = over_pixels(margin, image) / spacing
    down, across = (_open(size, closed) for size in image.shape[-2:])
    return image * down.mT * across


def _open(size: int, closed: Tensor) -> Tensor:
    """The share of each pixel of an axis between two margins, `[..., 1, 1, size]`."""
    left = torch.arange(size, dtype=closed.dtype, device=closed.device)
    inside = torch.minimum(left + 1.0, size - closed) - torch.maximum(left, closed)
    return inside.clamp(0.0, 1.0)


@lru_cache(maxsize=64)
def _blur_matrix(size: int, sigma: float) -> Tensor:
    """Gaussian blur of one axis as a symmetric, doubly stochastic matrix, `[size, size]`."""
    if sigma == 0.0:
        return torch.eye(size, dtype=torch.float64)
    centre = torch.arange(size, dtype=torch.float64)
    # Method of images: a source at j has mirror sources at -1 - j and at every period 2 * size.
    folds = int(6.0 * sigma / (2 * size)) + 2
    periods = 2.0 * size * torch.arange(-folds, folds + 1, dtype=torch.float64)
    straight = centre[:, None, None] - centre[None, :, None] - periods
    mirrored = centre[:, None, None] + centre[None, :, None] + 1.0 - periods
    kernel = sum(torch.exp(-0.5 * (offset / sigma) ** 2) for offset in (straight, mirrored))
    matrix = torch.as_tensor(kernel).sum(-1)
    return matrix / matrix.sum(1, keepdim=True)
