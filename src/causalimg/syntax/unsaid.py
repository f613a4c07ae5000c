"""Declarations and questions that leave something out, or say it as it is said elsewhere."""

from collections.abc import Callable, Sequence

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Source, Span
from causalimg.syntax.almost import almost, brackets, wrong_sign
from causalimg.syntax.beyond import judge
from causalimg.syntax.feed import Stop, read
from causalimg.syntax.habits.graphs import about_a_variable, about_role
from causalimg.syntax.lexemes import scan
from causalimg.syntax.nearby import free_name, nearby
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import PACKS, ROLE_WORDS, ROLES

#: A question with more faults is not mended.
_MOST_FAULTS = 4


def _without_type(slip: Slip) -> Diagnostic | None:
    """`latent u`, `age, dose`."""
    named = all(x.kind == "NAME" or x.text == "," for x in slip.lexemes)
    if slip.block != "variables" or not slip.ends_early or not named:
        return None
    role, names = slip.lexemes[0].text, slip.text().rstrip(", ")
    if role in ROLES and len(slip.lexemes) == 1:
        return None
    kind = "category {a, b}" if role == "environment" else "real"
    kind = "binary" if role == "selection" else kind
    return Diagnostic(
        "E0010",
        "a declaration says what it is, behind a colon",
        slip.span,
        helps=(f"write `{names} : {kind}`, or whatever else it is",),
        fix=Fix(slip.span, f"{names} : {kind}", sure=False),
    )


def _attributes(slip: Slip) -> Diagnostic | None:
    """`u [latent]`, `x [exposure]`, `age [pos="0,1"]`."""
    texts = [x.text for x in slip.lexemes]
    if slip.block != "variables" or slip.at != 1 or texts[1:2] != ["["] or texts[-1] != "]":
        return None
    name, inside = texts[0], texts[2:-1]
    word = next((text for text in inside if text in ROLE_WORDS), None)
    if word is None and not {"pos", "adjusted", "adjustedNode"} & set(inside):
        return None
    if name in nearby(slip.source).declared:
        return about_a_variable(slip)
    role = ROLE_WORDS[word] if word else ""
    declared = {"latent": f"latent {name} : real", "selection": f"selection {name} : binary"}
    helps = (f"write `{declared.get(role, f'{name} : real')}`, or whatever else it is",)
    return Diagnostic(
        "E0010",
        "behind a name stands `:` and what it is, nothing in brackets",
        slip.lexemes[1].span | slip.lexemes[-1].span,
        label="as in dagitty",
        helps=(*helps, about_role(slip, name, {word})) if word and not role else helps,
    )


def _hyphen_in_unit(slip: Slip) -> Diagnostic | None:
    """`pack_years : real in [0, 60] pack-years`."""
    colon, at = slip.index(":"), slip.at
    if slip.block != "variables" or colon is None or not colon + 1 < at < len(slip.lexemes):
        return None
    before = slip.lexemes[at - 1]
    if slip.culprit.text != "-" or before.kind != "NAME" or "{" in slip.text(colon, at):
        return None
    span = before.span | slip.lexemes[-1].span
    packs = slip.source.slice(span).lower() in ("pack-years", "pack-year")
    helps: tuple[str, ...] = (
        "units are written short, such as `years`, `mm`, `mGy/s`",
        "or leave the unit out: a bare number fits any",
    )
    message = "a unit holds no `-`"
    return Diagnostic("E0010", message, span, helps=(PACKS,) if packs else helps)


def _question_alone(slip: Slip) -> Diagnostic | None:
    """`E[y | do(x = 1)]` without a name, or in another block; also `E(y)` and `E[y | x = 1]`."""
    named = slip.block != "queries" and [x.text for x in slip.lexemes[1:2]] == [":"]
    at = 2 if named else 0
    first = [x.text for x in slip.lexemes[at : at + 2]]
    if first not in (["E", "["], ["E", "("], ["P", "("], ["P", "["]) or slip.rule == "question":
        return None
    asked = _as_question(slip, slip.text(at))
    if asked is None:
        return None
    start, number = slip.span.start, _number_of_questions(slip)
    name = slip.lexemes[0].text if named else free_name(slip.source, "effect", number)
    written = f"{name} : {asked}"
    if slip.block != "queries":
        how = "" if named else ", with a name"
        helps = (f"move it into `queries {{ }}`{how}: `{written}`",)
        return Diagnostic("E0006", "a question stands in `queries`", slip.span, helps=helps)
    insertion = Fix(Span(start, start), written.removesuffix(asked))
    fix = insertion if asked == slip.text() else Fix(slip.span, written)
    message = "a query has a name, by which it is asked for"
    return Diagnostic("E0010", message, slip.span, helps=(f"write `{written}`",), fix=fix)


def _as_question(slip: Slip, text: str) -> str | None:
    """The question, as it can be read, or None where it cannot."""
    lead = "q : "
    for _ in range(_MOST_FAULTS):
        source = Source(slip.source.name, lead + text)
        code = tuple(x for x in scan(source).code if x.kind != "NEWLINE")
        node = read("query", code)
        if not isinstance(node, Stop) and not judge(node):
            return text
        at, expected = len(code), frozenset[str]()
        if isinstance(node, Stop):
            at, expected = node.at, node.expected
        fix = _mending(Slip(source, "queries", "query", code, at, expected))
        if fix is None:
            return None
        before, after = source.text[: fix.span.start], source.text[fix.span.end :]
        text = (before + fix.text + after).removeprefix(lead)
    return None


def _mending(slip: Slip) -> Fix | None:
    """The edit that makes a question right, or that of its brackets, after which another may."""
    found = almost(slip) or wrong_sign(slip)
    if found is not None:
        return found.fix
    return next((Fix(span, text) for _, span, text in brackets(slip)), None)


def _number_of_questions(slip: Slip) -> int:
    """Of the questions without a name, the how many-th this is."""
    above = slip.source.text[: slip.span.start].splitlines()
    return 1 + sum(line.lstrip().startswith(("E[", "E(", "P(", "P[")) for line in above)


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _without_type,
    _attributes,
    _hyphen_in_unit,
    _question_alone,
)
"""Tried before the guesses that a small edit makes right."""
