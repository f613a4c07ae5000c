"""The arguments of library functions: each of the kind, range and words that its record says."""

from collections.abc import Callable, Iterator, Mapping

from causalimg.diagnostics import Diagnostic
from causalimg.library import units
from causalimg.library.functions import find
from causalimg.library.std.mri import tesla
from causalimg.library.std.signature import Function, Slot
from causalimg.semantics.complaints import beside, listed
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import Apply, Expr, GridRef, VariableRef
from causalimg.semantics.forms import SHOWN, Form, form_of
from causalimg.semantics.grids import grids, one_channel
from causalimg.semantics.model import Grid
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Mask, Pixels, Vector, values_of

_NUMBERS = frozenset({"number", "truth"})
_TAKEN: Mapping[str, frozenset[str]] = {
    "any": _NUMBERS | {"image", "vector"},
    "magnitude": _NUMBERS | {"image", "vector", "complex"},
    "several": frozenset({"image", "vector"}),
    "number": _NUMBERS,
    "count": _NUMBERS,
    "field": _NUMBERS | {"word"},
    "complex": frozenset({"complex", "image"}),
}
_WANTED = {
    "any": "a number or an image",
    "magnitude": "a number, an image or complex",
    "several": "an image or a vector",
    "number": "a number",
    "count": "a whole number",
    "field": 'a field strength, a number or a category such as {"1.5T", "3T"}',
    "vector": "a vector",
    "image": "an image",
    "mask": "a mask",
    "complex": "a picture of complex numbers",
    "grid": "a grid",
}


def _takes(slot: Slot, form: Form) -> bool:
    return form.kind in _TAKEN.get(slot.kind, {slot.kind})


def check_arguments(expr: Apply, scope: Scope) -> Iterator[Diagnostic]:
    """E0104, E0201, E0205 and E0208 for one call."""
    function = find(expr.function)
    if function is None:
        return
    for slot, argument in zip(function.slots, expr.arguments, strict=True):
        form = form_of(argument, scope)
        if form.kind == "unknown":
            continue
        if _takes(slot, form):
            yield from _closer(function, slot, argument, form, scope)
            continue
        message = f"`{slot.name}` of `{function.name}` is {_WANTED[slot.kind]}"
        message += f", not {SHOWN[form.kind]}"
        yield Diagnostic("E0201", message, argument.span, helps=_turned(slot, form, argument))
    if function.elementwise or function.name == "dot":
        yield from grids(expr.span, expr.arguments, scope)
    if function.name in _BY_NAME:
        yield from _BY_NAME[function.name](expr, scope)


def _turned(slot: Slot, form: Form, argument: Expr) -> tuple[str, ...]:
    """How an argument becomes what the function takes."""
    taken = _TAKEN.get(slot.kind, frozenset({slot.kind}))
    match form.kind:
        case "mask" if taken & {"image"} and isinstance(form.type, Mask):
            name = argument.name if isinstance(argument, VariableRef) else "..."
            return (f"compare it: `{name} == {(form.type.labels or ('...',))[-1]}`",)
        case "complex" if taken & {"image", "number"}:
            return ("take its size: `abs(...)`",)
        case "image" if slot.kind in _TAKEN and "number" in taken:
            return ("read a number from it: `mean(...)`",)
        case "vector" if "number" in taken:
            return ("read a number from it: `element(..., 1)`",)
        case "number" | "truth" if slot.kind == "vector":
            return ("put numbers side by side: `[a, b]`",)
        case _:
            return ()


def _closer(
    function: Function, slot: Slot, argument: Expr, form: Form, scope: Scope
) -> Iterator[Diagnostic]:
    """What only some arguments have to keep to."""
    match slot.kind:
        case "count":
            yield from _whole(function, slot, argument, scope)
        case "field" if form.kind == "word":
            yield from _strengths(function, slot, argument, form, scope)
        case "mask" if isinstance(form.type, Mask):
            yield from _words(function, argument, form.type, scope)
    if slot.single:
        yield from one_channel(argument, f"`{function.name}` reads one channel", scope)
    dims = len(form.type.extent) if isinstance(form.type, Pixels) else function.dims
    if function.dims is not None and dims != function.dims:
        message = f"`{function.name}` takes pictures of {function.dims} dimensions"
        yield Diagnostic("E0208", message, argument.span, f"{dims} dimensions")


def _whole(function: Function, slot: Slot, argument: Expr, scope: Scope) -> Iterator[Diagnostic]:
    value = evaluate(argument, scope.constants)
    if value is None:
        message = f"`{slot.name}` of `{function.name}` is known when the model is compiled"
        helps = ("write a whole number, or the name of a `param`",)
        yield Diagnostic("E0201", message, argument.span, helps=helps)
    elif not value.is_integer():
        message = f"`{slot.name}` of `{function.name}` is a whole number, not {value:g}"
        yield Diagnostic("E0205", message, argument.span)


def _strengths(
    function: Function, slot: Slot, argument: Expr, form: Form, scope: Scope
) -> Iterator[Diagnostic]:
    words = values_of(form.type) if form.type else ()
    wrong = [word for word in words if tesla(word) is None]
    if wrong or not isinstance(argument, VariableRef):
        message = f"`{slot.name}` of `{function.name}` is a field strength, and "
        message += f"{listed(wrong)} names none" if wrong else "this is no variable"
        others = beside(scope.type_span(getattr(argument, "name", "")), "its values")
        helps = ('write values such as `{"1.5T", "3T"}`, or a number of tesla',)
        yield Diagnostic("E0201", message, argument.span, others=others, helps=helps)


def _words(function: Function, argument: Expr, kind: Mask, scope: Scope) -> Iterator[Diagnostic]:
    if function.words and not kind.labels:
        message = f"`{function.name}` has to know the labels of its mask"
        yield Diagnostic("E0201", message, argument.span, helps=("name a variable",))
    strange = [word for word in kind.labels if function.knows and word not in function.knows]
    if strange:
        message = f"`{function.name}` knows no tissue {listed(strange)}"
        others = beside(scope.type_span(getattr(argument, "name", "")), "the labels")
        helps = (f"it knows {', '.join(function.knows)}",)
        yield Diagnostic("E0104", message, argument.span, others=others, helps=helps)


def _place(expr: Apply, scope: Scope) -> Iterator[Diagnostic]:
    vector = form_of(expr.arguments[0], scope).type
    place = evaluate(expr.arguments[1], scope.constants)
    if isinstance(vector, Vector) and place is not None and place > vector.size:
        message = f"the vector has {vector.size} numbers, and this is the place {place:g}"
        yield Diagnostic("E0205", message, expr.arguments[1].span)


def _middle(expr: Apply, scope: Scope) -> Iterator[Diagnostic]:
    """E0208 where the middle of a picture is no part of it, or has pixels of another size."""
    picture, onto = form_of(expr.arguments[0], scope).type, expr.arguments[1]
    grid = scope.grids.get(onto.name) if isinstance(onto, GridRef) else None
    if grid is None or not isinstance(picture, Pixels):
        return
    here = " x ".join(map(str, picture.extent))
    there = " x ".join(map(str, grid.extent))
    pairs = zip(grid.extent, picture.extent, strict=False)
    if any(wanted > size for wanted, size in pairs):
        message = f"a picture of {here} holds no middle of {there}"
        yield Diagnostic("E0208", message, onto.span, helps=("`resize` draws it larger",))
        return
    own = _distance(scope.grids.get(picture.grid or ""))
    new = _distance(grid)
    if own is not None and new is not None and not own.same(new):
        message = f"`crop` keeps the pixels as they are, and those of `{picture.grid}` and "
        message += f"`{grid.name}` lie apart by another length"
        helps = (
            "give both grids the same distance",
            f"or draw the whole picture anew: `resize(..., {grid.name})`",
        )
        yield Diagnostic("E0208", message, onto.span, helps=helps)


def _distance(grid: Grid | None) -> units.Measure | None:
    """How far the pixels of a grid lie apart, where that is a length."""
    measure = units.parse(grid.unit) if grid is not None and grid.unit else None
    millimetre = units.parse("mm")
    if grid is None or measure is None or millimetre is None or not measure.like(millimetre):
        return None
    return measure * units.Measure(grid.spacing)


_BY_NAME: Mapping[str, Callable[[Apply, Scope], Iterator[Diagnostic]]] = {
    "element": _place,
    "crop": _middle,
}
