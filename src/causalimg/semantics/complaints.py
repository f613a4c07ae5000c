"""Sentences that several passes say: unknown names, words of a later version, the tidy list."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from causalimg.diagnostics import Diagnostic, Fix, Label, Severity
from causalimg.diagnostics.suggest import suggest
from causalimg.source import Span


class Named(Protocol):
    """A word with its place."""

    @property
    def span(self) -> Span:
        """The place."""


_ONCE = frozenset({"E0009", "E0101", "E0103", "E0104", "E0106"})


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a mistyped word most likely means, or None.

    Example:
        >>> nearest("agee", ["age", "sex"]), nearest("zzz", ["age"])
        ('age', None)
    """
    return next(iter(suggest(word, candidates, limit=1)), None)


_VARIABLES = ("not a variable", "arrows join variables", "only variables have mechanisms")


def unknown(
    word: str,
    span: Span,
    candidates: Iterable[str],
    *,
    what: str = "not a variable, parameter, noise or param",
    place: str = "in this model",
    helps: Sequence[str] = (),
    code: str = "E0101",
) -> Diagnostic:
    """E0101: a name that nothing has, with what was probably meant."""
    meant = nearest(word, candidates)
    more = (f"did you mean `{meant}`?",) if meant else ()
    if not (more or helps) and what in _VARIABLES:
        more = (f"declare it: `variables {{ {word} : real }}`",)
    fix = Fix(span, meant) if meant else None
    message = f"cannot find `{word}` {place}"
    return Diagnostic(code, message, span, what, helps=(*more, *helps), fix=fix)


def designed(word: str, span: Span, instead: str = "", label: str = "") -> Diagnostic:
    """E0009: a word that the language reserves and does not build yet."""
    message = f"`{word}` is designed but not built yet"
    return Diagnostic("E0009", message, span, label, helps=(instead,) if instead else ())


def beside(span: Span | None, text: str) -> tuple[Label, ...]:
    """A second place, where there is one."""
    return (Label(span, text),) if span is not None else ()


def listed(names: Iterable[str], link: str = "and") -> str:
    """Names in back-ticks, as a person lists them.

    Example:
        >>> listed(["a", "b", "c"])
        '`a`, `b` and `c`'
    """
    ticked = [f"`{name}`" for name in names]
    return f" {link} ".join(part for part in (", ".join(ticked[:-1]), ticked[-1]) if part)


def left_out(names: Sequence[Named], at: int) -> Fix | None:
    """The edit that takes one name out of a list, with its comma; None where it is alone."""
    if len(names) < 2:
        return None
    if at + 1 < len(names):
        return Fix(Span(names[at].span.start, names[at + 1].span.start), "")
    return Fix(Span(names[at - 1].span.end, names[at].span.end), "")


def article(word: str) -> str:
    """`a` or `an` before a word.

    Example:
        >>> article("image"), article("real")
        ('an image', 'a real')
    """
    return f"an {word}" if word[:1].lower() in "aeiou" else f"a {word}"


_THINGS = {"real": "a real number", "binary": "a binary variable", "kspace": "k-space"}


def thing(word: str) -> str:
    """A type in words, with its article."""
    return _THINGS.get(word) or article(word)


def things(words: Iterable[str]) -> str:
    """Several types in words.

    Example:
        >>> things(("real", "image"))
        'a real number or an image'
    """
    *most, last = [thing(word) for word in words]
    return f"{', '.join(most)} or {last}" if most else last


def tidy(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, nothing twice, a poisoned name once, and no echo of a misspelling."""
    kept: dict[object, Diagnostic] = {}
    ordered = sorted(found, key=_place)
    meant = {one.fix.text for one in ordered if one.code == "E0101" and one.fix}
    twice = {one.span for one in ordered if one.code == "E0102"}
    for one in ordered:
        if one.span in twice and one.severity is Severity.WARNING:
            continue  # which of the two is used cannot be known
        if one.code == "W0109" and one.message.split("`")[1] in meant:
            continue  # it is used, under a name that is misspelt
        key = (one.code, one.message) if one.code in _ONCE else (one.code, one.message, one.span)
        kept.setdefault(key, one)
    return tuple(kept.values())


def _place(one: Diagnostic) -> tuple[int, int, str]:
    return (one.span.start, one.span.end, one.code) if one.span else (-1, -1, one.code)
