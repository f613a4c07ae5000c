"""Which mechanisms must be fitted together: those that share numbers, latents or a selection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from pathlib import Path

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.lawful import lawful
from causalimg.fitting.unheard import unheard_equations, unheard_latents
from causalimg.program.plan import see_through
from causalimg.program.protocol import Program
from causalimg.semantics.model import Model
from causalimg.semantics.types import Binary, Pixels, values_of

MOST_WORLDS = 256
MOST_PICTURED = 8  # every one of them paints all pictures of a batch
_NOWHERE = Path()


@dataclass(frozen=True, slots=True)
class Part:
    """Mechanisms whose likelihood does not fall apart any further.

    Attributes:
        terms: variables whose log density is maximised.
        latents: those of the part's variables that nobody measured.
        selection: the selection variables whose joint probability is divided out.
        contrast: variables of the mechanisms upstream of the selection.
        reads: measured variables that the terms need.
        numbers: names of the learned tensors.
        pictures: whether a term is about an image or reads one.
        worlds: the values that each latent takes in every combination of them, where these are
            few enough to be summed over; empty where latents have to be drawn.
    """

    terms: tuple[str, ...]
    latents: tuple[str, ...]
    selection: tuple[str, ...]
    contrast: tuple[str, ...]
    reads: tuple[str, ...]
    numbers: tuple[str, ...]
    pictures: bool
    worlds: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The measured variables that it is about."""
        return ", ".join(self.measured)

    @property
    def measured(self) -> tuple[str, ...]:
        """Those of the terms that rows are about; without any there is nothing to fit."""
        hidden = (*self.latents, *self.selection)
        return tuple(term for term in self.terms if term not in hidden)


def part_list(
    model: Model, program: Program, row: Mapping[str, Tensor], folder: Path = _NOWHERE
) -> list[Part]:
    """Divide a model into parts, tables before images.

    Two mechanisms belong together when they have a learned number in common (found by asking
    for gradients, whatever its name), when they touch the same latent, or when both lie
    upstream of a selection: then the probability of being selected joins them.

    Args:
        model: the checked model.
        program: its program.
        row: a few rows with every variable, latents and selection among them.
        folder: the run folder, for messages.

    Raises:
        CausalimgError: E0708 where a law refuses its first values, E0711 where a selection
            mechanism has learned numbers, or where no likelihood reaches a learned number.
    """
    owned = owners(program, row, folder)
    for chosen in model.of_kind("selection"):
        if owned.get(chosen):
            raise CausalimgError([_learned_selection(model, chosen)])
    groups = _Groups(program.variables)
    for mechanism in model.mechanisms:
        groups.join(mechanism.targets)
    for number in {n for names in owned.values() for n in names}:
        groups.join([v for v, names in owned.items() if number in names])
    read = {name: _read(model, program, name) for name in program.variables}
    for latent in _hidden(model):
        groups.join([latent, *(v for v in program.variables if latent in read[v])])
    groups.join([v for s in model.of_kind("selection") for v in (s, *_upstream(program, s))])
    parts = [_part(model, program, owned, group, read) for group in groups.listed()]
    _all_heard(model, program, parts, owned)
    return sorted((part for part in parts if part.measured), key=lambda part: part.pictures)


def _all_heard(
    model: Model, program: Program, parts: list[Part], owned: Mapping[str, frozenset[str]]
) -> None:
    """Refuse what would silently keep its first value."""
    heard = {number for part in parts if part.measured for number in part.numbers}
    found = unheard_equations(model, program, owned, heard)
    for part in parts:
        if part.latents and part.numbers and not part.measured:
            found.append(unheard_latents(model, program, part.latents, owned))
    if found:
        raise CausalimgError(found)


def owners(program: Program, row: Mapping[str, Tensor], folder: Path) -> dict[str, frozenset[str]]:
    """Of each variable with a density, the learned tensors that its density depends on."""
    numbers = {name: p for name, p in program.named_parameters() if p.requires_grad}
    found: dict[str, frozenset[str]] = {}
    for variable in program.variables:
        with torch.enable_grad(), lawful(program, (variable,), folder):
            terms = program.log_prob(row, wanted=(variable,))
        if variable in terms:
            found[variable] = _read_by(terms[variable], numbers)
    return found


def _read_by(term: Tensor, numbers: Mapping[str, Tensor]) -> frozenset[str]:
    """Names of the tensors that a term has a gradient for."""
    if not numbers or not term.requires_grad:
        return frozenset()
    slopes = torch.autograd.grad(term.sum(), list(numbers.values()), allow_unused=True)
    pairs = zip(numbers, slopes, strict=True)
    return frozenset(name for name, slope in pairs if slope is not None)


def _hidden(model: Model) -> tuple[str, ...]:
    """Latents that something has to be put for: those without noise follow from their causes."""
    through = see_through(model)
    return tuple(name for name in model.of_kind("latent") if name not in through)


def _read(model: Model, program: Program, variable: str) -> frozenset[str]:
    """What the density of a variable reads: its causes, latents without noise seen through."""
    through = see_through(model)
    found: set[str] = set()
    waiting = list(program.parents[variable])
    while waiting:
        name = waiting.pop()
        if name in through:
            waiting.extend(program.parents[name])
        else:
            found.add(name)
    return frozenset(found)


def _part(
    model: Model,
    program: Program,
    owned: Mapping[str, frozenset[str]],
    group: tuple[str, ...],
    read: Mapping[str, frozenset[str]],
) -> Part:
    latents = tuple(v for v in group if v in _hidden(model))
    selection = tuple(v for v in group if v in model.of_kind("selection"))
    terms = tuple(v for v in group if v in owned and (v not in selection or latents))
    touched = {*terms, *(p for v in (*terms, *latents) for p in read[v])}
    behind = {p for v in (*terms, *latents) for p in _upstream(program, v)}
    if latents and program.environment:
        touched.add(program.environment)  # `predict` wants it, whatever it is asked for
    upstream = {v for s in selection for v in _upstream(program, s) if v not in selection}
    measured = [v.name for v in model.variables if v.kind in ("observed", "environment")]
    images = [v.name for v in model.variables if isinstance(v.type, Pixels)]
    pictures = any(v in images for v in touched | behind.intersection(see_through(model)))
    return Part(
        terms=terms,
        latents=latents,
        selection=selection,
        contrast=tuple(v for v in program.variables if v in upstream and v in owned),
        reads=tuple(v for v in measured if v in touched),
        numbers=tuple(sorted({n for v in terms for n in owned[v]})),
        pictures=pictures,
        worlds=_worlds(model, latents, most=MOST_PICTURED if pictures else MOST_WORLDS)
        if set(latents) <= set(owned)
        else {},
    )


def _worlds(model: Model, latents: tuple[str, ...], most: int) -> dict[str, tuple[float, ...]]:
    """All combinations of the values of finite latents, column by column."""
    kinds = [model.variable(name).type for name in latents]
    sizes = [len(values_of(kind)) for kind in kinds]
    if not 0 < prod(sizes) <= most or not latents:
        return {}
    values = [
        [float(i) if isinstance(kind, Binary) else i for i in range(size)]
        for kind, size in zip(kinds, sizes, strict=True)
    ]
    return dict(zip(latents, zip(*product(*values), strict=True), strict=True))


def _upstream(program: Program, variable: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = list(program.parents[variable])
    while waiting:
        name = waiting.pop()
        if name not in found and name in program.parents:
            found[name] = None
            waiting.extend(program.parents[name])
    return tuple(v for v in program.variables if v in found)


def _learned_selection(model: Model, chosen: str) -> Diagnostic:
    mechanism = model.mechanism(chosen)
    return Diagnostic(
        "E0711",
        f"the mechanism of the selection `{chosen}` has numbers to be learned",
        span=mechanism.span if mechanism else None,
        helps=("write its numbers down: rows that were not selected are not in the data",),
        notes=("how the selection works cannot be learned from the selected rows alone",),
    )


class _Groups:
    """Disjoint sets of names, joined step by step."""

    def __init__(self, names: Iterable[str]) -> None:
        self._group = {name: [name] for name in names}

    def join(self, names: Iterable[str]) -> None:
        """Put the groups of some names together."""
        known = [name for name in names if name in self._group]
        for name in known[1:]:
            first, other = self._group[known[0]], self._group[name]
            if other is not first:
                first.extend(other)
                self._group.update(dict.fromkeys(other, first))

    def listed(self) -> list[tuple[str, ...]]:
        """The groups, names in the order in which they came."""
        place = {name: i for i, name in enumerate(self._group)}
        lists = {id(group): group for group in self._group.values()}
        return [tuple(sorted(group, key=place.__getitem__)) for group in lists.values()]
