"""std.xray: from what lies in the beam's way to what the detector receives."""

from causalimg.library.interval import NOT_NEGATIVE, UNIT, Interval
from causalimg.library.std.signature import Function, Slot

FUNCTIONS = (
    Function(
        "beer_lambert",
        (Slot("density", "image"),),
        "image",
        elementwise=True,
        range=Interval(0, 1, high_closed=True),
        domain=NOT_NEGATIVE,
        module="std.xray",
        doc="the fraction of the beam that passes an optical depth",
    ),
    Function(
        "scatter",
        (Slot("image", "image"), Slot("fraction", "number", range=UNIT)),
        "image",
        range=None,
        unit="keeps",
        module="std.xray",
        doc="the image with a fraction of its photons spread out widely",
    ),
)
