"""Statements that one small edit makes right: guesses, each kept only if it can then be read."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.rewrites import rewritten
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import RESERVED, ROLES

Guess = tuple[str, Span, str]
"""What is wrong, and the stretch that some text replaces."""

#: Of one kind, so many guesses are tried: each reads the statement again.
_TRIES = 8


def almost(slip: Slip) -> Diagnostic | None:
    """The first guess after which the statement can be read."""
    for guesses in _GUESSES:
        for message, span, text in islice(guesses(slip), _TRIES):
            if not slip.mends(span, text):
                continue
            gone = slip.source.slice(span).strip()
            helps = (f"write `{text.strip()}`" if text.strip() else f"drop `{gone}`",)
            return Diagnostic("E0010", message, span, helps=helps, fix=Fix(span, text))
    return None


_INSTEAD = {
    "=": (("==", "`=` gives a value, `==` compares two"), (":", "behind the name comes `:`")),
    "==": (("=", "`==` compares two values, `=` gives one"),),
    ":=": (
        ("=", "`:=` is for mechanisms; a value is given with `=`"),
        (":", "behind the name comes `:`"),
    ),
    ":": (("=", "a value is given with `=`"),),
    "~": ((":", "behind the name comes `:`"),),
    "->": ((":=", "arrows stand in `graph`"),),
    "in": (("from", "what a predictor reads stands behind `from`"),),
    "given": (("|", "in a claim and in `E[..]` what is held fixed stands behind a bar"),),
}


def wrong_sign(slip: Slip) -> Diagnostic | None:
    """A sign that reads well once another is put in its place."""
    sign = slip.culprit
    for text, message in () if slip.ends_early else _INSTEAD.get(sign.text, ()):
        if text != sign.text and slip.mends(sign.span, text):
            fix = Fix(sign.span, text)
            return Diagnostic("E0010", message, sign.span, helps=(f"write `{text}`",), fix=fix)
    return None


def _closing(lexemes: Sequence[Lexeme], at: int) -> int | None:
    """The index of the bracket that closes the one at `at`, whatever stands between."""
    opening = lexemes[at].text
    closing = {"(": ")", "[": "]", "{": "}"}.get(opening)
    depth = 0
    for i in range(at, len(lexemes)):
        depth += (lexemes[i].text == opening) - (lexemes[i].text == closing)
        if depth == 0:
            return i
    return None


def _texts(slip: Slip) -> list[str]:
    return [x.text for x in slip.lexemes]


def _touch(left: Lexeme, right: Lexeme) -> bool:
    return left.span.end == right.span.start


# ---- numbers and names -------------------------------------------------------------------------


def _numbers(slip: Slip) -> Iterator[Guess]:
    """`.2`, `0,5`."""
    at, lexemes = slip.at, slip.lexemes
    if slip.ends_early or at + 1 >= len(lexemes) or lexemes[at + 1].kind != "INT":
        return
    after = lexemes[at + 1]
    if lexemes[at].text == "." and _touch(lexemes[at], after):
        span = lexemes[at].span | after.span
        yield "a number has a digit before its point", span, f"0.{after.text}"
    before = lexemes[at - 1] if at else lexemes[at]
    if lexemes[at].text == "," and before.kind == "INT" and _touch(lexemes[at], after):
        span = before.span | after.span
        yield "a fraction is written with a point", span, f"{before.text}.{after.text}"


def _names(slip: Slip) -> Iterator[Guess]:
    """`age-at-scan`, `3t_field`."""
    at, lexemes = slip.at, slip.lexemes
    if slip.ends_early:
        return
    listed = any(x.text == "{" for x in lexemes[:at])
    if (
        not listed
        and lexemes[at].kind == "INT"
        and at + 1 < len(lexemes)
        and lexemes[at + 1].kind == "NAME"
    ):
        whole = lexemes[at].span | lexemes[at + 1].span
        text = f"{lexemes[at + 1].text}_{lexemes[at].text}"
        if _touch(lexemes[at], lexemes[at + 1]):
            yield "a name begins with a letter", whole, text
    if lexemes[at].text == "-" and at and _touch(lexemes[at - 1], lexemes[at]):
        start = slip.source.text.rfind(" ", 0, lexemes[at].span.start) + 1
        found = re.compile(r"\w+(?:-\w+)*").match(slip.source.text, max(start, slip.span.start))
        if found:
            message = "a name holds letters, digits and `_`, no `-`"
            yield message, Span(*found.span()), found.group().replace("-", "_")


# ---- declarations ------------------------------------------------------------------------------


def _roles(slip: Slip) -> Iterator[Guess]:
    """`frailty : latent real`, `latent a, latent b : real`."""
    texts = _texts(slip)
    if slip.block != "variables" or ":" not in texts:
        return
    colon = texts.index(":")
    for role in ROLES:
        if role in texts[colon + 1 : colon + 2] and colon + 2 < len(texts):
            written = f"{role} {slip.text(0, colon)} : {slip.text(colon + 2)}"
            yield f"`{role}` stands before the name", slip.span, written
        if texts[0] == role and role in texts[1:colon]:
            names = ", ".join(x for x in texts[1:colon] if x not in (role, ","))
            written = f"{role} {names} {slip.text(colon)}"
            yield f"`{role}` stands once, before all names", slip.span, written


def _supports(slip: Slip) -> Iterator[Guess]:
    """`real years in [18, 100]`, `real 18..100`, `real (0, 8)`."""
    texts = _texts(slip)
    if slip.block not in ("variables", "parameters") or slip.ends_early:
        return
    at, culprit = slip.at, slip.culprit
    if culprit.text == "in" and at + 1 < len(texts):
        end = _closing(slip.lexemes, at + 1)
        if end is not None and texts[at - 1] not in RESERVED:
            span = slip.lexemes[at - 1].span | slip.lexemes[end].span
            message = "the unit stands behind the interval"
            yield message, span, f"{slip.text(at, end + 1)} {texts[at - 1]}"
    if culprit.text == "(":
        end = _closing(slip.lexemes, at)
        if end is not None and texts[at - 1] in ("category", "ordinal"):
            span = culprit.span | slip.lexemes[end].span
            yield "values stand in braces", span, f"{{{slip.text(at + 1, end)}}}"
        yield "an interval follows the word `in`", culprit.span, "in ("
    if texts[at + 1 : at + 2] == [".."] and at + 2 < len(texts):
        span = culprit.span | slip.lexemes[at + 2].span
        yield "a support is an interval", span, f"in [{texts[at]}, {texts[at + 2]}]"


def _units(slip: Slip) -> Iterator[Guess]:
    """`speed : real m / s ^ 2`, `parameters { b : real mm }`."""
    if slip.ends_early or not slip.at:
        return
    before, culprit = slip.lexemes[slip.at - 1], slip.culprit
    if slip.rule in ("declaration", "line") and culprit.text in ("/", "*", "^"):
        text = re.sub(r"\s+", "", slip.text(slip.at - 1))
        yield "a unit is written without spaces", Span(before.span.start, slip.span.end), text
    if slip.block == "parameters" and culprit.kind == "NAME":
        texts = _texts(slip)
        end = texts.index("~", slip.at) if "~" in texts[slip.at :] else len(texts)
        message = "a parameter has no unit: it is a bare number, which fits any"
        yield message, culprit.span | slip.lexemes[end - 1].span, ""


# ---- mechanisms --------------------------------------------------------------------------------


def _words(slip: Slip) -> Iterator[Guess]:
    """A word too many or too few: `match site with {`, `... threshold`, `T[0, 1]`."""
    if slip.ends_early:
        return
    at, culprit = slip.at, slip.culprit
    if culprit.text in ("with", "of", "do", "by"):
        start = slip.lexemes[at - 1].span.end if at else culprit.span.start
        yield f"`{culprit.text}` is no word of `match`", Span(start, culprit.span.end), ""
    if culprit.text in ("threshold", "gumbel_max"):
        yield "a coupling follows the word `via`", culprit.span, f"via {culprit.text}"
    if culprit.text == "T":
        yield from _open_ends(slip)
    if culprit.text in ("T", "truncate", "bounded"):
        yield "a law is cut with `truncated`", culprit.span, "truncated "


def _open_ends(slip: Slip) -> Iterator[Guess]:
    """`T[0, ]` and `T[, 5]` of Stan, `T(0, )` of JAGS."""
    found = re.match(r"T\s*[\[(]([^,\[\]()]*),([^,\[\]()]*)[\])]", slip.text(slip.at))
    if found is None:
        return
    low, high = found[1].strip(), found[2].strip()
    start = slip.culprit.span.start
    interval = f"{'[' if low else '('}{low or '-inf'}, {high or 'inf'}{']' if high else ')'}"
    message = "a law is cut with `truncated`"
    yield message, Span(start, start + found.end()), f"truncated {interval}"


def _lists(slip: Slip) -> Iterator[Guess]:
    """`given (a, b)`, a comma at the end, `E[y, do(x = 1)]`."""
    if slip.ends_early:
        return
    at, culprit = slip.at, slip.culprit
    before = slip.lexemes[at - 1].text if at else ""
    if culprit.text == "(" and before == "given":
        end = _closing(slip.lexemes, at)
        if end is not None:
            span = culprit.span | slip.lexemes[end].span
            yield "causes are listed without brackets", span, slip.text(at + 1, end)
    if culprit.text == "," and at == len(slip.lexemes) - 1:
        yield "a statement ends where its line ends, without a comma", culprit.span, ""
    if culprit.text == "," and _texts(slip)[at + 1 : at + 3] == ["do", "("]:
        yield "what is done stands behind a bar", culprit.span, " |"


def _arms(slip: Slip) -> Iterator[Guess]:
    """`match site { north => 1, south => 2 }`."""
    start = slip.index("match")
    if start is None or slip.ends_early or slip.culprit.text not in ("=", "->"):
        return
    span = Span(slip.lexemes[start].span.start, slip.span.end)
    text = re.sub(r"\s*(?:=>|->|=)\s*", ": ", slip.source.slice(span))
    yield "behind a value of `match` comes `:`", span, text


def _choice(slip: Slip) -> Iterator[Guess]:
    """`1 if x > 0 else 0`."""
    start, if_, else_ = slip.index(":="), slip.index("if"), slip.index("else")
    if start is None or if_ is None or else_ is None or slip.index("then") is not None:
        return
    yes, test, no = slip.text(start + 1, if_), slip.text(if_ + 1, else_), slip.text(else_ + 1)
    if not (yes and test and no):
        return
    span = slip.lexemes[start + 1].span | slip.lexemes[-1].span
    yield "a choice names its condition first", span, f"if {test} then {yes} else {no}"


# ---- questions, predictors, lines --------------------------------------------------------------


_LOGIC = ("not", "and", "or", "if", "<", "<=", ">", ">=", "==", "!=")


def _acts(slip: Slip) -> Iterator[Guess]:
    """`sick had ill = not ill`, `do(x = age > 70 years)`: behind `had` an `and` could go on."""
    signs = [i for i in range(slip.at) if slip.lexemes[i].text == "="]
    if slip.ends_early or not signs:
        return
    first = signs[-1] + 1
    last = _end_of_value(slip.lexemes, first)
    if slip.at < last and any(x.text in _LOGIC for x in slip.lexemes[first:last]):
        span = slip.lexemes[first].span | slip.lexemes[last - 1].span
        message = "a condition that something is set to stands in brackets"
        yield message, span, f"({slip.text(first, last)})"


def _scopes(slip: Slip) -> Iterator[Guess]:
    """`image had scanner = agfa for north`: a row is from where it is from."""
    if not slip.ends_early and slip.culprit.text == "for" and slip.index("had") is not None:
        start = slip.lexemes[slip.at - 1].span.end
        message = "`for` says whom an average is over, and `had` asks about rows"
        yield message, Span(start, slip.lexemes[-1].span.end), ""


def _imagined(slip: Slip) -> Iterator[Guess]:
    """`mean(image had disease = 0)`: what `had` sets could go on behind the next comma."""
    if slip.ends_early or slip.culprit.text != "had":
        return
    depth, first = 0, slip.at
    while first and depth >= 0:
        first -= 1
        depth += (slip.lexemes[first].text in ")]}") - (slip.lexemes[first].text in "([{")
        if depth == 0 and slip.lexemes[first].text == ",":
            break
    first += 1
    depth = 0
    for last in range(slip.at, len(slip.lexemes)):
        depth += (slip.lexemes[last].text in "([{") - (slip.lexemes[last].text in ")]}")
        if depth < 0 or (depth == 0 and slip.lexemes[last].text in (",", "|")):
            span = slip.lexemes[first].span | slip.lexemes[last - 1].span
            message = "`had` inside an expression stands in brackets of its own"
            yield message, span, f"({slip.text(first, last)})"
            if depth < 0:
                return


def _end_of_value(lexemes: Sequence[Lexeme], first: int) -> int:
    """Where the value that begins at `first` ends: at a comma, `given`, or a closing bracket."""
    depth = 0
    for i in range(first, len(lexemes)):
        depth += (lexemes[i].text in "([{") - (lexemes[i].text in ")]}")
        if depth < 0 or (depth == 0 and lexemes[i].text in (",", "given")):
            return i
    return len(lexemes)


def brackets(slip: Slip) -> Iterator[Guess]:
    """`E(y | ...)`, `P[y > 3]`."""
    for sign, opening, right, left in (("E", "(", "]", "["), ("P", "[", ")", "(")):
        for at in range(len(slip.lexemes) - 1):
            if [x.text for x in slip.lexemes[at : at + 2]] != [sign, opening]:
                continue
            end = _closing(slip.lexemes, at + 1)
            if end is not None:
                span = slip.lexemes[at].span | slip.lexemes[end].span
                inner = slip.source.slice(
                    Span(slip.lexemes[at + 1].span.end, slip.lexemes[end].span.start)
                )
                message = f"`{sign}` has {'square' if sign == 'E' else 'round'} brackets"
                yield message, span, f"{sign}{left}{inner}{right}"


def _predictors(slip: Slip) -> Iterator[Guess]:
    """`triage : image -> disease`, `triage : disease ~ image`."""
    if slip.block != "predictors" or slip.ends_early or slip.at < 3:
        return
    name, left, right = slip.lexemes[0].text, slip.text(2, slip.at), slip.text(slip.at + 1)
    message = "a predictor names its target, then `from` what it is read"
    if slip.culprit.text in ("->", "=>"):
        yield message, slip.span, f"{name} : {right} from {left}"
    if slip.culprit.text in ("~", "<-", "|", "given", "using", "with"):
        yield message, slip.span, f"{name} : {left} from {right.replace('+', ',')}"


def _lines(slip: Slip) -> Iterator[Guess]:
    """`param width = 4`, `grid film = 64 * 64 at 1 mm`."""
    texts = _texts(slip)
    if slip.rule != "line" or slip.ends_early:
        return
    if texts[0] == "param" and slip.culprit.text == "=" and len(texts) > slip.at + 1:
        kind = "int" if slip.lexemes[slip.at + 1].kind == "INT" else "real"
        yield "a `param` says its type", slip.culprit.span, f": {kind} ="
    if texts[0] == "grid" and slip.culprit.text in ("*", ","):
        yield "a size is written with `x`", slip.culprit.span, "x"


_GUESSES: Sequence[Callable[[Slip], Iterator[Guess]]] = (
    _numbers,
    _names,
    _roles,
    _supports,
    _units,
    _words,
    _lists,
    _arms,
    _choice,
    _acts,
    _scopes,
    _imagined,
    brackets,
    _predictors,
    _lines,
    rewritten,
)
