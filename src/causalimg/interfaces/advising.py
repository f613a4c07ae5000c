"""`causalimg advise`: what the graph licenses for the predictors of a model; no torch."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causalimg.diagnostics.suggest import did_you_mean
from causalimg.interfaces.door import guarded, option, refused, show
from causalimg.interfaces.options import constants
from causalimg.interfaces.telling import form_of, told

if TYPE_CHECKING:
    from causalimg.semantics.model import Model


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("advise")(guarded(advise_command))


def advise_command(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    predictor: Annotated[str | None, option("only this predictor", "--predictor")] = None,
    form: Annotated[str, option("text, json or html", "--format")] = "",
    out: Annotated[Path | None, option("where to write it", "-o", "--out")] = None,
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Say which training constraints the graph licenses and which it forbids, with reasons."""
    from causalimg.diagnostics import Severity
    from causalimg.interfaces.drafted import drafted
    from causalimg.semantics.later import untrained

    model = drafted(file, constants(settings))
    told(advised(model, predictor, form_of(form, out, _FORMS)), out)
    asked = [one for one in model.predictors if predictor in (None, one.name)]
    notes = (untrained(model, one, Severity.NOTE) for one in asked)
    show([note for note in notes if note is not None], model.source)


_FORMS = ("text", "json", "html")


def advised(model: "Model", predictor: str | None = None, form: str = "text") -> str:
    """The licence of a predictor, or of all, one after the other.

    Args:
        model: a checked model.
        predictor: one of the model; all where None.
        form: `text`, `json` or `html`.

    Raises:
        CausalimgError: E0711 for a predictor that the model does not declare.
    """
    from causalimg.interfaces.advice_forms import as_html, as_json
    from causalimg.interfaces.answers import Advice

    names = [p.name for p in model.predictors]
    if predictor is not None and predictor not in names:
        known = f"its predictors are {', '.join(names)}" if names else "it declares none"
        helps = (*did_you_mean(predictor, names), known)
        raise refused("E0711", f"there is no predictor `{predictor}` in this model", *helps)
    if not names:
        raise refused("E0711", "this model declares no predictor to advise on", _predictor(model))
    asked = names if predictor is None else [predictor]
    match form:
        case "json":
            return as_json(model, asked)
        case "html":
            return as_html(model, asked)
        case _:
            return Advice.of("\n".join(_told(model, name) for name in asked), model, asked)


def _told(model: "Model", predictor: str) -> str:
    from causalimg.causal.answers.bridge import question_of
    from causalimg.causal.licences.explain import explain, explain_flips
    from causalimg.causal.licences.licence import licence_of
    from causalimg.causal.licences.sensitivity import sensitivity

    question = question_of(model, model.predictor(predictor))
    rests = explain_flips(sensitivity(question))
    return explain(licence_of(question)) + (f"\n{rests}" if rests else "")


def _predictor(model: "Model") -> str:
    """What to write, in the words of a model, so that there is something to advise on."""
    from causalimg.semantics.types import Image, values_of

    image = next((v.name for v in model.variables if isinstance(v.type, Image)), None)
    if image is None:
        return "a predictor reads a picture: declare one, `image : image[1, 64, 64]`"
    apart = [v for v in model.variables if v.kind == "observed" and v.name != image]
    apart.sort(key=lambda v: not values_of(v.type))
    target = apart[0].name if apart else "disease"
    return f"say what is predicted: `predictors {{ triage : {target} from {image} }}`"
