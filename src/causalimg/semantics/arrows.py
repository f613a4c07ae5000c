"""The arrows of a model: as drawn in `graph`, or else as the mechanisms read."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, product

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.semantics.complaints import beside, unknown
from causalimg.semantics.model import Arrow, Bidirected, Mechanism
from causalimg.semantics.scope import Scope
from causalimg.source import Span
from causalimg.syntax import tree

Drawn = Arrow | Bidirected


def drawn_graph(file: tree.File) -> bool:
    """Whether the text draws its arrows."""
    return any(isinstance(i, tree.Block) and i.word.text == "graph" for i in file.items)


def read_arrows(file: tree.File, scope: Scope, report: list[Diagnostic]) -> tuple[Drawn, ...]:
    """Read the `graph` block (E0101, E0302, E0303, E0304).

    Args:
        file: the tree.
        scope: what names stand for.
        report: where complaints are collected.

    Returns:
        Arrows and arcs between variables, each once.
    """
    kept: dict[object, Drawn] = {}
    chains = [chain for chain in file.block("graph") if isinstance(chain, tree.Chain)]
    declared = bool(file.block("variables"))
    if chains and not declared:
        report.append(_nothing_declared(file, chains))
    for chain in chains:
        if declared:
            _known_names(chain, scope, report)
        for edge in _edges(chain):
            key = _key(edge)
            wrong = _wrong(edge, key, kept, scope)
            if wrong and wrong.severity is Severity.WARNING and wrong.code == "E0304":
                wrong = replace(wrong, fix=_crossed_out(chain, scope))
            report.extend([wrong] if wrong else [])
            if wrong is None or wrong.code == "E0303":
                kept[key] = edge
    return tuple(e for e in kept.values() if scope.variables.keys() >= set(_ends(e)))


def _nothing_declared(file: tree.File, chains: list[tree.Chain]) -> Diagnostic:
    """E0101 for a sketch of arrows alone, with a block to begin with."""
    every = (name.text for chain in chains for group in chain.groups for name in group)
    names = ", ".join(dict.fromkeys(every))
    blocks = [i for i in file.items if isinstance(i, tree.Block) and i.word.text == "graph"]
    start = blocks[0].word.span.start
    written = f"variables {{\n  {names} : real\n}}"
    helps = (
        f"declare them first:\n{written}",
        "and say what each is: `binary`, `category {a, b}`, `image[1, 64, 64]`, `latent u : real`",
    )
    span = chains[0].groups[0][0].span
    fix = Fix(Span(start, start), f"{written}\n\n")
    message = "no variable is declared, so these arrows join nothing"
    return Diagnostic("E0101", message, span, helps=helps, fix=fix)


def _known_names(chain: tree.Chain, scope: Scope, report: list[Diagnostic]) -> None:
    for name in (name for group in chain.groups for name in group):
        if name.text not in scope.variables:
            what = "arrows join variables"
            found = unknown(name.text, name.span, scope.variables, what=what)
            unseen = () if found.fix else _if_unseen(name.text, chain)
            report.append(replace(found, helps=(*found.helps, *unseen)))


def _if_unseen(name: str, chain: tree.Chain) -> tuple[str, ...]:
    """What else to write for a name that nobody declared: those of papers are often unseen."""
    causes, effects = chain.groups[0], chain.groups[-1]
    if chain.links[-1] == "<-":
        causes, effects = effects, causes
    if "<->" in chain.links or name not in [cause.text for cause in causes]:
        return ()
    declared = f"or, where nobody measures it: `variables {{ latent {name} : real }}`"
    if len(chain.links) != 1 or len(causes) != 1 or len(effects) != 2:
        return (declared,)
    left, right = (effect.text for effect in effects)
    return (declared, f"or, with no name for it, in place of this line: `{left} <-> {right}`")


def _edges(chain: tree.Chain) -> Iterator[Drawn]:
    reason = chain.reason.text if chain.reason else None
    for sign, (left, right) in zip(chain.links, pairwise(chain.groups), strict=True):
        for a, b in product(left, right):
            span = a.span | b.span
            if sign == "<->":
                yield Bidirected(a.text, b.text, reason, span)
            elif sign == "->":
                yield Arrow(a.text, b.text, reason, span)
            else:
                yield Arrow(b.text, a.text, reason, span)


def _crossed_out(chain: tree.Chain, scope: Scope) -> Fix | None:
    """The line of a chain taken out, where it holds one arrow and nothing else."""
    source = scope.source
    line = source.line_span(source.place(chain.span.start).line)
    alone = source.slice(line).strip() == source.slice(chain.span)
    one = len(chain.links) == 1 and all(len(group) == 1 for group in chain.groups)
    if not (alone and one) or line.start == 0:
        return None
    return Fix(Span(line.start - 1, line.end), "")


def _ends(edge: Drawn) -> tuple[str, str]:
    return (edge.cause, edge.effect) if isinstance(edge, Arrow) else (edge.left, edge.right)


def _key(edge: Drawn) -> object:
    return _ends(edge) if isinstance(edge, Arrow) else frozenset(_ends(edge))


def written(edge: Drawn) -> str:
    """An edge as one writes it: `age -> disease`."""
    start, end = _ends(edge)
    return f"{start} {'->' if isinstance(edge, Arrow) else '<->'} {end}"


def _kind(scope: Scope, name: str) -> str | None:
    variable = scope.variables.get(name)
    return variable.kind if variable else None


def _wrong(edge: Drawn, key: object, kept: dict[object, Drawn], scope: Scope) -> Diagnostic | None:
    start, end = _ends(edge)
    if start == end:
        message = f"`{start}` cannot be its own cause"
        helps: tuple[str, ...] = ("a later measurement is a variable of its own",)
        return Diagnostic("E0304", message, edge.span, helps=helps)
    if key in kept:
        message = f"`{written(edge)}` is drawn twice"
        first = beside(kept[key].span, "first here")
        level = Severity.WARNING
        helps = ("drop one of the two",)
        return Diagnostic("E0304", message, edge.span, "again here", first, helps, severity=level)
    into = [end] if isinstance(edge, Arrow) else [start, end]
    sites = [name for name in into if _kind(scope, name) == "environment"]
    if sites:
        message = f"nothing causes the environment `{sites[0]}`"
        other = start if end == sites[0] else end
        helps = (
            f"if the place makes the difference, turn the arrow round: `{sites[0]} -> {other}`",
            f"if patients choose it, drop the word `environment` before `{sites[0]}`",
        )
        return Diagnostic("E0302", message, edge.span, helps=helps)
    if isinstance(edge, Arrow) and _kind(scope, start) == "selection":
        message = f"`{start}` is a selection, and being selected rarely changes anything"
        helps = (
            f"did you mean `{end} -> {start}`?",
            f"what led to the selection may change `{end}`: draw that arrow instead",
        )
        level = Severity.WARNING
        return Diagnostic("E0303", message, edge.span, helps=helps, severity=level)
    return None


def derived(mechanisms: tuple[Mechanism, ...]) -> tuple[Drawn, ...]:
    """The arrows that mechanisms imply, for a text without a `graph`.

    A mechanism of several targets makes them share an unseen cause.
    """
    arrows = [
        Arrow(parent, target, None, mechanism.span)
        for mechanism in mechanisms
        for target in mechanism.targets
        for parent in mechanism.parents
        if parent != target
    ]
    arcs = [
        Bidirected(a, b, None, mechanism.span)
        for mechanism in mechanisms
        for a, b in combinations(mechanism.targets, 2)
    ]
    return (*arrows, *arcs)


def span_of_causes(arrows: tuple[Arrow, ...], effect: str) -> Span | None:
    """Where the causes of a variable are drawn: the first stretch of arrows that touch."""
    spans = sorted(a.span for a in arrows if a.effect == effect)
    if not spans:
        return None
    whole = spans[0]
    for span in spans[1:]:
        whole = whole | span if span.start <= whole.end else whole
    return whole
