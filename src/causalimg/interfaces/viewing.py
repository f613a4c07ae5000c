"""Which graph a picture shows, and what it brings forward: a question, a claim or a predictor."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causalimg.causal.admg import Admg
from causalimg.causal.bridge import graph_of, graph_with, question_of, roles
from causalimg.causal.marks import NOTHING, Highlight
from causalimg.diagnostics.suggest import did_you_mean
from causalimg.interfaces.door import refused
from causalimg.semantics.model import Model

if TYPE_CHECKING:
    from causalimg.causal.effects import Verdict
    from causalimg.causal.verdicts import AttributeLicence, Licence

_INDEPENDENT = re.compile(r"(.+?)_\|\|_([^|]+)(?:\|(.*))?", re.DOTALL)
_INVARIANT = re.compile(r"invariant\s+(\S+)\s+given\s+(.+?)\s+across\s+(\S+)", re.DOTALL)
_HOW = "write `x _||_ y | z`, or `invariant y given x across site`"
_EFFECT = "ask one average, such as `E[y | do(x = 1)]`"


@dataclass(frozen=True, slots=True)
class View:
    """What a picture shows.

    Args:
        graph: the nodes and arrows.
        roles: by node, the word that `causalimg.causal.draw` knows it by.
        highlight: what is marked and lit.
    """

    graph: Admg
    roles: dict[str, str]
    highlight: Highlight = NOTHING


def whole(model: Model) -> View:
    """The graph of a model, with nothing brought forward."""
    return View(graph_of(model), roles(model))


def of_question(model: Model, question: str) -> View:
    """The first effect of a query, or of a question in its own words: paths and adjustment.

    Raises:
        CausalimgError: E0711 for an unknown query, and for what the arrows are not asked about.
    """
    from causalimg.causal.asked import effects_of
    from causalimg.causal.effects import by_adjustment, judge
    from causalimg.semantics.question import resolve_question

    names = [query.name for query in model.queries]
    if question.isidentifier() and question not in names:
        listed = f"its queries are {', '.join(names)}" if names else "it declares none"
        helps = (*did_you_mean(question, names), listed)
        raise refused("E0711", f"there is no query `{question}` in this model", *helps)
    query = model.query(question) if question in names else resolve_question(model, question)
    effects = sorted(effects_of(model, query), key=lambda asked: not asked.effect.do)
    if not effects:
        raise refused("E0711", f"`{question}` is not answered by the arrows", _EFFECT)
    return of_verdict(model, by_adjustment(model, judge(model, effects[0])))


def of_verdict(model: Model, verdict: "Verdict") -> View:
    """The graph of a model with a judged effect; predictors that it names stand in it."""
    from causalimg.causal.lights import of_effect

    graph = graph_with(model, verdict.asked.effect.names)
    return View(graph, roles(model), of_effect(graph, verdict))


def of_claim(model: Model, claim: str) -> View:
    """The open path that refutes an independence, or that there is none.

    Raises:
        CausalimgError: E0711 for a text that is no claim, or names what is not there.
    """
    from causalimg.causal import lights

    graph = graph_of(model)
    if found := _INDEPENDENT.fullmatch(claim.strip()):
        left, right, given = (_names(graph, part or "") for part in found.groups())
    elif found := _INVARIANT.fullmatch(claim.strip()):
        left, given, right = (_names(graph, part) for part in found.groups())
    else:
        raise refused("E0711", f"`{claim}` is no claim of independence", _HOW)
    selected = {*model.of_kind("selection")} - {*left, *right}
    lit = lights.of_claim(graph, left, right, {*given, *selected})
    return View(graph, roles(model), lit)


def of_predictor(model: Model, predictor: str) -> View:
    """The picture in its parts, and the path that decides about the first attribute with one.

    Raises:
        CausalimgError: E0711 for a predictor that is not there.
    """
    from causalimg.causal.licence import licence_of
    from causalimg.causal.lights import deciding

    names = [one.name for one in model.predictors]
    if predictor not in names:
        known = f"its predictors are {', '.join(names)}" if names else "it declares none"
        helps = (*did_you_mean(predictor, names), known)
        raise refused("E0711", f"there is no predictor `{predictor}` in this model", *helps)
    licence = licence_of(question_of(model, model.predictor(predictor)))
    first = sorted(licence.attributes, key=lambda one: deciding(one) is None)
    return of_licence(model, licence, first[0] if first else None)


def of_licence(model: Model, licence: "Licence", attribute: "AttributeLicence | None") -> View:
    """The graph in which a licence was judged, with the path that decides about an attribute."""
    from causalimg.causal import lights

    graph = licence.partition.graph
    parts = {**dict.fromkeys(graph.nodes, "latent"), **roles(model)}
    parts |= dict.fromkeys(licence.partition.relevant, "content")
    parts |= dict.fromkeys(licence.partition.nuisances, "appearance")
    return View(graph, parts, lights.of_licence(licence, attribute) if attribute else NOTHING)


def _names(graph: Admg, text: str) -> tuple[str, ...]:
    found = tuple(name for name in re.split(r"[,\s]+", text) if name)
    unknown = next((name for name in found if name not in graph.nodes), None)
    if unknown is not None:
        helps = did_you_mean(unknown, graph.nodes)
        raise refused("E0711", f"there is no variable `{unknown}` in this model", *helps)
    return found


def chosen(model: Model, asked: Iterable[tuple[str, str | None]]) -> View:
    """The view that the options of a command ask for; they are one another's alternative.

    Raises:
        CausalimgError: E0711 for two of them, and for what is not there.
    """
    ways = {"--query": of_question, "--effect": of_question, "--claim": of_claim,
            "--predictor": of_predictor}  # fmt: skip
    given = [(option, text) for option, text in asked if text is not None]
    if len(given) > 1:
        options = " and ".join(f"`{option}`" for option, _ in given)
        raise refused("E0711", f"{options} would light different things", "draw one at a time")
    if not given:
        return whole(model)
    option, text = given[0]
    return ways[option](model, text)
