"""std.phantom: a drawn chest with known truth."""

from causalimg.library.interval import NOT_NEGATIVE, POSITIVE, UNIT
from causalimg.library.std.signature import Function, Slot

_PLACE = (Slot("grid", "grid"), Slot("girth", "number", range=POSITIVE))

FUNCTIONS = (
    Function(
        "thorax",
        _PLACE,
        "grid",
        range=NOT_NEGATIVE,
        module="std.phantom",
        doc="optical depth of a healthy chest of that girth, seen from the front",
    ),
    Function(
        "opacity",
        _PLACE,
        "grid",
        range=UNIT,
        module="std.phantom",
        doc="additional optical depth of pneumonia at its full extent",
    ),
)
