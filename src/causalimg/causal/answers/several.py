"""Averages over several worlds of the same rows, as a file asks for them."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from causalimg.causal.answers.bridge import graph_with
from causalimg.causal.answers.effects import Rows, shown, stating
from causalimg.causal.answers.facts import event_of
from causalimg.causal.answers.known import can_be_weighted
from causalimg.causal.crossworld.counterworlds import (
    Certain,
    Inference,
    Inferred,
    NotInferred,
    infer,
)
from causalimg.causal.crossworld.lean import infer_lean
from causalimg.causal.crossworld.worlds import PRIME, Event, Fact, Potential
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, induced, latent_projection
from causalimg.causal.identification.identify import Stating
from causalimg.causal.identification.recover import among_selected
from causalimg.library.words import EVERYONE
from causalimg.semantics.expr import (
    Binary,
    ConstantRef,
    Expectation,
    Expr,
    Number,
    Unary,
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
    averages = (one for one in walk(summed_apart(term)) if isinstance(one, Expectation))
    events = [event_of(model, one) for one in averages]
    found = [one and judged(model, one, query.scope) for one in dict.fromkeys(events)]
    return tuple(one for one in found if one) if all(found) else ()


def summed_apart(term: Expectation) -> Expr:
    """The same number with the mean of a sum as the sum of means; a probability as it is."""
    return term if term.probability else _apart(term, term.value)


def _apart(term: Expectation, value: Expr) -> Expr:
    match value:
        case Binary(sign="+" | "-", left=left, right=right):
            return replace(value, left=_apart(term, left), right=_apart(term, right))
        case Unary(sign="-", operand=operand):
            return replace(value, operand=_apart(term, operand))
        case Binary(sign="*" | "/", left=left, right=right) if not variables_in(right):
            return replace(value, left=_apart(term, left))
        case Binary(sign="*", left=left, right=right) if not variables_in(left):
            return replace(value, right=_apart(term, right))
        case Number() | ConstantRef():
            return value
        case _:
            return replace(term, value=value)


def judged(
    model: Model, event: Event, scope: str | None, unread: Collection[str] | None = None
) -> Several | None:
    """What the arrows say of the law of an event.

    Args:
        model: a checked model whose arrows have no circle.
        event: in the model's variables.
        scope: None, `everyone`, or a value of the environment.
        unread: variables whose laws no estimand is to read, and none that the text states; None
            where all may be.

    Returns:
        None where it is about everyone, and the rows that are seen cannot stand for them.
    """
    named = event.variables
    if scope not in (None, EVERYONE) and model.environment:
        site = Fact(Potential(model.environment), str(scope))
        event = Event(event.facts, (*event.given, site))
    seen = seen_by(model, event.variables, everyone=scope == EVERYONE)
    if seen is None or not named <= {*seen.graph.nodes}:
        return None
    if unread is not None:
        graph = latent_projection(seen.graph, {*seen.graph.nodes} - {*unread})
        seen = replace(seen, graph=graph, stated=None)
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
