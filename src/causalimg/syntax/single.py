"""Mistakes of saying more where the language takes one name; no edit is sure, none is offered."""

from causalimg.diagnostics import Diagnostic
from causalimg.source import Span
from causalimg.syntax.slip import Slip


def one_scope(slip: Slip) -> Diagnostic | None:
    """`E[y] for everyone for north`, `E[y] for north, south`."""
    at = slip.index("for")
    if at is None or slip.at != at + 2 or slip.ends_early or slip.index("had") is not None:
        return None
    names = slip.lexemes[at + 1 : at + 2] + slip.lexemes[slip.at + 1 : slip.at + 2]
    if slip.culprit.text not in ("for", ",", "and") or [x.kind for x in names] != ["NAME"] * 2:
        return None
    first, second = (name.text for name in names)
    helps = (f"ask twice, once `for {first}` and once `for {second}`",)
    if "everyone" in (first, second):
        site = second if first == "everyone" else first
        helps = (f"`for {site}` speaks of the selected rows of {site}; ask for everyone apart",)
    span = Span(slip.culprit.span.start, slip.lexemes[-1].span.end)
    return Diagnostic("E0010", "a question has one `for`, with one name", span, helps=helps)


def site_by_name(slip: Slip) -> Diagnostic | None:
    """`E[y] for 1`, `E[y] for "site 2"`: such values are no names, and `for` takes a name."""
    at = slip.index("for")
    if at is None or at + 1 >= len(slip.lexemes) or slip.index("had") is not None:
        return None
    value = slip.lexemes[at + 1]
    if value.kind not in ("INT", "STRING") or slip.at not in (at, at + 1):
        return None
    message = f"behind `for` stands a name, and `{value.text}` is none"
    helps = (
        f"condition on it: `E[y | site == {value.text}]`",
        "or give the environment values that are words: `category {off, on}`",
    )
    return Diagnostic("E0010", message, value.span, helps=helps)


def one_variable(slip: Slip) -> Diagnostic | None:
    """`match brain(slice, 1, atrophy) { ... }`, `match age > 70 { ... }`."""
    words = [x.text for x in slip.lexemes[: slip.at]]
    if slip.ends_early or words[-2:-1] != ["match"] or slip.culprit.text in ("{", "with", "of"):
        return None
    braces = (i for i in range(slip.at, len(slip.lexemes)) if slip.lexemes[i].text == "{")
    end = next(braces, None)
    if end is None:
        return None
    read = slip.text(slip.at - 1, end)
    helps = (f"make it a variable of its own, such as `part := {read}`, and write `match part`",)
    if any(x.text in ("==", "!=", "<", "<=", ">", ">=") for x in slip.lexemes[slip.at : end]):
        helps = (f"for a condition write `if {read} then ... else ...`",)
    span = Span(slip.lexemes[slip.at - 1].span.start, slip.lexemes[end - 1].span.end)
    return Diagnostic("E0010", "`match` reads one variable, by its name", span, helps=helps)
