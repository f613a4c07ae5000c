"""Laws and functions by the names that they have in Stan, JAGS, R, Pyro and Python.

What stands here is said in a help. It becomes an edit only where both take the same numbers in the
same order: JAGS's `dnorm` counts precision, so no edit turns it into `Normal`.
"""

import re
from collections.abc import Sequence

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.laws import LAWS
from causalimg.source import Source, Span
from causalimg.syntax import tree
from causalimg.syntax.habits.elsewhere import FUNCTIONS_ELSEWHERE, LAWS_ELSEWHERE, Elsewhere


def law_elsewhere(law: tree.Law, source: Source) -> Diagnostic | None:
    """E0103 for a law that is called so in another language, or None.

    Args:
        law: as written behind `~`.
        source: the text.
    """
    word = law.name.text
    last = word.rpartition(".")[2]
    if "." in word and last in LAWS:
        message, sure = f"`{word}` is called `{last}` here", Fix(law.name.span, last)
        return Diagnostic("E0103", message, law.name.span, helps=(f"write `{last}`",), fix=sure)
    if (found := _formula_elsewhere(law, source)) is not None:
        return found
    known = LAWS_ELSEWHERE.get(last.casefold())
    fix = _call(known, law.arguments, law.span, source) if known and not law.truncated else None
    return _said("E0103", law.name, law.span, known, fix)


def _formula_elsewhere(law: tree.Law, source: Source) -> Diagnostic | None:
    """E0103 for one term of a formula of R, `y ~ s(age)`, which looks like a network's name."""
    from causalimg.syntax.habits.formulas import mean_of  # what texts without fault never need
    from causalimg.syntax.habits.regressions import regression

    start = source.line_span(source.place(law.span.start).line).start
    before = source.slice(Span(start, law.span.start))
    target = re.fullmatch(r"\s*([^\W\d]\w*)\s*~\s*", before)
    read = (
        mean_of(source, target[1], source.slice(law.span))
        if target and not law.truncated
        else None
    )
    if target is None or read is None:
        return None
    written = regression(source, target[1], read)
    message = f"`{law.name.text}(..)` is a term of a formula, not a law or a network"
    first, *rest = written.said(source)
    helps = (first, *read.remarks, *rest)
    new = written.laws[0].partition(" ~ ")[2] if len(written.laws) == 1 else ""
    fix = Fix(law.span, new, sure=False) if new else None
    return Diagnostic("E0103", message, law.span, helps=helps, fix=fix)


def defined_elsewhere(entry: tree.Equation, source: Source) -> Diagnostic | None:
    """E0101 for lavaan's `indirect := a*b`, or None where it is none.

    Args:
        entry: an equation of what is no variable.
        source: the text.
    """
    from causalimg.syntax.habits.defined import about_defined, defined, message

    name, value = entry.target.text, source.slice(entry.value.span)
    asked = defined(source, name, value)
    if asked is None:
        return None
    helps, what = about_defined(name, value, asked, here=False), "only variables have mechanisms"
    return Diagnostic("E0101", message(name), entry.span, what, helps=helps)


def function_elsewhere(call: tree.Call, source: Source) -> Diagnostic | None:
    """E0101 for a function that is called so in another language, or None.

    Args:
        call: as written.
        source: the text.
    """
    known = FUNCTIONS_ELSEWHERE.get(call.function.text.rpartition(".")[2].casefold())
    fix = _call(known, call.arguments, call.span, source) if known else None
    return _said("E0101", call.function, call.span, known, fix)


def _call(
    known: Elsewhere, arguments: Sequence[tree.Argument], span: Span, source: Source
) -> Fix | None:
    """The whole call as it is written here."""
    wanted = {int(digit) for digit in re.findall(r"\{(\d)\}", known.template)}
    if not wanted or len(arguments) != len(wanted) or any(a.name for a in arguments):
        return None
    bare = not set(known.template) & {"^", ">"}
    texts = [_operand(a.value, source, bare=bare) for a in arguments]
    return Fix(span, known.template.format(*texts))


def _operand(value: tree.Expr, source: Source, *, bare: bool) -> str:
    text = source.slice(value.span)
    simple = isinstance(value, tree.Ref | tree.Number | tree.Call)
    return text if bare or simple else f"({text})"


def _said(
    code: str, name: tree.Name, whole: Span, known: Elsewhere | None, fix: Fix | None
) -> Diagnostic | None:
    if known is None:
        return None
    message = f"`{name.text}` is a word of another language"
    notes = (known.note,) if known.note else ()
    # The bracket stands right behind the name in every call that a person writes.
    bracket = Span(name.span.start, min(name.span.end + 1, whole.end))
    if known.opening:
        fix = Fix(bracket, known.opening)
    helps = (f"write `{fix.text}`" if fix and not known.opening else f"write `{known.here}`",)
    return Diagnostic(code, message, name.span, helps=helps, notes=notes, fix=fix)
