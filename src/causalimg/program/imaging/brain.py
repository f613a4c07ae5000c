"""An axial slice of a brain that a formula draws, so that every counterfactual of it is known.

Anatomy is a stack of shapes in millimetres, left to right and front to back, in the patient's own
frame; each is the inside of a signed distance (< 0 is inside), and a later shape covers an earlier
one. The slice is oblique, along both hippocampi, and stylised: frontal horns, third ventricle and
occipital horns with deep grey matter between them, twelve furrows a side. Nothing is drawn at
random. An average adult is 138 mm wide and 176 mm long.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from causalimg.program.imaging.numbers import floating

# Height and width in mm of a grid that does not say how far its pixels lie apart.
FIELD_OF_VIEW = (216.0, 184.0)
BACKGROUND, CSF, GREY, WHITE, HIPPOCAMPUS, LESION, SKULL, FAT = range(8)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the pixels lie in the patient, and what the patient is like.

    Args:
        x: millimetres to the right of the middle, at the size of an average head, `[..., H, W]`.
        y: millimetres behind the middle.
        atrophy: 0 to 1, `[..., 1, 1]`.
        hippocampus: size of the hippocampi, of their area 1, `[..., 1, 1]`.
    """

    x: Tensor
    y: Tensor
    atrophy: Tensor
    hippocampus: Tensor


@torch.no_grad()
def brain(
    grid: tuple[int, int],
    size: float | Tensor,
    atrophy: float | Tensor,
    hippocampus: float | Tensor = 1.0,
    turn: float | Tensor = 0.0,
    spacing: float | None = None,
) -> Tensor:
    """Tissues of an axial slice, skull stripped.

    With atrophy the furrows and the space around the brain widen, the ventricles grow to nearly
    three times their area, the cortex thins, and the hippocampi lose a third of their area while
    the temporal horns beside them open. Each pixel has one label, so areas move in steps of a
    pixel, mostly of two since the halves are alike: at 3 mm a hippocampus is some twenty pixels.

    Args:
        grid: height and width in pixels.
        size: length relative to an average head, a number or `[...]`, sensible in 0.85 to 1.15.
        atrophy: 0 a young brain, 1 severe loss.
        hippocampus: area of the hippocampi relative to the others of that size and atrophy.
        turn: rotation of the head in degrees, from the front to the right of the picture.
        spacing: distance of two pixels in mm; without it an average head fits the grid.

    Returns:
        Indices of background, csf, grey, white, hippocampus, `[..., 1, H, W]`.

    Example:
        >>> brain((48, 40), torch.tensor([0.9, 1.1]), 0.3).unique().tolist()
        [0, 1, 2, 3, 4]
    """
    return _tissue(_frame(grid, (size, atrophy, hippocampus, turn), spacing)).unsqueeze(-3)


@torch.no_grad()
def head(
    grid: tuple[int, int],
    size: float | Tensor,
    atrophy: float | Tensor,
    hippocampus: float | Tensor = 1.0,
    turn: float | Tensor = 0.0,
    lesions: float | Tensor = 0.0,
    spacing: float | None = None,
) -> Tensor:
    """The slice of `brain` inside skull and scalp, with lesions of the white matter.

    Lesions cap the horns of the ventricles and dot the white matter beside them, as those of old
    age do; each spreads from its own centre as `lesions` rises.

    Args:
        grid: height and width in pixels.
        size: as in `brain`, and so are the three that follow.
        atrophy: 0 to 1.
        hippocampus: relative area.
        turn: in degrees.
        lesions: 0 none, 1 many.
        spacing: distance of two pixels in mm; without it an average head fits the grid.

    Returns:
        Indices of background, csf, grey, white, hippocampus, lesion, skull, fat (the scalp),
        `[..., 1, H, W]`.

    Example:
        >>> head((48, 40), 1.0, torch.tensor([0.0, 1.0]), lesions=1.0).unique().tolist()
        [0, 1, 2, 3, 4, 5, 6, 7]
    """
    frame = _frame(grid, (size, atrophy, hippocampus, turn, lesions), spacing)
    tissue = _tissue(frame)
    tissue = torch.where(
        (tissue == WHITE) & (_lesions(frame, _over_pixels(lesions)) < 0.0), LESION, tissue
    )
    around = _outline(frame)
    outside = torch.where(around < 7.0, SKULL, torch.where(around < 13.0, FAT, BACKGROUND))
    return torch.where(around < 0.0, tissue, outside).unsqueeze(-3)


def _frame(
    grid: tuple[int, int], patient: tuple[float | Tensor, ...], spacing: float | None
) -> _Frame:
    size, atrophy, hippocampus, turn, *_ = (_over_pixels(one) for one in patient)
    like = size + atrophy + hippocampus + turn
    step = max(high / pixels for high, pixels in zip(FIELD_OF_VIEW, grid, strict=True))
    step = step if spacing is None else spacing
    down, across = (
        step * (torch.arange(count, dtype=like.dtype, device=like.device) - (count - 1) / 2)
        for count in grid
    )
    angle = turn * (math.pi / 180.0)
    x = (across * torch.cos(angle) + down[:, None] * torch.sin(angle)) / size
    y = (down[:, None] * torch.cos(angle) - across * torch.sin(angle)) / size
    return _Frame(x, y, atrophy, hippocampus)


def _over_pixels(number: float | Tensor) -> Tensor:
    return floating(torch.as_tensor(number))[..., None, None]


def _tissue(frame: _Frame) -> Tensor:
    """The index of the tissue at each pixel, background outside the inner skull."""
    depth = _depth(frame)
    cortex = 3.2 - 0.7 * frame.atrophy
    tissue = torch.where(depth < 0.0, CSF, torch.where(depth < cortex, GREY, WHITE))
    tissue = torch.where(_nuclei(frame) < 0.0, GREY, tissue)
    tissue = torch.where(_ventricles(frame) < 0.0, CSF, tissue)
    tissue = torch.where(_hippocampi(frame) < 0.0, HIPPOCAMPUS, tissue)
    return torch.where(_outline(frame) < 0.0, tissue, BACKGROUND)


# ---- the surface -----------------------------------------------------------------------------


def _outline(frame: _Frame) -> Tensor:
    """Distance to the inner skull along the ray from the middle: an egg, broader behind."""
    broad = 67.0 + 4.5 * torch.sin(frame.y / 60.0)
    power = 2.3
    reach = ((frame.x / broad).abs() ** power + (frame.y / 88.0).abs() ** power) ** (1 / power)
    return torch.hypot(frame.x, frame.y) * (1.0 - 1.0 / reach.clamp(min=1e-6))


# Furrows of one side, from the skull inwards: x, y, x, y. The two halves differ by a warp.
_FURROWS = (
    (14.0, -94.0, 17.0, -64.0),
    (31.0, -88.0, 29.0, -60.0),
    (46.0, -76.0, 35.0, -52.0),
    (60.0, -58.0, 40.0, -46.0),
    (68.0, -40.0, 47.0, -31.0),
    (76.0, 18.0, 52.0, 15.0),
    (78.0, 32.0, 48.0, 28.0),
    (74.0, 50.0, 47.0, 39.0),
    (63.0, 66.0, 44.0, 52.0),
    (49.0, 80.0, 37.0, 63.0),
    (33.0, 90.0, 26.0, 64.0),
    (16.0, 95.0, 15.0, 72.0),
    (0.0, 62.0, 13.0, 55.0),
    (0.0, -66.0, 9.0, -58.0),
)
_SYLVIAN = ((80.0, -16.0, 45.0, -6.0), (44.0, -18.0, 43.0, 8.0))
_FISSURES = ((0.0, -99.0, 0.0, -50.0), (0.0, 44.0, 0.0, 99.0))


def _depth(frame: _Frame) -> Tensor:
    """Depth below the surface of the cortex; negative in the fluid around and in the furrows."""
    x = frame.x + 1.6 * torch.sin(0.19 * frame.y + 0.7) + 1.2 * torch.sin(0.07 * frame.y)
    y = frame.y + 2.2 * torch.sin(0.17 * frame.x + 1.1) + 1.5 * torch.sin(0.05 * frame.x + 2.0)
    depth = -_outline(frame) - 1.0 - 3.5 * frame.atrophy
    straight = 0.4 * frame.x + 0.6 * x
    for across, down, lines, width in (
        (x.abs(), y, _FURROWS, 0.5 + 1.7 * frame.atrophy),
        (x.abs(), y, _SYLVIAN, 1.0 + 3.0 * frame.atrophy),
        (straight, frame.y, _FISSURES, 0.5 + 1.6 * frame.atrophy),
    ):
        depth = torch.minimum(depth, _from_lines(across, down, lines) - width)
    return depth


def _from_lines(x: Tensor, y: Tensor, lines: tuple[tuple[float, ...], ...]) -> Tensor:
    """Distance to the nearest of several lines between two points."""
    nearest = torch.full_like(x, math.inf)
    for x0, y0, x1, y1 in lines:
        length = math.hypot(x1 - x0, y1 - y0)
        right, down = (x1 - x0) / length, (y1 - y0) / length
        along = torch.add(x * right, y, alpha=down) - (x0 * right + y0 * down)
        aside = torch.add(x * down, y, alpha=-right) - (x0 * down - y0 * right)
        beyond = along - along.clamp(0.0, length)
        nearest = torch.minimum(nearest, torch.addcmul(aside * aside, beyond, beyond))
    return nearest.sqrt()


# ---- inside ----------------------------------------------------------------------------------


def _nuclei(frame: _Frame) -> Tensor:
    """Caudate, putamen with pallidum, and thalamus."""
    caudate = _ellipse(frame, (14.0, -22.0), (6.0, 10.0), -15.0)
    putamen = _ellipse(frame, (26.0, -9.0), (6.0, 15.0), 12.0)
    thalamus = _ellipse(frame, (11.0, 12.0), (9.0, 13.0), -15.0)
    return torch.minimum(torch.minimum(caudate, putamen), thalamus)


def _ventricles(frame: _Frame) -> Tensor:
    """Frontal, temporal and occipital horns, and the third ventricle."""
    lost = frame.atrophy
    front = _ellipse(
        frame, (7.5 + 2.5 * lost, -27.0), (4.0 + 4.0 * lost, 14.0 + 3.0 * lost), -16.0
    )
    behind = _ellipse(frame, (27.0, 46.0), (4.5 + 4.5 * lost, 13.0 + 4.0 * lost), 14.0)
    third = _ellipse(frame, (0.0, 6.0), (1.7 + 2.8 * lost, 13.0))
    beside = _ellipse(frame, (34.0 + 1.0 * lost, 19.0), (4.0 + 3.0 * lost, 12.0 + 2.0 * lost), 8.0)
    return torch.minimum(torch.minimum(front, behind), torch.minimum(third, beside))


def _hippocampi(frame: _Frame) -> Tensor:
    share = torch.sqrt(frame.hippocampus * (1.0 - 0.35 * frame.atrophy))
    return _ellipse(frame, (31.0, 18.0), (5.3 * share, 15.0 * share), 8.0)


def _ellipse(
    frame: _Frame,
    centre: tuple[float | Tensor, float],
    half: tuple[float | Tensor, float | Tensor],
    tilt: float = 0.0,
) -> Tensor:
    """Below 0 inside an ellipse on either side, its back end tilted outwards by an angle."""
    dx, dy = frame.x.abs() - centre[0], frame.y - centre[1]
    turned, sine = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    across, along = dx * turned - dy * sine, dy * turned + dx * sine
    return (across / half[0]) ** 2 + (along / half[1]) ** 2 - 1.0


# Lesions: x, y, largest radius, and the load at which each appears.
_LESIONS = (
    (-16.0, -46.0, 7.0, 0.0),
    (17.0, -45.0, 6.5, 0.05),
    (33.0, 60.0, 7.0, 0.1),
    (-34.0, 58.0, 6.5, 0.15),
    (-24.0, -38.0, 5.0, 0.3),
    (40.0, 34.0, 4.5, 0.35),
    (27.0, -36.0, 4.5, 0.45),
    (-41.0, 30.0, 5.0, 0.5),
    (-20.0, 34.0, 3.5, 0.6),
    (20.0, 36.0, 3.5, 0.7),
)


def _lesions(frame: _Frame, load: Tensor) -> Tensor:
    """Below 0 inside a lesion; areas grow with the load."""
    inside = torch.ones_like(frame.x + load)
    for x, y, radius, appears in _LESIONS:
        grown = radius**2 * ((load - appears) / (1.0 - appears)).clamp(min=0.0)
        wave = 1.0 + 0.25 * torch.sin(0.9 * frame.x + x) * torch.sin(0.8 * frame.y + y)
        away = (frame.x - x) ** 2 + (0.7 * (frame.y - y)) ** 2
        inside = torch.minimum(inside, away * wave - grown)
    return inside
