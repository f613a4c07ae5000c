"""The record of a function: what it takes, what it gives, what is known about its values."""

from dataclasses import dataclass
from typing import Literal

from causalimg.library.interval import EVERYWHERE, Interval

Kind = Literal["any", "number", "image", "grid"]


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument: `any` takes a number or an image; without a default it has to be given."""

    name: str
    kind: Kind
    default: float | None = None
    range: Interval = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the library.

    Args:
        name: as written.
        slots: its arguments in order.
        result: `same` as its arguments (an image where one of them is), `number`, `image` (on
            the grid of its first image), or `grid` (an image on the grid given to it).
        elementwise: whether it works on each number or pixel alone.
        range: where its values lie; None means where its first argument lies.
        domain: where its first argument has to lie.
        inverse: the function that undoes it, where there is one.
        rising: whether it is strictly increasing.
        unit: `bare` takes and gives numbers without unit, `keeps` the unit of its first argument.
        module: None for the core.
        doc: one sentence.
    """

    name: str
    slots: tuple[Slot, ...]
    result: Literal["same", "number", "image", "grid"]
    elementwise: bool = False
    range: Interval | None = None
    domain: Interval = EVERYWHERE
    inverse: str | None = None
    rising: bool = False
    unit: Literal["bare", "keeps", "none"] = "none"
    module: str | None = None
    doc: str = ""

    @property
    def signature(self) -> str:
        """As a person would write it: `scatter(image, fraction)`."""
        slots = (s.name if s.default is None else f"{s.name} = {s.default:g}" for s in self.slots)
        return f"{self.name}({', '.join(slots)})"
