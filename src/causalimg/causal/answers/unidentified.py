"""E0503, E0605 and E0606: effects that do not follow from what is observed, and what would do."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from causalimg.causal.answers.asked import Asked, effects_of, rung_three
from causalimg.causal.answers.bridge import graph_of
from causalimg.causal.answers.effects import Unseen, Verdict, changed, judge, would_settle
from causalimg.causal.answers.known import all_is_seen, behind, knowledge
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, shortest_route
from causalimg.causal.identification.identify import Identified, NotIdentified
from causalimg.causal.identification.recover import NotRecovered
from causalimg.diagnostics import Diagnostic, Label, Severity
from causalimg.library.words import EVERYONE
from causalimg.semantics.complaints import designed, listed
from causalimg.semantics.model import Claimed, Model, Query
from causalimg.source import Span

Texts = tuple[str, ...]
_FORM = "the arrows alone do not settle it; the form of the equations there may"
_MOST_TRIED = 8
_MEDIATOR, _CAUSE = "a mediator", "a cause"


def effect_problems(
    model: Model, query: Query, claim: Claimed | None = None
) -> Iterator[Diagnostic]:
    """What is wrong with the effects that a query asks for.

    Args:
        model: a checked model whose arrows have no circle.
        query: of the model, or asked later (then no second place is shown).
        claim: the claim that it is identified, where the file makes one; then the complaint is
            about the claim, and the form of equations does not excuse it.

    Returns:
        For each effect at most one of E0503, E0605 and E0606; a warning where only the form of
        equations stands in place of an arrow.
    """
    own = any(query is one for one in model.queries)
    if claim is not None and rung_three(query):
        yield designed("identified", claim.span, "claim it of a query without `had`")
    if all_is_seen(model):
        return
    acts = [asked for asked in effects_of(model, query) if _is_one_act(model, asked)]
    once = {str(asked.effect): asked for asked in reversed(acts)}
    for asked in reversed(once.values()):
        if asked.effect.do or asked.scope == EVERYONE or claim is not None:
            verdict = judge(model, asked)
            if not isinstance(verdict.found, Identified):
                yield _complaint(_Case(model, verdict, own), claim)


def _is_one_act(model: Model, asked: Asked) -> bool:
    """Whether it is an effect of `do`; of other averages of `had` a note says what they rest on.

    `E[y had x = 1]` is `E[y | do(x = 1)]` unless `x` leads to what rows are chosen by.
    """
    return not asked.effect.had or not (asked.conditions or changed(model, asked))


def obstacles(model: Model, verdict: Verdict) -> tuple[str, ...]:
    """What stands in the way of an effect with a hedge: who shares which unseen cause.

    Args:
        model: of the verdict.
        verdict: of `judge`.

    Returns:
        A sentence for each step from what is set to what is asked; none where there is no hedge.
    """
    case = _Case(model, verdict, own=False)
    if case.hedge is None:
        return ()
    acted = [n for n in verdict.asked.effect.do if n in case.hedge.forest]
    return tuple(dict.fromkeys(tie.sentence for tie in _ties(case, acted, case.hedge)))


def would_do(model: Model, verdict: Verdict) -> tuple[str, ...]:
    """Measurements after which an effect with a hedge follows; each was tried."""
    return tuple(_remedies(_Case(model, verdict, own=False)))


@dataclass(frozen=True, slots=True)
class _Case:
    """A verdict that is not `Identified`, in its model."""

    model: Model
    verdict: Verdict
    own: bool

    @property
    def asked(self) -> Asked:
        return self.verdict.asked

    @property
    def hedge(self) -> Hedge | None:
        match self.verdict.found:
            case NotIdentified() as found:
                return found.hedge
            case NotRecovered(hedges=hedges) if hedges:
                return hedges[0]
            case _:
                return None


def _complaint(case: _Case, claim: Claimed | None) -> Diagnostic:
    code, message, helps, notes = _words(case)
    excused = _is_excused(case)
    others = list(_places(case, code)) if case.own else []
    span, label = case.asked.span, ""
    if excused:
        notes = (*notes, _FORM)
    if claim is not None:
        others.append(Label(span, "asked here"))
        span, label = claim.span, "claimed here"
    mild = claim is None and (excused or _is_unproved(case))
    severity = Severity.WARNING if mild else Severity.ERROR
    return Diagnostic(code, message, span, label, tuple(others), helps, notes, None, severity)


# ---- words -----------------------------------------------------------------------------------


def _words(case: _Case) -> tuple[str, str, Texts, Texts]:
    subject, found = _subject(case.asked), case.verdict.found
    match found:
        case Unseen(names=names):
            message = f"{subject} is not identified: no data show {listed(names)}"
            helps = ("ask about what is measured of it, or measure it",)
            return "E0503", message, helps, ()
        case NotRecovered(effect=effect) if case.asked.scope == EVERYONE:
            verb = "is not shown to be recoverable" if effect.do else "cannot be recovered"
            message = f"{subject} among everyone {verb} from the selected rows"
            return "E0605", message, _for_everyone(case), _path(case)
        case NotRecovered():
            chosen = listed(case.model.of_kind("selection"))
            message = f"{subject} is not shown to be identified: selection by {chosen} tells of it"
            return "E0503", message, _for_everyone(case)[1:], _path(case)
    notes: Texts = (f"hedge: {case.hedge}",)
    if _differs(case):
        message = f"{subject} cannot be carried to `{case.asked.scope}`"
        notes = (*notes, "not even an experiment at another site would tell")
        return "E0606", message, tuple(_remedies(case)), notes
    rows = "from what is observed"
    if case.model.of_kind("selection"):
        everyone = case.asked.scope == EVERYONE
        rows = "even from rows that nobody selected" if everyone else "from the selected rows"
    elif case.asked.scope not in (None, EVERYONE):
        notes = (*notes, f"an experiment at any site would tell it for `{case.asked.scope}`")
    message = f"{subject} is not identified {rows}"
    return "E0503", message, tuple(_remedies(case)), notes


def _subject(asked: Asked) -> str:
    act = f" under `do({', '.join(asked.effect.do)})`" if asked.effect.do else ""
    given = f" given {listed(asked.conditions)}" if asked.conditions else ""
    return f"{listed(asked.outcomes)}{given}{act}"


def _differs(case: _Case) -> bool:
    """Whether what cannot be had may be another thing at the site that is asked about."""
    site, found = case.model.environment, case.verdict.found
    if site is None or case.asked.scope in (None, EVERYONE):
        return False
    assert isinstance(found, NotIdentified)
    return any(site in case.verdict.seen.parents(n) for hedge in found.hedges for n in hedge.root)


def _for_everyone(case: _Case) -> tuple[str, ...]:
    graph, latent = case.verdict.whole, set(case.model.of_kind("latent"))
    helps = [f"ask about the selected rows: leave out `for {EVERYONE}`"]
    for name in case.model.of_kind("selection"):
        if not latent & set(graph.parents(name)) and knowledge(case.model, name) != "stated":
            helps.append(f"write the odds of `{name}` in numbers, then rows can be weighted")
    return tuple(helps)


def _path(case: _Case) -> tuple[str, ...]:
    assert isinstance(case.verdict.found, NotRecovered)
    path = case.verdict.found.path
    return (f"this path stays open:\n{path.marked()}",) if path else (f"hedge: {case.hedge}",)


# ---- how bad ---------------------------------------------------------------------------------


def _is_excused(case: _Case) -> bool:
    """Whether all that stands in the way is written as equations and laws with parameters."""
    model, whole = case.model, case.verdict.whole
    latent = set(model.of_kind("latent"))
    if isinstance(case.verdict.found, Unseen):
        return all(_is_told_of(case, name) for name in case.verdict.found.names)
    nodes = set(case.hedge.forest) if case.hedge else set[str]()
    if model.of_kind("selection"):
        nodes |= whole.ancestors(model.of_kind("selection"))
    nodes = set(behind(whole, nodes, latent))
    bare = any(pair <= nodes for pair in whole.bidirected)
    return not bare and all(knowledge(model, n) != "open" for n in nodes)


def _is_unproved(case: _Case) -> bool:
    """Whether no way was found from the selected rows, and none was proved to be missing."""
    found = case.verdict.found
    return isinstance(found, NotRecovered) and bool(found.effect.do)


def _is_told_of(case: _Case, name: str) -> bool:
    """Whether what is written of a latent, and of something measured below it, may fix it."""
    model, graph = case.model, graph_of(case.model)
    latent = set(model.of_kind("latent"))
    if any(knowledge(model, n) == "open" for n in behind(graph, {name}, latent)):
        return False
    below = graph.descendants({name}) - latent
    return any(knowledge(model, n) != "open" for n in below)


# ---- places ----------------------------------------------------------------------------------


def _places(case: _Case, code: str) -> Iterator[Label]:
    model, found = case.model, case.verdict.found
    if isinstance(found, Unseen):
        yield from (Label(model.variable(n).span, "never in the data") for n in found.names)
        return
    if isinstance(found, NotRecovered):
        names = model.of_kind("selection")
        yield from (Label(model.variable(n).span, "every row passed here") for n in names)
        return
    hedge = case.hedge
    assert hedge is not None
    acted = [n for n in case.asked.effect.do if n in hedge.forest]
    yield from _way(case, acted)
    for tie in _ties(case, acted, hedge):
        yield Label(tie.span, tie.label)
    if code == "E0606":
        for arrow in model.arrows:
            if arrow.cause == model.environment and arrow.effect in hedge.root:
                yield Label(arrow.span, "so it may differ there")
                return


def _way(case: _Case, acted: Collection[str]) -> Iterator[Label]:
    """The first arrow of the effect."""
    route = shortest_route(case.verdict.whole, acted, set(case.asked.effect.outcomes) - {*acted})
    for arrow in case.model.arrows:
        if route and (arrow.cause, arrow.effect) == route[:2]:
            yield Label(arrow.span, "the effect asked for" if len(route) == 2 else "it acts here")


@dataclass(frozen=True, slots=True)
class _Tie:
    """An unseen cause of two variables: where the text has it, and what to say of it."""

    span: Span
    label: str
    sentence: str


def _ties(case: _Case, acted: Collection[str], hedge: Hedge) -> Iterator[_Tie]:
    """The unseen causes between what is set and what is asked."""
    said: dict[Span, _Tie] = {}
    for pair in _tied(case.verdict.seen, acted, hedge):
        for tie in _unseen(case, pair):
            said.setdefault(tie.span, tie)
    yield from said.values()


def _tied(graph: Admg, acted: Collection[str], hedge: Hedge) -> tuple[tuple[str, str], ...]:
    """The steps of a shortest chain of `<->` from what is set to the rest of the hedge."""
    came: dict[str, str] = {}
    queue, ends = deque(acted), set(hedge.root) - {*acted}
    while queue:
        node = queue.popleft()
        if node in ends:
            return tuple(_back(came, node))
        for other in graph.spouses(node):
            if other in hedge.forest and other not in came and other not in acted:
                came[other] = node
                queue.append(other)
    return ()


def _back(came: Mapping[str, str], node: str) -> Iterator[tuple[str, str]]:
    while node in came:
        yield came[node], node
        node = came[node]


def _unseen(case: _Case, pair: tuple[str, str]) -> Iterator[_Tie]:
    model, whole = case.model, case.verdict.whole
    for arc in model.bidirected:
        if {arc.left, arc.right} == {*pair}:
            both = whole.ordered(pair)
            sentence = f"{listed(both)} share an unseen cause, `{' <-> '.join(both)}`"
            yield _Tie(arc.span, "an unseen cause of both", sentence)
            return
    latent = set(model.of_kind("latent"))
    left, right = (behind(whole, {n}, latent) for n in pair)
    names = whole.ordered((left & right) - {*pair})
    if names:
        label = f"an unseen cause of {listed(pair)}"
        yield _Tie(model.variable(names[-1]).span, label, f"`{names[-1]}` is {label}")
        return
    leading = whole.ancestors(model.of_kind("selection"))
    ends = (_selected_by(name, behind(whole, {name}, latent), leading) for name in pair)
    text = f"being selected ties {' and '.join(ends)}"
    for name in model.of_kind("selection"):
        yield _Tie(model.variable(name).span, text, text)


def _selected_by(name: str, behind_it: Collection[str], leading: Collection[str]) -> str:
    """A variable that leads to selection, or an unseen cause of it that does."""
    unseen = sorted(set(behind_it) & set(leading))
    if name in leading or not unseen:
        return f"`{name}`"
    return f"`{unseen[0]}` (an unseen cause of `{name}`)"


# ---- remedies --------------------------------------------------------------------------------


def _remedies(case: _Case) -> Iterator[str]:
    """Measurements after which the effect is identified; each was tried."""
    if case.hedge is None:
        return
    for graph, measured, words in islice(_measurements(case, case.hedge), _MOST_TRIED):
        if _helps(case, graph, measured):
            yield words


def _measurements(case: _Case, hedge: Hedge) -> Iterator[tuple[Admg, str, str]]:
    """What could be measured: the graph with it, its name there, and how one would say so."""
    graph, latent = case.verdict.whole, set(case.model.of_kind("latent"))
    for name in graph.ordered(behind(graph, hedge.forest, latent) & latent):
        yield graph, name, f"measure `{name}`, then it is identified"
    for pair in (p for p in graph.bidirected if p <= set(hedge.forest)):
        left, right = graph.ordered(pair)
        arrows = graph.directed | {(_CAUSE, left), (_CAUSE, right)}
        named = Admg((*graph.nodes, _CAUSE), arrows, graph.bidirected - {pair})
        yield named, _CAUSE, f"measure what stands behind `{left} <-> {right}`: that identifies it"
    for cause, effect in sorted(graph.directed):
        if cause in case.asked.effect.do and effect in hedge.root:
            arrows = graph.directed - {(cause, effect)} | {(cause, _MEDIATOR), (_MEDIATOR, effect)}
            parted = Admg((*graph.nodes, _MEDIATOR), arrows, graph.bidirected)
            words = f"a measured mediator of all of `{cause} -> {effect}` would do (front door)"
            yield parted, _MEDIATOR, words


def _helps(case: _Case, graph: Admg, measured: str) -> bool:
    hidden = set(case.model.of_kind("latent")) - {measured}
    return would_settle(case.model, case.asked, graph, hidden)
