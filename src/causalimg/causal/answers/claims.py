"""Claims against the arrows: each independence is proved by separation or shown an open path."""

from collections.abc import Iterator

from causalimg.causal.graphs.admg import Admg
from causalimg.causal.graphs.separation import OpenPath, open_path, separator
from causalimg.diagnostics import Diagnostic, Fix
from causalimg.semantics.model import Claimed, Independent, Invariant, Model
from causalimg.semantics.types import Pixels

_Separation = Independent | Invariant


def check_claims(model: Model, graph: Admg) -> Iterator[Diagnostic]:
    """E0305 for every claim that the graph does not imply.

    The data contain selected rows only, so selection variables are conditioned on as well.

    Args:
        model: a model, checked or drafted.
        graph: its arrows, acyclic.
    """
    for claim in model.claims:
        if isinstance(claim, Claimed):
            continue  # judged with the query that it names
        left, right, given = sides(claim)
        selected = set(model.of_kind("selection")) - {*left, *right}
        path = open_path(graph, left, right, {*given, *selected})
        if path is not None:
            yield _false(model, graph, claim, path)


def sides(claim: _Separation) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What is claimed to be apart, from what, and given what."""
    match claim:
        case Independent(left=left, right=right, given=given):
            return left, right, given
        case Invariant(variable=variable, given=given, across=across):
            return (variable,), (across,), given


def _false(model: Model, graph: Admg, claim: _Separation, path: OpenPath) -> Diagnostic:
    left, right, given = sides(claim)
    match claim:
        case Independent():
            message = f"{_ticked(left)} and {_ticked(right)} are not "
            message += f"separated by {_set(given)}" if given else "independent"
        case Invariant():
            message = f"the law of {_ticked(left)} given {_set(given)} differs across "
            message += _ticked(right)
    others = {*model.of_kind("latent"), *model.of_kind("selection"), *left, *right}
    images = {v.name for v in model.variables if isinstance(v.type, Pixels)}
    among = set(graph.nodes) - others - images
    better = separator(graph, left, right, among, model.of_kind("selection"))
    helps, fix = _remedy(claim, None if better is None else graph.ordered(better))
    notes = [f"this path is open:\n{path.marked()}"]
    if joint := next((j for j in path.joints if j.opened_by in model.of_kind("selection")), None):
        notes.append(f"every row passed through `{joint.opened_by}`, which is conditioned on")
    return Diagnostic("E0305", message, claim.span, helps=helps, notes=tuple(notes), fix=fix)


def _remedy(
    claim: _Separation, better: tuple[str, ...] | None
) -> tuple[tuple[str, ...], Fix | None]:
    if better is None:
        return ("no set of observed variables separates them: drop the claim, or the arrow",), None
    left, right, _ = sides(claim)
    reason = f' "{claim.reason}"' if claim.reason else ""
    match claim:
        case Independent():
            bar = f" | {', '.join(better)}" if better else ""
            text = f"{', '.join(left)} _||_ {', '.join(right)}{bar}"
        case Invariant(variable=variable, across=across):
            if not better:
                text = f"{variable} _||_ {across}"
            else:
                text = f"invariant {variable} given {', '.join(better)} across {across}"
    held = f"condition on {_ticked(better)}" if better else "condition on nothing"
    fix = Fix(claim.span, text + reason, sure=False)
    return (f"{held} instead: `{text}` holds",), fix


def _ticked(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _set(names: tuple[str, ...]) -> str:
    return f"{{{', '.join(names)}}}"
