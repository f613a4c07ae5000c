"""Questions make sense: what is set, what is seen, and what the data can tell about it."""

from collections.abc import Iterator, Mapping, Sequence

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.semantics.bounds import bounds, law_support, of_variable
from causalimg.semantics.complaints import beside
from causalimg.semantics.covariance import covariance
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import (
    Assignment,
    Binary,
    ConstantRef,
    DrawFrom,
    Expectation,
    Expr,
    Had,
    Number,
    SetTo,
    Sweep,
    Unary,
    VariableRef,
    assigned,
    children,
    variables_in,
    walk,
)
from causalimg.semantics.forms import ARITHMETIC, is_poison
from causalimg.semantics.invert import has_density
from causalimg.semantics.kinds import drawn, fits, inside
from causalimg.semantics.model import (
    Constant,
    Counterfactual,
    Draw,
    Equation,
    Estimand,
    Interval,
    Model,
    Query,
)
from causalimg.semantics.scope import Scope
from causalimg.semantics.supports import check_law
from causalimg.semantics.types import Count
from causalimg.semantics.types import values_of as finite_values
from causalimg.source import Span

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_MOST_RUNGS = 1_000


def check_questions(model: Model, scope: Scope) -> Iterator[Diagnostic]:
    """E0201, E0205, E0209, E0504, W0506 and W0507 over queries and named interventions."""
    for query in model.queries:
        yield from check_question(model, scope, query)
    for intervention in model.interventions:
        yield from check_assignments(model, scope, intervention.assignments)


def check_assignments(
    model: Model, scope: Scope, assignments: tuple[Assignment, ...]
) -> Iterator[Diagnostic]:
    """What is wrong with what is set to what."""
    for one in assignments:
        yield from _set(model, scope, one)


def check_question(model: Model, scope: Scope, query: Query) -> Iterator[Diagnostic]:
    """What is wrong with one question."""
    told: frozenset[Span | None] = frozenset()
    match query:
        case Estimand(value=value):
            roots: tuple[Expr, ...] = (value,)
            outside = tuple(_outside(value, scope))
            yield from outside
            if outside:  # that an average is no condition is said with what stands around it
                told = frozenset(e.span for e in walk(value) if isinstance(e, Expectation))
        case Counterfactual(outputs=outputs, assignments=assignments):
            roots = outputs
            yield from check_assignments(model, scope, assignments)
            yield from _several_ladders(assignments)
    for root in roots:
        yield from (one for one in inside(root, scope) if one.span not in told)
        for node in walk(root):
            yield from _node(model, scope, node)
            if isinstance(node, Expectation):
                yield from _each_by_itself((node.value, *node.conditions))


def _each_by_itself(parts: Sequence[Expr]) -> Iterator[Diagnostic]:
    """E0201 for an average inside another, or inside what is set."""
    for part in parts:
        if isinstance(part, Expectation):
            word = "P(...)" if part.probability else "E[...]"
            message = f"`{word}` is asked of everybody, and here each row is asked by itself"
            helps = ("ask it as a query of its own, and write its number here",)
            yield Diagnostic("E0201", message, part.span, helps=helps)
        else:  # what a world inside it sets is looked at by itself
            inner = (part.value,) if isinstance(part, Had) else children(part)
            yield from _each_by_itself(inner)


def _node(model: Model, scope: Scope, node: Expr) -> Iterator[Diagnostic]:
    if not isinstance(node, Had | Expectation):
        return
    for one in node.assignments:
        yield from _set(model, scope, one)
        if isinstance(one, Sweep):
            message = "a ladder stands directly behind `had`, not inside an expression"
            helps = (f"ask `... had {one.variable} in ... .. ... by ...` as a query of its own",)
            yield Diagnostic("E0201", message, one.span, helps=helps)
    if isinstance(node, Expectation):
        yield from _conditions(model, scope, node)


def _outside(value: Expr, scope: Scope) -> Iterator[Diagnostic]:
    """Variables that stand in an estimand without `E` or `P` around them."""
    if isinstance(value, Expectation):
        return
    if isinstance(value, VariableRef):
        message = f"`{value.name}` differs from row to row, and an estimand is one number"
        helps = (f"average it: `E[{value.name}]`",)
        yield Diagnostic("E0008", message, value.span, helps=helps)
        return
    if not _is_arithmetic(value) and not is_poison(value):
        message = "around `E[...]` and `P(...)` stand numbers and `+ - * / ^` alone"
        helps = ("ask for the parts, and calculate with the answers",)
        if isinstance(value, Unary) and isinstance(value.operand, Expectation):  # `not P(...)`
            helps = (f"write `1 - {scope.source.slice(value.operand.span)}`",)
        yield Diagnostic("E0201", message, value.span, helps=helps)
        return
    for child in children(value):
        yield from _outside(child, scope)


def _is_arithmetic(value: Expr) -> bool:
    match value:
        case Unary(sign=sign):
            return sign == "-"
        case Binary(sign=sign):
            return sign in ARITHMETIC
        case _:
            return isinstance(value, Number | ConstantRef | Had)


# ---- what is set ------------------------------------------------------------------------------


def _set(model: Model, scope: Scope, one: Assignment) -> Iterator[Diagnostic]:
    yield from _each_by_itself(assigned((one,)))
    match one:
        case SetTo(variable=name, value=value):
            yield from inside(value, scope)
            yield from fits(scope, name, value, act=True)
            yield from _beyond(model, scope, name, value, one.span)
        case Sweep(variable=name):
            yield from _ladder(model, scope, one)
        case DrawFrom(variable=name, law=law):
            kind = scope.variables[name].type
            yield from check_law(model, law)
            yield from drawn(scope, name, kind, law)
            yield from covariance(model, law, kind)


def _several_ladders(assignments: tuple[Assignment, ...]) -> Iterator[Diagnostic]:
    ladders = [one for one in assignments if isinstance(one, Sweep)]
    for extra in ladders[1:]:
        message = "one question climbs one ladder"
        others = beside(ladders[0].span, "the first one")
        yield Diagnostic("E0209", message, extra.span, "a second one", others)


def _ladder(model: Model, scope: Scope, one: Sweep) -> Iterator[Diagnostic]:
    constants = _constants(model)
    ends = [evaluate(end, constants) for end in (one.low, one.high, one.step)]
    low, high, step = ends
    if low is None or high is None or step is None:
        if not any(_poisoned(end) for end in (one.low, one.high, one.step)):
            message = "the ends and the step of a ladder are known numbers"
            yield Diagnostic("E0201", message, one.span)
        return
    if step == 0 or (high - low) / step < 0:
        message = f"steps of {step:g} never lead from {low:g} to {high:g}"
        yield Diagnostic("E0209", message, one.step.span, helps=_other_way(scope, one, step))
    elif (high - low) / step > _MOST_RUNGS:
        message = f"this ladder has more than {_MOST_RUNGS} rungs"
        yield Diagnostic("E0209", message, one.span)
    if isinstance(scope.variables[one.variable].type, Count) and not (low + step).is_integer():
        message = f"`{one.variable}` counts 0, 1, 2, ..., and this ladder goes in fractions"
        yield Diagnostic("E0201", message, one.span, helps=("write whole ends and steps: `by 1`",))
    for end in (one.low, one.high):
        yield from _beyond(model, scope, one.variable, end, end.span)


def _other_way(scope: Scope, one: Sweep, step: float) -> tuple[str, ...]:
    """How a ladder gets from one end to the other."""
    low, high, written = (scope.source.slice(end.span) for end in (one.low, one.high, one.step))
    if step == 0:
        return (f"say how far apart the rungs are: `{one.variable} in {low} .. {high} by 0.5`",)
    back = written.removeprefix("-").strip() if step < 0 else f"-{written}"
    turned = f"`{one.variable} in {high} .. {low} by {written}`"
    return f"write the step the other way: `by {back}`", f"or begin at the other end: {turned}"


def _poisoned(expr: Expr) -> bool:
    return any(is_poison(e) for e in walk(expr))


def _beyond(
    model: Model, scope: Scope, name: str, value: Expr, span: Span
) -> Iterator[Diagnostic]:
    """W0507: a value that the declaration excludes."""
    variable = scope.variables[name]
    found = evaluate(value, _constants(model))
    if found is not None and found < 0 and isinstance(variable.type, Count):
        message = f"`{name}` = {found:g} is no count: it is 0 or more"
        yield Diagnostic("W0507", message, span, severity=Severity.WARNING)
        return
    if found is None or variable.support is None or found in variable.support:
        return
    unit = f" {variable.unit}" if variable.unit else ""
    message = f"`{name}` = {found:g}{unit} lies outside its support {variable.support}"
    others = beside(scope.support_span(name), f"where `{name}` was ever seen")
    helps = ("the answer will be an extrapolation; widen the support if you mean it",)
    yield Diagnostic("W0507", message, span, "", others, helps, severity=Severity.WARNING)


def _constants(model: Model) -> Mapping[str, Constant]:
    return {constant.name: constant for constant in model.constants}


# ---- what is seen -----------------------------------------------------------------------------


def _conditions(model: Model, scope: Scope, node: Expectation) -> Iterator[Diagnostic]:
    done = {one.variable: one for one in node.assignments}
    for condition in node.conditions:
        for name in variables_in(condition):
            if name in done:
                message = f"`{name}` is set by `do` and seen at the same time"
                others = beside(done[name].span, "set here")
                helps = ("drop one of the two", f"or ask a counterfactual: `had {name} = ...`")
                yield Diagnostic("E0504", message, condition.span, "seen here", others, helps)
            elif _descends(model, name, frozenset(done)):
                yield _after_the_act(scope, name, done, node, condition.span)
            if _determined(model, name):
                yield _determined_condition(model, scope, name, condition.span)
        yield from impossible_events(model, scope, condition)


def _lies_in(model: Model, name: str) -> Interval:
    """Where a variable lies by its declaration, or else by its law or equation."""
    variable, maker = model.variable(name), model.mechanism(name)
    match maker:
        case Draw(law=law) if variable.support is None:
            return law_support(law, model)
        case Equation(value=value) if variable.support is None:
            return bounds(value, model)
        case _:
            return of_variable(variable)


def _after_the_act(
    scope: Scope, name: str, done: Mapping[str, Assignment], node: Expectation, span: Span
) -> Diagnostic:
    cause = next(iter(done))
    message = f"`{name}` comes after `{cause}`: this asks about those who show it after the act"
    acts = ", ".join(scope.source.slice(one.span) for one in node.assignments)
    seen = ", ".join(scope.source.slice(one.span) for one in node.conditions)
    asked = f"{scope.source.slice(node.value.span)} had {acts} | {seen}"
    written = f"P({asked})" if node.probability else f"E[{asked}]"
    helps = (f"for what is seen before the act, ask `{written}`",)
    return Diagnostic("E0504", message, span, helps=helps, severity=Severity.WARNING)


def _descends(model: Model, name: str, causes: frozenset[str]) -> bool:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        parents = {a.cause for a in model.arrows if a.effect == waiting[-1]}
        waiting.pop()
        if parents & causes:
            return True
        waiting.extend(parents - seen)
        seen |= parents
    return False


def _determined(model: Model, name: str) -> bool:
    """Whether a variable has no law of its own, so that seeing it is an event without mass."""
    maker = model.mechanism(name)
    if not isinstance(maker, Equation) or finite_values(model.variable(name).type):
        return False
    return not maker.noises or not has_density(model, maker)


def _determined_condition(model: Model, scope: Scope, name: str, span: Span) -> Diagnostic:
    # The place of the mechanism can only be shown where the question stands in the same text.
    maker = model.mechanism(name) if scope.source == model.source else None
    message = f"`{name}` is computed from its causes, and seeing it is no event of its own"
    others = beside(maker.span if maker else None, f"makes `{name}`")
    helps = ("condition on its causes instead",)
    return Diagnostic("W0506", message, span, "", others, helps, severity=Severity.WARNING)


def impossible_events(model: Model, scope: Scope, condition: Expr) -> Iterator[Diagnostic]:
    """W0507: events that the declared support excludes, or else the law or the equation.

    Args:
        model: the checked model.
        scope: what the names of the condition stand for.
        condition: of an expectation.
    """
    for node in walk(condition):
        if not isinstance(node, Binary) or node.sign not in _MIRRORED:
            continue
        sign, left, right = node.sign, node.left, node.right
        if isinstance(right, VariableRef):
            sign, left, right = _MIRRORED[sign], right, left
        value = evaluate(right, _constants(model))
        if isinstance(left, VariableRef) and value is not None:
            yield from _event(model, scope, left.name, sign, value, node.span)


def _event(
    model: Model, scope: Scope, name: str, sign: str, value: float, span: Span
) -> Iterator[Diagnostic]:
    kind, support = scope.variables[name].type, _lies_in(model, name)
    if finite_values(kind):
        return
    shown = f"no row has `{scope.source.slice(span)}`"
    if sign == "==" and isinstance(kind, Count) and not value.is_integer():
        message = f"{shown}: `{name}` is a whole number"
        yield Diagnostic("W0507", message, span, severity=Severity.WARNING)
        return
    empty = {
        "==": value not in support,
        "<": value <= support.low,
        "<=": value < support.low,
        ">": value >= support.high,
        ">=": value > support.high,
    }
    if empty.get(sign):
        message = f"{shown}: `{name}` lies in {support}"
        declared = scope.variables[name].support is not None
        others = beside(scope.support_span(name) if declared else None, "its support")
        yield Diagnostic("W0507", message, span, "", others, severity=Severity.WARNING)
