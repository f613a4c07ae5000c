"""Rows in the order of an epoch, the next ones read while the present ones are used."""

import hashlib
from collections import deque
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from torch import Tensor

from causalimg.fitting.bind import Bound
from causalimg.fitting.images import Index

AHEAD = 2


def derived_seed(*parts: int | str) -> int:
    """A seed for each place in a fit, independent of the others.

    Example:
        >>> derived_seed(0, "order", 3) == derived_seed(0, "order", 3)
        True
    """
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "little")


def order(rows: int, size: int, seed: int, passes: int = 1) -> list[Index]:
    """Positions of the rows of each step: every row once per pass, in an order of that seed.

    Args:
        rows: how many there are.
        size: of a step; the last one of a pass may be smaller.
        seed: of the order.
        passes: over the rows.
    """
    random = np.random.default_rng(seed)
    found: list[Index] = []
    for _ in range(passes):
        shuffled = random.permutation(rows)
        found.extend(shuffled[at : at + size] for at in range(0, rows, size))
    return found


def batches(
    bound: Bound, steps: list[Index], wanted: Collection[str]
) -> Iterator[tuple[dict[str, Tensor], Index]]:
    """The values of the rows of each step, and their positions.

    Where pictures are read, a thread reads ahead by two steps.

    Args:
        bound: the rows.
        steps: positions, step by step.
        wanted: the variables to read.
    """
    if not any(name in wanted for name in bound.images):
        for index in steps:
            yield bound.batch(index, wanted), index
        return
    waiting: deque[tuple[Future[dict[str, Tensor]], Index]] = deque()
    with ThreadPoolExecutor(max_workers=1) as reader:
        for index in steps:
            waiting.append((reader.submit(bound.batch, index, wanted), index))
            if len(waiting) > AHEAD:
                future, at = waiting.popleft()
                yield future.result(), at
        while waiting:
            future, at = waiting.popleft()
            yield future.result(), at
