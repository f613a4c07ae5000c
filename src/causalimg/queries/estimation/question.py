"""A question taken apart: for each `E[..]` and `P(..)` what its estimand reads from rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import torch

from causalimg.causal.answers.asked import Asked, Beyond, terms_of
from causalimg.causal.answers.effects import Rows as Law
from causalimg.causal.answers.effects import Verdict, judge, law_of
from causalimg.causal.answers.strategies import strategies
from causalimg.causal.answers.unidentified import effect_problems
from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Product,
    Ratio,
    Stated,
    Sum,
)
from causalimg.causal.estimands.estimand import Term as Leaf
from causalimg.causal.graphs.admg import Admg, latent_projection
from causalimg.causal.identification.adjustment import Adjustment, adjustment
from causalimg.causal.identification.identify import Effect, Identified, NotIdentified, identify
from causalimg.diagnostics import CausalimgError, Diagnostic, has_errors
from causalimg.library.words import EVERYONE
from causalimg.queries.estimation.rows import column, evaluated
from causalimg.queries.evaluate import Values
from causalimg.semantics.expr import (
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
        term: as it was resolved.
        effect: what is asked of the arrows.
        estimand: what of the observed law it is computed from.
        do: what is set, by variable.
        act: the same in words.
        site: index of the value of the environment whose rows are meant, or None.
        law: whose law the terms of the estimand are.
        plain: the adjustment that the estimand is, where it is one.
        adjusted: how it follows by adjustment, all conditions held; None where it does not.
    """

    term: Expectation
    effect: Effect
    estimand: Expression
    do: Mapping[str, float]
    act: str
    site: int | None
    law: Law
    plain: Adjustment | None
    adjusted: Adjustment | None

    @property
    def value(self) -> Expr:
        """What is averaged, in the one world in which it is read."""
        return _read_there(self.term.value)

    @property
    def names(self) -> frozenset[str]:
        """The columns that it reads."""
        read = {column(n) for leaf in leaves(self.estimand) for n in _names(leaf)}
        read |= {n for e in (self.term.value, *self.term.conditions) for n in variables_in(e)}
        spare = self.adjusted.covariates if self.adjusted else ()
        return frozenset({*read, *self.effect.given, *spare, *self.do} - {""})


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to rows.

    Args:
        query: as it was resolved.
        source: the text that its spans point into.
        parts: its averages, each once.
    """

    query: Estimand
    source: Source
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
        parts = tuple(_parts(model, query, constants))
    except CausalimgError as error:
        if error.source is not None:
            raise
        raise CausalimgError(error.diagnostics, source) from error
    assert isinstance(query, Estimand)
    return Asking(query, source, parts)


def _resolved(model: Model, question: str) -> tuple[Query, Source]:
    if any(query.name == question for query in model.queries):
        return model.query(question), model.source
    return resolve_question(model, question), Source("<question>", question)


def _parts(model: Model, query: Query, constants: Values) -> Iterator[Part]:
    if not isinstance(query, Estimand):
        why = "it is about single rows, and what a row had been rests on the mechanisms"
        raise refusal(why, query, "ask the model: `causalimg ask`")
    problems = tuple(effect_problems(model, query))
    if has_errors(problems):
        raise CausalimgError(problems)
    terms = [node for node in walk(query.value) if isinstance(node, Expectation)]
    for term, asked in zip(dict.fromkeys(terms), terms_of(model, query), strict=True):
        yield _part(model, term, asked, constants)


def _part(model: Model, term: Expectation, asked: Asked | Beyond, constants: Values) -> Part:
    if isinstance(asked, Beyond):
        raise refusal(f"this is not read from rows: {asked.why}", term, _ASK)
    _refuse_kinds(model, term)
    do = _done(term, constants)
    verdict = judge(model, asked)
    if not isinstance(verdict.found, Identified):
        raise refusal(f"{verdict.found}", term, _ASK)
    seen = _on_scalars(model, verdict)
    plain = _plain(model, verdict, seen)
    found = plain or _other(model, term, verdict, seen)
    effect, estimand = found.effect, found.estimand
    held = None if effect.had else _held(model, term, effect, seen)
    site = _site(model, asked.scope)
    act = _act(model, do)
    law = law_of(model, asked, verdict.whole, seen, estimand)
    return Part(term, effect, estimand, do, act, site, law, plain, held)


def refusal(why: str, node: Expectation | Query, *helps: str) -> CausalimgError:
    """E0711 about an average, or a whole question."""
    return CausalimgError([Diagnostic("E0711", why, node.span, helps=helps)])


_ASK = "the model itself may answer it: `causalimg ask`"


def _refuse_kinds(model: Model, term: Expectation) -> None:
    """Pictures, vectors and predictors are no columns of numbers."""
    exprs = (term.value, *term.conditions, *assigned(term.assignments))
    for node in (node for expr in exprs for node in walk(expr)):
        if isinstance(node, PredictorRef):
            message = f"`{node.name}` is a predictor, and no column of a table"
            raise refusal(message, term, f"{_ASK}, once it is trained")
        if isinstance(node, Had) and any(
            isinstance(n, Had) for n in walk(_read_there(term.value))
        ):
            raise refusal("this mixes worlds in a way that no rows show", term, _ASK)
        if isinstance(node, ParameterRef):
            message = f"`{node.name}` is to be fitted, so a table alone does not answer this"
            raise refusal(message, term, "ask without it")
    named = {*(n for e in exprs for n in variables_in(e)), *(a.variable for a in term.assignments)}
    for name in sorted(named):
        if isinstance(model.variable(name).type, Array):
            message = f"`{name}` is more than one number for a row, and an average over a table"
            message += " is about numbers and words"
            number = "give a number that is measured on it its own variable, and ask about that"
            raise refusal(message, term, number, _ASK)


def _on_scalars(model: Model, verdict: Verdict) -> Admg:
    """The graph in which the effect was judged, without what is no single number."""
    arrays = {v.name for v in model.variables if isinstance(v.type, Array)}
    return latent_projection(verdict.seen, set(verdict.seen.nodes) - arrays)


def _plain(model: Model, verdict: Verdict, seen: Admg) -> Adjustment | None:
    """The adjustment that `identify` names; none where rows are chosen after the act."""
    chosen = {*model.of_kind("selection")} & {*seen.nodes}
    return None if chosen else adjustment(seen, verdict.asked.effect)


def _other(model: Model, term: Expectation, verdict: Verdict, seen: Admg) -> Identified:
    """What `identify` names, but without what the text states where the rows show as much."""
    found: Identified | NotIdentified | None
    assert isinstance(verdict.found, Identified)
    found, effect = verdict.found, verdict.asked.effect
    ways = strategies(model, replace(verdict, seen=seen), most=1)
    if ways and ways[0].kind == "front-door":
        found = Identified(effect, ways[0].estimands[0])
    if not _is_readable(model, found.estimand):
        chosen = {*model.of_kind("selection")} & {*seen.nodes}
        found = None if chosen or effect.had else identify(seen, effect)
    if not isinstance(found, Identified) or not _is_readable(model, found.estimand):
        message = f"`{effect}` follows by what the text states, not from a table alone"
        raise refusal(message, term, _ASK)
    return found


def _is_readable(model: Model, estimand: Expression) -> bool:
    arrays = {v.name for v in model.variables if isinstance(v.type, Array)}
    hidden = {*arrays, *model.of_kind("selection")}
    return all(
        isinstance(leaf, Probability)
        and not leaf.do
        and hidden.isdisjoint(map(column, _names(leaf)))
        for leaf in leaves(estimand)
    )


def leaves(estimand: Expression) -> Iterator[Leaf]:
    """The laws that an estimand is made of, in the order in which they are written."""
    match estimand:
        case Product(factors=factors):
            for factor in factors:
                yield from leaves(factor)
        case Ratio(above=above, below=below):
            yield from (*leaves(above), *leaves(below))
        case Sum(inside=inside):
            yield from leaves(inside)
        case Probability() | Stated() | Policy():
            yield estimand


def _names(leaf: Leaf) -> tuple[str, ...]:
    match leaf:
        case Probability(of=of, given=given) | Stated(of=of, given=given):
            return (*of, *given)
        case Policy(variable=variable, reads=reads):
            return (variable, *reads)


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


def _done(term: Expectation, constants: Values) -> dict[str, float]:
    """The values that `do`, or a `had` inside, sets."""
    inner = [node for node in walk(term.value) if isinstance(node, Had)]
    found: dict[str, float] = {}
    for one in (*term.assignments, *(a for node in inner for a in node.assignments)):
        if not isinstance(one, SetTo) or variables_in(one.value):
            message = f"`{one.variable}` is set by a rule or a law, not to a value"
            raise refusal(message, term, _ASK)
        found[one.variable] = float(evaluated(one.value, {}, (), constants))
    return found


def _act(model: Model, do: Mapping[str, float]) -> str:
    words = {name: values_of(model.variable(name).type) for name in do}
    told = [f"{n} = {words[n][int(v)] if words[n] else format(v, 'g')}" for n, v in do.items()]
    return ", ".join(told) or "as it is seen"


def constants_of(model: Model) -> dict[str, torch.Tensor]:
    """The `param` entries of a model."""
    return {c.name: torch.tensor(c.value) for c in model.constants}
