"""That an effect does not follow, shown by two models that a person can compute by hand."""

from causalimg.causal.answers.effects import Verdict
from causalimg.causal.answers.known import knowledge
from causalimg.causal.identification.identify import NotIdentified
from causalimg.causal.identification.witness import Witness, witness
from causalimg.semantics.model import Model


def proof(model: Model, verdict: Verdict) -> Witness | None:
    """Two models with the arrows of a file, alike in all that is seen and apart in an effect.

    Args:
        model: of the verdict.
        verdict: of `judge`.

    Returns:
        The models; None where the effect follows, where rows are selected, and where the text
        states a law in numbers, which these models need not have.
    """
    found = verdict.found
    stated = any(
        knowledge(model, name) == "stated" and name != model.environment
        for name in verdict.whole.nodes
    )
    if not isinstance(found, NotIdentified) or stated or model.of_kind("selection"):
        return None
    return witness(verdict.seen, found)
