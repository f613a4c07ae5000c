"""Decide what a predictor may be trained to ignore, and how, from the arrows alone."""

from causalimg.causal.graphs.separation import closed_at, m_separated
from causalimg.causal.licences.advice import hints_of, notes_of, remedies_of, warnings_of
from causalimg.causal.licences.conditions import (
    Found,
    approximations,
    conditions,
    obstacle,
    ranked,
    revealing,
)
from causalimg.causal.licences.partition import Partition, split
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.rulings import risk_of, rulings_of
from causalimg.causal.licences.shifts import shifts_of, unchanged
from causalimg.causal.licences.verdicts import (
    Asked,
    AttributeLicence,
    Barrier,
    Condition,
    LabelRule,
    Licence,
    Verdict,
)


def licence_of(question: Question) -> Licence:
    r"""Everything that the arrows say about training one predictor.

    The image is split into content :math:`C` and appearance :math:`N` (`split`). A constraint
    :math:`\Phi \perp v \mid W` is *licensed* iff :math:`C \perp v \mid W, S`, so that it takes
    no signal away; it has *power* iff :math:`N` violates it, so that it removes something. No
    pattern of graphs is consulted: every verdict is a separation. A licence is necessary, not
    sufficient, for counterfactual invariance, and overlap must be checked in the data.

    Args:
        question: what is predicted from what, and what must not matter.

    Returns:
        One verdict per attribute, the standing of the known methods, and advice.

    Source: Veitch et al. 2021, Theorem 3.2; Kaur, Kiciman and Sharma 2023 (CACM).

    Example:
        >>> from causalimg.causal.graphs.admg import sketch
        >>> graph = sketch("disease <- site -> scanner; disease, scanner -> image")
        >>> found = licence_of(Question(graph, "image", "disease",
        ...                             invariant_to=("scanner", "site"), environment="site"))
        >>> [(a.name, a.verdict.value, a.best.given) for a in found.attributes]
        [('scanner', 'licensed', ('disease',)), ('site', 'licensed', ('disease',))]
    """
    partition = split(question)
    attributes = attributes_of(question, partition)
    shortcuts, uncovered = shortcuts_of(question, partition, attributes)
    return Licence(
        question,
        partition,
        attributes,
        shortcuts,
        uncovered,
        remedies_of(question, partition, attributes),
        notes_of(question, partition, attributes, shortcuts),
        hints_of(question, partition, attributes),
        warnings_of(question, partition),
        shifts_of(question, partition),
        unchanged(question, partition),
    )


def attributes_of(question: Question, partition: Partition) -> tuple[AttributeLicence, ...]:
    """The verdicts alone, without the advice.

    Args:
        question: what is asked.
        partition: the split image.
    """
    shortcuts = _shortcuts(question, partition)
    asked = (v for v in question.attributes if v in question.observed)
    return tuple(_attribute(question, partition, v, shortcuts) for v in asked)


def shortcuts_of(
    question: Question, partition: Partition, attributes: tuple[AttributeLicence, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sources of looks that tell of the label beyond all else, and those that nothing removes.

    Args:
        question: what is asked.
        partition: the split image.
        attributes: the verdicts.
    """
    shortcuts = _shortcuts(question, partition)
    return shortcuts, _uncovered(question, partition, attributes, shortcuts)


def _shortcuts(question: Question, partition: Partition) -> tuple[str, ...]:
    appearances = partition.appearances
    return tuple(a.source for a in appearances if _is_shortcut(question, partition, a.node))


def _is_shortcut(question: Question, partition: Partition, appearance: str) -> bool:
    held = {*partition.relevant, *question.covariates, *question.selection}
    return not m_separated(partition.graph, {question.measured}, {appearance}, held)


def _attribute(
    question: Question, partition: Partition, v: str, shortcuts: tuple[str, ...]
) -> AttributeLicence:
    graph, content = partition.graph, partition.relevant
    found = conditions(question, partition, v, content)
    useful = ranked(question, found.useful, shortcuts)
    stand_in = ranked(question, approximations(question, partition, v), shortcuts)
    approximate = () if useful else stand_in
    partial = () if useful else _partial(question, partition, v, shortcuts)
    risk = risk_of(question, partition, v)
    moved = graph.descendants({v})
    consistent = moved.isdisjoint({*content, question.target})
    verdict = _verdict(found, useful, approximate, partial)
    return AttributeLicence(
        name=v,
        asked=_asked(question, v),
        verdict=verdict,
        useful=useful,
        vacuous=ranked(question, found.vacuous, ()),
        partial=partial,
        fused=_fused(question, partition, v, shortcuts),
        approximate=approximate,
        risk=risk,
        rulings=rulings_of(question, partition, v, risk, stand_in),
        label_rule=_label_rule(question, partition, v),
        consistency=consistent,
        consistency_fused=consistent and moved.isdisjoint(question.covariates),
        reaches_image=question.image in moved,
        barriers=_barriers(question, partition, v, useful[0]) if useful else (),
        revealed=revealing(question, partition, v, useful[0].given) if useful else None,
        obstacle=found.obstacle,
        large=found.large,
    )


def _asked(question: Question, v: str) -> Asked:
    if v in question.invariant_to:
        return "invariant"
    return "fair" if v in question.fair_to else "environment"


def _verdict(
    found: Found,
    useful: tuple[Condition, ...],
    approximate: tuple[Condition, ...],
    partial: tuple[tuple[str, tuple[Condition, ...]], ...],
) -> Verdict:
    if useful:
        return Verdict.LICENSED
    if approximate:
        return Verdict.APPROXIMATE
    if partial:
        return Verdict.PARTIAL
    return Verdict.VACUOUS if found.vacuous else Verdict.NONE


def _partial(
    question: Question, partition: Partition, v: str, shortcuts: tuple[str, ...]
) -> tuple[tuple[str, tuple[Condition, ...]], ...]:
    if len(partition.relevant) < 2:
        return ()
    each = ((c, conditions(question, partition, v, {c}).useful) for c in partition.relevant)
    return tuple((c, ranked(question, useful, shortcuts)) for c, useful in each if useful)


def _fused(
    question: Question, partition: Partition, v: str, shortcuts: tuple[str, ...]
) -> tuple[Condition, ...]:
    if not question.covariates:
        return ()
    read = {*partition.relevant, *question.covariates}
    return ranked(question, conditions(question, partition, v, read).useful, shortcuts)


def _label_rule(question: Question, partition: Partition, v: str) -> LabelRule:
    if v in partition.graph.ancestors({question.target}):
        return LabelRule.PROPAGATE
    if v in partition.graph.ancestors({question.measured}):
        return LabelRule.KEEP_NOISE
    return LabelRule.KEEP


def _barriers(
    question: Question, partition: Partition, v: str, best: Condition
) -> tuple[Barrier, ...]:
    held = {*best.given, *question.selection}
    found = list[Barrier]()
    for w in ((), tuple({question.measured} & question.conditionable)):
        path = obstacle(question, partition, partition.relevant, v, w)
        closed = closed_at(partition.graph, path, held) if path else None
        if path and closed and path.edges not in (barrier.path.edges for barrier in found):
            found.append(Barrier(w, path, closed))
    return tuple(found)


def _uncovered(
    question: Question,
    partition: Partition,
    attributes: tuple[AttributeLicence, ...],
    shortcuts: tuple[str, ...],
) -> tuple[str, ...]:
    promised = [a for a in attributes if a.asked != "environment"]
    covered = {p for a in promised for condition in a.useful for p in condition.removes}
    read = {*partition.relevant, *question.covariates}
    signal = partition.graph.ancestors({*read, question.target})
    for appearance in partition.appearances:
        p = appearance.source
        settable = partition.graph.parents(p) if appearance.carrier else (p,)
        if all(q in question.observed and q not in signal for q in settable):
            covered.add(p)
    return tuple(p for p in shortcuts if p not in covered)
