"""Expressions, laws, types and assignments as documents for the formatter."""

from collections.abc import Iterable
from typing import assert_never

from causalimg.syntax import tree as t
from causalimg.syntax.pretty import Doc, Line, flat, group, joined, separated

# How tightly each construct binds; an operand that binds less gets brackets.
_LOOSEST, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGNED, _POWER, _ATOM = range(10)
_LEVELS = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def names(words: Iterable[t.Name]) -> str:
    """`a, b, c`."""
    return ", ".join(word.text for word in words)


def text(words: t.Text) -> str:
    """A quoted word."""
    return f'"{words.text}"'


def expression(node: t.Expr, level: int = _LOOSEST) -> Doc:
    """An expression, in brackets where its place needs something that binds as tightly.

    Example:
        >>> x, y = t.Ref(t.Name("x")), t.Ref(t.Name("y"))
        >>> flat(expression(t.Binary("*", t.Binary("+", x, y), y)))
        '(x + y) * y'
    """
    doc = _plain(node)
    return joined("(", group(doc), ")") if _level(node) < level else doc


def _level(node: t.Expr) -> int:
    match node:
        case t.Conditional():
            return _LOOSEST
        case t.Unary(sign):
            return _NOT if sign == "not" else _SIGNED
        case t.Binary("^"):
            return _POWER
        case t.Binary(sign):
            return _LEVELS.get(sign, _COMPARE)
        case t.Number(unit=unit):
            return _ATOM if unit is None else _POWER
        case _:  # `had` among them, which brings its own brackets
            return _ATOM


def _plain(node: t.Expr) -> Doc:
    match node:
        case t.Number():
            return number(node)
        case t.Text():
            return text(node)
        case t.Ref(name):
            return name.text
        case t.Array(items):
            return _listed("[", (expression(item) for item in items), "]")
        case t.Call(function, arguments):
            return _call(function, arguments)
        case _:
            return _compound(node)


_Compound = t.Unary | t.Binary | t.Conditional | t.Match | t.Had | t.Expectation


def _compound(node: _Compound) -> Doc:
    match node:
        case t.Unary(sign, operand):
            return _unary(sign, operand)
        case t.Binary():
            return _binary(node)
        case t.Conditional(condition, yes, no):
            return _conditional(condition, yes, no)
        case t.Match(subject, arms):
            return _match(subject, arms)
        case t.Had():
            return joined("(", group(_had(node)), ")")
        case _:
            return _expectation(node)


def number(node: t.Number) -> str:
    """A literal with its unit."""
    return node.text if node.unit is None else f"{node.text} {node.unit.text}"


def _listed(opening: str, items: Iterable[Doc], closing: str) -> Doc:
    return joined(opening, group(separated(items, joined(",", Line()))), closing)


def _call(function: t.Name, arguments: tuple[t.Argument, ...]) -> Doc:
    return _listed(f"{function.text}(", map(_argument, arguments), ")")


def _argument(argument: t.Argument) -> Doc:
    given = expression(argument.value)
    return joined(f"{value(argument.name)} = ", given) if argument.name else given


def _unary(sign: str, operand: t.Expr) -> Doc:
    if sign == "not":
        return joined("not ", expression(operand, _NOT))
    return joined("-", expression(operand, _SIGNED))


def _binary(node: t.Binary) -> Doc:
    level = _level(node)
    if node.sign == "^":
        return joined(expression(node.left, _ATOM), "^", expression(node.right, _SIGNED))
    if level == _COMPARE:
        left, right = expression(node.left, _SUM), expression(node.right, _SUM)
        return group(left, Line(), f"{node.sign} ", right)
    return group(*_run(node, level))


def _run(node: t.Binary, level: int) -> list[Doc]:
    """`a + b - c`: all operands that bind alike, each with a place to break before its sign."""
    parts: list[Doc] = []
    left: t.Expr = node
    while isinstance(left, t.Binary) and _level(left) == level:
        parts += [expression(left.right, level + 1), f"{left.sign} ", Line()]
        left = left.left
    return [*reversed([*parts, expression(left, level)])]


def _conditional(condition: t.Expr, yes: t.Expr, no: t.Expr) -> Doc:
    lead = joined("if ", expression(condition))
    then, otherwise = joined("then ", expression(yes)), joined("else ", expression(no))
    return group(lead, Line(), then, Line(), otherwise)


def _match(subject: t.Name, arms: tuple[t.Arm, ...]) -> Doc:
    shown = (
        joined(f"{', '.join(map(value, arm.values))}: ", expression(arm.result)) for arm in arms
    )
    return _listed(f"match {subject.text} {{ ", shown, " }")


def _had(node: t.Had) -> Doc:
    done = group(assignments(node.assignments, Line()))
    return joined(expression(node.value, _SUM), Line(), "had ", done)


def _expectation(node: t.Expectation) -> Doc:
    opening, closing = ("E[", "]") if node.sign == "E" else ("P(", ")")
    inner = _had(node.value) if isinstance(node.value, t.Had) else expression(node.value)
    if not node.conditions:
        return joined(opening, group(inner), closing)
    conditions = separated(map(_condition, node.conditions), ", ")
    return joined(opening, group(inner, Line(), "| ", conditions), closing)


def _condition(node: t.Condition) -> Doc:
    if isinstance(node, t.Do):
        return joined("do(", group(assignments(node.assignments, Line())), ")")
    return expression(node)


def assignments(nodes: Iterable[t.Assignment], gap: Doc = " ") -> Doc:
    """`a = 1, b ~ Normal(0, 1)`; `gap` stands behind each comma."""
    return separated(map(_assignment, nodes), joined(",", gap))


def _assignment(node: t.Assignment) -> Doc:
    match node:
        case t.SetTo(name, value):
            return joined(f"{name.text} = ", expression(value, _SUM))
        case t.DrawFrom(name, drawn):
            return joined(f"{name.text} ~ ", law(drawn))
        case t.Sweep(name, low, high, step):
            ends = joined(expression(low, _SUM), " .. ", expression(high, _SUM))
            return joined(f"{name.text} in ", ends, " by ", expression(step, _SUM))
        case t.Named(name):
            return name.text
        case _:
            assert_never(node)


def law(node: t.Law) -> Doc:
    """`Normal(0, 1) truncated [a, b]`."""
    called = _call(node.name, node.arguments)
    if node.truncated is None:
        return called
    return group(called, Line(), f"truncated {interval(node.truncated)}")


def interval(node: t.Interval) -> str:
    """`[low, high)`, always on one line."""
    opening, closing = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return f"{opening}{flat(expression(node.low))}, {flat(expression(node.high))}{closing}"


def value(node: t.Value) -> str:
    """A value of a category."""
    match node:
        case t.Name(word):
            return word
        case t.Text():
            return text(node)
        case t.Number(digits):
            return digits
        case t.IntRange(low, high):
            return f"{low}..{high}"
        case _:
            assert_never(node)


def kind(node: t.Type) -> Doc:
    """A type: `category {a, b}`, `image[3, grid]`."""
    dims = ", ".join(dim.text for dim in node.shape)
    lead = f"{node.name.text}[{dims}]" if node.shape else node.name.text
    if not node.values:
        return lead
    sign = joined(" <", Line()) if node.ordered else joined(",", Line())
    return joined(f"{lead} {{", group(separated(map(value, node.values), sign)), "}")


def typed(node: t.Type, support: t.Interval | None, unit: t.Unit | None = None) -> Doc:
    """What stands behind the colon of a declaration."""
    limits = f" in {interval(support)}" if support else ""
    return joined(kind(node), limits, f" {unit.text}" if unit else "")
