"""std.phantom: a drawn chest and a drawn brain with known truth."""

from causalimg.library.interval import EVERYWHERE, NOT_NEGATIVE, POSITIVE, UNIT, Interval
from causalimg.library.std.signature import Function, Slot

BRAIN = ("background", "csf", "grey", "white", "hippocampus")
HEAD = (*BRAIN, "lesion", "skull", "fat")
"""Labels of the drawn masks, in the order of their indices; the scalp is fat."""

_PLACE = (Slot("grid", "grid"), Slot("girth", "number", range=POSITIVE, unit=""))
_ANATOMY = (
    Slot("grid", "grid"),
    Slot("size", "number", range=POSITIVE, unit=""),
    Slot("atrophy", "number", range=UNIT, unit=""),
    Slot("hippocampus", "number", 1, POSITIVE, ""),
    Slot("turn", "number", 0, Interval(-180, 180), "deg"),
)

FUNCTIONS = (
    Function(
        "thorax",
        _PLACE,
        "grid",
        range=NOT_NEGATIVE,
        module="std.phantom",
        doc="optical depth of a healthy chest, seen from the front; an average girth is 1",
    ),
    Function(
        "opacity",
        _PLACE,
        "grid",
        range=UNIT,
        module="std.phantom",
        doc="additional optical depth of pneumonia at its full extent, in a chest of that girth",
    ),
)

MASKS = (
    Function(
        "brain",
        _ANATOMY,
        "mask",
        range=EVERYWHERE,
        module="std.phantom",
        doc="tissues of an axial slice of a brain, on average of size 1; ventricles and sulci "
        "widen with atrophy, from 0 to 1",
        labels=BRAIN,
        spacing=True,
        dims=2,
    ),
    Function(
        "head",
        (*_ANATOMY, Slot("lesions", "number", 0, UNIT, "")),
        "mask",
        range=EVERYWHERE,
        module="std.phantom",
        doc="the same slice with skull, scalp and, at `lesions` > 0, lesions of the white matter",
        labels=HEAD,
        spacing=True,
        dims=2,
    ),
)
