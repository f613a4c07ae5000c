"""What each rule of the grammar builds: one function per rule, from its parts to a node.

The parser calls these while it reads, without recursion. Every token is among the parts, so the
place of a node is from its first part to its last.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from causalimg.source import Span
from causalimg.source.record import record
from causalimg.syntax import tree as t
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.walk import walk

#: A `Lexeme`, a node, or a `_Part`.
Parts = Sequence[Any]


@record(frozen=True, slots=True)
class _Part:
    """Something that becomes a field of the node around it."""

    kind: str
    value: Any
    span: Span


def _around(parts: Parts) -> Span:
    place: Span = parts[0].span
    return place if len(parts) == 1 else Span(place.start, parts[-1].span.end)


def _composed(text: str) -> str:
    """Letters and their marks in one way of writing them, so that equal words are equal."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _name(token: Lexeme) -> t.Name:
    return t.Name(_composed(token.text), token.span)


def _text(token: Lexeme) -> t.Text:
    return t.Text(_composed(token.text[1:-1]), token.span)


def _words(parts: Parts) -> list[Any]:
    """The NAME tokens among the parts."""
    return [part for part in parts if isinstance(part, Lexeme) and part.kind == "NAME"]


def _nodes(parts: Parts) -> tuple[Any, ...]:
    """The nodes among the parts."""
    return tuple(p for p in parts if not isinstance(p, (Lexeme, _Part)))


def _part(parts: Parts, kind: str, default: Any = None) -> Any:
    """The value of the first part of a kind."""
    for part in parts:
        if type(part) is _Part and part.kind == kind:
            return part.value
    return default


def _all(parts: Parts, kind: str) -> tuple[Any, ...]:
    return tuple(p.value for p in parts if isinstance(p, _Part) and p.kind == kind)


def _node(parts: Parts, kind: type) -> Any:
    """The first node of a class, or None."""
    return next((p for p in parts if isinstance(p, kind)), None)


def _string(parts: Parts) -> t.Text | None:
    """The quoted reason or title among the parts."""
    return next((_text(p) for p in parts if isinstance(p, Lexeme) and p.kind == "STRING"), None)


# ---- parts that are no nodes -------------------------------------------------------------------


def _kept(kind: str) -> Callable[[Parts], _Part]:
    """A rule whose names, or whose only node, is a field of the node around it."""

    def build(parts: Parts) -> _Part:
        names = _part(parts, "names")
        if names is None:
            nodes = _nodes(parts)
            names = nodes[0] if nodes else _name(_words(parts)[0])
        return _Part(kind, names, _around(parts))

    return build


def _list(kind: str) -> Callable[[Parts], _Part]:
    """A rule that is a list of nodes with signs between them."""

    def build(parts: Parts) -> _Part:
        return _Part(kind, _nodes(parts), _around(parts))

    return build


def _names(parts: Parts) -> _Part:
    return _Part("names", tuple(_name(word) for word in _words(parts)), _around(parts))


def _dotted(parts: Parts) -> t.Name:
    words = ".".join(_composed(word.text) for word in _words(parts))
    return t.Name(words, _around(parts))


def _target(parts: Parts) -> _Part:
    names = _part(parts, "names") or (_name(parts[0]),)
    return _Part("target", names, _around(parts))


def _role(parts: Parts) -> _Part:
    return _Part("role", _name(parts[0]), _around(parts))


# ---- types, intervals, laws --------------------------------------------------------------------


def _number(token: Lexeme) -> t.Number:
    return t.Number(token.text, None, token.span)


def _plain(part: Any) -> Any:
    """A value or a dimension: a word, a quoted word, a number, or what is a node already."""
    if not isinstance(part, Lexeme):
        return part
    kinds = {"NAME": _name, "STRING": _text, "INT": _number}
    return kinds[part.kind](part)


def _between(parts: Parts) -> tuple[Any, ...]:
    """What stands between the brackets, without the signs between."""
    return tuple(_plain(p) for p in parts[1:-1:2])


def _shape(parts: Parts) -> _Part:
    return _Part("shape", _between(parts), _around(parts))


def _values(parts: Parts) -> _Part:
    return _Part("values", _between(parts), _around(parts))


def _ordered_values(parts: Parts) -> _Part:
    return _Part("ordered", _between(parts), _around(parts))


def _int_range(parts: Parts) -> t.IntRange:
    return t.IntRange(int(parts[0].text), int(parts[2].text), _around(parts))


def _type(parts: Parts) -> t.Type:
    ordered = _part(parts, "ordered")
    values = _part(parts, "values", ()) if ordered is None else ordered
    shape = _part(parts, "shape", ())
    return t.Type(_name(parts[0]), shape, values, ordered is not None, _around(parts))


def _interval(parts: Parts) -> t.Interval:
    low, high = _nodes(parts)
    return t.Interval(low, high, parts[0].text == "[", parts[-1].text == "]", _around(parts))


def _unit(parts: Parts) -> t.Unit:
    text = "".join(_part([p], "exponent") or p.text for p in parts)
    return t.Unit(_composed(text), _around(parts))


def _exponent(parts: Parts) -> _Part:
    return _Part("exponent", "".join(p.text for p in parts), _around(parts))


def _law(parts: Parts) -> t.Law:
    arguments = _part(parts, "arguments", ())
    return t.Law(parts[0], arguments, _part(parts, "truncated"), _around(parts))


# ---- expressions -------------------------------------------------------------------------------


def _literal(parts: Parts) -> t.Number:
    return t.Number(parts[0].text, _node(parts, t.Unit), _around(parts))


def _binary(parts: Parts) -> t.Expr:
    left: t.Expr = parts[0]
    for sign, right in zip(parts[1::2], parts[2::2], strict=True):
        left = t.Binary(sign.text, left, right, left.span | right.span)
    return left


def _unary(parts: Parts) -> t.Unary:
    return t.Unary(parts[0].text, parts[1], _around(parts))


def _conditional(parts: Parts) -> t.Conditional:
    condition, yes, no = _nodes(parts)
    return t.Conditional(condition, yes, no, _around(parts))


def _parens(parts: Parts) -> t.Expr:
    """The brackets are not kept, but the place covers them."""
    inner: t.Expr = parts[1]
    return replace(inner, span=_around(parts))


def _argument(parts: Parts) -> t.Argument:
    name = _plain(parts[0]) if len(parts) > 1 else None
    return t.Argument(name, parts[-1], _around(parts))


def _call(parts: Parts) -> t.Call:
    return t.Call(parts[0], _part(parts, "arguments", ()), _around(parts))


def _match(parts: Parts) -> t.Match:
    return t.Match(_name(parts[1]), _nodes(parts), _around(parts))


def _arm(parts: Parts) -> t.Arm:
    return t.Arm(tuple(_plain(p) for p in parts[:-2:2]), parts[-1], _around(parts))


def _quantity(parts: Parts) -> t.Expectation:
    conditions = _part(parts, "conditions", ())
    return t.Expectation(parts[0].text, parts[2], conditions, _around(parts))


# ---- assignments, entries and lines ------------------------------------------------------------


def _set_to(parts: Parts) -> t.SetTo:
    return t.SetTo(_name(parts[0]), parts[2], _around(parts))


def _sweep(parts: Parts) -> t.Sweep:
    low, high, step = _nodes(parts)
    return t.Sweep(_name(parts[0]), low, high, step, _around(parts))


def _declaration(parts: Parts) -> t.Declaration:
    return t.Declaration(
        _part(parts, "role"),
        _part(parts, "names"),
        _node(parts, t.Type),
        _part(parts, "support"),
        _node(parts, t.Unit),
        _around(parts),
    )


def _parameter(parts: Parts) -> t.ParameterEntry:
    return t.ParameterEntry(
        _part(parts, "names"),
        _node(parts, t.Type),
        _part(parts, "support"),
        _node(parts, t.Law),
        _around(parts),
    )


def _noise_entry(parts: Parts) -> t.NoiseEntry:
    kind, law = _node(parts, t.Type), _node(parts, t.Law)
    return t.NoiseEntry(_part(parts, "names"), kind, law, _around(parts))


def _chain(parts: Parts) -> t.Chain:
    links = tuple(p.text for p in parts if isinstance(p, Lexeme) and p.kind != "STRING")
    return t.Chain(_all(parts, "names"), links, _string(parts), _around(parts))


def _draw(parts: Parts) -> t.Draw:
    given, via = _part(parts, "given", ()), _part(parts, "via")
    return t.Draw(_part(parts, "target"), _node(parts, t.Law), given, via, _around(parts))


def _independent(parts: Parts) -> t.Independent:
    left, right, given = (*_all(parts, "names"), ())[:3]
    return t.Independent(left, right, given, _string(parts), _around(parts))


def _invariant(parts: Parts) -> t.Invariant:
    variable, across = _words(parts)
    given = _part(parts, "names")
    return t.Invariant(_name(variable), given, _name(across), _string(parts), _around(parts))


def _asked(parts: Parts) -> t.Estimand | t.Counterfactual:
    """A counterfactual where the expression holds `had` and no `E` or `P`; else an estimand."""
    value, given = parts[0], _part(parts, "given")
    kinds = {type(node) for node in walk(value)}
    if given is not None or (t.Had in kinds and t.Expectation not in kinds):
        return t.Counterfactual((value,), (), given or (), _around(parts))
    return t.Estimand(value, _part(parts, "scope"), _around(parts))


def _imagined(parts: Parts) -> t.Counterfactual:
    outputs, assignments = _nodes(parts), _part(parts, "assignments")
    return t.Counterfactual(outputs, assignments, _part(parts, "given", ()), _around(parts))


def _predictor(parts: Parts) -> t.PredictorEntry:
    name, target = _words(parts)
    return t.PredictorEntry(
        _name(name),
        _name(target),
        _part(parts, "by"),
        _part(parts, "from"),
        _part(parts, "invariant_to", ()),
        _part(parts, "fair_to", ()),
        _around(parts),
    )


def _grid(parts: Parts) -> t.Grid:
    extent = tuple(_plain(p) for p in parts[3:-2:2])
    step, unit = parts[-1].value
    return t.Grid(_name(parts[1]), extent, step, unit, _around(parts))


def _distance(parts: Parts) -> _Part:
    step = _number(parts[0]) if isinstance(parts[0], Lexeme) else parts[0]
    return _Part("distance", (step, _node(parts, t.Unit)), _around(parts))


def _param(parts: Parts) -> t.Param:
    value = parts[-1] if len(parts) > 4 else None
    return t.Param(_name(parts[1]), _node(parts, t.Type), value, _around(parts))


def _block(parts: Parts) -> t.Block:
    return t.Block(_name(parts[0]), _nodes(parts), _around(parts))


def _start(parts: Parts) -> t.File:
    return t.File(_part(parts, "header"), _nodes(parts), (), _around(parts))


REDUCTIONS = SimpleNamespace(
    start=_start,
    header=lambda p: _Part("header", int(p[1].text), _around(p[:2])),
    item=lambda p: p[0],
    model=lambda p: t.ModelLine(_name(p[1]), _string(p), _around(p)),
    import_module=lambda p: t.ImportModule(_text(p[1]), _name(p[3]), _around(p)),
    import_names=lambda p: t.ImportNames(p[1], _part(p, "names"), _around(p)),
    param=_param,
    grid=_grid,
    distance=_distance,
    block=_block,
    declaration=_declaration,
    role=_role,
    type=_type,
    shape=_shape,
    values=_values,
    ordered_values=_ordered_values,
    int_range=_int_range,
    support=_kept("support"),
    interval=_interval,
    parameter=_parameter,
    chain=_chain,
    noise_entry=_noise_entry,
    equation=lambda p: t.Equation(_name(p[0]), p[2], _around(p)),
    draw=_draw,
    target=_target,
    law=_law,
    truncated=_kept("truncated"),
    given=_kept("given"),
    via=_kept("via"),
    arguments=_list("arguments"),
    argument=_argument,
    intervention=lambda p: t.InterventionEntry(_name(p[0]), _part(p, "assignments"), _around(p)),
    assignments=_list("assignments"),
    set_to=_set_to,
    draw_from=lambda p: t.DrawFrom(_name(p[0]), p[2], _around(p)),
    sweep=_sweep,
    named=lambda p: t.Named(_name(p[0]), _around(p)),
    independent=_independent,
    identified=lambda p: t.Identified(_name(p[1]), _string(p), _around(p)),
    invariant=_invariant,
    query=lambda p: t.QueryEntry(_name(p[0]), p[2], _around(p)),
    asked=_asked,
    imagined=_imagined,
    scope=lambda p: _Part("scope", _plain(p[1]), _around(p)),
    predictor=_predictor,
    by=_kept("by"),
    invariant_to=_kept("invariant_to"),
    fair_to=_kept("fair_to"),
    conditional=_conditional,
    binary=_binary,
    disjunction=_binary,
    conjunction=_binary,
    comparison=_binary,
    sum=_binary,
    product=_binary,
    power=_binary,
    unary=_unary,
    text=lambda p: _text(p[0]),
    parens=_parens,
    array=lambda p: t.Array(_nodes(p), _around(p)),
    call=_call,
    ref=lambda p: t.Ref(p[0], _around(p)),
    match=_match,
    arm=_arm,
    quantity=_quantity,
    conditions=_list("conditions"),
    do=lambda p: t.Do(_part(p, "assignments"), _around(p)),
    had=lambda p: t.Had(p[0], _part(p, "assignments"), _around(p)),
    literal=_literal,
    unit=_unit,
    exponent=_exponent,
    dotted=_dotted,
    names=_names,
)
setattr(REDUCTIONS, "from", _kept("from"))
