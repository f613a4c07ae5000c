"""What the causal room sees of a checked model: its arrows, roles, and questions of licence."""

from collections.abc import Collection
from dataclasses import replace

from causalimg.causal.graphs.admg import Admg
from causalimg.causal.licences.question import Question
from causalimg.semantics.model import Model, Predictor, once
from causalimg.semantics.types import Kspace, Mask, Pixels, values_of


@once
def graph_of(model: Model) -> Admg:
    """The arrows of a model as a mixed graph, nodes in the order of the text."""
    return Admg(
        tuple(v.name for v in model.variables),
        frozenset((a.cause, a.effect) for a in model.arrows),
        frozenset(frozenset((b.left, b.right)) for b in model.bidirected),
    )


def graph_with(model: Model, named: Collection[str]) -> Admg:
    """The arrows, with each predictor that is named as an effect of what it reads."""
    graph = graph_of(model)
    for predictor in model.predictors:
        if predictor.name in named and predictor.name not in graph.nodes:
            arrows = {(one, predictor.name) for one in predictor.inputs}
            nodes = (*graph.nodes, predictor.name)
            graph = replace(graph, nodes=nodes, directed=graph.directed | arrows)
    return graph


def roles(model: Model) -> dict[str, str]:
    """Variable -> the word that `drawing.draw` knows it by, such as `latent image`."""
    pictures = {"observed": "image", "latent": "latent image"}
    return {
        v.name: pictures.get(v.kind, v.kind) if isinstance(v.type, Pixels) else v.kind
        for v in model.variables
    }


def pictures_of(model: Model) -> tuple[str, ...]:
    """The variables that are pictures: no table has a row for each value of one."""
    return tuple(v.name for v in model.variables if isinstance(v.type, Pixels))


def question_of(model: Model, predictor: Predictor) -> Question:
    """What a predictor asks of the graph: `licences.licence.licence_of` answers it.

    The first image among the inputs is the one whose content and nuisance are parted.
    """
    pictures = pictures_of(model)
    image = next(name for name in predictor.inputs if name in pictures)
    return Question(
        graph_of(model),
        image,
        predictor.target,
        label=predictor.label if predictor.label != predictor.target else None,
        inputs=predictor.inputs,
        invariant_to=predictor.invariant_to,
        fair_to=predictor.fair_to,
        environment=model.environment,
        selection=model.of_kind("selection"),
        latent=frozenset(model.of_kind("latent")),
        image_typed=frozenset(pictures),
        stages=_stages(model, predictor),
        masks=frozenset(v.name for v in model.variables if isinstance(v.type, Mask)),
        discrete=frozenset(v.name for v in model.variables if values_of(v.type)),
    )


def _stages(model: Model, predictor: Predictor) -> tuple[str, ...]:
    """The k-space behind the picture: measured on the way to it, and not itself asked about."""
    named = {*predictor.inputs, predictor.target, predictor.label}
    raw = (v.name for v in model.variables if isinstance(v.type, Kspace))
    return tuple(name for name in raw if name not in named)
