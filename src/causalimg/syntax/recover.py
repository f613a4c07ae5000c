"""Going on after a mistake: each statement is read by itself, and each that fails explained."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from causalimg.diagnostics import Diagnostic, Fix, did_you_mean, suggest
from causalimg.source import Source, Span
from causalimg.syntax.almost import almost
from causalimg.syntax.beyond import VERSION, judge, wrong_version
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.habits.questions import about
from causalimg.syntax.habits.stan import LINES
from causalimg.syntax.layout import Layout, Statement
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.lexemes import MOST
from causalimg.syntax.mistakes import explain, habit
from causalimg.syntax.semicolons import Piece, marks, pieces
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import BLOCK_WORDS, BLOCKS_ELSEWHERE, DESIGNED

_HEADER_HELP = f"the first line of every file is `causalimg {VERSION}`"


def explain_file(
    source: Source, layout: Layout, found: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """The mistakes of a text that does not follow the grammar.

    Args:
        source: the text.
        layout: its statements.
        found: what is reported already; the statements that hold it are not explained again.
    """
    header = _header(layout)
    known = [d.span for d in found if d.span is not None]
    new = [*header, *_headings(source, layout)]
    for diagnostic in _statements(source, layout, known):
        new.append(diagnostic)
        if len(new) >= MOST:
            break
    if not new and not found:
        stop = read("start", layout.stream)
        if isinstance(stop, Stop):
            new.append(explain(Slip(source, None, "start", layout.stream, stop.at, stop.expected)))
    return tuple(new)


def explain_piece(
    source: Source, rule: str, code: Sequence[Lexeme], stop: Stop
) -> tuple[Diagnostic, ...]:
    """The mistake in a question or in assignments that stand alone."""
    if not code:
        helps = ("ask for example `E[y | do(x = 1)]` or `image had scanner = philips`",)
        return (Diagnostic("E0010", "nothing is asked", Span(0, 0), helps=helps),)
    block = "queries" if rule == "question" else None
    return (explain(Slip(source, block, rule, tuple(code), stop.at, stop.expected)),)


# ---- the first line ----------------------------------------------------------------------------


def _is_header(lexemes: Sequence[Lexeme]) -> bool:
    return bool(lexemes) and lexemes[0].text == "causalimg"


def _header(layout: Layout) -> Iterator[Diagnostic]:
    if not layout.stream or not _is_header(layout.stream):
        at = layout.stream[0].span if layout.stream else Span(0, 0)
        new = f"causalimg {VERSION}\n\n"
        start = Span(at.start, at.start)
        message = f"the first line must be `causalimg {VERSION}`"
        # `.scm` is the ending of Scheme too: what shows no block of ours is left as it is.
        fix = Fix(start, new) if not layout.stream or _has_block(layout) else None
        helps = (f"write `{new.strip()}` above",)
        yield Diagnostic("E0001", message, at, helps=helps, fix=fix)
        return
    message = f"the first line must be `causalimg {VERSION}` and nothing else"
    helps = (f"write `causalimg {VERSION}`",)
    if not layout.statements or not _is_header(layout.statements[0].lexemes):
        yield Diagnostic("E0001", message, layout.stream[0].span, helps=helps)  # `causalimg {`
        return
    first = layout.statements[0]
    words = [lexeme.text for lexeme in first.lexemes]
    if len(words) == 2 and first.lexemes[1].kind == "INT":
        if int(words[1]) != VERSION:
            yield wrong_version(first, int(words[1]))
        return
    yield Diagnostic(
        "E0001", message, first.span, helps=helps, fix=Fix(first.span, f"causalimg {VERSION}")
    )


# ---- blocks ------------------------------------------------------------------------------------


def _has_block(layout: Layout) -> bool:
    return any(_meant(word.text) for word in layout.headings)


def _headings(source: Source, layout: Layout) -> Iterator[Diagnostic]:
    for word in layout.headings:
        if word.text in BLOCK_WORDS:
            continue
        if word.text in DESIGNED:
            message = f"`{word.text}` is designed, not built yet"
            yield Diagnostic("E0009", message, word.span, helps=(f"the blocks are {_blocks()}",))
            continue
        meant = _meant(word.text)
        elsewhere = LINES.get(word.text, "")
        if word.text in BLOCKS_ELSEWHERE:
            elsewhere = f"the same stands here in `{meant}`"
        near = (elsewhere,) if elsewhere else did_you_mean(word.text, BLOCK_WORDS)
        helps = near or (f"the blocks are {_blocks()}",)
        if word.text in ("dag", "digraph") and not _is_header(layout.stream):
            helps = (*helps, f"or let `causalimg import dagitty {source.name}` write all of it")
        fix = Fix(word.span, meant) if meant else None
        message = f"there is no block `{word.text}`"
        yield Diagnostic("E0010", message, word.span, helps=helps, fix=fix)


def _blocks() -> str:
    return ", ".join(f"`{word}`" for word in BLOCK_WORDS)


def _meant(word: str) -> str | None:
    """The block that an unknown word stands for, as far as one can guess."""
    if word in BLOCK_WORDS:
        return word
    if word in LINES:
        return None
    return BLOCKS_ELSEWHERE.get(word) or next(iter(suggest(word, BLOCK_WORDS)), None)


# ---- statements --------------------------------------------------------------------------------


def _statements(source: Source, layout: Layout, known: Sequence[Span]) -> Iterator[Diagnostic]:
    for number, statement in enumerate(layout.statements):
        if number == 0 and not statement.block and _is_header(statement.lexemes):
            continue
        if any(_touches(statement.span, span) for span in known):
            continue
        yield from _one(source, statement)


def _touches(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start <= outer.end


def _one(source: Source, statement: Statement) -> Iterator[Diagnostic]:
    block = _meant(statement.block.text) if statement.block else None
    if statement.block and block is None:
        return
    first = statement.lexemes[0]
    if first.text == "causalimg" and not statement.block:
        yield Diagnostic(
            "E0001",
            "`causalimg 1` stands on the first line, once",
            first.span,
            helps=(_HEADER_HELP,),
        )
        return
    if first.text in DESIGNED and not statement.block:
        message = f"`{first.text}` is designed, not built yet"
        helps = ("write the whole model in this file",)
        yield Diagnostic("E0009", message, first.span, helps=helps)
        return
    rule = ENTRY_RULES[block] if block else "line"
    for piece in pieces(statement.lexemes):
        parts = marks(piece.lexemes) if block == "graph" else (piece.lexemes,)
        found = tuple(d for part in parts if part for d in _piece(source, block, rule, part))
        if piece.end is None:
            yield from found
        elif piece.last and any(_anew(one, piece) for one in found):
            yield from (_with_its_end(source, one, piece.end) for one in found)
        else:
            yield from found
            yield _semicolon(source, statement, piece)


def _piece(
    source: Source, block: str | None, rule: str, lexemes: tuple[Lexeme, ...]
) -> Iterator[Diagnostic]:
    node = read(rule, lexemes)
    if isinstance(node, Stop):
        yield explain(Slip(source, block, rule, lexemes, node.at, node.expected))
        return
    judged = judge(node)
    yield from _restated(Slip(source, block, rule, lexemes, len(lexemes), frozenset()), judged)


def restate(source: Source, layout: Layout, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What is said about a text that was read, where other languages explain it better.

    Args:
        source: the text.
        layout: its statements.
        found: what was judged about its tree.
    """
    said: list[Diagnostic] = []
    for statement in layout.statements:
        here = [one for one in found if one.span and _touches(statement.span, one.span)]
        if here and statement.block:
            word = statement.block.text
            rule, lexemes = ENTRY_RULES[word], statement.lexemes
            slip = Slip(source, word, rule, lexemes, len(lexemes), frozenset())
            said += _restated(slip, here)
        else:
            said += here
    return (*said, *(one for one in found if one.span is None))


def _restated(slip: Slip, judged: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    if not any(d.code == "E0008" for d in judged):
        return tuple(judged)
    called = slip.is_short and slip.index("E", "P") is not None
    better = habit(slip) or (almost(slip) if called else None)
    return (better,) if better else tuple(_of_a_name(slip, one) for one in judged)


def _of_a_name(slip: Slip, found: Diagnostic) -> Diagnostic:
    """E0008 about a variable alone, with questions about that variable."""
    own = about(slip.source, slip.source.slice(found.span)) if found.span else ()
    return replace(found, helps=own) if own and found.code == "E0008" else found


# ---- semicolons --------------------------------------------------------------------------------


def _anew(found: Diagnostic, piece: Piece) -> bool:
    """Whether a line is written anew, so that nobody needs to hear about its `;` besides."""
    whole = piece.lexemes[0].span | piece.lexemes[-1].span
    return found.fix is not None or found.span == whole


def _with_its_end(source: Source, found: Diagnostic, end: Lexeme) -> Diagnostic:
    """The message with the `;` in its edit: one line is one thing to write anew."""
    fix = found.fix
    if fix is None or fix.span.end > end.span.start:
        return found
    kept = source.slice(Span(fix.span.end, end.span.start))
    text = (fix.text + kept).rstrip() if fix.text or kept.strip() else ""
    return replace(found, fix=Fix(Span(fix.span.start, end.span.end), text, fix.sure))


def _semicolon(source: Source, statement: Statement, piece: Piece) -> Diagnostic:
    sign = piece.end or statement.lexemes[-1]
    message, fix = "`;` is no sign of this language", Fix(sign.span, "")
    helps = ("a statement ends where its line ends: drop the `;`",)
    if not piece.last:
        start = source.line_span(source.place(statement.span.start).line).start
        before = source.slice(Span(start, statement.span.start))
        behind = next(x for x in statement.lexemes if x.span.start >= sign.span.end)
        indent = before if not before.strip() else "  "
        fix = Fix(Span(sign.span.start, behind.span.start), f"\n{indent}")
        helps = ("a statement ends where its line ends: begin a new one",)
    return Diagnostic("E0010", message, sign.span, helps=helps, fix=fix)
