"""std.xray: from what lies in the beam's way to what the detector receives."""

from functools import lru_cache

import torch
from torch import Tensor

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
    share = torch.as_tensor(fraction, dtype=image.dtype, device=image.device)[
        ..., None, None, None
    ]
    return image + share * (rows @ image @ columns - image)


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
