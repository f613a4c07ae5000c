"""The effects that a query asks for, term by term, as questions to the arrows."""

from collections.abc import Collection
from dataclasses import dataclass

from causalimg.causal.answers.bridge import graph_of, graph_with
from causalimg.causal.graphs.admg import Admg, mutilate
from causalimg.causal.identification.identify import Effect, crosses_worlds
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
    children,
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
class Beyond:
    """A question, or a term of one, that the arrows are not asked about.

    Args:
        why: the reason, for a person.
        span: where it is written.
    """

    why: str
    span: Span


def terms_of(model: Model, query: Query) -> tuple[Asked | Beyond, ...]:
    """What a query asks for, each `E[...]` and `P(...)` of it once.

    Args:
        model: a checked model.
        query: of the model, or asked later.
    """
    if not isinstance(query, Estimand):
        why = "it is about single rows, and what a row had been rests on the mechanisms"
        return (Beyond(why, query.span),)
    averages = dict.fromkeys(e for e in walk(query.value) if isinstance(e, Expectation))
    return tuple(_term(model, term, query.scope) for term in averages)


def effects_of(model: Model, query: Query) -> tuple[Asked, ...]:
    """The effects of a query: none for what is not a matter of one act on some rows."""
    return tuple(one for one in terms_of(model, query) if isinstance(one, Asked))


def rung_three(query: Query) -> bool:
    """Whether a query looks at another world of the same rows."""
    return not isinstance(query, Estimand) or any(isinstance(e, Had) for e in walk(query.value))


def _term(model: Model, term: Expectation, scope: str | None) -> Asked | Beyond:
    inner = [e for e in walk(term.value) if isinstance(e, Had)]
    if (why := _why_beyond(term, inner)) is not None:
        return Beyond(why, term.span)
    asked = _had(model, term, inner, scope) if inner else _done(model, term, scope)
    if not asked.effect.outcomes:
        return Beyond("the question itself says what it asks for", term.span)
    if not inner and crosses_worlds(graph_of(model), asked.effect):
        return Beyond("it sets a variable by a value that the act itself changes", term.span)
    return asked


def _why_beyond(term: Expectation, inner: list[Had]) -> str | None:
    """What makes a term more than one act on some rows."""
    if any(isinstance(e, Had) for condition in term.conditions for e in walk(condition)):
        return "it conditions on another world"
    nested = (*(one.value for one in inner), *(e for o in inner for e in assigned(o.assignments)))
    if any(isinstance(e, Had) for part in nested for e in walk(part)):
        return "it reads one world inside another"
    if inner and term.assignments:
        return "it is about the worlds of `do` and of `had` at once"
    if len({one.assignments for one in inner}) > 1 or (inner and _read_here(term.value)):
        return "it is about several worlds of the same rows at once"
    return None


def _read_here(value: Expr) -> bool:
    """Whether something is read that does not stand inside a `had`."""
    if isinstance(value, Had):
        return False
    if isinstance(value, PredictorRef) or (not children(value) and variables_in(value)):
        return True
    own = set(variables_in(value)) - {n for e in children(value) for n in variables_in(e)}
    return bool(own) or any(_read_here(child) for child in children(value))


def _done(model: Model, term: Expectation, scope: str | None) -> Asked:
    outcomes = _names(term.value)
    exact, loose = list[str](), list[str]()
    for condition in term.conditions:
        (exact if _is_point(condition) else loose).extend(_names(condition))
    conditions = tuple(dict.fromkeys((*exact, *loose)))
    site = _site(model, scope)
    graph = graph_with(model, {*outcomes, *conditions})
    effect = _acting(graph, term.assignments, {*outcomes, *conditions})
    # What is set to a constant is no chance any more, so nothing is asked about it.
    fixed = set(effect.do) - set(effect.policies)
    heads = tuple(n for n in dict.fromkeys((*outcomes, *loose)) if n not in fixed)
    given = tuple(n for n in dict.fromkeys((*exact, *site)) if n not in {*heads, *effect.do})
    effect = Effect(heads, effect.do, given, effect.policies)
    return Asked(effect, outcomes, conditions, term.span, scope)


def _had(model: Model, term: Expectation, inner: list[Had], scope: str | None) -> Asked:
    """Rows are as they came about, so their law is known, be it given a value or an event."""
    outcomes = tuple(dict.fromkeys(n for one in inner for n in _names(one.value)))
    conditions = tuple(dict.fromkeys(n for c in term.conditions for n in _names(c)))
    graph = graph_with(model, {*outcomes, *conditions})
    effect = _acting(graph, inner[0].assignments, set(outcomes))
    fixed = set(effect.do) - set(effect.policies)
    given = tuple(dict.fromkeys((*conditions, *_site(model, scope))))
    known = fixed | (set(given) - graph.descendants(effect.do))
    heads = tuple(n for n in outcomes if n not in known)
    effect = Effect(heads, effect.do, given, effect.policies, had=bool(effect.do))
    return Asked(effect, outcomes, conditions, term.span, scope)


def _site(model: Model, scope: str | None) -> tuple[str, ...]:
    return (model.environment,) if scope not in (None, EVERYONE) and model.environment else ()


def _acting(graph: Admg, assignments: tuple[Assignment, ...], read: Collection[str]) -> Effect:
    """What is set, and by which policies, without what leaves all that is read as it is.

    Where a variable keeps its natural value, `damage = damage`, only what passes it by acts; where
    nothing does, the other world is this one (consistency).
    """
    do = tuple(dict.fromkeys(one.variable for one in assignments))
    policies = {one.variable: _read(one) for one in assignments if _is_policy(one)}
    kept = kept_in(assignments)
    if kept:
        cut = mutilate(graph, do)
        acting = {n for n in do if n not in kept and cut.descendants({n}) & set(read)}
        stopping = kept & graph.descendants(acting) & cut.ancestors(read)
        do = tuple(n for n in do if n in acting | stopping)
    return Effect((), do, (), {n: reads for n, reads in policies.items() if n in do})


def kept_in(assignments: Collection[Assignment]) -> frozenset[str]:
    """The variables that keep their natural value: `damage = damage`."""
    return frozenset(
        one.variable
        for one in assignments
        if isinstance(one, SetTo)
        and isinstance(one.value, VariableRef)
        and one.value.name == one.variable
    )


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
