"""`causalimg transport`: an effect at one site from rows and trials of several; no torch."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causalimg.diagnostics.suggest import did_you_mean
from causalimg.interfaces.door import guarded, option, refused
from causalimg.interfaces.options import constants
from causalimg.interfaces.telling import form_of, told
from causalimg.library.words import EVERYONE

if TYPE_CHECKING:
    from causalimg.causal.answers.asked import Asked
    from causalimg.causal.answers.elsewhere import Transported
    from causalimg.causal.identification.studies import Study
    from causalimg.semantics.model import Model

_EXAMPLES = (
    "a site by its name, for all that is observed there: `--study coast`",
    "what was measured there: `--study 'plain: age, sex'`",
    "what was set there: `--study 'coast: do(dose)'`",
)
_SET = re.compile(r"do\(([^()]*)\)")


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("transport")(guarded(transport_command))


def transport_command(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    question: Annotated[str, typer.Argument(help="a query of the file, or the text of one")],
    to: Annotated[str, option("the site that is asked about, or `everyone`", "--to")],
    study: Annotated[
        list[str], option("where data are from: 'SITE', 'SITE: age, sex', 'SITE: do(dose)'")
    ],
    form: Annotated[str, option("text, json or latex", "--format")] = "",
    out: Annotated[Path | None, option("where to write it", "-o", "--out")] = None,
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Say how effects at a site follow from rows and trials of several, or what is in the way."""
    from causalimg.interfaces.drafted import drafted
    from causalimg.interfaces.transported_forms import written

    chosen = form_of(form, out, ("text", "json", "latex"))
    model = drafted(file, constants(settings))
    told(written(model, carried(model, question, to, study), chosen), out)


def carried(
    model: "Model", question: str, to: str, studies: list[str]
) -> "tuple[Transported, ...]":
    """What becomes of each effect of a question at a site, given studies in words.

    Where rows are selected it is asked of everyone, from `selected` and studies of `everyone`.

    Raises:
        CausalimgError: E0711 where the model has no sites that could be told apart, a site or a
            variable is unknown, or the question is none about one act.
    """
    from causalimg.causal.answers.elsewhere import recovered, transported

    if model.of_kind("selection"):
        beside = [study for text in studies if (study := _beside(model, text, to))]
        return tuple(recovered(model, one, beside) for one in _asked(model, question))
    _with_sites(model)
    site = _site(model, to)
    placed = [_study(model, text, site) for text in studies]
    return tuple(transported(model, one, site, placed) for one in _asked(model, question))


def _with_sites(model: "Model") -> None:
    environment = model.environment
    if environment is None:
        remedy = "declare one: `environment site : category {first, second}`, with its arrows"
        raise refused("E0711", "this model has no environment, so there are no sites", remedy)


def _beside(model: "Model", text: str, to: str) -> "Study | None":
    """A study of everyone beside the selected rows; None for the selected rows themselves."""
    from causalimg.causal.identification.studies import Study

    place, _, what = text.partition(":")
    if to != EVERYONE or place.strip() not in (EVERYONE, "selected"):
        helps = ("`--to everyone`, with `--study selected`", "and `--study 'everyone: age, sex'`")
        raise refused("E0711", "rows are selected, and that is not carried between sites", *helps)
    if place.strip() == "selected":
        return None
    do, shown = _told(model, what, text, (model.environment or "",))
    return Study(EVERYONE, frozenset(), do, frozenset(shown) | set(do) if shown else None)


def _site(model: "Model", name: str) -> str:
    from causalimg.semantics.types import values_of

    known = [str(v) for v in values_of(model.variable(model.environment or "").type)]
    if name not in known:
        listed = f"`{model.environment}` is {', '.join(known)}"
        raise refused("E0711", f"there is no site `{name}`", *did_you_mean(name, known), listed)
    return name


def _study(model: "Model", text: str, to: str) -> "tuple[str, Study]":
    from causalimg.causal.identification.studies import Study

    place, _, what = text.partition(":")
    site = _site(model, place.strip())
    do, shown = _told(model, what, text)
    population = "" if site == to and not do else site
    measured = frozenset(shown) | set(do) if shown else None
    return site, Study(population, frozenset(), do, measured)


def _told(
    model: "Model", what: str, text: str, also: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was set in a study, and what it measured, observed variables and those named also."""
    do = _names(model, ",".join(_SET.findall(what)), text)
    return do, _names(model, _SET.sub("", what), text, also)


def _names(model: "Model", listed: str, text: str, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    names = tuple(name.strip() for name in listed.split(",") if name.strip())
    known = [v.name for v in model.variables if v.kind == "observed" or v.name in also]
    for name in names:
        if name == model.environment and name not in known:
            why = "which nobody sets" if model.of_kind("selection") else "and is of one"
            helps = (f"leave out `{name}`", *_EXAMPLES)
            raise refused("E0711", f"`{text}` names `{name}`, {why}", *helps)
        if name not in known:
            message = f"`{text}` names `{name}`, which is no observed variable"
            raise refused("E0711", message, *did_you_mean(name, known), *_EXAMPLES)
    return names


def _asked(model: "Model", question: str) -> "tuple[Asked, ...]":
    from causalimg.causal.answers.asked import Asked, Beyond
    from causalimg.interfaces.identifying import EXAMPLE, asked_of

    terms = [term for _, term in asked_of(model, question)]
    beyond = next((term for term in terms if isinstance(term, Beyond)), None)
    if beyond is not None:
        raise refused("E0711", f"`{question}` is not carried between sites: {beyond.why}", EXAMPLE)
    asked = dict.fromkeys(term for term in terms if isinstance(term, Asked))
    once = {str(one.effect): one for one in asked}
    for one in once.values():
        message = f"`{question}` is not carried between sites"
        if one.effect.had:
            raise refused("E0711", message, "ask for an effect of `do` instead of `had`")
        if model.environment in one.effect.names and not model.of_kind("selection"):
            raise refused(
                "E0711", message, f"`--to` names the site: leave out `{model.environment}`"
            )
    return tuple(once.values())
