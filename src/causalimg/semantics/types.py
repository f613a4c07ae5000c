"""Types as written become types of the model."""

from collections import Counter
from collections.abc import Mapping

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.words import DESIGNED_TYPES, TYPES
from causalimg.semantics.complaints import article, designed, unknown
from causalimg.semantics.model import Binary, Category, Count, Grid, Image, Ordinal, Real, Type
from causalimg.syntax import tree

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


def read_type(kind: tree.Type, grids: Mapping[str, Grid], report: list[Diagnostic]) -> Type | None:
    """The type, or None after a complaint (E0009, E0101, E0102, E0201, E0209).

    Args:
        kind: as written.
        grids: the lattices that an image may name.
        report: where complaints are collected.
    """
    word = kind.name.text
    before = len(report)
    if word not in TYPES:
        report.append(_no_type(kind.name))
        return None
    if kind.shape and word != "image":
        report.append(Diagnostic("E0209", f"{article(word)} has no shape", kind.span))
    if kind.values and word not in {"category", "ordinal"}:
        helps = ("a variable with named values is a `category {...}`",)
        report.append(
            Diagnostic("E0209", f"{article(word)} has no values", kind.span, helps=helps)
        )
    found = _read(kind, grids, report)
    return found if len(report) == before else None


def _read(kind: tree.Type, grids: Mapping[str, Grid], report: list[Diagnostic]) -> Type | None:
    match kind.name.text:
        case "real":
            return Real()
        case "count":
            return Count()
        case "binary":
            return Binary()
        case "image":
            return _image(kind, grids, report)
        case word:
            values = _values(kind, report)
            return Category(values) if word == "category" else Ordinal(values)


def _no_type(name: tree.Name) -> Diagnostic:
    word = name.text
    if word in DESIGNED_TYPES:
        return designed(word, name.span)
    known = f"types are {', '.join(TYPES)}"
    meant = _ELSEWHERE.get(word.casefold())
    if meant:
        helps, fix = (f"did you mean `{meant}`?",), Fix(name.span, meant)
        message = f"cannot find the type `{word}`"
        return Diagnostic("E0101", message, name.span, known, helps=helps, fix=fix)
    return unknown(word, name.span, TYPES, what=known, place="among the types")


def _values(kind: tree.Type, report: list[Diagnostic]) -> tuple[str, ...]:
    words = tuple(word for value in kind.values for word in _words(value, report))
    twice = [word for word, times in Counter(words).items() if times > 1]
    if twice:
        message = f"`{twice[0]}` stands twice among the values"
        report.append(Diagnostic("E0102", message, kind.span))
    elif len(words) < 2:
        message = f"{article(kind.name.text)} needs at least two values"
        example = "{low < high}" if kind.name.text == "ordinal" else "{agfa, philips}"
        helps = (f"for example `{kind.name.text} {example}`",)
        report.append(Diagnostic("E0209", message, kind.span, helps=helps))
    ordinal = kind.name.text == "ordinal"
    if len(words) > 1 and kind.ordered != ordinal:
        message = "the values of an ordinal are ordered by `<`"
        listed = f"{{{' < '.join(words)}}}"
        helps = (f"write `ordinal {listed}`",)
        if not ordinal:
            message = "the values of a category have no order"
            helps = ("write `ordinal` if they have one, commas between them if not",)
        report.append(Diagnostic("E0201", message, kind.span, helps=helps))
    return words


def _words(value: tree.Value, report: list[Diagnostic]) -> tuple[str, ...]:
    match value:
        case tree.IntRange(low=low, high=high):
            if not 0 <= high - low < _MOST_VALUES:
                message = f"the range {low}..{high} holds no values, or too many"
                report.append(Diagnostic("E0209", message, value.span))
                return (str(low), str(high))
            return tuple(str(i) for i in range(low, high + 1))
        case tree.Name(text=text) | tree.Text(text=text) | tree.Number(text=text):
            return (text,)


def _image(kind: tree.Type, grids: Mapping[str, Grid], report: list[Diagnostic]) -> Image | None:
    named = [one for one in kind.shape if isinstance(one, tree.Name)]
    channels: tuple[int, ...]
    name: str | None
    sizes = tuple(int(one.value) for one in kind.shape if isinstance(one, tree.Number))
    if not kind.shape or len(named) > 1 or (named and kind.shape[-1] is not named[0]):
        report.append(_no_shape(kind))
        return None
    if named and named[0].text not in grids:
        what = "not a grid"
        report.append(unknown(named[0].text, named[0].span, grids, what=what))
        return None
    if named:
        grid = grids[named[0].text]
        channels, extent, name = (sizes or (1,)), grid.extent, grid.name
    else:
        plain = len(sizes) == 2
        channels, extent, name = ((1,), sizes, None) if plain else (sizes[:1], sizes[1:], None)
    if len(channels) != 1 or len(extent) not in {2, 3} or min(*channels, *extent) < 1:
        report.append(_no_shape(kind))
        return None
    return Image(channels[0], extent, name)


def _no_shape(kind: tree.Type) -> Diagnostic:
    message = "an image needs a grid, or its channels, height and width"
    helps = ("write `image[chest]` with `grid chest = 64 x 64 at 5 mm`, or `image[1, 64, 64]`",)
    return Diagnostic("E0209", message, kind.span, helps=helps)
