"""Declarations and questions that leave something out, or say it as it is said elsewhere."""

from collections.abc import Callable, Sequence

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.source import Span
from causalimg.syntax.slip import Slip
from causalimg.syntax.words import ASKED, PACKS, ROLE_WORDS, ROLES


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
    )


def _attributes(slip: Slip) -> Diagnostic | None:
    """`u [latent]`, `x [exposure]`, `age [pos="0,1"]`."""
    texts = [x.text for x in slip.lexemes]
    if slip.block != "variables" or slip.at != 1 or texts[1:2] != ["["] or texts[-1] != "]":
        return None
    name, inside = texts[0], texts[2:-1]
    word = next((text for text in inside if text in ROLE_WORDS), None)
    if word is None and "pos" not in inside:
        return None
    role = ROLE_WORDS[word] if word else ""
    declared = {"latent": f"latent {name} : real", "selection": f"selection {name} : binary"}
    helps = (f"write `{declared.get(role, f'{name} : real')}`, or whatever else it is",)
    return Diagnostic(
        "E0010",
        "behind a name stands `:` and what it is, nothing in brackets",
        slip.lexemes[1].span | slip.lexemes[-1].span,
        label="as in dagitty",
        helps=(*helps, ASKED) if word and not role else helps,
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


def _without_name(slip: Slip) -> Diagnostic | None:
    """`E[y | do(x = 1)]` among the queries."""
    start = slip.span.start
    if slip.rule != "query" or slip.at != 1 or not slip.mends(Span(start, start), "effect : "):
        return None
    return Diagnostic(
        "E0010",
        "a query has a name, by which it is asked for",
        slip.span,
        helps=(f"write `effect : {slip.text()}`",),
        fix=Fix(Span(start, start), "effect : ") if _free(slip, "effect") else None,
    )


def _free(slip: Slip, name: str) -> bool:
    """Whether this is the only question without a name that could be called so."""
    lines = [line.split("#")[0].strip() for line in slip.source.text.splitlines()]
    bare = [line for line in lines if line.startswith(("E[", "P("))]
    return len(bare) == 1 and not any(line.startswith(name) for line in lines)


LOOKS: Sequence[Callable[[Slip], Diagnostic | None]] = (
    _without_type,
    _attributes,
    _hyphen_in_unit,
    _without_name,
)
"""Tried before the guesses that a small edit makes right."""
