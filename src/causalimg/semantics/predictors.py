"""Predictors as written become those of the model: E0602, E0604, W0609, and their tasks."""

from collections.abc import Iterator
from dataclasses import replace

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.semantics.complaints import beside, left_out, listed, thing, unknown
from causalimg.semantics.model import Equation, Model, Predictor, Task, Variable
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Array, Image, Kspace, Mask, Pixels, Type, values_of
from causalimg.source import Span
from causalimg.syntax import tree

Report = list[Diagnostic]


def read_predictors(file: tree.File, scope: Scope, report: Report) -> tuple[Predictor, ...]:
    """Read the `predictors` block (E0009, E0101, E0201, E0602, E0604)."""
    entries = [e for e in file.block("predictors") if isinstance(e, tree.PredictorEntry)]
    found = (_predictor(entry, scope, report) for entry in entries)
    return tuple(one for one in found if one is not None)


def _predictor(entry: tree.PredictorEntry, scope: Scope, report: Report) -> Predictor | None:
    target, label = entry.target, entry.by or entry.target
    named = (target, label, *entry.inputs, *entry.invariant_to, *entry.fair_to)
    missing = [name for name in named if name.text not in scope.variables]
    for name in missing:
        report.append(unknown(name.text, name.span, scope.variables, what="not a variable"))
    if missing:
        return None
    if any(name.text in scope.clouded for name in named):
        return None
    report.extend(_target(entry, scope))
    report.extend(_label(entry, scope))
    report.extend(_inputs(entry, scope))
    report.extend(_promises(entry, scope))
    report.extend(_pictures(entry, scope))
    report.extend(_twice(entry))
    variable = scope.variables[target.text]
    return Predictor(
        entry.name.text,
        target.text,
        label.text,
        _texts(entry.inputs),
        _texts(entry.invariant_to),
        _texts(entry.fair_to),
        _task(variable.type),
        entry.span,
    )


def _task(kind: Type) -> Task:
    """What a predictor does, by the type of its target."""
    match kind:
        case Mask():
            return "segmentation"
        case Image() | Kspace():
            return "reconstruction"
        case _:
            return "classification" if values_of(kind) else "regression"


def _texts(names: tuple[tree.Name, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.text for name in names))


def _target(entry: tree.PredictorEntry, scope: Scope) -> Iterator[Diagnostic]:
    name = entry.target.text
    variable = scope.variables[name]
    if variable.kind == "latent" and entry.by is None:
        message = f"nobody measured `{name}`, so nothing can be learned from it"
        others = beside(scope.declarations[name].span, f"`{name}` is latent")
        stand_in = _measurements(scope, variable)
        example = f"`{name} by {stand_in[0]}`" if stand_in else f"`{name} by label`"
        helps = (f"name what measures it: {example}",)
        end = Span(entry.target.span.end, entry.target.span.end)
        fix = Fix(end, f" by {stand_in[0]}") if len(stand_in) == 1 else None
        yield Diagnostic("E0604", message, entry.target.span, "", others, helps, fix=fix)


def _measurements(scope: Scope, target: Variable) -> list[str]:
    """Observed variables of the same type, nearest in name to a label first."""
    same = [
        v.name for v in scope.variables.values() if v.kind == "observed" and v.type == target.type
    ]
    return sorted(same, key=lambda name: ("label" not in name, target.name not in name))


def _label(entry: tree.PredictorEntry, scope: Scope) -> Iterator[Diagnostic]:
    if entry.by is None:
        return
    label, target = scope.variables[entry.by.text], scope.variables[entry.target.text]
    if label.kind == "latent":
        message = f"`{label.name}` is latent and measures nothing"
        helps = ("name an observed variable behind `by`",)
        yield Diagnostic("E0604", message, entry.by.span, helps=helps)
    if label.type != target.type:
        words = [thing(type(v.type).__name__.lower()) for v in (label, target)]
        message = f"`{label.name}` is {words[0]}, but `{target.name}` is {words[1]}"
        if type(label.type) is type(target.type):
            message = f"`{label.name}` and `{target.name}` have different values"
        yield Diagnostic("E0201", message, entry.by.span)


def _inputs(entry: tree.PredictorEntry, scope: Scope) -> Iterator[Diagnostic]:
    promised = {name.text: name.span for name in entry.invariant_to}
    for at, name in enumerate(entry.inputs):
        word, fix = name.text, left_out(entry.inputs, at)
        variable = scope.variables[word]
        if word in promised:
            yield replace(_reads_its_promise(name, promised[word]), fix=fix)
        elif word in {entry.target.text, (entry.by or entry.target).text}:
            message = f"a predictor cannot read `{word}`, which it predicts"
            helps = (f"drop `{word}` from the inputs",)
            yield Diagnostic("E0602", message, name.span, helps=helps, fix=fix)
        elif variable.kind == "latent":
            message = f"`{word}` is latent: no table and no patient brings it along"
            helps = (f"drop `{word}` from the inputs, or read what measures it",)
            yield Diagnostic("E0604", message, name.span, helps=helps, fix=fix)


def _promises(entry: tree.PredictorEntry, scope: Scope) -> Iterator[Diagnostic]:
    """What no predictor can be invariant or fair to: E0201, E0602, E0604."""
    read = {name.text for name in entry.inputs}
    for word, names in (("invariant", entry.invariant_to), ("fair", entry.fair_to)):
        for at, name in enumerate(names):
            variable = scope.variables[name.text]
            found = None
            if name.text in {entry.target.text, (entry.by or entry.target).text}:
                found = _promised_target(name, word, entry)
            elif variable.kind == "latent":
                message = f"`{name.text}` is latent, so no invariance to it can be trained"
                helps = (f"drop `{name.text}`, or name what measures it",)
                found = Diagnostic("E0604", message, name.span, helps=helps)
            elif isinstance(variable.type, Array) and not (
                word == "invariant" and name.text in read
            ):
                found = _no_groups(name, word, variable.type)
            elif word == "fair" and name.text in _texts(entry.invariant_to):
                found = _both(name, entry)
            if found:
                yield replace(found, fix=left_out(names, at))


def _promised_target(name: tree.Name, word: str, entry: tree.PredictorEntry) -> Diagnostic:
    others = beside(entry.target.span, "predicted here")
    if name.text != entry.target.text:
        others = beside(entry.by.span if entry.by else None, "learned from here")
    message = f"a prediction of `{entry.target.text}` cannot be {word} to `{name.text}`"
    helps = (f"drop `{name.text}` from what it is {word} to",)
    return Diagnostic("E0602", message, name.span, "promised here", others, helps)


def _both(name: tree.Name, entry: tree.PredictorEntry) -> Diagnostic:
    first = next(one for one in entry.invariant_to if one.text == name.text)
    message = f"`{name.text}` stands behind both `invariant to` and `fair to`"
    helps = (f"drop `{name.text}` from one of the two",)
    note = f"`invariant to` asserts that an arrow of `{name.text}` into the picture is appearance"
    notes = (f"{note}, `fair to` keeps it as content",)
    others = beside(first.span, "and here")
    return Diagnostic("E0602", message, name.span, "here", others, helps, notes)


def _no_groups(name: tree.Name, word: str, kind: Array) -> Diagnostic:
    what = thing(type(kind).__name__.lower())
    message = f"no predictor can be trained to be {word} to `{name.text}`, {what}"
    helps = (f"drop `{name.text}`, or name one number or word that an equation reads off it",)
    notes = ("a constraint compares rows that differ in one number or word",)
    return Diagnostic("E0201", message, name.span, helps=helps, notes=notes)


def _pictures(entry: tree.PredictorEntry, scope: Scope) -> Iterator[Diagnostic]:
    """E0009 where no image is read: licences and training are about one."""
    images = [v.name for v in scope.variables.values() if isinstance(v.type, Pixels)]
    if not {name.text for name in entry.inputs}.isdisjoint(images):
        return
    message = (
        f"a predictor that reads no image (`{entry.name.text}`) is designed but not built yet"
    )
    target, first = entry.target.text, entry.inputs[0].text
    helps = [f"let it read one: `from {', '.join((*_texts(entry.inputs), name))}`"
             for name in images[:1] if name != target]  # fmt: skip
    helps.append(f"ask the model itself: `E[{target} | {first} == ...]`")
    span = entry.inputs[0].span | entry.inputs[-1].span
    yield Diagnostic("E0009", message, span, helps=tuple(helps))


def _reads_its_promise(name: tree.Name, promised: Span) -> Diagnostic:
    word = name.text
    message = f"a predictor that reads `{word}` cannot be invariant to `{word}`"
    others = beside(promised, "promised here")
    helps = (f"drop `{word}` from the inputs",)
    return Diagnostic("E0602", message, name.span, "read here", others, helps)


def _twice(entry: tree.PredictorEntry) -> Iterator[Diagnostic]:
    for names in (entry.inputs, entry.invariant_to, entry.fair_to):
        seen: set[str] = set()
        for at, name in enumerate(names):
            if name.text in seen:
                message, helps = f"`{name.text}` is named twice", ("drop one of the two",)
                fix = left_out(names, at)
                yield Diagnostic("E0102", message, name.span, helps=helps, fix=fix)
            seen.add(name.text)


def check_labels(model: Model) -> Iterator[Diagnostic]:
    """W0609: a measurement that follows from what the predictor reads teaches an equation."""
    for predictor in model.predictors:
        label, inputs = predictor.label, set(predictor.inputs)
        if label not in {predictor.target, *inputs} and label in _computed(model, inputs):
            message = f"`{label}` is computed from {listed(predictor.inputs)} alone, so `"
            message += f"{predictor.name}` can learn nothing but that equation"
            maker = model.mechanism(label)
            others = beside(maker.span if maker else None, "computed here")
            helps = (f"learn from what measures `{predictor.target}` in another way",)
            span, level = predictor.span, Severity.WARNING
            yield Diagnostic("W0609", message, span, "", others, helps, severity=level)


def _computed(model: Model, known: set[str]) -> set[str]:
    """What is known, and all that equations without noise make of it."""
    plain = [m for m in model.mechanisms if isinstance(m, Equation) and m.parents and not m.noises]
    found = set(known)
    while more := {m.target for m in plain if found.issuperset(m.parents)} - found:
        found |= more
    return found
