"""From the words of an expression to what they stand for.

A bare word is looked up among the values of the other side (`sex == male`, `scanner = philips`)
and then among the names of the model. What cannot be read becomes poison, about which no later
pass complains.
"""

from dataclasses import replace

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library import units
from causalimg.semantics.calls import Signature, place, read_learned
from causalimg.semantics.complaints import beside, listed, unknown
from causalimg.semantics.elsewhere import function_elsewhere
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    ConstantRef,
    Expectation,
    Expr,
    GridRef,
    Had,
    Listed,
    Match,
    NoiseRef,
    Number,
    ParameterRef,
    PredictorRef,
    Unary,
    VariableRef,
)
from causalimg.semantics.forms import COMPARISONS, finite_type
from causalimg.semantics.imports import not_a_function
from causalimg.semantics.read_types import words_of
from causalimg.semantics.reader import Expected, Reader, no_value, quoted
from causalimg.semantics.types import words_of_type
from causalimg.semantics.unit_words import unknown_unit, written_apart
from causalimg.source import Span
from causalimg.syntax import tree


def resolve(  # noqa: C901, PLR0911  one line per node type
    reader: Reader, expr: tree.Expr | tree.Do, expected: Expected | None = None
) -> Expr:
    """Resolve an expression of the tree.

    Args:
        reader: the statement that it belongs to.
        expr: the expression.
        expected: the finite type of the other side, whose values may stand as bare words.

    Returns:
        The expression with every name resolved, poison where that failed.
    """
    match expr:
        case tree.Number():
            return _number(reader, expr, expected)
        case tree.Text(text=word, span=span):
            return _quoted(reader, word, span, expected)
        case tree.Ref(name=name):
            return _name(reader, name.text, expr.span, expected)
        case tree.Call():
            return _call(reader, expr)
        case tree.Unary(sign=sign, operand=operand):
            return Unary(sign, resolve(reader, operand), expr.span)
        case tree.Binary(sign=sign, left=left, right=right):
            pair = _sides(reader, left, right, words=sign in COMPARISONS)
            return Binary(sign, *pair, span=expr.span)
        case tree.Conditional(condition=condition, yes=yes, no=no):
            test = resolve(reader, condition)
            arms = resolve(reader, yes, expected), resolve(reader, no, expected)
            return Conditional(test, *arms, span=expr.span)
        case tree.Match():
            return _match(reader, expr, expected)
        case tree.Array(items=items):
            return Listed(tuple(resolve(reader, item) for item in items), expr.span)
        case tree.Had() | tree.Expectation() | tree.Do():
            return _asked(reader, expr)


def _number(reader: Reader, expr: tree.Number, expected: Expected | None) -> Expr:
    if expected and not expr.unit:
        values = words_of_type(expected.type)
        if expr.text in values:
            return CategoryValue(expr.text, values.index(expr.text), expr.span)
        return reader.poison(no_value(reader, expr.text, expr.span, expected), span=expr.span)
    unit = expr.unit
    if unit and units.parse(unit.text) is None:
        reader.report.append(unknown_unit(unit))
        unit = None
    return Number(expr.value, unit.text if unit else None, expr.span)


def _quoted(reader: Reader, word: str, span: Span, expected: Expected | None) -> Expr:
    if expected is None:
        message = f'"{word}" is a quoted word, but a number is wanted here'
        help_ = 'quoted words are values of a category: `field == "3T"`'
        return reader.poison(Diagnostic("E0201", message, span, helps=(help_,)), span=span)
    values = words_of_type(expected.type)
    if word in values:
        return CategoryValue(word, values.index(word), span)
    return reader.poison(no_value(reader, word, span, expected), span=span)


def _name(reader: Reader, word: str, span: Span, expected: Expected | None) -> Expr:
    values = words_of_type(expected.type) if expected else ()
    if word in values:
        return CategoryValue(word, values.index(word), span)
    if reader.scope.known(word):
        return _known(reader, word, span)
    if expected:
        return reader.poison(no_value(reader, word, span, expected), span=span)
    if word.partition(".")[0] in reader.scope.clouded:
        return reader.poison(span=span)
    return reader.poison(_missing(reader, word, span), span=span)


def _missing(reader: Reader, word: str, span: Span) -> Diagnostic:
    owners = reader.scope.owners(word)
    helps = tuple(f"it is a value of `{owner}`: write `{owner} == {word}`" for owner in owners[:2])
    fix = Fix(span, f"({owners[0]} == {word})") if len(owners) == 1 else None
    if word in reader.scope.functions:
        helps = (f"it is a function: write `{reader.scope.functions[word].signature}`",)
    if whole := written_apart(reader.scope.source, word, span):
        helps = (f"a unit is written without spaces: `{whole}`",)
    noise = reader.room == "mechanism" and word.startswith(("u_", "eps", "noise"))
    candidates = () if helps or noise else reader.scope.names()
    found = unknown(word, span, candidates, helps=helps)
    if not found.helps and reader.room in {"mechanism", "noise"}:
        found = replace(found, helps=(_to_declare(word, noise),))
    return replace(found, fix=found.fix or fix)


def _to_declare(word: str, noise: bool) -> str:
    """What a name that is nowhere declared may be meant to be."""
    if noise or word in {"u", "e"}:
        return f"a noise is declared: `noise {{ {word} ~ Normal(0, 1) }}`"
    spread = word in {"s", "sd", "sigma", "tau", "scale"} or word.startswith(("sd_", "sigma_"))
    kind = "real in (0, inf)" if spread else "real ~ Normal(0, 2)"
    return f"what is to be learned is declared: `parameters {{ {word} : {kind} }}`"


def _known(  # noqa: PLR0911  one line per kind of name
    reader: Reader, word: str, span: Span
) -> Expr:
    scope = reader.scope
    if word in scope.clouded:
        return reader.poison(span=span)
    if word in scope.constants:
        return ConstantRef(word, span)
    if word in scope.grids and reader.room != "constant":
        return GridRef(word, span)
    if word in scope.parameters and reader.room in {"noise", "mechanism"}:
        return ParameterRef(word, span)
    if word in scope.variables and reader.room in {"mechanism", "query"}:
        return VariableRef(word, span)
    if word in scope.noises and reader.room == "mechanism":
        return NoiseRef(word, span)
    if word in scope.predictors and reader.room == "query":
        return PredictorRef(word, span)
    return reader.poison(_misplaced(reader, word, span), span=span)


def _misplaced(reader: Reader, word: str, span: Span) -> Diagnostic:
    match reader.room:
        case "constant":
            message = f"`{word}` is not known when the model is compiled"
            return Diagnostic("E0201", message, span, helps=("write a number or a `param`",))
        case "noise":
            message = f"`{word}` cannot stand here: a noise and a parameter have no causes"
            help_ = "let the mechanism read it instead"
            return Diagnostic("E0401", message, span, helps=(help_,))
        case "mechanism":
            message = f"a mechanism cannot read the predictor `{word}`"
            note = "predictors look at the world, they do not change it"
            return Diagnostic("E0201", message, span, notes=(note,))
        case "query":
            what = "noise" if word in reader.scope.noises else "parameter"
            message = f"the {what} `{word}` cannot be asked for"
            fitted = "what it was fitted as is shown by `causalimg show RUN`"
            notes = (fitted,) if what == "parameter" else ()
            return Diagnostic("E0201", message, span, helps=("ask for a variable",), notes=notes)


# ---- operators -----------------------------------------------------------------------------


def _sides(reader: Reader, left: tree.Expr, right: tree.Expr, *, words: bool) -> tuple[Expr, Expr]:
    if not words:
        return resolve(reader, left), resolve(reader, right)
    if _is_word(reader, left) and not _is_word(reader, right):
        second = resolve(reader, right)
        return resolve(reader, left, _expected(reader, second)), second
    first = resolve(reader, left)
    literal = _is_word(reader, right)
    return first, resolve(reader, right, _expected(reader, first) if literal else None)


def _is_word(reader: Reader, expr: tree.Expr) -> bool:
    match expr:
        case tree.Ref(name=name):
            return not reader.scope.known(name.text)
        case tree.Text():
            return True
        case tree.Number(unit=unit):
            return unit is None
        case _:
            return False


def _expected(reader: Reader, expr: Expr) -> Expected | None:
    kind = finite_type(expr, reader.scope)
    inner = expr.value if isinstance(expr, Had) else expr
    owner = inner.name if isinstance(inner, VariableRef | PredictorRef) else None
    return Expected(kind, owner) if kind else None


def _match(reader: Reader, expr: tree.Match, expected: Expected | None) -> Expr:
    subject = _subject(reader, expr)
    results = [resolve(reader, arm.result, expected) for arm in expr.arms]
    if subject is None:
        return reader.poison(span=expr.span)
    before = len(reader.report)
    owners = _owners(reader, expr, subject)
    if len(reader.report) > before:
        return reader.poison(span=expr.span)
    values = words_of_type(subject.type)
    missing = [word for word in values if word not in owners]
    if missing:
        return reader.poison(_incomplete(reader, expr, missing), span=expr.span)
    # In the order of the values, so that the order of the arms makes no difference.
    order = {arm: place for place, arm in enumerate(dict.fromkeys(owners[w] for w in values))}
    arms = tuple(order[owners[word]] for word in values)
    return Match(expr.subject.text, tuple(results[i] for i in order), arms, expr.span)


def _owners(reader: Reader, expr: tree.Match, subject: Expected) -> dict[str, int]:
    """Which arm speaks about each value."""
    values = frozenset(words_of_type(subject.type))
    found: dict[str, int] = {}
    places: dict[str, Span] = {}
    for at, value in ((i, one) for i, arm in enumerate(expr.arms) for one in arm.values):
        words = words_of(value, reader.report)
        wrong = next((word for word in words if word not in values), None)
        twice = next((word for word in words if word in found), None)
        if wrong is not None:
            lost = no_value(reader, wrong, value.span, subject)
            whole = isinstance(value, tree.IntRange)  # which no single value stands in for
            reader.report.append(replace(lost, helps=(), fix=None) if whole else lost)
        elif twice is not None:
            reader.report.append(_twice(twice, value.span, places[twice]))
        found |= dict.fromkeys(words, at)
        places |= {word: places.get(word, value.span) for word in words}
    return found


def _subject(reader: Reader, expr: tree.Match) -> Expected | None:
    name, span = expr.subject.text, expr.subject.span
    subject = _name(reader, name, span, None)
    if not isinstance(subject, VariableRef):
        if not isinstance(subject, Number):
            message = f"`match` looks at a variable with finitely many values, not at `{name}`"
            help_ = "use `if ... then ... else ...`"
            reader.report.append(Diagnostic("E0201", message, span, helps=(help_,)))
        return None
    variable = reader.scope.variables[name]
    if words_of_type(variable.type):
        return Expected(variable.type, name)
    message = f"`match` needs finitely many values, and `{name}` has no list of them"
    others = beside(reader.scope.type_span(name), f"`{name}` is declared here")
    helps = (f"use `if {name} < ... then ... else ...`",)
    reader.report.append(Diagnostic("E0201", message, span, others=others, helps=helps))
    return None


def _twice(word: str, span: Span, first: Span) -> Diagnostic:
    message = f"`match` speaks twice about `{word}`"
    return Diagnostic("E0207", message, span, "again here", beside(first, "first here"))


def _incomplete(reader: Reader, expr: tree.Match, missing: list[str]) -> Diagnostic:
    name = expr.subject.text
    message = f"`match {name}` says nothing about {listed(missing)}"
    others = beside(reader.scope.type_span(name), f"the values of `{name}`")
    helps = ("add " + ", ".join(f"`{quoted(word)}: ...`" for word in missing),)
    return Diagnostic("E0207", message, expr.span, others=others, helps=helps)


# ---- calls ---------------------------------------------------------------------------------


def _call(reader: Reader, expr: tree.Call) -> Expr:
    name, span = expr.function.text, expr.span
    if name in {"linear", "mlp"}:
        learned = read_learned(reader, expr, resolve)
        return learned or reader.poison(span=span)
    function = reader.scope.functions.get(name)
    if function is None:
        for argument in expr.arguments:
            resolve(reader, argument.value)
        found = (
            _called_variable(reader, expr)
            or function_elsewhere(expr, reader.scope.source)
            or not_a_function(expr.function, tuple(reader.scope.functions))
        )
        return reader.poison(found, span=span)
    names = tuple(slot.name for slot in function.slots)
    needed = frozenset(slot.name for slot in function.slots if slot.default is None)
    signature = Signature(names, needed, function.signature)
    placed = place(reader.report, expr.function, expr.arguments, signature)
    values = {key: resolve(reader, value) for key, value in (placed or {}).items()}
    if placed is None:
        return reader.poison(span=span)
    defaults = {s.name: Number(s.default) for s in function.slots if s.default is not None}
    return Apply(function.key, tuple({**defaults, **values}[key] for key in names), span)


def _called_variable(reader: Reader, expr: tree.Call) -> Diagnostic | None:
    """E0101 for `sick(dose = 1)`, a potential outcome, and `sick(1)`."""
    name, source = expr.function.text, reader.scope.source
    if name not in reader.scope.variables:
        return None
    helps, fix = (f"name it without brackets: `{name}`",), None
    if expr.arguments and all(one.name for one in expr.arguments):
        set_to = source.slice(expr.arguments[0].span | expr.arguments[-1].span)
        fix = Fix(expr.span, f"{name} had {set_to}") if reader.assign else None
        helps = (f"what would have been is written `{name} had {set_to}`",)
    message = f"`{name}` is a variable, not a function"
    return Diagnostic("E0101", message, expr.span, helps=helps, fix=fix)


# ---- questions -----------------------------------------------------------------------------


def _asked(reader: Reader, expr: tree.Had | tree.Expectation | tree.Do) -> Expr:
    if reader.assign is None:
        word = {tree.Had: "had", tree.Do: "do", tree.Expectation: "E[...]"}[type(expr)]
        message = f"`{word}` asks, so it belongs to `queries`"
        return reader.poison(Diagnostic("E0201", message, expr.span), span=expr.span)
    match expr:
        case tree.Had(value=value, assignments=assignments):
            return Had(resolve(reader, value), reader.assign(reader, assignments), expr.span)
        case tree.Expectation(sign=sign, value=value, conditions=conditions):
            done = [one for one in conditions if isinstance(one, tree.Do)]
            seen = [one for one in conditions if not isinstance(one, tree.Do)]
            acts = reader.assign(reader, tuple(a for one in done for a in one.assignments))
            given = tuple(resolve(reader, one) for one in seen)
            return Expectation(sign == "P", resolve(reader, value), acts, given, expr.span)
        case tree.Do():
            message = "`do` stands behind the bar of `E[... | do(...)]`"
            return reader.poison(Diagnostic("E0201", message, expr.span), span=expr.span)
