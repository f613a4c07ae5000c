"""The ways in which one effect follows, by the names that the field has for them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from causalimg.causal.answers.bridge import graph_with, pictures_of
from causalimg.causal.answers.effects import Unseen, Verdict
from causalimg.causal.estimands.estimand import (
    Expression,
    Probability,
    Product,
    Ratio,
    Sum,
    laws_in,
    product,
    summed,
)
from causalimg.causal.graphs.admg import Admg, latent_projection
from causalimg.causal.graphs.separation import OpenPath, m_separated, open_path
from causalimg.causal.identification.adjusting import (
    Forbidden,
    Precise,
    criterion,
    is_back_door,
    most_precise,
    why_not,
)
from causalimg.causal.identification.adjustment import Task, adjustments, task_of
from causalimg.causal.identification.front_door import first_of_them, front_door_formula
from causalimg.causal.identification.identify import PRIME, Identified
from causalimg.causal.identification.instruments import Instrument, instruments
from causalimg.causal.identification.recover import among_selected
from causalimg.library.words import EVERYONE
from causalimg.semantics.model import Model

Kind = Literal["back-door", "adjustment", "front-door", "transport", "ID"]
MOST = 20
_KINDS: tuple[tuple[Kind, bool], ...] = (("back-door", True), ("adjustment", False))


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way in which an effect follows, with all the sets that serve it.

    Args:
        kind: `back-door`, adjustment for what the act does not change; `adjustment`, for sets with
            something that it does change; `front-door`; `transport`, where laws that are the same
            at every site are read at all of them; `ID`, the general algorithm, where none of them
            serves.
        sets: minimal sets to adjust for, or to look through, small ones first.
        estimands: the effect by each set, or the one estimand of a way without sets.
        local: for transport, the laws that are read at the site itself.
        precise: the set that estimates most precisely, where one is known.
        among: of which it is the most precise: of all sets, or of the minimal ones.
        complete: whether there are no more sets than these.
    """

    kind: Kind
    sets: tuple[tuple[str, ...], ...]
    estimands: tuple[Expression, ...]
    local: tuple[Expression, ...] = ()
    precise: tuple[str, ...] | None = None
    among: Literal["all", "minimal"] = "all"
    complete: bool = True


def strategies(model: Model, verdict: Verdict, most: int = MOST) -> tuple[Strategy, ...]:
    """How an identified effect of an act follows.

    Args:
        model: of the verdict.
        verdict: of `causalimg.causal.answers.effects.judge`, with its adjustment or without.
        most: how many minimal sets to list.

    Returns:
        Nothing for what is merely seen, what nothing set leads to, and what is not identified.
    """
    effect, found = verdict.asked.effect, verdict.found
    if not isinstance(found, Identified) or not _is_plain(model, verdict):
        return ()
    pictures = frozenset(pictures_of(model))
    ways = (*_by_adjustment(verdict, most, pictures), *_by_front_door(verdict, most))
    if not ways and not (effect.policies or effect.had):
        ways = (Strategy("ID", (), (found.estimand,)),)
    return (*ways, *_by_transport(model, verdict))


def instruments_for(model: Model, verdict: Verdict, most: int = MOST) -> tuple[Instrument, ...]:
    """Instruments of an effect of one seen variable on another that is not identified.

    They do not identify it: see `identification.instruments`. Where rows are selected, they are
    instruments among those; there are none for everyone, nor where the cause leads to selection.
    """
    effect, seen = verdict.asked.effect, verdict.seen
    if selection := {*model.of_kind("selection")} & {*seen.nodes}:
        if verdict.asked.scope == EVERYONE or seen.ancestors(selection) & {*effect.do}:
            return ()
        seen = latent_projection(
            among_selected(verdict.whole, selection), {*seen.nodes} - selection
        )
    plain = len(effect.do) == len(effect.outcomes) == 1 and not (effect.given or effect.policies)
    helped = plain and not isinstance(verdict.found, Identified | Unseen)
    if not helped or not effect.names <= {*seen.nodes}:
        return ()
    return tuple(islice(instruments(seen, *effect.do, *effect.outcomes), most))


def may_try(model: Model, verdict: Verdict) -> bool:
    """Whether a set can be judged: for an act on rows as they are, of which nothing is unseen."""
    return _is_plain(model, verdict) and task_of(verdict.seen, verdict.asked.effect) is not None


def fault(
    model: Model, verdict: Verdict, covariates: Collection[str]
) -> Forbidden | OpenPath | None:
    """What is wrong with adjusting for some covariates, along arrows of the file.

    Args:
        model: of the verdict.
        verdict: of `judge`, and one that `may_try`.
        covariates: observed variables of the model.

    Returns:
        A variable that spoils the set, or a path that stays open; None where the set is right.
    """
    task = task_of(verdict.seen, verdict.asked.effect)
    assert task is not None
    do, outcomes, given = task.asked
    arrows = graph_with(model, {*verdict.asked.effect.names, *covariates})
    selection = model.of_kind("selection")
    graph = among_selected(arrows, selection) if selection else arrows
    unchanged = bool(task.natural)
    found = why_not(graph, do, outcomes, covariates, given, unchanged=unchanged)
    if not selection or not isinstance(found, OpenPath):
        return found
    # What selection ties together is no arrow of the file; there, it is a collider.
    backward = criterion(arrows, do, outcomes).backward
    held = {*covariates, *given, *selection}
    changed = not {*covariates, *selection}.isdisjoint(arrows.descendants(do))
    return open_path(backward, do, outcomes, held) or (found if changed else None)


def _is_plain(model: Model, verdict: Verdict) -> bool:
    """Whether something that is set matters, in rows as they are, and nothing asked is unseen."""
    effect, seen = verdict.asked.effect, verdict.seen
    leads = not {*effect.do}.isdisjoint(seen.ancestors(effect.outcomes, effect.do))
    selected = {*model.of_kind("selection")} & {*seen.nodes}
    return leads and not selected and effect.names.isdisjoint(model.of_kind("latent"))


# ---- one kind each ---------------------------------------------------------------------------


def _by_adjustment(verdict: Verdict, most: int, pictures: frozenset[str]) -> Iterator[Strategy]:
    """Sets with pictures come last, and count as no way to be precise: no table is so large."""
    graph, effect = verdict.seen, verdict.asked.effect
    listed = [*islice(adjustments(graph, effect), most + 1)]
    if not listed and verdict.adjusted:  # it holds only while the selection is held as well
        yield Strategy("back-door", (verdict.adjusted.covariates,), (verdict.adjusted.estimand,))
        return
    complete, found = len(listed) <= most, listed[:most]
    found.sort(key=lambda one: (not pictures.isdisjoint(one.covariates), len(one.covariates)))
    task = task_of(graph, effect)
    best = _best(task) if found and task else None
    if best and not pictures.isdisjoint(best.covariates):
        best = None
    behind = [is_back_door(graph, effect.do, one.covariates) for one in found]
    for kind, right in _KINDS:
        alike = [one for one, is_behind in zip(found, behind, strict=True) if is_behind is right]
        if alike:
            way = Strategy(
                kind,
                tuple(one.covariates for one in alike),
                tuple(one.estimand for one in alike),
                complete=complete,
            )
            yield _marked(way, graph, best)
            best = None  # said once


def _marked(way: Strategy, graph: Admg, best: Precise | None) -> Strategy:
    if best is None:
        return way
    return replace(way, precise=graph.ordered(best.covariates), among=best.among)


def _best(task: Task) -> Precise | None:
    """The most precise set, for an effect in everyone."""
    if task.natural or task.given:
        return None
    return most_precise(task.graph, task.acting, task.effect.outcomes)


def _by_front_door(verdict: Verdict, most: int) -> Iterator[Strategy]:
    graph, effect = verdict.seen, verdict.asked.effect
    task = task_of(graph, effect)
    if task is None or task.natural or task.given:
        return
    asked = task.acting, effect.outcomes
    listed, complete = first_of_them(graph, *asked, most)
    found = sorted((s for s in listed if s), key=lambda s: (len(s), graph.ordered(s)))
    if found:
        sets = tuple(map(graph.ordered, found))
        estimands = tuple(front_door_formula(graph, *asked, one) for one in found)
        yield Strategy("front-door", sets, estimands, complete=complete)


def _by_transport(model: Model, verdict: Verdict) -> Iterator[Strategy]:
    """For one site: laws that do not depend on the site are read from the rows of all of them."""
    site, found = model.environment, verdict.found
    if site is None or verdict.asked.scope in (None, EVERYONE):
        return
    assert isinstance(found, Identified)
    pooled = _pooled(verdict, found.estimand, site)
    terms = dict.fromkeys(law for law in laws_in(pooled) if isinstance(law, Probability))
    local = tuple(term for term in terms if site in (*term.of, *term.given))
    if len(local) < len(terms):
        yield Strategy("transport", (), (pooled,), local)


def _pooled(verdict: Verdict, estimand: Expression, site: str) -> Expression:
    """The estimand with each law freed from the site where it does not depend on it."""
    match estimand:
        case Probability(of=of, given=given, do=(), source="") if site in given:
            rest = tuple(n for n in given if n != site)
            free = m_separated(verdict.seen, of, {site}, {n.rstrip(PRIME) for n in rest})
            return Probability(of, rest) if free else estimand
        case Product(factors=factors):
            return product(_pooled(verdict, one, site) for one in factors)
        case Ratio(above=above, below=below):
            return Ratio(_pooled(verdict, above, site), _pooled(verdict, below, site))
        case Sum(over=over, inside=inside) if site not in over:
            return summed(over, _pooled(verdict, inside, site))
        case _:
            return estimand
