"""W0508: an intervention in a counterfactual that does not reach what is asked."""

from collections.abc import Iterator

from causalimg.causal.answers.bridge import graph_of
from causalimg.diagnostics import Diagnostic, Severity
from causalimg.semantics.complaints import listed
from causalimg.semantics.expr import (
    Assignment,
    Expectation,
    Expr,
    Had,
    PredictorRef,
    VariableRef,
    children,
    walk,
)
from causalimg.semantics.expr import Match as Matched
from causalimg.semantics.model import Counterfactual, Model, Query
from causalimg.source import Span


def powerless(model: Model, query: Query) -> Iterator[Diagnostic]:
    """A note for each assignment of a `had` from which no arrows lead to anything that is read.

    What is asked is then the factual value, whatever is set: right, and seldom what was meant.

    Args:
        model: a checked model.
        query: of the model, or asked later.
    """
    graph = graph_of(model)
    for assignments, exprs, span in _worlds(query):
        names = {name for expr in exprs for name in _read(model, expr)}
        idle = [a for a in assignments if names.isdisjoint(graph.descendants([a.variable]))]
        asked = [v.name for v in model.variables if v.name in names]
        for one in idle if asked else ():
            yield _note(one, asked, span, alone=len(idle) == len(assignments))


_World = tuple[tuple[Assignment, ...], tuple[Expr, ...], Span]


def _worlds(query: Query) -> Iterator[_World]:
    if isinstance(query, Counterfactual):
        if query.assignments:
            yield query.assignments, query.outputs, query.span
        exprs = query.outputs
    else:
        exprs = (query.value,)
    for node in (node for expr in exprs for node in walk(expr)):
        if isinstance(node, Had):
            yield node.assignments, (node.value,), node.span


def _read(model: Model, expr: Expr) -> Iterator[str]:
    """Variables read in the world of an expression, those of an inner `had` among them."""
    match expr:
        case VariableRef(name=name) | Matched(subject=name):
            yield name
        case PredictorRef(name=name):
            yield from model.predictor(name).inputs
        case Expectation():
            return
        case _:
            pass
    for inner in children(expr):
        yield from _read(model, inner)


def _note(one: Assignment, names: list[str], span: Span, *, alone: bool) -> Diagnostic:
    message = f"`{one.variable}` does not reach {listed(names, 'or')}"
    helps = (
        f"draw the arrows from `{one.variable}` that are missing, if it changes them"
        if len(names) > 1
        else f"draw how `{one.variable}` changes `{names[0]}`, if it does",
    )
    what = "the answer is the factual value" if alone else "setting it changes nothing"
    notes = (f"no arrows lead there, so that {what}",)
    return Diagnostic("W0508", message, span, helps=helps, notes=notes, severity=Severity.NOTE)
