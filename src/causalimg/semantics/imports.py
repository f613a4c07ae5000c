"""What `from std.xray import ...` brings, and what to say where it brings nothing."""

from collections.abc import Iterable, Iterator

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.functions import BUILT_IN, MODULES
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS
from causalimg.library.std.signature import Function
from causalimg.semantics.complaints import nearest, unknown
from causalimg.syntax import tree


def imported(file: tree.File, report: list[Diagnostic]) -> dict[str, Function]:
    """The functions that a file may call, by name.

    Args:
        file: the tree.
        report: where complaints are collected (E0009, E0101, E0106).
    """
    functions = dict(BUILT_IN)
    for item in file.items:
        if isinstance(item, tree.ImportNames):
            functions.update((f.name, f) for f in _from(item, report))
    return functions


def _from(item: tree.ImportNames, report: list[Diagnostic]) -> Iterator[Function]:
    module = item.module.text
    if module not in MODULES:
        report.append(_no_module(item.module))
        return
    offered = {function.name: function for function in MODULES[module]}
    for name in item.names:
        if name.text in offered:
            yield offered[name.text]
        else:
            place = f"in `{module}`"
            what = f"`{module}` has {', '.join(offered)}"
            report.append(unknown(name.text, name.span, offered, what=what, place=place))


def _no_module(module: tree.Name) -> Diagnostic:
    message = f"cannot find the module `{module.text}`"
    meant = nearest(module.text, MODULES)
    helps = (f"did you mean `{meant}`?",) if meant else (f"there are {', '.join(MODULES)}",)
    fix = Fix(module.span, meant) if meant else None
    return Diagnostic("E0106", message, module.span, helps=helps, fix=fix)


def not_a_function(name: tree.Name, functions: Iterable[str]) -> Diagnostic:
    """What to say about a call of something that is no function here."""
    word = name.text
    homes = [m for m, found in MODULES.items() if any(f.name == word for f in found)]
    if homes:
        helps = (f"add the line `from {homes[0]} import {word}`",)
        return unknown(word, name.span, (), what="not imported", helps=helps)
    if word in LAWS or word in NETWORKS:
        message = f"`{word}` makes a variable, so it stands right after `~`"
        helps = (f"write `y ~ {word}(...)`, or name a noise in `noise` and use that",)
        return Diagnostic("E0103", message, name.span, helps=helps)
    return unknown(word, name.span, functions, what="not a function")
