"""Whether an expression can be a count: what in it makes other than whole numbers."""

from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import (
    Apply,
    Binary,
    Conditional,
    ConstantRef,
    Expr,
    Had,
    LearnedFunction,
    Match,
    Number,
    ParameterRef,
    Unary,
    VariableRef,
)
from causalimg.semantics.forms import COMPARISONS
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Real, Vector

_KEEP = frozenset({"abs", "min", "max", "clip"})
"""Functions that make whole numbers of whole numbers."""
_BREAK = frozenset(
    {"exp", "log", "sqrt", "sigmoid", "logit", "softplus", "tanh", "mean", "median", "element"}
)


def fraction(expr: Expr, scope: Scope) -> Expr | None:  # noqa: PLR0911  one line per node type
    """The first part that need not be whole, None where nothing is known to make fractions.

    Args:
        expr: an equation's right-hand side, or what a count is set to.
        scope: what names stand for.
    """
    match expr:
        case Number(value=value):
            return None if value.is_integer() else expr
        case ConstantRef(name=name):
            return None if scope.constants[name].value.is_integer() else expr
        case VariableRef(name=name):
            kind = scope.variables[name].type if name not in scope.clouded else None
            return expr if isinstance(kind, Real | Vector) else None
        case ParameterRef() | LearnedFunction():
            return expr
        case Binary(sign=sign) if sign in COMPARISONS:
            return None
        case Binary(sign="/"):
            known = evaluate(expr, scope.constants)
            return None if known is not None and known.is_integer() else expr
        case Apply(function=name) if name in _BREAK:
            return expr
        case _:
            return next((f for one in _parts(expr) if (f := fraction(one, scope))), None)


def _parts(expr: Expr) -> tuple[Expr, ...]:
    """The parts whose fractions become fractions of the whole."""
    match expr:
        case Unary(sign="-", operand=inner) | Had(value=inner):
            return (inner,)
        case Binary(sign="+" | "-" | "*" | "^", left=left, right=right):
            return (left, right)
        case Conditional(yes=yes, no=no):
            return (yes, no)
        case Match(results=results):
            return results
        case Apply(function=name, arguments=arguments) if name in _KEEP:
            return arguments
        case _:
            return ()
