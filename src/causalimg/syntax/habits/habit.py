"""What is said about a habit from another language, and a statement that is one call."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.slip import Slip


@dataclass(frozen=True, slots=True)
class Said:
    """A message about a whole statement.

    Args:
        message: how it is here.
        helps: what to write.
        edit: what stands for the statement; nothing takes its line out, None leaves it alone.
        sure: whether `check --fix` may make the edit.
        code: of the message.
        label: where the habit comes from.
        place: where the carets stand, if not below all of it.
    """

    message: str
    helps: tuple[str, ...]
    edit: str | None = None
    sure: bool = False
    code: str = "E0010"
    label: str = ""
    place: Span | None = None

    def about(self, slip: Slip) -> Diagnostic:
        """The diagnostic, with its edit where that can then be read."""
        place = self.place or slip.span
        fix = _edit(slip, self.edit, sure=self.sure)
        return Diagnostic(self.code, self.message, place, self.label, helps=self.helps, fix=fix)


def _edit(slip: Slip, text: str | None, *, sure: bool) -> Fix | None:
    if text is None:
        return None
    if not text:
        out = slip.line_out()
        return Fix(out.span, out.text, sure)
    return Fix(slip.span, text, sure) if slip.mends(slip.span, text) else None


def dropped(message: str, *helps: str, sure: bool = True, label: str = "") -> Said:
    """About a line that says nothing that a text says."""
    return Said(message, ("drop the line", *helps), "", sure, label=label)


# ---- calls --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Called:
    """A statement that is one call: `adj : adjustmentSets(g, exposure = "dose")`.

    Args:
        name: what stands before it with a sign, or nothing.
        sign: that sign.
        module: what stands before the function, with points.
        function: its name.
        arguments: each with its name, which may be empty, and its text.
        assigned: what is assigned to the call: `exposures(g) <- "dose"`.
        inside: all that stands between the brackets.
    """

    name: str
    sign: str
    module: str
    function: str
    arguments: tuple[tuple[str, str], ...]
    assigned: str
    inside: str

    def named(self, *names: str) -> str:
        """The argument with one of these names, without quotes, or nothing."""
        return next((bare(text) for name, text in self.arguments if name in names), "")

    @property
    def positional(self) -> tuple[str, ...]:
        """The arguments without a name, as they were typed."""
        return tuple(text for name, text in self.arguments if not name)


_SIGNS = (":", "=", "<-", ":=", "~")


def called(slip: Slip) -> Called | None:
    """The one call that a statement is, or None where it is none."""
    lexemes = slip.lexemes
    texts = [x.text for x in lexemes]
    start = 2 if texts[1:2] and texts[1] in _SIGNS else 0
    at = start
    while texts[at + 1 : at + 2] == ["."] and at + 2 < len(texts):
        at += 2
    if texts[at + 1 : at + 2] != ["("] or lexemes[at].kind != "NAME":
        return None
    end = _closing(lexemes, at + 1)
    if end is None or not _ends(texts[end + 1 :]):
        return None
    behind = slip.text(end + 2) if texts[end + 1 : end + 2] and texts[end + 1] in _SIGNS else ""
    return Called(
        texts[0] if start else "",
        texts[1] if start else "",
        slip.text(start, at - 1) if at > start else "",
        texts[at],
        tuple(_arguments(slip, at + 2, end)),
        behind,
        slip.text(at + 2, end),
    )


def _ends(behind: Sequence[str]) -> bool:
    """Whether what stands behind a call belongs to it: a method, an assignment, a colon."""
    return not behind or behind[0] in (".", "=", "<-", "$") or list(behind) == [":"]


def _closing(lexemes: Sequence[Lexeme], at: int) -> int | None:
    depth = 0
    for i in range(at, len(lexemes)):
        depth += (lexemes[i].text in "([{") - (lexemes[i].text in ")]}")
        if depth == 0:
            return i
    return None


def _arguments(slip: Slip, first: int, last: int) -> list[tuple[str, str]]:
    """What stands between the commas."""
    found: list[tuple[str, str]] = []
    start, depth = first, 0
    for at in range(first, last + 1):
        text = slip.lexemes[at].text if at < last else ","
        depth += (text in "([{") - (text in ")]}")
        if text == "," and depth == 0:
            if at > start:
                found.append(_argument(slip, start, at))
            start = at + 1
    return found


def _argument(slip: Slip, first: int, last: int) -> tuple[str, str]:
    named = last - first > 2 and slip.lexemes[first + 1].text == "="
    return (
        (slip.lexemes[first].text, slip.text(first + 2, last))
        if named
        else ("", slip.text(first, last))
    )


def bare(text: str) -> str:
    """A text without quotes around it."""
    return text.strip().strip("\"'").strip()


def names_in(text: str) -> tuple[str, ...]:
    """The names in `c("age", "sex")`, `["age"]` or `age, sex`."""
    return tuple(re.findall(r"[^\W\d]\w*", re.sub(r"\b(?:c|list|set)\s*\(", "(", text)))
