"""std.phantom: a chest that a formula draws, so that every counterfactual of it is known.

The brain of std.phantom is drawn in `brain`. Anatomy is a sum of soft-edged shapes (a logistic
function of a signed distance) in a frame that runs from -1 to 1 along both axes, left to right and
head to foot. The frame belongs to the grid, so a coarse grid shows the same chest as a fine one.
The patient faces the reader: the heart's apex lies at positive `x`. Everything is smooth in
`girth`, and nothing is drawn at random.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from causalimg.program.imaging.brain import brain as brain  # noqa: PLC0414  std.phantom has it
from causalimg.program.imaging.brain import head as head  # noqa: PLC0414

# Width of a soft edge in the frame: one pixel of a 64 x 64 grid.
SOFT = 0.03


def thorax(grid: tuple[int, int], girth: Tensor) -> Tensor:
    """Optical depth of a healthy chest, seen from the front.

    Body outline with neck and shoulders, two lungs (thin in density), heart and great vessels,
    spine, faint ribs and clavicles, diaphragm with the liver below it. `girth` stretches the
    anatomy sideways and lengthens the beam's way through soft tissue in proportion. This is a
    drawing for experiments with known truth, no dosimetry phantom.

    Args:
        grid: Height and width in pixels.
        girth: Width relative to the average patient, `[...]`, sensible in 0.8 to 1.2.

    Returns:
        Attenuation integrated along the ray, `[..., 1, H, W]`, without unit, >= 0: about 0.3 in
        the lungs, 1.5 in soft tissue, 2.5 in the spine.

    Example:
        >>> thorax((48, 64), torch.tensor([0.9, 1.1])).shape
        torch.Size([2, 1, 48, 64])
    """
    x, y, wide = _frame(grid, girth)
    lung = _lungs(x, y)
    heart = _heart(x, y)
    aerated = lung * (1.0 - 0.92 * heart)
    soft = _body(x, y) * wide * (1.0 + 0.25 * _below_diaphragm(x, y) + 0.25 * heart)
    tissue = soft * (1.0 - 0.8 * aerated) * (1.0 - 0.25 * _airway(x, y))
    marking = 0.22 * _vessels(x, y) * lung
    return (tissue + marking + _bones(x, y) * _inside(_body_distance(x, y))).unsqueeze(-3)


def opacity(grid: tuple[int, int], girth: Tensor) -> Tensor:
    """Consolidation: patchy blobs of fluid-filled lung, to be added to `thorax`.

    The pattern has its place in the patient, so it moves with `girth`; its strength is the
    model's business (multiply by the disease's extent).

    Args:
        grid: Height and width in pixels.
        girth: Width relative to the average patient, `[...]`.

    Returns:
        Additional optical depth at full extent, `[..., 1, H, W]`, in [0, 1].

    Example:
        >>> opacity((32, 32), torch.tensor(1.0)).amax().item() <= 1.0
        True
    """
    x, y, _ = _frame(grid, girth)
    blobs = ((-0.40, 0.22, 0.17, 0.17), (-0.52, 0.02, 0.12, 0.15), (-0.28, 0.02, 0.10, 0.11),
             (0.50, 0.20, 0.13, 0.15), (0.36, -0.30, 0.11, 0.10))  # fmt: skip
    weight = (1.0, 0.7, 0.6, 0.75, 0.5)
    field = sum(
        (w * _gauss(x, y, blob) for w, blob in zip(weight, blobs, strict=True)),
        torch.zeros_like(x + y),
    )
    patchy = 0.8 + 0.2 * torch.sin(23.0 * x + 9.0 * y) * torch.sin(19.0 * y - 11.0 * x)
    return ((1.0 - torch.exp(-1.6 * field)) * patchy * _lungs(x, y)).unsqueeze(-3)


def _frame(grid: tuple[int, int], girth: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The patient's coordinates of the pixel centres, `[..., 1, W]` and `[H, 1]`, and girth."""
    height, width = grid
    wide = girth[..., None, None]
    column = torch.arange(width, dtype=girth.dtype, device=girth.device)
    row = torch.arange(height, dtype=girth.dtype, device=girth.device)
    return ((2 * column + 1) / width - 1) / wide, ((2 * row + 1) / height - 1)[:, None], wide


def _inside(distance: Tensor, soft: float = SOFT) -> Tensor:
    """One inside a shape, zero outside, logistic across its edge (distance < 0 is inside)."""
    return torch.sigmoid(-distance / soft)


def _ellipse(x: Tensor, y: Tensor, box: tuple[float, float, float, float]) -> Tensor:
    """Signed distance to an ellipse to first order (centre x, centre y, half width, half height).

    A polynomial, hence smooth at the centre as well, where a square root would not be.
    """
    cx, cy, a, b = box
    return (((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 - 1.0) * (0.5 * min(a, b))


def _gauss(x: Tensor, y: Tensor, box: tuple[float, float, float, float]) -> Tensor:
    """A bump of height one (centre x, centre y, width, height)."""
    cx, cy, a, b = box
    return torch.exp(-0.5 * (((x - cx) / a) ** 2 + ((y - cy) / b) ** 2))


def _tube(x: Tensor, y: Tensor, ends: tuple[float, float, float, float], radius: float) -> Tensor:
    """A soft rod between two points (x, y, x, y): a Gaussian across, logistic at its ends."""
    x0, y0, x1, y1 = ends
    length = math.hypot(x1 - x0, y1 - y0)
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length
    across = ((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / length
    caps = torch.sigmoid(along / SOFT) * torch.sigmoid((length - along) / SOFT)
    return torch.exp(-0.5 * (across / radius) ** 2) * caps


def _union(shapes: Sequence[Tensor]) -> Tensor:
    """Union of soft shapes: one minus the product of what each leaves out."""
    outside = torch.ones_like(shapes[0])
    for shape in shapes:
        outside = outside * (1.0 - shape)
    return 1.0 - outside


def _body_width(y: Tensor) -> Tensor:
    """Half width of the outline: neck, sloping shoulders, trunk with a slight waist."""
    shoulders = torch.sigmoid((y + 0.80) / 0.055)
    waist = 0.05 * torch.sigmoid((y - 0.45) / 0.15)
    return 0.24 + 0.60 * shoulders - waist


def _body_distance(x: Tensor, y: Tensor) -> Tensor:
    width = _body_width(y)
    return (x**2 - width**2) / (2.0 * width)


def _body(x: Tensor, y: Tensor) -> Tensor:
    """Soft tissue along the ray: the chord of an oval cross-section, times the outline."""
    chord = 1.0 - 0.6 * (x / _body_width(y)) ** 2
    depth = torch.nn.functional.softplus(8.0 * chord) / 8.0
    return 1.45 * torch.sqrt(depth) * _inside(_body_distance(x, y))


def _dome(x: Tensor) -> Tensor:
    """Height of the diaphragm: two domes, the patient's right (left in the image) higher."""
    right = 0.42 + 1.7 * (x + 0.32) ** 2
    left = 0.50 + 1.7 * (x - 0.34) ** 2
    side = torch.sigmoid(x / 0.05)
    return right * (1.0 - side) + left * side


def _below_diaphragm(x: Tensor, y: Tensor) -> Tensor:
    return _inside(_dome(x) - y)


def _lungs(x: Tensor, y: Tensor) -> Tensor:
    """Two egg-shaped fields, broad below, cut by the domes of the diaphragm."""
    broad = 0.29 + 0.10 * torch.sigmoid((y + 0.25) / 0.2)
    fields = []
    for side in (-1.0, 1.0):
        centre = side * (0.36 + 0.06 * torch.sigmoid((y + 0.2) / 0.2))
        egg = ((x - centre) / broad) ** 2 + ((y - 0.08) / 0.84) ** 2 - 1.0
        fields.append(_inside(0.15 * egg))
    return _union(fields) * (1.0 - _below_diaphragm(x, y))


def _heart(x: Tensor, y: Tensor) -> Tensor:
    """Heart, aortic arch and the mediastinal band."""
    turned = x + 0.45 * (0.25 - y)
    return _union(
        [
            _inside(_ellipse(turned, y, (0.13, 0.27, 0.29, 0.30))),
            _inside(_ellipse(x, y, (-0.03, 0.24, 0.15, 0.24))),
            _inside(_ellipse(x, y, (0.09, -0.30, 0.09, 0.10))),
            _inside(_ellipse(x, y, (0.00, -0.10, 0.12, 0.90))),
        ]
    )


def _airway(x: Tensor, y: Tensor) -> Tensor:
    """Trachea, its two main bronchi and the gas bubble of the stomach."""
    return _union(
        [
            _tube(x, y, (0.0, -1.1, 0.0, -0.22), 0.035),
            _tube(x, y, (0.0, -0.22, -0.14, -0.08), 0.025),
            _tube(x, y, (0.0, -0.22, 0.16, -0.06), 0.025),
            _gauss(x, y, (0.42, 0.70, 0.11, 0.06)),
        ]
    )


def _vessels(x: Tensor, y: Tensor) -> Tensor:
    """Hila and the first branches of the pulmonary vessels, fading outwards."""
    branches = ((0.42, -0.45), (0.55, -0.15), (0.58, 0.12), (0.45, 0.38), (0.28, 0.42))
    shapes = []
    for side in (-1.0, 1.0):
        hilum = (side * 0.19, -0.04)
        shapes.append(_gauss(x, y, (*hilum, 0.06, 0.11)))
        for bx, by in branches:
            rod = _tube(x, y, (*hilum, side * bx, by), 0.018)
            shapes.append(0.8 * rod * _gauss(x, y, (*hilum, 0.28, 0.30)))
    return _union(shapes)


def _bones(x: Tensor, y: Tensor) -> Tensor:
    """Spine with its discs, ribs in two slanted families, clavicles."""
    discs = 0.85 + 0.15 * torch.cos(2.0 * math.pi * y / 0.155)
    spine = 0.75 * discs * _inside((x**2 - 0.085**2) / 0.17)
    cage = _inside(_ellipse(x, y, (0.0, 0.02, 0.80, 0.85)), 0.04) * (1.0 - _inside(x**2 - 0.01))
    back = _stripes(y - 0.35 * (x**2 + 0.02) ** 0.5 + 0.55 * x**2, 0.175, 5.0)
    front = _stripes(y + 0.55 * (x**2 + 0.02) ** 0.5, 0.23, 4.0)
    clavicles = _union(
        [
            _tube(x, y, (-0.10, -0.60, -0.66, -0.73), 0.032),
            _tube(x, y, (0.10, -0.60, 0.66, -0.73), 0.032),
        ]
    )
    return spine + cage * (0.17 * back + 0.09 * front) + 0.35 * clavicles


def _stripes(phase: Tensor, period: float, sharpness: float) -> Tensor:
    """Periodic soft stripes of height one."""
    return torch.exp(sharpness * (torch.cos(2.0 * math.pi * phase / period) - 1.0))
