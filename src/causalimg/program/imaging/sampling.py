"""K-space: the Fourier transform, and which line of it is measured when."""

import math

import torch
from torch import Tensor

from causalimg.program.imaging.numbers import floating, over_pixels, real_type

# Share of the lines around the centre of k-space that an accelerated scan keeps.
CENTRE = 0.08


def fourier(x: Tensor) -> Tensor:
    """The k-space of each coil's picture: centred and orthonormal, so the norm stays.

    Args:
        x: real or complex, `[..., coil, H, W]`.

    Returns:
        Complex, same shape, frequency 0 at `[H // 2, W // 2]`.

    Example:
        >>> fourier(torch.ones(1, 2, 2)).real.tolist()
        [[[0.0, 0.0], [0.0, 2.0]]]
    """
    corner = torch.fft.ifftshift(floating(x), dim=(-2, -1))
    centred: Tensor = torch.fft.fftshift(torch.fft.fft2(corner, norm="ortho"), dim=(-2, -1))
    return centred


def inverse_fourier(kspace: Tensor) -> Tensor:
    """The picture of each coil's k-space; undoes `fourier`.

    Args:
        kspace: `[..., coil, H, W]`.

    Returns:
        Complex, same shape.

    Example:
        >>> inverse_fourier(fourier(torch.ones(1, 2, 3))).real.round().tolist()
        [[[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]]
    """
    corner = torch.fft.ifftshift(floating(kspace), dim=(-2, -1))
    centred: Tensor = torch.fft.fftshift(torch.fft.ifft2(corner, norm="ortho"), dim=(-2, -1))
    return centred


def shake(kspace: Tensor, motion: float | Tensor, spacing: float = 1.0) -> Tensor:
    r"""K-space of a head that moves while its lines are measured one after another.

    A shift by :math:`d` multiplies frequency :math:`k` by :math:`e^{-2 \pi i \, k \cdot d}`. The
    head drifts and nods along a fixed smooth path, never farther than `motion` from where it is
    when the central line is measured, so the picture stays in place and gains ghosts and blur
    along its height. Sizes do not change, hence the norm stays; at motion 0 nothing happens.
    The coils move with the head here, which in a scanner they do not, and it does not turn.

    Args:
        kspace: `[..., coil, H, W]`, its lines measured from the first row to the last.
        motion: largest distance, in the unit of `spacing`: a number or `[...]`.
        spacing: distance of two pixels of the picture.

    Returns:
        Complex, `[..., coil, H, W]`.

    Source:
        M. L. Wood and R. M. Henkelman, MR image artifacts from periodic motion, Medical Physics
        12 (1985) 143.

    Example:
        >>> bool((shake(torch.ones(1, 4, 4), 0.0) == 1.0).all())
        True
    """
    height, width = kspace.shape[-2:]
    far = over_pixels(motion, kspace) / spacing
    down, across = _path(height, far)
    turns = far * (down * _frequencies(height, far) + across * _frequencies(width, far).mT)
    return floating(kspace) * torch.polar(torch.ones_like(turns), -2.0 * math.pi * turns)


def _path(lines: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Where the head is at each line, `[line, 1]` down and across: at most 1 from the start.

    A slow drift with four nods along the height, and swaying across it.
    """
    time = (torch.arange(lines, dtype=like.dtype, device=like.device) - lines // 2)[:, None]
    angle = time * (math.pi / lines)
    down = 0.8 * (0.5 * torch.sin(angle) + 0.5 * torch.sin(8.0 * angle))
    return down, 0.6 * torch.sin(3.0 * angle)


def _frequencies(size: int, like: Tensor) -> Tensor:
    """Cycles per pixel of each line, `[size, 1]`."""
    place = torch.arange(size, dtype=like.dtype, device=like.device) - size // 2
    return (place / size)[:, None]


def cartesian(kspace: Tensor, acceleration: float | Tensor) -> Tensor:
    """K-space of an accelerated scan: zero at the lines that it leaves out.

    Measured are the lines nearest to the multiples of `acceleration`, counted from the centre,
    and all of the central 8 %. Acceleration need not be whole; at 1 every line is measured.

    Args:
        kspace: `[..., coil, H, W]`, a line a row.
        acceleration: at least 1, a number or `[...]`. The mask is a step function of it, so no
            gradient passes.

    Returns:
        `[..., coil, H, W]`.

    Source:
        K. P. Pruessmann, M. Weiger, M. B. Scheidegger, P. Boesiger, SENSE: sensitivity encoding
        for fast MRI, Magnetic Resonance in Medicine 42 (1999) 952; the full centre: M. A.
        Griswold et al., GRAPPA, ibid. 47 (2002) 1202.

    Example:
        >>> cartesian(torch.ones(1, 8, 1), 3.0).flatten().tolist()
        [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]
    """
    return floating(kspace) * measured(kspace.shape[-2], acceleration, kspace)


def measured(lines: int, acceleration: float | Tensor, like: Tensor) -> Tensor:
    """One at each line that `cartesian` keeps, zero elsewhere.

    Args:
        lines: how many there are.
        acceleration: a number or `[...]`.
        like: gives type and device.

    Returns:
        `[..., 1, line, 1]`, real.
    """
    # Counted in double precision, so that a line does not come and go with the model's.
    step = over_pixels(acceleration, like).detach().double().clamp(min=1.0)
    place = (torch.arange(lines, device=like.device) - lines // 2).double()[:, None]
    nearest = torch.floor((place + 0.5) / step) > torch.floor((place - 0.5) / step)
    central = place.abs() <= 0.5 * CENTRE * lines
    return (nearest | central).to(real_type(like))
