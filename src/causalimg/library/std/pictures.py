"""Functions of the core that read or reshape any picture; they need no import."""

from causalimg.library.interval import NOT_NEGATIVE
from causalimg.library.std.signature import Function, Slot

_IMAGE = Slot("image", "image")
_PART = Slot("image", "image", single=True)

FUNCTIONS = (
    Function(
        "area",
        (_PART,),
        "number",
        range=NOT_NEGATIVE,
        doc="sum of all pixels, each as large as the grid says: `area(tissue == csf)`, in mm^2 "
        "whatever unit of length the grid has",
        spacing=True,
        dims=2,
    ),
    Function(
        "volume",
        (_PART,),
        "number",
        range=NOT_NEGATIVE,
        doc="sum of all voxels, each as large as the grid says, in mm^3 "
        "whatever unit of length the grid has",
        spacing=True,
        dims=3,
    ),
    Function(
        "resize",
        (_IMAGE, Slot("grid", "grid")),
        "grid",
        unit="keeps",
        doc="the whole picture, drawn on another grid",
        dims=2,
    ),
    Function(
        "crop",
        (_IMAGE, Slot("grid", "grid")),
        "grid",
        unit="keeps",
        doc="the middle of the picture, as large as the grid",
        dims=2,
    ),
    Function(
        "blur",
        (_IMAGE, Slot("width", "number", range=NOT_NEGATIVE, unit="mm")),
        "image",
        unit="keeps",
        doc="the picture out of focus; width is the standard deviation of a point",
        spacing=True,
        dims=2,
    ),
)
