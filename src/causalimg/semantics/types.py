"""The types of variables in the checked model: what one value is, and its shape in tensors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Real:
    """A number."""


@dataclass(frozen=True, slots=True)
class Count:
    """0, 1, 2, ..."""


@dataclass(frozen=True, slots=True)
class Binary:
    """0 or 1."""

    values: tuple[str, ...] = ("0", "1")


@dataclass(frozen=True, slots=True)
class Category:
    """One of several words without order; in tensors its index."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordinal:
    """One of several words in order; in tensors its index."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: `[channel, height, width]` (and depth last in 3-D); `grid` where named."""

    channels: int
    extent: tuple[int, ...]
    grid: str | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Channel first, then the extent."""
        return (self.channels, *self.extent)


@dataclass(frozen=True, slots=True)
class Vector:
    """Several numbers of one row, side by side."""

    size: int

    @property
    def shape(self) -> tuple[int, ...]:
        """One dimension."""
        return (self.size,)


@dataclass(frozen=True, slots=True)
class Mask:
    """A label for each pixel; in tensors `[1, height, width]`, the index of the label."""

    labels: tuple[str, ...]
    extent: tuple[int, ...]
    grid: str | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """One channel, then the extent."""
        return (1, *self.extent)


@dataclass(frozen=True, slots=True)
class Kspace:
    """Complex numbers of several coils: `[coil, height, width]`."""

    coils: int
    extent: tuple[int, ...]
    grid: str | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Coil first, then the extent."""
        return (self.coils, *self.extent)


Pixels = Image | Mask | Kspace
"""What lies on a grid."""
Array = Pixels | Vector
"""What is more than one number for a row."""
Type = Real | Count | Binary | Category | Ordinal | Array


def values_of(kind: Type) -> tuple[str, ...]:
    """The words that a finite type can take, `()` for the others."""
    match kind:
        case Binary(values) | Category(values) | Ordinal(values):
            return values
        case _:
            return ()


def words_of_type(kind: Type) -> tuple[str, ...]:
    """The words that may stand beside it: the values of a finite type, the labels of a mask."""
    return kind.labels if isinstance(kind, Mask) else values_of(kind)


def shape_of(kind: Type) -> tuple[int, ...]:
    """The shape of one value, `()` for a single number or word."""
    return kind.shape if isinstance(kind, Array) else ()
