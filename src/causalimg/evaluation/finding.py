"""What a table says of a model: records of refutation, in words and for machines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from causalimg.causal.answers.testable import Unsettled
from causalimg.causal.graphs.implications import Implication
from causalimg.diagnostics import Diagnostic
from causalimg.evaluation.independence import Tested
from causalimg.source import Span

_SMALLEST, _NOTHING = 1e-3, 1e-99
Control = Literal["holm", "bh", "none"]
NAMES = {"holm": "Holm", "bh": "Benjamini-Hochberg", "none": "none"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the table says of one statement.

    Args:
        implication: the statement.
        tested: the test, None where the table cannot tell.
        adjusted: its p-value for all that are tested beside it.
        refuted: whether that is below the level.
        strongest: where it is refuted and speaks of several pairs, the worst of them alone, with
            its effect.
        why: why it was not tested.
        span: of the claim in the text, None for what the arrows imply.
    """

    implication: Implication
    tested: Tested | None = None
    adjusted: float | None = None
    refuted: bool = False
    strongest: tuple[str, str, float] | None = None
    why: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Refutation:
    """A model against a table; printed, it is what `causalimg test` writes.

    Args:
        model: its name.
        table: what messages call the table.
        rows: that were read.
        dropped: that were left out, since a value is missing.
        left_out: variable -> why it is not tested.
        level: of each family of tests, the implications and the claims.
        control: how a family is controlled.
        implications: a basis of what the arrows imply of the columns.
        claims: what the text claims.
        unsettled: the arrows that no data could orient.
        selected: what every row was selected by.
    """

    model: str
    table: str
    rows: int
    dropped: int
    left_out: Mapping[str, str]
    level: float
    control: Control
    implications: tuple[Finding, ...]
    claims: tuple[Finding, ...]
    unsettled: Unsettled
    selected: tuple[str, ...] = ()

    @property
    def refuted(self) -> tuple[Finding, ...]:
        """Everything that the table speaks against."""
        return tuple(one for one in (*self.implications, *self.claims) if one.refuted)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """E0722 for each claim that is refuted."""
        return tuple(_refuted(one) for one in self.claims if one.refuted)

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    def to_dict(self) -> dict[str, Any]:
        """The same for machines."""
        return _entries(self)


def _lines(found: Refutation) -> Iterator[str]:
    dropped = f" ({found.dropped} left out for a missing value)" if found.dropped else ""
    yield f"{found.model} against {found.table}, {found.rows} rows{dropped}"
    if found.selected:
        yield f"among the rows with {' and '.join(f'{name} = 1' for name in found.selected)}"
    if found.left_out:
        yield f"left out: {', '.join(f'{n} ({why})' for n, why in found.left_out.items())}"
    control = NAMES[found.control] if found.control != "none" else "each by itself"
    for title, family in (("the arrows imply", found.implications), ("claims", found.claims)):
        if family:
            yield f"\n{title}\n       p  p adjusted  effect"
            yield from map(_line, family)
    if not found.implications:
        yield "\nthe arrows imply no independence of these columns"
    yield ""
    yield f"{_count(found)} at level {found.level:g} ({control})"
    if str(found.unsettled):
        yield str(found.unsettled)


def _line(one: Finding) -> str:
    mark = "x" if one.refuted else " "
    if one.tested is None or one.adjusted is None:
        return f"{mark}      -           -       -  {one.implication}: {one.why}"
    shown = f"{p_value(one.tested.p):>6}  {p_value(one.adjusted):>10}  {one.tested.effect:>6.2f}"
    worst = ""
    if one.strongest is not None:
        a, b, effect = one.strongest
        worst = f"; most {a}, {b} ({effect:.2f})"
    return f"{mark} {shown}  {one.implication}{worst}"


def _count(found: Refutation) -> str:
    def of(family: Sequence[Finding], what: str) -> str:
        asked = [one for one in family if one.tested]
        refuted = sum(one.refuted for one in asked)
        return f"{refuted} of {len(asked)} {what}{'' if len(asked) == 1 else 's'}"

    parts = [of(found.implications, "implication")]
    parts += [of(found.claims, "claim")] if found.claims else []
    return f"refuted: {', '.join(parts)}"


def p_value(p: float) -> str:
    """A p-value to three digits, a small one by its power of ten.

    Example:
        >>> p_value(0.0312), p_value(2.4e-5), p_value(0.0)
        ('0.031', '2e-5', '<1e-99')
    """
    if p >= _SMALLEST:
        return f"{p:.3f}"
    return f"{p:.0e}".replace("e-0", "e-") if p > _NOTHING else "<1e-99"


def _strength(one: Finding) -> str:
    """The effect of a finding in words."""
    assert one.tested is not None
    effect = one.tested.effect
    single = len(one.implication.left) == len(one.implication.right) == 1
    kind = "partial correlation" if one.tested.signed else "largest canonical correlation"
    shown = f"{kind} {effect:.2f}"
    if one.strongest is not None and not single:
        a, b, alone = one.strongest
        shown += f", most between `{a}` and `{b}` ({alone:.2f})"
    return shown


def _entries(found: Refutation) -> dict[str, Any]:
    return {
        "model": found.model,
        "table": found.table,
        "rows": found.rows,
        "dropped": found.dropped,
        "selected": list(found.selected),
        "left_out": dict(found.left_out),
        "level": found.level,
        "control": found.control,
        "implications": [_entry(one) for one in found.implications],
        "claims": [_entry(one) for one in found.claims],
        "never_oriented": [list(arrow) for arrow in found.unsettled.arrows],
        "never_oriented_complete": found.unsettled.complete,
    }


def _entry(one: Finding) -> dict[str, Any]:
    entry: dict[str, Any] = {**one.implication.to_dict(), "refuted": one.refuted}
    if one.tested is None:
        return entry | {"not_tested": one.why}
    tested = one.tested
    entry |= {"method": tested.method, "statistic": tested.statistic}
    entry |= {"freedom": list(tested.freedom), "p": tested.p, "p_adjusted": one.adjusted}
    entry |= {"effect": tested.effect, "rows": tested.rows}
    if one.strongest is not None:
        entry["strongest"] = dict(zip(("left", "right", "effect"), one.strongest, strict=True))
    return entry


def _refuted(one: Finding) -> Diagnostic:
    assert one.tested is not None
    assert one.adjusted is not None
    message = f"the data speak against `{one.implication}`"
    notes = [f"{_strength(one)} over {one.tested.rows} rows, p = {p_value(one.adjusted)}"]
    helps = (
        "drop the claim and draw what ties them",
        "or say what the rows have in common: a `selection`, a cause that is held fixed too",
    )
    return Diagnostic("E0722", message, one.span, helps=helps, notes=tuple(notes))
