"""Text to words, numbers and signs; refuses what no source text may hold."""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Source, Span
from causalimg.syntax.grammar import grammar
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.tree import Comment

#: No source text is longer, in bytes of UTF-8.
MAX_BYTES = 1 << 20

#: No source text holds more words, numbers, signs, comments and line breaks. A model of 10,000
#: variables with up to three causes each holds 252,000.
MAX_LEXEMES = 260_000

#: After so many mistakes the rest of the text waits for the next try.
MOST = 25

#: No number has more characters.
MAX_DIGITS = 100

_ASIDE = frozenset({"COMMENT", "ELSEWHERE"})
_DOUBTFUL = frozenset({"NAME", "INT", "NUMBER"})

#: Makes a named tuple of a tuple in half the time; a text has thousands.
_record = tuple.__new__

# Control characters, marks that turn the direction of writing, invisible joints, surrogates.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufff9-\ufffb\ud800-\udfff]|\r(?!\n)|(?<!\\A)\ufeff"
)


@dataclass(frozen=True, slots=True)
class Lexemes:
    """What a text consists of: its comments apart, of several line breaks only the first.

    Args:
        code: its words, numbers, signs and line breaks.
        comments: its comments.
        diagnostics: what is wrong with single lexemes.
        refused: why it was not read to its end: more lexemes than what follows has time for.
    """

    code: tuple[Lexeme, ...]
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]
    refused: Diagnostic | None = None


def refuse(source: Source) -> Diagnostic | None:
    """The reason not to read a text at all: its size, or a character that hides something.

    Such characters can make a text look different from what it is, so they are refused in
    comments and strings too.
    """
    size = len(source.text) if len(source.text) > MAX_BYTES else _bytes(source.text)
    if size > MAX_BYTES:
        return Diagnostic(
            "E0010",
            f"this text is longer than 1 MiB ({size:,} bytes)",
            Span(0, 0),
            helps=("a model is a few kilobytes; tables and images belong in the data folder",),
        )
    found = _REFUSED.search(source.text)
    if found is None:
        return None
    letter = found.group()
    return Diagnostic(
        "E0010",
        f"a source text may not hold {describe(letter)}",
        Span(*found.span()),
        label="delete this character",
        helps=("it cannot be seen, so a reader could not tell what the text says",),
        fix=Fix(Span(*found.span()), ""),
    )


def scanned(source: Source) -> Lexemes:
    """The lexemes of a text, or nothing but the reason not to read it."""
    refused = refuse(source)
    return Lexemes((), (), (), refused) if refused else scan(source)


def _too_many(beyond: Span) -> Diagnostic:
    return Diagnostic(
        "E0010",
        f"this text holds more than {MAX_LEXEMES:,} words, numbers and signs",
        beyond,
        label="the first of them that is too many",
        helps=("10,000 variables need fewer; tables belong in the data folder",),
    )


def describe(letter: str) -> str:
    """A character in words: `the character U+202E (right-to-left override)`."""
    name = unicodedata.name(letter, "a control character").lower()
    return f"the character U+{ord(letter):04X} ({name})"


def scan(source: Source) -> Lexemes:
    r"""Cut a text into lexemes.

    Example:
        >>> [lexeme.text for lexeme in scan(Source("", "x := 2 * y # why")).code]
        ['x', ':=', '2', '*', 'y']
    """
    code: list[Lexeme] = []
    comments: list[Comment] = []
    diagnostics: list[Diagnostic] = []
    start = 1 if source.text.startswith("\ufeff") else 0
    fresh, left = True, MAX_LEXEMES
    for found in grammar().lexemes.finditer(source.text, start):
        kind, group = found.lastgroup or "STRAY", found.lastindex or 0
        if kind == "SPACE":
            continue
        text, span = found[group], _record(Span, found.span(group))
        if not left:
            return Lexemes(tuple(code), tuple(comments), (), _too_many(span))
        left -= 1
        if kind in _ASIDE:
            comments += _comments(kind, text, span, trailing=not fresh)
            diagnostics += [_other_comment(text, span)] if kind == "ELSEWHERE" else ()
            continue
        if fresh and kind == "NEWLINE" and code:
            continue
        if kind in _DOUBTFUL and not _sound(kind, text):
            diagnostics += [_wrong(kind, text, span)] if len(diagnostics) < MOST else ()
            text = text if kind == "NAME" else "0"
        fresh = kind == "NEWLINE"
        code.append(_record(Lexeme, (kind, text, span)))
    return Lexemes(tuple(code), tuple(comments), tuple(diagnostics[:MOST]))


def _sound(kind: str, text: str) -> bool:
    """Whether a name is made of letters, and a number one that a computer holds."""
    if kind == "NAME":
        return text.isascii() or _first_wrong(text) is None
    return len(text) <= MAX_DIGITS and not math.isinf(float(text))


def _wrong(kind: str, text: str, span: Span) -> Diagnostic:
    if kind == "NAME":
        return _wrong_letter(text, _first_wrong(text) or 0, span)
    if len(text) > MAX_DIGITS:
        helps = (f"a number has at most {MAX_DIGITS} digits; write powers of ten as `1e30`",)
        return Diagnostic("E0010", "this number has too many digits", span, helps=helps)
    helps = ("write `inf` where no bound is meant",)
    return Diagnostic("E0010", f"`{text}` is too large for a number", span, helps=helps)


def _other_comment(text: str, span: Span) -> Diagnostic:
    """`// why`, or `/* why */` on one line, or `#include file.stan`."""
    if text.startswith("#"):
        name = text.removeprefix("#include").strip().strip('"<>')
        stem = re.sub(r"\W", "_", name.rpartition("/")[2].partition(".")[0])
        written = f'import "{name.rpartition(".")[0]}.scm" as {stem}'
        message = "`#` begins a comment, so nothing is included"
        helps = (f"params, grids and functions of another file come by `{written}`",)
        return Diagnostic("E0010", message, span, label="as in Stan", helps=helps)
    inner = text[2:].removesuffix("*/") if text.startswith("/*") else text[2:]
    helps = (f"write `#{inner.rstrip()}`",)
    fix = Fix(span, f"#{inner.rstrip()}")
    return Diagnostic("E0010", "a comment begins with `#`", span, helps=helps, fix=fix)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _comments(kind: str, text: str, span: Span, *, trailing: bool) -> tuple[Comment, ...]:
    doc = text.startswith("##")
    said = text.lstrip("#").strip()
    return (Comment(said, doc, trailing, span),) if kind == "COMMENT" else ()


_LOOKALIKES = {
    "→": "->",
    "⟶": "->",
    "←": "<-",
    "⟵": "<-",
    "↔": "<->",
    "⟷": "<->",
    "⊥": "_||_",
    "⟂": "_||_",
    "⫫": "_||_",
    "∼": "~",
    "～": "~",
    "≔": ":=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "*",
    "·": "*",
    "÷": "/",
    "∞": "inf",
    "²": "^2",
    "³": "^3",
    "“": '"',
    "”": '"',
    "„": '"',
    "…": "..",
    "：": ":",
    "（": "(",
    "）": ")",
    "，": ",",
    "\u00a0": " ",
    "\u3000": " ",
    "\u202f": " ",
}


_SAID = {
    "±": ("a spread stands in the law: `Normal(50, 10)`",),
    "°": ("units are written in letters: `deg`",),
    "µ": ("micro is written `u`: `um`, `uGy`",),
}


@lru_cache(maxsize=4096)  # a name stands in a text again and again
def _first_wrong(text: str) -> int | None:
    """The first character that looks like a sign of the language, or is no letter."""
    folded = unicodedata.normalize("NFC", text)
    if folded.isidentifier() and _LOOKALIKES.keys().isdisjoint(folded):
        return None
    return next((i for i, letter in enumerate(text) if _is_wrong(letter)), 0)


def _wrong_letter(text: str, at: int, span: Span) -> Diagnostic:
    size = 2 if text[at : at + 2] == "⊥⊥" else 1
    place = Span(span.start + at, span.start + at + size)
    meant = _LOOKALIKES.get(unicodedata.normalize("NFC", text[at]))
    sign = meant is not None and bool(meant.strip())
    wrong = f"`{text[at]}` is no sign of this language"
    return Diagnostic(
        "E0010",
        wrong if sign else f"{describe(text[at])} is no letter, so it cannot be part of a name",
        place,
        helps=((f"write `{meant}`" if meant.strip() else "write an ordinary space"),)
        if meant
        else _SAID.get(text[at], ()),
        fix=Fix(place, meant) if meant else None,
    )


def _is_wrong(letter: str) -> bool:
    folded = unicodedata.normalize("NFC", letter)
    return folded in _LOOKALIKES or not f"x{folded}".isidentifier()
