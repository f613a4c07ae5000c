"""Fitting from the doors: settings beside the model, over them those of the call."""

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from causalimg.fitting.fit import fit_model
from causalimg.fitting.settings import DataSettings, load_settings
from causalimg.fitting.store import MANIFEST, Fit
from causalimg.interfaces.door import reason, refused, writing
from causalimg.semantics.model import Model

REMEMBERED = "table.path"


def fitted(
    model: Model,
    data: Any,
    out: str | Path | None,
    settings: Mapping[str, Any],
    *,
    resume: bool,
    progress: bool,
) -> Fit:
    """Fit a model; settings are dotted (`fit.epochs`) or bare keys of `[fit]` and `[data]`.

    Raises:
        CausalimgError: as `fit_model`; E0701 where there is no data.
    """
    if data is None and not resume:
        raise refused("E0701", "there is nothing to fit to", "add `--data DIR`")
    beside = Path(model.source.name).parent
    chosen = load_settings(beside, {_dotted(k): v for k, v in settings.items()})
    folder = Path(tempfile.mkdtemp(prefix="causalimg-")) if out is None else Path(out)
    begun = (folder / MANIFEST).exists()
    if data is None and not begun:
        remedy = "start a run: leave out `--resume`, add `--data DIR`"
        raise refused("E0713", "there is no run in the folder", remedy, where=str(folder))
    if data is None:
        data = table_of(folder)
    if isinstance(data, str | Path) and not begun:
        _remember(folder, Path(data))
    try:
        with writing(folder):
            found = fit_model(model, data, folder, chosen, resume=resume, progress=progress)
    finally:
        _forget(folder)
    if isinstance(data, str | Path):
        _remember(folder, Path(data))
    return found


def _remember(folder: Path, table: Path) -> None:
    """Before the fit, so that one that was killed is resumed without naming the table again."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / REMEMBERED).write_text(str(table.resolve()), encoding="utf-8")
    except OSError as error:
        message = f"the run folder cannot be written: {reason(error)}"
        raise refused("E0709", message, "choose another folder", where=str(folder)) from None


def _forget(folder: Path) -> None:
    """Leave nothing behind where no run was begun."""
    if not (folder / MANIFEST).exists():
        with suppress(OSError):
            (folder / REMEMBERED).unlink(missing_ok=True)
            folder.rmdir()


def table_of(folder: Path) -> Path:
    """The table that a run was fitted to.

    Raises:
        CausalimgError: E0711 where the run does not know it (it was fitted from memory).
    """
    try:
        return Path((folder / REMEMBERED).read_text(encoding="utf-8"))
    except OSError:
        message = "the run does not know its table"
        raise refused("E0711", message, "add `--data DIR`", where=str(folder)) from None


def every_site(fit: Fit) -> DataSettings:
    """How a run reads tables, with the sites in it that were withheld from the fit."""
    return fit.settings.data.model_copy(update={"withhold": ()})


def _dotted(key: str) -> str:
    if "." in key:
        return key
    return f"data.{key}" if key in DataSettings.model_fields else f"fit.{key}"
