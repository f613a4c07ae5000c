"""Where a question reaches values of causes of which a fitted mechanism saw no row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.fitting.seen import Seen, learns
from causalimg.program.protocol import Program
from causalimg.queries.branches import numbers
from causalimg.queries.evaluate import Values
from causalimg.semantics.complaints import listed
from causalimg.semantics.expr import ParameterRef, walk
from causalimg.semantics.model import Learned, Mechanism, Model
from causalimg.semantics.types import values_of

NEGLIGIBLE = 0.01
"""Share of a population up to which a mechanism may be asked beyond its rows: a learned law
leaves about as much to values that never occurred."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Combinations of causes under which a mechanism cannot answer, `blind[i, j, ...]`."""

    target: str
    causes: tuple[str, ...]
    blind: Tensor


@dataclass(frozen=True, slots=True)
class Limits:
    """What the mechanisms of a fitted model did not see.

    Args:
        of: the limits of each variable.
        learned: variables whose mechanism has learned numbers.
    """

    of: Mapping[str, tuple[Limit, ...]] = field(default_factory=dict)
    learned: frozenset[str] = frozenset()


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Beyond:
    """A mechanism that was asked beyond its rows: at which units, and at which combination."""

    limit: Limit
    marks: Tensor
    place: Tensor


def limits(model: Model, seen: Mapping[str, tuple[Seen, ...]]) -> Limits:
    """What the mechanisms cannot tell, by what they saw.

    Args:
        model: the checked model.
        seen: what a fit recorded; nothing for a model that is known.
    """
    found: dict[str, tuple[Limit, ...]] = {}
    told = heard(model, seen)
    for target, groups in seen.items():
        mechanism = model.mechanism(target)
        assert mechanism is not None
        own = [Limit(target, g.causes, _blind(model, mechanism, g, told)) for g in groups]
        found[target] = tuple(limit for limit in own if bool(limit.blind.any()))
    learned = {name for m in model.mechanisms if learns(m) for name in m.targets}
    return Limits({t: own for t, own in found.items() if own}, frozenset(learned))


def beyond(
    known: Limits, targets: Iterable[str], values: Values, fixed: frozenset[str]
) -> list[Beyond]:
    """Mechanisms that are run at a combination that they did not see.

    What a learned law drew is left out: that it gives a little to values that never occurred
    is its smoothing, no question.

    Args:
        known: see `limits`.
        targets: the variables whose mechanisms are run.
        values: of their causes.
        fixed: variables whose values were put or observed.
    """
    found = []
    for limit in (limit for target in targets for limit in known.of.get(target, ())):
        if all(c in known.learned and c not in fixed for c in limit.causes):
            continue
        parts = torch.broadcast_tensors(*(values[c].long() for c in limit.causes))
        marks = torch.atleast_1d(limit.blind[parts])
        if bool(marks.any()):
            place = torch.stack(parts, -1).reshape(*marks.shape, len(parts))
            found.append(Beyond(limit, marks, place))
    return found


def refuse_units(
    model: Model, program: Program, found: Sequence[Beyond], log_weight: Tensor
) -> None:
    """Refuse an average that rests on units beyond the rows.

    Args:
        model: the checked model.
        program: its program.
        found: what was met while the average was made.
        log_weight: how much each unit counts `[..., unit]`.

    Raises:
        CausalimgError: E0719 with every mechanism concerned.
    """
    weight = log_weight.softmax(-1).nan_to_num()
    problems: dict[str, Diagnostic] = {}
    for one in found:
        marks, wide = torch.broadcast_tensors(one.marks, weight)
        resting = marks * wide
        if bool((resting.sum(-1) > NEGLIGIBLE).any()):
            places = one.place.expand(*marks.shape, len(one.limit.causes))
            place = places.flatten(0, -2)[int(resting.argmax())]
            problems.setdefault(one.limit.target, _told(model, program, one, place))
    if problems:
        raise CausalimgError(list(problems.values()))


def refuse_rows(
    model: Model, program: Program, found: Sequence[Beyond], numbers: Sequence[int]
) -> None:
    """Refuse a counterfactual of rows that a mechanism cannot tell of.

    Args:
        model: the checked model.
        program: its program.
        found: what was met, `[..., row]`.
        numbers: what the rows go by.

    Raises:
        CausalimgError: E0719 with every mechanism concerned.
    """
    problems: dict[str, Diagnostic] = {}
    for one in found:
        rows = one.marks.reshape(-1, one.marks.shape[-1]).any(0)
        place = one.place[one.marks][0]
        told = _told(model, program, one, place, _rows(rows, numbers))
        problems.setdefault(one.limit.target, told)
    if problems:
        raise CausalimgError(list(problems.values()))


def _rows(marked: Tensor, numbers: Sequence[int]) -> str:
    """Which rows are meant, where not all are alike."""
    if bool(marked.all()):
        return "" if marked.numel() == 1 else " in every row"
    first, *more = marked.nonzero().flatten().tolist()
    return f" in row {numbers[first]}" + (f" and {len(more)} more" if more else "")


def _told(
    model: Model, program: Program, one: Beyond, place: Tensor, rows: str = ""
) -> Diagnostic:
    causes, target = one.limit.causes, one.limit.target
    words = [values_of(model.variable(c).type)[int(i)] for c, i in zip(causes, place, strict=True)]
    pairs = listed([f"{c} = {w}" for c, w in zip(causes, words, strict=True)])
    message = f"`{target}` is learned given {listed(causes)}, and no row of the fit has {pairs}"
    message += f", as is asked{rows}" if rows else ""
    helps = ["fit it to rows that have it, or write its numbers down"]
    if model.environment in causes:
        word = words[causes.index(model.environment)]
        helps.append(f"what does not depend on `{model.environment}` can be asked for `{word}`")
    elif rows:
        helps.append("leave such rows out")
    else:
        helps.append("ask for values that rows have")
    note = "what is fitted to no row is where the fit began, and tells nothing"
    return Diagnostic("E0719", message, helps=tuple(helps), notes=(note,),
                      where=program.lines.get(target, ""))  # fmt: skip


# ---- which combinations matter -------------------------------------------------------------


def _blind(model: Model, mechanism: Mechanism, group: Seen, told: frozenset[str]) -> Tensor:
    words = [values_of(model.variable(name).type) for name in group.causes]
    blind = torch.ones([len(w) for w in words], dtype=torch.bool)
    for values in group.combinations:
        blind[tuple(w.index(v) for w, v in zip(words, values, strict=True))] = False
    if not isinstance(mechanism, Learned):
        # A value that only picks other written numbers asks for nothing that rows would tell.
        (cause,) = group.causes
        for index in range(len(blind)):
            blind[index] &= not numbers(mechanism, cause, index) <= told
    return blind


def heard(model: Model, seen: Mapping[str, tuple[Seen, ...]]) -> frozenset[str]:
    """Numbers of equations and laws that rows speak about, under the values that they have."""
    laws = (value for noise in model.noises for _, value in noise.law.arguments)
    found = {n.name for law in laws for n in walk(law) if isinstance(n, ParameterRef)}
    for mechanism in (m for m in model.mechanisms if not isinstance(m, Learned)):
        everywhere = numbers(mechanism)
        for group in seen.get(mechanism.targets[0], ()):
            (cause,) = group.causes
            words = values_of(model.variable(cause).type)
            places = (words.index(value) for (value,) in group.combinations)
            here = {name for place in places for name in numbers(mechanism, cause, place)}
            found |= here - numbers(mechanism)
            everywhere &= here
        found |= everywhere
    return frozenset(found)
