"""`causalimg mediate`: direct, indirect and path-specific effects; torch only for a table."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from causalimg.diagnostics import CausalimgError
from causalimg.diagnostics.suggest import did_you_mean
from causalimg.interfaces.door import guarded, option, refused
from causalimg.interfaces.options import constants
from causalimg.interfaces.telling import form_of, told

if TYPE_CHECKING:
    from causalimg.causal.answers.mediated import Mediated
    from causalimg.causal.crossworld.counterworlds import Data, Inference
    from causalimg.causal.crossworld.mediation import Contrast
    from causalimg.semantics.model import Model
    from causalimg.semantics.types import Type


@dataclass(frozen=True, slots=True)
class Law:
    """One of the two laws that an effect contrasts.

    Args:
        event: what it is, such as `P(y had x, m = (m had x′))`.
        estimand: what it is computed from, empty where it does not follow.
        why: what is in the way, empty where nothing is.
        event_latex: the event as a formula.
        estimand_latex: the estimand as a formula.
    """

    event: str
    estimand: str
    why: str = ""
    event_latex: str = ""
    estimand_latex: str = ""

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
        estimate: from a table, with its interval in words, or why there is none; empty where no
            table was named, and for what holds a mediator at any value.
    """

    name: str
    meaning: str
    identified: bool
    laws: tuple[Law, Law]
    witnesses: tuple[str, ...] = ()
    estimate: str = ""

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.meaning}"]
        if not self.identified:
            lines[0] += " is not identified"
        if self.witnesses:
            lines[0] += f", recanting witness {', '.join(self.witnesses)}"
        number = (f"estimate {self.estimate}",) if self.estimate else ()
        return "\n  ".join((*lines, *map(str, self.laws), *number))


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
    values: Annotated[
        str, option("what the cause is changed to and from, 'philips, ge'", "--values")
    ] = "",
    table: Annotated[
        Path | None, option("a folder with a table, or a table, to estimate from", "--data")
    ] = None,
    form: Annotated[str, option("text, json or latex", "--format")] = "",
    out: Annotated[Path | None, option("where to write it", "-o", "--out")] = None,
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Split an effect into what passes by mediators and what passes through them."""
    from causalimg.interfaces.drafted import drafted
    from causalimg.interfaces.identifying import told_rows, told_ties

    chosen = form_of(form, out, ("text", "json", "latex"))
    model = drafted(file, constants(settings))
    between = [name.strip() for text in through for name in text.split(",")]
    pair = _pair(model, cause, values, table is not None)
    _refuse_trials(data, table)
    split = _split(model, cause, outcome, between, along, data, pair)
    found = [_estimated(model, _told(one), table) for one in split.effects]
    if chosen == "json":
        told(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2), out)
        return
    refused_some = not all(one.identified for one in found)
    ties = told_ties(model, split.rows) if refused_some else ()
    below = (*_doors(split, cause, outcome), *ties, *told_rows(model, split.rows))
    told((_as_latex if chosen == "latex" else _as_text)(found, below), out)


def _as_text(found: Sequence[MediatedEffect], below: Sequence[str]) -> str:
    """Each effect with its laws; a law that stands above is not written again."""
    lines, met = list[str](), set[str]()
    for one in found:
        first, *laws = str(replace(one, estimate="")).split("\n  ")
        number = (f"estimate {one.estimate}",) if one.estimate else ()
        lines.append("\n  ".join((first, *(law for law in laws if law not in met), *number)))
        met.update(laws)
    return "\n".join((*lines, *below))


def _as_latex(found: Sequence[MediatedEffect], below: Sequence[str]) -> str:
    """The two laws of each effect as formulas, each law once."""
    from causalimg.interfaces.identified_forms import aligned

    lines = list[str]()
    for one in found:
        head = str(one).partition("\n")[0]
        reasons = [line for law in one.laws if law.why for line in str(law).splitlines()]
        number = (f"estimate {one.estimate}",) if one.estimate else ()
        lines += [f"% {note}" for note in (head, *reasons, *number)]
        lines += [line for law in one.laws if (line := _formula(law)) not in lines]
    return aligned((*lines, *(f"% {line}" for line in below)))


def _formula(law: Law) -> str:
    end = f"&= {law.estimand_latex}" if law.estimand else r"&\text{ is not identified}"
    return f"{law.event_latex} {end} \\\\"


def mediated_effects(
    model: "Model",
    cause: str,
    outcome: str,
    through: Sequence[str] = (),
    along: Sequence[str] = (),
    data: "Data" = "observations",
    values: str = "",
    table: Any = None,
) -> tuple[MediatedEffect, ...]:
    """The total effect and its parts; with `along`, also what passes along single paths.

    Raises:
        CausalimgError: E0711 for what is no observed variable, a path that is none, and values
            that the cause does not have; with a table, whatever `estimate` refuses.
    """
    pair = _pair(model, cause, values, table is not None)
    _refuse_trials(data, table)
    split = _split(model, cause, outcome, through, along, data, pair)
    return tuple(_estimated(model, _told(one), table) for one in split.effects)


def _split(
    model: "Model",
    cause: str,
    outcome: str,
    through: Sequence[str],
    along: Sequence[str],
    data: "Data",
    values: tuple[str, str] | None,
) -> "Mediated":
    from causalimg.causal.answers.mediated import mediated

    routes = tuple(tuple(n.strip() for n in text.split("->")) for text in along)
    _check_names(model, (cause, outcome, *through, *(n for path in routes for n in path)))
    if len({cause, outcome, *through}) < 2 + len(through):
        raise refused("E0711", "cause, outcome and mediators are different variables")
    _check_paths(model, cause, outcome, routes)
    return mediated(model, cause, outcome, through, routes, data, values)


def _doors(split: "Mediated", cause: str, outcome: str) -> Iterator[str]:
    """The arrow by itself, which has a number only where all is linear."""
    if split.single_door:
        sets = " or ".join(f"{{{', '.join(one)}}}" for one in split.single_door)
        beside = f"of {cause} beside {sets}" if any(split.single_door) else f"of {cause} alone"
        yield f"where all is linear, {cause} -> {outcome} is the coefficient {beside}"


def _pair(model: "Model", cause: str, text: str, needed: bool) -> tuple[str, str] | None:
    """The new value of the cause and the old one; of a binary one, 1 and 0 where needed."""
    from causalimg.semantics.types import Binary, values_of

    _check_names(model, (cause,))
    kind = model.variable(cause).type
    if not text and (not needed or isinstance(kind, Binary)):
        return ("1", "0") if needed else None
    parts = [part.strip() for part in text.split(",")]
    words = values_of(kind) or ("1", "0")
    if len(parts) != 2 or not all(map(_one_of(kind), parts)):
        told = f"`--values '{text}'` is not" if text else "an estimate needs"
        message = f"{told} two values of `{cause}`, the new one and the old one"
        raise refused("E0711", message, f"write `--values '{words[1]}, {words[0]}'`")
    return parts[0], parts[1]


def _one_of(kind: "Type") -> Callable[[str], bool]:
    from causalimg.semantics.types import Binary, values_of

    words = ("0", "1") if isinstance(kind, Binary) else values_of(kind)
    return (lambda text: text in words) if words else _is_number


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _refuse_trials(data: "Data", table: Any) -> None:
    if table is not None and data != "observations":
        message = "a table holds what was observed, and `--from` asks what trials would settle"
        raise refused("E0711", message, "leave out one of them")


def _estimated(model: "Model", one: MediatedEffect, table: Any) -> MediatedEffect:
    """With a number from a table, where all that it sets is set to a value."""
    if table is None or not one.identified or one.name.startswith("controlled"):
        return one
    from causalimg.fitting.settings import load_settings
    from causalimg.queries.estimation.estimating import estimate_from

    settings = load_settings(Path(model.source.name).parent).data
    try:
        found = estimate_from(model, one.meaning, table, settings=settings)
    except CausalimgError as error:
        first = error.diagnostics[0]
        if first.code != "E0711":
            raise
        return replace(one, estimate=f"none: {first.message}")  # the others may have one
    return replace(one, estimate=found.interval)


def _told(one: "Contrast") -> MediatedEffect:
    laws = (_law(one.changed), _law(one.base))
    return MediatedEffect(one.name, one.meaning, one.identified, laws, one.witnesses)


def _law(law: "Inference") -> Law:
    from causalimg.causal.answers.typeset import to_latex
    from causalimg.causal.crossworld.counterworlds import Certain, Inferred
    from causalimg.causal.estimands.estimand import renamed

    event, formula = str(law.event), to_latex(law.event)
    match law:
        case Inferred(estimand=found):
            return Law(event, law.text, "", formula, to_latex(renamed(found, law.literals)))
        case Certain(probability=number):
            return Law(event, str(number), "", formula, str(number))
        case _:
            return Law(event, "", str(law).removeprefix(event).strip(), formula)


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
