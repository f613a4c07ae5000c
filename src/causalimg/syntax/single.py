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
    if slip.culprit.text not in ("for", ",", "and") or len(names) < 2:
        return None
    if any(name.kind not in ("NAME", "STRING", "INT") for name in names):
        return None
    first, second = (name.text for name in names)
    helps = (f"ask twice, once `for {first}` and once `for {second}`",)
    if "everyone" in (first, second):
        site = second if first == "everyone" else first
        helps = (f"`for {site}` speaks of the selected rows of {site}; ask for everyone apart",)
    span = Span(slip.culprit.span.start, slip.lexemes[-1].span.end)
    return Diagnostic("E0010", "a question has one `for`, with one name", span, helps=helps)


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
