"""Leave one hospital out: how a method does at a site that it did not see."""

from dataclasses import dataclass

import torch
from torch import Tensor

PARTS = 5


@dataclass(frozen=True, slots=True)
class Fold:
    """One site against the others.

    Args:
        name: the site that is left out, or `part 1`.
        train: positions of the rows to learn from.
        test: positions of the rows to score.
    """

    name: str
    train: Tensor
    test: Tensor


def folds(
    sites: Tensor | None, words: tuple[str, ...], patients: Tensor, seed: int
) -> tuple[Fold, ...]:
    """One fold per site that occurs; without sites, or with one, five by patient.

    A person who was seen at the site that is left out is not learned from elsewhere either.

    Args:
        sites: index of each row's site, or None.
        words: names of the sites.
        patients: which rows belong to one person, `[row]`.
        seed: of the split by patient.

    Example:
        >>> [f.name for f in folds(torch.tensor([0, 1, 1]), ("n", "s"), torch.arange(3), 0)]
        ['n', 's']
    """
    if sites is not None and len(sites.unique()) > 1:
        return tuple(_fold(words[int(s)], sites == s, patients) for s in sites.unique())
    _, person = patients.unique(return_inverse=True)
    people = int(person.max()) + 1
    order = torch.randperm(people, generator=torch.Generator().manual_seed(seed))
    part = (order % min(PARTS, people))[person]
    return tuple(_fold(f"part {int(p) + 1}", part == p, patients) for p in part.unique())


def _fold(name: str, out: Tensor, patients: Tensor) -> Fold:
    known = torch.isin(patients, patients[out])
    return Fold(name, (~known).nonzero().squeeze(-1), out.nonzero().squeeze(-1))
