"""Parameters from data: the whole way from a checked model and a table to a run folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic, has_errors
from causalimg.fitting.batches import derived_seed
from causalimg.fitting.bind import Bound, bind
from causalimg.fitting.checkpoint import Position, load_checkpoint, sweep
from causalimg.fitting.enough import divide, enough
from causalimg.fitting.images import Index
from causalimg.fitting.loop import Callback, Course, Job, evaluate, fit_part
from causalimg.fitting.parts import part_list
from causalimg.fitting.progress import shown_progress
from causalimg.fitting.rowwise import about_table
from causalimg.fitting.settings import Settings
from causalimg.fitting.stop import listening
from causalimg.fitting.store import (
    MANIFEST,
    Fit,
    Manifest,
    begin_run,
    cut_metrics,
    final_weights,
    finish_run,
    load_weights,
    new_manifest,
    opened,
    read_run,
    section,
)
from causalimg.fitting.summary import summarise
from causalimg.fitting.sure import contradicted
from causalimg.program.networks.vae import Vae
from causalimg.program.protocol import Program
from causalimg.program.randomness import seeded
from causalimg.semantics.model import Model


def fit_model(
    model: Model,
    data: object,
    out: str | Path,
    settings: Settings | None = None,
    *,
    resume: bool = False,
    progress: bool = True,
    program: Program | None = None,
    callbacks: tuple[Callback, ...] = (),
) -> Fit:
    """Fit every mechanism of a model to the rows of a table.

    The model falls into parts that share nothing to be learned (`part_list`); each is fitted
    on its own by maximum likelihood (with priors: maximum a posteriori; see `objective` for
    latents, codes and selection), tables before images. The run folder holds all that is
    needed to go on after a crash: a fit that was killed and resumed ends with the very weights
    of one that was not, at the same number of threads.

    Args:
        model: the checked model.
        data: a folder with `table.csv` or `table.parquet`, such a file, a pandas data frame, or
            a mapping of tensors coded as programs have them.
        out: the run folder; it is made.
        settings: of `causalimg.toml`; None takes the defaults.
        resume: go on with the run that `out` holds.
        progress: show a progress bar on standard error.
        program: the compiled model where it is at hand; its weights are changed.
        callbacks: called with a `Moment` after every step and epoch.

    Returns:
        The fit, with its program in evaluation mode.

    Raises:
        CausalimgError: E0701-E0711, E0713, E0715.
        FitStopped: after Ctrl-C; the state is saved.
    """
    folder = Path(out)
    settings = settings or Settings()
    begun = _begun(folder, model, settings) if resume else None
    with _threads(settings.fit.threads if begun is None else begun.threads):
        bound = bind(model, data, settings.data)
        warned = _worth(model, bound, settings)
        seed = settings.fit.seed
        fitted, held = divide(model, bound, settings.fit.validation, derived_seed(seed, "divide"))
        summary = summarise(model, bound, held)
        with seeded(derived_seed(seed, "weights")):
            program = program or _built(model)
        program.set_scales(_measures(bound, fitted, seed))
        _weigh_codes(program, settings.fit.beta)
        if begun is not None and begun.data.digest != summary.digest:
            raise _cannot_resume(folder, "the data are not those that the run was begun with")
        if begun is not None and begun.best is not None:
            load_weights(program, final_weights(folder, begun), folder)
            return opened(folder, begun, model, program, warned)
        parts = tuple(part_list(model, program, _probe(model, program, bound), folder))
        if wrong := contradicted(model, program, bound, settings.data):
            raise CausalimgError(wrong)
        if begun is None:
            begun = new_manifest(model, settings, summary)
            begin_run(folder, model, begun)
        with shown_progress(on=progress) as show, listening() as asked:
            job = Job(program, parts, bound.take(fitted), bound.take(held), settings.fit,
                      folder, show, asked, callbacks)  # fmt: skip
            done = _run(job, model, begun, resume=resume)
    return replace(done, warnings=warned)


def _run(job: Job, model: Model, manifest: Manifest, *, resume: bool) -> Fit:
    """Fit part after part, then measure all of them and finish."""
    course = _taken_up(job) if resume else Course()
    for part in job.parts:
        if not part.numbers:
            evaluate(job, part)  # what is already wrong should not be found after an hour
    while course.position.part < len(job.parts):
        fit_part(job, course)
    heldout: dict[str, float] = {}
    for part in job.parts:
        heldout |= {term: value for term, value in evaluate(job, part).items() if term}
    heldout |= course.heldout
    manifest = manifest.model_copy(update={"heldout": heldout})
    manifest = finish_run(job.folder, manifest, job.program.state_dict())
    return opened(job.folder, manifest, model, job.program)


def _taken_up(job: Job) -> Course:
    """The course of the newest checkpoint; the beginning, where none was written yet."""
    sweep(job.folder)
    found = load_checkpoint(job.folder)
    if found is None:
        cut_metrics(job.folder, Position())
        return Course()
    position, tensors = found
    load_weights(job.program, section(tensors, "m/"), job.folder)
    cut_metrics(job.folder, position)
    heldout = {term: float(score) for term, score in section(tensors, "h/").items()}
    return Course(position, section(tensors, "o/"), section(tensors, "b/"), heldout)


def _begun(folder: Path, model: Model, settings: Settings) -> Manifest:
    """The run to go on with, if it is one of this model under these settings."""
    if not (folder / MANIFEST).exists():
        raise _cannot_resume(folder, "there is no run in the folder")
    manifest = read_run(folder, model)
    free = {"threads", "save_seconds"}
    then, now = (s.fit.model_dump(exclude=free) for s in (manifest.settings, settings))
    changed = [key for key, value in now.items() if then[key] != value]
    if changed:
        key = changed[0]
        message = f"`fit.{key}` is {now[key]}, but the run was begun with {then[key]}"
        remedy = "go on with the old value, or start again in another folder"
        raise CausalimgError([about_table("E0715", message, remedy=remedy, where=str(folder))])
    return manifest


def _worth(model: Model, bound: Bound, settings: Settings) -> tuple[Diagnostic, ...]:
    """The warnings about the rows; raises where they are not enough."""
    found = tuple(enough(model, bound, settings.data))
    if has_errors(found):
        raise CausalimgError(found)
    return found


def _probe(model: Model, program: Program, bound: Bound) -> dict[str, Tensor]:
    """Two rows with every variable: what nobody measured is drawn."""
    row = bound.batch(np.arange(2, dtype=np.int64))
    site = program.environment
    environment = {site: row[site]} if site else {}
    do = {name: value for name, value in row.items() if name in program.variables}
    latents = model.of_kind("latent")
    with seeded(0), torch.no_grad():
        noise = program.draw_noise(2, wanted=latents)
        drawn = program.predict(noise, do, wanted=latents, **environment)
    chosen = {name: torch.ones(2) for name in model.of_kind("selection")}
    return {**{name: drawn[name].expand(2, *drawn[name].shape[1:]) for name in latents},
            **row, **chosen}  # fmt: skip


def _measures(bound: Bound, fitted: Index, seed: int) -> dict[str, Tensor]:
    """Columns to standardise by: every number, and as many pictures as 64 MiB hold, 512 at most.

    The columns may differ in length.
    """
    found = {name: values[torch.from_numpy(fitted)] for name, values in bound.columns.items()}
    random = np.random.default_rng(derived_seed(seed, "scales"))
    for name, pictures in bound.images.items():
        one = pictures.read(fitted[:1]).numel()
        some = random.permutation(fitted)[: max(16, min(512, 2**24 // one))]
        found[name] = pictures.read(np.sort(some))
    return found


def _weigh_codes(program: Program, beta: float) -> None:
    """Tell the networks with codes what their divergence weighs in training."""
    for network in program.modules():
        if isinstance(network, Vae):
            network.beta = beta


def _built(model: Model) -> Program:
    from causalimg.program.load import build

    return build(model)


@contextmanager
def _threads(number: int | None) -> Iterator[None]:
    """Within it, torch computes with that many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(number or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _cannot_resume(folder: Path, message: str) -> CausalimgError:
    remedy = "start a new run: leave out `--resume`, or choose another folder"
    return CausalimgError([about_table("E0713", message, remedy=remedy, where=str(folder))])
