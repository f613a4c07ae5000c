"""The functions that an expression may call, one record each, their modules included."""

from collections.abc import Mapping
from typing import Literal

from causalimg.library.interval import EVERYWHERE, NOT_NEGATIVE, POSITIVE, UNIT, Interval
from causalimg.library.std import morpho, mri, phantom, pictures, xray
from causalimg.library.std.signature import Function, Kind, Slot

_ANY = Slot("x", "any")


def _elementwise(
    name: str,
    reach: Interval,
    *,
    inverse: str | None = None,
    domain: Interval = EVERYWHERE,
    unit: Literal["bare", "keeps", "none"] = "bare",
    rising: bool = False,
    takes: Kind = "any",
    doc: str,
) -> Function:
    return Function(
        name,
        (Slot("x", takes),),
        "same",
        elementwise=True,
        range=reach,
        domain=domain,
        inverse=inverse,
        unit=unit,
        rising=rising,
        doc=doc,
    )


def _summary(name: str, doc: str) -> Function:
    return Function(name, (Slot("x", "several"),), "number", unit="keeps", doc=doc, range=None)


CORE = (
    _elementwise("exp", POSITIVE, inverse="log", rising=True, doc="e to that power"),
    _elementwise(
        "log", EVERYWHERE, inverse="exp", domain=POSITIVE, rising=True, doc="natural logarithm"
    ),
    _elementwise(
        "sqrt",
        NOT_NEGATIVE,
        inverse="square",
        domain=NOT_NEGATIVE,
        rising=True,
        unit="none",
        doc="square root",
    ),
    _elementwise(
        "sigmoid",
        Interval(0, 1),
        inverse="logit",
        rising=True,
        doc="1 / (1 + exp(-x)): from the line into (0, 1)",
    ),
    _elementwise(
        "logit",
        EVERYWHERE,
        inverse="sigmoid",
        domain=UNIT,
        rising=True,
        doc="log(x / (1 - x)): from (0, 1) to the line",
    ),
    _elementwise(
        "softplus",
        POSITIVE,
        inverse="softplus_inverse",
        rising=True,
        doc="log(1 + exp(x)): from the line to positive numbers",
    ),
    _elementwise(
        "tanh",
        Interval(-1, 1),
        inverse="atanh",
        rising=True,
        doc="hyperbolic tangent: from the line into (-1, 1)",
    ),
    _elementwise(
        "abs",
        NOT_NEGATIVE,
        unit="keeps",
        takes="magnitude",
        doc="distance from 0; of a complex pixel, its size",
    ),
    Function(
        "clip",
        (_ANY, Slot("low", "number"), Slot("high", "number")),
        "same",
        elementwise=True,
        unit="keeps",
        doc="x, cut off below low and above high",
    ),
    Function(
        "min",
        (_ANY, Slot("y", "any")),
        "same",
        elementwise=True,
        unit="keeps",
        doc="the smaller of two",
    ),
    Function(
        "max",
        (_ANY, Slot("y", "any")),
        "same",
        elementwise=True,
        unit="keeps",
        doc="the larger of two",
    ),
    _summary("mean", "mean of all pixels, or of all numbers of a vector"),
    _summary("median", "median of all pixels, or of all numbers of a vector"),
    _summary("sum", "sum of all pixels, or of all numbers of a vector"),
    Function(
        "element",
        (Slot("x", "vector"), Slot("place", "count", range=Interval(1, 65536, low_closed=True))),
        "number",
        unit="keeps",
        doc="one number of a vector; the first has place 1",
    ),
    Function(
        "dot",
        (Slot("x", "vector"), Slot("y", "vector")),
        "number",
        range=EVERYWHERE,
        doc="sum of the products, number by number",
    ),
)

MODULES: Mapping[str, tuple[Function, ...]] = {
    "std.phantom": (*phantom.FUNCTIONS, *phantom.MASKS),
    "std.xray": xray.FUNCTIONS,
    "std.mri": mri.FUNCTIONS,
    "std.morpho": morpho.FUNCTIONS,
}
"""What `from MODULE import ...` finds."""

BUILT_IN: Mapping[str, Function] = {f.name: f for f in (*CORE, *pictures.FUNCTIONS)}
"""Functions that need no import, by name."""

PICTURES = frozenset(f.name for f in pictures.FUNCTIONS)
"""Functions of the core that stand beside the imaging modules in a program."""

_EVERY = {f.key: f for f in (*BUILT_IN.values(), *(f for m in MODULES.values() for f in m))}


def add(function: Function) -> None:
    """Add a function of another package; see `causalimg.library.extension.register`."""
    _EVERY[function.key] = function


def find(key: str) -> Function | None:
    """The record of a function that an `Apply` names, imported or built in.

    Example:
        >>> find("std.phantom.thorax").module
        'std.phantom'
    """
    return _EVERY.get(key)
