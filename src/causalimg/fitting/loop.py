"""One loop for every part: steps, held-out rows, smaller steps, the best weights, saved."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, isfinite
from pathlib import Path

import torch
from torch import Tensor

from causalimg.fitting.batches import batches, derived_seed, order
from causalimg.fitting.bind import Bound
from causalimg.fitting.checkpoint import Position, save_checkpoint
from causalimg.fitting.finite import finite_loss, finite_slopes
from causalimg.fitting.images import Index
from causalimg.fitting.lawful import lawful
from causalimg.fitting.objectives import Objective, objective
from causalimg.fitting.parts import Part
from causalimg.fitting.polish import polish, smooth
from causalimg.fitting.progress import Shown
from causalimg.fitting.settings import FitSettings
from causalimg.fitting.stop import FitStopped
from causalimg.fitting.store import add_metrics, section
from causalimg.program.protocol import Program
from causalimg.program.randomness import seeded

FALL = 0.2
LEAST_GAIN = 1e-5
_STEPS_PER_EPOCH = 40  # a small table is passed several times, so that an epoch means something
_TABLE_BATCH = (64, 4096)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a callback is told after a step, and after each epoch (then `heldout` is there)."""

    step: int
    part: str
    epoch: int
    batch: int
    gain: float
    heldout: float | None = None


Callback = Callable[[Moment], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What stays the same during a fit."""

    program: Program
    parts: tuple[Part, ...]
    fitted: Bound
    held: Bound
    settings: FitSettings
    folder: Path
    show: Shown
    asked: Callable[[], bool]
    callbacks: tuple[Callback, ...] = ()


@dataclass(slots=True)
class Course:
    """What moves: the position, the moments of Adam, the best weights of the present part.

    `heldout` has the scores of finished parts whose numbers have seen the held-out rows since.
    """

    position: Position = field(default_factory=Position)
    moments: dict[str, Tensor] = field(default_factory=dict)
    best: dict[str, Tensor] = field(default_factory=dict)
    heldout: dict[str, float] = field(default_factory=dict)
    saved_at: float = field(default_factory=time.monotonic)


def fit_part(job: Job, course: Course) -> None:
    """Fit the part that the course stands at, to the end.

    Adam with a step size that falls to a fifth whenever `patience` epochs brought nothing on
    the held-out rows; each time the best weights so far are taken up again. Where a picture is
    fitted it falls evenly to nothing over the last epochs: weights that jump draw blurred ones.
    Where the likelihood is `smooth`, its maximum over all rows is looked for from there; what is
    reported for the held-out rows is the score from before.

    Raises:
        CausalimgError: E0708 where a number stops being finite, E0704 and E0705 for a picture.
        FitStopped: after Ctrl-C, saved.
    """
    part = job.parts[course.position.part]
    if not part.numbers:
        course.position = replace(course.position, part=course.position.part + 1)
        return
    numbers = {n: p for n, p in job.program.named_parameters() if n in part.numbers}
    optimiser = _adam(job, part, numbers, course)
    while not _settled(job, course.position):
        mean = _epoch(job, course, part, numbers, optimiser)
        score = evaluate(job, part).get("", mean) if len(job.held) else mean
        fell = _judge(job, course, numbers, score)
        _tell(job, course, part, mean, score)
        if fell:
            _put(numbers, course.best)
            course.moments = {}
            optimiser = _adam(job, part, numbers, course)
        if time.monotonic() - course.saved_at >= job.settings.save_seconds:
            save(job, course, optimiser, numbers)
    if course.best:
        _put(numbers, course.best)
    if smooth(job.program, part, len(job.fitted) + len(job.held)):
        _polish(job, course, part, numbers)
    course.moments, course.best = {}, {}
    at = course.position
    course.position = Position(step=at.step, part=at.part + 1)
    save(job, course)


def _polish(job: Job, course: Course, part: Part, numbers: Mapping[str, Tensor]) -> None:
    """Whole or not at all: a fit that is stopped here begins it again."""
    scores = evaluate(job, part)
    job.show(part.name, 1.0, f"{course.position.best:.4g} per held-out row, now for all rows")
    rows, seed = (job.fitted, job.held), job.settings.seed
    if not polish(job.program, part, rows, numbers, job.asked, seed):
        save(job, course)
        raise FitStopped(job.folder, course.position.step)
    course.heldout |= {term: score for term, score in scores.items() if term}


def evaluate(job: Job, part: Part) -> dict[str, float]:
    """Mean per row of each term on the held-out rows (or, without any, on the others).

    The key `""` holds their sum. Every call draws the same numbers.
    """
    rows = job.held if len(job.held) else job.fitted
    size = _batch_size(job, part) * (1 if part.pictures else 4)
    steps = order(len(rows), size, 0)
    sums: dict[str, float] = {}
    job.program.eval()
    for number, (row, index) in enumerate(batches(rows, steps, part.reads)):
        seed = derived_seed(job.settings.seed, "held", part.name, number)
        with torch.no_grad(), seeded(seed):
            found = _objective(job, part, row)
        finite_loss(job.program, found, rows.rows[index], job.folder)
        for term, value in {**found.terms, "": found.gain}.items():
            sums[term] = sums.get(term, 0.0) + float(value) * len(index)
    return {term: value / len(rows) for term, value in sums.items()}


def save(
    job: Job,
    course: Course,
    optimiser: torch.optim.Adam | None = None,
    numbers: Mapping[str, Tensor] | None = None,
) -> None:
    """Write a checkpoint.

    Weights are `m/`, moments of Adam `o/`, best weights of the part `b/`, held-out scores `h/`.
    """
    tensors = {f"m/{name}": value for name, value in job.program.state_dict().items()}
    tensors |= {f"b/{name}": value for name, value in course.best.items()}
    for term, score in course.heldout.items():
        tensors[f"h/{term}"] = torch.tensor(score, dtype=torch.float64)
    if optimiser is not None and numbers is not None:
        for name, number in numbers.items():
            for key, value in optimiser.state.get(number, {}).items():
                tensors[f"o/{name}/{key}"] = value
    save_checkpoint(job.folder, course.position, tensors)
    course.saved_at = time.monotonic()


def _epoch(
    job: Job,
    course: Course,
    part: Part,
    numbers: Mapping[str, Tensor],
    optimiser: torch.optim.Adam,
) -> float:
    """The steps of an epoch that are still to be made; the mean gain per row of all of them."""
    seed, at = job.settings.seed, course.position
    for group in optimiser.param_groups:
        group["lr"] = group["full"] * cooled(job.settings, part, at.epoch)
    steps = _steps(job, part, derived_seed(seed, "order", at.part, at.epoch))
    job.program.train()
    for row, index in batches(job.fitted, steps[at.batch :], part.reads):
        at = course.position
        with seeded(derived_seed(seed, at.part, at.epoch, at.batch)):
            gain = _step(job, part, row, index=index, numbers=numbers, optimiser=optimiser)
        course.position = replace(
            at, step=at.step + 1, batch=at.batch + 1,
            gain=at.gain + gain * len(index), seen=at.seen + len(index),
        )  # fmt: skip
        for callback in job.callbacks:
            callback(Moment(at.step + 1, part.name, at.epoch, at.batch, gain))
        _pause(job, course, optimiser, numbers)
        if (at.batch + 1) % max(1, len(steps) // 50) == 0:
            job.show(part.name, _share(job, at, (at.batch + 1) / len(steps)), f"{gain:.4g}")
    at = course.position
    course.position = replace(at, epoch=at.epoch + 1, batch=0, gain=0.0, seen=0)
    return at.gain / at.seen


def _pause(
    job: Job, course: Course, optimiser: torch.optim.Adam, numbers: Mapping[str, Tensor]
) -> None:
    """Save when it is time to, and end when that was asked for."""
    stop = job.asked()
    if stop or time.monotonic() - course.saved_at >= job.settings.save_seconds:
        save(job, course, optimiser, numbers)
    if stop:
        raise FitStopped(job.folder, course.position.step)


def _step(
    job: Job,
    part: Part,
    row: Mapping[str, Tensor],
    *,
    index: Index,
    numbers: Mapping[str, Tensor],
    optimiser: torch.optim.Adam,
) -> float:
    found = _objective(job, part, row)
    finite_loss(job.program, found, job.fitted.rows[index], job.folder)
    loss, prior = -found.gain, job.program.log_prior()
    if prior is not None:
        loss = loss - prior / len(job.fitted)
    optimiser.zero_grad(set_to_none=True)
    loss.backward(inputs=list(numbers.values()))
    norm = torch.nn.utils.clip_grad_norm_(list(numbers.values()), job.settings.clip)
    finite_slopes(job.program, part, numbers, norm, job.folder)
    optimiser.step()
    return float(found.gain.detach())


def _objective(job: Job, part: Part, row: Mapping[str, Tensor]) -> Objective:
    settings = job.settings
    draws = settings.image_draws if part.pictures else settings.draws
    with lawful(job.program, part.terms, job.folder):
        return objective(job.program, part, row, draws=draws, contrast=settings.contrast)


def _steps(job: Job, part: Part, seed: int) -> list[Index]:
    size = _batch_size(job, part)
    one_pass = ceil(len(job.fitted) / size)
    passes = 1 if part.pictures else ceil(_STEPS_PER_EPOCH / one_pass)
    return order(len(job.fitted), size, seed, passes)


def _batch_size(job: Job, part: Part) -> int:
    if part.pictures:
        return job.settings.batch
    if job.settings.table_batch is not None:
        return job.settings.table_batch
    least, most = _TABLE_BATCH
    return min(max(least, len(job.fitted) // _STEPS_PER_EPOCH), most)


def _adam(job: Job, part: Part, numbers: Mapping[str, Tensor], course: Course) -> torch.optim.Adam:
    """Adam with the step size of the present stage, its moments taken up where there are some."""
    network = job.settings.learning_rate if part.pictures else job.settings.table_learning_rate
    single = job.settings.number_learning_rate
    rate = course.position.rate
    sizes = [rate * (single if p.numel() == 1 else network) for p in numbers.values()]
    groups = [
        {"params": [p], "lr": size, "full": size}
        for p, size in zip(numbers.values(), sizes, strict=True)
    ]
    optimiser = torch.optim.Adam(groups)
    for name, number in numbers.items():
        if moments := section(course.moments, f"{name}/"):
            optimiser.state[number] = moments
    return optimiser


def cooled(settings: FitSettings, part: Part, epoch: int) -> float:
    """Share of the step size that an epoch is given: all of it, less in the last of a picture's.

    Example:
        >>> part = Part(("scan",), (), (), (), ("scan",), ("weight",), pictures=True)
        >>> settings = FitSettings(epochs=6, cooling=0.5)
        >>> [round(cooled(settings, part, epoch), 2) for epoch in range(6)]
        [1.0, 1.0, 1.0, 1.0, 0.67, 0.33]
    """
    if not part.pictures:
        return 1.0
    return min(1.0, (settings.epochs - epoch) / max(1.0, settings.cooling * settings.epochs))


def _judge(job: Job, course: Course, numbers: Mapping[str, Tensor], score: float) -> bool:
    """Note whether an epoch brought something; True where the step size fell."""
    at = course.position
    least = LEAST_GAIN * max(1.0, abs(at.best or 0.0))
    if at.best is None or score > at.best + least:
        course.best = {name: number.detach().clone() for name, number in numbers.items()}
        course.position = replace(at, best=score, stale=0)
        return False
    if at.stale + 1 < job.settings.patience:
        course.position = replace(at, stale=at.stale + 1)
        return False
    course.position = replace(at, rate=at.rate * FALL, stale=0)
    return True


def _settled(job: Job, at: Position) -> bool:
    floor = FALL ** (job.settings.decays + 0.5)
    return at.rate < floor or at.epoch >= job.settings.epochs


def _tell(job: Job, course: Course, part: Part, mean: float, score: float) -> None:
    at = course.position
    add_metrics(job.folder, {
        "step": at.step, "part": part.name, "epoch": at.epoch,
        "rate": at.rate * cooled(job.settings, part, at.epoch - 1),
        "fitted": mean, "heldout": score if isfinite(score) else None,
    })  # fmt: skip
    for callback in job.callbacks:
        callback(Moment(at.step, part.name, at.epoch, 0, mean, score))
    done = 1.0 if _settled(job, at) else _share(job, at, 0.0)
    job.show(part.name, done, f"{at.best:.4g} per held-out row, epoch {at.epoch}")


def _share(job: Job, at: Position, within: float) -> float:
    """How much of a part is done, by the epochs that it may take."""
    return min(1.0, (at.epoch + within) / job.settings.epochs)


def _put(numbers: Mapping[str, Tensor], values: Mapping[str, Tensor]) -> None:
    with torch.no_grad():
        for name, value in values.items():
            numbers[name].copy_(value)
