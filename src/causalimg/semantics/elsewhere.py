"""Laws and functions by the names that they have in Stan, JAGS, R, Pyro and Python.

What stands here is said in a help. It becomes an edit only where both take the same numbers in the
same order: JAGS's `dnorm` counts precision, so no edit turns it into `Normal`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from causalimg.diagnostics import Diagnostic, Fix
from causalimg.library.laws import LAWS
from causalimg.source import Source, Span
from causalimg.syntax import tree


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

_LAWS: Mapping[str, Elsewhere] = {
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

_FUNCTIONS: Mapping[str, Elsewhere] = {
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


def law_elsewhere(law: tree.Law, source: Source) -> Diagnostic | None:
    """E0103 for a law that is called so in another language, or None.

    Args:
        law: as written behind `~`.
        source: the text.
    """
    word = law.name.text
    last = word.rpartition(".")[2]
    if "." in word and last in LAWS:
        message, sure = f"`{word}` is called `{last}` here", Fix(law.name.span, last)
        return Diagnostic("E0103", message, law.name.span, helps=(f"write `{last}`",), fix=sure)
    known = _LAWS.get(last.casefold())
    fix = _call(known, law.arguments, law.span, source) if known and not law.truncated else None
    return _said("E0103", law.name, law.span, known, fix)


def function_elsewhere(call: tree.Call, source: Source) -> Diagnostic | None:
    """E0101 for a function that is called so in another language, or None.

    Args:
        call: as written.
        source: the text.
    """
    known = _FUNCTIONS.get(call.function.text.rpartition(".")[2].casefold())
    fix = _call(known, call.arguments, call.span, source) if known else None
    return _said("E0101", call.function, call.span, known, fix)


def _call(
    known: Elsewhere, arguments: Sequence[tree.Argument], span: Span, source: Source
) -> Fix | None:
    """The whole call as it is written here."""
    wanted = {int(digit) for digit in re.findall(r"\{(\d)\}", known.template)}
    if not wanted or len(arguments) != len(wanted) or any(a.name for a in arguments):
        return None
    bare = not set(known.template) & {"^", ">"}
    texts = [_operand(a.value, source, bare=bare) for a in arguments]
    return Fix(span, known.template.format(*texts))


def _operand(value: tree.Expr, source: Source, *, bare: bool) -> str:
    text = source.slice(value.span)
    simple = isinstance(value, tree.Ref | tree.Number | tree.Call)
    return text if bare or simple else f"({text})"


def _said(
    code: str, name: tree.Name, whole: Span, known: Elsewhere | None, fix: Fix | None
) -> Diagnostic | None:
    if known is None:
        return None
    message = f"`{name.text}` is a word of another language"
    notes = (known.note,) if known.note else ()
    # The bracket stands right behind the name in every call that a person writes.
    bracket = Span(name.span.start, min(name.span.end + 1, whole.end))
    if known.opening:
        fix = Fix(bracket, known.opening)
    helps = (f"write `{fix.text}`" if fix and not known.opening else f"write `{known.here}`",)
    return Diagnostic(code, message, name.span, helps=helps, notes=notes, fix=fix)
