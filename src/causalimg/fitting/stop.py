"""Ctrl-C ends a fit after the step that is being made, saved; a second one ends it at once."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


class FitStopped(KeyboardInterrupt):
    """A fit that was stopped by Ctrl-C and saved; `fit_model(..., resume=True)` goes on.

    Attributes:
        folder: the run folder.
        step: the last step that was made.
        exit_code: what a command should end with.
    """

    exit_code = 130

    def __init__(self, folder: Path, step: int) -> None:
        self.folder = folder
        self.step = step
        super().__init__(f"stopped after step {step}; go on with `--resume`")


@contextmanager
def listening() -> Iterator[Callable[[], bool]]:
    """Within it, Ctrl-C is noted instead of raised; yields the question whether it was pressed."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def note(number: int, frame: FrameType | None) -> None:
        del number, frame
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
