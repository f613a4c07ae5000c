"""Estimands that read as few variables as will do."""

from causalimg.causal.crossworld.counterworlds import Data, Inference, Inferred, infer
from causalimg.causal.crossworld.worlds import Event
from causalimg.causal.graphs.admg import Admg, induced, latent_projection
from causalimg.causal.identification.identify import Stating


def infer_lean(
    graph: Admg,
    event: Event,
    *,
    data: Data = "observations",
    stated: Stating | None = None,
) -> Inference:
    """`infer`, in a graph without the variables that can be left unseen.

    What follows from some variables follows from all. Each variable that the event does not name
    is left out in its turn, the last in the text first, where the event still follows. What the
    text states comes in only where what is observed does not do.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> from causalimg.causal.crossworld.worlds import fact
        >>> graph = sketch("z -> x, w; w, x -> y")
        >>> print(infer_lean(graph, Event((fact("y", x="x"),))).text)
        sum_{z} P(z) P(y | z, x)
    """
    found = infer(graph, event, data=data)
    if not isinstance(found, Inferred):
        return infer(graph, event, data=data, stated=stated) if stated else found
    graph = induced(graph, graph.ancestors(event.variables))
    for name in graph.nodes[::-1]:
        if name in event.variables:
            continue
        fewer = latent_projection(graph, {*graph.nodes} - {name})
        other = infer(fewer, event, data=data)
        if isinstance(other, Inferred):
            graph, found = fewer, other
    return found
