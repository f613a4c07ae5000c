"""Numbers that are to be learned, although no likelihood of the data speaks about them."""

from collections.abc import Collection, Iterable, Mapping

from causalimg.diagnostics import Diagnostic
from causalimg.program.plan import plan
from causalimg.program.protocol import Program
from causalimg.semantics.expr import LearnedFunction, ParameterRef, walk
from causalimg.semantics.model import Equation, Model

_MORE = "`causalimg explain W0407` says more"
_FREE = "_unconstrained"  # what pyro calls the tensor behind a bounded parameter


def unheard_equations(
    model: Model, program: Program, with_density: Collection[str], heard: Collection[str]
) -> list[Diagnostic]:
    """E0711 for each equation without a density whose numbers nothing else tells of.

    Args:
        model: the checked model.
        program: its program.
        with_density: the variables that have one.
        heard: names of the learned tensors that a likelihood depends on.
    """
    known = {name.removesuffix(_FREE) for name in heard}
    found: list[Diagnostic] = []
    equations = [m for m in model.mechanisms if isinstance(m, Equation)]
    functions = {f.expr.key: f.attribute for f in plan(model).functions} if equations else {}
    for mechanism in (m for m in equations if m.target not in with_density):
        names = dict.fromkeys(_learned(mechanism, program, known, functions))
        if names:
            found.append(_unheard_equation(model, program, mechanism, tuple(names)))
    return found


def unheard_latents(
    model: Model, program: Program, latents: tuple[str, ...], with_density: Collection[str]
) -> Diagnostic:
    """E0711 for latents whose laws have numbers, though nothing measured depends on them.

    Args:
        model: the checked model.
        program: its program.
        latents: those of one part.
        with_density: the variables that have one.
    """
    words = ", ".join(f"`{name}`" for name in latents)
    mechanism = model.mechanism(latents[0])
    below = [m.targets[0] for m in model.mechanisms if set(latents) & set(m.parents)]
    children = [name for name in below if name not in with_density]
    noted = ("nothing measured depends on it",)
    if children:
        equation = f"the equation of `{children[0]}` has no density given it"
        noted = (f"{equation}, so the rows tell nothing",)
    return Diagnostic(
        "E0711",
        f"no data speak about the latent {words}, whose law has numbers to be learned",
        span=mechanism.span if mechanism else None,
        helps=(
            "write its numbers down; where it is the noise of an equation, move it to `noise`",
        ),
        notes=(*noted, _MORE),
        where=program.lines.get(latents[0], ""),
    )


def _learned(
    mechanism: Equation, program: Program, known: Collection[str], names: Mapping[str, str]
) -> Iterable[str]:
    for expr in walk(mechanism.value):
        if isinstance(expr, LearnedFunction):
            if not any(name.startswith(f"{names[expr.key]}.") for name in known):
                yield f"{expr.function}({', '.join(expr.inputs)})"
        elif isinstance(expr, ParameterRef) and program.numbers.get(expr.name) not in known:
            yield expr.name


def _unheard_equation(
    model: Model, program: Program, mechanism: Equation, names: tuple[str, ...]
) -> Diagnostic:
    target, hidden = mechanism.target, model.of_kind("latent")
    latent = next((parent for parent in mechanism.parents if parent in hidden), None)
    remedy = (
        f"give it a noise of its own that can be solved for (`{target} := ... + u` with "
        "`u` in the `noise` block), write a law, or write the numbers down"
    )
    if latent is not None and target not in hidden:
        remedy = (
            f"move `{latent}` into the `noise` block, if it is the noise of `{target}`; {remedy}"
        )
    words = ", ".join(f"`{name}`" for name in names)
    return Diagnostic(
        "E0711",
        f"no likelihood reaches {words} in the equation of `{target}`",
        span=mechanism.span,
        helps=(remedy,),
        notes=("an equation without a density says of no value how well it fits the data", _MORE),
        where=program.lines.get(target, ""),
    )
