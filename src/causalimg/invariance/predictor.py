"""A trained predictor as a function of rows, for questions and for new pictures."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from causalimg.invariance.network import Network, averaged

CHUNK = 512


@dataclass(frozen=True, slots=True)
class Reader:
    """A network that answers for rows as programs and tables have them.

    Args:
        network: trained, in evaluation mode.
        resolution: pictures are averaged down to it first.
    """

    network: Network
    resolution: int

    def __call__(self, rows: Mapping[str, Tensor]) -> Tensor:
        """What the predictor says.

        Args:
            rows: its inputs `[row, ...]`: pictures `[row, channel, height, width]` in the unit
                and size of the model, numbers `[row]`; more may be there.

        Returns:
            The probability of 1 `[row]` of a binary target, the probabilities `[row, value]` of
            a finite one, or the number `[row]`.
        """
        shape = self.network.shape
        names = [p.name for p in shape.pictures] + [c.name for c in shape.columns]
        count = len(rows[names[0]])
        said = list[Tensor]()
        self.network.eval()
        with torch.no_grad():
            for start in range(0, max(1, count), CHUNK):
                part = {name: rows[name][start : start + CHUNK] for name in names}
                for picture in shape.pictures:
                    seen = part[picture.name].float()
                    part[picture.name] = averaged(seen, self.resolution)
                said.append(self.network.said(self.network(part)))
        return torch.cat(said)
