"""How much a code still tells about the causes, in nats, and the pull that makes it tell less."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from causalimg.program.networks.given import Given, OneHot, Seen


class _Scaled(torch.autograd.Function):
    """The identity, whose gradient goes back with a weight."""

    @staticmethod
    def forward(ctx: Any, value: Tensor, weight: Tensor) -> Tensor:
        ctx.save_for_backward(weight)
        return value.view_as(value)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Any, None]:
        (weight,) = ctx.saved_tensors
        return weight * gradients[0], None


def scaled_gradient(value: Tensor, weight: Tensor) -> Tensor:
    """The value itself, with a gradient of another length or direction.

    Args:
        value: any shape.
        weight: factor of the gradient, of the same shape or one number.

    Returns:
        The value.
    """
    apply: Callable[[Tensor, Tensor], Tensor] = _Scaled.apply
    return apply(value, weight)


class Informant(nn.Module):
    """A small network that guesses the causes from the code, which is taught to be silent.

    A picture network is free to write the causes into the code, and then does not listen to them:
    `do(digit)` draws the old digit again. The evidence lower bound pays at most a few nats for
    that. Here a second network learns to predict the causes from the code, and its gradient
    reaches the encoder reversed and enlarged, so that every nat that it finds costs `weight` nats.

    Args:
        given: the causes.
        latent: width of the code.
        weight: price of a nat that the code tells.
        hidden: width of the layers.

    Source:
        Y. Ganin et al., Domain-Adversarial Training of Neural Networks, JMLR 17 (2016); for
        codes of pictures: G. Lample et al., Fader Networks, NeurIPS 2017.
    """

    def __init__(self, given: Given, latent: int, weight: float, hidden: int = 64) -> None:
        super().__init__()
        self.weight = weight
        # A number is guessed with a mean and a log standard deviation.
        self.widths = [_guessed(e) for e in _encodings(given)]
        self.network = nn.Sequential(
            nn.Linear(latent, hidden),
            nn.SiLU(),
            nn.Linear(hidden, hidden),
            nn.SiLU(),
            nn.Linear(hidden, sum(self.widths)),
        )

    def forward(self, code: Tensor, causes: Mapping[str, Tensor], given: Given) -> Tensor:
        """Surprise of the guess, in nats, with the reversed gradient towards the code.

        Args:
            code: `[row, latent]`.
            causes: each `[row]`, by name.
            given: the encodings of the causes.

        Returns:
            `[row]`; adding it to a loss trains this network and silences the code.
        """
        turned = scaled_gradient(code, torch.tensor(-self.weight))
        guesses = self.network(turned).split(self.widths, -1)
        total = torch.zeros(len(code), dtype=code.dtype)
        read = (name for name in given.names if name in causes)
        for name, encoding, guess in zip(read, _encodings(given), guesses, strict=True):
            total = total + _surprise(guess, causes[name], encoding)
        return total


def _encodings(given: Given) -> list[Any]:
    """Of the causes that are no pictures."""
    return [e for e in given.encodings if not isinstance(e, Seen)]


def _guessed(encoding: Any) -> int:
    """How many numbers a guess has: log odds of words, else means and log deviations."""
    width: int = encoding.width
    return width if isinstance(encoding, OneHot) else 2 * width


def _surprise(guess: Tensor, cause: Tensor, encoding: Any) -> Tensor:
    if isinstance(encoding, OneHot):
        return cross_entropy(guess, cause.long(), reduction="none")
    mean, log_sd = guess.chunk(2, -1)
    log_sd = log_sd.clamp(-4, 4)
    numbers: Tensor = encoding(cause)
    return (((numbers - mean) / log_sd.exp()).square() / 2 + log_sd).sum(-1)
