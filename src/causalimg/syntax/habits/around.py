"""What people write around the blocks as in YAML, Python and C, each with how it is here."""

from collections.abc import Callable, Sequence

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax import tree as t
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.habits.habit import Said
from causalimg.syntax.habits.python import draw
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import BLOCK_WORDS

# ---- signs --------------------------------------------------------------------------------------

_TWICE = {"*": "^", "|": "or", "&": "and"}


def _doubled(slip: Slip) -> Diagnostic | None:
    """`x ** 2`, `a || b`, `a && b`, and `a || b` for an independence."""
    at = slip.at if not slip.ends_early else 0
    pair = _side_by_side(slip, at - 1) or _side_by_side(slip, at)
    if pair is None:
        return None
    span, sign = pair
    meant = "_||_" if sign == "|" and slip.block == "claims" else _TWICE[sign]
    text, around = slip.source.text, (span.start - 1, span.end)
    tight = [0 <= at < len(text) and not text[at].isspace() for at in around]
    padded = " " * tight[0] + meant + " " * tight[1] if meant.strip("^") else meant
    return Diagnostic(
        "E0010",
        f"`{sign}{sign}` is written `{meant}` here",
        span,
        helps=(f"write `{meant}`",),
        fix=Fix(span, padded) if slip.goes_on(span, padded) else None,
    )


def _side_by_side(slip: Slip, at: int) -> tuple[Span, str] | None:
    two: Sequence[Lexeme] = slip.lexemes[max(at, 0) : at + 2]
    if len(two) < 2 or two[0].text != two[1].text or two[0].text not in _TWICE:
        return None
    touching = two[0].span.end == two[1].span.start
    return (two[0].span | two[1].span, two[0].text) if touching else None


# ---- lines around the blocks --------------------------------------------------------------------


def _as_yaml(slip: Slip) -> Diagnostic | None:
    """`variables:`."""
    word = slip.lexemes[0]
    if slip.block or word.text not in BLOCK_WORDS or len(slip.lexemes) > 2:
        return None
    helps = (f"write `{word.text} {{`, and `}}` on a line of its own below",)
    return Diagnostic("E0010", "a block stands in braces", slip.span, helps=helps)


def _import(slip: Slip) -> Diagnostic | None:
    """`import std.phantom`."""
    words = [x.text for x in slip.lexemes]
    if slip.rule != "line" or words[0] != "import" or not words[1:] or '"' in words[1]:
        return None
    module = "".join(words[1:4])
    helps = (f"write `from {module} import thorax`, with the names that you need",)
    return Diagnostic("E0010", "an import names what it takes", slip.span, helps=helps)


def _model_in_braces(slip: Slip) -> Diagnostic | None:
    """`model ward { ... }`."""
    if slip.rule != "line" or slip.lexemes[0].text != "model" or slip.index("{") is None:
        return None
    helps = ("write `model ward` on a line of its own, and the blocks below",)
    span = slip.lexemes[0].span | slip.lexemes[slip.index("{") or 0].span
    return Diagnostic("E0010", "`model` names the text and holds nothing", span, helps=helps)


def _outside(slip: Slip) -> Diagnostic | None:
    """A formula that stands outside of all blocks, and would be wrong inside as well."""
    sign = next((x for x in slip.lexemes if x.text in ("~", ":=", "->")), None)
    if slip.rule != "line" or sign is None or slip.lexemes[0].text in ("param", "grid"):
        return None
    block = "graph" if sign.text == "->" else "mechanisms"
    return Diagnostic(
        "E0006",
        f"a line with `{sign.text}` stands in `{block}`, not outside of all blocks",
        slip.span,
        helps=(f"move it into `{block} {{ }}`",),
    )


def _assigned(slip: Slip) -> Diagnostic | None:
    """`width = 4`, `bmi = Normal(0, 1)`, `bmi <- a + b * age`, where no equation stands."""
    if slip.block in ("mechanisms", "noise", "interventions") or len(slip.lexemes) < 3:
        return None
    name, sign, *value = slip.lexemes
    if sign.text not in ("=", "<-") or name.kind != "NAME" or value[0].text in ("E", "P"):
        return None
    node, text = read("expr", value), slip.text(2)
    if isinstance(node, t.Number) or (isinstance(node, t.Unary) and node.sign == "-"):
        return _constant(slip, name.text, text).about(slip)
    if isinstance(node, t.Call) and node.function.text[:1].isupper():
        return draw(slip, name.text, text).about(slip)
    if isinstance(node, Stop | t.Ref) or slip.block == "parameters":
        return None
    where = f"not in `{slip.block}`" if slip.block else "not outside of all blocks"
    helps = (f"write there `{name.text} := {text}`",)
    message = f"an equation stands in `mechanisms`, {where}"
    return Diagnostic("E0006", message, slip.span, helps=helps)


def _constant(slip: Slip, name: str, value: str) -> Said:
    kind = "int" if value.isdigit() else "real"
    written = f"param {name} : {kind} = {value}"
    message = "a number that is known is a line of its own, above the blocks"
    place = " above the blocks" if slip.block else ""
    return Said(message, (f"write `{written}`{place}",), None if place else written, sure=True)


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _as_yaml,
    _model_in_braces,
    _import,
    _assigned,
    _doubled,
)
"""Tried before the mistakes that have nothing to do with another language."""

LAST_LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (_outside,)
"""Tried after them."""
