"""A licence at a glance: what differs between sites, and a table of what may be trained."""

from collections.abc import Callable, Iterator
from textwrap import wrap

from causalimg.causal.licences.shifts import MEANING, Kind, Shift
from causalimg.causal.licences.verdicts import (
    AttributeLicence,
    LabelRule,
    Licence,
    Method,
    Verdict,
)

_WIDTH = 96
_WORDS = {"->": "{}", "<-": "{} (it leads to {site})", "<->": "{} (an unseen cause ties it)"}


def differing(licence: Licence) -> list[str]:
    """The shifts by name, what each touches, and what stays the same; no line without any.

    Args:
        licence: what `licence_of` found.
    """
    question = licence.question
    lines = list[str]()
    if question.environment is not None:
        lines.append(f"what may differ between values of {question.environment}")
        lines += _by_kind([s for s in licence.shifts if s.tie != "selected"], question.environment)
        lines += _hung("the same", ", ".join(licence.unchanged) or "nothing")
    for shift in licence.shifts:
        if shift.tie == "selected":
            lines.append(f"selected by {_chosen(licence, shift)}: {_meant(shift.kinds)}")
    return lines


def _by_kind(shifts: list[Shift], site: str) -> Iterator[str]:
    for kind in Kind:
        names = [_WORDS[s.tie].format(s.variable, site=site) for s in shifts if kind in s.kinds]
        if names:
            yield from _hung(kind.value, f"{', '.join(names)}: {MEANING[kind]}")
    both = {Kind.POPULATION, Kind.ACQUISITION}
    if open_ := [s.variable for s in shifts if both <= {*s.kinds}]:
        words = "of the patient or of the camera? `invariant to` says that it is the camera's"
        yield from _hung("undecided", f"{', '.join(open_)}: {words}")
    if idle := [s.variable for s in shifts if not s.kinds]:
        yield from _hung("no matter", f"{', '.join(idle)}: neither image nor label follows")


def _chosen(licence: Licence, shift: Shift) -> str:
    site = licence.question.environment
    differs = site in licence.question.graph.parents(shift.variable)
    return f"{shift.variable}, differently by {site}" if differs else shift.variable


def _meant(kinds: tuple[Kind, ...]) -> str:
    if not kinds:
        return "neither image nor label follows what rows are chosen by"
    return "; ".join(f"{kind.value}, {MEANING[kind]}" for kind in kinds)


def _hung(word: str, text: str) -> Iterator[str]:
    first, *rest = wrap(text, _WIDTH - 16, break_long_words=False)
    yield f"  {word:<15}{first}"
    yield from (" " * 17 + line for line in rest)


def under_do(licence: Licence, attribute: AttributeLicence) -> str:
    """Whether the predictor's answer must stay under an intervention, in a few words.

    Args:
        licence: what `licence_of` found.
        attribute: one of its verdicts; what is set.
    """
    if attribute.consistency_fused:
        return "the answer must not move"
    if not attribute.consistency:
        return "no consistency loss"
    moved = licence.partition.graph.descendants({attribute.name})
    read = [name for name in licence.question.covariates if name in moved]
    reads = " and ".join(read) if len(read) < 3 else ", ".join(read)
    return f"no consistency loss, since the predictor reads {reads} too, which moves"


def table(licence: Licence) -> list[str]:
    """What is licensed, one column per attribute and one row per constraint; empty without any.

    Args:
        licence: what `licence_of` found.
    """
    if not licence.attributes:
        return []
    rows = [("", *(a.name for a in licence.attributes))]
    rows += [(word, *map(tell, licence.attributes)) for word, tell in _ROWS.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows)
    return [f"  {line}".rstrip() for line in lines]


def _condition(attribute: AttributeLicence) -> str:
    match attribute.verdict:
        case Verdict.LICENSED | Verdict.APPROXIMATE:
            mark = "about, " if attribute.verdict is Verdict.APPROXIMATE else ""
            given = attribute.best.given if attribute.best else ()
            return f"{mark}given {', '.join(given)}" if given else f"{mark}licensed"
        case verdict:
            return verdict.value


def _label(attribute: AttributeLicence) -> str:
    if not attribute.reaches_image:
        return "-"
    return "propagate" if attribute.label_rule is LabelRule.PROPAGATE else "keep"


def _consistency(attribute: AttributeLicence) -> str:
    if not attribute.reaches_image:
        return "-"
    return "licensed" if attribute.consistency_fused else "forbidden"


def _standing(method: Method) -> Callable[[AttributeLicence], str]:
    return lambda attribute: attribute.ruling(method).standing.value


_ROWS: dict[str, Callable[[AttributeLicence], str]] = {
    "content _||_ it": _condition,
    **{method.value: _standing(method) for method in Method},
    "same answer under do": _consistency,
    "label under do": _label,
}
