"""What an expression is measured in, by the tolerant rule: a bare number fits any unit.

Arithmetic on a bare number keeps that tolerance, so `measure_of` is None there. `likely` takes it
at its word instead, as a number without unit: that says in which unit a literal beside it is to be
read, and never makes a complaint.

In a product, `severity * 2 Gy` for a dose in mGy reads 2000, and `0.1 * age / 10 years` for an age
in months divides by 120: a literal takes what the whole lacks to the unit of the surroundings, or
to a plain number. The order of the factors changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from math import isclose, prod

from causalimg.diagnostics import Diagnostic
from causalimg.library import units
from causalimg.library.functions import find
from causalimg.library.std.signature import Function
from causalimg.library.units import BARE, Measure
from causalimg.semantics.expr import (
    Apply,
    Binary,
    Conditional,
    Expectation,
    Expr,
    Had,
    Listed,
    Match,
    Number,
    Unary,
    VariableRef,
    children,
    variables_in,
    walk,
)
from causalimg.semantics.forms import form_of
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Pixels
from causalimg.source import Span
from causalimg.source.record import record

MILLIMETRE = units.Measure(1e-3, (("length", 1),))


@record(frozen=True, slots=True)
class Wanted:
    """The unit of the surroundings, and the variable that brought it.

    Args:
        measure: the unit.
        text: the word for it.
        owner: the variable.
        span: where the variable says so.
        inverse: whether one over the unit of the word is wanted, as for a rate.
    """

    measure: Measure
    text: str
    owner: str
    span: Span | None = None
    inverse: bool = False


@record(frozen=True, slots=True)
class Settler:
    """The settling of statements: what names stand for, and where complaints go.

    Args:
        scope: what names stand for.
        report: where complaints are collected.
        met: measures of expressions that were looked at before, by their identity; without them
            the cost of a long sum would grow with a power of its length.
    """

    scope: Scope
    report: list[Diagnostic]
    met: dict[tuple[str, int], tuple[Expr, Measure | None]] = field(default_factory=dict)

    def wanted(self, name: str) -> Wanted | None:
        """What a variable is measured in."""
        variable = self.scope.variables.get(name)
        measure = units.parse(variable.unit) if variable and variable.unit else None
        if variable is None or variable.unit is None or measure is None:
            return None
        return Wanted(measure, variable.unit, name, self.scope.unit_span(name))


def bears_units(expr: Expr, settler: Settler) -> bool:
    """Whether anything in an expression is measured; of most models little is."""
    return any(_bears(node, settler) for node in walk(expr))


def _bears(node: Expr, settler: Settler) -> bool:
    match node:
        case Number(unit=unit):
            return unit is not None
        case VariableRef(name=name):
            variable = settler.scope.variables.get(name)
            return variable is not None and variable.unit is not None
        case Apply(function=name):
            function = find(name)
            return function is not None and function.spacing  # an area of pixels that are lengths
        case Had() | Expectation():
            return True  # what they set is measured as the variable is
        case _:
            return False


def measure_of(expr: Expr, settler: Settler) -> Measure | None:
    """What an expression is measured in; None is tolerant of anything."""
    key = ("known", id(expr))
    if key not in settler.met:
        settler.met[key] = (expr, _measure_of(expr, settler))
    return settler.met[key][1]


def _measure_of(expr: Expr, settler: Settler) -> Measure | None:  # noqa: C901, PLR0911
    match expr:
        case Number(unit=unit):
            return units.parse(unit) if unit else None
        case VariableRef(name=name):
            wanted = settler.wanted(name)
            return wanted.measure if wanted else None
        case Binary(sign="+" | "-", left=left, right=right):
            return _of_several((left, right), settler)
        case Binary(sign="*" | "/"):
            return measure_read(read_in(factors(expr, settler), None, settler))
        case Binary(sign="^", left=left, right=Number(value=power)) if power.is_integer():
            base = measure_of(left, settler)
            return base ** int(power) if base else None
        case Unary(sign="-", operand=inner) | Had(value=inner):
            return measure_of(inner, settler)
        case Expectation(probability=False, value=inner):
            return measure_of(inner, settler)
        case Conditional(yes=yes, no=no):
            return _of_several((yes, no), settler)
        case Match(results=parts) | Listed(items=parts):
            return _of_several(parts, settler)
        case Apply():
            return _of_call(expr, settler)
        case _:
            return None


def likely(expr: Expr, settler: Settler) -> Measure:
    """What an expression is measured in, where bare numbers are what they seem to be.

    `2 * age` is a number of years there, and tolerant of anything in `measure_of`.
    """
    key = ("likely", id(expr))
    if key not in settler.met:
        settler.met[key] = (expr, measure_of(expr, settler) or _likely(expr, settler))
    return settler.met[key][1] or BARE


def _likely(expr: Expr, settler: Settler) -> Measure:
    match expr:
        case Binary(sign="*" | "/"):
            return _whole(read_in(factors(expr, settler), None, settler))
        case Binary(sign="+" | "-", left=left, right=right):
            return next((m for m in (likely(s, settler) for s in (left, right)) if m.powers), BARE)
        case Unary(sign="-", operand=inner) | Had(value=inner):
            return likely(inner, settler)
        case Expectation(probability=False, value=inner):
            return likely(inner, settler)
        case _:
            return BARE


def is_written(expr: Expr, settler: Settler) -> bool:
    """Whether the unit of an expression is that of literals in it, and of nothing declared.

    Such an expression can be told in another unit: `3 mm`, `if lying then 3 mm else 1 cm`.
    """
    match expr:
        case VariableRef(name=name):
            return settler.wanted(name) is None
        case Had() | Expectation():
            return False
        case Conditional(yes=yes, no=no):
            return is_written(yes, settler) and is_written(no, settler)
        case Apply(function=name):
            function = find(name)
            keeps = function is not None and function.unit == "keeps"
            return keeps and all(is_written(one, settler) for one in expr.arguments)
        case _:
            return all(is_written(one, settler) for one in children(expr))


def unit_of(expr: Expr, settler: Settler, measure: Measure | None = None) -> Wanted | None:
    """What an expression is measured in, with the word of the text for it."""
    if isinstance(expr, VariableRef):
        return settler.wanted(expr.name)
    measure = measure or measure_of(expr, settler)
    text = settler.scope.source.slice(expr.span)
    if isinstance(expr, Number) and expr.unit:
        return Wanted(measure, expr.unit, text, expr.span) if measure else None
    declared = (settler.wanted(name) for name in variables_in(expr))
    inner = next((w for w in declared if w is not None and w.measure == measure), None)
    if inner is not None:
        return inner
    return Wanted(measure, units.describe(measure), text, expr.span) if measure else None


def shared(parts: Sequence[Expr], settler: Settler) -> Wanted | None:
    """The unit that several expressions share: what is declared stands above what is written."""
    told = _told(parts, settler)
    if told is not None:
        fixed = [part for part in parts if measure_of(part, settler)]
        if not all(is_written(part, settler) for part in fixed):
            return told
    for part in parts:
        measure = likely(part, settler)
        like = told is None or measure.like(told.measure)
        if measure_of(part, settler) is None and measure.powers and like:
            return unit_of(part, settler, measure)
    return told


def _told(parts: Sequence[Expr], settler: Settler) -> Wanted | None:
    found = (unit_of(part, settler) for part in _declared_first(parts))
    return next((one for one in found if one is not None and one.measure.powers), None)


def _declared_first(parts: Sequence[Expr]) -> list[Expr]:
    return sorted(parts, key=lambda part: isinstance(part, Number))


def _of_several(parts: Sequence[Expr], settler: Settler) -> Measure | None:
    found = shared(parts, settler) if _told(parts, settler) else None
    return found.measure if found else None


def _of_call(expr: Apply, settler: Settler) -> Measure | None:
    function = find(expr.function)
    if function is None or not expr.arguments:
        return None
    if function.name == "sqrt":
        squared = measure_of(expr.arguments[0], settler)
        return squared.root() if squared else None
    if function.unit != "keeps":
        return of_extent(function, expr.arguments[0], settler)
    several = expr.arguments if function.result == "same" else expr.arguments[:1]
    return _of_several(several, settler)


def of_extent(function: Function, picture: Expr, settler: Settler) -> Measure | None:
    """An area in mm^2, a volume in mm^3, where the grid of the picture names a length."""
    if not function.spacing or function.result != "number" or function.dims is None:
        return None
    return MILLIMETRE**function.dims if on_lengths(picture, settler) else None


def on_lengths(picture: Expr, settler: Settler) -> bool:
    """Whether the pixels of a picture lie at lengths; else a pixel measures 1."""
    kind = form_of(picture, settler.scope).type
    grid = settler.scope.grids.get(kind.grid or "") if isinstance(kind, Pixels) else None
    spacing = units.parse(grid.unit) if grid and grid.unit else None
    return spacing is not None and spacing.like(MILLIMETRE)


# ---- products ---------------------------------------------------------------------------------


@record(frozen=True, slots=True)
class Factor:
    """One factor of a chain.

    Args:
        expr: what stands there; no product.
        power: -1 below the line.
        measure: what it is measured in; None is tolerant of anything.
        likely: the same, where bare numbers are what they seem to be.
        written: whether its unit is that of literals alone, so that it can be told in another.
        target: the unit in which it is read in the end, None where that is its own.
    """

    expr: Expr
    power: int
    measure: Measure | None
    likely: Measure
    written: bool
    target: Wanted | None = None


def factors(expr: Expr, settler: Settler) -> tuple[Factor, ...]:
    """The factors of a chain from left to right; one of its own for anything else."""
    return tuple(_factors(expr, 1, settler))


def _factors(expr: Expr, power: int, settler: Settler) -> Iterator[Factor]:
    match expr:
        case Binary(sign="*" | "/" as sign, left=left, right=right):
            yield from _factors(left, power, settler)
            yield from _factors(right, -power if sign == "/" else power, settler)
        case Unary(sign="-", operand=inner):
            yield from _factors(inner, power, settler)
        case _:
            own = likely(expr, settler)
            written = bool(own.powers) and is_written(expr, settler)
            yield Factor(expr, power, measure_of(expr, settler), own, written)


def read_in(
    chain: Sequence[Factor], wanted: Wanted | None, settler: Settler
) -> tuple[Factor, ...]:
    """The factors with the units in which they are read.

    Args:
        chain: as it is written.
        wanted: the unit of the surroundings, None where there is none.
        settler: the statement.
    """
    whole = _whole(chain)
    target = wanted.measure if wanted is not None and whole.like(wanted.measure) else BARE
    if not whole.like(target):
        return tuple(replace(one, target=_mate(one, chain, settler)) for one in chain)
    strict = all(one.measure is not None for one in chain)
    lack = whole / target
    if strict and not target.bare and any(not one.written for one in chain):
        return tuple(chain)  # declared units that do not agree are told, not mended
    if whole.same(target) or (not target.bare and _by_hand(chain, lack)):
        return tuple(chain)
    return _balanced(chain, wanted, lack)


def _mate(one: Factor, chain: Sequence[Factor], settler: Settler) -> Wanted | None:
    """The unit of a declared factor of the same kind, best one across the line."""
    own = one.likely
    if not one.written:
        return None
    declared = ((other, other.likely) for other in chain if not other.written)
    alike = [(other, m) for other, m in declared if m.like(own)]
    alike.sort(key=lambda pair: (not pair[1].same(own), pair[0].power == one.power))
    return unit_of(alike[0][0].expr, settler, alike[0][1]) if alike else None


def _by_hand(chain: Sequence[Factor], lack: Measure) -> bool:
    """Whether a bare number does the conversion: `length / 2 s / 100` from cm to m."""
    declared = any(one.measure is not None and not one.written for one in chain)
    bare = ((one.expr, one.power) for one in chain if one.measure is None)
    numbers = ((e.value, power) for e, power in bare if isinstance(e, Number) and e.value)
    sizes = (value if power > 0 else 1 / value for value, power in numbers)
    return declared and any(isclose(size, lack.factor, rel_tol=1e-9) for size in sizes)


def _balanced(chain: Sequence[Factor], wanted: Wanted | None, lack: Measure) -> tuple[Factor, ...]:
    """The last literal takes what the whole lacks to the unit that is wanted."""
    last = max((place for place, one in enumerate(chain) if one.written), default=None)
    if last is None:
        return tuple(chain)
    own = chain[last].likely
    factor = own.factor / lack.factor ** chain[last].power
    reading = Wanted(Measure(factor, own.powers), _word(chain, wanted), "")
    return (*chain[:last], replace(chain[last], target=reading), *chain[last + 1 :])


def _word(chain: Sequence[Factor], wanted: Wanted | None) -> str:
    """The word of the wanted unit where one literal alone brings it, else none."""
    alone = sum(one.measure is not None for one in chain) == 1 and chain[-1].power == 1
    return wanted.text if alone and wanted is not None else ""


def _whole(chain: Sequence[Factor]) -> Measure:
    read = (one.target.measure if one.target else one.likely for one in chain)
    powers = (one.power for one in chain)
    return prod((own**power for own, power in zip(read, powers, strict=True)), start=BARE)


def measure_read(chain: Sequence[Factor]) -> Measure | None:
    """What the whole is measured in once its literals are read; None where a factor is bare."""
    found = BARE
    for one in chain:
        if one.measure is None:
            return None
        own = one.target.measure if one.target else one.measure
        found = found * own**one.power
    return found
