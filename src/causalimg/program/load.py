"""The one place that runs a text: our own emitted module, under a file name for tracebacks."""

import linecache
from types import ModuleType

from causalimg.program.emit import emit
from causalimg.program.plan import plan
from causalimg.program.protocol import Program
from causalimg.semantics.model import Model


def compile_text(model: Model) -> str:
    """The Python module of a checked model, as `causalimg compile` writes it.

    Args:
        model: from `causalimg.causal.analyse`, without errors.

    Returns:
        The text of a module with one class.

    Raises:
        CausalimgError: E0402 for a variable without a mechanism.
    """
    return emit(plan(model))


def build(model: Model) -> Program:
    """The program of a checked model: the emitted text, run.

    Learned numbers and networks start at random under the global generator (see `seeded`).

    Args:
        model: from `causalimg.causal.analyse`, without errors.

    Returns:
        An instance of the emitted class; `param` constants have the values of the model.

    Raises:
        CausalimgError: E0402 for a variable without a mechanism.
    """
    planned = plan(model)
    module = _run(emit(planned), f"<compiled from {model.source.name}>", model.name)
    program: Program = getattr(module, planned.class_name)()
    return program


def _run(text: str, file: str, name: str) -> ModuleType:
    """A module from our own text; tracebacks find its lines in the line cache."""
    module = ModuleType(f"causalimg_{name}")
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    # The text was written by `emit` from a closed set of records, never by a person's file.
    exec(compile(text, file, "exec"), module.__dict__)  # noqa: S102
    return module
