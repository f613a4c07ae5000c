"""What a counterfactual rests on where not even the effect behind it follows from the arrows."""

from collections.abc import Iterator

from causalimg.causal.answers.asked import Asked
from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.answers.counterfactual import World, rerun, worlds
from causalimg.causal.answers.effects import judge
from causalimg.causal.answers.known import all_is_seen, can_be_weighted, knowledge
from causalimg.causal.identification.identify import Effect, Identified
from causalimg.diagnostics import Diagnostic, Severity
from causalimg.library.words import EVERYONE
from causalimg.semantics.complaints import listed
from causalimg.semantics.model import Estimand, Model, Query


def resting(model: Model, query: Query) -> Iterator[Diagnostic]:
    """A note for each other world, of a row or of some rows, whose effect no data settle.

    A row in another world is always more than data show; here not even the average over all rows
    is settled by them, so the answer is as good as what is written of the mechanisms.

    Args:
        model: a checked model whose arrows have no circle.
        query: of the model, or asked later.
    """
    if all_is_seen(model):
        return
    scope = EVERYONE if isinstance(query, Estimand) and query.scope == EVERYONE else None
    told = set[str]()
    for world in worlds(model, query):
        moved = rerun(model, world)
        outcomes = tuple(n for n in world.outputs if n in moved)
        effect = Effect(outcomes, tuple(dict.fromkeys(world.actions)), had=True)
        if outcomes and str(effect) not in told:
            told.add(str(effect))
            verdict = judge(model, Asked(effect, outcomes, (), world.span, scope))
            if not isinstance(verdict.found, Identified):
                yield _note(model, world, outcomes, moved)


def _note(
    model: Model, world: World, outcomes: tuple[str, ...], moved: tuple[str, ...]
) -> Diagnostic:
    shown = _shown(model)
    open_ = tuple(name for name in moved if name not in shown) or moved
    learned = tuple(name for name in open_ if knowledge(model, name) == "open")
    message = f"no data settle {listed(outcomes)} under `do({', '.join(world.actions)})`: "
    if learned:
        networks = "networks" if len(learned) > 1 else "network"
        message += f"the answer rests on the {networks} of {listed(learned)}"
        why = "another that fits as well can answer otherwise; known mechanisms would settle it"
    else:
        verb = "are" if len(open_) > 1 else "is"
        message += f"the answer rests on the form in which {listed(open_)} {verb} written"
        why = "the arrows leave it open, and other equations with these arrows answer otherwise"
    notes = (why, *_reasons(model, learned or open_))
    return Diagnostic("E0503", message, world.span, notes=notes, severity=Severity.NOTE)


def _shown(model: Model) -> frozenset[str]:
    """The variables of which the rows show, or the text states, how they come about.

    No network and no form of theirs is in doubt, whatever else is: each is either stated, or has
    no unseen cause and does not lead to a selection that rows cannot be weighted for.
    """
    graph, latent = graph_of(model), {*model.of_kind("latent")}
    weighted = can_be_weighted(model, graph)
    chosen = graph.ancestors(() if weighted else model.of_kind("selection"))
    return frozenset(
        name
        for name in graph.nodes
        if knowledge(model, name) == "stated"
        or not (graph.spouses(name) or name in chosen or latent & {name, *graph.parents(name)})
    )


def _reasons(model: Model, names: tuple[str, ...]) -> Iterator[str]:
    """The latents that these mechanisms read."""
    latent, graph = model.of_kind("latent"), graph_of(model)
    for one in latent:
        readers = tuple(n for n in names if one in graph.parents(n))
        if readers:
            verb = "read" if len(readers) > 1 else "reads"
            yield f"no data show `{one}`, which {listed(readers)} {verb}"
