"""W0407: observed variables that tell a fit nothing: they have no density given their causes."""

from collections.abc import Iterator

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.library.laws import LAWS
from causalimg.semantics.complaints import listed
from causalimg.semantics.double_entry import values
from causalimg.semantics.expr import LearnedFunction, ParameterRef, walk
from causalimg.semantics.invert import has_density, is_finite
from causalimg.semantics.mechanisms import expressions
from causalimg.semantics.model import Draw, Equation, Learned, Mechanism, Model
from causalimg.semantics.types import shape_of, values_of


def unfitted(model: Model) -> Iterator[Diagnostic]:
    """A warning for each observed variable from which something would have to be learned, in vain.

    A fit maximises the density of what is observed given its causes. An equation whose noise
    cannot be found again from its value, and one without noise behind something unseen, has
    none: `seen := blur(full, 6 mm)`.

    Args:
        model: a checked model.
    """
    dense = {name for m in model.mechanisms if _has_density(model, m) for name in m.targets}
    seen = [m for m in model.mechanisms if isinstance(m, Equation) and _is_data(model, m.target)]
    for mechanism in (m for m in seen if m.target not in dense):
        unseen = _behind(model, mechanism)
        if not unseen and not mechanism.noises:
            continue  # determined by what is observed: nothing would be learned from it
        told = _told(model, dense)
        lost = [name for name in _learned(model, (mechanism, *unseen)) if name not in told]
        if lost:
            latent = model.of_kind("latent")
            yield _warning(mechanism, [p for p in mechanism.parents if p in latent], lost)


def _is_data(model: Model, name: str) -> bool:
    return model.variable(name).kind == "observed"


def _has_density(model: Model, mechanism: Mechanism) -> bool:
    match mechanism:
        case Equation(target=target, noises=noises):
            kind = model.variable(target).type
            by_trying = bool(noises) and all(is_finite(model, noise) for noise in noises)
            if values_of(kind) or (by_trying and not shape_of(kind)):
                return by_trying
            return has_density(model, mechanism)
        case Draw(law=law):
            return LAWS[law.law].family != "constant"
        case Learned():
            return True


def _behind(model: Model, mechanism: Mechanism) -> tuple[Mechanism, ...]:
    """The mechanisms of the latents that it reads, directly or through other latents."""
    latent = model.of_kind("latent")
    found: dict[str, Mechanism] = {}
    waiting = list(mechanism.parents)
    while waiting:
        name = waiting.pop(0)
        maker = model.mechanism(name)
        if name in latent and name not in found and maker is not None:
            found[name] = maker
            waiting.extend(maker.parents)
    return tuple(dict.fromkeys(found.values()))


def _told(model: Model, dense: set[str]) -> set[str]:
    """What is learned from variables that are observed and have a density."""
    found: set[str] = set()
    for mechanism in model.mechanisms:
        if any(name in dense and _is_data(model, name) for name in mechanism.targets):
            found.update(_learned(model, (mechanism, *_behind(model, mechanism))))
    return found


def _learned(model: Model, mechanisms: tuple[Mechanism, ...]) -> Iterator[str]:
    """Parameters by name; networks and learned functions by the variable that they make."""
    for mechanism in mechanisms:
        if isinstance(mechanism, Learned):
            yield from mechanism.targets
            continue
        noises = mechanism.noises if isinstance(mechanism, Equation) else ()
        laws = (one for noise in noises for one in expressions(model.noise(noise).law))
        for node in (node for expr in (*values(mechanism), *laws) for node in walk(expr)):
            if isinstance(node, ParameterRef):
                yield node.name
            elif isinstance(node, LearnedFunction):
                yield mechanism.targets[0]


def _warning(mechanism: Equation, unseen: list[str], lost: list[str]) -> Diagnostic:
    name = mechanism.target
    if mechanism.noises:
        why = f"the noise {listed(mechanism.noises)} cannot be found again from it"
    else:
        why = f"it has no noise of its own given {listed(unseen)}"
    message = f"`{name}` tells a fit nothing of {listed(list(dict.fromkeys(lost)))}: {why}"
    measured = f"`{name} := ... + s * v`, with a `v` of its shape in `noise`"
    helps = [f"let the noise of the measurement come last: {measured}"]
    if unseen:
        others = listed(unseen, "or")
        helps.append(f"or measure what stands before it: let {others} be in the data")
    notes = ("a fit needs the density of what is observed given its causes",)
    return Diagnostic("W0407", message, mechanism.span, helps=tuple(helps), notes=notes,
                      severity=Severity.WARNING)  # fmt: skip
