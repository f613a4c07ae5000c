"""From a checked model to the ordered steps of its program, with every name already chosen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from causalimg.diagnostics import CausalimgError, CausalimgInternalError, Diagnostic
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.program.exports import EXPORTS, homes
from causalimg.program.names import ARGUMENTS, class_name, fresh, python_names
from causalimg.semantics.expr import Expr, LearnedFunction, walk
from causalimg.semantics.invert import Inverse, gives_back, has_density, inverse, is_finite
from causalimg.semantics.model import Draw, Equation, Learned, Mechanism, Model
from causalimg.semantics.types import Pixels, Type, shape_of, values_of

_COMMENT = re.compile(r'("[^"\n]*")|#[^\n]*')

Form = Literal[
    "invertible", "finite", "lossy", "plain", "law", "table", "choice", "flow", "vae", "joint"
]
"""How noise becomes a value. Of the equations, `invertible` ones give their noise back and have a
density where the noise has one, `finite` ones give it back by trying all its values, `lossy` ones
lose it, and `plain` ones have none."""


_NETWORKS: Mapping[str, Form] = {
    "table": "table",
    "linear": "choice",
    "mlp": "choice",
    "flow": "flow",
    "vae": "vae",
    "joint": "joint",
}


@dataclass(frozen=True, slots=True)
class Step:
    """How one variable comes about; a joint mechanism has a step for each of its variables.

    Args:
        target: the variable that it makes.
        form: how noise becomes a value.
        mechanism: the checked mechanism.
        parents: its direct causes, in the order of the variables.
        before: in a joint, the variables of it that were drawn before.
        natural: in a joint, the local name of what was drawn, whatever an intervention sets.
        noises: names of its own noises (of the noise sites).
        method: name of its method in the class.
        module: name of the network or of the cut points that it owns, or None.
        line: `morphomnist.scm:33`.
        text: the source statement on one line.
        density: whether the value has a site with a density in the density form.
        inverse: the way back of an invertible equation.
    """

    target: str
    form: Form
    mechanism: Mechanism
    parents: tuple[str, ...]
    before: tuple[str, ...]
    natural: str | None
    noises: tuple[str, ...]
    method: str
    module: str | None
    line: str
    text: str
    density: bool
    inverse: Inverse | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A `linear` or `mlp` inside an expression: the attribute that holds it, and its step."""

    attribute: str
    expr: LearnedFunction
    step: Step


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the text needs, in the order of the text.

    Args:
        model: the checked model.
        class_name: of the emitted class.
        steps: causes first.
        functions: the learned functions inside expressions.
        locals: Python name of each variable and each noise.
        attributes: `b_age` as the attribute `b_age`, for parameters and constants.
        noises: each noise site with the step that owns it.
    """

    model: Model
    class_name: str
    steps: tuple[Step, ...]
    functions: tuple[Function, ...]
    locals: Mapping[str, str]
    attributes: Mapping[str, str]

    @property
    def environment(self) -> str | None:
        """The variable that says which site a row is from."""
        return self.model.environment

    @property
    def variables(self) -> tuple[str, ...]:
        """All variables with a mechanism, causes first."""
        return tuple(step.target for step in self.steps)

    @property
    def noises(self) -> tuple[str, ...]:
        """All noise sites, in the order of the steps."""
        return tuple(name for step in self.steps for name in step.noises)

    def step(self, variable: str) -> Step:
        """The step that makes a variable."""
        return next(step for step in self.steps if step.target == variable)

    def is_image(self, variable: str) -> bool:
        """Whether a variable lies on a grid: a picture, a mask or k-space."""
        return isinstance(self.model.variable(variable).type, Pixels)


def plan(model: Model) -> Plan:
    """Order the mechanisms, causes first, and choose every name of the program.

    Args:
        model: a checked model in which every variable but the environment has a mechanism.

    Raises:
        CausalimgError: E0402 for a variable without a mechanism, E0105 for an environment whose
            name the program needs for itself.
    """
    _complete(model)
    ordered = tuple(_ordered(model))
    taken = (*EXPORTS, *homes())
    attributes = python_names((*_numbers(model), *_variables(model)), taken)
    noises = {id(m): _noise_names(model, m) for m in ordered}
    own = [n for names in noises.values() for n in names]
    words = python_names(own, (*taken, *attributes.values()))
    used = {*attributes.values(), *words.values()}
    steps = tuple(
        step for m in ordered for step in _steps(model, m, noises[id(m)], attributes, used)
    )
    return Plan(
        model,
        class_name(model.name, EXPORTS),
        steps,
        tuple(_functions(steps, used)),
        {**{v: attributes[v] for v in _variables(model)}, **words},
        {n: attributes[n] for n in _numbers(model)},
    )


def _complete(model: Model) -> None:
    holes = [
        Diagnostic(
            "E0402",
            f"`{v.name}` has no mechanism",
            v.span,
            helps=(f"say how it comes about: `{v.name} ~ ...` or `{v.name} := ...`",),
        )
        for v in model.variables
        if v.kind != "environment" and model.mechanism(v.name) is None
    ]
    site = model.environment
    if site in ARGUMENTS:
        message = f"`{site}` cannot name an environment: the program has another use for the word"
        holes.append(Diagnostic("E0105", message, model.variable(site).span))
    if holes:
        raise CausalimgError(holes, model.source)


def _variables(model: Model) -> tuple[str, ...]:
    return tuple(v.name for v in model.variables)


def _numbers(model: Model) -> tuple[str, ...]:
    return (*(p.name for p in model.parameters), *(c.name for c in model.constants))


def _ordered(model: Model) -> Iterator[Mechanism]:
    """Causes first, and otherwise in the order of the text."""
    made = {model.environment}
    waiting = list(model.mechanisms)
    while waiting:
        ready = next((m for m in waiting if made.issuperset(m.parents)), None)
        if ready is None:
            raise CausalimgInternalError("a checked model has a circle of mechanisms")
        waiting.remove(ready)
        made.update(ready.targets)
        yield ready


# ---- one mechanism ----------------------------------------------------------------------------


def statement(text: str) -> str:
    r"""A statement on one line, without the comments between its parts.

    Example:
        >>> statement("y := x  # why\n  + 1")
        'y := x + 1'
    """
    return " ".join(_COMMENT.sub(r"\1", text).split())


def _steps(
    model: Model,
    mechanism: Mechanism,
    noises: tuple[str, ...],
    attributes: Mapping[str, str],
    used: set[str],
) -> Iterator[Step]:
    form, source = _form(model, mechanism), model.source
    joined = "_and_".join(attributes[name].rstrip("_") for name in mechanism.targets)
    word = _module(mechanism)
    module = fresh(f"{joined}_{word}", used) if word else None
    line = f"{file_of(model)}:{source.place(mechanism.span.start).line}"
    text = statement(source.slice(mechanism.span))
    joint = form == "joint"
    for place, target in enumerate(mechanism.targets):
        later = place + 1 < len(mechanism.targets)
        yield Step(
            target,
            form,
            mechanism,
            tuple(v for v in _variables(model) if v in mechanism.parents),
            mechanism.targets[:place],
            fresh(f"natural_{attributes[target]}", used) if later else None,
            (noises[place],) if joint else noises,
            attributes[target],
            module,
            line,
            text,
            _has_density(model, mechanism, form),
            inverse(mechanism, model)
            if form == "invertible" and isinstance(mechanism, Equation)
            else None,
        )


def _form(model: Model, mechanism: Mechanism) -> Form:
    match mechanism:
        case Equation():
            return _form_of_equation(model, mechanism)
        case Draw():
            return "plain" if LAWS[mechanism.law.law].family == "constant" else "law"
        case Learned(network=network) if network in _NETWORKS:
            return _NETWORKS[network]
        case Learned(network=network) if NETWORKS[network].module is not None:
            return "flow"
        case _:
            raise CausalimgInternalError(f"no network `{mechanism.network}` is built")


def _form_of_equation(model: Model, equation: Equation) -> Form:
    if not equation.noises:
        return "plain"
    if _trial(model, equation):
        return "finite"
    return "invertible" if gives_back(model, equation) else "lossy"


def _trial(model: Model, equation: Equation) -> bool:
    """Whether the noise is found again by trying: finite, and the value one per row."""
    several = bool(shape_of(model.variable(equation.target).type))
    return not several and all(is_finite(model, noise) for noise in equation.noises)


def _has_density(model: Model, mechanism: Mechanism, form: Form) -> bool:
    match mechanism:
        case Equation(target=target):
            finite = bool(values_of(model.variable(target).type))
            return finite if form == "finite" else not finite and has_density(model, mechanism)
        case Draw():
            return form == "law"
        case _:
            return True


def _module(mechanism: Mechanism) -> str | None:
    match mechanism:
        case Learned(network=network):
            return network
        case Draw(law=law) if law.law == "OrderedLogistic" and not law.cuts:
            return "cuts"
        case _:
            return None


def _noise_names(model: Model, mechanism: Mechanism) -> tuple[str, ...]:
    """Names of the noise sites; what the text does not name is called `u_` and the variable."""
    taken = {*_variables(model), *(n.name for n in model.noises), *_numbers(model)}
    match mechanism:
        case Equation(noises=noises):
            return noises
        case Draw(target=target):
            constant = LAWS[mechanism.law.law].family == "constant"
            return () if constant else (fresh(f"u_{target}", taken),)
        case Learned(network="vae", targets=(target,)):
            return fresh(f"u_{target}_code", taken), fresh(f"u_{target}", taken)
        case Learned(targets=targets):
            return tuple(fresh(f"u_{target}", taken) for target in targets)


def _functions(steps: tuple[Step, ...], used: set[str]) -> Iterator[Function]:
    for step in steps:
        for expr in expressions(step.mechanism):
            for node in walk(expr):
                if isinstance(node, LearnedFunction):
                    yield Function(fresh(node.key, used), node, step)


def see_through(model: Model) -> tuple[str, ...]:
    """Latents without noise: given their causes they have one value, so nobody has to draw them.

    What Stan calls transformed parameters: a density reads them as a part of its own equation.
    """
    makers = ((name, model.mechanism(name)) for name in model.of_kind("latent"))
    written = ((name, m) for name, m in makers if m and not isinstance(m, Learned))
    return tuple(name for name, maker in written if _form(model, maker) == "plain")


def between_steps(plan: Plan, step: Step) -> tuple[Step, ...]:
    """The latents without noise between a variable and what its density reads, causes first."""
    through = see_through(plan.model)
    found: set[str] = set()
    waiting = [name for name in step.parents if name in through]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(cause for cause in plan.step(name).parents if cause in through)
    return tuple(one for one in plan.steps if one.target in found)


def read_for(plan: Plan, step: Step) -> tuple[str, ...]:
    """What the density of a variable is worked out from: its causes, seen through, and itself."""
    between = between_steps(plan, step)
    made = {one.target for one in between}
    names = dict.fromkeys(name for one in (step, *between) for name in one.parents)
    causes = tuple(name for name in names if name not in made)
    return (*causes, *step.before, step.target)


def expressions(mechanism: Mechanism) -> tuple[Expr, ...]:
    """The expressions of a mechanism, in the order of the text."""
    match mechanism:
        case Equation(value=value):
            return (value,)
        case Draw(law=law):
            return (*(value for _, value in law.arguments), *(law.truncated or ()))
        case Learned(options=options):
            return tuple(value for _, value in options)


def file_of(model: Model) -> str:
    """The file's name without its folder: a text says nothing about the machine it came from."""
    return " ".join(model.source.name.replace("\\", "/").rpartition("/")[2].split())


def target_type(plan: Plan, step: Step) -> Type:
    """The type of what a step makes."""
    return plan.model.variable(step.target).type
