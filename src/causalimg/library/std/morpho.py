"""std.morpho: the shape of handwritten strokes, measured and changed."""

from causalimg.library.interval import EVERYWHERE, NOT_NEGATIVE, Interval
from causalimg.library.std.signature import Function, Slot

_IMAGE = Slot("image", "image", single=True)
_MEASURES = (
    ("area", NOT_NEGATIVE, "ink in square pixels"),
    ("length", NOT_NEGATIVE, "length of the strokes in pixels"),
    ("thickness", NOT_NEGATIVE, "mean stroke width in pixels"),
    ("slant", Interval(-1.5708, 1.5708), "angle of the strokes in radians"),
    ("width", NOT_NEGATIVE, "width of the box around the ink in pixels"),
    ("height", NOT_NEGATIVE, "height of the box around the ink in pixels"),
    ("intensity", EVERYWHERE, "median brightness of the ink"),
)

FUNCTIONS = (
    *(
        Function(name, (_IMAGE,), "number", range=reach, module="std.morpho", doc=doc)
        for name, reach, doc in _MEASURES
    ),
    Function(
        "set_thickness",
        (_IMAGE, Slot("thickness", "number", range=NOT_NEGATIVE, unit="px")),
        "image",
        range=NOT_NEGATIVE,
        module="std.morpho",
        doc="the same strokes, thinner or thicker",
    ),
    Function(
        "set_intensity",
        (
            _IMAGE,
            Slot("intensity", "number", range=NOT_NEGATIVE),
            Slot("white", "number", 255.0, NOT_NEGATIVE),
        ),
        "image",
        range=NOT_NEGATIVE,
        module="std.morpho",
        doc="the same image with its ink's median brightness set",
    ),
    Function(
        "set_slant",
        (_IMAGE, Slot("slant", "number", range=Interval(-1.5708, 1.5708), unit="rad")),
        "image",
        range=NOT_NEGATIVE,
        module="std.morpho",
        doc="the same strokes, sheared until they lean as far",
    ),
)
