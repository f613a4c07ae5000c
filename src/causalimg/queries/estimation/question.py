"""A question taken apart: for each `E[..]` and `P(..)` what its estimand reads from rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from causalimg.causal.answers.asked import Asked, Beyond, terms_of
from causalimg.causal.answers.effects import Rows as Law
from causalimg.causal.answers.effects import Verdict, judge, law_of
from causalimg.causal.answers.leaner import leaner
from causalimg.causal.answers.several import summed_apart
from causalimg.causal.answers.strategies import Strategy, strategies
from causalimg.causal.answers.unidentified import effect_problems
from causalimg.causal.estimands.estimand import Expression
from causalimg.causal.graphs.admg import Admg, latent_projection
from causalimg.causal.identification.adjustment import Adjustment, adjustment
from causalimg.causal.identification.identify import Effect, Identified, identify
from causalimg.diagnostics import CausalimgError, Diagnostic, has_errors
from causalimg.library.words import EVERYONE
from causalimg.queries.estimation.policies import can_be_listed, stated
from causalimg.queries.estimation.readable import (
    acted,
    arrays_of,
    is_readable,
    names_in,
    numbers_of,
)
from causalimg.queries.estimation.rows import column, evaluated
from causalimg.queries.estimation.worlds import Worlds, over_worlds
from causalimg.queries.evaluate import Values
from causalimg.semantics.expr import (
    Assignment,
    Binary,
    Expectation,
    Expr,
    Had,
    ParameterRef,
    PredictorRef,
    SetTo,
    Unary,
    assigned,
    variables_in,
    walk,
)
from causalimg.semantics.model import Estimand, Model, Query
from causalimg.semantics.question import resolve_question
from causalimg.semantics.types import Array, values_of
from causalimg.source import Source


@dataclass(frozen=True, slots=True)
class Part:
    """One `E[..]` or `P(..)`, ready to be read from rows.

    Args:
        term: as it was resolved, with nothing added up in it that is of several worlds.
        called: as `identify` writes it.
        estimand: what of the observed law it is computed from.
        told: the same in words.
        outcomes: the names in the estimand of what is averaged, or is conditioned on loosely.
        given: names that are held at the one level that the conditions leave them; not what
            rows were selected by, which is 1 in all of them.
        held: names that are held at a value: of what is set, and of what another world has.
        value: what is averaged.
        conditions: what holds of those who are meant, where the estimand does not say it.
        worlds: what the names of `value` and `conditions` mean, where they are of several worlds.
        do: what is set to a value, by variable, in the one world that is asked about.
        policies: what is set there by a rule or a law.
        act: what is set in any, in words; empty where nothing is.
        site: index of the value of the environment whose rows are meant, or None.
        law: whose law the terms of the estimand are.
        plain: the adjustment that the estimand is, where it is one.
        adjusted: how it follows by adjustment, all conditions held; None where it does not.
    """

    term: Expectation
    called: str
    estimand: Expression
    told: str
    outcomes: tuple[str, ...]
    given: tuple[str, ...]
    held: Mapping[str, float]
    value: Expr
    conditions: tuple[Expr, ...]
    worlds: Worlds
    do: Mapping[str, float]
    policies: Mapping[str, Assignment]
    act: str
    site: int | None
    law: Law
    plain: Adjustment | None = None
    adjusted: Adjustment | None = None

    @property
    def reads(self) -> frozenset[str]:
        """The names of the estimand that what is averaged depends on, but for what is set."""
        if self.worlds:
            return frozenset(self.outcomes)
        read = {n for e in (self.value, *self.term.conditions) for n in variables_in(e)}
        return frozenset(read - {*self.do})

    @property
    def names(self) -> frozenset[str]:
        """The columns that it reads."""
        read = {*map(column, names_in(self.estimand))}
        read |= {n for e in (self.term.value, *self.term.conditions) for n in variables_in(e)}
        spare = self.adjusted.covariates if self.adjusted else ()
        return frozenset({*read, *self.given, *spare, *self.do, *map(column, self.held)} - {""})


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to rows.

    Args:
        query: as it was resolved.
        source: the text that its spans point into.
        value: the question as arithmetic over averages.
        parts: these, each once.
    """

    query: Estimand
    source: Source
    value: Expr
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The question in one line."""
        return " ".join(self.source.slice(self.query.span).split())


def asking(model: Model, question: str, constants: Values) -> Asking:
    """A question by name or in its own words, judged by the arrows.

    Raises:
        CausalimgError: E0503, E0605 or E0606 for an effect that does not follow from what is
            observed; E0711 for what no rows answer.
    """
    query, source = _resolved(model, question)
    try:
        return _taken_apart(model, query, source, constants)
    except CausalimgError as error:
        if error.source is not None:
            raise
        raise CausalimgError(error.diagnostics, source) from error


def _resolved(model: Model, question: str) -> tuple[Query, Source]:
    if any(query.name == question for query in model.queries):
        return model.query(question), model.source
    return resolve_question(model, question), Source("<question>", question)


def _taken_apart(model: Model, query: Query, source: Source, constants: Values) -> Asking:
    if not isinstance(query, Estimand):
        why = "it is about single rows, and what a row had been rests on the mechanisms"
        raise refusal(why, query, "ask the model: `causalimg ask`")
    problems = tuple(effect_problems(model, query))
    if has_errors(problems):
        raise CausalimgError(problems)
    apart = replace(query, value=_apart(model, query, query.value))
    terms = dict.fromkeys(node for node in walk(apart.value) if isinstance(node, Expectation))
    asked = zip(terms, terms_of(model, apart), strict=True)
    parts = tuple(_part(model, term, one, query.scope, constants) for term, one in asked)
    return Asking(query, source, apart.value, parts)


def _apart(model: Model, query: Estimand, value: Expr) -> Expr:
    """The arithmetic of a question, with a mean over several worlds as arithmetic of means."""
    match value:
        case Expectation():
            (asked,) = terms_of(model, replace(query, value=value))
            return summed_apart(value) if isinstance(asked, Beyond) else value
        case Binary(left=left, right=right):
            sides = [_apart(model, query, one) for one in (left, right)]
            return replace(value, left=sides[0], right=sides[1])
        case Unary(operand=operand):
            return replace(value, operand=_apart(model, query, operand))
        case _:
            return value


def _part(
    model: Model, term: Expectation, asked: Asked | Beyond, scope: str | None, constants: Values
) -> Part:
    _refuse_kinds(model, term)
    if isinstance(asked, Beyond):
        return _across(model, term, asked, scope, constants)
    acts = {one.variable: one for one in _acts(term)}
    policies = {n: _listed(model, acts[n], term) for n in asked.effect.policies}
    do = _done(term, [n for n in asked.effect.do if n not in policies], constants)
    verdict = judge(model, asked)
    if not isinstance(verdict.found, Identified):
        raise refusal(f"{verdict.found}", term, ASK)
    seen = _on_scalars(model, verdict)
    plain = _plain(model, verdict, seen)
    found = plain or _other(model, term, verdict, seen)
    effect, estimand = found.effect, found.estimand
    return Part(
        term,
        str(effect),
        estimand,
        str(estimand),
        effect.outcomes,
        tuple(n for n in effect.given if n not in model.of_kind("selection")),
        {name: do[name] for name in effect.do if name not in policies},
        _read_there(term.value),
        () if effect.had else term.conditions,
        {},
        do,
        policies,
        ", ".join(filter(None, (acted(model, do), *map(_by_rule, policies.values())))),
        _site(model, asked.scope),
        law_of(model, asked, verdict.whole, seen, estimand),
        plain,
        None if effect.had or policies else _held(model, term, effect, seen),
    )


def _across(
    model: Model, term: Expectation, beyond: Beyond, scope: str | None, constants: Values
) -> Part:
    """An average over several worlds of the same rows."""
    found = over_worlds(model, term, scope, constants)
    if isinstance(found, str):
        why = found or f"this is not read from rows: {beyond.why}"
        raise refusal(why, term, ASK)
    return Part(
        term,
        str(found.event),
        found.estimand,
        found.text,
        found.outcomes,
        (),
        found.held,
        term.value,
        term.conditions,
        found.worlds,
        {},
        {},
        found.act,
        None,
        found.law,
    )


def refusal(why: str, node: Expectation | Query, *helps: str) -> CausalimgError:
    """E0711 about an average, or a whole question."""
    return CausalimgError([Diagnostic("E0711", why, node.span, helps=helps)])


ASK = "the model itself may answer it: `causalimg ask`"


def _refuse_kinds(model: Model, term: Expectation) -> None:
    """Pictures, vectors and predictors are no columns of numbers."""
    exprs = (term.value, *term.conditions, *assigned(term.assignments))
    for node in (node for expr in exprs for node in walk(expr)):
        if isinstance(node, PredictorRef):
            message = f"`{node.name}` is a predictor, and no column of a table"
            raise refusal(message, term, f"{ASK}, once it is trained")
        if isinstance(node, ParameterRef):
            message = f"`{node.name}` is to be fitted, so a table alone does not answer this"
            raise refusal(message, term, "ask without it")
    named = {*(n for e in exprs for n in variables_in(e)), *(a.variable for a in term.assignments)}
    for name in sorted(named):
        if isinstance(model.variable(name).type, Array):
            message = f"`{name}` is more than one number for a row, and an average over a table"
            message += " is about numbers and words"
            number = "give a number that is measured on it its own variable, and ask about that"
            raise refusal(message, term, number, ASK)


def _on_scalars(model: Model, verdict: Verdict) -> Admg:
    """The graph in which the effect was judged, without what is no single number."""
    return latent_projection(verdict.seen, set(verdict.seen.nodes) - arrays_of(model))


def _plain(model: Model, verdict: Verdict, seen: Admg) -> Adjustment | None:
    """The adjustment that `identify` names; none where rows are chosen after the act."""
    chosen = {*model.of_kind("selection")} & {*seen.nodes}
    effect = verdict.asked.effect
    return None if chosen or effect.policies else adjustment(seen, effect)


def _other(model: Model, term: Expectation, verdict: Verdict, seen: Admg) -> Identified:
    """What `identify` names, but of columns whose values can be counted where that will do."""
    for found in _ways(model, verdict, seen):
        if isinstance(found, Identified) and is_readable(model, found.estimand):
            return found
    message = f"`{verdict.asked.effect}` follows by what the text states, not from a table alone"
    raise refusal(message, term, ASK)


def _ways(model: Model, verdict: Verdict, seen: Admg) -> Iterator[object]:
    """Estimands of an effect, those that frequencies can be had of before the others."""
    effect, numbers = verdict.asked.effect, numbers_of(model)
    lean = leaner(model, replace(verdict, seen=seen), numbers).found
    ways = () if effect.policies else strategies(model, replace(verdict, seen=seen), most=1)
    front = [Identified(effect, ways[0].estimands[0])] if _is_front_door(ways) else []
    listed = [*front, lean, verdict.found]
    counted = [
        one
        for one in listed
        if isinstance(one, Identified)
        and not numbers & ({*map(column, names_in(one.estimand))} - effect.names)
    ]
    yield from (*counted, *listed)
    if not (effect.had or {*model.of_kind("selection")} & {*seen.nodes}):
        yield identify(seen, effect)


def _is_front_door(ways: Sequence[Strategy]) -> bool:
    return bool(ways) and ways[0].kind == "front-door"


def _held(model: Model, term: Expectation, effect: Effect, seen: Admg) -> Adjustment | None:
    """An adjustment among the rows that meet the conditions, ranges included."""
    if {*model.of_kind("selection")} & {*seen.nodes}:
        return None
    conditions = {n for c in term.conditions for n in variables_in(c)}
    given = seen.ordered(({*effect.given, *conditions}) - {*effect.do})
    outcomes = tuple(n for n in variables_in(term.value) if n not in {*effect.do, *given})
    if not outcomes:
        return None
    return adjustment(seen, replace(effect, outcomes=outcomes, given=given))


def _read_there(value: Expr) -> Expr:
    """The expression with nothing left of `had`: everything in it is of the same world."""
    match value:
        case Had(value=inner):
            return inner
        case Binary(left=left, right=right):
            return replace(value, left=_read_there(left), right=_read_there(right))
        case Unary(operand=operand):
            return replace(value, operand=_read_there(operand))
        case _:
            return value


def _site(model: Model, scope: str | None) -> int | None:
    if scope in (None, EVERYONE) or model.environment is None:
        return None
    return values_of(model.variable(model.environment).type).index(str(scope))


def _acts(term: Expectation) -> tuple[Assignment, ...]:
    """What `do`, or a `had` inside, sets."""
    inner = [node for node in walk(term.value) if isinstance(node, Had)]
    return (*term.assignments, *(a for node in inner for a in node.assignments))


def _listed(model: Model, one: Assignment, term: Expectation) -> Assignment:
    if not can_be_listed(model, one):
        message = f"`{one.variable}` is set by a law, and its values cannot be listed"
        raise refusal(message, term, "let it have few values", ASK)
    return one


def _by_rule(one: Assignment) -> str:
    return f"{one.variable} by a rule" if stated(one) is not None else f"{one.variable} by a law"


def _done(term: Expectation, names: Collection[str], constants: Values) -> dict[str, float]:
    """The values that variables are set to."""
    found: dict[str, float] = {}
    for one in (one for one in _acts(term) if one.variable in names):
        if not isinstance(one, SetTo) or variables_in(one.value):
            message = f"`{one.variable}` is set to more than one value"
            raise refusal(message, term, ASK)
        found[one.variable] = float(evaluated(one.value, {}, (), constants))
    return found


def constants_of(model: Model) -> dict[str, torch.Tensor]:
    """The `param` entries of a model."""
    return {c.name: torch.tensor(c.value) for c in model.constants}
