"""The passes, in order: from the tree of a text to a checked model and everything to be said.

Each pass complains about its own matter; what it cannot read becomes poison, on which the later
ones are silent. All complaints are collected, whatever the first one was.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from causalimg.diagnostics import Diagnostic, has_errors
from causalimg.semantics.arrows import derived, drawn_graph, read_arrows
from causalimg.semantics.asking import check_questions
from causalimg.semantics.complaints import tidy
from causalimg.semantics.covariance import check_covariances
from causalimg.semantics.declare import declare
from causalimg.semantics.double_entry import check_arrows, check_noise
from causalimg.semantics.kinds import check_kinds
from causalimg.semantics.law_calls import read_law
from causalimg.semantics.measured import Settler, bears_units
from causalimg.semantics.measures import settle, settle_law
from causalimg.semantics.mechanisms import expressions, read_mechanisms
from causalimg.semantics.model import (
    Arrow,
    Bidirected,
    Draw,
    Equation,
    Mechanism,
    Model,
    Noise,
    Parameter,
)
from causalimg.semantics.modules import Library
from causalimg.semantics.names import check_names, check_use
from causalimg.semantics.predictors import check_labels, read_predictors
from causalimg.semantics.questions import read_claims, read_interventions, read_queries
from causalimg.semantics.reader import Expected, Reader
from causalimg.semantics.scope import Scope
from causalimg.semantics.supports import check_supports
from causalimg.semantics.unit_words import without_unit
from causalimg.source import Source
from causalimg.source.files import Shelf, on_disk
from causalimg.syntax import tree

Report = list[Diagnostic]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a tree.

    Args:
        model: the checked model, or None where there are errors.
        diagnostics: everything to be said, by place.
        draft: the model as far as it was understood; editors and graph checks read it even where
            there are errors, nothing runs it.
        scope: what the names of the text stand for.
    """

    model: Model | None
    diagnostics: tuple[Diagnostic, ...]
    draft: Model
    scope: Scope


def check(
    file: tree.File,
    source: Source,
    settings: Mapping[str, float] | None = None,
    shelf: Shelf | None = None,
    lost: frozenset[str] = frozenset(),
) -> Checked:
    """Check a tree.

    Args:
        file: the tree of a whole text.
        source: the text.
        settings: values that stand above those of `param`.
        shelf: gives the texts of imported files; None looks beside the model.
        lost: words of statements that could not be read; nothing is said about them.

    Returns:
        The model with every complaint of the semantic passes (E01xx, E02xx, E0302-E0304, E04xx,
        E0504, W0506, W0507, E0602, E0604); what follows from the arrows alone is checked later.
    """
    report: Report = []
    library = Library(shelf or on_disk(source), (PurePath(source.name).name,))
    scope = declare(file, source, settings or {}, report, library, lost)
    draft = _draft(file, scope, report)
    report.extend(_passes(draft, file, scope))
    found = tidy(report)
    return Checked(None if has_errors(found) else draft, found, draft, scope)


def _passes(draft: Model, file: tree.File, scope: Scope) -> Iterator[Diagnostic]:
    yield from check_names(file, scope)
    yield from check_use(file, scope)
    yield from check_kinds(draft, scope)
    yield from check_supports(draft, scope)
    yield from check_covariances(draft)
    if drawn_graph(file):
        yield from check_arrows(draft, file)
    yield from check_noise(draft)
    yield from check_labels(draft)
    yield from check_questions(draft, scope)


def _draft(file: tree.File, scope: Scope, report: Report) -> Model:
    settler = Settler(scope, report)
    mechanisms = read_mechanisms(file, scope, report)
    mechanisms = tuple(_settled(one, settler) for one in mechanisms)
    edges = read_arrows(file, scope, report) if drawn_graph(file) else derived(mechanisms)
    line = next((item for item in file.items if isinstance(item, tree.ModelLine)), None)
    return Model(
        name=line.name.text if line else _stem(scope.source.name),
        title=line.title.text if line and line.title else None,
        source=scope.source,
        variables=tuple(scope.variables.values()),
        arrows=tuple(edge for edge in edges if isinstance(edge, Arrow)),
        bidirected=tuple(edge for edge in edges if isinstance(edge, Bidirected)),
        noises=tuple(_noises(file, scope, report)),
        parameters=tuple(_parameters(file, scope, report)),
        constants=tuple(scope.constants.values()),
        grids=tuple(scope.grids.values()),
        mechanisms=mechanisms,
        interventions=read_interventions(file, scope, report),
        claims=read_claims(file, scope, report),
        queries=read_queries(file, scope, report),
        predictors=read_predictors(file, scope, report),
        imports=scope.imports,
    )


def _stem(name: str) -> str:
    word = re.sub(r"\W", "_", PurePath(name).stem)
    return word if word[:1].isalpha() else f"model_{word}"


def _settled(mechanism: Mechanism, settler: Settler) -> Mechanism:
    match mechanism:
        case Equation(target=target, value=value) if bears_units(value, settler):
            return replace(mechanism, value=settle(value, settler.wanted(target), settler))
        case Draw(target=target, law=law) if any(
            bears_units(value, settler) for value in expressions(law)
        ):
            return replace(mechanism, law=settle_law(law, settler.wanted(target), settler))
        case _:
            return mechanism


def _noises(file: tree.File, scope: Scope, report: Report) -> Iterator[Noise]:
    made: set[str] = set()
    for entry in file.block("noise"):
        if not isinstance(entry, tree.NoiseEntry):
            continue
        reader = Reader(scope, report, "noise")
        report.extend(without_unit(entry.law, f"the noise `{entry.names[0].text}`"))
        kind = scope.noises[entry.names[0].text]
        clouded = entry.names[0].text in scope.clouded
        target = None if clouded else Expected(kind, entry.names[0].text)
        law = read_law(reader, entry.law, target)
        for name in entry.names:
            if law is not None and name.text not in made:
                yield Noise(name.text, scope.noises[name.text], law, name.span)
            made.add(name.text)


def _parameters(file: tree.File, scope: Scope, report: Report) -> Iterator[Parameter]:
    made: set[str] = set()
    for entry in file.block("parameters"):
        if not isinstance(entry, tree.ParameterEntry):
            continue
        prior, name = None, entry.names[0].text
        for part in (entry.support, entry.prior):
            report.extend(without_unit(part, f"the parameter `{name}`"))
        if entry.prior:
            target = Expected(scope.parameters[name].type, name)
            prior = read_law(Reader(scope, report, "noise"), entry.prior, target)
        for one in entry.names:
            if one.text not in made:
                yield replace(scope.parameters[one.text], prior=prior)
            made.add(one.text)
