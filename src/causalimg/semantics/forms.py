"""What kind of thing an expression is: a number, a condition, a word, an image, a mask, a grid."""

import math
from typing import Literal

from causalimg.library.functions import find
from causalimg.library.std.signature import Function
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    Expr,
    GridRef,
    Had,
    Listed,
    Match,
    NoiseRef,
    Number,
    PredictorRef,
    Unary,
    VariableRef,
)
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Binary as BinaryType
from causalimg.semantics.types import (
    Category,
    Image,
    Kspace,
    Mask,
    Ordinal,
    Pixels,
    Type,
    Vector,
    words_of_type,
)
from causalimg.source.record import record

ARITHMETIC = frozenset("+-*/^")
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


Kind = Literal[
    "number", "truth", "word", "vector", "matrix", "image", "mask", "complex", "grid", "unknown"
]
SPREAD = ("complex", "image", "mask", "vector")
"""Forms of many numbers for a row; where two meet, the result is the first one of them."""

SHOWN = {
    "number": "a number",
    "truth": "a condition",
    "word": "a value of a category",
    "image": "an image",
    "mask": "a mask",
    "vector": "a vector",
    "matrix": "a list of vectors",
    "complex": "a picture of complex numbers",
    "grid": "a grid",
    "unknown": "unknown",
}
"""Forms in words."""


@record(frozen=True, slots=True)
class Form:
    """The kind of an expression; `type` tells which words or which image.

    `truth` is a condition or a binary variable, which is a number as well; `word` is a value of a
    category or an ordinal; `complex` are coils of complex pixels; `unknown` stands where something
    else is already wrong. A mask whose words are literals has no labels yet. A `matrix` is what a
    covariance is, and nothing else.
    """

    kind: Kind
    type: Type | None = None


NUMBER, TRUTH, UNKNOWN = Form("number"), Form("truth"), Form("unknown")


def is_poison(expr: Expr) -> bool:
    """Whether something is wrong with an expression that was already said."""
    return isinstance(expr, Number) and math.isnan(expr.value)


def of_type(kind: Type) -> Form:  # noqa: PLR0911  one line per type
    """The form of a variable of a type."""
    match kind:
        case BinaryType():
            return Form("truth", kind)
        case Category() | Ordinal():
            return Form("word", kind)
        case Image():
            return Form("image", kind)
        case Mask():
            return Form("mask", kind)
        case Kspace():
            return Form("complex", kind)
        case Vector():
            return Form("vector", kind)
        case _:
            return NUMBER


def form_of(expr: Expr, scope: Scope) -> Form:  # noqa: C901, PLR0911, PLR0912  a line per node
    """The form of a resolved expression."""
    match expr:
        case Number():
            return UNKNOWN if is_poison(expr) else NUMBER
        case VariableRef() | NoiseRef() | PredictorRef() | GridRef():
            return _named(expr, scope)
        case CategoryValue():
            return Form("word")
        case Apply():
            return _applied(expr, scope)
        case Unary(sign="-", operand=operand):
            return _number_like(form_of(operand, scope))
        case Binary(sign=sign, left=left, right=right):
            first, second = form_of(left, scope), form_of(right, scope)
            if first is NUMBER and second is NUMBER:
                return NUMBER if sign in ARITHMETIC else TRUTH
            if UNKNOWN in (first, second) and sign in COMPARISONS:
                return UNKNOWN
            wide = _wider((first, second))
            if wide.kind == "complex" and sign in COMPARISONS:
                return UNKNOWN  # said where the comparison is looked at
            if wide.kind in SPREAD:
                return _painted(wide)
            return NUMBER if sign in ARITHMETIC else TRUTH
        case Listed(items=items):
            nested = any(isinstance(one, Listed) for one in items)
            return Form("matrix") if nested else Form("vector", Vector(len(items)))
        case Unary():
            inner = form_of(expr.operand, scope)
            return inner if inner.kind in SPREAD else TRUTH
        case Conditional(condition=condition, yes=yes, no=no):
            forms = (form_of(yes, scope), form_of(no, scope))
            return _chosen(form_of(condition, scope), _joined(forms))
        case Match(subject=subject, results=results):
            made = _joined(tuple(form_of(one, scope) for one in results))
            return _chosen(_named(VariableRef(subject), scope), made)
        case Had(value=value):
            return form_of(value, scope)
        case _:
            return NUMBER


def _named(expr: VariableRef | NoiseRef | PredictorRef | GridRef, scope: Scope) -> Form:
    if expr.name in scope.clouded:
        return UNKNOWN
    match expr:
        case VariableRef(name=name):
            return of_type(scope.variables[name].type)
        case NoiseRef(name=name):
            return of_type(scope.noises[name])
        case PredictorRef(name=name):
            return of_type(scope.predictors[name])
        case GridRef():
            return Form("grid")


def _applied(expr: Apply, scope: Scope) -> Form:
    function = find(expr.function)
    forms = tuple(form_of(one, scope) for one in expr.arguments)
    if function is None:
        return NUMBER
    match function.result:
        case "number":
            return NUMBER
        case "same":
            wide = _wider(forms)
            size = function.slots[0].kind == "magnitude"
            return (_size_of if size else _painted)(wide) if wide.kind in SPREAD else NUMBER
        case result:
            lies_on = _extent(expr, forms, scope)
            return _drawn(function, result, forms, lies_on, scope, expr) if lies_on else UNKNOWN


def _size_of(form: Form) -> Form:
    """The magnitude of complex pixels is an image with a channel for each coil."""
    kind = form.type
    if isinstance(kind, Kspace):
        return Form("image", Image(kind.coils, kind.extent, kind.grid))
    return _painted(form)


def _extent(
    expr: Apply, forms: tuple[Form, ...], scope: Scope
) -> tuple[tuple[int, ...], str | None] | None:
    """Where the result of a function lies: on the grid given to it, else on its first picture."""
    for argument in expr.arguments:
        grid = scope.grids.get(argument.name) if isinstance(argument, GridRef) else None
        if grid is not None:
            return grid.extent, grid.name
    pictures = [form.type for form in forms if isinstance(form.type, Pixels)]
    return (pictures[0].extent, pictures[0].grid) if pictures else None


def _drawn(
    function: Function,
    result: str,
    forms: tuple[Form, ...],
    lies_on: tuple[tuple[int, ...], str | None],
    scope: Scope,
    expr: Apply,
) -> Form:
    if result == "mask":
        return Form("mask", Mask(function.labels, *lies_on))
    if result == "complex":
        slots = zip(expr.arguments, function.slots, strict=True)
        counts = [
            int(evaluate(one, scope.constants) or 1) for one, s in slots if s.kind == "count"
        ]
        held = [form.type.coils for form in forms if isinstance(form.type, Kspace)]
        coils = 1 if function.combines else next(iter((*held, *counts)), 1)
        return Form("complex", Kspace(coils, *lies_on))
    channels = [form.type.channels for form in forms if isinstance(form.type, Image)]
    layers = 1 if function.combines else next(iter(channels), 1)
    return Form("image", Image(layers, *lies_on))


def _number_like(form: Form) -> Form:
    return _painted(form) if form.kind in {*SPREAD, "unknown"} else NUMBER


def _wider(forms: tuple[Form, ...]) -> Form:
    spread = [form for kind in SPREAD for form in forms if form.kind == kind]
    return _layered(spread[0], forms) if spread else (forms[0] if forms else NUMBER)


def _layered(form: Form, forms: tuple[Form, ...]) -> Form:
    """The form with as many channels, or coils, as the one that has the most."""
    layers = max((one.type.shape[0] for one in forms if isinstance(one.type, Pixels)), default=1)
    match form.type:
        case Image(extent=extent, grid=grid):
            return Form(form.kind, Image(layers, extent, grid))
        case Kspace(extent=extent, grid=grid):
            return Form(form.kind, Kspace(layers, extent, grid))
        case _:
            return form


def _painted(form: Form) -> Form:
    """A mask that was compared with a word, or calculated with, is an image of numbers."""
    kind = form.type
    return Form("image", Image(1, kind.extent, kind.grid)) if isinstance(kind, Mask) else form


def _chosen(by: Form, result: Form) -> Form:
    """What comes of choosing between results, for each pixel where a picture chooses."""
    if by.kind not in SPREAD:
        return result
    if _apart(by.type, result.type):
        return UNKNOWN  # said where the choice is looked at
    if result.kind == "word" and isinstance(by.type, Image | Mask):
        return Form("mask", Mask((), by.type.extent, by.type.grid))
    return _layered(result, (result, by)) if result.kind in SPREAD else _painted(by)


def _apart(left: Type | None, right: Type | None) -> bool:
    """Whether two pictures lie on different grids."""
    if not (isinstance(left, Pixels) and isinstance(right, Pixels)):
        return False
    named = None not in (left.grid, right.grid) and left.grid != right.grid
    return named or left.extent != right.extent


def _joined(forms: tuple[Form, ...]) -> Form:
    for kind in (*SPREAD, "word", "number", "truth"):
        for form in forms:
            if form.kind == kind and (kind != "word" or form.type is not None):
                return _layered(form, forms)
    return forms[0]


def finite_type(expr: Expr, scope: Scope) -> Type | None:
    """The finite type whose values an expression takes, which its other side may name."""
    form = form_of(expr, scope)
    return form.type if form.type is not None and words_of_type(form.type) else None
