"""Applying the edits that diagnostics carry."""

from collections.abc import Iterable

from causalimg.diagnostics.diagnostic import Diagnostic


def apply_fixes(text: str, diagnostics: Iterable[Diagnostic]) -> str:
    """The text with every fix applied; of two that overlap, the first in the text.

    Example:
        >>> from causalimg.diagnostics import Fix
        >>> from causalimg.source import Span
        >>> apply_fixes("y = x", [Diagnostic("E0003", "", fix=Fix(Span(2, 3), ":="))])
        'y := x'
    """
    fixes = sorted({d.fix for d in diagnostics if d.fix}, key=lambda fix: fix.span)
    done, at = [], 0
    for fix in fixes:
        if fix.span.start < at:
            continue
        done += [text[at : fix.span.start], fix.text]
        at = fix.span.end
    return "".join([*done, text[at:]])
