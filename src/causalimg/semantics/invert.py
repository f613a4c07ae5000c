"""The way back from a value to its noise: which equations give their noise back, and how.

An equation gives its noise back if it has one noise of its own, which occurs once and reaches
the value through operations that can be undone; or if all its noises are finite, by trying them.
"""

from dataclasses import dataclass
from typing import Literal

from causalimg.library.functions import find
from causalimg.library.laws import LAWS
from causalimg.semantics.bounds import bounds
from causalimg.semantics.expr import (
    Apply,
    Binary,
    Conditional,
    Expr,
    LearnedFunction,
    Match,
    NoiseRef,
    ParameterRef,
    Unary,
    noises_in,
    variables_in,
    walk,
)
from causalimg.semantics.model import Equation, Model
from causalimg.semantics.types import shape_of, values_of

Side = Literal["left", "right", "only"]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation between the noise and the value.

    Args:
        op: `+ - * / ^`, `odd ^` (of a base that may be negative), `negate`, a function of the
            library, `if` or `match`.
        other: the other operand: for `if` the condition; None for `negate` and functions.
        side: where the noise stands; `only` where there is no other operand.
        branches: for `if` and `match`, the way back within each branch.
        subject: for `match`, the variable that it looks at.
        arms: for `match`, which branch belongs to each of its values.
    """

    op: str
    other: Expr | None = None
    side: Side = "only"
    branches: tuple[tuple["Step", ...], ...] = ()
    subject: str | None = None
    arms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Inverse:
    """The way from a noise to the value: its steps from the noise outward.

    To undo the equation, undo the steps from the last to the first.
    """

    noise: str
    steps: tuple[Step, ...]


def inverse(equation: Equation, model: Model) -> Inverse | None:
    """The way back, or None where there is none.

    A factor that can be zero with positive probability (`disease * u`) closes the way: it may
    vanish if it takes finitely many values, or if zero is a closed end of where it lies.

    Args:
        equation: an equation whose expression is resolved.
        model: the model that it belongs to.
    """
    if len(equation.noises) != 1:
        return None
    noise = equation.noises[0]
    steps = _steps(equation.value, noise, model)
    return None if steps is None else Inverse(noise, steps)


def gives_back(model: Model, equation: Equation) -> bool:
    """Whether the noise of an equation can be found again from its value and its causes."""
    if not equation.noises:
        return True
    if all(is_finite(model, noise) for noise in equation.noises):
        return True
    found = inverse(equation, model)
    return found is not None and _same_shape(model, equation, found.noise)


def is_finite(model: Model, noise: str) -> bool:
    """Whether a named noise takes finitely many values, one per row."""
    entry = model.noise(noise)
    finite = entry.law.law in {"Bernoulli", "Categorical", "OrderedLogistic"}
    uniform = entry.law.law == "Uniform" and not entry.law.arguments
    return (finite or uniform) and not shape_of(entry.type)


def has_density(model: Model, equation: Equation) -> bool:
    """Whether the law of the target given its causes has a density: one noise, a way back."""
    found = inverse(equation, model)
    if found is None or not _same_shape(model, equation, found.noise):
        return False
    return LAWS[model.noise(found.noise).law.law].kind == "continuous"


def _same_shape(model: Model, equation: Equation, noise: str) -> bool:
    """One number of noise for each number of the value: an image needs noise of its shape."""
    target, drawn = model.variable(equation.target).type, model.noise(noise).type
    return shape_of(target) == shape_of(drawn)


def _steps(  # noqa: PLR0911  one line per node type
    expr: Expr, noise: str, model: Model
) -> tuple[Step, ...] | None:
    match expr:
        case NoiseRef(name=name) if name == noise:
            return ()
        case Unary(sign="-", operand=operand):
            return _then(_steps(operand, noise, model), Step("negate"))
        case Binary():
            return _through_operator(expr, noise, model)
        case Apply():
            return _through_function(expr, noise, model)
        case Conditional(condition=condition, yes=yes, no=no) if not noises_in(condition):
            ways = _ways((yes, no), noise, model)
            return None if ways is None else (Step("if", condition, branches=ways),)
        case Match(subject=subject, results=results, arms=arms):
            ways = _ways(results, noise, model)
            step = Step("match", branches=ways or (), subject=subject, arms=arms)
            return None if ways is None else (step,)
        case _:
            return None


def _then(before: tuple[Step, ...] | None, last: Step) -> tuple[Step, ...] | None:
    return None if before is None else (*before, last)


def _ways(
    results: tuple[Expr, ...], noise: str, model: Model
) -> tuple[tuple[Step, ...], ...] | None:
    ways = [_steps(result, noise, model) for result in results]
    found = tuple(way for way in ways if way is not None)
    return found if len(found) == len(ways) else None


def _through_operator(expr: Binary, noise: str, model: Model) -> tuple[Step, ...] | None:
    in_left, in_right = noises_in(expr.left), noises_in(expr.right)
    if (in_left and in_right) or not (in_left or in_right):
        return None
    side: Side = "left" if in_left else "right"
    inner, other = (expr.left, expr.right) if in_left else (expr.right, expr.left)
    match expr.sign:
        case "+" | "-":
            op: str | None = expr.sign
        case "*" | "/":
            op = None if can_vanish(other, model) else expr.sign
        case "^":
            op = _exponential(other, model) if in_right else _power(inner, other, model)
        case _:
            op = None
    return None if op is None else _then(_steps(inner, noise, model), Step(op, other, side))


def _through_function(expr: Apply, noise: str, model: Model) -> tuple[Step, ...] | None:
    function = find(expr.function)
    if function is None or function.inverse is None or len(expr.arguments) != 1:
        return None
    return _then(_steps(expr.arguments[0], noise, model), Step(expr.function))


def _power(base: Expr, exponent: Expr, model: Model) -> str | None:
    """How a power is undone: a constant exponent that is not zero, and one root."""
    power = bounds(exponent, model)
    if not power.low == power.high != 0:
        return None
    if bounds(base, model).low >= 0:
        return "^"
    return "odd ^" if power.low % 2 == 1 else None


def _exponential(base: Expr, model: Model) -> str | None:
    """How a varying exponent is found again: by a logarithm, if the base stays off 0 and 1."""
    reach = bounds(base, model)
    rises = reach.low >= 1 and 1 not in reach
    falls = reach.low >= 0 and 0 not in reach and reach.high <= 1 and 1 not in reach
    return "^" if rises or falls else None


def can_vanish(expr: Expr, model: Model) -> bool:
    """Whether a factor is zero with positive probability, as far as its declaration tells."""
    reach = bounds(expr, model)
    if 0 not in reach:
        return False
    if 0 in {reach.low, reach.high}:
        return True
    return any(can_vanish(part, model) for part in _parts(expr)) or _is_finite(expr, model)


@dataclass(frozen=True, slots=True)
class Vanishing:
    """A factor that closes the way back.

    Args:
        noise: what it is multiplied with.
        factor: it can be zero with positive probability.
        always: whether it is zero whatever the causes are.
    """

    noise: str
    factor: Expr
    always: bool


def vanishing(equation: Equation, model: Model) -> Vanishing | None:
    """The first factor of a noise that can wipe it out, for the words of a complaint.

    Args:
        equation: one that does not give its noise back.
        model: the model that it belongs to.
    """
    for node in walk(equation.value):
        if not (isinstance(node, Binary) and node.sign in {"*", "/"}):
            continue
        for inner, other in ((node.left, node.right), (node.right, node.left)):
            noises = noises_in(inner)
            if noises and not noises_in(other) and can_vanish(other, model):
                reach = bounds(other, model)
                return Vanishing(noises[0], other, reach.low == reach.high == 0)
    return None


def one_way(equation: Equation) -> Apply | None:
    """The first function on the way of a noise that nothing undoes, such as `clip`.

    Args:
        equation: one that does not give its noise back.
    """
    for node in walk(equation.value):
        if isinstance(node, Apply) and noises_in(node):
            function = find(node.function)
            if function is None or function.inverse is None or len(node.arguments) != 1:
                return node
    return None


def _parts(expr: Expr) -> tuple[Expr, ...]:
    """The parts of which one alone can make the whole zero."""
    match expr:
        case Conditional(yes=yes, no=no):
            return (yes, no)
        case Match(results=results):
            return results
        case Binary(sign="*", left=left, right=right):
            return (left, right)
        case Binary(sign="/", left=left) | Unary(sign="-", operand=left):
            return (left,)
        case _:
            return ()


def _is_finite(expr: Expr, model: Model) -> bool:
    """Whether only finite variables make an expression vary."""
    types = [model.variable(name).type for name in variables_in(expr)]
    learned = any(isinstance(e, ParameterRef | LearnedFunction) for e in walk(expr))
    return not learned and all(values_of(kind) for kind in types)
