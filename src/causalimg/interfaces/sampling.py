"""Drawing data sets from models whose mechanisms are all known."""

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from torch import Tensor

from causalimg.fitting.write import write_folder
from causalimg.interfaces.door import refused, writing
from causalimg.program.protocol import Program
from causalimg.queries.act import act
from causalimg.queries.evaluate import Reading
from causalimg.queries.sample import Act, Sample, sample
from causalimg.semantics.expr import LearnedFunction, walk
from causalimg.semantics.model import Draw, Equation, Learned, Mechanism, Model
from causalimg.semantics.question import resolve_assignments
from causalimg.semantics.types import Pixels, shape_of

_TABLES = ("table.csv", "table.parquet")


def drawn(
    model: Model, program: Program, rows: int | Mapping[str, int], seed: int, had: str | None
) -> Sample:
    """Rows of a known model, and with `had` the same rows in another world.

    Raises:
        CausalimgError: E0711 where something is still to be learned, where nothing varies, or for
            a bad request.
    """
    refuse_unlearned(model)
    _refuse_constant(program)
    return sample(model, program, rows, seed, None if had is None else _act(model, had))


def refuse_unlearned(model: Model) -> None:
    """Stop where numbers of a model are still to be learned: its answers would mean nothing.

    Raises:
        CausalimgError: E0711 with the first variable or parameter concerned.
    """
    unknown = [m for m in model.mechanisms if _learns(m)]
    if unknown or model.parameters:
        what = unknown[0].targets[0] if unknown else model.parameters[0].name
        remedy = "fit the model and ask the run, or give every mechanism an equation or a law"
        raise refused("E0711", f"`{what}` is still to be learned", remedy)


def _refuse_constant(program: Program) -> None:
    """Stop where nothing tells one row from another: neither noise nor a site."""
    if program.environment is None and not any(program.noises.values()):
        name = program.variables[0] if program.variables else "x"
        remedy = f"give a variable a law, such as `{name} ~ Normal(0, 1)`, or a noise"
        raise refused("E0711", "nothing in this model varies, so it has no rows to draw", remedy)


def _learns(mechanism: Mechanism) -> bool:
    match mechanism:
        case Learned():
            return True
        case Equation(value=value):
            return any(isinstance(node, LearnedFunction) for node in walk(value))
        case Draw(law=law):
            inside = [node for _, value in law.arguments for node in walk(value)]
            learns_cuts = law.law == "OrderedLogistic" and not law.cuts
            return learns_cuts or any(isinstance(node, LearnedFunction) for node in inside)


def _act(model: Model, had: str) -> Act:
    assignments = resolve_assignments(model, had)
    events = {v.name: len(shape_of(v.type)) for v in model.variables if shape_of(v.type)}

    def values(factual: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
        rows = next(v for k, v in factual.items() if k not in events).shape
        here = Reading(factual, rows, events, {}, _only_variables, _only_variables)
        return act(model, assignments, here).do

    return values


def _only_variables(*_: object) -> NoReturn:
    raise refused("E0711", "`--had` reads variables of the same row, nothing else")


def refuse_taken(model: Model, out: Path) -> None:
    """Stop before anything is drawn where writing would replace a table or pictures.

    Raises:
        CausalimgError: E0711 where the folder holds data already.
    """
    pictures = [v.name for v in model.variables if isinstance(v.type, Pixels)]
    with writing(out):
        held = [name for name in _TABLES if (out / name).exists()]
        held += [name for name in pictures if next((out / name).glob("*"), None)]
    if held:
        message = f"the folder holds data already: `{held[0]}`"
        remedy = "choose another folder, or remove what is in this one"
        raise refused("E0711", message, remedy, where=str(out))


def written(model: Model, sampled: Sample, out: Path, *, latents: bool) -> Path:
    """Write the drawn rows (those of the other world where there is one) as a data folder."""
    values = sampled.values if sampled.had is None else sampled.had
    return write_folder(model, values, out, latents=latents)
