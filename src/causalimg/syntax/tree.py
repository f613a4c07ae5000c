"""The tree of an `.scm` text: one node per construct, each with its place.

Spans take no part in equality, so that `parse(format(tree)) == tree` can be a law.
Parentheses are not kept: the formatter writes the ones that precedence needs.
"""

from dataclasses import dataclass, field

from causalimg.source import Span

_NOWHERE = Span(0, 0)


def _span() -> Span:
    return field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A word: of a variable, a law, a value; dotted where it names something imported."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Comment:
    """`# words`, `## words` (a heading, or the doc of the declaration it trails).

    `text` is without the leading signs; `trailing` means that code stands before it on its line.
    """

    text: str
    doc: bool
    trailing: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, normalised in spacing only: `mm^2`, `mGy/s`."""

    text: str
    span: Span = _span()


# ---- expressions ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A literal with an optional unit; `text` keeps the digits as typed, `inf` included."""

    text: str
    unit: Unit | None = None
    span: Span = _span()

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted word, such as the category value "1.5T"."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Ref:
    """A name in an expression."""

    name: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call, by position where `name` is None."""

    name: Name | None
    value: "Expr"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """`function(a, b, name = c)`."""

    function: Name
    arguments: tuple[Argument, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    sign: str
    operand: "Expr"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Binary:
    """`a sign b`, sign one of `+ - * / ^ == != < <= > >= and or`."""

    sign: str
    left: "Expr"
    right: "Expr"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Conditional:
    """`if condition then yes else no`."""

    condition: "Expr"
    yes: "Expr"
    no: "Expr"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Arm:
    """`value: expr` of a match; the value is a word, a quoted word or an integer."""

    value: "Value"
    result: "Expr"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject { value: expr, ... }`."""

    subject: Name
    arms: tuple[Arm, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Array:
    """`[a, b, c]`."""

    items: tuple["Expr", ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Had:
    """`(x had a = 1)`: a counterfactual value in an expression; also `E[y had x = 1 | ...]`."""

    value: "Expr"
    assignments: tuple["Assignment", ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Expectation:
    """`E[value | conditions]` or `P(value | conditions)`; `sign` is `E` or `P`."""

    sign: str
    value: "Expr"
    conditions: tuple["Condition", ...]
    span: Span = _span()


Expr = (
    Number | Text | Ref | Call | Unary | Binary | Conditional | Match | Array | Had | Expectation
)


@dataclass(frozen=True, slots=True)
class Do:
    """`do(a = 1, b ~ Normal(0, 1))` among the conditions of an estimand."""

    assignments: tuple["Assignment", ...]
    span: Span = _span()


Condition = Expr | Do


# ---- assignments (of do, had, interventions) --------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetTo:
    """`name = expr`."""

    name: Name
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class DrawFrom:
    """`name ~ Law(...)`."""

    name: Name
    law: "Law"
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Sweep:
    """`name in low .. high by step`."""

    name: Name
    low: Expr
    high: Expr
    step: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Named:
    """The name of an entry of `interventions`."""

    name: Name
    span: Span = _span()


Assignment = SetTo | DrawFrom | Sweep | Named


# ---- declarations ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IntRange:
    """`0..9` among category values."""

    low: int
    high: int
    span: Span = _span()


Value = Name | Text | Number | IntRange


@dataclass(frozen=True, slots=True)
class Type:
    """`real`, `category {a, b}`, `ordinal {a < b}`, `image[3, grid]`.

    `shape` holds integers (as Number) and grid names; `ordered` means `<` between the values.
    """

    name: Name
    shape: tuple[Name | Number, ...] = ()
    values: tuple[Value, ...] = ()
    ordered: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Interval:
    """`[low, high)`."""

    low: Expr
    high: Expr
    low_closed: bool
    high_closed: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Declaration:
    """`latent frailty : real in (0, 1) mm ## doc`; `role` is None or the role's Name."""

    role: Name | None
    names: tuple[Name, ...]
    type: Type
    support: Interval | None = None
    unit: Unit | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Chain:
    """`a, b -> c <- d "reason"`: `links[i]` stands between `groups[i]` and `groups[i + 1]`."""

    groups: tuple[tuple[Name, ...], ...]
    links: tuple[str, ...]
    reason: Text | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Law:
    """`Normal(0, 1) truncated [a, b]`, or a network: `vae(latent = 16)`."""

    name: Name
    arguments: tuple[Argument, ...]
    truncated: Interval | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class NoiseEntry:
    """`u, w : type ~ Law(...)`; without a type one number per row."""

    names: tuple[Name, ...]
    type: Type | None
    law: Law
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """`b_0, b_1 : real in (0, 1) ~ Normal(0, 2)`."""

    names: tuple[Name, ...]
    type: Type
    support: Interval | None
    prior: Law | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Equation:
    """`target := expr`."""

    target: Name
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Draw:
    """`target ~ law given a, b via coupling`; several targets for `(a, b) ~ joint()`."""

    targets: tuple[Name, ...]
    law: Law
    given: tuple[Name, ...] = ()
    via: Name | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InterventionEntry:
    """`name : assignments`."""

    name: Name
    assignments: tuple[Assignment, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Independent:
    """`a, b _||_ c | d "reason"`."""

    left: tuple[Name, ...]
    right: tuple[Name, ...]
    given: tuple[Name, ...]
    reason: Text | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Identified:
    """`identified query "reason"`."""

    query: Name
    reason: Text | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Invariant:
    """`invariant image given a, b across site "reason"`."""

    variable: Name
    given: tuple[Name, ...]
    across: Name
    reason: Text | None = None
    span: Span = _span()


Claim = Independent | Identified | Invariant


@dataclass(frozen=True, slots=True)
class Estimand:
    """Arithmetic over `E[...]` and `P(...)`, with an optional `for everyone` / `for site`."""

    value: Expr
    scope: Name | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """`image, label had age = 80 years given image, age`.

    `outputs` are names, or one expression with `had` inside (then `assignments` is empty).
    """

    outputs: tuple[Expr, ...]
    assignments: tuple[Assignment, ...]
    given: tuple[Name, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class QueryEntry:
    """`name : estimand or counterfactual`."""

    name: Name
    question: Estimand | Counterfactual
    span: Span = _span()


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ModelLine:
    """`model name "title"`."""

    name: Name
    title: Text | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ImportModule:
    """`import "file.scm" as name`."""

    path: Text
    name: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ImportNames:
    """`from std.xray import beer_lambert, scatter`."""

    module: Name
    names: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Param:
    """`param latents : int = 16`."""

    name: Name
    type: Type
    value: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Grid:
    """`grid canvas = 28 x 28 at 1 px`."""

    name: Name
    extent: tuple[int, ...]
    spacing: Number
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


@dataclass(frozen=True, slots=True)
class Block:
    """`word { entries }`; the word decides which entries stand inside."""

    word: Name
    entries: tuple[Entry, ...]
    span: Span = _span()


Item = ModelLine | ImportModule | ImportNames | Param | Grid | Block


@dataclass(frozen=True, slots=True)
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
