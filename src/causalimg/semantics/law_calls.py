"""Laws as written become laws with their parameters by name."""

import math

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.laws import ALIASES, LAWS, Law
from causalimg.library.networks import NETWORKS
from causalimg.semantics.calls import Signature, place
from causalimg.semantics.complaints import beside, listed, nearest, thing, things
from causalimg.semantics.elsewhere import law_elsewhere
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import Expr, LawCall, Number
from causalimg.semantics.reader import Expected, Reader, no_value
from causalimg.semantics.resolve import resolve
from causalimg.semantics.types import Type, values_of
from causalimg.source import Source, Span
from causalimg.syntax import tree


def type_word(kind: Type) -> str:
    """The word of a type: `real`, `category`."""
    return type(kind).__name__.lower()


def read_law(reader: Reader, law: tree.Law, target: Expected | None) -> LawCall | None:
    """Resolve a law.

    Args:
        reader: the statement.
        law: as written.
        target: type and name of what it draws, None where they are wrong already.

    Returns:
        The law with canonical arguments, or None after a complaint.
    """
    record = LAWS.get(law.name.text)
    if record is None or not reader.scope.brings(record):
        for argument in law.arguments:
            resolve(reader, argument.value)
        reader.report.append(no_law(law, reader.scope.source))
        return None
    if target and type_word(target.type) not in record.targets:
        reader.report.append(_wrong_target(reader, record, law, target))
        # How another law is called says nothing about this one; its words may still be wrong.
        for value in (value for argument in law.arguments for value in _each(argument.value)):
            resolve(reader, value)
        return None
    arguments = _arguments(reader, record, law, target)
    truncated = _truncated(reader, record, law.truncated)
    if arguments is None:
        return None
    return LawCall(record.name, arguments, truncated, law.span)


def _arguments(
    reader: Reader, record: Law, law: tree.Law, target: Expected | None
) -> tuple[tuple[str, Expr], ...] | None:
    finite = target is not None and bool(values_of(target.type))
    if record.name == "Categorical":
        return _categorical(reader, law, target)
    if record.name == "Uniform" and finite:
        return _uniform(reader, law)
    placed = _placed(reader, record, law)
    if placed is None:
        for value in (value for argument in law.arguments for value in _each(argument.value)):
            resolve(reader, value)
        return None
    cuts = _cuts(reader, placed.pop("cuts"), target) if "cuts" in placed else ()
    found = {name: resolve(reader, value) for name, value in placed.items()}
    for parameter in record.parameters:
        if parameter.default is not None:
            found.setdefault(parameter.name, Number(parameter.default))
    inside = tuple((p.name, found[p.name]) for p in record.parameters if p.name in found)
    return None if cuts is None else (*inside, *cuts)


def _placed(reader: Reader, record: Law, law: tree.Law) -> dict[str, tree.Expr] | None:
    names = tuple(parameter.name for parameter in record.parameters)
    # A noise, a prior and `do` have nothing from which a mechanism could learn.
    learned = {p.name for p in record.parameters if p.learned and reader.room == "mechanism"}
    needed = frozenset(
        p.name for p in record.parameters if p.default is None and p.name not in record.either
    )
    signature = Signature(names, needed - learned, record.signature)
    placed = place(reader.report, law.name, law.arguments, signature)
    if placed is not None and record.either and sum(n in placed for n in record.either) != 1:
        message = f"`{record.name}` takes either {listed(record.either, 'or')}"
        helps = (f"write one of them: `{record.name}({record.either[-1]} = ...)`",)
        reader.report.append(Diagnostic("E0209", message, law.span, helps=helps))
        return None
    return placed


def _each(written: tree.Expr) -> tuple[tree.Expr, ...]:
    return written.items if isinstance(written, tree.Array) else (written,)


def _cuts(
    reader: Reader, written: tree.Expr, target: Expected | None
) -> tuple[tuple[str, Expr], ...] | None:
    """Cut points by name; their order is checked where supports are."""
    found = tuple(resolve(reader, point) for point in _each(written))
    size = len(values_of(target.type)) if target else 0
    if target and size and (len(found) != size - 1 or not isinstance(written, tree.Array)):
        reader.report.append(_wrong_cuts(written, target, size - 1))
        return None
    return tuple((f"cut_{place}", value) for place, value in enumerate(found, 1))


def _wrong_cuts(written: tree.Expr, target: Expected, needed: int) -> Diagnostic:
    numbers = "one number" if needed == 1 else f"{needed} increasing numbers"
    message = f"`{target.owner}` has {needed + 1} values, so `cuts` is a list of {numbers}"
    shown = ", ".join(f"{(1 - needed) / 2 + place:g}" for place in range(needed))
    helps = (f"write `cuts = [{shown}]`", "without `cuts` a mechanism learns them")
    return Diagnostic("E0209", message, written.span, helps=helps)


def _uniform(reader: Reader, law: tree.Law) -> tuple[tuple[str, Expr], ...] | None:
    if not law.arguments:
        return ()
    message = "`Uniform` over finitely many values takes no argument"
    fix = Fix(law.span, "Uniform()")
    span = law.arguments[0].span | law.arguments[-1].span
    reader.report.append(Diagnostic("E0209", message, span, helps=("write `Uniform()`",), fix=fix))
    return None


def _categorical(
    reader: Reader, law: tree.Law, target: Expected | None
) -> tuple[tuple[str, Expr], ...] | None:
    values = values_of(target.type) if target else ()
    found: dict[str, Expr] = {}
    whole = target is not None
    for position, argument in enumerate(law.arguments):
        value = resolve(reader, argument.value)
        word = argument.name.text if argument.name else None
        if target is None:
            continue
        if word is None and position < len(values):
            word = values[position]
        if word is None or word not in values or word in found:
            reader.report.append(_no_probability(reader, argument, target, word, found))
            whole = False
        else:
            found[word] = value
    missing = [word for word in values if word not in found]
    if missing and whole:
        reader.report.append(_missing(reader, law, missing, found))
    if missing or not whole:
        return None
    return tuple((word, found[word]) for word in values)


def _no_probability(
    reader: Reader,
    argument: tree.Argument,
    target: Expected,
    word: str | None,
    found: dict[str, Expr],
) -> Diagnostic:
    if word is None:
        message = f"more probabilities than values of `{target.owner}`"
        return Diagnostic("E0206", message, argument.span)
    if word in found:
        message = f"`{word}` has two probabilities"
        return Diagnostic("E0206", message, argument.span)
    assert argument.name is not None
    return no_value(reader, word, argument.name.span, target)


def _missing(
    reader: Reader, law: tree.Law, missing: list[str], found: dict[str, Expr]
) -> Diagnostic:
    """E0206; where one value is missing and the others are numbers, it has what they leave."""
    message = f"the probability of {listed(missing)} is missing"
    known = [evaluate(value, reader.scope.constants) for value in found.values()]
    left = 1 - math.fsum(value for value in known if value is not None)
    sure = None not in known and len(missing) == 1 and left > 1e-6 and bool(found)
    shown = f"{left:.6g}" if sure else "..."
    helps = ("add " + ", ".join(f"`{_typed(word)} = {shown}`" for word in missing),)
    end = law.arguments[-1].span.end if law.arguments else law.span.end
    fix = Fix(Span(end, end), f", {_typed(missing[0])} = {shown}") if sure else None
    return Diagnostic("E0206", message, law.span, helps=helps, fix=fix)


def _typed(word: str) -> str:
    """A value as it is written: quoted where it is neither a name nor a number."""
    return word if word.isidentifier() or word.isdigit() else f'"{word}"'


_WHOLE = frozenset({"MultivariateNormal", "ComplexNormal", "Delta"})
_COUNTS = frozenset({"Poisson", "NegativeBinomial"})


def _truncated(
    reader: Reader, record: Law, interval: tree.Interval | None
) -> tuple[Expr, Expr] | None:
    if interval is None:
        return None
    ends = resolve(reader, interval.low), resolve(reader, interval.high)
    if record.kind == "discrete" or record.module or record.name in _WHOLE:
        why = "is discrete and" if record.kind == "discrete" else "of another package"
        why = "has no tails that can be cut: it" if record.name in _WHOLE else why
        message = f"`{record.name}` {why} cannot be truncated"
        helps = _uncut(reader, record, interval)
        reader.report.append(Diagnostic("E0201", message, interval.span, helps=helps))
    return ends


def _uncut(reader: Reader, record: Law, interval: tree.Interval) -> tuple[str, ...]:
    """What to write where a law has no tails to cut."""
    drop = f"drop `truncated {reader.scope.source.slice(interval.span)}`"
    if record.name not in _COUNTS:
        return (drop,)
    return (
        f"{drop}: `{record.name}` counts 0, 1, 2, ... without end",
        "or, where there are few, declare `ordinal {0 < 1 < 2}` and give each value its share",
    )


# ---- wrong laws ------------------------------------------------------------------------------


def no_law(law: tree.Law, source: Source) -> Diagnostic:
    """E0103: neither a law nor a network, or one that was not imported."""
    record = LAWS.get(law.name.text) or NETWORKS.get(law.name.text)
    if record is not None and record.module is not None:
        message = f"`{record.name}` is not imported"
        helps = (f"add the line `from {record.module} import {record.name}`",)
        return Diagnostic("E0103", message, law.name.span, helps=helps)
    if record is not None and record.name in NETWORKS:
        message = f"here stands a known law, and `{record.name}` is learned from data"
        helps = ("write a law, such as `Normal(0, 1)`",)
        note = "networks make variables, in `mechanisms`"
        return Diagnostic("E0103", message, law.name.span, helps=helps, notes=(note,))
    return law_elsewhere(law, source) or _unknown_law(law.name)


def _unknown_law(name: tree.Name) -> Diagnostic:
    word = name.text
    small = word[:1].islower()
    known = NETWORKS if small else LAWS
    built = sorted(k for k, v in known.items() if v.module is None)
    other = LAWS if small else NETWORKS
    switched = nearest(word, other) if word.casefold() in map(str.casefold, other) else None
    alias = ALIASES.get(word) or ALIASES.get(nearest(word, ALIASES) or "")
    meant = switched or nearest(word, built) or alias
    kind = "distribution" if meant in LAWS else "network"
    helps = (f"did you mean the {kind} `{meant}`?",) if meant else ()
    message = f"`{word}` is not a " + ("learned mechanism" if small else "known law")
    label = "small letter: a network to be learned" if small else "capital letter: a known law"
    note = ("learned mechanisms: " if small else "known laws: ") + ", ".join(built)
    fix = Fix(name.span, meant) if meant else None
    return Diagnostic("E0103", message, name.span, label, helps=helps, notes=(note,), fix=fix)


_INSTEAD = {
    "binary": "`Bernoulli(p)`",
    "category": "`Categorical(value = probability, ...)`",
    "ordinal": "`OrderedLogistic(score)` or `Categorical(value = probability, ...)`",
    "count": "`Poisson(rate)` or `NegativeBinomial(mean, dispersion)`",
    "real": "`Normal(mean, sd)`",
    "image": "`Normal(mean, sd)` with images as parameters",
    "vector": "`MultivariateNormal(mean, covariance)`",
    "mask": "`vae()`, or an equation",
    "kspace": "`ComplexNormal(mean, sd)`",
}


def _wrong_target(reader: Reader, record: Law, law: tree.Law, target: Expected) -> Diagnostic:
    word, owner = type_word(target.type), target.owner
    message = f"`{record.name}` draws {things(record.targets)}, and `{owner}` is {thing(word)}"
    span = reader.scope.type_span(owner) if owner else None
    values = values_of(target.type)
    label = f"{len(values)} values" if values else f"`{owner}` is declared here"
    helps = (f"use {_INSTEAD[word]}",)
    return Diagnostic("E0201", message, law.span, others=beside(span, label), helps=helps)
