"""std.mri: from tissue to signal, from signal to k-space, and from k-space to a picture.

Pictures are `[..., channel, height, width]`, k-space and coil pictures complex
`[..., coil, height, width]`; the phase is encoded along the height, so a row of k-space is one
readout. `coils` holds the receive coils and the reconstruction, `sampling` what is measured when.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgInternalError
from causalimg.program.imaging.coils import coil_maps as coil_maps  # noqa: PLC0414  std.mri has it
from causalimg.program.imaging.coils import sense as sense  # noqa: PLC0414
from causalimg.program.imaging.numbers import floating, over_pixels
from causalimg.program.imaging.sampling import cartesian as cartesian  # noqa: PLC0414
from causalimg.program.imaging.sampling import fourier as fourier  # noqa: PLC0414
from causalimg.program.imaging.sampling import inverse_fourier as inverse_fourier  # noqa: PLC0414
from causalimg.program.imaging.sampling import shake as shake  # noqa: PLC0414
from causalimg.program.imaging.tissues import relaxation


def spoiled_gradient_echo(
    tissue: Tensor,
    field: float | Tensor,
    echo_time: float | Tensor,
    repetition_time: float | Tensor = 250.0,
    flip: float | Tensor = 70.0,
    *,
    tissues: Sequence[str],
) -> Tensor:
    r"""Signal of each tissue in a spoiled gradient echo (FLASH), the steady state of Bloch.

    .. math:: s = \rho \, \frac{\sin\alpha \, (1 - E_1)}{1 - E_1 \cos\alpha} \,
        e^{-T_E / T_2^*}, \qquad E_1 = e^{-T_R / T_1}

    with the proton density :math:`\rho` and relaxation times of the tissue at that field, see
    `tissues.relaxation`. The defaults weight by T1: white matter is brighter than grey, and
    cerebrospinal fluid is dark.

    Args:
        tissue: index of the label of each pixel, `[..., 1, H, W]`.
        field: field strength in T, a number or `[...]`, as the other numbers are.
        echo_time: in ms.
        repetition_time: in ms.
        flip: flip angle in degrees.
        tissues: the labels, in the order of their indices.

    Returns:
        `[..., 1, H, W]`, between 0 and 1, the signal of fully relaxed water.

    Raises:
        CausalimgInternalError: a label whose relaxation times are not known.

    Source:
        R. R. Ernst and W. A. Anderson, Application of Fourier transform spectroscopy to magnetic
        resonance, Review of Scientific Instruments 37 (1966) 93; A. Haase et al., FLASH imaging,
        Journal of Magnetic Resonance 67 (1986) 258.

    Example:
        >>> tissue = torch.tensor([[[0, 1, 2]]])
        >>> seen = spoiled_gradient_echo(tissue, 3.0, 4.0, tissues=("background", "csf", "white"))
        >>> [round(one, 2) for one in seen.flatten().tolist()]
        [0.0, 0.08, 0.23]
    """
    numbers = (field, echo_time, repetition_time, flip)
    tensors = [floating(torch.as_tensor(one, device=tissue.device)) for one in numbers]
    teslas, echo, repetition, angle = (one[..., None] for one in torch.broadcast_tensors(*tensors))
    density, t1, t2_star = relaxation(tissues, teslas)
    turned = angle * (math.pi / 180.0)
    left = torch.exp(-repetition / t1)
    steady = torch.sin(turned) * (1.0 - left) / (1.0 - left * torch.cos(turned))
    signal = density * steady * torch.exp(-echo / t2_star)
    return _painted(tissue, signal)


def _painted(tissue: Tensor, values: Tensor) -> Tensor:
    """The value of each pixel's label: `[..., 1, H, W]` from values `[..., label]`."""
    places = tissue.flatten(-3).long()
    if places.numel() and int(places.max()) >= values.shape[-1]:
        raise CausalimgInternalError("a mask holds an index beyond its labels")
    rows = torch.broadcast_shapes(places.shape[:-1], values.shape[:-1])
    places, values = (one.expand(*rows, one.shape[-1]) for one in (places, values))
    painted = values.gather(-1, places)
    return painted.reshape(*painted.shape[:-1], *tissue.shape[-3:])


def combine(x: Tensor) -> Tensor:
    """One picture of all coils: the root of the sum of their squared sizes.

    Args:
        x: coil pictures, `[..., coil, H, W]`.

    Returns:
        `[..., 1, H, W]`, real and >= 0.

    Source:
        P. B. Roemer et al., The NMR phased array, Magnetic Resonance in Medicine 16 (1990) 192.

    Example:
        >>> combine(torch.tensor([3.0j, 4.0]).reshape(2, 1, 1)).item()
        5.0
    """
    together: Tensor = torch.linalg.vector_norm(x, dim=-3, keepdim=True)
    return together


def bias_field(grid: tuple[int, int], strength: float | Tensor) -> Tensor:
    r"""A smooth factor around 1: how unevenly a receive coil lights the picture.

    :math:`\exp(s \, p(x, y))` with a polynomial of Legendre's up to the third degree that has
    mean 0 and at most size 1 on the grid: the geometric mean is 1, and at strength 0 all is 1.
    The polynomial is always the same, brighter on one side and towards a corner.

    Args:
        grid: height and width in pixels.
        strength: logarithm of the largest factor, a number or `[...]`, any sign.

    Returns:
        `[..., 1, H, W]`, > 0.

    Source:
        K. Van Leemput, F. Maes, D. Vandermeulen, P. Suetens, Automated model-based tissue
        classification of MR images of the brain, IEEE Transactions on Medical Imaging 18 (1999)
        897, whose field is the exponential of a polynomial.

    Example:
        >>> field = bias_field((8, 6), torch.tensor([0.0, 0.4]))
        >>> field.shape, field[0].unique().item(), round(field[1].log().mean().item(), 6) + 0.0
        (torch.Size([2, 1, 8, 6]), 1.0, 0.0)
    """
    level = floating(torch.as_tensor(strength))
    down, across = (_legendre(size, level) for size in grid)
    shape = torch.tensor(_UNEVEN, dtype=level.dtype, device=level.device)
    field = down.mT @ shape @ across
    field = field - field.mean()
    peak = field.abs().max()
    return torch.exp(over_pixels(level, level) * (field / peak if peak > 0.0 else field))


# Coefficients by degree down and across: a slope, a bowl, and some twist.
_UNEVEN = (
    (0.0, 0.5, -0.3, 0.1),
    (-0.35, 0.3, 0.1, 0.0),
    (-0.3, 0.15, 0.0, 0.0),
    (0.1, 0.0, 0.0, 0.0),
)


def _legendre(size: int, like: Tensor) -> Tensor:
    """Polynomials of degree 0 to 3 at the pixel centres of an axis from -1 to 1, `[4, size]`."""
    place = torch.arange(size, dtype=like.dtype, device=like.device)
    x = (2.0 * place + 1.0) / size - 1.0
    return torch.stack((torch.ones_like(x), x, 1.5 * x**2 - 0.5, 2.5 * x**3 - 1.5 * x))
