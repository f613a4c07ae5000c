"""What went wrong, where, why and what to do: a value that rooms pass on, not an exception."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from causalimg.source import Span


class Severity(StrEnum):
    """How bad it is: an error stops, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that explains the first, with a few words under it."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that mends the mistake: replace the text of `span` by `text`.

    Args:
        span: what is replaced; empty where something is added.
        text: what stands there then.
        sure: whether it is what was meant. An arrow, a claim or the shape of a law is for the
            person to decide: such an edit is offered, and never made unasked.
    """

    span: Span
    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message to the person who wrote the text, the table or the request.

    Args:
        code: an entry of `causalimg.diagnostics.codes.CODES`, such as `E0301`.
        message: one lower-case sentence without full stop, the person's words in back-ticks.
        span: the place, or None where the message is not about a source text.
        label: a few words under the carets.
        others: further places, each with its words.
        helps: what to type instead, most likely first.
        notes: why.
        fix: the edit that a `help` stands for, where it is one.
        severity: error, warning or note.
        where: a place outside the source text: file, row, column of a table, or a run folder.
    """

    code: str
    message: str
    span: Span | None = None
    label: str = ""
    others: tuple[Label, ...] = ()
    helps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fix: Fix | None = None
    severity: Severity = Severity.ERROR
    where: str | None = None


class CausalimgError(Exception):
    """The person's text, data or request cannot be used; carries every diagnostic found.

    Example:
        >>> raise CausalimgError([Diagnostic("E0701", "`ward.csv` cannot be read")])
        Traceback (most recent call last):
        causalimg.diagnostics.diagnostic.CausalimgError: E0701: `ward.csv` cannot be read
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], source: object = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.source = source
        super().__init__("\n".join(f"{d.code}: {d.message}" for d in self.diagnostics))


class CausalimgInternalError(Exception):
    """A mistake of ours, not of the person who asked; worth a report."""


class CausalimgWarning(UserWarning):
    """Something that deserves attention but stops nothing."""


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the work."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
