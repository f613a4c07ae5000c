"""Where statements and blocks begin and end: newlines and brackets, settled before parsing.

A line break ends a statement unless it stands inside `( )`, `[ ]` or the braces of a `match` or
of values, or the next line begins with an operator, an arrow or a word that continues. The
outcome is both the stream for the parser and the statements one by one, for recovery.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from causalimg.diagnostics import Diagnostic, Fix, Label
from causalimg.source import Span
from causalimg.source.record import record
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.lexemes import MOST
from causalimg.syntax.words import BLOCK_WORDS

#: Brackets inside brackets, at most; what follows the parser recurses.
MAX_NESTING = 64

_CONTINUING_SIGNS = frozenset(
    {
        "+",
        "-",
        "*",
        "/",
        "^",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "->",
        "<-",
        "<->",
        "|",
        "_||_",
        "{",
    }
)
_CONTINUING_WORDS = frozenset(
    {"given", "via", "then", "else", "by", "truncated", "and", "or", "from", "invariant", "fair"}
)
_ONLY_IN_PREDICTORS = frozenset({"from", "invariant", "fair"})
#: A keyword with one of these behind it is a name after all: `by : real`, `at, x -> y`.
AFTER_A_NAME = frozenset({":", ":=", "~", ",", "=", "->", "<-", "<->", "_||_"})

#: Words of other languages before whose brace a line may end.
_LOOPS = ("for", "while", "if", "else")

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_ENDS = frozenset(_CLOSERS.values())
#: No word, number or string is spelled like one of these.
_BREAKS = frozenset({*_CLOSERS, *_ENDS, "\n", "\r\n"})


@record(frozen=True, slots=True)
class Statement:
    """One statement: its lexemes without the line break, and the block word around it."""

    block: Lexeme | None
    lexemes: tuple[Lexeme, ...]

    @property
    def span(self) -> Span:
        """From its first letter to its last."""
        return self.lexemes[0].span | self.lexemes[-1].span


@record(frozen=True, slots=True)
class Layout:
    """A text cut into statements.

    Args:
        stream: every lexeme, with `_NL` where a statement ends.
        statements: the same, one by one, without the lines that open and close blocks.
        headings: the words that open blocks.
        diagnostics: brackets that do not match.
        too_deep: brackets nest so deeply that nothing was cut.
    """

    stream: tuple[Lexeme, ...]
    statements: tuple[Statement, ...]
    headings: tuple[Lexeme, ...]
    diagnostics: tuple[Diagnostic, ...]
    too_deep: bool = False


@record(frozen=True, slots=True)
class _Open:
    kind: str  # "block", "match", "values" or "round"
    sign: Lexeme
    word: Lexeme | None = None
    loose: bool = False  # of an interval, which `)` and `]` close alike

    def ends_with(self, sign: str) -> bool:
        return self.loose or _CLOSERS[self.sign.text] == sign


@dataclass(slots=True)
class _Cutter:
    code: Sequence[Lexeme]
    stream: list[Lexeme] = field(default_factory=list)
    current: list[Lexeme] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    headings: list[Lexeme] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    at: int = 0
    too_deep: bool = False

    # ---- what is around ------------------------------------------------------------------------

    @property
    def block(self) -> _Open | None:
        """The block that we are in: blocks open where nothing else is open."""
        return self.open[0] if self.open and self.open[0].kind == "block" else None

    def inside(self) -> bool:
        """Whether line breaks are free here."""
        return bool(self.open) and self.open[-1].kind != "block"

    def following(self, start: int, count: int) -> list[Lexeme]:
        """The next lexemes from `start`, line breaks skipped."""
        ahead = self.code[start : start + 2 * count]  # no two line breaks stand together
        return [one for one in ahead if one.kind != "NEWLINE"][:count]

    # ---- writing -------------------------------------------------------------------------------

    def emit(self, lexemes: Sequence[Lexeme]) -> None:
        self.stream.extend(lexemes)
        self.current.extend(lexemes)

    def end_statement(self, place: Span) -> None:
        if not self.current:
            return
        word = self.block.word if self.block else None
        self.statements.append(Statement(word, tuple(self.current)))
        self.current = []
        self.newline(place)

    def newline(self, place: Span) -> None:
        if self.stream and self.stream[-1].kind != "_NL":
            self.stream.append(Lexeme("_NL", "", Span(place.start, place.start)))

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic, unless there are so many that nobody would read them."""
        if len(self.diagnostics) < MOST:
            self.diagnostics.append(diagnostic)

    # ---- the walk ------------------------------------------------------------------------------

    def run(self) -> None:
        """Between brackets and line breaks the lexemes are handed on as they are."""
        behind = 0
        for at, lexeme in enumerate(self.code):
            text = lexeme.text
            if text not in _BREAKS:
                continue
            self.emit(self.code[behind:at])
            self.at, behind = at, at + 1
            if text in _CLOSERS:
                self.on_open(lexeme)
                if self.too_deep:
                    return
            elif text in _ENDS:
                self.on_close(lexeme)
            else:
                self.on_newline(lexeme)
        self.emit(self.code[behind:])
        self.on_end()

    def on_newline(self, lexeme: Lexeme) -> None:
        ahead = self.following(self.at, 3)
        if self.inside() and not self.runs_away(ahead):
            return
        self.drop_brackets()
        if not self.goes_on(ahead):
            self.end_statement(lexeme.span)
            if self.block and _opens_block(ahead):
                self.unclosed_block(self.block, ahead[0])

    def goes_on(self, ahead: list[Lexeme]) -> bool:
        """Whether the next line continues this one."""
        block = self.block.word.text if self.block and self.block.word else ""
        if ahead and ahead[0].text == "{":
            return _takes_brace(self.current) if block else _is_heading(self.current)
        return _continues(ahead, block)

    def runs_away(self, ahead: list[Lexeme]) -> bool:
        """Whether the next line can only be a new statement, so that a bracket was forgotten."""
        if not ahead:
            return True
        if _opens_block(ahead) or (ahead[0].text == "}" and self.open[-1].kind == "round"):
            return True
        signs = {"match": (":=",), "values": (":=", ":"), "round": (":=", ":")}
        begins = len(ahead) > 1 and ahead[0].kind == "NAME"
        in_match = any(o.kind == "match" for o in self.open)
        allowed = (":=",) if in_match else signs[self.open[-1].kind]
        return begins and ahead[1].text in allowed

    def drop_brackets(self) -> None:
        """Report the innermost bracket that the statement left open, and forget them all."""
        if not self.inside():
            return
        left = self.open[-1].sign
        self.report(
            Diagnostic(
                "E0010",
                f"`{left.text}` is never closed",
                left.span,
                label="opened here",
                helps=(f"close it with `{_CLOSERS[left.text]}` before the next statement begins",),
            )
        )
        while self.inside():
            self.open.pop()

    def unclosed_block(self, block: _Open, word: Lexeme | None) -> None:
        name = block.word.text if block.word else "block"
        end = word.span.start if word else self.code[-1].span.end
        others = (Label(word.span, f"`{word.text}` begins before it ended"),) if word else ()
        self.report(
            Diagnostic(
                "E0004",
                f"the block `{name}` is not closed",
                block.sign.span,
                label="opened here",
                others=others,
                helps=("close it with `}` on a line of its own",),
                fix=Fix(Span(end, end), "}\n\n" if word else "\n}\n"),
            )
        )
        self.stream.append(Lexeme("SIGN", "}", Span(end, end)))
        self.newline(Span(end, end))
        self.open.remove(block)

    # ---- brackets ------------------------------------------------------------------------------

    def on_open(self, lexeme: Lexeme) -> None:
        if len(self.open) >= MAX_NESTING:
            self.too_deep = True
            self.report(
                Diagnostic(
                    "E0010",
                    f"brackets nest more than {MAX_NESTING} deep",
                    lexeme.span,
                    helps=("split the expression: give a part of it a variable of its own",),
                )
            )
            return
        if lexeme.text != "{":
            loose = bool(self.current) and self.current[-1].text in ("in", "truncated")
            self.open.append(_Open("round", lexeme, loose=loose))
            self.emit((lexeme,))
        elif not self.open and len(self.current) == 1 and self.current[0].kind == "NAME":
            self.open_block(lexeme)
        else:
            matches = len(self.current) > 1 and self.current[-2].text == "match"
            self.open.append(_Open("match" if matches else "values", lexeme))
            self.emit((lexeme,))

    def open_block(self, lexeme: Lexeme) -> None:
        word = self.current.pop()
        self.headings.append(word)
        self.stream.append(lexeme)
        self.open.append(_Open("block", lexeme, word))
        self.newline(Span(lexeme.span.end, lexeme.span.end))

    def on_close(self, lexeme: Lexeme) -> None:
        if lexeme.text == "}":
            while self.open and self.open[-1].kind == "round":
                self.drop_one(self.open[-1], lexeme)
        elif any(o.kind == "round" and o.ends_with(lexeme.text) for o in self.open):
            while not self.open[-1].ends_with(lexeme.text):
                self.drop_one(self.open[-1], lexeme)
        fits = bool(self.open) and (self.open[-1].kind == "round") == (lexeme.text != "}")
        if not fits:
            self.closes_nothing(lexeme)
        elif self.open[-1].kind == "block":
            self.end_statement(lexeme.span)
            self.open.pop()
            self.stream.append(lexeme)
            self.newline(Span(lexeme.span.end, lexeme.span.end))
        else:
            self.open.pop()
            self.emit((lexeme,))

    def drop_one(self, left: _Open, closer: Lexeme) -> None:
        self.open.remove(left)
        self.report(
            Diagnostic(
                "E0010",
                f"`{left.sign.text}` is not closed before `{closer.text}`",
                left.sign.span,
                label="opened here",
                others=(Label(closer.span, "closed here"),),
                helps=(f"close it with `{_CLOSERS[left.sign.text]}`",),
            )
        )

    def closes_nothing(self, lexeme: Lexeme) -> None:
        self.report(
            Diagnostic(
                "E0010",
                f"`{lexeme.text}` closes nothing",
                lexeme.span,
                helps=("delete it, or open the bracket that it belongs to",),
                fix=Fix(lexeme.span, ""),
            )
        )

    def on_end(self) -> None:
        end = self.code[-1].span.end if self.code else 0
        self.drop_brackets()
        self.end_statement(Span(end, end))
        if self.block:
            self.unclosed_block(self.block, None)


def lay_out(code: Sequence[Lexeme]) -> Layout:
    """Cut the lexemes of a file into statements and blocks; never fails, reports instead."""
    cutter = _Cutter(code)
    cutter.run()
    return Layout(
        tuple(cutter.stream),
        tuple(cutter.statements),
        tuple(cutter.headings),
        tuple(cutter.diagnostics),
        cutter.too_deep,
    )


def _opens_block(ahead: Sequence[Lexeme]) -> bool:
    return len(ahead) > 1 and ahead[0].text in BLOCK_WORDS and ahead[1].text == "{"


def _is_heading(current: Sequence[Lexeme]) -> bool:
    """Whether a line outside of all blocks may open one, ours or a foreign one of two words."""
    named = all(x.kind == "NAME" for x in current) and len(current) <= 2
    return named or (bool(current) and current[0].text in _LOOPS)


def _takes_brace(current: Sequence[Lexeme]) -> bool:
    """Whether a line may go on with a brace: a `match`, the values of a type, a foreign loop.

    Anywhere else the brace begins a line of its own, such as dagitty's `{age sex} -> disease`.
    """
    if not current:
        return False
    matches = len(current) > 1 and current[-2].text == "match"
    loops = current[0].text in _LOOPS
    return matches or loops or current[-1].text in ("category", "ordinal", "]")


def _continues(ahead: Sequence[Lexeme], block: str) -> bool:
    """Whether a line that begins like this continues the line above."""
    if not ahead:
        return False
    first = ahead[0]
    if first.kind == "SIGN":
        return first.text in _CONTINUING_SIGNS
    if not block or first.text not in _CONTINUING_WORDS:
        return False
    if first.text in _ONLY_IN_PREDICTORS and block != "predictors":
        return False
    return len(ahead) < 2 or ahead[1].text not in AFTER_A_NAME
