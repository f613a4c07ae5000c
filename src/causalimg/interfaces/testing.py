"""`causalimg test`: what the arrows imply, on a table; without one it is listed, no torch."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast, get_args

import typer

from causalimg.interfaces.door import DIAGNOSED, guarded, option, read_source, refused, show
from causalimg.interfaces.options import constants, parted
from causalimg.interfaces.options import pairs as settings_of

if TYPE_CHECKING:
    from causalimg.causal.graphs.implications import Implication
    from causalimg.evaluation.finding import Refutation
    from causalimg.semantics.model import Model

Control = Literal["holm", "bh", "none"]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("test")(guarded(refute_command))


def refute_command(
    file: Annotated[Path, typer.Argument(help="a `.scm` file")],
    data: Annotated[
        Path | None, option("a folder with table.csv or table.parquet, or such a file", "--data")
    ] = None,
    level: Annotated[
        float, option("how often true implications may be refuted", "--level")
    ] = 0.05,
    control: Annotated[
        str, option("holm, bh (Benjamini-Hochberg) or none, for many tests", "--control")
    ] = "holm",
    pairs: Annotated[
        bool, option("a statement for each missing arrow, not the shorter basis", "--pairs")
    ] = False,
    form: Annotated[str, option("text or json", "--format")] = "text",
    drop_missing: Annotated[
        bool, option("leave out rows with a missing value", "--drop-missing")
    ] = False,
    settings: Annotated[
        list[str], option("data.separator=';' over causalimg.toml, or a constant", "--set")
    ] = [],  # noqa: B006  typer reads the default, nobody changes it
) -> None:
    """Say what independences the arrows imply, and test them and the claims on a table."""
    if form not in ("text", "json"):
        raise refused("E0711", f"`--format {form}`", "write text or json")
    model, others = _model(file, settings)
    if data is None:
        typer.echo(_json(_entries(model, pairs)) if form == "json" else _listing(model, pairs))
        return
    if drop_missing:
        others["data.drop_missing"] = True
    found = refutation(model, data, others, level=level, control=control, pairs=pairs)
    typer.echo(_json(found.to_dict()) if form == "json" else str(found))
    show(found.diagnostics, model.source)
    if found.refuted:
        raise typer.Exit(DIAGNOSED)


def refutation(
    model: "Model",
    data: Any,
    settings: Mapping[str, Any],
    *,
    level: float = 0.05,
    control: str = "holm",
    pairs: bool = False,
) -> "Refutation":
    """Test what a model implies and claims; settings are dotted or bare keys of `[data]`.

    Raises:
        CausalimgError: E0701-E0706 for a table that cannot be used, E0711 for a level or control
            that there is not, E0715 for settings.
    """
    if not 0 < level < 1:
        raise refused("E0711", f"`{level:g}` is no level", "write a number between 0 and 1")
    if control not in get_args(Control):
        raise refused("E0711", f"`{control}` controls no tests", "write holm, bh or none")
    from causalimg.evaluation.refutation import confronted
    from causalimg.fitting.settings import load_settings

    dotted = {k if "." in k else f"data.{k}": v for k, v in settings.items()}
    chosen = load_settings(Path(model.source.name).parent, dotted).data
    exact = cast("Control", control)
    return confronted(model, data, chosen, level=level, control=exact, pairs=pairs)


def _model(file: Path, settings: list[str]) -> "tuple[Model, dict[str, Any]]":
    from causalimg.causal.analyse import analyse
    from causalimg.interfaces.drafted import drafted

    draft = analyse(read_source(file)).draft
    mine, others = parted(settings, [c.name for c in draft.constants] if draft else [])
    return drafted(file, constants(mine)), settings_of(others)


def _listing(model: "Model", pairs: bool) -> str:
    from causalimg.causal.answers.testable import implied, unsettled

    found, rest = implied(model, pairs=pairs), str(unsettled(model))
    lines = [f"{one}{_unread(model, one)}" for one in found]
    lines = lines or ["the arrows imply no independence of what is measured"]
    chosen = " and ".join(f"{name} = 1" for name in model.of_kind("selection"))
    first = [f"among the rows with {chosen}"] if chosen else []
    return "\n".join([*first, *lines, *([f"\n{rest}"] if rest else [])])


def _unread(model: "Model", one: "Implication") -> str:
    """What of a statement is in no table, as words behind it."""
    from causalimg.causal.answers.testable import untabled

    gone = [f"{n} is {why}" for n, why in untabled(model).items() if n in one.variables]
    return f"  ({', '.join(gone)}: no table tests this)" if gone else ""


def _entries(model: "Model", pairs: bool) -> dict[str, Any]:
    from causalimg.causal.answers.testable import implied, stated, unsettled

    rest = unsettled(model)
    return {
        "model": model.name,
        "implications": [one.to_dict() for one in implied(model, pairs=pairs)],
        "claims": [one.to_dict() for _, one in stated(model)],
        "never_oriented": [list(arrow) for arrow in rest.arrows],
        "never_oriented_complete": rest.complete,
    }


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)
