"""Units of measurement: a small table, with dimensions, for the tolerant rule.

A bare number fits any unit, only two declared units can clash. pint would know a thousand units
more, but its import alone takes longer than checking a model, and this room is imported by every
`causalimg check` and by the editor at each keystroke.
"""

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from causalimg.source.record import record

_TABLE: Mapping[str, tuple[float, str]] = {
    "m": (1.0, "length"),
    "cm": (1e-2, "length"),
    "mm": (1e-3, "length"),
    "um": (1e-6, "length"),
    "nm": (1e-9, "length"),
    "km": (1e3, "length"),
    "s": (1.0, "time"),
    "ms": (1e-3, "time"),
    "us": (1e-6, "time"),
    "ns": (1e-9, "time"),
    "min": (60.0, "time"),
    "h": (3600.0, "time"),
    "hour": (3600.0, "time"),
    "hours": (3600.0, "time"),
    "day": (86400.0, "time"),
    "days": (86400.0, "time"),
    "week": (604800.0, "time"),
    "weeks": (604800.0, "time"),
    "month": (31557600.0 / 12, "time"),
    "months": (31557600.0 / 12, "time"),
    "year": (31557600.0, "time"),
    "years": (31557600.0, "time"),
    "kg": (1.0, "mass"),
    "g": (1e-3, "mass"),
    "mg": (1e-6, "mass"),
    "ug": (1e-9, "mass"),
    "ng": (1e-12, "mass"),
    "pg": (1e-15, "mass"),
    "Sv": (1.0, "equivalent dose"),
    "mSv": (1e-3, "equivalent dose"),
    "uSv": (1e-6, "equivalent dose"),
    "A": (1.0, "current"),
    "mA": (1e-3, "current"),
    "uA": (1e-6, "current"),
    "rad": (1.0, "angle"),
    "deg": (0.017453292519943295, "angle"),
    "degrees": (0.017453292519943295, "angle"),
    "px": (1.0, "pixel"),
    "voxel": (1.0, "pixel"),
    "grey": (1.0, "grey"),
    "HU": (1.0, "attenuation"),
    "beats": (1.0, "event"),
    "mol": (1.0, "amount"),
    "mmol": (1e-3, "amount"),
    "umol": (1e-6, "amount"),
    "nmol": (1e-9, "amount"),
    "pmol": (1e-12, "amount"),
    "IU": (1.0, "activity of a substance"),
    "K": (1.0, "temperature"),
    "mK": (1e-3, "temperature"),
    "Bq": (1.0, "radioactivity"),
    "kBq": (1e3, "radioactivity"),
    "MBq": (1e6, "radioactivity"),
    "GBq": (1e9, "radioactivity"),
    "dB": (1.0, "level"),
}
_ENERGY = (("length", 2), ("mass", 1), ("time", -2))
_POWER = (("length", 2), ("mass", 1), ("time", -3))
_PRESSURE = (("length", -1), ("mass", 1), ("time", -2))
_VOLTAGE = (("current", -1), ("length", 2), ("mass", 1), ("time", -3))
_FIELD = (("current", -1), ("mass", 1), ("time", -2))
#: Energy over mass. What a dose does to tissue, the equivalent dose, is measured apart, in Sv.
_DOSE = (("length", 2), ("time", -2))

_DERIVED: Mapping[str, tuple[float, tuple[tuple[str, int], ...]]] = {
    "Gy": (1.0, _DOSE),
    "cGy": (1e-2, _DOSE),
    "mGy": (1e-3, _DOSE),
    "uGy": (1e-6, _DOSE),
    "V": (1.0, _VOLTAGE),
    "mV": (1e-3, _VOLTAGE),
    "uV": (1e-6, _VOLTAGE),
    "kV": (1e3, _VOLTAGE),
    "MV": (1e6, _VOLTAGE),
    "kVp": (1e3, _VOLTAGE),
    "T": (1.0, _FIELD),
    "mT": (1e-3, _FIELD),
    "uT": (1e-6, _FIELD),
    "Pa": (1.0, _PRESSURE),
    "kPa": (1e3, _PRESSURE),
    "MPa": (1e6, _PRESSURE),
    "mmHg": (133.322, _PRESSURE),
    "cmHg": (1333.22, _PRESSURE),
    "bar": (1e5, _PRESSURE),
    "J": (1.0, _ENERGY),
    "mJ": (1e-3, _ENERGY),
    "uJ": (1e-6, _ENERGY),
    "kJ": (1e3, _ENERGY),
    "MJ": (1e6, _ENERGY),
    "eV": (1.602176634e-19, _ENERGY),
    "keV": (1.602176634e-16, _ENERGY),
    "MeV": (1.602176634e-13, _ENERGY),
    "W": (1.0, _POWER),
    "uW": (1e-6, _POWER),
    "mW": (1e-3, _POWER),
    "kW": (1e3, _POWER),
    "l": (1e-3, (("length", 3),)),
    "ml": (1e-6, (("length", 3),)),
    "ul": (1e-9, (("length", 3),)),
    "Hz": (1.0, (("time", -1),)),
    "kHz": (1e3, (("time", -1),)),
    "MHz": (1e6, (("time", -1),)),
    "GHz": (1e9, (("time", -1),)),
    "bpm": (1 / 60, (("event", 1), ("time", -1))),
    "mAs": (1e-3, (("current", 1), ("time", 1))),
    "As": (1.0, (("current", 1), ("time", 1))),
    "dl": (1e-4, (("length", 3),)),
    "cl": (1e-5, (("length", 3),)),
    "dpt": (1.0, (("length", -1),)),
}
_WORDS: Mapping[tuple[tuple[str, int], ...], str] = {
    (("length", 1),): "a length",
    (("length", 2),): "an area",
    (("length", 3),): "a volume",
    (("time", 1),): "a time",
    (("time", -1),): "a frequency",
    (("mass", 1),): "a mass",
    _DOSE: "a dose",
    (("length", 2), ("time", -3)): "a dose rate",
    (("length", 4), ("time", -2)): "a dose over an area",
    (("current", 1),): "a current",
    _VOLTAGE: "a voltage",
    _FIELD: "a magnetic field",
    (("current", -1), ("length", -1), ("mass", 1), ("time", -2)): "a field gradient",
    (("angle", 1),): "an angle",
    (("pixel", 1),): "a number of pixels",
    (("grey", 1),): "a grey level",
    (("attenuation", 1),): "a CT number",
    _PRESSURE: "a pressure",
    (("equivalent dose", 1),): "an equivalent dose",
    (("amount", 1),): "an amount of substance",
    (("amount", 1), ("length", -3)): "a concentration",
    _ENERGY: "an energy",
    _POWER: "a power",
    (("radioactivity", 1),): "a radioactivity",
    (("temperature", 1),): "a temperature",
    (("level", 1),): "a level in decibels",
    (("length", -1),): "a refractive power",
    (("length", -2), ("mass", 1)): "a mass per area",
    (("length", 1), ("time", -1)): "a speed",
    (("length", 1), ("time", -2)): "an acceleration",
    (("length", -3), ("mass", 1)): "a density",
    (): "a number without unit",
}
_ATOM = re.compile(r"([*/]?)\s*([^\W\d]\w*)(?:\s*\^\s*(-?\d{1,2}))?\s*")


@record(frozen=True, slots=True)
class Measure:
    """A unit understood: its size in base units and the powers of its dimensions.

    Example:
        >>> parse("mGy/s") == parse("Gy") / parse("s") * Measure(1e-3)
        True
    """

    factor: float = 1.0
    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: "Measure") -> "Measure":
        return Measure(_held(self.factor * other.factor), _merge(self.powers, other.powers))

    def __truediv__(self, other: "Measure") -> "Measure":
        return self * other**-1

    def __pow__(self, exponent: int) -> "Measure":
        if exponent == 1:
            return self
        powers = tuple((name, power * exponent) for name, power in self.powers if exponent)
        try:
            return Measure(_held(self.factor**exponent), powers)
        except OverflowError:
            return Measure(_LARGEST, powers)

    def root(self) -> "Measure | None":
        """The unit whose square this is, where there is one."""
        if any(power % 2 for _, power in self.powers):
            return None
        return Measure(math.sqrt(self.factor), tuple((n, p // 2) for n, p in self.powers))

    @property
    def bare(self) -> bool:
        """Whether nothing is measured."""
        return not self.powers

    def like(self, other: "Measure") -> bool:
        """Whether both measure the same kind of thing."""
        return self.powers == other.powers

    def told_in(self, other: "Measure", value: float) -> float:
        """A value of this unit, told in another one; rounding does not show in its digits.

        Example:
            >>> parse("ml").told_in(parse("mm^3"), 100)
            100000.0
        """
        exact = value * self.factor / other.factor
        short = float(f"{exact:.12g}")
        return short if math.isclose(short, exact, rel_tol=1e-15) else exact

    def same(self, other: "Measure") -> bool:
        """Whether both are the same unit."""
        close = abs(self.factor - other.factor) <= 1e-9 * abs(other.factor)
        return close and self.like(other)


#: Beyond these a unit has no sense, and its size would divide by zero.
_SMALLEST, _LARGEST = 1e-300, 1e300


def _held(factor: float) -> float:
    return min(max(factor, _SMALLEST), _LARGEST)


BARE = Measure()


@lru_cache(1024)
def parse(text: str) -> Measure | None:
    """Understand a unit as written, or None where a word of it is unknown.

    Example:
        >>> parse("mm^2").powers, parse("furlong")
        ((('length', 2),), None)
    """
    found, place = Measure(), 0
    while place < len(text):
        atom = _ATOM.match(text, place)
        single = _single(atom.group(2)) if atom else None
        if atom is None or single is None or bool(atom.group(1)) != bool(place):
            return None
        power = int(atom.group(3) or 1)
        found = found * single ** (-power if atom.group(1) == "/" else power)
        place = atom.end()
    return found


def describe(measure: Measure) -> str:
    """What a unit measures, in words: `a length`.

    Example:
        >>> describe(parse("ml"))
        'a volume'
    """
    return _WORDS.get(measure.powers) or "measured in " + " ".join(
        name if power == 1 else f"{name}^{power}" for name, power in measure.powers
    )


def names() -> tuple[str, ...]:
    """All single units, for suggestions and completion."""
    return (*_TABLE, *_DERIVED)


def _single(word: str) -> Measure | None:
    if word in _TABLE:
        factor, base = _TABLE[word]
        return Measure(factor, ((base, 1),))
    if word in _DERIVED:
        return Measure(*_DERIVED[word])
    return None


def _merge(
    left: tuple[tuple[str, int], ...], right: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))
