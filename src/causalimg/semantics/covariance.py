"""A covariance is a square of known numbers, symmetric, positive definite: E0201, E0205, E0208."""

import math
from collections.abc import Iterator

from causalimg.diagnostics import Diagnostic, Severity
from causalimg.library.interval import Interval
from causalimg.semantics.bounds import bounds
from causalimg.semantics.complaints import beside, listed
from causalimg.semantics.double_entry import doubtful
from causalimg.semantics.evaluate import evaluate
from causalimg.semantics.expr import Expr, LawCall, Listed, noises_in, variables_in, walk
from causalimg.semantics.forms import is_poison
from causalimg.semantics.model import Draw, Model
from causalimg.semantics.types import Type, Vector

_LAW = "MultivariateNormal"
Rows = tuple[tuple[Expr, ...], ...]


def check_covariances(model: Model) -> Iterator[Diagnostic]:
    """The covariances of all mechanisms and noises."""
    for mechanism in model.mechanisms:
        if isinstance(mechanism, Draw) and not doubtful(mechanism):
            yield from covariance(model, mechanism.law, model.variable(mechanism.target).type)
    for noise in model.noises:
        yield from covariance(model, noise.law, noise.type)


def covariance(model: Model, law: LawCall, kind: Type) -> Iterator[Diagnostic]:
    """What is wrong with the covariance of one law; nothing where it has none.

    A number is positive definite together with those before it as long as its pivot in the
    Cholesky factorisation is positive; the first that is not is the one to be named.

    Args:
        model: the checked model.
        law: the law.
        kind: type of what it draws.

    Source:
        G. H. Golub, C. F. Van Loan, Matrix Computations, section 4.2 (Cholesky's pivots;
        diagonal dominance in 4.1.1).
    """
    given = law.argument("covariance") if law.law == _LAW else None
    if given is None or not isinstance(kind, Vector) or any(map(is_poison, walk(given))):
        return
    rows = _rows(given)
    if rows is None:
        message = f"`covariance` of `{_LAW}` is a square of numbers, row by row"
        helps = (f"write `{_example(kind.size)}`",)
        yield Diagnostic("E0201", message, given.span, helps=helps)
        return
    found = (*_sizes(given, rows, kind.size), *_causes(rows))
    yield from found or _asymmetric(model, rows) or _indefinite(model, given, rows)


def _rows(given: Expr) -> Rows | None:
    if not isinstance(given, Listed):
        return None
    rows = tuple(row.items for row in given.items if isinstance(row, Listed))
    flat = any(isinstance(one, Listed) for row in rows for one in row)
    return None if flat or len(rows) < len(given.items) else rows


def _example(size: int) -> str:
    """The covariance of independent numbers, of a size that can be shown."""
    size = min(size, 3)
    rows = (", ".join("1" if i == j else "0" for j in range(size)) for i in range(size))
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def _sizes(given: Expr, rows: Rows, size: int) -> Iterator[Diagnostic]:
    wrong = next((at for at, row in enumerate(rows, 1) if len(row) != len(rows)), None)
    if len(rows) != size:
        message = f"the vector has {_numbers(size)}, and its covariance {_counted(len(rows))}"
    elif wrong is not None:
        message = f"row {wrong} of the covariance has {_numbers(len(rows[wrong - 1]))}, not {size}"
    else:
        return
    yield Diagnostic("E0208", message, given.span, helps=(f"write `{_example(size)}`",))


def _numbers(count: int) -> str:
    return "one number" if count == 1 else f"{count} numbers"


def _counted(count: int) -> str:
    return "one row" if count == 1 else f"{count} rows"


def _causes(rows: Rows) -> Iterator[Diagnostic]:
    """A covariance is the same in every row of the data."""
    for one in (one for row in rows for one in row):
        read = (*variables_in(one), *noises_in(one))
        if read:
            message = f"a covariance is the same for every row, and this one reads {listed(read)}"
            helps = ("let causes move the mean, or build the vector: `[a, b + 0.5 * a]`",)
            yield Diagnostic("E0201", message, one.span, helps=helps)
            return


# ---- what the numbers have to keep to ---------------------------------------------------------


def _asymmetric(model: Model, rows: Rows) -> tuple[Diagnostic, ...]:
    for i, row in enumerate(rows):
        for j in range(i):
            below, above = row[j], rows[j][i]
            known = _known(model, below)
            if below != above and (known is None or known != _known(model, above)):
                message = f"the covariance is not symmetric: {_at(j, i)} differs from {_at(i, j)}"
                helps = ("write the same on both sides of the diagonal",)
                others = beside(above.span, _at(j, i))
                return (Diagnostic("E0205", message, below.span, _at(i, j), others, helps),)
    return ()


def _at(row: int, place: int) -> str:
    return f"row {row + 1}, place {place + 1}"


def _known(model: Model, expr: Expr) -> float | None:
    return evaluate(expr, {constant.name: constant for constant in model.constants})


def _indefinite(model: Model, given: Expr, rows: Rows) -> Iterator[Diagnostic]:
    reach = [[bounds(one, model) for one in row] for row in rows]
    for at, row in enumerate(reach):
        if row[at].high <= 0:
            message = f"the variance of number {at + 1} is {row[at].high:g}, and one is above 0"
            yield Diagnostic("E0205", message, rows[at][at].span)
            return
    values = [[_known(model, one) for one in row] for row in rows]
    known = [[one for one in row if one is not None] for row in values]
    if all(len(row) == len(rows) for row in known):
        yield from _impossible(given, known)
    elif not _dominant(reach):
        message = "the covariance can stop being positive definite"
        helps = ("bound what is learned: each variance above the sum of the others in its row",)
        notes = ("a fit that steps beyond it stops with a message",)
        level = Severity.WARNING
        yield Diagnostic("E0205", message, given.span, helps=helps, notes=notes, severity=level)


def _dominant(reach: list[list[Interval]]) -> bool:
    """Whether each variance exceeds the sizes of its covariances together, wherever they lie."""
    return all(
        row[at].low >= 0
        and row[at].low >= math.fsum(_size(one) for j, one in enumerate(row) if j != at)
        for at, row in enumerate(reach)
    )


def _size(reach: Interval) -> float:
    return max(abs(reach.low), abs(reach.high))


def _impossible(given: Expr, values: list[list[float]]) -> Iterator[Diagnostic]:
    at = _first_pivot(values)
    if at is None:
        return
    for before in range(at):
        product = values[at][at] * values[before][before]
        if values[at][before] ** 2 >= product:
            found = values[at][before] / math.sqrt(product)
            message = "the covariance is not positive definite: the correlation of numbers "
            message += f"{before + 1} and {at + 1} is {found:.3g}"
            helps = (f"keep their covariance between -{product**0.5:g} and {product**0.5:g}",)
            yield Diagnostic("E0205", message, given.span, helps=helps)
            return
    message = f"the covariance is not positive definite: those of number {at + 1} contradict "
    message += "the ones among the numbers before it"
    helps = (f"make them smaller, or the variance of number {at + 1} larger",)
    yield Diagnostic("E0205", message, given.span, helps=helps)


def _first_pivot(values: list[list[float]]) -> int | None:
    """The first number whose pivot is not above zero, beyond rounding."""
    factor: list[list[float]] = []
    for i, row in enumerate(values):
        made: list[float] = []
        for j in range(i):
            done = math.fsum(a * b for a, b in zip(made, factor[j], strict=False))
            made.append((row[j] - done) / factor[j][j])
        left = row[i] - math.fsum(a * a for a in made)
        if left <= 1e-6 * row[i]:  # single precision loses it
            return i
        factor.append([*made, math.sqrt(left)])
    return None
