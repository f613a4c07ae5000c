"""What meets pixel by pixel, or number by number: E0208."""

from collections.abc import Iterator
from itertools import pairwise

from causalimg.diagnostics import Diagnostic
from causalimg.semantics.complaints import beside
from causalimg.semantics.expr import Expr
from causalimg.semantics.forms import form_of
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import Array, Image, Vector
from causalimg.source import Span


def grids(span: Span, parts: tuple[Expr, ...], scope: Scope) -> Iterator[Diagnostic]:
    """E0208 where two of them have different sizes."""
    arrays = [(one, t) for one in parts if isinstance(t := form_of(one, scope).type, Array)]
    for (_, first), (second, other) in pairwise(arrays):
        if not meets(first, other):
            what = "vectors" if isinstance(first, Vector) else "images"
            message = f"{what} of {size(first)} and of {size(other)} meet here"
            others = beside(second.span, size(other))
            yield Diagnostic("E0208", message, span, others=others, helps=one_grid(first, other))
            return


def one_channel(expr: Expr, why: str, scope: Scope) -> Iterator[Diagnostic]:
    """E0208 where a picture of several channels stands for one.

    Args:
        expr: what has to have one channel.
        why: what asks for it, the beginning of a sentence.
        scope: what names stand for.
    """
    kind = form_of(expr, scope).type
    if isinstance(kind, Image) and kind.channels > 1:
        message = f"{why}, and `{scope.source.slice(expr.span)}` has {kind.channels}"
        helps = ("put the channels together first: `combine(...)` of `std.mri`",)
        yield Diagnostic("E0208", message, expr.span, f"{kind.channels} channels", helps=helps)


_ONE_GRID = ("name one grid and use it for both, such as `grid chest = 256 x 256 at 1 mm`",)


def one_grid(left: Array, right: Array) -> tuple[str, ...]:
    """What to do where two pictures do not fit each other."""
    if isinstance(left, Vector) or isinstance(right, Vector):
        return ()
    apart = left.extent != right.extent or left.grid != right.grid
    return _ONE_GRID if apart else ()


def meets(left: Array, right: Array) -> bool:
    """Whether two can meet pixel by pixel, or number by number."""
    if isinstance(left, Vector) or isinstance(right, Vector):
        return left == right
    named = left.grid is None or right.grid is None or left.grid == right.grid
    layers = left.shape[0] == right.shape[0] or 1 in {left.shape[0], right.shape[0]}
    return named and layers and left.extent == right.extent


def size(array: Array) -> str:
    """How large it is, in words: `256 x 256 on chest`, `3 numbers`."""
    if isinstance(array, Vector):
        return "one number" if array.size == 1 else f"{array.size} numbers"
    extent = " x ".join(map(str, array.extent))
    layers = f"{array.shape[0]} x " if array.shape[0] > 1 else ""
    return layers + extent + (f" on `{array.grid}`" if array.grid else "")
