"""`causalimg identify`: effects from observation, as an estimand or with the hedge; no torch."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causalimg.diagnostics import CausalimgError
from causalimg.interfaces.door import guarded, option, read_source, refused, stop_on_errors
from causalimg.interfaces.options import constants

if TYPE_CHECKING:
    from causalimg.causal.asked import Asked
    from causalimg.causal.effects import Verdict
    from causalimg.semantics.model import Model, Query

#: What the command is about, so that a text with these complaints is still looked at.
_ANSWERED = ("E0503", "E0605", "E0606")


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("identify")(guarded(identify_command))


def identify_command(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    question: Annotated[
        str, typer.Argument(help="a query of the file, or the text of one; all where absent")
    ] = "",
    settings: Annotated[list[str], option("a constant of the model", "--set")] = [],  # noqa: B006
) -> None:
    """Say how effects follow from what is observed, or which hedge stands in the way."""
    from causalimg.causal.analyse import analyse
    from causalimg.causal.asked import effects_of
    from causalimg.causal.effects import judge

    source = read_source(file)
    analysed = analyse(source, constants(settings))
    stop_on_errors((d for d in analysed.diagnostics if d.code not in _ANSWERED), source)
    model = analysed.draft
    assert model is not None
    queries = [_asked(model, question)] if question else model.queries
    lines = [
        _line(one, judge(model, one)) for query in queries for one in effects_of(model, query)
    ]
    if not lines:
        raise _nothing(question)
    for line in dict.fromkeys(lines):
        typer.echo(line)


def _asked(model: "Model", text: str) -> "Query":
    from causalimg.semantics.question import resolve_question

    for query in model.queries:
        if query.name == text:
            return query
    return resolve_question(model, text)


def _line(asked: "Asked", verdict: "Verdict") -> str:
    place = f"  for {asked.scope}" if asked.scope else ""
    return f"{verdict.found}{place}"


def _nothing(question: str) -> CausalimgError:
    what = f"`{question}` is" if question else "no query of this model is"
    helps = ("ask one: `E[y | do(x = 1)]`, `P(y == 1 | x > 0)`",)
    return refused("E0711", f"{what} {'no' if question else 'a'} question about one world", *helps)
