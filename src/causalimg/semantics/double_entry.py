"""Arrows are claims, mechanisms keep them: each is checked against the other, noise as well."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from causalimg.diagnostics import Diagnostic, Fix, Label, Severity
from causalimg.semantics.arrows import span_of_causes
from causalimg.semantics.complaints import beside, listed
from causalimg.semantics.expr import (
    Expr,
    NoiseRef,
    read_by,
    walk,
)
from causalimg.semantics.forms import is_poison
from causalimg.semantics.invert import gives_back
from causalimg.semantics.mechanisms import expressions
from causalimg.semantics.model import Draw, Equation, Learned, Mechanism, Model
from causalimg.source import Span
from causalimg.syntax import tree

_NOTE = "arrows are claims; mechanisms keep them"


def values(mechanism: Mechanism) -> tuple[Expr, ...]:
    """The expressions of a mechanism."""
    match mechanism:
        case Equation(value=value):
            return (value,)
        case Draw(law=law):
            return expressions(law)
        case Learned(options=options):
            return tuple(value for _, value in options)


def doubtful(mechanism: Mechanism) -> bool:
    """Whether something in a mechanism could not be read, so that its causes are not sure."""
    return any(is_poison(e) for value in values(mechanism) for e in walk(value))


def check_arrows(model: Model, file: tree.File) -> Iterator[Diagnostic]:
    """E0401 and E0403: what a mechanism reads, and what the arrows say, must be the same."""
    drawn = {(arrow.cause, arrow.effect) for arrow in model.arrows}
    after = _Order(drawn)
    for mechanism in model.mechanisms:
        for target, parent in product(mechanism.targets, mechanism.parents):
            if (parent, target) in drawn or parent == target:
                continue
            if (target, parent) in drawn:
                yield _backwards(model, file, mechanism, parent, target)
                continue
            found = _undrawn(model, file, mechanism, parent, target)
            if after.allows(parent, target):
                found = replace(found, fix=_drawn_below(model, file, f"{parent} -> {target}"))
            yield found
        yield from _loose_joint(model, file, mechanism)
    yield from _unread(model)


def _unread(model: Model) -> Iterator[Diagnostic]:
    """E0403."""
    made = {t: m for m in model.mechanisms for t in m.targets if not doubtful(m)}
    for arrow in model.arrows:
        maker = made.get(arrow.effect)
        other = model.mechanism(arrow.cause)
        backwards = other is not None and arrow.effect in other.parents
        if maker is not None and arrow.cause not in maker.parents and not backwards:
            message = f"`{arrow.cause} -> {arrow.effect}` is drawn, but the mechanism of "
            message += f"`{arrow.effect}` never reads `{arrow.cause}`"
            others = beside(maker.span, f"makes `{arrow.effect}` without it")
            helps = (f"let the mechanism read `{arrow.cause}`, or drop the arrow",)
            yield Diagnostic("E0403", message, arrow.span, "", others, helps, (_NOTE,))


def _backwards(
    model: Model, file: tree.File, mechanism: Mechanism, parent: str, target: str
) -> Diagnostic:
    """E0401 where the arrow is there, and points the other way."""
    arrow = next(a for a in model.arrows if (a.cause, a.effect) == (target, parent))
    message = f"the mechanism of `{target}` reads `{parent}`, but the arrow points the other way"
    others = beside(arrow.span, f"`{target} -> {parent}`")
    written = f"{parent} -> {target}"
    alone = any(isinstance(c, tree.Chain) and c.span == arrow.span for c in file.block("graph"))
    fix = Fix(arrow.span, written, sure=False) if alone else None
    helps = (
        f"if `{parent}` changes `{target}`, turn the arrow round: `{written}`",
        f"if `{target}` changes `{parent}`, let the mechanism of `{parent}` read it",
    )
    span = _read_at(mechanism, file, parent)
    return Diagnostic("E0401", message, span, "read here", others, helps, (_NOTE,), fix)


def _undrawn(
    model: Model, file: tree.File, mechanism: Mechanism, parent: str, target: str
) -> Diagnostic:
    message = f"the mechanism of `{target}` reads `{parent}`, but no arrow says so"
    others = beside(span_of_causes(model.arrows, target), f"the causes of `{target}`")
    place = "from `given`" if isinstance(mechanism, Learned) else "from the mechanism"
    helps = (
        f"if `{parent}` changes `{target}`, add the arrow `{parent} -> {target}`",
        f"if not, drop `{parent}` {place}",
    )
    span = _read_at(mechanism, file, parent)
    return Diagnostic("E0401", message, span, "read here", others, helps, (_NOTE,))


def _read_at(mechanism: Mechanism, file: tree.File, parent: str) -> Span:
    for entry in file.block("mechanisms"):
        if isinstance(entry, tree.Draw) and entry.span == mechanism.span:
            for name in entry.given:
                if name.text == parent:
                    return name.span
    for value in values(mechanism):
        for node in walk(value):
            if parent in read_by(node):
                return node.span
    return mechanism.span


class _Order:
    """Arrows, and those that were proposed: no proposal closes a circle."""

    def __init__(self, drawn: set[tuple[str, str]]) -> None:
        self.arrows = set(drawn)

    def allows(self, cause: str, effect: str) -> bool:
        """Whether an arrow can be added; it then counts as drawn."""
        seen, waiting = {cause}, [cause]
        while waiting:
            here = waiting.pop()
            causes = {a for a, b in self.arrows if b == here} - seen
            seen |= causes
            waiting.extend(causes)
        if effect in seen:
            return False
        self.arrows.add((cause, effect))
        return True


def _drawn_below(model: Model, file: tree.File, arrow: str) -> Fix | None:
    """An arrow on a line of its own, below the last one of `graph`: a claim, so never sure."""
    chains = [entry for entry in file.block("graph") if isinstance(entry, tree.Chain)]
    if not chains:
        return None
    source, last = model.source, chains[-1].span
    line = source.line_span(source.place(last.end).line)
    behind = source.slice(Span(last.end, line.end))
    end = last.end if behind.strip() and not behind.strip().startswith("#") else line.end
    start = source.line_span(source.place(last.start).line).start
    before = source.slice(Span(start, last.start))
    text = f"\n{'  ' if before.strip() else before}{arrow}"
    return Fix(Span(end, end), text, sure=False)


def _loose_joint(model: Model, file: tree.File, mechanism: Mechanism) -> Iterator[Diagnostic]:
    """A mechanism of several targets ties them, which an arc has to say."""
    first, *rest = mechanism.targets
    tied, waiting = {first}, [first]
    while waiting:
        here = waiting.pop()
        pairs = [(arc.left, arc.right) for arc in model.bidirected]
        near = {b for a, b in (*pairs, *((b, a) for a, b in pairs)) if a == here} - tied
        tied |= near
        waiting.extend(near)
    loose = [name for name in rest if name not in tied]
    if loose:
        message = f"one mechanism makes {listed(mechanism.targets)}, but no arrow ties "
        message += f"`{loose[0]}` to `{first}`"
        helps = (f"add `{first} <-> {loose[0]}` to `graph`",)
        fix = _drawn_below(model, file, f"{first} <-> {loose[0]}")
        yield Diagnostic("E0401", message, mechanism.span, helps=helps, notes=(_NOTE,), fix=fix)


def check_noise(model: Model) -> Iterator[Diagnostic]:
    """E0404 and E0405: every named noise drives one mechanism, and can be found again."""
    uses = _uses(model)
    for noise in model.noises:
        places = uses.get(noise.name, [])
        if not places:
            message = f"nothing reads the noise `{noise.name}`"
            helps = (f"use it in an equation, or drop `{noise.name}`",)
            level = Severity.WARNING
            yield Diagnostic("E0405", message, noise.span, helps=helps, severity=level)
        yield from _shared(noise.name, places)
    known = {noise.name for noise in model.noises}
    for equation in (m for m in model.mechanisms if isinstance(m, Equation)):
        if known.issuperset(equation.noises) and not doubtful(equation):
            yield from _no_way_back(model, equation)


def _uses(model: Model) -> dict[str, list[tuple[str, Span]]]:
    found: dict[str, list[tuple[str, Span]]] = {}
    for mechanism in model.mechanisms:
        for value in values(mechanism):
            for node in walk(value):
                if isinstance(node, NoiseRef):
                    found.setdefault(node.name, []).append((mechanism.targets[0], node.span))
    return found


def _shared(noise: str, places: list[tuple[str, Span]]) -> Iterator[Diagnostic]:
    first = next(iter(places), None)
    other = next(((name, span) for name, span in places if first and name != first[0]), None)
    if first is None or other is None:
        return
    message = f"noise `{noise}` drives both `{first[0]}` and `{other[0]}`"
    ways = f"declare `latent {noise} : real`,\nor give each mechanism its own noise"
    helps = (f"noise shared by two mechanisms is a confounder: {ways}",)
    others = (Label(first[1], "first use"),)
    yield Diagnostic("E0404", message, other[1], "and again here", others, helps)


def _no_way_back(model: Model, equation: Equation) -> Iterator[Diagnostic]:
    observed = model.variable(equation.target).kind == "observed"
    if observed and len(equation.noises) > 1 and not gives_back(model, equation):
        message = f"{listed(equation.noises)} cannot both be found again from `{equation.target}`"
        helps = ("give each noise a variable of its own",)
        notes = (f"counterfactuals below `{equation.target}` keep their prior",)
        level = Severity.WARNING
        yield Diagnostic("E0405", message, equation.span, helps=helps, notes=notes, severity=level)
