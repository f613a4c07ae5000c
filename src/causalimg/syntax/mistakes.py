"""Beginners' mistakes in one statement, each known by what it looks like, with what to type.

A statement that does not parse is tried against each kind of mistake in turn; many of them are
tested by mending the statement and reading it again, so that a fix is offered only where it works.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from causalimg.diagnostics import Diagnostic, Fix, did_you_mean, suggest
from causalimg.source import Span
from causalimg.syntax import tree as t
from causalimg.syntax import unsaid
from causalimg.syntax.almost import almost, wrong_sign
from causalimg.syntax.beyond import no_question
from causalimg.syntax.expected import in_words, spellings
from causalimg.syntax.feed import Stop, fitting_after, read
from causalimg.syntax.grammar import ENTRY_RULES
from causalimg.syntax.habits import around, calls, gml, graphs, lavaan, lines, python, stan
from causalimg.syntax.habits.formulas import Mean
from causalimg.syntax.habits.questions import BY_DOING, about
from causalimg.syntax.habits.regressions import regression
from causalimg.syntax.lexeme import Lexeme
from causalimg.syntax.lexemes import describe
from causalimg.syntax.nearby import free_name
from causalimg.syntax.single import one_scope, one_variable
from causalimg.syntax.slip import Slip
from causalimg.syntax.walk import walk
from causalimg.syntax.words import ENTRY_OF, PERCENT, RESERVED, TYPES

Look = Callable[[Slip], Diagnostic | None]
"""What is said about a statement, if it is a certain mistake."""

#: A statement of more lexemes is not mended: each try reads all of it again.
_LONGEST = 1_000


def explain(slip: Slip) -> Diagnostic:
    """The most telling message for a statement that does not parse."""
    ours: Sequence[Look] = _LOOKS if len(slip.lexemes) <= _LONGEST else (_stray,)
    looks = (*_FOREIGN, *ours) if slip.is_short else ours
    return habit(slip) or _first(looks, slip) or _unexpected(slip)


def _first(looks: Sequence[Look], slip: Slip) -> Diagnostic | None:
    """What the first look says that has something to say."""
    return next((said for look in looks if (said := look(slip)) is not None), None)


def habit(slip: Slip) -> Diagnostic | None:
    """What is said about a statement that is read, and that another language means otherwise."""
    stands = slip.rule == "line" or slip.rule in ENTRY_RULES.values()
    return _first(_HABITS, slip) if stands and slip.is_short else None


# ---- letters -----------------------------------------------------------------------------------


def _stray(slip: Slip) -> Diagnostic | None:
    at = next((i for i, lexeme in enumerate(slip.lexemes) if lexeme.kind == "STRAY"), None)
    if at is None:
        return None
    letter = slip.lexemes[at]
    ends = at == len(slip.lexemes) - 1
    helps, text = _STRAYS.get(letter.text, ((), None))
    if at == 0 and letter.text in ("!", "%"):
        helps, text = ("a comment begins with `#`",), "#"
    fix = Fix(letter.span, text) if text is not None and (text or ends) else None
    if letter.text == "%" and slip.block == "variables" and ends:
        fix, helps = Fix(letter.span, ""), (PERCENT,)
    if len(slip.lexemes) == 1 and letter.text in "\"'":
        fix, helps = slip.line_out(), ("a model stands in its file without quotes around it",)
    elif letter.text == "'":
        fix = _requoted(slip, at)
    if letter.text == ";" and not ends:
        fix = _new_line(slip, at)
        helps = ("a statement ends where its line ends: begin a new one",)
        if slip.block == "variables" and any(x.text in ("[", "(") for x in slip.lexemes[:at]):
            fix, helps = Fix(letter.span, ","), ("the ends of an interval are parted by `,`",)
    shown = f"`{letter.text}`" if letter.text.isprintable() else describe(letter.text)
    return Diagnostic(
        "E0010", f"{shown} is no sign of this language", letter.span, helps=helps, fix=fix
    )


def _requoted(slip: Slip, at: int) -> Fix | None:
    """A text in single quotes, in double ones."""
    others = (x for x in slip.lexemes[at + 1 :] if x.text == "'")
    end = next(others, None)
    if end is None:
        return None
    whole = slip.lexemes[at].span | end.span
    return Fix(whole, f'"{slip.source.slice(Span(whole.start + 1, whole.end - 1))}"')


def _new_line(slip: Slip, at: int) -> Fix:
    """The rest of a line on a line of its own, as far in as the first."""
    start = slip.source.line_span(slip.source.place(slip.span.start).line).start
    before = slip.source.slice(Span(start, slip.span.start))
    indent = before if not before.strip() else "  "
    after = slip.lexemes[at + 1].span.start
    return Fix(Span(slip.lexemes[at].span.start, after), f"\n{indent}")


_STRAYS: dict[str, tuple[tuple[str, ...], str | None]] = {
    ";": (("a statement ends where its line ends: drop the `;`",), ""),
    '"': (('a text ends on its line with another `"`',), None),
    "'": (('texts stand in double quotes: `"1.5T"`',), None),
    "&": (("write `and`",), None),
    "!": (("write `not`, or `!=` between two values",), None),
    "%": (("write a share, `0.05` instead of `5 %`, or the number alone",), None),
    "?": (("write `if condition then one else other`",), None),
    "@": (("an end that is not known is no arrow: write `->` or `<->`",), None),
    "$": (("a variable is named by itself: `age`",), None),
    "\\": (("to continue a line, begin the next one with an operator",), None),
}


# ---- signs -------------------------------------------------------------------------------------


def _equals(slip: Slip) -> Diagnostic | None:
    """E0003: `=` or `<-` where a mechanism says `:=` or `~`."""
    if slip.block not in ("mechanisms", "noise", "parameters"):
        return None
    at = slip.index("=", "<-")
    if at is None or at != slip.at:
        return None
    sign = slip.lexemes[at]
    law = slip.lexemes[at + 1].text[:1].isupper() if at + 1 < len(slip.lexemes) else False
    wanted = ("~", ":=") if law else (":=", "~")
    meant = next((text for text in wanted if slip.mends(sign.span, text)), None)
    if meant is None:
        return None
    what = "an equation is written with" if meant == ":=" else "a draw is written with"
    note = "`=` names an argument or a value; `:=` says how a variable comes about"
    return Diagnostic(
        "E0003",
        f"{what} `{meant}`, not with `{sign.text}`",
        sign.span,
        helps=(f"write `{slip.text(0, at)} {meant} {slip.text(at + 1)}`",),
        notes=(note,),
        fix=Fix(sign.span, meant),
    )


def _bar(slip: Slip) -> Diagnostic | None:
    """E0007: `vae(latent = 4 | a)`, `Normal(0, 1) | a`, `image had x = 1 | age`."""
    at = slip.at
    if slip.ends_early or slip.culprit.text != "|" or slip.block not in ("mechanisms", "queries"):
        return None
    bar = slip.lexemes[at]
    closing = next((i for i, x in enumerate(slip.lexemes) if i > at and x.text == ")"), None)
    fixes = [Fix(bar.span, "given")]
    if closing is not None:
        inside = Span(slip.lexemes[at - 1].span.end, slip.lexemes[closing].span.end)
        fixes.append(Fix(inside, f") given {slip.text(at + 1, closing)}"))
    fix = next((fix for fix in fixes if slip.mends(fix.span, fix.text)), None)
    if fix is None:
        return None
    return Diagnostic(
        "E0007",
        "causes are named with `given`, not behind a bar",
        bar.span,
        helps=(f"write `{fix.text.lstrip(') ')}{_names_behind(slip, fix)}`",),
        notes=("the bar stands in `E[y | x == 1]`, `P(..)` and claims",),
        fix=fix,
    )


def _names_behind(slip: Slip, fix: Fix) -> str:
    return f" {slip.text(slip.at + 1)}" if fix.text == "given" else ""


# ---- laws and questions ------------------------------------------------------------------------


def _not_a_law(slip: Slip) -> Diagnostic | None:
    """E0002: `y ~ a + b`."""
    tilde = slip.index("~")
    if slip.block not in ("mechanisms", "noise", "parameters") or tilde is None:
        return None
    rest = slip.lexemes[tilde + 1 :]
    value = read("expr", rest) if rest else None
    if slip.at <= tilde or value is None or isinstance(value, Stop | t.Call):
        return None
    return Diagnostic(
        "E0002",
        f"after `~` comes a law or a network, not {_kind_of(value)}",
        rest[0].span | rest[-1].span,
        helps=_instead_of_law(slip, tilde, value),
        fix=_with_brackets(slip, rest[-1].span.end) if _alone(value) else None,
    )


def _with_brackets(slip: Slip, end: int) -> Fix | None:
    fix = Fix(Span(end, end), "()")
    return fix if slip.mends(fix.span, fix.text) else None


def _instead_of_law(slip: Slip, tilde: int, value: Any) -> tuple[str, ...]:
    target, text = slip.text(0, tilde), slip.text(tilde + 1)
    if isinstance(value, t.Ref) and (text[:1].isupper() or slip.block != "mechanisms"):
        return (f"a law has its parameters in brackets: `{target} ~ {text}(..)`",)
    if slip.block != "mechanisms":
        return ()
    causes = tuple(dict.fromkeys(p.name.text for p in walk(value) if isinstance(p, t.Ref)))
    if _alone(value):
        return (f"a network has brackets: `{target} ~ {text}()`",)
    written, *declared = regression(slip.source, target, Mean(text, causes, ())).said(slip.source)
    return (written, f"for an equation write `{target} := {text}`", *declared)


def _alone(value: Any) -> bool:
    return isinstance(value, t.Ref) and value.name.text in ("flow", "table", "vae", "joint", "mlp")


def _kind_of(value: Any) -> str:
    match value:
        case t.Binary("+" | "-"):
            return "a sum"
        case t.Binary("*" | "/"):
            return "a product"
        case t.Number():
            return "a number"
        case t.Ref():
            return "a name alone"
        case _:
            return "an expression"


def _no_question(slip: Slip) -> Diagnostic | None:
    """E0008: `effect : y | do(x = 1)`."""
    if slip.rule not in ("query", "question") or slip.index("E", "P", "had") is not None:
        return None
    colon = slip.index(":") if slip.rule == "query" else -1
    if colon is None or colon + 1 >= len(slip.lexemes) or slip.at <= colon:
        return None
    rest = slip.lexemes[colon + 1 :]
    span, text = rest[0].span | rest[-1].span, slip.text(colon + 1)
    fix = Fix(span, f"E[{text}]")
    works = slip.mends(fix.span, fix.text)
    if [x.text for x in rest[1:2]] == ["->"] and len(rest) == 3:
        return _arrow_for_effect(rest[0].text, rest[2].text, span)
    found = no_question(Lexeme("", "", span), text if works else "")
    own = about(slip.source, text) if works else ()
    return replace(found, helps=own or found.helps, fix=fix if works else None)


def _arrow_for_effect(cause: str, effect: str, span: Span) -> Diagnostic:
    done, undone = (f"E[{effect} | do({cause} = {value})]" for value in (1, 0))
    return Diagnostic("E0008", BY_DOING, span, helps=(f"write `{done} - {undone}`",))


# ---- the wrong place ---------------------------------------------------------------------------

_PLACES = ("variables", "graph", "mechanisms", "noise", "parameters", "predictors", "queries")
_ALL_PLACES = (*_PLACES, "claims", "interventions")


def _wrong_block(slip: Slip) -> Diagnostic | None:
    """E0006: a statement that reads well elsewhere."""
    if slip.rule not in (*ENTRY_RULES.values(), "line"):
        return None
    span = slip.lexemes[0].span | slip.lexemes[-1].span
    if slip.block and not isinstance(read("line", slip.lexemes), Stop):
        word = slip.lexemes[0].text
        message = f"a line with `{word}` stands outside of all blocks"
        return Diagnostic("E0006", message, span, helps=("move it above the first block",))
    asks = slip.block != "queries" and slip.index("had") is not None
    if asks and not isinstance(read("question", slip.lexemes), Stop):
        written = f"{free_name(slip.source, 'effect')} : {slip.text()}"
        helps = (f"move it into `queries {{ }}`, with a name: `{written}`",)
        return Diagnostic("E0006", "a question stands in `queries`", span, helps=helps)
    for place in _ALL_PLACES:
        node = None if place == slip.block else read(ENTRY_RULES[place], slip.lexemes)
        if node is None or isinstance(node, Stop) or not _plausible(node):
            continue
        where = f"not in `{slip.block}`" if slip.block else "not outside of all blocks"
        message = f"this belongs in `{place}`, {where}"
        return Diagnostic("E0006", message, span, helps=(f"move it into `{place} {{ }}`",))
    return None


def _plausible(node: Any) -> bool:
    """Whether a statement that can be read elsewhere is likely to be meant so."""
    match node:
        case t.Declaration(type=kind) | t.ParameterEntry(type=kind):
            return kind.name.text in {*TYPES, "int"}
        case t.QueryEntry() | t.InterventionEntry():
            telling = t.Expectation | t.Had | t.SetTo | t.Sweep | t.DrawFrom
            return any(isinstance(part, telling) for part in walk(node))
        case _:
            return True


# ---- words -------------------------------------------------------------------------------------


def _reserved(slip: Slip) -> Diagnostic | None:
    """A word of the language where a name belongs."""
    word = slip.culprit
    if slip.ends_early or word.text not in RESERVED or "NAME" not in slip.expected:
        return None
    had = slip.index("had")
    if word.text in ("and", "or") and had is not None and had < slip.at:
        message = f"what a variable had been stands in brackets where `{word.text}` joins it"
        helps = (f"as in `(y had x = 1) == 1 {word.text} (y had x = 0) == 0`",)
        return Diagnostic("E0010", message, word.span, helps=helps)
    return Diagnostic(
        "E0105",
        f"`{word.text}` is a word of the language and cannot be a name",
        word.span,
        helps=(f"choose another name, such as `{word.text}_`",),
    )


def _misspelt(slip: Slip) -> Diagnostic | None:
    """A word near to one that would fit, here or one word earlier."""
    for at in (slip.at, slip.at - 1):
        if not 0 <= at < len(slip.lexemes) or slip.lexemes[at].kind != "NAME":
            continue
        word = slip.lexemes[at]
        fitting = spellings(fitting_after(slip.rule, slip.lexemes[:at]))
        words = {text for text in fitting if text.isidentifier()}
        near = suggest(word.text, words)
        whole = (m for m in near if slip.mends(word.span, m))
        meant = next(chain(whole, (m for m in near if _helps(slip, word, m))), None)
        if meant is not None:
            return Diagnostic(
                "E0010",
                f"`{word.text}` does not fit here",
                word.span,
                helps=did_you_mean(word.text, [meant]),
                fix=Fix(word.span, meant),
            )
    return None


def _helps(slip: Slip, word: Lexeme, meant: str) -> bool:
    """Whether the statement can be read further with the other word, by more than that word."""
    after = slip.mended(word.span, meant)
    further = 1 if slip.rule == "line" else 0
    return isinstance(after, Stop) and after.at > slip.at + further


def _tight_size(slip: Slip) -> Diagnostic | None:
    """`64x64`, which is a number and a name."""
    word = slip.culprit
    if slip.ends_early or "X" not in slip.expected or not word.text.startswith("x"):
        return None
    spaced = f" x {word.text[1:]}"
    found = Diagnostic(
        "E0010",
        f"`{word.text}` does not fit here",
        word.span,
        label="a size has spaces",
        helps=("write a size as `64 x 64`",),
    )
    works = word.text[1:].isdigit()
    return replace(found, fix=Fix(word.span, spaced)) if works else found


def _unexpected(slip: Slip) -> Diagnostic:
    """Whatever else: what stands there, and what would fit."""
    expected = in_words(slip.expected)
    if slip.block == "queries" and not slip.ends_early and slip.culprit.text == "..":
        remedy = "a ladder goes `image had age in 20 .. 80 by 10`"
        return Diagnostic("E0010", "`..` stands in a ladder", slip.culprit.span, helps=(remedy,))
    helps = (f"in `{slip.block}` stands {ENTRY_OF[slip.block]}",) if slip.block in ENTRY_OF else ()
    if slip.rule == "line" and slip.at == 0:
        helps = ("statements stand in blocks: `variables { }`, `graph { }`, `mechanisms { }`",)
    if slip.ends_early:
        missing = _missing_end(slip)
        helps = (missing,) if missing else helps
        message, label = "the statement ends too early", f"expected {expected} after this"
    else:
        message, label = f"`{slip.culprit.text}` does not fit here", f"expected {expected}"
    return Diagnostic("E0010", message, slip.culprit.span, label=label, helps=helps)


def _missing_end(slip: Slip) -> str:
    """What is often forgotten at the end."""
    words = {x.text for x in slip.lexemes}
    if "if" in words and "else" not in words:
        return "every row gets a value: add `else` and what it is then"
    if slip.block == "queries" and "in" in words and "[" in words:
        return "a ladder goes `image had age in 20 .. 80 by 10`"
    if ".." in words and "by" not in words and "in" in words:
        return "say how far apart the rungs lie: `.. by 10`"
    if slip.rule == "line" and slip.lexemes[0].text == "grid":
        return "say how far apart the pixels lie: `at 1 mm`"
    return ""


_HABITS: Sequence[Look] = (
    *calls.LOOKS,
    *lines.LOOKS,
    *python.LOOKS,
    *gml.LOOKS,
    *stan.HABITS,
)
"""What may even be read, and means nothing here."""

_FOREIGN: Sequence[Look] = (
    *stan.LOOKS,
    *around.LOOKS,
    *lavaan.LOOKS,
    *graphs.LOOKS,
)
"""What another language writes otherwise."""

_LOOKS: Sequence[Look] = (
    *unsaid.LOOKS,
    _stray,
    _equals,
    _bar,
    _not_a_law,
    wrong_sign,
    _tight_size,
    one_scope,
    one_variable,
    almost,
    _misspelt,
    _no_question,
    _wrong_block,
    _reserved,
    *around.LAST_LOOKS,
)
