"""`causalimg estimate`: an effect from a table by the estimand of the arrows, and by the model."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.door import guarded, option, refused, show
from causalimg.interfaces.options import constants

if TYPE_CHECKING:
    from causalimg.fitting.settings import DataSettings
    from causalimg.fitting.store import Fit
    from causalimg.program.protocol import Program
    from causalimg.queries.estimation.estimated import Estimate
    from causalimg.queries.estimation.estimating import Options
    from causalimg.semantics.model import Model


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("estimate")(guarded(estimate_command))


def estimate_command(
    subject: Annotated[Path, typer.Argument(help="a `.scm` file, or a run folder")],
    question: Annotated[str, typer.Argument(help="a query of the file, or the text of one")],
    data: Annotated[
        Path | None, option("a folder with table.csv or table.parquet, or such a file", "--data")
    ] = None,
    by: Annotated[
        str, option("plug-in, regression, weighting or doubly-robust; what fits if absent", "--by")
    ] = "",
    learner: Annotated[
        str, option("the models within doubly-robust: linear or boosting", "--learner")
    ] = "linear",
    draws: Annotated[int, option("bootstrap draws, 0 for no interval", "--draws", least=0)] = 500,
    seed: Annotated[int, option("of every draw", "--seed", least=0)] = 0,
    form: Annotated[str, option("text or json", "--format")] = "text",
    drop_missing: Annotated[
        bool, option("leave out rows with a missing value", "--drop-missing")
    ] = False,
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Estimate an effect from a table, and say what the model itself says beside it."""
    if form not in {"text", "json"}:
        raise refused("E0711", f"`--format {form}`", "write text or json")
    options = {"by": by, "learner": learner, "draws": draws, "seed": seed}
    if subject.suffix == ".scm" and not subject.is_dir():
        from causalimg.interfaces.drafted import drafted

        model = drafted(subject, constants(settings))
        found = of_model(model, question, data, drop_missing=drop_missing, **options)
    elif settings:
        message = "`--set` changes constants, and a run has those that it was fitted with"
        raise refused("E0711", message, "fit again, with the same `--set`")
    else:
        from causalimg.fitting.store import open_run

        run = open_run(subject)
        if not run.finished:
            typer.echo("the fit was stopped, its part is from the best weights so far", err=True)
        found = of_run(run, question, data, drop_missing=drop_missing, **options)
    show(found.warnings)
    typer.echo(found.to_json() if form == "json" else str(found))


def of_model(
    model: "Model", question: str, data: Any, *, drop_missing: bool = False, **options: Any
) -> "Estimate":
    """An effect from a table by the arrows of a text; beside it what the text says, if it does.

    Raises:
        CausalimgError: as `causalimg.queries.estimation.estimating.estimate_from`.
    """
    from causalimg.fitting.settings import load_settings
    from causalimg.queries.estimation.estimating import estimate_from

    _named(model, question)
    if data is None:
        raise refused("E0701", "there is nothing to estimate from", "add `--data DIR`")
    program, silent = _known(model)
    return estimate_from(
        model,
        question,
        data,
        settings=_dropping(load_settings(Path(model.source.name).parent).data, drop_missing),
        options=_options(**options),
        program=program,
        silent=silent,
    )


def of_run(
    fit: "Fit", question: str, data: Any = None, *, drop_missing: bool = False, **options: Any
) -> "Estimate":
    """An effect from the table of a fit, or another one; beside it what the fit says.

    Raises:
        CausalimgError: as `causalimg.queries.estimation.estimating.estimate_from`.
    """
    from causalimg.interfaces.fits import table_of
    from causalimg.queries.estimation.estimating import estimate_from

    _named(fit.model, question)
    return estimate_from(
        fit.model,
        question,
        table_of(fit.folder) if data is None else data,
        settings=_dropping(fit.settings.data, drop_missing),
        options=_options(**options),
        program=fit.program,
        seen=fit.summary.seen,
    )


def _named(model: "Model", question: str) -> None:
    from causalimg.interfaces.asking import named

    named(model, question)


def _dropping(settings: "DataSettings", drop_missing: bool) -> "DataSettings":
    return settings.model_copy(update={"drop_missing": True}) if drop_missing else settings


def _known(model: "Model") -> "tuple[Program | None, str]":
    """The program of a model that is known in numbers, or why it says nothing by itself."""
    from causalimg.interfaces.sampling import refuse_unlearned
    from causalimg.program.load import build

    holes = [v.name for v in model.variables if v.kind != "environment" and not _is_made(model, v)]
    if holes:
        return None, f"`{holes[0]}` has no mechanism"
    try:
        refuse_unlearned(model)
    except CausalimgError as error:
        return None, f"{error.diagnostics[0].message}; estimate from a run, after `causalimg fit`"
    return build(model), ""


def _is_made(model: "Model", variable: Any) -> bool:
    return model.mechanism(variable.name) is not None


def _options(by: str = "", learner: str = "linear", draws: int = 500, seed: int = 0) -> "Options":
    from causalimg.queries.estimation.estimated import By
    from causalimg.queries.estimation.estimating import Options
    from causalimg.queries.estimation.nuisance import Learner

    ways: dict[str, By] = {way: way for way in get_args(By)}
    learners: dict[str, Learner] = {one: one for one in get_args(Learner)}
    if by and by not in ways:
        raise refused("E0711", f"`--by {by}`", f"write one of {', '.join(ways)}")
    if learner not in learners:
        raise refused("E0711", f"`--learner {learner}`", f"write one of {', '.join(learners)}")
    if learner != "linear" and by != "doubly-robust":
        message = f"`--learner {learner}` goes with `--by doubly-robust` alone"
        why = "the errors of trees enter the others in full, and their intervals would not hold"
        raise refused("E0711", message, why)
    return Options(ways.get(by), learners[learner], draws, seed)
