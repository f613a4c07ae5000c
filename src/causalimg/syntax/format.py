"""The one formatter: no options, columns aligned by paragraph, comments and paragraphs kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from causalimg.source import Source, Span, display_width
from causalimg.syntax import phrases as p
from causalimg.syntax import tree as t
from causalimg.syntax.pieces import Piece, pieces, within
from causalimg.syntax.pretty import flat, joined, layout
from causalimg.syntax.rows import Row, question, row

#: Lines break, where they can, before they are longer.
WIDTH = 99
_INDENT = "  "

_Lines = list[str]
_Part = list[Piece]


@dataclass(frozen=True, slots=True)
class _Header:
    """The first line, as an item among the others."""

    version: int
    span: Span


def format_tree(tree: t.File, source: Source | None = None) -> str:
    r"""The text of a tree.

    Formatting twice changes nothing, and parsing the result gives the same tree.

    Args:
        tree: what `parse` made.
        source: the text that it came from. Comments, and blank lines between paragraphs, are
            placed by its lines; without it there are none.

    Example:
        >>> from causalimg.syntax.parse import parse
        >>> source = Source("ward.scm", "causalimg 1\ngraph{a->b # why\n}")
        >>> print(format_tree(parse(source).tree, source), end="")
        causalimg 1
        <BLANKLINE>
        graph {
          a -> b  # why
        }
    """
    start = Span(tree.span.start, tree.span.start)
    items = [_Header(tree.version, start), *tree.items]
    blocks = [item.span for item in tree.items if isinstance(item, t.Block)]
    outside = [
        c for c in tree.comments if not any(b.start <= c.span.start < b.end for b in blocks)
    ]
    found = pieces(items, outside, source)
    parts = [_top_part(part, tree, source) for part in _split(found, _top_gap)]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def format_question(asked: t.Estimand | t.Counterfactual) -> str:
    """The text of one query, on one line.

    Example:
        >>> from causalimg.syntax.parse import parse_question
        >>> format_question(parse_question("E[ y|do(x=1) ]").tree)
        'E[y | do(x = 1)]'
    """
    return flat(question(asked))


# ---- paragraphs --------------------------------------------------------------------------------


def _split(found: Sequence[Piece], apart: Callable[[Sequence[Piece], int], bool]) -> list[_Part]:
    """Runs of pieces with a blank line between them."""
    parts: list[_Part] = []
    for at, piece in enumerate(found):
        if not parts or apart(found, at):
            parts.append([])
        parts[-1].append(piece)
    return parts


def _spaced(found: Sequence[Piece], at: int) -> bool:
    """Whether a blank line stands before a piece in the source."""
    return found[at].first - found[at - 1].last > 1


def _top_gap(found: Sequence[Piece], at: int) -> bool:
    """Between items of different kinds always, between blocks always, else as in the source."""
    before = found[at - 1].node
    if before is None or _spaced(found, at):
        return _spaced(found, at)
    behind = next((piece.node for piece in found[at:] if piece.node is not None), None)
    if behind is None or isinstance(before, t.Block):
        return isinstance(before, t.Block)
    return _kind(before) != _kind(behind)


def _kind(node: object) -> str:
    match node:
        case t.ImportModule() | t.ImportNames():
            return "import"
        case t.Param() | t.Grid():
            return "constant"
        case _:
            return type(node).__name__


def _finished(part: _Part, shown: list[_Lines], indent: str) -> _Lines:
    """The lines of a paragraph with all its comments."""
    lines: _Lines = []
    with_comments = _beside(shown, [piece.trailing for piece in part])
    for piece, own in zip(part, with_comments, strict=True):
        lines += [f"{indent}{comment}" for comment in piece.above]
        lines += own
    return lines


def _beside(shown: list[_Lines], extras: Sequence[str]) -> list[_Lines]:
    """Each statement with its extra behind its last line, all extras in one column."""
    pairs = list(zip(shown, extras, strict=True))
    column = max((display_width(lines[-1]) for lines, extra in pairs if extra), default=0) + 2
    return [
        [*lines[:-1], _padded(lines[-1], column) + extra] if extra else lines
        for lines, extra in pairs
    ]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


# ---- blocks ------------------------------------------------------------------------------------


def _block(block: t.Block, tree: t.File, source: Source | None) -> _Lines:
    found = pieces(block.entries, within(tree.comments, block.span), source)
    lines = [f"{block.word.text} {{"]
    for number, part in enumerate(_split(found, _spaced)):
        lines += [""] * bool(number)
        lines += _paragraph(part)
    return [*lines, "}"]


def _paragraph(part: _Part) -> _Lines:
    rows = [row(piece.node) if piece.node is not None else None for piece in part]
    wide = max((display_width(r.head) for r in rows if r), default=0)
    shown = [_row_lines(r, wide) if r else [] for r in rows]
    tails = _beside(shown, [r.tail if r else "" for r in rows])
    return _finished(part, tails, _INDENT)


def _row_lines(shown: Row, wide: int) -> _Lines:
    lead = f"{_padded(shown.head, wide)} {shown.sign} " if shown.sign else ""
    column = len(_INDENT) + display_width(lead)
    first, *more = layout(shown.body, column=column, width=WIDTH)
    if shown.spare is not None and _too_long([_INDENT + lead + first, *more]):
        first, *more = layout(shown.spare, column=column, width=WIDTH)
    return [_INDENT + lead + first, *more]


def _too_long(lines: _Lines) -> bool:
    return any(display_width(line) > WIDTH for line in lines)


# ---- lines outside blocks ----------------------------------------------------------------------


def _top_part(part: _Part, tree: t.File, source: Source | None) -> _Lines:
    words = [_word(piece.node) for piece in part]
    wide = max(map(len, words), default=0)
    shown = [
        _top_lines(piece.node, _padded(word, wide), tree, source)
        for piece, word in zip(part, words, strict=True)
    ]
    return _finished(part, shown, "")


def _word(node: object) -> str:
    """The first word of a line, where several of them make a column."""
    match node:
        case t.Param():
            return "param"
        case t.Grid():
            return "grid"
        case _:
            return ""


def _top_lines(node: object, word: str, tree: t.File, source: Source | None) -> _Lines:
    if isinstance(node, t.Block):
        return _block(node, tree, source)
    return [] if node is None else [_line(node, word)]


def _line(node: object, word: str) -> str:
    match node:
        case t.ModelLine(name, title):
            return f"model {name.text} {p.text(title)}" if title else f"model {name.text}"
        case t.ImportModule(path, name):
            return f"import {p.text(path)} as {name.text}"
        case t.ImportNames(module, names):
            return f"from {module.text} import {p.names(names)}"
        case t.Param():
            return f"{word} {_param(node)}"
        case t.Grid(name, extent, spacing, unit):
            size = " x ".join(dim.text for dim in extent)
            step = f"{spacing.text} {unit.text}" if unit else spacing.text
            return f"{word} {name.text} = {size} at {step}"
    return f"causalimg {node.version}" if isinstance(node, _Header) else ""


def _param(node: t.Param) -> str:
    lead = joined(f"{node.name.text} : ", p.kind(node.type))
    return flat(joined(lead, " = ", p.expression(node.value)) if node.value else lead)
