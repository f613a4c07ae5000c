"""How far the text itself says how a variable comes about: in numbers, in form, or not at all."""

from collections.abc import Collection, Iterator
from typing import Literal

from causalimg.causal.graphs.admg import Admg
from causalimg.semantics.bounds import bounds
from causalimg.semantics.double_entry import values
from causalimg.semantics.expr import Expr, LearnedFunction, ParameterRef, walk
from causalimg.semantics.mechanisms import expressions
from causalimg.semantics.model import Draw, Equation, Learned, Mechanism, Model, once

#: `stated`: nothing is to be learned; `form`: numbers are; `open`: a network, or nothing written.
Knowledge = Literal["stated", "form", "open"]


def knowledge(model: Model, name: str) -> Knowledge:
    """What the text says about the mechanism of a variable, or about a predictor.

    Args:
        model: a checked model.
        name: of a variable; an environment and a trained predictor have nothing to be learned.
    """
    return _knowledge(model).get(name, "open")


@once
def _knowledge(model: Model) -> dict[str, Knowledge]:
    found = {name: _of_maker(model, one) for one in model.mechanisms for name in one.targets}
    given = (*model.of_kind("environment")[:1], *(p.name for p in model.predictors))
    return found | dict.fromkeys(given, "stated")


def _of_maker(model: Model, maker: Mechanism) -> Knowledge:
    if isinstance(maker, Learned):
        return "open"
    inner = [e for value in _written(model, maker) for e in walk(value)]
    if any(isinstance(e, LearnedFunction) and e.function == "mlp" for e in inner):
        return "open"
    learned = any(isinstance(e, ParameterRef | LearnedFunction) for e in inner)
    return "form" if learned or _free_cuts(maker) else "stated"


def _written(model: Model, maker: Mechanism) -> Iterator[Expr]:
    yield from values(maker)
    if isinstance(maker, Equation):
        for noise in maker.noises:
            yield from expressions(model.noise(noise).law)


def _free_cuts(maker: Mechanism) -> bool:
    return isinstance(maker, Draw) and maker.law.law == "OrderedLogistic" and not maker.law.cuts


def all_is_seen(model: Model) -> bool:
    """Whether every cause is observed, in rows that nobody selected: then every effect follows.

    Source: Pearl 2009, "Causality", theorem 3.2.5 (truncated factorisation).
    """
    hidden = model.of_kind("latent") or model.of_kind("selection")
    return not (hidden or model.bidirected)


def behind(graph: Admg, nodes: Collection[str], latent: Collection[str]) -> frozenset[str]:
    """The nodes and the unseen causes that reach them past nothing that is seen."""
    found, waiting = set(nodes), list(nodes)
    while waiting:
        fresh = {p for p in graph.parents(waiting.pop()) if p in latent} - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def can_be_weighted(model: Model, graph: Admg) -> bool:
    """Whether each row's chance of being selected is known, and never 0.

    Then the rows, weighted by its inverse, stand for everyone.

    Args:
        model: a checked model with selections.
        graph: its arrows.
    """
    latent = set(model.of_kind("latent"))
    return all(
        knowledge(model, name) == "stated"
        and not latent & set(graph.parents(name))
        and not graph.spouses(name)
        and not graph.children(name)
        and _is_positive(model, model.mechanism(name))
        for name in model.of_kind("selection")
    )


def _is_positive(model: Model, maker: Mechanism | None) -> bool:
    if not isinstance(maker, Draw) or maker.law.law != "Bernoulli":
        return False
    chance = maker.law.argument("p")
    return chance is None or bounds(chance, model).low > 0
