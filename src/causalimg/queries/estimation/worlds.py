"""Averages over several worlds of the same rows, such as a natural direct effect, from rows.

Their estimand, where there is one, is a function of the observed law like any other. What is
averaged reads a variable in more than one world, so each of its values has a name of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from causalimg.causal.answers.effects import Rows as Law
from causalimg.causal.answers.facts import Reader, event_of
from causalimg.causal.answers.several import Several, judged
from causalimg.causal.crossworld.counterworlds import Inferred
from causalimg.causal.crossworld.worlds import Event, Potential, is_name
from causalimg.causal.estimands.estimand import Expression, free
from causalimg.queries.estimation.readable import acted, arrays_of, is_readable, numbers_of
from causalimg.queries.estimation.rows import column, evaluated
from causalimg.queries.evaluate import Values
from causalimg.semantics.expr import (
    Assignment,
    Binary,
    Expectation,
    Expr,
    Had,
    SetTo,
    variables_in,
    walk,
)
from causalimg.semantics.model import Model
from causalimg.semantics.types import values_of

Worlds = Mapping[tuple[Assignment, ...], Mapping[str, str | float]]
"""By what a `had` sets, and `()` for the world as it is: what each variable is called, or is."""


@dataclass(frozen=True, slots=True)
class Across:
    """An average over several worlds, ready to be read from rows.

    Args:
        event: the law that it is made of.
        estimand: what of the observed law that is.
        text: the same with its literals.
        outcomes: the names of what has any value.
        held: the names of what has one.
        worlds: what the names of the question mean.
        act: what is set in the worlds, in words.
        law: whose law the terms of the estimand are.
    """

    event: Event
    estimand: Expression
    text: str
    outcomes: tuple[str, ...]
    held: Mapping[str, float]
    worlds: Worlds
    act: str
    law: Law


def over_worlds(
    model: Model, term: Expectation, scope: str | None, constants: Values
) -> Across | str:
    """An average over several worlds from the observed law.

    Args:
        model: a checked model whose arrows have no circle.
        term: the average, without a sum of several worlds in it.
        scope: of the question: None, `everyone`, or a value of the environment.
        constants: of the question.

    Returns:
        Why rows do not tell it, where they do not; empty where no law of potential values does.
    """
    event = None if term.assignments else event_of(model, term, joint=True)
    found = event and _judged(model, event, scope)
    if not found:
        return ""
    if not found.identified:
        return f"{found.event} {found.why}"
    if not isinstance(found.found, Inferred) or not is_readable(model, found.found.estimand):
        return f"{found.event} is told by logic alone, or by what no rows show"
    if not {one.value for one in found.event.facts} <= free(found.found.estimand):
        return f"{found.event} is of worlds whose values are tied, and not read from frequencies"
    return _across(model, term, found, found.found, constants)


def _judged(model: Model, event: Event, scope: str | None) -> Several | None:
    """By columns whose values can be counted, where these will do."""
    numbers = numbers_of(model) - event.variables
    found = judged(model, event, scope, arrays_of(model) | numbers)
    if numbers and not (found and found.identified):
        return judged(model, event, scope, arrays_of(model))
    return found


def _across(
    model: Model, term: Expectation, several: Several, found: Inferred, constants: Values
) -> Across:
    reader, numbers = Reader(model), dict(_numbers(model, term, constants))

    def number(variable: str, text: str) -> float:
        words = values_of(model.variable(variable).type)
        if (variable, text) in numbers:
            return numbers[variable, text]
        return float(words.index(text)) if text in words else float(text)

    held = {name: number(column(name), text) for name, text in found.values.items()}
    called = dict[Potential, str | float]()
    for one in (*several.event.facts, *several.event.given):
        name = one.potential.variable
        called[one.potential] = one.value if is_name(name, one.value) else number(name, one.value)
    acts = [_act(model, reader.settings(one.assignments), number) for one in _hads(term)]
    outcomes = tuple(one.value for one in several.event.facts)
    return Across(
        several.event,
        found.estimand,
        found.text,
        outcomes,
        held,
        _worlds(model, term, called, number),
        " and ".join(dict.fromkeys(acts)),
        several.rows,
    )


def _act(
    model: Model, do: Iterable[tuple[str, str | Potential]], number: Callable[[str, str], float]
) -> str:
    return acted(model, {name: number(name, to) for name, to in do if isinstance(to, str)})


def _hads(term: Expectation) -> Iterator[Had]:
    for expr in (term.value, *term.conditions):
        yield from (node for node in walk(expr) if isinstance(node, Had))


def _numbers(
    model: Model, term: Expectation, constants: Values
) -> Iterator[tuple[tuple[str, str], float]]:
    """What each literal of an event is in numbers, by variable and as it is written there."""
    reader = Reader(model)
    settings = (
        (a.variable, a.value) for h in _hads(term) for a in h.assignments if isinstance(a, SetTo)
    )
    for variable, value in (*settings, *_compared(term)):
        text = reader.literal(value)
        if text is not None:
            yield (variable, text), float(evaluated(value, {}, (), constants))


def _compared(term: Expectation) -> Iterator[tuple[str, Expr]]:
    """Variables, and what conditions say that they are."""
    for node in (node for one in term.conditions for node in walk(one)):
        if isinstance(node, Binary) and node.sign == "==":
            for one, other in ((node.left, node.right), (node.right, node.left)):
                yield from ((name, other) for name in variables_in(one))


def _worlds(
    model: Model,
    term: Expectation,
    called: Mapping[Potential, str | float],
    number: Callable[[str, str], float],
) -> Worlds:
    reader = Reader(model)
    found = dict[tuple[Assignment, ...], dict[str, str | float]]()
    for world in ((), *(one.assignments for one in _hads(term))):
        do = reader.settings(world)
        found[world] = {p.variable: name for p, name in called.items() if p.do == do}
        found[world] |= {name: number(name, to) for name, to in do if isinstance(to, str)}
    return found
