"""Where diagnostics leave the house: printed for people, with the exit code that scripts read."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import typer

from causalimg.diagnostics import (
    CausalimgError,
    CausalimgInternalError,
    Diagnostic,
    has_errors,
)
from causalimg.diagnostics.render import render
from causalimg.diagnostics.render_json import to_dicts, to_github
from causalimg.source import Source

FINE, DIAGNOSED, USAGE, INTERRUPTED = 0, 1, 2, 130
P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """A command whose diagnostics are printed and become exit code 1, never a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except CausalimgError as error:
            source = error.source if isinstance(error.source, Source) else None
            show(error.diagnostics, source)
            raise typer.Exit(DIAGNOSED) from None
        except CausalimgInternalError as error:
            sys.stderr.write(f"this is a mistake of causalimg, please report it: {error}\n")
            raise typer.Exit(DIAGNOSED) from error
        except KeyboardInterrupt:
            sys.stderr.write("\nstopped; what was saved stays usable\n")
            raise typer.Exit(INTERRUPTED) from None

    return run


def show(
    diagnostics: Sequence[Diagnostic], source: Source | None = None, form: str = "text"
) -> None:
    """Print diagnostics: text on standard error, json and github forms on standard output."""
    match form:
        case "json":
            found = to_dicts(diagnostics, source)
            sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        case "github":
            sys.stdout.write(to_github(diagnostics, source))
        case "text":
            sys.stderr.write(render(diagnostics, source, colour=sys.stderr.isatty()))
        case _:
            raise refused("E0711", f"`--format {form}`", "write text, json or github")


def read_source(path: Path) -> Source:
    """The text of a `.scm` file.

    Raises:
        CausalimgError: E0701 where the file cannot be read as UTF-8 text.
    """
    try:
        return Source(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise refused("E0701", f"`{path}` cannot be read: {reason(error)}") from None


def reason(error: Exception) -> str:
    """Why the system refused, in its own words without our file name."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8 text"
    return (getattr(error, "strerror", None) or str(error)).lower()


def refused(code: str, message: str, *helps: str, where: str | None = None) -> CausalimgError:
    """An error with one diagnostic and its remedies."""
    return CausalimgError([Diagnostic(code, message, helps=helps, where=where)])


def stop_on_errors(diagnostics: Iterable[Diagnostic], source: Source) -> None:
    """Raise them where one is an error."""
    found = tuple(diagnostics)
    if has_errors(found):
        raise CausalimgError(found, source)


def option(text: str, *names: str) -> Any:
    """A command-line option with its help, spelled once."""
    return typer.Option(*names, help=text)
