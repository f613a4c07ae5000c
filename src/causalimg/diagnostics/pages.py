"""The pages of `causalimg explain`: one Markdown text per code, found and made readable."""

import re
from collections.abc import Iterator
from pathlib import Path

from causalimg.diagnostics.codes import CODES
from causalimg.diagnostics.suggest import suggest

_FENCE = re.compile(r"```\w*")
_BOLD, _RED, _GREEN, _PLAIN = "\x1b[1m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[0m"
_COLOURS = {"## Not so": _RED, "## But so": _GREEN}


def pages_path() -> Path:
    """Where the pages lie: inside the installed package, or in `docs` of a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_pages"
    return inside if inside.is_dir() else here.parents[2] / "docs" / "explain"


def page(code: str) -> str:
    """The Markdown text of a code of the table.

    Args:
        code: such as `E0301`.

    Raises:
        OSError: where the page is not there, or cannot be read.

    Example:
        >>> page("E0301").splitlines()[0]
        '# E0301: the arrows form a circle'
    """
    return (pages_path() / f"{code}.md").read_text(encoding="utf-8")


def readable(markdown: str, *, colour: bool = False) -> str:
    r"""A page as one reads it in a terminal: examples indented, headings without their signs.

    Args:
        markdown: the text of a page.
        colour: with ANSI escape sequences for a terminal.

    Example:
        >>> print(readable("# A\n\n```scm\nx -> y\n```\n"), end="")
        A
        <BLANKLINE>
            x -> y
    """
    return "".join(line.rstrip() + "\n" for line in _lines(markdown, colour=colour))


def _lines(markdown: str, *, colour: bool) -> Iterator[str]:
    fenced = False
    for line in markdown.splitlines():
        if _FENCE.fullmatch(line):
            fenced = not fenced
        elif fenced:
            yield f"    {line}"
        elif line.startswith("#"):
            shown = line.lstrip("#").strip()
            yield f"{_COLOURS.get(line, _BOLD)}{shown}{_PLAIN}" if colour else shown
        else:
            yield line


def contents() -> str:
    """All codes with their titles, room by room.

    Example:
        >>> contents().splitlines()[0]
        'syntax'
    """
    rooms: dict[str, list[str]] = {}
    for entry in CODES.values():
        rooms.setdefault(entry.room, []).append(f"  {entry.code}  {entry.title}")
    return "\n\n".join("\n".join([room, *lines]) for room, lines in rooms.items()) + "\n"


def meant_by(word: str) -> str | None:
    """The code that a mistyped one stands for, as far as one can guess.

    Example:
        >>> meant_by("301"), meant_by("E301"), meant_by("W0301"), meant_by("hello")
        ('E0301', 'E0301', 'E0301', None)
    """
    digits = "".join(letter for letter in word if letter.isdigit())
    same = [code for code in CODES if digits and int(code[1:]) == int(digits)]
    return next(iter((*same, *suggest(word.upper(), CODES, limit=1))), None)
