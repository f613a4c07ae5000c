"""Networks in the text: how they are made, called, and asked about codes and densities."""

from collections.abc import Iterable, Iterator
from math import inf, log

from causalimg.library.networks import NETWORKS
from causalimg.program.code import argument, number
from causalimg.program.emit_laws import coupling, discrete_base
from causalimg.program.exports import alias
from causalimg.program.names import keywords, network_call
from causalimg.program.plan import Function, Plan, Step, target_type
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import Binary as Operation
from causalimg.semantics.expr import ConstantRef, Expr
from causalimg.semantics.model import Draw, Equation, Learned, Variable
from causalimg.semantics.types import (
    Binary,
    Category,
    Image,
    Kspace,
    Mask,
    Ordinal,
    Type,
    Vector,
    shape_of,
    values_of,
)

_MOVED_BY_THEIR_MEAN = frozenset({"Normal", "StudentT", "Laplace"})


# ---- making -----------------------------------------------------------------------------------


def network_made(  # noqa: PLR0911  one line per form
    plan: Plan, step: Step
) -> str:
    """The network of a mechanism, or its cut points, as `__init__` makes them."""
    mechanism = step.mechanism
    if not isinstance(mechanism, Learned):
        return _cuts(len(values_of(target_type(plan, step))))
    name = f'"{step.target}"'
    given = _optional_given(plan, step.parents)
    options = list(_options(plan, mechanism))
    variable = plan.model.variable(step.target)
    match step.form:
        case "table" | "choice":
            make = "Table" if step.form == "table" else "Choice"
            binary = ["binary=True"] if isinstance(variable.type, Binary) else []
            size = f"values={_size(variable)}"
            first = [f"first={variable.counts[0]}"] if variable.counts else []
            via = f'via="{coupling(mechanism, variable.type)}"'
            straight = ["layers=0"] if mechanism.network == "linear" else []
            return _call(make, [name, size, *given, *binary, *first, via, *options, *straight])
        case "flow" if NETWORKS[mechanism.network].module is not None:
            return _foreign(mechanism, variable, [name, *given, *options])
        case "flow" if isinstance(variable.type, Vector):
            bounds = f"support={_bounds(variable)}"
            return _call(
                "VectorFlow", [name, f"size={variable.type.size}", bounds, *given, *options]
            )
        case "flow":
            return _call("Flow", [name, f"support={_bounds(variable)}", *given, *options])
        case "joint":
            return _call("Joint", [_targets(plan, mechanism.targets), *given, *options])
        case _:
            shape = f"shape={shape_of(variable.type)}"
            return _call("Vae", [name, shape, *_skin(variable), *given, *options])


def _foreign(mechanism: Learned, variable: Variable, arguments: list[str]) -> str:
    """A network of another package: see `causalimg.library.extension.Extension`."""
    kind = variable.type
    shape = [f"shape={kind.shape}"] if isinstance(kind, Image) else []
    size = [f"size={kind.size}"] if isinstance(kind, Vector) else []
    make = f"{alias(NETWORKS[mechanism.network].module or '')}.{mechanism.network}"
    first, *rest = arguments
    return _call(make, [first, *shape, *size, f"support={_bounds(variable)}", *rest])


def _skin(variable: Variable) -> list[str]:
    """What a picture network paints."""
    match variable.type:
        case Mask(labels):
            return [f"labels={len(labels)}"]
        case Kspace():
            return ["waves=True"]
        case _:
            return [f"support={_bounds(variable)}"]


def function_made(plan: Plan, function: Function) -> str:
    """A `linear` or `mlp` as `__init__` makes it."""
    expr = function.expr
    target = [f'target="{function.step.target}"'] if _moves(function) else []
    given = _given(plan, expr.inputs)
    make = "Linear" if expr.function == "linear" else "Mlp"
    return _call(make, [given, *_read(plan, expr.options), *target])


def _call(function: str, arguments: Iterable[str]) -> str:
    return f"{function}({', '.join(arguments)})"


def _moves(function: Function) -> bool:
    """Whether the function says where its target lies, in the units of the target."""
    match function.step.mechanism:
        case Draw(law=law) if law.law in _MOVED_BY_THEIR_MEAN:
            return law.argument("mean") == function.expr
        case Equation(value=value):
            return function.expr in _summands(value)
        case _:
            return False


def _summands(value: Expr) -> Iterator[Expr]:
    match value:
        case Operation(sign="+", left=left, right=right):
            yield from (*_summands(left), *_summands(right))
        case _:
            yield value


def _options(plan: Plan, mechanism: Learned) -> Iterator[str]:
    yield from _read(plan, mechanism.options)


def _read(plan: Plan, options: tuple[tuple[str, Expr], ...]) -> Iterator[str]:
    """Options as written: a `param` by its name, everything else as a number."""
    known = {c.name: c for c in plan.model.constants}
    for name, expr in options:
        if isinstance(expr, ConstantRef):
            yield f"{name}={plan.attributes[expr.name]}"
        else:
            value = evaluate(expr, known)
            yield f"{name}={number(value if value is not None else 0.0).text}"


def _cuts(size: int) -> str:
    """Cut points that start where all values are alike."""
    starts = ", ".join(f"{log(j / (size - j)):.4f}" for j in range(1, size))
    return f"PyroParam(torch.tensor([{starts}]), constraint=constraints.ordered_vector)"


# ---- what a network is given ------------------------------------------------------------------


def _optional_given(plan: Plan, parents: tuple[str, ...]) -> list[str]:
    return [f"given={_given(plan, parents)}"] if parents else []


def _given(plan: Plan, parents: tuple[str, ...]) -> str:
    encodings = {name: _encoding(plan.model.variable(name)) for name in parents}
    return f"Given({', '.join(keywords(encodings))})"


def _encoding(variable: Variable) -> str:  # noqa: PLR0911  one line per type
    match variable.type:
        case Binary():
            return "Flag()"
        case Category(values) | Ordinal(values):
            return f"OneHot({len(values)})"
        case Vector(size):
            return f"Vectors({size})"
        case Mask(labels) as kind:
            return f"Seen({kind.shape}, labels={len(labels)})"
        case Kspace() as kind:
            return f"Seen({kind.shape}, waves=True)"
        case Image() as kind:
            return f"Seen({kind.shape})"
        case _:
            return f"Scaled({_ends(variable)})"


def _targets(plan: Plan, targets: tuple[str, ...]) -> str:
    entries = (f'"{name}": {_target(plan.model.variable(name))}' for name in targets)
    return "{" + ", ".join(entries) + "}"


def _target(variable: Variable) -> str:
    match variable.type:
        case Binary():
            return "Finite(2, binary=True)"
        case Category(values) | Ordinal(values):
            return f"Finite({len(values)})"
        case _:
            return f"Real({_ends(variable)})"


def _limits(variable: Variable) -> tuple[float, float]:
    support = variable.support
    return (support.low, support.high) if support else (-inf, inf)


def _ends(variable: Variable) -> str:
    low, high = _limits(variable)
    if high == inf:
        return "" if low == -inf else argument(number(low))
    return f"{argument(number(low))}, {argument(number(high))}"


def _bounds(variable: Variable) -> str:
    low, high = (argument(number(end)) for end in _limits(variable))
    return f"({low}, {high})"


# ---- calling ----------------------------------------------------------------------------------


def network_map(plan: Plan, step: Step) -> str:
    """The map of a learned mechanism from its causes."""
    network = f"self.{step.module}"
    match step.form:
        case "vae":
            code = plan.locals[step.noises[0]]
            return _call(f"{network}.decode", [code, *keywords(_causes(plan, step))])
        case "joint":
            return network_call(network, _causes(plan, step), f'"{step.target}"')
        case _:
            return network_call(network, _causes(plan, step))


def encoded(plan: Plan, step: Step) -> str:
    """What the encoder says about the code of a picture."""
    image = plan.locals[step.target]
    return _call(f"self.{step.module}.encode", [image, *keywords(_causes(plan, step))])


def bound(plan: Plan, step: Step) -> str:
    """The lower bound of a picture's log density."""
    image = plan.locals[step.target]
    return _call(f"self.{step.module}.elbo", [image, *keywords(_causes(plan, step))])


def _causes(plan: Plan, step: Step) -> dict[str, str]:
    return {name: plan.locals[name] for name in (*step.parents, *step.before)}


def network_bases(plan: Plan, step: Step) -> tuple[str, ...]:
    """The laws of the noises of a learned mechanism."""
    kind = target_type(plan, step)
    match step.form:
        case "vae":
            return f"self.{step.module}.code", _pixel_noise(kind)
        case "flow" if shape_of(kind):
            return (f"standard.normal({shape_of(kind)})",)
        case "table" | "choice" | "joint" if size := _size(plan.model.variable(step.target)):
            assert isinstance(step.mechanism, Learned)
            via = "gumbel_max" if step.form == "joint" else coupling(step.mechanism, kind)
            return (discrete_base(via, size),)
        case _:
            return ("standard.normal()",)


def _size(variable: Variable) -> int:
    """How many values a variable has; 0 where they are not finitely many."""
    return len(values_of(variable.type) or variable.counts)


def _pixel_noise(kind: Type) -> str:
    match kind:
        case Mask(labels) as mask:
            return f"standard.labels({len(labels)}, {mask.shape})"
        case Kspace() as waves:
            return f"standard.complex_normal({waves.shape})"
        case _:
            return f"standard.normal({shape_of(kind)})"
