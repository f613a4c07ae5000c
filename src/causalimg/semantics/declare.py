"""Declarations become records, and the scope in which everything else is read."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar, cast

from causalimg.diagnostics import Diagnostic
from causalimg.library import units
from causalimg.library.laws import LAWS
from causalimg.library.words import CONSTANT_TYPES
from causalimg.semantics.complaints import article, unknown
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import Expr, Number, Unary
from causalimg.semantics.imports import imported, words_of
from causalimg.semantics.measured import Settler, Wanted
from causalimg.semantics.measures import settle
from causalimg.semantics.model import Constant, Grid, Interval, Kind, Parameter, Variable
from causalimg.semantics.modules import Library, with_modules
from causalimg.semantics.read_types import read_distance, read_sizes, read_type, written_values
from causalimg.semantics.reader import Reader
from causalimg.semantics.resolve import resolve
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import (
    Array,
    Binary,
    Category,
    Count,
    Kspace,
    Mask,
    Ordinal,
    Real,
    Type,
)
from causalimg.semantics.unit_words import unknown_unit, without_unit
from causalimg.source import Source
from causalimg.syntax import tree
from causalimg.syntax.walk import walk as tree_walk

Report = list[Diagnostic]
_T = TypeVar("_T")


def declare(
    file: tree.File,
    source: Source,
    settings: Mapping[str, float],
    report: Report,
    library: Library,
    lost: frozenset[str] = frozenset(),
) -> Scope:
    """Read all declarations of a file, and those of the files that it imports.

    Args:
        file: the tree.
        source: its text.
        settings: values that stand above those of `param`.
        report: where complaints are collected.
        library: finds the files that it imports.
        lost: names about which nothing is known, and nothing said.

    Returns:
        The scope; names whose declaration is wrong are clouded in it.
    """
    functions = imported(file, report)
    scope = Scope(source, functions=functions, words=words_of(file), clouded=lost)
    scope = with_modules(file, scope, settings, report, library, declare)
    scope = _with_constants(file, scope, settings, report)
    scope = _with_grids(file, scope, report)
    scope = _with_variables(file, scope, report)
    scope = _with_numbers(file, scope, report)
    predictors = {
        entry.name.text: scope.variables[entry.target.text].type
        for entry in _entries(file, "predictors", tree.PredictorEntry)
        if entry.target.text in scope.variables
    }
    every = {e.name.text for e in _entries(file, "predictors", tree.PredictorEntry)}
    acts = _entries(file, "interventions", tree.InterventionEntry)
    return replace(
        scope,
        predictors=predictors,
        interventions={entry.name.text: entry for entry in acts},
        clouded=scope.clouded | (every - set(predictors)),
    )


def _entries(file: tree.File, word: str, kind: type[_T]) -> Iterator[_T]:
    yield from (entry for entry in file.block(word) if isinstance(entry, kind))


# ---- params and grids ------------------------------------------------------------------------


def _with_constants(
    file: tree.File, scope: Scope, settings: Mapping[str, float], report: Report
) -> Scope:
    params = [item for item in file.items if isinstance(item, tree.Param)]
    names = [param.name.text for param in params]
    for name in settings:
        if name not in names and name not in scope.constants:
            found = unknown(name, params[0].span if params else file.span, names, what="")
            report.append(
                replace(found, span=None, fix=None, message=f"no param is called `{name}`")
            )
    waiting = {p.name.text: p for p in params if p.name.text not in settings}
    constants = dict(scope.constants) | {
        p.name.text: _constant(p, settings[p.name.text], report)
        for p in params
        if p.name.text in settings
    }
    report.extend(c for p in params for c in without_unit(p.value, f"`{p.name.text}`"))
    progress = True
    while progress:
        progress = False
        for name, param in tuple(waiting.items()):
            value = _param_value(param, replace(scope, constants=constants))
            if value is not None:
                constants[name] = _constant(param, value, report)
                del waiting[name]
                progress = True
    clouded = scope.clouded | frozenset(waiting)
    clouded |= {name for name, one in constants.items() if math.isnan(one.value)}
    known = replace(scope, constants=constants, clouded=clouded)
    for param in waiting.values():
        if not _reads_clouded(param, scope):
            report.extend(_no_constant(param, known))
    own = {name: constants[name] for name in names if name in constants}
    ordered = {**scope.constants, **own}
    return replace(known, constants=ordered)


def _param_value(param: tree.Param, scope: Scope) -> float | None:
    if param.value is None:
        return None
    return evaluate(resolve(Reader(scope, [], "constant"), param.value), scope.constants)


def _reads_clouded(param: tree.Param, scope: Scope) -> bool:
    """Whether its value is built on an import that is wrong itself, and was complained about."""
    read = [part.name.text for part in tree_walk(param) if isinstance(part, tree.Ref)]
    return any(name.partition(".")[0] in scope.clouded for name in read)


def _no_constant(param: tree.Param, scope: Scope) -> list[Diagnostic]:
    name, found = param.name.text, list[Diagnostic]()
    if param.value is None:
        message = f"`{name}` has no value"
        helps = (f"write `= 1`, or give it from outside: `--set {name}=1`",)
        return [Diagnostic("E0209", message, param.span, helps=helps)]
    resolve(Reader(scope, found, "constant"), param.value)
    message = f"the value of `{name}` is not a number"
    return found or [Diagnostic("E0201", message, param.value.span)]


def _constant(param: tree.Param, value: float, report: Report) -> Constant:
    name, word = param.name.text, param.type.name.text
    if word not in CONSTANT_TYPES:
        kinds = "a `param` is `int` or `real`"
        place = "among the types of a param"
        report.append(unknown(word, param.type.span, CONSTANT_TYPES, what=kinds, place=place))
    whole = word == "int"
    if math.isnan(value):
        message = f"`{name}` is set to what is no number"
        report.append(Diagnostic("E0201", message, param.span))
    elif whole and not float(value).is_integer():
        message = f"`{name}` is a whole number, not {value:g}"
        report.append(Diagnostic("E0201", message, param.span))
    return Constant(name, value, whole, param.name.span)


def _with_grids(file: tree.File, scope: Scope, report: Report) -> Scope:
    written = {i.name.text: i for i in file.items if isinstance(i, tree.Grid)}
    read = {name: _grid(item, scope, report) for name, item in written.items()}
    grids = {name: grid for name, grid in read.items() if grid is not None}
    grids = {**scope.grids, **grids}
    return replace(scope, grids=grids, clouded=scope.clouded | (set(read) - set(grids)))


_DISTANCES = tuple(one for one in map(units.parse, ("mm", "px")) if one)


def _grid(item: tree.Grid, scope: Scope, report: Report) -> Grid | None:
    unit, name = item.unit, item.name
    measure = units.parse(unit.text) if unit else None
    if unit and measure is None:
        report.append(unknown_unit(unit))
    elif unit and measure and not any(measure.like(one) for one in _DISTANCES):
        message = f"pixels lie apart by a length, not by {units.describe(measure)}"
        helps = ("write `at 1 mm`, or `at 1 px` where no length is known",)
        report.append(Diagnostic("E0202", message, unit.span, helps=helps))
    extent = read_sizes(item.extent, scope, report)
    step = read_distance(item.spacing, scope, report)
    if len(item.extent) not in {2, 3}:
        message = f"the grid `{name.text}` needs a height and a width, and at most a depth"
        helps = (f"for example `grid {name.text} = 64 x 64 at 5 mm`",)
        report.append(Diagnostic("E0209", message, item.span, helps=helps))
        return None
    text = unit.text if unit else None
    return Grid(name.text, extent, step, text, name.span) if extent and step else None


# ---- variables -------------------------------------------------------------------------------


def _with_variables(file: tree.File, scope: Scope, report: Report) -> Scope:
    docs = _docs(file, scope.source)
    variables: dict[str, Variable] = {}
    declarations: dict[str, tree.Declaration] = {}
    clouded: set[str] = set()
    for entry in _entries(file, "variables", tree.Declaration):
        kind = read_type(entry.type, scope, report)
        role = _role(entry, kind, report)
        unit = _unit(entry, kind, report)
        support = _support(entry, kind, scope, report)
        doc = docs.get(scope.source.place(entry.span.end).line)
        for name in entry.names:
            shown = kind or Real()
            variable = Variable(name.text, role, shown, support, unit, doc, name.span)
            variables.setdefault(name.text, variable)
            declarations.setdefault(name.text, entry)
            clouded.update([name.text] if kind is None else [])
        if kind is None:
            clouded.update(written_values(entry.type))
    return replace(
        scope, variables=variables, declarations=declarations, clouded=scope.clouded | clouded
    )


def _docs(file: tree.File, source: Source) -> dict[int, str]:
    trailing = (comment for comment in file.comments if comment.doc and comment.trailing)
    return {source.place(comment.span.start).line: comment.text.strip() for comment in trailing}


def _role(entry: tree.Declaration, kind: Type | None, report: Report) -> Kind:
    word = entry.role.text if entry.role else "observed"
    name = entry.names[0].text
    if word == "environment" and isinstance(kind, Real | Count | Array):
        message = f"the environment `{name}` needs a list of values"
        helps = ("write `category {north, south}`",)
        report.append(Diagnostic("E0201", message, entry.type.span, helps=helps))
    if word == "selection" and kind is not None and not isinstance(kind, Binary):
        message = f"the selection `{name}` is binary: 1 for the rows that we see"
        helps = ("write `binary`",)
        report.append(Diagnostic("E0201", message, entry.type.span, helps=helps))
    return cast(Kind, word)


def _unit(entry: tree.Declaration, kind: Type | None, report: Report) -> str | None:
    if entry.unit is None:
        return None
    if units.parse(entry.unit.text) is None:
        report.append(unknown_unit(entry.unit))
        return None
    if isinstance(kind, Binary | Category | Ordinal | Mask):
        message = f"`{entry.names[0].text}` has values, not a unit"
        report.append(Diagnostic("E0201", message, entry.unit.span))
        return None
    return entry.unit.text


def _support(
    entry: tree.Declaration | tree.ParameterEntry, kind: Type | None, scope: Scope, report: Report
) -> Interval | None:
    written = entry.support
    if written is None:
        return None
    if isinstance(kind, Binary | Category | Ordinal | Mask):
        message = f"`{entry.names[0].text}` has values, not an interval"
        report.append(Diagnostic("E0201", message, written.span))
        return None
    if isinstance(kind, Kspace):
        message = "complex numbers have no interval to lie in"
        report.append(Diagnostic("E0201", message, written.span, helps=("drop it",)))
        return None
    reader = Reader(scope, report, "constant")
    unit = getattr(entry, "unit", None)
    ends = [_end(reader, end, unit) for end in (written.low, written.high)]
    low, high = (evaluate(end, scope.constants) for end in ends)
    if low is None or high is None:
        return None
    if low >= high:
        message = f"nothing lies between {low:g} and {high:g}"
        helps = (f"write `in [{high:g}, {low:g}]`",) if low > high else ()
        report.append(Diagnostic("E0205", message, written.span, helps=helps))
        return None
    return Interval(low, high, written.low_closed, written.high_closed)


def _end(reader: Reader, end: tree.Expr, unit: tree.Unit | None) -> Expr:
    """An end of a support, in the unit of its declaration."""
    found = resolve(reader, end)
    inner = found.operand if isinstance(found, Unary) else found
    wanted = units.parse(unit.text) if unit else None
    if wanted is None or unit is None:
        return found
    if not isinstance(inner, Number) or inner.unit is None:
        around = Wanted(wanted, unit.text, "the variable", unit.span)
        return settle(found, around, Settler(reader.scope, reader.report))
    own = units.parse(inner.unit)
    if own is None or not own.like(wanted):
        message = f"the variable is measured in {unit.text}, but {inner.value:g} {inner.unit} is "
        message += units.describe(own) if own else "not"
        helps = (f"write `{inner.value:g} {unit.text}`",)
        return reader.poison(Diagnostic("E0202", message, end.span, helps=helps), span=end.span)
    moved = replace(inner, value=own.told_in(wanted, inner.value))
    return replace(found, operand=moved) if isinstance(found, Unary) else moved


# ---- noise and parameters --------------------------------------------------------------------


def _with_numbers(file: tree.File, scope: Scope, report: Report) -> Scope:
    noises: dict[str, Type] = {}
    clouded: set[str] = set()
    for entry in _entries(file, "noise", tree.NoiseEntry):
        kind = read_type(entry.type, scope, report) if entry.type else _drawn_by(entry.law)
        for name in entry.names:
            noises.setdefault(name.text, kind or Real())
            clouded.update([name.text] if kind is None else [])
    parameters: dict[str, Parameter] = {}
    for written in _entries(file, "parameters", tree.ParameterEntry):
        found = read_type(written.type, scope, report)
        if found is not None and not isinstance(found, Real):
            message = f"a parameter is a real number, not {article(written.type.name.text)}"
            report.append(Diagnostic("E0201", message, written.type.span, helps=("write `real`",)))
        support = _support(written, found, scope, report)
        for name in written.names:
            parameters.setdefault(
                name.text, Parameter(name.text, Real(), support, None, name.span)
            )
    return replace(scope, noises=noises, parameters=parameters, clouded=scope.clouded | clouded)


def _drawn_by(law: tree.Law) -> Type:
    """What a noise without a type is: one number per row, of the kind that its law draws."""
    record = LAWS.get(law.name.text)
    kinds: Mapping[str, Type] = {"binary": Binary(), "count": Count()}
    return kinds.get(record.targets[0], Real()) if record else Real()
