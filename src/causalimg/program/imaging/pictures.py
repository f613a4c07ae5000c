"""Functions of the core that read or reshape any picture: measured, drawn anew, cut, blurred."""

import math
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from causalimg.diagnostics import CausalimgInternalError
from causalimg.program.imaging.numbers import floating, over_pixels


def area(image: Tensor, spacing: float = 1.0) -> Tensor:
    """Sum of all pixels times the size of one: the area of a part where the image is its truth.

    Args:
        image: `[..., 1, H, W]`, truths, shares of pixels, or any density per area.
        spacing: distance of two pixels.

    Returns:
        `[...]`, in the square of the unit of `spacing`.

    Example:
        >>> tissue = torch.tensor([[[0, 1, 1], [0, 1, 0]]])
        >>> area(tissue == 1, spacing=2.0).item()
        12.0
    """
    return floating(image).sum((-3, -2, -1)) * spacing**2


def volume(image: Tensor, spacing: float = 1.0) -> Tensor:
    """Sum of all voxels times the size of one; see `area`.

    Args:
        image: `[..., 1, H, W, D]`.
        spacing: distance of two voxels.

    Returns:
        `[...]`, in the cube of the unit of `spacing`.

    Example:
        >>> volume(torch.ones(2, 1, 3, 4, 5), spacing=0.5)
        tensor([7.5000, 7.5000])
    """
    return floating(image).sum((-4, -3, -2, -1)) * spacing**3


def resize(image: Tensor, grid: tuple[int, int]) -> Tensor:
    """The whole picture on another grid, linear between pixels, averaged where it shrinks.

    The outer borders of the two pictures coincide, not the centres of their corner pixels.
    Weights are >= 0 and sum to one, so values stay within the range of the image.

    Args:
        image: `[..., C, H, W]`.
        grid: height and width of the result.

    Returns:
        `[..., C, *grid]`.

    Example:
        >>> resize(torch.tensor([[[0.0, 4.0]]]), (1, 4)).tolist()
        [[[0.0, 1.0, 3.0, 4.0]]]
    """
    rows = floating(image).reshape(-1, *image.shape[-3:])
    drawn = functional.interpolate(
        rows, size=tuple(grid), mode="bilinear", align_corners=False, antialias=True
    )
    return drawn.reshape(*image.shape[:-2], *grid)


def crop(image: Tensor, grid: tuple[int, int]) -> Tensor:
    """The middle of the picture, as large as the grid.

    Where as many pixels cannot be cut on both sides, one more is cut below and on the right.

    Args:
        image: `[..., C, H, W]`.
        grid: height and width of the result, at most those of the image.

    Returns:
        `[..., C, *grid]`, a view of the image.

    Raises:
        CausalimgInternalError: the grid is larger than the image.

    Example:
        >>> crop(torch.arange(12.0).reshape(1, 3, 4), (1, 2)).tolist()
        [[[5.0, 6.0]]]
    """
    height, width = image.shape[-2:]
    top, left = (height - grid[0]) // 2, (width - grid[1]) // 2
    if min(top, left) < 0:
        raise CausalimgInternalError(
            f"a picture of {height} x {width} holds no part of {grid[0]} x {grid[1]}"
        )
    return image[..., top : top + grid[0], left : left + grid[1]]


def blur(image: Tensor, width: float | Tensor, spacing: float = 1.0) -> Tensor:
    r"""The picture out of focus, as if its brightness had diffused for a while.

    The exact solution of :math:`\partial_t x = \tfrac12 \Delta x` after :math:`t` = width squared,
    with the five-point Laplacian and closed borders: a point becomes a bell of standard deviation
    `width`. In the cosine basis the Laplacian is diagonal, so each frequency is damped by itself.
    No brightness is lost, no value leaves the range of the image, two blurs are one of the root
    of the sum of squares, and at width 0 nothing happens.

    Args:
        image: `[..., C, H, W]`.
        width: standard deviation >= 0, in the unit of `spacing`: a number or `[...]`, one for
            each image.
        spacing: distance of two pixels.

    Returns:
        `[..., C, H, W]`.

    Source:
        T. Lindeberg, Scale-space for discrete signals, IEEE Transactions on Pattern Analysis and
        Machine Intelligence 12 (1990) 234.

    Example:
        >>> point = torch.zeros(1, 9, 9)
        >>> point[0, 4, 4] = 1.0
        >>> round(blur(point, 1.0).sum().item(), 5)
        1.0
    """
    picture = floating(image)
    time = 0.5 * (over_pixels(width, picture) / spacing) ** 2
    down, across = (_cosines(size).to(picture) for size in picture.shape[-2:])
    damped = torch.exp(-time * _laplacian(down)[:, None]) * torch.exp(-time * _laplacian(across))
    return down.mT @ (damped * (down @ picture @ across.mT)) @ across


@lru_cache(maxsize=64)
def _cosines(size: int) -> Tensor:
    """The orthonormal cosine basis with closed borders (DCT-II), a frequency a row."""
    frequency = torch.arange(size, dtype=torch.float64)[:, None]
    place = torch.arange(size, dtype=torch.float64) + 0.5
    basis = torch.cos(math.pi / size * frequency * place) * math.sqrt(2.0 / size)
    basis[0] = 1.0 / math.sqrt(size)
    return basis


def _laplacian(basis: Tensor) -> Tensor:
    """Eigenvalues of minus the second difference in the basis, `[frequency]`."""
    size = len(basis)
    frequency = torch.arange(size, dtype=basis.dtype, device=basis.device)
    return 2.0 - 2.0 * torch.cos(math.pi / size * frequency)
