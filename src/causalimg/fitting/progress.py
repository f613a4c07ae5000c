"""How far a fit is, for people who wait."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Shown = Callable[[str, float, str], None]


@contextmanager
def shown_progress(*, on: bool) -> Iterator[Shown]:
    """A progress bar on standard error, one line per part of the model.

    Yields:
        A function of the part's name, the share that is done (0 to 1) and a few words.
    """
    from importlib.util import find_spec

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}"),
    )
    tasks = {}
    # In a notebook without the widgets that rich would use, the plain text at the end remains.
    notebook = None if find_spec("ipywidgets") else False
    console = Console(stderr=True, force_jupyter=notebook)
    with Progress(*columns, console=console, disable=not on) as bar:

        def show(name: str, share: float, words: str) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=1.0, words="")
            bar.update(tasks[name], completed=share, words=words)

        yield show
