"""What of an estimand rows can show: its laws, and whether their names are columns of numbers."""

from collections.abc import Iterator, Mapping

from causalimg.causal.estimands.estimand import (
    Expression,
    Policy,
    Probability,
    Product,
    Ratio,
    Stated,
    Sum,
)
from causalimg.causal.estimands.estimand import Term as Leaf
from causalimg.queries.estimation.rows import column
from causalimg.semantics.model import Model
from causalimg.semantics.types import Array, Real, values_of


def leaves(estimand: Expression) -> Iterator[Leaf]:
    """The laws that an estimand is made of, in the order in which they are written."""
    match estimand:
        case Product(factors=factors):
            for factor in factors:
                yield from leaves(factor)
        case Ratio(above=above, below=below):
            yield from (*leaves(above), *leaves(below))
        case Sum(inside=inside):
            yield from leaves(inside)
        case Probability() | Stated() | Policy():
            yield estimand


def names_of(leaf: Leaf) -> tuple[str, ...]:
    """The names in a law."""
    match leaf:
        case Probability(of=of, given=given) | Stated(of=of, given=given):
            return (*of, *given)
        case Policy(variable=variable, reads=reads):
            return (variable, *reads)


def names_in(estimand: Expression) -> frozenset[str]:
    """The names in all laws of an estimand, bound or not."""
    return frozenset(name for leaf in leaves(estimand) for name in names_of(leaf))


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
        (isinstance(leaf, Policy) or (isinstance(leaf, Probability) and not leaf.do))
        and hidden.isdisjoint(map(column, names_of(leaf)))
        for leaf in leaves(estimand)
    )


def acted(model: Model, do: Mapping[str, float]) -> str:
    """What is set, in words, `scanner = philips`; empty where nothing is."""
    words = {name: values_of(model.variable(name).type) for name in do}
    told = (f"{n} = {words[n][int(v)] if words[n] else format(v, 'g')}" for n, v in do.items())
    return ", ".join(told)
