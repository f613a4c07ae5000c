"""The commands that work with data: `sample`, `fit`, `ask`, `train`, `predict`, `demo`.

Only typer is imported here; each body loads its rooms when it is called.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from causalimg.interfaces.door import guarded, option, refused

Data = Annotated[
    Path | None, option("a folder with table.csv or table.parquet, or such a file", "--data")
]
Rows = Annotated[str, option("7, 1:6, 3,5,8 or all; counted from 1", "--rows")]
Set = Annotated[list[str], option("a setting over causalimg.toml: --set fit.epochs=20", "--set")]
Run = Annotated[Path, typer.Argument(help="a run folder, from `fit`")]


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    for command in (sample, fit, ask, train, predict, demo):
        app.command()(guarded(command))


def sample(
    file: Annotated[Path, typer.Argument(help="a `.scm` file whose mechanisms are all known")],
    out: Annotated[Path, option("the data folder to write", "-o", "--out")],
    rows: Annotated[str, option("1000, or per site: north=1000,south=500", "--rows")] = "1000",
    seed: Annotated[int, option("of the noise", "--seed")] = 0,
    had: Annotated[
        str | None, option("the same rows in another world: 'scanner = philips'", "--had")
    ] = None,
    latents: Annotated[bool, option("also write the latent variables", "--latents")] = False,
) -> None:
    """Draw a data set, or the true counterfactual of one that was drawn before."""
    from causalimg.interfaces.api import load
    from causalimg.interfaces.sampling import drawn, written

    model = load(file)
    sampled = drawn(model.checked, model.program, _counts(rows), seed, had)
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
    from causalimg.interfaces.api import load
    from causalimg.interfaces.fits import fitted

    overrides: dict[str, Any] = _settings(settings)
    if drop_missing:
        overrides["data.drop_missing"] = True
    if withhold:
        overrides["data.withhold"] = withhold
    model = load(file).checked
    found = fitted(model, data, out, overrides, resume=resume, progress=not quiet)
    for name, value in found.heldout.items():
        typer.echo(f"{name}: held-out log density {value:.4g} per row")
    typer.echo(f"{out}: fitted")


def ask(
    run: Run,
    query: Annotated[str, typer.Argument(help="a query's name, or a query in its own words")],
    data: Data = None,
    rows: Rows = "1:6",
    row: Annotated[int | None, option("one row, from 1", "--row")] = None,
    out: Annotated[
        Path | None, option("write a picture (.png), table (.csv) or .json", "-o", "--out")
    ] = None,
    draws: Annotated[int | None, option("noise draws", "--draws")] = None,
    seed: Annotated[int, option("of the draws", "--seed")] = 0,
    residual: Annotated[
        str, option("keep or drop what a picture's code does not explain", "--residual")
    ] = "keep",
) -> None:
    """Ask a run: association, intervention, counterfactual."""
    from causalimg.interfaces.api import open_run
    from causalimg.interfaces.asking import asked_fit, chosen_rows, is_about_rows

    if residual not in {"keep", "drop"}:
        raise refused("E0711", f"`--residual {residual}`", "write `keep` or `drop`")
    opened = open_run(run).fitted
    choice = rows if row is None else str(row)
    evidence = chosen_rows(opened, data, choice) if is_about_rows(opened, query) else None
    options = {"draws": draws, "seed": seed, "residual": residual}
    answer = asked_fit(opened, query, evidence, **options)
    _deliver(answer, out)


def train(
    run: Run,
    predictor: Annotated[str, typer.Argument(help="a predictor of the model")],
    data: Data = None,
    method: Annotated[
        list[str], option("erm, licensed, counterfactual; all where absent", "--method")
    ] = [],  # noqa: B006
    quiet: Annotated[bool, option("no progress bar", "--quiet")] = False,
    settings: Set = [],  # noqa: B006
) -> None:
    """Train a predictor by ERM, by what the graph licenses and by augmentation."""
    from causalimg.interfaces.api import open_run
    from causalimg.interfaces.trainings import trained

    opened = open_run(run).fitted
    chosen = tuple(method) or None
    training = trained(
        opened, predictor, data, methods=chosen, progress=not quiet, settings=_settings(settings)
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
    from causalimg.interfaces.api import open_run
    from causalimg.interfaces.trainings import predicted

    table = predicted(open_run(run).fitted, predictor, data, method)
    if out is None:
        typer.echo(table.to_csv(index=False), nl=False)
    else:
        table.to_csv(out, index=False)
        typer.echo(f"{out}: written")


def demo(
    out: Annotated[Path, option("where everything goes", "-o", "--out")] = Path("out/demo"),
    rows: Annotated[int, option("films per training hospital", "--rows")] = 900,
    quiet: Annotated[bool, option("no progress bar", "--quiet")] = False,
    settings: Set = [],  # noqa: B006
) -> None:
    """Draw four hospitals, fit to three, ask, train, test at the fourth, report."""
    from causalimg.interfaces.demo import tell

    tell(out, rows=rows, progress=not quiet, settings=_settings(settings))


def _deliver(answer: Any, out: Path | None) -> None:
    if out is None:
        typer.echo(answer.to_table().to_string())
    elif out.suffix == ".png":
        answer.to_png(out)
    elif out.suffix == ".csv":
        answer.to_table().to_csv(out, index=False)
    elif out.suffix == ".json":
        out.write_text(answer.to_json(), encoding="utf-8")
    else:
        raise refused("E0711", f"an answer cannot be written as `{out}`", ".png, .csv or .json")
    typer.echo(answer.summary if out is None else f"{out}: written\n{answer.summary}")


def _counts(rows: str) -> int | dict[str, int]:
    try:
        if "=" not in rows:
            return int(rows)
        pairs = [part.partition("=") for part in rows.split(",")]
        return {site.strip(): int(count) for site, _, count in pairs}
    except ValueError:
        remedy = "write `1000` or `north=1000,south=500`"
        raise refused("E0711", f"`--rows {rows}` does not count rows", remedy) from None


def _settings(settings: list[str]) -> dict[str, Any]:
    pairs = [setting.partition("=") for setting in settings]
    bad = next((p[0] for p in pairs if not p[1]), None)
    if bad is not None:
        raise refused("E0715", f"`--set {bad}` has no value", "write `--set fit.epochs=20`")
    return {key.strip(): value for key, _, value in pairs}
