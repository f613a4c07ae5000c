"""What the grammar lets pass and the language does not: judged on the tree."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax import tree as t
from causalimg.syntax.phrases import expression
from causalimg.syntax.pretty import flat
from causalimg.syntax.walk import walk
from causalimg.syntax.words import ROLES, TYPES

#: The version of the language that this program reads.
VERSION = 1

#: No model has more.
MAX_VARIABLES = 10_000


def judge(tree: Any) -> tuple[Diagnostic, ...]:
    """The mistakes in a tree that was read: of a file, of one statement or of one question."""
    match tree:
        case t.File(version, items):
            older = [] if version == VERSION else [wrong_version(tree, version)]
            return (*older, *_too_many(items), *(one for item in items for one in judge(item)))
        case t.Block(_, entries):
            return tuple(found for entry in entries for found in judge(entry))
        case t.QueryEntry(_, question):
            return judge(question)
        case t.Chain() | t.Independent() | t.Identified() | t.Invariant() | t.PredictorEntry():
            return ()  # names alone
        case t.Estimand() | t.Counterfactual():
            return tuple(_question(tree))
        case _:
            return tuple(_misplaced(tree))


def _too_many(items: tuple[t.Item, ...]) -> Iterator[Diagnostic]:
    """Variables beyond the limit; they are counted as they are declared, also where twice."""
    blocks = (
        item for item in items if isinstance(item, t.Block) and item.word.text == "variables"
    )
    entries = (entry for block in blocks for entry in block.entries)
    names = (name for e in entries if isinstance(e, t.Declaration) for name in e.names)
    for beyond in islice(names, MAX_VARIABLES, MAX_VARIABLES + 1):
        yield Diagnostic(
            "E0010",
            f"a model has at most {MAX_VARIABLES:,} variables",
            beyond.span,
            label="one too many",
            helps=(
                "voxels, genes and other measurements of one kind are one `vector` or `image`",
            ),
        )


def _role_behind(node: t.Declaration) -> Diagnostic:
    """`frailty : latent real`, where `real` is read as a unit."""
    role, names = node.type.name.text, ", ".join(name.text for name in node.names)
    kind = node.unit.text if node.unit else "real"
    written = f"{role} {names} : {kind}"
    plain = node.unit and not (node.support or node.role or node.type.shape or node.type.values)
    return Diagnostic(
        "E0010",
        f"`{role}` stands before the name",
        node.span,
        helps=(f"write `{written}`",),
        fix=Fix(node.span, written) if plain else None,
    )


def _is_role(node: t.Declaration) -> bool:
    """`latent : frailty`, where the word is read as a name and the name as a type."""
    words = [name.text for name in node.names]
    plain = not (node.role or node.support or node.unit or node.type.shape or node.type.values)
    return plain and len(words) == 1 and words[0] in ROLES and node.type.name.text not in TYPES


def _role_as_name(node: t.Declaration) -> Diagnostic:
    role, name = node.names[0].text, node.type.name.text
    kind = {"latent": "real", "environment": "category {north, south}", "selection": "binary"}[
        role
    ]
    written = f"{role} {name} : {kind}"
    return Diagnostic(
        "E0010",
        f"`{role}` stands before the name, and behind the colon what it is",
        node.span,
        helps=(f"write `{written}`, or whatever else it is",),
        fix=Fix(node.span, written, sure=False),
    )


def wrong_version(tree: Any, version: int) -> Diagnostic:
    """The text is written in another version of the language."""
    message = f"this text is written in `causalimg {version}`, and this program reads"
    return Diagnostic(
        "E0001",
        f"{message} `causalimg {VERSION}`",
        tree.span if not isinstance(tree, t.File) else _first_line(tree),
        helps=("install the causalimg that reads it",) if version > VERSION else (),
    )


def no_question(node: Any, text: str = "") -> Diagnostic:
    """E0008: a query that says neither what to average nor what to imagine."""
    shown = text or "..."
    return Diagnostic(
        "E0008",
        "a query needs `E[..]`, `P(..)` or `had`",
        node.span,
        helps=(
            f"for the average in a population: `E[{shown}]`",
            "for how likely something is: `P(disease | age > 70 years)`",
            "for one patient, had things been different: `image had scanner = philips`",
        ),
    )


def _first_line(tree: t.File) -> Span:
    start = tree.span.start
    return Span(start, start + len(f"causalimg {tree.version}"))


def _question(node: t.Estimand | t.Counterfactual) -> Iterator[Diagnostic]:
    kinds = {type(part) for part in walk(node)}
    if isinstance(node, t.Estimand):
        if t.Expectation not in kinds:
            text = "" if isinstance(node.value, t.Call) else flat(expression(node.value))
            found = no_question(node.value, text)
            yield replace(found, fix=Fix(node.value.span, f"E[{text}]") if text else None)
    elif t.Expectation in kinds:
        yield _both_questions(node)
    elif not node.assignments and t.Had not in kinds:
        yield no_question(node)
    elif node.assignments:
        yield from (_not_a_variable(o) for o in node.outputs if not isinstance(o, t.Ref))


def _both_questions(node: t.Counterfactual) -> Diagnostic:
    return Diagnostic(
        "E0010",
        "`E[..]` and `P(..)` ask about a population, `had` and `given` about one patient",
        node.span,
        helps=(
            "put it inside for an average over patients: `E[y had x = 1 | x == 0]`",
            "evidence about a population stands behind the bar: `E[y | age > 70 years]`",
        ),
    )


def _not_a_variable(node: Any) -> Diagnostic:
    return Diagnostic(
        "E0010",
        "before `had` stand the variables that are asked for",
        node.span,
        label="not a variable",
        helps=("to calculate with it, put it in brackets: `image - (image had disease = 0)`",),
    )


def _misplaced(node: Any) -> Iterator[Diagnostic]:
    if isinstance(node, t.Declaration) and node.type.name.text in ROLES:
        yield _role_behind(node)
    if isinstance(node, t.Declaration) and _is_role(node):
        yield _role_as_name(node)
    for part in walk(node):
        kind = type(part)
        if kind is t.Number and part.unit and re.fullmatch(r"[\d_]+", part.unit.text):
            digits = part.text + part.unit.text.replace("_", "")
            fix, helps = Fix(part.span, digits), (f"write `{digits}`",)
            yield Diagnostic("E0010", "digits stand together", part.span, helps=helps, fix=fix)
        if kind is t.Expectation or kind is t.Had:
            asked = f"`{part.sign}`" if kind is t.Expectation else "`had`"
            yield Diagnostic(
                "E0006",
                f"{asked} asks a question, and questions stand in `queries`",
                part.span,
                helps=("say how the variable comes about, and ask about it in `queries { }`",),
            )
            return
