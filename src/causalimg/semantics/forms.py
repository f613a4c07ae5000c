"""What kind of thing an expression is: a number, a condition, a word, an image, a grid."""

import math
from dataclasses import dataclass
from typing import Literal

from causalimg.library.functions import find
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    Expr,
    GridRef,
    Had,
    Match,
    NoiseRef,
    Number,
    PredictorRef,
    Unary,
    VariableRef,
)
from causalimg.semantics.model import Binary as BinaryType
from causalimg.semantics.model import Category, Image, Ordinal, Type
from causalimg.semantics.scope import Scope

ARITHMETIC = frozenset("+-*/^")
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Form:
    """The kind of an expression; `type` tells which words or which image.

    `truth` is a condition or a binary variable, which is a number as well; `word` is a value of a
    category or an ordinal; `unknown` stands where something else is already wrong.
    """

    kind: Literal["number", "truth", "word", "image", "grid", "unknown"]
    type: Type | None = None


NUMBER, TRUTH, UNKNOWN = Form("number"), Form("truth"), Form("unknown")


def is_poison(expr: Expr) -> bool:
    """Whether something is wrong with an expression that was already said."""
    return isinstance(expr, Number) and math.isnan(expr.value)


def of_type(kind: Type) -> Form:
    """The form of a variable of a type."""
    match kind:
        case BinaryType():
            return Form("truth", kind)
        case Category() | Ordinal():
            return Form("word", kind)
        case Image():
            return Form("image", kind)
        case _:
            return NUMBER


def form_of(expr: Expr, scope: Scope) -> Form:  # noqa: C901, PLR0911  one line per node type
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
            wide = _wider(form_of(left, scope), form_of(right, scope))
            if wide.kind == "image":
                return wide
            return NUMBER if sign in ARITHMETIC else TRUTH
        case Unary():
            return TRUTH
        case Conditional(condition=condition, yes=yes, no=no):
            forms = (form_of(yes, scope), form_of(no, scope))
            test = form_of(condition, scope)
            return test if test.kind == "image" else _joined(forms)
        case Match(results=results):
            return _joined(tuple(form_of(one, scope) for one in results))
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
    forms = [form_of(one, scope) for one in expr.arguments]
    images = [form for form in forms if form.kind == "image"]
    if function is None or function.result == "number":
        return NUMBER
    if function.result == "grid":
        grids = (one.name for one in expr.arguments if isinstance(one, GridRef))
        grid = scope.grids.get(next(grids, ""))
        return Form("image", Image(1, grid.extent, grid.name)) if grid else UNKNOWN
    if function.result == "image":
        return images[0] if images else UNKNOWN
    return images[0] if images else NUMBER


def _number_like(form: Form) -> Form:
    return form if form.kind in {"image", "unknown"} else NUMBER


def _wider(left: Form, right: Form) -> Form:
    images = [form for form in (left, right) if form.kind == "image"]
    return images[0] if images else left


def _joined(forms: tuple[Form, ...]) -> Form:
    for kind in ("image", "word", "number", "truth"):
        for form in forms:
            if form.kind == kind and (kind != "word" or form.type is not None):
                return form
    return forms[0]


def finite_type(expr: Expr, scope: Scope) -> Type | None:
    """The finite type whose values an expression takes, which its other side may name."""
    kind = form_of(expr, scope).type
    return kind if isinstance(kind, BinaryType | Category | Ordinal) else None
