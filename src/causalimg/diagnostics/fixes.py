"""Applying the edits that diagnostics carry."""

from collections.abc import Iterable

from causalimg.diagnostics.diagnostic import Diagnostic, Fix


def apply_fixes(text: str, diagnostics: Iterable[Diagnostic]) -> str:
    """The text with every fix applied; of two that overlap, the first in the text.

    Example:
        >>> from causalimg.diagnostics import Fix
        >>> from causalimg.source import Span
        >>> apply_fixes("y = x", [Diagnostic("E0003", "", fix=Fix(Span(2, 3), ":="))])
        'y := x'
    """
    done, at = [], 0
    for fix in (d.fix for d in apart(diagnostics) if d.fix):
        done += [text[at : fix.span.start], fix.text]
        at = fix.span.end
    return "".join([*done, text[at:]])


def apart(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those whose fixes can be applied together, in the order of the text.

    Of several with the same fix the first stands for all; of two that overlap, the first in the
    text is kept.
    """
    first: dict[Fix, Diagnostic] = {}
    for diagnostic in diagnostics:
        if diagnostic.fix:
            first.setdefault(diagnostic.fix, diagnostic)
    kept, at = [], 0
    for fix in sorted(first, key=lambda fix: fix.span):
        if fix.span.start >= at:
            kept.append(first[fix])
            at = fix.span.end
    return tuple(kept)
