"""The commands that exchange models with other tools: `import` and `export`; front rooms only."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.door import (
    guarded,
    option,
    read_source,
    refused,
    stop_on_errors,
    write_out,
)
from causalimg.interfaces.options import constants
from causalimg.source import Source

if TYPE_CHECKING:
    from causalimg.interfaces.exchange import Sketch
    from causalimg.semantics.model import Model

READ = ("dagitty", "bif", "json")
WRITTEN = ("dagitty", "dot", "mermaid", "bif", "networkx", "json", "latex")
_Out = Annotated[Path | None, option("where to write it; the terminal if absent", "-o", "--out")]


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    app.command("import")(guarded(import_command))
    app.command("export")(guarded(export_command))


def import_command(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=", ".join(READ))],
    file: Annotated[Path, typer.Argument(help="a file of another tool")],
    out: _Out = None,
) -> None:
    """Make a `.scm` text of a graph or network that another tool wrote."""
    _known(form, READ, "read")
    _deliver(imported(form, _foreign(file)), out)


def export_command(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=", ".join(WRITTEN))],
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    out: _Out = None,
    settings: Annotated[list[str], option("a constant of the model: --set size=64", "--set")] = [],  # noqa: B006  typer reads the default, nobody changes it
) -> None:
    """Write a model for another tool."""
    _known(form, WRITTEN, "written")
    from causalimg.causal.analyse import analyse

    source = read_source(file)
    analysed = analyse(source, constants(settings))
    stop_on_errors(analysed.diagnostics, source)
    assert analysed.model is not None
    _deliver(exported(form, analysed.model), out)


def imported(form: str, source: Source) -> str:
    """The `.scm` text of a foreign file.

    Args:
        form: one of `READ`.
        source: the foreign text.

    Raises:
        CausalimgError: E0801 where it cannot be read.
    """
    from causalimg.interfaces.exchange.bif_read import read_bif
    from causalimg.interfaces.exchange.dagitty_read import read_dagitty
    from causalimg.interfaces.exchange.json_read import read_json
    from causalimg.interfaces.exchange.writing import written

    readers: dict[str, Callable[[Source], Sketch]]
    readers = {"dagitty": read_dagitty, "bif": read_bif, "json": read_json}
    return written(readers[form](source), source)


def exported(form: str, model: "Model") -> str:
    """The text of a model for another tool.

    Args:
        form: one of `WRITTEN`.
        model: a checked model.

    Raises:
        CausalimgError: E0802 where the other tool cannot say it.
    """
    from causalimg.interfaces.exchange.writers import WRITERS

    return WRITERS[form](model)


def _known(form: str, forms: tuple[str, ...], verb: str) -> None:
    if form not in forms:
        listed = f"{', '.join(forms[:-1])} or {forms[-1]}"
        raise refused("E0711", f"the format `{form}` cannot be {verb}", f"write {listed}")


def _foreign(file: Path) -> Source:
    """The text of a foreign file, under the same limit as a `.scm` file (E0701)."""
    try:
        return read_source(file)
    except CausalimgError as error:
        remedy = "name a file that is there, UTF-8 text of at most 1 MiB"
        raise refused("E0701", error.diagnostics[0].message, remedy, where=str(file)) from None


def _deliver(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_out(out, text)
        typer.echo(f"{out}: written")
