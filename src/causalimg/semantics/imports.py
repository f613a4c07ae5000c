"""What `from std.xray import ...` brings, and what to say where it brings nothing."""

from collections.abc import Iterable, Iterator, Mapping

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.extension import LibraryError, extension
from causalimg.library.functions import BUILT_IN, MODULES, find
from causalimg.library.laws import LAWS, Law
from causalimg.library.networks import NETWORKS, Network
from causalimg.library.std.signature import Function
from causalimg.semantics.complaints import nearest, unknown
from causalimg.syntax import tree
from causalimg.syntax.words import PYTHON


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


def words_of(file: tree.File) -> frozenset[str]:
    """The laws and networks of other packages that a file imports."""
    named = (n.text for i in file.items if isinstance(i, tree.ImportNames) for n in i.names)
    return frozenset(name for name in named if name in LAWS or name in NETWORKS)


def _from(item: tree.ImportNames, report: list[Diagnostic]) -> Iterator[Function]:
    module = item.module.text
    try:
        offered = _offered(module)
    except LibraryError as error:
        helps = ("its authors can mend that",)
        report.append(Diagnostic("E0106", str(error), item.module.span, helps=helps))
        return
    if offered is None:
        report.append(_no_module(item.module))
        return
    for name in item.names:
        found = offered.get(name.text)
        if isinstance(found, Function):
            yield found
        elif found is None:
            place = f"in `{module}`"
            what = f"`{module}` has {', '.join(offered)}"
            report.append(unknown(name.text, name.span, offered, what=what, place=place))


def _offered(module: str) -> Mapping[str, Function | Law | Network] | None:
    """What a module has, by name: one of ours, or of another package; None for neither."""
    if module in MODULES:
        return {function.name: function for function in MODULES[module]}
    found = extension(module)
    if found is None:
        return None
    functions = {one.name: find(f"{module}.{one.name}") for one in found.functions}
    words = {name: LAWS.get(name) or NETWORKS.get(name) for name in found.names}
    return {name: r for name, r in (words | functions).items() if r is not None}


def _no_module(module: tree.Name) -> Diagnostic:
    message = f"cannot find the module `{module.text}`"
    meant = nearest(module.text, MODULES)
    helps = (f"did you mean `{meant}`?",) if meant else (f"there are {', '.join(MODULES)}",)
    if module.text.partition(".")[0] in PYTHON:
        helps = ("drop the line: laws, networks and functions are known by name",)
        return Diagnostic("E0106", message, module.span, "a package of Python", helps=helps)
    notes = ("packages add modules by the entry point `causalimg.library`",)
    fix = Fix(module.span, meant) if meant else None
    return Diagnostic("E0106", message, module.span, helps=helps, notes=notes, fix=fix)


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
