"""What people bring from Stan, dagitty, lavaan, R and Pyro, each with how it is written here."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.lexemes import Lexeme
from causalimg.syntax.slip import Slip

_FORMULA_BLOCKS = ("mechanisms", "noise", "parameters")

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
    at = _behind(slip, 1, "[") if slip.lexemes[0].text == "array" else 0
    word = slip.lexemes[min(at, len(slip.lexemes) - 1)]
    if slip.block not in ("variables", "parameters") or word.text not in _TYPES:
        return None
    start = at + 1
    behind = _behind(slip, _behind(slip, start, "<"), "[")
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
    fix = Fix(slip.span, "")
    return Diagnostic("E0010", message, slip.span, helps=("drop the line",), fix=fix)


def _behind(slip: Slip, at: int, opening: str) -> int:
    """The index behind a stretch in brackets that opens at `at`, or `at` where none does."""
    closing = {"<": ">", "[": "]", "{": "}"}[opening]
    if at >= len(slip.lexemes) or slip.lexemes[at].text != opening:
        return at
    ends = (i for i, x in enumerate(slip.lexemes) if i > at and x.text == closing)
    return next(ends, at - 1) + 1


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
    behind = _behind(slip, at, "[")
    if name.kind != "NAME" or name.span.end != slip.culprit.span.start or behind == at:
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


# ---- dagitty -----------------------------------------------------------------------------------


def _attributes(slip: Slip) -> Diagnostic | None:
    """`x [exposure]`, `age [pos="0,1"]`."""
    if slip.block != "graph" or slip.ends_early or slip.culprit.text != "[" or not slip.at:
        return None
    words = [x.text for x in slip.lexemes[slip.at + 1 : _behind(slip, slip.at, "[")]]
    span = slip.culprit.span | slip.lexemes[_behind(slip, slip.at, "[") - 1].span
    name = slip.lexemes[slip.at - 1].text
    message = "nothing is said in brackets about a variable in `graph`"
    helps: tuple[str, ...] = ("the drawing is laid out by itself: drop the line",)
    fix = Fix(slip.span, "") if "pos" in words and len(slip.lexemes) < 10 else None
    if {"latent", "unobserved", "u"} & set(words):
        helps = (f"declare it in `variables`: `latent {name} : real`",)
    elif {"exposure", "outcome", "e", "o"} & set(words):
        helps = ("say in `queries` what is asked: `effect : E[y | do(x = 1)]`",)
    elif {"selected", "s"} & set(words):
        helps = (f"declare it in `variables`: `selection {name} : binary`",)
    return Diagnostic("E0010", message, span, label="as in dagitty", helps=helps, fix=fix)


def _braces(slip: Slip) -> Diagnostic | None:
    """`{age sex} -> disease`."""
    if slip.block != "graph" or slip.ends_early or slip.culprit.text != "{":
        return None
    parts: list[str] = []
    at = 0
    while at < len(slip.lexemes):
        behind = _behind(slip, at, "{")
        inner = slip.lexemes[at + 1 : behind - 1] if behind > at else ()
        parts.append(", ".join(x.text for x in inner if x.text != ",") or slip.lexemes[at].text)
        at = max(behind, at + 1)
    written = " ".join(parts).replace(" ,", ",")
    works = slip.mends(slip.span, written)
    return Diagnostic(
        "E0010",
        "several variables are listed with commas, without braces",
        slip.span,
        helps=(f"write `{written}`",) if works else ("write `age, sex -> disease`",),
        fix=Fix(slip.span, written) if works else None,
    )


_STROKES = ("-", "->", "<-", "<", ">", "=")


def _strokes(slip: Slip) -> Diagnostic | None:
    """`a -- b`, `a --> b`, `a => b`."""
    if slip.block != "graph" or slip.ends_early:
        return None
    first = slip.at - (slip.at > 0 and slip.lexemes[slip.at - 1].text in _STROKES)
    run = list(takewhile(lambda x: x.text in _STROKES, slip.lexemes[first:]))
    if len(run) + first >= len(slip.lexemes) or not run or not first:
        return None
    span = run[0].span | run[-1].span
    sign = slip.source.slice(span)
    left, right = slip.lexemes[first - 1].text, slip.lexemes[first + len(run)].text
    if sign[-1:] == ">" or sign[:1] == "<":
        meant = ("<" if sign[0] == "<" else "") + "-" + (">" if sign[-1] == ">" else "")
        fix = Fix(span, meant) if slip.mends(span, meant) else None
        message = f"an arrow is written `{meant}`"
        return Diagnostic("E0010", message, span, helps=(f"write `{meant}`",), fix=fix)
    helps = (
        f"if one of them changes the other: `{left} -> {right}`",
        f"if they share an unseen cause: `{left} <-> {right}`",
    )
    return Diagnostic("E0010", "an arrow has a direction", span, helps=helps)


# ---- lavaan and R ------------------------------------------------------------------------------


def _pair(slip: Slip, first: str, second: str) -> int | None:
    """Where two signs stand side by side."""
    texts = [x.text for x in slip.lexemes]
    return next((i for i in range(len(texts) - 1) if texts[i : i + 2] == [first, second]), None)


def _measurement(slip: Slip) -> Diagnostic | None:
    """`frailty =~ grip + gait`."""
    at = _pair(slip, "=", "~")
    if at is None or slip.block not in (*_FORMULA_BLOCKS, "graph", None):
        return None
    latent = slip.text(0, at)
    items = [x.text for x in slip.lexemes[at + 2 :] if x.kind == "NAME"]
    laws = ", ".join(f"`{name} ~ Normal(linear({latent}), s)`" for name in items[:2])
    return Diagnostic(
        "E0010",
        "a measurement is a mechanism of what is measured, which reads the latent",
        slip.lexemes[at].span | slip.lexemes[at + 1].span,
        label="as in lavaan",
        helps=(f"write {laws}", f"and in `variables`: `latent {latent} : real`"),
    )


def _covariance(slip: Slip) -> Diagnostic | None:
    """`grip ~~ gait`."""
    at = _pair(slip, "~", "~")
    if at is None or at + 2 >= len(slip.lexemes):
        return None
    left, right = slip.text(0, at), slip.text(at + 2)
    helps: tuple[str, ...] = (
        f"an unseen common cause is drawn in `graph`: `{left} <-> {right}`",
        f"and one mechanism makes both: `({left}, {right}) ~ joint()`",
    )
    message = "a covariance is what an unseen common cause leaves behind"
    if left == right:
        message = "the spread of a variable stands in its law"
        helps = (f"write `{left} ~ Normal(m, s)`, with `parameters {{ s : real in (0, inf) }}`",)
    span = slip.lexemes[at].span | slip.lexemes[at + 1].span
    return Diagnostic("E0010", message, span, label="as in lavaan", helps=helps)


def _formula_in_graph(slip: Slip) -> Diagnostic | None:
    """`y ~ a + b` among arrows."""
    if slip.block != "graph" or slip.ends_early or slip.culprit.text != "~" or slip.at != 1:
        return None
    causes = [x.text for x in slip.lexemes[2:] if x.text not in ("+", ",")]
    written = f"{', '.join(causes)} -> {slip.lexemes[0].text}"
    works = slip.mends(slip.span, written)
    return Diagnostic(
        "E0010",
        "in `graph` arrows say what may depend on what",
        slip.culprit.span,
        helps=(f"write `{written}`",) if works else ("write `age -> disease`",),
        fix=Fix(slip.span, written) if works else None,
    )


def _interaction(slip: Slip) -> Diagnostic | None:
    """`linear(age:sex)`."""
    sign = slip.culprit
    learned = any(x.text in ("linear", "mlp") for x in slip.lexemes[: slip.at])
    if slip.ends_early or sign.text != ":" or not learned or slip.at == 0:
        return None
    left, right = slip.lexemes[slip.at - 1], slip.lexemes[min(slip.at + 1, len(slip.lexemes) - 1)]
    product = f"{left.text} * {right.text}"
    return Diagnostic(
        "E0010",
        "an interaction is a product, written with its coefficient",
        left.span | right.span,
        helps=(
            f"write `linear({left.text}, {right.text}) + b * {product}`",
            "and in `parameters`: `b : real ~ Normal(0, 1)`",
        ),
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
_WHAT = {"^": "a power", "or": "a choice of conditions", "and": "two conditions at once"}


def _doubled(slip: Slip) -> Diagnostic | None:
    """`x ** 2`, `a || b`, `a && b`, and `a || b` for an independence."""
    at = slip.at if not slip.ends_early else 0
    pair = _side_by_side(slip, at - 1) or _side_by_side(slip, at)
    if pair is None:
        return None
    span, sign = pair
    meant = "_||_" if sign == "|" and slip.block == "claims" else _TWICE[sign]
    what = _WHAT.get(meant, "an independence")
    return Diagnostic(
        "E0010",
        f"{what} is written `{meant}`",
        span,
        helps=(f"write `{meant}`",),
        fix=Fix(span, meant),
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
    _type_first,
    _stan_limits,
    _loop,
    _target,
    _indexed,
    _attributes,
    _braces,
    _strokes,
    _measurement,
    _covariance,
    _formula_in_graph,
    _interaction,
    _sample,
    _doubled,
)
"""Tried before the mistakes that have nothing to do with another language."""

LAST_LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (_outside,)
"""Tried after them."""
