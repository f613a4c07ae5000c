"""What a model says that a table could refute, and which of its arrows none could orient."""

from collections.abc import Collection
from dataclasses import dataclass

from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.graphs.equivalence import never_oriented
from causalimg.causal.graphs.implications import Implication, basis, missing_arrows
from causalimg.semantics.model import Claimed, Independent, Invariant, Model
from causalimg.semantics.types import Image, Kspace, Mask, Pixels


def measured(model: Model) -> tuple[str, ...]:
    """The variables that have columns, pictures among them."""
    return tuple(v.name for v in model.variables if v.kind in ("observed", "environment"))


def untabled(model: Model) -> dict[str, str]:
    """Variable -> why no table of numbers and words holds it.

    Selection is not among them: every row has passed it, so it is conditioned on throughout.
    """
    found = {}
    for variable in model.variables:
        if variable.kind == "latent":
            found[variable.name] = "latent"
        elif isinstance(variable.type, Pixels):
            match variable.type:
                case Image():
                    found[variable.name] = "a picture"
                case Mask():
                    found[variable.name] = "a mask"
                case Kspace():
                    found[variable.name] = "k-space"
    return found


def implied(
    model: Model, columns: Collection[str] | None = None, *, pairs: bool = False
) -> tuple[Implication, ...]:
    """What the arrows imply of some columns, all else projected out, in the selected rows.

    Args:
        model: checked or drafted.
        columns: what a table has; None for all that is measured, pictures too.
        pairs: a statement for each missing arrow instead of a basis.
    """
    seen = measured(model) if columns is None else tuple(columns)
    if len(seen) < 2:
        return ()
    list_them = missing_arrows if pairs else basis
    return list_them(graph_of(model), seen, model.of_kind("selection"))


def stated(model: Model) -> tuple[tuple[Independent | Invariant, Implication], ...]:
    """The claims of a file that speak of independence, as such."""
    found: list[tuple[Independent | Invariant, Implication]] = []
    chosen = {*model.of_kind("selection")}
    for claim in model.claims:
        match claim:
            case Independent(left=left, right=right, given=given):
                sides = (left, right, given)
            case Invariant(variable=variable, given=given, across=across):
                sides = ((variable,), (across,), given)
            case Claimed():
                continue
        kept = tuple(n for n in sides[2] if n not in chosen)
        found.append((claim, Implication(sides[0], sides[1], kept)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Arrows that data of everything measured could never orient.

    Args:
        arrows: between measured variables.
        complete: whether these are all; behind latents and selection there may be more.
        drawn: whether the model has any arrow at all.
    """

    arrows: tuple[tuple[str, str], ...]
    complete: bool
    drawn: bool = True

    def __str__(self) -> str:
        if not self.arrows:
            return "the data could orient every arrow" if self.complete and self.drawn else ""
        told = ", ".join(f"{a} -> {b}" for a, b in self.arrows)
        more = "" if self.complete else "; behind latents and selection there may be more"
        turned = "turned round, others with it where needed"
        return (
            f"the data could never orient {told}: {turned}, "
            f"the graph implies the same independences{more}"
        )


def unsettled(model: Model) -> Unsettled:
    """Which arrows rest on knowledge alone; a site is known to have no causes."""
    graph, chosen = graph_of(model), model.of_kind("selection")
    seen = measured(model)
    roots = model.of_kind("environment")
    arrows = never_oriented(graph, seen, chosen, roots) if seen else ()
    whole = not (graph.bidirected or chosen or model.of_kind("latent"))
    return Unsettled(arrows, whole, bool(model.arrows))
