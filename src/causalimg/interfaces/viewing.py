"""Which graph a picture shows, and what it brings forward."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from causalimg.causal.answers.bridge import graph_of, graph_with, roles
from causalimg.causal.drawing.marks import NOTHING, Highlight
from causalimg.causal.graphs.admg import Admg
from causalimg.semantics.model import Model

if TYPE_CHECKING:
    from causalimg.causal.answers.effects import Verdict
    from causalimg.causal.licences.verdicts import AttributeLicence, Licence


@dataclass(frozen=True, slots=True)
class View:
    """What a picture shows.

    Args:
        graph: the nodes and arrows.
        roles: by node, the word that `causalimg.causal.drawing.draw` knows it by.
        highlight: what is marked and lit.
    """

    graph: Admg
    roles: dict[str, str]
    highlight: Highlight = NOTHING


def whole(model: Model) -> View:
    """The graph of a model, with nothing brought forward."""
    return View(graph_of(model), roles(model))


def of_verdict(model: Model, verdict: "Verdict") -> View:
    """The graph of a model with a judged effect; predictors that it names stand in it."""
    from causalimg.causal.answers.lights import of_effect

    graph = graph_with(model, verdict.asked.effect.names)
    return View(graph, roles(model), of_effect(graph, verdict))


def of_licence(model: Model, licence: "Licence", attribute: "AttributeLicence | None") -> View:
    """The graph in which a licence was judged, with the path that decides about an attribute."""
    from causalimg.causal.answers import lights

    graph = licence.partition.graph
    parts = {**dict.fromkeys(graph.nodes, "latent"), **roles(model)}
    parts |= dict.fromkeys(licence.partition.relevant, "content")
    parts |= dict.fromkeys(licence.partition.nuisances, "appearance")
    return View(graph, parts, lights.of_licence(licence, attribute) if attribute else NOTHING)
