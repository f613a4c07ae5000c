"""Functions of the imaging library in the text, with what the text tells them of pictures."""

from collections.abc import Iterator

from causalimg.diagnostics import CausalimgInternalError
from causalimg.library import units
from causalimg.library.functions import find
from causalimg.library.std.mri import tesla
from causalimg.library.std.signature import Function, Slot
from causalimg.program.code import Code, Holds, argument, as_number, call, number, tensor
from causalimg.program.exports import alias
from causalimg.semantics.expr import (
    Apply,
    Conditional,
    Expr,
    GridRef,
    Match,
    NoiseRef,
    VariableRef,
    children,
)
from causalimg.semantics.model import Model
from causalimg.semantics.types import Mask, Pixels, Type, values_of


def imaging(function: Function, expr: Apply, given: list[Code], model: Model) -> Code:
    """A call of a library function, under the name of its module, as variables share its words.

    Args:
        function: its record.
        expr: the call in the model.
        given: its arguments as code.
        model: knows the grids and the words of masks.
    """
    home = function.module or "std.pictures"
    module = home.rpartition(".")[2] if home.startswith("std.") else alias(home)
    slots = list(zip(function.slots, expr.arguments, given, strict=True))
    draws = any(slot.kind == "grid" for slot in function.slots)
    shown = [_given(*slot, model, draws=draws) for slot in slots]
    shown += [f"{word}={value}" for word, value in _told(function, expr, model)]
    text = f"{module}.{function.name}({', '.join(shown)})"
    return Code(text, holds=_holds(function), event=_event(function, expr, given, model))


def _given(slot: Slot, expr: Expr, code: Code, model: Model, *, draws: bool) -> str:
    """An argument as the function takes it: words of a field strength become tesla."""
    words = values_of(model.variable(expr.name).type) if isinstance(expr, VariableRef) else ()
    if slot.kind == "field" and code.holds == "index":
        return call("select", code, *(number(tesla(word) or 0.0) for word in words)).text
    if slot.kind in {"mask", "count", "grid"}:
        return code.text
    plain = as_number(code)
    return argument(tensor(plain) if draws and slot.kind == "number" else plain)


def _holds(function: Function) -> Holds:
    return "index" if function.result == "mask" else "number"


def _event(function: Function, expr: Apply, given: list[Code], model: Model) -> int:
    match function.result:
        case "number":
            return 0
        case "same":
            return max((one.event for one in given), default=0)
        case _:
            extent = next(_extents(expr, model), (0, 0))
            return 1 + len(extent)


def _extents(expr: Expr, model: Model) -> Iterator[tuple[int, ...]]:
    """The extents of the grids and pictures inside an expression, from the left."""
    match expr:
        case GridRef(name=name):
            yield model.grid(name).extent
        case VariableRef(name=name) if isinstance(kind := model.variable(name).type, Pixels):
            yield kind.extent
        case NoiseRef(name=name) if isinstance(kind := model.noise(name).type, Pixels):
            yield kind.extent
        case Match(subject=subject):
            yield from _extents(VariableRef(subject), model)
    for child in children(expr):
        yield from _extents(child, model)


# ---- what the emitter tells ------------------------------------------------------------------


def _told(function: Function, expr: Apply, model: Model) -> Iterator[tuple[str, str]]:
    if function.words:
        masks = (
            e for s, e in zip(function.slots, expr.arguments, strict=True) if s.kind == "mask"
        )
        words = labels(next(masks), model)
        if not words:
            raise CausalimgInternalError(f"`{function.name}` met a mask without words")
        yield "tissues", repr(words).replace("'", '"')
    if function.spacing:
        distance = spacing_of(expr, model)
        if distance is not None:
            yield "spacing", argument(number(distance))


def labels(expr: Expr, model: Model) -> tuple[str, ...]:
    """The words of a mask, in the order of their indices; none where it is made of literals."""
    match expr:
        case VariableRef(name=name):
            kind: Type = model.variable(name).type
            return kind.labels if isinstance(kind, Mask) else ()
        case Apply(function=function):
            found = find(function)
            return found.labels if found else ()
        case Conditional(yes=yes, no=no):
            return labels(yes, model) or labels(no, model)
        case Match(results=results):
            return next(filter(None, (labels(one, model) for one in results)), ())
        case _:
            return ()


def spacing_of(expr: Expr, model: Model) -> float | None:
    """The distance of two pixels of the first picture inside an expression.

    Args:
        expr: a resolved expression.
        model: knows the grids.

    Returns:
        In mm where its grid says a length; None where no picture lies on a named grid.
    """
    return next(_spacings(expr, model), None)


def _spacings(expr: Expr, model: Model) -> Iterator[float]:
    for name in _grids(expr, model):
        grid = model.grid(name)
        measure = units.parse(grid.unit) if grid.unit else None
        millimetre = units.parse("mm")
        assert millimetre is not None
        if measure is not None and measure.like(millimetre):
            yield grid.spacing * measure.factor / millimetre.factor


def _grids(expr: Expr, model: Model) -> Iterator[str]:
    match expr:
        case GridRef(name=name):
            yield name
        case VariableRef(name=name) if isinstance(kind := model.variable(name).type, Pixels):
            yield from [kind.grid] if kind.grid else []
        case NoiseRef(name=name) if isinstance(kind := model.noise(name).type, Pixels):
            yield from [kind.grid] if kind.grid else []
    for child in children(expr):
        yield from _grids(child, model)
