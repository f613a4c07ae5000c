"""The run folder: text, settings, data summary, checkpoints, metrics; nothing in it is run."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from torch import Tensor

from causalimg.diagnostics import CausalimgError, CausalimgInternalError, Diagnostic
from causalimg.fitting.checkpoint import (
    Position,
    load_checkpoint,
    read_tensors,
    sweep,
    write_json,
    write_tensors,
    write_whole,
)
from causalimg.fitting.rowwise import about_table
from causalimg.fitting.settings import Settings
from causalimg.fitting.summary import Summary
from causalimg.program.protocol import Program
from causalimg.semantics.model import Model

FORMAT = 1
TEXT, MANIFEST, METRICS, BEST = "model.scm", "run.json", "metrics.jsonl", "best.safetensors"
_RESUME = "start again in another folder"


class Manifest(BaseModel):
    """`run.json`: everything about a run that is not a weight.

    Attributes:
        format: of the run folder.
        model: name of the model.
        file: name that its text goes by in messages.
        sha256: of the text.
        constants: the values of `param`, after `--set`.
        imports: the texts of imported files, by path.
        seed: of the fit.
        threads: of the arithmetic; another number gives slightly other weights.
        versions: of what the numbers depend on.
        settings: as they were in effect.
        data: summary of the rows.
        heldout: mean log-likelihood, or bound, per held-out row of each mechanism.
        best: SHA-256 of the final weights, once the fit is finished.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: int
    model: str
    file: str
    sha256: str
    constants: dict[str, float]
    imports: dict[str, str] = {}
    seed: int
    threads: int
    versions: dict[str, str]
    settings: Settings
    data: Summary
    heldout: dict[str, float] = {}
    best: str | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model.

    Attributes:
        model: the checked model.
        program: its program with the fitted weights.
        settings: as they were in effect.
        summary: of the data.
        heldout: mean log-likelihood, or bound, per held-out row of each mechanism.
        folder: the run folder.
        finished: False where the fit was stopped; the weights are the best so far.
        warnings: what was remarkable about the rows.
    """

    model: Model
    program: Program
    settings: Settings
    summary: Summary
    heldout: dict[str, float]
    folder: Path
    finished: bool
    warnings: tuple[Diagnostic, ...] = ()


def text_hash(model: Model) -> str:
    """SHA-256 of the text of a model and of the files that it imports."""
    return _hash(model.source.text, {one.path: one.text for one in model.imports})


def _hash(text: str, imports: Mapping[str, str]) -> str:
    whole = hashlib.sha256(text.encode())
    for path, other in imports.items():
        whole.update(f"\0{path}\0{other}".encode())
    return whole.hexdigest()


def new_manifest(model: Model, settings: Settings, summary: Summary) -> Manifest:
    """What is known about a run when it begins."""
    return Manifest(
        format=FORMAT,
        model=model.name,
        file=Path(model.source.name).name,
        sha256=text_hash(model),
        constants={c.name: c.value for c in model.constants},
        imports={one.path: one.text for one in model.imports},
        seed=settings.fit.seed,
        threads=torch.get_num_threads(),
        versions={
            "causalimg": version("causalimg"),
            "torch": torch.__version__,
            "pyro-ppl": version("pyro-ppl"),
            "python": platform.python_version(),
        },
        settings=settings,
        data=summary,
    )


def begin_run(folder: Path, model: Model, manifest: Manifest) -> None:
    """Make a run folder.

    Raises:
        CausalimgError: E0711 where the folder holds a run already, E0709 where it cannot be made.
    """
    if (folder / MANIFEST).exists():
        message = "the folder holds a run already"
        remedy = "add `--resume` to go on with it, or choose another folder"
        raise CausalimgError([about_table("E0711", message, remedy=remedy, where=str(folder))])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        remedy = "choose a folder that can be written"
        message = "the run folder cannot be made"
        raise CausalimgError(
            [about_table("E0709", message, remedy=remedy, where=str(folder))]
        ) from None
    sweep(folder)
    write_whole(folder / TEXT, model.source.text.encode())
    write_whole(folder / METRICS, b"")
    write_json(folder / MANIFEST, manifest.model_dump(mode="json"))


def read_run(folder: Path, model: Model | None = None) -> Manifest:
    """The manifest of a run, its text checked against it.

    Raises:
        CausalimgError: E0709 where the folder is no run or damaged, E0710 where `model` has
            another text or other constants.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        text = (folder / TEXT).read_bytes()
    except NotADirectoryError:
        raise _damaged(folder, "this is a file, and a run is a folder") from None
    except FileNotFoundError:
        raise _damaged(folder, "the folder holds no run") from None
    except (OSError, ValidationError, UnicodeDecodeError):
        raise _damaged(folder, "`run.json` is damaged") from None
    if (
        _hash(text.decode(errors="replace"), manifest.imports) != manifest.sha256
        or manifest.format != FORMAT
    ):
        raise _damaged(folder, "`model.scm` of the run was changed after the fit")
    if model is not None:
        _same_text(folder, manifest, model)
    return manifest


def _same_text(folder: Path, manifest: Manifest, model: Model) -> None:
    constants = {c.name: c.value for c in model.constants}
    if text_hash(model) == manifest.sha256 and constants == manifest.constants:
        return
    changed = [n for n, v in constants.items() if manifest.constants.get(n) != v]
    words = f"with another `{changed[0]}`" if changed else "from another text"
    message = f"the fit was made {words}"
    remedy = f"fit again, or use the text that the run keeps: `{folder / TEXT}`"
    raise CausalimgError([about_table("E0710", message, remedy=remedy, where=str(folder))])


def final_weights(folder: Path, manifest: Manifest) -> dict[str, Tensor]:
    """Weights of a finished run, or the best so far of one that was stopped.

    Raises:
        CausalimgError: E0709 where they are damaged, E0713 where nothing was saved.
    """
    if manifest.best is not None:
        weights = read_tensors(folder / BEST, manifest.best)
        if weights is None:
            raise _damaged(folder, "the weights of the run are damaged or gone")
        return weights
    _, tensors = saved_state(folder)
    return section(tensors, "m/") | section(tensors, "b/")


def saved_state(folder: Path) -> tuple[Position, dict[str, Tensor]]:
    """The newest whole checkpoint.

    Raises:
        CausalimgError: E0713 where there is none.
    """
    found = load_checkpoint(folder)
    if found is None:
        message = "there is no whole checkpoint in the folder"
        raise CausalimgError([about_table("E0713", message, remedy=_RESUME, where=str(folder))])
    return found


def section(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Tensors whose name begins with a prefix, without it."""
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def load_weights(program: Program, weights: dict[str, Tensor], folder: Path) -> None:
    """Put saved weights into a program.

    Raises:
        CausalimgError: E0709 where names or shapes are not those of the program.
    """
    here = program.state_dict()
    if {k: v.shape for k, v in here.items()} != {k: v.shape for k, v in weights.items()}:
        raise _damaged(folder, "the weights of the run are not those of its model")
    program.load_state_dict(weights)


def finish_run(folder: Path, manifest: Manifest, weights: dict[str, Tensor]) -> Manifest:
    """Write the final weights, then say in the manifest that they are final."""
    best = write_tensors(folder / BEST, weights)
    manifest = manifest.model_copy(update={"best": best})
    write_json(folder / MANIFEST, manifest.model_dump(mode="json"))
    return manifest


def open_run(folder: str | Path, model: Model | None = None) -> Fit:
    """Open a fit: check the text that the run keeps, compile it, fill in the weights.

    Args:
        folder: the run folder.
        model: the model that is expected, or None for the one of the run.

    Raises:
        CausalimgError: E0709 for a damaged run, E0710 where `model` is another, E0713 where the
            run was stopped before anything was saved.
    """
    folder = Path(folder)
    manifest = read_run(folder, model)
    model = model or _kept_model(folder, manifest)
    from causalimg.program.load import build

    program = build(model)
    load_weights(program, final_weights(folder, manifest), folder)
    return opened(folder, manifest, model, program)


def opened(
    folder: Path,
    manifest: Manifest,
    model: Model,
    program: Program,
    warnings: tuple[Diagnostic, ...] = (),
) -> Fit:
    """A run as a record, its program in evaluation mode."""
    program.eval()
    return Fit(
        model=model,
        program=program,
        settings=manifest.settings,
        summary=manifest.data,
        heldout=dict(manifest.heldout),
        folder=folder,
        finished=manifest.best is not None,
        warnings=warnings,
    )


def add_metrics(folder: Path, line: dict[str, object]) -> None:
    """Append a line to the metrics; what is lost of them is no loss of the fit."""
    with (folder / METRICS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def cut_metrics(folder: Path, at: Position) -> None:
    """Forget the metrics of epochs after a position, when a fit goes on from there."""
    kept: list[str] = []
    for text in (folder / METRICS).read_text(encoding="utf-8").splitlines():
        try:
            step = json.loads(text)["step"]
            if step < at.step or (step == at.step and at.batch == 0):
                kept.append(text)
        except (ValueError, KeyError, TypeError):
            continue  # the line that was being written when the process was killed
    write_whole(folder / METRICS, "".join(f"{text}\n" for text in kept).encode())


def _kept_model(folder: Path, manifest: Manifest) -> Model:
    from causalimg.causal.analyse import analyse
    from causalimg.source import Source
    from causalimg.source.files import kept

    source = Source(manifest.file, (folder / TEXT).read_text(encoding="utf-8"))
    model = analyse(source, manifest.constants, kept(manifest.imports)).model
    if model is None:
        raise CausalimgInternalError("the text of a finished fit is no longer accepted")
    return model


def _damaged(folder: Path, message: str) -> CausalimgError:
    remedy = "name a folder that `causalimg fit` wrote, or fit again"
    return CausalimgError([about_table("E0709", message, remedy=remedy, where=str(folder))])
