"""What the graph licenses, turned into groups of rows that a penalty can compare."""

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from causalimg.causal.licences.verdicts import AttributeLicence, Licence, Verdict
from causalimg.invariance.penalties import comparable, levels, strata


@dataclass(frozen=True, slots=True)
class Constraint:
    """`representation _||_ attribute | given`.

    Args:
        attribute: what the representation must not tell of.
        given: what is held fixed.
        approximate: whether a measurement stands in for a latent target.
    """

    attribute: str
    given: tuple[str, ...]
    approximate: bool = False

    def __str__(self) -> str:
        bar = f" | {', '.join(self.given)}" if self.given else ""
        about = " (approximate)" if self.approximate else ""
        return f"representation _||_ {self.attribute}{bar}{about}"


@dataclass(frozen=True, slots=True)
class Groups:
    """A constraint on certain rows.

    Args:
        constraint: what is asked.
        value: group of the attribute of each row `[row]`.
        stratum: stratum of the condition of each row `[row]`.
    """

    constraint: Constraint
    value: Tensor
    stratum: Tensor

    def take(self, index: Tensor) -> "Groups":
        """Those of some rows."""
        return Groups(self.constraint, self.value[index], self.stratum[index])


def constraints(licence: Licence) -> tuple[Constraint, ...]:
    """The constraints to train under: the best of each promised attribute that has one."""
    found = ((a, a.best) for a in licence.promised)
    return tuple(
        Constraint(a.name, best.given, a.verdict is Verdict.APPROXIMATE)
        for a, best in found
        if best is not None
    )


def why_not(attribute: AttributeLicence) -> str:
    """Why nothing is trained for an attribute, in a sentence."""
    match attribute.verdict:
        case Verdict.VACUOUS:
            return f"`{attribute.name}`: vacuous, the content ignores it already"
        case Verdict.PARTIAL:
            parts = ", ".join(f"`{name}`" for name, _ in attribute.partial)
            return f"`{attribute.name}`: licensed for {parts} only, which no network separates"
        case _:
            return f"`{attribute.name}`: no constraint is licensed"


def grouped(
    wanted: tuple[Constraint, ...], columns: Mapping[str, Tensor], rows: int, bins: int
) -> tuple[tuple[Groups, ...], tuple[str, ...]]:
    """Groups of each constraint on certain rows, and a word where rows do not allow it.

    Args:
        wanted: the constraints.
        columns: values of attributes and conditions, `[row]` each.
        rows: their length.
        bins: quantile groups into which a number is cut.

    Returns:
        What can be trained, and why the others cannot.
    """
    found, notes = list[Groups](), list[str]()
    for one in wanted:
        lacking = [name for name in (one.attribute, *one.given) if name not in columns]
        if lacking:
            notes.append(f"{one}: the table lacks `{lacking[0]}`")
            continue
        value = levels(columns[one.attribute], bins).long()
        stratum = strata([levels(columns[w], bins).long() for w in one.given], rows)
        smallest = comparable(value, stratum)
        if smallest:
            found.append(Groups(one, value, stratum))
        else:
            held = f" where {', '.join(one.given)} is the same" if one.given else ""
            notes.append(f"{one}: no overlap, `{one.attribute}` never differs{held}")
    return tuple(found), tuple(notes)
