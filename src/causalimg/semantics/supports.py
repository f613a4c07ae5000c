"""Laws keep to the supports of their targets, and parameters of laws to their ranges."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, product

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.library.functions import find
from causalimg.library.interval import (
    EVERYWHERE,
    NOT_NEGATIVE,
    UNIT,
    Interval,
    apart,
    exactly,
    within,
)
from causalimg.library.laws import LAWS
from causalimg.semantics.bounds import bounds, cut, law_support, of_variable
from causalimg.semantics.complaints import beside
from causalimg.semantics.double_entry import doubtful, values
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import Apply, Binary, Expr, LawCall, noises_in, variables_in, walk
from causalimg.semantics.forms import is_poison
from causalimg.semantics.mechanisms import expressions
from causalimg.semantics.model import Draw, Equation, Mechanism, Model, Variable
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Array, Count, values_of
from causalimg.source import Span

_MOST_CASES = 2_000


def check_supports(model: Model, scope: Scope) -> Iterator[Diagnostic]:
    """E0204, E0205 and E0206 over all mechanisms, noises and priors."""
    typical = _typical(model)
    readable = tuple(_readable(model))
    for mechanism in readable:
        if doubtful(mechanism):
            continue
        if isinstance(mechanism, Draw):
            yield from _draw(model, scope, mechanism)
        elif isinstance(mechanism, Equation):
            yield from _equation(model, typical, scope, mechanism)
    priors = (parameter.prior for parameter in model.parameters)
    for law in (*(noise.law for noise in model.noises), *filter(None, priors)):
        if not any(is_poison(e) for value in expressions(law) for e in walk(value)):
            yield from check_law(model, law)
    for value in (value for mechanism in readable for value in values(mechanism)):
        yield from _domains(model, value)


def _readable(model: Model) -> Iterator[Mechanism]:
    """The mechanisms of whose noises all laws could be read: of another nothing has a reach."""
    known = {noise.name for noise in model.noises}
    for mechanism in model.mechanisms:
        if all(known.issuperset(noises_in(value)) for value in values(mechanism)):
            yield mechanism


def _draw(model: Model, scope: Scope, draw: Draw) -> Iterator[Diagnostic]:
    sums = list(_probabilities(model, draw))
    # Shares in percent are out of range one by one as well: that is said once.
    yield from (d for d in check_law(model, draw.law) if not sums or d.code != "E0205")
    yield from sums
    yield from _leaves(model, scope, model.variable(draw.target), draw.law)


# ---- E0204: draws and equations leave their support ------------------------------------------


def _leaves(model: Model, scope: Scope, variable: Variable, law: LawCall) -> Iterator[Diagnostic]:
    if variable.support is None or values_of(variable.type):
        return
    drawn = law_support(law, model)
    if within(drawn, variable.support) or math.isnan(drawn.low):
        return
    unit = f" {variable.unit}" if variable.unit else ""
    label = f"draws from {drawn}{unit}"
    others = beside(scope.support_span(variable.name), f"but `{variable.name}` lives here")
    message = f"`{variable.name}` can leave its support"
    helps, fix = _ways_out(scope, variable, law)
    yield Diagnostic("E0204", message, law.span, label, others, helps, fix=fix)


def _beyond(variable: Variable) -> str:
    """The other way out: the declaration is what is wrong."""
    if variable.support is None:
        return f"if `{variable.name}` may lie below 0, it is no count: declare it as `real`"
    shown = f"`in {variable.support}`"
    return f"if `{variable.name}` may lie beyond, widen {shown} in its declaration, or drop it"


def _ways_out(
    scope: Scope, variable: Variable, law: LawCall
) -> tuple[tuple[str, ...], Fix | None]:
    name, support = variable.name, variable.support
    if isinstance(variable.type, Array):
        written = f"write an equation that keeps to it: `{name} := sigmoid(... + noise)`"
        return (written, _beyond(variable)), None
    if LAWS[law.law].kind == "discrete":
        return (f"drop `in {support}`: {law.law} counts 0, 1, 2, ... without end",), None
    if law.truncated:
        return (f"cut it where `{name}` lives: `truncated {support}`", _beyond(variable)), None
    text = scope.source.slice(law.span)
    end = Span(law.span.end, law.span.end)
    return (
        f"cut the tails: `{name} ~ {text} truncated {support}`",
        f"or learn the shape: `{name} ~ flow()` keeps to the support by construction",
        _beyond(variable),
    ), Fix(end, f" truncated {support}", sure=False)


def _equation(model: Model, held: Model, scope: Scope, equation: Equation) -> Iterator[Diagnostic]:
    """An equation leaves the support for certain, or by its noise at a typical place."""
    variable = model.variable(equation.target)
    support = NOT_NEGATIVE if isinstance(variable.type, Count) else None
    support = variable.support or support
    if support is None:
        return
    reach = bounds(equation.value, model)
    others = beside(scope.support_span(variable.name), f"but `{variable.name}` lives here")
    if apart(reach, support):
        message = f"`{variable.name}` lies outside its support"
        label, beyond = f"lies in {reach}", (_beyond(variable),)
        yield Diagnostic("E0204", message, equation.value.span, label, others, beyond)
        return
    noises = noises_in(equation.value)
    typical = bounds(equation.value, held)
    if len(noises) == len(set(noises)) > 0 and not within(typical, support):
        message = f"`{variable.name}` can leave its support"
        inside = (_inside(equation, support),) if variable.support else ()
        helps = (*inside, _beyond(variable))
        label = f"lies in {typical} for typical causes"
        yield Diagnostic("E0204", message, equation.value.span, label, others, helps)


def _inside(equation: Equation, support: Interval) -> str:
    """How an equation keeps to a support."""
    low, high = support.low, support.high
    if math.isfinite(low) and math.isfinite(high):
        shown = (
            "sigmoid(...)" if (low, high) == (0, 1) else f"{low:g} + {high - low:g} * sigmoid(...)"
        )
        return f"squeeze it: `{equation.target} := {shown}`"
    edge = f"{low:g} + exp(...)" if math.isfinite(low) else f"{high:g} - exp(...)"
    return f"keep it on its side: `{equation.target} := {edge.removeprefix('0 + ')}`"


def _typical(model: Model) -> Model:
    """The model with every variable held at one typical value, so that only noise varies."""
    held = tuple(replace(v, support=exactly(_middle(of_variable(v)))) for v in model.variables)
    return replace(model, variables=held)


def _middle(reach: Interval) -> float:
    if math.isfinite(reach.low) and math.isfinite(reach.high):
        return (reach.low + reach.high) / 2
    if math.isfinite(reach.low):
        return reach.low + 1
    return reach.high - 1 if math.isfinite(reach.high) else 1.0


# ---- E0205: parameters and arguments in their range ------------------------------------------


def check_law(model: Model, law: LawCall) -> Iterator[Diagnostic]:
    """E0205 for the parameters of one law."""
    record = LAWS[law.law]
    for name, value in law.arguments:
        parameter = record.parameter(name)
        if parameter or law.law == "Categorical":
            allowed = parameter.range if parameter else UNIT
            yield from _in_range(law, name, value, bounds(value, model), allowed)
    yield from _rising(model, law.cuts)
    # The words of a category may be called so too: those are shares, not ends.
    low, high = (law.argument(end) if record.parameter(end) else None for end in ("low", "high"))
    if low is not None and high is not None:
        yield from _in_order(model, law, low, high)
    if law.truncated:
        yield from _in_order(model, law, *law.truncated)
        whole = record.support({n: bounds(v, model) for n, v in law.arguments})
        kept = cut(law, model)
        if kept is not None and apart(kept, whole):
            message = f"`{law.law}` has nothing in {kept}"
            yield Diagnostic("E0205", message, law.span)


def _in_range(
    law: LawCall, name: str, value: Expr, reach: Interval, allowed: Interval
) -> Iterator[Diagnostic]:
    if apart(reach, allowed):
        found = f"{reach.low:g}" if reach.low == reach.high else f"in {reach}"
        message = f"`{name}` of `{law.law}` is {found}, but it has to lie in {allowed}"
        yield Diagnostic("E0205", message, value.span, helps=_instead(name, reach, allowed))
    elif not within(reach, allowed):
        message = f"`{name}` of `{law.law}` can leave {allowed}"
        helps = _squeeze(law, name, allowed)
        level = Severity.WARNING
        label = f"lies in {reach}"
        yield Diagnostic("E0205", message, value.span, label, helps=helps, severity=level)


def _instead(name: str, reach: Interval, allowed: Interval) -> tuple[str, ...]:
    """What a number out of range may have been meant to be."""
    if reach.low != reach.high:
        return ()
    if allowed == UNIT and 2 <= reach.low <= 100:
        return (f"write a share: `{reach.low / 100:g}`",)
    if name in ("sd", "scale") and reach.low <= 0:
        return ("a spread is above 0, and counted like the variable, not squared",)
    return ()


def _squeeze(law: LawCall, name: str, allowed: Interval) -> tuple[str, ...]:
    if law.law == "Bernoulli":
        return ("give the log odds instead: `Bernoulli(logit = ...)`",)
    if law.law == "Categorical":
        return (f"make it a share of a sum: `{name} = exp(a) / (exp(a) + exp(b) + ...)`",)
    if math.isfinite(allowed.high):
        return (f"squeeze it: `{name} = sigmoid(...)`",)
    return (f"keep it positive: `{name} = exp(...)`",)


def _in_order(model: Model, law: LawCall, low: Expr, high: Expr) -> Iterator[Diagnostic]:
    if bounds(low, model).low >= bounds(high, model).high:
        message = f"the ends of `{law.law}` stand the wrong way round, or together"
        yield Diagnostic("E0205", message, low.span | high.span)


_RISING = "write it as `before + gap`, with `parameters { gap : real in (0, inf) }`"


def _rising(model: Model, cuts: tuple[Expr, ...]) -> Iterator[Diagnostic]:
    for left, right in pairwise(cuts):
        gap = _gap(model, left, right)
        if gap.low > 0 or (gap.low == 0 and not gap.low_closed):
            continue
        message = "a cut point has to lie above the one before it"
        label = ("lies" if gap.high <= 0 else "can lie") + " below it, or on it"
        helps = () if gap.high <= 0 else (_RISING,)
        yield Diagnostic("E0205", message, right.span, label, beside(left.span, "before"), helps)


def _gap(model: Model, left: Expr, right: Expr) -> Interval:
    """How far one cut point lies above the other; `a + b` lies b above a."""
    match right:
        case Binary(sign="+", left=base, right=more) if base == left:
            return bounds(more, model)
        case Binary(sign="+", left=more, right=base) if base == left:
            return bounds(more, model)
        case _:
            return bounds(Binary("-", right, left), model)


def _domains(model: Model, value: Expr) -> Iterator[Diagnostic]:
    for node in walk(value):
        function = find(node.function) if isinstance(node, Apply) else None
        if not isinstance(node, Apply) or function is None:
            continue
        slots = [slot.range for slot in function.slots]
        slots[0] = function.domain if function.domain != EVERYWHERE else slots[0]
        for argument, allowed in zip(node.arguments, slots, strict=True):
            reach = bounds(argument, model)
            if apart(reach, allowed):
                message = f"`{function.name}` takes a number in {allowed}"
                label = f"lies in {reach}"
                yield Diagnostic("E0205", message, argument.span, label)


# ---- E0206: probabilities add up -------------------------------------------------------------


def _probabilities(model: Model, draw: Draw) -> Iterator[Diagnostic]:
    law = draw.law
    if law.law != "Categorical":
        return
    read = dict.fromkeys(n for _, value in law.arguments for n in variables_in(value))
    sizes = [len(values_of(model.variable(name).type)) for name in read]
    if 0 in sizes or math.prod(sizes) > _MOST_CASES:
        return
    for case in product(*(range(size) for size in sizes)):
        at = dict(zip(read, map(float, case), strict=True))
        found = _sum(model, law, at)
        if found is not None and abs(found[0] - 1) > 1e-6:
            yield _not_one(model, draw, at, *found)
            return


def _sum(model: Model, law: LawCall, at: Mapping[str, float]) -> tuple[float, str] | None:
    constants = {constant.name: constant for constant in model.constants}
    parts = [evaluate(value, constants, at) for _, value in law.arguments]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    total = math.fsum(known)
    return total, f"{' + '.join(f'{part:g}' for part in known)} = {total:g}"


def _not_one(
    model: Model, draw: Draw, at: Mapping[str, float], total: float, written: str
) -> Diagnostic:
    words = [f"{n} is {values_of(model.variable(n).type)[int(i)]}" for n, i in at.items()]
    where = f" where {' and '.join(words)}" if words else ""
    message = f"the probabilities of `{draw.target}` add up to {total:g}{where}, not 1"
    return Diagnostic("E0206", message, draw.law.span, written, helps=_shares(draw, at, total))


def _shares(draw: Draw, at: Mapping[str, float], total: float) -> tuple[str, ...]:
    word, last = draw.law.arguments[-1]
    if abs(total - 100) < 1:
        return ("write shares, not percent: `0.7` instead of `70`",)
    rest = 1 - total + (evaluate(last, {}, at) or 0.0)
    # With causes the rest differs from case to case, and no one number mends it.
    return (f"where `{word}` takes the rest, it is {rest:.6g}",) if not at and 0 < rest < 1 else ()
