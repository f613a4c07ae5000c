"""`causalimg mediate`: direct, indirect and path-specific effects; no torch."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from causalimg.diagnostics.suggest import did_you_mean
from causalimg.interfaces.door import guarded, option, refused
from causalimg.interfaces.options import constants

if TYPE_CHECKING:
    from causalimg.causal.answers.mediated import Mediated
    from causalimg.causal.crossworld.counterworlds import Data, Inference
    from causalimg.causal.crossworld.mediation import Contrast
    from causalimg.semantics.model import Model


@dataclass(frozen=True, slots=True)
class Law:
    """One of the two laws that an effect contrasts.

    Args:
        event: what it is, such as `P(y had x, m = (m had x′))`.
        estimand: what it is computed from, empty where it does not follow.
        why: what is in the way, empty where nothing is.
    """

    event: str
    estimand: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.event} = {self.estimand}" if self.estimand else f"{self.event} {self.why}"


@dataclass(frozen=True, slots=True)
class MediatedEffect:
    """An effect, or a part of it; printed, it is what `mediate` writes.

    Args:
        name: such as `natural direct effect`.
        meaning: the difference of means that it is, as a file would ask for it.
        identified: whether both laws follow from the data.
        laws: the two.
        witnesses: the recanting witnesses, variables that would have to be in two worlds at once.
    """

    name: str
    meaning: str
    identified: bool
    laws: tuple[Law, Law]
    witnesses: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.meaning}"]
        if not self.identified:
            lines[0] += " is not identified"
        if self.witnesses:
            lines[0] += f", recanting witness {', '.join(self.witnesses)}"
        return "\n  ".join((*lines, *map(str, self.laws)))


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("mediate")(guarded(mediate_command))


def mediate_command(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    cause: Annotated[str, typer.Argument(help="the variable that is set")],
    outcome: Annotated[str, typer.Argument(help="the variable that is read")],
    through: Annotated[list[str], option("a mediator; all between the two where absent")] = [],  # noqa: B006
    along: Annotated[list[str], option("a path of its own, 'x -> m -> y'")] = [],  # noqa: B006
    data: Annotated[
        Literal["observations", "experiments", "both"], option("what is to settle it", "--from")
    ] = "observations",
    form: Annotated[Literal["text", "json"], option("how to write it", "--format")] = "text",
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Split an effect into what passes by mediators and what passes through them."""
    from causalimg.interfaces.drafted import drafted
    from causalimg.interfaces.identifying import told_rows, told_ties

    model = drafted(file, constants(settings))
    between = [name.strip() for text in through for name in text.split(",")]
    split = _split(model, cause, outcome, between, along, data)
    found = [_told(one) for one in split.effects]
    if form == "json":
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    told = set[str]()
    for one in found:
        # A law that stands above is not written again.
        first, *laws = str(one).split("\n  ")
        typer.echo("\n  ".join((first, *(law for law in laws if law not in told))))
        told.update(laws)
    refused_some = not all(one.identified for one in found)
    ties = told_ties(model, split.rows) if refused_some else ()
    for line in (*ties, *told_rows(model, split.rows)):
        typer.echo(line)


def mediated_effects(
    model: "Model",
    cause: str,
    outcome: str,
    through: Sequence[str] = (),
    along: Sequence[str] = (),
    data: "Data" = "observations",
) -> tuple[MediatedEffect, ...]:
    """The total effect and its parts; with `along`, also what passes along single paths.

    Raises:
        CausalimgError: E0711 for what is no observed variable, and a path that is none.
    """
    split = _split(model, cause, outcome, through, along, data)
    return tuple(_told(one) for one in split.effects)


def _split(
    model: "Model",
    cause: str,
    outcome: str,
    through: Sequence[str],
    along: Sequence[str],
    data: "Data",
) -> "Mediated":
    from causalimg.causal.answers.mediated import mediated

    routes = tuple(tuple(n.strip() for n in text.split("->")) for text in along)
    _check_names(model, (cause, outcome, *through, *(n for path in routes for n in path)))
    if len({cause, outcome, *through}) < 2 + len(through):
        raise refused("E0711", "cause, outcome and mediators are different variables")
    _check_paths(model, cause, outcome, routes)
    return mediated(model, cause, outcome, through, routes, data)


def _told(one: "Contrast") -> MediatedEffect:
    laws = (_law(one.changed), _law(one.base))
    return MediatedEffect(one.name, one.meaning, one.identified, laws, one.witnesses)


def _law(law: "Inference") -> Law:
    from causalimg.causal.crossworld.counterworlds import Certain, Inferred

    event = str(law.event)
    match law:
        case Inferred():
            return Law(event, law.text)
        case Certain():
            return Law(event, str(law.probability))
        case _:
            return Law(event, "", str(law).removeprefix(event).strip())


def _check_names(model: "Model", names: Sequence[str]) -> None:
    known = [v.name for v in model.variables if v.kind in ("observed", "environment")]
    for name in names:
        if name not in known:
            hidden = name in model.of_kind("latent")
            why = "no data show" if hidden else "this model does not have"
            raise refused("E0711", f"{why} `{name}`", *did_you_mean(name, known))


def _check_paths(
    model: "Model", cause: str, outcome: str, paths: Sequence[tuple[str, ...]]
) -> None:
    from causalimg.causal.answers.several import seen_by

    for path in paths:
        seen = seen_by(model, path)
        steps = pairwise(path)
        follows = seen is not None and all(a in seen.graph.parents(b) for a, b in steps)
        if not follows or (path[0], path[-1]) != (cause, outcome):
            shown = " -> ".join(path)
            helps = tuple(_ways(model, cause, outcome))
            message = f"`{shown}` is no path along arrows from `{cause}` to `{outcome}`"
            raise refused("E0711", message, *helps)


def _ways(model: "Model", cause: str, outcome: str) -> Iterator[str]:
    from causalimg.causal.answers.several import seen_by
    from causalimg.causal.graphs.admg import shortest_route

    seen = seen_by(model, (cause, outcome))
    way = seen and shortest_route(seen.graph, {cause}, {outcome})
    if way:
        yield f"one is `{' -> '.join(way)}`"
