"""Expressions and mechanisms of a checked model as LaTeX formulas."""

from collections.abc import Iterator

from causalimg.causal.estimands.symbols import symbol, tex
from causalimg.library.laws import LAWS
from causalimg.semantics.expr import (
    Apply,
    Binary,
    CategoryValue,
    Conditional,
    ConstantRef,
    Expr,
    GridRef,
    LawCall,
    LearnedFunction,
    Match,
    NoiseRef,
    Number,
    ParameterRef,
    PredictorRef,
    Unary,
    VariableRef,
    children,
)
from causalimg.semantics.model import Draw, Equation, Learned, Mechanism, Model
from causalimg.semantics.types import values_of

_SIGNS = {
    "*": r"\cdot", "==": "=", "!=": r"\neq", "<=": r"\le", ">=": r"\ge", "and": r"\land",
    "or": r"\lor",
}  # fmt: skip
_LEVELS = {"or": 0, "and": 1, "+": 3, "-": 3, "*": 4, "/": 6, "^": 5}
_COMPARED, _SIGNED, _ATOM, _LOOSEST = 2, 4, 6, -1
_KNOWN = {"exp": r"\exp", "log": r"\log", "tanh": r"\tanh", "min": r"\min", "max": r"\max"}


def mechanism(model: Model, made: Mechanism) -> str:
    """How a variable comes about, in one line of an `align*`."""
    match made:
        case Equation(target=target, value=value):
            return f"{symbol(target)} &:= {formula(model, value)}"
        case Draw(target=target, law=law):
            return f"{symbol(target)} &\\sim {drawn(model, law)}"
        case Learned(targets=targets, network=network, parents=parents):
            left = ", ".join(map(symbol, targets))
            left = left if len(targets) == 1 else f"({left})"
            given = ", ".join(map(symbol, parents))
            bar = f" \\mid {given}" if given else ""
            return f"{left} &\\sim {_called(network)}_\\theta(\\cdot{bar})"


def drawn(model: Model, law: LawCall) -> str:
    """A law with its arguments; those that could be taken for another keep their names."""
    record = LAWS.get(law.law)
    shown = "logit", "cut"
    bare = record is not None and law.law != "Categorical"
    said = [
        formula(model, value)
        if bare and not name.startswith(shown)
        else f"{_word(name)} = {formula(model, value)}"
        for name, value in law.arguments
    ]
    cut = ""
    if law.truncated is not None:
        low, high = (formula(model, end) for end in law.truncated)
        left, right = "(" if "infty" in low else "[", ")" if "infty" in high else "]"
        cut = f" \\text{{ on }} {left}{low}, {high}{right}"
    return f"{_called(law.law)}{_bracketed(', '.join(said))}{cut}"


def _bracketed(text: str) -> str:
    """In brackets as high as what they hold."""
    tall = "\\frac" in text or "\\begin{cases}" in text
    return f"\\left({text}\\right)" if tall else f"({text})"


def formula(model: Model, expr: Expr, level: int = _LOOSEST) -> str:
    """An expression, in brackets where its place needs something that binds as tightly."""
    text = _inside(model, expr)
    return f"\\left({text}\\right)" if _level(expr) < level else text


def _level(expr: Expr) -> int:
    match expr:
        case Binary(sign=sign):
            return _LEVELS.get(sign, _COMPARED)
        case Unary() | Conditional() | Match():
            return _SIGNED
        case Number(value=value):
            return _ATOM if value >= 0 else _SIGNED
        case _:
            return _ATOM


def _inside(model: Model, expr: Expr) -> str:
    match expr:
        case Number(value=value, unit=unit):
            return _number(value) + (f"\\,\\mathrm{{{tex(unit)}}}" if unit else "")
        case CategoryValue(word=word):
            return _word(word)
        case (
            VariableRef(name=name) | NoiseRef(name=name) | ParameterRef(name=name)
            | ConstantRef(name=name) | GridRef(name=name) | PredictorRef(name=name)
        ):  # fmt: skip
            return symbol(name)
        case _:
            return _compound(model, expr)


def _compound(model: Model, expr: Expr) -> str:
    match expr:
        case Binary():
            return _binary(model, expr)
        case Unary(sign=sign, operand=operand):
            held = formula(model, operand, _SIGNED)
            return f"-{held}" if sign == "-" else f"\\lnot {held}"
        case Conditional(condition=condition, yes=yes, no=no):
            arms = [(formula(model, yes), f"\\text{{if }} {formula(model, condition)}")]
            return _cases([*arms, (formula(model, no), r"\text{otherwise}")])
        case Match():
            return _cases(list(_arms(model, expr)))
        case _:
            return _applied(model, expr)


def _applied(model: Model, expr: Expr) -> str:
    match expr:
        case Apply(function="sqrt", arguments=(one,)):
            return f"\\sqrt{{{formula(model, one)}}}"
        case Apply(function="abs", arguments=(one,)):
            return f"\\left|{formula(model, one)}\\right|"
        case Apply(function=function, arguments=arguments):
            said = ", ".join(formula(model, one) for one in arguments)
            return f"{_KNOWN.get(function) or _called(function)}\\left({said}\\right)"
        case LearnedFunction(function=function, inputs=inputs):
            return f"{_called(function)}_\\theta({', '.join(map(symbol, inputs))})"
        case _:  # numbers side by side
            return f"[{', '.join(formula(model, one) for one in children(expr))}]"


def _binary(model: Model, expr: Binary) -> str:
    left, right = expr.left, expr.right
    if expr.sign == "/":
        return f"\\frac{{{formula(model, left)}}}{{{formula(model, right)}}}"
    if expr.sign == "^":
        base = formula(model, left, _ATOM + 1) if isinstance(left, Binary) else ""
        base = base or f"{{{formula(model, left, _ATOM)}}}"
        return f"{base}^{{{formula(model, right)}}}"
    level = _level(expr)
    loose = level + 1 if expr.sign == "-" or level == _COMPARED else level
    sign = _SIGNS.get(expr.sign, expr.sign)
    return f"{formula(model, left, level)} {sign} {formula(model, right, loose)}"


def _arms(model: Model, expr: Match) -> Iterator[tuple[str, str]]:
    words = values_of(model.variable(expr.subject).type)
    for place, result in enumerate(expr.results):
        values = [_word(w) for w, arm in zip(words, expr.arms, strict=True) if arm == place]
        one = f"= {values[0]}" if len(values) == 1 else f"\\in \\{{{', '.join(values)}\\}}"
        yield formula(model, result), f"{symbol(expr.subject)} {one}"


def _cases(arms: list[tuple[str, str]]) -> str:
    lines = r" \\ ".join(f"{result} & {test}" for result, test in arms)
    return f"\\begin{{cases}} {lines} \\end{{cases}}"


def _word(word: str) -> str:
    return word if word.isdigit() else f"\\text{{{tex(word)}}}"


def _called(name: str) -> str:
    return f"\\operatorname{{{tex(name)}}}"


def _number(value: float) -> str:
    text = f"{value:.15g}"
    digits, e, power = text.partition("e")
    if not e:
        return text.replace("inf", r"\infty")
    return f"{digits} \\cdot 10^{{{int(power)}}}"
