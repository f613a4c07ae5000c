"""One statement as a row of columns: what is aligned, what follows, what stands at the end."""

from dataclasses import dataclass
from typing import assert_never

from causalimg.syntax import phrases as p
from causalimg.syntax import tree as t
from causalimg.syntax.pretty import Doc, Line, flat, group, joined, separated


@dataclass(frozen=True, slots=True)
class Row:
    """`head sign body tail`: heads of a paragraph are padded alike, and so are tails.

    Where a body is too long however it breaks, `spare` stands in for it: no line ends at the comma
    of a list, so that breaking between the commas alone would read like stairs.
    """

    head: str
    sign: str
    body: Doc
    tail: str = ""
    spare: Doc | None = None


def row(entry: t.Entry) -> Row:
    """The row of one entry of a block.

    Example:
        >>> row(t.Equation(t.Name("y"), t.Ref(t.Name("x")))).sign
        ':='
    """
    match entry:
        case t.Declaration(role, words, kind, support, unit):
            lead = f"{role.text} " if role else ""
            return Row(lead + p.names(words), ":", p.typed(kind, support, unit))
        case t.NoiseEntry() | t.ParameterEntry():
            return _drawn_once(entry)
        case t.Equation() | t.Draw():
            return _mechanism(entry)
        case t.Chain() | t.Independent() | t.Identified() | t.Invariant():
            return Row("", "", _claim(entry), p.text(entry.reason) if entry.reason else "")
        case _:
            return _asking(entry)


def _drawn_once(entry: t.NoiseEntry | t.ParameterEntry) -> Row:
    head = p.names(entry.names)
    if isinstance(entry, t.ParameterEntry):
        typed = p.typed(entry.type, entry.support)
        return Row(head, ":", joined(typed, " ~ ", p.law(entry.prior)) if entry.prior else typed)
    if entry.type is None:
        return Row(head, "~", p.law(entry.law))
    return Row(head, ":", joined(p.kind(entry.type), " ~ ", p.law(entry.law)))


def _mechanism(entry: t.Equation | t.Draw) -> Row:
    if isinstance(entry, t.Equation):
        return Row(entry.target.text, ":=", p.expression(entry.value))
    alone = len(entry.targets) == 1
    head = p.names(entry.targets) if alone else f"({p.names(entry.targets)})"
    more: list[Doc] = []
    if entry.given:
        more += [Line(), f"given {p.names(entry.given)}"]
    if entry.via:
        more += [Line(), f"via {entry.via.text}"]
    return Row(head, "~", group(p.law(entry.law), *more))


def _claim(entry: t.Chain | t.Claim) -> Doc:
    match entry:
        case t.Chain(groups, links):
            steps = zip(links, groups[1:], strict=True)
            more = [d for sign, names in steps for d in (Line(), f"{sign} {p.names(names)}")]
            return group(p.names(groups[0]), *more)
        case t.Independent(left, right, given):
            bar: list[Doc] = [Line(), f"| {p.names(given)}"] if given else []
            return group(p.names(left), Line(), f"_||_ {p.names(right)}", *bar)
        case t.Identified(query):
            return f"identified {query.text}"
        case t.Invariant(variable, given, across):
            return f"invariant {variable.text} given {p.names(given)} across {across.text}"
        case _:
            assert_never(entry)


def _asking(entry: t.InterventionEntry | t.QueryEntry | t.PredictorEntry) -> Row:
    match entry:
        case t.InterventionEntry(name, settings):
            settled = p.assignments(settings)
            return Row(name.text, ":", settled, spare=flat(settled))
        case t.QueryEntry(name, asked):
            return Row(name.text, ":", question(asked), spare=_unbroken(asked))
        case t.PredictorEntry():
            return _predictor(entry)
        case _:
            assert_never(entry)


def _predictor(entry: t.PredictorEntry) -> Row:
    lead = f"{entry.target.text} by {entry.by.text}" if entry.by else entry.target.text
    parts: list[Doc] = [lead, Line(), f"from {p.names(entry.inputs)}"]
    if entry.invariant_to:
        parts += [Line(), f"invariant to {p.names(entry.invariant_to)}"]
    if entry.fair_to:
        parts += [Line(), f"fair to {p.names(entry.fair_to)}"]
    return Row(entry.name.text, ":", group(*parts))


def question(asked: t.Estimand | t.Counterfactual) -> Doc:
    """A query without its name."""
    if isinstance(asked, t.Estimand):
        scope = f" for {p.value(asked.scope)}" if asked.scope else ""
        return joined(p.expression(asked.value), scope)
    return group(_row_had(asked), *_given(asked))


def _unbroken(asked: t.Estimand | t.Counterfactual) -> Doc | None:
    """A counterfactual of a row that breaks nowhere but before `given`."""
    if isinstance(asked, t.Estimand) or not asked.assignments:
        return None
    return group(flat(_row_had(asked)), *_given(asked))


def _row_had(asked: t.Counterfactual) -> Doc:
    outputs = separated(map(p.expression, asked.outputs), ", ")
    return (
        joined(outputs, " had ", p.assignments(asked.assignments))
        if asked.assignments
        else outputs
    )


def _given(asked: t.Counterfactual) -> list[Doc]:
    return [Line(), f"given {p.names(asked.given)}"] if asked.given else []
