"""What people bring from Stan, Pyro and C, each with how it is written here."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import BLOCK_WORDS

# ---- Stan and JAGS -----------------------------------------------------------------------------

_TYPES = {
    "real": "real",
    "float": "real",
    "double": "real",
    "vector": "real",
    "row_vector": "real",
    "int": "count",
    "bool": "binary",
    "binary": "binary",
    "count": "count",
}


def _type_first(slip: Slip) -> Diagnostic | None:
    """`real age`, `real<lower=0> dose`, `vector[N] age`."""
    at = slip.behind(1, "[") if slip.lexemes[0].text == "array" else 0
    word = slip.lexemes[min(at, len(slip.lexemes) - 1)]
    if slip.block not in ("variables", "parameters") or word.text not in _TYPES:
        return None
    start = at + 1
    behind = slip.behind(slip.behind(start, "<"), "[")
    names = list(takewhile(lambda x: x.kind == "NAME" or x.text == ",", slip.lexemes[behind:]))
    if not names or behind + len(names) < len(slip.lexemes):
        return None
    limits = _limits(slip, start + 1, behind - 1) if behind > start else {}
    kind, support = _kind(slip, word.text, limits)
    if word.text == "int" and len(names) == 1 and len(names[0].text) == 1:
        return _number_of_rows(slip)
    called = ", ".join(x.text for x in names if x.text != ",")
    written = f"{called} : {kind}{support}"
    return Diagnostic(
        "E0005" if limits else "E0010",
        "the name comes first, then `:` and what it is",
        slip.span,
        label="as in Stan",
        helps=(f"write `{written}`",),
        fix=Fix(slip.span, written) if slip.mends(slip.span, written) else None,
    )


def _number_of_rows(slip: Slip) -> Diagnostic:
    message = "the number of rows is not declared: it comes from the table"
    remedy = ("drop the line",)
    return Diagnostic("E0010", message, slip.span, helps=remedy, fix=slip.line_out())


def _kind(slip: Slip, word: str, limits: dict[str, str]) -> tuple[str, str]:
    """The type and the support that a Stan declaration means."""
    kind = _TYPES[word] if slip.block == "variables" else "real"
    if kind == "count" and (limits.get("lower"), limits.get("upper")) == ("0", "1"):
        return "binary", ""
    return kind, _interval(limits) if kind == "real" and limits else ""


def _interval(limits: dict[str, str]) -> str:
    low, high = limits.get("lower", "-inf"), limits.get("upper", "inf")
    opening, closing = "(" if low == "-inf" else "[", ")" if high == "inf" else "]"
    return f" in {opening}{low}, {high}{closing}"


def _stan_limits(slip: Slip) -> Diagnostic | None:
    """E0005: `age : real<lower=0>`."""
    first, last = slip.index("<"), slip.index(">")
    if slip.block not in ("variables", "parameters") or not first or last is None:
        return None
    limits = _limits(slip, first + 1, last)
    if not limits:
        return None
    word = slip.lexemes[first - 1]
    kind, support = _kind(slip, word.text, limits) if word.text in _TYPES else (word.text, "")
    written = kind + (support or _interval(limits) * (word.text not in _TYPES))
    return Diagnostic(
        "E0005",
        "a support is written as an interval",
        slip.lexemes[first].span | slip.lexemes[last].span,
        label="as in Stan",
        helps=(f"write `{written}`",),
        fix=Fix(word.span | slip.lexemes[last].span, written),
    )


def _limits(slip: Slip, first: int, last: int) -> dict[str, str]:
    """The words between `<` and `>`: `lower=0, upper=1`."""
    found: dict[str, str] = {}
    for part in slip.text(first, last).split(","):
        word, sign, limit = part.strip(" <>").partition("=")
        if word.strip() in ("lower", "upper") and sign and limit.strip():
            found[word.strip()] = limit.strip()
    return found


def _loop(slip: Slip) -> Diagnostic | None:
    """`for (n in 1:N) { ... }`."""
    words = [x.text for x in slip.lexemes[:2]]
    if words not in (["for", "("], ["while", "("]):
        return None
    return Diagnostic(
        "E0010",
        "there are no loops: a mechanism speaks about one row, and holds for every row",
        slip.lexemes[0].span,
        helps=("write the line inside the loop once, without its index",),
    )


def _indexed(slip: Slip) -> Diagnostic | None:
    """`age[n]`."""
    at = slip.at
    if slip.ends_early or slip.culprit.text != "[" or at == 0 or slip.block in (None, "graph"):
        return None
    name = slip.lexemes[at - 1]
    behind = slip.behind(at, "[")
    if (
        name.kind != "NAME"
        or name.text in ("E", "P")
        or name.span.end != slip.culprit.span.start
        or behind == at
    ):
        return None
    span = Span(name.span.end, slip.lexemes[behind - 1].span.end)
    fix = Fix(span, "")
    return Diagnostic(
        "E0010",
        f"`{name.text}` takes no index: a text speaks about one row",
        span,
        helps=(f"write `{name.text}`",),
        fix=fix if slip.mends(fix.span, fix.text) else None,
    )


def _target(slip: Slip) -> Diagnostic | None:
    """`target += normal_lpdf(age | 50, 10)`."""
    if [x.text for x in slip.lexemes[:3]] != ["target", "+", "="]:
        return None
    return Diagnostic(
        "E0010",
        "a density is not added up here: it follows from the laws",
        slip.lexemes[0].span | slip.lexemes[2].span,
        helps=("say what the variable is drawn from: `age ~ Normal(50, 10)`",),
    )


# ---- Pyro and Python ---------------------------------------------------------------------------


def _sample(slip: Slip) -> Diagnostic | None:
    """`age = pyro.sample("age", dist.Normal(50, 10))`."""
    texts = [x.text for x in slip.lexemes]
    if texts[1:6] not in (["=", "pyro", ".", "sample", "("], ["=", "numpyro", ".", "sample", "("]):
        return None
    comma = slip.index(",")
    law = slip.lexemes[comma + 1 :] if comma else ()
    law = law[2:] if [x.text for x in law[1:2]] == ["."] else law
    if len(law) < 2:
        return None
    written = f"{texts[0]} ~ {slip.source.slice(law[0].span | law[-2].span)}"
    return Diagnostic(
        "E0003",
        "a draw is written with `~`, and its name once",
        slip.span,
        label="as in Pyro",
        helps=(f"write `{written}`",),
        fix=Fix(slip.span, written) if slip.mends(slip.span, written) else None,
    )


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


# ---- a block that is called otherwise ----------------------------------------------------------

#: Blocks of other languages, with the one that holds the same here.
BLOCKS = {
    "data": "variables",
    "observed": "variables",
    "dag": "graph",
    "digraph": "graph",
    "edges": "graph",
    "mag": "graph",
    "pdag": "graph",
    "model": "mechanisms",
    "equations": "mechanisms",
    "regressions": "mechanisms",
    "priors": "parameters",
}
#: Blocks that are lines here.
LINES = {
    "params": "a constant is a line: `param latents : int = 16`",
    "constants": "a constant is a line: `param latents : int = 16`",
    "settings": "a constant is a line: `param latents : int = 16`",
    "grids": "a grid is a line: `grid chest = 64 x 64 at 5 mm`",
    "imports": "an import is a line: `from std.xray import scatter`",
}
_TWO_WORDS = {
    ("transformed", "data"): "a quantity is a variable with an equation in `mechanisms`",
    ("transformed", "parameters"): "a quantity is a variable with an equation in `mechanisms`",
    ("generated", "quantities"): "what is to be computed is asked in `queries`",
}


def _two_words(slip: Slip) -> Diagnostic | None:
    """`generated quantities { ... }`."""
    words = slip.lexemes[:2]
    remedy = _TWO_WORDS.get((words[0].text, words[-1].text)) if len(words) == 2 else None
    if remedy is None or slip.block:
        return None
    name = f"{words[0].text} {words[1].text}"
    span = words[0].span | words[1].span
    return Diagnostic("E0010", f"there is no block `{name}`", span, helps=(remedy,))


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


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _two_words,
    _as_yaml,
    _model_in_braces,
    _import,
    _type_first,
    _stan_limits,
    _loop,
    _target,
    _indexed,
    _sample,
    _doubled,
)
"""Tried before the mistakes that have nothing to do with another language."""

LAST_LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (_outside,)
"""Tried after them."""
