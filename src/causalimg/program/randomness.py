"""The one door to randomness: a block whose draws follow from a seed and disturb nobody else's."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from the seed inside the block; the global generators continue afterwards as before.

    Args:
        seed: any integer; the same one gives the same draws on the same device and version.

    Yields:
        Nothing.

    Example:
        >>> with seeded(1):
        ...     a = torch.rand(2)
        >>> with seeded(1):
        ...     b = torch.rand(2)
        >>> bool((a == b).all())
        True
    """
    if torch.cuda.is_available():
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            yield
        return
    # Where there is no device, torch.manual_seed would note every call for one, with its stack.
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield
