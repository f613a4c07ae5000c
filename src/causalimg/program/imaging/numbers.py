"""Numbers of a row among the pixels of its picture."""

import torch
from torch import Tensor


def over_pixels(number: float | Tensor, like: Tensor, dims: int = 3) -> Tensor:
    """A number, or one for each row, so shaped that it meets every pixel of its picture.

    Args:
        number: a Python number or `[...]`.
        like: gives the device, and where it holds floats or complex numbers the precision.
        dims: right dimensions of one picture.

    Returns:
        `[..., 1, 1, 1]`, real.

    Example:
        >>> over_pixels(torch.tensor([1.0, 2.0]), torch.ones(1, 4, 6)).shape
        torch.Size([2, 1, 1, 1])
    """
    value = torch.as_tensor(number, dtype=real_type(like), device=like.device)
    return value.reshape(*value.shape, *[1] * dims)


def real_type(like: Tensor) -> torch.dtype:
    """The type of real numbers of a tensor's precision; that of the process for whole numbers."""
    if like.is_complex():
        return torch.float64 if like.dtype == torch.complex128 else torch.float32
    return like.dtype if like.is_floating_point() else torch.get_default_dtype()


def floating(picture: Tensor) -> Tensor:
    """A picture of truths or whole numbers as floats; others stay."""
    whole = not (picture.is_floating_point() or picture.is_complex())
    return picture.to(torch.get_default_dtype()) if whole else picture
