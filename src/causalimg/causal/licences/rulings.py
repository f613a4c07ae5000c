"""Judge the known methods one by one: what each makes independent, and whether that is true."""

from collections.abc import Collection
from itertools import chain, combinations

from causalimg.causal.graphs.separation import OpenPath, m_separated, open_path
from causalimg.causal.licences.conditions import licensed, obstacle, removed
from causalimg.causal.licences.partition import Partition
from causalimg.causal.licences.question import Question
from causalimg.causal.licences.verdicts import Condition, Method, Risk, Ruling, Standing, listing

_MOST_PARTS = 10


def risk_of(question: Question, partition: Partition, v: str) -> Risk:
    """Whether the risk may be made the same for all values of the attribute.

    IRM needs the label independent of the attribute given the content; equal risks (V-REx)
    need the content independent of it as well, and equal noise. Where site shifts the
    population, the former holds and the latter does not.

    Args:
        question: what is asked.
        partition: the split image.
        v: the attribute.

    Source: Arjovsky et al. 2019, "Invariant risk minimization"; Krueger et al. 2021,
    "Out-of-distribution generalization via risk extrapolation".
    """
    graph, label, selection = partition.graph, question.measured, question.selection
    read = {*question.covariates, *selection}
    parts = _screening(partition, label, v, read)
    everything = {*partition.parts, *partition.nuisances, *read}
    power = not m_separated(graph, {label}, {v}, everything)
    if not parts:
        path = open_path(graph, {label}, {v}, {*partition.relevant, *read})
        return Risk((), irm=False, vrex=False, power=power, irm_path=path)
    shifted = {*parts, *question.covariates} - {v}
    path = open_path(graph, shifted, {v}, selection)
    return Risk(parts, irm=True, vrex=path is None, power=power, vrex_path=path)


def _screening(partition: Partition, label: str, v: str, read: Collection[str]) -> tuple[str, ...]:
    relevant = partition.relevant[:_MOST_PARTS]
    sizes = range(len(relevant), 0, -1)
    for parts in chain.from_iterable(combinations(relevant, size) for size in sizes):
        if m_separated(partition.graph, {label}, {v}, {*parts, *read}):
            return parts
    return ()


def rulings_of(
    question: Question,
    partition: Partition,
    v: str,
    risk: Risk,
    approximate: Collection[Condition],
) -> tuple[Ruling, ...]:
    """The standing of every known method for one attribute, the forbidden with their path.

    Args:
        question: what is asked.
        partition: the split image.
        v: the attribute.
        risk: what `risk_of` found.
        approximate: the conditions that stand in for a latent target.

    Source: Veitch et al. 2021, "Counterfactual invariance to spurious correlations"; Kaur,
    Kiciman and Sharma 2023, "Modeling the data-generating process is necessary for
    out-of-distribution generalization"; Makar et al. 2022, "Causally motivated shortcut
    removal using auxiliary labels".
    """
    read = question.target if question.target in question.observed else question.measured
    on_label = _independence(question, partition, v, (read,))
    stands_in = any(set(condition.given) == {read} for condition in approximate)
    if on_label[0] is Standing.FORBIDDEN and stands_in:
        words = f"`{read}` measures `{question.target}` and stands in for it"
        on_label = (Standing.APPROXIMATE, words, None)
    return (
        Ruling(Method.MARGINAL, *_independence(question, partition, v, ())),
        Ruling(Method.CONDITIONAL, *on_label),
        Ruling(Method.WEIGHTED, *on_label),
        Ruling(Method.IRM, *_irm(question, partition, risk, v)),
        Ruling(Method.VREX, *_vrex(question, partition, risk, v)),
    )


_Judged = tuple[Standing, str, OpenPath | None]


def _independence(question: Question, partition: Partition, v: str, w: tuple[str, ...]) -> _Judged:
    given = f" given `{w[0]}`" if w else ""
    if set(w) - question.conditionable:
        kind = question.called(w[0])
        words = f"`{w[0]}` is a {kind}: no two rows share its value, so nothing is compared"
        return Standing.FORBIDDEN, words, None
    if v in w:
        return Standing.VACUOUS, f"`{v}` is what would be held fixed", None
    if not partition.relevant:
        words = f"no content of the image tells of `{question.target}`"
        return Standing.FORBIDDEN, words, None
    if not licensed(question, partition, partition.relevant, v, w):
        words = f"content tells of `{v}`{given}, so signal would be removed"
        return Standing.FORBIDDEN, words, obstacle(question, partition, partition.relevant, v, w)
    if removed(question, partition, v, w):
        return Standing.LICENSED, f"content tells nothing of `{v}`{given}, appearance does", None
    return Standing.VACUOUS, f"no appearance tells of `{v}`{given}, so nothing is removed", None


def _irm(question: Question, partition: Partition, risk: Risk, v: str) -> _Judged:
    if not risk.irm:
        words = f"the {question.answer} follows `{v}` beyond the content, so no invariant risk "
        return Standing.FORBIDDEN, words + "exists", risk.irm_path
    return _powered(question, partition, risk, v)


def _vrex(question: Question, partition: Partition, risk: Risk, v: str) -> _Judged:
    if not risk.irm:
        return _irm(question, partition, risk, v)
    if not risk.vrex:
        first = risk.vrex_path.nodes[0] if risk.vrex_path else ""
        read = first in question.covariates
        what = f"`{first}`, which is read too," if read else "the content itself"
        words = f"{what} differs with `{v}`, so equal risks are not the truth"
        return Standing.FORBIDDEN, words, risk.vrex_path
    return _powered(question, partition, risk, v)


def _powered(question: Question, partition: Partition, risk: Risk, v: str) -> _Judged:
    if lost := [part for part in partition.relevant if part not in risk.parts]:
        words = f"{listing(risk.parts)} alone screens the {question.answer} off from `{v}`; what "
        words += f"{listing(lost)} tells of `{question.target}` besides would be given up"
        return Standing.PARTIAL, words, None
    if risk.power:
        words = f"only appearance lets the {question.answer} depend on `{v}`"
        return Standing.LICENSED, words, None
    words = f"even appearance ties the {question.answer} no closer to `{v}`"
    return Standing.VACUOUS, words, None
