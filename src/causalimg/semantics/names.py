"""Names: each declared once, none reserved, none also a value, all of use."""

from collections import Counter
from collections.abc import Iterator

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.library.functions import BUILT_IN
from causalimg.library.words import EVERYONE
from causalimg.semantics.complaints import beside
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Binary, values_of, words_of_type
from causalimg.source import Span
from causalimg.syntax import tree
from causalimg.syntax.walk import walk
from causalimg.syntax.words import RESERVED


def declared(file: tree.File) -> Iterator[tuple[str, tree.Name]]:
    """Every name that a file gives to something, with what it is."""
    for item in file.items:
        match item:
            case tree.Param(name=name):
                yield "param", name
            case tree.Grid(name=name):
                yield "grid", name
            case tree.ImportModule(name=name):
                yield "file", name
            case tree.Block(entries=entries):
                for entry in entries:
                    yield from _of_entry(entry)
            case _:
                pass


def _of_entry(entry: tree.Entry) -> Iterator[tuple[str, tree.Name]]:
    match entry:
        case tree.Declaration(names=names):
            yield from (("variable", name) for name in names)
        case tree.NoiseEntry(names=names):
            yield from (("noise", name) for name in names)
        case tree.ParameterEntry(names=names):
            yield from (("parameter", name) for name in names)
        case tree.InterventionEntry(name=name):
            yield "intervention", name
        case tree.PredictorEntry(name=name):
            yield "predictor", name
        case tree.QueryEntry(name=name):
            yield "query", name
        case _:
            pass


def check_names(file: tree.File, scope: Scope) -> Iterator[Diagnostic]:
    """E0102 (a second environment too), E0105 and E0108 over everything that a file declares."""
    seen: dict[tuple[bool, str], Span] = {}
    owners = _owners(scope)
    for what, name in declared(file):
        word = name.text
        # A query is only named from outside, so it may share a name with what it is about.
        key = (what == "query", word)
        if key in seen:
            message = f"`{word}` is declared twice"
            others = beside(seen[key], "first here")
            helps = ("each name stands for one thing: rename one of the two, or drop it",)
            yield Diagnostic("E0102", message, name.span, "again here", others, helps)
        elif word in RESERVED:
            message = f"`{word}` is a word of the language and cannot name a {what}"
            yield Diagnostic("E0105", message, name.span, helps=(f"write `{word}_`",))
        elif what != "query" and word in owners:
            yield _also_a_value(name, owners[word], scope)
        seen.setdefault(key, name.span)
    yield from _second_environment(scope)
    yield from _site_everyone(scope)


def _second_environment(scope: Scope) -> Iterator[Diagnostic]:
    """E0102: a row is from one site, and one variable says which."""
    sites = [v for v in scope.variables.values() if v.kind == "environment"]
    for site in sites[1:]:
        message = f"`{site.name}` is a second environment: one variable says where a row is from"
        others = beside(sites[0].span, f"`{sites[0].name}` says it already")
        pairs = [f"{a}_{b}" for a in values_of(sites[0].type) for b in values_of(site.type)]
        helps = (
            f"make one of both: `category {{{', '.join(pairs[:2])}, ...}}`",
            f"or drop the word `environment` before `{site.name}`, and say how it comes about",
        )
        yield Diagnostic("E0102", message, site.span, "", others, helps[not pairs :])


def _site_everyone(scope: Scope) -> Iterator[Diagnostic]:
    """E0105: `for everyone` asks beyond all sites, so none of them can be called so."""
    for site in (v for v in scope.variables.values() if v.kind == "environment"):
        if EVERYONE in values_of(site.type):
            message = f"`{EVERYONE}` is a word of the language and cannot name a site"
            helps = (f"write `{EVERYONE}_`, in the data as well",)
            yield Diagnostic(
                "E0105", message, scope.type_span(site.name) or site.span, helps=helps
            )


def _owners(scope: Scope) -> dict[str, str]:
    """The first variable that has each word among its values; numbers name nothing else."""
    found: dict[str, str] = {}
    for variable in scope.variables.values():
        for word in words_of_type(variable.type):
            if not word.isdigit():
                found.setdefault(word, variable.name)
    return found


def _also_a_value(name: tree.Name, owner: str, scope: Scope) -> Diagnostic:
    message = f"`{name.text}` is both a name and a value of `{owner}`"
    others = beside(scope.type_span(owner), f"the values of `{owner}`")
    variable = scope.variables.get(name.text)
    call = f"call it `{name.text}_`"
    if variable is not None and isinstance(variable.type, Binary):
        call = f"call it `is_{name.text}`, or leave it out: `({owner} == {name.text})` is 1 or 0"
    helps = (call, f"or rename the value, in the data as well: `{name.text}_{owner}`")
    return Diagnostic("E0108", message, name.span, "", others, helps)


def check_use(file: tree.File, scope: Scope) -> Iterator[Diagnostic]:
    """W0109: what is declared or imported, and named nowhere else."""
    places = _places(file)
    # A list of variables, without a word about how they hang together, is a beginning.
    begun = not (file.block("graph") or file.block("mechanisms"))
    # A file of params and grids is there to be imported.
    shared = not any(isinstance(item, tree.Block) for item in file.items)
    for what, name in declared(file):
        if what in {"query", "intervention", "predictor", "noise"} or name.text in scope.clouded:
            continue
        offered = shared and what in {"param", "grid"}
        if places[name.text] < 2 and not offered and not (begun and what == "variable"):
            message = f"nothing uses the {what} `{name.text}`"
            verb = "read" if what in {"variable", "parameter"} else "use"
            helps = (f"{verb} it somewhere, or drop it",)
            level = Severity.WARNING
            yield Diagnostic("W0109", message, name.span, helps=helps, severity=level)
    for item in file.items:
        if not isinstance(item, tree.ImportNames):
            continue
        for name in item.names:
            # What is built in needs no import, and comes from wherever nothing was found.
            imported = name.text in scope.functions and name.text not in BUILT_IN
            if places[name.text] < 2 and imported:
                message = f"nothing uses `{name.text}`, which is imported here"
                helps, level = ("use it somewhere, or drop it",), Severity.WARNING
                yield Diagnostic("W0109", message, name.span, helps=helps, severity=level)


def _places(file: tree.File) -> Counter[str]:
    """How often each name stands in the text."""
    counted = Counter(node.text for node in walk(file) if type(node) is tree.Name)
    for word, times in tuple(counted.items()):
        if "." in word:
            counted[word.partition(".")[0]] += times
    return counted
