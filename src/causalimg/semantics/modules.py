"""Other files of the project: `import "scanners/skyra.scm" as skyra` brings params and grids."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from posixpath import dirname, isabs, join, normpath

from causalimg.diagnostics import Diagnostic, has_errors
from causalimg.semantics.model import Import
from causalimg.semantics.scope import Scope
from causalimg.source import Source
from causalimg.source.files import Shelf, UnreadableTextError
from causalimg.syntax import parse, tree

Report = list[Diagnostic]
Declare = Callable[[tree.File, Source, Mapping[str, float], Report, "Library"], Scope]
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Library:
    """Where the files of a project are found, and by what way one came here.

    Args:
        shelf: gives their texts.
        way: paths of the importing files, the model's own first, as seen from its folder.
    """

    shelf: Shelf
    way: tuple[str, ...]


def with_modules(
    file: tree.File,
    scope: Scope,
    settings: Mapping[str, float],
    report: Report,
    library: Library,
    declare: Declare,
) -> Scope:
    """The scope with the params, grids and functions of imported files, `skyra.noise_level`.

    Args:
        file: the tree.
        scope: what was found so far.
        settings: values that stand above those of `param`; `skyra.noise_level` among them.
        report: where complaints are collected (E0106).
        library: finds the files.
        declare: reads the declarations of a file.
    """
    for item in file.items:
        if isinstance(item, tree.ImportModule):
            scope = _with(item, scope, settings, report, library, declare)
    return scope


def _with(
    item: tree.ImportModule,
    scope: Scope,
    settings: Mapping[str, float],
    report: Report,
    library: Library,
    declare: Declare,
) -> Scope:
    alias = item.name.text
    unread = replace(scope, clouded=scope.clouded | {alias})
    path, wrong = _path(item, library)
    if wrong:
        report.append(wrong)
        return unread
    try:
        source = library.shelf(path)
    except UnreadableTextError as error:
        report.append(_unreadable(item, str(error)))
        return unread
    own = {name.removeprefix(f"{alias}."): v for name, v in settings.items()
           if name.startswith(f"{alias}.")}  # fmt: skip
    deeper = replace(library, way=(*library.way, path))
    parsed, complaints = parse(source), list[Diagnostic]()
    complaints += parsed.diagnostics
    if parsed.tree is None or has_errors(complaints):
        report.append(_faulty(item, source, complaints))
        return unread
    found = declare(parsed.tree, source, own, complaints, deeper)
    if has_errors(complaints):
        report.append(_faulty(item, source, complaints))
        return unread
    return _joined(scope, alias, found, Import(path, source.text))


def _joined(scope: Scope, alias: str, found: Scope, made: Import) -> Scope:
    constants = {f"{alias}.{n}": replace(c, name=f"{alias}.{n}")
                 for n, c in found.constants.items()}  # fmt: skip
    grids = {f"{alias}.{n}": replace(g, name=f"{alias}.{n}") for n, g in found.grids.items()}
    functions = {f"{alias}.{n}": f for n, f in found.functions.items() if f.module}
    return replace(
        scope,
        constants={**scope.constants, **constants},
        grids={**scope.grids, **grids},
        functions={**scope.functions, **functions},
        imports=(*scope.imports, made, *(i for i in found.imports if i not in scope.imports)),
    )


def _path(item: tree.ImportModule, library: Library) -> tuple[str, Diagnostic | None]:
    """The path as seen from the model's folder, or what is wrong with it."""
    written = item.path.text
    if not written.endswith(".scm"):
        help_ = "functions of the standard library come with `from std.xray import beer_lambert`"
        return "", _refused(item, f"an import names a `.scm` file, not `{written}`", help_)
    if isabs(written) or ":" in written or "\\" in written:
        help_ = 'write it as seen from this file, with `/` between folders: `"scanners/skyra.scm"`'
        return "", _refused(item, f"`{written}` does not start from this file", help_)
    path = normpath(join(dirname(library.way[-1]), written))
    if path in library.way:
        ring = " -> ".join((*library.way[library.way.index(path) :], path))
        help_ = "move what both need into a file of its own"
        return path, _refused(item, f"the imports form a circle: {ring}", help_)
    if len(library.way) > _DEEPEST:
        return path, _refused(item, f"imports go deeper than {_DEEPEST} files")
    return path, None


def _refused(item: tree.ImportModule, message: str, *helps: str) -> Diagnostic:
    return Diagnostic("E0106", message, item.path.span, helps=helps)


def _unreadable(item: tree.ImportModule, why: str) -> Diagnostic:
    helps = {
        "is not there": ("the path is seen from the folder of this file",),
        "lies outside of the project folder": (
            "copy the file into the project",
            "or put a `causalimg.toml` into the folder where the project begins",
        ),
    }
    return _refused(item, f"`{item.path.text}` {why}", *helps.get(why, ()))


def _faulty(item: tree.ImportModule, source: Source, found: Report) -> Diagnostic:
    errors = [one for one in found if has_errors((one,))]
    count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
    first = errors[0]
    place = source.place(first.span.start) if first.span else None
    where = f"line {place.line}: " if place else ""
    message = f"`{item.path.text}` has {count} of its own"
    helps = (f"see `causalimg check {item.path.text}`",)
    notes = (f"{where}{first.code}: {first.message}",)
    return Diagnostic("E0106", message, item.path.span, helps=helps, notes=notes)
