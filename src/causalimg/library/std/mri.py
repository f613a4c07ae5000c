"""std.mri: from tissue to signal, from signal to k-space, and from k-space to a picture."""

import math
import re

from causalimg.library.interval import EVERYWHERE, NOT_NEGATIVE, POSITIVE, UNIT, Interval
from causalimg.library.std.signature import Function, Slot

TISSUES = (
    "background",
    "csf",
    "grey",
    "white",
    "hippocampus",
    "lesion",
    "skull",
    "fat",
    "muscle",
)
"""Labels of a mask whose proton density and relaxation times are known."""

_STRENGTH = re.compile(r"(\d{1,2}(?:\.\d{1,3})?) ?T")
_MODULE = "std.mri"
_KSPACE = Slot("kspace", "complex")
_PICTURE = Slot("x", "complex")
_ACCELERATION = Slot(
    "acceleration", "number", range=Interval(1, math.inf, low_closed=True), unit=""
)


def tesla(word: str) -> float | None:
    """The field strength that the value of a category names, None where it names none.

    Example:
        >>> tesla("1.5T"), tesla("3 T"), tesla("oxford")
        (1.5, 3.0, None)
    """
    found = _STRENGTH.fullmatch(word)
    return (float(found[1]) or None) if found else None


FUNCTIONS = (
    Function(
        "spoiled_gradient_echo",
        (
            Slot("tissue", "mask"),
            Slot("field", "field", range=POSITIVE, unit="T"),
            Slot("echo_time", "number", range=NOT_NEGATIVE, unit="ms"),
            Slot("repetition_time", "number", 250, POSITIVE, "ms"),
            Slot("flip", "number", 70, Interval(0, 180, high_closed=True), "deg"),
        ),
        "image",
        range=UNIT,
        module=_MODULE,
        doc="signal of each tissue in a spoiled gradient echo (FLASH), of fully relaxed water 1",
        knows=TISSUES,
        words=True,
    ),
    Function(
        "coil_maps",
        (
            Slot("coils", "count", range=Interval(1, 128, low_closed=True, high_closed=True)),
            Slot("grid", "grid"),
        ),
        "complex",
        range=EVERYWHERE,
        module=_MODULE,
        doc="what each receive coil of a ring sees of a point; squares of their sizes sum to 1",
        dims=2,
    ),
    Function(
        "fourier",
        (_PICTURE,),
        "complex",
        range=EVERYWHERE,
        module=_MODULE,
        doc="the k-space of a picture, coil by coil, its centre in the middle",
        dims=2,
    ),
    Function(
        "inverse_fourier",
        (_KSPACE,),
        "complex",
        range=EVERYWHERE,
        module=_MODULE,
        doc="the picture of a k-space, coil by coil",
        dims=2,
    ),
    Function(
        "shake",
        (_KSPACE, Slot("motion", "number", range=NOT_NEGATIVE, unit="mm")),
        "complex",
        range=EVERYWHERE,
        module=_MODULE,
        doc="k-space of a head that moved by at most that far between its lines",
        spacing=True,
        dims=2,
    ),
    Function(
        "cartesian",
        (_KSPACE, _ACCELERATION),
        "complex",
        range=EVERYWHERE,
        module=_MODULE,
        doc="k-space with zeros at the lines that an accelerated scan leaves out",
        dims=2,
    ),
    Function(
        "sense",
        (_KSPACE, _ACCELERATION),
        "complex",
        range=EVERYWHERE,
        module=_MODULE,
        doc="the one picture that explains all coils best, seen through `coil_maps`",
        combines=True,
        dims=2,
    ),
    Function(
        "combine",
        (_PICTURE,),
        "image",
        range=NOT_NEGATIVE,
        module=_MODULE,
        doc="root of the sum of squares over coils",
        combines=True,
        dims=2,
    ),
    Function(
        "bias_field",
        (Slot("grid", "grid"), Slot("strength", "number", unit="")),
        "grid",
        range=POSITIVE,
        module=_MODULE,
        doc="a smooth factor around 1: how unevenly a coil lights the picture",
        dims=2,
    ),
)
