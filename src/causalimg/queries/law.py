"""Draws for stochastic interventions: `do(age ~ Normal(60, 5))`."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.library.interval import EVERYWHERE, UNIT
from causalimg.library.laws import LAWS
from causalimg.program import laws
from causalimg.queries.evaluate import Reading, evaluate
from causalimg.semantics.expr import LawCall
from causalimg.semantics.model import Type, values_of

_MAPS: Mapping[str, Callable[..., Any]] = {
    "Normal": laws.normal,
    "LogNormal": laws.log_normal,
    "StudentT": laws.student_t,
    "Laplace": laws.laplace,
    "Gamma": laws.gamma,
    "Beta": laws.beta,
    "Exponential": laws.exponential,
    "Uniform": laws.uniform,
    "Bernoulli": laws.bernoulli,
    "Poisson": laws.poisson,
    "NegativeBinomial": laws.negative_binomial,
}


def drawn(call: LawCall, factual: Reading, shape: torch.Size, kind: Type) -> Tensor:
    """One draw per row and draw, from a law whose parameters may read the factual world.

    Args:
        call: the law with its parameters.
        factual: the world in which parameters are read.
        shape: left dimensions `[..., row]` of the draws.
        kind: type of the variable that is set.

    Raises:
        CausalimgError: E0711 for a law that an intervention cannot draw from, and for parameters
            out of their range in some row.
    """
    given = {name: evaluate(value, factual) for name, value in call.arguments}
    if call.law == "Delta":
        return given["value"]
    for name, one in given.items():
        _in_range(call, name, one)
    try:
        made = _made(call, given, kind)
        if call.truncated is not None:
            made = laws.truncated(made, *(evaluate(end, factual) for end in call.truncated))
        noise: Tensor = made.base.expand(shape).sample()
        value: Tensor = made(noise)
    except ValueError as error:
        message = f"the parameters of `{call.law}` do not fit together in every row"
        raise CausalimgError([Diagnostic("E0711", message, call.span, helps=_KEEP)]) from error
    return value


_KEEP = ("keep it in its range, for example by `exp(...)`, `sigmoid(...)` or `max(..., 0.1)`",)


def _in_range(call: LawCall, name: str, value: Tensor) -> None:
    parameter = LAWS[call.law].parameter(name)
    allowed = parameter.range if parameter else UNIT if call.law == "Categorical" else EVERYWHERE
    wrong = [one for one in value.flatten().unique().tolist() if one not in allowed]
    if wrong:
        message = f"`{name}` of `{call.law}` is {wrong[0]:.6g} in a row, outside {allowed}"
        raise CausalimgError([Diagnostic("E0711", message, call.span, helps=_KEEP)])


def _made(call: LawCall, given: Mapping[str, Tensor], kind: Type) -> Any:
    if call.law == "Uniform" and not given:
        return laws.uniform_values(len(values_of(kind)))
    if call.law == "Categorical":
        shares = torch.broadcast_tensors(*(given[word].float() for word in values_of(kind)))
        return laws.categorical(torch.stack(shares, -1))
    if call.law == "OrderedLogistic":
        score, *cuts = given.values()
        return laws.ordered_logistic(score, torch.stack(torch.broadcast_tensors(*cuts), -1))
    make = _MAPS.get(call.law)
    if make is None:
        known = ", ".join(
            f"`{name}`" for name in ("Categorical", "Delta", "OrderedLogistic", *_MAPS)
        )
        message = f"an intervention cannot draw from `{call.law}`"
        raise CausalimgError([Diagnostic("E0711", message, call.span, helps=(f"use {known}",))])
    return make(**given)
