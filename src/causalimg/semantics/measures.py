"""Units: numbers are brought into the unit of their surroundings, clashes are told.

The rule is tolerant: a bare number fits any unit, arithmetic on it keeps that tolerance, and only
two declared units can clash (E0202). E0203 warns where a function of bare numbers is given a unit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.library import units
from causalimg.library.functions import find
from causalimg.library.laws import LAWS, LawParameter
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
    Listed,
    Match,
    Number,
    SetTo,
    Sweep,
    Unary,
    VariableRef,
)
from causalimg.semantics.forms import COMPARISONS
from causalimg.semantics.measured import (
    MILLIMETRE,
    Factor,
    Settler,
    Wanted,
    factors,
    measure_of,
    measure_read,
    on_lengths,
    read_in,
    shared,
    unit_of,
)

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
            first, second = _alike((yes, no), wanted, settler)
            return Conditional(test, first, second, expr.span)
        case Match(results=results):
            return replace(expr, results=_alike(results, wanted, settler))
        case Listed(items=items):
            return replace(expr, items=_alike(items, wanted, settler))
        case Apply():
            return _apply(expr, wanted, settler)
        case LearnedFunction() | Had() | Expectation():
            return _asked(expr, wanted, settler)
        case _:
            return expr


def _alike(parts: Sequence[Expr], wanted: Wanted | None, settler: Settler) -> tuple[Expr, ...]:
    """Expressions that stand for one another, in one unit."""
    common = wanted or shared(parts, settler)
    return tuple(settle(part, common, settler) for part in parts)


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
    common = unit_of(score, settler) if score is not None else None
    settled = [
        (name, settle(value, _of_parameter(record.parameter(name), wanted, common), settler))
        for name, value in law.arguments
    ]
    cut = law.truncated
    if cut is not None:
        cut = settle(cut[0], wanted, settler), settle(cut[1], wanted, settler)
    return replace(law, arguments=tuple(settled), truncated=cut)


def _of_parameter(
    parameter: LawParameter | None, wanted: Wanted | None, common: Wanted | None
) -> Wanted | None:
    """The unit in which a law reads a parameter."""
    unit = parameter.unit if parameter else "none"
    if unit == "none" or wanted is None:
        return common
    if unit == "same":
        return wanted
    text = f"1/({wanted.text})" if "/" in wanted.text or "*" in wanted.text else f"1/{wanted.text}"
    return Wanted(wanted.measure**-1, text, f"the rate of {wanted.owner}", inverse=True)


def _number(expr: Number, wanted: Wanted | None, settler: Settler) -> Expr:
    own = units.parse(expr.unit) if expr.unit else None
    if own is None or expr.unit is None or wanted is None:
        return expr
    if own.like(wanted.measure):
        if own.same(wanted.measure):
            return expr
        value = own.told_in(wanted.measure, expr.value)
        return replace(expr, value=value, unit=None if wanted.inverse else wanted.text or None)
    written = f"{expr.value:g} {expr.unit}"
    message = f"`{wanted.owner}` is measured in {wanted.text}, but {written} is "
    message += units.describe(own)
    better = f"{expr.value:g}" if wanted.inverse else f"{expr.value:g} {wanted.text}"
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
        adds = expr.sign in {"+", "-"} and wanted is not None
        first, second = _alike((left, right), wanted if adds else None, settler)
        return Binary(expr.sign, first, second, span=expr.span)
    if expr.sign in {"*", "/"}:
        return _product(expr, wanted, settler)
    if expr.sign == "^":
        _agrees(expr, measure_of(expr, settler), wanted, settler)
    pair = settle(left, None, settler), settle(right, None, settler)
    return Binary(expr.sign, *pair, span=expr.span)


def _product(expr: Binary, wanted: Wanted | None, settler: Settler) -> Expr:
    chain = read_in(factors(expr, settler), wanted, settler)
    measure = measure_read(chain)
    settled = _rebuilt(expr, iter(chain), settler)
    told = len(settler.report)
    if measure is None or wanted is None or not measure.same(wanted.measure):
        _compare_factors(chain, settler)
    if len(settler.report) == told:
        _agrees(expr, measure, wanted, settler)
    return settled


def _rebuilt(expr: Expr, chain: Iterator[Factor], settler: Settler) -> Expr:
    """The chain as it was written, each factor in the unit in which it is read."""
    match expr:
        case Binary(sign="*" | "/", left=left, right=right):
            first = _rebuilt(left, chain, settler)
            return Binary(expr.sign, first, _rebuilt(right, chain, settler), span=expr.span)
        case Unary(sign="-", operand=inner):
            return replace(expr, operand=_rebuilt(inner, chain, settler))
    factor = next(chain)
    if factor.target is None:
        return settle(expr, None, settler)
    if isinstance(expr, Binary) and expr.sign == "^":
        return _scaled(settle(expr, None, settler), factor.likely, factor.target)
    return settle(expr, factor.target, settler)


def _scaled(expr: Expr, own: Measure, target: Wanted) -> Expr:
    """An expression of literals, told in another unit by a factor of its own."""
    number = Number(own.told_in(target.measure, 1.0), span=expr.span)
    return Binary("*", expr, number, span=expr.span)


def _compare_factors(chain: Sequence[Factor], settler: Settler) -> None:
    """E0202 for two declared units of one kind side by side: months over years."""
    for before, one in pairwise(chain):
        if one.measure is None or before.measure is None or one.written or before.written:
            continue
        if before.measure.like(one.measure) and not before.measure.bare:
            settle(one.expr, unit_of(before.expr, settler), settler)


def _agrees(expr: Expr, measure: Measure | None, wanted: Wanted | None, settler: Settler) -> None:
    if measure is not None and wanted is not None and not measure.same(wanted.measure):
        _wrong_product(expr, measure, wanted, settler)


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
        helps = _over_a_length(expr, measure, wanted)
    others = beside(wanted.span, f"`{wanted.owner}` is declared here")
    settler.report.append(Diagnostic("E0202", message, expr.span, "", others, helps))


def _over_a_length(expr: Expr, measure: Measure, wanted: Wanted) -> tuple[str, ...]:
    """The remedy for an area where a length is wanted, or a volume where an area is."""
    own, told = units.describe(measure), units.describe(wanted.measure)
    left = measure / MILLIMETRE
    if not left.like(wanted.measure) or own not in {"an area", "a volume"}:
        return ()
    up, down = _ratio(left, wanted.measure)
    size = f"{expr.function.rpartition('.')[2]}(..)" if isinstance(expr, Apply) else ".."
    scaled = f"{up:.12g} * {size}" if up > 1 else size
    scaled += f" / {down:.12g}" if down > 1 else ""
    return (f"{own} divided by a length is {told}: for instance `{scaled} / 3.2 mm`",)


def _apply(expr: Apply, wanted: Wanted | None, settler: Settler) -> Expr:
    function = find(expr.function)
    if function is None or not expr.arguments:
        return expr
    if function.unit == "keeps":
        return _keeping(expr, function, wanted, settler)
    _agrees(expr, measure_of(expr, settler), wanted, settler)
    measure = measure_of(expr.arguments[0], settler)
    if function.unit == "bare" and measure is not None and not measure.bare:
        _measured(expr, measure, settler)
    return replace(expr, arguments=_in_slots(expr, function, settler))


def _keeping(expr: Apply, function: Function, wanted: Wanted | None, settler: Settler) -> Expr:
    """A function whose result is measured as its first argument, or as all that are alike."""
    if function.result == "same":
        return replace(expr, arguments=_alike(expr.arguments, wanted, settler))
    first = settle(expr.arguments[0], wanted, settler)
    return replace(expr, arguments=(first, *_in_slots(expr, function, settler)[1:]))


def _in_slots(expr: Apply, function: Function, settler: Settler) -> tuple[Expr, ...]:
    slots = list(zip(function.slots, expr.arguments, strict=True))
    picture = expr.arguments[0] if function.spacing and function.result != "grid" else None
    pixels = picture is not None and not on_lengths(picture, settler)
    for slot, one in slots:
        measure = measure_of(one, settler) if slot.unit == "" else None
        if measure is not None and not measure.bare:
            _no_ratio(function, slot, one, measure, settler)
    return tuple(settle(one, _of_slot(function, slot, pixels), settler) for slot, one in slots)


def _of_slot(function: Function, slot: Slot, pixels: bool) -> Wanted | None:
    """The unit in which a function reads an argument; distances are pixels without lengths."""
    unit = slot.unit
    measure = units.parse(unit) if unit else None
    if unit is None or measure is None:
        return None
    if pixels and measure.like(MILLIMETRE):
        unit, measure = "px", units.parse("px") or measure
    return Wanted(measure, unit, f"{slot.name} of {function.name}")


def _no_ratio(
    function: Function, slot: Slot, expr: Expr, measure: Measure, settler: Settler
) -> None:
    message = f"`{slot.name}` of `{function.name}` is a number without unit, and this is "
    message += units.describe(measure)
    found = unit_of(expr, settler)
    unit = f", in {found.text}" if found else ""
    helps = (f"divide it by what counts as 1{unit}",) if slot.range.high > 1 else ()
    settler.report.append(Diagnostic("E0202", message, expr.span, helps=helps))


def _measured(expr: Apply, measure: Measure, settler: Settler) -> None:
    shown = settler.scope.source.slice(expr.arguments[0].span)
    message = f"the argument of `{expr.function}` is {units.describe(measure)}"
    found = unit_of(expr.arguments[0], settler)
    unit = found.text if found else "its unit"
    inner = f"({shown})" if isinstance(expr.arguments[0], Binary) else shown
    helps = (f"divide by a reference: `{expr.function}({inner} / 1 {unit})`",)
    level = Severity.WARNING
    span = expr.arguments[0].span
    settler.report.append(Diagnostic("E0203", message, span, helps=helps, severity=level))
