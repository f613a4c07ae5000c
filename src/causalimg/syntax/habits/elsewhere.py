"""The names that laws and functions have in Stan, JAGS, R, Pyro and Python, each with ours.

What stands here is said in a help. It becomes an edit only where both take the same numbers in the
same order: JAGS's `dnorm` counts precision, so no edit turns it into `Normal`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a name from elsewhere is called here.

    Args:
        here: what to write.
        opening: what stands for the name and its bracket, where the numbers are the same.
        note: what differs.
        template: what stands for the whole call, `{0}` for its first argument.
    """

    here: str
    opening: str = ""
    note: str = ""
    template: str = ""


_PRECISION = "JAGS counts precision, `1 / sd ^ 2`; the second number here is `sd`"

_HALF_NORMAL = Elsewhere(
    "Normal(0, s) truncated [0, inf)", template="Normal(0, {0}) truncated [0, inf)"
)
_HALF_CAUCHY = Elsewhere(
    "StudentT(1, 0, s) truncated [0, inf)", template="StudentT(1, 0, {0}) truncated [0, inf)"
)
_CHOICE = Elsewhere("if condition then one else other", template="(if {0} then {1} else {2})")

LAWS_ELSEWHERE: Mapping[str, Elsewhere] = {
    "autoencoder": Elsewhere("vae(latent = 16) given ..."),
    "bernoulli_logit": Elsewhere("Bernoulli(logit = ...)", "Bernoulli(logit = "),
    "bernoulli_logit_glm": Elsewhere("Bernoulli(logit = linear(...))"),
    "binomial": Elsewhere("Bernoulli(p)", note="a row is one trial; a count of them is a `count`"),
    "binomial_logit": Elsewhere("Bernoulli(logit = ...)"),
    "categorical_logit": Elsewhere("linear() given ..."),
    "cauchy": Elsewhere("StudentT(1, mean, scale)", "StudentT(1, "),
    "dbern": Elsewhere("Bernoulli(p)", "Bernoulli("),
    "dbeta": Elsewhere("Beta(a, b)", "Beta("),
    "dbin": Elsewhere("Bernoulli(p)", note="a row is one trial"),
    "dcat": Elsewhere("Categorical(value = probability, ...)"),
    "ddexp": Elsewhere("Laplace(mean, scale)", note="the scale is one over JAGS's rate"),
    "dexp": Elsewhere("Exponential(rate)", "Exponential("),
    "dgamma": Elsewhere("Gamma(shape, rate)", "Gamma("),
    "dlnorm": Elsewhere("LogNormal(mean, sd)", note=_PRECISION),
    "dnorm": Elsewhere("Normal(mean, sd)", note=_PRECISION),
    "double_exponential": Elsewhere("Laplace(mean, scale)", "Laplace("),
    "dpois": Elsewhere("Poisson(rate)", "Poisson("),
    "dt": Elsewhere("StudentT(df, mean, scale)", note=_PRECISION),
    "dunif": Elsewhere("Uniform(low, high)", "Uniform("),
    "cvae": Elsewhere("vae(latent = 16) given ..."),
    "half_cauchy": _HALF_CAUCHY,
    "half_normal": _HALF_NORMAL,
    "halfcauchy": _HALF_CAUCHY,
    "halfnormal": _HALF_NORMAL,
    "neg_binomial_2": Elsewhere("NegativeBinomial(mean, dispersion)"),
    "poisson_log": Elsewhere("Poisson(exp(...))", template="Poisson(exp({0}))"),
    "nn": Elsewhere("mlp() given ..."),
    "normalising_flow": Elsewhere("flow() given ..."),
    "normalizing_flow": Elsewhere("flow() given ..."),
    "rnorm": Elsewhere("Normal(mean, sd)"),
    "runif": Elsewhere("Uniform(low, high)"),
    "std_normal": Elsewhere("Normal(0, 1)", "Normal(0, 1"),
}

FUNCTIONS_ELSEWHERE: Mapping[str, Elsewhere] = {
    "expit": Elsewhere("sigmoid(x)", "sigmoid("),
    "fabs": Elsewhere("abs(x)", "abs("),
    "factor": Elsewhere("linear(x)", note="a category has a coefficient for each of its values"),
    "ifelse": _CHOICE,
    "ilogit": Elsewhere("sigmoid(x)", "sigmoid("),
    "int_step": Elsewhere("(x > 0)", template="({0} > 0)"),
    "inv_logit": Elsewhere("sigmoid(x)", "sigmoid("),
    "ln": Elsewhere("log(x)", "log("),
    "log10": Elsewhere("log(x) / log(10)", template="(log({0}) / log(10))"),
    "log1p": Elsewhere("log(1 + x)", "log(1 + "),
    "logistic": Elsewhere("sigmoid(x)", "sigmoid("),
    "log2": Elsewhere("log(x) / log(2)", template="(log({0}) / log(2))"),
    "plogis": Elsewhere("sigmoid(x)", "sigmoid("),
    "pow": Elsewhere("x ^ 2", template="{0} ^ {1}"),
    "relu": Elsewhere("max(x, 0)", template="max({0}, 0)"),
    "square": Elsewhere("x ^ 2", template="{0} ^ 2"),
    "step": Elsewhere("(x > 0)", template="({0} > 0)"),
    "where": _CHOICE,
}

#: Laws of Stan that take the same numbers as ours.
_SAME = {
    "bernoulli": "Bernoulli",
    "beta": "Beta",
    "exponential": "Exponential",
    "gamma": "Gamma",
    "lognormal": "LogNormal",
    "normal": "Normal",
    "poisson": "Poisson",
    "student_t": "StudentT",
    "uniform": "Uniform",
}
#: What Stan hangs on a law for its density, and for a draw of it.
_ENDINGS = ("_lpdf", "_lpmf", "_lupdf", "_lupmf", "_log", "_rng")


def of_density(function: str, arguments: str) -> str:
    """The law whose density or generator has a name in Stan.

    Args:
        function: `normal_lpdf`, `bernoulli_logit_rng`.
        arguments: its numbers.

    Example:
        >>> of_density("bernoulli_logit_lpmf", "a + b * age")
        'Bernoulli(logit = a + b * age)'
    """
    ending = next((each for each in _ENDINGS if function.endswith(each)), "")
    stem = function.removesuffix(ending)
    known = LAWS_ELSEWHERE.get(stem)
    if known and known.opening:
        return f"{known.opening}{arguments})"
    if known and known.template.count("{") == 1:
        return known.template.format(arguments)
    return f"{_SAME.get(stem, stem)}({arguments})"
