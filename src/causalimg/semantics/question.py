"""Questions asked of a checked model later, as text: on the command line, in a notebook."""

from dataclasses import dataclass
from typing import TypeVar

from causalimg.diagnostics import CausalimgError, Diagnostic, has_errors
from causalimg.library.functions import BUILT_IN
from causalimg.semantics.asking import check_assignments, check_question
from causalimg.semantics.assignments import read_assignments
from causalimg.semantics.complaints import tidy
from causalimg.semantics.expr import Assignment
from causalimg.semantics.imports import imported
from causalimg.semantics.measured import Settler
from causalimg.semantics.measures import settle_assignments
from causalimg.semantics.model import Independent, Invariant, Model, Query
from causalimg.semantics.questions import asker, read_claim, read_question
from causalimg.semantics.scope import Scope
from causalimg.source import Source
from causalimg.syntax import Parsed, parse, parse_assignments, parse_claim, parse_question

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a question: the query, or None where there are errors, and all complaints."""

    source: Source
    query: Query | None
    diagnostics: tuple[Diagnostic, ...]


def scope_of(model: Model, source: Source) -> Scope:
    """What names stand for in a text about a checked model.

    Places inside the model are left out, since they do not lie in `source`.
    """
    file = parse(model.source).tree
    return Scope(
        source,
        variables={v.name: v for v in model.variables},
        noises={n.name: n.type for n in model.noises},
        parameters={p.name: p for p in model.parameters},
        constants={c.name: c for c in model.constants},
        grids={g.name: g for g in model.grids},
        predictors={p.name: model.variable(p.target).type for p in model.predictors},
        functions=imported(file, []) if file else BUILT_IN,
        interventions={i.name: i for i in model.interventions},
    )


def hear(model: Model, text: str, name: str = "question") -> Heard:
    """Read a question about a model, without raising.

    Args:
        model: a checked model.
        text: what stands behind the colon in `queries`: `image had scanner = philips`.
        name: of the query.
    """
    parsed = parse_question(text)
    if parsed.tree is None:
        return Heard(parsed.source, None, parsed.diagnostics)
    scope = scope_of(model, parsed.source)
    report = [*parsed.diagnostics]
    query = read_question(parsed.tree, scope, report, name)
    report.extend(check_question(model, scope, query))
    found = tidy(report)
    return Heard(parsed.source, None if has_errors(found) else query, found)


def resolve_question(model: Model, text: str, name: str = "question") -> Query:
    r"""Read a question about a model.

    Args:
        model: a checked model.
        text: what stands behind the colon in `queries`; its spans lie in this text.
        name: of the query.

    Raises:
        CausalimgError: every error of the question.

    Example:
        >>> from causalimg.semantics.check import check
        >>> from causalimg.syntax import parse
        >>> source = Source("joe.scm", "causalimg 1\nvariables {\n x : real\n}\n")
        >>> model = check(parse(source).tree, source).draft
        >>> resolve_question(model, "E[x | do(x = 3)]").value.assignments[0].variable
        'x'
    """
    heard = hear(model, text, name)
    if heard.query is None:
        raise CausalimgError(heard.diagnostics, heard.source)
    return heard.query


def resolve_separation(model: Model, text: str) -> Independent | Invariant:
    r"""Read a claim about the arrows of a model that is no claim about a query.

    Args:
        model: a checked model.
        text: such as `sex _||_ scanner | site`.

    Raises:
        CausalimgError: every error of the text; E0711 where it claims something of a query.
    """
    parsed = _parsed(parse_claim(text))
    report: list[Diagnostic] = []
    assert parsed.tree is not None
    found = read_claim(parsed.tree, scope_of(model, parsed.source), report, {})
    if has_errors(report):
        raise CausalimgError(tidy(report), parsed.source)
    if not isinstance(found, Independent | Invariant):
        message = "whether a query is identified is asked of `causalimg identify`"
        raise CausalimgError([Diagnostic("E0711", message)], parsed.source)
    return found


def resolve_assignments(model: Model, text: str) -> tuple[Assignment, ...]:
    """Read assignments about a model, as they stand behind `had`.

    Args:
        model: a checked model.
        text: such as `scanner = philips, exposure = exposure + 1 mGy`.

    Raises:
        CausalimgError: every error of the assignments.
    """
    parsed = _parsed(parse_assignments(text))
    scope = scope_of(model, parsed.source)
    report = [*parsed.diagnostics]
    found = read_assignments(asker(scope, report), parsed.tree or ())
    settled = settle_assignments(found, Settler(scope, report))
    report.extend(check_assignments(model, scope, settled))
    if has_errors(report):
        raise CausalimgError(tidy(report), parsed.source)
    return settled


def _parsed(parsed: Parsed[_T]) -> Parsed[_T]:
    if parsed.tree is None:
        raise CausalimgError(parsed.diagnostics, parsed.source)
    return parsed
