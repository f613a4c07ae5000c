"""Damage the house's models at random, and see whether the front rooms still answer in sentences.

    python benchmarks/fuzz.py [--inputs 100000] [--seed 0] [--jobs 1] [--first 0] [--out out/fuzz]

Each input is one of the models with a few edits; its number and the seed make it again. All are
checked, some are formatted, mended, compiled or met by the editor's questions. A traceback, a caret
outside its line, an unstable layout and more than `--seconds` of work are failures: of each kind
the shortest text is kept in the folder.
"""

import argparse
import multiprocessing
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import mutants  # noqa: E402

_BATCH = 500


class SlowError(Exception):
    """An input that takes too long."""


@dataclass
class Tally:
    """What became of some inputs."""

    inputs: int = 0
    accepted: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, -1)
    failures: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    failed: int = 0

    def add(self, other: "Tally") -> None:
        self.inputs += other.inputs
        self.accepted += other.accepted
        self.codes += other.codes
        self.slowest = max(self.slowest, other.slowest)
        self.failures = {**other.failures, **self.failures}
        self.failed += other.failed


def watched(work: Callable[[], object], seconds: float) -> float:
    """Seconds of processor time that some work takes; it is stopped after so many."""

    def stop(_: int, __: FrameType | None) -> None:
        raise SlowError

    signal.signal(signal.SIGPROF, stop)
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - start


def failure(work: Callable[[], object], seconds: float) -> tuple[str, str] | None:
    """The kind of a failure, by its last frame in the house, and its traceback."""
    try:
        watched(work, seconds)
    except Exception as error:  # noqa: BLE001  whatever it is, it is a failure
        frames = traceback.extract_tb(error.__traceback__)
        last = [f for f in frames if "causalimg" in f.filename or "mutants" in f.filename][-1]
        kind = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
        return ("SlowError" if isinstance(error, SlowError) else kind), traceback.format_exc()
    return None


def shortened(text: str, still: Callable[[str], bool], tries: int = 400) -> str:
    """A text made shorter, piece by piece, as long as it fails in the same way."""
    size = max(1, len(text) // 2)
    while size and tries:
        at, before = 0, text
        while at < len(text) and tries:
            tries -= 1
            shorter = text[:at] + text[at + size :]
            if still(shorter):
                text = shorter
            else:
                at += size
        size = size // 2 if text == before or size > 1 else size
    return text


def batch(start: int, count: int, seed: int, seconds: float) -> Tally:
    """Judge some inputs that follow each other."""
    made, beside, tally = mutants.Mutants(seed), mutants.shelf(), Tally()
    for number in range(start, start + count):
        text, answers = made.text(number), []
        judge = partial(mutants.judged, number=number, beside=beside)
        begun = time.process_time()
        fault = failure(lambda: answers.append(judge(text)), seconds)  # noqa: B023
        tally.slowest = max(tally.slowest, (time.process_time() - begun, number))
        tally.inputs += 1
        for answer in answers:
            tally.accepted += answer.model is not None
            tally.codes.update({one.code for one in answer.diagnostics})
        if fault:
            tally.failed += 1
        if fault and fault[0] not in tally.failures:
            short = shortened(text, partial(_same, judge, seconds, fault[0]))
            tally.failures[fault[0]] = (number, short, fault[1])
    return tally


def _same(judge: Callable[[str], object], seconds: float, kind: str, text: str) -> bool:
    found = failure(lambda: judge(text), seconds)
    return found is not None and found[0] == kind


def batches(options: argparse.Namespace) -> Iterator[Tally]:
    starts = range(options.first, options.first + options.inputs, _BATCH)
    end = options.first + options.inputs
    tasks = [(s, min(_BATCH, end - s), options.seed, options.seconds) for s in starts]
    if options.jobs == 1:
        yield from (batch(*task) for task in tasks)
        return
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        yield from pool.imap_unordered(partial(_spread), tasks)


def _spread(task: tuple[int, int, int, float]) -> Tally:
    return batch(*task)


def kept(folder: Path, failures: dict[str, tuple[int, str, str]]) -> None:
    """Write each kind of failure as a text and its traceback."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, (number, text, trace) in failures.items():
        (folder / f"{number}.scm").write_bytes(text.encode("utf-8", "surrogatepass"))
        (folder / f"{number}.txt").write_text(f"{kind}\n{text!r}\n\n{trace}", "utf-8", "replace")


def fuzz(options: argparse.Namespace) -> int:
    total, begun, told = Tally(), time.perf_counter(), time.perf_counter()
    for tally in batches(options):
        total.add(tally)
        kept(options.out, tally.failures)
        if time.perf_counter() - told > 30:
            told = time.perf_counter()
            print(f"{total.inputs:,} inputs, {total.failed} failures", flush=True)
    seconds = time.perf_counter() - begun
    print(
        f"{total.inputs:,} inputs (seed {options.seed}) in {seconds:,.0f} s, "
        f"{total.inputs / seconds:.0f} per second; {total.accepted:,} were good models, "
        f"{len(total.codes)} codes were seen"
    )
    print(f"the slowest took {total.slowest[0]:.2f} s of CPU (number {total.slowest[1]})")
    print(f"{total.failed} failures of {len(total.failures)} kinds, kept in {options.out}")
    for kind, (number, text, _) in sorted(total.failures.items()):
        print(f"  {kind} (number {number}): {text[:200]!r}")
    return total.failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="processor time for one input")
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    options = parser.parse_args()
    sys.exit(1 if fuzz(options) else 0)


if __name__ == "__main__":
    main()
