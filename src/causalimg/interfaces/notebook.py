"""The notebook's door: `%load_ext causalimg`, then `%%scm NAME` and `%scm FILE NAME`."""

from collections.abc import Sequence
from typing import Any

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.diagnostics.render import render
from causalimg.diagnostics.render_html import render_html
from causalimg.interfaces.api import Model, load, loads
from causalimg.interfaces.door import refused
from causalimg.interfaces.options import constants
from causalimg.source import Source

USAGE = (
    "write `%%scm NAME` above a model, or `%scm FILE NAME`",
    "a constant of the model follows: `%%scm NAME latents=64`",
)


def load_ipython_extension(shell: Any) -> None:
    """Register the magics; IPython calls this on `%load_ext causalimg`.

    Args:
        shell: the running `InteractiveShell`.
    """

    def scm(line: str, cell: str | None = None) -> Model:
        """Compile a model, say what deserves attention, and bind it to a name of the notebook.

        The model is the cell's value, so that its graph is shown below.
        """
        words = [word for word in line.split() if "=" not in word]
        if len(words) != (2 if cell is None else 1) or not words[-1].isidentifier():
            raise refused("E0711", f"`scm {line}` does not name a model", *USAGE)
        set_to = constants([word for word in line.split() if "=" in word])
        if cell is None:
            model = load(words[0], **set_to)
        else:
            model = loads(Source(f"{words[0]}.scm", cell), **set_to)
        analysis = model.analysis
        _show(analysis.diagnostics, analysis.source)
        shell.user_ns[words[-1]] = model
        return model

    shell.register_magic_function(scm, "line_cell", "scm")
    shell.set_custom_exc((CausalimgError,), _told)


def _told(
    shell: Any, kind: type, error: CausalimgError, trace: Any, tb_offset: Any = None
) -> None:
    """A diagnostic of any cell, as text and as HTML, without the traceback; the cell failed."""
    del shell, kind, trace, tb_offset
    _show(error.diagnostics, error.source if isinstance(error.source, Source) else None)


def _show(found: Sequence[Diagnostic], source: Source | None) -> None:
    """Diagnostics below the cell; a page that shows no HTML shows the text."""
    from IPython.display import display

    if found:
        shown = {"text/plain": render(found, source), "text/html": render_html(found, source)}
        display(shown, raw=True)
