"""One method for each mechanism: given its causes, the map from its own noise to its value."""

import textwrap
from collections.abc import Iterator

from causalimg.program.code import Code, as_number, tensor
from causalimg.program.emit_expressions import Words, emit, undo
from causalimg.program.emit_laws import base, constraint, distribution, drawn
from causalimg.program.emit_networks import network_bases, network_map
from causalimg.program.layout import WIDTH, closed, spread
from causalimg.program.plan import Plan, Step, file_of, target_type
from causalimg.semantics.model import Draw, Equation, Learned
from causalimg.semantics.types import Binary, Category, Mask, Ordinal, Type, shape_of, values_of

Lines = Iterator[str]
_ONE, _TWO, _THREE = " " * 4, " " * 8, " " * 12


def comment(line: str, text: str, indent: str) -> Lines:
    """The source statement as a comment, over several lines where it is long."""
    broken = textwrap.wrap(
        spread(f"{line}  {text}"),
        WIDTH - len(indent) - 2,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from (f"{indent}# {closed(part)}" for part in broken)


def noise_laws(plan: Plan, names: Words) -> Lines:
    """`noise_laws`: P(U), the law of every exogenous noise."""
    if made_once(plan, names):
        yield f"{_ONE}@once"
    yield f"{_ONE}def noise_laws(self) -> dict[str, Law]:"
    yield f'{_TWO}"""P(U): every exogenous noise with its law, which has no causes."""'
    entries = [
        entry
        for step in sorted(plan.steps, key=lambda s: plan.is_image(s.target))
        for entry in _own_noises(plan, step, names)
    ]
    yield from [f"{_TWO}return {{", *entries, f"{_TWO}}}"] if entries else [f"{_TWO}return {{}}"]


def made_once(plan: Plan, names: Words) -> bool:
    """Whether no law of P(U) has a learned number, so that all can be made once and kept."""
    if not (plan.model.parameters or plan.model.constants):
        return True
    laws = [distribution(noise.law, noise.type, names) for noise in plan.model.noises]
    return not any("self." in law for law in laws)


def _own_noises(plan: Plan, step: Step, names: Words) -> Lines:
    match step.mechanism:
        case Equation(noises=noises):
            for name in noises:
                noise = plan.model.noise(name)
                line = plan.model.source.place(noise.span.start).line
                text = plan.model.source.line(line).strip()
                yield from comment(f"{file_of(plan.model)}:{line}", text, _THREE)
                yield f'{_THREE}"{name}": {distribution(noise.law, noise.type, names)},'
        case Draw() as draw:
            for name in step.noises:
                yield f'{_THREE}"{name}": {base(draw, target_type(plan, step), names)},'
        case Learned():
            for name, law in zip(step.noises, network_bases(plan, step), strict=True):
                yield f'{_THREE}"{name}": {law},'


def mechanism(plan: Plan, step: Step, names: Words) -> Lines:
    """The method of a mechanism."""
    causes = [plan.locals[name] for name in (*step.parents, *step.before)]
    if step.form == "vae":
        causes.append(plan.locals[step.noises[0]])
    parameters = "".join(f", {cause}: Tensor" for cause in causes)
    yield f"{_ONE}def {step.method}(self{parameters}) -> {_kind(step)}:"
    yield from comment(step.line, step.text, _TWO)
    match step.mechanism:
        case Equation() as equation:
            yield from _equation(plan, step, equation, names)
        case Draw() as draw:
            yield f"{_TWO}return {drawn(step, draw, target_type(plan, step), names)}"
        case Learned():
            yield f"{_TWO}return {network_map(plan, step)}"


def _kind(step: Step) -> str:
    kinds = {"invertible": "Invertible", "finite": "FiniteNoise", "lossy": "Deterministic"}
    return "Deterministic" if step.form == "plain" else kinds.get(step.form, "Map")


# ---- equations --------------------------------------------------------------------------------


def _equation(plan: Plan, step: Step, equation: Equation, names: Words) -> Lines:
    kind = target_type(plan, step)
    value = typed(emit(equation.value, names), kind).text
    noises = ", ".join(plan.locals[name] for name in step.noises)
    laws = [_law_of(plan, name, names) for name in step.noises]
    match step.form:
        case "invertible":
            assert step.inverse is not None
            back = undo(step.inverse.steps, names.variable(equation.target), names).text
            yield from _invertible(plan, step, laws[0], value, back)
        case "finite":
            several = ", ".join(laws) + ("," if len(laws) == 1 else "")
            size = values_of(kind)
            more = ", binary=True" if isinstance(kind, Binary) else f", size={len(size)}"
            more = more if size else ""
            yield from _with_function("FiniteNoise", noises, value, f", ({several}){more}")
        case "lossy":
            several = ", ".join(laws) + ("," if len(laws) == 1 else "")
            yield from _with_function("Deterministic", noises, value, f", ({several})")
        case _:
            yield from _with_function("Deterministic", "", value, "")


def _law_of(plan: Plan, name: str, names: Words) -> str:
    """Laws that are kept are looked up; those with learned numbers are made where they serve."""
    if made_once(plan, names):
        return f'self.noise_laws()["{name}"]'
    noise = plan.model.noise(name)
    return distribution(noise.law, noise.type, names)


def typed(code: Code, kind: Type) -> Code:
    """An expression as a tensor of the type of its target."""
    match kind:
        case Binary() if code.constant:
            return Code(f"torch.tensor(float({code.text}))")
        case Binary() if code.holds == "index":
            return Code(f"{code.text}.float()")
        case Category() | Ordinal() | Mask():
            return tensor(code)
        case _:
            return tensor(as_number(code))


def _lambda(parameters: str, value: str) -> str:
    return f"lambda {parameters}: {value}" if parameters else f"lambda: {value}"


def _with_function(make: str, parameters: str, value: str, more: str) -> Lines:
    short = f"{_TWO}return {make}({_lambda(parameters, value)}{more})"
    if _fits(_lambda(parameters, value)):
        yield short
        return
    yield from _defined("value", parameters, value)
    yield ""
    yield f"{_TWO}return {make}(value{more})"


def _invertible(plan: Plan, step: Step, law: str, value: str, back: str) -> Lines:
    noise, target = plan.locals[step.noises[0]], plan.locals[step.target]
    forward, backward = _lambda(noise, value), _lambda(target, back)
    if not _fits(forward):
        yield from _defined("value", noise, value)
        forward = "value"
    if not _fits(backward):
        yield from _defined("noise", target, back)
        backward = "noise"
    variable = plan.model.variable(step.target)
    support = constraint(variable.support)
    event = len(shape_of(variable.type))
    if forward == "value" or backward == "noise":
        yield ""
    parts = [law, forward, backward]
    if support:
        parts.append(f"support={support}")
    if event:
        parts.append(f"event_dim={event}")
    yield f"{_TWO}return Invertible({', '.join(parts)})"


def _fits(text: str) -> bool:
    """Whether a function stays on one line as an argument of its own."""
    return len(_THREE) + len(text) + 1 <= WIDTH


def _defined(name: str, parameters: str, value: str) -> Lines:
    arguments = ", ".join(f"{one}: Tensor" for one in parameters.split(", ") if one)
    yield ""
    yield f"{_TWO}def {name}({arguments}) -> Tensor:"
    yield f"{_THREE}return {value}"
