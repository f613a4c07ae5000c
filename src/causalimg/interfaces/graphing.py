"""`causalimg fmt --write-graph`: the arrows that the mechanisms imply, written down.

A text may leave its `graph` out; whoever wants to argue about the arrows writes them.
"""

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.semantics.arrows import drawn_graph
from causalimg.semantics.model import Model
from causalimg.source import Source
from causalimg.syntax import tree as t


def with_graph(source: Source) -> Source:
    r"""A text with its `graph` block; the text itself where it has one or nothing points anywhere.

    Args:
        source: the text of a model.

    Raises:
        CausalimgError: the errors of a text without a `graph`, for its arrows are not sure.

    Example:
        >>> lines = ("causalimg 1", "variables { x, y : real }",
        ...          "mechanisms {", "x ~ flow()", "y ~ flow() given x", "}")
        >>> with_graph(Source("s.scm", "\n".join(lines) + "\n")).text.splitlines()[2:6]
        ['', 'graph {', '  x -> y', '}']
    """
    found = analyse(source)
    if found.tree is not None and drawn_graph(found.tree):
        return source
    if has_errors(found.diagnostics) or found.tree is None or found.draft is None:
        raise CausalimgError(found.diagnostics, source)
    lines = _lines(found.draft)
    if not lines:
        return source
    end = source.text.find("\n", _place(found.tree))
    end = len(source.text) if end < 0 else end
    block = "\n\ngraph {\n" + "".join(f"  {line}\n" for line in lines) + "}"
    return Source(source.name, source.text[:end] + block + source.text[end:])


def _place(tree: t.File) -> int:
    """Behind the `variables`, where the reader looks for the arrows."""
    blocks = [item for item in tree.items if isinstance(item, t.Block)]
    return next(block.span.end for block in blocks if block.word.text == "variables")


def _lines(model: Model) -> list[str]:
    """One line for each effect, in the order of the variables, then the unseen causes."""
    causes: dict[str, list[str]] = {variable.name: [] for variable in model.variables}
    for arrow in model.arrows:
        causes[arrow.effect].append(arrow.cause)
    arrows = [f"{', '.join(found)} -> {effect}" for effect, found in causes.items() if found]
    return arrows + [f"{arc.left} <-> {arc.right}" for arc in model.bidirected]
