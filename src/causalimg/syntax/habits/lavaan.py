"""What people bring from lavaan, brms and R, each with how it is written here."""

import re
from collections.abc import Callable, Iterable, Sequence

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.habits.formulas import Mean, mean_of
from causalimg.syntax.habits.regressions import Regression, of_causes, regression, to_declare
from causalimg.syntax.nearby import nearby, searched
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import TYPES

_NAME = r"[^\W\d]\w*"
_TERM = re.compile(rf"(?:(?P<factor>[\w.]+|{_NAME}\s*\([^()]*\))\s*\*\s*)?(?P<name>{_NAME})")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _pair(slip: Slip, first: str, second: str) -> int | None:
    """Where two signs stand side by side."""
    texts = [x.text for x in slip.lexemes]
    return next((i for i in range(len(texts) - 1) if texts[i : i + 2] == [first, second]), None)


def _terms(text: str) -> list[tuple[str, str]]:
    """Each `factor*name` of a sum."""
    found = (_TERM.fullmatch(part.strip()) for part in text.split("+"))
    return [(one["factor"] or "", one["name"]) for one in found if one]


def _place(slip: Slip, block: str) -> str:
    """Where a line goes, where that is not here."""
    return "" if slip.block == block else f" in `{block}`"


# ---- latent variables ---------------------------------------------------------------------------


def _measurement(slip: Slip) -> Diagnostic | None:
    """`frailty =~ NA*grip + gait`."""
    at = _pair(slip, "=", "~")
    if at is None:
        return None
    latent, items = slip.text(0, at), _terms(slip.text(at + 2))
    arrows = f"{latent} -> {', '.join(name for _, name in items)}"
    span = slip.lexemes[at].span | slip.lexemes[at + 1].span
    if slip.block == "graph":
        fix = Fix(slip.span, arrows) if slip.mends(slip.span, arrows) else None
        helps = (f"write `{arrows}`", *_latent(slip, latent))
        message = "in `graph` arrows lead from a latent variable to what measures it"
        return Diagnostic("E0010", message, span, label="as in lavaan", helps=helps, fix=fix)
    laws = [_measured(slip, latent, factor, name) for factor, name in items]
    scale = [f"{latent} ~ Normal(0, 1)"] * (latent not in nearby(slip.source).made)
    lines = "".join(f"\n  {law}" for law in (*scale, *(law.laws[0] for law in laws)))
    numbers = (name for law in laws for name in law.numbers)
    spreads = (law.spread for law in laws if law.spread)
    return Diagnostic(
        "E0010",
        "a measurement is a mechanism of what is measured, which reads the latent",
        span,
        label="as in lavaan",
        helps=(
            f"write{_place(slip, 'mechanisms')}:{lines}",
            *to_declare(slip.source, numbers, spreads),
            *_latent(slip, latent),
        ),
    )


def _latent(slip: Slip, name: str) -> tuple[str, ...]:
    near = nearby(slip.source)
    return () if near.role(name) == "latent" else (f"and in `variables`: `latent {name} : real`",)


def _measured(slip: Slip, latent: str, factor: str, name: str) -> Regression:
    """The law of one item, with the loading where it has a name or a number."""
    named = re.fullmatch(r"[\w.]+", factor) and factor != "NA"
    text = f"{factor} * {latent}" if named else f"linear({latent})"
    text = latent if factor == "1" else text
    learned = (factor,) if named and not _NUMBER.fullmatch(factor) else ()
    law = regression(slip.source, name, Mean(text, (latent,), learned))
    return law.with_spread(f"s_{name}")


def _composite(slip: Slip) -> Diagnostic | None:
    """`f <~ age + dose`."""
    at = _pair(slip, "<", "~")
    if at is None or not at or at + 2 >= len(slip.lexemes) or slip.block == "queries":
        return None
    target, sums = slip.text(0, at), slip.text(at + 2)
    causes = ", ".join(dict.fromkeys(x.text for x in slip.lexemes[at + 2 :] if x.kind == "NAME"))
    span = slip.lexemes[at].span | slip.lexemes[at + 1].span
    message, label = "a composite is an equation, in `mechanisms`", "as in lavaan"
    if slip.block == "graph":
        arrows = f"{causes} -> {target}"
        fix = Fix(slip.span, arrows) if slip.mends(slip.span, arrows) else None
        message = "in `graph` arrows say what may depend on what"
        helps: tuple[str, ...] = (f"write `{arrows}`",)
        return Diagnostic("E0010", message, span, label=label, helps=helps, fix=fix)
    equation = f"{target} := {sums}"
    helps = (
        f"write `{equation}`, or with weights to learn `{target} := linear({causes})`",
        f"with noise of its own: `{target} ~ Normal(linear({causes}), s)`",
        *(() if nearby(slip.source).declared.get(target) else _latent(slip, target)),
    )
    here = slip.block == "mechanisms" and slip.mends(slip.span, equation)
    fix = Fix(slip.span, equation, sure=False) if here else None
    return Diagnostic("E0010", message, span, label=label, helps=helps, fix=fix)


# ---- variances ----------------------------------------------------------------------------------


def _covariance(slip: Slip) -> Diagnostic | None:
    """`grip ~~ gait`, `dose ~~ 0*sick`, `dose ~~ 1*dose`."""
    at = _pair(slip, "~", "~")
    if at is None or at + 2 >= len(slip.lexemes):
        return None
    left, terms = slip.text(0, at), _terms(slip.text(at + 2))
    if not terms:
        return None
    span = slip.lexemes[at].span | slip.lexemes[at + 1].span
    if [name for _, name in terms] == [left]:
        return _variance(slip, span, left, terms[0][0])
    if all(factor and _NUMBER.fullmatch(factor) and not float(factor) for factor, _ in terms):
        return _no_covariance(slip, span, left, [name for _, name in terms])
    right = [name for _, name in terms]
    return _shared(slip, span, left, right)


def _shared(slip: Slip, span: Span, left: str, right: Sequence[str]) -> Diagnostic:
    """A covariance that is free."""
    arrows = f"{left} <-> {', '.join(right)}"
    names = (left, *right)
    causes = [c for name in names for c in nearby(slip.source).causes(name) if c not in names]
    given = f" given {', '.join(dict.fromkeys(causes))}" * bool(causes)
    helps = (
        f"an unseen common cause is drawn in `graph`: `{arrows}`",
        f"and one mechanism makes both: `({', '.join(names)}) ~ joint(){given}`",
    )
    message = "a covariance is what an unseen common cause leaves behind"
    works = slip.block == "graph" and slip.mends(slip.span, arrows)
    fix = Fix(slip.span, arrows) if works else None
    return Diagnostic("E0010", message, span, label="as in lavaan", helps=helps, fix=fix)


def _no_covariance(slip: Slip, span: Span, left: str, right: Sequence[str]) -> Diagnostic:
    """`dose ~~ 0*sick`."""
    near, others, out = nearby(slip.source), ", ".join(right), slip.line_out()
    apart = not any(left in near.below(name) or name in near.below(left) for name in right)
    claim = f"independence is claimed{_place(slip, 'claims')}: `{left} _||_ {others}`"
    return Diagnostic(
        "E0010",
        "two variables share no unseen cause unless `<->` joins them",
        span,
        label="as in lavaan",
        helps=(
            f"drop the line, and have no `{left} <-> {others}` in `graph`",
            *((claim,) if apart else ()),
        ),
        fix=Fix(out.span, out.text, sure=not near.shared),
    )


def _variance(slip: Slip, span: Span, name: str, factor: str) -> Diagnostic:
    """`dose ~~ dose`, `dose ~~ 1*dose`, `dose ~~ v*dose`."""
    near, label = nearby(slip.source), "as in lavaan"
    message = "the spread of a variable stands in its law"
    if near.kind(name) in ("binary", "count", "category", "ordinal"):
        helps: tuple[str, ...] = (f"the law of `{name}` has none that is free: drop the line",)
        fix = slip.line_out()
        return Diagnostic("E0010", message, span, label=label, helps=helps, fix=fix)
    number = f"{float(factor) ** 0.5:g}" if re.fullmatch(r"\d+(?:\.\d+)?", factor) else ""
    if name in near.made:
        return _spread_of_made(slip, span, name, number)
    law, place = of_causes(slip.source, name), _place(slip, "mechanisms")
    if not near.causes(name) and _is_measured(slip, name):
        law = regression(slip.source, name, Mean("0", (), ()))
    helps = (f"write `{law.laws[0]}`{place}", *law.declared(slip.source))
    if number:
        fixed = law.with_spread(number).laws[0]
        helps = (f"write `{fixed}`{place}: the root of the variance is its last number",)
    return Diagnostic("E0010", message, span, label=label, helps=helps)


def _is_measured(slip: Slip, name: str) -> bool:
    """Whether a variable is latent, declared so or by a line with `=~`."""
    measured = searched(slip.source, rf"\b({re.escape(name)}) {{0,9}}=~")
    return bool(measured) or nearby(slip.source).role(name) == "latent"


def _spread_of_made(slip: Slip, span: Span, name: str, number: str) -> Diagnostic:
    """The spread of what has a mechanism already."""
    helps, fix = (f"drop the line: the last number of the law of `{name}` is it",), slip.line_out()
    if number:
        behind = f"let the last number of the law of `{name}` be `{number}`, the root of it"
        helps, fix = (f"drop the line, and {behind}",), Fix(fix.span, fix.text, sure=False)
    message = "the spread of a variable stands in its law"
    return Diagnostic("E0010", message, span, label="as in lavaan", helps=helps, fix=fix)


# ---- formulas -----------------------------------------------------------------------------------


def _formula(slip: Slip) -> Diagnostic | None:
    """E0002: `y ~ 1 + age + sex + age:sex`, `y ~ b*age`, `y ~ 1 + (1 | site)`, in any block."""
    tilde = slip.index("~")
    if tilde != 1 or len(slip.lexemes) < 3 or slip.lexemes[0].kind != "NAME":
        return None
    if slip.at < tilde and slip.block is not None:
        return None
    target, rest = slip.lexemes[0].text, slip.lexemes[2:]
    if slip.block == "interventions" or (slip.block == "variables" and rest[0].text in TYPES):
        return None
    mean = mean_of(slip.source, target, slip.text(2))
    if mean is None or (len(rest) == 1 and _network(slip, rest[0].text)):
        return None
    span = rest[0].span | rest[-1].span
    if slip.block == "graph":
        return _as_arrows(slip, target, mean)
    return _as_law(slip, target, mean, span)


def _network(slip: Slip, word: str) -> bool:
    """Whether a name alone was meant as a law or a network without its brackets."""
    known = word in nearby(slip.source).declared
    small = word in ("flow", "table", "vae", "joint", "mlp", "linear")
    return not known and (small or word[:1].isupper() or slip.block in ("noise", "parameters"))


def _as_arrows(slip: Slip, target: str, mean: Mean) -> Diagnostic:
    message = "in `graph` arrows say what may depend on what"
    if not mean.causes:
        helps: tuple[str, ...] = ("drop the line: an intercept is no arrow",)
        fix = slip.line_out()
        return Diagnostic("E0010", message, slip.culprit.span, helps=helps, fix=fix)
    written = f"{', '.join(mean.causes)} -> {target}"
    works = slip.mends(slip.span, written)
    return Diagnostic(
        "E0010",
        message,
        slip.culprit.span,
        helps=(f"write `{written}`",) if works else ("write `age -> disease`",),
        fix=Fix(slip.span, written) if works else None,
    )


def _as_law(slip: Slip, target: str, mean: Mean, span: Span) -> Diagnostic:
    written = regression(slip.source, target, mean)
    regressed, *declared = written.said(slip.source, _place(slip, "mechanisms"))
    helps = [regressed, *mean.remarks, *_equation(slip, target), *declared]
    if slip.block != "mechanisms":
        where = f"not in `{slip.block}`" if slip.block else "not outside of all blocks"
        message = f"a regression is a law, and stands in `mechanisms`, {where}"
        return Diagnostic("E0006", message, slip.span, helps=tuple(helps))
    message = f"after `~` comes a law or a network, not {_kind(slip.text(2))}"
    fix = _law_fix(slip, span, written.laws)
    return Diagnostic("E0002", message, span, helps=tuple(helps), fix=fix)


def _law_fix(slip: Slip, span: Span, laws: Iterable[str]) -> Fix | None:
    """The law in place of the formula, where one law alone is meant."""
    law, *others = [each.partition(" ~ ")[2] for each in laws]
    return Fix(span, law, sure=False) if not others and slip.mends(span, law) else None


def _equation(slip: Slip, target: str) -> tuple[str, ...]:
    """The formula as an equation, where it can be one."""
    text = slip.text(2)
    of_r = re.search(r"(?:^|[+\s])-?[01]\s*(?:$|\+)", text) or text == "."
    number = nearby(slip.source).kind(target) in ("real", "image", "vector", None)
    if of_r or not number or not re.fullmatch(r"[\w\s+*.^-]+", text):
        return ()
    works = slip.block != "mechanisms" or slip.mends(slip.lexemes[1].span, ":=")
    return (f"for an equation write `{target} := {text}`",) if works else ()


def _kind(text: str) -> str:
    if re.fullmatch(r"\d[\d.]*", text):
        return "a number"
    if re.fullmatch(_NAME, text):
        return "a name alone"
    if text == "." or not re.fullmatch(r"[\w\s+*.-]+", text):
        return "a formula"
    return "a sum" if set(text) & set("+-") else "a product"


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


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _measurement,
    _covariance,
    _formula,
    _interaction,
    _composite,
)
"""Tried before the mistakes that have nothing to do with another language."""
