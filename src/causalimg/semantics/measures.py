"""Units: numbers are brought into the unit of their surroundings, clashes are told.

The rule is tolerant: a bare number fits any unit, arithmetic on it keeps that tolerance, and only
two declared units can clash (E0202). E0203 warns where a function of bare numbers is given a unit.
"""

from dataclasses import dataclass, replace

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.library import units
from causalimg.library.functions import find
from causalimg.library.laws import LAWS
from causalimg.library.std.signature import Function, Slot
from causalimg.library.units import Measure
from causalimg.semantics.complaints import beside
from causalimg.semantics.expr import (
    Apply,
    Assignment,
    Binary,
    Conditional,
    DrawFrom,
    Expectation,
    Expr,
    Had,
    LawCall,
    LearnedFunction,
    Match,
    Number,
    SetTo,
    Sweep,
    Unary,
    VariableRef,
    variables_in,
)
from causalimg.semantics.forms import COMPARISONS, form_of
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Pixels
from causalimg.source import Span


@dataclass(frozen=True, slots=True)
class Wanted:
    """The unit of the surroundings, and the variable that brought it."""

    measure: Measure
    text: str
    owner: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Settler:
    """The settling of one statement: what names stand for, and where complaints go."""

    scope: Scope
    report: list[Diagnostic]

    def wanted(self, name: str) -> Wanted | None:
        """What a variable is measured in."""
        variable = self.scope.variables.get(name)
        measure = units.parse(variable.unit) if variable and variable.unit else None
        if variable is None or variable.unit is None or measure is None:
            return None
        return Wanted(measure, variable.unit, name, self.scope.unit_span(name))


def measure_of(expr: Expr, settler: Settler) -> Measure | None:  # noqa: C901, PLR0911
    """What an expression is measured in; None is tolerant of anything."""
    match expr:
        case Number(unit=unit):
            return units.parse(unit) if unit else None
        case VariableRef(name=name):
            wanted = settler.wanted(name)
            return wanted.measure if wanted else None
        case Binary():
            return _of_binary(expr, settler)
        case Unary(sign="-", operand=inner) | Had(value=inner):
            return measure_of(inner, settler)
        case Expectation(probability=False, value=inner):
            return measure_of(inner, settler)
        case Conditional(yes=yes, no=no):
            return _first(settler, yes, no)
        case Match(results=results):
            return _first(settler, *results)
        case Apply(function=name, arguments=arguments):
            function = find(name)
            if function is None or not arguments:
                return None
            if function.unit == "keeps":
                return measure_of(arguments[0], settler)
            return _of_extent(function, arguments[0], settler)
        case _:
            return None


def _first(settler: Settler, *parts: Expr) -> Measure | None:
    found = (measure_of(part, settler) for part in parts)
    return next((measure for measure in found if measure is not None), None)


def _of_binary(expr: Binary, settler: Settler) -> Measure | None:
    left, right = measure_of(expr.left, settler), measure_of(expr.right, settler)
    match expr.sign:
        case "+" | "-":
            return left if left is not None else right
        case "*" if left is not None and right is not None:
            return left * right
        case "/" if left is not None and right is not None:
            return left / right
        case "^" if left is not None and isinstance(expr.right, Number):
            whole = expr.right.value.is_integer()
            return left ** int(expr.right.value) if whole else None
        case _:
            return None


# ---- settling -------------------------------------------------------------------------------


def settle(  # noqa: C901, PLR0911  one line per node type
    expr: Expr, wanted: Wanted | None, settler: Settler
) -> Expr:
    """The expression with its numbers in the unit of their surroundings.

    Args:
        expr: a resolved expression.
        wanted: the unit of the surroundings, None where there is none.
        settler: the statement.
    """
    match expr:
        case Number():
            return _number(expr, wanted, settler)
        case VariableRef(name=name):
            _compare(expr, settler.wanted(name), wanted, settler)
            return expr
        case Unary(operand=operand):
            return replace(expr, operand=settle(operand, wanted, settler))
        case Binary():
            return _binary(expr, wanted, settler)
        case Conditional(condition=condition, yes=yes, no=no):
            test = settle(condition, None, settler)
            first, second = settle(yes, wanted, settler), settle(no, wanted, settler)
            return Conditional(test, first, second, expr.span)
        case Match(results=results):
            return replace(expr, results=tuple(settle(r, wanted, settler) for r in results))
        case Apply():
            return _apply(expr, wanted, settler)
        case LearnedFunction() | Had() | Expectation():
            return _asked(expr, wanted, settler)
        case _:
            return expr


def _asked(
    expr: LearnedFunction | Had | Expectation, wanted: Wanted | None, settler: Settler
) -> Expr:
    match expr:
        case Had(value=value, assignments=assignments):
            done = settle_assignments(assignments, settler)
            return Had(settle(value, wanted, settler), done, expr.span)
        case Expectation(value=value, assignments=assignments, conditions=conditions):
            done = settle_assignments(assignments, settler)
            inner = settle(value, None if expr.probability else wanted, settler)
            seen = tuple(settle(one, None, settler) for one in conditions)
            return replace(expr, value=inner, assignments=done, conditions=seen)
        case _:
            return expr


def settle_assignments(
    assignments: tuple[Assignment, ...], settler: Settler
) -> tuple[Assignment, ...]:
    """Assignments with their numbers in the unit of the variable that they set."""
    found: list[Assignment] = []
    for one in assignments:
        wanted = settler.wanted(one.variable)
        match one:
            case SetTo(value=value):
                found.append(replace(one, value=settle(value, wanted, settler)))
            case DrawFrom(law=law):
                found.append(replace(one, law=settle_law(law, wanted, settler)))
            case Sweep(low=low, high=high, step=step):
                ends = [settle(end, wanted, settler) for end in (low, high, step)]
                found.append(replace(one, low=ends[0], high=ends[1], step=ends[2]))
    return tuple(found)


def settle_law(law: LawCall, wanted: Wanted | None, settler: Settler) -> LawCall:
    """A law with its numbers in the unit of what it draws, where its record says so."""
    record = LAWS[law.law]
    score = law.argument("score")
    common = _unit_of(score, settler) if score is not None else None
    settled: list[tuple[str, Expr]] = []
    for name, value in law.arguments:
        parameter = record.parameter(name)
        same = parameter is not None and parameter.unit == "same"
        settled.append((name, settle(value, wanted if same else common, settler)))
    cut = law.truncated
    if cut is not None:
        cut = settle(cut[0], wanted, settler), settle(cut[1], wanted, settler)
    return replace(law, arguments=tuple(settled), truncated=cut)


def _number(expr: Number, wanted: Wanted | None, settler: Settler) -> Expr:
    own = units.parse(expr.unit) if expr.unit else None
    if own is None or expr.unit is None or wanted is None:
        return expr
    if own.like(wanted.measure):
        if own.same(wanted.measure):
            return expr
        value = own.told_in(wanted.measure, expr.value)
        return replace(expr, value=value, unit=wanted.text)
    written = f"{expr.value:g} {expr.unit}"
    message = f"`{wanted.owner}` is measured in {wanted.text}, but {written} is "
    message += units.describe(own)
    better = f"{expr.value:g} {wanted.text}"
    others = beside(wanted.span, f"`{wanted.owner}` is declared here")
    label = units.describe(own).removeprefix("a ").removeprefix("an ")
    helps, fix = (f"write `{better}`",), Fix(expr.span, better)
    settler.report.append(Diagnostic("E0202", message, expr.span, label, others, helps, fix=fix))
    return expr


def _compare(expr: Expr, own: Wanted | None, wanted: Wanted | None, settler: Settler) -> None:
    if own is None or wanted is None or own.measure.same(wanted.measure):
        return
    message = f"`{wanted.owner}` is measured in {wanted.text}, but `{own.owner}` in {own.text}"
    helps: tuple[str, ...] = ()
    if own.measure.like(wanted.measure):
        helps = (f"convert it: `{_converted(own, wanted)}`",)
    places = ((wanted.span, wanted.owner), (own.span, own.owner))
    others = tuple(label for span, name in places for label in beside(span, f"`{name}`"))
    settler.report.append(Diagnostic("E0202", message, expr.span, "", others, helps))


def _converted(own: Wanted, wanted: Wanted) -> str:
    """A variable in another unit, without a number below 1."""
    up, down = (f"{n:.12g}" for n in _ratio(own.measure, wanted.measure))
    return f"{own.owner} / {down} {own.text} * {up} {wanted.text}"


def _ratio(own: Measure, wanted: Measure) -> tuple[float, float]:
    """How many of the wanted are how many of the own: one of the two is 1."""
    up, down = (float(f"{one.factor:.12g}") for one in (own / wanted, wanted / own))
    return (up, 1.0) if up >= 1 else (1.0, down)


def _binary(expr: Binary, wanted: Wanted | None, settler: Settler) -> Expr:
    left, right = expr.left, expr.right
    if expr.sign in {"+", "-"} or expr.sign in COMPARISONS:
        common = _reference(left, right, settler)
        if expr.sign in {"+", "-"} and wanted is not None:
            common = wanted
        pair = settle(left, common, settler), settle(right, common, settler)
        return Binary(expr.sign, *pair, span=expr.span)
    if expr.sign in {"*", "/"}:
        return _product(expr, wanted, settler)
    if expr.sign == "^" and wanted is not None:
        measure = measure_of(expr, settler)
        if measure is not None and not measure.same(wanted.measure):
            _wrong_product(expr, measure, wanted, settler)
    pair = settle(left, None, settler), settle(right, None, settler)
    return Binary(expr.sign, *pair, span=expr.span)


def _reference(left: Expr, right: Expr, settler: Settler) -> Wanted | None:
    """The unit that two sides share: that of a side which is more than a literal, if one is."""
    sides = sorted((left, right), key=lambda side: isinstance(side, Number))
    for side in sides:
        found = _unit_of(side, settler)
        if found is not None:
            return found
    return None


def _unit_of(expr: Expr, settler: Settler) -> Wanted | None:
    if isinstance(expr, VariableRef):
        return settler.wanted(expr.name)
    measure = measure_of(expr, settler)
    text = settler.scope.source.slice(expr.span)
    if isinstance(expr, Number) and expr.unit:
        return Wanted(measure, expr.unit, text, expr.span) if measure else None
    inner = next(
        (w for w in _inner_units(expr, settler) if measure and w.measure == measure), None
    )
    if inner is not None:
        return inner
    return Wanted(measure, units.describe(measure), text, expr.span) if measure else None


def _inner_units(expr: Expr, settler: Settler) -> list[Wanted]:
    found = (settler.wanted(name) for name in variables_in(expr))
    return [one for one in found if one is not None]


def _product(expr: Binary, wanted: Wanted | None, settler: Settler) -> Expr:
    left = settle(expr.left, None, settler)
    common = _unit_of(left, settler)
    own = measure_of(expr.right, settler)
    near = common is not None and own is not None and common.measure.like(own)
    whole = measure_of(expr, settler)
    if near and whole is not None and wanted is not None and whole.same(wanted.measure):
        near = False  # the ratio of um to nm that was asked for
    right = settle(expr.right, common if near else None, settler)
    settled = Binary(expr.sign, left, right, span=expr.span)
    measure = whole
    if near and common is not None and measure is not None:
        one = common.measure
        measure = one * one if expr.sign == "*" else one / one
    if measure is not None and wanted is not None and not measure.same(wanted.measure):
        _wrong_product(expr, measure, wanted, settler)
    return settled


def _wrong_product(expr: Expr, measure: Measure, wanted: Wanted, settler: Settler) -> None:
    message = f"`{wanted.owner}` is measured in {wanted.text}, but this "
    helps: tuple[str, ...] = ()
    if measure.like(wanted.measure):
        up, down = _ratio(measure, wanted.measure)
        if up > 1:
            message += f"comes in units of {up:.12g} {wanted.text}"
            helps = (f"multiply it by {up:.12g}",)
        else:
            message += f"comes in units of 1/{down:.12g} {wanted.text}"
            helps = (f"divide it by {down:.12g}",)
    else:
        message += f"is {units.describe(measure)}"
    others = beside(wanted.span, f"`{wanted.owner}` is declared here")
    settler.report.append(Diagnostic("E0202", message, expr.span, "", others, helps))


def _apply(expr: Apply, wanted: Wanted | None, settler: Settler) -> Expr:
    function = find(expr.function)
    if function is None or not expr.arguments:
        return expr
    if function.unit == "keeps":
        first = settle(expr.arguments[0], wanted, settler)
        common = wanted or _unit_of(expr.arguments[0], settler)
        same = function.result == "same"
        rest = [settle(one, common if same else None, settler) for one in expr.arguments[1:]]
        return replace(expr, arguments=(first, *rest))
    slots = zip(function.slots, expr.arguments, strict=True)
    settled = tuple(settle(one, _of_slot(function, slot), settler) for slot, one in slots)
    extent = _of_extent(function, expr.arguments[0], settler)
    if extent is not None and wanted is not None and not extent.same(wanted.measure):
        _wrong_product(expr, extent, wanted, settler)
    measure = measure_of(expr.arguments[0], settler)
    if function.unit == "bare" and measure is not None and not measure.bare:
        _measured(expr, measure, settler)
    return replace(expr, arguments=settled)


def _of_extent(function: Function, picture: Expr, settler: Settler) -> Measure | None:
    """An area in mm^2, a volume in mm^3, where the grid of the picture names a length."""
    if not function.spacing or function.result != "number" or function.dims is None:
        return None
    kind = form_of(picture, settler.scope).type
    grid = settler.scope.grids.get(kind.grid or "") if isinstance(kind, Pixels) else None
    spacing = units.parse(grid.unit) if grid and grid.unit else None
    millimetre = units.parse("mm")
    if spacing is None or millimetre is None or not spacing.like(millimetre):
        return None
    return millimetre**function.dims


def _of_slot(function: Function, slot: Slot) -> Wanted | None:
    """The unit in which a function reads an argument."""
    measure = units.parse(slot.unit) if slot.unit else None
    if measure is None or slot.unit is None:
        return None
    return Wanted(measure, slot.unit, f"{slot.name} of {function.name}")


def _measured(expr: Apply, measure: Measure, settler: Settler) -> None:
    shown = settler.scope.source.slice(expr.arguments[0].span)
    message = f"the argument of `{expr.function}` is {units.describe(measure)}"
    found = _unit_of(expr.arguments[0], settler)
    unit = found.text if found else "its unit"
    inner = f"({shown})" if isinstance(expr.arguments[0], Binary) else shown
    helps = (f"divide by a reference: `{expr.function}({inner} / 1 {unit})`",)
    level = Severity.WARNING
    span = expr.arguments[0].span
    settler.report.append(Diagnostic("E0203", message, span, helps=helps, severity=level))
