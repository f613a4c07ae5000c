"""What is said when a number leaves its law or stops being finite."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.program.protocol import Program

_REMEDY = "lower the learning rates in `[fit]`, or look at the mechanism's law and units"


@contextmanager
def lawful(program: Program, terms: tuple[str, ...], folder: Path) -> Iterator[None]:
    """Turn the refusal of a law (a scale below 0, a value outside) into a diagnostic.

    Raises:
        CausalimgError: E0708 with the mechanisms concerned.
    """
    found = "a value or a parameter is outside its law"
    try:
        yield
    except CausalimgError as error:
        first = error.diagnostics[0]
        if first.code != "E0704":
            raise
        # The program has named the mechanism; in a fit it is the numbers that went astray.
        note = next(iter(first.notes), "")
        raise diverged(program, list(terms), found, folder, note) from error
    except ValueError as error:
        reason = str(error).splitlines()[0] if "constraint" in str(error) else ""
        raise diverged(program, list(terms), found, folder, reason.split("(")[0]) from error


def diverged(
    program: Program, guilty: list[str], what: str, folder: Path, note: str
) -> CausalimgError:
    """The E0708 for some mechanisms, with their lines in the model."""
    names = [name for guess in guilty for name in guess.split(", ")]
    lines = [program.lines[name] for name in names if name in program.lines]
    words = ", ".join(f"`{name}`" for name in names)
    notes = tuple(text for text in (note, "what was saved before stays usable") if text)
    return CausalimgError([
        Diagnostic("E0708", f"{what} in the mechanism of {words}", helps=(_REMEDY,),
                   notes=notes, where="; ".join(lines) or str(folder))
    ])  # fmt: skip
