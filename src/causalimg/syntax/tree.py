"""The tree of an `.scm` text: one node per construct, each with its place.

Spans take no part in equality, so that `parse(format(tree)) == tree` can be a law.
Parentheses are not kept: the formatter writes the ones that precedence needs.
"""

from dataclasses import field

from causalimg.source import Span
from causalimg.source.record import record
from causalimg.syntax.terms import (
    Argument,
    Arm,
    Array,
    Assignment,
    Binary,
    Call,
    Condition,
    Conditional,
    Do,
    DrawFrom,
    Expectation,
    Expr,
    Had,
    Interval,
    IntRange,
    Law,
    Match,
    Name,
    Named,
    Number,
    Ref,
    SetTo,
    Sweep,
    Text,
    Type,
    Unary,
    Unit,
    Value,
)

__all__ = [
    "Argument",
    "Arm",
    "Array",
    "Assignment",
    "Binary",
    "Block",
    "Call",
    "Chain",
    "Claim",
    "Comment",
    "Condition",
    "Conditional",
    "Counterfactual",
    "Declaration",
    "Do",
    "Draw",
    "DrawFrom",
    "Entry",
    "Equation",
    "Estimand",
    "Expectation",
    "Expr",
    "File",
    "Grid",
    "Had",
    "Identified",
    "ImportModule",
    "ImportNames",
    "Independent",
    "IntRange",
    "Interval",
    "InterventionEntry",
    "Invariant",
    "Item",
    "Law",
    "Match",
    "ModelLine",
    "Name",
    "Named",
    "NoiseEntry",
    "Number",
    "Param",
    "ParameterEntry",
    "PredictorEntry",
    "QueryEntry",
    "Ref",
    "SetTo",
    "Sweep",
    "Text",
    "Type",
    "Unary",
    "Unit",
    "Value",
]

_NOWHERE = Span(0, 0)


def _span() -> Span:
    return field(default=_NOWHERE, compare=False, repr=False)


@record(frozen=True, slots=True)
class Comment:
    """`# words`, `## words` (a heading, or the doc of the declaration it trails).

    `text` is without the leading signs; `trailing` means that code stands before it on its line.
    """

    text: str
    doc: bool
    trailing: bool
    span: Span = _span()


# ---- declarations ------------------------------------------------------------------------------


@record(frozen=True, slots=True)
class Declaration:
    """`latent frailty : real in (0, 1) mm ## doc`; `role` is None or the role's Name."""

    role: Name | None
    names: tuple[Name, ...]
    type: Type
    support: Interval | None = None
    unit: Unit | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Chain:
    """`a, b -> c <- d "reason"`: `links[i]` stands between `groups[i]` and `groups[i + 1]`."""

    groups: tuple[tuple[Name, ...], ...]
    links: tuple[str, ...]
    reason: Text | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class NoiseEntry:
    """`u, w : type ~ Law(...)`; without a type one number per row."""

    names: tuple[Name, ...]
    type: Type | None
    law: Law
    span: Span = _span()


@record(frozen=True, slots=True)
class ParameterEntry:
    """`b_0, b_1 : real in (0, 1) ~ Normal(0, 2)`."""

    names: tuple[Name, ...]
    type: Type
    support: Interval | None
    prior: Law | None
    span: Span = _span()


@record(frozen=True, slots=True)
class Equation:
    """`target := expr`."""

    target: Name
    value: Expr
    span: Span = _span()


@record(frozen=True, slots=True)
class Draw:
    """`target ~ law given a, b via coupling`; several targets for `(a, b) ~ joint()`."""

    targets: tuple[Name, ...]
    law: Law
    given: tuple[Name, ...] = ()
    via: Name | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class InterventionEntry:
    """`name : assignments`."""

    name: Name
    assignments: tuple[Assignment, ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Independent:
    """`a, b _||_ c | d "reason"`."""

    left: tuple[Name, ...]
    right: tuple[Name, ...]
    given: tuple[Name, ...]
    reason: Text | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Identified:
    """`identified query "reason"`."""

    query: Name
    reason: Text | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Invariant:
    """`invariant image given a, b across site "reason"`."""

    variable: Name
    given: tuple[Name, ...]
    across: Name
    reason: Text | None = None
    span: Span = _span()


Claim = Independent | Identified | Invariant


@record(frozen=True, slots=True)
class Estimand:
    """Arithmetic over `E[...]` and `P(...)`, with an optional `for everyone` / `for "site 2"`."""

    value: Expr
    scope: Name | Text | Number | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class Counterfactual:
    """`image, label had age = 80 years given image, age`.

    `outputs` are names, or one expression with `had` inside (then `assignments` is empty).
    """

    outputs: tuple[Expr, ...]
    assignments: tuple[Assignment, ...]
    given: tuple[Name, ...] = ()
    span: Span = _span()


@record(frozen=True, slots=True)
class QueryEntry:
    """`name : estimand or counterfactual`."""

    name: Name
    question: Estimand | Counterfactual
    span: Span = _span()


@record(frozen=True, slots=True)
class PredictorEntry:
    """`triage : disease by label from image, age invariant to scanner fair to sex`."""

    name: Name
    target: Name
    by: Name | None
    inputs: tuple[Name, ...]
    invariant_to: tuple[Name, ...] = ()
    fair_to: tuple[Name, ...] = ()
    span: Span = _span()


# ---- items of a file ---------------------------------------------------------------------------


@record(frozen=True, slots=True)
class ModelLine:
    """`model name "title"`."""

    name: Name
    title: Text | None = None
    span: Span = _span()


@record(frozen=True, slots=True)
class ImportModule:
    """`import "file.scm" as name`."""

    path: Text
    name: Name
    span: Span = _span()


@record(frozen=True, slots=True)
class ImportNames:
    """`from std.xray import beer_lambert, scatter`."""

    module: Name
    names: tuple[Name, ...]
    span: Span = _span()


@record(frozen=True, slots=True)
class Param:
    """`param latents : int = 16`."""

    name: Name
    type: Type
    value: Expr | None
    span: Span = _span()


@record(frozen=True, slots=True)
class Grid:
    """`grid canvas = 28 x side at step px`: numbers without a unit, and names of a `param`."""

    name: Name
    extent: tuple[Name | Number, ...]
    spacing: Name | Number
    unit: Unit | None = None
    span: Span = _span()


Entry = (
    Declaration
    | Chain
    | NoiseEntry
    | ParameterEntry
    | Equation
    | Draw
    | InterventionEntry
    | Claim
    | QueryEntry
    | PredictorEntry
)


@record(frozen=True, slots=True)
class Block:
    """`word { entries }`; the word decides which entries stand inside."""

    word: Name
    entries: tuple[Entry, ...]
    span: Span = _span()


Item = ModelLine | ImportModule | ImportNames | Param | Grid | Block


@record(frozen=True, slots=True)
class File:
    """A whole text: the language version, its items in order, its comments by place."""

    version: int
    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = field(default=(), compare=False)
    span: Span = _span()

    def block(self, word: str) -> tuple[Entry, ...]:
        """All entries of the blocks with that word, in order."""
        blocks = (i for i in self.items if isinstance(i, Block) and i.word.text == word)
        return tuple(entry for block in blocks for entry in block.entries)
