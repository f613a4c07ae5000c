"""What is asked of several worlds at once: variables as they had been, and events of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PRIME = "\N{PRIME}"


@dataclass(frozen=True, slots=True)
class Potential:
    """A variable in the world where others are set, `y had x = 1, m = (m had x = 0)`.

    Args:
        variable: whose value it is.
        do: what is set there, each to a value or to what it had been in one more world. A value
            is a literal, `0`, or, for any value, the name of its variable, with primes for others.

    Example:
        >>> print(Potential("y", (("x", "1"), ("m", Potential("m", (("x", "0"),))))))
        y had x = 1, m = (m had x = 0)
    """

    variable: str
    do: tuple[tuple[str, "str | Potential"], ...] = ()

    def __str__(self) -> str:
        acts = (_setting(name, value) for name, value in self.do)
        return f"{self.variable} had {', '.join(acts)}" if self.do else self.variable


def _setting(name: str, value: "str | Potential") -> str:
    if isinstance(value, Potential):
        return f"{name} = ({value})" if value.do else f"{name} = {value}"
    return value if is_name(name, value) else f"{name} = {value}"


def is_name(variable: str, value: str) -> bool:
    """Whether a value is any value of its variable, `x` or `x` with primes, and no literal."""
    return value.rstrip(PRIME) == variable


@dataclass(frozen=True, slots=True)
class Fact:
    """A potential variable has a value, `(y had x = 0) == 1`."""

    potential: Potential
    value: str

    def __str__(self) -> str:
        what = self.potential
        if is_name(what.variable, self.value):
            acts = str(what).removeprefix(what.variable)
            return f"{self.value}{acts}"
        return f"({what}) == {self.value}" if what.do else f"{what} == {self.value}"


@dataclass(frozen=True, slots=True)
class Event:
    """All of some facts, among rows with others.

    Two literals of a variable are different values. A name is any value, and what is inferred
    holds for all; only where two names must be one value, or that of a literal, are they.

    Example:
        >>> seen = (fact("x", "1"), fact("y", "1"))
        >>> print(Event((fact("y", "0", x="0"),), seen))
        P((y had x = 0) == 0 | x == 1, y == 1)
    """

    facts: tuple[Fact, ...]
    given: tuple[Fact, ...] = ()

    @property
    def variables(self) -> frozenset[str]:
        """All variables that it speaks of."""
        return frozenset(n for one in (*self.facts, *self.given) for n in named(one.potential))

    def __str__(self) -> str:
        left, right = (", ".join(map(str, part)) for part in (self.facts, self.given))
        return f"P({left} | {right})" if right else f"P({left})"


def named(potential: Potential) -> tuple[str, ...]:
    """The variables that a potential one speaks of."""
    found = [potential.variable]
    for name, value in potential.do:
        found += [name, *(named(value) if isinstance(value, Potential) else ())]
    return tuple(dict.fromkeys(found))


def potential(variable: str, do: Mapping[str, str | Potential] | None = None) -> Potential:
    """A variable under some settings; one that is not set to a constant is a `Potential`."""
    return Potential(variable, tuple((do or {}).items()))


def fact(variable: str, value: str = "", **do: str | Potential) -> Fact:
    """A fact in a word; without a value it is that the variable has any one value.

    Example:
        >>> print(fact("y", x="x"))
        y had x
    """
    return Fact(potential(variable, do), value or variable)


def any_values(potentials: Iterable[Potential]) -> tuple[Fact, ...]:
    """That each of some potential variables has some value, each its own.

    Example:
        >>> print(*any_values([Potential("y", (("x", "1"),)), Potential("y")]), sep="; ")
        y had x = 1; y′
    """
    seen: dict[str, int] = {}
    facts = []
    for one in dict.fromkeys(potentials):
        primes = seen.setdefault(one.variable, 0)
        seen[one.variable] += 1
        facts.append(Fact(one, one.variable + PRIME * primes))
    return tuple(facts)
