"""Errors at run time, told in the words of the model: which mechanism, which line of it."""

import ast
import linecache
import re
from collections.abc import Callable, Mapping
from functools import wraps
from types import TracebackType
from typing import Any

import torch
from torch import Tensor
from torch.distributions import constraints

from causalimg.diagnostics import CausalimgError, Diagnostic

DOORS = ("forward", "guide", "noise_form", "draw_noise", "abduct", "predict", "log_prob")
"""The methods of a program that callers call."""

_TOLD = (ArithmeticError, IndexError, RuntimeError, TypeError, ValueError)


def guarded(program: type) -> None:
    """Let every door of a compiled class name the mechanism that failed.

    Args:
        program: the class, as it is made.
    """
    for name in DOORS:
        method = vars(program).get(name)
        if callable(method):
            setattr(program, name, _guarded(method, evidence=name == "abduct"))


def _guarded(method: Callable[..., Any], *, evidence: bool) -> Callable[..., Any]:
    @wraps(method)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            found = method(self, *args, **kwargs)
        except _TOLD as error:
            variable = _at_fault(error.__traceback__, method.__code__.co_filename, type(self))
            if variable is None:
                raise
            raise CausalimgError(
                [_refusal(variable, self.lines.get(variable, variable), error)]
            ) from error
        if evidence and hasattr(self, "noise_laws"):
            _possible(self, args[0] if args else kwargs["row"], found)
        return found

    return run


# ---- which mechanism -------------------------------------------------------------------------


def _at_fault(trace: TracebackType | None, file: str, program: Any) -> str | None:
    """The variable whose statement of the emitted text was running."""
    places: list[tuple[str, int]] = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            places.append((trace.tb_frame.f_code.co_qualname, trace.tb_lineno))
        trace = trace.tb_next
    owners: dict[str, str] = {program.methods.get(name, name): name for name in program.variables}
    for function, line in reversed(places):
        for word in function.split("."):
            if word in owners:
                return owners[word]
        called = _called(file, line)
        if called & owners.keys():
            return owners[min(called & owners.keys())]
    return None


def _called(file: str, line: int) -> set[str]:
    """Methods of the program that the statement around a line calls."""
    tree = ast.parse("".join(linecache.getlines(file)))
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.Return | ast.Expr)
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    calls = [node.func for one in around for node in ast.walk(one) if isinstance(node, ast.Call)]
    return {call.attr for call in calls if isinstance(call, ast.Attribute)}


def _refusal(variable: str, line: str, error: BaseException) -> Diagnostic:
    reason = " ".join(str(error).split())
    if "constraint" in reason or "support" in reason:
        message = f"a value or a parameter of `{variable}` is outside its law"
        return Diagnostic("E0704", message, notes=(_range(reason),), where=line)
    message = f"the mechanism of `{variable}` cannot be computed"
    helps = ("look at the shapes: numbers `[..., row]`, pictures `[..., row, channel, y, x]`",)
    return Diagnostic("E0711", message, helps=helps, notes=(_short(reason),), where=line)


_ARGUMENT = re.compile(r"Expected (?:parameter (?P<name>\w+)|value)")
_RANGES = (
    (re.compile(r"GreaterThan\(lower_bound=([-\d.e+]+)\)"), "above {}"),
    (re.compile(r"GreaterThanEq\(lower_bound=([-\d.e+]+)\)"), "at least {}"),
    (re.compile(r"LessThan\(upper_bound=([-\d.e+]+)\)"), "below {}"),
    (re.compile(r"Interval\(lower_bound=([-\d.e+]+), upper_bound=([-\d.e+]+)\)"), "in [{}, {}]"),
    (re.compile(r"Real\(\)"), "a finite number"),
    (re.compile(r"IntegerGreaterThan\(lower_bound=0\)"), "a whole number"),
)


def _range(reason: str) -> str:
    """What the library of laws wanted, without its vocabulary."""
    argument = _ARGUMENT.search(reason)
    name = argument["name"] if argument else None
    lead = f"its parameter `{name}`" if name else "its value"
    for pattern, words in _RANGES:
        found = pattern.search(reason)
        if found:
            ends = [f"{float(end):g}" for end in found.groups()]
            return f"{lead} has to be {words.format(*ends)}"
    return f"{lead} has to lie where the law does, which depends on its causes"


def _short(reason: str) -> str:
    return reason if len(reason) <= 200 else reason[:197] + "..."


# ---- evidence --------------------------------------------------------------------------------


def _possible(program: Any, row: Mapping[str, Tensor], noise: Mapping[str, Tensor]) -> None:
    """Refuse evidence that no noise explains, by name and line."""
    laws = program.noise_laws()
    for variable in program.variables:
        for name in program.noises[variable]:
            if not _explains(laws[name].support, noise[name]):
                raise CausalimgError([_impossible(variable, row[variable], program)])


def _explains(support: Any, noise: Tensor) -> bool:
    """Whether noise lies where its law lives, but for what rounding does to it."""
    if support is constraints.real and not bool(noise.sum().isnan()):
        # One pass; a sum that is no number (infinities among it) is looked at below.
        return True
    if bool(support.check(noise).all()):
        return True
    if not noise.is_floating_point():
        return False
    slack = 1e-4 * (1 + noise.abs())
    near = [noise, noise - slack, noise + slack]
    if support.is_discrete:
        near = [torch.where((noise - noise.round()).abs() <= slack, noise.round(), noise)]
    inside = [support.check(one) for one in near]
    return bool(torch.stack(inside).any(0).all())


def _impossible(variable: str, value: Tensor, program: Any) -> Diagnostic:
    message = f"no noise of the mechanism of `{variable}` makes its value"
    sizes = value.abs() if value.is_complex() else value
    low, high = sizes.min().item(), sizes.max().item()
    shown = f"{low:.6g}" if low == high else f"between {low:.6g} and {high:.6g}"
    shown += " in size" if value.is_complex() else ""
    note = f"the values given for `{variable}` are {shown}"
    return Diagnostic("E0704", message, notes=(note,), where=program.lines.get(variable))
