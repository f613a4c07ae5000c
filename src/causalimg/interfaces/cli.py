"""The command line: `causalimg check | fmt | graph | compile | ...`; front rooms only.

Commands that need torch stand in `causalimg.interfaces.run` and are loaded when called.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from causalimg import __version__
from causalimg.diagnostics import CODES, CausalimgError, Diagnostic, has_errors
from causalimg.diagnostics.render_json import to_dicts
from causalimg.interfaces import (
    advising,
    estimating,
    exchanging,
    identifying,
    mediating,
    run,
    separating,
    testing,
    transporting,
)
from causalimg.interfaces.door import (
    DIAGNOSED,
    collect_rarely,
    ended_as,
    guarded,
    option,
    read_source,
    refused,
    show,
    show_json,
    stop_on_errors,
    write_out,
)
from causalimg.interfaces.options import constants
from causalimg.source import Source

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Structural causal models of medical images: check, compile, fit, show, ask, train.",
)
Files = Annotated[list[Path], typer.Argument(help="`.scm` files, or folders of them")]
File = Annotated[Path, typer.Argument(help="a `.scm` file")]
Settings = Annotated[list[str], option("a constant of the model: --set latents=64", "--set")]


@app.callback(invoke_without_command=True)
def version(
    show_version: Annotated[bool, option("print the version", "--version")] = False,
) -> None:
    """Print the version where asked."""
    if show_version:
        typer.echo(f"causalimg {__version__}, language 1")
        raise typer.Exit


@app.command()
@guarded
def check(
    files: Files,
    form: Annotated[str, option("text, json or github", "--format")] = "text",
    settings: Settings = [],  # noqa: B006  typer reads the default, nobody changes it
    fix: Annotated[bool, option("mend in place what has one sure edit", "--fix")] = False,
) -> None:
    """Say what is wrong with models, all of it, with the place and the remedy."""
    from causalimg.causal.analyse import analyse

    collect_rarely()
    bad = False
    listed: list[dict[str, Any]] = []
    for path in _expanded(files):
        source, found = _read(path)
        if source is not None and fix:
            source, found = _mended(path, source, constants(settings), quiet=form != "text")
        elif source is not None:
            found = analyse(source, constants(settings)).diagnostics
        if form == "json":
            listed += to_dicts(found, source)
        else:
            show(found, source, form)
        bad |= has_errors(found)
        if form == "text" and not has_errors(found):
            typer.echo(f"{path}: fine")
    if form == "json":
        show_json(listed)
    if bad:
        raise typer.Exit(DIAGNOSED)


def _mended(
    path: Path, source: Source, settings: dict[str, float], *, quiet: bool
) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The text as it lies there after mending, and what is left; says what was mended."""
    from causalimg.interfaces.mending import mend

    mended = mend(source, settings)
    if mended.done:
        write_out(path, ended_as(path, mended.source.text))
    for one in mended.done:
        what = f"{one.mistake.code}, {one.mistake.message}: {one.edit}"
        typer.echo(f"{path}:{one.line}: mended {what}", err=quiet)
    return mended.source, mended.found


def _read(path: Path) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """A text, or why it cannot be read: the other files are looked at all the same."""
    try:
        return read_source(path), ()
    except CausalimgError as error:
        return None, error.diagnostics


@app.command()
@guarded
def fmt(
    files: Files,
    check_only: Annotated[bool, option("change nothing, exit 1 if it would", "--check")] = False,
    write_graph: Annotated[
        bool, option("draw the arrows of the mechanisms where `graph` is absent", "--write-graph")
    ] = False,
) -> None:
    """Write models in the one form."""
    bad = False
    for path in _expanded(files):
        try:
            source = read_source(path)
            text = _formatted(source, write_graph)
        except CausalimgError as error:
            show(error.diagnostics, error.source if isinstance(error.source, Source) else None)
            bad = True
            continue
        if text == source.text:
            continue
        if not check_only:
            write_out(path, ended_as(path, text))
        typer.echo(f"{path}: {'would change' if check_only else 'formatted'}")
        bad |= check_only
    if bad:
        raise typer.Exit(DIAGNOSED)


def _formatted(source: Source, write_graph: bool) -> str:
    from causalimg.interfaces.graphing import with_graph
    from causalimg.syntax.format import format_tree
    from causalimg.syntax.parse import parse

    written = with_graph(source) if write_graph else source
    parsed = parse(written)
    stop_on_errors(parsed.diagnostics, written)
    assert parsed.tree is not None
    return format_tree(parsed.tree, written)


@app.command()
@guarded
def graph(
    file: File,
    out: Annotated[Path | None, option("where to write it", "-o", "--out")] = None,
    form: Annotated[str, option("svg, png or dot; by the ending of --out", "--format")] = "",
    query: Annotated[str | None, option("light what a query rests on", "--query")] = None,
    effect: Annotated[str | None, option("the same: 'E[y | do(x = 1)]'", "--effect")] = None,
    claim: Annotated[str | None, option("light an open path: 'x _||_ y | z'", "--claim")] = None,
    predictor: Annotated[str | None, option("light what decides for it", "--predictor")] = None,
    settings: Settings = [],  # noqa: B006
) -> None:
    """Draw the arrows with the roles of the variables, and light what a question rests on."""
    from causalimg.interfaces.drafted import drafted
    from causalimg.interfaces.drawing import drawn
    from causalimg.interfaces.lighting import chosen

    model = drafted(file, constants(settings))  # the arrows are there, whatever is asked of them
    kind = form or (out.suffix.lstrip(".") if out else "svg")
    asked = {"--query": query, "--effect": effect, "--claim": claim, "--predictor": predictor}
    picture = drawn(model, kind, chosen(model, asked.items()))
    if out is None:
        sys.stdout.buffer.write(picture)
    else:
        write_out(out, picture)
        typer.echo(f"{out}: written")


@app.command("compile")
@guarded
def compile_command(
    file: File,
    out: Annotated[Path | None, option("where to write it", "-o", "--out")] = None,
    emit: Annotated[str, option("tree, model, graph or pyro", "--emit")] = "pyro",
    settings: Settings = [],  # noqa: B006
) -> None:
    """Write the readable Pyro program of a model."""
    from causalimg.interfaces.emitting import emitted

    text = emitted(read_source(file), emit, constants(settings))
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_out(out, text)
        typer.echo(f"{out}: written")


@app.command()
@guarded
def explain(
    code: Annotated[str, typer.Argument(help="such as E0301; without one, all are listed")] = "",
) -> None:
    """Show the page of a diagnostic's code: what it means, why, and how to write it instead."""
    from causalimg.diagnostics.pages import contents, meant_by, page, readable

    if not code:
        typer.echo(contents(), nl=False)
        return
    if code.upper() not in CODES:
        meant = meant_by(code)
        guess = (f"did you mean `{meant}`?",) if meant else ()
        listed = "`causalimg explain` lists them all; codes look like `E0301`"
        raise refused("E0711", f"there is no code `{code}`", *guess, listed)
    typer.echo(readable(page(code.upper()), colour=sys.stdout.isatty()), nl=False)


@app.command()
@guarded
def lsp() -> None:
    """Serve an editor: the language server protocol on standard input and output."""
    try:
        from causalimg.interfaces.lsp.server import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        remedy = "pip install 'causalimg[lsp]'"
        raise refused("E0711", "serving editors needs `pygls`, which is absent", remedy) from None
    serve()


def _inside(folder: Path) -> list[Path]:
    """The files of a folder; none that a link there leads to elsewhere, for they get rewritten."""
    within = folder.resolve()
    files = (path for path in sorted(folder.rglob("*.scm")) if path.is_file())
    return [path for path in files if path.resolve().is_relative_to(within)]


def _expanded(paths: list[Path]) -> list[Path]:
    found = [file for path in paths for file in (_inside(path) if path.is_dir() else [path])]
    if not found:
        raise refused("E0701", f"there is no `.scm` file in `{paths[0]}`")
    return found


run.add_to(app)
exchanging.add_to(app)
advising.add_to(app)
identifying.add_to(app)
transporting.add_to(app)
separating.add_to(app)
mediating.add_to(app)
estimating.add_to(app)
testing.add_to(app)


def main() -> None:
    """The console script."""
    app()
