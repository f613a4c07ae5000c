"""Arguments put in their place, and the anonymous functions that are learned."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.library.laws import ARGUMENT_ALIASES
from causalimg.library.networks import NETWORKS, Network
from causalimg.semantics.complaints import nearest, thing
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import ConstantRef, Expr, LearnedFunction, Number, VariableRef
from causalimg.semantics.forms import is_poison
from causalimg.semantics.reader import Reader, quoted
from causalimg.semantics.types import Kspace, Mask, Pixels, Type
from causalimg.source import Span
from causalimg.syntax import tree

Resolve = Callable[[Reader, tree.Expr], Expr]
Options = tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Names of parameters in order, which of them are needed, and how a call looks."""

    names: tuple[str, ...]
    needed: frozenset[str]
    text: str


def place(
    report: list[Diagnostic],
    called: tree.Name,
    arguments: tuple[tree.Argument, ...],
    signature: Signature,
) -> dict[str, tree.Expr] | None:
    """Put arguments in their place: by position first, then by name.

    Args:
        report: where complaints are collected.
        called: the function, law or network.
        arguments: as written.
        signature: what is called.

    Returns:
        The arguments by name, or None after a complaint (E0209).
    """
    names = signature.names
    found: dict[str, tree.Expr] = {}
    wrong: list[Diagnostic] = []
    for position, argument in enumerate(arguments):
        name = argument.name.text if argument.name else _at(names, position)
        if name is None:
            wrong.append(_too_many(called, argument, signature))
        elif name not in names or not isinstance(argument.name, tree.Name | None):
            wrong.append(_no_argument(called, argument, signature))
        elif name in found:
            message = f"`{name}` of `{called.text}` is given twice"
            wrong.append(Diagnostic("E0209", message, argument.span, helps=(_shape(signature),)))
        else:
            found[name] = argument.value
    missing = [name for name in names if name in signature.needed and name not in found]
    if missing and not wrong:
        message = f"`{called.text}` misses `{missing[0]}`"
        wrong.append(Diagnostic("E0209", message, called.span, helps=(_shape(signature),)))
    report.extend(wrong)
    return None if wrong else found


def _at(names: tuple[str, ...], position: int) -> str | None:
    return names[position] if position < len(names) else None


def _shape(signature: Signature) -> str:
    return f"the call looks like `{signature.text}`"


def _too_many(called: tree.Name, argument: tree.Argument, signature: Signature) -> Diagnostic:
    most = len(signature.names)
    counted = {0: "no argument", 1: "one argument"}.get(most, f"{most} arguments")
    message = f"`{called.text}` takes {counted}"
    return Diagnostic("E0209", message, argument.span, "one too many", helps=(_shape(signature),))


_TRAINING = frozenset(
    {"batch", "batch_size", "epochs", "learning_rate", "lr", "optimiser", "optimizer", "seed"}
)


def _no_argument(called: tree.Name, argument: tree.Argument, signature: Signature) -> Diagnostic:
    assert argument.name is not None
    quoted = isinstance(argument.name, tree.Text)
    word = f'"{argument.name.text}"' if quoted else argument.name.text
    by_alias = (name for name in signature.names if word in ARGUMENT_ALIASES.get(name, ()))
    meant = next(by_alias, None) or nearest(word, signature.names)
    helps = ((f"did you mean `{meant}`?",) if meant else ()) + (_shape(signature),)
    if word in _TRAINING:
        helps = ("how to train is no part of the model: set it in `causalimg.toml`, `[fit]`",)
    fix = Fix(argument.name.span, meant) if meant and word not in _TRAINING else None
    message = f"`{called.text}` has no argument `{word}`"
    return Diagnostic("E0209", message, argument.name.span, helps=helps, fix=fix)


# ---- learned functions -----------------------------------------------------------------------


def read_learned(reader: Reader, expr: tree.Call, resolve: Resolve) -> LearnedFunction | None:
    """`linear(a, b)` or `mlp(a, b, hidden = 32)`, or None after a complaint."""
    network = NETWORKS[expr.function.text]
    if reader.room != "mechanism":
        message = f"`{network.name}` is learned, so it stands in a mechanism"
        reader.report.append(Diagnostic("E0201", message, expr.span))
        return None
    before = len(reader.report)
    inputs = [_input(reader, a, resolve) for a in expr.arguments if a.name is None]
    named = tuple(a for a in expr.arguments if a.name is not None)
    options = read_options(reader, expr.function, named, network, resolve, network.inside)
    if not inputs and len(reader.report) == before:
        message = f"`{network.name}` needs something to read"
        helps = (f"name its inputs: `{network.name}(a, b)`",)
        reader.report.append(Diagnostic("E0209", message, expr.span, helps=helps))
    if len(reader.report) > before or None in inputs:
        return None
    names = tuple(name for name in inputs if name is not None)
    kind: Literal["linear", "mlp"] = "linear" if network.name == "linear" else "mlp"
    return LearnedFunction(
        kind, names, reader.key(network.name), options=options or (), span=expr.span
    )


def _input(reader: Reader, argument: tree.Argument, resolve: Resolve) -> str | None:
    found = resolve(reader, argument.value)
    match found:
        case VariableRef(name=name) if not isinstance(reader.scope.variables[name].type, Pixels):
            return name
        case VariableRef(name=name):
            kind = reader.scope.variables[name].type
            reader.report.append(no_picture(name, kind, argument.span, "a learned function"))
        case Number() if is_poison(found):
            pass
        case _:
            message = "a learned function reads variables by name, not an expression"
            help_ = "give the expression a variable of its own and name that"
            reader.report.append(Diagnostic("E0209", message, argument.span, helps=(help_,)))
    return None


def no_picture(name: str, kind: Type, span: Span, reads: str) -> Diagnostic:
    """E0009: a picture where a network reads numbers, and the numbers that it could read.

    Args:
        name: the picture.
        kind: its type.
        span: where it is given.
        reads: what reads it: "`flow`".
    """
    match kind:
        case Mask(labels=labels):
            number = f"mean({name} == {quoted(labels[-1])})" if labels else f"mean({name} == ...)"
        case Kspace():
            number = f"mean(abs({name}))"
        case _:
            number = f"mean({name})"
    word = thing(type(kind).__name__.lower())
    message = f"{word} (`{name}`) as a cause of {reads} is designed but not built yet"
    helps = (f"give a variable with a number that is read from it: `{name}_mean := {number}`",)
    return Diagnostic("E0009", message, span, helps=helps)


def read_options(
    reader: Reader,
    called: tree.Name,
    arguments: tuple[tree.Argument, ...],
    network: Network,
    resolve: Resolve,
    shown: str,
) -> Options | None:
    """The options of a network: constants within their ranges; None after a complaint.

    `shown` is how the call looks where it stands.
    """
    names = tuple(option.name for option in network.options)
    quiet = Reader(reader.scope, reader.report, "constant")
    signature = Signature(names, frozenset(), shown)
    placed = place(reader.report, called, arguments, signature)
    if placed is None:
        return None
    read: list[tuple[str, Expr]] = []
    for name, value in placed.items():
        found = resolve(quiet, value)
        wrong = _out_of_range(reader, network, name, found)
        if wrong:
            reader.report.append(wrong)
        read.append((name, found))
    return tuple(read)


def _out_of_range(reader: Reader, network: Network, name: str, found: Expr) -> Diagnostic | None:
    option = network.option(name)
    value = evaluate(found, reader.scope.constants)
    if option is None or value is None:
        return None
    whole = not option.integer or value.is_integer()
    if whole and value in option.range:
        return None
    kind = "a whole number" if option.integer else "a number"
    shown = f"`{found.name}` = {value:g}" if isinstance(found, ConstantRef) else f"{value:g}"
    message = f"`{name}` of `{network.name}` is {kind} in {option.range}, not {shown}"
    return Diagnostic("E0205", message, found.span)


def not_built(network: Network, span: Span, severity: Severity) -> Diagnostic:
    """E0009 for a network of a later version, with one that exists and does the same."""
    instead = "flow" if network.targets == ("vector",) else "vae"
    message = f"`{network.name}` is designed, not built yet: `check`, `graph` and `advise` know it"
    helps = (f"until `compile` does, use `{instead}`",)
    return Diagnostic("E0009", message, span, helps=helps, severity=severity)
