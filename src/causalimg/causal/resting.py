"""What a counterfactual rests on where not even the effect behind it follows from the arrows."""

from collections.abc import Iterator

from causalimg.causal.asked import Asked
from causalimg.causal.counterfactual import World, rerun, worlds
from causalimg.causal.effects import judge
from causalimg.causal.identify import Effect, Identified
from causalimg.causal.known import all_is_seen, knowledge
from causalimg.diagnostics import Diagnostic, Severity
from causalimg.semantics.complaints import listed
from causalimg.semantics.model import Model, Query


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
    for world in worlds(model, query):
        moved = rerun(model, world)
        outcomes = tuple(n for n in world.outputs if n in moved)
        if outcomes:
            effect = Effect(outcomes, tuple(dict.fromkeys(world.actions)), had=True)
            verdict = judge(model, Asked(effect, outcomes, (), world.span))
            if not isinstance(verdict.found, Identified):
                yield _note(model, world, outcomes, moved)


def _note(
    model: Model, world: World, outcomes: tuple[str, ...], moved: tuple[str, ...]
) -> Diagnostic:
    learned = [name for name in moved if knowledge(model, name) == "open"]
    message = f"no data settle {listed(outcomes)} under `do({', '.join(world.actions)})`: "
    if learned:
        message += f"the answer rests on the network of {listed(learned)}"
        why = "another that fits as well can answer otherwise; known mechanisms would settle it"
    else:
        message += f"the answer rests on the form in which {listed(moved)} is written"
        why = "the arrows leave it open, and other equations with these arrows answer otherwise"
    return Diagnostic("E0503", message, world.span, notes=(why,), severity=Severity.NOTE)
