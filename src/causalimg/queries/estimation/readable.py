"""What of an estimand rows can show: its laws, and whether their names are columns of numbers."""

from collections.abc import Mapping

from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    laws_in,
    names_of,
)
from causalimg.queries.estimation.rows import column
from causalimg.semantics.model import Model
from causalimg.semantics.types import Array, Real, values_of


def names_in(estimand: Expression) -> frozenset[str]:
    """The names in all laws of an estimand, bound or not."""
    return frozenset(name for law in laws_in(estimand) for name in names_of(law))


def numbers_of(model: Model) -> frozenset[str]:
    """Variables that may have any value, of which there are no frequencies."""
    return frozenset(v.name for v in model.variables if isinstance(v.type, Real))


def arrays_of(model: Model) -> frozenset[str]:
    """Pictures, vectors and such, which are more than one number for a row."""
    return frozenset(v.name for v in model.variables if isinstance(v.type, Array))


def is_readable(model: Model, estimand: Expression) -> bool:
    """Whether rows show all laws of an estimand, as laws of numbers."""
    hidden = {*arrays_of(model), *model.of_kind("selection")}
    return all(
        (isinstance(law, Policy) or (isinstance(law, Probability) and not law.do))
        and hidden.isdisjoint(map(column, names_of(law)))
        for law in laws_in(estimand)
    )


def acted(model: Model, do: Mapping[str, float]) -> str:
    """What is set, in words, `scanner = philips`; empty where nothing is."""
    words = {name: values_of(model.variable(name).type) for name in do}
    told = (f"{n} = {words[n][int(v)] if words[n] else format(v, 'g')}" for n, v in do.items())
    return ", ".join(told)
