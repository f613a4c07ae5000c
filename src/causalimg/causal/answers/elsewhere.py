"""Effects at one site from the rows and trials of several: the environment as a selection diagram.

Source: Bareinboim and Pearl 2014, "Transportability from multiple environments with limited
experiments: completeness results".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from causalimg.causal.answers.asked import Asked
from causalimg.causal.answers.bridge import graph_with
from causalimg.causal.answers.effects import shown, stating
from causalimg.causal.estimands.estimand import Expression, Product
from causalimg.causal.estimands.factors import Hedge
from causalimg.causal.graphs.admg import Admg, induced, latent_projection
from causalimg.causal.identification.identify import Effect, Identified, Stating
from causalimg.causal.identification.recover import recover
from causalimg.causal.identification.studies import Study, lacking
from causalimg.causal.identification.transport import transport
from causalimg.library.words import EVERYONE
from causalimg.semantics.model import Model


@dataclass(frozen=True, slots=True)
class Transported:
    """What became of an effect at a site.

    Args:
        effect: what was asked.
        site: where, or `everyone`.
        estimand: what it is computed from, the law of each study by its name; None where it does
            not follow.
        differs: per study the variables whose mechanisms may not be those of the site.
        obstacles: where it does not follow, what is in the way, one sentence per piece and study.
        settled: of what was not found, whether it does not follow; the search for what studies of
            some columns tell together is not complete.
    """

    effect: Effect
    site: str
    estimand: Expression | None
    differs: tuple[tuple[str, tuple[str, ...]], ...]
    obstacles: tuple[str, ...] = ()
    settled: bool = True

    @property
    def place(self) -> str:
        """Where it is asked, in words."""
        return f"{'among' if self.site == EVERYONE else 'at'} {self.site}"

    @property
    def refusal(self) -> str:
        """What is said where there is no estimand."""
        verb = "does not follow" if self.settled else "is not shown to follow"
        return f"{verb} from these studies"

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say beside the estimand, or instead of it."""
        if self.estimand is None:
            return self.obstacles
        told = ((study, names) for study, names in self.differs if names)
        return tuple(f"{study} may differ in {', '.join(names)}" for study, names in told)

    def __str__(self) -> str:
        head = f"{self.effect} {self.place}"
        end = self.refusal if self.estimand is None else f"= {self.estimand}"
        return "\n  ".join((f"{head} {end}", *self.notes))


def transported(
    model: Model, asked: Asked, site: str, studies: Iterable[tuple[str, Study]]
) -> Transported:
    """An effect at one site from studies at several.

    Args:
        model: a checked model with an environment, and without selections.
        asked: one of `answers.asked.effects_of`; it does not name the environment.
        site: the value of the environment that is asked about.
        studies: each with the value of the environment that it took place at; `differs` is
            filled in here.
    """
    effect, environment = asked.effect, model.environment or ""
    seen = _seen(model, effect)
    moved = frozenset(seen.children(environment))
    apart = induced(seen, set(seen.nodes) - {environment})
    placed = [
        Study(one.population, moved if place != site else frozenset(), one.do, one.measured)
        for place, one in studies
    ]
    states = stating(model, graph_with(model, effect.names))
    found = transport(apart, effect, placed, stated=states)
    differs = tuple((s.population, apart.ordered(s.differs)) for s in placed if s.population)
    if isinstance(found, Identified):
        return _told(model, Transported(effect, site, found.estimand, differs))
    obstacles = tuple(line for one in found.hedges for line in _obstacles(apart, one, placed))
    settled = _is_open(apart, effect, states)
    if settled:
        shown = frozenset(apart.nodes) - {*model.of_kind("latent")}
        more = [replace(one, measured=shown) for one in placed]
        settled = not isinstance(transport(apart, effect, more), Identified)
    return Transported(effect, site, None, differs, obstacles, settled)


def _is_open(graph: Admg, effect: Effect, states: Stating) -> bool:
    """Whether no policy is at work, and the text says nothing in numbers of what matters.

    Then what is not found where each study measures all that is observed does not follow, from
    less of it neither.
    """
    matters = graph.ancestors(effect.names & {*graph.nodes})
    return not effect.policies and not any(states(frozenset({node})) for node in matters)


def recovered(model: Model, asked: Asked, studies: Iterable[Study]) -> Transported:
    """An effect among everyone from selected rows, with studies that nobody selected beside them.

    Args:
        model: a checked model with selections.
        asked: one of `causalimg.causal.answers.asked.effects_of`.
        studies: of everyone, such as a census of a few variables.

    Source: Bareinboim and Tian 2015, "Recovering causal effects from selection bias".
    """
    effect, selection = asked.effect, model.of_kind("selection")
    states = stating(model, graph_with(model, effect.names))
    seen, beside = _seen(model, effect), tuple(studies)
    found = recover(seen, effect, selection, stated=states, studies=beside)
    if isinstance(found, Identified):
        return _told(model, Transported(effect, EVERYONE, found.estimand, ()))
    why = str(found).partition(": ")[2]
    words = "how being selected tells of the outcome" if found.path else "left open"
    settled = not effect.do and not beside and _is_open(seen, effect, states)
    return Transported(effect, EVERYONE, None, (), (f"{words}: {why}",), settled)


def _told(model: Model, found: Transported) -> Transported:
    """An estimand, unless it reads what no study shows."""
    unseen = {*model.of_kind("latent")} & shown(found.estimand or Product(()))
    if not unseen:
        return found
    names = ", ".join(n for n in model.of_kind("latent") if n in unseen)
    return replace(found, estimand=None, obstacles=(f"no study shows {names}",))


def _seen(model: Model, effect: Effect) -> Admg:
    graph = graph_with(model, effect.names)
    hidden = {*model.of_kind("latent")} - effect.names
    return latent_projection(graph, set(graph.nodes) - hidden)


def _obstacles(graph: Admg, hedge: Hedge, studies: Iterable[Study]) -> Iterator[str]:
    """Why no study tells how the root of a hedge comes about."""
    root = frozenset(hedge.root)
    yield f"how {', '.join(hedge.root)} comes about there is told by no study:"
    for study in studies:
        name = study.population or "the site itself"
        if moved := root & study.differs:
            yield f"  {name} may differ in {', '.join(graph.ordered(moved))}"
        elif tried := root & {*study.do}:
            yield f"  {name} set {', '.join(graph.ordered(tried))}"
        elif unseen := lacking(graph, study, root):
            yield f"  {name} does not measure {', '.join(graph.ordered(unseen))}"
        else:
            yield f"  {name} leaves it open: an unseen cause ties {', '.join(hedge.forest)}"
