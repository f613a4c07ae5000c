"""`causalimg separated`: whether variables tell of each other, given others; no torch."""

from pathlib import Path
from typing import Annotated

import typer

from causalimg.interfaces.door import guarded, option
from causalimg.interfaces.options import constants


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("separated")(guarded(separated_command))


def separated_command(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    claim: Annotated[str, typer.Argument(help="such as `sex _||_ scanner | site`")],
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Say whether variables are separated, by what, and which path is open where they are not."""
    from causalimg.causal.answers.apart import apart
    from causalimg.interfaces.drafted import drafted
    from causalimg.semantics.question import resolve_separation

    model = drafted(file, constants(settings))
    typer.echo(str(apart(model, resolve_separation(model, claim))))
