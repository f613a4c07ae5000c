"""E0505: counterfactuals of a latent that nothing which is given tells of."""

from collections.abc import Iterator

from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.graphs.separation import m_separated
from causalimg.diagnostics import Diagnostic, Label, Severity
from causalimg.semantics.complaints import listed
from causalimg.semantics.expr import Had, VariableRef, variables_in, walk
from causalimg.semantics.model import Counterfactual, Model, Query


def unreached(model: Model, query: Query) -> Iterator[Diagnostic]:
    """A warning for each latent that is read and is separated from all the evidence.

    What is known of it afterwards is what was known before: the answer is the same for all rows.

    Args:
        model: a checked model.
        query: of the model, or asked later (then no second place is shown).
    """
    if not isinstance(query, Counterfactual):
        return
    graph = graph_of(model)
    seen = set(query.given) if query.given is not None else _row(model)
    held = model.of_kind("selection")
    own = any(query is one for one in model.queries)
    for name in _read(model, query):
        if name in seen or not m_separated(graph, {name}, seen - {name}, held):
            continue
        message = f"nothing that is given tells of `{name}`: the answer is the same for all rows"
        others = (Label(model.variable(name).span, "never in the data"),) if own else ()
        reached = [
            v.name
            for v in model.variables
            if v.kind == "observed" and not m_separated(graph, {name}, {v.name}, held)
        ]
        told = f"give what tells of it: {listed(reached)}" if reached else ""
        helps = (told or f"no variable tells of `{name}`; draw what it causes and measure that",)
        yield Diagnostic(
            "E0505", message, query.span, "", others, helps, severity=Severity.WARNING
        )


def _row(model: Model) -> set[str]:
    return {*model.of_kind("observed"), *model.of_kind("environment")}


def _read(model: Model, query: Counterfactual) -> tuple[str, ...]:
    """The latents whose value in another world is asked for, and not set there."""
    found: dict[str, None] = {}
    latent = set(model.of_kind("latent"))
    if query.assignments:
        put = {one.variable for one in query.assignments}
        names = [e.name for e in query.outputs if isinstance(e, VariableRef)]
        found.update(dict.fromkeys(n for n in names if n not in put))
    for node in (inner for output in query.outputs for inner in walk(output)):
        if isinstance(node, Had):
            put = {one.variable for one in node.assignments}
            found.update(dict.fromkeys(n for n in variables_in(node.value) if n not in put))
    return tuple(name for name in found if name in latent)
