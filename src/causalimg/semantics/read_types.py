"""Types as written become types of the model."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import cast

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.words import SHAPED, VALUED
from causalimg.semantics.complaints import article, beside, nearest, unknown
from causalimg.semantics.model import Constant
from causalimg.semantics.scope import Scope
from causalimg.semantics.types import (
    Binary,
    Category,
    Count,
    Image,
    Kspace,
    Mask,
    Ordinal,
    Real,
    Type,
    Vector,
)
from causalimg.syntax import tree
from causalimg.syntax.words import ASKED, ROLE_WORDS, TYPES

_ELSEWHERE = {
    "float": "real",
    "double": "real",
    "number": "real",
    "bool": "binary",
    "boolean": "binary",
    "int": "count",
    "integer": "count",
    "enum": "category",
    "categorical": "category",
    "picture": "image",
}
_MOST_VALUES = 10_000
_MOST_PIXELS = 65_536


def read_type(kind: tree.Type, scope: Scope, report: list[Diagnostic]) -> Type | None:
    """The type, or None after a complaint (E0009, E0101, E0102, E0201, E0209).

    Args:
        kind: as written.
        scope: the grids and constants that an image may name.
        report: where complaints are collected.
    """
    word = kind.name.text
    before = len(report)
    if word not in TYPES:
        report.append(_no_type(kind.name))
        return None
    if kind.shape and word not in SHAPED:
        report.append(_shapeless(kind))
        return None
    if kind.values and word not in VALUED:
        helps = ("a variable with named values is a `category {...}`",)
        report.append(
            Diagnostic("E0209", f"{article(word)} has no values", kind.span, helps=helps)
        )
    found = _read(kind, scope, report)
    return found if len(report) == before else None


def _read(kind: tree.Type, scope: Scope, report: list[Diagnostic]) -> Type | None:
    match kind.name.text:
        case "real":
            return Real()
        case "count":
            return Count()
        case "binary":
            return Binary()
        case "vector":
            return _vector(kind, scope, report)
        case "image" | "mask" | "kspace":
            return _pixels(kind, scope, report)
        case word:
            values = _values(kind, report)
            return Category(values) if word == "category" else Ordinal(values)


def _shapeless(kind: tree.Type) -> Diagnostic:
    """E0209: brackets behind a type of one number or word; what they were meant for."""
    word, inside = kind.name.text, ", ".join(dim.text for dim in kind.shape)
    helps: tuple[str, ...] = ("several numbers are a `vector[3]`, a picture an `image[64, 64]`",)
    fix = None
    if word in VALUED:
        sign = " < " if word == "ordinal" else ", "
        fix = Fix(kind.span, f"{word} {{{inside.replace(', ', sign)}}}")
        helps = (f"values stand in braces: `{fix.text}`",)
    elif word in {"real", "count"} and len(kind.shape) == 2:
        fix = Fix(kind.span, f"{word} in [{inside}]")
        helps = (f"a support is written `{fix.text}`",)
    elif inside in ROLE_WORDS:
        role = ROLE_WORDS[inside]
        fix = Fix(kind.span, word) if not role else None
        helps = (f"write `{role}` before the name",) if role else ("drop the brackets", ASKED)
    message = f"{article(word)} has no shape"
    return Diagnostic("E0209", message, kind.span, helps=helps, fix=fix)


def _no_type(name: tree.Name) -> Diagnostic:
    word = name.text
    known = f"types are {', '.join(TYPES)}"
    meant = _ELSEWHERE.get(word.casefold())
    if meant:
        helps, fix = (f"did you mean `{meant}`?",), Fix(name.span, meant)
        message = f"cannot find the type `{word}`"
        return Diagnostic("E0101", message, name.span, known, helps=helps, fix=fix)
    more = () if nearest(word, TYPES) else ("a number is `real`, words are `category {a, b}`",)
    return unknown(word, name.span, TYPES, what=known, place="among the types", helps=more)


def _values(kind: tree.Type, report: list[Diagnostic]) -> tuple[str, ...]:
    words = tuple(word for value in kind.values for word in words_of(value, report))
    twice = [word for word, times in Counter(words).items() if times > 1]
    if twice:
        message = f"`{twice[0]}` stands twice among the values"
        report.append(Diagnostic("E0102", message, kind.span))
    elif len(words) < 2:
        mask = kind.name.text == "mask"
        message = f"{article(kind.name.text)} needs at least two {'labels' if mask else 'values'}"
        helps = (f"for example `{_VALUES[kind.name.text]}`",)
        report.append(Diagnostic("E0209", message, kind.span, helps=helps))
    ordinal = kind.name.text == "ordinal"
    if len(words) > 1 and kind.ordered != ordinal:
        message = "the values of an ordinal are ordered by `<`"
        listed = f"{{{' < '.join(words)}}}"
        helps = (f"write `ordinal {listed}`",)
        if not ordinal:
            message = "the values of a category have no order"
            helps = ("write `ordinal` if they have one, commas between them if not",)
        if kind.name.text == "mask":
            message = "the labels of a mask have no order"
            helps = (f"write commas between them: `{{{', '.join(words)}}}`",)
        report.append(Diagnostic("E0201", message, kind.span, helps=helps))
    return words


def words_of(value: tree.Value, report: list[Diagnostic]) -> tuple[str, ...]:
    """The words that a value of the tree stands for, several for `0..9`."""
    match value:
        case tree.IntRange(low=low, high=high):
            if not 0 <= high - low < _MOST_VALUES:
                message = f"the range {low}..{high} holds no values, or too many"
                report.append(Diagnostic("E0209", message, value.span))
                return (str(low), str(high))
            return tuple(str(i) for i in range(low, high + 1))
        case tree.Name(text=text) | tree.Text(text=text) | tree.Number(text=text):
            return (text,)


def written_values(kind: tree.Type) -> tuple[str, ...]:
    """The words in the braces of a type, whatever else is wrong with it."""
    return tuple(word for value in kind.values for word in words_of(value, []))


def _vector(kind: tree.Type, scope: Scope, report: list[Diagnostic]) -> Vector | None:
    if len(kind.shape) != 1:
        helps = ("write `vector[3]`",)
        report.append(Diagnostic("E0209", "a vector needs its length", kind.span, helps=helps))
        return None
    sizes = read_sizes(kind.shape, scope, report, "a length")
    return Vector(sizes[0]) if sizes else None


def _pixels(
    kind: tree.Type, scope: Scope, report: list[Diagnostic]
) -> Image | Mask | Kspace | None:
    """A type that lies on a grid; its channels or coils come first, and a mask has none."""
    word = kind.name.text
    labels = _values(kind, report) if word == "mask" else ()
    found = _layers_and_extent(kind, scope, report)
    if found is None:
        return None
    layers, extent, grid = found
    if word == "mask":
        return Mask(labels, extent, grid)
    return Kspace(layers, extent, grid) if word == "kspace" else Image(layers, extent, grid)


def _layers_and_extent(
    kind: tree.Type, scope: Scope, report: list[Diagnostic]
) -> tuple[int, tuple[int, ...], str | None] | None:
    named = [dim.text in scope.grids for dim in kind.shape]
    if not kind.shape or any(named[:-1]):
        report.append(_no_shape(kind))
        return None
    grid = scope.grids[kind.shape[-1].text] if named[-1] else None
    sizes = read_sizes(kind.shape[:-1] if grid else kind.shape, scope, report)
    if sizes is None:
        return None
    flat = kind.name.text == "mask"
    if flat or (grid is None and len(sizes) == 2):
        sizes = (1, *sizes)
    layers, extent = (sizes or (1,), grid.extent) if grid else (sizes[:1], sizes[1:])
    if len(layers) != 1 or len(extent) not in {2, 3}:
        report.append(_no_shape(kind))
        return None
    return layers[0], extent, grid.name if grid else None


def read_sizes(
    dims: Sequence[tree.Name | tree.Number],
    scope: Scope,
    report: list[Diagnostic],
    what: str = "a number of pixels",
) -> tuple[int, ...] | None:
    """Numbers of pixels or channels, or None after a complaint (E0101, E0201).

    Args:
        dims: as written: whole numbers, and names of a `param`.
        scope: the constants that may be named.
        report: where complaints are collected.
        what: what they count, for messages.
    """
    sizes = [_size(dim, scope, report, what) for dim in dims]
    known = tuple(size for size in sizes if size is not None)
    return known if len(known) == len(sizes) else None


def _size(
    dim: tree.Name | tree.Number, scope: Scope, report: list[Diagnostic], what: str
) -> int | None:
    if _is_missing(dim, scope, report, "not a grid, `param` or number"):
        return None
    constant = scope.constants[dim.text] if isinstance(dim, tree.Name) else None
    value = constant.value if constant else cast(tree.Number, dim).value
    if 1 <= value <= _MOST_PIXELS and value == int(value):
        return int(value)
    if constant and constant.integer and not value.is_integer():
        return None  # said at the `param`
    message = f"{{}} {value:g}, not {what}: a whole number from 1 to {_MOST_PIXELS:,}"
    report.append(_no_size(message, dim, constant))
    return None


def _is_missing(
    dim: tree.Name | tree.Number, scope: Scope, report: list[Diagnostic], what: str
) -> bool:
    """Whether a name is none of a `param`, after a complaint (E0101)."""
    if not isinstance(dim, tree.Name) or dim.text in scope.constants:
        return False
    if not scope.clouded & {dim.text, dim.text.partition(".")[0]}:
        report.append(unknown(dim.text, dim.span, (*scope.grids, *scope.constants), what=what))
    return True


def read_distance(
    step: tree.Name | tree.Number, scope: Scope, report: list[Diagnostic]
) -> float | None:
    """How far pixels lie apart, or None after a complaint (E0101, E0201).

    Args:
        step: as written: a number, or the name of a `param`.
        scope: the constants that may be named.
        report: where complaints are collected.
    """
    if _is_missing(step, scope, report, "not a `param` or number"):
        return None
    constant = scope.constants[step.text] if isinstance(step, tree.Name) else None
    value = constant.value if constant else cast(tree.Number, step).value
    if 0 < value < math.inf:
        return value
    name = f"`{constant.name}`" if constant else "this"
    message = f"{name} is {value:g}, not how far pixels lie apart: a number above 0"
    # At the `param`, so that it is said once, however many grids it spaces.
    place = constant.span if constant else step.span
    others = beside(step.span, "a distance, here") if constant else ()
    report.append(Diagnostic("E0201", message, place, "", others))
    return None


def _no_size(message: str, dim: tree.Name | tree.Number, constant: Constant | None) -> Diagnostic:
    if constant is None:
        return Diagnostic("E0201", message.format("this is"), dim.span)
    # At the `param`, so that it is said once, however many sizes it gives.
    name = constant.name
    helps = (f"write `param {name} : int = 64`, or give it by `--set {name}=64`",)
    others = beside(dim.span, "a size, here")
    return Diagnostic("E0201", message.format(f"`{name}` is"), constant.span, "", others, helps)


_VALUES = {
    "ordinal": "ordinal {low < high}",
    "category": "category {agfa, philips}",
    "mask": "mask[chest] {background, lung}",
}
_SHAPES = {
    "image": ("its channels, height and width", "image[1, 64, 64]"),
    "mask": ("its height and width", "mask[64, 64] {background, lung}"),
    "kspace": ("its coils, height and width", "kspace[8, 64, 64]"),
}


def _no_shape(kind: tree.Type) -> Diagnostic:
    word = kind.name.text
    sizes, example = _SHAPES[word]
    message = f"{article(word)} needs a grid, or {sizes}"
    on_grid = {"mask": "mask[chest] {background, lung}", "kspace": "kspace[8, chest]"}
    shown = on_grid.get(word, "image[chest]")
    helps = (f"write `{shown}` with `grid chest = 64 x 64 at 5 mm`, or `{example}`",)
    return Diagnostic("E0209", message, kind.span, helps=helps)
