"""What an editor may change: a name everywhere, the layout, a mistake that has one sure edit."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from causalimg.causal.analyse import analyse
from causalimg.diagnostics import Diagnostic, Fix, Severity, apply_fixes
from causalimg.interfaces.lsp.document import Document
from causalimg.interfaces.lsp.names import NAMED, Occurrence, at, occurrences, same
from causalimg.interfaces.mending import mend
from causalimg.source import Source, Span
from causalimg.syntax.format import format_tree
from causalimg.syntax.words import RESERVED


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a name cannot be changed, in a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Action:
    """An offered edit and the diagnostic that it mends."""

    title: str
    fix: Fix
    mends: Diagnostic


# ---- names -----------------------------------------------------------------------------------


def renamable(document: Document, offset: int) -> Occurrence | Refused:
    """The name at a place, or why it cannot be changed."""
    found = at(document, offset)
    if found is None:
        return Refused("here is no name")
    if found.what == "value":
        return Refused(f"`{found.name}` is a value in the data, which would not follow")
    if found.what == "imported":
        return Refused(f"`{found.name}` is declared in another file")
    if found.what not in NAMED:
        return Refused(f"`{found.name}` has its name from the language, not from this text")
    if not any(o.declares for o in same(document, found)):
        return Refused(f"`{found.name}` is declared nowhere in this text")
    return found


def rename(document: Document, offset: int, new: str) -> tuple[Fix, ...] | Refused:
    r"""The edits that change a name everywhere, or why it cannot be changed.

    A change that would bring an error into the text is refused with what that error says.

    Args:
        document: the text.
        offset: somewhere in the name.
        new: the new name.

    Example:
        >>> from causalimg.interfaces.lsp.document import open_text
        >>> found = open_text("", "causalimg 1\nvariables { x : real }\ngraph { x -> x }\n")
        >>> len(rename(found, 24, "y")), rename(found, 24, "2y").reason
        (3, '`2y` is not a name: a name is letters, digits and `_`, a letter first')
    """
    found = renamable(document, offset)
    if isinstance(found, Refused):
        return found
    word = unicodedata.normalize("NFC", new.strip())
    if not word.isidentifier():
        return Refused(
            f"`{word}` is not a name: a name is letters, digits and `_`, a letter first"
        )
    if word in RESERVED:
        return Refused(f"`{word}` is a word of the language and cannot name a {found.what}")
    taken = _taken(document, found, word)
    if taken:
        return Refused(taken)
    edits = tuple(Fix(o.span, word) for o in same(document, found))
    wrong = _brings(document, edits)
    return Refused(f"`{word}` would bring an error: {wrong}") if wrong else edits


def _taken(document: Document, found: Occurrence, word: str) -> str:
    for other in occurrences(document):
        apart = (other.what == "query") != (found.what == "query")
        if other.name == word and other.declares and not apart and other.name != found.name:
            if other.what == "value":
                return f"`{word}` is already a value of `{other.owner}`"
            return f"`{word}` is already the name of a {other.what}"
    return ""


def _brings(document: Document, edits: Sequence[Fix]) -> str:
    """What a new error says that the text does not have yet, empty where there is none."""
    before = _errors(document.analysis.diagnostics)
    text = edited(document.source.text, edits)
    changed = analyse(Source(document.source.name, text), shelf=document.shelf)
    after = _errors(changed.diagnostics)
    return "" if len(after) <= len(before) else after[0].message


def _errors(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if one.severity is Severity.ERROR]


def edited(text: str, edits: Sequence[Fix]) -> str:
    """A text after edits that do not overlap."""
    return apply_fixes(text, [Diagnostic("E0010", "", fix=edit) for edit in edits])


# ---- layout ----------------------------------------------------------------------------------


def formatted(document: Document) -> Fix | None:
    """The edit that brings a text into the one form; None where it is, or cannot be read.

    The edit touches only the lines between the first and the last that differ.
    """
    if document.analysis.tree is None:
        return None
    return difference(document.source.text, format_tree(document.analysis.tree, document.source))


def difference(old: str, new: str) -> Fix | None:
    r"""The edit of whole lines from one text to another; None where they are the same.

    Example:
        >>> difference("a\nb\nc\n", "a\nB\nc\n")
        Fix(span=Span(start=2, end=4), text='B\n', sure=True)
    """
    if old == new:
        return None
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    start, end = (
        sum(map(len, before[:head])),
        len(old) - sum(map(len, before[len(before) - tail :])),
    )
    return Fix(Span(start, end), "".join(after[head : len(after) - tail]))


def _alike(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = zip(left, right, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


# ---- mistakes --------------------------------------------------------------------------------


def actions(document: Document, span: Span) -> tuple[Action, ...]:
    """The edits that diagnostics inside a stretch carry."""
    found = []
    for one in document.analysis.diagnostics:
        place = one.span or Span(0, 0)
        if one.fix and place.start <= span.end and span.start <= place.end:
            found.append(Action(_title(document, one, one.fix), one.fix, one))
    return tuple(found)


def _title(document: Document, one: Diagnostic, fix: Fix) -> str:
    """What the edit does: as the help says where that is an order, else by its two texts."""
    first, new = next(iter(one.helps), ""), fix.text.strip()
    if first.startswith(_ORDERS) and new and new in first:
        return first
    old = document.source.slice(fix.span).strip()
    if "\n" in new:
        return f"write `{new.splitlines()[0]}` and more"
    if "\n" in old and not new:
        return f"delete `{old.splitlines()[0]}` and more"
    if not old.isprintable():
        return "delete the hidden character" if not fix.text else f"write `{new}`"
    if not new:
        return f"delete `{old}`"
    short = old and len(old) <= _LONGEST
    return f"replace `{old}` by `{new}`" if short else f"write `{new}`"


_ORDERS = ("write ", "add ", "use ", "close ")
_LONGEST = 30


def all_mended(document: Document) -> Fix | None:
    """Every fix that makes the text better, as one edit; None where there is none."""
    mended = mend(document.source, shelf=document.shelf)
    return difference(document.source.text, mended.source.text)
