"""In which form an answer is given, and where it goes: to the screen or to a file."""

from collections.abc import Sequence
from pathlib import Path

import typer

from causalimg.interfaces.door import refused, write_out

_ENDINGS = {".json": "json", ".tex": "latex", ".html": "html", ".htm": "html"}


def form_of(form: str, out: Path | None, known: Sequence[str]) -> str:
    """The form that is asked for: by its name, else by the ending of the file, else text.

    Raises:
        CausalimgError: E0711 for another form.

    Example:
        >>> form_of("", Path("advice.html"), ("text", "html"))
        'html'
    """
    chosen = form or _ENDINGS.get(out.suffix if out else "", "text")
    if chosen not in known:
        listed = f"{', '.join(known[:-1])} or {known[-1]}"
        raise refused("E0711", f"an answer cannot be written as `{chosen}`", f"write {listed}")
    return chosen


def told(text: str, out: Path | None) -> None:
    """Print an answer, or write it to a file and say so.

    Raises:
        CausalimgError: E0716 where the file cannot be written.
    """
    if out is None:
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        write_out(out, text if text.endswith("\n") else f"{text}\n")
        typer.echo(f"{out}: written")
