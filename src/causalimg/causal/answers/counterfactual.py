"""Which mechanisms a counterfactual runs again, and whether they can give their noise back."""

from collections.abc import Iterator
from dataclasses import dataclass

from causalimg.causal.answers.asked import kept_in
from causalimg.causal.answers.bridge import graph_of
from causalimg.diagnostics import Diagnostic, Fix, Label
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import (
    Assignment,
    Expectation,
    Expr,
    Had,
    PredictorRef,
    variables_in,
    walk,
)
from causalimg.semantics.invert import gives_back, one_way, vanishing
from causalimg.semantics.model import (
    Counterfactual,
    Draw,
    Equation,
    Learned,
    Mechanism,
    Model,
    Query,
)
from causalimg.semantics.types import Category, values_of
from causalimg.source import Span


@dataclass(frozen=True, slots=True)
class World:
    """One other world of a question.

    Args:
        outputs: the variables that are read there.
        actions: the variables that are set there.
        evidence: the variables that are seen in this world.
        exact: whether one row is asked about, whose noise has to be found again.
        span: where it is asked for.
        kept: those of the actions that keep their natural value, `damage = damage`.
    """

    outputs: tuple[str, ...]
    actions: tuple[str, ...]
    evidence: tuple[str, ...]
    exact: bool
    span: Span
    kept: frozenset[str] = frozenset()


def worlds(model: Model, query: Query) -> tuple[World, ...]:
    """The other worlds of a question; none for association and intervention."""
    return tuple(_worlds(model, query))


def _worlds(model: Model, query: Query) -> Iterator[World]:
    if isinstance(query, Counterfactual):
        seen = model.of_kind("observed") if query.given is None else query.given
        if query.assignments:
            outputs = _names(model, query.outputs)
            yield _world(outputs, query.assignments, seen, query.span, exact=True)
        for output in query.outputs:
            yield from _inside(model, output, seen, exact=True)
        return
    for node in walk(query.value):
        if isinstance(node, Expectation):
            seen = tuple(dict.fromkeys(n for c in node.conditions for n in variables_in(c)))
            yield from _inside(model, node.value, seen, exact=False)


def _inside(model: Model, expr: Expr, seen: tuple[str, ...], *, exact: bool) -> Iterator[World]:
    for node in walk(expr):
        if isinstance(node, Had):
            outputs = _names(model, (node.value,))
            yield _world(outputs, node.assignments, seen, node.span, exact=exact)


def _world(
    outputs: tuple[str, ...],
    assignments: tuple[Assignment, ...],
    seen: tuple[str, ...],
    span: Span,
    *,
    exact: bool,
) -> World:
    actions = tuple(one.variable for one in assignments)
    return World(outputs, actions, seen, exact, span, kept_in(assignments))


def _names(model: Model, outputs: tuple[Expr, ...]) -> tuple[str, ...]:
    """The variables that outputs need, the inputs of predictors among them."""
    found: dict[str, None] = {}
    for output in outputs:
        found.update(dict.fromkeys(variables_in(output)))
        for node in walk(output):
            if isinstance(node, PredictorRef):
                found.update(dict.fromkeys(model.predictor(node.name).inputs))
    return tuple(found)


def rerun(model: Model, world: World) -> tuple[str, ...]:
    """The variables whose mechanisms run again in another world.

    They come after what is changed, past nothing that is set, and before what is read: every other
    variable keeps its value.

    Args:
        model: a checked model.
        world: one of `worlds`.
    """
    arrows = graph_of(model)
    actions = set(world.actions)
    moved = arrows.descendants(actions - world.kept, actions) - actions
    return arrows.ordered(moved & arrows.ancestors(world.outputs, world.actions))


def counterfactual_problems(model: Model, query: Query) -> tuple[Diagnostic, ...]:
    """E0501 and E0502 for one question.

    Args:
        model: a checked model.
        query: a question of the model, or one asked later (then its place is not shown).

    Returns:
        One diagnostic per mechanism that stands in the way.
    """
    own = any(query is one for one in model.queries)
    found: dict[tuple[str, str], Diagnostic] = {}
    for world in worlds(model, query):
        for name in rerun(model, world):
            maker = model.mechanism(name)
            if maker is None:
                continue
            wrong = _uncoupled(model, maker, world, own=own)
            if world.exact and name in world.evidence:
                wrong = wrong or _lost(model, maker, world, own=own)
            if wrong is not None:
                found.setdefault((wrong.code, name), wrong)
    return tuple(found.values())


def _uncoupled(model: Model, maker: Mechanism, world: World, *, own: bool) -> Diagnostic | None:
    """E0502: a discrete draw whose noise the text leaves open."""
    name = maker.targets[0]
    kind = model.variable(name).type
    if not _is_open(model, maker):
        return None
    message = f"the counterfactual of `{name}` depends on how its worlds share noise, and nothing "
    message += "says how"
    end = Span(maker.span.end, maker.span.end)
    classes = "`via gumbel_max` if the classes have no order"
    monotone = "`via threshold` if a higher risk can only add cases (monotone)"
    loose = isinstance(kind, Category)
    helps = (classes,) if loose else (monotone, classes)
    fix = Fix(end, " via gumbel_max") if loose else None
    others = (Label(world.span, "asked here"),) if own else ()
    note = "both fit the same data and can give different counterfactuals"
    notes = () if loose else (note,)
    return Diagnostic("E0502", message, maker.span, "no `via`", others, helps, notes, fix)


def _is_open(model: Model, maker: Mechanism) -> bool:
    match maker:
        case Draw(target=target, law=law, coupling=None):
            return LAWS[law.law].kind == "discrete" or bool(values_of(model.variable(target).type))
        case Learned(network=network, coupling=None):
            return len(NETWORKS[network].couplings) > 1
        case _:
            return False


def _lost(model: Model, maker: Mechanism, world: World, *, own: bool) -> Diagnostic | None:
    """E0501: noise that cannot be found again from the value."""
    name = maker.targets[0]
    helps: tuple[str, ...]
    match maker:
        case Equation() if not gives_back(model, maker):
            subject = f"the equation of `{name}` cannot give it back"
            helps = (
                _way_back(model, maker),
                f"or learn it: `{name} ~ {_learnable(model, name)}{_given(model, name)}`",
            )
        case Learned(network=network) if _one_way(model, maker):
            subject = f"`{network}` cannot give it back"
            helps = ("use `vae` or `flow`", "or give it an encoder: `gan(encoder = 1)`")
        case _:
            return None
    message = f"this counterfactual needs the noise of `{name}`, and {subject}"
    where = world.span if own else maker.span
    others = (Label(maker.span, "no way from the value back to its noise"),) if own else ()
    label = "asks what this very row would look like" if own else ""
    return Diagnostic("E0501", message, where, label, others, helps)


def _way_back(model: Model, maker: Equation) -> str:
    """What to change in an equation, so that it gives its noise back."""
    found = vanishing(maker, model)
    if found is None and (call := one_way(maker)) is not None:
        word = call.function.rpartition(".")[2]
        return f"nothing undoes `{word}`: let the noise reach `{maker.target}` without it"
    if found is None:
        return "let one noise occur once, through operations that can be undone"
    shown = " ".join(model.source.slice(found.factor.span).split()) or "the factor"
    if found.always:
        return f"`{found.noise}` is multiplied by `{shown}`, which wipes it out: drop the factor"
    return f"`{shown}` wipes `{found.noise}` out where it is 0: keep it off 0"


def _one_way(model: Model, maker: Learned) -> bool:
    """Whether a network has no way back: a generator without an encoder."""
    constants = {constant.name: constant for constant in model.constants}
    encoder = dict(maker.options).get("encoder")
    learns = encoder is not None and evaluate(encoder, constants) == 1
    return NETWORKS[maker.network].abduction == "none" and not learns


def _given(model: Model, name: str) -> str:
    causes = model.parents(name)
    return f" given {', '.join(causes)}" if causes else ""


def _learnable(model: Model, name: str) -> str:
    match type(model.variable(name).type).__name__:
        case "Image" | "Mask" | "Kspace":
            return "vae()"
        case "Real" | "Vector":
            return "flow()"
        case _:
            return "table()"
