"""The commands that work with data: `sample`, `fit`, `show`, `ask`, `train`, `predict`, `demo`.

Only typer is imported here; each body loads its rooms when it is called.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from causalimg.interfaces.door import (
    guarded,
    option,
    read_source,
    refused,
    show,
    write_out,
    writing,
)
from causalimg.interfaces.options import constants, counts, pairs, parted

if TYPE_CHECKING:
    from causalimg.interfaces.api import Model
    from causalimg.queries.answer import Answer

Data = Annotated[
    Path | None, option("a folder with table.csv or table.parquet, or such a file", "--data")
]
Rows = Annotated[
    str, option("7, 1:6, 3,5,8 or all, the first below the header is 1", "--rows", show="1:6")
]
Seed = Annotated[int, option("of every draw", "--seed", least=0)]
Set = Annotated[
    list[str],
    option("fit.epochs=20 over causalimg.toml, or a constant: latents=64", "--set"),
]
Constants = Annotated[list[str], option("a constant of the model: --set size=64", "--set")]
Run = Annotated[Path, typer.Argument(help="a run folder, from `fit`")]


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    for command in (sample, fit, show_run, ask, train, predict, demo):
        app.command(command.__name__.removesuffix("_run"))(guarded(command))


def sample(
    file: Annotated[Path, typer.Argument(help="a `.scm` file whose mechanisms are all known")],
    out: Annotated[Path, option("the data folder to write", "-o", "--out")],
    rows: Annotated[
        str, option("1000 (from each site), or north=1000,south=500", "--rows")
    ] = "1000",
    seed: Seed = 0,
    had: Annotated[
        str | None, option("the same rows in another world: 'scanner = philips'", "--had")
    ] = None,
    latents: Annotated[bool, option("also write the latent variables", "--latents")] = False,
    settings: Constants = [],  # noqa: B006  typer reads the default, nobody changes it
) -> None:
    """Draw a data set, or the true counterfactual of one that was drawn before."""
    from causalimg.interfaces.api import load
    from causalimg.interfaces.sampling import drawn, refuse_taken, written

    how_many = counts(rows)
    model = load(file, **constants(settings))
    refuse_taken(model.checked, out)
    sampled = drawn(model.checked, model.program, how_many, seed, had)
    with writing(out):
        table = written(model.checked, sampled, out, latents=latents)
    typer.echo(f"{table}: written")


def fit(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    out: Annotated[Path, option("the run folder", "-o", "--out")],
    data: Data = None,
    resume: Annotated[bool, option("go on from the last checkpoint", "--resume")] = False,
    quiet: Annotated[bool, option("no progress bar", "--quiet")] = False,
    drop_missing: Annotated[
        bool, option("leave out rows with a missing value", "--drop-missing")
    ] = False,
    withhold: Annotated[list[str], option("a site whose rows stay unread", "--withhold")] = [],  # noqa: B006  typer reads the default, nobody changes it
    settings: Set = [],  # noqa: B006
) -> None:
    """Fit the learned mechanisms and parameters of a model to a table."""
    from causalimg.interfaces.fits import fitted

    model, overrides = _model(file, settings)
    if drop_missing:
        overrides["data.drop_missing"] = True
    if withhold:
        overrides["data.withhold"] = withhold
    checked = model.checked
    found = fitted(checked, data, out, overrides, resume=resume, progress=not quiet)
    show(found.warnings)
    for name, value in found.heldout.items():
        typer.echo(f"{name}: held-out log density {value:.4g} per row")
    typer.echo(f"{out}: fitted")


def show_run(run: Run) -> None:
    """Print what a fit found: parameters with the kind of estimate, tables of probabilities."""
    from causalimg.interfaces.fitted import open_run
    from causalimg.interfaces.showing import shown

    typer.echo(shown(open_run(run).fitted))


def ask(
    run: Annotated[
        Path, typer.Argument(help="a run folder, or a `.scm` file whose mechanisms are all known")
    ],
    query: Annotated[str, typer.Argument(help="a query's name, or a query in its own words")],
    data: Data = None,
    rows: Rows = "",
    row: Annotated[int | None, option("one row, from 1", "--row")] = None,
    out: Annotated[
        Path | None, option("write a picture (.png), table (.csv) or .json", "-o", "--out")
    ] = None,
    draws: Annotated[int | None, option("noise draws", "--draws", least=1)] = None,
    seed: Seed = 0,
    residual: Annotated[
        str, option("keep or drop what a picture's code does not explain", "--residual")
    ] = "keep",
    settings: Constants = [],  # noqa: B006
) -> None:
    """Ask a run, or a known model: association, intervention, counterfactual."""
    if residual not in {"keep", "drop"}:
        raise refused("E0711", f"`--residual {residual}`", "write `keep` or `drop`")
    if out is not None and out.suffix not in {".png", ".csv", ".json"}:
        raise refused("E0711", f"an answer cannot be written as `{out}`", ".png, .csv or .json")
    choice = rows if row is None else str(row)
    options = {"draws": draws, "seed": seed, "residual": residual}
    if run.suffix == ".scm" and run.is_file():
        answer = _of_known(run, query, data, choice, options, constants(settings))
    elif settings:
        message = "`--set` changes constants, and a run has those that it was fitted with"
        raise refused("E0711", message, "fit again, with the same `--set`")
    else:
        answer = _of_run(run, query, data, choice, options)
    _deliver(answer, out)


def _of_run(
    run: Path, query: str, data: Path | None, choice: str, options: dict[str, Any]
) -> "Answer":
    from causalimg.interfaces.asking import asked_fit, chosen_rows, is_about_rows
    from causalimg.interfaces.fits import every_site, table_of
    from causalimg.interfaces.fitted import open_run

    fit = open_run(run).fitted
    if not fit.finished:
        typer.echo("the fit was stopped, this is from the best weights so far", err=True)
    if not is_about_rows(fit.model, query):
        _refuse_rows(choice)
        return asked_fit(fit, query, **options)
    table = data or table_of(fit.folder)
    evidence, numbers = chosen_rows(fit.model, query, table, choice, every_site(fit))
    return asked_fit(fit, query, evidence, **options, numbers=tuple(numbers))


def _of_known(
    file: Path,
    query: str,
    data: Path | None,
    choice: str,
    options: dict[str, Any],
    settings: dict[str, float],
) -> "Answer":
    from causalimg.interfaces.api import load
    from causalimg.interfaces.asking import chosen_rows, is_about_rows

    model = load(file, **settings)
    if not is_about_rows(model.checked, query):
        _refuse_rows(choice)
        return model.ask(query, data, **options)
    if data is None:
        remedy = "name a table: `--data DIR`, such as one that `causalimg sample` wrote"
        raise refused("E0711", "this question is about rows, and there are none", remedy)
    evidence, numbers = chosen_rows(model.checked, query, data, choice)
    return model.ask(query, evidence, **options, numbers=tuple(numbers))


def _refuse_rows(choice: str) -> None:
    """An average that was asked of some rows would be answered for all of them."""
    if choice:
        message = "`--rows` chooses rows, and this question averages over a population"
        who = "say who is meant in the question: `E[y | age > 60 years]`, or `... for SITE`"
        raise refused("E0711", message, "drop `--rows`", who)


def train(
    run: Run,
    predictor: Annotated[str, typer.Argument(help="a predictor of the model")],
    data: Data = None,
    method: Annotated[
        list[str], option("erm, licensed, counterfactual; all where absent", "--method")
    ] = [],  # noqa: B006
    quiet: Annotated[bool, option("no progress bar", "--quiet")] = False,
    settings: Annotated[
        list[str], option("epochs=20 or train.NAME.epochs=20 over causalimg.toml", "--set")
    ] = [],  # noqa: B006
) -> None:
    """Train a predictor by ERM, by what the graph licenses and by augmentation."""
    from causalimg.interfaces.fitted import open_run
    from causalimg.interfaces.trainings import trained

    opened = open_run(run).fitted
    chosen = tuple(method) or None
    training = trained(
        opened, predictor, data, methods=chosen, progress=not quiet, settings=pairs(settings)
    )
    typer.echo(str(training))


def predict(
    run: Run,
    predictor: Annotated[str, typer.Argument(help="a trained predictor")],
    data: Data = None,
    method: Annotated[
        str | None, option("the method it was trained by; the chosen one if absent", "--method")
    ] = None,
    out: Annotated[Path | None, option("write a table (.csv)", "-o", "--out")] = None,
) -> None:
    """Apply a trained predictor to new rows."""
    from causalimg.interfaces.fitted import open_run
    from causalimg.interfaces.trainings import predicted

    table = predicted(open_run(run).fitted, predictor, data, method)
    if out is None:
        typer.echo(table.to_csv(index=False), nl=False)
    else:
        write_out(out, table.to_csv(index=False))
        typer.echo(f"{out}: written")


def demo(
    out: Annotated[Path, option("where everything goes", "-o", "--out")] = Path("out/demo"),
    rows: Annotated[int, option("films per training hospital", "--rows")] = 550,
    quiet: Annotated[bool, option("no progress bar", "--quiet")] = False,
    settings: Set = [],  # noqa: B006
) -> None:
    """Draw four hospitals, fit to three, ask, train, test at the fourth, report."""
    from causalimg.interfaces.demo import tell

    tell(out, rows=rows, progress=not quiet, settings=pairs(settings))


def _model(file: Path, settings: list[str]) -> "tuple[Model, dict[str, Any]]":
    """A model under the constants that `--set` names, and the other settings."""
    from causalimg.causal.analyse import analyse
    from causalimg.interfaces.api import loads

    source = read_source(file)
    draft = analyse(source).draft
    names = [c.name for c in draft.constants] if draft else []
    mine, others = parted(settings, names)
    return loads(source, **constants(mine)), pairs(others)


def _deliver(answer: "Answer", out: Path | None) -> None:
    show(answer.warnings)
    if out is None:
        typer.echo(answer.to_table().to_string(index=False))
    elif out.suffix == ".png":
        with writing(out):
            answer.to_png(out)
    elif out.suffix == ".csv":
        write_out(out, answer.to_table().to_csv(index=False))
    else:
        write_out(out, answer.to_json() + "\n")
    typer.echo(answer.summary if out is None else f"{out}: written\n{answer.summary}")
