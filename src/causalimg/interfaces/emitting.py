"""What each room makes of a text, for reading: `causalimg compile --emit`."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from causalimg.causal.analyse import analyse
from causalimg.interfaces.door import refused, stop_on_errors
from causalimg.source import Source, Span


def emitted(source: Source, room: str, settings: Mapping[str, float]) -> str:
    """The tree, the checked model, the graph (DOT) or the Pyro program of a text.

    Raises:
        CausalimgError: with every diagnostic of the text, or E0711 for another room.
    """
    analysed = analyse(source, settings)
    if room == "tree" and analysed.tree is not None:
        return _outline(analysed.tree) + "\n"
    stop_on_errors(analysed.diagnostics, source)
    assert analysed.model is not None
    match room:
        case "model":
            return _outline(analysed.model) + "\n"
        case "graph":
            from causalimg.interfaces.drawing import drawn

            return drawn(analysed.model, "dot").decode()
        case "pyro":
            from causalimg.program.load import compile_text

            return compile_text(analysed.model)
        case _:
            raise refused("E0711", f"no room makes `{room}`", "tree, model, graph or pyro")


def _outline(node: object, depth: int = 0) -> str:
    """Nested records as indented lines; places and the source are left out."""
    pad = "  " * depth
    if isinstance(node, tuple):
        return "\n".join(_outline(item, depth) for item in node)
    if not is_dataclass(node):
        return f"{pad}{node}"
    shown = [(f.name, getattr(node, f.name)) for f in fields(node)]
    small = [(k, v) for k, v in shown if k not in {"span", "source"} and not _nested(v)]
    words = [f"{k}={v!r}" for k, v in small if v not in (None, ())]
    head = f"{pad}{type(node).__name__} {' '.join(words)}"
    inner = [f"{pad}  {k}:\n{_outline(v, depth + 2)}" for k, v in shown if _nested(v)]
    return "\n".join([head.rstrip(), *inner])


def _nested(value: object) -> bool:
    if isinstance(value, Span | Source):
        return False
    if isinstance(value, tuple):
        return any(_nested(item) for item in value)
    return is_dataclass(value)
