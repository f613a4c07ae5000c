"""A sketch becomes a `.scm` text that checks, in the form of the formatter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import CausalimgInternalError, Diagnostic, Severity
from causalimg.interfaces.exchange.naming import fitted, identifier, plain, value
from causalimg.interfaces.exchange.reading import unreadable
from causalimg.interfaces.exchange.sketch import Edge, Node, Sketch, Table, number
from causalimg.source import Source, Span
from causalimg.syntax.format import format_tree
from causalimg.syntax.parse import parse

UNTYPED = "it says nothing about types: what is `real` here may be anything, correct it"
ADJUSTED = "marked as adjusted there, which a model does not say of its variables: "

_Names = Mapping[str, str]


def written(sketch: Sketch, source: Source) -> str:
    """The text of a model, formatted and checked.

    Args:
        sketch: what the foreign file says.
        source: that file, for messages.

    Returns:
        A text without errors. A question that does not check is left out, with a note.

    Raises:
        CausalimgError: E0801 where a model cannot say it.
    """
    text = formatted(_lines(sketch))
    errors = _errors(text)
    if errors and sketch.exposures:
        notes = (*sketch.notes, *_unasked(sketch, errors))
        sketch = replace(sketch, exposures=(), outcomes=(), notes=notes)
        text = formatted(_lines(sketch))
        errors = _errors(text)
    if errors:
        raise unreadable(source, _blamed(errors[0], sketch), *_why(errors[0]))
    return text


def _unasked(sketch: Sketch, errors: list[Diagnostic]) -> tuple[str, str]:
    """Why the effect that the file marks is no query of the model, and how to ask about it."""
    names = _named(sketch)
    of, do = (", ".join(names[n] for n in ends) for ends in (sketch.outcomes, sketch.exposures))
    why = f"the effect that is marked there is left out: {errors[0].message}"
    return why, f"more about it: causalimg identify FILE 'P({of} | do({do}))'"


def formatted(lines: Iterator[str]) -> str:
    """Lines of a model in the one form; that they parse is our promise."""
    source = Source("import.scm", "\n".join(lines) + "\n")
    parsed = parse(source)
    if parsed.tree is None or parsed.diagnostics:
        raise CausalimgInternalError(f"an imported text does not parse: {parsed.diagnostics[:1]}")
    return format_tree(parsed.tree, source)


def _errors(text: str) -> list[Diagnostic]:
    found = analyse(Source("import.scm", text)).diagnostics
    return [d for d in found if d.severity is Severity.ERROR]


def _blamed(error: Diagnostic, sketch: Sketch) -> Span:
    """The node of the foreign file that an error is about, else its beginning."""
    words = set(re.findall(r"`([^`]*)`", error.message))
    names = _named(sketch)
    return next((n.span for n in sketch.nodes if names[n.name] in words), Span(0, 0))


def _why(error: Diagnostic) -> tuple[str, ...]:
    return (f"as a model this has a fault: {error.message}", *error.helps)


# ---- lines -------------------------------------------------------------------------------------


def _named(sketch: Sketch) -> _Names:
    words = {w for n in sketch.nodes if n.type != "binary" for w in n.values if not w.isdigit()}
    return fitted((n.name for n in sketch.nodes), words)


def _lines(sketch: Sketch) -> Iterator[str]:
    names = _named(sketch)
    yield "causalimg 1"
    yield ""
    yield from (f"# {plain(note)}" for note in sketch.notes)
    yield ""
    title = f' "{plain(sketch.title)}"' if sketch.title and plain(sketch.title) else ""
    yield f"model {identifier(sketch.name)}{title}"
    yield from _block("variables", (_declared(n, names) for n in sketch.nodes))
    yield from _block("graph", _arrows(sketch, names))
    yield from _block("mechanisms", (_mechanism(t, sketch, names) for t in sketch.tables))
    yield from _block("queries", _questions(sketch, names))


def _block(word: str, entries: Iterator[str]) -> Iterator[str]:
    inside = list(entries)
    if inside:
        yield from (f"{word} {{", *inside, "}")


def _declared(node: Node, names: _Names) -> str:
    role = "" if node.kind == "observed" else f"{node.kind} "
    support = f" in {node.support}" if node.support else ""
    unit = f" {node.unit}" if node.unit else ""
    renamed = names[node.name] != node.name and plain(node.name)
    said = [f"called `{plain(node.name)}` where it comes from"] if renamed else []
    doc = plain(node.doc) if node.doc else ""
    tail = f"  ## {'; '.join(filter(None, (doc, *said)))}" if doc or said else ""
    return f"{role}{names[node.name]} : {_type(node)}{support}{unit}{tail}"


def _type(node: Node) -> str:
    shape = f"[{', '.join(map(str, node.shape))}]" if node.shape else ""
    between = " < " if node.type == "ordinal" else ", "
    listed = between.join(value(word) for word in node.values)
    values = f" {{{listed}}}" if listed and node.type != "binary" else ""
    return f"{node.type}{shape}{values}"


def _arrows(sketch: Sketch, names: _Names) -> Iterator[str]:
    told = [e for e in sketch.arrows if e.reason and plain(e.reason)]
    bare = [e for e in sketch.arrows if e not in told]
    causes: dict[str, list[str]] = {}
    for edge in bare:
        causes.setdefault(edge.right, []).append(names[edge.left])
    yield from (f"{', '.join(left)} -> {names[right]}" for right, left in causes.items())
    yield from (_edge(e, "->", names) for e in told)
    yield from (_edge(e, "<->", names) for e in sketch.arcs)


def _edge(edge: Edge, sign: str, names: _Names) -> str:
    reason = f' "{plain(edge.reason)}"' if edge.reason and plain(edge.reason) else ""
    return f"{names[edge.left]} {sign} {names[edge.right]}{reason}"


def _questions(sketch: Sketch, names: _Names) -> Iterator[str]:
    """One effect for each outcome, all exposures set together."""
    if not sketch.exposures:
        return
    high, low = (
        ", ".join(f"{names[e]} = {_level(sketch, e, i)}" for e in sketch.exposures) for i in (1, 0)
    )
    for outcome in sketch.outcomes:
        y = names[outcome]
        called = "effect" if len(sketch.outcomes) == 1 else f"effect_on_{y}"
        yield f"{called} : E[{y} | do({high})] - E[{y} | do({low})]"


def _level(sketch: Sketch, name: str, index: int) -> str:
    node = next(n for n in sketch.nodes if n.name == name)
    return value(node.values[index]) if node.type in {"category", "ordinal"} else str(index)


# ---- tables ------------------------------------------------------------------------------------


def _mechanism(table: Table, sketch: Sketch, names: _Names) -> str:
    nodes = {n.name: n for n in sketch.nodes}
    node = nodes[table.variable]
    cells = [_cell(table, nodes, names, i, ()) for i in range(len(node.values))]
    if node.type == "binary":
        return f"{names[node.name]} ~ Bernoulli({cells[1]})"
    said = ", ".join(f"{value(w)} = {c}" for w, c in zip(node.values, cells, strict=True))
    return f"{names[node.name]} ~ Categorical({said})"


def _cell(
    table: Table, nodes: Mapping[str, Node], names: _Names, own: int, case: tuple[int, ...]
) -> str:
    if len(case) == len(table.parents):
        return number(table.rows[case][own])
    parent = nodes[table.parents[len(case)]]
    arms = ", ".join(
        f"{value(word)}: {_cell(table, nodes, names, own, (*case, i))}"
        for i, word in enumerate(parent.values)
    )
    return f"match {names[parent.name]} {{ {arms} }}"


def heading(source: Source, form: str) -> str:
    """The first note of an imported text."""
    return f"read from {PurePath(source.name).name}, which is written in {form}"


def stem(source: Source) -> str:
    """A name for a model whose file gives it none."""
    return PurePath(source.name).stem or "imported"
