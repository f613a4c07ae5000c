"""Queries, claims and interventions as written become those of the model."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.words import EVERYONE
from causalimg.semantics.assignments import circles, read_assignments
from causalimg.semantics.complaints import beside, unknown
from causalimg.semantics.expr import Assignment, Expr, PredictorRef, VariableRef, walk
from causalimg.semantics.expr import Had as Imagined
from causalimg.semantics.measured import Settler
from causalimg.semantics.measures import settle, settle_assignments
from causalimg.semantics.model import (
    Claim,
    Claimed,
    Counterfactual,
    Estimand,
    Independent,
    Intervention,
    Invariant,
    Query,
)
from causalimg.semantics.reader import Reader, quoted
from causalimg.semantics.resolve import resolve
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import values_of
from causalimg.source import Span
from causalimg.syntax import tree

Report = list[Diagnostic]


def asker(scope: Scope, report: Report) -> Reader:
    """The reader of one question."""
    return Reader(scope, report, "query", assign=read_assignments)


def read_queries(file: tree.File, scope: Scope, report: Report) -> tuple[Query, ...]:
    """Read the `queries` block."""
    entries = [e for e in file.block("queries") if isinstance(e, tree.QueryEntry)]
    return tuple(read_question(e.question, scope, report, e.name.text) for e in entries)


def read_question(
    question: tree.Estimand | tree.Counterfactual, scope: Scope, report: Report, name: str
) -> Query:
    """Read one question.

    Args:
        question: as written.
        scope: what names stand for.
        report: where complaints are collected.
        name: of the query.
    """
    reader, settler = asker(scope, report), Settler(scope, report)
    if isinstance(question, tree.Estimand):
        value = settle(resolve(reader, question.value), None, settler)
        within = _scope_name(question.scope, scope, report) if question.scope else None
        return Estimand(name, value, within, question.span)
    outputs = tuple(settle(resolve(reader, o), None, settler) for o in question.outputs)
    assignments = settle_assignments(read_assignments(reader, question.assignments), settler)
    given = _variables(question.given, scope, report) if question.given else None
    for output, written in zip(outputs, question.outputs, strict=True):
        report.extend(_bad_output(output, written, bool(question.assignments)))
    return Counterfactual(name, outputs, assignments, given, question.span)


def _bad_output(output: Expr, written: tree.Expr, imagined: bool) -> Iterator[Diagnostic]:
    if imagined and not isinstance(output, VariableRef | PredictorRef) and _names(output):
        message = "left of `had` stand names of variables"
        helps = ("put the comparison in parentheses: `(image had ...) - image`",)
        yield Diagnostic("E0201", message, written.span, helps=helps)
    if not imagined and not any(isinstance(e, Imagined) for e in walk(output)):
        message = "a counterfactual says `had` somewhere"
        yield Diagnostic("E0008", message, written.span)


def _names(output: Expr) -> bool:
    return any(isinstance(e, VariableRef | PredictorRef) for e in walk(output))


def _scope_name(name: tree.Name | tree.Text | tree.Number, scope: Scope, report: Report) -> str:
    sites = [v for v in scope.variables.values() if v.kind == "environment"]
    known = [word for site in sites for word in values_of(site.type)]
    everyone = isinstance(name, tree.Name) and name.text == EVERYONE
    if not everyone and name.text not in known:
        what = f"`for {EVERYONE}`, or a value of the environment"
        found = unknown(name.text, name.span, (*known, EVERYONE), what=what)
        if found.fix:
            meant = quoted(found.fix.text)
            helps, fix = (f"did you mean `{meant}`?",), Fix(name.span, meant)
            found = replace(found, helps=helps, fix=fix)
        report.append(found)
    return name.text


def _variables(
    names: tuple[tree.Name, ...], scope: Scope, report: Report, what: str = "not a variable"
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        if name.text not in scope.variables:
            report.append(unknown(name.text, name.span, scope.variables, what=what))
        elif name.text in found:
            report.append(Diagnostic("E0102", f"`{name.text}` is named twice", name.span))
        else:
            found[name.text] = None
    return tuple(found)


# ---- interventions and claims ---------------------------------------------------------------


def read_interventions(file: tree.File, scope: Scope, report: Report) -> tuple[Intervention, ...]:
    """Read the `interventions` block."""
    block = file.block("interventions")
    entries = [entry for entry in block if isinstance(entry, tree.InterventionEntry)]
    report.extend(circles(entries))
    return tuple(
        Intervention(entry.name.text, _acts(entry, scope, report), entry.span) for entry in entries
    )


def _acts(entry: tree.InterventionEntry, scope: Scope, report: Report) -> tuple[Assignment, ...]:
    found = read_assignments(asker(scope, report), entry.assignments, entry.name.text)
    return settle_assignments(found, Settler(scope, report))


def read_claims(file: tree.File, scope: Scope, report: Report) -> tuple[Claim, ...]:
    """Read the `claims` block."""
    asked = {e.name.text: e for e in file.block("queries") if isinstance(e, tree.QueryEntry)}
    found = (read_claim(entry, scope, report, asked) for entry in file.block("claims"))
    return tuple(claim for claim in found if claim is not None)


def read_claim(
    entry: tree.Entry, scope: Scope, report: Report, asked: Mapping[str, tree.QueryEntry]
) -> Claim | None:
    """Read one claim; None where something in it is unknown.

    Args:
        entry: of the block, or asked later.
        scope: what names stand for.
        report: receives what is wrong.
        asked: the queries that it may name.
    """
    read: Callable[[tuple[tree.Name, ...]], tuple[str, ...]] = lambda names: _variables(  # noqa: E731
        names, scope, report
    )
    match entry:
        case tree.Independent(left=left, right=right, given=given, reason=reason):
            sides = (read(left), read(right), read(given))
            both = {*sides[0]} & {*sides[1]} or {*sides[0], *sides[1]} & {*sides[2]}
            if both:
                message = f"`{min(both)}` stands on two sides of the claim"
                helps = (f"drop `{min(both)}` on one of them",)
                report.append(Diagnostic("E0102", message, entry.span, helps=helps))
                return None
            text = reason.text if reason else None
            whole = all(sides[:2])
            return Independent(*sides, reason=text, span=entry.span) if whole else None
        case tree.Invariant(variable=variable, given=given, across=across, reason=reason):
            names = read((variable,)), read(given), read((across,))
            text = reason.text if reason else None
            if not names[0] or not names[2]:
                return None
            return Invariant(names[0][0], names[1], names[2][0], text, entry.span)
        case tree.Identified(query=query, reason=reason):
            return _claimed(query, reason, entry.span, asked, report)
    return None


def _claimed(
    query: tree.Name,
    reason: tree.Text | None,
    span: Span,
    asked: Mapping[str, tree.QueryEntry],
    report: Report,
) -> Claimed | None:
    if query.text not in asked:
        report.append(unknown(query.text, query.span, asked, what="not a query"))
        return None
    if isinstance(asked[query.text].question, tree.Counterfactual):
        message = f"`identified` is said of `E[..]` and `P(..)`, and `{query.text}` asks of a row"
        helps = ("claim it of a query that averages, or drop the claim",)
        others = beside(asked[query.text].name.span, "a counterfactual")
        report.append(Diagnostic("E0201", message, query.span, "", others, helps))
        return None
    return Claimed(query.text, reason.text if reason else None, span)
