"""Tell a licence to a person: verdict first, then the constraint, then the path that decides."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import wrap

from causalimg.causal.graphs.separation import OpenPath
from causalimg.causal.licences.overview import differing, table, under_do
from causalimg.causal.licences.sensitivity import NEVER_TURNED, Flip
from causalimg.causal.licences.verdicts import (
    AttributeLicence,
    Barrier,
    Condition,
    LabelRule,
    Licence,
    Method,
    Ruling,
    Standing,
    Verdict,
)

_WIDTH = 96
_DIRECTIONS = {
    "anticausal": "the target causes what the image shows",
    "causal": "what the image shows causes the target",
    "mixed": "the image shows both causes and effects of the target",
    "confounded": "image and target share causes, neither causes the other",
    "unrelated": "nothing in the graph ties what the image shows to the target",
}
_GROUP_FAIRNESS = (
    ("demographic parity", 0),
    ("equalised odds", 1),
    ("sufficiency", 3),
)


def explain(licence: Licence) -> str:
    """A licence as a page of text: what is read as content, each verdict with its reason.

    Args:
        licence: what `licence_of` found.

    Returns:
        Lines of at most about 100 characters, without colour; paths are written with their
        arrows, and a collider that conditioning opens is marked.

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> from causalimg.causal.licences.licence import licence_of
        >>> from causalimg.causal.licences.question import Question
        >>> asked = Question(sketch("disease -> image <- scanner"), "image", "disease",
        ...                  invariant_to=("scanner",))
        >>> print(explain(licence_of(asked)).splitlines()[0])
        predict disease from image: anticausal, the target causes what the image shows
    """
    blocks = [_heading(licence), differing(licence), table(licence)]
    blocks += [_attribute(licence, attribute) for attribute in licence.attributes]
    blocks.append(_closing(licence))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def headline(licence: Licence, attribute: AttributeLicence) -> str:
    """The verdict on an attribute in one line, with what has to be held fixed for it.

    Args:
        licence: what `licence_of` found.
        attribute: one of its verdicts.
    """
    question, partition = licence.question, licence.partition
    whole = len(partition.relevant) == len(partition.parts)
    content = "content" if whole else f"the content that tells of {question.target}"
    match attribute.verdict:
        case Verdict.LICENSED:
            given = attribute.useful[0].given
            return f"licensed given {', '.join(given)}" if given else "licensed"
        case Verdict.APPROXIMATE:
            return "approximate at best: the target is latent, its measurement stands in"
        case Verdict.PARTIAL:
            return "licensed for a part of the content only"
        case Verdict.VACUOUS:
            given = attribute.vacuous[0].given
            lead = f"given {', '.join(given)}, {content}" if given else f"{content} already"
            return f"vacuous: {lead} ignores it, and nothing named as appearance gives it away"
        case Verdict.NONE:
            return _not_licensed(licence, attribute, content)


def _not_licensed(licence: Licence, attribute: AttributeLicence, content: str) -> str:
    if not licence.partition.relevant:
        target = licence.question.target
        return f"not licensed: no content of {licence.question.image} tells of {target}"
    verdict = "no independence is licensed" if _licensed_risks(attribute) else "not licensed"
    return f"{verdict}: however one conditions, {content} tells of it"


def _licensed_risks(attribute: AttributeLicence) -> list[Ruling]:
    rulings = (attribute.ruling(method) for method in (Method.IRM, Method.VREX))
    return [ruling for ruling in rulings if ruling.standing is Standing.LICENSED]


def explain_flips(flips: Iterable[Flip]) -> str:
    """The sensitivity of a licence, one line per thing that changes.

    Args:
        flips: what `sensitivity` found.
    """
    flips = tuple(flips)
    lines = list[str]()
    for flip in flips:
        if flip.changes:
            lines.append(f"if {flip.effect} -> {flip.cause} instead")
            lines += [
                f"  {change.attribute}: {change.aspect}  {change.before} => {change.after}"
                for change in flip.changes
            ]
    quiet = [f"{flip.cause} -> {flip.effect}" for flip in flips if not flip.changes]
    if quiet:
        lines.append("changing nothing, whichever way they point")
        lines += [f"  {line}" for line in wrap(", ".join(quiet), _WIDTH)]
    if flips:
        lines.append(f"never turned: {NEVER_TURNED}")
    return "\n".join(lines) + "\n" if lines else ""


def _heading(licence: Licence) -> list[str]:
    question, partition = licence.question, licence.partition
    by = f" by {question.label}" if question.label not in (None, question.target) else ""
    read = ", ".join((question.image, *question.covariates))
    direction = f"{partition.direction}, {_DIRECTIONS[partition.direction]}"
    lines = [f"predict {question.target}{by} from {read}: {direction}"]
    for part in partition.parts:
        role = "content" if part in partition.relevant else "idle"
        fed = f" <- {', '.join(partition.feeders)}" if part not in partition.causes else ""
        lines.append(f"  {role:<12}{part}{fed if partition.feeders else ''}")
    for appearance in partition.appearances:
        lines.append(f"  {'appearance':<12}{appearance.node} <- {appearance.source}")
    return lines


def _attribute(licence: Licence, attribute: AttributeLicence) -> list[str]:
    asked = {"invariant": "invariant to", "fair": "fair to", "environment": "environment"}
    lines = [f"{asked[attribute.asked]} {attribute.name}: {headline(licence, attribute)}"]
    lines += _training(licence, attribute)
    told = {ruling.path.edges for ruling in attribute.forbidden if ruling.path}
    for barrier in attribute.barriers:
        if barrier.path.edges not in told:
            lines += _barrier(barrier)
    if attribute.revealed:
        given = ", ".join(attribute.useful[0].given)
        words = f"given {given}, the look tells of it"
        lines += _entry("because", words, _path(attribute.revealed))
    if attribute.obstacle and attribute.obstacle.edges not in told:
        lines += _entry("because", "this stays open", _path(attribute.obstacle))
    if attribute.asked == "fair":
        lines += _fairness(attribute)
    lines += _methods(attribute, "allow", _licensed_risks(attribute))
    part = [ruling for ruling in attribute.rulings if ruling.standing is Standing.PARTIAL]
    lines += _methods(attribute, "in part", part)
    idle = [ruling for ruling in attribute.rulings if ruling.standing is Standing.VACUOUS]
    lines += _methods(attribute, "no use", idle)
    lines += _methods(attribute, "forbid", list(attribute.forbidden))
    lines += _interventions(licence, attribute)
    return lines


def _training(licence: Licence, attribute: AttributeLicence) -> list[str]:
    lines = list[str]()
    for n, condition in enumerate((*attribute.useful, *attribute.approximate)):
        first = "could" if attribute.asked == "environment" else "train"
        words = first if n == 0 else "or"
        removes = f"removes the look of {', '.join(condition.removes)}"
        lines += _entry(words, f"{_constraint('content', attribute.name, condition)}   {removes}")
    for part, conditions in attribute.partial:
        lines += _entry("train", _constraint(part, attribute.name, conditions[0]))
    if whole := of_all_read(licence, attribute):
        lines += _entry("of all read", whole)
    if not lines and attribute.vacuous:
        lines += _entry("holds", _constraint("content", attribute.name, attribute.vacuous[0]))
    return lines


def of_all_read(licence: Licence, attribute: AttributeLicence) -> str:
    """What a penalty on features of image and table together has to hold fixed.

    Empty where it is what the image alone needs, and where nothing serves, which a note says.

    Args:
        licence: what `licence_of` found.
        attribute: one of its verdicts.
    """
    best = attribute.useful[:1]
    if not best or attribute.fused[:1] in ((), best):
        return ""
    read = ", ".join(licence.question.covariates)
    constraint = _constraint(f"content, {read}", attribute.name, attribute.fused[0])
    return f"{constraint}   where the penalty reads {read} too"


def _constraint(left: str, name: str, condition: Condition) -> str:
    given = f" | {', '.join(condition.given)}" if condition.given else ""
    return f"{left} _||_ {name}{given}"


def _barrier(barrier: Barrier) -> list[str]:
    given = f"given {', '.join(barrier.given)}" if barrier.given else "given nothing"
    return _entry("because", f"{given}, this is open", _path(barrier.path, barrier))


def _methods(attribute: AttributeLicence, word: str, rulings: list[Ruling]) -> list[str]:
    lines = list[str]()
    closed = {barrier.path.edges: barrier for barrier in attribute.barriers}

    def same(ruling: Ruling) -> tuple[str, str]:
        return ruling.reason, ruling.path.text if ruling.path else ""

    for (reason, _), group in groupby(rulings, key=same):
        alike = list(group)
        names = ", ".join(ruling.method.value for ruling in alike)
        path = alike[0].path
        literal = _path(path, closed.get(path.edges)) if path else ()
        lines += _entry(word, f"{names}: {reason.replace('`', '')}", literal)
    return lines


def _fairness(attribute: AttributeLicence) -> list[str]:
    said = (f"{name} {attribute.rulings[place].standing.value}" for name, place in _GROUP_FAIRNESS)
    return _entry("fairness", ", ".join(said))


def _interventions(licence: Licence, attribute: AttributeLicence) -> list[str]:
    if not attribute.reaches_image:
        return []
    question, name = licence.question, attribute.name
    match attribute.label_rule:
        case LabelRule.KEEP:
            words = f"{question.target} stays as it is"
        case LabelRule.KEEP_NOISE:
            words = f"{question.target} stays; the factual noise of {question.measured} stays too"
        case LabelRule.PROPAGATE:
            words = f"{question.target} must follow, since {name} causes it"
    return _entry(f"do({name})", f"{words}; {under_do(licence, attribute)}")


def _closing(licence: Licence) -> list[str]:
    lines = list[str]()
    if licence.uncovered:
        names = ", ".join(licence.uncovered)
        words = f"nothing above removes the look of {names}, which tells of the label"
        lines += _entry("SHORTCUT", words)
    for word, said in (
        ("warning", licence.warnings),
        ("hint", licence.hints),
        ("note", licence.notes),
    ):
        for text in said:
            lines += _entry(word, text.replace("`", ""))
    trained = any(a.best for a in licence.promised)
    for n, remedy in enumerate(licence.remedies):
        word = ("beside it" if trained else "instead") if n == 0 else ""
        name = f"{remedy.kind.replace('_', ' ')} {remedy.attribute}".strip()
        lines += _entry(word, f"{name}: {remedy.reason.replace('`', '')}")
    return lines


def _path(path: OpenPath, barrier: Barrier | None = None) -> list[str]:
    first, *marks = path.marked().splitlines()
    if barrier:
        closed = barrier.closed
        how = "not conditioned on" if closed.passage == "collider" else "held fixed"
        first += f"   (closed once {closed.node} is {how})"
    return [first, *marks]


def _entry(word: str, text: str, literal: Iterable[str] = ()) -> list[str]:
    left = f"  {word:<11} "
    return list(_hung(left, text)) + [f"{'':<16}{line}" for line in literal]


def _hung(left: str, text: str) -> Iterator[str]:
    first, *rest = wrap(text, _WIDTH - 14, break_long_words=False) or [""]
    yield left + first
    yield from (" " * 14 + line for line in rest)
