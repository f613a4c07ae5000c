"""Averages over several worlds of the same rows, as a file asks for them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from causalimg.causal.answers.bridge import graph_with
from causalimg.causal.answers.effects import Rows, shown, stating
from causalimg.causal.answers.known import can_be_weighted
from causalimg.causal.crossworld.counterworlds import (
    Certain,
    Inference,
    Inferred,
    NotInferred,
    infer,
)
from causalimg.causal.crossworld.lean import infer_lean
from causalimg.causal.crossworld.worlds import PRIME, Event, Fact, Potential, any_values
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, induced, latent_projection
from causalimg.causal.identification.identify import Stating
from causalimg.causal.identification.recover import among_selected
from causalimg.library.words import EVERYONE
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import (
    Assignment,
    Binary,
    CategoryValue,
    ConstantRef,
    Expectation,
    Expr,
    Had,
    Number,
    PredictorRef,
    SetTo,
    Unary,
    VariableRef,
    children,
    read_by,
    variables_in,
    walk,
)
from causalimg.semantics.model import Estimand, Model, Query
from causalimg.source import Span


@dataclass(frozen=True, slots=True)
class Several:
    """What became of one average over several worlds.

    Args:
        event: the law that it is made of.
        found: what follows from the rows.
        unseen: latent variables that an estimand would need.
        rows: whose law the estimand is read from.
    """

    event: Event
    found: Inference
    unseen: tuple[str, ...] = ()
    rows: Rows = "all"

    @property
    def identified(self) -> bool:
        """Whether the rows, or logic alone, tell it."""
        return isinstance(self.found, Inferred | Certain) and not self.unseen

    @property
    def estimand(self) -> str:
        """What it is computed from, where it is identified."""
        match self.found:
            case Inferred() if not self.unseen:
                return self.found.text
            case Certain(probability=probability):
                return str(probability)
            case _:
                return ""

    @property
    def why(self) -> str:
        """A remark: what is in the way, or why no data are asked."""
        if self.unseen:
            return f"is not identified: nothing shows {', '.join(self.unseen)}"
        if isinstance(self.found, Inferred):
            return ""
        if isinstance(self.found, Certain):
            return self.found.reason
        if isinstance(self.found, NotInferred) and isinstance(self.found.reasons[0], Hedge):
            return f"is not identified, hedge: {self.found.reasons[0]}"
        return str(self.found).removeprefix(str(self.event)).strip()


def across(model: Model, query: Query, span: Span) -> tuple[Several, ...]:
    """What the arrows say of a term of a query that looks at several worlds.

    The mean of a sum is the sum of means, and each is judged by itself.

    Args:
        model: a checked model whose arrows have no circle.
        query: of the model, or asked later.
        span: where the term stands.

    Returns:
        Nothing where the term is no law of rows in worlds whose settings are constants, or what
        a variable had been in another world; and where it is about everyone, and the rows that
        are seen cannot stand for them.
    """
    if not isinstance(query, Estimand):
        return ()
    terms = (one for one in walk(query.value) if isinstance(one, Expectation))
    term = next((one for one in terms if one.span == span), None)
    if term is None or term.assignments:
        return ()
    parts = (term.value,) if term.probability else _addends(term.value)
    events = [_event(model, replace(term, value=part)) for part in parts]
    judged = [one and _judged(model, one, query.scope) for one in dict.fromkeys(events)]
    return tuple(one for one in judged if one) if all(judged) else ()


def _addends(value: Expr) -> tuple[Expr, ...]:
    """What is added up, without numbers."""
    match value:
        case Binary(sign="+" | "-", left=left, right=right):
            return (*_addends(left), *_addends(right))
        case Unary(sign="-", operand=operand):
            return _addends(operand)
        case Binary(sign="*" | "/", left=left, right=right) if not variables_in(right):
            return _addends(left)
        case Binary(sign="*", left=left, right=right) if not variables_in(left):
            return _addends(right)
        case Number() | ConstantRef():
            return ()
        case _:
            return (value,)


# ---- from a text to an event -------------------------------------------------------------------


class _Foreign(Exception):  # noqa: N818 - it ends a search, and no one sees it
    """Something in a term is no potential variable."""


def _event(model: Model, term: Expectation) -> Event | None:
    reader = _Reader(model)
    try:
        exact, loose = reader.read(term.value, exact=term.probability)
        given, tied = list[Fact](), list[Potential]()
        for condition in term.conditions:
            facts, others = reader.read(condition, exact=True)
            given += facts
            tied += others
    except _Foreign:
        return None
    known = {one.potential for one in given}
    # Rows are as they came about; of another world the law is needed where not its value is given.
    free = [one for one in tied if one.do]
    heads = [one for one in (*loose, *free) if one not in known]
    told = {one.potential for one in exact}
    named = any_values(
        [*(one for one in heads if one not in told), *(o for o in tied if not o.do)]
    )
    asked = [one for one in named if one.potential in heads]
    rows = [one for one in named if one.potential not in heads]
    if not (exact or asked):
        return None
    return Event((*exact, *asked), tuple(dict.fromkeys((*given, *rows))))


@dataclass(frozen=True, slots=True)
class _Reader:
    model: Model

    def read(self, expr: Expr, *, exact: bool) -> tuple[list[Fact], list[Potential]]:
        """What an expression fixes, and what else it reads."""
        if exact and isinstance(expr, Binary) and expr.sign == "and":
            sides = [self.read(side, exact=True) for side in (expr.left, expr.right)]
            return sides[0][0] + sides[1][0], sides[0][1] + sides[1][1]
        fact = self._fact(expr) if exact else None
        return ([fact], []) if fact else ([], list(dict.fromkeys(self._potentials(expr))))

    def _fact(self, expr: Expr) -> Fact | None:
        match expr:
            case Binary(sign="==", left=left, right=right):
                for one, value in ((left, right), (right, left)):
                    potential, text = self._single(one), self._literal(value)
                    if potential and text:
                        return Fact(potential, text)
                return None
            case Unary(sign="not", operand=operand) if potential := self._single(operand):
                return Fact(potential, "0")
            case _ if potential := self._single(expr):
                return Fact(potential, "1")
            case _:
                return None

    def _single(self, expr: Expr) -> Potential | None:
        match expr:
            case VariableRef(name=name):
                return Potential(name)
            case Had(value=VariableRef(name=name), assignments=assignments):
                return Potential(name, self._do(assignments))
            case _:
                return None

    def _potentials(self, expr: Expr) -> Iterator[Potential]:
        if isinstance(expr, Had):
            if any(isinstance(one, Had | Expectation) for one in walk(expr.value)):
                raise _Foreign
            do = self._do(expr.assignments)
            for name in self._names(expr.value):
                yield Potential(name, do)
            return
        own = (expr.name,) if isinstance(expr, PredictorRef) else read_by(expr)
        yield from map(Potential, own)
        for child in children(expr):
            yield from self._potentials(child)

    def _names(self, value: Expr) -> tuple[str, ...]:
        predictors = [one.name for one in walk(value) if isinstance(one, PredictorRef)]
        return tuple(dict.fromkeys((*variables_in(value), *predictors)))

    def _do(self, assignments: tuple[Assignment, ...]) -> tuple[tuple[str, str | Potential], ...]:
        return tuple((one.variable, self._setting(one)) for one in assignments)

    def _setting(self, one: Assignment) -> str | Potential:
        if not isinstance(one, SetTo):
            raise _Foreign
        found = self._literal(one.value) or self._single(one.value)
        if found is None or (isinstance(found, Potential) and found.variable != one.variable):
            raise _Foreign
        return found

    def _literal(self, expr: Expr) -> str | None:
        if isinstance(expr, CategoryValue):
            return expr.word
        constants = {one.name: one for one in self.model.constants}
        value = None if variables_in(expr) else evaluate(expr, constants)
        if value is None:
            return None
        unit = f" {expr.unit}" if isinstance(expr, Number) and expr.unit else ""
        return f"{value:g}{unit}"


# ---- from an event to its law ------------------------------------------------------------------


def _judged(model: Model, event: Event, scope: str | None) -> Several | None:
    named = event.variables
    if scope not in (None, EVERYONE) and model.environment:
        site = Fact(Potential(model.environment), str(scope))
        event = Event(event.facts, (*event.given, site))
    seen = seen_by(model, event.variables, everyone=scope == EVERYONE)
    if seen is None or not named <= {*seen.graph.nodes}:
        return None
    found = infer_lean(seen.graph, event, stated=seen.stated)
    unseen = _unseen(model, found)
    if unseen and seen.stated:
        found = infer(seen.graph, event, stated=seen.stated)
        unseen = _unseen(model, found)
    return Several(event, found, seen.graph.ordered(unseen), seen.rows)


def _unseen(model: Model, found: Inference) -> set[str]:
    """The latent variables whose law an estimand reads."""
    read = shown(found.estimand) if isinstance(found, Inferred) else ()
    return {name.rstrip(PRIME) for name in read} & {*model.of_kind("latent")}


@dataclass(frozen=True, slots=True)
class Seen:
    """The graph of what rows show, and whose law that is.

    Args:
        graph: of what is observed, or named; everything else is projected out.
        rows: all, the selected ones, or all by weights.
        stated: whether the text itself states the law of a district, where it speaks of these.
    """

    graph: Admg
    rows: Rows
    stated: Stating | None


def seen_by(model: Model, named: Collection[str], *, everyone: bool = False) -> Seen | None:
    """What a question about some variables is judged in.

    The noises of the selected rows depend on each other, and their equations are those of all:
    they are a population of their own (`causalimg.causal.identification.recover.among_selected`).

    Args:
        model: a checked model whose arrows have no circle.
        named: the variables that the question speaks of.
        everyone: whether it is about all rows, be they selected or not.

    Returns:
        Nothing where it is about all rows, and those that are seen cannot stand for them.
    """
    arrows, selection = graph_with(model, named), model.of_kind("selection")
    whole = induced(arrows, arrows.ancestors({*named, *selection}))
    hidden = {*model.of_kind("latent")} - {*named}
    keep = {*whole.nodes} - hidden - {*selection}
    if not selection:
        return Seen(latent_projection(whole, keep), "all", stating(model, whole))
    if not everyone:
        tied = among_selected(whole, selection)
        return Seen(latent_projection(tied, keep), "selected", None)
    if not can_be_weighted(model, whole):
        return None
    free = induced(whole, {*whole.nodes} - {*selection})
    return Seen(latent_projection(free, keep), "weighted", stating(model, whole))
