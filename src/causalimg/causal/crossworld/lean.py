"""Estimands that read as few variables as will do."""

from causalimg.causal.crossworld.counterworlds import Data, Inference, Inferred, infer
from causalimg.causal.crossworld.worlds import Event
from causalimg.causal.graphs.admg import Admg
from causalimg.causal.graphs.fewer import with_fewer
from causalimg.causal.identification.identify import Stating


def infer_lean(
    graph: Admg,
    event: Event,
    *,
    data: Data = "observations",
    stated: Stating | None = None,
) -> Inference:
    """`infer`, in a graph without the variables that can be left unseen, see `with_fewer`.

    What the text states comes in only where what is observed does not do.

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

    def tried(fewer: Admg) -> Inferred | None:
        other = infer(fewer, event, data=data)
        return other if isinstance(other, Inferred) else None

    return with_fewer(graph, event.variables, tried) or found
