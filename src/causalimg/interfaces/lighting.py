"""What `causalimg graph` is asked to light: a query, an effect, a claim or a predictor."""

from collections.abc import Iterable

from causalimg.causal.answers.bridge import graph_of, question_of, roles
from causalimg.diagnostics.suggest import did_you_mean
from causalimg.interfaces.door import refused
from causalimg.interfaces.viewing import View, of_licence, of_verdict, whole
from causalimg.semantics.model import Model


def of_question(model: Model, question: str) -> View:
    """The first effect of a query, or of a question in its own words: paths and adjustment.

    Raises:
        CausalimgError: E0711 for an unknown query, and for what the arrows are not asked about.
    """
    from causalimg.causal.answers.asked import Asked
    from causalimg.causal.answers.effects import by_adjustment, judge
    from causalimg.interfaces.identifying import EXAMPLE, asked_of

    asked = [term for _, term in asked_of(model, question) if isinstance(term, Asked)]
    effects = sorted(asked, key=lambda one: not one.effect.do)
    if not effects:
        raise refused("E0711", f"`{question}` is not answered by the arrows", EXAMPLE)
    return of_verdict(model, by_adjustment(model, judge(model, effects[0])))


def of_claim(model: Model, claim: str) -> View:
    """The open path that refutes an independence, or that there is none.

    Raises:
        CausalimgError: every error of the text; E0711 where it claims something of a query.
    """
    from causalimg.causal.answers import lights
    from causalimg.causal.answers.claims import sides
    from causalimg.semantics.question import resolve_separation

    graph = graph_of(model)
    left, right, given = sides(resolve_separation(model, claim))
    selected = {*model.of_kind("selection")} - {*left, *right}
    lit = lights.of_claim(graph, left, right, {*given, *selected})
    return View(graph, roles(model), lit)


def of_predictor(model: Model, predictor: str) -> View:
    """The picture in its parts, and the path that decides about the first attribute with one.

    Raises:
        CausalimgError: E0711 for a predictor that is not there.
    """
    from causalimg.causal.answers.lights import deciding
    from causalimg.causal.licences.licence import licence_of

    names = [one.name for one in model.predictors]
    if predictor not in names:
        known = f"its predictors are {', '.join(names)}" if names else "it declares none"
        helps = (*did_you_mean(predictor, names), known)
        raise refused("E0711", f"there is no predictor `{predictor}` in this model", *helps)
    licence = licence_of(question_of(model, model.predictor(predictor)))
    first = sorted(licence.attributes, key=lambda one: deciding(one) is None)
    return of_licence(model, licence, first[0] if first else None)


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
