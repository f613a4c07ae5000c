"""What people bring from dagitty, graphviz, lavaan and R, each with how it is written here."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.regressions import declared, regression
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import ASKED, ROLE_WORDS

_FORMULA_BLOCKS = ("mechanisms", "noise", "parameters")

# ---- dagitty -----------------------------------------------------------------------------------


def _attributes(slip: Slip) -> Diagnostic | None:
    """`x [exposure]`, `age [pos="0,1"]`."""
    if slip.block != "graph" or slip.ends_early or slip.culprit.text != "[" or not slip.at:
        return None
    words = [x.text for x in slip.lexemes[slip.at + 1 : slip.behind(slip.at, "[")]]
    span = slip.culprit.span | slip.lexemes[slip.behind(slip.at, "[") - 1].span
    name = slip.lexemes[slip.at - 1].text
    message = "nothing is said in brackets about a variable in `graph`"
    helps: tuple[str, ...] = ("the drawing is laid out by itself: drop the line",)
    fix = slip.line_out() if "pos" in words and slip.index("->", "<-", "<->") is None else None
    roles = {ROLE_WORDS[word] for word in words if word in ROLE_WORDS}
    if "latent" in roles:
        helps = (f"declare it in `variables`: `latent {name} : real`",)
    elif "" in roles:
        helps = (ASKED,)
    elif slip.index("->", "<-", "<->") is not None:
        message = "nothing is said in brackets about an arrow"
        number = not {"pos", "label"} & set(words)
        helps = ("drop the brackets", *(_with_coefficient(slip) if number else ()))
    elif "selection" in roles:
        helps = (f"declare it in `variables`: `selection {name} : binary`",)
    return Diagnostic("E0010", message, span, label="as in dagitty", helps=helps, fix=fix)


def _with_coefficient(slip: Slip) -> tuple[str, ...]:
    """Where the number of `age -> sick [beta = 0.5]` belongs."""
    arrow = [x.text for x in slip.lexemes[: slip.at]]
    if len(arrow) != 3 or arrow[1] == "<->":
        return ("a coefficient stands in `mechanisms`: `y ~ Normal(0.5 * x, s)`",)
    cause, effect = (arrow[0], arrow[2]) if arrow[1] == "->" else (arrow[2], arrow[0])
    behind = slip.lexemes[slip.at :]
    minus = "-" * any(x.text == "-" for x in behind)
    number = minus + next((x.text for x in behind if x.kind in ("INT", "NUMBER")), "b")
    law = regression(slip, effect, f"{number} * {cause}", cause)[0]
    return (f"a coefficient stands in `mechanisms`: {law.removeprefix('for a regression ')}",)


def _braces(slip: Slip) -> Diagnostic | None:
    """`{age sex} -> disease`."""
    if slip.block != "graph" or slip.ends_early or slip.culprit.text != "{":
        return None
    parts: list[str] = []
    at = 0
    while at < len(slip.lexemes):
        behind = slip.behind(at, "{")
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
    if sign == "-" and run[0].span.start == slip.lexemes[first - 1].span.end:
        return None  # a name with a hyphen
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
    mean = f"linear({latent})"
    laws = [regression(slip, name, mean, latent)[0] for name in items[:2]]
    written = ", ".join(law.partition(" write ")[2] for law in laws)
    return Diagnostic(
        "E0010",
        "a measurement is a mechanism of what is measured, which reads the latent",
        slip.lexemes[at].span | slip.lexemes[at + 1].span,
        label="as in lavaan",
        helps=(f"write {written}", f"and in `variables`: `latent {latent} : real`"),
    )


def _covariance(slip: Slip) -> Diagnostic | None:
    """`grip ~~ gait`."""
    at = _pair(slip, "~", "~")
    if at is None or at + 2 >= len(slip.lexemes):
        return None
    left, right = slip.text(0, at), slip.text(at + 2)
    fixed, _, right = right.rpartition("*")  # lavaan's `1*dose`, which fixes the number
    right = right.strip()
    span = slip.lexemes[at].span | slip.lexemes[at + 1].span
    if left == right:
        return _variance(slip, span, left, fixed.strip())
    helps: tuple[str, ...] = (
        f"an unseen common cause is drawn in `graph`: `{left} <-> {right}`",
        f"and one mechanism makes both: `({left}, {right}) ~ joint()`",
    )
    message = "a covariance is what an unseen common cause leaves behind"
    return Diagnostic("E0010", message, span, label="as in lavaan", helps=helps)


def _variance(slip: Slip, span: Span, name: str, fixed: str) -> Diagnostic:
    """`dose ~~ dose`, `dose ~~ 1*dose`."""
    spread = f"{float(fixed) ** 0.5:g}" if re.fullmatch(r"\d+(\.\d+)?", fixed) else ""
    helps: tuple[str, ...] = (
        f"write `{name} ~ Normal(m, s)`, with `parameters {{ s : real in (0, inf) }}`",
    )
    if spread:
        helps = (f"write `{name} ~ Normal(m, {spread})`: the root of the variance is behind `m`",)
    message = "the spread of a variable stands in its law"
    if declared(slip, name) in ("binary", "count", "category", "ordinal"):
        helps = (f"the law of `{name}` has none that is free: drop the line",)
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


def _formula(slip: Slip) -> Diagnostic | None:
    """`y ~ 1 + age + sex + age:sex`, `y ~ 1 + (1 | site)`."""
    tilde = slip.index("~")
    if slip.block != "mechanisms" or tilde is None or slip.at <= tilde:
        return None
    rest = slip.lexemes[tilde + 1 :]
    names = list(dict.fromkeys(x.text for x in rest if x.kind == "NAME"))
    signs = {x.text for x in rest if x.kind == "SIGN"}
    called = [x.text for x in rest[1:2]] == ["("] and rest[0].kind == "NAME"
    if called or not names or not signs & {":", "|"} or not signs <= set("+-*:|()"):
        return None
    target = slip.text(0, tilde)
    causes = ", ".join(names)
    written, *parameters = regression(slip, target, f"linear({causes})", causes)
    helps = [written]
    if "|" in signs:
        helps.append("a category among the inputs of `linear` has a coefficient for each value")
    if ":" in signs:
        helps.append("an interaction is a product with a coefficient: `+ b * age * dose`")
    helps.extend(parameters)
    message = "after `~` comes a law or a network, not a formula"
    return Diagnostic("E0002", message, rest[0].span | rest[-1].span, helps=tuple(helps))


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


def _composite(slip: Slip) -> Diagnostic | None:
    """`f <~ age + dose`."""
    at = _pair(slip, "<", "~")
    if at is None or not at or at + 2 >= len(slip.lexemes) or slip.block == "queries":
        return None
    target, sums = slip.text(0, at), slip.text(at + 2)
    causes = ", ".join(dict.fromkeys(x.text for x in slip.lexemes[at + 2 :] if x.kind == "NAME"))
    span = slip.lexemes[at].span | slip.lexemes[at + 1].span
    return Diagnostic(
        "E0010",
        "a composite is an equation, in `mechanisms`",
        span,
        label="as in lavaan",
        helps=(
            f"write `{target} := {sums}`, or with weights to learn `{target} := linear({causes})`",
            f"with noise of its own: `{target} ~ Normal(linear({causes}), s)`",
        ),
    )


def _constraint(slip: Slip) -> Diagnostic | None:
    """`a == b`, two coefficients that are to be the same."""
    texts = [x.text for x in slip.lexemes]
    if slip.block not in ("mechanisms", "parameters") or texts[1:2] != ["=="] or len(texts) < 3:
        return None
    left, right = texts[0], slip.text(2)
    return Diagnostic(
        "E0010",
        "no line sets two things equal: a parameter that is named twice is the same number",
        slip.lexemes[1].span,
        label="as in lavaan",
        helps=(
            f"name `{left}` in the mechanisms where `{right}` stands, and drop this line",
            f"if this says how `{left}` comes about: `{left} := {right}`",
        ),
    )


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _attributes,
    _braces,
    _strokes,
    _measurement,
    _covariance,
    _formula_in_graph,
    _formula,
    _interaction,
    _composite,
    _constraint,
)
"""Tried before the mistakes that have nothing to do with another language."""
