"""The record of a function: what it takes, what it gives, what is known about its values."""

from dataclasses import dataclass
from typing import Literal

from causalimg.library.interval import EVERYWHERE, Interval

Kind = Literal[
    "any",
    "magnitude",
    "several",
    "number",
    "count",
    "field",
    "vector",
    "image",
    "mask",
    "complex",
    "grid",
]
Result = Literal["same", "number", "image", "grid", "mask", "complex"]


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument; without a default it has to be given.

    Args:
        name: as written.
        kind: what it takes. `any`: a number, an image or a vector; `magnitude`: those and complex
            pictures; `several`: an image or a vector; `number`; `count`: a whole number known
            when the model is compiled, such as a `param`; `field`: a field strength in tesla, a
            number or a category whose words name one (see `causalimg.library.std.mri.tesla`);
            `vector`; `image`; `mask`; `complex`: coils of complex pixels, or an image as one coil
            without imaginary part; `grid`.
        default: what it is where it is left out.
        range: where its value has to lie.
        unit: the unit in which the function reads it; `""` where it is a ratio or a share and has
            none, None where any will do.
        single: whether it takes a picture of one channel only.
    """

    name: str
    kind: Kind
    default: float | None = None
    range: Interval = EVERYWHERE
    unit: str | None = None
    single: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the library.

    Args:
        name: as written.
        slots: its arguments in order.
        result: `same` as its arguments (an image where one of them is), `number`, `image` (on
            the grid of its first picture), `grid` (an image on the grid given to it, with the
            channels of its image if it has one), `mask` (of the words `labels`, on the grid given
            to it) or `complex` (the coils and the grid of its first complex argument, else of its
            `count` and `grid` arguments).
        elementwise: whether it works on each number or pixel alone.
        range: where its values lie; None means where its first argument lies.
        domain: where its first argument has to lie.
        inverse: the function that undoes it, where there is one.
        rising: whether it is strictly increasing.
        unit: `bare` takes and gives numbers without unit, `keeps` the unit of its first argument.
        module: None for the core.
        doc: one sentence.
        labels: the words of the mask that it draws, in the order of their indices.
        knows: the words that its mask may have; empty where it takes any.
        words: whether it is told the words of its mask, as the keyword `tissues`.
        spacing: whether it is told the distance of two pixels of its picture (of its first, or of
            the grid given to it) in mm, as the keyword `spacing`; without it, a pixel measures 1.
        combines: whether the coils of its complex argument become one.
        dims: how many spatial dimensions its pictures have to have; None where any will do.
    """

    name: str
    slots: tuple[Slot, ...]
    result: Result
    elementwise: bool = False
    range: Interval | None = None
    domain: Interval = EVERYWHERE
    inverse: str | None = None
    rising: bool = False
    unit: Literal["bare", "keeps", "none"] = "none"
    module: str | None = None
    doc: str = ""
    labels: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    words: bool = False
    spacing: bool = False
    combines: bool = False
    dims: int | None = None

    @property
    def key(self) -> str:
        """Its name among all functions: `std.xray.scatter`; those of the core need no module."""
        return f"{self.module}.{self.name}" if self.module else self.name

    @property
    def signature(self) -> str:
        """As a person would write it: `scatter(image, fraction)`."""
        slots = (s.name if s.default is None else f"{s.name} = {s.default:g}" for s in self.slots)
        return f"{self.name}({', '.join(slots)})"
