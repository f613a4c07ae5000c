"""The known laws, one record each: what checker, emitter, hover and documentation read."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from causalimg.library.interval import EVERYWHERE, NOT_NEGATIVE, POSITIVE, UNIT, Interval, exactly

Family = Literal[
    "location_scale", "log_location_scale", "scale", "quantile", "discrete", "constant"
]
"""How a value comes from noise without parents.

`location_scale`: value = location + scale * standard noise; `log_location_scale`: the exponential
of that; `scale`: value = standard noise / rate; `quantile`: value = F^-1(noise); `discrete`: by a
coupling; `constant`: no noise.
"""

Known = Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class LawParameter:
    """A parameter of a law.

    Args:
        name: its keyword.
        range: where it has to lie.
        default: its value where it is left out; None means that it has to be given.
        unit: whether it is measured in the unit of the drawn variable (`inverse`: in one over it).
        shape: whether it shapes the standard noise itself, so that it has no causes in
            the families that move a standard noise.
        learned: whether a mechanism learns it where it is left out.
    """

    name: str
    range: Interval = EVERYWHERE
    default: float | None = None
    unit: Literal["same", "inverse", "none"] = "none"
    shape: bool = False
    learned: bool = False


@dataclass(frozen=True, slots=True)
class Law:
    """A law with its parameters and what it can draw.

    Args:
        name: as written, with a capital.
        parameters: in the order of positional arguments.
        support: where its draws lie, from what is known about its arguments.
        kind: continuous or discrete.
        targets: types of variables that it can draw.
        family: how the emitter turns noise into a value.
        couplings: words that may follow `via`, the first one being the usual choice.
        either: names of parameters of which exactly one is given.
        module: the extension that brings it; None for the core.
        doc: one sentence.
    """

    name: str
    parameters: tuple[LawParameter, ...]
    support: Callable[[Known], Interval]
    kind: Literal["continuous", "discrete"]
    targets: tuple[str, ...]
    family: Family
    couplings: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    module: str | None = None
    doc: str = ""

    @property
    def signature(self) -> str:
        """As a person would write it: `Normal(mean, sd)`."""
        names = [p.name for p in self.parameters if p.name not in self.either]
        if self.either:
            names.insert(0, " or ".join(self.either))
        if self.name == "Categorical":
            names = ["value = probability", "..."]
        if self.name == "OrderedLogistic":
            names = ["score", "cuts = [...]"]
        return f"{self.name}({', '.join(names)})"

    def parameter(self, name: str) -> LawParameter | None:
        """The parameter of that name."""
        return next((p for p in self.parameters if p.name == name), None)


def _always(interval: Interval) -> Callable[[Known], Interval]:
    return lambda _: interval


def _between(arguments: Known) -> Interval:
    low, high = arguments.get("low", EVERYWHERE), arguments.get("high", EVERYWHERE)
    return Interval(low.low, high.high, low_closed=True, high_closed=True)


def _value(arguments: Known) -> Interval:
    return arguments.get("value", EVERYWHERE)


_NUMBERS = ("real", "image", "vector")
_TWO_WAYS = ("threshold", "gumbel_max")
_PROBABILITY = LawParameter("p", UNIT)

_ALL = (
    Law(
        "Normal",
        (LawParameter("mean", unit="same"), LawParameter("sd", POSITIVE, unit="same")),
        _always(EVERYWHERE),
        "continuous",
        _NUMBERS,
        "location_scale",
        doc="the bell curve",
    ),
    Law(
        "LogNormal",
        (LawParameter("mean"), LawParameter("sd", POSITIVE)),
        _always(POSITIVE),
        "continuous",
        _NUMBERS,
        "log_location_scale",
        doc="the exponential of a Normal with that mean and sd",
    ),
    Law(
        "StudentT",
        (
            LawParameter("df", POSITIVE, shape=True),
            LawParameter("mean", default=0.0, unit="same"),
            LawParameter("scale", POSITIVE, default=1.0, unit="same"),
        ),
        _always(EVERYWHERE),
        "continuous",
        _NUMBERS,
        "location_scale",
        doc="a bell curve with heavy tails; df degrees of freedom",
    ),
    Law(
        "Laplace",
        (LawParameter("mean", unit="same"), LawParameter("scale", POSITIVE, unit="same")),
        _always(EVERYWHERE),
        "continuous",
        _NUMBERS,
        "location_scale",
        doc="two exponential tails, back to back",
    ),
    Law(
        "Gamma",
        (
            LawParameter("shape", POSITIVE, shape=True),
            LawParameter("rate", POSITIVE, unit="inverse"),
        ),
        _always(POSITIVE),
        "continuous",
        _NUMBERS,
        "quantile",
        doc="positive, with mean shape / rate",
    ),
    Law(
        "Beta",
        (LawParameter("a", POSITIVE, shape=True), LawParameter("b", POSITIVE, shape=True)),
        _always(Interval(0, 1)),
        "continuous",
        _NUMBERS,
        "quantile",
        doc="between 0 and 1, with mean a / (a + b)",
    ),
    Law(
        "Exponential",
        (LawParameter("rate", POSITIVE, unit="inverse"),),
        _always(NOT_NEGATIVE),
        "continuous",
        _NUMBERS,
        "scale",
        doc="waiting times with mean 1 / rate",
    ),
    Law(
        "Uniform",
        (LawParameter("low", unit="same"), LawParameter("high", unit="same")),
        _between,
        "continuous",
        ("real", "image", "vector", "binary", "category", "ordinal"),
        "quantile",
        _TWO_WAYS,
        doc="the same density from low to high; `Uniform()`: all values of a finite type alike",
    ),
    Law(
        "Bernoulli",
        (_PROBABILITY, LawParameter("logit")),
        _always(UNIT),
        "discrete",
        ("binary",),
        "discrete",
        _TWO_WAYS,
        ("p", "logit"),
        doc="1 with probability p, or with log odds logit",
    ),
    Law(
        "Categorical",
        (),
        _always(EVERYWHERE),
        "discrete",
        ("category", "ordinal", "binary"),
        "discrete",
        ("gumbel_max", "threshold"),
        doc="each value with its probability",
    ),
    Law(
        "OrderedLogistic",
        (LawParameter("score"), LawParameter("cuts", learned=True)),
        _always(EVERYWHERE),
        "discrete",
        ("ordinal",),
        "discrete",
        _TWO_WAYS,
        doc="a score plus logistic noise, cut at rising points; without `cuts` they are learned",
    ),
    Law(
        "Poisson",
        (LawParameter("rate", POSITIVE),),
        _always(NOT_NEGATIVE),
        "discrete",
        ("count",),
        "discrete",
        _TWO_WAYS,
        doc="counts with mean and variance rate",
    ),
    Law(
        "NegativeBinomial",
        (LawParameter("mean", POSITIVE), LawParameter("dispersion", POSITIVE)),
        _always(NOT_NEGATIVE),
        "discrete",
        ("count",),
        "discrete",
        _TWO_WAYS,
        doc="counts with variance mean + dispersion * mean^2",
    ),
    Law(
        "Delta",
        (LawParameter("value", unit="same"),),
        _value,
        "continuous",
        _NUMBERS,
        "constant",
        doc="one value, always",
    ),
    Law(
        "MultivariateNormal",
        (LawParameter("mean", unit="same"), LawParameter("covariance", shape=True)),
        _always(EVERYWHERE),
        "continuous",
        ("vector",),
        "location_scale",
        doc="numbers side by side with a covariance: `[[1, 0.5], [0.5, 2]]`",
    ),
    Law(
        "ComplexNormal",
        (LawParameter("mean", unit="same"), LawParameter("sd", POSITIVE, unit="same")),
        _always(EVERYWHERE),
        "continuous",
        ("kspace",),
        "location_scale",
        doc="complex and circular: real and imaginary part each have variance sd^2 / 2",
    ),
)

_LAWS = {law.name: law for law in _ALL}
LAWS: Mapping[str, Law] = _LAWS
"""All laws by name."""


def add(law: Law) -> None:
    """Add a law of another package; see `causalimg.library.extension.register`."""
    _LAWS[law.name] = law


ALIASES: Mapping[str, str] = {
    "Gaussian": "Normal",
    "Gauss": "Normal",
    "Norm": "Normal",
    "Lognormal": "LogNormal",
    "Student": "StudentT",
    "Binomial": "Bernoulli",
    "Multinomial": "Categorical",
    "Dirac": "Delta",
    "MVN": "MultivariateNormal",
    "Exp": "Exponential",
}
"""Names that people bring from elsewhere, for the suggestion only."""

ARGUMENT_ALIASES: Mapping[str, tuple[str, ...]] = {
    "mean": ("mu", "loc", "location", "average"),
    "sd": ("sigma", "std", "scale", "stddev"),
    "scale": ("sigma", "sd", "b"),
    "p": ("prob", "probs", "probability"),
    "logit": ("logits",),
    "rate": ("lambda", "lam"),
    "a": ("alpha", "concentration1"),
    "b": ("beta", "concentration0"),
    "shape": ("alpha", "concentration", "k"),
    "df": ("nu",),
    "covariance": ("cov", "Sigma", "covariance_matrix"),
    "score": ("eta", "location", "predictor", "logit"),
    "cuts": ("c", "cutpoints", "thresholds"),
}
"""Names of arguments that people bring from elsewhere, for the suggestion only."""


def support(law: Law, arguments: Known, truncated: Interval | None = None) -> Interval:
    """Where the draws of a law lie.

    Args:
        law: the law.
        arguments: what each argument can be; those that are missing can be anything.
        truncated: where the law is cut.

    Example:
        >>> str(support(LAWS["Uniform"], {"low": exactly(2.0), "high": exactly(3.0)}))
        '[2, 3]'
    """
    whole = law.support(arguments)
    if truncated is None:
        return whole
    low, high = max(whole.low, truncated.low), min(whole.high, truncated.high)
    inside = low <= high
    return Interval(low, high, low_closed=True, high_closed=True) if inside else exactly(math.nan)
