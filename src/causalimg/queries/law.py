"""Draws for stochastic interventions: `do(age ~ Normal(60, 5))`."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from causalimg.diagnostics import CausalimgError, Diagnostic
from causalimg.library.interval import EVERYWHERE, UNIT
from causalimg.library.laws import LAWS
from causalimg.program import laws
from causalimg.queries.evaluate import Reading, evaluate, evaluate_sized, together
from causalimg.queries.mass import possible
from causalimg.semantics.expr import Expr, LawCall
from causalimg.semantics.types import Type, shape_of, values_of

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
    "ComplexNormal": laws.complex_normal,
    "MultivariateNormal": laws.multivariate_normal,
}
_WHOLE = frozenset({"MultivariateNormal"})
_FINITE = ("Bernoulli", "Categorical", "OrderedLogistic")


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
    given = _given(call, factual, len(shape_of(kind)))
    if not is_random(call):
        inner = shape_of(kind)
        value = given["value"]
        return value.expand(together(value.shape, torch.Size(inner))) if inner else value
    try:
        made = _made(call, given, kind)
        if call.truncated is not None:
            ends = (_sized(end, factual, len(shape_of(kind))) for end in call.truncated)
            made = laws.truncated(made, *ends)
        noise: Tensor = made.base.expand(shape).sample()
        drawn_: Tensor = made(noise)
    except ValueError as error:
        raise _unfit(call) from error
    return drawn_


def is_random(call: LawCall) -> bool:
    """Whether two draws can differ."""
    return call.law != "Delta"


def has_masses(call: LawCall, kind: Type) -> bool:
    """Whether the law gives each value of a finite variable its probability, see `log_mass`."""
    if call.truncated is not None or not values_of(kind):
        return False
    return call.law in _FINITE or (call.law == "Uniform" and not call.arguments)


def log_mass(call: LawCall, factual: Reading, value: Tensor, kind: Type) -> Tensor:
    """Log probability of values `[..., row]` under a law that `has_masses`.

    Raises:
        CausalimgError: E0711 for parameters out of their range in some row.
    """
    given = _given(call, factual, 0)
    try:
        return possible(_made(call, given, kind).law(), value)[1]
    except ValueError as error:
        raise _unfit(call) from error


def _given(call: LawCall, factual: Reading, event: int) -> dict[str, Tensor]:
    """The parameters by name, each with as many right dimensions as one value has."""
    given = {
        name: evaluate(value, factual) if name == "covariance" else _sized(value, factual, event)
        for name, value in call.arguments
    }
    for name, one in given.items() if is_random(call) else ():
        if not one.is_complex():
            _in_range(call, name, one)
    return given


def _sized(expr: Expr, factual: Reading, event: int) -> Tensor:
    """A number of the row, spread over what belongs to it."""
    value, own = evaluate_sized(expr, factual)
    return value.reshape(*value.shape, *[1] * (event - own)) if value.dim() else value


def _unfit(call: LawCall) -> CausalimgError:
    message = f"the parameters of `{call.law}` do not fit together in every row"
    return CausalimgError([Diagnostic("E0711", message, call.span, helps=_KEEP)])


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
    inner = shape_of(kind)
    return make(**given, event=inner) if inner and call.law not in _WHOLE else make(**given)
