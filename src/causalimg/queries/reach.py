"""Which variables a question reaches, so that nothing else is abducted, inferred or rendered."""

from collections.abc import Iterable

from causalimg.semantics.expr import Expr, Had, PredictorRef, variables_in, walk
from causalimg.semantics.model import Learned, Model


def siblings(model: Model, variable: str) -> tuple[str, ...]:
    """The other targets of its mechanism: one joint draw makes them all."""
    mechanism = model.mechanism(variable)
    return tuple(t for t in mechanism.targets if t != variable) if mechanism else ()


def causes(model: Model, variable: str) -> tuple[str, ...]:
    """What its mechanism reads."""
    mechanism = model.mechanism(variable)
    return mechanism.parents if mechanism else ()


def ancestors(model: Model, names: Iterable[str], cut: Iterable[str] = ()) -> frozenset[str]:
    """The variables whose own noise can matter to some variables when others are set.

    Args:
        model: the checked model.
        names: the variables of interest.
        cut: the variables that an intervention sets; their causes do not act through them. A
            target of a joint draw is replaced after the draw, so the draw itself stays whole.

    Returns:
        Names, those in `names` that are not cut included, the environment among them.
    """
    stopped = frozenset(cut)
    found: set[str] = set()
    todo = [name for name in names if name not in stopped]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        todo.extend(cause for cause in causes(model, name) if cause not in stopped)
        todo.extend(siblings(model, name))
    return frozenset(found)


def descendants(model: Model, names: Iterable[str]) -> frozenset[str]:
    """Variables that setting some others can change, those others included."""
    found = set(names)
    grown = True
    while grown:
        grown = False
        for mechanism in model.mechanisms:
            if not found.isdisjoint(mechanism.parents) and not found.issuperset(mechanism.targets):
                found.update(mechanism.targets)
                grown = True
    return frozenset(found)


def read_anywhere(model: Model, exprs: Iterable[Expr]) -> frozenset[str]:
    """Variables that expressions read in any world, the inputs of predictors included."""
    found: set[str] = set()
    for expr in exprs:
        found.update(variables_in(expr))
        for node in walk(expr):
            match node:
                case PredictorRef(name=name):
                    found.update(model.predictor(name).inputs)
                case Had(assignments=assignments):
                    found.update(a.variable for a in assignments)
                case _:
                    pass
    return frozenset(found)


def coded(model: Model, variable: str) -> bool:
    """Whether a picture comes from a code and pixel noise, so that abduction is an encoder's."""
    mechanism = model.mechanism(variable)
    return isinstance(mechanism, Learned) and mechanism.network in ("vae", "hvae")
