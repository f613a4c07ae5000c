"""Deterministic sites that may be intervened on and never conditioned on."""

from typing import Any

import pyro
from pyro.poutine.do_messenger import DoMessenger
from pyro.poutine.messenger import Messenger
from pyro.poutine.runtime import _PYRO_STACK
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.maps import Law


def fixed(name: str, value: Tensor, event: int = 0) -> Tensor:
    """A site whose value follows from its causes and noise.

    Pyro (and ChiRho) take evidence about such a site at its word: the value is replaced, its
    noise stays what it was, and the answer is silently wrong. So evidence about it is refused
    here. Interventions (`pyro.do`, ChiRho's `do`) act as on any other site.

    Args:
        name: the variable.
        value: what its mechanism says.
        event: right dimensions of one row: 3 for a picture.

    Returns:
        The value, or what an intervention put in its place.

    Raises:
        CausalimgError: W0506 under a handler that conditions the site.
    """
    if _conditioned(name):
        raise CausalimgError([_refusal(name)])
    site: Tensor = pyro.deterministic(name, value, event_dim=event)
    return site


def drawn(name: str, law: Law) -> tuple[Tensor, Tensor]:
    """A site of a joint draw, and what it was before an intervention set it.

    Args:
        name: the variable.
        law: its law given the causes and the variables drawn before it.

    Returns:
        The value that children see, and the natural value that the rest of the joint sees.

    Raises:
        CausalimgError: E0501 under ChiRho's `do` on the site, which hides the natural value;
            the noise form has it.
    """
    if any(name in (getattr(handler, "actions", None) or ()) for handler in _PYRO_STACK):
        message = f"`{name}` is drawn jointly: intervene on it in the noise form"
        raise CausalimgError([Diagnostic("E0501", message)])
    with _Natural(name) as natural:
        value = pyro.sample(name, law)
    return value, value if natural.value is None else natural.value


class _Natural(Messenger):  # type: ignore[misc]  # Pyro is untyped
    """Sees the site as it was drawn or conditioned, which `pyro.do` splits from what it sets."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.value: Tensor | None = None

    def _pyro_post_sample(self, msg: dict[str, Any]) -> None:
        if msg["name"] == self.name:
            self.value = msg["value"]


def _conditioned(name: str) -> bool:
    """Whether a handler around this site holds evidence about it (Pyro's and ChiRho's alike)."""
    holders = (h for h in _PYRO_STACK if not isinstance(h, DoMessenger))
    return any(name in (getattr(h, "data", None) or ()) for h in holders)


def _refusal(name: str) -> Diagnostic:
    message = f"`{name}` cannot be conditioned on: here it follows from its causes and noise"
    helps = (
        "condition in the density form, where every variable with a density is a site",
        "or turn a complete row into noise with `abduct` and condition on the noise",
    )
    return Diagnostic("W0506", message, helps=helps)
