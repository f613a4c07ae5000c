"""Files that survive: written whole beside their place, then moved there; read with their hash."""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from torch import Tensor

from causalimg.diagnostics import CausalimgError
from causalimg.fitting.rowwise import about_table

KEPT = 2


@dataclass(frozen=True, slots=True)
class Position:
    """Where a fit stands: with the weights and the moments of Adam, all that it depends on.

    Every draw of a step has its own seed, a function of the seed of the fit and of this
    position, so there is no state of a random generator to be kept.

    Attributes:
        step: steps made in all.
        part: index of the part that is being fitted.
        epoch: passes of that part that are finished.
        batch: steps made in the pass that is not.
        rate: factor on the step sizes.
        stale: passes since the last improvement.
        best: best held-out mean per row, or None.
        gain: sum over the rows of the unfinished pass.
        seen: their number.
    """

    step: int = 0
    part: int = 0
    epoch: int = 0
    batch: int = 0
    rate: float = 1.0
    stale: int = 0
    best: float | None = None
    gain: float = 0.0
    seen: int = 0


class _Note(BaseModel):
    """What stands beside a checkpoint."""

    model_config = ConfigDict(extra="forbid", strict=True)
    sha256: str
    position: dict[str, int | float | None]


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place at once: after a crash there is the old one or the new one.

    Raises:
        CausalimgError: E0709 where the disk is full or the folder cannot be written.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105  beside its fsyncs
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        reason = os.strerror(error.errno).lower() if error.errno else "it cannot be written"
        message = f"`{path.name}` was not saved: {reason}"
        remedy = "make room, then go on with `--resume`: what was saved before still loads"
        raise CausalimgError(
            [about_table("E0709", message, remedy=remedy, where=str(path.parent))]
        ) from None


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """A readable JSON file, put in its place at once."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(path, f"{text}\n".encode())


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> str:
    """Tensors as safetensors; returns the SHA-256 of the file."""
    from safetensors.torch import save

    content = save({name: t.detach().clone().contiguous() for name, t in tensors.items()})
    write_whole(path, content)
    return hashlib.sha256(content).hexdigest()


def read_tensors(path: Path, sha256: str) -> dict[str, Tensor] | None:
    """Tensors of a file, or None where it is absent or not the file that was written."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            return None
        return dict(load(content))
    except (OSError, SafetensorError):
        return None


def save_checkpoint(folder: Path, position: Position, tensors: Mapping[str, Tensor]) -> None:
    """Save a state of the fit; the two newest stay. It counts once its note is there."""
    stem = folder / f"step-{position.step:010d}"
    sha256 = write_tensors(stem.with_suffix(".safetensors"), tensors)
    write_json(stem.with_suffix(".json"), {"sha256": sha256, "position": asdict(position)})
    for old in _notes(folder)[KEPT:]:
        old.unlink(missing_ok=True)
        old.with_suffix(".safetensors").unlink(missing_ok=True)


def load_checkpoint(folder: Path) -> tuple[Position, dict[str, Tensor]] | None:
    """The newest state that is whole, or None where there is none."""
    for note in _notes(folder):
        try:
            read = _Note.model_validate_json(note.read_bytes())
            position = Position(**read.position)  # type: ignore[arg-type]
        except (OSError, ValidationError, TypeError):
            continue
        tensors = read_tensors(note.with_suffix(".safetensors"), read.sha256)
        if tensors is not None:
            return position, tensors
    return None


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written."""
    for ending in ("safetensors", "json"):
        for left in folder.glob(f"*.{ending}.tmp"):
            left.unlink(missing_ok=True)
    noted = {note.stem for note in _notes(folder)}
    for tensors in folder.glob("step-*.safetensors"):
        if tensors.stem not in noted:
            tensors.unlink(missing_ok=True)


def _notes(folder: Path) -> list[Path]:
    """Notes of the checkpoints, newest first."""
    return sorted(folder.glob("step-*.json"), reverse=True)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
