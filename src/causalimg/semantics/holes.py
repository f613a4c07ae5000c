"""What a sketch may leave open and a program may not: E0402 and E0406."""

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.library.networks import NETWORKS
from causalimg.semantics.calls import not_built
from causalimg.semantics.later import known_odds, learned_selections
from causalimg.semantics.model import Bidirected, Learned, Model, Variable
from causalimg.semantics.types import (
    Binary,
    Category,
    Count,
    Image,
    Kspace,
    Mask,
    Ordinal,
    values_of,
)

_NOTE = "`check`, `graph` and `advise` work without this; `compile` does not"


def compile_problems(model: Model) -> tuple[Diagnostic, ...]:
    """What keeps a checked model from being compiled.

    Args:
        model: a checked model.

    Returns:
        E0402 for a variable without mechanism, E0406 for `<->` that nothing generates, E0009 for
        a selection that would have to be learned and for a network that is not built yet; none
        where it can be compiled.
    """
    holes = [_hole(model, v) for v in model.variables if _is_hole(model, v)]
    arcs = [_empty_arc(arc) for arc in model.bidirected if not _generated(model, arc)]
    learned = learned_selections(model, Severity.ERROR)
    made = (m for m in model.mechanisms if isinstance(m, Learned))
    later = [m for m in made if not NETWORKS[m.network].built]
    refused = (not_built(NETWORKS[m.network], m.span, Severity.ERROR) for m in later)
    return (*holes, *arcs, *learned, *refused)


def _is_hole(model: Model, variable: Variable) -> bool:
    return variable.kind != "environment" and model.mechanism(variable.name) is None


def _hole(model: Model, variable: Variable) -> Diagnostic:
    name, parents = variable.name, model.parents(variable.name)
    start = f"{name} ~ {_start(model, variable)}"
    if variable.kind == "selection":
        start = known_odds(model, name)
    message = f"`{name}` has {'arrows' if parents else 'a place'}, but no mechanism"
    helps = (f"say how it comes about, for example `{start}`",)
    return Diagnostic("E0402", message, variable.span, helps=helps, notes=(_NOTE,))


def _start(  # noqa: PLR0911  one line per type
    model: Model, variable: Variable
) -> str:
    """A mechanism that fits the type of a variable and those of its causes."""
    parents = model.parents(variable.name)
    listed = ", ".join(parents)
    given = f" given {listed}" if parents else ""
    numbers = not all(values_of(model.variable(name).type) for name in parents)
    match variable.type:
        case Image() | Mask() | Kspace():
            return f"vae(){given}"
        case Binary() if numbers:
            return f"Bernoulli(logit = linear({listed})) via threshold"
        case Ordinal() if numbers:
            return f"OrderedLogistic(linear({listed})) via threshold"
        case Category() if numbers:
            return f"mlp(){given}"
        case Binary() | Category() | Ordinal():
            return f"table(){given}"
        case Count():
            return f"Poisson(exp(linear({listed})))" if parents else "Poisson(2)"
        case _:
            return f"flow(){given}"


def _generated(model: Model, arc: Bidirected) -> bool:
    return any({arc.left, arc.right} <= set(m.targets) for m in model.mechanisms)


def _empty_arc(arc: Bidirected) -> Diagnostic:
    left, right = arc.left, arc.right
    message = f"`{left} <-> {right}` says they share an unseen cause, but nothing generates it"
    helps = (
        f"let one joint mechanism carry it: `({left}, {right}) ~ joint()`",
        f"or name the cause: `latent cause : real` and `cause -> {left}, {right}`",
    )
    return Diagnostic("E0406", message, arc.span, helps=helps, notes=(_NOTE,))
