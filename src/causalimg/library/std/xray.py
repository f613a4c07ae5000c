"""std.xray: from what lies in the beam's way to what the detector receives."""

from causalimg.library.interval import NOT_NEGATIVE, POSITIVE, UNIT, Interval
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
        (Slot("image", "image"), Slot("fraction", "number", range=UNIT, unit="")),
        "image",
        range=None,
        unit="keeps",
        module="std.xray",
        doc="the image with a fraction of its photons spread out widely",
    ),
    Function(
        "exposure",
        (
            Slot("image", "image", range=NOT_NEGATIVE),
            Slot("dose", "number", range=NOT_NEGATIVE),
            Slot("speed", "number", 1, POSITIVE),
        ),
        "image",
        range=Interval(0, 1, low_closed=True),
        module="std.xray",
        doc="how far that dose blackens the film behind a transmitted fraction",
    ),
    Function(
        "quantum_noise",
        (
            Slot("image", "image", range=NOT_NEGATIVE),
            Slot("dose", "number", range=POSITIVE),
            Slot("photons", "number", 1000, POSITIVE),
        ),
        "image",
        range=NOT_NEGATIVE,
        module="std.xray",
        doc="standard deviation of a transmitted fraction measured with that many photons a dose",
    ),
    Function(
        "collimate",
        (Slot("image", "image"), Slot("margin", "number", range=NOT_NEGATIVE, unit="mm")),
        "image",
        range=None,
        unit="keeps",
        module="std.xray",
        doc="the image with a margin on all sides closed to the beam",
        spacing=True,
        dims=2,
    ),
)
