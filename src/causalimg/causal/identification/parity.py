"""Models of bits: each is the parity of some bits of its causes, flipped by chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

#: A bit of a variable or of an unseen cause, by its place.
Place = tuple[str, int]
FAIR = 0.5


@dataclass(frozen=True, slots=True)
class Bit:
    """The sum modulo 2 of bits of causes, flipped by chance.

    Args:
        causes: the bits that are summed.
        flip: the chance that the sum is flipped; a half makes a fair coin of it.
    """

    causes: tuple[Place, ...] = ()
    flip: float = FAIR

    def __str__(self) -> str:
        if self.flip == FAIR:
            return "a fair coin"
        if not self.causes:
            return f"1 in {self.flip:.0%}"
        total = " + ".join(bit_name(name, place) for name, place in self.causes)
        return f"{total}, flipped in {self.flip:.0%}" if self.flip else total


@dataclass(frozen=True, slots=True)
class ParityModel:
    """A full model: every unseen cause is fair bits, every variable a number written in bits.

    Args:
        unseen: how many fair bits each unseen cause has.
        bits: of each variable its bits, the lowest first; causes come before effects.

    Example:
        >>> model = ParityModel({}, {"x": (Bit(),), "y": (Bit((("x", 0),), 0.25),)})
        >>> model.table("y")
        {(0,): (0.75, 0.25), (1,): (0.25, 0.75)}
    """

    unseen: Mapping[str, int]
    bits: Mapping[str, tuple[Bit, ...]]

    def size(self, name: str) -> int:
        """How many values a variable or an unseen cause has."""
        count = self.unseen[name] if name in self.unseen else len(self.bits[name])
        return 1 << count

    def causes(self, variable: str) -> tuple[str, ...]:
        """The variables and unseen causes that it reads."""
        read = (name for bit in self.bits[variable] for name, _ in bit.causes)
        return tuple(dict.fromkeys(read))

    def table(self, variable: str) -> dict[tuple[int, ...], tuple[float, ...]]:
        """Its mechanism: the chances of its values at all values of its causes."""
        causes = self.causes(variable)
        return {
            values: self._row(variable, dict(zip(causes, values, strict=True)))
            for values in product(*(range(self.size(name)) for name in causes))
        }

    def _row(self, variable: str, seen: Mapping[str, int]) -> tuple[float, ...]:
        bits = self.bits[variable]
        ones = [_chance_of_one(bit, seen) for bit in bits]
        return tuple(
            prod(one if value >> i & 1 else 1 - one for i, one in enumerate(ones))
            for value in range(1 << len(bits))
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """One for each bit, sums being modulo 2."""
        return tuple(
            f"{bit_name(name, place)} = {bit}"
            for name, bits in self.bits.items()
            for place, bit in enumerate(bits)
        )

    def __str__(self) -> str:
        return "\n".join(self.lines)


def _chance_of_one(bit: Bit, seen: Mapping[str, int]) -> float:
    odd = sum(seen[name] >> place & 1 for name, place in bit.causes) % 2
    return 1 - bit.flip if odd else bit.flip


def bit_name(name: str, place: int) -> str:
    """The lowest bit goes by the name alone."""
    shown = f"({name})" if " " in name else name
    return f"{shown}.{place}" if place else shown
