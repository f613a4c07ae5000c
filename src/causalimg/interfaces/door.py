"""Where diagnostics leave the house: printed for people, with the exit code that scripts read."""

import errno
import gc
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
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
from causalimg.source.files import LARGEST, UnreadableTextError, read_text

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
        except KeyboardInterrupt as stop:
            words = str(stop) or "stopped; what was saved stays usable"
            sys.stderr.write(f"\n{words}\n")
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # who read our output wants no more of it; typer ends quietly
            show(_system(error).diagnostics)
            raise typer.Exit(DIAGNOSED) from None

    return run


def show(
    diagnostics: Sequence[Diagnostic], source: Source | None = None, form: str = "text"
) -> None:
    """Print diagnostics: text on standard error, json and github forms on standard output."""
    match form:
        case "json":
            show_json(to_dicts(diagnostics, source))
        case "github":
            sys.stdout.write(to_github(diagnostics, source))
        case "text":
            sys.stderr.write(render(diagnostics, source, colour=sys.stderr.isatty()))
        case _:
            raise refused("E0711", f"`--format {form}`", "write text, json or github")


def show_json(found: Sequence[dict[str, Any]]) -> None:
    """Print diagnostics of one or several texts as one JSON list."""
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def read_source(path: Path) -> Source:
    """The text of a `.scm` file.

    Raises:
        CausalimgError: E0701 where the file cannot be read as UTF-8 text of at most 1 MiB.
    """
    try:
        lines = read_text(path)
    except UnreadableTextError as error:
        remedy = "save it as UTF-8 text"
        if "MiB" in str(error):
            remedy = "a model is a few kilobytes of text, tables and images have their own files"
        raise refused("E0701", f"`{path}` {error}", remedy, where=str(path)) from None
    except OSError as error:
        message = f"`{path}` cannot be read: {reason(error)}"
        remedy = "name a `.scm` file that is there"
        raise refused("E0701", message, remedy, where=str(path)) from None
    return Source(str(path), lines)


def write_out(path: Path, content: str | bytes) -> None:
    """Put a file in its place at once: after a mishap there is the old one or the new one.

    Raises:
        CausalimgError: E0716 where the system refuses.
    """
    held = content.encode() if isinstance(content, str) else content
    with writing(path):
        if path.exists() and not path.is_file():
            path.write_bytes(held)  # a terminal or a pipe, such as /dev/stdout
            return
        target = path.resolve()
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            beside.write_bytes(held)
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise


def collect_rarely() -> None:
    """Let Python look for circles of records seldom: a tree or a model has thousands, and none.

    Not for what trains: there circles may hold pictures.
    """
    gc.set_threshold(50_000)


def ended_as(path: Path, text: str) -> str:
    """A text with its lines ended as those of the file that it will replace."""
    with path.open("rb") as file:
        first = file.readline(LARGEST)
    return text.replace("\n", "\r\n") if first.endswith(b"\r\n") else text


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Within it, what the system refuses is E0716 about that path."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        message = f"`{path}` cannot be written: {reason(error)}"
        remedy = "choose a place that exists, can be written and has room"
        raise refused("E0716", message, remedy, where=str(path)) from None


def reason(error: Exception) -> str:
    """Why the system refused, in its own words without our file name."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8 text"
    return (getattr(error, "strerror", None) or str(error)).lower()


def _system(error: OSError) -> CausalimgError:
    """What the system refused outside a place that knew what it was about."""
    name = str(error.filename) if error.filename else None
    remedy = "look at the rights of the file and at the room on the disk"
    return refused("E0716", f"the system refused: {reason(error)}", remedy, where=name)


def refused(code: str, message: str, *helps: str, where: str | None = None) -> CausalimgError:
    """An error with one diagnostic and its remedies."""
    return CausalimgError([Diagnostic(code, message, helps=helps, where=where)])


def stop_on_errors(diagnostics: Iterable[Diagnostic], source: Source) -> None:
    """Raise them where one is an error."""
    found = tuple(diagnostics)
    if has_errors(found):
        raise CausalimgError(found, source)


def option(text: str, *names: str, least: int | None = None, show: str | None = None) -> Any:
    """A command-line option with its help, spelled once; `show` stands for its default."""
    shown = True if show is None else show
    return typer.Option(*names, help=text, min=least, show_default=shown)
