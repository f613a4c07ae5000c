"""Numbers, conditions, words, images and grids each stand where they can: E0201 and E0208."""

from collections.abc import Iterator, Mapping

from causalimg.diagnostics import Diagnostic, Fix, Label
from causalimg.semantics.arguments import check_arguments
from causalimg.semantics.complaints import beside, thing
from causalimg.semantics.double_entry import values
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    ConstantRef,
    Expectation,
    Expr,
    LawCall,
    Listed,
    Match,
    Number,
    Unary,
    VariableRef,
    children,
    walk,
)
from causalimg.semantics.forms import (
    ARITHMETIC,
    NUMBER,
    SHOWN,
    SPREAD,
    Form,
    Kind,
    form_of,
    of_type,
)
from causalimg.semantics.grids import grids, meets, one_channel, one_grid, size
from causalimg.semantics.model import Draw, Equation, Model
from causalimg.semantics.reader import quoted
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import (
    Array,
    Category,
    Count,
    Image,
    Kspace,
    Mask,
    Ordinal,
    Type,
    Vector,
    words_of_type,
)
from causalimg.semantics.whole import fraction

_ORDER = frozenset({"<", "<=", ">", ">="})


def check_kinds(model: Model, scope: Scope) -> Iterator[Diagnostic]:
    """E0201 and E0208 over all mechanisms and noises."""
    for mechanism in model.mechanisms:
        for value in values(mechanism):
            yield from inside(value, scope)
        match mechanism:
            case Equation(target=target, value=value):
                yield from fits(scope, target, value)
            case Draw(target=target, law=law):
                yield from drawn(scope, target, scope.variables[target].type, law)
            case _:
                pass
    for noise in model.noises:
        yield from drawn(scope, noise.name, noise.type, noise.law)


def inside(  # noqa: C901  one line per node type
    expr: Expr, scope: Scope
) -> Iterator[Diagnostic]:
    """What is wrong between the parts of an expression."""
    for child in children(expr):
        yield from inside(child, scope)
    match expr:
        case Unary(sign="-", operand=operand):
            yield from _number(operand, scope)
        case Unary(operand=operand):
            yield from _condition(operand, scope)
        case Binary(sign="and" | "or", left=left, right=right):
            yield from _condition(left, scope)
            yield from _condition(right, scope)
        case Binary(sign=sign, left=left, right=right):
            yield from _pair(expr, sign in ARITHMETIC, (left, right), scope)
        case Conditional(condition=condition, yes=yes, no=no):
            yield from _condition(condition, scope)
            yield from _alike((yes, no), condition, scope)
        case Match(subject=subject, results=results):
            yield from _alike(results, VariableRef(subject, expr.span), scope)
        case Apply():
            yield from check_arguments(expr, scope)
        case Listed(items=items):
            yield from _side_by_side(items, scope)
        case Expectation():
            yield from _averaged(expr, scope)
        case _:
            pass


# ---- operands --------------------------------------------------------------------------------


def _number(expr: Expr, scope: Scope) -> Iterator[Diagnostic]:
    form = form_of(expr, scope)
    if form.kind not in {"word", "mask", "matrix", "grid"}:
        return
    shown = scope.source.slice(expr.span) or "this"
    message = f"`{shown}` is {SHOWN[form.kind]}, not a number"
    helps: tuple[str, ...] = ()
    if isinstance(expr, VariableRef) and form.type is not None:
        first = (words_of_type(form.type) or ("...",))[-1]
        helps = (
            f"compare it, which gives 1 or 0: `({expr.name} == {first})`",
            f"or give each value its number: `match {expr.name} {{ ... }}`",
        )
    yield Diagnostic("E0201", message, expr.span, helps=helps)


def _condition(expr: Expr, scope: Scope) -> Iterator[Diagnostic]:
    form = form_of(expr, scope)
    if form.kind in {"truth", "image", "vector", "unknown"} or isinstance(expr, CategoryValue):
        return
    shown = scope.source.slice(expr.span) or "this"
    message = f"`{shown}` is {SHOWN[form.kind]}, not a condition"
    words = words_of_type(form.type) if form.type is not None and form.kind == "word" else ()
    compared = f"{shown} == {quoted(words[0])}" if words else ""
    compared = f"{shown} > 0" if form.kind == "number" else compared
    helps = (f"compare it with something: `{compared}`",) if compared else ()
    yield Diagnostic("E0201", message, expr.span, helps=helps)


def _side_by_side(items: tuple[Expr, ...], scope: Scope) -> Iterator[Diagnostic]:
    """The places of a list are numbers; a list of lists is a covariance, looked at elsewhere."""
    for one in items:
        form = form_of(one, scope)
        if form.kind in SPREAD and not isinstance(one, Listed):
            shown = scope.source.slice(one.span) or "this"
            message = f"a vector is made of numbers, and `{shown}` is {SHOWN[form.kind]}"
            take = "element({}, 1)" if form.kind == "vector" else "mean({})"
            helps = (f"read a number from it: `{take.format(shown)}`",)
            yield Diagnostic("E0201", message, one.span, helps=helps)
        elif form.kind not in SPREAD:
            yield from _number(one, scope)


def _holds_or_not(expr: Expr, scope: Scope) -> Iterator[Diagnostic]:
    """What a row is asked: one answer, not one for each pixel or number."""
    form = form_of(expr, scope)
    if form.kind not in {"image", "vector"}:
        yield from _condition(expr, scope)
        return
    shown = scope.source.slice(expr.span) or "this"
    each, helps = "pixel", (f"ask of all pixels together: `mean({shown}) > 0.5`",)
    if form.kind == "vector":
        each, helps = "number of the vector", ("ask of one of them: `element(..., 1) > 0`",)
    message = f"`{shown}` holds or not in each {each}, and a row is asked once"
    yield Diagnostic("E0201", message, expr.span, helps=helps)


def _pair(
    expr: Binary, arithmetic: bool, sides: tuple[Expr, Expr], scope: Scope
) -> Iterator[Diagnostic]:
    if arithmetic:
        if all(form_of(side, scope) is NUMBER for side in sides):
            return
        yield from _number(sides[0], scope)
        yield from _number(sides[1], scope)
    else:
        yield from _compared(expr, sides, scope)
    yield from grids(expr.span, sides, scope)


def _compared(expr: Binary, sides: tuple[Expr, Expr], scope: Scope) -> Iterator[Diagnostic]:
    forms = tuple(form_of(side, scope) for side in sides)
    types = [form.type for form in forms]
    unordered = [t for t in types if isinstance(t, Category | Mask)]
    words = [form.kind in {"word", "mask"} for form in forms]
    if "complex" in {form.kind for form in forms}:
        message = "complex numbers have no order and are hardly ever equal"
        helps = ("compare their size: `abs(...)`",)
        yield Diagnostic("E0201", message, expr.span, helps=helps)
    elif expr.sign in _ORDER and unordered:
        mask = isinstance(unordered[0], Mask)
        message = f"the {'labels of a mask' if mask else 'values of a category'} have no order"
        helps = ("declare it as `ordinal {low < high}`, or compare with `==`",)
        helps = ("compare with `==`",) if mask else helps
        yield Diagnostic("E0201", message, expr.span, helps=helps)
    elif all(isinstance(t, Category | Ordinal | Mask) for t in types) and _differ(*types):
        message = "the two sides have different values"
        yield Diagnostic("E0201", message, expr.span)
    elif words[0] != words[1] and not any(isinstance(side, CategoryValue) for side in sides):
        if any(form.kind == "unknown" for form in forms):
            return
        kinds = " with ".join(SHOWN[form.kind] for form in forms)
        message = f"this compares {kinds}"
        told = (_unquoted(scope, sides[i], types[1 - i]) for i in (0, 1))
        quotes, fix = next((one for one in told if one[0]), ((), None))
        yield Diagnostic("E0201", message, expr.span, helps=quotes, fix=fix)


def _differ(left: Type | None, right: Type | None) -> bool:
    """Whether two finite types, or two masks, have different words."""
    if isinstance(left, Mask) and isinstance(right, Mask):
        return bool(left.labels and right.labels) and left.labels != right.labels
    return left != right and not isinstance(left, Mask) and not isinstance(right, Mask)


def _alike(results: tuple[Expr, ...], by: Expr, scope: Scope) -> Iterator[Diagnostic]:
    """Whether results can be chosen between, by a condition or the subject of a `match`."""
    forms = [(one, form_of(one, scope)) for one in results]
    known = [(one, form) for one, form in forms if form.kind != "unknown"]
    word = next((form for _, form in known if form.kind == "word"), None)
    bits = all(one.word in {"0", "1"} for one, _ in known if isinstance(one, CategoryValue))
    numbers = {"number"} if bits else {"number", "truth"}
    number = next((one for one, form in known if form.kind in numbers), None)
    if word is not None and number is not None:
        message = "one branch is a value of a category, this one is a number"
        yield Diagnostic("E0201", message, number.span)
    if any(form.kind in {"word", "mask"} for _, form in forms):
        yield from one_channel(by, "a mask has one label, not one for each channel", scope)
    yield from grids(results[0].span | results[-1].span, (*results, by), scope)


# ---- targets, parameters, arguments ----------------------------------------------------------


def fits(scope: Scope, target: str, value: Expr, *, act: bool = False) -> Iterator[Diagnostic]:
    """Whether a variable can take the value of an expression.

    Args:
        scope: what names stand for.
        target: the variable.
        value: its equation, or what an intervention sets it to.
        act: whether it is set; one number then fills a picture or a vector, one label a mask.
    """
    if target in scope.clouded:
        return
    made, found = of_type(scope.variables[target].type), form_of(value, scope)
    others = beside(scope.type_span(target), f"`{target}` is declared here")
    if "unknown" in {made.kind, found.kind}:
        return
    if found.kind == made.kind and isinstance(made.type, Array):
        yield from _fills(scope, target, made.type, found.type, value, act=act)
        return
    if found.kind == made.kind or (made.kind == "number" and found.kind == "truth"):
        if made.kind == "word" and None is not found.type != made.type:
            message = f"`{target}` and its equation have different values"
            yield Diagnostic("E0201", message, value.span, others=others)
        if isinstance(scope.variables[target].type, Count):
            yield from _counts(scope, target, value, others, act=act)
        return
    literal = made.kind == "truth" and found.kind == "word" and found.type is None
    if literal or (act and _fills_each(made, found)):
        return
    message = f"`{target}` is {thing(_word(scope, target))}, "
    message += "and is set to " if act else "but its equation gives "
    message += SHOWN[found.kind]
    helps, fix = _unquoted(scope, value, made.type)
    helps = helps or _turned(scope, made, found, value)
    yield Diagnostic("E0201", message, value.span, "", others, helps, fix=fix)


def _unquoted(scope: Scope, value: Expr, kind: Type | None) -> tuple[tuple[str, ...], Fix | None]:
    """The quotes around a value such as `3T`, which is read as a number and its unit."""
    word = scope.source.slice(value.span).replace(" ", "")
    if kind is None or not isinstance(value, Number) or word not in words_of_type(kind):
        return (), None
    helps = (f'a value of digits and letters stands in quotes: `"{word}"`',)
    return helps, Fix(value.span, f'"{word}"')


def _counts(
    scope: Scope, target: str, value: Expr, others: tuple[Label, ...], *, act: bool
) -> Iterator[Diagnostic]:
    """E0201 where a count is made of what is not whole."""
    part = fraction(value, scope)
    if part is None:
        return
    shown = scope.source.slice(part.span)
    known = isinstance(part, Number | ConstantRef)
    message = f"`{target}` counts 0, 1, 2, ..., and `{shown}` "
    message += "is no whole number" if known else "need not be a whole number"
    helps: tuple[str, ...] = ("declare it as `real`", "or draw it: `~ Poisson(rate)`")
    if act:
        helps = (f"set it to a whole number: `{target} = 2`, or draw it: `{target} ~ Poisson(2)`",)
    yield Diagnostic("E0201", message, part.span, "", others, helps)


def _turned(scope: Scope, made: Form, found: Form, value: Expr) -> tuple[str, ...]:
    """What to type instead, in the words of the expression where they are known."""
    if isinstance(made.type, Mask) and found.kind in {"word", "truth", "image"}:
        by = scope.source.slice(value.span) if found.kind == "image" else "image > 0.5"
        first, last = made.type.labels[0], made.type.labels[-1]
        return (f"choose in each pixel: `if {by} then {last} else {first}`",)
    match value:
        case Binary(sign="-", left=Number(value=1), right=right) if (
            made.kind == form_of(right, scope).kind == "truth"
        ):
            return (f"write `(not {scope.source.slice(right.span)})`",)
        case _:
            return _TURNED.get((made.kind, found.kind), ())


def _fills(
    scope: Scope, target: str, made: Array, found: Type | None, value: Expr, *, act: bool
) -> Iterator[Diagnostic]:
    """Whether a picture or a vector has the size, and the labels, of what an equation makes."""
    if not isinstance(found, Array):
        return
    others = beside(scope.type_span(target), f"`{target}` is declared here")
    # An act fills all channels with one; an equation makes as many as it says.
    layers = made.shape[0] == found.shape[0] or (act and found.shape[0] == 1)
    if not (meets(made, found) and layers):
        message = f"`{target}` is {size(made)}, and its equation {size(found)}"
        helps = _flat(made, found) or one_grid(made, found) or _fewer(made, found, value, scope)
        yield Diagnostic("E0208", message, value.span, size(found), others, helps)
    elif isinstance(found, Mask) and _differ(made, found):
        message = f"`{target}` and its equation have different labels"
        helps = (f"declare it with {{{', '.join(found.labels)}}}",)
        yield Diagnostic("E0201", message, value.span, others=others, helps=helps)


def _flat(made: Array, found: Array) -> tuple[str, ...]:
    """A mask that was given a channel, as an image has one."""
    if not (isinstance(made, Mask) and isinstance(found, Mask)):
        return ()
    if made.extent != (1, *found.extent):
        return ()
    shown = ", ".join(str(n) for n in found.extent)
    return (f"a mask has one channel without saying so: write `mask[{shown}]`",)


def _fewer(made: Array, found: Array, value: Expr, scope: Scope) -> tuple[str, ...]:
    """How coils, or channels, become as many as are wanted."""
    if isinstance(made, Vector) or made.shape[0] == found.shape[0]:
        return ()
    coils = any(isinstance(form_of(one, scope).type, Kspace) for one in walk(value))
    if made.shape[0] > 1 or not coils:
        word = "kspace" if isinstance(made, Kspace) else "image"
        return (f"declare it with as many: `{word}[{found.shape[0]}, ...]`",)
    if isinstance(made, Image):
        sums = "put the coils together: `combine(...)`, or `abs(sense(..., acceleration))`"
        return (f"{sums}, both of `std.mri`",)
    return ("put the coils together: `sense(..., acceleration)` of `std.mri`",)


def _word(scope: Scope, name: str) -> str:
    return type(scope.variables[name].type).__name__.lower()


_TURNED: Mapping[tuple[Kind, Kind], tuple[str, ...]] = {
    ("number", "image"): ("read a number from it: `mean(...)`",),
    ("number", "vector"): ("read a number from it: `mean(...)`",),
    ("number", "complex"): ("read a number from it: `mean(abs(...))`",),
    ("number", "mask"): ("read a number from it: `area(... == lung)`",),
    ("number", "word"): ("give each value its number with `match`",),
    ("truth", "number"): ("compare it: `... > 0`", "or draw: `~ Bernoulli(logit = ...)`"),
    ("truth", "image"): ("ask of all pixels together: `mean(...) > 0.5`",),
    ("truth", "vector"): ("ask of one of its numbers: `element(..., 1) > 0`",),
    ("image", "complex"): ("take its size: `abs(...)`",),
    ("image", "mask"): ("give each label its grey value with `match`, or compare: `... == lung`",),
    ("complex", "image"): (
        "see it by coils: `fourier(coil_maps(coils, grid) * image)` of `std.mri`",
    ),
    ("vector", "number"): ("put numbers side by side: `[a, b]`",),
    ("vector", "truth"): ("put numbers side by side: `[a, b]`",),
    ("vector", "matrix"): ("write one list, `[a, b]`; a covariance alone is a list of lists",),
    ("word", "number"): ("choose between values: `if ... then ... else ...`",),
    ("word", "truth"): ("choose between values: `if ... then ... else ...`",),
}
"""What to type where a variable of one form is made of something of another."""


def _fills_each(made: Form, found: Form) -> bool:
    """Whether one value, set by an intervention, can stand in every pixel or place."""
    if made.kind == "mask":
        return found.kind == "word" and found.type is None
    return made.kind in SPREAD and found.kind in {"number", "truth"}


def drawn(scope: Scope, name: str, kind: Type, law: LawCall) -> Iterator[Diagnostic]:
    """Whether the parameters of a law have the size of what it draws."""
    for parameter, value in law.arguments:
        if parameter != "covariance":
            spread = parameter in {"sd", "scale"}
            yield from _parameter(scope, value, of_type(kind), f"`{name}`", spread=spread)


def _parameter(
    scope: Scope, value: Expr, made: Form, name: str, *, spread: bool
) -> Iterator[Diagnostic]:
    found = form_of(value, scope)
    if found.kind in {"word", "mask", "matrix", "grid"}:
        yield from _number(value, scope)
    elif found.kind == "complex" and spread:
        message = "a spread is a real number, and this is complex"
        yield Diagnostic("E0201", message, value.span, helps=("take its size: `abs(...)`",))
    elif isinstance(found.type, Array) and isinstance(made.type, Array):
        if not meets(found.type, made.type):
            message = f"{name} is {size(made.type)}, and this is {size(found.type)}"
            helps = one_grid(found.type, made.type)
            yield Diagnostic("E0208", message, value.span, helps=helps)
        elif found.kind == "complex" != made.kind:
            message = f"{name} is {SHOWN[made.kind]}, and this is complex"
            yield Diagnostic("E0201", message, value.span, helps=("take its size: `abs(...)`",))
    elif found.kind in SPREAD and made.kind != "unknown":
        message = f"{name} is one number, and this is {SHOWN[found.kind]}"
        helps = ("read a number from it: `mean(...)`",)
        yield Diagnostic("E0201", message, value.span, helps=helps)


def _averaged(expr: Expectation, scope: Scope) -> Iterator[Diagnostic]:
    form = form_of(expr.value, scope)
    shown = scope.source.slice(expr.value.span)
    if expr.probability:
        yield from _holds_or_not(expr.value, scope)
    elif form.kind == "word":
        message = f"`E[...]` averages numbers, and `{shown}` has words"
        helps = (f"ask for a probability: `P({shown} == ...)`",)
        yield Diagnostic("E0201", message, expr.value.span, helps=helps)
    elif form.kind in SPREAD:
        message = f"`E[...]` is one number, and `{shown}` is {SHOWN[form.kind]}"
        helps = (f"average its pixels: `E[mean({shown})]`",)
        if form.kind == "mask" and isinstance(form.type, Mask) and form.type.labels:
            helps = (f"measure a part of it: `E[area({shown} == {form.type.labels[-1]})]`",)
        elif form.kind == "vector":
            helps = (f"ask for one of its numbers: `E[element({shown}, 1)]`",)
        elif form.kind == "complex":
            helps = (f"average the size of its pixels: `E[mean(abs({shown}))]`",)
        yield Diagnostic("E0201", message, expr.value.span, helps=helps)
    for condition in expr.conditions:
        yield from _holds_or_not(condition, scope)
