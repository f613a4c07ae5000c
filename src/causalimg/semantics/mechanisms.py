"""Mechanisms as written become mechanisms of the model, each read within its scope."""

from collections.abc import Iterator

from causalimg.diagnostics import Diagnostic, Fix, Severity
from causalimg.library.laws import LAWS
from causalimg.library.networks import NETWORKS, Network
from causalimg.library.words import COUPLINGS
from causalimg.semantics.calls import Options, no_picture, not_built, read_options
from causalimg.semantics.complaints import (
    beside,
    left_out,
    listed,
    thing,
    unknown,
)
from causalimg.semantics.elsewhere import defined_elsewhere
from causalimg.semantics.expr import Expr, LawCall, noises_in, read_by, variables_in, walk
from causalimg.semantics.expr import NoiseRef as Noised
from causalimg.semantics.law_calls import no_law, read_law, type_word
from causalimg.semantics.model import (
    Coupling,
    Draw,
    Equation,
    Learned,
    Mechanism,
    Variable,
)
from causalimg.semantics.reader import Expected, Reader
from causalimg.semantics.resolve import resolve
from causalimg.semantics.scope import Scope
from causalimg.semantics.targets import target_of, unmade
from causalimg.semantics.types import (
    Category,
    Pixels,
    Real,
    Vector,
    values_of,
    words_of_type,
)
from causalimg.source import Span
from causalimg.syntax import tree
from causalimg.syntax.walk import walk as tree_walk

Report = list[Diagnostic]


def read_mechanisms(file: tree.File, scope: Scope, report: Report) -> tuple[Mechanism, ...]:
    """Read the `mechanisms` block.

    Args:
        file: the tree.
        scope: what names stand for.
        report: where complaints are collected (E0101, E0103, E0107, E0201, E0209, E0302, ...).

    Returns:
        The mechanisms that could be understood; expressions inside may hold poison.
    """
    return tuple(_read_all(file, scope, report))


def _read_all(file: tree.File, scope: Scope, report: Report) -> Iterator[Mechanism]:
    made: dict[str, Span] = {}
    for entry in file.block("mechanisms"):
        if not isinstance(entry, tree.Equation | tree.Draw):
            continue
        targets = (entry.target,) if isinstance(entry, tree.Equation) else entry.targets
        fresh = True
        for name in targets:
            wrong = _of_parameter(name, entry, file, scope) or _wrong_target(name, entry, scope)
            wrong = wrong or _made_twice(name, made)
            report.extend([wrong] if wrong else [])
            fresh = fresh and wrong is None
            made.setdefault(name.text, name.span)
        found = _read(entry, scope, report)
        if found is not None and fresh:
            yield found


def _wrong_target(
    name: tree.Name, entry: tree.Equation | tree.Draw, scope: Scope
) -> Diagnostic | None:
    variable = scope.variables.get(name.text)
    if variable is None:
        what = "only variables have mechanisms"
        equation = entry if isinstance(entry, tree.Equation) else None
        if equation and (defined := defined_elsewhere(equation, scope.source)):
            return defined
        return unknown(name.text, name.span, scope.variables, what=what)
    if variable.kind == "environment":
        message = f"`{name.text}` is an environment: it is given with each row, not made"
        help_ = f"drop its mechanism, or drop the word `environment` before `{name.text}`"
        return Diagnostic("E0302", message, name.span, helps=(help_,))
    return None


def _of_parameter(
    name: tree.Name, entry: tree.Equation | tree.Draw, file: tree.File, scope: Scope
) -> Diagnostic | None:
    """E0101 for `b ~ Normal(0, 1)` as in Stan, where `b` is a parameter."""
    if name.text not in scope.parameters or name.text in scope.variables:
        return None
    message = f"`{name.text}` is a parameter, and parameters have no mechanism"
    if isinstance(entry, tree.Equation):
        line = f"param {name.text} : real = {scope.source.slice(entry.value.span)}"
        helps = (f"a number that is known is a line above the blocks: `{line}`",)
    else:
        written = _with_prior(name.text, entry, file, scope)
        helps = (f"its prior stands where it is declared: `parameters {{ {written} }}`",)
    what = "only variables have mechanisms"
    return Diagnostic("E0101", message, name.span, what, helps=helps)


def _with_prior(name: str, entry: tree.Draw, file: tree.File, scope: Scope) -> str:
    for one in file.block("parameters"):
        if isinstance(one, tree.ParameterEntry) and name in [n.text for n in one.names]:
            last = one.support or one.type
            kind = scope.source.slice(one.type.span | last.span)
            return f"{name} : {kind} ~ {scope.source.slice(entry.law.span)}"
    return f"{name} : real ~ {scope.source.slice(entry.law.span)}"


def _made_twice(name: tree.Name, made: dict[str, Span]) -> Diagnostic | None:
    if name.text not in made:
        return None
    message = f"`{name.text}` has two mechanisms"
    others = beside(made[name.text], "the first one")
    note = "each thing comes about in one way"
    return Diagnostic("E0107", message, name.span, "a second one", others, notes=(note,))


def _read(entry: tree.Equation | tree.Draw, scope: Scope, report: Report) -> Mechanism | None:
    if isinstance(entry, tree.Equation):
        return _equation(entry, scope, report)
    reader = Reader(scope, report, "mechanism", target=entry.targets[0].text)
    if entry.law.name.text[:1].islower():
        return _learned(entry, reader)
    return _draw(entry, reader)


# ---- equations and draws ---------------------------------------------------------------------


def _equation(entry: tree.Equation, scope: Scope, report: Report) -> Equation:
    name = entry.target.text
    target = target_of(name, scope)
    finite = target if target and words_of_type(target.type) else None
    value = resolve(Reader(scope, report, "mechanism", name), entry.value, finite)
    noises = tuple(dict.fromkeys(noises_in(value)))
    return Equation(name, value, _parents(name, (value,), report), noises, entry.span)


def _parents(target: str, values: tuple[Expr, ...], report: Report) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        read = variables_in(value)
        found.update(dict.fromkeys(read))
        if target in read:
            own = next(node for node in walk(value) if target in read_by(node))
            message = f"`{target}` cannot be its own cause"
            help_ = "a later measurement is a variable of its own"
            report.append(Diagnostic("E0304", message, own.span, "read here", helps=(help_,)))
    found.pop(target, None)
    return tuple(found)


def _draw(entry: tree.Draw, reader: Reader) -> Draw | None:
    name = entry.targets[0].text
    if len(entry.targets) > 1:
        _complain_of_several(entry, reader.report)
    if entry.given and entry.law.name.text in LAWS:
        reader.report.append(_given_to_a_law(entry))
    target = target_of(name, reader.scope)
    law = read_law(reader, entry.law, target)
    coupling = _coupling(entry, reader, _law_couplings(entry.law.name.text, target))
    if law is None or len(entry.targets) > 1:
        return None
    for noise in _named_noises(law):
        message = f"a draw has its own noise, so it cannot read `{noise.name}` as well"
        help_ = f"write an equation: `{name} := ...` with `{noise.name}` inside"
        reader.report.append(Diagnostic("E0405", message, noise.span, helps=(help_,)))
    parents = _parents(name, expressions(law), reader.report)
    return Draw(name, law, parents, coupling, entry.span)


def _given_to_a_law(entry: tree.Draw) -> Diagnostic:
    word, names = entry.law.name.text, [name.text for name in entry.given]
    message = f"`{word}` reads its causes in its arguments"
    span = entry.given[0].span | entry.given[-1].span
    read = {
        p.name.text for a in entry.law.arguments for p in tree_walk(a) if isinstance(p, tree.Ref)
    }
    if set(names) <= read:
        end = Span(entry.law.span.end, entry.given[-1].span.end)
        behind = entry.via is None or entry.via.span.start > end.end
        helps, fix = (f"drop `given {', '.join(names)}`",), Fix(end, "") if behind else None
    else:
        helps, fix = (f"write, for example, `{word}(linear({', '.join(names)}), 1)`",), None
    return Diagnostic("E0209", message, span, helps=helps, fix=fix)


def expressions(law: LawCall) -> tuple[Expr, ...]:
    """All expressions inside a law."""
    return (*(value for _, value in law.arguments), *(law.truncated or ()))


def _named_noises(law: LawCall) -> list[Noised]:
    return [e for value in expressions(law) for e in walk(value) if isinstance(e, Noised)]


def _complain_of_several(entry: tree.Draw, report: Report) -> None:
    message = f"`{entry.law.name.text}` makes one variable, not {len(entry.targets)}"
    span = entry.targets[0].span | entry.targets[-1].span
    helps = ("`joint()` makes several at once",)
    report.append(Diagnostic("E0209", message, span, helps=helps))


def _law_couplings(name: str, target: Expected | None) -> tuple[str, ...] | None:
    law = LAWS.get(name)
    if law is None or target is None:
        return None
    discrete = law.kind == "discrete" or bool(values_of(target.type))
    return law.couplings if discrete else ()


# ---- couplings -------------------------------------------------------------------------------


def _coupling(
    entry: tree.Draw, reader: Reader, allowed: tuple[str, ...] | None
) -> Coupling | None:
    via = entry.via
    if via is None or allowed is None:
        return None
    if via.text not in COUPLINGS:
        known = f"the couplings are {' and '.join(COUPLINGS)}"
        place = "among the couplings"
        reader.report.append(unknown(via.text, via.span, COUPLINGS, what=known, place=place))
        return None
    names = [name.text for name in entry.targets]
    wrong = _wrong_coupling(via, names, allowed, reader)
    if wrong:
        reader.report.append(wrong)
        return None
    return "threshold" if via.text == "threshold" else "gumbel_max"


def _wrong_coupling(
    via: tree.Name, names: list[str], allowed: tuple[str, ...], reader: Reader
) -> Diagnostic | None:
    if not allowed:
        message = f"{listed(names)} is continuous: its noise is shared between worlds anyway"
        helps, before = (f"drop `via {via.text}`",), reader.scope.source.text[: via.span.start]
        fix = Fix(Span(len(before.rstrip().removesuffix("via").rstrip()), via.span.end), "")
        return Diagnostic("E0201", message, via.span, helps=helps, fix=fix)
    types = {name: reader.scope.variables[name].type for name in names}
    loose = [name for name, kind in types.items() if isinstance(kind, Category)]
    if via.text == "threshold" and ("threshold" not in allowed or loose):
        name = (loose or names)[0]
        message = f"`threshold` needs an order, and the values of `{name}` have none"
        fix = Fix(via.span, "gumbel_max")
        return Diagnostic("E0201", message, via.span, helps=("write `via gumbel_max`",), fix=fix)
    return None


# ---- learned mechanisms ----------------------------------------------------------------------


def _learned(entry: tree.Draw, reader: Reader) -> Learned | None:
    network = NETWORKS.get(entry.law.name.text)
    given = _given(entry, reader)
    if network is None or not reader.scope.brings(network):
        reader.report.append(no_law(entry.law, reader.scope.source))
        return None
    if not network.built:
        reader.report.append(not_built(network, entry.law.name.span, Severity.NOTE))
    if network.function and (wrong := _not_a_mechanism(entry, reader.scope, network)):
        reader.report.append(wrong)
        return None
    if entry.law.truncated:
        message = f"`{network.name}` keeps to the declared support, and takes no `truncated`"
        span = Span(entry.law.name.span.end, entry.law.truncated.span.end)
        call = reader.scope.source.slice(span).rpartition("truncated")[0].rstrip()
        helps, fix = ("drop `truncated`",), Fix(span, call)
        found = Diagnostic("E0209", message, entry.law.truncated.span, helps=helps, fix=fix)
        reader.report.append(found)
    options = _options(entry, reader, network)
    fits = _fits(entry, reader, network, given)
    coupling = _coupling(entry, reader, _network_couplings(entry, reader.scope, network))
    if options is None or not fits:
        return None
    targets = tuple(name.text for name in entry.targets)
    return Learned(targets, network.name, options, given, coupling, entry.span)


def _options(entry: tree.Draw, reader: Reader, network: Network) -> Options | None:
    called, arguments = entry.law.name, entry.law.arguments
    return read_options(reader, called, arguments, network, resolve, network.signature)


def _not_a_mechanism(entry: tree.Draw, scope: Scope, network: Network) -> Diagnostic | None:
    """A function where a mechanism belongs: of a number, or with its causes in the brackets."""
    target, word = entry.targets[0].text, network.name
    named = [a.value for a in entry.law.arguments if a.name is None]
    inside = [value.name.text for value in named if isinstance(value, tree.Ref)]
    causes = ", ".join(inside or [name.text for name in entry.given])
    kind = target_of(target, scope)
    if kind and isinstance(kind.type, Real):
        call = f"{word}({causes or 'a, b'})"
        message = f"`{word}` of a number is a function without noise, not a mechanism"
        noisy, sure = f"`{target} ~ Normal({call}, 1)`", f"`{target} := {call}`"
        helps: tuple[str, ...] = (f"add noise: {noisy}", f"or none at all: {sure}")
        return Diagnostic("E0103", message, entry.law.name.span, helps=helps)
    if not inside:
        return None
    message = f"after `~`, `{word}` is given its causes outside the brackets"
    written = f"{word}() given {causes}"
    whole = len(named) == len(inside) == len(entry.law.arguments) and not entry.given
    fix = Fix(entry.law.span, written) if whole else None
    helps = (f"write `{target} ~ {written}`",)
    return Diagnostic("E0209", message, entry.law.span, helps=helps, fix=fix)


def _given(entry: tree.Draw, reader: Reader) -> tuple[str, ...]:
    found: dict[str, None] = {}
    targets = {name.text for name in entry.targets}
    for at, name in enumerate(entry.given):
        word = name.text
        if word not in reader.scope.variables:
            what = "not a variable"
            reader.report.append(unknown(word, name.span, reader.scope.variables, what=what))
        elif word in targets:
            message, fix = f"`{word}` cannot be its own cause", left_out(entry.given, at)
            helps = (f"drop `{word}` from `given`; a later measurement is a variable of its own",)
            found_here = Diagnostic("E0304", message, name.span, "read here", helps=helps, fix=fix)
            reader.report.append(found_here)
        elif word in found:
            message, fix = f"`{word}` is given twice", left_out(entry.given, at)
            helps = ("drop one of the two",)
            reader.report.append(Diagnostic("E0102", message, name.span, helps=helps, fix=fix))
        else:
            found[word] = None
    return tuple(found)


def _network_couplings(entry: tree.Draw, scope: Scope, network: Network) -> tuple[str, ...] | None:
    targets = [target_of(name.text, scope) for name in entry.targets]
    return None if None in targets else network.couplings


def _fits(entry: tree.Draw, reader: Reader, network: Network, given: tuple[str, ...]) -> bool:
    before = len(reader.report)
    if network.several != (len(entry.targets) > 1):
        if network.several:
            message = f"`{network.name}` makes several variables at once"
            helps = (f"for example `(age, sex) ~ {network.name}() given site`",)
            reader.report.append(Diagnostic("E0209", message, entry.targets[0].span, helps=helps))
        else:
            _complain_of_several(entry, reader.report)
    for name in entry.targets:
        reader.report.extend(unmade(entry, reader.scope, network, name.text))
    names = {name.text: name for name in entry.given}
    for word in given:
        variable = reader.scope.variables[word]
        if word not in reader.scope.clouded and type_word(variable.type) not in network.parents:
            wrong = _wrong_parent(entry, names[word], reader.scope, network, variable)
            reader.report.append(wrong)
    return len(reader.report) == before


def _wrong_parent(
    entry: tree.Draw, name: tree.Name, scope: Scope, network: Network, variable: Variable
) -> Diagnostic:
    if isinstance(variable.type, Pixels):
        return no_picture(name.text, variable.type, name.span, f"`{network.name}`")
    message = f"`{network.name}` counts over finitely many values, and `{name.text}` is "
    message += thing(type_word(variable.type))
    others = beside(scope.type_span(name.text), f"`{name.text}` is declared here")
    part = f"element({name.text}, 1)" if isinstance(variable.type, Vector) else name.text
    helps = (
        "use `mlp()` or `linear()`, which take numbers too",
        f"or group it: `{name.text}_group := if {part} < ... then ... else ...`",
    )
    fix = Fix(entry.law.span, "mlp()")
    return Diagnostic("E0201", message, name.span, others=others, helps=helps, fix=fix)
