"""What people bring from dagitty and graphviz, each with how it is written here."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.habits.calls import arrows_in, asked_effect, marked, shown_lines
from causalimg.syntax.habits.formulas import Mean
from causalimg.syntax.habits.questions import pair_of
from causalimg.syntax.habits.regressions import regression
from causalimg.syntax.nearby import nearby
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import BLOCKS_ELSEWHERE, ROLE_WORDS

_ADJUSTED = frozenset({"adjusted", "adjustednode", "a"})
_SHOWN = frozenset({"pos", "label", "color", "shape", "style"})

# ---- brackets -----------------------------------------------------------------------------------


def _attributes(slip: Slip) -> Diagnostic | None:
    """`x [exposure]`, `age [pos="0,1"]`, `age -> sick [beta = 0.5]`."""
    outside = slip.block is None and [x.text for x in slip.lexemes[1:2]] == ["["]
    bracket = not slip.ends_early and slip.culprit.text == "[" and slip.at > 0
    if not (outside or bracket):
        return None
    opening = slip.at or 1
    behind = slip.behind(opening, "[")
    words = _words(slip, opening, behind)
    span = slip.lexemes[opening].span | slip.lexemes[behind - 1].span
    if slip.index("->", "<-", "<->") is not None:
        return _about_an_arrow(slip, span, words) if slip.block == "graph" else None
    known = words & (ROLE_WORDS.keys() | _ADJUSTED | _SHOWN)
    if behind != len(slip.lexemes) or not known or slip.block == "variables":
        return None
    return about_a_variable(slip)


def _about_an_arrow(slip: Slip, span: Span, words: set[str]) -> Diagnostic:
    """What is drawn beside an arrow is dropped; a coefficient belongs elsewhere."""
    message = "nothing is said in brackets about an arrow"
    coefficient = () if _SHOWN & words else _with_coefficient(slip)
    helps = ("drop the brackets", *coefficient)
    fix = Fix(span, "") if slip.mends(span, "") and not coefficient else None
    return Diagnostic("E0010", message, span, label="as in dagitty", helps=helps, fix=fix)


def _words(slip: Slip, opening: int, behind: int) -> set[str]:
    """What stands in brackets."""
    return {x.text.strip('"').casefold() for x in slip.lexemes[opening + 1 : behind]}


def about_a_variable(slip: Slip) -> Diagnostic:
    """`x [exposure]`: a role is said in another block, and a place in a drawing nowhere."""
    words, span = _words(slip, 1, len(slip.lexemes)), slip.lexemes[1].span | slip.lexemes[-1].span
    place = f"in `{slip.block}`" if slip.block else "outside of all blocks"
    message = f"nothing is said in brackets about a variable {place}"
    help_ = about_role(slip, slip.lexemes[0].text, words)
    drop = "and drop this line" if help_ else "the drawing is laid out by itself: drop the line"
    if nearby(slip.source).role(slip.lexemes[0].text):
        drop = f"drop the line: `{slip.lexemes[0].text}` is declared so already"
    elif words & _ADJUSTED and not help_:
        drop = "drop the line: what an effect is adjusted for follows from the arrows"
    helps = (help_, drop) if help_ else (drop,)
    out = slip.line_out()
    fix = Fix(out.span, out.text, sure=not help_)
    return Diagnostic("E0010", message, span, label="as in dagitty", helps=helps, fix=fix)


def about_role(slip: Slip, name: str, words: set[str]) -> str:
    """Where it is said that a variable is latent, selected, a cause or an outcome; or nothing."""
    role = next((ROLE_WORDS[word] for word in words if word in ROLE_WORDS), None)
    if role is None or (role and nearby(slip.source).role(name) == role):
        return ""
    if role:
        kind = "binary" if role == "selection" else "real"
        return f"declare it in `variables`: `{role} {name} : {kind}`"
    cause, outcome = marked(slip, "exposure"), marked(slip, "outcome")
    cause, outcome = (name, outcome) if words & {"exposure", "e"} else (cause, name)
    asked = asked_effect(slip, "", *pair_of(slip.source, cause, outcome))[0]
    return f"ask for the effect in `queries`: `{asked}`"


def _with_coefficient(slip: Slip) -> tuple[str, ...]:
    """Where the number of `age -> sick [beta = 0.5]` belongs."""
    arrow = [x.text for x in slip.lexemes[: slip.at]]
    if len(arrow) != 3 or arrow[1] == "<->":
        return ("a coefficient stands in `mechanisms`: `y ~ Normal(0.5 * x, s)`",)
    cause, effect = (arrow[0], arrow[2]) if arrow[1] == "->" else (arrow[2], arrow[0])
    behind = slip.lexemes[slip.at :]
    minus = "-" * any(x.text == "-" for x in behind)
    number = minus + next((x.text for x in behind if x.kind in ("INT", "NUMBER")), "b")
    learned = () if re.fullmatch(r"-?[\d.]+", number) else (number,)
    law = regression(slip.source, effect, Mean(f"{number} * {cause}", (cause,), learned)).laws[0]
    return (f"a coefficient stands in `mechanisms`: write `{law}`",)


# ---- groups and arrows --------------------------------------------------------------------------


def _braces(slip: Slip) -> Diagnostic | None:
    """`{age sex} -> disease`."""
    braces = slip.index("{") if slip.index("->", "<-", "<->") is not None else None
    if braces is None or slip.ends_early or slip.culprit.text != "{":
        return None
    if braces == 1 and slip.lexemes[-1].text == "}" and slip.lexemes[0].text in BLOCKS_ELSEWHERE:
        return _block_inside(slip)
    parts: list[str] = []
    at = 0
    while at < len(slip.lexemes):
        behind = slip.behind(at, "{")
        inner = slip.lexemes[at + 1 : behind - 1] if behind > at else ()
        named = (x.text for x in inner if x.text not in (",", ";"))
        parts.append(", ".join(named) or slip.lexemes[at].text)
        at = max(behind, at + 1)
    written = " ".join(parts).replace(" ,", ",")
    if slip.block != "graph":
        helps = (f"write `{written}` in `graph`",)
        message = "arrows stand in `graph`, their variables listed with commas, without braces"
        return Diagnostic("E0006", message, slip.span, helps=helps)
    works = slip.mends(slip.span, written)
    return Diagnostic(
        "E0010",
        "several variables are listed with commas, without braces",
        slip.span,
        helps=(f"write `{written}`",) if works else ("write `age, sex -> disease`",),
        fix=Fix(slip.span, written) if works else None,
    )


def _block_inside(slip: Slip) -> Diagnostic:
    """`dag { age -> dose }` among the arrows."""
    arrows = arrows_in(slip.text())
    fix = (
        Fix(slip.span, arrows[0])
        if len(arrows) == 1 and slip.mends(slip.span, arrows[0])
        else None
    )
    place = "" if slip.block == "graph" else " in `graph`"
    helps = (f"write {shown_lines(arrows)}{place}",)
    span = slip.lexemes[0].span | slip.lexemes[1].span
    return Diagnostic("E0010", "a block holds no other block", span, helps=helps, fix=fix)


_STROKES = ("-", "->", "<-", "<", ">", "=")


def _strokes(slip: Slip) -> Diagnostic | None:
    """`a -- b`, `a --> b`, `a => b`."""
    alone = len(slip.lexemes) > 3 and all(x.text in _STROKES for x in slip.lexemes[1:-1])
    if slip.ends_early or not (slip.block == "graph" or (alone and _names_at_ends(slip))):
        return None
    first = slip.at - (slip.at > 0 and slip.lexemes[slip.at - 1].text in _STROKES)
    first = first if slip.block == "graph" else 1
    run = list(takewhile(lambda x: x.text in _STROKES, slip.lexemes[first:]))
    if len(run) + first >= len(slip.lexemes) or not run or not first:
        return None
    span, behind = run[0].span | run[-1].span, slip.lexemes[first + len(run) :]
    sign = slip.source.slice(span)
    if sign == "-" and run[0].span.start == slip.lexemes[first - 1].span.end:
        return None  # a name with a hyphen
    if sign == "=" and (len(behind) > 1 or behind[0].kind != "NAME"):
        return None  # a value, or a law
    place = "" if slip.block == "graph" else " in `graph`"
    left, right = slip.lexemes[first - 1].text, behind[0].text
    if sign[-1:] == ">" or sign[:1] == "<":
        meant = ("<" if sign[0] == "<" else "") + "-" + (">" if sign[-1] == ">" else "")
        fix = Fix(span, meant) if slip.mends(span, meant) else None
        message, helps = f"an arrow is written `{meant}`", (f"write `{meant}`{place}",)
        return Diagnostic("E0010", message, span, helps=helps, fix=fix)
    both = (
        f"if one of them changes the other{place}: `{left} -> {right}`",
        f"if they share an unseen cause{place}: `{left} <-> {right}`",
    )
    return Diagnostic("E0010", "an arrow has a direction", span, helps=both)


def _names_at_ends(slip: Slip) -> bool:
    return slip.lexemes[0].kind == "NAME" == slip.lexemes[-1].kind


def _listed(slip: Slip) -> Diagnostic | None:
    """`age bmi grip` and `age`, which dagitty takes for variables without an arrow."""
    if slip.block != "graph" or any(x.kind != "NAME" for x in slip.lexemes):
        return None
    texts = [x.text for x in slip.lexemes]
    names, near = ", ".join(texts), nearby(slip.source)
    known = all(text in near.declared for text in texts)
    drop = "drop the line" if known else f"declare what is new in `variables`: `{names} : real`"
    arrow = (f"if one changes the other, write `{' -> '.join(texts)}`",) if len(texts) == 2 else ()
    message = "a variable without an arrow is not named in `graph`"
    fix = slip.line_out() if known and not arrow else None
    return Diagnostic("E0010", message, slip.span, helps=(*arrow, drop), fix=fix)


def _uncertain(slip: Slip) -> Diagnostic | None:
    """`a @-> b`, `a @-@ b`: an end that is not known."""
    run = list(takewhile(lambda x: x.text in ("@", *_STROKES), slip.lexemes[1:]))
    if len(slip.lexemes) != len(run) + 2 or "@" not in [x.text for x in run]:
        return None
    left, right = slip.lexemes[0].text, slip.lexemes[-1].text
    place = "" if slip.block == "graph" else " in `graph`"
    helps = (
        f"if one of them changes the other, write `{left} -> {right}`{place}",
        f"if they share an unseen cause, write `{left} <-> {right}`{place}",
    )
    span = run[0].span | run[-1].span
    message = "no end of an arrow is left open"
    return Diagnostic("E0010", message, span, label="as in a PAG", helps=helps)


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _attributes,
    _braces,
    _uncertain,
    _strokes,
    _listed,
)
"""Tried before the mistakes that have nothing to do with another language."""
