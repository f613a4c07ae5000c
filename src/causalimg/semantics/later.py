"""E0009 beforehand: what a text may say already, and a fit or `train` cannot do yet."""

from collections.abc import Iterator

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.semantics.double_entry import values
from causalimg.semantics.expr import LearnedFunction, ParameterRef, walk
from causalimg.semantics.model import Learned, Mechanism, Model, Predictor
from causalimg.semantics.types import Array, Image, Kspace, Mask, Vector, values_of

_SHOWN = {Image: "an image", Mask: "a mask", Kspace: "k-space", Vector: "a vector"}


def later(model: Model) -> Iterator[Diagnostic]:
    """Notes on everything in a model that `check` knows, and that a later version will do.

    Args:
        model: a checked model.
    """
    yield from learned_selections(model, Severity.NOTE)
    for predictor in model.predictors:
        found = untrained(model, predictor, Severity.NOTE)
        if found is not None:
            yield found


def untrained(model: Model, predictor: Predictor, severity: Severity) -> Diagnostic | None:
    """What keeps a predictor from being trained: networks here give one number or word a row.

    Args:
        model: a checked model.
        predictor: one of its predictors.
        severity: a note in `check`, an error in `train`.
    """
    label = predictor.label
    kind = model.variable(label).type
    if isinstance(kind, Array):
        what = f"a predictor of {_SHOWN[type(kind)]} (`{label}`)"
        works = "`advise` judges it; what can be trained is a number or word that is read from it"
        return _unbuilt(what, works, predictor, severity)
    for name in predictor.inputs:
        kind = model.variable(name).type
        if isinstance(kind, Array) and not isinstance(kind, Image):
            what = f"a predictor from {_SHOWN[type(kind)]} (`{name}`)"
            works = "`advise` judges it; what can be read is an image, or numbers, that come of it"
            return _unbuilt(what, works, predictor, severity)
    return None


def _unbuilt(what: str, works: str, predictor: Predictor, severity: Severity) -> Diagnostic:
    message = f"training {what} is designed but not built yet"
    return Diagnostic("E0009", message, predictor.span, helps=(works,), severity=severity)


# ---- selections ------------------------------------------------------------------------------


def learned_selections(model: Model, severity: Severity) -> Iterator[Diagnostic]:
    """A selection whose odds are to be learned, from rows that are not there.

    Args:
        model: a checked model.
        severity: a note in `check`, an error in `compile`.
    """
    for mechanism in (m for m in model.mechanisms if _is_learned_selection(model, m)):
        name = mechanism.targets[0]
        message = f"learning the selection `{name}` is designed but not built yet"
        example = known_odds(model, name)
        helps = (
            f"write the odds as numbers that are known from elsewhere: `{example}`",
            f"or drop the variable `{name}`: every answer is then about such rows as there are",
        )
        notes = ("the rows that were not selected, from which it could be learned, are not there",)
        yield Diagnostic(
            "E0009", message, mechanism.span, helps=helps, notes=notes, severity=severity
        )


def known_odds(model: Model, name: str) -> str:
    """A mechanism of a selection in numbers, in the words of the model: an example to change."""
    terms = [_term(model, cause) for cause in model.parents(name)]
    return f"{name} ~ Bernoulli(logit = {' + '.join(['-1', *terms])}) via threshold"


def _term(model: Model, cause: str) -> str:
    kind = model.variable(cause).type
    words = values_of(kind)
    if words in (("0", "1"), ()):
        inside = f"mean({cause})" if isinstance(kind, Array) else cause
        return f"0.5 * {inside}"
    quoted = [word if word.isidentifier() else f'"{word}"' for word in words]
    return f"match {cause} {{ {', '.join(f'{w}: {i}' for i, w in enumerate(quoted))} }}"


def _is_learned_selection(model: Model, mechanism: Mechanism) -> bool:
    if not any(model.variable(name).kind == "selection" for name in mechanism.targets):
        return False
    inside = (e for value in values(mechanism) for e in walk(value))
    return isinstance(mechanism, Learned) or any(
        isinstance(e, ParameterRef | LearnedFunction) for e in inside
    )
