"""The effects that a query asks for, judged by the arrows of its model.

Rows are those that were selected, where the model has a selection, unless the query says `for
everyone`. All values of the environment have rows, so `for` a site asks what the rows of that site
tell, with everything that is the same elsewhere.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

from causalimg.causal.answers.asked import Asked
from causalimg.causal.answers.bridge import graph_with, pictures_of
from causalimg.causal.answers.known import behind, can_be_weighted, knowledge
from causalimg.causal.crossworld.twin import Crossed, changed_by, identify_had
from causalimg.causal.estimands.estimand import (
    Expression,
    Probability,
    laws_in,
    names_of,
    stated_among,
)
from causalimg.causal.graphs.admg import Admg, induced, latent_projection, mutilate
from causalimg.causal.graphs.separation import OpenPath, m_separated, open_path
from causalimg.causal.identification.adjustment import (
    Adjustment,
    adjustment,
    adjustment_among,
)
from causalimg.causal.identification.identify import (
    Effect,
    Identified,
    NotIdentified,
    Stating,
    identify,
)
from causalimg.causal.identification.recover import SELECTED, NotRecovered, among_selected, recover
from causalimg.library.words import EVERYONE
from causalimg.semantics.model import Model


@dataclass(frozen=True, slots=True)
class Unseen:
    """An effect names something that no data show, and that the text does not state.

    Args:
        effect: what was asked.
        names: the latent variables.
    """

    effect: Effect
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.effect} is not identified: nothing shows {', '.join(self.names)}"


Rows = Literal["all", "selected", "weighted"]
Found = Identified | NotIdentified | NotRecovered | Crossed | Unseen


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one effect.

    Args:
        asked: what was asked.
        found: the estimand, or why there is none.
        whole: all that plays a part, latents and selections included.
        seen: the graph in which it was judged.
        rows: whose law the terms of an estimand are that do not say it: of all rows, of the
            selected ones, or of everyone, for whom these stand if each is weighted.
        adjusted: how it follows by adjustment, where `by_adjustment` found that it does.
    """

    asked: Asked
    found: Found
    whole: Admg
    seen: Admg
    rows: Rows = "all"
    adjusted: Adjustment | None = None


# ---- what follows ----------------------------------------------------------------------------


def judge(model: Model, asked: Asked) -> Verdict:
    """Whether an effect follows from what is observed, by the arrows and by what is stated.

    Args:
        model: a checked model whose arrows have no circle.
        asked: one of `effects_of`.
    """
    effect = asked.effect
    named = effect.names
    arrows = graph_with(model, named)
    selection = model.of_kind("selection")
    whole = induced(arrows, arrows.ancestors({*named, *selection}))
    hidden = {n for n in named if n in model.of_kind("latent")}
    keep = {n for n in whole.nodes if n in hidden or n not in model.of_kind("latent")}
    found, seen = _found(model, asked, whole, keep)
    if isinstance(found, NotRecovered):
        found = replace(found, path=_drawn_path(effect, whole, selection))
    unseen = hidden & shown(found.estimand) if isinstance(found, Identified) else hidden
    if unseen:
        return Verdict(asked, Unseen(effect, whole.ordered(unseen)), whole, seen)
    if not isinstance(found, Identified):
        return Verdict(asked, found, whole, seen)
    return Verdict(asked, found, whole, seen, law_of(model, asked, whole, seen, found.estimand))


def by_adjustment(model: Model, verdict: Verdict) -> Verdict:
    """The verdict with the estimand of an adjustment, where the effect follows by one.

    Args:
        model: of the verdict.
        verdict: of `judge`.
    """
    effect, seen = verdict.asked.effect, verdict.seen
    # A graph with the selections in it is that of everyone, and the rows are not everyone's.
    selection = model.of_kind("selection")
    everyone = {*selection} & {*seen.nodes}
    shown = isinstance(verdict.found, Identified)
    found = adjustment(seen, effect, pictures_of(model)) if shown else None
    selected = bool(selection) and not everyone and verdict.asked.scope != EVERYONE
    if shown and not found and selected:
        hidden = {*model.of_kind("latent")} - effect.names
        graph = latent_projection(verdict.whole, {*verdict.whole.nodes} - hidden)
        found = adjustment_among(graph, effect, selection, pictures_of(model))
    if found is None or everyone or effect.names & {*model.of_kind("latent")}:
        return verdict
    # What was stated is now read from rows, and so it matters whose they are.
    rows = law_of(model, verdict.asked, verdict.whole, seen, found.estimand)
    estimand = Identified(found.effect, found.estimand)
    return replace(verdict, found=estimand, adjusted=found, rows=rows)


def law_of(model: Model, asked: Asked, whole: Admg, seen: Admg, estimand: Expression) -> Rows:
    """Whose law an estimand is read from, by the graph that it was found in."""
    selection = {*model.of_kind("selection")}
    everyone = asked.scope == EVERYONE or bool(selection & {*seen.nodes})
    if not selection or all(term.source for term in _observed(estimand)):
        return "all"
    if everyone and can_be_weighted(model, whole):
        return "weighted"
    return "selected"


def would_settle(model: Model, asked: Asked, whole: Admg, hidden: Collection[str]) -> bool:
    """Whether an effect would follow in another graph, with only those variables hidden."""
    found, _ = _in_one_world(model, asked, whole, set(whole.nodes).difference(hidden))
    return isinstance(found, Identified)


def _drawn_path(effect: Effect, whole: Admg, selection: tuple[str, ...]) -> OpenPath | None:
    """How being selected tells of the outcome, along arrows of the file and with the unseen."""
    held = {*effect.given, *effect.do} - {*selection}
    return open_path(mutilate(whole, effect.do), effect.outcomes, selection, held)


_Other_co = TypeVar("_Other_co", covariant=True)
_Judged = tuple[Identified | NotIdentified | NotRecovered | Crossed, Admg]


def changed(model: Model, asked: Asked) -> tuple[str, ...]:
    """What rows are chosen by in the natural world, or what is read there, and `had` changes.

    Nothing but for `had`; where it is nothing, what had been is what is under `do`.
    """
    effect, everyone = asked.effect, asked.scope == EVERYONE
    if not effect.had:
        return ()
    selection = () if everyone else model.of_kind("selection")
    question = replace(effect, given=(*effect.given, *selection))
    return changed_by(graph_with(model, {*effect.given}), question)


def _found(model: Model, asked: Asked, whole: Admg, keep: set[str]) -> _Judged:
    if crossing := changed(model, asked):
        return _across_worlds(model, asked, crossing, whole, keep)
    found, seen = _in_one_world(model, asked, whole, keep)
    return replace(found, effect=replace(found.effect, had=asked.effect.had)), seen


def _across_worlds(
    model: Model, asked: Asked, crossing: tuple[str, ...], whole: Admg, keep: set[str]
) -> _Judged:
    """What rows had been, chosen in this world by what the act changes.

    The selected rows are a population of their own: their equations are those of everyone, and
    their noises depend on each other. Where each row has a known chance of being selected, it is
    one more thing that rows are given.
    """
    effect, everyone = asked.effect, asked.scope == EVERYONE
    selection, weighted = model.of_kind("selection"), can_be_weighted(model, whole)
    seen = latent_projection(whole, keep)
    if selection and not everyone:
        tied = latent_projection(among_selected(whole, selection), keep - {*selection})
        found = _among_the_selected(model, effect, whole, tied, identify_had)
        if isinstance(found, Identified):
            return found, tied
    if weighted or not selection:
        among = () if everyone else selection
        question = replace(effect, given=(*effect.given, *among))
        found = _rows_first(model, question, whole, seen, identify_had)
        if isinstance(found, Identified):
            return found, seen
    return Crossed(effect, crossing), seen


def _in_one_world(model: Model, asked: Asked, whole: Admg, keep: set[str]) -> _Judged:
    effect, selection = asked.effect, set(model.of_kind("selection"))
    seen = latent_projection(whole, keep)
    if not selection:
        return _rows_first(model, effect, whole, seen, identify), seen
    if asked.scope == EVERYONE:
        return _among_everyone(model, effect, whole, seen)
    if not whole.ancestors(selection) & set(effect.do):
        tied = latent_projection(among_selected(whole, selection), keep - selection)
        found = _among_the_selected(model, effect, whole, tied, identify)
        if isinstance(found, Identified):
            return found, tied
        if beside := adjustment_among(seen, effect, selection):
            return Identified(beside.effect, beside.estimand), tied
        if not can_be_weighted(model, whole):
            # Selection is not to blame for what nobody could tell from all rows.
            unselected = identify(seen, effect, stated=stating(model, whole))
            return (found, tied) if isinstance(unselected, Identified) else (unselected, seen)
    return _after_the_act(model, effect, whole, seen)


class _Search(Protocol[_Other_co]):
    def __call__(
        self, graph: Admg, effect: Effect, *, stated: Stating | None
    ) -> Identified | _Other_co: ...


def _rows_first(
    model: Model, effect: Effect, whole: Admg, seen: Admg, search: _Search[_Other_co]
) -> Identified | _Other_co:
    """What rows show by themselves stands before what the text says in numbers.

    Of what no row shows, the unseen and being selected, the text alone can tell.
    """
    untold = {*model.of_kind("latent"), *model.of_kind("selection")}
    if not effect.names & untold:
        shown = search(seen, effect, stated=None)
        if isinstance(shown, Identified):
            return shown
    return search(seen, effect, stated=stating(model, whole))


def _among_the_selected(
    model: Model, effect: Effect, whole: Admg, tied: Admg, search: _Search[_Other_co]
) -> Identified | _Other_co:
    """What the selected rows show stands before what the text says of everyone.

    Of what leads to selection the text states no law by itself, only together with all the rest
    that does.
    """
    selection, states = model.of_kind("selection"), stating(model, whole)
    leading, latent = whole.ancestors(selection), set(model.of_kind("latent"))

    def apart(nodes: frozenset[str]) -> bool:
        return not behind(whole, nodes, latent) & leading and states(nodes)

    shown = search(tied, effect, stated=apart)
    if isinstance(shown, Identified):
        return shown
    found = search(tied, effect, stated=stating(model, whole, set(selection)))
    if isinstance(found, Identified):
        return replace(found, estimand=stated_among(found.estimand, leading, selection))
    return found


def _among_everyone(model: Model, effect: Effect, whole: Admg, seen: Admg) -> _Judged:
    selection, states = set(model.of_kind("selection")), stating(model, whole)
    if not can_be_weighted(model, whole):
        found = recover(seen, effect, selection, stated=states)
        return _for_sure(found, seen, effect, states), seen
    free = induced(seen, set(seen.nodes) - selection)
    return _rows_first(model, effect, whole, free, identify), free


def _for_sure(
    found: Identified | NotRecovered, seen: Admg, effect: Effect, states: Stating
) -> Identified | NotIdentified | NotRecovered:
    """What not even rows that nobody selected tell, selected ones cannot tell either."""
    if isinstance(found, Identified) or not effect.do:
        return found
    unselected = identify(seen, effect, stated=states)
    return unselected if isinstance(unselected, NotIdentified) else found


def _after_the_act(model: Model, effect: Effect, whole: Admg, seen: Admg) -> _Judged:
    """Among those who are selected in the world of `do`, where what is set leads to selection."""
    selection, states = model.of_kind("selection"), stating(model, whole)
    among = replace(effect, given=tuple(dict.fromkeys((*effect.given, *selection))))
    weighted = can_be_weighted(model, whole)
    latent = {*effect.outcomes, *effect.do, *effect.given} & {*model.of_kind("latent")}
    if _might_be_seen(seen, among) and not (weighted and latent):
        plain = Probability(effect.outcomes, (*effect.do, *effect.given), (), SELECTED)
        return Identified(among, plain), seen
    if weighted:
        return identify(seen, among, stated=states), seen
    found = recover(seen, effect, selection, stated=states)
    held = {*effect.given, *effect.do}
    path = open_path(mutilate(seen, effect.do), effect.outcomes, selection, held)
    if path is not None and isinstance(found, Identified):
        found = NotRecovered(effect, path, ())  # so it is for everyone, and differs among them
    return _for_sure(found, seen, among, states), seen


def _might_be_seen(graph: Admg, effect: Effect) -> bool:
    """Whether setting is as good as seeing, by the second rule of do-calculus."""
    apart = mutilate(graph, cut_out=effect.do)
    return not effect.policies and m_separated(apart, effect.outcomes, effect.do, effect.given)


@dataclass(frozen=True, slots=True)
class _States:
    """Districts whose mechanisms are all stated, with those of the unseen causes behind them.

    A record, so that what was identified by it is found again.

    Args:
        whole: the arrows, latents included.
        latent: the unseen.
        stated: what the text says in numbers.
        ties: what leads to selection, which is stated together or not at all.
        site: the environment; how common each is, the rows show.
    """

    whole: Admg
    latent: frozenset[str]
    stated: frozenset[str]
    ties: frozenset[str]
    site: str | None

    def __call__(self, nodes: frozenset[str]) -> bool:
        if nodes == {self.site}:
            return False
        needed = behind(self.whole, nodes, self.latent)
        if needed & self.ties:
            needed |= self.ties
        return needed <= self.stated and not any(needed & arc for arc in self.whole.bidirected)


def stating(model: Model, whole: Admg, selection: set[str] | None = None) -> Stating:
    """Whether the text itself gives the law of some nodes in numbers.

    Args:
        model: a checked model.
        whole: its arrows, latents included.
        selection: what every row was selected by; what leads to it is stated together or not.
    """
    return _States(
        whole,
        frozenset(model.of_kind("latent")),
        frozenset(name for name in whole.nodes if knowledge(model, name) == "stated"),
        whole.ancestors(selection) if selection else frozenset(),
        model.environment,
    )


def shown(estimand: Expression) -> frozenset[str]:
    """The variables whose observed law an estimand reads."""
    return frozenset(name for term in _observed(estimand) for name in names_of(term))


def _observed(estimand: Expression) -> Iterator[Probability]:
    """The terms of an estimand that are read from rows."""
    return (law for law in laws_in(estimand) if isinstance(law, Probability))
