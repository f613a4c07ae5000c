"""Expressions of a model as Python over tensors, and the way back through an equation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from causalimg.diagnostics import CausalimgInternalError
from causalimg.library.functions import PICTURES, find
from causalimg.program.code import (
    ADD,
    AND,
    ATOM,
    COMPARE,
    MULTIPLY,
    OR,
    POWER,
    SIGN,
    Code,
    Holds,
    argument,
    as_number,
    as_truth,
    call,
    infix,
    inside,
    number,
    power,
    tensor,
    together,
)
from causalimg.program.emit_imaging import imaging
from causalimg.program.names import network_call
from causalimg.program.plan import Plan
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    ConstantRef,
    Expr,
    GridRef,
    LearnedFunction,
    Listed,
    Match,
    NoiseRef,
    Number,
    ParameterRef,
    Unary,
    VariableRef,
)
from causalimg.semantics.invert import Step as Operation
from causalimg.semantics.types import Category, Image, Kspace, Mask, Ordinal, Type, Vector

_TORCH = {
    "exp": "torch.exp",
    "log": "torch.log",
    "sqrt": "torch.sqrt",
    "square": "squared",
    "sigmoid": "torch.sigmoid",
    "logit": "torch.logit",
    "softplus": "softplus",
    "softplus_inverse": "softplus_inverse",
    "tanh": "torch.tanh",
    "atanh": "torch.atanh",
    "abs": "torch.abs",
}
_OPPOSITE = {"+": "-", "-": "+", "*": "/", "/": "*"}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Words:
    """What the names of a model are called in the text.

    Args:
        plan: gives every name.
        functions: the attribute of each learned function, by its key.
    """

    plan: Plan
    functions: Mapping[str, str]

    def variable(self, name: str) -> Code:
        """A variable as a local of a method."""
        return self._typed(name, self.plan.model.variable(name).type)

    def noise(self, name: str) -> Code:
        """A named noise as a local of a method."""
        return self._typed(name, self.plan.model.noise(name).type)

    def attribute(self, name: str) -> str:
        """A parameter or a constant of the class."""
        return f"self.{self.plan.attributes[name]}"

    def _typed(self, name: str, kind: Type) -> Code:
        word = self.plan.locals[name]
        match kind:
            case Mask():
                return Code(word, holds="index", event=len(kind.shape))
            case Image() | Kspace() | Vector():
                return Code(word, event=len(kind.shape))
            case Category() | Ordinal():
                return Code(word, holds="index")
            case _:
                return Code(word)


def words(plan: Plan) -> Words:
    """The names of a plan."""
    return Words(plan, {f.expr.key: f.attribute for f in plan.functions})


def emit(expr: Expr, names: Words) -> Code:  # noqa: C901, PLR0911, PLR0912  a line per node
    """Python for a resolved expression."""
    match expr:
        case Number(value=value):
            return number(value)
        case CategoryValue(index=index):
            return Code(str(index), holds="word")
        case VariableRef(name=name):
            return names.variable(name)
        case NoiseRef(name=name):
            return names.noise(name)
        case ParameterRef(name=name):
            return Code(names.attribute(name))
        case ConstantRef(name=name):
            return Code(names.attribute(name), holds="scalar")
        case GridRef(name=name):
            return Code(repr(names.plan.model.grid(name).extent), holds="scalar")
        case Listed(items=items):
            return listed([emit(one, names) for one in items])
        case LearnedFunction():
            return _learned(expr, names)
        case Unary(sign="-", operand=operand):
            return negative(as_number(emit(operand, names)))
        case Unary(operand=operand):
            return _not(as_truth(emit(operand, names)))
        case Binary(sign=sign, left=left, right=right):
            return binary(sign, emit(left, names), emit(right, names))
        case Conditional(condition=condition, yes=yes, no=no):
            return where(emit(condition, names), emit(yes, names), emit(no, names))
        case Match(subject=subject, results=results, arms=arms):
            return select(names.variable(subject), [emit(one, names) for one in results], arms)
        case Apply(arguments=arguments):
            return _applied(expr, [emit(one, names) for one in arguments], names)
        case _:
            raise CausalimgInternalError(f"a mechanism cannot hold {expr!r}")


def _learned(expr: LearnedFunction, names: Words) -> Code:
    given = {name: names.variable(name).text for name in expr.inputs}
    return Code(network_call(f"self.{names.functions[expr.key]}", given))


def listed(items: list[Code]) -> Code:
    """Numbers side by side, a vector; vectors side by side, a matrix of literals."""
    event = 1 + max((one.event for one in items), default=0)
    numbers = [as_number(one) for one in items]
    if all(code.constant or code.literal for code in numbers):
        written = ", ".join(code.literal or argument(code) for code in numbers)
        return Code(f"torch.tensor([{written}])", event=event, literal=f"[{written}]")
    return Code(f"stacked({', '.join(argument(code) for code in numbers)})", event=event)


def negative(code: Code) -> Code:
    """A number with the other sign."""
    # A power in brackets, as formatters write it: `-(x**2)`.
    operand = f"({code.text})" if code.binds == POWER else inside(code, SIGN)
    return Code(f"-{operand}", SIGN, code.holds, code.event)


def _not(truth: Code) -> Code:
    if truth.holds == "fact":
        return Code(f"bool(1 - {inside(truth, MULTIPLY)})", holds="fact")
    return Code(f"~{inside(truth, SIGN)}", SIGN, "truth", truth.event)


def binary(sign: str, left: Code, right: Code) -> Code:
    """An operation of two operands."""
    if sign in {"and", "or"}:
        left, right = tensor(as_truth(left)), tensor(as_truth(right))
        return infix(
            "&" if sign == "and" else "|", left, right, AND if sign == "and" else OR, "truth"
        )
    left, right = as_number(left), as_number(right)
    if sign in _COMPARISONS:
        return _compared(sign, left, right)
    if sign == "^":
        return power(left, right)
    return infix(sign, left, right, ADD if sign in "+-" else MULTIPLY)


def _compared(sign: str, left: Code, right: Code) -> Code:
    # Both sides need brackets of their own, since Python chains comparisons.
    (left, right), event = together(left, right)
    text = f"{inside(left, COMPARE + 1)} {sign} {inside(right, COMPARE + 1)}"
    return Code(text, COMPARE, "fact" if left.constant and right.constant else "truth", event)


def where(condition: Code, yes: Code, no: Code) -> Code:
    """`if condition then yes else no`, for each row or pixel."""
    test = tensor(as_truth(condition))
    (test, *branches), event = together(test, *_alike([yes, no]))
    return call("torch.where", test, *branches, holds=_kind(branches), event=event)


def select(subject: Code, results: list[Code], arms: tuple[int, ...]) -> Code:
    """A complete `match`: the result that belongs to the value of the subject."""
    (subject, *branches), event = together(subject, *_alike(results))
    shared = [] if len(arms) == len(results) else [Code(f"arms={arms!r}")]
    return call("select", subject, *branches, *shared, holds=_kind(branches), event=event)


def _alike(results: list[Code]) -> list[Code]:
    """Results of different branches: numbers, unless all are truths."""
    truths = all(code.holds in {"truth", "fact"} for code in results)
    return [tensor(code) for code in results] if truths else [as_number(c) for c in results]


def _kind(results: list[Code]) -> Holds:
    kinds = {code.holds for code in results}
    if kinds == {"truth"}:
        return "truth"
    return "index" if kinds <= {"index", "word"} else "number"


# ---- functions --------------------------------------------------------------------------------


def _applied(expr: Apply, arguments: list[Code], names: Words) -> Code:
    """A function of the library: of the imaging modules by name, of the core in its own words."""
    found = find(expr.function)
    if found is not None and (found.module is not None or expr.function in PICTURES):
        return imaging(found, expr, arguments, names.plan.model)
    return apply(expr.function, arguments)


def apply(function: str, arguments: list[Code]) -> Code:
    """A function of the core."""
    if function in _TORCH:
        one = tensor(as_number(arguments[0]))
        return call(_TORCH[function], one, event=one.event)
    if function not in _CORE:
        raise CausalimgInternalError(f"the emitter knows no function `{function}`")
    return _CORE[function](*(as_number(one) for one in arguments))


def _least(left: Code, right: Code) -> Code:
    return _bounded("torch.minimum", "max", left, right)


def _greatest(left: Code, right: Code) -> Code:
    return _bounded("torch.maximum", "min", left, right)


def _bounded(function: str, keyword: str, left: Code, right: Code) -> Code:
    left, right = (right, left) if left.constant else (left, right)
    (left, right), event = together(tensor(left), right)
    if right.constant:
        return Code(f"torch.clamp({left.text}, {keyword}={argument(right)})", event=event)
    return call(function, left, right, event=event)


def _clip(value: Code, low: Code, high: Code) -> Code:
    if low.constant and high.constant:
        return call("torch.clamp", tensor(value), low, high, event=value.event)
    return _least(_greatest(value, low), high)


def _mean(image: Code) -> Code:
    return _over_all("mean", image)


def _sum(image: Code) -> Code:
    return _over_all("sum", image)


def _over_all(method: str, image: Code) -> Code:
    places = ", ".join(str(-place) for place in range(image.event, 0, -1))
    dims = f"({places})" if image.event > 1 else places
    return Code(f"{inside(image, ATOM)}.{method}({dims})")


def _median(image: Code) -> Code:
    dims = "" if image.event == 3 else f", {image.event}"
    return Code(f"median({image.text}{dims})")


def _element(vector: Code, place: Code) -> Code:
    at = str(int(place.text) - 1) if place.text.isdigit() else f"int({place.text}) - 1"
    return Code(f"{inside(vector, ATOM)}[..., {at}]")


def _dot(left: Code, right: Code) -> Code:
    return Code(f"({infix('*', left, right, MULTIPLY).text}).sum(-1)")


_CORE: Mapping[str, Callable[..., Code]] = {
    "min": _least,
    "max": _greatest,
    "clip": _clip,
    "mean": _mean,
    "median": _median,
    "sum": _sum,
    "element": _element,
    "dot": _dot,
}


# ---- the way back -----------------------------------------------------------------------------


def undo(operations: tuple[Operation, ...], value: Code, names: Words) -> Code:
    """The noise behind a value: the operations undone, from the last to the first."""
    for operation in reversed(operations):
        value = _undone(operation, value, names)
    return value


def _undone(operation: Operation, value: Code, names: Words) -> Code:
    if operation.op == "negate":
        return negative(value)
    if operation.op in {"if", "match"}:
        return _undone_in_branches(operation, value, names)
    if operation.other is None:
        found = find(operation.op)
        assert found is not None
        assert found.inverse is not None
        return apply(found.inverse, [value])
    return _undone_operator(operation, value, as_number(emit(operation.other, names)))


def _undone_operator(operation: Operation, value: Code, other: Code) -> Code:
    match operation.op, operation.side:
        case "odd ^", _:
            return call("odd_root", value, other, event=value.event)
        case "^", "right":
            return binary("/", apply("log", [value]), apply("log", [other]))
        case "^", _:
            return call("positive_root", value, other, event=value.event)
        case ("+" | "*", _) | (_, "left"):
            return binary(_OPPOSITE[operation.op], value, other)
        case _:
            return binary(operation.op, other, value)


def _undone_in_branches(operation: Operation, value: Code, names: Words) -> Code:
    ways = [undo(branch, value, names) for branch in operation.branches]
    if operation.subject is not None:
        return select(names.variable(operation.subject), ways, operation.arms)
    assert operation.other is not None
    return where(emit(operation.other, names), *ways)
