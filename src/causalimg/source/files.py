"""Texts from files: how large they may be, and which of them a model may import."""

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from causalimg.source.text import Source

LARGEST = 2**20
"""Bytes of a `.scm` file."""
PROJECT = "causalimg.toml"
"""The file that says where a project begins; without one it is the folder of the model."""

Shelf = Callable[[str], Source]
"""From the path of an imported file, as seen from the model's folder, to its text."""


class UnreadableTextError(Exception):
    """Why a file gives no text, in words that name no file."""


def read_text(path: Path) -> str:
    r"""The text of a file, its line breaks as `\n`.

    Raises:
        UnreadableTextError: where it is larger than 1 MiB, or is not UTF-8.
        OSError: where the system refuses.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        held = file.read(LARGEST + 1) if size <= LARGEST else b""
    if max(size, len(held)) > LARGEST:
        raise UnreadableTextError("is larger than 1 MiB")
    try:
        return held.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableTextError(f"is not UTF-8 text (byte {error.start})") from None


def on_disk(model: Source) -> Shelf:
    """The files beside a model, none of them outside of its project folder.

    Args:
        model: its name is a path.

    Returns:
        What finds a text, or raises `UnreadableTextError`.
    """
    folder = Path(model.name).parent

    def find(path: str) -> Source:
        full = Path(os.path.realpath(folder / path))
        if not full.is_relative_to(_project(folder)):
            raise UnreadableTextError("lies outside of the project folder")
        try:
            return Source(str(PurePosixPath(folder.as_posix()) / path), read_text(full))
        except (OSError, ValueError) as error:
            there = isinstance(error, OSError) and full.exists()
            raise UnreadableTextError("cannot be read" if there else "is not there") from None

    return find


def kept(texts: dict[str, str]) -> Shelf:
    """Texts that are in memory, such as those that a run keeps.

    Example:
        >>> kept({"a.scm": "causalimg 1"})("a.scm").text
        'causalimg 1'
    """

    def find(path: str) -> Source:
        if path not in texts:
            raise UnreadableTextError("is not there")
        return Source(path, texts[path])

    return find


def _project(folder: Path) -> Path:
    """The nearest folder above that holds the project's file, else the folder itself."""
    home = Path(os.path.realpath(folder))
    holds = (above for above in (home, *home.parents) if (above / PROJECT).is_file())
    return next(holds, home)
