"""Receive coils around the head: what each sees, and how their pictures are unfolded."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from causalimg.program.imaging.numbers import floating
from causalimg.program.imaging.sampling import measured

# Distance of the coils from the centre, in halves of the longer side: just beyond the corners.
RADIUS = 1.5
# Conjugate gradients converge within so many rounds where coils can tell the folded pixels
# apart; where they cannot, stopping here keeps noise from growing without bound.
ROUNDS = 20


def coil_maps(coils: int, grid: tuple[int, int]) -> Tensor:
    r"""Complex sensitivity of each coil of a ring around the head.

    The coils are long straight conductors along the magnet, evenly around it. By the law of Biot
    and Savart the transverse field of one at :math:`w` is, as a complex number,
    :math:`w / (w - z)` up to a factor; phases agree in the centre. The maps are scaled so that
    the squares of their sizes sum to 1 at every pixel, so they change no brightness.

    Args:
        coils: how many, at least 1.
        grid: height and width in pixels.

    Returns:
        Complex, `[coil, H, W]`.

    Source:
        P. B. Roemer et al., The NMR phased array, Magnetic Resonance in Medicine 16 (1990) 192;
        C. E. Hayes et al., the birdcage, Journal of Magnetic Resonance 63 (1985) 622.

    Example:
        >>> maps = coil_maps(8, (6, 4))
        >>> maps.shape, round((maps.abs() ** 2).sum(0).min().item(), 6)
        (torch.Size([8, 6, 4]), 1.0)
    """
    height, width = grid
    longer = max(height, width)
    across = (2.0 * torch.arange(width, dtype=torch.float64) + 1.0 - width) / longer
    down = (2.0 * torch.arange(height, dtype=torch.float64) + 1.0 - height) / longer
    place = torch.complex(*torch.broadcast_tensors(across, down[:, None]))
    angle = torch.arange(coils, dtype=torch.float64) * (2.0 * math.pi / coils)
    conductor = torch.polar(torch.full_like(angle, RADIUS), angle)[:, None, None]
    field = conductor / (conductor - place)
    maps: Tensor = field / torch.linalg.vector_norm(field, dim=0)
    double = torch.get_default_dtype() == torch.float64
    return maps if double else maps.to(torch.complex64)


def sense(kspace: Tensor, acceleration: float | Tensor) -> Tensor:
    r"""The one picture that explains the measured lines of all coils best.

    Least squares, :math:`\min_x \sum_c \| M F (s_c x) - y_c \|^2`, with the coils of `coil_maps`
    and the lines of `cartesian`, by at most 20 rounds of conjugate gradients from zero. The rows
    are read out in full, so every column of the picture is a problem of its own, and all of them
    are solved side by side. Fully measured, it is exact after one round.

    Args:
        kspace: `[..., coil, H, W]`, zero where nothing was measured.
        acceleration: that of the scan, a number or `[...]`.

    Returns:
        Complex, `[..., 1, H, W]`.

    Source:
        K. P. Pruessmann, M. Weiger, P. Börnert, P. Boesiger, Advances in sensitivity encoding
        with arbitrary k-space trajectories, Magnetic Resonance in Medicine 46 (2001) 638.

    Example:
        >>> from causalimg.program.imaging.sampling import cartesian, fourier
        >>> head = torch.rand(1, 16, 12)
        >>> seen = cartesian(fourier(coil_maps(8, (16, 12)) * head), 2.0)
        >>> bool((sense(seen, 2.0).abs() - head).abs().max() < 1e-2)
        True
    """
    lines = torch.fft.ifftshift(measured(kspace.shape[-2], acceleration, kspace), dim=-2)
    # Conjugate gradients magnify rounding: in single precision two scans that differ in their last
    # digit gave pictures that differ in their third.
    single = floating(kspace)
    data = torch.fft.ifftshift(single.to(torch.complex128), dim=(-2, -1))
    data = torch.fft.fftshift(torch.fft.ifft(data, dim=-1, norm="ortho"), dim=-1)
    maps = coil_maps(kspace.shape[-3], (kspace.shape[-2], kspace.shape[-1]))
    maps = torch.fft.ifftshift(maps.to(data), dim=-2)

    def seen(measurement: Tensor) -> Tensor:
        pictures: Tensor = torch.fft.ifft(lines * measurement, dim=-2, norm="ortho")
        together: Tensor = (maps.conj() * pictures).sum(-3, keepdim=True)
        return together

    def normal(picture: Tensor) -> Tensor:
        return seen(torch.fft.fft(maps * picture, dim=-2, norm="ortho"))

    unfolded: Tensor = torch.fft.fftshift(_solved(normal, seen(data)), dim=-2)
    return unfolded.to(single.dtype if single.is_complex() else single.dtype.to_complex())


def _solved(normal: Callable[[Tensor], Tensor], wanted: Tensor) -> Tensor:
    """Conjugate gradients for a positive operator that leaves columns apart."""
    solution, rest, direction = 0.0 * wanted, wanted, wanted
    size = _product(rest, rest)
    enough = size.detach() * (10.0 * torch.finfo(size.dtype).eps) ** 2
    for _ in range(ROUNDS):
        image = normal(direction)
        bend = _product(direction, image)
        going = (size > enough) & (bend > 0.0)
        if not bool(going.any()):
            break
        # A column that is done stays as it is, whatever is solved beside it.
        step = torch.where(going, size / torch.where(going, bend, 1.0), 0.0)
        solution, rest = solution + step * direction, rest - step * image
        smaller = _product(rest, rest)
        turn = torch.where(going, smaller / torch.where(going, size, 1.0), 0.0)
        direction = torch.where(going, rest + turn * direction, direction)
        size = smaller
    return solution


def _product(left: Tensor, right: Tensor) -> Tensor:
    """The real inner product of each column."""
    return (left.conj() * right).real.sum((-3, -2), keepdim=True)
