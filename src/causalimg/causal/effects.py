"""The effects that a query asks for, judged by the arrows of its model.

Rows are those that were selected, where the model has a selection, unless the query says `for
everyone`. All values of the environment have rows, so `for` a site asks what the rows of that site
tell, with everything that is the same elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from causalimg.causal.admg import Admg, induced, latent_projection, mutilate
from causalimg.causal.bridge import graph_of
from causalimg.causal.estimand import Expression, Probability, Product, Ratio, Sum, names_of
from causalimg.causal.identify import (
    Effect,
    Identified,
    NotIdentified,
    Stating,
    crosses_worlds,
    identify,
)
from causalimg.causal.known import behind, can_be_weighted, knowledge
from causalimg.causal.recover import NotRecovered, among_selected, recover
from causalimg.causal.separation import OpenPath, m_separated, open_path
from causalimg.library.words import EVERYONE
from causalimg.semantics.expr import (
    Assignment,
    Binary,
    DrawFrom,
    Expectation,
    Expr,
    Had,
    PredictorRef,
    SetTo,
    Unary,
    VariableRef,
    assigned,
    variables_in,
    walk,
)
from causalimg.semantics.model import Estimand, Model, Query
from causalimg.source import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """One `E[...]` or `P(...)` of a query, as a question to the arrows.

    Args:
        effect: the law that the number is made of.
        outcomes: the variables inside the brackets, before the bar.
        conditions: those behind it.
        span: where it is written.
        scope: None, `everyone`, or a value of the environment.
    """

    effect: Effect
    outcomes: tuple[str, ...]
    conditions: tuple[str, ...]
    span: Span
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Unseen:
    """An effect names something that no data show, and that the text does not state.

    Args:
        effect: what was asked.
        names: the latent variables.
    """

    effect: Effect
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.effect} is not identified: nothing shows {', '.join(self.names)}"


Found = Identified | NotIdentified | NotRecovered | Unseen


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one effect.

    Args:
        asked: what was asked.
        found: the estimand, or why there is none.
        whole: all that plays a part, latents and selections included.
        seen: the graph in which it was judged.
    """

    asked: Asked
    found: Found
    whole: Admg
    seen: Admg


# ---- what is asked ---------------------------------------------------------------------------


def effects_of(model: Model, query: Query) -> tuple[Asked, ...]:
    """The effects of a query: none for counterfactuals, which are not a matter of one world.

    Args:
        model: a checked model.
        query: of the model, or asked later.
    """
    if not isinstance(query, Estimand):
        return ()
    averages = (_plain(e) for e in walk(query.value) if isinstance(e, Expectation))
    terms = dict.fromkeys(averages)
    found = (_asked(model, term, query.scope) for term in terms if not _imagines(term))
    arrows = graph_of(model)
    return tuple(one for one in found if not crosses_worlds(arrows, one.effect))


def rung_three(query: Query) -> bool:
    """Whether a query looks at another world of the same rows."""
    return not isinstance(query, Estimand) or any(isinstance(e, Had) for e in walk(query.value))


def _plain(term: Expectation) -> Expectation:
    """`E[y had x = 1]` over everybody is `E[y | do(x = 1)]`."""
    inner = term.value
    if isinstance(inner, Had) and not (term.assignments or term.conditions):
        return replace(term, value=inner.value, assignments=inner.assignments)
    return term


def _imagines(term: Expectation) -> bool:
    return any(isinstance(e, Had) for part in (term.value, *term.conditions) for e in walk(part))


def _asked(model: Model, term: Expectation, scope: str | None) -> Asked:
    do = tuple(dict.fromkeys(one.variable for one in term.assignments))
    policies = {one.variable: _read(one) for one in term.assignments if _is_policy(one)}
    outcomes = _names(term.value)
    exact, loose = list[str](), list[str]()
    for condition in term.conditions:
        (exact if _is_point(condition) else loose).extend(_names(condition))
    conditions = tuple(dict.fromkeys((*exact, *loose)))
    if scope not in (None, EVERYONE) and model.environment:
        exact.append(model.environment)
    # What is set to a constant is no chance any more, so nothing is asked about it.
    fixed = set(do) - set(policies)
    heads = tuple(n for n in dict.fromkeys((*outcomes, *loose)) if n not in fixed)
    given = tuple(n for n in dict.fromkeys(exact) if n not in {*heads, *do})
    return Asked(Effect(heads, do, given, policies), outcomes, conditions, term.span, scope)


def _is_policy(one: Assignment) -> bool:
    return isinstance(one, DrawFrom) or bool(_read(one))


def _read(one: Assignment) -> tuple[str, ...]:
    match one:
        case SetTo() | DrawFrom():
            return tuple(dict.fromkeys(n for e in assigned((one,)) for n in variables_in(e)))
        case _:
            return ()


def _names(value: Expr) -> tuple[str, ...]:
    predictors = [e.name for e in walk(value) if isinstance(e, PredictorRef)]
    return tuple(dict.fromkeys((*variables_in(value), *predictors)))


def _is_point(condition: Expr) -> bool:
    """Whether a condition says which value a variable has, and not merely something about it."""
    match condition:
        case VariableRef() | Unary(sign="not", operand=VariableRef()):
            return True
        case Binary(sign="==", left=left, right=right):
            return isinstance(left, VariableRef) != isinstance(right, VariableRef)
        case Binary(sign="and", left=left, right=right):
            return _is_point(left) and _is_point(right)
        case _:
            return False


# ---- what follows ----------------------------------------------------------------------------


def judge(model: Model, asked: Asked) -> Verdict:
    """Whether an effect follows from what is observed, by the arrows and by what is stated.

    Args:
        model: a checked model whose arrows have no circle.
        asked: one of `effects_of`.
    """
    effect = asked.effect
    named = {*effect.outcomes, *effect.do, *effect.given}
    named.update(n for reads in effect.policies.values() for n in reads)
    arrows = _with_predictors(model, graph_of(model), named)
    selection = model.of_kind("selection")
    whole = induced(arrows, arrows.ancestors({*named, *selection}))
    hidden = {n for n in named if n in model.of_kind("latent")}
    keep = {n for n in whole.nodes if n in hidden or n not in model.of_kind("latent")}
    found, seen = _found(model, asked, whole, keep)
    if isinstance(found, NotRecovered):
        found = replace(found, path=_drawn_path(effect, whole, selection))
    unseen = hidden & set(_shown(found.estimand)) if isinstance(found, Identified) else hidden
    if unseen:
        return Verdict(asked, Unseen(effect, whole.ordered(unseen)), whole, seen)
    return Verdict(asked, found, whole, seen)


def _drawn_path(effect: Effect, whole: Admg, selection: tuple[str, ...]) -> OpenPath | None:
    """How being selected tells of the outcome, along arrows of the file and with the unseen."""
    held = {*effect.given, *effect.do} - {*selection}
    return open_path(mutilate(whole, effect.do), effect.outcomes, selection, held)


def _with_predictors(model: Model, graph: Admg, named: set[str]) -> Admg:
    """The arrows, with each predictor that is named as an effect of what it reads."""
    for predictor in model.predictors:
        if predictor.name in named and predictor.name not in graph.nodes:
            arrows = {(one, predictor.name) for one in predictor.inputs}
            nodes = (*graph.nodes, predictor.name)
            graph = replace(graph, nodes=nodes, directed=graph.directed | arrows)
    return graph


_Judged = tuple[Identified | NotIdentified | NotRecovered, Admg]


def _found(model: Model, asked: Asked, whole: Admg, keep: set[str]) -> _Judged:
    effect, selection = asked.effect, set(model.of_kind("selection"))
    seen = latent_projection(whole, keep)
    if not selection:
        return identify(seen, effect, stated=_stating(model, whole)), seen
    if asked.scope == EVERYONE:
        return _among_everyone(model, effect, whole, seen)
    if not whole.ancestors(selection) & set(effect.do):
        tied = latent_projection(among_selected(whole, selection), keep - selection)
        found = identify(tied, effect, stated=_stating(model, whole, selection))
        if isinstance(found, Identified) or not can_be_weighted(model, whole):
            return found, tied
    return _after_the_act(model, effect, whole, seen)


def _among_everyone(model: Model, effect: Effect, whole: Admg, seen: Admg) -> _Judged:
    selection, states = set(model.of_kind("selection")), _stating(model, whole)
    if not can_be_weighted(model, whole):
        found = recover(seen, effect, selection, stated=states)
        return _for_sure(found, seen, effect, states), seen
    free = induced(seen, set(seen.nodes) - selection)
    return identify(free, effect, stated=states), free


def _for_sure(
    found: Identified | NotRecovered, seen: Admg, effect: Effect, states: Stating
) -> Identified | NotIdentified | NotRecovered:
    """What not even rows that nobody selected tell, selected ones cannot tell either."""
    if isinstance(found, Identified) or not effect.do:
        return found
    unselected = identify(seen, effect, stated=states)
    return unselected if isinstance(unselected, NotIdentified) else found


def _after_the_act(model: Model, effect: Effect, whole: Admg, seen: Admg) -> _Judged:
    """Among those who are selected in the world of `do`, where what is set leads to selection."""
    selection, states = model.of_kind("selection"), _stating(model, whole)
    among = replace(effect, given=tuple(dict.fromkeys((*effect.given, *selection))))
    if can_be_weighted(model, whole):
        return identify(seen, among, stated=states), seen
    if _might_be_seen(seen, among):
        plain = Probability(effect.outcomes, (*effect.do, *effect.given))
        return Identified(effect, plain), seen
    found = recover(seen, effect, selection, stated=states)
    return _for_sure(found, seen, among, states), seen


def _might_be_seen(graph: Admg, effect: Effect) -> bool:
    """Whether setting is as good as seeing, by the second rule of do-calculus."""
    apart = mutilate(graph, cut_out=effect.do)
    return not effect.policies and m_separated(apart, effect.outcomes, effect.do, effect.given)


def _stating(model: Model, whole: Admg, selection: set[str] | None = None) -> Stating:
    """Districts whose mechanisms are all stated, with those of the unseen causes behind them."""
    latent = set(model.of_kind("latent"))
    arcs = [set(pair) for pair in whole.bidirected]
    ties = whole.ancestors(selection) if selection else frozenset[str]()

    def states(nodes: frozenset[str]) -> bool:
        if nodes == {model.environment}:
            return False  # how common each site is, the rows show
        needed = behind(whole, nodes, latent)
        if needed & ties:
            needed |= ties
        bare = any(needed & arc for arc in arcs if not arc <= needed)
        inner = any(arc <= needed for arc in arcs)
        return not bare and not inner and all(knowledge(model, n) == "stated" for n in needed)

    return states


def _shown(estimand: Expression) -> Iterator[str]:
    """The variables whose observed law an estimand reads."""
    match estimand:
        case Product(factors=factors):
            for factor in factors:
                yield from _shown(factor)
        case Ratio(above=above, below=below):
            yield from (*_shown(above), *_shown(below))
        case Sum(inside=inside):
            yield from _shown(inside)
        case Probability():
            yield from names_of(estimand)
        case _:
            return
