"""Diagnostics for other programs: a stable dictionary, and GitHub's annotations."""

from collections.abc import Iterable
from typing import Any

from causalimg.diagnostics.diagnostic import Diagnostic, Fix, Severity
from causalimg.source import Source, Span


def to_dict(diagnostic: Diagnostic, source: Source | None = None) -> dict[str, Any]:
    r"""One diagnostic as plain values; the keys never change, empty ones are there too.

    Lines and columns count from 1, `end` is the place behind the last character.

    Example:
        >>> found = Diagnostic("E0101", "cannot find `age`", Span(0, 3))
        >>> to_dict(found, Source("ward.scm", "age"))["span"]["end"]
        {'line': 1, 'column': 4}
    """
    fix = diagnostic.fix
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "file": source.name if source else None,
        "where": diagnostic.where,
        "span": _span(diagnostic.span, source),
        "label": diagnostic.label,
        "others": [{"span": _span(o.span, source), "text": o.text} for o in diagnostic.others],
        "helps": list(diagnostic.helps),
        "notes": list(diagnostic.notes),
        "fix": _fix(fix, source) if fix else None,
    }


def _fix(fix: Fix, source: Source | None) -> dict[str, Any]:
    return {"span": _span(fix.span, source), "text": fix.text, "sure": fix.sure}


def to_dicts(
    diagnostics: Iterable[Diagnostic], source: Source | None = None
) -> list[dict[str, Any]]:
    """All of them, in their order."""
    return [to_dict(diagnostic, source) for diagnostic in diagnostics]


def to_github(diagnostics: Iterable[Diagnostic], source: Source | None = None) -> str:
    r"""Workflow commands that show each diagnostic beside its line in a review.

    Example:
        >>> print(to_github([Diagnostic("W0109", "`x` is never used")]), end="")
        ::error title=W0109::`x` is never used
    """
    return "".join(_command(diagnostic, source) + "\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic, source: Source | None) -> str:
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    properties = {"title": diagnostic.code}
    if source and diagnostic.span:
        start, end = source.place(diagnostic.span.start), source.place(diagnostic.span.end)
        places = {"line": start.line, "col": start.column, "endLine": end.line}
        properties = {"file": source.name, **{k: str(v) for k, v in places.items()}, **properties}
        if start.line == end.line:
            properties["endColumn"] = str(end.column)
    text = "\n".join([diagnostic.message, *diagnostic.helps, *diagnostic.notes])
    if diagnostic.where:
        text = f"{diagnostic.where}: {text}"
    named = ",".join(f"{key}={_escape(value, ',:')}" for key, value in properties.items())
    return f"::{kinds[diagnostic.severity]} {named}::{_escape(text)}"


def _escape(text: str, more: str = "") -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def _span(span: Span | None, source: Source | None) -> dict[str, Any] | None:
    if span is None:
        return None
    found: dict[str, Any] = {"start_offset": span.start, "end_offset": span.end}
    if source is not None:
        start, end = source.place(span.start), source.place(span.end)
        found["start"] = {"line": start.line, "column": start.column}
        found["end"] = {"line": end.line, "column": end.column}
    return found
