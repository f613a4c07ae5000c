"""The one place that runs a text: our own emitted module, under a file name for tracebacks."""

import linecache
from hashlib import sha256
from types import ModuleType

from causalimg.diagnostics import CausalimgError, has_errors
from causalimg.program.emit import emit
from causalimg.program.plan import Plan, plan
from causalimg.program.protocol import Program
from causalimg.semantics.holes import compile_problems
from causalimg.semantics.model import Model


def compile_text(model: Model) -> str:
    """The Python module of a checked model, as `causalimg compile` writes it.

    Args:
        model: from `causalimg.causal.analyse`, without errors.

    Returns:
        The text of a module with one class.

    Raises:
        CausalimgError: E0402 for a variable without a mechanism, E0406 for `<->` that nothing
            generates, E0009 for a learned `selection`.
    """
    return emit(_planned(model))


def build(model: Model) -> Program:
    """The program of a checked model: the emitted text, run.

    Networks start at random under the global generator (see `seeded`). As with every Pyro module,
    calling the program (`program(rows)`, the density form) looks up learned numbers by name in
    Pyro's parameter store: `pyro.clear_param_store()` separates one program from the next there.
    The other forms read the program's own numbers.

    Args:
        model: from `causalimg.causal.analyse`, without errors.

    Returns:
        An instance of the emitted class; `param` constants have the values of the model.

    Raises:
        CausalimgError: E0402 for a variable without a mechanism, E0406 for `<->` that nothing
            generates, E0009 for a learned `selection`.
    """
    planned = _planned(model)
    text = emit(planned)
    # Two models of one name may live at once, each with its own lines in the line cache.
    mark = sha256(text.encode()).hexdigest()[:8]
    module = _run(text, f"<compiled from {model.source.name}, {mark}>", model.name)
    program: Program = getattr(module, planned.class_name)()
    return program


def _planned(model: Model) -> Plan:
    problems = compile_problems(model)
    if has_errors(problems):
        raise CausalimgError(problems, model.source)
    return plan(model)


def _run(text: str, file: str, name: str) -> ModuleType:
    """A module from our own text; tracebacks find its lines in the line cache."""
    module = ModuleType(f"causalimg_{name}")
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    # The text was written by `emit` from a closed set of records, never by a person's file.
    exec(compile(text, file, "exec"), module.__dict__)  # noqa: S102
    return module
