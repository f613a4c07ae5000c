"""Diagnostics as a notebook shows them: what the terminal shows, in colours, as escaped HTML."""

import html
import re
from collections.abc import Iterable

from causalimg.diagnostics.diagnostic import Diagnostic
from causalimg.diagnostics.render import STYLES, render
from causalimg.source import Source

#: Each has a contrast of at least 4.5 to white and to black, whichever the page has.
COLOURS = {
    "error": "#dd332d",
    "warning": "#ad6404",
    "note": "#088194",
    "bold": "inherit",
    "frame": "#1f75d7",
}
_SEQUENCE = re.compile("\x1b\\[([0-9;]*)m")
_SHEET = "margin:0;white-space:pre;overflow-x:auto;line-height:1.3;color:inherit;background:none"


def render_html(diagnostics: Iterable[Diagnostic], source: Source | None = None) -> str:
    """All diagnostics in the layout of the terminal; no script, no class, no outer style.

    Args:
        diagnostics: in the order in which they should appear.
        source: the text that their spans point into.

    Returns:
        One `pre` element, or nothing where there are no diagnostics.

    Example:
        >>> "cannot find `&lt;b&gt;`" in render_html([Diagnostic("E0101", "cannot find `<b>`")])
        True
    """
    text = render(diagnostics, source, colour=True)
    if not text:
        return ""
    return f'<pre style="{_SHEET}">{_SEQUENCE.sub(_span, html.escape(text))}</pre>'


_OPENING = {
    code: f'<span style="color:{COLOURS[style]}{";font-weight:bold" * (style != "frame")}">'
    for style, code in STYLES.items()
}


def _span(found: re.Match[str]) -> str:
    """The element for a sequence of the terminal: 0 ends what any other began."""
    return "</span>" if found[1] == "0" else _OPENING[found[1]]
