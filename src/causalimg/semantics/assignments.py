"""What is set to what: the right hand of `do` and `had`, and named interventions put in place."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from causalimg.diagnostics import Diagnostic
from causalimg.semantics.complaints import beside, unknown
from causalimg.semantics.expr import Assignment, DrawFrom, SetTo, Sweep
from causalimg.semantics.law_calls import read_law
from causalimg.semantics.model import Intervention
from causalimg.semantics.reader import Reader
from causalimg.semantics.resolve import resolve
from causalimg.semantics.targets import target_of
from causalimg.semantics.types import Count, Real, values_of, words_of_type
from causalimg.syntax import tree


def read_assignments(
    reader: Reader, assignments: tuple[tree.Assignment, ...], inside: str = ""
) -> tuple[Assignment, ...]:
    """Resolve assignments; named interventions are replaced by theirs.

    Args:
        reader: the question that they belong to.
        assignments: as written.
        inside: the intervention that they make, if they make one.

    Returns:
        Those that could be understood, in order; each variable once (E0102).
    """
    found: dict[str, Assignment] = {}
    for one in _expanded(reader, assignments, (inside,)):
        if one.variable in found:
            message = f"`{one.variable}` is set twice"
            others = beside(found[one.variable].span, "first here")
            helps = ("drop one of the two",)
            found_twice = Diagnostic("E0102", message, one.span, "again here", others, helps)
            reader.report.append(found_twice)
        found.setdefault(one.variable, one)
    return tuple(found.values())


def _expanded(
    reader: Reader, assignments: tuple[tree.Assignment, ...], inside: tuple[str, ...]
) -> Iterator[Assignment]:
    for one in assignments:
        if isinstance(one, tree.Named):
            yield from _named(reader, one, inside)
            continue
        found = _read(reader, one)
        if found is not None:
            yield found


def _named(reader: Reader, one: tree.Named, inside: tuple[str, ...]) -> Iterator[Assignment]:
    name, known = one.name.text, reader.scope.interventions
    if name in inside:
        return  # told by `circles`
    if isinstance(ready := known.get(name), Intervention):
        # Told where it is named: its own places lie in another text.
        yield from (replace(part, span=one.span) for part in ready.assignments)
    elif ready is not None:
        # Its own complaints were made where it is declared.
        quiet = Reader(reader.scope, [], reader.room, assign=reader.assign)
        yield from _expanded(quiet, ready.assignments, (*inside, name))
    elif name in reader.scope.variables:
        reader.report.append(_without_value(one.name, reader))
    else:
        what = "not the name of an intervention"
        reader.report.append(unknown(name, one.name.span, known, what=what))


def _without_value(name: tree.Name, reader: Reader) -> Diagnostic:
    """E0101 for `do(dose)`: a variable, where an intervention is named."""
    target = target_of(name.text, reader.scope)
    words = words_of_type(target.type) if target else ()
    value = words[-1] if words else "1"
    value = value if value.isidentifier() or value.isdigit() else f'"{value}"'
    message = f"`{name.text}` is set, and to no value"
    helps = (f"say what it is set to: `{name.text} = {value}`",)
    what = "a variable, not the name of an intervention"
    return Diagnostic("E0101", message, name.span, what, helps=helps)


def _read(reader: Reader, one: tree.SetTo | tree.DrawFrom | tree.Sweep) -> Assignment | None:
    name = one.name.text
    target = target_of(name, reader.scope)
    if name not in reader.scope.variables:
        what = "only variables can be set"
        found = unknown(name, one.name.span, reader.scope.variables, what=what)
        reader.report.append(found)
    match one:
        case tree.SetTo(value=value):
            finite = target if target and words_of_type(target.type) else None
            if target is None and name in reader.scope.variables:
                # Its declaration could not be read: what seems unknown may be one of its values.
                reader = Reader(reader.scope, [], reader.room, assign=reader.assign)
            set_to = resolve(reader, value, finite)
            return SetTo(name, set_to, one.span) if target else None
        case tree.DrawFrom(law=law):
            drawn = read_law(reader, law, target)
            return DrawFrom(name, drawn, one.span) if target and drawn else None
        case tree.Sweep(low=low, high=high, step=step):
            ends = [resolve(reader, end) for end in (low, high, step)]
            if target and not isinstance(target.type, Real | Count):
                message = f"a ladder climbs numbers, and `{name}` has none"
                values = ", ".join(values_of(target.type)[:6])
                helps = (f"set one value: `{name} = ...`, of {values}",) if values else ()
                reader.report.append(Diagnostic("E0201", message, one.span, helps=helps))
                return None
            return Sweep(name, ends[0], ends[1], ends[2], one.span) if target else None


def circles(entries: Sequence[tree.InterventionEntry]) -> Iterator[Diagnostic]:
    """E0102 for interventions that contain themselves, by way of others or at once."""
    parts = {
        entry.name.text: [one for one in entry.assignments if isinstance(one, tree.Named)]
        for entry in entries
    }
    for name, named in parts.items():
        for one in named:
            way = _way(one.name.text, name, parts)
            if way:
                shown = " -> ".join((name, *way))
                message = f"the intervention `{name}` contains itself: {shown}"
                helps = (f"drop `{one.name.text}` here, or name what it sets",)
                yield Diagnostic("E0102", message, one.span, helps=helps)


def _way(start: str, end: str, parts: Mapping[str, Sequence[tree.Named]]) -> tuple[str, ...]:
    """The shortest way along the names, `end` included; empty where there is none."""
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    seen = {start}
    while waiting:
        way = waiting.popleft()
        if way[-1] == end:
            return way
        for one in parts.get(way[-1], ()):
            if one.name.text not in seen:
                seen.add(one.name.text)
                waiting.append((*way, one.name.text))
    return ()
