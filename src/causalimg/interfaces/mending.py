"""`causalimg check --fix`: the sure edits that diagnostics carry, applied until none is left.

An edit is kept only where it makes things better, so mending never adds a fault to a text. Faults
are weighed in the order in which they can be seen: a text is parsed before it is checked, and
checked before its questions are followed along the arrows.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from causalimg.causal.analyse import Analysis, analyse
from causalimg.diagnostics import CODES, Diagnostic, Severity, apply_fixes
from causalimg.diagnostics.fixes import apart
from causalimg.source import Source
from causalimg.source.files import Shelf

_MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Done:
    """One edit that was made.

    Args:
        mistake: what it mended.
        line: where that stood at that time.
        edit: what was done: ``wrote `:=` ``, ``dropped `;` ``.
    """

    mistake: Diagnostic
    line: int
    edit: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after mending.

    Args:
        source: the text.
        found: what is left to be said about it.
        done: the edits that were made, in their order.
    """

    source: Source
    found: tuple[Diagnostic, ...]
    done: tuple[Done, ...] = ()


def mend(
    source: Source, settings: Mapping[str, float] | None = None, shelf: Shelf | None = None
) -> Mended:
    r"""Apply the fixes of a text, round after round, as long as they make it better.

    Args:
        source: the text of a `.scm` file.
        settings: values that stand above those of its `param` lines.
        shelf: gives the texts of imported files; None looks beside the model.

    Example:
        >>> slip = Source("s.scm", "causalimg 1\nvariables { x : real }\nmechanisms { x = 3 }\n")
        >>> mend(slip).source.text.splitlines()[2]
        'mechanisms { x := 3 }'
    """
    look = partial(analyse, settings=settings, shelf=shelf)
    now = look(source)
    done: tuple[Done, ...] = ()
    for _ in range(_MOST_ROUNDS):
        found = _step(now, look)
        if found is None:
            break
        some, after = found
        done = (*done, *(_made(now.source, one) for one in some))
        now = after
    return Mended(now.source, now.diagnostics, done)


def _step(
    now: Analysis, look: Callable[[Source], Analysis]
) -> tuple[tuple[Diagnostic, ...], Analysis] | None:
    """All sure fixes at once, or the first half, quarter, ... that helps; None if none does."""
    waiting = deque([apart(d for d in now.diagnostics if d.fix and d.fix.sure)])
    while waiting:
        some = waiting.popleft()
        text = apply_fixes(now.source.text, some)
        if text == now.source.text:
            continue
        after = look(Source(now.source.name, text))
        if is_better(now, after, some):
            return some, after
        middle = len(some) // 2
        waiting.extend([some[:middle], some[middle:]] if middle else [])
    return None


def is_better(before: Analysis, after: Analysis, done: Sequence[Diagnostic]) -> bool:
    """Whether the fixes of `done` were worth it: fewer faults, or as many and all further down.

    A name that is misspelt twice is told once, and a statement shows its first mistake alone:
    mended, the next one comes to light behind it.
    """
    was, now = weigh(before), weigh(after)
    if was != now:
        return now < was
    if any(_again(one, after, done) for one in done):
        return False
    old = sorted(_start(d) + _shift(_start(d), done) for d in before.diagnostics)
    new = sorted(_start(d) for d in after.diagnostics)
    return old != new and all(a <= b for a, b in zip(old, new, strict=False))


def _again(one: Diagnostic, after: Analysis, done: Sequence[Diagnostic]) -> bool:
    """Whether an edit has the very fault inside itself that it was to mend."""
    if one.fix is None:
        return False
    start = one.fix.span.start + _shift(one.fix.span.start, done)
    inside = range(start, start + len(one.fix.text) + 1)
    same = (d for d in after.diagnostics if (d.code, d.message) == (one.code, one.message))
    return any(_start(d) in inside for d in same)


def _start(diagnostic: Diagnostic) -> int:
    return diagnostic.span.start if diagnostic.span else -1


def _shift(offset: int, done: Sequence[Diagnostic]) -> int:
    """How far a place moved by the edits before it."""
    fixes = [d.fix for d in done if d.fix]
    return sum(len(f.text) - (f.span.end - f.span.start) for f in fixes if f.span.end <= offset)


def weigh(analysis: Analysis) -> tuple[int, int, int, int]:
    """How bad a text is: errors of the grammar, of the model, of its questions; then warnings.

    Errors of a later kind come to light only where there are none of an earlier kind, so the
    earlier ones weigh more.
    """
    errors = [d.code for d in analysis.diagnostics if d.severity is Severity.ERROR]
    early = [code for code in errors if CODES[code].room == "syntax" and analysis.tree is None]
    late = [code for code in errors if CODES[code].room == "causal" and code >= "E0500"]
    warnings = [d for d in analysis.diagnostics if d.severity is Severity.WARNING]
    return len(early), len(errors) - len(early) - len(late), len(late), len(warnings)


def _made(source: Source, mistake: Diagnostic) -> Done:
    fix = mistake.fix
    assert fix is not None
    line = source.place((mistake.span or fix.span).start).line
    first, *more = fix.text.strip().split("\n")
    edit = f"wrote `{first}`{' and more' if more else ''}"
    if not first:
        gone = source.slice(fix.span).strip()
        edit = f"dropped `{gone}`" if gone.isprintable() else "dropped what cannot be seen"
    return Done(mistake, line, edit)
